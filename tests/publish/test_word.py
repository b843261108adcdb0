"""The Word file: plain, numbered, marked as a draft, and safe with anything that people type."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from docx import Document

from inspector_app.publish.printable import on_one_line, printable
from inspector_app.publish.report import (
    GradeRow,
    GradesTable,
    Paragraph,
    Reference,
    Report,
    ReportSection,
)
from inspector_app.publish.word import report_document
from tests.publish.inspections import lines_of

AT = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
HOSTILE = {
    "markup": "[bold]<w:p/>&lt;script>alert('x')</script> ]]> {\\rtf1}",
    "controls": "a\x00b\x07c\x1b[31md\x7fe\x9bf",
    "override": "\u202egnitirw ot tfel thgir\u202c\u2066\u2069",
    "right to left": "הילדה אמרה 'שלום' (3)",
    "formula": '=HYPERLINK("http://x","y")',
    "field": '{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" }',
    "lines": "one\r\ntwo\rthree\x0bfour\u2029five\n\tsix",
    "not characters": "\ufffe\uffff\U000e0041",
    "emoji": "👩‍👧‍👦 é e\u0301 ｆｕｌｌ",
    "long": "neighbourhood" * 400,
}


def report(text: str, *, verified: bool = True) -> Report:
    paragraphs = (Paragraph(text, "strength", text, ("e1",)), Paragraph(text, "priority-action"))
    return Report(
        authority=text,
        title=text,
        theme=text,
        framework=text,
        dates=text,
        lead=text,
        grades=GradesTable(text, verified, (GradeRow(text, text),)),
        sections=(ReportSection(text, verified, text, paragraphs, text),),
        references=(Reference(1, "e1", (text,), 2),),
    )


def drawn(text: str) -> bytes:
    return report_document(report(text), at=AT, statements=(text,))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_stands_in_any_field_is_read_back_as_text(text: str) -> None:
    word = drawn(text)
    lines = lines_of(word)
    assert any(line.startswith(f"1.\t{printable(text)}") for line in lines)
    assert any(on_one_line(text) in line for line in lines if line.endswith("not for publication"))
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        body = Xml.fromstring(package.read("word/document.xml"))  # noqa: S314  # our own file
    names = {element.tag.rpartition("}")[2] for element in body.iter()}
    assert not names & {"instrText", "fldSimple", "hyperlink", "object", "script"}


def test_every_character_is_itself_or_visibly_not() -> None:
    assert printable(HOSTILE["markup"]) == HOSTILE["markup"]
    assert printable(HOSTILE["controls"]) == "a␀b␇c␛[31md␡e�f"
    assert printable(HOSTILE["override"]) == "�gnitirw ot tfel thgir���"
    assert printable(HOSTILE["right to left"]) == HOSTILE["right to left"]
    assert printable(HOSTILE["lines"]) == "one\ntwo\nthree\nfour\nfive\n\tsix"
    assert printable(HOSTILE["not characters"]) == "���"
    assert printable(HOSTILE["emoji"]) == HOSTILE["emoji"]
    assert on_one_line(HOSTILE["lines"]) == "one two three four five six"


def test_the_page_is_a4_in_british_english() -> None:
    word = drawn("A judgement.")
    page = Document(io.BytesIO(word)).sections[0]
    assert page.page_width is not None
    assert page.page_height is not None
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        styles = package.read("word/styles.xml").decode()
    assert 'w:lang w:val="en-GB"' in styles
    assert "en-US" not in styles.replace('w:eastAsia="en-US"', "")


def test_every_page_says_that_it_is_a_draft_and_has_its_number() -> None:
    page = Document(io.BytesIO(drawn("Brambleshire"))).sections[0]
    header = "Brambleshire · Draft of 25 November 2026, not for publication"
    assert page.header.paragraphs[0].text == header
    fields = [each.text for each in page.footer._element.iter() if each.tag.endswith("instrText")]
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_file_says_nothing_of_how_it_was_made_but_who_and_when() -> None:
    properties = Document(io.BytesIO(drawn("Brambleshire"))).core_properties
    assert (properties.author, properties.last_modified_by) == ("Inspector", "Inspector")
    assert properties.comments == ""
    assert properties.title == "Brambleshire: Brambleshire"
    assert properties.created is not None
    assert properties.created.replace(tzinfo=UTC) == AT


def test_paragraphs_are_numbered_through_all_sections_and_statements() -> None:
    two = tuple(Paragraph(f"Text {number}.", "plain") for number in (1, 2))
    sections = (
        ReportSection("First", True, None, two, ""),
        ReportSection("Second", True, None, (), "Nothing here."),
        ReportSection("Third", True, "Good", two, ""),
    )
    whole = Report("A", "T", "", "F", "", "", None, sections, ())
    lines = lines_of(report_document(whole, at=AT, statements=("Sample one.", "Sample two.")))
    assert [line for line in lines if "\t" in line] == [
        "1.\tText 1.",
        "2.\tText 2.",
        "3.\tText 1.",
        "4.\tText 2.",
        "5.\tSample one.",
        "6.\tSample two.",
    ]
    assert "Nothing here." in lines
    assert "Third: good" in lines


def test_brackets_name_evidence_by_short_numbers_that_the_last_page_explains() -> None:
    ids = [f"{number:032x}" for number in range(1, 7)]
    rests = (ids[0], ids[1], ids[2], ids[4])
    section = ReportSection("S", True, None, (Paragraph("Text.", "plain", "2 of 3", rests),), "")
    references = tuple(Reference(place, name, (), 0) for place, name in enumerate(ids, start=1))
    whole = Report("A", "T", "", "F", "", "", None, (section,), references)
    lines = lines_of(report_document(whole, at=AT))
    assert "1.\tText. [2 of 3; E1–E3, E5]" in lines
    assert [line for line in lines if line in ids] == ids


def test_headings_without_a_source_are_marked_and_the_mark_is_explained() -> None:
    for verified in (True, False):
        lines = lines_of(report_document(report("Leaders", verified=verified), at=AT))
        assert ("Leaders: leaders †" in lines) is not verified
        explained = any("has not been checked against the published" in line for line in lines)
        assert explained is not verified


def test_a_sample_is_only_spoken_of_when_asked() -> None:
    heading = "The children whose experiences inspectors looked at"
    assert heading in lines_of(drawn("x"))
    assert heading not in lines_of(report_document(report("x"), at=AT))


def test_a_priority_action_is_called_one() -> None:
    assert "2.\tArea for priority action: Missing children." in lines_of(drawn("Missing children."))


@pytest.mark.parametrize("text", ["".join(HOSTILE.values())], ids=["everything at once"])
def test_a_word_processor_opens_it(text: str, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed here: soffice was not found")
    word = tmp_path / "report.docx"
    word.write_bytes(drawn(text))
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(  # noqa: S603
        [
            program,
            f"-env:UserInstallation={profile}",
            *("--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(word)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
