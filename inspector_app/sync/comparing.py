"""What a server says it has against what is here: the same, behind, ahead, or less than it had."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sync.status import last_seen
from inspector_app.sync.steps import Step
from schemas.feeds import SignedVector, Vector, ancestors

__all__ = ["Against", "compared", "set_against"]

_SYNC = "Run `inspector sync`."


@dataclass(frozen=True)
class Against:
    """A server's vector against what is here.

    Args:
        lost: entries that it had when it was last seen, and has no longer.
        lacking: entries here that it lacks; those that it lost are among them.
        unsealed: saves that stand in no entry yet.
        ahead: whether it has work that is not here.
        team: whether its team chain is the same, behind or ahead.
    """

    lost: int
    lacking: int
    unsealed: int
    ahead: bool
    team: str


def set_against(base: EvidenceBase, theirs: SignedVector) -> Against:
    """Compares what a server says it has with what is here, feed by feed.

    Of a feed in which the server has something that is not here, nothing can be said but that.
    """
    with base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT id, prev, feed FROM entry WHERE had")
        feeds: dict[str, dict[str, str | None]] = {}
        for row in rows:
            feeds.setdefault(row.feed, {})[row.id] = row.prev
    before = next((p.vector for p in last_seen(base) if p.by == theirs.by), {})
    known = base.known_entries(tip for tips in theirs.feeds.values() for tip in tips)
    chain = base.team.chain
    lost = lacking = 0
    for feed, prev in feeds.items():
        if not known.issuperset(theirs.feeds.get(feed, ())):
            continue
        there = _covered(theirs.feeds, feed, prev)
        lacking += len(prev) - len(there)
        lost += len(_covered(before, feed, prev) - there)
    # A change of the team that is not here yet may rightly have put entries aside.
    lost = lost if theirs.team in chain else 0
    team = "same" if theirs.team == chain.head.record else "ahead"
    if team != "same" and theirs.team in chain:
        team = "behind"
    ahead = any(not known.issuperset(tips) for tips in theirs.feeds.values())
    return Against(lost, lacking, base.count_unsealed(), ahead, team)


def compared(base: EvidenceBase, theirs: SignedVector) -> Step:
    """The same in words."""
    found = set_against(base, theirs)
    if found.lost:
        said = (
            f"The server has less than it had: {found.lost:,} entries are gone. It was put back"
            " from an older copy, or another store."
        )
        again = f"{_SYNC} This laptop sends them again. Tell who runs the server."
        return Step("content", False, said, again, base.inspection)
    told = [
        *(["It has work that is not here yet."] if found.ahead else []),
        *([f"Entries that are not there yet: {found.lacking:,}."] if found.lacking else []),
        *([f"Saves to send: {found.unsealed:,}."] if found.unsealed else []),
        *(["A change of the team is not here yet."] if found.team == "ahead" else []),
        *(["A change of the team is not there yet."] if found.team == "behind" else []),
    ]
    said = " ".join(told) or "It has what is here, and nothing more."
    return Step("content", True, said, _SYNC if told else None, base.inspection)


def _covered(vector: Vector, feed: str, prev: dict[str, str | None]) -> set[str]:
    return ancestors(vector.get(feed, ()), prev.__getitem__)
