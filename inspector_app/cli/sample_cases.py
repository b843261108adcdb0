"""`inspector sample add`, `view`, `allocate`: cases by hand, audited ones, and who sees which."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.cli.sample_case_names import (
    CaseName,
    PlanId,
    case_identifier,
    case_of_plan_argument,
)
from inspector_app.errors import InspectorError

__all__ = ["add_case_commands"]


def add_case_commands(sample: typer.Typer) -> None:
    """Hangs these commands into the group."""
    sample.command("add")(add)
    sample.command("view")(view)
    sample.command("allocate")(allocate)


def add(
    plan: PlanId,
    case: CaseName,
    route: Annotated[
        str,
        typer.Option(
            help="criterion, offered-by-worker, offered-by-manager, convenience, audited, tracked "
            "or not-on-list."
        ),
    ],
    rationale: Annotated[str, typer.Option(help="Why this case.")],
    audit_grade: Annotated[
        str | None,
        typer.Option("--audit-grade", help="The authority's own, of a case that it audited."),
    ] = None,
    led_by: Annotated[
        str | None, typer.Option("--from", help="Case of this plan that led to it (snowball).")
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Adds a case that was not drawn, saying how it came to the sample."""
    with opened_base(inspection) as base:
        from inspector_app.sampling.plan_cases import add_case_to_plan

        identifier = case_identifier(base, case)
        why = text_argument(rationale)
        source = None if led_by is None else case_of_plan_argument(base, led_by)
        done = add_case_to_plan(base, plan, identifier, route, why, audit_grade, led_by=source)
    if as_json:
        print_json(
            {
                "id": done.selection,
                "plan": plan,
                "case": done.case,
                "number": done.number,
                "on_list": done.on_list,
            }
        )
        return
    say("Added." if done.number is None else f"Added as @{done.number}.")
    if done.on_list is False:
        say("It is not on the list that this plan draws from.")


def view(
    plan: PlanId,
    case: CaseName,
    our_view: Annotated[
        str,
        typer.Option(
            "--our-view",
            help="The team's, beside the authority's audit: a grade is compared, words are kept. "
            "`-`, @FILE.",
        ),
    ],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Records what the team makes of a case that the authority audited."""
    with opened_base(inspection) as base:
        from inspector_app.sampling.plan_cases import view_case

        named = case_of_plan_argument(base, case)
        one = view_case(base, plan, named, text_argument(our_view))
    if as_json:
        print_json({"id": one, "plan": plan})
        return
    say("Recorded.")


def allocate(
    plan: PlanId,
    to: Annotated[list[str], typer.Option("--to", help="Member id or name; again for more.")],
    case: Annotated[
        str | None,
        typer.Option(help="Gives this case to them too; those who have it keep it."),
    ] = None,
    angle: Annotated[
        str | None, typer.Option(help="What they look at in that case; `-`, @FILE.")
    ] = None,
    day: Annotated[
        list[str] | None,
        typer.Option("--day", help="When; without it the days on site that are left."),
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Shares the cases that nobody has yet out over people and days, or gives one case to more.

    A member's own days are the dates in what is recorded of them.
    """
    with opened_base(inspection) as base:
        from inspector_app.cli.record_arguments import day_argument, member_argument, optional_text
        from inspector_app.enquiries.site_days import site_days
        from inspector_app.evidence_base.membership import members_named
        from inspector_app.sampling.case_parts import CasePart
        from inspector_app.sampling.plan_allocation import allocate_plan, give_case

        members = [member_argument(base, one) for one in to]
        days = [found for one in day or () if (found := day_argument(one))]
        names = members_named(base)
        unread: tuple[str, ...] = ()
        if case is not None:
            part = CasePart(optional_text(angle) or "", _only_day(days))
            given = give_case(base, plan, case_of_plan_argument(base, case), members, part)
        elif angle is not None:
            raise _unclear("An angle is given to people for one case.", "Name it with --case.")
        else:
            known = site_days(base, members)
            unread = () if days else known.in_words
            of_each = dict.fromkeys(members, tuple(days)) if days else known.by_member
            given = allocate_plan(base, plan, members, of_each)
    rows = [
        {
            "selection": one.case.record.id,
            "case": one.case.identifier,
            "unit": one.case.record.unit,
            "member": one.member,
            "name": names.get(one.member),
            "day": one.part.day,
            "angle": one.part.angle or None,
        }
        for one in given
    ]
    if as_json:
        print_json({"id": plan, "plan": plan, "allocated": rows, "days_in_words": list(unread)})
        return
    show_table(
        ["Case", "To", "Day", "Angle"],
        [[row["unit"] or row["case"], row["name"], row["day"], row["angle"]] for row in rows],
    )
    for member in unread:
        say(f"{names.get(member)} is on site by words that name no dates; check their days.")


def _only_day(days: list[str]) -> str | None:
    if len(days) > 1:
        raise _unclear("One case is seen on one day by these people.", "Give one --day.")
    return days[0] if days else None


def _unclear(message: str, next_step: str) -> InspectorError:
    return InspectorError(
        "allocation-unclear", message, kept="Nothing was changed.", next_step=next_step
    )
