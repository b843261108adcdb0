"""Sync by file: everything that another may lack, in one bundle that is safe to lose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.frame_copies import settle_offers
from inspector_app.evidence_base.frame_purges import obey_purges
from inspector_app.evidence_base.membership import join_base
from inspector_app.files import write_whole
from inspector_app.sync.exchange import merged_in_slices
from inspector_app.sync.frames import chunks_for_bundle, keep_chunks
from inspector_app.sync.report import SyncReport
from inspector_app.sync.status import last_seen
from inspector_app.vault.vault import Vault
from schemas.bundles import Bundle
from schemas.canonical import MalformedError
from schemas.feeds import Vector

__all__ = ["export_bundle", "import_bundle", "merge_bundle", "read_bundle"]


def export_bundle(
    base: EvidenceBase, path: Path, *, member: str | None = None, with_frames: bool = False
) -> SyncReport:
    """Seals the outbox and writes a bundle: whole, or what one member was last seen to lack.

    Args:
        base: ours.
        path: of the file.
        member: whom it is for.
        with_frames: whether the sealed copies of imported lists that lie here go along.

    Raises:
        InspectorError: `unknown-member`, or `cannot-write`.
    """
    base.seal()
    entries = list(base.entries_missing_from(_known_of(base, member)))
    bundle = Bundle.of(
        base.inspection,
        base.team.chain.records,
        (base.signed_vector(), *base.peer_vectors()),
        entries,
        chunks_for_bundle(base) if with_frames else (),
    )
    write_whole(path, bundle.to_bytes())
    report = SyncReport(sent=len(entries), chunks_sent=len(bundle.blobs))
    report.settle(base)
    return report


def read_bundle(path: Path) -> Bundle:
    """Reads a bundle file.

    Raises:
        InspectorError: `not-a-bundle` or `no-such-file`.
    """
    try:
        return Bundle.from_bytes(path.read_bytes())
    except OSError:
        raise InspectorError(
            "no-such-file",
            "The bundle file cannot be read.",
            kept="Nothing was changed.",
            next_step="Check its name.",
        ) from None
    except MalformedError:
        raise InspectorError(
            "not-a-bundle",
            "That file is not a bundle, or it was damaged on the way.",
            kept="Nothing was changed.",
            next_step="Copy it again from the laptop that wrote it.",
        ) from None


def import_bundle(vault: Vault, bundle: Bundle) -> tuple[EvidenceBase, SyncReport]:
    """Takes in a bundle; opens the inspection if we were approved for it.

    Raises:
        InspectorError: `unknown-inspection` when we neither hold it nor were invited.
    """
    if bundle.inspection in vault.inspections():
        base = EvidenceBase(vault, bundle.inspection)
    else:
        base = _joined(vault, bundle)
    return base, merge_bundle(base, bundle)


def merge_bundle(
    base: EvidenceBase, bundle: Bundle, progress: Callable[[int, int], None] | None = None
) -> SyncReport:
    """Takes a bundle into the inspection that it is of.

    Args:
        base: ours.
        bundle: of the same inspection.
        progress: told how many entries are in, of how many.
    """
    report = SyncReport()
    done = 0
    report.add(base.merge(records=bundle.records, vectors=bundle.vectors))
    for merged in merged_in_slices(base, bundle.entries):
        report.add(merged)
        done += merged.received + len(merged.set_aside)
        if progress is not None:
            progress(min(done, len(bundle.entries)), len(bundle.entries))
    keep_chunks(base, bundle.blobs)
    report.purged = obey_purges(base)
    settle_offers(base)
    report.forget_counting(base)
    report.settle(base)
    return report


def _joined(vault: Vault, bundle: Bundle) -> EvidenceBase:
    for invitation in vault.invitations:
        if invitation.inspection == bundle.inspection:
            return join_base(vault, invitation, bundle.records)
    raise InspectorError(
        "unknown-inspection",
        "The bundle is of an inspection that this laptop was not invited to.",
        kept="Nothing was changed.",
        next_step="Ask the lead for an invitation first.",
    )


def _known_of(base: EvidenceBase, member: str | None) -> Vector:
    if member is None:
        return {}
    devices = base.team.chain.head.member_devices(member)
    if not devices:
        raise InspectorError(
            "unknown-member",
            "There is no such member in the team now.",
            kept="Nothing was written.",
            next_step="See `inspector team list`.",
        )
    seen = [peer.vector for peer in last_seen(base) if peer.by in devices]
    return seen[0] if len(seen) == len(devices) == 1 else {}
