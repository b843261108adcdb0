"""How a server is reached: TLS 1.3 with a pinned certificate, or loopback without."""

from __future__ import annotations

import hashlib
import ipaddress
import ssl
from urllib.parse import urlsplit

import httpx

from inspector_app.errors import InspectorError
from inspector_app.sync.patience import Patience, PatientTransport

__all__ = [
    "COMPARE",
    "address_of",
    "not_trusted",
    "open_http",
    "seen_certificate",
    "server_away",
    "server_faulty",
    "trouble",
    "trusting",
    "wrong_server",
]

COMPARE = "Tell the lead inspector; compare the certificate that the server prints."
"""What to do when a certificate is not the right one."""

_TOO_EARLY, _TOO_LATE, _OTHER_NAME, _OTHER_ADDRESS = 9, 10, 62, 64
"""OpenSSL's numbers for what is wrong with a certificate."""

_TIMEOUT = httpx.Timeout(30.0, connect=10.0)


def open_http(
    url: str,
    certificate: str | None,
    patience: Patience,
    transport: httpx.BaseTransport | None = None,
) -> httpx.Client:
    """An HTTP client for one server. It follows no redirection and asks for nothing compressed.

    Args:
        url: `https://host[:port]`, or `http://` on this machine only.
        certificate: SHA-256 of the certificate to insist on; None for a public one.
        patience: how long a question and its answer may take.
        transport: another way to carry requests, such as the server in this process.

    Raises:
        InspectorError: `plain-http`, `wrong-server` or `server-away`.
    """
    carrier = transport or PatientTransport(patience, _context(url, certificate))
    try:
        return httpx.Client(
            base_url=f"{url.rstrip('/')}/v1/",
            transport=carrier,
            timeout=_TIMEOUT,
            headers={"Accept-Encoding": "identity"},
            follow_redirects=False,
            trust_env=False,
        )
    except httpx.InvalidURL:
        raise _no_address() from None


def address_of(url: str, certificate: str | None) -> tuple[str, int, bool]:
    """Host, port, and whether TLS is spoken: plain HTTP stays on this machine and bears no pin.

    Raises:
        InspectorError: `plain-http`.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_address() from None
    if parts.scheme == "http" and _is_loopback(host) and certificate is None:
        return host, port or 80, False
    if parts.scheme != "https" or not host:
        raise _no_address()
    return host, port or 443, True


def trusting(certificate: bytes | None) -> ssl.SSLContext:
    """TLS 1.3 with exactly this certificate (DER), or with any public one for the right name."""
    if certificate is None:
        context = ssl.create_default_context()
    else:
        context = ssl.create_default_context(cadata=certificate)
        # The pinned certificate is trusted by itself, whoever issued it.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        # The pin says who it is; the name in a certificate made in a team room says nothing.
        context.check_hostname = False
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def _no_address() -> InspectorError:
    return InspectorError(
        "plain-http",
        "A server beyond this machine, or one with a certificate, is reached by https only.",
        kept="Nothing was sent.",
        next_step="Use the https address that the server prints when it starts.",
    )


def server_away() -> InspectorError:
    """The refusal when nobody answers."""
    return InspectorError(
        "server-away",
        "The server does not answer.",
        kept="Everything is saved on this laptop; nothing was lost.",
        next_step="Go on working; sync again later, or exchange a bundle file.",
    )


def server_faulty() -> InspectorError:
    """The refusal when what answers does not keep to the contract."""
    return InspectorError(
        "server-faulty",
        "What the server answered is not what Inspector asked for.",
        kept="Everything is saved on this laptop; nothing was lost.",
        next_step="Tell whoever looks after the server; exchange a bundle file until then.",
    )


def wrong_server() -> InspectorError:
    """The refusal when somebody else answers."""
    return InspectorError(
        "wrong-server",
        "Another server answers at that address: its identity is not the one this team uses.",
        kept="Nothing was sent to it.",
        next_step=COMPARE,
    )


def not_trusted(error: ssl.SSLCertVerificationError) -> InspectorError:
    """The refusal when the certificate that is shown is not good."""
    said, next_step = {
        _TOO_EARLY: (
            "The certificate is not yet good, by this laptop's clock.",
            "Check date and time of this laptop first.",
        ),
        _TOO_LATE: (
            "The certificate has run out, by this laptop's clock.",
            "Check date and time of this laptop; then ask who runs the server for a new one.",
        ),
        _OTHER_NAME: ("The certificate is for another name.", COMPARE),
        _OTHER_ADDRESS: ("The certificate is for another address.", COMPARE),
    }.get(
        error.verify_code, ("The certificate is signed by nobody whom this laptop trusts.", COMPARE)
    )
    return InspectorError("wrong-server", said, kept="Nothing was sent to it.", next_step=next_step)


def trouble(error: BaseException) -> InspectorError:
    """The refusal when a connection did not work: nobody is there, or the certificate no good."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return not_trusted(cause)
        cause = cause.__cause__ or cause.__context__
    return server_away()


def seen_certificate(response: httpx.Response) -> str | None:
    """SHA-256 of the certificate that a response came under; None without TLS."""
    stream = response.extensions.get("network_stream")
    tls = None if stream is None else stream.get_extra_info("ssl_object")
    data = None if tls is None else tls.getpeercert(True)
    return None if data is None else hashlib.sha256(data).hexdigest()


def _context(url: str, certificate: str | None) -> ssl.SSLContext | None:
    """TLS for an address, once what answers there shows the certificate that is pinned."""
    host, port, secure = address_of(url, certificate)
    if not secure:
        return None
    if certificate is None:
        return trusting(None)
    try:
        pem = ssl.get_server_certificate((host, port), timeout=10.0)
    except (OSError, ValueError):
        raise server_away() from None
    shown = ssl.PEM_cert_to_DER_cert(pem)
    if hashlib.sha256(shown).hexdigest() != certificate:
        raise wrong_server()
    return trusting(shown)


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
