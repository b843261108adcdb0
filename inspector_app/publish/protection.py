"""How what leaves is protected: Office files by their own encryption, others in an envelope.

An envelope is canonical JSON {"kdf", "kind", "name", "sealed", "v"}: Argon2id from the passphrase,
AES-256-GCM over the content, the settings and the name as associated data.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.vault.passphrase import KdfSettings, check_passphrase
from schemas.canonical import MalformedError, decode, encode
from schemas.epochs import WrapError, open_sealed, seal_with
from schemas.identifiers import Randomness
from schemas.signing import from_base64, to_base64

__all__ = ["Envelope", "is_envelope", "protect_office", "protect_other", "read_envelope"]

_KIND = "inspector-envelope"
_START = b'{"kdf":{'
_OFFICE_LONGEST = 255
"""Characters that Office takes as a password (MS-OFFCRYPTO §2.3.4.11)."""


def protect_office(data: bytes, passphrase: str) -> bytes:
    """A Word or Excel file that Office and LibreOffice open with the passphrase only.

    Everything happens in memory: nothing unprotected touches the disk.

    Raises:
        InspectorError: `weak-passphrase` or `long-passphrase`.
    """
    from msoffcrypto.format.ooxml import OOXMLFile

    check_passphrase(passphrase)
    if len(passphrase) > _OFFICE_LONGEST:
        raise InspectorError(
            "long-passphrase",
            f"Office takes no passphrase of more than {_OFFICE_LONGEST} characters.",
            kept="Nothing was written.",
            next_step="Use a shorter one; six random words are enough.",
        )
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(passphrase, out)
    return out.getvalue()


def protect_other(
    data: bytes, name: str, passphrase: str, kdf: KdfSettings, randomness: Randomness
) -> bytes:
    """An envelope around any other file, opened by `inspector open`.

    Args:
        data: the file.
        name: of the file.
        passphrase: that will open it.
        kdf: how hard the passphrase is to guess; the salt is used for this file only.
        randomness: draws the nonce.

    Raises:
        InspectorError: `weak-passphrase`.
    """
    check_passphrase(passphrase)
    sealed = seal_with(kdf.derive(passphrase), data, _bound(kdf, name), randomness)
    return encode(
        {"kdf": kdf.as_json(), "kind": _KIND, "name": name, "sealed": to_base64(sealed), "v": 1}
    )


@dataclass(frozen=True, repr=False)
class Envelope:
    """A protected file, shut.

    Args:
        kdf: how its key is derived.
        name: of the file inside, without folders; believed only once it opened.
        sealed: the file.
    """

    kdf: KdfSettings
    name: str
    sealed: bytes

    def opened(self, passphrase: str) -> bytes:
        """What it holds.

        Raises:
            InspectorError: `wrong-passphrase`.
        """
        key = self.kdf.derive(passphrase)
        try:
            return open_sealed(key, self.sealed, _bound(self.kdf, self.name))
        except WrapError:
            raise InspectorError(
                "wrong-passphrase",
                "That passphrase does not open the file, or it was damaged.",
                kept="Nothing was written.",
                next_step="Ask whoever sent it.",
            ) from None


def is_envelope(data: bytes) -> bool:
    """Whether a file begins as an envelope does: enough to know what to ask for."""
    return data.startswith(_START)


def read_envelope(data: bytes) -> Envelope:
    """Reads an envelope without opening it, so that nobody is asked for a passphrase in vain.

    Raises:
        InspectorError: `not-an-envelope`.
    """
    try:
        value = decode(data) if is_envelope(data) else None
        if not isinstance(value, dict) or value.get("kind") != _KIND or value.get("v") != 1:
            raise MalformedError("not an envelope")
        kdf, name = KdfSettings.from_json(value.get("kdf")), value.get("name")
        if not isinstance(name, str) or not _plain(name):
            raise MalformedError("a name that is not one of a file")
        return Envelope(kdf, name, from_base64(value.get("sealed")))
    except MalformedError:
        raise InspectorError(
            "not-an-envelope",
            "That file is not one that Inspector protected, or it was damaged.",
            kept="Nothing was written.",
            next_step="Word and Excel files are opened by Office or LibreOffice.",
        ) from None


def _plain(name: str) -> bool:
    """Whether a name is that of a file on any system, and not a way to another folder."""
    return name.isprintable() and name.strip(". ") != "" and not set(name) & set('/\\:*?"<>|')


def _bound(kdf: KdfSettings, name: str) -> bytes:
    return kdf.to_bytes() + name.encode()
