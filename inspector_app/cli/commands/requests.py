"""`inspector request …`: what is asked of the authority."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.commands.exports import Out, PassphraseFile, Unprotected, protection
from inspector_app.cli.output import print_json, say
from inspector_app.cli.record_arguments import (
    case_argument,
    changed_text,
    moment_argument,
    optional_text,
    several,
    words_help,
)
from inspector_app.cli.shown_records import print_items, print_saved
from inspector_app.enquiries.cases import CaseFinder
from inspector_app.enquiries.moments import next_working_day, typed_day
from inspector_app.enquiries.requests import NewRequest, add_request, edit_request
from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.shown import shown_record, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from schemas.records import Request

__all__ = ["register"]

requests = typer.Typer(help="Requests to the authority.", no_args_is_help=True)

Kind = Annotated[str | None, typer.Option(help=words_help(Request, "kind"))]
CaseOption = Annotated[str | None, typer.Option("--case", help="The case it is about.")]
WantedAt = Annotated[
    str | None, typer.Option("--when", help="2026-11-24T10:15, or 10:15 for today.")
]
Place = Annotated[str | None, typer.Option(help="Where, or by video.")]
Person = Annotated[str | None, typer.Option(help="A worker's name; purged at closing.")]
Reason = Annotated[str | None, typer.Option(help="Why it was refused, by role.")]
State = Annotated[str | None, typer.Option(help=words_help(Request, "state"))]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(requests, name="request")


@requests.command("add")
def add(
    text: Annotated[str, typer.Option(help="What is wanted; `-` or @FILE too.")],
    kind: Kind = None,
    case: CaseOption = None,
    when: WantedAt = None,
    place: Place = None,
    person: Person = None,
    reason: Reason = None,
    state: State = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Records a request."""
    with opened_base(inspection) as base:
        finder = CaseFinder(base)
        new = NewRequest(
            text=text_argument(text),
            kind=kind,
            case=None if case is None else case_argument(finder, case),
            wanted_at=moment_argument(base, when),
            place=optional_text(place),
            person=optional_text(person),
            reason=optional_text(reason),
            state=state,
        )
        _print(base, add_request(base, new, finder.writes), as_json, "The request was recorded.")


@requests.command("edit")
def edit(
    record: Annotated[str, typer.Argument(metavar="ID")],
    text: Annotated[str | None, typer.Option(help="As it should read.")] = None,
    kind: Kind = None,
    case: CaseOption = None,
    when: WantedAt = None,
    place: Place = None,
    person: Person = None,
    reason: Reason = None,
    state: State = None,
    clear: Annotated[list[str] | None, typer.Option(help="A field to empty.")] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Changes what is given, and says what became of it."""
    with opened_base(inspection) as base:
        finder = CaseFinder(base)
        changes = NewRequest(
            text=changed_text(text),
            kind=kind,
            case=None if case is None else case_argument(finder, case),
            wanted_at=moment_argument(base, when),
            place=optional_text(place),
            person=optional_text(person),
            reason=optional_text(reason),
            state=state,
        )
        saved = edit_request(base, record, changes, clear=several(clear), also=finder.writes)
        _print(base, saved, as_json, "The request was changed.")


@requests.command("list")
def list_requests(
    state: State = None, inspection: InspectionId = None, as_json: AsJson = False
) -> None:
    """The requests, oldest first."""
    with opened_base(inspection) as base:
        where = () if state is None else (Request.state == state,)
        print_items(
            shown_records(base, Request, *where),
            as_json=as_json,
            columns={"What": "text", "Kind": "kind", "State": "state", "When": "wanted_at"},
        )


@requests.command("page")
def page(
    records: Annotated[list[str], typer.Argument(metavar="ID…", help="Those that go on it.")],
    out: Out,
    day: Annotated[
        str | None, typer.Option(help="2026-12-02; the next working day if not given.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    unprotected: Unprotected = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Requests for tomorrow: one Word page for the authority, of those that you name."""
    from inspector_app.publish.requests_page import export_requests

    secret = protection(passphrase_file, unprotected=unprotected)
    with opened_base(inspection) as base:
        wanted = next_working_day(base.vault.clock()) if day is None else typed_day(day)
        left = export_requests(base, records, wanted, out, secret)
    if as_json:
        print_json({"id": left.id, "sha256": left.sha256, "protected": left.protected})
        return
    say(f"Written for {wanted}{'' if left.protected else ', unprotected'}: SHA-256 {left.sha256}")


def _print(base: EvidenceBase, saved: Saved, as_json: bool, done: str) -> None:
    state = shown_record(base, Request, saved.record).record.state
    print_saved(base, saved, as_json=as_json, done=done, extra={"state": state})
