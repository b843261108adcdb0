"""A state machine: laptops that write, talk, lose answers, are copied and put back."""

from __future__ import annotations

import copy
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.admitting import admit, held_entries
from inspector_app.evidence_base.drafts import Draft, DraftContent, drafts, save_draft
from inspector_app.evidence_base.editing import Views, edit, resolve, restore, withdraw
from inspector_app.evidence_base.membership import remove, rotate
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from schemas.team_records import SignedRecord
from tests.evidence_base.agreement import judged_digest
from tests.evidence_base.forging import altered, without_parts
from tests.evidence_base.laptops import Laptop, Template, exchange, give
from tests.simulation.facts import erasure_of, facts_of
from tests.simulation.oracle import Oracle

__all__ = ["LaptopsAtWork", "Prepared", "prepare"]

NAMES = ("ann", "bea", "cal")
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
"""Real files, without waiting for a real disk: what a disk loses is for the tests of kills."""

FIELDS = ("text", "agency", "minutes", "areas[leaders]", "areas[experiences]")

OFTEN = (
    *("create", "write", "write", "write", "write", "open_editor", "save_what_was_open"),
    *("settle", "withdraw_or_restore", "seal", "talk", "talk", "talk_badly", "talk_badly"),
    *("restart", "copy_home", "put_home_back", "clock_jumps"),
    *("type", "type", "clone", "rotate", "erase", "remove", "admit"),
)
"""What may happen next, the usual more often than the rest."""


@dataclass
class Editor:
    """A field as it was on the screen when somebody began to edit it."""

    laptop: str
    record: str
    field: str
    views: Views


@dataclass
class World:
    """Everything that is real in one run."""

    folder: Path
    laptops: dict[str, Laptop]
    oracle: Oracle
    records: list[str]
    editors: list[Editor] = field(default_factory=list)
    copies: dict[str, tuple[Path, dict[str, str]]] = field(default_factory=dict)
    typed: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    chain: tuple[SignedRecord, ...] = ()
    erased: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    turns: int = 0


@dataclass(frozen=True)
class Prepared:
    """Homes with two records that all know: nobody spends a short history on getting there."""

    template: Template
    oracle: Oracle
    records: tuple[str, ...]


def prepare(template: Template, folder: Path) -> Prepared:
    """Made once, copied for each history."""
    laptops = template.laptops(folder, names=NAMES)
    ann = laptops["ann"]
    oracle = Oracle()
    records = []
    for number in range(2):
        write = NewWrite(ann.base.new_id(), "note", "text", Typed(f"text of old {number}"))
        oracle.saw(ann.base.record(write), [write])
        records.append(write.record)
    exchange(*laptops.values())
    for laptop in laptops.values():
        laptop.base.close()
    homes = {name: laptop.home for name, laptop in laptops.items()}
    return Prepared(replace(template, homes=homes), oracle, tuple(records))


