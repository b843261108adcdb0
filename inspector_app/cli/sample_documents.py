"""Samples as commands print them: documents for scripts, tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from inspector_app.cli.output import say, show_table
from inspector_app.cli.sample_previews import preview_document, show_preview, strata_document

if TYPE_CHECKING:
    from inspector_app.sampling.draws import Selected
    from inspector_app.sampling.joint_record import JointRecord
    from inspector_app.sampling.plan_life import PlanLife
    from inspector_app.sampling.plan_outcomes import DrawnPlan, SelectedCase
    from inspector_app.sampling.plan_statements import PlanStatement
    from inspector_app.sampling.plan_tells import PlanTells
    from inspector_app.sampling.recorded import PlanCase, RecordedPlan
    from inspector_app.sampling.tells import Tells
    from schemas.records import SamplePlan

__all__ = [
    "drawn_document",
    "plan_document",
    "plan_item",
    "plan_tells_document",
    "selected_document",
    "show_drawn",
    "show_plan",
    "statement_document",
    "tells_document",
]

Json = dict[str, Any]


def drawn_document(drawn: DrawnPlan) -> Json:
    """A plan that was just drawn, with its seed: for the one who draws."""
    return {
        "id": drawn.plan,
        **preview_document(drawn.preview),
        "plan": drawn.plan,
        "seed": drawn.seed,
        "tied_outside": drawn.tied_outside,
        "selected": _cases(drawn.selected),
        "reserves": _cases(drawn.reserves),
    }


def tells_document(found: Tells) -> Json:
    """An interval or its refusal."""
    return {
        "low": found.low,
        "high": found.high,
        "none_of_n_upper": found.none_of_n_upper,
        "sentence": found.sentence,
    }


def plan_tells_document(told: PlanTells) -> Json:
    """The same for an item of evidence over a plan, with the counts it rests on."""
    return {
        **tells_document(told.tells),
        "drawn": told.drawn,
        "looked": told.looked,
        "found": told.found,
        "open": dict(told.open),
        "others": {"looked": told.others_looked, "found": told.others_found},
        "outside": told.outside,
    }


def show_drawn(drawn: DrawnPlan) -> None:
    """The cases for people; reserves are for scripts only, lest they be prepared for."""
    show_preview(drawn.preview)
    by_chance = drawn.seed is not None
    show_table(
        ["No", "Case", "Rank", *(["Stratum", "Ticket"] if by_chance else [])],
        [
            [
                "" if one.number is None else f"@{one.number}",
                one.unit,
                one.rank,
                *([one.stratum, f"{(one.ticket or '')[:16]}…"] if by_chance else []),
            ]
            for one in drawn.selected
        ],
    )
    say(f"Plan {drawn.plan}")
    if drawn.seed is not None:
        say(f"Seed {drawn.seed}")
        say("Keep the seed to the team until the sample is complete: it gives away the reserves.")
    if drawn.order is not None:
        say(f"Chosen {drawn.order}.")
    if drawn.tied_outside:
        say(f"{drawn.tied_outside:,} others equal the last one chosen.")


def plan_item(record: SamplePlan, life: PlanLife | None, later: Sequence[str]) -> Json:
    """A plan in a list; `left` is how many of its cases are not seen, `later` took its place."""
    return {
        "id": record.id,
        "plan": record.id,
        "title": record.title,
        "design": record.design,
        "purposeful_type": record.purposeful_type,
        "frame": record.frame,
        "list": record.list,
        "unit": record.unit,
        "size": record.size,
        "population": record.population,
        "state": record.state if life is None else life.state,
        "left": None if life is None else life.left,
        "supersedes": record.supersedes,
        "superseded_by": list(later),
        "by": record.author,
        "at": record.created_at,
    }


def plan_document(
    plan: RecordedPlan,
    cases: Sequence[PlanCase],
    seen: Mapping[str, str],
    life: PlanLife,
    later: Sequence[str],
    joint: JointRecord | None,
) -> Json:
    """A plan with its cases and its seed; for the team only."""
    record, settings = plan.record, plan.settings
    return {
        **plan_item(record, life, later),
        "closed_because": life.closing.reason if life.closing else None,
        "rationale": record.rationale,
        "allocation": record.allocation,
        "strata": strata_document(plan.strata),
        "strata_by": list(settings.by),
        "spreads": dict(settings.spreads),
        "sort": list(settings.sort),
        "size_column": settings.size_column,
        "cluster": settings.cluster,
        "clusters": settings.clusters,
        "clusters_there": settings.clusters_there,
        "filters": [{"condition": f.condition, "left": f.left} for f in settings.filters],
        "order": settings.order,
        "extensions": [{"add": e.add, "after_looking": e.looked} for e in settings.extensions],
        "enquiries": list(plan.enquiries),
        "seed": plan.seed if plan.at_random and not plan.is_draft and record.our_phrase else None,
        "commitment": None if joint is None else joint.commitment or None,
        "plan_text": None if joint is None else joint.text or None,
        "commits_to": None if joint is None else "plan" if joint.of_plan else "phrase",
        "order_not_shown": None if joint is None else joint.broken or None,
        "again": settings.again or None,
        "selected": [_plan_case(one, seen) for one in cases],
    }


def selected_document(one: Selected, numbers: Mapping[str, int]) -> Json:
    """One unit that came by its ticket."""
    return {
        "case": one.case,
        "unit": one.unit,
        "number": numbers.get(one.case),
        "ticket": one.ticket,
        "stratum": one.stratum,
        "rank": one.rank,
        "probability": one.probability,
    }


def statement_document(stated: PlanStatement) -> Json:
    """The sample statement in words and counts."""
    found = stated.statement
    return {
        "text": found.text,
        "leaving": found.leaving,
        "nature": found.nature,
        "size": found.size,
        "routes": dict(found.routes),
        "how_seen": dict(found.how_seen),
        "fields": [
            {
                "column": field.column,
                "rows": [
                    {
                        "value": row.value,
                        "population": row.population,
                        "sample": row.sample,
                        "may_leave": not (row.population_suppressed or row.sample_suppressed),
                    }
                    for row in field.rows
                ],
            }
            for field in found.fields
        ],
        "never_seen": {
            column: {
                "values": list(unseen.values),
                "count": unseen.count,
                "of": unseen.of,
                "population": unseen.population,
            }
            for column, unseen in found.never_seen.items()
        },
        "compared": stated.compared,
    }


def show_plan(document: Json, names: Mapping[str, str]) -> None:
    """A plan for people, without its seed."""
    of = f"{document['size']} of {document['population']:,}"
    say(f"{document['title']}: {document['design']}, {of}")
    say(f"Why: {document['rationale']}")
    if document["again"]:
        say(f"Why a further sample from this list: {document['again']}")
    say(f"State: {document['state']}, {document['left']:,} not seen")
    if document["closed_because"]:
        say(f"Closed with cases unseen: {document['closed_because']}")
    show_table(
        ["No", "Case", "Stratum", "How it came", "Seen", "With"],
        [
            [
                "" if one["number"] is None else f"@{one['number']}",
                one["unit"] or one["case"],
                one["stratum"],
                one["route"] if one["state"] != "replaced" else "replaced",
                one["seen"],
                ", ".join(
                    " · ".join(filter(None, (names.get(p["member"], "?"), p["day"], p["angle"])))
                    for p in one["parts"]
                ),
            ]
            for one in document["selected"]
        ],
    )


def _plan_case(one: PlanCase, seen: Mapping[str, str]) -> Json:
    from inspector_app.sampling.case_parts import parts_of

    record = one.record
    chance = Fraction(record.chosen_of or 0, record.out_of) if record.out_of else None
    return {
        "id": record.id,
        "case": one.identifier,
        "case_id": record.case,
        "unit": record.unit,
        "number": one.case.number if one.case else None,
        "label": one.case.label if one.case else None,
        "ticket": record.ticket,
        "stratum": record.stratum,
        "rank": record.rank,
        "probability": f"{chance.numerator}/{chance.denominator}" if chance is not None else None,
        "route": record.route,
        "why": record.why,
        "state": record.state,
        "replaced_reason": record.replaced_reason,
        "seen": seen.get(record.id),
        "allocated": list(one.allocated),
        "parts": [
            {"member": member, "day": part.day, "angle": part.angle or None}
            for member, part in parts_of(record, one.allocated).items()
        ],
        "audit_grade": record.audit_grade,
        "our_view": record.our_view,
    }


def _cases(cases: Iterable[SelectedCase]) -> list[Json]:
    return [
        {
            "case": one.case,
            "unit": one.unit,
            "number": one.number,
            "ticket": one.ticket,
            "stratum": one.stratum,
            "rank": one.rank,
            "probability": one.probability,
        }
        for one in cases
    ]
