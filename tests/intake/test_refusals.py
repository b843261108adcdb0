"""What cannot be taken is refused by a code and in words, and never with a traceback."""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from inspector_app.intake import limits
from inspector_app.intake.models import Refusal
from inspector_app.intake.reading import inspect_files
from tests.intake.workbooks import (
    CONTACT,
    Value,
    names,
    row_for,
    write_contacts,
    write_workbook,
)

SHEET = "xl/worksheets/sheet1.xml"


def refusal(path: Path) -> Refusal:
    intake = inspect_files([path])
    assert intake.lists == ()
    assert intake.files == ()
    assert intake.flags == ()
    (refused,) = intake.refused
    assert refused.file == path.name
    assert len(refused.message) > 20
    return refused


def good(tmp_path: Path) -> Path:
    return write_contacts(tmp_path / "good.xlsx", row_for(1, CONTACT))


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """A copy of a workbook with changed parts."""
    target = path.with_name("repacked.xlsx")
    with (
        zipfile.ZipFile(path) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def with_sheet(path: Path, old: bytes, new: bytes) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if name != SHEET:
            return data
        assert old in data
        return data.replace(old, new)

    return repacked(path, change)


def test_the_lists_of_an_area_send_inspection_are_refused_by_name(tmp_path: Path) -> None:
    rows: list[list[Value]] = [
        ["Unique ID", "UPN", "ULN", "Date of birth", "Gender", "Ethnicity", "SEN primary need"],
        ["1", "A1", "2", "2010-01-01", "1", "WBRI", "ASD"],
    ]
    refused = refusal(write_workbook(tmp_path / "a.xlsx", {"List_1": rows}))
    assert refused.code == "area-send-annex-a"
    assert "area SEND" in refused.message


def test_a_workbook_that_is_something_else_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"List_1": [["Name", "Phone", "Room"], ["A", 1, 2]]})
    assert refusal(path).code == "not-annex-a"


def test_the_explanations_of_the_form_are_not_taken_for_a_list(tmp_path: Path) -> None:
    codes: list[list[Value]] = [["Gender", "Ethnicity", "Case status", "Primary Need Code"]]
    guide: list[list[Value]] = [["List 1", heading, "What it means"] for heading in names(1)]
    path = write_workbook(tmp_path / "a.xlsx", {"Codes_used": codes, "Guidance": guide})
    assert refusal(path).code == "not-annex-a"


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"List_1": [], "List_2": [[" "]]})
    assert refusal(path).code == "empty-workbook"


