"""A drawn plan with its cases as rows: who each is, how it came, how it was seen and with whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspector_app.enquiries.cases import short_numbers
from inspector_app.enquiries.shown import shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.sampling.case_parts import parts_of
from inspector_app.sampling.plan_life import PlanLife, life_of
from inspector_app.sampling.plan_seen import how_seen
from inspector_app.sampling.recorded import PlanCase, RecordedPlan, cases_of_plan, find_plan
from inspector_app.sampling.strata import ALL
from inspector_app.tui.sample_overview import list_title
from inspector_app.tui.sample_words import (
    design_words,
    how_came,
    how_seen_words,
    state_words,
    strata_lines,
)
from inspector_app.tui.widgets.record_rows import Row, Tone
from inspector_app.tui.widgets.row_list import Listed
from schemas.records import Case
from schemas.wording import sampling_wording

__all__ = ["PlanSeen", "about_plan", "members_to_choose", "read_plan", "usual_members"]

_BAR = 20
_INSPECT = frozenset({"lead", "hmi", "scri", "education-hmi"})
"""Roles that look at cases; quality assurance and analysis do not."""


@dataclass(frozen=True)
class PlanSeen:
    """What the page of a plan shows.

    Args:
        plan: as recorded.
        cases: of it, in order.
        life: where it is in its life.
        heading: title and state.
        line: how chosen, how many of how many, how many seen.
        rows: one for each case; keys are ids of selections.
    """

    plan: RecordedPlan
    cases: tuple[PlanCase, ...]
    life: PlanLife
    heading: str
    line: str
    rows: tuple[Listed, ...]

    def case(self, selection: str | None) -> PlanCase | None:
        """The case of that selection."""
        return next((one for one in self.cases if one.record.id == selection), None)

    def called(self, selection: str) -> str:
        """What people call the case of that selection: '14 · girl 9'."""
        cells = next((one.row.cells for one in self.rows if one.row.key == selection), ("", ""))
        return " · ".join(part for part in cells[:2] if part) or "this case"


def read_plan(base: EvidenceBase, plan_id: str) -> PlanSeen:
    """Read a plan with its cases.

    Raises:
        InspectorError: `unknown-plan`, `plan-unreadable`.
    """
    plan = find_plan(base, plan_id)
    cases = cases_of_plan(base, plan)
    ways, names = how_seen(base, cases), members_named(base)
    numbers = short_numbers(shown.record for shown in shown_records(base, Case))
    rows = tuple(
        _row(place, one, numbers, ways[one.record.id], names) for place, one in enumerate(cases)
    )
    life = life_of(plan, cases, ways)
    of, seen = life.size, life.size - life.left
    record = plan.record
    unit = sampling_wording().units.get(record.unit or "case")
    population = unit.count(record.population or 0) if unit else f"{record.population or 0:,}"
    given = sum(1 for one in cases if one.in_sample and one.allocated)
    line = (
        f"{of:,} of {population} · {design_words(record, plan)} · {seen:,} seen, "
        f"{given:,} allocated"
    )
    heading = f"{record.title or '(title not here yet)'} · {state_words(life.state)}"
    if plan.is_draft:
        line = f"Not drawn yet · {design_words(record, plan)} of {population} · P: their phrase"
    return PlanSeen(plan, cases, life, heading, line, rows)


def _row(
    place: int, one: PlanCase, numbers: Mapping[str, str], way: str, names: Mapping[str, str]
) -> Listed:
    record, case = one.record, one.case
    number = numbers.get(record.case or "", "")
    stratum = "" if record.stratum in (None, ALL) else record.stratum or "(blank)"
    parts = parts_of(record, one.allocated)
    people = ", ".join(
        f"{names.get(member, '?')}{f' ({part.angle})' if part.angle else ''}"
        for member, part in parts.items()
    )
    cells = (
        number or "…",
        (case.label or "") if case else "(not here yet)",
        stratum,
        how_came(one),
        how_seen_words(way) if one.in_sample else "",
        people or ("nobody yet" if one.in_sample else ""),
        record.unit or one.identifier,
    )
    order: tuple[str | int, ...] = (place, *(cell.casefold() for cell in cells[1:]))
    tone = Tone.PLAIN if one.in_sample else Tone.MUTED
    return Listed(Row(record.id, cells, tone), order, record.why or "")


def about_plan(seen: PlanSeen) -> str:
    """Return what is said about a plan beside its cases."""
    plan, record = seen.plan, seen.plan.record
    lines = [
        f"List {list_title(record.list or 0)}",
        "",
        f"Why: {record.rationale or '?'}",
    ]
    if plan.settings.filters:
        lines.append("")
        lines += [f"Only where {one.condition}: {one.left:,} left" for one in plan.settings.filters]
    if plan.settings.order:
        lines += ["", f"Chosen {plan.settings.order}."]
    for extension in plan.settings.extensions:
        looked = ", after others had been looked at" if extension.looked else ""
        lines += ["", f"Extended by {extension.add:,}{looked}."]
    if seen.life.closing is not None:
        lines += ["", f"Closed with {seen.life.left:,} not seen: {seen.life.closing.reason}"]
    if record.supersedes:
        lines += ["", "Drawn again; the draw before it stays on record."]
    if plan.settings.again:
        lines += ["", f"A further sample from this list: {plan.settings.again}"]
    if len(plan.strata) > 1:
        lines += ["", "Drawn of those on the list:", *strata_lines(plan.strata, _BAR)]
    return "\n".join(lines)


def members_to_choose(base: EvidenceBase) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return id, name and roles of those who are in the team now, by name."""
    names = members_named(base)
    roles: dict[str, set[str]] = {}
    for seat in base.team.chain.head.seats.values():
        roles.setdefault(seat.member, set()).update(seat.roles)
    found = [
        (member, names.get(member, "?"), tuple(sorted(held))) for member, held in roles.items()
    ]
    return tuple(sorted(found, key=lambda each: each[1].casefold()))


def usual_members(team: Sequence[tuple[str, str, tuple[str, ...]]]) -> tuple[str, ...]:
    """Return the ids of those who look at cases."""
    return tuple(member for member, _, roles in team if _INSPECT & set(roles))
