"""Mailboxes: where somebody who was invited leaves a sealed request for the lead."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import col, select

from schemas.canonical import MalformedError
from schemas.identifiers import Clock
from schemas.signing import from_base64, to_base64
from schemas.wire import JoinPost, JoinRequest, JoinRequests, Mailbox, Posted, mailbox_name
from sync_server.refusals import Refusal, bad_request
from sync_server.store import Store, instant
from sync_server.tables import JoinRequestRow, MailboxRow, upsert

__all__ = ["Mailboxes"]

_LONGEST = timedelta(days=60)
_MOST_REQUESTS = 8
"""Different requests in one mailbox; more than one means that the invitation went astray."""


class Mailboxes:
    """The mailboxes of all inspections.

    Args:
        store: where they lie.
        clock: the present moment.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def open(self, inspection: str, asked: Mailbox) -> Mailbox:
        """Opens a mailbox, or moves its expiry.

        Raises:
            Refusal: when the expiry is no time with an offset, past, or too far away; when
                another inspection has that mailbox.
        """
        now = self._clock()
        try:
            expires = datetime.fromisoformat(asked.expires)
        except ValueError:
            bad_request("The mailbox's expiry is not a time.")
        if expires.tzinfo is None or not now < expires <= now + _LONGEST:
            bad_request("A mailbox expires within 60 days, at a time with its offset.")
        row = {"mailbox": asked.mailbox, "inspection": inspection, "expires": instant(expires)}
        with self._store.writing("mailboxes") as connection:
            old = select(MailboxRow.mailbox).where(col(MailboxRow.expires) <= instant(now))
            connection.execute(delete(JoinRequestRow).where(col(JoinRequestRow.mailbox).in_(old)))
            connection.execute(delete(MailboxRow).where(col(MailboxRow.expires) <= instant(now)))
            kept = connection.scalar(
                upsert(connection, MailboxRow)
                .values(row)
                .on_conflict_do_update(
                    index_elements=["mailbox"],
                    set_={"expires": row["expires"]},
                    where=col(MailboxRow.inspection) == inspection,
                )
                .returning(col(MailboxRow.mailbox))
            )
        if kept is None:
            bad_request("That mailbox belongs to another inspection.")
        return Mailbox(mailbox=asked.mailbox, expires=row["expires"])

    def post(self, inspection: str, asked: JoinPost) -> Posted:
        """Leaves a request; the same request again changes nothing.

        Raises:
            Refusal: when the token opens no mailbox of the inspection, or one that expired or
                is full.
        """
        mailbox = mailbox_name(asked.token)
        try:
            sealed = from_base64(asked.sealed)
        except MalformedError:
            bad_request("That is not a sealed request.")
        row = {
            "mailbox": mailbox,
            "sealed_sha256": hashlib.sha256(sealed).hexdigest(),
            "sealed": sealed,
        }
        with self._store.writing("mailboxes") as connection:
            found = connection.scalar(
                select(MailboxRow.mailbox).where(
                    col(MailboxRow.mailbox) == mailbox,
                    col(MailboxRow.inspection) == inspection,
                    col(MailboxRow.expires) > instant(self._clock()),
                )
            )
            if found is None:
                raise Refusal("unknown-mailbox", "The invitation is not good, or no longer.")
            connection.execute(
                upsert(connection, JoinRequestRow).values(row).on_conflict_do_nothing()
            )
            count = connection.scalar(
                select(func.count()).where(col(JoinRequestRow.mailbox) == mailbox)
            )
            if count is None or count > _MOST_REQUESTS:
                raise Refusal("too-large", "The mailbox is full: ask for a new invitation.")
        return Posted(mailbox=mailbox)

    def requests(self, inspection: str) -> JoinRequests:
        """What lies in the mailboxes of an inspection that have not expired."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(JoinRequestRow.mailbox, JoinRequestRow.sealed)
                .join(MailboxRow, col(MailboxRow.mailbox) == col(JoinRequestRow.mailbox))
                .where(
                    col(MailboxRow.inspection) == inspection,
                    col(MailboxRow.expires) > instant(self._clock()),
                )
                .order_by(col(JoinRequestRow.number))
            )
            return JoinRequests(
                requests=tuple(
                    JoinRequest(mailbox=mailbox, sealed=to_base64(sealed))
                    for mailbox, sealed in rows
                )
            )
