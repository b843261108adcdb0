"""Which of the pushed bytes are taken: size, header, inspection, place, authenticity, erasure.

Nothing here opens a body. Whether an entry *counts* is judged afterwards, by the team chain
(`sync_server.ledger`): what does not count is taken and held. One bad entry never stops others.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from schemas.canonical import MalformedError
from schemas.entries import Entry, Header
from schemas.feeds import authentic
from schemas.wire import SetAside
from sync_server.ledger import Ledger

__all__ = ["Candidate", "Sifted", "sift"]

_Code: TypeAlias = Literal["unauthentic", "malformed", "other-inspection", "unknown"]


@dataclass(frozen=True)
class Candidate:
    """An authentic entry without the part bytes that do not belong to it or are erased.

    Its signature is empty where it has none of its own.
    """

    header: Header
    entry: Entry

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.entry.id


@dataclass
class Sifted:
    """What became of the entries of one push.

    Args:
        new: to be stored, parents before children.
        known: stored already; they may bring missing parts or a signature.
        set_aside: not taken, and why.
    """

    new: list[Candidate] = field(default_factory=list)
    known: list[Candidate] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)


def sift(frames: Iterable[bytes], ledger: Ledger) -> Sifted:
    """Sorts the frames of a push into what is taken and what is not.

    Args:
        frames: the bytes of each entry, in any order.
        ledger: what is stored already, and the team.
    """
    sifted = Sifted()
    feeds: dict[str, dict[str, tuple[Header, Entry]]] = defaultdict(dict)
    for frame in frames:
        try:
            entry = Entry.from_bytes(frame)
        except MalformedError:
            # Without an entry there is no id: the hash of the frame says which one it was.
            sifted.set_aside.append(_aside(hashlib.sha256(frame).hexdigest(), "malformed"))
            continue
        try:
            header = Header.from_bytes(entry.header)
            entry = entry.checked(header)
        except MalformedError:
            sifted.set_aside.append(_aside(entry.id, "malformed"))
            continue
        if header.inspection != ledger.team.chain.inspection:
            sifted.set_aside.append(_aside(entry.id, "other-inspection"))
            continue
        earlier = feeds[header.feed].get(entry.id)
        feeds[header.feed][entry.id] = (header, _joined(earlier[1], entry) if earlier else entry)
    for pairs in feeds.values():
        _sift_feed(pairs, ledger, sifted)
    sifted.new.sort(key=lambda new: (new.header.feed, new.header.seq, new.id))
    return sifted


def _sift_feed(pairs: dict[str, tuple[Header, Entry]], ledger: Ledger, sifted: Sifted) -> None:
    """Sorts the entries of one feed."""
    header = next(iter(pairs.values()))[0]
    card = ledger.team.cards.get(header.device)
    if card is None:
        # Nobody can say yet whose these are. They are welcome again once the team record came.
        sifted.set_aside.extend(_aside(name, "unknown") for name in pairs)
        return
    vouched = {
        name
        for name, (head, _) in pairs.items()
        if name in ledger or name in ledger.vouched(head.feed, head.seq)
    }
    stand = authentic(list(pairs.values()), card.sign_key, vouched)
    for name, (head, entry) in pairs.items():
        if name not in stand:
            sifted.set_aside.append(_aside(name, "unauthentic"))
        elif _misplaced(head, pairs, ledger):
            sifted.set_aside.append(_aside(name, "malformed"))
        else:
            signature = entry.signature if entry.signed_by(card.sign_key) else b""
            kept = _without_erased(replace(entry, signature=signature), head, ledger)
            (sifted.known if name in ledger else sifted.new).append(Candidate(head, kept))


def _misplaced(header: Header, pairs: dict[str, tuple[Header, Entry]], ledger: Ledger) -> bool:
    """Whether the entry before it is here but stands elsewhere than just before it."""
    if header.prev is None:
        return False
    if header.prev in ledger:
        before = ledger[header.prev]
        return (before.feed, before.seq) != (header.feed, header.seq - 1)
    return header.prev in pairs and pairs[header.prev][0].seq != header.seq - 1


def _without_erased(entry: Entry, header: Header, ledger: Ledger) -> Entry:
    """The entry without the bytes of parts that a team record erased."""
    parts = tuple(
        None if line.name in ledger.team.erased_parts else sealed
        for sealed, line in zip(entry.parts, header.parts, strict=True)
    )
    return replace(entry, parts=parts)


def _joined(first: Entry, second: Entry) -> Entry:
    """One entry pushed twice at once: the parts of both."""
    parts = tuple(ours or theirs for ours, theirs in zip(first.parts, second.parts, strict=True))
    return replace(first, parts=parts, signature=first.signature or second.signature)


def _aside(entry: str, code: _Code) -> SetAside:
    return SetAside(entry=entry, code=code)
