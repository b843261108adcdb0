"""Plants in the lists what real workbooks have: each oddity is noted where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TypeAlias

from inspector_app.demo.authority import Authority
from inspector_app.demo.authority_lists import Cell, ListRows
from inspector_app.demo.workbook_dialect import Dialect, ListLayout, said
from inspector_app.demo.workbook_manifest import Oddity, OddityKind
from schemas.annex_a import ListSpec, load_annex_a

__all__ = ["ErrorCell", "Formula", "Grid", "Row", "Sheet", "plant"]

_BORN = "Date of Birth"
_AGE = "Age of Child (Years)"
_ID = "Child Unique ID"


@dataclass(frozen=True)
class Formula:
    """A date that a formula reckons, with the value a spreadsheet keeps beside it."""

    text: str
    value: date


@dataclass(frozen=True)
class ErrorCell:
    """The error value #N/A."""


Written: TypeAlias = Cell | float | Formula | ErrorCell
Row: TypeAlias = list[Written]
Grid: TypeAlias = list[Row]


@dataclass(frozen=True)
class Sheet:
    """A list ready to be written: cells as they will stand, and what is odd about them."""

    spec: ListSpec
    layout: ListLayout
    grid: Grid


def plant(
    authority: Authority, lists: Sequence[ListRows], dialect: Dialect
) -> tuple[tuple[Sheet, ...], tuple[Oddity, ...]]:
    """The lists as the dialect writes them; where it is odd, with the oddities planted."""
    planter = _Planter(authority, lists, dialect)
    planter.note_what_is_in_order()
    if dialect.odd:
        for step in planter.steps():
            step()
        planter.note_headers()
    return planter.finished()


