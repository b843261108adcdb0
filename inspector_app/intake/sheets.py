"""Opens a file of any kind that arrives as sheets of rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.intake.cells import Cell
from inspector_app.intake.limits import (
    FILE_BYTES_MOST,
    ROWS_MOST,
    RefusedFileError,
    Survey,
    damaged,
    encrypted,
    too_large,
)
from inspector_app.intake.survey_ods import survey_ods
from inspector_app.intake.survey_xls import survey_xls
from inspector_app.intake.survey_xlsx import survey_xlsx
from inspector_app.intake.survey_zip import ZippedParts

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

__all__ = ["Sheet", "open_sheets"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAMPLE = 64 * 1024
_CSV_CELL_MOST = 128 * 1024
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows` gives (row number from 1, cells from column A) once, `total` counts them.

    `total` is 0 where the number of rows is not known beforehand.
    """

    name: str
    total: int
    rows: Iterator[tuple[int, list[Cell]]]


def open_sheets(path: Path) -> Iterator[Sheet]:
    """The sheets of a file, in its order; each is to be read before the next is asked for.

    The kind of file is told from its first bytes, not from its name.

    Raises:
        RefusedFileError: not there, of no known kind, too large, encrypted, empty or damaged.
    """
    start, size = _start_of(path)
    if not size:
        raise RefusedFileError("empty-file", "The file is empty: nothing stands in it.")
    if size > FILE_BYTES_MOST:
        raise too_large(f"it has {size // 1024**2:,} MiB")
    if start.startswith(_ZIP):
        parts = ZippedParts(path)
        if "xl/workbook.xml" in parts:
            return _workbook_sheets(path, survey_xlsx(parts))
        if "content.xml" in parts:
            return _workbook_sheets(path, survey_ods(parts))
        raise _unsupported()
    if start.startswith(_COMPOUND):
        return _workbook_sheets(path, survey_xls(path))
    return iter((_csv_sheet(path, start),))


def _start_of(path: Path) -> tuple[bytes, int]:
    try:
        with path.open("rb") as file:
            return file.read(_SAMPLE), path.stat().st_size
    except FileNotFoundError:
        raise RefusedFileError("file-not-found", "There is no file of this name.") from None
    except IsADirectoryError:
        raise RefusedFileError("unsupported-type", "This is a folder, not a file.") from None
    except OSError as error:
        message = f"The file could not be opened: {error.strerror}."
        raise RefusedFileError("file-not-readable", message) from None


def _unsupported() -> RefusedFileError:
    return RefusedFileError(
        "unsupported-type",
        "The file is no spreadsheet that can be read. Save the lists as .xlsx, .xls, .ods or CSV.",
    )


@contextmanager
def _reader_errors() -> Iterator[None]:
    """Whatever the reader proper cannot cope with becomes a refusal."""
    from python_calamine import CalamineError, PasswordError

    try:
        yield
    except PasswordError:
        raise encrypted() from None
    except (CalamineError, OSError, ValueError, OverflowError, MemoryError) as error:
        raise damaged("its content cannot be read") from error
    except BaseException as error:
        # A Rust library that panics raises a class of its own, which derives from BaseException
        # and cannot be imported.
        if type(error).__name__ == "PanicException":
            raise damaged("its content cannot be read") from error
        raise


def _workbook_sheets(path: Path, survey: Survey) -> Iterator[Sheet]:
    from python_calamine import CalamineWorkbook

    with _reader_errors(), path.open("rb") as file:
        # From an open file the kind is told by content: a renamed workbook is read too.
        book = CalamineWorkbook.from_filelike(file)
        names = book.sheet_names
    for name in names:
        yield _workbook_sheet(book, name, survey.errors.get(name, {}))


def _workbook_sheet(
    book: CalamineWorkbook, name: str, errors: Mapping[tuple[int, int], str]
) -> Sheet:
    with _reader_errors():
        sheet = book.get_sheet_by_name(name)
        left = sheet.start[1] if sheet.start else 0
        total = sheet.end[0] + 1 if sheet.end else 0
    failed: dict[int, dict[int, str]] = {}
    for (row, column), text in errors.items():
        failed.setdefault(row, {})[column] = text

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        with _reader_errors():
            if not left and not failed:
                yield from enumerate(sheet.iter_rows(), start=1)
                return
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                row: list[Cell] = [""] * left + cells if left else cells
                for column, text in failed.get(number - 1, {}).items():
                    row += [""] * (column + 1 - len(row))
                    row[column] = text
                yield number, row

    return Sheet(name, total, rows())


def _csv_sheet(path: Path, start: bytes) -> Sheet:
    encoding = _encoding(path, start)
    text = start.decode(encoding, "ignore")
    if not text.strip():
        raise RefusedFileError("empty-file", "The file is empty: nothing stands in it.")
    first = [line for line in text.splitlines() if line.strip()][:5]
    delimiter = max(_DELIMITERS, key=lambda sign: max(line.count(sign) for line in first))

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        csv.field_size_limit(_CSV_CELL_MOST)
        # Five bytes mean nothing in cp1252; a name with one of them is still a row.
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            try:
                for number, cells in enumerate(csv.reader(file, delimiter=delimiter), start=1):
                    if number > ROWS_MOST:
                        raise too_large("it has more than 299,999 rows")
                    yield number, list(cells)
            except csv.Error as error:
                raise damaged("a line cannot be read") from error

    return Sheet(path.stem, 0, rows())


def _encoding(path: Path, start: bytes) -> str:
    """UTF-8 where the whole file is, UTF-16 where it says so, else what Windows calls ANSI."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in start or start.lstrip().startswith((b"%PDF", b"<")):
        raise _unsupported()
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(_SAMPLE):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"
