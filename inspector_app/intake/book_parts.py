"""Which parts of an .xlsx are its sheets, and a file of just these for the reader proper.

A workbook says in several places where its parts lie, and programs differ in which they believe.
The reader proper gets a file with one place for each, put together from the parts looked through.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from inspector_app.intake.limits import damaged, too_large
from inspector_app.intake.survey_zip import PackedPart, ZippedParts, packed_anew, plain_part

__all__ = ["BookParts", "book_parts", "find_book"]

_SMALL = 64 * 1024 * 1024
"""Bytes of a table of contents; some workbooks carry tens of thousands of forgotten names."""

NO_MERGED = b"<mergeCells/><!--5h9aawe-->"
"""Begins a plain sheet for the reader proper, which goes through each a second time, down to its
first list of merged cells. It would take as long again, and the survey has found them already. The
comment gives it a CRC-32 of 0."""

_SHEETS_MOST = 500
_RELATIONS_MOST = 10_000
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

_Attributes = dict[str, str]


@dataclass(frozen=True)
class BookParts:
    """The parts that are read.

    Args:
        sheets: name and part of every worksheet, in order; no name and no part twice.
        texts: the part with the shared texts.
        styles: the part that says which numbers are dates.
        from_1904: whether days are numbered from 1 January 1904.
    """

    sheets: tuple[tuple[str, str], ...]
    texts: str | None
    styles: str | None
    from_1904: bool

    def clean(self, parts: ZippedParts, plain: frozenset[str]) -> bytes:
        """A workbook of these parts alone, each as it was packed, where every program looks.

        Args:
            parts: of the file.
            plain: the names of the sheets that were found to be plainly written.
        """
        made: dict[str, PackedPart] = {}
        relations, listed = "", ""
        for number, (name, part) in enumerate(self.sheets, start=1):
            packed = parts.packed(part)
            made[f"xl/worksheets/sheet{number}.xml"] = (
                packed.after(NO_MERGED) if name in plain else packed
            )
            relations += _relation(f"r{number}", "worksheet", f"worksheets/sheet{number}.xml")
            listed += f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}"/>'
        for beside, kind in ((self.texts, "sharedStrings"), (self.styles, "styles")):
            if beside is not None:
                made[f"xl/{kind}.xml"] = parts.packed(beside)
                relations += _relation(kind, kind, f"{kind}.xml")
        calendar = '<workbookPr date1904="1"/>' if self.from_1904 else ""
        made["_rels/.rels"] = _relations(_relation("book", "officeDocument", "xl/workbook.xml"))
        made["xl/_rels/workbook.xml.rels"] = _relations(relations)
        made["xl/workbook.xml"] = plain_part(
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{calendar}'
            f"<sheets>{listed}</sheets></workbook>"
        )
        return packed_anew(made)


def find_book(parts: ZippedParts) -> str | None:
    """The part that is the table of contents of an .xlsx; None where there is none."""
    found = "xl/workbook.xml"
    if "_rels/.rels" in parts:
        for kind, target in _related(parts, "_rels/.rels", "").values():
            if kind == "officeDocument":
                found = target
    return found if found.lower().endswith(".xml") and found in parts else None


def book_parts(parts: ZippedParts, book: str) -> BookParts:
    """What the table of contents names.

    Raises:
        RefusedFileError: damaged, or more sheets than any list has.
    """
    folder, name = posixpath.split(book)
    related = _related(parts, posixpath.join(folder, "_rels", f"{name}.rels"), folder)
    sheets: list[tuple[str, str]] = []
    calendar = [False]

    def start(tag: str, attributes: _Attributes) -> None:
        local = tag.rpartition(" ")[2]
        if local == "workbookPr":
            calendar[0] = attributes.get("date1904", "0") in ("1", "true", "on")
        elif local == "sheet":
            kind, part = related.get(_relation_id(attributes), ("", ""))
            if kind == "worksheet":
                sheets.append((attributes.get("name", ""), part))
            if len(sheets) > _SHEETS_MOST:
                raise too_large(f"it has more than {_SHEETS_MOST} sheets")

    _parse(parts, book, start)
    for of in zip(*sheets, strict=True):
        if len(set(of)) < len(sheets):
            raise damaged("a sheet stands in it twice")
    by_kind = {kind: part for kind, part in related.values() if part in parts}

    def beside(kind: str) -> str | None:
        usual = posixpath.join(folder, f"{kind}.xml")
        return by_kind.get(kind, usual if usual in parts else None)

    styles = beside("styles")
    for _ in parts.chunks(styles, _SMALL) if styles is not None else ():
        # Unpacked once, so that it is known to be no larger than it says.
        pass
    return BookParts(tuple(sheets), beside("sharedStrings"), styles, calendar[0])


def _relation_id(attributes: _Attributes) -> str:
    """The id of a relation; the name is of the namespace of relations, old or strict."""
    for name, value in attributes.items():
        space, _, local = name.rpartition(" ")
        if local == "id" and space.endswith("/relationships"):
            return value
    return ""


def _related(parts: ZippedParts, name: str, folder: str) -> dict[str, tuple[str, str]]:
    """Kind and part of what another part refers to, by the id of the relation."""
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attributes: _Attributes) -> None:
        if tag.rpartition(" ")[2] == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/")
            whole = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = kind, posixpath.normpath(whole).lstrip("/")
            if len(found) > _RELATIONS_MOST:
                raise too_large(f"it refers to more than {_RELATIONS_MOST:,} parts")

    _parse(parts, name, start)
    return found


def _parse(parts: ZippedParts, name: str, start: Callable[[str, _Attributes], None]) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_entities
    try:
        for chunk in parts.chunks(name, _SMALL):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise damaged("its table of contents cannot be read") from error


def _no_entities(*_: object) -> None:
    raise damaged("its table of contents has entities of its own")


def _relation(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _relations(inside: str) -> PackedPart:
    return plain_part(f'<Relationships xmlns="{_RELATIONS}">{inside}</Relationships>')
