"""Whether what arrived is a frame that every reader can read: types, counts, references.

A copy is made by a colleague's program, whatever it is. What does not fit is no copy of the lists,
and is found before it takes their place rather than by a screen later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

from pydantic import ValidationError
from sqlalchemy import Connection, func, inspect
from sqlmodel import SQLModel, col, select

from inspector_app.errors import InspectorError
from inspector_app.intake.frame_tables import (
    SEPARATOR,
    FrameAbout,
    FrameFile,
    FrameFlag,
    FrameList,
    FrameRow,
    FrameSheet,
    FrameUsed,
)
from inspector_app.intake.frame_writing import FORMAT
from inspector_app.intake.mapping import ListMapping
from inspector_app.intake.models import WorkforceJoin
from schemas.annex_a import load_annex_a
from schemas.canonical import MalformedError
from schemas.frame_copies import Table, Value
from schemas.identifiers import is_hex

__all__ = ["check_frame", "check_tables", "row_check"]

_TABLES: dict[str, type[SQLModel]] = {
    str(each.__tablename__): each
    for each in (FrameAbout, FrameFile, FrameFlag, FrameList, FrameRow, FrameSheet, FrameUsed)
}
_OPTIONAL = frozenset({"frame_used"})
"""Tables that frames of an earlier version have not."""

_CLEAN = frozenset({("frame_row", name) for name in ("identifier", "day", "text")}) | {
    ("frame_list", "columns"),
    ("frame_flag", "code"),
    ("frame_flag", "column"),
}
"""Text from which the import takes everything that does not print; U+001F stands between values."""

_CODE = re.compile(r"[a-z][a-z0-9-]*\Z")
_READ = {"mapping": ListMapping.from_text, "workforce": WorkforceJoin.from_text}

_BAD_ROWS = """
SELECT 1 FROM frame_row AS r
LEFT JOIN frame_list AS l ON l.list = r.list
LEFT JOIN frame_sheet AS s ON s.position = r.sheet
WHERE l.list IS NULL OR s.list IS NOT r.list
  OR r.position < l.first OR r.position >= l.first + l.rows
  OR (r.identifier = '') IS NOT (r.rank = 0)
  OR length(r.text) - length(replace(r.text, char(31), ''))
    <> length(l.columns) - length(replace(l.columns, char(31), ''))
LIMIT 1
"""
"""A row outside its list or sheet, without a rank, or with more or fewer values than its list."""

_SAME_UNITS = """
SELECT 1 FROM frame_row WHERE rank > 0 GROUP BY identifier, list, day, rank HAVING count(*) > 1
LIMIT 1
"""


def check_tables(parts: Sequence[Table]) -> None:
    """Checks which tables a copy has, and in which order.

    Raises:
        InspectorError: `needs-newer` when it has tables or columns that this program does not know.
        MalformedError: when one is missing, or one stands twice.
    """
    for part in parts:
        known = _TABLES.get(part.name)
        if known is None or not set(part.columns) <= set(known.model_fields):
            raise _needs_newer()
        if len(part.columns) != len(known.model_fields):
            raise MalformedError("not the columns of its table")
    names = [part.name for part in parts]
    if names != sorted(set(names)) or not set(names) >= _TABLES.keys() - _OPTIONAL:
        raise MalformedError("not the tables of a frame")


def row_check(part: Table) -> Callable[[Sequence[Value]], None]:
    """What checks each row of a table, which raises MalformedError: kinds of values, clean text."""
    fields = _TABLES[part.name].model_fields
    kinds = [fields[name].annotation for name in part.columns]
    clean = [at for at, name in enumerate(part.columns) if (part.name, name) in _CLEAN]

    def check(row: Sequence[Value]) -> None:
        for kind, value in zip(kinds, row, strict=True):
            if type(value) is not kind or (isinstance(value, int) and value < 0):
                raise MalformedError("a value of another kind")
        for at in clean:
            text = str(row[at])
            if not text.isprintable() and not text.replace(SEPARATOR, "").isprintable():
                raise MalformedError("text that no import keeps")

    return check


def check_frame(connection: Connection) -> tuple[str, int]:
    """Checks all tables of a frame that was written, against each other.

    Returns:
        The SHA-256 of the imported files and the number of rows, as the frame has them.

    Raises:
        InspectorError: `needs-newer` when a newer program froze it.
        MalformedError: when a reader could not read it.
    """
    sha256, rows = _check_about(connection)
    _check_lists(connection, rows)
    _check_sheets_and_flags(connection)
    for bad in (_BAD_ROWS, _SAME_UNITS):
        _require(connection.exec_driver_sql(bad).first() is None)
    for (day,) in connection.execute(select(FrameRow.day).distinct()):
        _require(day == "" or _is_day(day))
    if inspect(connection).has_table("frame_used"):
        for name, text in connection.execute(select(FrameUsed.name, FrameUsed.text)):
            _check_used(name, text)
    return sha256, rows


def _check_about(connection: Connection) -> tuple[str, int]:
    found = connection.execute(
        select(FrameAbout.format, FrameAbout.sha256, FrameAbout.imported_at, FrameAbout.rows)
    ).all()
    _require(len(found) == 1)
    version, sha256, imported_at, rows = found[0]
    if version > FORMAT:
        raise _needs_newer()
    _require(version == FORMAT and is_hex(sha256, 32) and _is_moment(imported_at))
    last = func.coalesce(func.max(FrameRow.position), -1)
    count, end = connection.execute(select(func.count(), last).select_from(FrameRow)).one()
    # Positions are different: so these are all of them, from 0 on.
    _require(count == rows == end + 1)
    return sha256, rows


def _check_lists(connection: Connection, rows: int) -> None:
    known = {spec.number for spec in load_annex_a().lists}
    wanted = select(FrameList.list, FrameList.first, FrameList.rows, FrameList.columns)
    next_one = 0
    for number, first, of, columns in connection.execute(wanted.order_by(col(FrameList.list))):
        names = columns.split(SEPARATOR)
        _require(number in known and first == next_one)
        _require(all(names) and len(set(names)) == len(names))
        next_one += of
    _require(next_one == rows)


def _check_sheets_and_flags(connection: Connection) -> None:
    known = {spec.number for spec in load_annex_a().lists}
    for table in (FrameSheet.list, FrameFlag.list):
        numbers = set(connection.scalars(select(table).distinct()))
        # 0 is the list of workers, which has flags and no sheet here.
        _require(numbers <= (known if table is FrameSheet.list else known | {0}))
    codes = connection.scalars(select(FrameFlag.code).distinct())
    _require(all(_CODE.match(code) for code in codes))


def _check_used(name: str, text: str) -> None:
    read = _READ.get(name)
    if read is None:
        raise _needs_newer()
    try:
        read(text)
    except (ValidationError, InspectorError, ValueError):
        raise MalformedError("what no import used") from None


def _needs_newer() -> InspectorError:
    """The refusal of what a newer program made."""
    return InspectorError(
        "needs-newer",
        "These lists were imported by a newer Inspector.",
        kept="What was fetched stays here, sealed; nothing else was changed.",
        next_step="Install the newer version and fetch them again.",
    )


def _require(good: bool) -> None:
    if not good:
        raise MalformedError("not what an import writes")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).utcoffset() is not None
    except ValueError:
        return False
