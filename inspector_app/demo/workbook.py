"""Writes the authority's lists as it would send them: a workbook and a workforce list."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.demo.authority import Authority
from inspector_app.demo.authority_lists import list_rows
from inspector_app.demo.workbook_dialect import Dialect, load_dialect
from inspector_app.demo.workbook_manifest import SheetManifest, WorkbookManifest
from inspector_app.demo.workbook_oddities import ErrorCell, Formula, Sheet, plant

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["WORKFORCE_COLUMNS", "write_workbook", "write_workforce"]

WORKFORCE_COLUMNS = (
    "Worker",
    "Team",
    "Supervisor",
    "Role",
    "Agency or permanent",
    "Newly qualified",
    "Length of service",
)

_FRONT = {
    "Front_Sheet": (
        "Annex A - Child level data",
        "Lists 1 - 11",
        "",
        "This spreadsheet provides child-level data for the inspection of {name}.",
        "The lists were drawn from the case management system on {on}.",
        "Please contact the performance team about anything that is not clear.",
    ),
    "FAQ_and_changes": (
        "Question",
        "Should the codes include the letter and bracket? Yes, ideally.",
        "What if a child is not yet born? Enter -1 as the age.",
    ),
    "Guidance": ("List number and title", "All lists: see the published guidance."),
    "Codes_used": ("Gender", "a) Male", "b) Female", "c) Not stated/recorded", "d) Neither"),
}
_WIDTH = 16


def write_workbook(
    authority: Authority, path: Path, *, dialect: Dialect | None = None
) -> WorkbookManifest:
    """Writes the eleven lists as `.xlsx`; the same authority and dialect give the same bytes.

    Args:
        authority: whose lists.
        path: where to; an existing file is replaced.
        dialect: how it is laid out; as real authorities send it if not said.

    Returns:
        Where what stands, and every oddity that was planted.

    Raises:
        OSError: the file cannot be written.
        DemoDataError: the shipped dialects were changed and are wrong.
    """
    # Imported here: only the demo writes this workbook, and start-up should not pay for it.
    from xlsxwriter import Workbook

    layout = dialect or load_dialect("as-sent")
    sheets, oddities = plant(authority, list_rows(authority), layout)
    with Workbook(str(path)) as book:
        book.set_properties({"created": datetime.combine(authority.on, time(9))})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        title = book.add_format({"bold": True, "align": "center"})
        for name in layout.front:
            _front(book, name, authority)
        for sheet in sheets:
            _sheet(book, sheet, day, title, authority.on)
    return WorkbookManifest(tuple(_manifest(sheet) for sheet in sheets), oddities)


def write_workforce(authority: Authority, path: Path) -> None:
    """Writes the workers as a CSV file (UTF-8 with a mark, as a spreadsheet saves it).

    One row per worker with the columns `WORKFORCE_COLUMNS`; the worker is named as on the lists.

    Raises:
        OSError: the file cannot be written.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(WORKFORCE_COLUMNS)
        for worker in authority.workers:
            writer.writerow(
                (
                    worker.name,
                    worker.team.name,
                    worker.supervisor,
                    worker.role,
                    "Agency" if worker.agency else "Permanent",
                    "Yes" if worker.newly_qualified else "No",
                    worker.service,
                )
            )


def _front(book: Workbook, name: str, authority: Authority) -> None:
    sheet = book.add_worksheet(name)
    for row, line in enumerate(_FRONT.get(name, (name,))):
        sheet.write_string(
            row, 0, line.format(name=authority.name, on=authority.on.strftime("%d/%m/%Y"))
        )


def _sheet(book: Workbook, sheet: Sheet, day: Format, title: Format, on: date) -> None:
    """A title over merged cells where the headings are not in the first row, then headings."""
    page = book.add_worksheet(sheet.layout.sheet)
    spec, layout = sheet.spec, sheet.layout
    last = len(spec.columns) - 1
    page.set_column(0, last, _WIDTH)
    if layout.header_row > 1:
        page.merge_range(0, 0, 0, last, f"List {spec.number}: {spec.title}", title)
    if layout.header_row > 2:
        page.write_string(1, 0, f"Data as at {on.strftime('%d/%m/%Y')}")
    for at, column in enumerate(spec.columns):
        page.write_string(layout.header_row - 1, at, layout.headers.get(column.name, column.name))
    for number, row in enumerate(sheet.grid, layout.header_row):
        for at, cell in enumerate(row):
            _cell(page, number, at, cell, day)


def _cell(page: Worksheet, row: int, at: int, cell: object, day: Format) -> None:
    if cell is None:
        return
    if isinstance(cell, date):
        page.write_datetime(row, at, cell, day)
    elif isinstance(cell, Formula):
        serial = (cell.value - date(1899, 12, 30)).days
        page.write_formula(row, at, cell.text, day, serial)
    elif isinstance(cell, ErrorCell):
        page.write_formula(row, at, "=NA()", None, "#N/A")
    elif isinstance(cell, int | float):
        page.write_number(row, at, cell)
    else:
        page.write_string(row, at, str(cell))


def _manifest(sheet: Sheet) -> SheetManifest:
    return SheetManifest(
        sheet.spec.number,
        sheet.layout.sheet,
        sheet.layout.header_row,
        sum(any(cell is not None for cell in row) for row in sheet.grid),
        sheet.layout.dates,
        sheet.layout.codes,
    )
