"""`inspector sample complete`: the end of a plan's life."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base
from inspector_app.cli.output import print_json, say

__all__ = ["add_life_commands"]


def add_life_commands(sample: typer.Typer) -> None:
    """Hangs these commands into the group."""
    sample.command("complete")(complete)


def complete(
    plan: Annotated[str, typer.Argument(help="Id of a plan; see `inspector sample list`.")],
    reason: Annotated[
        str | None, typer.Option(help="Why cases stay unseen, where any does; `-` or @FILE too.")
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Completes a plan; `inspector undo` opens it again.

    With every case seen or replaced it is complete by itself. The sample statement goes on counting
    unseen cases as unseen.
    """
    with opened_base(inspection) as base:
        from inspector_app.cli.record_arguments import optional_text
        from inspector_app.sampling.plan_life import complete_plan

        life = complete_plan(base, plan, optional_text(reason))
    if as_json:
        print_json(
            {
                "id": plan,
                "plan": plan,
                "state": life.state,
                "size": life.size,
                "left": life.left,
                "closed_because": life.closing.reason if life.closing else None,
            }
        )
        return
    say("Complete." if not life.left else f"Closed; {life.left:,} of {life.size:,} not seen.")
