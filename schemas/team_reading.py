"""Reading team records: each kind strictly, so that one sequence of bytes is one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.identifiers import feed_device, require_hex
from schemas.signing import Card, from_base64
from schemas.team_kinds import (
    Admit,
    Dispose,
    Epoch,
    Erase,
    Feeds,
    Genesis,
    Purge,
    Seat,
    Server,
    Servers,
    TeamRecord,
)

__all__ = ["read_record"]

_KEPT = 256
"""Records that are remembered: a chain is read whole each time that it grows."""


@lru_cache(maxsize=_KEPT)
def read_record(body: bytes) -> TeamRecord:
    """Reads a team record.

    Raises:
        MalformedError: when it is not one this version knows.
    """
    value = decode(body)
    if not isinstance(value, dict) or value.get("v") != 1:
        raise MalformedError("a team record of another version")
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in _READERS:
        raise MalformedError("a team record of an unknown kind")
    try:
        record = _READERS[kind](value)
    except (KeyError, TypeError):
        raise MalformedError(f"a team record of kind {kind} that lacks something") from None
    if encode(record.as_json()) != body:
        raise MalformedError(f"a team record of kind {kind} with something else in it")
    return record


def _genesis(value: Mapping[str, Json]) -> Genesis:
    escrow = value["escrow"]
    return Genesis(
        require_hex(value["random"], 32, "random bytes"),
        Card.from_json(value["lead"]),
        None if escrow is None else Card.from_json(escrow),
    )


def _epoch(value: Mapping[str, Json]) -> Epoch:
    rules = value["rules"]
    if not is_number(rules) or rules < 1:
        raise MalformedError("an epoch without its rules")
    wraps = value["wraps"]
    if not isinstance(wraps, dict):
        raise MalformedError("an epoch without its wraps")
    return Epoch(
        *_place(value),
        seats=tuple(_seat(item) for item in _list(value["seats"])),
        rules=rules,
        cutoffs=_feeds(value["cutoffs"]),
        admit=_feeds(value["admit"]),
        commitment=require_hex(value["commitment"], 32, "key commitment"),
        wraps={
            require_hex(device, 32, "device"): from_base64(wrap) for device, wrap in wraps.items()
        },
        earlier=from_base64(value["earlier"]),
    )


def _admit(value: Mapping[str, Json]) -> Admit:
    return Admit(*_place(value), admit=_feeds(value["admit"]))


def _servers(value: Mapping[str, Json]) -> Servers:
    return Servers(
        *_place(value), servers=tuple(Server.from_json(i) for i in _list(value["servers"]))
    )


def _erase(value: Mapping[str, Json]) -> Erase:
    return Erase(
        *_place(value),
        parts=tuple(require_hex(name, 16, "part name") for name in _list(value["parts"])),
        proposer=require_hex(value["proposer"], 32, "device"),
        proposal=from_base64(value["proposal"]),
    )


def _purge(value: Mapping[str, Json]) -> Purge:
    blobs = tuple(require_hex(name, 32, "blob") for name in _list(value["blobs"]))
    return Purge(*_place(value), blobs=blobs)


def _dispose(value: Mapping[str, Json]) -> Dispose:
    return Dispose(*_place(value), vector=_feeds(value["vector"]))


def _place(value: Mapping[str, Json]) -> tuple[str, str]:
    return (
        require_hex(value["prev"], 32, "team record"),
        require_hex(value["by"], 32, "device"),
    )


def _seat(value: Json) -> Seat:
    if not isinstance(value, dict):
        raise MalformedError("not a seat")
    roles = _list(value["roles"])
    if not all(isinstance(role, str) for role in roles):
        raise MalformedError("not a list of roles")
    return Seat(
        Card.from_json(value["card"]),
        require_hex(value["member"], 16, "member"),
        frozenset(str(role) for role in roles),
    )


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise MalformedError("not a list")
    return value


def _feeds(value: Json) -> Feeds:
    if not isinstance(value, dict):
        raise MalformedError("not a list of feeds")
    for feed in value:
        feed_device(feed)
    return {
        feed: tuple(require_hex(entry, 32, "entry id") for entry in _list(entries))
        for feed, entries in value.items()
    }


_READERS: dict[str, Callable[[Mapping[str, Json]], TeamRecord]] = {
    "genesis": _genesis,
    "epoch": _epoch,
    "admit": _admit,
    "servers": _servers,
    "erase": _erase,
    "purge": _purge,
    "dispose": _dispose,
}
