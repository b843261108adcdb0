"""Sealed answers: committed alone, revealed together.

An answer is committed as a hash; its opening stays in a local table of the device that sealed it.
The opening leaves only when the chair's reveal names this commitment and the lead has committed or
abstained, so that nobody, the lead included, can read another's answer before giving their own.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.judgement.sessions import (
    OpenSession,
    find_session,
    require_chair,
    state_write,
)
from schemas.canonical import MalformedError
from schemas.fields import ElementRow
from schemas.identifiers import derived_id
from schemas.records import JudgementSession, ProvisionalGrade
from schemas.signing import SealedAnswer, commitment

__all__ = [
    "Answer",
    "Sealed",
    "abstain",
    "again",
    "answers",
    "publish_openings",
    "reveal",
    "seal_answer",
]

BESIDE_GRADES = ("between", "not-enough-evidence", "outside-my-scope")
_NOTHING = "Nothing was changed."


@dataclass(frozen=True)
class Answer:
    """What one member chose.

    Args:
        choice: a grade of the framework, or one of `BESIDE_GRADES`.
        reason: in their words.
        low: the lower grade, where it lies between two.
        high: the higher grade, where it lies between two.
    """

    choice: str
    reason: str
    low: str | None = None
    high: str | None = None


@dataclass(frozen=True)
class Sealed:
    """One member's place in a round.

    Args:
        area: which.
        round: from 1.
        member: whose.
        state: `sealed`, `abstained`, `opened`, `late` (not named by the reveal), `not-opened`
            (named, but its opening has not come) or `invalid` (its opening is not what was sealed).
        answer: once it is opened.
    """

    area: str
    round: int
    member: str
    state: str
    answer: Answer | None = None


def seal_answer(base: EvidenceBase, session: OpenSession, area: str, answer: Answer) -> str:
    """Seals our answer for an area in its open round; returns the commitment.

    Raises:
        InspectorError: `unknown-area`, `unknown-grade`, `already-sealed`, `already-revealed`, or
            `another-base` when our base at the frozen vector is not the one that was frozen.
    """
    round_number = _open_round(session, area)
    _check_choice(base, answer)
    _check_frozen(base, session)
    grade = _grade_id(session, area, round_number, base.member)
    if grade in {row.id for row in _grades(base, session)}:
        raise _refused(
            "already-sealed",
            "You have answered for this area in this round.",
            "A sealed answer stands; say what changed your mind when it is discussed.",
        )
    nonce = base.vault.randomness(32).hex()
    sealed = SealedAnswer(nonce, answer.choice, answer.low, answer.high, answer.reason)
    name = commitment(
        base.inspection, session.id, round_number, area, base.member, session.digest, sealed
    )
    # First the opening: a commitment without its opening could never be revealed.
    with base.local() as connection:
        connection.exec_driver_sql(
            "INSERT INTO answer VALUES (?, ?, ?)", (name, grade, sealed.to_text())
        )
    base.record(
        NewWrite(grade, "provisional-grade", "session", session.id),
        NewWrite(grade, "provisional-grade", "area", area),
        NewWrite(grade, "provisional-grade", "round", round_number),
        NewWrite(grade, "provisional-grade", f"commitment[{base.member}]", name),
    )
    return name


def abstain(base: EvidenceBase, session: OpenSession) -> tuple[str, ...]:
    """Says that we give no answer in the open rounds; returns the areas it covers."""
    given = {row.id for row in _grades(base, session)}
    covered = []
    for area, round_number in session.rounds.items():
        grade = _grade_id(session, area, round_number, base.member)
        if grade not in given:
            base.record(
                NewWrite(grade, "provisional-grade", "session", session.id),
                NewWrite(grade, "provisional-grade", "area", area),
                NewWrite(grade, "provisional-grade", "round", round_number),
                NewWrite(grade, "provisional-grade", f"abstained[{base.member}]", True),
            )
            covered.append(area)
    return tuple(covered)


def reveal(base: EvidenceBase, session: OpenSession) -> int:
    """Names every commitment of the open rounds to be opened; says how many.

    Raises:
        InspectorError: `not-chair`, `nothing-sealed`, or `lead-first` while the lead has neither
            answered nor abstained in a round that would be revealed.
    """
    require_chair(base)
    names: list[str] = []
    for row in _grades(base, session):
        if session.rounds.get(row.area or "") == row.round:
            names.extend(_values(base, row.id, "commitment").values())
    fresh = [name for name in dict.fromkeys(names) if name not in session.revealed]
    if not fresh:
        raise _refused("nothing-sealed", "No sealed answer waits.", "Seal answers, then sync.")
    for area, round_number in session.rounds.items():
        if not _lead_spoke(base, session, area, round_number):
            raise _refused(
                "lead-first",
                f"The lead has neither answered nor abstained for {area}.",
                "The lead seals an answer or abstains, so that nobody reads before writing.",
            )
    base.record(
        *(NewWrite(session.id, "judgement-session", f"reveal[{name}]", True) for name in fresh),
        state_write(base, session.id, "revealed"),
    )
    publish_openings(base)
    return len(fresh)


def again(base: EvidenceBase, session: OpenSession, area: str) -> int:
    """Opens another private round for an area; returns its number.

    Raises:
        InspectorError: `not-chair` or `unknown-area`.
    """
    require_chair(base)
    if area not in session.areas:
        raise _unknown_area(session)
    number = session.rounds[area] + 1
    shown = base.fields(session.id).get("round")
    base.record(
        NewWrite(session.id, "judgement-session", f"again[{area}:{number}]", True),
        NewWrite(
            session.id,
            "judgement-session",
            "round",
            number,
            shown.writes if shown is not None else (),
        ),
        state_write(base, session.id, "open"),
    )
    return number


def publish_openings(base: EvidenceBase) -> int:
    """Lets out the openings that a reveal has asked for; says how many.

    Called in every exchange, before the outbox is sealed.
    """
    with base.reading() as reading:
        rows = reading.connection().exec_driver_sql("SELECT commitment, grade, opening FROM answer")
        kept = [(row[0], row[1], row[2]) for row in rows]
    let_out = 0
    for name, grade_id, opening in kept:
        with base.reading() as reading:
            grade = reading.get(ProvisionalGrade, grade_id)
        if grade is None or grade.session is None or not _known_session(base, grade.session):
            continue
        session = find_session(base, grade.session)
        if name not in session.revealed or base.member in _values(base, grade_id, "opening"):
            continue
        if _lead_spoke(base, session, grade.area or "", grade.round or 0):
            field = f"opening[{base.member}]"
            base.record(NewWrite(grade_id, "provisional-grade", field, Typed(opening)))
            let_out += 1
    return let_out


def answers(base: EvidenceBase, session: OpenSession) -> tuple[Sealed, ...]:
    """Every member's place in every round, in the order of areas and rounds."""
    found: list[Sealed] = []
    for row in _grades(base, session):
        area, round_number = row.area or "", row.round or 0
        commitments = _values(base, row.id, "commitment")
        openings = _values(base, row.id, "opening")
        found.extend(
            Sealed(area, round_number, member, "abstained")
            for member in _values(base, row.id, "abstained")
        )
        for member, name in commitments.items():
            state, answer = _judged(base, session, row, member, name, openings.get(member))
            found.append(Sealed(area, round_number, member, state, answer))
    order = {area: place for place, area in enumerate(session.areas)}
    return tuple(
        sorted(found, key=lambda item: (order.get(item.area, 99), item.round, item.member))
    )


