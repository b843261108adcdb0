"""The vault of one home: unlocks it, hands out opened databases, keeps what must stay secret.

Only this package holds keys. A home is a folder: the keystore twice, one encrypted file for each
inspection (`bases/`), one for each imported frame (`frames/`), and what the home remembers across
inspections (`memory/`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from inspector_app.errors import InspectorError
from inspector_app.vault.attempts import Attempts
from inspector_app.vault.base_files import BaseFiles
from inspector_app.vault.device import Device
from inspector_app.vault.files import KeyedFiles, without
from inspector_app.vault.frame_files import FrameFiles
from inspector_app.vault.home_use import HomeUse
from inspector_app.vault.keystore import (
    Keystore,
    Secrets,
    keystore_exists,
    mend_copy,
    read_keystore,
    reread_keystore,
    wrap_root,
    write_keystore,
)
from inspector_app.vault.locks import exclusive
from inspector_app.vault.passphrase import KdfChoice, KdfSettings, check_passphrase, choose_settings
from inspector_app.vault.sqlcipher import FileKey, open_database
from inspector_app.vault.trouble import system_in_words
from schemas.identifiers import Clock, Randomness
from schemas.joining import Invitation
from schemas.signing import Card
from schemas.team_records import Server

__all__ = ["Vault", "local_clock"]


def local_clock() -> datetime:
    """The present moment with this laptop's offset."""
    return datetime.now(UTC).astimezone()


