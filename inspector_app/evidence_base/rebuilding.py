"""Making registers and tables again: of some records when what counts changed, or all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from inspector_app.collection import without_collection
from inspector_app.evidence_base.change_log import (
    Author,
    applicable,
    changes_touching,
    records_written,
    set_setting,
    setting,
    stored_change,
)
from inspector_app.evidence_base.layout import (
    create_projections,
    drop_projections,
    projection_version,
)
from inspector_app.evidence_base.projector import project, project_new
from inspector_app.evidence_base.register_rows import Texts, texts_of
from inspector_app.evidence_base.registers import (
    Applicable,
    apply,
    forget,
    known_records,
    note_touched,
)
from inspector_app.evidence_base.statements import run
from schemas.changes import Change

__all__ = ["apply_changes", "rebuild", "replay", "replay_if_outdated"]

_Item = TypeVar("_Item")

_WIDE = -64 * 1024
"""SQLite's page cache while everything is made again, in KiB with the sign that says so."""

_AT_ONCE = 1000
"""Changes replayed, or records projected, at once."""


def apply_changes(
    connection: Connection, changes: dict[int, Change], own: Author | None, texts: Texts
) -> tuple[list[Applicable], frozenset[str]]:
    """Applies changes that are new here and projects the records that they write to.

    Records that nobody had written to before are projected from what is in hand; what changes touch
    that do not count is remembered.

    Args:
        connection: in the transaction that stored them.
        changes: by number.
        own: how our own unsealed changes count.
        texts: what the parts that the changes name say, where they are here.

    Returns:
        The changes that count, and the records they write to.
    """
    written = {write.record for change in changes.values() for write in change.writes}
    known = known_records(connection, written)
    items = applicable(connection, list(changes), own, changes)
    records = apply(connection, items)
    for number in changes.keys() - {item.number for item in items}:
        note_touched(connection, number, changes[number])
    project_new(connection, items, written - known, texts)
    project(connection, records & known, texts.erased)
    return items, records


def rebuild(
    connection: Connection,
    changes: Collection[int],
    own: Author | None,
    erased: Collection[str],
) -> frozenset[str]:
    """Makes the registers and rows again of every record that these changes write to.

    Called when the changes count otherwise than they did.

    Returns:
        The records that were made again.
    """
    records = records_written(connection, changes)
    if not records:
        return records
    forget(connection, records)
    numbers = changes_touching(connection, records)
    # A change may write to records that need no rebuilding; applying it again there is harmless.
    everything = records | apply(connection, applicable(connection, numbers, own))
    project(connection, everything, erased)
    return everything


def replay_if_outdated(connection: Connection, own: Author | None, erased: Collection[str]) -> bool:
    """Makes every table again if another version of this program made them; says whether it did.

    What a newer program wrote was kept unread: here it comes to light once we know it.
    """
    version = projection_version()
    if setting(connection, "projection") == version:
        return False
    if run(connection, "SELECT 1 FROM change LIMIT 1"):
        replay(connection, own, erased)
    set_setting(connection, "projection", version)
    return True


def replay(connection: Connection, own: Author | None, erased: Collection[str]) -> None:
    """Throws away everything that is derived from the log, and makes it again."""
    with without_collection(), _wide_cache(connection):
        _replay(connection, own, erased)


@contextmanager
def _wide_cache(connection: Connection) -> Iterator[None]:
    """Keeps decrypted pages at hand: a replay looks at nearly all of them, some many times."""
    before = run(connection, "PRAGMA cache_size")[0][0]
    run(connection, f"PRAGMA cache_size = {_WIDE}")
    try:
        yield
    finally:
        run(connection, f"PRAGMA cache_size = {int(before)}")


def _replay(connection: Connection, own: Author | None, erased: Collection[str]) -> None:
    drop_projections(connection)
    create_projections(connection)
    numbers = [row[0] for row in run(connection, "SELECT number FROM change ORDER BY number")]
    for some in _batches(numbers):
        rows = run(
            connection,
            "SELECT number, body FROM change WHERE number BETWEEN ? AND ?",
            (some[0], some[-1]),
        )
        changes = {number: stored_change(body) for number, body in rows}
        values = (write.value for change in changes.values() for write in change.writes)
        apply_changes(connection, changes, own, texts_of(connection, values, erased))


def _batches(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
