"""What the reader proper is given of an .xlsx is what arrived, but for how each sheet begins."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from inspector_app.intake.book_parts import NO_MERGED, book_parts, find_book
from inspector_app.intake.reading import inspect_files
from inspector_app.intake.survey_xlsx import survey_xlsx
from inspector_app.intake.survey_zip import ZippedParts
from tests.intake.hostile_workbooks import READ, with_bytes, with_parts
from tests.intake.raw_workbooks import raw, sheet
from tests.intake.refused_workbooks import REFUSED
from tests.intake.test_samples import SAMPLES
from tests.intake.workbooks import CONTACT, headings, row_for, write_contacts, write_workbook

SHEET = "xl/worksheets/sheet1.xml"
WORKBOOKS = {
    **{what: hostile.make for what, hostile in READ.items()},
    **{what: make for what, (make, _) in REFUSED.items()},
}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write_contacts(tmp_path / "good.xlsx", row_for(1, CONTACT))


def stored(path: Path) -> Path:
    """The workbook with all parts as they are, not packed."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


def is_read_alike(path: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    with_beginning = inspect_files([path])
    monkeypatch.setattr("inspector_app.intake.book_parts.NO_MERGED", b"")
    return inspect_files([path]) == with_beginning


@pytest.mark.parametrize("what", WORKBOOKS)
def test_the_beginning_changes_nothing_of_a_hostile_file(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_read_alike(WORKBOOKS[what](tmp_path), monkeypatch)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample workbooks are not at hand")
@pytest.mark.parametrize("name", [path.name for path in sorted(SAMPLES.glob("*.xls*"))])
def test_the_beginning_changes_nothing_of_a_published_workbook(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_read_alike(SAMPLES / name, monkeypatch)


@pytest.mark.parametrize("pack", [lambda path: path, stored], ids=["packed", "stored"])
def test_what_the_reader_is_given_is_a_sound_zip_file(good: Path, pack: object) -> None:
    assert callable(pack)
    parts = ZippedParts(pack(good).read_bytes())
    found = book_parts(parts, find_book(parts) or "")
    given = found.clean(parts, survey_xlsx(parts, found).plain)
    with zipfile.ZipFile(io.BytesIO(given)) as archive, zipfile.ZipFile(good) as arrived:
        assert archive.testzip() is None
        assert archive.read(SHEET) == NO_MERGED + arrived.read(SHEET)


def test_the_reader_goes_through_a_sheet_once(tmp_path: Path) -> None:
    # Its search for merged cells, were it to go on behind the rows, would fail at these.
    path = with_parts(
        write_contacts(tmp_path / "a.xlsx", row_for(1, CONTACT)),
        {
            SHEET: lambda data: data.replace(
                b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="?"/></mergeCells>'
            )
        },
    )
    assert inspect_files([path]).rows == 1


@pytest.mark.parametrize(
    ("encoding", "rows", "codes"),
    [("utf-8-sig", 2, []), ("utf-16", 0, ["damaged-file"]), ("utf-16-be", 0, ["damaged-file"])],
)
def test_a_sheet_in_another_encoding_is_never_passed_over(
    tmp_path: Path, encoding: str, rows: int, codes: list[str]
) -> None:
    contacts = [headings(1), row_for(1, CONTACT)]
    path = write_workbook(tmp_path / "a.xlsx", {"List_1": contacts, "Again": contacts})

    def encoded(data: bytes) -> bytes:
        return data.decode().replace(' encoding="UTF-8"', "").encode(encoding)

    intake = inspect_files([with_parts(path, {SHEET: encoded})])
    assert (intake.rows, [each.code for each in intake.refused]) == (rows, codes)


@pytest.mark.parametrize("tail", ["", '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'])
def test_a_value_that_changed_on_its_way_is_refused(tmp_path: Path, tail: str) -> None:
    rows = '<row r="1"><c r="A1"><v>1234567</v></c></row>'
    whole = sheet(rows).replace("</sheetData>", f"</sheetData>{tail}")
    path = stored(raw(tmp_path / "a.xlsx", {SHEET: whole}))
    (refused,) = inspect_files([path]).refused
    assert refused.code == "not-annex-a"
    changed = path.read_bytes().replace(b"1234567", b"1234667")
    (refused,) = inspect_files([with_bytes(path, changed)]).refused
    assert refused.code == "damaged-file"
