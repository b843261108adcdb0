"""A server with a certificate that an authority gave it, which laptops trust for its name."""

from __future__ import annotations

import ipaddress
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from inspector_app.errors import InspectorError
from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop, Watch


class Authority:
    """Gives certificates for this machine; a laptop trusts it as it trusts the public ones."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "authority.pem"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority")])
        builder = self._builder(self._name, self._key.public_key())
        own = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        self.file.write_bytes(own.sign(self._key, SHA256()).public_bytes(Encoding.PEM))

    def certify(self, path: Path, address: str = "127.0.0.1") -> str:
        """Writes a new certificate with its key; returns the path."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A server")])
        names = [x509.IPAddress(ipaddress.ip_address(address))]
        builder = self._builder(name, key.public_key())
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        path.write_bytes(
            builder.sign(self._key, SHA256()).public_bytes(Encoding.PEM)
            + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        return str(path)

    def _builder(self, name: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=60))
        )


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


def serving(folder: Path, clock: Watch, certificate: str) -> EmbeddedServer:
    return EmbeddedServer(folder, clock, os.urandom, certificate=certificate)


def test_a_renewed_certificate_is_trusted_and_another_server_with_one_is_not(
    authority: Authority, ann: Laptop, clock: Watch, tmp_path: Path
) -> None:
    device, pem = ann.base.vault.device, tmp_path / "server.pem"
    with serving(tmp_path / "one", clock, authority.certify(pem)) as server:
        first = ServerClient(device, server.url)
        first.enrol(server.enrolment_code())
        known = first.known_as()
        first.close()
        assert known.certificate is None
        ann.note("Before it was renewed.")
        before = server.certificate_sha256
    authority.certify(pem)
    with serving(tmp_path / "one", clock, str(pem)) as server:
        assert server.certificate_sha256 != before
        client = ServerClient(device, server.url, known.certificate, known.server)
        report = exchange(ann.base, client)
        client.close()
        assert report.sent > 0
    with serving(tmp_path / "two", clock, str(pem)) as other:
        client = ServerClient(device, other.url, known.certificate, known.server)
        with pytest.raises(InspectorError) as refused:
            exchange(ann.base, client)
        client.close()
        assert refused.value.code == "wrong-server"


def test_a_certificate_that_was_asked_for_by_its_hash_stays_pinned(
    authority: Authority, ann: Laptop, clock: Watch, tmp_path: Path
) -> None:
    device, pem = ann.base.vault.device, tmp_path / "server.pem"
    with serving(tmp_path / "one", clock, authority.certify(pem)) as server:
        first = ServerClient(device, server.url, server.certificate_sha256)
        known = first.known_as()
        first.close()
        assert known.certificate == server.certificate_sha256
    authority.certify(pem)
    with serving(tmp_path / "one", clock, str(pem)) as server:
        with pytest.raises(InspectorError) as refused:
            ServerClient(device, server.url, known.certificate, known.server).hello()
        assert refused.value.code == "wrong-server"


@pytest.mark.parametrize(
    ("flaw", "said"),
    [
        ("another address", "for another address"),
        ("nobody's", "signed by nobody whom this laptop trusts"),
        ("a certificate of its own", "signed by nobody whom this laptop trusts"),
    ],
)
def test_without_a_hash_only_a_certificate_for_that_name_by_a_trusted_authority_is_taken(
    authority: Authority, ann: Laptop, clock: Watch, tmp_path: Path, flaw: str, said: str
) -> None:
    pem = tmp_path / "server.pem"
    if flaw == "a certificate of its own":
        certificate = "auto"
    elif flaw == "nobody's":
        (tmp_path / "other").mkdir()
        certificate = Authority(tmp_path / "other").certify(pem)
    else:
        certificate = authority.certify(pem, "192.0.2.1")
    with serving(tmp_path / "one", clock, certificate) as server:
        client = ServerClient(ann.base.vault.device, server.url)
        with pytest.raises(InspectorError) as refused:
            client.hello()
        client.close()
        assert refused.value.code == "wrong-server"
        assert said in refused.value.message
