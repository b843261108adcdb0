"""The whole base as documented JSON: every change that counts, so that nobody is locked in.

    {"format": "inspector-base/1", "inspection", "team": [signed records], "vector", "head",
     "digest", "changes": [{"id", "body": <change>, "authors": [{"member", "roles", "rules"}]}],
     "parts": {name: {"salt", "text"}}, "records": {type: [{…}]}}

`changes` and `parts` are enough to make the state digest again: `check_export` does so without a
key, a home or a server. `records` is the same once more as tables, for reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from sqlmodel import select

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.change_log import allowed_places
from inspector_app.evidence_base.digest import digest_of
from inspector_app.evidence_base.registers import Applicable, current_writes
from schemas.canonical import Json, MalformedError, decode, encode
from schemas.changes import Change, Part, change_id
from schemas.feeds import vector_json
from schemas.fields import ElementRow
from schemas.identifiers import require_hex
from schemas.records import RECORD_TYPES

__all__ = ["FORMAT", "check_export", "whole_base"]

FORMAT = "inspector-base/1"


def whole_base(base: EvidenceBase) -> bytes:
    """Everything that counts at this moment, with the digest that it adds up to.

    Unsealed work is sealed first, so that the digest covers it.
    """
    base.seal()
    vector = base.vector()
    digest, unjudged = base.digest(vector)
    chain = base.team.chain
    with base.reading() as session:
        connection = session.connection()
        document: dict[str, Json] = {
            "changes": _changes(connection),
            "digest": digest,
            "format": FORMAT,
            "head": chain.head.record,
            "inspection": base.inspection,
            "parts": _parts(connection),
            "records": _records(base),
            "team": [record.as_json() for record in chain.records],
            "unjudged": unjudged,
            "vector": vector_json(vector),
        }
    return encode(document)


def check_export(data: bytes) -> tuple[str, ...]:
    """What is wrong with an export; nothing where its digest follows from its changes.

    Raises:
        MalformedError: when it is not an export.
    """
    value = decode(data)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise MalformedError("not an export of a base")
    changes, parts = value.get("changes"), value.get("parts")
    if not isinstance(changes, list) or not isinstance(parts, dict):
        raise MalformedError("an export that lacks something")
    problems: list[str] = []
    applicable = [
        _applicable(number, item, problems) for number, item in enumerate(changes, start=1)
    ]
    if digest_of(current_writes(applicable)) != value.get("digest"):
        problems.append("the digest does not follow from the changes")
    problems.extend(_wrong_parts(parts))
    return tuple(problems)


def _applicable(number: int, item: Json, problems: list[str]) -> Applicable:
    if not isinstance(item, dict):
        raise MalformedError("not a change")
    body = encode(item.get("body"))
    name = change_id(body)
    if name != item.get("id"):
        problems.append(f"change {number} is not the one its id names")
    change = Change.from_bytes(body)
    authors = item.get("authors")
    if not isinstance(authors, list):
        raise MalformedError("a change without its authors")
    found = [_author(author) for author in authors]
    return Applicable(number, name, change, allowed_places(change, found))


def _author(value: Json) -> tuple[str, frozenset[str], int]:
    if not isinstance(value, dict):
        raise MalformedError("not an author")
    member, roles, rules = value.get("member"), value.get("roles"), value.get("rules")
    if not isinstance(roles, list) or not isinstance(rules, int):
        raise MalformedError("not an author")
    return require_hex(member, 16, "member"), frozenset(str(role) for role in roles), rules


def _wrong_parts(parts: Mapping[str, Json]) -> list[str]:
    wrong = []
    for name, item in parts.items():
        if not isinstance(item, dict):
            raise MalformedError("not a part")
        salt = bytes.fromhex(require_hex(item.get("salt"), 16, "salt"))
        if Part(salt, str(item.get("text"))).name != name:
            wrong.append(f"the text of part {name} is not the one its name commits to")
    return wrong


def _changes(connection: Connection) -> list[Json]:
    rows = connection.exec_driver_sql(
        "SELECT h.id, h.body, e.member, e.roles, e.rules FROM change h"
        " JOIN entry_change c ON c.change = h.number JOIN entry e ON e.number = c.entry"
        " WHERE e.counts AND e.had ORDER BY h.milliseconds, h.counter, h.id"
    ).all()
    found: dict[str, dict[str, Json]] = {}
    authors: dict[str, list[Json]] = {}
    for row in rows:
        found[row.id] = {"body": decode(row.body), "id": row.id}
        author: Json = {"member": row.member, "roles": row.roles.split(), "rules": row.rules}
        known = authors.setdefault(row.id, [])
        if author not in known:
            known.append(author)
    return [{**change, "authors": authors[name]} for name, change in found.items()]


def _parts(connection: Connection) -> dict[str, Json]:
    rows = connection.exec_driver_sql("SELECT name, salt, text FROM part ORDER BY name")
    return {row[0]: {"salt": row[1].hex(), "text": row[2]} for row in rows}


def _records(base: EvidenceBase) -> dict[str, Json]:
    tables: dict[str, Json] = {}
    with base.reading() as session:
        keyed: dict[str, dict[str, dict[str, str | None]]] = {}
        for row in session.exec(select(ElementRow)):
            keyed.setdefault(row.record, {}).setdefault(row.field, {})[row.key] = row.value
        for name, kind in RECORD_TYPES.items():
            items = sorted(session.exec(select(kind)), key=lambda item: item.id)
            tables[name] = [
                {**_plain(item.model_dump()), **keyed.get(item.id, {})} for item in items
            ]
    return tables


def _plain(row: dict[str, Any]) -> dict[str, Json]:
    """A row without what only orders it."""
    return {name: value for name, value in row.items() if name != "created_order"}
