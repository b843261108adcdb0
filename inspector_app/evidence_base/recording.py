"""One save, within its transaction: checked, stored, applied, projected, searchable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.change_log import insert_change, insert_parts, read_hlc
from inspector_app.evidence_base.projector import project, project_new
from inspector_app.evidence_base.register_rows import Texts
from inspector_app.evidence_base.registers import Applicable, apply, known_records
from inspector_app.evidence_base.statements import listed, run
from inspector_app.evidence_base.writing import (
    NewWrite,
    check_writes,
    moment_now,
    next_hlc,
    prepared,
)
from inspector_app.vault.vault import Vault
from schemas.changes import LARGEST_CHANGE, Change, Part, Write, change_id, write_id
from schemas.team_records import Seat

__all__ = ["Author", "Recorded", "record_writes"]


@dataclass(frozen=True)
class Recorded:
    """What a save did.

    Args:
        change: id of the change.
        writes: ids of its writes, in the order given.
        conflicts: fields that now hold several values, with their records.
    """

    change: str
    writes: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Author:
    """Who saves, and by which rules: our seat at the head of the team chain."""

    seat: Seat
    rules: int
    erased: frozenset[str]


def record_writes(
    connection: Connection,
    vault: Vault,
    author: Author,
    writes: Sequence[NewWrite],
    draft: str | None = None,
) -> tuple[Recorded, frozenset[str]]:
    """Saves writes as one change.

    Args:
        connection: in a transaction that ends when this returns or raises.
        vault: for device, clock and randomness.
        author: who saves.
        writes: what.
        draft: id of the draft that is saved by this, and wiped with it.

    Returns:
        What it did, and the records it wrote to.

    Raises:
        InspectorError: when anything in it is refused.
    """
    seat = author.seat
    check_writes(writes, rules=author.rules, member=seat.member, roles=seat.roles)
    done, parts = prepared(writes, vault.randomness)
    known = known_records(connection, {write.record for write in done})
    _refuse_withdrawn(connection, [write for write in writes if write.record in known])
    change = _change(connection, vault, done)
    body = change.to_bytes()
    _refuse_too_large(body, parts)
    name = change_id(body)
    number = insert_change(connection, name, body, change, seat.member)
    if number is None:
        # The same instant, the same words, the same salt: only a broken clock with broken dice.
        raise _refused("saved-before", "This very save was made before.", "Look at the record.")
    insert_parts(connection, parts)
    if draft is not None:
        run(connection, "DELETE FROM draft WHERE id = ?", (draft,))
    item = Applicable(number, name, change, frozenset(range(len(done))), seat.member)
    records = apply(connection, [item], fresh=True)
    texts = Texts({part.name: part.text for part in parts}, author.erased)
    project_new(connection, [item], records - known, texts)
    clashes: tuple[tuple[str, str], ...] = ()
    if known:
        project(connection, records & known, author.erased)
        clashes = _conflicts_among(connection, done)
    ids = tuple(write_id(name, place) for place in range(len(done)))
    return Recorded(name, ids, clashes), records


def _change(connection: Connection, vault: Vault, writes: list[Write]) -> Change:
    at = moment_now(vault.clock)
    now = int(vault.clock().timestamp() * 1000)
    hlc = next_hlc(read_hlc(connection, vault.device.id), now)
    return Change(vault.device.id, at, hlc, tuple(writes))


def _refuse_too_large(body: bytes, parts: Iterable[Part]) -> None:
    if len(body) + sum(len(part.to_bytes()) for part in parts) > LARGEST_CHANGE:
        raise _refused("too-long", "This save is larger than 6 MiB.", "Split it into several.")


def _refuse_withdrawn(connection: Connection, writes: Collection[NewWrite]) -> None:
    """A withdrawn record is restored before it is edited or created again."""
    restored = {(w.record, w.type) for w in writes if w.field == "withdrawn"}
    for record, kind in {(w.record, w.type) for w in writes} - restored:
        values = run(
            connection,
            "SELECT value FROM current WHERE record = ? AND type = ? AND field = 'withdrawn'",
            (record, kind),
        )
        if values and all(row[0] != "null" for row in values):
            raise _refused(
                "withdrawn", "That record was withdrawn.", "Restore it first, then edit it."
            )


def _conflicts_among(
    connection: Connection, writes: Iterable[Write]
) -> tuple[tuple[str, str], ...]:
    written = {(write.record, write.type, write.field): None for write in writes}
    rows = run(
        connection,
        "SELECT record, type, field FROM conflict WHERE record IN (SELECT value FROM json_each(?))",
        listed({record for record, _, _ in written}),
    )
    found = set(rows)
    return tuple((record, name) for record, kind, name in written if (record, kind, name) in found)


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    kept = "Nothing of this save was written; what you typed is still in its draft."
    return InspectorError(code, message, kept=kept, next_step=next_step)
