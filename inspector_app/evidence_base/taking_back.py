"""Own work that came out of a damaged file or a copy of it, taken back into a new file.

What stands in an entry comes back as an entry. A change of our own that stands in none that is
whole may never have left this laptop: it goes into the outbox again, as when a copy of a home is
put back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import (
    insert_change,
    insert_parts,
    read_hlc,
    set_setting,
    stored_change,
    write_hlc,
)
from inspector_app.evidence_base.erasing import drop_erased, records_showing
from inspector_app.evidence_base.projector import project
from inspector_app.evidence_base.rebuilding import apply_changes
from inspector_app.evidence_base.receiving import MergeReport, Merging
from inspector_app.evidence_base.register_rows import texts_of
from inspector_app.evidence_base.statements import RowOf, run, run_many
from schemas.changes import Change, Part, change_id

__all__ = ["KeptWork", "take_back"]

_LOCAL = ("draft", "answer", "invitation")


@dataclass(frozen=True, repr=False)
class KeptWork:
    """What was read, each proven.

    Args:
        changes: canonical bytes, in the order in which they were made; colleagues' among them.
        parts: typed texts.
        local: rows of what never leaves this laptop, by table.
    """

    changes: tuple[bytes, ...] = ()
    parts: tuple[Part, ...] = ()
    local: Mapping[str, tuple[RowOf, ...]] = field(default_factory=dict)


def take_back(
    connection: Connection, merging: Merging, kept: KeptWork, report: MergeReport
) -> None:
    """Takes back what no entry brought.

    Args:
        connection: in the transaction that merged the entries.
        merging: what the merge knows.
        kept: what was read.
        report: says what became of it.
    """
    erased = merging.team.chain.erased_parts
    names = insert_parts(connection, kept.parts, erased)
    late = records_showing(connection, names)
    project(connection, late, erased)
    changes: dict[int, Change] = {}
    for body in kept.changes:
        change = stored_change(body)
        if change.device == merging.device:
            number = insert_change(connection, change_id(body), body, change)
            if number is not None:
                changes[number] = change
    swept = _take_back_settings(connection, merging.device, kept)
    values = (write.value for change in changes.values() for write in change.writes)
    texts = texts_of(connection, values, erased)
    items, records = apply_changes(connection, changes, merging.own, texts)
    report.changes += len(items)
    report.records |= records | late
    _return_to_outbox(connection, merging.device)
    for table in _LOCAL:
        rows = kept.local.get(table, ())
        marks = ", ".join("?" for _ in rows[0]) if rows else ""
        # Every name is one of our own tables'.
        run_many(connection, f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)  # noqa: S608
    if swept != str(len(erased)):
        # A copy from before an erasure was still there: what it had kept of erased texts goes.
        report.records |= drop_erased(connection, erased, erased)


def _return_to_outbox(connection: Connection, device: str) -> None:
    """Puts into the outbox again what we wrote and what stands in no entry that could be sent.

    An entry of which a part is lost, or one below it, may be nowhere else. What the team holds back
    stays held.
    """
    run(
        connection,
        "UPDATE change SET sealed = 0 WHERE sealed AND device = ? AND NOT EXISTS (SELECT 1 FROM"
        " entry_change c JOIN entry e ON e.number = c.entry WHERE c.change = change.number"
        " AND (e.had OR NOT e.counts))",
        (device,),
    )


def _take_back_settings(connection: Connection, device: str, kept: KeptWork) -> str:
    """The clock never goes back, and what was swept for an erasure stays known; says that."""
    settings: dict[str, str] = dict(kept.local.get("setting", ()))
    milliseconds, _, counter = settings.get("hlc", "0:0").partition(":")
    changes = (stored_change(body) for body in kept.changes)
    own = (change.hlc for change in changes if change.device == device)
    followed = (int(milliseconds), int(counter))
    write_hlc(connection, max([read_hlc(connection, device), followed, *own]))
    swept = settings.get("swept", "0")
    set_setting(connection, "swept", swept)
    return swept
