"""Makes the files that must be refused by name: locked, cut short, none of the lists, or a trap."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from msoffcrypto.format.ooxml import OOXMLFile

from tests.intake.hostile_workbooks import (
    HEADINGS,
    Make,
    contacts_csv,
    csv_file,
    plain,
    renamed,
    with_bytes,
    with_parts,
)
from tests.intake.legacy import biff_record, write_ods, write_xls

__all__ = ["REFUSED", "bomb_of_cells", "bomb_of_zeros"]


def encrypted(folder: Path) -> Path:
    target = folder / "encrypted.xlsx"
    with plain(folder).open("rb") as source, target.open("wb") as file:
        OOXMLFile(source).encrypt("secret", file)
    return target


def legacy_rows() -> list[list[str | None]]:
    return [[*HEADINGS], ["C1", "a) Male", "a) WBRI", None, "11", "01/09/2026", None]]


def encrypted_ods(folder: Path) -> Path:
    path = write_ods(folder / "a.ods", legacy_rows())
    secret = b'<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>'
    return with_parts(path, {"META-INF/manifest.xml": lambda _: secret})


def truncated(folder: Path) -> Path:
    path = plain(folder)
    return with_bytes(path, path.read_bytes()[:-200])


def billion_laughs(folder: Path) -> Path:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (name, b"&%c;" % (name - 1) * 20) for name in b"bcdefghij"
    )
    return with_parts(
        plain(folder),
        {
            "xl/workbook.xml": lambda data: data.replace(b"?>", b"?>" + laughs + b"]>", 1).replace(
                b"<sheets>", b"&j;<sheets>"
            )
        },
    )


def external_entity(folder: Path) -> Path:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return with_parts(
        plain(folder),
        {
            "xl/workbook.xml": lambda data: data.replace(b"?>", b"?>" + entity, 1).replace(
                b"<sheets>", b"&e;<sheets>"
            )
        },
    )


def binary_workbook(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "a.xlsb", "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
    return folder / "a.xlsb"


def bomb_of_zeros(folder: Path) -> Path:
    """A sheet that says it unpacks to far more than it does."""
    path = plain(folder).rename(folder / "zeros.xlsx")
    told = 900 * 1024 * 1024

    def swollen(data: bytes) -> bytes:
        return data + bytes(40 * 1024 * 1024)

    with_parts(path, {"xl/worksheets/sheet1.xml": swollen})
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = struct.pack("<I", archive.getinfo("xl/worksheets/sheet1.xml").file_size)
    at = data.rindex(size)
    data[at : at + 4] = struct.pack("<I", told)
    return with_bytes(path, bytes(data))


def bomb_of_cells(folder: Path) -> Path:
    """A small file whose cells lie so far apart that between them are twenty-one million."""
    far = b'<row r="%d"><c r="A%d"><v>1</v></c><c r="ZZ%d"><v>1</v></c></row>'
    cells = b"".join(far % (row, row, row) for row in range(4, 30_004))
    path = with_parts(
        plain(folder),
        {
            "xl/worksheets/sheet1.xml": lambda data: data.replace(
                b"</sheetData>", cells + b"</sheetData>"
            )
        },
    )
    return path.rename(folder / "cells.xlsx")


HTML = "<html><body><table><tr><td>Child Unique ID</td></tr></table></body></html>"
XML_2003 = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)

REFUSED: Mapping[str, tuple[Make, str]] = {
    "a password": (encrypted, "encrypted-workbook"),
    "a password of a legacy workbook": (
        lambda folder: write_xls(
            folder / "a.xls", legacy_rows(), biff_record(0x2F, b"\1\0\1\0" + bytes(50))
        ),
        "encrypted-workbook",
    ),
    "a password of an open document": (encrypted_ods, "encrypted-workbook"),
    "a workbook cut short": (truncated, "damaged-file"),
    "laughs by the billion": (billion_laughs, "damaged-file"),
    "an entity from outside": (external_entity, "damaged-file"),
    "a binary workbook": (binary_workbook, "unsupported-type"),
    "a web page as .xls": (renamed(csv_file("a", HTML), "a.xls"), "unsupported-type"),
    "a web page in utf-16": (csv_file("a", HTML, "utf-16"), "unsupported-type"),
    "an XML spreadsheet": (renamed(csv_file("a", XML_2003), "a.xls"), "unsupported-type"),
    "a picture as .xlsx": (
        lambda folder: with_bytes(folder / "a.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
        "not-annex-a",
    ),
    "nothing but noughts": (
        lambda folder: with_bytes(folder / "a.csv", bytes(5_000)),
        "unsupported-type",
    ),
    "a quotation mark that is never closed": (
        csv_file("a", contacts_csv(extra='C3,"a) Male\r\n' + "C4,a) Male\r\n" * 20)),
        "damaged-file",
    ),
    "a quotation mark that the next row closes": (
        csv_file("a", contacts_csv(extra='C3,"a) Male\r\nC4,"a) Male",\r\n')),
        "damaged-file",
    ),
    "one endless line": (
        csv_file("a", contacts_csv(extra="C3," + "," * 1_100_000)),
        "too-large",
    ),
    "a table of contents with nothing in it": (
        lambda folder: with_parts(
            plain(folder), {"xl/workbook.xml": lambda _: b"<workbook><sheets/></workbook>"}
        ),
        "empty-workbook",
    ),
}
