"""`inspector note …`: what was seen, heard or read."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.record_arguments import (
    case_argument,
    case_seen_argument,
    changed_text,
    day_argument,
    member_argument,
    moment_argument,
    several,
    words_help,
)
from inspector_app.cli.shown_records import print_items, print_saved
from inspector_app.enquiries.cases import CaseFinder
from inspector_app.enquiries.evidence_lists import NoteFilter, notes_matching
from inspector_app.enquiries.notes import NewNote, add_note, edit_note
from inspector_app.enquiries.tagging import Tags
from schemas.records import DEPTHS, Note

__all__ = ["register"]

notes = typer.Typer(help="Notes: only the text is needed.", no_args_is_help=True)

When = Annotated[
    str | None, typer.Option(help="When it happened: 2026-11-24T10:15, or 10:15 for today.")
]
Occasion = Annotated[str | None, typer.Option(help=words_help(Note, "occasion"))]
SpokeTo = Annotated[list[str] | None, typer.Option(help="A role; never a name.")]
Cases = Annotated[
    list[str] | None,
    typer.Option("--case", metavar="C[:DEPTH]", help=f"DEPTH: {', '.join(DEPTHS)}."),
]
Minutes = Annotated[int | None, typer.Option(help="Spent on it.")]
Enquiries = Annotated[list[str] | None, typer.Option("--enquiry", help="A line of enquiry.")]
Areas = Annotated[list[str] | None, typer.Option("--area", help="A judgement area.")]
Criteria = Annotated[list[str] | None, typer.Option("--criterion", help="A criterion.")]
Agency = Annotated[str | None, typer.Option(help="In joint inspections, such as police.")]
HardToRead = Annotated[
    bool | None, typer.Option("--hard-to-read/--not-hard-to-read", help="Warn colleagues.")
]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(notes, name="note")


@notes.command("add")
def add(
    text: Annotated[str, typer.Option(help="The note; `-` or @FILE too.")],
    when: When = None,
    occasion: Occasion = None,
    spoke_to: SpokeTo = None,
    case: Cases = None,
    minutes: Minutes = None,
    enquiry: Enquiries = None,
    area: Areas = None,
    criterion: Criteria = None,
    agency: Agency = None,
    hard_to_read: HardToRead = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Saves a note."""
    with opened_base(inspection) as base:
        finder = CaseFinder(base)
        new = NewNote(
            text=text_argument(text),
            when=moment_argument(base, when),
            occasion=occasion,
            spoke_to=tuple(text_argument(role) for role in several(spoke_to)),
            cases=tuple(case_seen_argument(finder, each) for each in several(case)),
            minutes=minutes,
            tags=Tags(several(area), several(criterion), several(enquiry)),
            agency=agency,
            hard_to_read=hard_to_read,
        )
        saved = add_note(base, new, finder.writes)
        print_saved(base, saved, as_json=as_json, done="The note was saved.")


@notes.command("edit")
def edit(
    record: Annotated[str, typer.Argument(metavar="ID")],
    text: Annotated[str | None, typer.Option(help="The whole note as it should read.")] = None,
    when: When = None,
    occasion: Occasion = None,
    spoke_to: SpokeTo = None,
    case: Cases = None,
    minutes: Minutes = None,
    enquiry: Enquiries = None,
    area: Areas = None,
    criterion: Criteria = None,
    agency: Agency = None,
    hard_to_read: HardToRead = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(help="A field to empty, or a member to take out: 'spoke_to[worker]'."),
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Changes what is given and adds cases, roles and tags; the rest stays, and so does history."""
    with opened_base(inspection) as base:
        finder = CaseFinder(base)
        changes = NewNote(
            text=changed_text(text),
            when=moment_argument(base, when),
            occasion=occasion,
            spoke_to=tuple(text_argument(role) for role in several(spoke_to)),
            cases=tuple(case_seen_argument(finder, each) for each in several(case)),
            minutes=minutes,
            tags=Tags(several(area), several(criterion), several(enquiry)),
            agency=agency,
            hard_to_read=hard_to_read,
        )
        saved = edit_note(base, record, changes, clear=several(clear), also=finder.writes)
        print_saved(base, saved, as_json=as_json, done="The note was changed.")


@notes.command("list")
def list_notes(
    enquiry: Annotated[str | None, typer.Option(help="A line of enquiry.")] = None,
    case: Annotated[str | None, typer.Option(help="A case.")] = None,
    by: Annotated[str | None, typer.Option(help="A member: id or name.")] = None,
    day: Annotated[str | None, typer.Option(help="On which it was written, 2026-11-24.")] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="What was withdrawn.")] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """The notes, oldest first."""
    with opened_base(inspection) as base:
        wanted = NoteFilter(
            enquiry=enquiry,
            case=None if case is None else case_argument(CaseFinder(base), case),
            by=None if by is None else member_argument(base, by),
            day=day_argument(day),
            withdrawn=withdrawn,
        )
        print_items(
            notes_matching(base, wanted),
            as_json=as_json,
            columns={"Text": "text", "Occasion": "occasion", "Written": "at"},
        )
