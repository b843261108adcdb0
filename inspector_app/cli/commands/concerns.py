"""`inspector concern …`: a child who is not safe."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
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
from inspector_app.enquiries.safety_concerns import (
    TELL_A_MANAGER,
    NewConcern,
    raise_concern,
    update_concern,
)
from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.shown import shown_record, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from schemas.records import SafetyConcern

__all__ = ["register"]

concerns = typer.Typer(help=f"A child who is not safe. {TELL_A_MANAGER}", no_args_is_help=True)

CaseOption = Annotated[str | None, typer.Option("--case", help="None: a child not on the list.")]
Kind = Annotated[str | None, typer.Option(help=words_help(SafetyConcern, "kind"))]
ToldTo = Annotated[str | None, typer.Option(help="Role of the manager told.")]
ToldAt = Annotated[str | None, typer.Option(help="When: 2026-11-24T10:15, or 10:15 for today.")]
ToldHow = Annotated[str | None, typer.Option(help="In person, by telephone.")]
LeadToldAt = Annotated[str | None, typer.Option(help="When the lead inspector was told.")]
Action = Annotated[str | None, typer.Option(help="What the authority did.")]
ActionAt = Annotated[str | None, typer.Option(help="When it did.")]
View = Annotated[str | None, typer.Option(help="Our view of it.")]
EscalatedTo = Annotated[str | None, typer.Option(help=words_help(SafetyConcern, "escalated_to"))]
State = Annotated[str | None, typer.Option(help=words_help(SafetyConcern, "state"))]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(concerns, name="concern")


@concerns.command("raise")
def raise_(
    text: Annotated[str, typer.Option(help="What was seen or said, in the person's words.")],
    case: CaseOption = None,
    kind: Kind = None,
    told_to: ToldTo = None,
    told_at: ToldAt = None,
    told_how: ToldHow = None,
    lead_told_at: LeadToldAt = None,
    action: Action = None,
    action_at: ActionAt = None,
    view: View = None,
    escalated_to: EscalatedTo = None,
    state: State = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Records a safety concern. Tell a manager here first; do not wait for this program."""
    typer.echo(TELL_A_MANAGER, err=True)
    with opened_base(inspection) as base:
        finder = CaseFinder(base)
        new = NewConcern(
            text=text_argument(text),
            case=None if case is None else case_argument(finder, case),
            kind=kind,
            told_to=optional_text(told_to),
            told_at=moment_argument(base, told_at),
            told_how=optional_text(told_how),
            lead_told_at=moment_argument(base, lead_told_at),
            action=optional_text(action),
            action_at=moment_argument(base, action_at),
            view=optional_text(view),
            escalated_to=escalated_to,
            state=state,
        )
        _print(base, raise_concern(base, new, finder.writes), as_json, "The concern is recorded.")


@concerns.command("update")
def update(
    record: Annotated[str, typer.Argument(metavar="ID")],
    text: Annotated[str | None, typer.Option(help="As it should read.")] = None,
    case: CaseOption = None,
    kind: Kind = None,
    told_to: ToldTo = None,
    told_at: ToldAt = None,
    told_how: ToldHow = None,
    lead_told_at: LeadToldAt = None,
    action: Action = None,
    action_at: ActionAt = None,
    view: View = None,
    escalated_to: EscalatedTo = None,
    state: State = None,
    clear: Annotated[list[str] | None, typer.Option(help="A field to empty.")] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Records what became known, and moves the state where somebody says so."""
    with opened_base(inspection) as base:
        finder = CaseFinder(base)
        changes = NewConcern(
            text=changed_text(text),
            case=None if case is None else case_argument(finder, case),
            kind=kind,
            told_to=optional_text(told_to),
            told_at=moment_argument(base, told_at),
            told_how=optional_text(told_how),
            lead_told_at=moment_argument(base, lead_told_at),
            action=optional_text(action),
            action_at=moment_argument(base, action_at),
            view=optional_text(view),
            escalated_to=escalated_to,
            state=state,
        )
        saved = update_concern(base, record, changes, clear=several(clear), also=finder.writes)
        _print(base, saved, as_json, "The concern was updated.")


@concerns.command("list")
def list_concerns(
    state: State = None, inspection: InspectionId = None, as_json: AsJson = False
) -> None:
    """The safety concerns, oldest first."""
    with opened_base(inspection) as base:
        where = () if state is None else (SafetyConcern.state == state,)
        print_items(
            shown_records(base, SafetyConcern, *where),
            as_json=as_json,
            columns={
                "What": "text",
                "State": "state",
                "Told": "told_to",
                "When": "told_at",
                "Lead told": "lead_told_at",
            },
        )


def _print(base: EvidenceBase, saved: Saved, as_json: bool, done: str) -> None:
    state = shown_record(base, SafetyConcern, saved.record).record.state
    print_saved(base, saved, as_json=as_json, done=done, extra={"state": state})
