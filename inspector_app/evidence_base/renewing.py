"""A new key for an inspection's file: written anew under it, checked with it and the old one.

Whoever got hold of an old key, by a backup of the keystore and its passphrase, reads nothing that
is written afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import zip_longest
from pathlib import Path
from typing import Any

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.layout import FORMAT
from inspector_app.vault.sqlcipher import FileKey, connect
from inspector_app.vault.trouble import in_words
from inspector_app.vault.vault import Vault

__all__ = ["renew_key"]


def renew_key(vault: Vault, inspection: str) -> None:
    """Writes the file of an inspection anew under a new key, and destroys the old file and key.

    Alone with the home. Cut off at any point, either the old file is in its place or the new one,
    whole, with its key.

    Raises:
        InspectorError: `unknown-inspection`; `busy` while the home is open elsewhere;
            `disk-full`, `damaged-file`, `missing-file` and the like. Then the old file and its key
            stand.
    """
    with vault.use.alone():
        # What keeps it shut keeps its key: the driver by itself makes a file that is gone anew, and
        # leaves out what stands behind a damaged save.
        EvidenceBase(vault, inspection).close()
        old, path = vault.base_key(inspection), vault.base_path(inspection)
        fresh, key = vault.bases.begin_new(inspection)
        try:
            with in_words(), closing(connect(path, old, newest=FORMAT)) as file:
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
                _write(file, fresh, key)
                _check(file, fresh, key)
            _check_shut(fresh, old)
        except BaseException:
            vault.bases.drop_new(inspection)
            raise
        vault.bases.replace(inspection)


def _write(file: Any, fresh: Path, key: FileKey) -> None:
    file.execute("ATTACH DATABASE ? AS fresh KEY ?", (str(fresh), key.spelt()))
    file.execute("PRAGMA fresh.synchronous = FULL")
    file.execute("SELECT sqlcipher_export('fresh')").fetchall()
    ((version,),) = file.execute("PRAGMA main.user_version").fetchall()
    file.execute(f"PRAGMA fresh.user_version = {int(version)}")
    file.execute("DETACH DATABASE fresh")


def _check(file: Any, fresh: Path, key: FileKey) -> None:
    """Opens with the new key, every page whole and every row what it is in the old file."""
    with closing(connect(fresh, key, read_only=True, newest=FORMAT)) as written:
        shown = _shown(written)
        wrong = written.execute("PRAGMA cipher_integrity_check").fetchall()
        if wrong or shown != _shown(file):
            raise _not_the_same()
        for table, of_virtual in shown:
            if of_virtual:
                continue
            for ours, theirs in zip_longest(_rows(file, table), _rows(written, table)):
                if ours != theirs:
                    raise _not_the_same()


def _check_shut(fresh: Path, old: FileKey) -> None:
    """The old key does not open the new file."""
    try:
        connect(fresh, old, read_only=True, newest=FORMAT).close()
    except InspectorError as error:
        if error.code == "damaged-file":
            return
        raise
    raise _not_the_same()


def _shown(file: Any) -> list[tuple[str, bool]]:
    """The tables, and whether each is an index that shows others' rows."""
    rows = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [(name, sql.upper().startswith("CREATE VIRTUAL")) for name, sql in rows.fetchall()]


def _rows(file: Any, table: str) -> Iterator[object]:
    # In the order in which they lie, which is that in which they were written anew.
    yield from file.execute(f'SELECT * FROM "{table}"')  # noqa: S608


def _not_the_same() -> InspectorError:
    return InspectorError(
        "key-not-renewed",
        "The file under the new key was not the same as the old one, so it was thrown away.",
        kept="The old file and its key stand; nothing was lost.",
        next_step="Check the disk, then do it again.",
    )
