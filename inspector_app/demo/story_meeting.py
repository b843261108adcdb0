"""The demonstration's judgement meeting: frozen, sealed, revealed together, agreed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from inspector_app.demo.story_team import Colleague, sync_all
from inspector_app.demo.writing_records import Author
from inspector_app.enquiries.shown import shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.judgement.agreed_judgements import NewAgreement, agree, dissent
from inspector_app.judgement.answers import Answer, Sealed, answers, reveal, seal_answer
from inspector_app.judgement.sessions import OpenSession, close_session, find_session, open_session
from schemas.demo import load_demo
from schemas.records import Evidence

__all__ = ["MeetingStory", "hold_meeting"]

_STRICT = {"extra": "forbid"}
_RESTS_ON = 8


@dataclass(frozen=True)
class _AnswerSource:
    __pydantic_config__: ClassVar = _STRICT

    author: Author
    area: str
    choice: str
    reason: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class _AgreementSource:
    __pydantic_config__: ClassVar = _STRICT

    area: str
    grade: str
    how: str
    rationale: str
    weighed: str
    dissent_by: Author | None = None
    dissent: str = ""


@dataclass(frozen=True)
class _Meeting:
    __pydantic_config__: ClassVar = _STRICT

    answers: tuple[_AnswerSource, ...]
    agreements: tuple[_AgreementSource, ...]


@dataclass(frozen=True)
class MeetingStory:
    """What happened in the meeting.

    Args:
        session: as it stood when it was closed.
        before: every laptop's view of the round before the reveal.
        after: the lead's view of it afterwards.
    """

    session: OpenSession
    before: tuple[Sealed, ...]
    after: tuple[Sealed, ...]


def hold_meeting(team: dict[Author, Colleague]) -> MeetingStory:
    """Plays the whole meeting on all laptops."""
    written = _meeting()
    lead = team["lead"].base
    open_session(lead, [agreed.area for agreed in written.agreements], "Judgement meeting")
    sync_all(team)
    for answer in written.answers:
        base = team[answer.author].base
        given = Answer(answer.choice, answer.reason, answer.low or None, answer.high or None)
        seal_answer(base, find_session(base), answer.area, given)
    sync_all(team)
    before = tuple(
        place
        for colleague in team.values()
        for place in answers(colleague.base, find_session(colleague.base))
    )
    reveal(lead, find_session(lead))
    sync_all(team)
    for agreed in written.agreements:
        record = agree(lead, find_session(lead), _agreement(lead, agreed))
        if agreed.dissent_by is not None:
            sync_all(team)
            dissent(team[agreed.dissent_by].base, record, agreed.dissent)
    sync_all(team)
    close_session(lead, find_session(lead))
    sync_all(team)
    session = find_session(lead)
    return MeetingStory(session, before, answers(lead, session))


def _agreement(base: EvidenceBase, agreed: _AgreementSource) -> NewAgreement:
    """Rests on what was written for the area: concerns and strengths in turn, newest last."""
    own = [item for item in shown_records(base, Evidence) if agreed.area in item.keys("areas")]
    strengths = [item.id for item in own if item.record.polarity == "strength"]
    concerns = [item.id for item in own if item.record.polarity in ("concern", "mixed")]
    half = _RESTS_ON // 2
    return NewAgreement(
        area=agreed.area,
        grade=agreed.grade,
        rationale=agreed.rationale,
        how=agreed.how,
        evidence=(*strengths[:half], *concerns[:half]),
        weighed=agreed.weighed,
    )


@cache
def _meeting() -> _Meeting:
    return load_demo("writing/meeting.toml", _Meeting)
