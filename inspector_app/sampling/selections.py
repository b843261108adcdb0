"""What a selection puts into the log: the selection, its case, and the extract of the case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import col, select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import Views, edits
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.intake.case_numbers import case_id, next_number
from inspector_app.intake.extracts import Extract, extract_for
from inspector_app.sampling.draws import Draw, Selected, StratumCount
from inspector_app.sampling.plan_units import AGE, GENDER, TEAM, FrameList
from inspector_app.sampling.purposeful import Chosen
from inspector_app.sampling.strata import Unit
from schemas.annex_a import load_annex_a
from schemas.identifiers import derived_id
from schemas.records import Case

__all__ = [
    "CaseWrites",
    "chosen_writes",
    "drawn_writes",
    "save_together",
    "selection_id",
    "selection_writes",
    "unlisted_case",
    "writes_for_cases",
    "writes_of_draw",
]

_ONE_SAVE = 5 * 1024 * 1024
"""Bytes that one save may take by our estimate; the log refuses more than 6 MiB."""

_ADULT = 18
_YEARS = re.compile(r"-?[0-9]{1,3}")
_CHILD = {"a": "boy", "b": "girl", "": "child"}
_YOUNG_ADULT = {"a": "young man", "b": "young woman", "": "young person"}
"""By the letter of the gender's code on the form."""

Writes = tuple[NewWrite, ...]


@dataclass(frozen=True)
class CaseWrites:
    """Writes for some cases, in order.

    Args:
        groups: the writes of each case; empty where nothing is new about it.
        numbers: short numbers by identifier.
    """

    groups: tuple[Writes, ...]
    numbers: Mapping[str, int]


def selection_id(plan: str, *parts: str) -> str:
    """The id of a selection: of plan, seed and unit id; of plan, route and case if not drawn."""
    return derived_id("case-selection", plan, *parts)


def writes_for_cases(
    base: EvidenceBase, listed: FrameList, units: Iterable[Unit], columns: Sequence[str]
) -> CaseWrites:
    """Writes that add the cases of some units, or what is new about those that are there.

    Args:
        base: to look in; nothing is written.
        listed: where the units are from.
        units: with the columns that describe a case.
        columns: the plan's, whose values go into the extract.
    """
    by_identifier = {unit.case: unit for unit in units}
    known = _known(base)
    records = {identifier: case_id(base.inspection, identifier) for identifier in by_identifier}
    views = base.fields_of(record for record in records.values() if record in known)
    number = next_number(base)
    groups: list[Writes] = []
    numbers: dict[str, int] = {}
    for identifier, unit in by_identifier.items():
        record = records[identifier]
        extract = extract_for(
            listed.frame, identifier, [(listed.number, column) for column in columns]
        )
        there = known.get(record)
        if there is None:
            numbers[identifier] = number
            groups.append(_new_case(record, identifier, number, unit, extract))
            number += 1
            continue
        if there.number is not None:
            numbers[identifier] = there.number
        groups.append(_more_of_case(views[record], there, unit, extract))
    return CaseWrites(tuple(groups), numbers)


def unlisted_case(base: EvidenceBase, identifier: str) -> CaseWrites:
    """Writes for a case of which no list is at hand; none if it is there."""
    record = case_id(base.inspection, identifier)
    there = _known(base).get(record)
    if there is not None:
        return CaseWrites((), {} if there.number is None else {identifier: there.number})
    number = next_number(base)
    values: dict[str, NewValue] = {"identifier": Typed(identifier), "number": number}
    return CaseWrites((_writes(record, "case", values),), {identifier: number})


def drawn_writes(
    base: EvidenceBase,
    plan: str,
    seed: str,
    drawn: Selected,
    chance: tuple[int, int] | None,
    why: str | None = None,
) -> Writes:
    """Writes for a unit that came by its ticket.

    Args:
        base: whose inspection.
        plan: the plan's id.
        seed: of the draw.
        drawn: the unit.
        chance: of being drawn, numerator and denominator; None for a reserve that was called,
            which has no chance of its own.
        why: in words, for a reserve.
    """
    values: dict[str, NewValue] = {
        "plan": plan,
        "case": case_id(base.inspection, drawn.case),
        "unit": Typed(drawn.unit),
        "ticket": Typed(drawn.ticket),
        "stratum": Typed(drawn.stratum),
        "rank": drawn.rank,
        "chosen_of": None if chance is None else chance[0],
        "out_of": None if chance is None else chance[1],
        "route": "drawn",
        "why": None if why is None else Typed(why),
        "state": "selected",
    }
    return selection_writes(selection_id(plan, seed, drawn.unit), values)


