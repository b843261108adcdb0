"""Opens a file of any kind that arrives as sheets of rows."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.intake.book_parts import book_parts, find_book
from inspector_app.intake.cells import Cell
from inspector_app.intake.csv_sheet import csv_rows, unsupported
from inspector_app.intake.limits import (
    MergedRange,
    RefusedFileError,
    Survey,
    damaged,
    encrypted,
)
from inspector_app.intake.opened_file import OpenedFile
from inspector_app.intake.survey_ods import clean_ods, survey_ods
from inspector_app.intake.survey_xls import survey_xls
from inspector_app.intake.survey_xlsx import survey_xlsx
from inspector_app.intake.survey_zip import ZippedParts

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

__all__ = ["Sheet", "open_sheets"]

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Sheet:
    """One sheet: `rows` gives (row number from 1, cells from column A) once, `total` counts them.

    `total` is 0 where the number of rows is not known beforehand. `merged` are the ranges of
    merged cells that reach over several rows; `from_1904`: days are numbered from 1904.
    """

    name: str
    total: int
    rows: Iterator[tuple[int, list[Cell]]]
    merged: Sequence[MergedRange] = ()
    from_1904: bool = False


def open_sheets(file: OpenedFile) -> Iterator[Sheet]:
    """The sheets of a file, in its order; each is to be read before the next is asked for.

    The kind of file is told from its first bytes, not from its name. What the reader proper gets of
    a zipped workbook is put together anew from the parts that were looked through.

    Raises:
        RefusedFileError: of no known kind, too large, encrypted, empty or damaged.
    """
    if file.data.startswith(_ZIP):
        parts = ZippedParts(file.data)
        if book := find_book(parts):
            found = book_parts(parts, book)
            survey = survey_xlsx(parts, found)
            names = [name for name, _ in found.sheets]
            return _workbook_sheets(found.clean(parts, survey.plain), survey, names)
        if "content.xml" in parts:
            return _workbook_sheets(clean_ods(parts), survey_ods(parts))
        if "xl/workbook.bin" in parts:
            raise RefusedFileError(
                "unsupported-type",
                "The file is a binary workbook (.xlsb). Open it in Excel and save it as .xlsx.",
            )
        raise unsupported()
    if file.data.startswith(_COMPOUND):
        return _workbook_sheets(file.data, survey_xls(file.data))
    return iter((Sheet(Path(file.name).stem, 0, csv_rows(file.data)),))


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


def _workbook_sheets(
    data: bytes, survey: Survey, names: Sequence[str] | None = None
) -> Iterator[Sheet]:
    """All sheets, or those of which the names are known: the survey knows them by these."""
    from python_calamine import CalamineWorkbook

    with _reader_errors():
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for name in book.sheet_names if names is None else names:
        yield _workbook_sheet(book, name, survey)


def _workbook_sheet(book: CalamineWorkbook, name: str, survey: Survey) -> Sheet:
    with _reader_errors():
        sheet = book.get_sheet_by_name(name)
        left = sheet.start[1] if sheet.start else 0
        total = sheet.end[0] + 1 if sheet.end else 0
    failed: dict[int, dict[int, str]] = {}
    for (row, column), text in survey.errors.get(name, {}).items():
        failed.setdefault(row, {})[column] = text

    def rows() -> Iterator[tuple[int, list[Cell]]]:
        with _reader_errors():
            if not left and not failed:
                yield from enumerate(sheet.iter_rows(), start=1)
                return
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                row: list[Cell] = [""] * left + cells if left else cells
                yield number, _with_failed(row, failed.pop(number - 1, {}))
            # Rows below the last value, where nothing but failed formulas stands.
            for below in sorted(failed):
                yield below + 1, _with_failed([], failed[below])

    return Sheet(name, total, rows(), survey.merged.get(name, ()), survey.from_1904)


def _with_failed(row: list[Cell], failed: Mapping[int, str]) -> list[Cell]:
    for column, text in failed.items():
        row += [""] * (column + 1 - len(row))
        row[column] = text
    return row
