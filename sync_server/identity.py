"""Who the server is: its key and certificate, in a folder outside the database."""

from __future__ import annotations

import hashlib
import ipaddress
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from schemas.identifiers import Clock, Randomness
from sync_server.errors import ServerError

__all__ = ["ServerIdentity", "open_identity"]

_KEY_FILE = "server-key.pem"
_CERTIFICATE_FILE = "server-certificate.pem"
_LIFE = timedelta(days=3650)
"""The certificate is pinned by its hash: a short life would only break the pins."""


@dataclass(frozen=True, repr=False)
class ServerIdentity:
    """The server's key and what it shows of itself.

    Args:
        key: signs vectors; logins are bound to its public half.
        certificate: PEM file of certificate and key that TLS uses; None for plain HTTP.
        certificate_sha256: of the certificate in DER, 64 hexadecimal digits.
    """

    key: Ed25519PrivateKey
    certificate: Path | None = None
    certificate_sha256: str | None = None

    @property
    def sign_key(self) -> bytes:
        """The Ed25519 public key, 32 bytes."""
        return self.key.public_key().public_bytes_raw()

    @property
    def id(self) -> str:
        """The server's id: SHA-256 of its public key, 64 hexadecimal digits."""
        return hashlib.sha256(self.sign_key).hexdigest()


def open_identity(
    folder: Path, certificate: str | None, host: str, clock: Clock, randomness: Randomness
) -> ServerIdentity:
    """The identity in a folder; what is missing is made there, readable by its owner only.

    Args:
        folder: where the key lies.
        certificate: None for plain HTTP, `auto` for a certificate of its own in the folder, or
            a PEM file with a certificate chain and its key.
        host: named in a certificate that is made here.
        clock: when it begins.
        randomness: draws the server's key.

    Raises:
        ServerError: when a file cannot be read or written or is not what it should be.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = _server_key(folder / _KEY_FILE, randomness)
        if certificate is None:
            return ServerIdentity(key)
        path = Path(certificate).absolute()
        if certificate == "auto":
            path = folder.absolute() / _CERTIFICATE_FILE
            if not path.exists():
                _write_private(path, _own_certificate(host, clock))
        return ServerIdentity(key, path, _fingerprint(path))
    except OSError as error:
        raise _unusable(f"The server's identity cannot be read: {error.strerror}.") from None


def _server_key(path: Path, randomness: Randomness) -> Ed25519PrivateKey:
    if not path.exists():
        key = Ed25519PrivateKey.from_private_bytes(randomness(32))
        _write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return key
    try:
        read = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError:
        raise _unusable("The server's key is damaged.") from None
    if not isinstance(read, Ed25519PrivateKey):
        raise _unusable("The server's key is of another kind.")
    return read


def _own_certificate(host: str, clock: Clock) -> bytes:
    """A self-signed P-256 certificate and its key, in PEM."""
    key = generate_private_key(SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Inspector server")])
    now = clock()
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    return certificate.public_bytes(Encoding.PEM) + key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )


def _names(host: str) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    ]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if host != "localhost" and host.isascii():
            names.append(x509.DNSName(host))
    else:
        if not address.is_unspecified and not address.is_loopback:
            names.append(x509.IPAddress(address))
    return names


def _fingerprint(path: Path) -> str:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).fingerprint(SHA256()).hex()
    except ValueError:
        raise _unusable("The certificate file holds no certificate in PEM form.") from None


def _write_private(path: Path, data: bytes) -> None:
    """Writes a file that only its owner reads, whole or not at all."""
    unfinished = path.with_suffix(".unfinished")
    handle = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _unusable(message: str) -> ServerError:
    return ServerError(
        "identity-not-usable",
        message,
        kept="Nothing was changed.",
        next_step="Check the folder after --identity and the file after --certificate.",
    )