def _judged(
    base: EvidenceBase,
    session: OpenSession,
    row: ProvisionalGrade,
    member: str,
    name: str,
    opening: str | None,
) -> tuple[str, Answer | None]:
    if name not in session.revealed:
        return ("late" if _round_revealed(base, session, row) else "sealed"), None
    if opening is None:
        return "not-opened", None
    try:
        sealed = SealedAnswer.from_text(opening)
    except MalformedError:
        return "invalid", None
    expected = commitment(
        base.inspection,
        session.id,
        row.round or 0,
        row.area or "",
        member,
        session.digest,
        sealed,
    )
    if expected != name:
        return "invalid", None
    return "opened", Answer(sealed.choice, sealed.reason, sealed.low, sealed.high)


def _round_revealed(base: EvidenceBase, session: OpenSession, row: ProvisionalGrade) -> bool:
    """Whether the round of this answer was revealed without it."""
    return any(
        set(_values(base, other.id, "commitment").values()) & session.revealed
        for other in _grades(base, session)
        if other.area == row.area and other.round == row.round
    )


def _lead_spoke(base: EvidenceBase, session: OpenSession, area: str, round_number: int) -> bool:
    seats = base.team.chain.head.seats.values()
    leads = {seat.member for seat in seats if "lead" in seat.roles}
    return any(
        member in _values(base, grade, "commitment") or member in _values(base, grade, "abstained")
        for member in leads
        for grade in [_grade_id(session, area, round_number, member)]
    )


