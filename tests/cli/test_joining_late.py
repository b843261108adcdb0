"""Joining at every key of the team, and a key that was not passed on (failure mode 20)."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import open_requests
from inspector_app.evidence_base.team_changes import append_record, new_epoch
from schemas.team_records import Epoch, Seat
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import PASSPHRASE
from tests.story.laptops import (
    Laptop,
    begin_inspection,
    digest,
    let_in,
    new_laptop,
    new_laptop_with_halves,
    opened_by_hand,
    texts,
)


@pytest.fixture
def ann(tmp_path: Path, server: EmbeddedServer, halves: tuple[str, str]) -> Laptop:
    """A lead who has written under the first key."""
    lead = new_laptop_with_halves(tmp_path / "ann", "ann", PASSPHRASE, halves)
    begin_inspection(lead, server, "Brambleshire")
    lead.run("note", "add", "--text", "Under the first key.")
    lead.run("sync")
    return lead


def words(laptop: Laptop) -> str:
    with opened_by_hand(laptop) as base:
        return base.vault.device.card.words


def epoch_that_forgets(base: EvidenceBase, seats: list[Seat]) -> Epoch:
    """A new key for these seats, by a program that passes no earlier key on."""
    head = base.team.chain.head
    return new_epoch(base.vault, base.inspection, head.record, seats, {}, head.escrow)


def approve_forgetting_keys(lead: Laptop) -> None:
    """Lets the only one who asks in, and passes no earlier key on."""
    with opened_by_hand(lead) as base:
        [asked] = open_requests(base)
        seat = Seat(asked.card, base.new_id(), frozenset({"hmi"}))
        seats = [*base.team.chain.head.seats.values(), seat]
        append_record(base, epoch_that_forgets(base, seats))


def ask(lead: Laptop, joiner: Laptop) -> None:
    """Everything that comes before an approval."""
    invitation = str(joiner.home.parent / f"{joiner.name}.invitation")
    lead.run("team", "invite", "--role", "hmi", "--out", invitation)
    lead.run("sync")
    joiner.run("join", invitation)
    lead.run("sync")


def forget_a_key_for_recovery(lead: Laptop) -> None:
    """A key that the recovery halves were not given, a note under it, and a next one without it."""
    with opened_by_hand(lead) as base:
        seats = list(base.team.chain.head.seats.values())
        epoch = epoch_that_forgets(base, seats)
        escrow = base.team.chain.head.escrow
        assert escrow is not None
        damaged = {**epoch.wraps, escrow.device: os.urandom(len(epoch.wraps[escrow.device]))}
        append_record(base, replace(epoch, wraps=damaged))
    lead.run("note", "add", "--text", "Under the key that was forgotten.")
    lead.run("sync")
    with opened_by_hand(lead) as base:
        append_record(base, epoch_that_forgets(base, list(base.team.chain.head.seats.values())))
    lead.run("sync")


def test_20_who_joins_at_any_key_of_the_team_reads_all_that_came_before_and_comes_after(
    ann: Laptop, tmp_path: Path
) -> None:
    expected = ["Under the first key."]
    joined: list[Laptop] = []
    for name in ("bea", "cal", "dev", "eve"):
        ann.run("team", "rotate")
        expected.append(f"Before {name} joined.")
        ann.run("note", "add", "--text", expected[-1])
        joiner = new_laptop(tmp_path / name, name, PASSPHRASE)
        let_in(ann, joiner, "hmi")
        assert texts(joiner) == sorted(expected)
        joined.append(joiner)
        expected.append(f"By {name}.")
        joiner.run("note", "add", "--text", expected[-1])
        joiner.run("sync")
    everybody = [ann, *joined]
    for laptop in (*everybody, *everybody):
        report = laptop.run("sync")
        assert report["missing_epochs"] == []
    for laptop in everybody:
        assert texts(laptop) == sorted(expected)
        assert laptop.run("verify")["ok"]
    assert len({digest(laptop) for laptop in everybody}) == 1


def test_20_a_key_that_was_not_passed_on_blocks_the_joining_in_words_until_it_is(
    ann: Laptop, tmp_path: Path
) -> None:
    bea = new_laptop(tmp_path / "bea", "bea", PASSPHRASE)
    ask(ann, bea)
    approve_forgetting_keys(ann)
    ann.run("sync")
    bundle = str(tmp_path / "ann.bundle")
    ann.run("bundle", "export", bundle)
    for attempt in (("sync",), ("sync",), ("bundle", "import", bundle)):
        refused = bea.refused(*attempt)
        assert refused.code == "missing-epoch"
        assert words(ann) in refused.next
        assert "invitation is kept" in refused.kept
        assert bea.run("inspection", "list")["inspections"] == []
    ann.run("team", "rotate")
    ann.run("sync")
    bea.run("sync")
    assert texts(bea) == ["Under the first key."]
    assert digest(bea) == digest(ann)


def test_20_a_member_whom_a_key_does_not_reach_is_told_goes_on_and_reads_all_once_it_does(
    ann: Laptop, tmp_path: Path
) -> None:
    bea = new_laptop(tmp_path / "bea", "bea", PASSPHRASE)
    ann.run("team", "deputy", let_in(ann, bea, "hmi"))
    with opened_by_hand(ann) as base:
        head = base.team.chain.head
        epoch = epoch_that_forgets(base, list(head.seats.values()))
        [other] = set(head.seats) - {base.vault.device.id}
        damaged = {**epoch.wraps, other: os.urandom(len(epoch.wraps[other]))}
        append_record(base, replace(epoch, wraps=damaged))
    ann.run("note", "add", "--text", "Under a key that Bea was not given.")
    ann.run("sync")
    bea.run("note", "add", "--text", "By Bea, meanwhile.")
    assert len(bea.run("sync")["missing_epochs"]) == 1
    assert "team rotate" in bea.say("sync")
    # What she cannot open she cannot pass on: a key of hers would leave the others without it.
    assert bea.refused("team", "rotate").code == "missing-epoch"
    assert texts(bea) == ["By Bea, meanwhile.", "Under the first key."]
    ann.run("sync")
    assert len(texts(ann)) == 3
    ann.run("team", "rotate")
    ann.run("sync")
    assert bea.run("sync")["missing_epochs"] == []
    assert texts(bea) == texts(ann)
    assert digest(bea) == digest(ann)


@pytest.mark.parametrize("way", ["server", "bundle"])
def test_20_a_key_that_the_halves_were_not_given_blocks_recovery_until_a_deputy_passes_it_on(
    ann: Laptop, server: EmbeddedServer, halves: tuple[str, str], tmp_path: Path, way: str
) -> None:
    bea = new_laptop(tmp_path / "bea", "bea", PASSPHRASE)
    member = let_in(ann, bea, "hmi")
    ann.run("team", "deputy", member)
    forget_a_key_for_recovery(ann)
    bea.run("sync")
    bundle = tmp_path / "bea.bundle"
    new = new_laptop(tmp_path / "clean", "new lead", PASSPHRASE)
    place = ("--server", server.url) if way == "server" else ("--bundle", str(bundle))
    for _ in range(2):
        bea.run("bundle", "export", str(bundle))
        refused = new.refused("recover", "--halves", *halves, *place)
        assert refused.code == "missing-epoch"
        assert words(bea) in refused.next
        assert new.run("inspection", "list")["inspections"] == []
    bea.run("team", "rotate")
    bea.run("sync")
    bea.run("bundle", "export", str(bundle))
    done = new.run("recover", "--halves", *halves, *place)
    assert (done["missing_epochs"], done["unopened"]) == ([], 0)
    assert texts(new) == ["Under the first key.", "Under the key that was forgotten."]


def test_20_where_nobody_is_left_to_pass_a_key_on_recovery_goes_on_and_says_what_stays_shut(
    ann: Laptop, server: EmbeddedServer, halves: tuple[str, str], tmp_path: Path
) -> None:
    forget_a_key_for_recovery(ann)
    new = new_laptop(tmp_path / "clean", "new lead", PASSPHRASE)
    said = new.say("recover", "--halves", *halves, "--server", server.url)
    assert "never passed on: 1." in said
    assert "stay shut: 1." in said
    assert texts(new) == ["Under the first key."]
    done = new.run("recover", "--halves", *halves, "--server", server.url)
    assert (len(done["missing_epochs"]), done["unopened"]) == (1, 1)
