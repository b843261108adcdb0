"""A copy of what an inspection's file holds and nothing else does, beside it, every working day.

It has the log, unsealed changes with their parts, drafts and sealed answers, and a key of its own;
what is derived is left out. It is written in one go from one consistent state; saves go on
meanwhile.
"""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.layout import FORMAT
from inspector_app.evidence_base.statements import run
from inspector_app.vault.base_files import erased_meanwhile
from inspector_app.vault.sqlcipher import connect
from inspector_app.vault.trouble import in_words, system_in_words

__all__ = ["COPIED", "copy_if_due", "copy_is_due", "keep_copy"]

COPIED = (
    "setting",
    "team_record",
    "entry_bytes",
    "entry_part",
    "change",
    "part",
    "draft",
    "answer",
    "invitation",
)
"""The tables that cannot be made again from others."""

_MOST = 2
"""Copies kept: should the newest have been made of a file that was already wrong."""

_DAY = timedelta(hours=20)
_FIRST = timedelta(hours=4)
"""A base has its first copy after half a working day, and then one a day."""


def copy_is_due(base: EvidenceBase) -> bool:
    """Whether it is time for a copy.

    A clock that was put back by more than a day makes it time, too.
    """
    now = base.vault.clock()
    copies = base.vault.bases.copies(base.inspection)
    if copies:
        return all(abs(now - each) > _DAY for each in copies)
    with base.reading() as session:
        rows = run(session.connection(), "SELECT milliseconds FROM change ORDER BY number LIMIT 1")
    return bool(rows) and abs(now - datetime.fromtimestamp(rows[0][0] / 1000, UTC)) > _FIRST


def copy_if_due(base: EvidenceBase) -> bool:
    """Makes a copy if it is time for one; says whether it did.

    Raises:
        InspectorError: as `keep_copy`.
    """
    if not copy_is_due(base):
        return False
    try:
        keep_copy(base)
    except InspectorError as error:
        # Another window makes it; or what was erased meanwhile stood in it, and it is due again.
        if error.code not in ("busy", "copy-dropped"):
            raise
        return False
    return True


def keep_copy(base: EvidenceBase) -> datetime:
    """Makes a copy now and destroys all but the newest two.

    Returns:
        When it was made, which is what it is known by.

    Raises:
        InspectorError: `busy` while another is being made, `copy-dropped` when something was erased
            meanwhile, `disk-full`, `read-only`, `damaged-file` and the like: then there is no new
            copy.
    """
    bases, inspection = base.vault.bases, base.inspection
    with bases.copying():
        erased = base.team.chain.erased_parts
        try:
            with in_words(), system_in_words():
                _write(base)
            now = base.vault.clock()
            bases.keep_copy(inspection, now, _MOST)
        except BaseException:
            bases.drop_begun_copy(inspection)
            raise
        if base.team.chain.erased_parts != erased:
            # It may have been kept just after older ones were destroyed for that erasure.
            bases.drop_beside(inspection)
            raise erased_meanwhile()
    return now


def _write(base: EvidenceBase) -> None:
    path, key = base.vault.bases.begin_copy(base.inspection)
    own = base.vault.base_path(base.inspection), base.vault.base_key(base.inspection)
    with closing(connect(*own, newest=FORMAT)) as file:
        # Names of files and keys go to the driver as values, never into a statement.
        file.execute("ATTACH DATABASE ? AS copy KEY ?", (str(path), key.spelt()))
        file.execute("PRAGMA copy.journal_mode = DELETE")
        file.execute("PRAGMA copy.synchronous = FULL")
        file.execute("BEGIN")
        for table in COPIED:
            file.execute(f"CREATE TABLE copy.{table} AS SELECT * FROM main.{table}")  # noqa: S608
        file.execute("COMMIT")