def _open_round(session: OpenSession, area: str) -> int:
    if area not in session.areas:
        raise _unknown_area(session)
    if session.state != "open":
        raise _refused(
            "already-revealed",
            "The answers of this session were revealed.",
            "The chair can open another round with `inspector judgement again`.",
        )
    return session.rounds[area]


def _check_choice(base: EvidenceBase, answer: Answer) -> None:
    grades = [grade.id for grade in framework_of(base).grades]
    known = [*grades, *BESIDE_GRADES]
    bounds = (answer.low, answer.high)
    between = answer.choice == "between"
    if answer.choice not in known or between != all(bound in grades for bound in bounds):
        raise _refused(
            "unknown-grade",
            "That is not a choice of this framework.",
            f"Use one of: {', '.join(known)}; `between` needs --range LOW-HIGH.",
        )


def _check_frozen(base: EvidenceBase, session: OpenSession) -> None:
    """Refuses to answer on a base that is not the frozen one."""
    try:
        digest, unjudged = base.digest(session.vector, session.team)
    except KeyError:
        digest, unjudged = None, 1
    if unjudged:
        raise _refused(
            "needs-sync",
            "Not everything of the frozen base is on this laptop yet.",
            "Sync or import the lead's bundle, then answer.",
        )
    if digest != session.digest:
        raise _refused(
            "another-base",
            "This laptop's base is not the one that was frozen: the digests differ.",
            "Compare the six words with the lead; run `inspector verify` on both.",
        )


def _grades(base: EvidenceBase, session: OpenSession) -> list[ProvisionalGrade]:
    query = (
        select(ProvisionalGrade)
        .where(ProvisionalGrade.session == session.id)
        .order_by(col(ProvisionalGrade.id))
    )
    with base.reading() as reading:
        return list(reading.exec(query))


def _values(base: EvidenceBase, record: str, field: str) -> dict[str, str]:
    query = select(ElementRow).where(ElementRow.record == record, ElementRow.field == field)
    with base.reading() as reading:
        return {row.key: row.value or "" for row in reading.exec(query)}


def _known_session(base: EvidenceBase, session: str) -> bool:
    with base.reading() as reading:
        return reading.get(JudgementSession, session) is not None


def _grade_id(session: OpenSession, area: str, round_number: int, member: str) -> str:
    return derived_id("provisional-grade", session.id, str(round_number), area, member)


def _unknown_area(session: OpenSession) -> InspectorError:
    return _refused(
        "unknown-area",
        "That area is not judged in this session.",
        f"Use one of: {', '.join(session.areas)}.",
    )


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept=_NOTHING, next_step=next_step)