class LaptopsAtWork(RuleBasedStateMachine):
    """At any moment, once everybody has talked to everybody, all show what the oracle says."""

    prepared: Prepared
    runs = 0

    def __init__(self) -> None:
        super().__init__()
        folder = Path(tempfile.mkdtemp(dir=IN_MEMORY))
        laptops = self.prepared.template.laptops(folder, names=NAMES)
        oracle = copy.deepcopy(self.prepared.oracle)
        self.world = World(folder, laptops, oracle, list(self.prepared.records))
        type(self).runs += 1

    # --- writing --------------------------------------------------------------------------------

    def _save(self, laptop: Laptop, write: NewWrite) -> None:
        typed = self.world.typed[laptop.home.name]
        draft = write.record if write.record in typed else None
        try:
            recorded = laptop.base.record(write, draft=draft)
        except InspectorError as error:
            gone = error.code == "not-in-team" and laptop.name in self.world.removed
            if error.code != "withdrawn" and not gone:
                raise
        else:
            typed.pop(write.record, None)
            self.world.oracle.saw(recorded, [write])
            if self.world.turns % 3:
                # Small entries have more orders to come in.
                laptop.base.seal()

    def _value(self, name: str) -> NewValue:
        self.world.turns += 1
        turn = self.world.turns
        values: dict[str, NewValue] = {
            "text": Typed(f"text {turn}"),
            "agency": f"agency-{turn % 3}",
            "minutes": turn % 3 if turn % 4 else None,
        }
        return values.get(name, True if turn % 3 else None)

    def _known(self, laptop: Laptop, place: int) -> str | None:
        """A record that the laptop has heard of."""
        if not self.world.records:
            return None
        record = self.world.records[place % len(self.world.records)]
        try:
            laptop.base.fields(record)
        except InspectorError:
            return None
        return record

    @rule(
        what=st.sampled_from(OFTEN),
        pair=st.permutations(NAMES),
        place=st.integers(min_value=0, max_value=30),
        of=st.sampled_from(FIELDS),
        seed=st.integers(min_value=0, max_value=2**32),
    )
    def next(self, what: str, pair: list[str], place: int, of: str, seed: int) -> None:
        """One thing happens to one laptop, sometimes together with another.

        One rule for all, because Hypothesis likes to leave rules out of a run, and a history
        without writing or without talking shows nothing.
        """
        one, other = pair[0], pair[1]
        match what:
            case "create":
                self.create(one)
            case "write":
                self.write(one, place, of)
            case "open_editor":
                self.open_editor(one, place, of)
            case "save_what_was_open":
                self.save_what_was_open()
            case "settle":
                self.settle(one, place)
            case "withdraw_or_restore":
                self.withdraw_or_restore(one, place)
            case "type":
                self.type(one, place)
            case "seal":
                self.world.laptops[one].base.seal()
            case _:
                self.talk_or_mishap(what, one, other, place, Random(seed))

    def talk_or_mishap(self, what: str, one: str, other: str, place: int, dice: Random) -> None:
        match what:
            case "talk":
                give(self.world.laptops[one], self.world.laptops[other])
            case "talk_badly":
                self.talk_badly(one, other, dice)
            case "restart":
                self.world.laptops[one].reopen()
            case "copy_home":
                self.copy_home(one)
            case "put_home_back":
                self.put_home_back(one, other)
            case "clone":
                self.clone(one)
            case "clock_jumps":
                self.clock_jumps(dice.choice([-90_000, -5, -1, 1, 5, 90_000]))
            case _:
                self.change_the_team(what, place)

    def create(self, name: str) -> None:
        laptop = self.world.laptops[name]
        record = laptop.base.new_id()
        self._save(laptop, NewWrite(record, "note", "text", self._value("text")))
        self.world.records.append(record)

    def write(self, name: str, place: int, of: str) -> None:
        laptop = self.world.laptops[name]
        if record := self._known(laptop, place):
            views = laptop.base.fields(record)
            self._save(laptop, edit(views, record, "note", of, self._value(of)))

    def open_editor(self, name: str, place: int, of: str) -> None:
        laptop = self.world.laptops[name]
        if record := self._known(laptop, place):
            views = laptop.base.fields(record)
            self.world.editors.append(Editor(name, record, of, views))

    def save_what_was_open(self) -> None:
        if not self.world.editors:
            return
        open_ = self.world.editors.pop(0)
        write = edit(open_.views, open_.record, "note", open_.field, self._value(open_.field))
        self._save(self.world.laptops[open_.laptop], write)

    def settle(self, name: str, place: int) -> None:
        laptop = self.world.laptops[name]
        found = laptop.base.conflicts()
        if found:
            conflict = found[place % len(found)]
            value = self._value("text" if conflict.field == "withdrawn" else conflict.field)
            self._save(laptop, resolve(laptop.base, conflict.record, conflict.field, value=value))

    def withdraw_or_restore(self, name: str, place: int) -> None:
        laptop = self.world.laptops[name]
        if record := self._known(laptop, place):
            shown = laptop.base.fields(record).get("withdrawn")
            if shown is None or shown.value is None:
                self._save(laptop, withdraw(laptop.base, record, f"reason {self.world.turns % 2}"))
            else:
                self._save(laptop, restore(laptop.base, record))

    # --- talking --------------------------------------------------------------------------------

    def talk_badly(self, giver: str, taker: str, dice: Random) -> None:
        """Cut off, twice, in any order, with damaged copies and hidden texts among them."""
        parcel = self.world.laptops[giver].parcel(self.world.laptops[taker])
        sent = [entry for entry in parcel if dice.random() < 0.7]
        sent += [altered(entry) for entry in parcel if dice.random() < 0.2]
        sent += [without_parts(entry) for entry in parcel if dice.random() < 0.2]
        sent += [entry for entry in parcel if dice.random() < 0.2]
        dice.shuffle(sent)
        for entry in sent:
            self.world.laptops[taker].base.merge([entry])

    # --- mishaps --------------------------------------------------------------------------------

    def copy_home(self, name: str) -> None:
        self.world.turns += 1
        to = self.world.folder / f"copy-{name}-{self.world.turns}"
        laptop = self.world.laptops[name]
        copied = laptop.copy_home(to), dict(self.world.typed[laptop.home.name])
        self.world.copies[name] = copied

    def put_home_back(self, name: str, witness: str) -> None:
        """The other life must have been sent: what only a lost disk held nobody can bring back."""
        if name in self.world.copies:
            laptop = self.world.laptops[name]
            give(laptop, self.world.laptops[witness])
            folder, typed = self.world.copies[name]
            laptop.put_back(folder)
            self.world.typed[laptop.home.name] = dict(typed)

    def clone(self, name: str) -> None:
        """A second living copy of the laptop; from now on nobody knows which one is used."""
        twin = f"{name}-twin"
        laptop = self.world.laptops[name]
        if twin in self.world.laptops:
            self.world.laptops[name], self.world.laptops[twin] = self.world.laptops[twin], laptop
        elif name != "ann":
            self.world.typed[twin] = dict(self.world.typed[laptop.home.name])
            self.world.laptops[twin] = laptop.twin(self.world.folder / twin)

    def type(self, name: str, place: int) -> None:
        laptop = self.world.laptops[name]
        if record := self._known(laptop, place):
            self.world.turns += 1
            text = f"half a sentence {self.world.turns}"
            save_draft(laptop.base, Draft(record, record, "note", DraftContent({"text": text})))
            self.world.typed[laptop.home.name][record] = text

    # --- the team -------------------------------------------------------------------------------

    def change_the_team(self, what: str, place: int) -> None:
        """By the lead, who has looked before what the team is now."""
        lead = self.world.laptops["ann"]
        lead.base.merge(records=self.world.chain)
        cal = self.world.laptops["cal"]
        record = self._known(lead, place)
        if what == "rotate":
            rotate(lead.base)
        elif what == "erase" and record is not None:
            self.world.erased.add(record)
            lead.base.merge(records=[erasure_of(lead, self.prepared.template, record)])
        elif what == "remove" and not self.world.removed and self.world.turns % 3 == 0:
            self.world.removed.add("cal")
            remove(lead.base, cal.base.member, "left")
        elif what == "admit" and self.world.removed:
            self.admit_late_work(place)
        self.world.chain = lead.base.team.chain.records

    def admit_late_work(self, place: int) -> None:
        """By the lead, of what came from whoever was removed; all that stands before it, too."""
        lead = self.world.laptops["ann"]
        for laptop in self.world.laptops.values():
            if laptop.name in self.world.removed:
                give(laptop, lead)
        if held := held_entries(lead.base):
            admit(lead.base, [held[place % len(held)].entry])

    def clock_jumps(self, hours: int) -> None:
        clock = self.world.laptops["ann"].clock
        if 1980 < clock.now.year + hours / 8766 < 2200:
            clock.move(hours=hours)

    # --- the end --------------------------------------------------------------------------------

    def teardown(self) -> None:
        everybody = list(self.world.laptops.values())
        laptops = [each for each in everybody if each.name not in self.world.removed]
        try:
            lead = self.world.laptops["ann"]
            lead.base.merge(records=self.world.chain)
            if self.world.turns % 2:
                self.admit_late_work(self.world.turns)
            self.come_together(everybody)
            self._held_reaches_the_lead(everybody)
            facts = facts_of(laptops[0].base)
            expected = self.world.oracle.current(facts.erased, facts.held)
            known = {record for record, _ in expected}
            for laptop in laptops:
                shown = {
                    (record, name): {write.write: write.value for write in view.current}
                    for record, views in laptop.base.fields_of(known).items()
                    for name, view in views.items()
                }
                assert shown == expected
                self._drafts_are_there(laptop)
            # One in turn: a check of everything takes as long as the rest of a short history.
            checked = laptops[self.runs % len(laptops)]
            problems = verify(checked.base).problems
            assert not problems, problems
            assert judged_digest(checked) == checked.base.digest()
            assert len({laptop.base.digest() for laptop in laptops}) == 1
            assert laptops[0].base.digest()[0] is not None
            assert len({str(sorted(laptop.base.vector().items())) for laptop in laptops}) == 1
        finally:
            for laptop in everybody:
                laptop.base.close()
            shutil.rmtree(self.world.folder, ignore_errors=True)

    def come_together(self, everybody: list[Laptop]) -> None:
        """Everybody gives everybody what they lack."""
        exchange(*everybody)

    @staticmethod
    def _held_reaches_the_lead(everybody: list[Laptop]) -> None:
        """As through a server, where whoever took late work leaves it for the lead to look at."""
        lead, *others = everybody
        for other in others:
            missing = other.base.entries_missing_from(lead.base.vector(), held=True)
            lead.base.merge([entry.to_bytes() for entry in missing])

    def _drafts_are_there(self, laptop: Laptop) -> None:
        """Those of a record whose text was erased may be gone."""
        kept = {draft.id: draft.content.fields["text"] for draft in drafts(laptop.base)}
        typed = self.world.typed[laptop.home.name]
        assert {i: t for i, t in kept.items() if i not in self.world.erased} == {
            i: t for i, t in typed.items() if i not in self.world.erased
        }
