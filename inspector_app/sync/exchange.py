"""One exchange with the server: what each lacks goes over, and nothing waits for it.

Vectors first; then the team chain, if heads differ; then what we lack, merged page by page; only
then is the outbox sealed, because by now we know whether this laptop exists twice; then what the
server lacks; last the sealed chunks of imported lists. Each step can be cut off and begun again.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.frame_copies import settle_offers
from inspector_app.evidence_base.frame_purges import obey_purges
from inspector_app.evidence_base.merging import MergeReport
from inspector_app.sync.client import ServerClient, ServerRefusalError
from inspector_app.sync.frames import offer_chunks
from inspector_app.sync.losses import note_losses, take_losses
from inspector_app.sync.report import SyncReport
from inspector_app.sync.status import count_held, sync_status
from inspector_app.sync.team_exchange import (
    exchange_team,
    fetch_records_named,
    fetch_requests,
    require_let_in,
)
from inspector_app.sync.transport import server_faulty
from schemas.entries import Entry
from schemas.feeds import SignedVector, Vector
from schemas.wire import PAGE_BYTES, framed

__all__ = ["exchange", "merged_in_slices", "pull_missing"]

_SLICE_BYTES = 256 * 1024
"""Entries are merged in transactions of about this size, so that a save never waits long."""

_NEVER_SERVED = frozenset({"malformed", "other-inspection", "unauthentic"})
"""Why entries are set aside that a server which keeps to the contract would not have taken."""

_MOST_REFUSED = 64
"""Such entries in one page: a damaged store may have some; more of them is a flood."""


def exchange(
    base: EvidenceBase,
    client: ServerClient,
    *,
    before_sealing: Callable[[EvidenceBase], object] = lambda _: None,
    progress: Callable[[int, int], None] | None = None,
) -> SyncReport:
    """Exchanges everything with a server once.

    Args:
        base: ours.
        client: of its server.
        before_sealing: what has to be written because of what came, and leaves with this exchange:
            the openings that a reveal asks for.
        progress: told how many chunks of imported lists are sent, of how many.

    Raises:
        InspectorError: `server-away`, `server-faulty`, `wrong-server`, or what the server refused.
    """
    report = SyncReport()
    server, held = _vectors(base, client)
    try:
        exchange_team(base, client, server, report)
        require_let_in(base)
        pull_missing(base, client, server, held, report)
        fetch_records_named(base, client, report)
        report.forget_counting(base)
    except ServerRefusalError as refusal:
        if refusal.code != "not-a-member":
            raise
        raise _left_for_the_team(base, client, server) from None
    report.purged = obey_purges(base)
    settle_offers(base)
    before_sealing(base)
    base.seal(server.feeds)
    _push(base, client, server, held, report)
    if report.sent or report.received or server.team != base.team.chain.head.record:
        _vectors(base, client)
    fetch_requests(base, client)
    offered = offer_chunks(base, client, progress)
    report.chunks_sent, report.chunks_waiting = offered.sent, offered.waiting
    report.chunks_refused = offered.refused
    report.server_lost = take_losses(base)
    report.settle(base)
    return report


def merged_in_slices(base: EvidenceBase, frames: Iterable[bytes]) -> Iterator[MergeReport]:
    """Merges entries in transactions small enough that a save never waits long."""
    waiting: list[bytes] = []
    size = 0
    for frame in frames:
        waiting.append(frame)
        size += len(frame)
        if size >= _SLICE_BYTES:
            yield base.merge(waiting)
            waiting, size = [], 0
    if waiting:
        yield base.merge(waiting)


def _vectors(base: EvidenceBase, client: ServerClient) -> tuple[SignedVector, int]:
    """Offers our vector, keeps the server's and the others'; brings the inspection if need be.

    Returns:
        The server's vector, and how many entries it holds that do not count.
    """
    try:
        server, others, held = client.exchange_vectors(base.signed_vector())
    except ServerRefusalError as refusal:
        if refusal.code != "unknown-inspection":
            raise
        chain = base.team.chain
        client.bring(chain.records, chain.head.record)
        server, others, held = client.exchange_vectors(base.signed_vector())
    # One that is known was seen when it came: a laptop that is lost is not seen again by us.
    if news := base.new_vectors(others):
        base.merge(vectors=news)
    note_losses(base, server)
    base.keep_server_vector(server)
    return server, held


def pull_missing(
    base: EvidenceBase,
    client: ServerClient,
    server: SignedVector,
    held_there: int,
    report: SyncReport,
) -> None:
    """Fetches what the server has and we lack; signers also what is held there."""
    ours = base.vector()
    have = ours if _covers(ours, server.feeds) else _shared(base, ours, server.feeds)
    again = base.incomplete_entries()
    # What is held lies outside vectors; the lead and deputies fetch it to admit it or not.
    signer = base.vault.device.id in base.team.chain.head.signers
    held = signer and held_there > count_held(base)
    if not again and not held and _covers(have, server.feeds):
        return
    for frames in _pulled(base, client, have, again, held=held):
        refused = 0
        for merged in merged_in_slices(base, frames):
            report.add(merged)
            refused += sum(reason in _NEVER_SERVED for reason in merged.set_aside.values())
        if refused > _MOST_REFUSED:
            raise server_faulty()


def _pulled(
    base: EvidenceBase, client: ServerClient, have: Vector, again: tuple[str, ...], *, held: bool
) -> Iterator[Sequence[bytes]]:
    """The pages of a pull, while each goes on from the last and sends nothing a second time.

    Raises:
        InspectorError: `server-faulty`: so no server keeps a laptop busy for ever.
    """
    after: int | None = 0
    seen: set[bytes] = set()
    while after is not None:
        begun = after
        frames, after = client.pull(base.inspection, have, again=again, after=begun, held=held)
        came = {hashlib.sha256(frame).digest() for frame in frames}
        yield frames
        again_sent = len(came) < len(frames) or not came.isdisjoint(seen)
        if again_sent or (after is not None and (after <= begun or not frames)):
            raise server_faulty()
        seen |= came


def _shared(base: EvidenceBase, ours: Vector, theirs: Vector) -> Vector:
    """Our tips, but for feeds of which we have all that the server has: there, its own.

    A tip that the server does not know covers nothing for it, and it would send our feed back.
    """
    known = base.known_entries(tip for tips in theirs.values() for tip in tips)
    return {**ours, **{feed: tips for feed, tips in theirs.items() if known.issuperset(tips)}}


def _push(
    base: EvidenceBase,
    client: ServerClient,
    server: SignedVector,
    held_there: int,
    report: SyncReport,
) -> None:
    # What is held here and not there came by a bundle: without us the lead would not see it.
    held = count_held(base) > held_there
    for page in _pages(base.entries_missing_from(server.feeds, held=held)):
        reply = client.push(base.inspection, b"".join(framed(page)))
        report.sent += reply.stored
        report.set_aside.update({aside.entry: aside.code for aside in reply.set_aside})


def _left_for_the_team(
    base: EvidenceBase, client: ServerClient, server: SignedVector
) -> InspectorError:
    """The refusal of a laptop that was removed, which hands over its work first.

    The lead admits it or not. What counts at the server is no longer only here, and is told so in
    the server's hand; the rest goes on being told as unsent.
    """
    base.seal(server.feeds)
    for page in _pages(base.entries_missing_from(server.feeds)):
        client.push(base.inspection, b"".join(framed(page)))
    _vectors(base, client)
    waiting = sync_status(base).unsent
    return InspectorError(
        "not-a-member",
        "The team does not let this laptop in any more: nothing new comes to it.",
        kept="Everything is saved here and was handed over. Saves that wait for the lead inspector"
        f" to admit them: {waiting}."
        if waiting
        else "All that was written on this laptop is with the team and counts.",
        next_step="Ask the lead inspector: `inspector team held` shows what waits, and"
        " `inspector team list` who is in.",
    )


def _pages(entries: Iterable[Entry]) -> Iterator[Sequence[Entry]]:
    page: list[Entry] = []
    size = 0
    for entry in entries:
        weight = len(entry.to_bytes())
        if page and size + weight > PAGE_BYTES:
            yield page
            page, size = [], 0
        page.append(entry)
        size += weight
    if page:
        yield page


def _covers(ours: Vector, theirs: Vector) -> bool:
    known = set(itertools.chain.from_iterable(ours.values()))
    return all(set(tips) <= known for tips in theirs.values())