class _Planter:
    """Keeps the rows and remembers what was done to which, until positions are settled."""

    def __init__(self, authority: Authority, lists: Sequence[ListRows], dialect: Dialect) -> None:
        self._authority = authority
        self._random = Random(f"workbook/{authority.seed}")  # noqa: S311 - a story
        self._specs = {spec.number: spec for spec in load_annex_a().lists}
        self._layouts: Mapping[int, ListLayout] = {item.number: item for item in dialect.lists}
        self._columns = {
            number: {column.name: at for at, column in enumerate(spec.columns)}
            for number, spec in self._specs.items()
        }
        self._plain = {item.number: [list(row) for row in item.rows] for item in lists}
        self._grids: dict[int, Grid] = {
            number: [self._said(number, row) for row in rows]
            for number, rows in self._plain.items()
        }
        self._pairs = {
            id(row): plain
            for number, grid in self._grids.items()
            for row, plain in zip(grid, self._plain[number], strict=True)
        }
        self._touched: set[int] = set()
        self._noted: list[tuple[OddityKind, int, Row | None, str, str, str]] = []

    def steps(self) -> tuple[Callable[[], None], ...]:
        """Whole rows first, so that cells are changed in rows that stay."""
        return (
            self._adult,
            self._two_births,
            self._duplicates,
            self._blank_row,
            self._spaces,
            self._not_available,
            self._dates,
            self._ages,
            self._codes,
            self._formulas,
        )

    def note_what_is_in_order(self) -> None:
        """Unborn children and plans before birth are odd to look at and right."""
        for number in (1, 3, 4, 6, 7):
            for row in self._grids[number]:
                plain = self._pairs[id(row)]
                if plain[self._at(number, _AGE)] == -1:
                    self._note("unborn", number, row, _AGE, "-1", "not born yet")
        for row in self._grids[7]:
            plain = self._pairs[id(row)]
            born, start = plain[self._at(7, _BORN)], plain[6]
            if isinstance(born, date) and isinstance(start, date) and start < born:
                self._note(
                    "plan-before-birth",
                    7,
                    row,
                    "Child Protection Plan Start Date",
                    start.isoformat(),
                    start.isoformat(),
                )

    def note_headers(self) -> None:
        """Headings that are not spelt as the form spells them."""
        for number, layout in self._layouts.items():
            for name, spelling in layout.headers.items():
                self._note("header-spelling", number, None, name, spelling, name)

    def finished(self) -> tuple[tuple[Sheet, ...], tuple[Oddity, ...]]:
        """The sheets, and the oddities with the rows at which they came to stand."""
        rows = {
            id(row): self._layouts[number].header_row + 1 + position
            for number, grid in self._grids.items()
            for position, row in enumerate(grid)
        }
        oddities = [
            Oddity(
                kind,
                number,
                rows[id(row)] if row is not None else self._layouts[number].header_row,
                column,
                _letter(self._at(number, column)) if column else "",
                was,
                means,
            )
            for kind, number, row, column, was, means in self._noted
        ]
        oddities.sort(key=lambda oddity: (oddity.list_number, oddity.row, oddity.letter))
        sheets = tuple(
            Sheet(self._specs[number], self._layouts[number], grid)
            for number, grid in self._grids.items()
        )
        return sheets, tuple(oddities)

    # Whole rows.

    def _adult(self) -> None:
        """A young person of 21 whose episode of need nobody closed."""
        leaver = next(row for row in self._plain[9] if row[4] == 21)
        opened = self._authority.on - timedelta(days=365 * 6)
        plain: list[Cell] = [
            *leaver[:5],
            "b) No",
            opened,
            "N1 - Abuse or neglect",
            self._authority.on - timedelta(days=33),
            None,
            None,
            "c) Child in need plan",
            *leaver[7:9],
        ]
        row = self._insert(6, plain)
        self._note("adult-in-need", 6, row, _AGE, "21", "21")

    def _two_births(self) -> None:
        """A birth date that list 7 has wrong by a year."""
        at = self._at(7, _BORN)
        for row in self._some(7, 1, lambda plain: isinstance(plain[4], int) and plain[4] > 2):
            born = self._pairs[id(row)][at]
            if isinstance(born, date):
                other = born - timedelta(days=365)
                row[at] = said(other, self._specs[7].columns[at], self._layouts[7])
                self._note("two-birth-dates", 7, row, _BORN, other.isoformat(), born.isoformat())

    def _duplicates(self) -> None:
        for number, most in ((1, 3), (3, 2)):
            for row in self._some(number, min(most, 1 + len(self._grids[number]) // 150)):
                twin = self._insert(number, list(self._pairs[id(row)]), after=row)
                self._note("duplicate-row", number, twin, "", "", "")

    def _blank_row(self) -> None:
        number = 1
        row: Row = [None] * len(self._specs[number].columns)
        grid = self._grids[number]
        grid.insert(max(1, len(grid) - 9), row)
        self._touched.add(id(row))
        self._note("blank-row", number, row, "", "", "")

    # Cells.

    def _spaces(self) -> None:
        at = 0
        for row in self._some(6, 3):
            identifier = str(self._pairs[id(row)][at])
            row[at] = f"{identifier}\u00a0"
            self._note("no-break-space", 6, row, _ID, f"{identifier}\u00a0", identifier)

    def _not_available(self) -> None:
        for row in self._some(6, 2):
            for name in ("Allocated Team", "Allocated Worker"):
                row[self._at(6, name)] = "#N/A"
                self._note("not-available", 6, row, name, "#N/A", "")
        for row in self._some(8, 1):
            row[self._at(8, "URN of Placement")] = ErrorCell()
            self._note("not-available-error", 8, row, "URN of Placement", "#N/A", "")

    def _dates(self) -> None:
        self._put(
            2,
            "Assessment completion date",
            "not-a-date",
            "TBC – awaiting school",
            "",
            lambda plain: plain[6] is None,
        )
        self._put(9, "Latest Pathway Plan Review Date", "impossible-date", "31/02/2026", "")
        later = self._authority.on + timedelta(days=365)
        self._put(4, "Continuous Assessment Start Date", "in-the-future", later, "")
        for row in self._some(7, 1, lambda plain: isinstance(plain[12], date)):
            start = self._pairs[id(row)][6]
            if isinstance(start, date):
                early = start - timedelta(days=30)
                name = "Child Protection Plan End Date"
                row[self._at(7, name)] = early
                self._note("ended-before-it-began", 7, row, name, early.isoformat(), "")

    def _ages(self) -> None:
        def some_years(plain: Sequence[Cell]) -> bool:
            return isinstance(plain[4], int) and plain[4] > 1

        for row in self._some(4, 3, some_years):
            born = self._pairs[id(row)][3]
            if isinstance(born, date):
                years = (self._authority.on - born).days / 365.25
                row[4] = years
                self._note("age-in-decimals", 4, row, _AGE, str(years), str(int(years)))
        self._put(2, _AGE, "age-under-one", "<1", "0", lambda plain: plain[4] == 0)

    def _codes(self) -> None:
        memory = "PSRMEM - Support with memory and cognition"
        self._put(6, "Primary Need Code", "unknown-code", memory, "")
        name = "Was the child assessed as requiring LA children's social care support"
        self._put(4, name, "unknown-code", "CS Assessment Updated", "")
        self._put(
            3,
            "Gender",
            "wrong-letter",
            "a) Female",
            "b) Female",
            lambda plain: plain[1] == "b) Female",
        )

    def _formulas(self) -> None:
        """As where somebody reckoned the date of an order from the date before it."""
        name = "Date of Placement Order"
        at = self._at(10, name)
        for row in self._some(10, 2, lambda plain: isinstance(plain[at], date)):
            plain = self._pairs[id(row)]
            order, decided = plain[at], plain[at - 1]
            if isinstance(order, date) and isinstance(decided, date):
                place = self._layouts[10].header_row + 1 + _position(self._grids[10], row)
                text = f"={_letter(at - 1)}{place}+{(order - decided).days}"
                row[at] = Formula(text, order)
                self._note("formula", 10, row, name, text, order.isoformat())

    # Bookkeeping.

    def _at(self, number: int, column: str) -> int:
        return self._columns[number][column]

    def _said(self, number: int, plain: Sequence[Cell]) -> Row:
        columns, layout = self._specs[number].columns, self._layouts[number]
        return [said(cell, column, layout) for cell, column in zip(plain, columns, strict=True)]

    def _insert(self, number: int, plain: list[Cell], after: Row | None = None) -> Row:
        row = self._said(number, plain)
        grid = self._grids[number]
        place = len(grid) // 2 if after is None else _position(grid, after) + 1
        grid.insert(place, row)
        self._pairs[id(row)] = plain
        self._touched.add(id(row))
        return row

    def _some(
        self, number: int, most: int, fits: Callable[[Sequence[Cell]], bool] | None = None
    ) -> list[Row]:
        """Up to `most` rows that nothing odd was done to yet."""
        free = [
            row
            for row in self._grids[number]
            if id(row) not in self._touched and (fits is None or fits(self._pairs[id(row)]))
        ]
        chosen = self._random.sample(free, min(most, len(free)))
        self._touched.update(id(row) for row in chosen)
        return chosen

    def _put(
        self,
        number: int,
        column: str,
        kind: OddityKind,
        value: Cell,
        means: str,
        fits: Callable[[Sequence[Cell]], bool] | None = None,
    ) -> None:
        for row in self._some(number, 1, fits):
            row[self._at(number, column)] = value
            was = value.isoformat() if isinstance(value, date) else str(value)
            self._note(kind, number, row, column, was, means)

    def _note(
        self, kind: OddityKind, number: int, row: Row | None, column: str, was: str, means: str
    ) -> None:
        self._noted.append((kind, number, row, column, was, means))


def _position(grid: Grid, row: Row) -> int:
    return next(at for at, found in enumerate(grid) if found is row)


def _letter(at: int) -> str:
    """The letter of a column by its position from 0."""
    letters = ""
    number = at + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
