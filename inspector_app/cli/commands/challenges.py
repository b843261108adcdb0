"""`inspector challenge …`: questions and challenges to the authority, and its answers."""

from __future__ import annotations

from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.record_arguments import (
    changed_text,
    day_argument,
    optional_text,
    several,
    words_help,
)
from inspector_app.cli.shown_records import print_items, print_saved
from inspector_app.enquiries.challenges import (
    VERDICTS,
    NewAnswer,
    NewChallenge,
    answer_challenge,
    edit_challenge,
    move_challenge,
    raise_challenge,
)
from inspector_app.enquiries.saving import Saved
from inspector_app.enquiries.shown import shown_record, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from schemas.records import Challenge

__all__ = ["register"]

challenges = typer.Typer(help="Questions and challenges to the authority.", no_args_is_help=True)

Record = Annotated[str, typer.Argument(metavar="ID")]
Areas = Annotated[list[str] | None, typer.Option("--area", help="A judgement area.")]
Enquiries = Annotated[list[str] | None, typer.Option("--enquiry", help="A line of enquiry.")]
Due = Annotated[str | None, typer.Option(help="The day an answer is wanted by, 2026-11-26.")]
Meeting = Annotated[str | None, typer.Option(help="The meeting where it was put.")]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(challenges, name="challenge")


@challenges.command("raise")
def raise_(
    question: Annotated[str, typer.Option(help="In our words; `-` or @FILE too.")],
    to: Annotated[str | None, typer.Option(help="The role it was put to.")] = None,
    area: Areas = None,
    enquiry: Enquiries = None,
    due: Due = None,
    meeting: Meeting = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Records a question or challenge."""
    with opened_base(inspection) as base:
        new = NewChallenge(
            question=text_argument(question),
            to=optional_text(to),
            areas=several(area),
            enquiries=several(enquiry),
            due=day_argument(due),
            meeting=meeting,
        )
        _print(base, raise_challenge(base, new), as_json, "The question was recorded.")


@challenges.command("edit")
def edit(
    record: Record,
    question: Annotated[str | None, typer.Option(help="As it should read.")] = None,
    to: Annotated[str | None, typer.Option(help="The role it was put to.")] = None,
    area: Areas = None,
    enquiry: Enquiries = None,
    due: Due = None,
    meeting: Meeting = None,
    clear: Annotated[
        list[str] | None,
        typer.Option(help="A field to empty, or a member to take out: 'areas[leaders]'."),
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Changes what is given and adds areas and lines; the rest stays."""
    with opened_base(inspection) as base:
        changes = NewChallenge(
            question=changed_text(question),
            to=optional_text(to),
            areas=several(area),
            enquiries=several(enquiry),
            due=day_argument(due),
            meeting=meeting,
        )
        saved = edit_challenge(base, record, changes, clear=several(clear))
        _print(base, saved, as_json, "The question was changed.")


@challenges.command("answer")
def answer(
    record: Record,
    text: Annotated[str, typer.Option(help="What they answered; `-` or @FILE too.")],
    view: Annotated[
        str | None, typer.Option(help=f"{', '.join(VERDICTS)}, or what we make of it in words.")
    ] = None,
    shown: Annotated[str | None, typer.Option(help="The evidence they showed.")] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Records the authority's answer."""
    with opened_base(inspection) as base:
        verdict = view if view in VERDICTS else None
        given = NewAnswer(
            text=text_argument(text),
            shown=optional_text(shown),
            view=None if verdict else optional_text(view),
            verdict=verdict,
        )
        _print(base, answer_challenge(base, record, given), as_json, "The answer was recorded.")


@challenges.command("move")
def move(
    record: Record,
    state: Annotated[str, typer.Argument(help=words_help(Challenge, "state"))],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Says what became of it: accepted, not accepted, not answered before we left, open again."""
    with opened_base(inspection) as base:
        saved = move_challenge(base, record, state)
        _print(base, saved, as_json, f"The question is now {state}.")


@challenges.command("list")
def list_challenges(
    state: Annotated[str | None, typer.Option(help=words_help(Challenge, "state"))] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """The questions and challenges, oldest first."""
    with opened_base(inspection) as base:
        where = () if state is None else (Challenge.state == state,)
        print_items(
            shown_records(base, Challenge, *where),
            as_json=as_json,
            columns={"Question": "question", "To": "to", "State": "state", "Due": "due"},
        )


def _print(base: EvidenceBase, saved: Saved, as_json: bool, done: str) -> None:
    state = shown_record(base, Challenge, saved.record).record.state
    print_saved(base, saved, as_json=as_json, done=done, extra={"state": state})
