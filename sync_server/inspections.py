"""Every inspection of a store: found, begun, and told when others wrote in it."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from itertools import islice

from schemas.team_records import SignedRecord
from schemas.wire import MOST_INSPECTIONS
from sync_server.inspection import Inspection, store_team
from sync_server.news import News
from sync_server.refusals import Refusal, bad_request
from sync_server.shelves import inspections, is_known
from sync_server.store import Store
from sync_server.team import Access, Team

__all__ = ["Inspections"]


class Inspections:
    """Every inspection of a store, each opened when it is first asked for.

    Args:
        store: where they lie.
        news: who is told what is new in them.
    """

    def __init__(self, store: Store, news: News) -> None:
        self.news = news
        self._store = store
        self._lock = threading.Lock()
        self._open: dict[str, Inspection] = {}

    def get(self, inspection: str) -> Inspection:
        """An inspection.

        Raises:
            Refusal: when the store holds none of that id.
        """
        with self._lock:
            found = self._open.get(inspection)
        if found is not None:
            return found
        if not self._holds(inspection):
            raise Refusal("unknown-inspection", "This server does not hold that inspection.")
        with self._lock:
            opened = Inspection(self._store, inspection, self.news)
            return self._open.setdefault(inspection, opened)

    def heard(self, inspection: str | None) -> None:
        """Has those who listen told what others wrote.

        Args:
            inspection: where; None, when it may have been anywhere.
        """
        with self._lock:
            opened = list(self._open.values())
        for each in opened:
            if inspection in (None, each.id) and self.news.listening(each.id):
                each.look()

    def where(self, device: str, allowed: Collection[Access]) -> tuple[str, ...]:
        """The ids of the inspections in which a device has one of these kinds of access."""
        with self._store.reading() as connection:
            every = sorted(inspections(connection))
        found = (name for name in every if self.get(name).team.access(device) in allowed)
        return tuple(islice(found, MOST_INSPECTIONS))

    def bring(self, device: str, records: Sequence[SignedRecord]) -> Inspection:
        """Takes a new inspection from one who may change its team; or a known one's records.

        Args:
            device: who brings it; that it enrolled was checked.
            records: the genesis first, then at least one epoch.

        Raises:
            Refusal: when they are no team chain or the device is neither lead nor deputy in it.
        """
        if not records:
            bad_request("An inspection begins with its first team record.")
        name = records[0].id
        if not self._holds(name):
            self._begin(name, device, records)
        inspection = self.get(name)
        if inspection.team.access(device) not in (Access.SIGNER, Access.MEMBER):
            raise Refusal("not-a-member", "This device is not in that inspection's team.")
        inspection.take_records(records)
        return inspection

    def _begin(self, name: str, device: str, records: Sequence[SignedRecord]) -> None:
        team = Team(name, records)
        if team.chain.refused or not team.chain.path or team.chain.head.epoch is None:
            bad_request("These records are not the beginning of an inspection.")
        if team.access(device) is not Access.SIGNER:
            raise Refusal("not-a-member", "Only the lead or a deputy brings an inspection here.")
        with self._store.writing(name) as connection:
            if not is_known(connection, name):
                store_team(connection, team)

    def _holds(self, inspection: str) -> bool:
        with self._store.reading() as connection:
            return is_known(connection, inspection)
