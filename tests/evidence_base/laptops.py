"""Laptops with real homes: a team made once, copied for each test, talking by what travels."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from inspector_app.evidence_base.base import EvidenceBase, Recorded
from inspector_app.evidence_base.editing import edit
from inspector_app.evidence_base.history import ShownValue
from inspector_app.evidence_base.membership import (
    approve,
    create_base,
    invite,
    join_base,
    open_requests,
    receive_request,
)
from inspector_app.evidence_base.merging import MergeReport
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.vault.keystore import Keystore, read_keystore
from inspector_app.vault.vault import Vault
from schemas.joining import JoinRequestContent, seal_request
from schemas.signing import to_base64
from schemas.wire import mailbox_name

__all__ = [
    "PASSPHRASE",
    "Laptop",
    "Template",
    "Watch",
    "exchange",
    "give",
    "hand_over_records",
    "make_template",
]

PASSPHRASE = "correct horse battery staple"
ROLES = {"ann": "lead", "bea": "hmi", "cal": "hmi", "dev": "qam"}


class Watch:
    """A clock that moves a millisecond at each look, and otherwise only when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def move(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class Laptop:
    """One device: its home, its clock, and its base, which is opened when it is first wanted."""

    name: str
    home: Path
    inspection: str
    keystore: Keystore
    clock: Watch

    def __post_init__(self) -> None:
        self._opened: EvidenceBase | None = None

    @property
    def base(self) -> EvidenceBase:
        """The opened base."""
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def vault(self) -> Vault:
        """The unlocked vault of the home, with nothing opened in it."""
        return Vault(self.home, self.keystore, clock=self.clock, randomness=os.urandom)

    @property
    def is_open(self) -> bool:
        """Whether somebody wanted the base since it was closed."""
        return self._opened is not None

    def _open(self) -> EvidenceBase:
        return EvidenceBase(self.vault(), self.inspection)

    def close(self) -> None:
        """Lets go of the home's files; whoever wants the base next opens it again."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def reopen(self) -> EvidenceBase:
        """As if the program had been closed and started again; the base of the new start."""
        self.close()
        return self.base

    def copy_home(self, to: Path) -> Path:
        """The home's files as somebody would copy the folder while the program is closed."""
        self.close()
        shutil.copytree(self.home, to)
        return to

    def put_back(self, copy: Path) -> None:
        """The home as it was when it was copied."""
        self.close()
        shutil.rmtree(self.home)
        shutil.copytree(copy, self.home)

    def twin(self, to: Path) -> Laptop:
        """A second living copy of this laptop: same keys, same feed."""
        self.copy_home(to)
        return Laptop(self.name, to, self.inspection, self.keystore, self.clock)

    def note(self, text: str, **fields: NewValue) -> str:
        """A new note; its id."""
        record = self.base.new_id()
        values: dict[str, NewValue] = {"text": Typed(text), **fields}
        self.base.record(*(NewWrite(record, "note", name, of) for name, of in values.items()))
        return record

    def write(self, record: str, field: str, value: NewValue, kind: str = "note") -> Recorded:
        """Edits one field, having seen it as it is now."""
        return self.base.record(edit(self.base.fields(record), record, kind, field, value))

    def values(self, record: str, field: str) -> set[ShownValue]:
        """Every current value of a field."""
        view = self.base.fields(record).get(field)
        return set() if view is None else {write.value for write in view.current}

    def shown(self, record: str, field: str) -> ShownValue:
        """The value that stands in the field."""
        return self.base.fields(record)[field].value

    def parcel(self, taker: Laptop | None = None) -> list[bytes]:
        """What this laptop would send to another, or to one that has nothing."""
        vector = {} if taker is None else taker.base.vector()
        self.base.seal(vector)
        return [entry.to_bytes() for entry in self.base.entries_missing_from(vector)]


@dataclass(frozen=True)
class Template:
    """Homes of a team that has just come together."""

    homes: Mapping[str, Path]
    keystores: Mapping[str, Keystore]
    inspection: str

    def laptops(
        self, folder: Path, clock: Watch | None = None, names: Collection[str] = tuple(ROLES)
    ) -> dict[str, Laptop]:
        """Copies of all homes, or of those named."""
        watch = clock or Watch()
        found = {}
        for name in names:
            shutil.copytree(self.homes[name], folder / name)
            keystore = self.keystores[name]
            found[name] = Laptop(name, folder / name, self.inspection, keystore, watch)
        return found


def make_template(folder: Path) -> Template:
    """A lead who invites and approves everybody; all have the same chain."""
    clock = Watch()
    vaults = {
        name: Vault.create(folder / name, name, PASSPHRASE, kdf="minimum", clock=clock)
        for name in ROLES
    }
    lead = create_base(vaults["ann"])
    bases = {"ann": lead}
    for name in list(ROLES)[1:]:
        invitation = invite(lead, ROLES[name], None)
        content = JoinRequestContent(vaults[name].device.card, name)
        sealed = to_base64(seal_request(invitation, content, os.urandom))
        receive_request(lead, mailbox_name(invitation.mailbox_token), sealed)
        approve(lead, open_requests(lead)[0])
        bases[name] = join_base(vaults[name], invitation, lead.team.chain.records)
    for base in bases.values():
        base.merge(records=lead.team.chain.records)
        lead.seal(base.vector())
        base.merge(entry.to_bytes() for entry in lead.entries_missing_from(base.vector()))
        base.close()
    homes = {name: folder / name for name in ROLES}
    keystores = {name: read_keystore(home, PASSPHRASE) for name, home in homes.items()}
    return Template(homes, keystores, lead.inspection)


def give(giver: Laptop, taker: Laptop) -> MergeReport:
    """One way of a sync: the chain, what the other lacks, our vector."""
    parcel = giver.parcel(taker)
    return taker.base.merge(
        parcel,
        records=giver.base.team.chain.records,
        vectors=[giver.base.signed_vector()],
    )


def hand_over_records(giver: Laptop, *takers: Laptop) -> None:
    """The chain of the team alone."""
    for taker in takers:
        taker.base.merge(records=giver.base.team.chain.records)


def exchange(*laptops: Laptop) -> None:
    """Everybody gives to everybody, by way of the first, until nobody learns anything new."""
    hub, *others = laptops
    for _ in range(3):
        for giver in others:
            give(giver, hub)
        for taker in others:
            give(hub, taker)
        if all(laptop.base.vector() == hub.base.vector() for laptop in others):
            return
