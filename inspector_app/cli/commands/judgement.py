"""`inspector judgement …`: the group judgement meeting."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.judgement import agreed_judgements, answers, sessions

__all__ = ["register"]

judgement = typer.Typer(help="The group judgement meeting.", no_args_is_help=True)

SessionId = Annotated[
    str | None, typer.Option("--session", help="Which session; the newest if not given.")
]


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(judgement, name="judgement")


@judgement.command("open")
def open_(
    areas: Annotated[list[str], typer.Option("--areas", help="Areas to judge; again for more.")],
    title: Annotated[str, typer.Option(help="Of the meeting.")] = "",
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Freezes the base and opens a session. Sync afterwards, so that others can answer."""
    named = [area for item in areas for area in item.replace(",", " ").split()]
    with opened_base(inspection) as base:
        _warn(base)
        session = sessions.open_session(base, named, text_argument(title))
        document = _document(base, session)
    _show(document, as_json=as_json)


@judgement.command("seal")
def seal(
    area: Annotated[str, typer.Argument(help="Judgement area.")],
    choice: Annotated[
        str,
        typer.Argument(help="A grade, between, not-enough-evidence or outside-my-scope."),
    ],
    reason: Annotated[str, typer.Option(help="Why.")],
    range_: Annotated[str | None, typer.Option("--range", help="LOW-HIGH, for `between`.")] = None,
    session: SessionId = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Seals your answer; nobody sees it before all are revealed."""
    with opened_base(inspection) as base:
        found = sessions.find_session(base, session)
        low, high = _bounds(base, range_)
        answer = answers.Answer(choice, text_argument(reason), low, high)
        commitment = answers.seal_answer(base, found, area, answer)
        document = {**_document(base, found), "commitment": commitment}
    _show(document, as_json=as_json)


@judgement.command("abstain")
def abstain(
    session: SessionId = None, inspection: InspectionId = None, as_json: AsJson = False
) -> None:
    """Says that you give no answer in the rounds now open."""
    with opened_base(inspection) as base:
        found = sessions.find_session(base, session)
        answers.abstain(base, found)
        document = _document(base, found)
    _show(document, as_json=as_json)


@judgement.command("reveal")
def reveal(
    session: SessionId = None, inspection: InspectionId = None, as_json: AsJson = False
) -> None:
    """Reveals all sealed answers together; each laptop opens its own when it next syncs."""
    with opened_base(inspection) as base:
        found = sessions.find_session(base, session)
        answers.reveal(base, found)
        document = _document(base, sessions.find_session(base, found.id))
    _show(document, as_json=as_json)


@judgement.command("again")
def again(
    area: Annotated[str, typer.Argument(help="Judgement area.")],
    session: SessionId = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Opens another private round for an area."""
    with opened_base(inspection) as base:
        found = sessions.find_session(base, session)
        answers.again(base, found, area)
        document = _document(base, sessions.find_session(base, found.id))
    _show(document, as_json=as_json)


@judgement.command("note")
def note(
    text: Annotated[str, typer.Option(help="What was said.")],
    session: SessionId = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Adds to the notes of the discussion."""
    with opened_base(inspection) as base:
        found = sessions.find_session(base, session)
        sessions.note_in_session(base, found, text_argument(text))
        document = _document(base, sessions.find_session(base, found.id))
    _show(document, as_json=as_json)


@judgement.command("agree")
def agree(
    area: Annotated[str, typer.Argument(help="Judgement area.")],
    grade: Annotated[str, typer.Argument(help="A grade, or `narrative` without a scale.")],
    rationale: Annotated[str, typer.Option(help="Why.")],
    how: Annotated[str, typer.Option(help="all, most, lead-after-discussion, referred")],
    evidence: Annotated[
        list[str] | None, typer.Option("--evidence", help="What it rests on; again for more.")
    ] = None,
    weighed: Annotated[str | None, typer.Option(help="What weighed most, and why.")] = None,
    dissent: Annotated[str | None, typer.Option(help="Your own dissent and its reason.")] = None,
    session: SessionId = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Records what the group agreed for an area."""
    with opened_base(inspection) as base:
        found = sessions.find_session(base, session)
        new = agreed_judgements.NewAgreement(
            area=area,
            grade=grade,
            rationale=text_argument(rationale),
            how=how,
            evidence=tuple(evidence or ()),
            weighed=None if weighed is None else text_argument(weighed),
            dissent=None if dissent is None else text_argument(dissent),
        )
        agreed = agreed_judgements.agree(base, found, new)
        document = {**_document(base, sessions.find_session(base, found.id)), "agreed": agreed}
    _show(document, as_json=as_json)


@judgement.command("close")
def close(
    session: SessionId = None, inspection: InspectionId = None, as_json: AsJson = False
) -> None:
    """Ends the session; what was agreed is kept as long as the base and may be disclosed."""
    with opened_base(inspection) as base:
        found = sessions.find_session(base, session)
        sessions.close_session(base, found)
        document = _document(base, sessions.find_session(base, found.id))
    _show(document, as_json=as_json)


@judgement.command("show")
def show(
    session: SessionId = None, inspection: InspectionId = None, as_json: AsJson = False
) -> None:
    """A session as it stands: who has sealed, and the answers once they are revealed."""
    with opened_base(inspection) as base:
        document = _document(base, sessions.find_session(base, session))
    _show(document, as_json=as_json)


def _document(base: EvidenceBase, session: sessions.OpenSession) -> dict[str, Any]:
    names = members_named(base)
    places = answers.answers(base, session)
    return {
        "id": session.id,
        "state": session.state,
        "areas": list(session.areas),
        "rounds": session.rounds,
        "digest": session.digest,
        "words": session.words,
        "sealed_by": [_place(place, names) for place in places if place.state != "abstained"],
        "abstained": [_place(place, names) for place in places if place.state == "abstained"],
        "late": [_place(place, names) for place in places if place.state == "late"],
        "grades": [
            {
                **_place(place, names),
                "choice": place.answer.choice,
                "low": place.answer.low,
                "high": place.answer.high,
                "reason": place.answer.reason,
            }
            for place in places
            if place.answer is not None
        ],
        "agreements": [
            {
                "id": found.id,
                "area": found.area,
                "grade": found.grade,
                "rationale": found.rationale,
                "how": found.how,
                "weighed": found.weighed,
                "evidence": list(found.evidence),
                "dissent": found.dissent,
            }
            for found in agreed_judgements.agreements(base, session)
        ],
        "notes": session.notes,
    }


def _place(place: answers.Sealed, names: Any) -> dict[str, Any]:
    return {
        "area": place.area,
        "round": place.round,
        "member": place.member,
        "name": names.get(place.member),
        "state": place.state,
    }


def _bounds(base: EvidenceBase, range_: str | None) -> tuple[str | None, str | None]:
    """Splits LOW-HIGH, whose grades have hyphens of their own."""
    from inspector_app.enquiries.frameworks import framework_of

    for low in framework_of(base).grades if range_ else ():
        if range_ and range_.startswith(f"{low.id}-"):
            return low.id, range_[len(low.id) + 1 :]
    return None, range_


def _warn(base: EvidenceBase) -> None:
    """Names what people should know before they judge, on standard error."""
    from inspector_app.sync.status import sync_status

    status = sync_status(base)
    if status.conflicts:
        typer.echo(f"{status.conflicts} conflicts are open.", err=True)
    if status.unsent:
        typer.echo(f"{status.unsent} saves are only on this laptop.", err=True)


def _show(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(document)
        return
    say(f"Session {document['state']} · frozen base: {document['words']}")
    show_table(
        ["Area", "Round", "Who", "State", "Answer", "Reason"],
        [
            [p["area"], p["round"], p["name"], p["state"], p.get("choice"), p.get("reason")]
            for p in (document["grades"] or document["sealed_by"])
        ],
    )
    if document["agreements"]:
        show_table(
            ["Area", "Agreed", "How", "Rationale"],
            [[a["area"], a["grade"], a["how"], a["rationale"]] for a in document["agreements"]],
        )
