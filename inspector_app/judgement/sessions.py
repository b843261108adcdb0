"""Judgement sessions: opened on a frozen base, with rounds by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite, Typed
from schemas.canonical import decode, encode
from schemas.feeds import Vector, read_vector, vector_json
from schemas.fields import ElementRow
from schemas.records import JudgementSession
from schemas.words import words_for

__all__ = [
    "OpenSession",
    "close_session",
    "find_session",
    "note_in_session",
    "open_session",
    "require_chair",
    "state_write",
]

_NOTHING = "Nothing was changed."


@dataclass(frozen=True)
class OpenSession:
    """A session as it stands.

    Args:
        id: of its record.
        state: open, revealed, agreed or closed.
        areas: judged here, in the framework's order.
        rounds: the round now open, by area, from 1.
        revealed: commitments that the chair has named to be opened.
        digest: of the frozen base.
        vector: of the frozen base.
        team: team head at freezing.
        notes: of the discussion.
    """

    id: str
    state: str
    areas: tuple[str, ...]
    rounds: dict[str, int]
    revealed: frozenset[str]
    digest: str
    vector: Vector
    team: str
    notes: str

    @property
    def words(self) -> str:
        """The frozen digest as six words, to be read aloud where there is no server."""
        return words_for(bytes.fromhex(self.digest))


def open_session(base: EvidenceBase, areas: Sequence[str], title: str = "") -> OpenSession:
    """Freezes the base as it is here and opens a session on it.

    Everything unsealed is sealed first, so that the digest covers it.

    Raises:
        InspectorError: `not-chair`, `unknown-area`, `session-open`, or `cannot-freeze` while
            an entry here cannot be judged.
    """
    require_chair(base)
    known = [area.id for area in framework_of(base).areas]
    if not areas or any(area not in known for area in areas):
        raise _refused(
            "unknown-area",
            "Those are not areas of this framework.",
            f"Use some of: {', '.join(known)}.",
        )
    if _newest(base, closed=False) is not None:
        raise _refused(
            "session-open",
            "A judgement session is open already.",
            "Go on with it, or close it first.",
        )
    base.seal()
    vector = base.vector()
    digest, unjudged = base.digest(vector)
    if digest is None:
        raise _refused(
            "cannot-freeze",
            f"{unjudged} entries here cannot be judged by this program yet.",
            "Sync, or install the newer version, then open the session.",
        )
    record = base.new_id()
    frozen = encode(vector_json(vector)).decode()
    fields: list[tuple[str, bool | int | str | Typed]] = [
        ("title", Typed(title)),
        ("frozen_vector", Typed(frozen)),
        ("frozen_team", base.team.chain.head.record),
        ("frozen_digest", digest),
        ("round", 1),
        ("state", "open"),
        *((f"areas[{area}]", True) for area in dict.fromkeys(areas)),
        (f"present[{base.member}]", True),
    ]
    base.record(*(NewWrite(record, "judgement-session", name, value) for name, value in fields))
    return find_session(base, record)


def find_session(base: EvidenceBase, record: str | None = None) -> OpenSession:
    """The named session, or the newest one.

    Raises:
        InspectorError: `no-session`.
    """
    row = _newest(base, closed=True) if record is None else _row(base, record)
    if row is None:
        raise _refused(
            "no-session",
            "There is no judgement session here.",
            "The lead opens one with `inspector judgement open`; sync first if they have.",
        )
    with base.reading() as session:
        areas = _keys(session, row.id, "areas")
        again = _keys(session, row.id, "again")
        revealed = _keys(session, row.id, "reveal")
    order = [area.id for area in framework_of(base).areas]
    frozen = decode((row.frozen_vector or "{}").encode())
    return OpenSession(
        id=row.id,
        state=row.state or "open",
        areas=tuple(area for area in order if area in areas),
        rounds={area: _round(area, again) for area in areas},
        revealed=frozenset(revealed),
        digest=row.frozen_digest or "",
        vector=read_vector(frozen),
        team=row.frozen_team or "",
        notes=row.notes or "",
    )


def session_is_open(base: EvidenceBase) -> bool:
    """Whether people sit together over a session and wait for each other."""
    return _newest(base, closed=False) is not None


def note_in_session(base: EvidenceBase, session: OpenSession, text: str) -> None:
    """Adds to the notes of the discussion."""
    shown = base.fields(session.id).get("notes")
    notes = f"{session.notes}\n{text}".strip()
    parents = shown.writes if shown is not None else ()
    base.record(NewWrite(session.id, "judgement-session", "notes", Typed(notes), parents))


def close_session(base: EvidenceBase, session: OpenSession) -> None:
    """Ends a session.

    Raises:
        InspectorError: `not-chair`.
    """
    require_chair(base)
    base.record(state_write(base, session.id, "closed"))


def state_write(base: EvidenceBase, session: str, state: str) -> NewWrite:
    """The write that moves a session on."""
    shown = base.fields(session).get("state")
    parents = shown.writes if shown is not None else ()
    return NewWrite(session, "judgement-session", "state", state, parents)


def require_chair(base: EvidenceBase) -> None:
    """Refuses whoever may not lead a session.

    Raises:
        InspectorError: `not-chair`.
    """
    seat = base.seat
    if seat is None or not seat.roles & {"lead", "deputy", "chair"}:
        raise _refused(
            "not-chair",
            "Only the lead inspector, a deputy or whoever chairs may do that.",
            "Ask the lead inspector.",
        )


def _newest(base: EvidenceBase, *, closed: bool) -> JudgementSession | None:
    query = (
        select(JudgementSession)
        .where(col(JudgementSession.withdrawn).is_(None))
        .order_by(col(JudgementSession.created_order).desc())
    )
    with base.reading() as session:
        rows = session.exec(query).all()
    return next((row for row in rows if closed or row.state != "closed"), None)


def _row(base: EvidenceBase, record: str) -> JudgementSession | None:
    with base.reading() as session:
        return session.get(JudgementSession, record)


def _keys(session: Session, record: str, name: str) -> tuple[str, ...]:
    query = select(ElementRow.key).where(ElementRow.record == record, ElementRow.field == name)
    return tuple(session.exec(query))


def _round(area: str, again: Sequence[str]) -> int:
    """The newest round of an area; the first is 1, `again[area:n]` opens the others."""
    opened = [int(key.partition(":")[2]) for key in again if key.partition(":")[0] == area]
    return max(opened, default=1)


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept=_NOTHING, next_step=next_step)
