"""`inspector sample …` on plans that were drawn: listed, changed, checked, stated."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.cli.sample_arguments import sizes_argument
from inspector_app.cli.sample_case_names import CaseName, PlanId, case_of_plan_argument
from inspector_app.cli.sample_documents import (
    plan_document,
    plan_item,
    selected_document,
    show_plan,
    statement_document,
)
from inspector_app.cli.sample_previews import strata_document
from inspector_app.evidence_base.membership import members_named

__all__ = ["add_commands"]


def add_commands(sample: typer.Typer) -> None:
    """Hangs these commands into the group."""
    sample.command("list")(list_plans)
    sample.command("show")(show)
    sample.command("extend")(extend)
    sample.command("replace")(replace)
    sample.command("verify")(verify)
    sample.command("statement")(statement)


def list_plans(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """The sample plans of this inspection."""
    with opened_base(inspection) as base:
        from inspector_app.sampling.plan_draws import later_plans
        from inspector_app.sampling.plan_life import plan_lives
        from inspector_app.sampling.recorded import plan_records

        lives, records = plan_lives(base), plan_records(base)
        plans = [
            plan_item(record, lives.get(record.id), later_plans(records, record.id))
            for record in records
        ]
    if as_json:
        print_json({"plans": plans})
        return
    show_table(
        ["Title", "Design", "Unit", "Size", "Of", "State", "Left", "Plan"],
        [
            [p[key] for key in ("title", "design", "unit", "size", "population")]
            + ["superseded" if p["superseded_by"] else p["state"], p["left"], p["id"]]
            for p in plans
        ],
    )


def show(plan: PlanId, inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """One plan with its cases; the seed stands in the JSON only."""
    with opened_base(inspection) as base:
        from inspector_app.sampling.joint_record import joint_record
        from inspector_app.sampling.plan_draws import later_plans
        from inspector_app.sampling.plan_life import life_of
        from inspector_app.sampling.plan_seen import how_seen
        from inspector_app.sampling.recorded import cases_of_plan, find_plan, plan_records

        found = find_plan(base, plan)
        cases = cases_of_plan(base, found)
        seen = how_seen(base, cases)
        later = later_plans(plan_records(base), found.id)
        life, joint = life_of(found, cases, seen), joint_record(base, found.id)
        document = plan_document(found, cases, seen, life, later, joint)
        names = members_named(base)
    if as_json:
        print_json(document)
        return
    show_plan(document, names)
    for later_plan in document["superseded_by"]:
        say(f"Superseded: it was drawn again, by plan {later_plan}.")


def extend(
    plan: PlanId,
    add: Annotated[int, typer.Option("--add", help="How many more.")],
    stratum: Annotated[
        list[str] | None,
        typer.Option("--stratum", help="VALUE=N more, where sizes were set by hand."),
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Draws further cases by the same tickets; none is taken back."""
    with opened_base(inspection) as base:
        from inspector_app.sampling.plan_changes import extend_plan

        manual = sizes_argument(stratum) if stratum else None
        done = extend_plan(base, plan, add, manual)
    added = [selected_document(one, done.numbers) for one in done.added]
    if as_json:
        print_json(
            {
                "id": done.plan,
                "plan": done.plan,
                "strata": strata_document(done.strata),
                "selected": added,
                "after_looking": done.looked,
            }
        )
        return
    say(f"{len(added):,} more:")
    _show_selected(added)
    if done.looked:
        say("Others had been looked at before; the sample statement says so.")


def replace(
    plan: PlanId,
    case: CaseName,
    reason: Annotated[str, typer.Option(help="A word; a wrong one lists them all.")],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Takes the next reserve of the same stratum for a case that cannot be seen.

    A worker who is not here is a reason only once a manager was asked.
    """
    with opened_base(inspection) as base:
        from inspector_app.sampling.plan_changes import replace_case

        done = replace_case(base, plan, case_of_plan_argument(base, case), reason)
    reserve = selected_document(
        done.reserve, {} if done.number is None else {done.reserve.case: done.number}
    )
    if as_json:
        print_json(
            {
                "id": done.gone.record.id,
                "plan": plan,
                "replaced": {"case": done.gone.identifier, "unit": done.gone.record.unit},
                "selected": [{**reserve, "probability": None}],
            }
        )
        return
    say("Replaced; the case that was drawn stays in the record. In its place:")
    _show_selected([reserve])


def verify(plan: PlanId, inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Works every ticket out again; without the imported lists those of the selected cases."""
    with opened_base(inspection) as base:
        from inspector_app.sampling.plan_checks import verify_plan

        check = verify_plan(base, plan)
    if as_json:
        print_json(
            {
                "id": plan,
                "ok": check.ok,
                "mismatches": [
                    {"problem": one.problem, "stratum": one.stratum, "unit": one.unit}
                    for one in check.mismatches
                ],
                "complete": check.complete,
                "checked": check.checked,
                "sentence": check.sentence,
            }
        )
        return
    say(check.sentence)
    if check.mismatches:
        show_table(
            ["Problem", "Stratum", "Unit"],
            [[one.problem, one.stratum, one.unit] for one in check.mismatches],
        )


def statement(plan: PlanId, inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """The sample in plain words: how chosen, how seen, and what it cannot show."""
    with opened_base(inspection) as base:
        from inspector_app.sampling.plan_statements import state_plan

        stated = state_plan(base, plan)
    if as_json:
        print_json({"id": plan, **statement_document(stated)})
        return
    say(stated.statement.text)


def _show_selected(selected: list[dict[str, Any]]) -> None:
    show_table(
        ["No", "Case", "Rank", "Stratum"],
        [
            [
                "" if one["number"] is None else f"@{one['number']}",
                one["unit"],
                one["rank"],
                one["stratum"],
            ]
            for one in selected
        ],
    )
