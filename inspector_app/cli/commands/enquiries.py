"""`inspector enquiry …`: lines of enquiry."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.record_arguments import (
    changed_text,
    member_argument,
    optional_text,
    several,
    words_help,
)
from inspector_app.cli.shown_records import print_items, print_saved
from inspector_app.enquiries.lines_of_enquiry import (
    NewLine,
    edit_line,
    line_moves,
    move_line,
    raise_line,
)
from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.shown import shown_record, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from schemas.records import LineOfEnquiry

__all__ = ["register"]

enquiries = typer.Typer(help="Lines of enquiry.", no_args_is_help=True)

Line = Annotated[str, typer.Argument(metavar="L")]
Hypothesis = Annotated[str | None, typer.Option(help="What it sets out to test.")]
Origin = Annotated[str | None, typer.Option(help=words_help(LineOfEnquiry, "origin"))]
Areas = Annotated[list[str] | None, typer.Option("--area", help="A judgement area.")]
Priority = Annotated[str | None, typer.Option(help=words_help(LineOfEnquiry, "priority"))]
WouldClose = Annotated[str | None, typer.Option(help="What would close it.")]
Owners = Annotated[list[str] | None, typer.Option("--owner", help="A member: id or name.")]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(enquiries, name="enquiry")


@enquiries.command("raise")
def raise_(
    title: Annotated[str, typer.Option(help="In a few words.")],
    hypothesis: Hypothesis = None,
    origin: Origin = None,
    area: Areas = None,
    priority: Priority = None,
    would_close: WouldClose = None,
    owner: Owners = None,
    draft: Annotated[bool, typer.Option("--draft", help="A proposal, not open yet.")] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Raises a line of enquiry."""
    with opened_base(inspection) as base:
        new = NewLine(
            title=text_argument(title),
            hypothesis=optional_text(hypothesis),
            origin=origin,
            areas=several(area),
            priority=priority,
            would_close=optional_text(would_close),
            owners=tuple(member_argument(base, each) for each in several(owner)),
            draft=draft,
        )
        _print(base, raise_line(base, new), as_json, "The line of enquiry was raised.")


@enquiries.command("edit")
def edit(
    line: Line,
    title: Annotated[str | None, typer.Option(help="As it should read.")] = None,
    hypothesis: Hypothesis = None,
    origin: Origin = None,
    area: Areas = None,
    priority: Priority = None,
    would_close: WouldClose = None,
    owner: Owners = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(help="A field to empty, or a member to take out: 'areas[leaders]'."),
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Changes what is given and adds areas and owners; the rest stays."""
    with opened_base(inspection) as base:
        changes = NewLine(
            title=changed_text(title),
            hypothesis=optional_text(hypothesis),
            origin=origin,
            areas=several(area),
            priority=priority,
            would_close=optional_text(would_close),
            owners=tuple(member_argument(base, each) for each in several(owner)),
        )
        saved = edit_line(base, line, changes, clear=several(clear))
        _print(base, saved, as_json, "The line of enquiry was changed.")


@enquiries.command("move")
def move(
    line: Line,
    state: Annotated[str, typer.Argument(help=words_help(LineOfEnquiry, "state"))],
    reason: Annotated[str | None, typer.Option(help="Needed where it is not pursued.")] = None,
    evidence: Annotated[list[str] | None, typer.Option(help="That closes it.")] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Moves a line on, closes it, or opens it again; its history stays."""
    with opened_base(inspection) as base:
        saved = move_line(
            base, line, state, reason=optional_text(reason), evidence=several(evidence)
        )
        _print(base, saved, as_json, f"The line of enquiry is now {state}.")


@enquiries.command("list")
def list_lines(
    state: Annotated[str | None, typer.Option(help=words_help(LineOfEnquiry, "state"))] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """The lines of enquiry with their states, oldest first."""
    with opened_base(inspection) as base:
        where = () if state is None else (LineOfEnquiry.state == state,)
        lines = shown_records(base, LineOfEnquiry, *where)
        print_items(
            lines,
            as_json=as_json,
            columns={"Title": "title", "State": "state", "Priority": "priority", "Areas": "areas"},
            extra={line.id: {"history": _history(base, line.id)} for line in lines},
        )


def _print(base: EvidenceBase, saved: Saved, as_json: bool, done: str) -> None:
    line = shown_record(base, LineOfEnquiry, saved.record).record
    extra = {"state": line.state, "history": _history(base, saved.record)}
    print_saved(base, saved, as_json=as_json, done=done, extra=extra)


def _history(base: EvidenceBase, line: str) -> list[dict[str, Any]]:
    return [
        {"state": m.state, "reason": m.reason, "by": m.by, "at": m.at, "write": m.write}
        for m in line_moves(base, line)
    ]
