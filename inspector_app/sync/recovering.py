"""Recovery on a clean machine, from the server or a bundle: fetched, signed, opened.

Each step can be cut off; the same command again goes on from there.
"""

from __future__ import annotations

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import use_server
from inspector_app.evidence_base.recovering import (
    check_recoverable,
    is_lead,
    not_this_recovery,
    note_recovery,
    recovery_record,
)
from inspector_app.sync.bundles import import_bundle
from inspector_app.sync.client import ServerClient, ServerRefusalError
from inspector_app.sync.exchange import pull_missing
from inspector_app.sync.report import SyncReport
from inspector_app.vault.device import Device
from inspector_app.vault.vault import Vault
from schemas.bundles import Bundle
from schemas.feeds import SignedVector
from schemas.team import TeamChain
from schemas.team_records import SignedRecord

__all__ = ["recover_from_bundle", "recover_from_server"]


def recover_from_server(
    vault: Vault,
    escrow: Device,
    client: ServerClient,
    *,
    inspection: str | None = None,
    same_person: bool = False,
) -> EvidenceBase:
    """Takes the lead's seat at a server; sync afterwards, as the new lead.

    Args:
        vault: of the new laptop.
        escrow: made of both halves.
        client: speaks to the server as escrow.
        inspection: which, if the halves are those of several.
        same_person: whether the lead whose laptop is lost sits here.

    Raises:
        InspectorError: `not-this-recovery`, `which-inspection`, `missing-epoch`, `already-joined`,
            or when the server is away or refuses.
    """
    chosen = _chosen(client, inspection)
    records = client.team(chosen)
    base = _begun(vault, escrow, chosen, records)
    try:
        _fetch(base, escrow, client)
        signed = []
        if not is_lead(base.team.chain.head, vault.device):
            signed.append(recovery_record(base, escrow, same_person=same_person))
        known = {record.id for record in records}
        ours = [*(r for r in base.team.chain.records if r.id not in known), *signed]
        if ours:
            head = signed[0].id if signed else base.team.chain.head.record
            base.merge(records=client.grow_team(chosen, ours, head))
        server = client.known_as()
        vault.add_server(server)
        use_server(base, server)
        note_recovery(base)
    except BaseException:
        base.close()
        raise
    return base


def recover_from_bundle(
    vault: Vault, escrow: Device, bundle: Bundle, *, same_person: bool = False
) -> EvidenceBase:
    """Takes the lead's seat from a bundle alone; a bundle of this laptop tells the others.

    Raises:
        InspectorError: `not-this-recovery`, `missing-epoch` or `already-joined`.
    """
    _begun(vault, escrow, bundle.inspection, bundle.records).close()
    base, _ = import_bundle(vault, bundle)
    try:
        if not is_lead(base.team.chain.head, vault.device):
            base.merge(records=[recovery_record(base, escrow, same_person=same_person)])
        note_recovery(base)
    finally:
        base.close()
    # Now that the keys open, what the bundle brings of imported lists finds its place.
    return import_bundle(vault, bundle)[0]


def _chosen(client: ServerClient, inspection: str | None) -> str:
    try:
        known = client.inspections()
    except ServerRefusalError as refusal:
        if refusal.code != "not-enrolled":
            raise
        raise not_this_recovery() from None
    if inspection is None and len(known) > 1:
        raise InspectorError(
            "which-inspection",
            f"These halves recover {len(known)} inspections on that server.",
            kept="Nothing was changed.",
            next_step=f"Name one with --inspection: {', '.join(known)}",
        )
    if not known or inspection not in (None, *known):
        raise not_this_recovery()
    return inspection or known[0]


def _begun(
    vault: Vault, escrow: Device, inspection: str, records: tuple[SignedRecord, ...]
) -> EvidenceBase:
    """The inspection on this laptop with its team's records, sealed as yet."""
    check_recoverable(TeamChain(inspection, records), escrow, vault.device)
    vault.create_base(inspection)
    base = EvidenceBase(vault, inspection)
    base.merge(records=records)
    return base


def _fetch(base: EvidenceBase, escrow: Device, client: ServerClient) -> None:
    """Everything that the server has and escrow may read."""
    head = base.team.chain.head.record
    ours = SignedVector(base.inspection, escrow.id, head, base.vector()).signed(escrow.signing_key)
    server, others, _ = client.exchange_vectors(ours)
    base.merge(vectors=others)
    pull_missing(base, client, server, 0, SyncReport())
