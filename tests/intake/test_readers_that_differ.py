"""What is read is what was looked through, however a file tries to show two programs two things."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector_app.evidence_base.membership import create_base
from inspector_app.intake.importing import import_frame, kept_frames
from inspector_app.intake.models import Progress
from inspector_app.intake.reading import inspect_files
from inspector_app.vault.vault import Vault
from tests.intake.raw_workbooks import (
    BOOK,
    FAR,
    LONG,
    RELATIONS,
    ROOT,
    cells_of_text,
    open_document,
    raw,
    sheet,
)
from tests.intake.workbooks import CONTACT, row_for, write_contacts

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = f"<sst><si><t>{LONG}</t></si></sst>"
PLAIN = '<c r="A%d" t="s"><v>0</v></c>'

TRAPS: Mapping[str, Mapping[str, str]] = {
    "a backslash in a part's name": {SHEET: "", "xl\\worksheets\\sheet1.xml": FAR},
    "two ids of one sheet": {
        "xl/workbook.xml": BOOK.replace('r:id="rId1"', 'q:id="rId1" r:id="rId2"'),
        "xl/worksheets/sheet2.xml": FAR,
    },
    "another table of contents": {
        "_rels/.rels": ROOT.replace("xl/workbook.xml", "yy/workbook.xml"),
        "yy/workbook.xml": BOOK,
        "yy/_rels/workbook.xml.rels": RELATIONS,
        "yy/worksheets/sheet1.xml": FAR,
    },
    "a text repeated, plainly": {SHEET: cells_of_text(PLAIN), "xl/sharedStrings.xml": TEXTS},
    "a text repeated, in single quotation marks": {
        SHEET: cells_of_text("<c r=\"A%d\" t='s'><v>0</v></c>"),
        "xl/sharedStrings.xml": TEXTS,
    },
    "a text repeated, with blanks": {
        SHEET: cells_of_text('<c r="A%d" t = "s"><v> 0</v></c>'),
        "xl/sharedStrings.xml": TEXTS,
    },
    "a text repeated, its number in disguise": {
        SHEET: cells_of_text('<c r="A%d" t="s"><v>&#48;</v></c>'),
        "xl/sharedStrings.xml": TEXTS,
    },
    "a text that ends with a blank": {
        SHEET: cells_of_text(PLAIN),
        "xl/sharedStrings.xml": TEXTS.replace("</si>", "</si >"),
    },
    "a text with a prefix in another script": {
        SHEET: cells_of_text(PLAIN),
        "xl/sharedStrings.xml": TEXTS.replace("</", "</é:").replace("<s", "<é:s"),
    },
    "a text after empty ones": {
        SHEET: cells_of_text(PLAIN.replace("<v>0", "<v>2")),
        "xl/sharedStrings.xml": TEXTS.replace("<si>", "<si/><si /><si>"),
    },
    "a huge table of contents": {
        "xl/workbook.xml": BOOK.replace("</sheets>", "</sheets>" + "<a/>" * 17_000_000),
    },
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_is_refused_for_its_size(tmp_path: Path, trap: str) -> None:
    (refused,) = inspect_files([raw(tmp_path / "a.xlsx", TRAPS[trap])]).refused
    assert refused.code == "too-large"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ('<c r="A2" r="XFD299999"><v>1</v></c>', "damaged-file"),
        ('<c r="A2" s="0" t="n" r="XFD299999"><v>1</v></c>', "damaged-file"),
        ('<c r="A2"\tr = "XFD299999"><v>1</v></c>', "damaged-file"),
        ('<c r="xfd299999"><v>1</v></c>', "too-large"),
        ('<c r="A99999999999"><v>1</v></c>', "damaged-file"),
        ('<c r="AAAAAAA2"><v>1</v></c>', "damaged-file"),
    ],
)
def test_a_cell_that_would_lie_far_away_for_the_reader_alone_is_refused(
    tmp_path: Path, cell: str, code: str
) -> None:
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cell}</row>'
    (refused,) = inspect_files([raw(tmp_path / "a.xlsx", {SHEET: sheet(rows)})]).refused
    assert refused.code == code


def test_texts_that_hide_where_they_end_are_refused(tmp_path: Path) -> None:
    hidden = f"<sst><si><t><![CDATA[{'</si>' * 9}{LONG}]]></t></si></sst>"
    parts = {SHEET: cells_of_text(PLAIN), "xl/sharedStrings.xml": hidden}
    (refused,) = inspect_files([raw(tmp_path / "a.xlsx", parts)]).refused
    assert refused.code == "damaged-file"


def test_a_sheet_named_many_times_is_refused(tmp_path: Path) -> None:
    sheets = "".join(f'<sheet name="L{n}" sheetId="{n}" r:id="rId1"/>' for n in range(300))
    book = BOOK.replace("<sheets>", f"<sheets>{sheets}")
    (refused,) = inspect_files([raw(tmp_path / "a.xlsx", {"xl/workbook.xml": book})]).refused
    assert refused.code == "damaged-file"


@pytest.mark.parametrize(
    "cell",
    [
        f'<table:table-cell office:value-type="string" table:number-columns-repeated="900">'
        f"<text:p>{LONG}</text:p></table:table-cell>",
        '<table:table-cell office:value-type="string"><text:p><text:s text:c="4000000000"/>'
        "</text:p></table:table-cell>",
        f'<table:table-cell table:number-columns-repeated="-5"/><table:table-cell'
        f' office:value-type="string" office:string-value="{LONG}"'
        ' table:number-columns-repeated="900"/>',
    ],
    ids=["repeated", "blanks", "less than nothing"],
)
def test_texts_that_an_open_document_repeats_are_counted(tmp_path: Path, cell: str) -> None:
    (refused,) = inspect_files([open_document(tmp_path / "a.ods", cell)]).refused
    assert refused.code == "too-large"


def test_a_workbook_is_read_whose_parts_lie_elsewhere(tmp_path: Path) -> None:
    path = write_contacts(tmp_path / "usual.xlsx", row_for(1, CONTACT))
    usual = inspect_files([path]).lists[0]
    moved = _moved(path, "xl/", "odd place/")
    assert inspect_files([moved]).lists[0].records == usual.records


def _moved(path: Path, old: str, new: str) -> Path:
    target = path.with_name("moved.xlsx")
    with zipfile.ZipFile(path) as here, zipfile.ZipFile(target, "w") as there:
        for name in here.namelist():
            data = here.read(name)
            if name == "_rels/.rels":
                data = data.replace(f'"{old}workbook'.encode(), f'"/{new}workbook'.encode())
            there.writestr(name.replace(old, new), data)
    return target


def test_a_file_changed_while_it_is_read_is_taken_as_it_was(tmp_path: Path) -> None:
    path = write_contacts(tmp_path / "a.xlsx", row_for(1, CONTACT))
    other = write_contacts(tmp_path / "b.xlsx", *[row_for(1, CONTACT)] * 9)
    before = inspect_files([path]).files[0].sha256

    def swap(progress: Progress) -> None:
        if progress.sheet:
            path.write_bytes(other.read_bytes())

    intake = inspect_files([path], progress=swap)
    assert (intake.rows, intake.files[0].sha256) == (1, before)
    assert path.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("name", [b"two\nlines.xlsx", b"no text \xff.xlsx"])
def test_a_file_of_an_odd_name_is_frozen_as_one_file(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    write_contacts(tmp_path / "a.xlsx", row_for(1, CONTACT)).rename(path)
    passphrase = "correct horse battery staple"
    vault = Vault.create(
        tmp_path / "home", "Ann", passphrase, kdf="minimum", clock=lambda: datetime.now(UTC)
    )
    base = create_base(vault)
    import_frame(base, inspect_files([path]))
    (kept,) = kept_frames(base)
    base.close()
    assert kept.record.file_name == path.name.encode("utf-8", "replace").decode().replace(
        "\n", "\N{REPLACEMENT CHARACTER}"
    ).replace("?", "\N{REPLACEMENT CHARACTER}")