@pytest.mark.parametrize("content", [b"", b" \n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert refusal(path).code == "empty-file"


def test_a_workbook_with_a_password_is_refused_as_such(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    with good(tmp_path).open("rb") as plain, path.open("wb") as locked:
        OOXMLFile(plain).encrypt("secret", locked)
    refused = refusal(path)
    assert refused.code == "encrypted-workbook"
    assert "password" in refused.message


def test_a_zip_with_encrypted_parts_is_refused_as_such(tmp_path: Path) -> None:
    data = bytearray(good(tmp_path).read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    path = tmp_path / "locked.xlsx"
    path.write_bytes(data)
    assert refusal(path).code == "encrypted-workbook"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7 some text"),
        ("a.xls", b"<html><table><tr><td>Child Unique ID</td></tr></table></html>"),
        ("a.bin", b"\x00\x01\x02\x03" * 100),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path).code == "unsupported-type"


def test_a_zip_that_is_no_workbook_and_a_folder_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert refusal(path).code == "unsupported-type"
    assert refusal(tmp_path).code == "unsupported-type"
    assert refusal(tmp_path / "absent.xlsx").code == "file-not-found"


def test_a_workbook_cut_short_anywhere_is_refused(tmp_path: Path) -> None:
    data = good(tmp_path).read_bytes()
    path = tmp_path / "cut.xlsx"
    for length in range(4, len(data) - 30, 97):
        path.write_bytes(data[:length])
        assert refusal(path).code == "damaged-file"


def test_no_flipped_byte_makes_it_fail(tmp_path: Path) -> None:
    data = good(tmp_path).read_bytes()
    path = tmp_path / "flipped.xlsx"
    chance = random.Random(7)
    refused = 0
    for _ in range(300):
        flipped = bytearray(data)
        flipped[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        intake = inspect_files([path])
        refused += len(intake.refused)
        assert len(intake.refused) + len(intake.files) == 1
    assert refused > 30


def test_a_workbook_is_read_whatever_its_name_says(tmp_path: Path) -> None:
    path = good(tmp_path).rename(tmp_path / "lists.xls")
    assert inspect_files([path]).rows == 1


def test_a_stray_cell_in_a_far_corner_is_refused_before_it_costs_memory(tmp_path: Path) -> None:
    for reference in (b"XFD1048576", b"A1048576", b"A300000", b"XFD99999"):
        refused = refusal(with_sheet(good(tmp_path), b'r="A2"', b'r="' + reference + b'"'))
        assert refused.code == "too-large"
        assert "beyond row" in refused.message


def test_a_stray_cell_that_costs_little_is_read_and_told(tmp_path: Path) -> None:
    for reference, letter in ((b"DA2", "DA"), (b"XFD2", "XFD")):
        path = with_sheet(good(tmp_path), b'r="A2"', b'r="' + reference + b'"')
        intake = inspect_files([path])
        assert intake.rows == 1
        assert (2, letter, "heading-missing") in {(f.row, f.column, f.code) for f in intake.flags}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<c r="A2"', b"<c  r='XFD1048576'"),
        (b'<c r="A2"', b'<c s="0" r="XFD1048576"'),
        (b'<c r="A2"', b'<c\tr="XFD1048576"'),
        (b'<row r="2"', b'<row r="1048576"'),
    ],
)
def test_a_stray_cell_is_found_however_it_is_written(
    tmp_path: Path, old: bytes, new: bytes
) -> None:
    path = with_sheet(good(tmp_path), old, new)
    if old.startswith(b"<row"):
        # Cells that name their own place are not moved by their row.
        assert inspect_files([path]).rows == 1
        path = with_sheet(path.rename(tmp_path / "good.xlsx"), b'<c r="A2"', b"<c")
    assert refusal(path).code == "too-large"


def test_a_sheet_written_with_prefixes_is_read_like_any_other(tmp_path: Path) -> None:
    def prefixed(name: str, data: bytes) -> bytes:
        if name != SHEET:
            return data
        for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"dimension"):
            for after in (b" ", b">"):
                data = data.replace(b"<" + tag + after, b"<x:" + tag + after)
            data = data.replace(b"</" + tag + b">", b"</x:" + tag + b">")
        return data.replace(b"xmlns=", b"xmlns:x=")

    failed = write_contacts(tmp_path / "good.xlsx", row_for(1, {**CONTACT, "Gender": "=#N/A"}))
    intake = inspect_files([repacked(failed, prefixed)])
    assert intake.rows == 1
    assert [(flag.row, flag.column, flag.code) for flag in intake.flags] == [
        (2, "B", "formula-error")
    ]


def test_a_zip_that_unpacks_beyond_reason_is_refused_by_its_declared_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swollen(name: str, data: bytes) -> bytes:
        return data + b" " * 30_000_000 if name == SHEET else data

    monkeypatch.setattr("inspector_app.intake.survey_zip.UNPACKED_BYTES_MOST", 20_000_000)
    refused = refusal(repacked(good(tmp_path), swollen))
    assert refused.code == "too-large"
    assert "28 MiB" in refused.message


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path = repacked(
        good(tmp_path), lambda name, data: data + b" " * 5_000_000 if name == SHEET else data
    )
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    told = struct.pack("<I", size)
    for at in (data.index(told), data.rindex(told)):
        data[at : at + 4] = struct.pack("<I", 900)
    path.write_bytes(data)
    refused = refusal(path)
    assert refused.code == "damaged-file"
    assert "larger than it says" in refused.message


def test_a_part_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = good(tmp_path)
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<worksheet/>")
    assert refusal(path).code == "damaged-file"


def test_one_huge_text_repeated_by_every_cell_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector_app.intake.survey_xlsx.TEXT_BYTES_MOST", 1_000_000)
    rows = [row_for(1, {**CONTACT, "Contact Source": "x" * 30_000}) for _ in range(40)]
    assert refusal(write_contacts(tmp_path / "a.xlsx", *rows)).code == "too-large"
    few = [row_for(1, {**CONTACT, "Contact Source": "x" * 30_000}) for _ in range(20)]
    short = [row_for(1, CONTACT) for _ in range(40)]
    assert inspect_files([write_contacts(tmp_path / "b.xlsx", *few, *short)]).rows == 60


def test_a_file_larger_than_any_authority_needs_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inspector_app.intake.opened_file.FILE_BYTES_MOST", 100)
    assert refusal(good(tmp_path)).code == "too-large"
    assert limits.FILE_BYTES_MOST > 100_000_000


def test_a_csv_of_endless_rows_or_cells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    line = ",".join(names(1)) + "\n"
    path.write_text(line + '"' + "x" * 200_000 + '"\n')
    assert refusal(path).code == "damaged-file"
    monkeypatch.setattr("inspector_app.intake.csv_sheet.ROWS_MOST", 10)
    path.write_text(line + "C1\n" * 11)
    assert refusal(path).code == "too-large"


def test_entities_that_grow_are_refused(tmp_path: Path) -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 500 + b'">'
    laughs += b'<!ENTITY c "' + b"&b;" * 500 + b'"><!ENTITY d "' + b"&c;" * 500 + b'">]>'

    def change(name: str, data: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return data
        head, rest = data.split(b"?>", 1)
        return head + b"?>" + laughs + rest.replace(b"<sheets>", b"&d;<sheets>")

    assert refusal(repacked(good(tmp_path), change)).code == "damaged-file"


def test_a_deflate_stream_cut_inside_is_refused(tmp_path: Path) -> None:
    path = good(tmp_path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(SHEET)
        packed = zlib.compress(b"x")[2:-4]
    start = info.header_offset + 30 + len(SHEET)
    data[start : start + len(packed)] = packed
    path.write_bytes(data)
    assert refusal(path).code == "damaged-file"


def test_refusals_never_repeat_what_stands_in_the_file(tmp_path: Path) -> None:
    rows: list[list[Value]] = [["Name", "Phone", "Room"], ["Jane Example", "01234", "5"]]
    message = refusal(write_workbook(tmp_path / "a.xlsx", {"Jane": rows})).message
    assert "Jane" not in message
