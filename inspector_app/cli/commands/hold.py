"""`inspector hold …`: while a hold stands, nothing is erased, purged or disposed of."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.cli.record_arguments import optional_text
from inspector_app.evidence_base.holds import Hold, add_hold, holds, lift_hold

__all__ = ["register"]

hold = typer.Typer(
    help="For a complaint, review or court case: nothing goes while one stands.",
    no_args_is_help=True,
)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(hold, name="hold")


@hold.command("add")
def add(
    reason: Annotated[str, typer.Option(help="Which complaint, review or case; `-`, @FILE too.")],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Sets a hold. Only lead and deputy do; sync, so that everybody's laptop knows."""
    with opened_base(inspection) as base:
        set_ = add_hold(base, text_argument(reason))
    _show(set_, "On hold: nothing is erased, purged or disposed of.", as_json=as_json)


@hold.command("lift")
def lift(
    which: Annotated[
        str | None, typer.Argument(metavar="HOLD", help="From `hold list`; if there are several.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Why; kept as a comment.")] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Lifts a hold."""
    with opened_base(inspection) as base:
        lifted = lift_hold(base, which, optional_text(reason))
        left = len(holds(base))
    _show(lifted, f"Lifted. Holds that still stand: {left}", as_json=as_json)


@hold.command("list")
def list_holds(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """The holds that stand."""
    with opened_base(inspection) as base:
        rows = [_json(each) for each in holds(base)]
    if as_json:
        print_json({"items": rows})
        return
    show_table(
        ["Reason", "By", "When", "Hold"], [[r["reason"], r["by"], r["at"], r["id"]] for r in rows]
    )


def _json(each: Hold) -> dict[str, Any]:
    return {"id": each.id, "reason": each.reason, "by": each.by, "at": each.at}


def _show(each: Hold, words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(_json(each))
        return
    say(words)
    say(each.id)