class Vault:
    """An unlocked home. Make one with `create` or `unlock`; the passphrase is not kept.

    Args:
        home: the data folder.
        keystore: opened.
        clock: for showing times and for waiting after wrong passphrases.
        randomness: for keys, salts and ids.
    """

    def __init__(
        self, home: Path, keystore: Keystore, *, clock: Clock, randomness: Randomness
    ) -> None:
        self.home = home
        self.clock = clock
        self.randomness = randomness
        self.use = HomeUse(home)
        self._keystore = keystore
        self._begun: set[str] = set()
        self.files = KeyedFiles(home, self._refreshed, self._save, randomness)
        self.frames = FrameFiles(self.files)
        self.bases = BaseFiles(self.files, self.use)
        secrets = keystore.secrets
        self.device = Device(secrets.sign_seed, secrets.mlkem_seed, secrets.x25519_seed)

    @classmethod
    def create(
        cls,
        home: Path,
        name: str,
        passphrase: str,
        *,
        kdf: KdfChoice = "calibrated",
        escrow: Card | None = None,
        clock: Clock = local_clock,
        randomness: Randomness = os.urandom,
    ) -> Vault:
        """A new home with a new device identity.

        Args:
            home: the data folder.
            name: of the person.
            passphrase: that will open it.
            kdf: how hard it is to guess.
            escrow: card of the recovery halves for inspections that begin here.
            clock: of the vault.
            randomness: of the vault.

        Raises:
            InspectorError: `weak-passphrase`, or `already-set-up` when a keystore is there.
        """
        check_passphrase(passphrase)
        with system_in_words():
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with system_in_words(), exclusive(home / "lock"):
            if keystore_exists(home):
                raise InspectorError(
                    "already-set-up",
                    "This data folder already has a keystore.",
                    kept="It was left as it is.",
                    next_step="Unlock it with its passphrase, or choose another folder.",
                )
            root = randomness(32)
            settings = choose_settings(kdf, randomness)
            secrets = Secrets(name, randomness(32), randomness(64), randomness(32), escrow=escrow)
            wrapped = wrap_root(root, passphrase, settings, randomness)
            keystore = Keystore(settings, wrapped, root, secrets)
            write_keystore(home, keystore, randomness)
        return cls(home, keystore, clock=clock, randomness=randomness)

    @classmethod
    def unlock(
        cls,
        home: Path,
        passphrase: str,
        *,
        clock: Clock = local_clock,
        randomness: Randomness = os.urandom,
    ) -> Vault:
        """Opens a home.

        Raises:
            InspectorError: `no-keystore`, `wrong-passphrase`, `wait`, `damaged-keystore` or
                `needs-newer`.
        """
        attempts = Attempts(home, clock)
        attempts.check()
        try:
            keystore = read_keystore(home, passphrase)
        except InspectorError as error:
            if error.code == "wrong-passphrase":
                attempts.wrong()
            raise
        attempts.right()
        mend_copy(home, keystore)
        return cls(home, keystore, clock=clock, randomness=randomness)

    @property
    def name(self) -> str:
        """The person's name, as given at the start."""
        return self._keystore.secrets.name

    @property
    def servers(self) -> tuple[Server, ...]:
        """The servers where this device is enrolled."""
        return self._keystore.secrets.servers

    @property
    def escrow(self) -> Card | None:
        """The card of the recovery halves for inspections that begin on this laptop."""
        return self._keystore.secrets.escrow

    @property
    def invitations(self) -> tuple[Invitation, ...]:
        """Accepted invitations whose inspections have not opened yet."""
        found = self._keystore.secrets.invitations.values()
        return tuple(Invitation.from_bytes(data) for data in found)

    def inspections(self) -> tuple[str, ...]:
        """The ids of the inspections in this home."""
        files = self._refreshed().files
        return tuple(sorted(Path(path).stem for path in files if path.startswith("bases/")))

    def base_path(self, inspection: str) -> Path:
        """Where an inspection's encrypted file lies."""
        return self.home / "bases" / f"{inspection}.db"

    def create_base(self, inspection: str) -> FileKey:
        """A key for a new inspection's file; the file is made when it is opened by this vault."""
        self._begun.add(inspection)
        return self.files.new(f"bases/{inspection}.db")

    def has_begun(self, inspection: str) -> bool:
        """Whether an inspection's file may be made by this vault, because it is a new one."""
        return inspection in self._begun

    def base_key(self, inspection: str) -> FileKey:
        """The key of an inspection's file.

        Raises:
            InspectorError: `unknown-inspection`.
        """
        key = self._refreshed().files.get(f"bases/{inspection}.db")
        if key is None:
            raise InspectorError(
                "unknown-inspection",
                "This home holds no inspection of that id.",
                kept="Nothing was changed.",
                next_step="See `inspector inspection list`.",
            )
        return key

    def drop_inspection(self, inspection: str, frames: Iterable[str]) -> None:
        """Destroys everything of an inspection and its frames: all keys first, then files.

        Raises:
            InspectorError: `busy` when a file is in use; its key is gone, and it is tried again.
        """
        self.files.destroy(*self._paths_of_all(inspection, frames))

    def holds_nothing_at_all_of(self, inspection: str, frames: Iterable[str]) -> bool:
        """Whether neither a key nor a file of an inspection or its frames is left here."""
        return not self._paths_of_all(inspection, frames)

    def _paths_of_all(self, inspection: str, frames: Iterable[str]) -> tuple[str, ...]:
        """Where something of an inspection lies, copies of its file included."""
        keyed = {path for path in self._refreshed().files if inspection in path}
        lying = {
            each.relative_to(self.home).as_posix()
            for each in self.home.rglob(f"*{inspection}*")
            if each.is_file()
        }
        of_frames = {path for frame in frames for path in self.frames.places(frame)}
        return tuple(sorted(keyed | lying | of_frames))

    def has_memory(self, name: str) -> bool:
        """Whether `open_memory` has made a file of that name before."""
        return f"memory/{name}.db" in self._refreshed().files

    def open_memory(self, name: str) -> Engine:
        """An encrypted file for what this home remembers across inspections, made at first use."""
        path = f"memory/{name}.db"
        key = self._refreshed().files.get(path) or self.files.new(path)
        return open_database(self.home / path, key)

    def add_server(self, server: Server) -> None:
        """Remembers where this device is enrolled; a new address of a known server replaces it."""
        self._save(
            lambda secrets: replace(
                secrets,
                servers=(*(s for s in secrets.servers if s.server != server.server), server),
            )
        )

    def accept_invitation(self, invitation: Invitation) -> None:
        """Remembers an invitation until its inspection opens."""
        entry = {invitation.inspection: invitation.to_bytes()}
        self._save(lambda s: replace(s, invitations={**s.invitations, **entry}))

    def forget_invitation(self, inspection: str) -> None:
        """Drops an invitation whose inspection has opened."""
        self._save(lambda s: replace(s, invitations=without(s.invitations, inspection)))

    def change_passphrase(self, old: str, new: str, *, kdf: KdfChoice = "calibrated") -> None:
        """Wraps the root key under another passphrase; nothing else is touched.

        Raises:
            InspectorError: `weak-passphrase` or `wrong-passphrase`.
        """
        check_passphrase(new)
        with system_in_words(), exclusive(self.home / "lock"):
            keystore = read_keystore(self.home, old)
            settings = choose_settings(kdf, self.randomness)
            wrapped = wrap_root(keystore.root, new, settings, self.randomness)
            self._keystore = replace(keystore, kdf=settings, wrapped=wrapped)
            write_keystore(self.home, self._keystore, self.randomness)

    def kdf_for_another(self) -> KdfSettings:
        """Settings for a passphrase of a file that leaves: as hard to guess as this home's own.

        They were fitted to this laptop when the home's passphrase was set; only the salt is new.
        """
        return replace(self._keystore.kdf, salt=self.randomness(16))

    def _refreshed(self) -> Secrets:
        """What the keystore holds now; another process of this home may have added to it."""
        self._keystore = reread_keystore(self.home, self._keystore)
        return self._keystore.secrets

    def _save(self, edit: Callable[[Secrets], Secrets]) -> None:
        """Applies an edit to the secrets on disk, as another process may have left them."""
        with system_in_words(), exclusive(self.home / "lock"):
            current = reread_keystore(self.home, self._keystore)
            self._keystore = replace(current, secrets=edit(current.secrets))
            write_keystore(self.home, self._keystore, self.randomness)
