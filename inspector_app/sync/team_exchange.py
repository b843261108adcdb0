"""What an exchange does for the team chain: records both ways, who is let in, requests to join."""

from __future__ import annotations

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import receive_request
from inspector_app.sync.client import ServerClient, ServerRefusalError
from inspector_app.sync.report import SyncReport
from schemas.feeds import SignedVector

__all__ = ["exchange_team", "fetch_records_named", "fetch_requests", "require_let_in"]

_MOST_REQUESTS = 8
"""Requests looked at for each invitation."""


def exchange_team(
    base: EvidenceBase, client: ServerClient, server: SignedVector, report: SyncReport
) -> None:
    """Records go both ways if the heads differ; which of two that raced stands, both sides know."""
    chain = base.team.chain
    if server.team == chain.head.record:
        return
    theirs = client.team(base.inspection)
    report.add(base.merge(records=theirs))
    known = {record.id for record in theirs}
    ours = [record for record in base.team.chain.records if record.id not in known]
    if not ours:
        return
    try:
        theirs = client.grow_team(base.inspection, ours, base.team.chain.head.record)
    except ServerRefusalError as refusal:
        if refusal.code != "look-again":
            raise
        # Ours are kept there; somebody else's came in between, and won.
        theirs = client.team(base.inspection)
    report.add(base.merge(records=theirs))


def fetch_records_named(base: EvidenceBase, client: ServerClient, report: SyncReport) -> None:
    """Fetches the team chain again if work is here that names a record which is not.

    The heads say nothing of a record that lost a race, nor of one made since they were compared.
    """
    chain = base.team.chain
    with base.reading() as session:
        named = session.connection().exec_driver_sql("SELECT DISTINCT team FROM entry")
        unknown = [record for record in named.scalars() if record not in chain]
        strangers = session.connection().exec_driver_sql(
            "SELECT count(*) FROM quarantine WHERE reason = 'unknown-author'"
        )
        if not unknown and not strangers.scalar_one():
            return
    report.add(base.merge(records=client.team(base.inspection)))


def require_let_in(base: EvidenceBase) -> None:
    """A laptop that the team shut out, as far as it knows, is refused here as at the server."""
    chain, device = base.team.chain, base.vault.device.id
    if device not in chain.head.seats or device in chain.barred:
        raise ServerRefusalError("not-a-member")


def fetch_requests(base: EvidenceBase, client: ServerClient) -> None:
    """The lead's errands: open mailboxes for new invitations, fetch what lies in them."""
    if base.vault.device.id not in base.team.chain.head.signers:
        return
    with base.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT mailbox, expires, registered FROM invitation WHERE NOT used"
        )
        waiting = [(row[0], row[1], bool(row[2])) for row in rows]
    now = base.vault.clock().isoformat()
    for mailbox, expires, registered in waiting:
        if not registered and expires > now:
            client.open_mailbox(base.inspection, mailbox, expires)
            with base.local() as connection:
                connection.exec_driver_sql(
                    "UPDATE invitation SET registered = 1 WHERE mailbox = ?", (mailbox,)
                )
    if waiting:
        ours = {mailbox for mailbox, _, _ in waiting}
        came = [r for r in client.requests(base.inspection).requests if r.mailbox in ours]
        for request in came[: _MOST_REQUESTS * len(ours)]:
            receive_request(base, request.mailbox, request.sealed)
