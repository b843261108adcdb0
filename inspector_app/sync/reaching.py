"""The way to a server, step by step: its name, a connection, TLS and the certificate it shows."""

from __future__ import annotations

import hashlib
import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from inspector_app.errors import InspectorError
from inspector_app.sync.steps import STEP_SECONDS, Look
from inspector_app.sync.transport import COMPARE, address_of, not_trusted, trusting
from schemas.team_records import Server

__all__ = ["reach"]


def reach(look: Look, server: Server) -> ssl.SSLContext | None:
    """Goes as far as TLS; returns what to speak to the server with, None for plain HTTP.

    Raises:
        InspectorError: what is in the way.
    """
    look.begin("name")
    host, port, secure = address_of(server.url, server.certificate)
    addresses = _found(host, port)
    look.well(f"{host} is found.")
    look.begin("connection")
    with closing(_connected(addresses, port)) as connection:
        look.well(f"Something answers at port {port}.")
        look.begin("tls")
        if not secure:
            look.well("On this machine no TLS is needed.")
            return None
        shown = _shown(connection, host)
    context = _trusted(shown, server.certificate)
    with closing(_connected(addresses, port)) as connection:
        _speak(context, connection, host)
    look.well(
        "TLS 1.3, and the certificate that the team knows."
        if server.certificate
        else "TLS 1.3, and a public certificate for that name."
    )
    return context


@dataclass(frozen=True)
class _Address:
    family: socket.AddressFamily
    kind: socket.SocketKind
    protocol: int
    address: tuple[Any, ...]


def _found(host: str, port: int) -> list[_Address]:
    try:
        found = socket.getaddrinfo(host, port, proto=socket.IPPROTO_TCP)
    except (OSError, ValueError):
        raise _away(
            f"The name {host} is not found.",
            "Check the network, or whether this name is known there only; ask who runs the server.",
        ) from None
    return [_Address(each[0], each[1], each[2], each[4]) for each in found]


def _connected(addresses: list[_Address], port: int) -> socket.socket:
    """A connection to the first address that takes one."""
    refused = False
    for each in addresses:
        connection = socket.socket(each.family, each.kind, each.protocol)
        connection.settimeout(STEP_SECONDS)
        try:
            connection.connect(each.address)
        except OSError as error:
            connection.close()
            refused = refused or isinstance(error, ConnectionRefusedError)
        else:
            return connection
    if refused:
        raise _away(
            f"The machine is there, but nothing answers at port {port}.",
            "The server is not started, or answers at another port: ask who runs it.",
        )
    raise _away(
        "No answer from that address.",
        "Another network, a firewall in between, or the machine is off: ask who runs the server.",
    )


def _shown(connection: socket.socket, host: str) -> bytes:
    """The certificate that is shown, whatever it is."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return _speak(context, connection, host)


def _trusted(shown: bytes, pinned: str | None) -> ssl.SSLContext:
    if pinned is None:
        return trusting(None)
    if hashlib.sha256(shown).hexdigest() != pinned:
        raise InspectorError(
            "wrong-server",
            "The certificate is not the one that the team knows: another server answers there, or"
            " somebody stands in between.",
            kept="Nothing was sent to it.",
            next_step=COMPARE,
        )
    return trusting(shown)


def _speak(context: ssl.SSLContext, connection: socket.socket, host: str) -> bytes:
    """Shakes hands; returns the certificate that was shown."""
    try:
        with context.wrap_socket(connection, server_hostname=host) as secured:
            return secured.getpeercert(True) or b""
    except ssl.SSLCertVerificationError as error:
        raise not_trusted(error) from None
    except (OSError, ValueError):
        raise _away(
            "What answers there does not speak TLS 1.3.",
            "A proxy may stand in between, or it is no Inspector server: ask who runs it.",
        ) from None


def _away(said: str, next_step: str) -> InspectorError:
    return InspectorError(
        "server-away",
        said,
        kept="Everything is saved on this laptop; nothing was lost.",
        next_step=next_step,
    )