def writes_of_draw(
    base: EvidenceBase,
    plan: str,
    seed: str,
    listed: FrameList,
    units: Iterable[Unit],
    columns: Sequence[str],
    draw: Draw,
) -> CaseWrites:
    """Writes for the cases and the selections of a draw.

    Args:
        base: whose inspection; nothing is written.
        plan: the plan's id.
        seed: of the draw.
        listed: where the units are from.
        units: that were drawn from, with the columns that describe a case.
        columns: the plan's, whose values go into the extracts.
        draw: as it was made.
    """
    by_id = {unit.id: unit for unit in units}
    counts = {count.value: count for count in draw.strata}
    cases = writes_for_cases(base, listed, [by_id[one.unit] for one in draw.selected], columns)
    selections = [
        drawn_writes(base, plan, seed, one, _chance(one, counts[one.stratum]))
        for one in draw.selected
    ]
    return CaseWrites((*cases.groups, *selections), cases.numbers)


def _chance(one: Selected, count: StratumCount) -> tuple[int, int]:
    """Units drawn and units there where that is the chance, else the chance in lowest terms."""
    if one.chance == Fraction(count.drawn, count.population):
        return count.drawn, count.population
    return one.chance.numerator, one.chance.denominator


def chosen_writes(base: EvidenceBase, plan: str, chosen: Chosen) -> Writes:
    """Writes for a unit that was chosen by a criterion."""
    case = case_id(base.inspection, chosen.case)
    # Of an event the unit stands for the case, because one child may have several events.
    named = case if chosen.unit == chosen.case else chosen.unit
    values: dict[str, NewValue] = {
        "plan": plan,
        "case": case,
        "unit": Typed(chosen.unit),
        "rank": chosen.rank,
        "route": "criterion",
        "state": "selected",
    }
    return selection_writes(selection_id(plan, "criterion", named), values)


def selection_writes(record: str, values: Mapping[str, NewValue]) -> Writes:
    """The writes of a new selection; what is None is left out."""
    return _writes(record, "case-selection", values)


def save_together(
    base: EvidenceBase, groups: Iterable[Writes], *, largest: int = _ONE_SAVE
) -> None:
    """Saves groups of writes in one change, or where they are too large in several, in order.

    What makes the others visible stands last, so that an interruption leaves nothing half shown.

    Args:
        base: to write to.
        groups: writes that are never parted.
        largest: bytes that one save may take by our estimate.

    Raises:
        InspectorError: as `EvidenceBase.record`.
    """
    save: list[NewWrite] = []
    size = 0
    for group in groups:
        more = sum(map(_size, group))
        if save and size + more > largest:
            base.record(*save)
            save, size = [], 0
        save += group
        size += more
    base.record(*save)


def _known(base: EvidenceBase) -> dict[str, Case]:
    with base.reading() as session:
        found = session.exec(select(Case).where(col(Case.identifier).is_not(None)))
        return {case.id: case for case in found}


def _new_case(record: str, identifier: str, number: int, unit: Unit, extract: Extract) -> Writes:
    values: dict[str, NewValue] = {
        "identifier": Typed(identifier),
        "number": number,
        "label": _typed(_label(unit)),
        "team": _typed(unit.values.get(TEAM, "").strip()),
        "extract": Typed(extract.to_text()),
    }
    return _writes(record, "case", values)


def _more_of_case(views: Views, case: Case, unit: Unit, extract: Extract) -> Writes:
    """What a further plan adds: its fields and events, and what was not known; never a change."""
    if case.withdrawn is not None:
        return ()
    values: dict[str, NewValue] = {"extract": Typed(_joined(case.extract, extract).to_text())}
    if not case.label and (label := _label(unit)):
        values["label"] = Typed(label)
    if not case.team and (team := unit.values.get(TEAM, "").strip()):
        values["team"] = Typed(team)
    return edits(views, case.id, "case", values)


def _joined(before: str | None, extract: Extract) -> Extract:
    try:
        old = Extract.from_text(before or "")
    except ValueError:
        return extract
    newer = {(field.list, field.column) for field in extract.fields}
    kept = {field for field in old.fields if (field.list, field.column) not in newer}
    return Extract(
        tuple(sorted({*old.events, *extract.events})),
        tuple(sorted(kept | set(extract.fields))),
    )


def _label(unit: Unit) -> str:
    """'girl 9', 'young person 19', 'unborn child'; without an age 'girl' or nothing."""
    gender = unit.values.get(GENDER, "")
    code = load_annex_a().code_sets["gender"].find(gender) if gender else None
    letter = code.letter if code else ""
    typed = unit.values.get(AGE, "").strip()
    if not _YEARS.fullmatch(typed):
        return _CHILD[letter] if letter in ("a", "b") else ""
    age = int(typed)
    if age < 0:
        return "unborn child"
    words = _CHILD if age < _ADULT else _YOUNG_ADULT
    return f"{words.get(letter, words[''])} {age}"


def _typed(text: str) -> Typed | None:
    return Typed(text) if text else None


def _writes(record: str, kind: str, values: Mapping[str, NewValue]) -> Writes:
    return tuple(
        NewWrite(record, kind, field, value) for field, value in values.items() if value is not None
    )


def _size(write: NewWrite) -> int:
    """Bytes of a write in its change, from above: ids, names, parents, and its text."""
    text = len(write.value.text.encode(errors="replace")) if isinstance(write.value, Typed) else 0
    return 256 + 40 * len(write.parents) + text
