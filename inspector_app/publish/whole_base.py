"""The whole base as documented JSON: every change that counts, so that nobody is locked in.

    {"changes": [{"authors": [{"member", "roles", "rules"}], "body": <change>, "id"}], "digest",
     "format": "inspector-base/1", "head", "inspection", "parts": {name: {"salt", "text"}},
     "records": {type: [{…}]}, "sha256", "team": [signed records], "unjudged", "vector",
     "withheld": [name of a part]}

It is canonical JSON. `changes` and `parts` are enough to make the state digest again; `records` is
the same once more as tables, for reading. `sha256` is that of the canonical document without it.
An answer sealed in a judgement meeting is a commitment here until it has been opened; seed and
tickets of a draw are withheld, by the names of their parts, until its sample is complete.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias, TypeVar

from sqlalchemy import Connection
from sqlmodel import Session, select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.change_log import Author, allowed_places
from inspector_app.evidence_base.digest import digest_of, state_digest
from inspector_app.evidence_base.entry_log import tips
from inspector_app.evidence_base.registers import Applicable, current_writes
from inspector_app.evidence_base.team_log import stored_records
from inspector_app.sampling.sealed_draws import SEALED_FIELDS, sealed_records
from schemas.canonical import Json, MalformedError, decode, encode, is_number
from schemas.changes import Change, Part, PartName, Write, change_id
from schemas.feeds import vector_json
from schemas.fields import ElementRow
from schemas.identifiers import require_hex
from schemas.permissions import RULES
from schemas.records import RECORD_TYPES
from schemas.team import TeamChain
from schemas.team_records import SignedRecord

__all__ = ["FORMAT", "check_export", "whole_base"]

FORMAT = "inspector-base/1"

_Value = TypeVar("_Value")

_Encoded: TypeAlias = dict[str, bytes]
"""The members of the document, each encoded on its own: joined once, held once."""


def whole_base(base: EvidenceBase) -> bytes:
    """Everything that counts at this moment, with the digest that it adds up to.

    Unsealed work is sealed first, so that the digest covers it. All is read in one state, whatever
    is saved meanwhile.
    """
    base.seal()
    with base.reading() as session:
        connection = session.connection()
        chain = TeamChain(base.inspection, stored_records(connection))
        vector = tips(connection)
        digest, unjudged = state_digest(connection, chain, vector)
        # Asked while this state is held: a draw made later is not in it.
        sealed = sealed_records(base)
        names, withheld = set[str](), set[str]()
        members = {
            "changes": _listed(_changes(connection, names, withheld, sealed)),
            "digest": encode(digest),
            "format": encode(FORMAT),
            "head": encode(chain.head.record),
            "inspection": encode(base.inspection),
            "parts": _parts(connection, names - chain.erased_parts - withheld),
            "records": _records(session, sealed),
            "team": encode([record.as_json() for record in chain.records]),
            "unjudged": encode(unjudged),
            "vector": encode(vector_json(vector)),
            "withheld": encode(sorted(withheld)),
        }
    members["sha256"] = encode(hashlib.sha256(_document(members)).hexdigest())
    return _document(members)


def _changes(
    connection: Connection, names: set[str], withheld: set[str], sealed: Collection[str]
) -> Iterable[bytes]:
    """Every change that counts, in the order of its clocks, with all as whose it counts.

    Args:
        connection: to read.
        names: takes the names of the parts that they hold.
        withheld: takes the names of those that must not leave yet.
        sealed: ids of the records whose sealed fields must not.
    """
    authors: dict[int, set[tuple[str, str, int]]] = {}
    for number, member, roles, rules in connection.exec_driver_sql(
        "SELECT c.change, e.member, e.roles, e.rules FROM entry_change c"
        " JOIN entry e ON e.number = c.entry WHERE e.counts AND e.had"
    ):
        authors.setdefault(number, set()).add((member, roles, rules))
    for number, name, body in connection.exec_driver_sql(
        "SELECT number, id, body FROM change ORDER BY milliseconds, counter, id"
    ):
        if number in authors:
            change = Change.from_bytes(body)
            names.update(change.part_names())
            withheld.update(_sealed_parts(w for w in change.writes if w.record in sealed))
            whose: list[Json] = [
                {"member": member, "roles": roles.split(), "rules": rules}
                for member, roles, rules in sorted(authors[number])
            ]
            yield _document({"authors": encode(whose), "body": body, "id": encode(name)})


def _parts(connection: Connection, wanted: Collection[str]) -> bytes:
    """The texts of these changes; what nobody vouches for stays behind."""
    rows = connection.exec_driver_sql("SELECT name, salt, text FROM part")
    return _document(
        {
            name: encode({"salt": salt.hex(), "text": text})
            for name, salt, text in rows
            if name in wanted
        }
    )


def _sealed_parts(writes: Iterable[Write]) -> Iterator[str]:
    """Names of the parts in fields that are sealed while a draw is."""
    for write in writes:
        if write.field in SEALED_FIELDS.get(write.type, ()) and isinstance(write.value, PartName):
            yield write.value.name


def _records(session: Session, sealed: Collection[str]) -> bytes:
    keyed: dict[str, dict[str, dict[str, Json]]] = {}
    for row in session.exec(select(ElementRow)):
        keyed.setdefault(row.record, {}).setdefault(row.field, {})[row.key] = row.value
    tables = {}
    for name, kind in RECORD_TYPES.items():
        items = sorted(session.exec(select(kind)), key=lambda item: item.id)
        tables[name] = _listed(
            encode({**_plain(item.model_dump()), **keyed.get(item.id, {}), **hidden})
            for item in items
            for hidden in (_hidden(name) if item.id in sealed else {},)
        )
    return _document(tables)


def _hidden(kind: str) -> dict[str, Json]:
    return dict.fromkeys(SEALED_FIELDS.get(kind, ()))


def _plain(row: Mapping[str, Json]) -> dict[str, Json]:
    """A row without what only orders it."""
    return {name: value for name, value in row.items() if name != "created_order"}


def _document(members: _Encoded) -> bytes:
    """The canonical object with these members."""
    return b"{" + b",".join(encode(name) + b":" + members[name] for name in sorted(members)) + b"}"


def _listed(items: Iterable[bytes]) -> bytes:
    return b"[" + b",".join(items) + b"]"


# --- checking -----------------------------------------------------------------------------------


def check_export(data: bytes) -> tuple[str, ...]:
    """What is wrong with an export, each in one line; nothing where it all adds up.

    The digest is made again from the changes, each change's and text's name from its content, the
    head from the signed team records. An export tells what a base held, not who wrote it: the
    entries that authors sign are sealed and stay in the base.

    Raises:
        InspectorError: `not-an-export`.
    """
    try:
        value = decode(data)
    except MalformedError:
        value = None
    if isinstance(value, dict) and value.get("format") == FORMAT:
        try:
            return tuple(_problems(value))
        except MalformedError:
            return ("the export is damaged: something in it is not what its format says",)
    # Damage may have hit the very marks that make it readable.
    if encode(FORMAT) in data or b'"changes":[{"authors":[' in data[:32]:
        return ("the export is damaged: it cannot be read as its format says",)
    raise InspectorError(
        "not-an-export",
        "That file is not an export of a whole base.",
        kept="Nothing was changed.",
        next_step="Name a file that `inspector export json` wrote, or none to check this home.",
    )


def _problems(document: Mapping[str, Json]) -> Iterator[str]:
    if document.get("sha256") != _own_sha256(document):
        yield "the file is not as it was written: its SHA-256 is another"
    found: list[str] = []
    names: set[str] = set()
    sealable: set[str] = set()
    registers = current_writes(_read_changes(document, found, names, sealable))
    yield from found
    unjudged = document.get("unjudged")
    if not is_number(unjudged):
        raise MalformedError("an export that does not say what could not be judged")
    if unjudged:
        yield f"{unjudged:,} entries had not arrived or opened when it was made: it has no digest"
    elif digest_of(registers) != document.get("digest"):
        yield "the digest does not follow from the changes"
    chain = _chain(document)
    if not chain.path or chain.head.record != document.get("head"):
        yield "the team's records do not lead to the head that is named"
    withheld = {_typed(name, str) for name in _typed(document.get("withheld", []), list)}
    if beyond := len(withheld - sealable):
        yield f"{beyond:,} texts are withheld that are no part of a sealed draw"
    yield from _text_problems(document, names - chain.erased_parts - withheld)


def _read_changes(
    document: Mapping[str, Json], problems: list[str], names: set[str], sealable: set[str]
) -> Iterator[Applicable]:
    """The changes one by one; notes what is wrong with them and the texts that they name."""
    for number, item in enumerate(_typed(document.get("changes"), list), start=1):
        parsed = _typed(item, dict)
        body = encode(parsed.get("body"))
        name = change_id(body)
        if name != parsed.get("id"):
            problems.append(f"change {number}: it is not the one that its id names")
        change = Change.from_bytes(body)
        names.update(change.part_names())
        sealable.update(_sealed_parts(change.writes))
        authors = [_author(author) for author in _typed(parsed.get("authors"), list)]
        yield Applicable(number, name, change, allowed_places(change, authors))


def _author(value: Json) -> Author:
    author = _typed(value, dict)
    rules = author.get("rules")
    if not is_number(rules) or rules > RULES:
        raise MalformedError("rules that this program does not know")
    roles = [_typed(role, str) for role in _typed(author.get("roles"), list)]
    return require_hex(author.get("member"), 16, "member"), frozenset(roles), rules


def _chain(document: Mapping[str, Json]) -> TeamChain:
    inspection = require_hex(document.get("inspection"), 32, "inspection")
    records = _typed(document.get("team"), list)
    return TeamChain(inspection, [SignedRecord.from_json(record) for record in records])


def _text_problems(document: Mapping[str, Json], named: set[str]) -> Iterator[str]:
    parts = _typed(document.get("parts"), dict)
    for name, item in parts.items():
        part = _typed(item, dict)
        salt = bytes.fromhex(require_hex(part.get("salt"), 16, "salt"))
        if Part(salt, _typed(part.get("text"), str)).name != name:
            yield f"part {name}: its text does not hash to its name"
    missing = len(named - parts.keys())
    if missing:
        yield f"{missing:,} texts that the changes name are not there"


def _typed(value: Json, kind: type[_Value]) -> _Value:
    if not isinstance(value, kind):
        raise MalformedError("a value of another kind")
    return value


def _own_sha256(document: Mapping[str, Json]) -> str:
    """What a document's `sha256` must be."""
    rest = {name: value for name, value in document.items() if name != "sha256"}
    return hashlib.sha256(encode(rest)).hexdigest()
