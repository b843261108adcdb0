"""Reads the authority's files: every list, every row, and everything that is odd."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import chain, islice
from pathlib import Path

from inspector_app.collection import without_collection
from inspector_app.intake.cells import Cell, as_typed, is_blank_row
from inspector_app.intake.checks_across import check_across
from inspector_app.intake.flags import Place, place_on_sheet
from inspector_app.intake.headers import (
    HEADER_ROW_LAST,
    HEADER_ROWS,
    FoundHeader,
    decided_header,
    find_header,
    is_area_send,
)
from inspector_app.intake.limits import RefusedFileError
from inspector_app.intake.lists import ListReader
from inspector_app.intake.mapping import ListMapping
from inspector_app.intake.models import (
    Cancelled,
    Flag,
    Intake,
    IntakeCancelledError,
    Progress,
    ProgressReport,
    ReadList,
    Refusal,
    SourceFile,
)
from inspector_app.intake.opened_file import OpenedFile, open_file, shown_name
from inspector_app.intake.sheets import Sheet, open_sheets
from schemas.annex_a import AnnexA, load_annex_a

__all__ = ["inspect_files"]


def inspect_files(
    paths: Iterable[Path],
    *,
    progress: ProgressReport | None = None,
    cancelled: Cancelled | None = None,
    today: date | None = None,
    mapping: ListMapping | None = None,
) -> Intake:
    """Reads workbooks and CSV files, keeping nothing but what it returns.

    Nothing that can be read is rejected. A file that is none of the lists, is damaged, empty,
    encrypted, too large or of another kind is refused, and the others are read all the same.

    Args:
        paths: files; CSV files hold one list each.
        progress: called after every few thousand rows, from the calling thread.
        cancelled: asked as often; True stops.
        today: dates after it are flagged; None not to ask.
        mapping: what was decided by hand about sheets, headings and values; each use is flagged.

    Raises:
        IntakeCancelledError: `cancelled` said so.
    """
    reader = _FileReader(load_annex_a(), progress, cancelled, today, mapping or ListMapping())
    with without_collection():
        for path in paths:
            reader.read(Path(path))
        return reader.finished()


class _FileReader:
    def __init__(
        self,
        annex: AnnexA,
        progress: ProgressReport | None,
        cancelled: Cancelled | None,
        today: date | None,
        mapping: ListMapping,
    ) -> None:
        self._annex = annex
        self._mapping = mapping
        self._progress = progress
        self._cancelled = cancelled
        self._today = today
        self._lists: list[ReadList] = []
        self._flags: list[Flag] = []
        self._refused: list[Refusal] = []
        self._files: list[SourceFile] = []

    def read(self, path: Path) -> None:
        """One file; it is taken whole or refused whole."""
        name = shown_name(path)
        self._report(name, "", 0, 0)
        lists: list[ReadList] = []
        flags: list[Flag] = []
        try:
            file = open_file(path)
            source = SourceFile.of(file, self._read_sheets(file, lists, flags))
        except RefusedFileError as refused:
            self._refused.append(Refusal(name, refused.code, refused.message))
            return
        self._lists += lists
        self._flags += flags
        self._files.append(source)

    def finished(self) -> Intake:
        """Everything read, in the order of the form, with what shows only across lists."""
        specs = {spec.number: spec for spec in self._annex.lists}
        lists = tuple(sorted(self._lists, key=lambda read: read.list))
        order = {(read.list, read.file, read.sheet): at for at, read in enumerate(lists)}
        flags = (*self._flags, *_repeated_lists(lists), *check_across(lists, specs))
        ordered = sorted(flags, key=lambda f: (order[f.list, f.file, f.sheet], *place_on_sheet(f)))
        refused, files = tuple(self._refused), tuple(self._files)
        return Intake(lists, tuple(ordered), refused, files, self._mapping)

    def _read_sheets(self, file: OpenedFile, lists: list[ReadList], flags: list[Flag]) -> list[str]:
        """Adds the file's lists and flags; gives the names of its other sheets."""
        others: list[str] = []
        area_send = False
        for sheet in open_sheets(file):
            first = list(islice(sheet.rows, HEADER_ROW_LAST))
            cells = [row for _, row in first]
            found = self._header(sheet.name, cells)
            if found is None:
                area_send = area_send or is_area_send(cells)
                if not all(map(is_blank_row, cells)):
                    others.append(sheet.name)
                continue
            number, heading = first[found.position]
            place = Place(found.spec.number, file.name, sheet.name)
            reader = ListReader(
                place, found, heading, number, self._annex, self._today, self._mapping, sheet
            )
            rows = chain(first[found.position + 1 :], sheet.rows)
            reader.read(rows, self._reporter(file.name, sheet))
            read, odd = reader.finished()
            lists.append(read)
            flags += [*odd, *self._told_list(read)]
        if not lists:
            raise _not_the_lists(area_send=area_send, empty=not others)
        return others

    def _header(self, sheet: str, rows: list[list[Cell]]) -> FoundHeader | None:
        decision = self._mapping.sheet(sheet)
        if decision is None:
            return find_header(rows, self._annex, self._mapping)
        return decided_header(rows, self._annex, self._mapping, decision)

    def _told_list(self, read: ReadList) -> tuple[Flag, ...]:
        if self._mapping.sheet(read.sheet) is None:
            return ()
        place = (read.file, read.sheet)
        was = as_typed(read.sheet)
        return (Flag(read.list, read.header_row, "A", "list-mapped", was, read.title, *place),)

    def _reporter(self, file: str, sheet: Sheet) -> Callable[[int], None]:
        return lambda done: self._report(file, sheet.name, done, sheet.total)

    def _report(self, file: str, sheet: str, done: int, total: int) -> None:
        if self._cancelled is not None and self._cancelled():
            raise IntakeCancelledError
        if self._progress is not None:
            self._progress(Progress(file, sheet, done, total))


def _not_the_lists(*, area_send: bool, empty: bool) -> RefusedFileError:
    if area_send:
        return RefusedFileError(
            "area-send-annex-a",
            "These are the lists of an area SEND inspection (they have UPN, SEN need and EHC"
            " plans), not the child-level lists of an ILACS inspection. Ask the authority for its"
            " ILACS Annex A.",
        )
    if empty:
        return RefusedFileError("empty-workbook", "All sheets of the workbook are empty.")
    return RefusedFileError(
        "not-annex-a",
        "None of the eleven child-level lists (Annex A) was found: no sheet has their headings"
        f" among its first {HEADER_ROWS} rows.",
    )


def _repeated_lists(lists: Sequence[ReadList]) -> list[Flag]:
    """Says where a list stands on a second sheet; both are read."""
    first: dict[int, ReadList] = {}
    flags = []
    for read in lists:
        other = first.setdefault(read.list, read)
        if other is not read:
            was = f"{read.file}, {read.sheet}"
            used = f"beside {other.file}, {other.sheet}"
            place = (read.file, read.sheet)
            flags.append(Flag(read.list, read.header_row, "A", "list-again", was, used, *place))
    return flags
