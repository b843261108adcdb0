"""The keystore file: a root key wrapped by the passphrase, and all other keys sealed under it.

Canonical JSON {"kdf", "sealed", "v", "wrapped"}, written twice, each time whole or not at all, so
that a cut of power or a damaged sector never takes the keys along.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.files import sync_folder
from inspector_app.vault.locks import exclusive
from inspector_app.vault.passphrase import KdfSettings
from inspector_app.vault.sqlcipher import FileKey
from inspector_app.vault.trouble import newer_file
from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.epochs import WrapError, derive, open_sealed, seal_with
from schemas.identifiers import Randomness
from schemas.signing import Card, from_base64, to_base64
from schemas.team_records import Server

__all__ = [
    "Keystore",
    "Secrets",
    "keystore_exists",
    "mend_copy",
    "read_keystore",
    "reread_keystore",
    "wrap_root",
    "write_keystore",
]

_FILES = ("keystore.json", "keystore.copy.json")
_WRAP_INFO = b"inspector/root/1"
_CONTENT_INFO = b"inspector/keystore/1"


@dataclass(frozen=True, repr=False)
class Secrets:
    """What the keystore keeps.

    Args:
        name: of the person, as they gave it.
        sign_seed: Ed25519 private key, 32 bytes.
        mlkem_seed: ML-KEM-768 seed, 64 bytes.
        x25519_seed: X25519 private key, 32 bytes.
        files: key and salt of each SQLCipher file, by its path within the home.
        servers: where this device is enrolled.
        invitations: accepted invitations whose inspections have not opened yet, by inspection.
        escrow: card of the recovery halves for inspections that begin here, if there are any.
    """

    name: str
    sign_seed: bytes
    mlkem_seed: bytes
    x25519_seed: bytes
    files: dict[str, FileKey] = field(default_factory=dict)
    servers: tuple[Server, ...] = ()
    invitations: dict[str, bytes] = field(default_factory=dict)
    escrow: Card | None = None

    def to_bytes(self) -> bytes:
        """The canonical bytes that are sealed."""
        files: dict[str, Json] = {
            path: [key.key.hex(), key.salt.hex()] for path, key in self.files.items()
        }
        invitations: dict[str, Json] = {
            inspection: to_base64(data) for inspection, data in self.invitations.items()
        }
        escrow: dict[str, Json] = {} if self.escrow is None else {"escrow": self.escrow.as_json()}
        return encode(
            {
                **escrow,
                "files": files,
                "invitations": invitations,
                "mlkem": self.mlkem_seed.hex(),
                "name": self.name,
                "servers": [server.as_json() for server in self.servers],
                "sign": self.sign_seed.hex(),
                "v": 1,
                "x25519": self.x25519_seed.hex(),
            }
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> Secrets:
        """Reads what was sealed.

        Raises:
            MalformedError: when it is another version's.
        """
        value = decode(data)
        if not isinstance(value, dict) or value.get("v") != 1:
            raise MalformedError("a keystore of another version")
        files, servers, invitations = value["files"], value["servers"], value["invitations"]
        if (
            not isinstance(files, dict)
            or not isinstance(servers, list)
            or not isinstance(invitations, dict)
        ):
            raise MalformedError("a keystore that lacks something")
        return cls(
            name=str(value["name"]),
            sign_seed=bytes.fromhex(str(value["sign"])),
            mlkem_seed=bytes.fromhex(str(value["mlkem"])),
            x25519_seed=bytes.fromhex(str(value["x25519"])),
            files={path: _file_key(pair) for path, pair in files.items()},
            servers=tuple(Server.from_json(server) for server in servers),
            invitations={name: from_base64(data) for name, data in invitations.items()},
            escrow=Card.from_json(value["escrow"]) if "escrow" in value else None,
        )


@dataclass(frozen=True, repr=False)
class Keystore:
    """An opened keystore: the way the root key is wrapped, the root key, and the secrets."""

    kdf: KdfSettings
    wrapped: bytes
    root: bytes
    secrets: Secrets


def keystore_exists(home: Path) -> bool:
    """Whether either copy is there."""
    return any((home / name).exists() for name in _FILES)


def wrap_root(root: bytes, passphrase: str, kdf: KdfSettings, randomness: Randomness) -> bytes:
    """The root key sealed under the passphrase, bound to the settings that derive it."""
    key = derive(kdf.derive(passphrase), _WRAP_INFO)
    return seal_with(key, root, kdf.to_bytes(), randomness)


def write_keystore(home: Path, keystore: Keystore, randomness: Randomness) -> None:
    """Writes both copies through to the disk, then puts one after the other in place.

    Where there is no room for both, neither is replaced.

    Raises:
        InspectorError: `needs-newer` when a newer Inspector has written one of them meanwhile.
    """
    _refuse_newer(home)
    content = derive(keystore.root, _CONTENT_INFO)
    data = encode(
        {
            "kdf": keystore.kdf.as_json(),
            "sealed": to_base64(
                seal_with(content, keystore.secrets.to_bytes(), _CONTENT_INFO, randomness)
            ),
            "v": 1,
            "wrapped": to_base64(keystore.wrapped),
        }
    )
    _write_all([home / name for name in _FILES], data)


def read_keystore(home: Path, passphrase: str) -> Keystore:
    """Opens the first copy that is whole.

    Raises:
        InspectorError: `no-keystore`, `damaged-keystore`, `wrong-passphrase` or `needs-newer`.
    """
    if not keystore_exists(home):
        raise InspectorError(
            "no-keystore",
            "This data folder has no keystore yet.",
            kept="Nothing was changed.",
            next_step="Run `inspector init --name NAME`, or start `inspector` and follow it.",
        )
    _refuse_newer(home)
    wrong = False
    tried = b""
    for name in _FILES:
        try:
            data = (home / name).read_bytes()
            if data == tried:
                continue
            tried = data
            return _open(data, passphrase)
        except (OSError, MalformedError, KeyError, ValueError):
            continue
        except _WrongPassphraseError:
            wrong = True
    if wrong:
        raise InspectorError(
            "wrong-passphrase",
            "That passphrase does not open this keystore.",
            kept="Nothing was changed; nothing is ever wiped.",
            next_step="Try again. After several wrong ones there is a short wait.",
        )
    raise InspectorError(
        "damaged-keystore",
        "Both copies of the keystore are damaged.",
        kept="The files were left as they are.",
        next_step="Put back a copy of this data folder, or join again as a new device.",
    )


def mend_copy(home: Path, opened: Keystore) -> None:
    """Makes the second file like the first, if it is not and the first is the one that was opened.

    The first is written first: cut off between the two, a changed passphrase would leave the old
    one opening the copy.
    """
    first, second = (home / name for name in _FILES)
    try:
        data = first.read_bytes()
        if second.exists() and second.read_bytes() == data:
            return
        with exclusive(home / "lock"):
            data = first.read_bytes()
            _, wrapped, sealed = _read_outer(data)
            if wrapped == opened.wrapped:
                # A first file with whole settings and damaged keys must not replace a good copy.
                _open_secrets(opened.root, sealed)
                _write_all([second], data)
    except (OSError, MalformedError, KeyError, ValueError):
        # A home that cannot be written, or a first file that is damaged, still opens.
        return


def reread_keystore(home: Path, opened: Keystore) -> Keystore:
    """What the files hold now, opened with the root key one already has.

    Another process of the same home may have added a file's key. Where neither copy can be read,
    what was opened before still stands and the next write mends both.
    """
    for name in _FILES:
        try:
            kdf, wrapped, sealed = _read_outer((home / name).read_bytes())
            return Keystore(kdf, wrapped, opened.root, _open_secrets(opened.root, sealed))
        except (OSError, MalformedError, WrapError, KeyError, ValueError):
            continue
    return opened


class _WrongPassphraseError(Exception):
    """The passphrase does not unwrap the root key."""


def _open(data: bytes, passphrase: str) -> Keystore:
    kdf, wrapped, sealed = _read_outer(data)
    try:
        key = derive(kdf.derive(passphrase), _WRAP_INFO)
        root = open_sealed(key, wrapped, kdf.to_bytes())
    except WrapError:
        raise _WrongPassphraseError from None
    return Keystore(kdf, wrapped, root, _open_secrets(root, sealed))


def _read_outer(data: bytes) -> tuple[KdfSettings, bytes, bytes]:
    value = decode(data)
    if not isinstance(value, dict) or value.get("v") != 1:
        raise MalformedError("a keystore of another version")
    kdf = KdfSettings.from_json(value["kdf"])
    return kdf, from_base64(value["wrapped"]), from_base64(value["sealed"])


def _open_secrets(root: bytes, sealed: bytes) -> Secrets:
    return Secrets.from_bytes(open_sealed(derive(root, _CONTENT_INFO), sealed, _CONTENT_INFO))


def _file_key(pair: Json) -> FileKey:
    if not isinstance(pair, list) or len(pair) != 2:
        raise MalformedError("not a file key")
    return FileKey(bytes.fromhex(str(pair[0])), bytes.fromhex(str(pair[1])))


def _refuse_newer(home: Path) -> None:
    """Leaves a keystore alone that a newer Inspector wrote, in either copy.

    A copy that says so and is otherwise the other one, byte for byte, is only damaged.
    """
    versions: dict[int, list[Json]] = {}
    for name in _FILES:
        try:
            value = decode((home / name).read_bytes())
        except (OSError, MalformedError):
            continue
        if isinstance(value, dict) and is_number(version := value.get("v")):
            versions.setdefault(version, []).append({**value, "v": 1})
    ours = versions.pop(1, [])
    if any(value not in ours for values in versions.values() for value in values):
        raise newer_file("The keystore of this data folder")


def _write_all(paths: Sequence[Path], data: bytes) -> None:
    """Replaces files by ones that are already on the disk."""
    fresh = [path.with_suffix(".new") for path in paths]
    try:
        for each in fresh:
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            with os.fdopen(os.open(each, flags, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
    except OSError:
        for each in fresh:
            each.unlink(missing_ok=True)
        raise
    for each, path in zip(fresh, paths, strict=True):
        each.replace(path)
        sync_folder(path.parent)
