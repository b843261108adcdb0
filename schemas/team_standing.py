"""Who counts: what the winning path says of one entry and of the role its author wrote it in.

An entry is judged at the record it names, or the last one that record shares with the winning path.
From there on every record that lessens the author's seat is asked: its cutoff, or an `admit` in it
or after it, may spare the entry; else a removed author's entry does not count, and a demoted one's
is judged in the seat that the record left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from schemas.team_races import Node
from schemas.team_records import Admit, Epoch, Seat
from schemas.team_state import lessens

__all__ = ["AtOrBelow", "Standing", "judge"]

AtOrBelow: TypeAlias = Callable[[Collection[str]], bool]
"""Whether the entry being judged is one of the named entries or an ancestor of one."""


@dataclass(frozen=True)
class Standing:
    """What the team chain says of one entry.

    Args:
        counts: whether its writes are applied.
        seat: the author's seat at the record by which it is judged; None when it has none.
        rules: version of the role table there.
        depth: place of that record on the winning path; a feed's never goes back.
        known: False while the record it names has not arrived.
    """

    counts: bool
    seat: Seat | None
    rules: int
    depth: int
    known: bool = True


def judge(path: Sequence[Node], device: str, feed: str, depth: int, below: AtOrBelow) -> Standing:
    """Judges an entry from a place on the winning path onwards.

    Args:
        path: the winning path.
        device: the author.
        feed: the entry's feed.
        depth: place of the record by which it is judged.
        below: whether the entry is at or below any of the entries given to it.
    """
    admits = [
        place
        for place in range(depth, len(path))
        if isinstance(record := path[place].record, Epoch | Admit)
        and (named := record.admit.get(feed))
        and below(named)
    ]
    nothing = Standing(False, None, path[depth].state.rules, depth)
    start, seat = depth, path[depth].state.seats.get(device)
    if seat is None and admits:
        # Without a seat of its own only what a later record admits counts, in the seat it has then.
        start = admits[0]
        seat = _seat_at_or_before(path, device, start)
    if seat is None:
        return nothing
    rules = path[start].state.rules
    for place in range(start + 1, len(path)):
        before = path[place - 1].state.seats.get(device)
        after = path[place].state.seats.get(device)
        if before is None or not lessens(before, after) or not lessens(seat, after):
            continue
        if _in_cutoff(path[place], feed, below) or (admits and admits[-1] >= place):
            continue
        if after is None:
            return nothing
        seat, rules = after, path[place].state.rules
    return Standing(True, seat, rules, depth)


def _in_cutoff(node: Node, feed: str, below: AtOrBelow) -> bool:
    if not isinstance(node.record, Epoch):
        return False
    named = node.record.cutoffs.get(feed, ())
    return bool(named) and below(named)


def _seat_at_or_before(path: Sequence[Node], device: str, depth: int) -> Seat | None:
    for place in range(depth, -1, -1):
        if seat := path[place].state.seats.get(device):
            return seat
    return None
