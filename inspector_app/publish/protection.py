"""How what leaves is protected: Office files by their own encryption, others in an envelope.

An envelope is canonical JSON {"kdf", "kind", "name", "sealed", "v"}: Argon2id from the passphrase,
AES-256-GCM over the content, the settings and the name as associated data.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from inspector_app.errors import InspectorError
from inspector_app.vault.passphrase import KdfSettings, check_passphrase, choose_settings
from schemas.canonical import MalformedError, decode, encode
from schemas.epochs import WrapError, open_sealed, seal_with
from schemas.identifiers import Randomness
from schemas.signing import from_base64, to_base64

__all__ = ["Opened", "open_envelope", "protect_office", "protect_other"]

_KIND = "inspector-envelope"


@dataclass(frozen=True, repr=False)
class Opened:
    """What an envelope held."""

    name: str
    data: bytes


def protect_office(data: bytes, passphrase: str) -> bytes:
    """A Word or Excel file that Office and LibreOffice open with the passphrase only.

    Raises:
        InspectorError: `weak-passphrase`.
    """
    from msoffcrypto.format.ooxml import OOXMLFile

    check_passphrase(passphrase)
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(passphrase, out)
    return out.getvalue()


def protect_other(data: bytes, name: str, passphrase: str, randomness: Randomness) -> bytes:
    """An envelope around any other file, opened by `inspector open`.

    Raises:
        InspectorError: `weak-passphrase`.
    """
    check_passphrase(passphrase)
    kdf = choose_settings("calibrated", randomness)
    sealed = seal_with(kdf.derive(passphrase), data, _bound(kdf, name), randomness)
    return encode(
        {"kdf": kdf.as_json(), "kind": _KIND, "name": name, "sealed": to_base64(sealed), "v": 1}
    )


def open_envelope(data: bytes, passphrase: str) -> Opened:
    """What an envelope holds.

    Raises:
        InspectorError: `not-an-envelope` or `wrong-passphrase`.
    """
    try:
        value = decode(data)
        if not isinstance(value, dict) or value.get("kind") != _KIND or value.get("v") != 1:
            raise MalformedError("not an envelope")
        kdf = KdfSettings.from_json(value.get("kdf"))
        name, sealed = str(value.get("name")), from_base64(value.get("sealed"))
    except MalformedError:
        raise InspectorError(
            "not-an-envelope",
            "That file is not one that Inspector protected.",
            kept="Nothing was written.",
            next_step="Word and Excel files are opened by Office or LibreOffice.",
        ) from None
    try:
        return Opened(name, open_sealed(kdf.derive(passphrase), sealed, _bound(kdf, name)))
    except WrapError:
        raise InspectorError(
            "wrong-passphrase",
            "That passphrase does not open the file, or it was damaged.",
            kept="Nothing was written.",
            next_step="Ask whoever sent it.",
        ) from None


def _bound(kdf: KdfSettings, name: str) -> bytes:
    return kdf.to_bytes() + name.encode("utf-8", "replace")
