from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.errors import InspectorError
from inspector_app.judgement.judges import Ratings
from inspector_app.judgement.judges_file import LARGEST_FILE, scale_from_text
from tests.judgement.rated import read

PLAIN = "unit,judge,grade\nHelp – 1,Zoë,good\nHelp – 1,Ann,Requires improvement\n"
HEAD = "unit,judge,grade\n"


def refusal(content: bytes | str) -> InspectorError:
    with pytest.raises(InspectorError) as refused:
        read(content)
    assert refused.value.next_step
    return refused.value


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.encode("cp1252"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(",", ";").encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        PLAIN.replace(",", "\t").encode(),
        ("\n\n" + PLAIN + "\n,,\n").encode(),
        b"note,GRADE, Judge ,unit\n,good,Zo\xc3\xab,Help \xe2\x80\x93 1\n"
        b"x,requires-improvement,Ann,Help \xe2\x80\x93 1\n",
    ],
)
def test_a_file_is_read_however_the_spreadsheet_saved_it(content: bytes) -> None:
    found = read(content)
    assert found.judges == ("Zoë", "Ann")
    assert [unit.name for unit in found.units] == ["Help – 1"]
    assert found.scale == ("inadequate", "requires-improvement", "good", "outstanding")
    assert found.units[0].grades == ((0, 2), (1, 1))


def test_grades_may_be_words_as_printed_in_reports() -> None:
    printed = read(HEAD + "1,a,Requires improvement to be good\n1,b,OUTSTANDING\n")
    assert printed.units[0].grades == ((0, 1), (1, 3))


def test_whole_numbers_are_a_scale_from_the_lowest_to_the_highest_with_those_between() -> None:
    found = read(HEAD + "1,a,2\n1,b,05\n2,a,-1\n")
    assert found.scale == ("-1", "0", "1", "2", "3", "4", "5")
    assert found.units[0].grades == ((0, 3), (1, 6))


def test_a_scale_by_hand_may_put_the_best_number_first() -> None:
    """Inspectors write 1 for outstanding and 4 for inadequate."""
    found = read(HEAD + "1,a,1\n1,b,4\n", scale_from_text("4, 3, 2, 1"))
    assert found.units[0].grades == ((0, 3), (1, 0))


@pytest.mark.parametrize("missing", ["", "NA", "n/a", "  "])
def test_a_missing_grade_is_a_missing_value(missing: str) -> None:
    found = read(HEAD + f"1,a,good\n1,b,{missing}\n2,b,good\n")
    assert [unit.grades for unit in found.units] == [((0, 2),), ((1, 2),)]


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        (b"", "columns-missing", "unit, judge, grade cannot be found"),
        ("unit,grade\n1,good\n", "columns-missing", "judge cannot be found"),
        ("unit,judge,grade,grade\n1,a,good,good\n", "columns-missing", "twice"),
        (HEAD, "ratings-empty", "no grade"),
        (HEAD + "1,a,\n", "ratings-empty", "no grade"),
        (HEAD + "1,a,good\n,b,good\n", "cell-empty", "Line 3"),
        (HEAD + "1,,good\n", "cell-empty", "Line 2"),
        (HEAD + "1,a,good\n1,b,good\n1,a,good\n", "judged-twice", "Line 4"),
        (HEAD + "1,a,good\n1,b,SECRET\n", "grade-unknown", "Line 3"),
        (HEAD + "1,a,good\n1,b,2\n", "grade-unknown", "Line 3"),
        (HEAD + "1,a,2\n1,b,2.5\n", "grade-unknown", "Each of lines 2, 3"),
        (HEAD + "1,a,1\n1,b,999999999\n", "scale-unclear", "more than 100"),
        (HEAD.encode() + b"1,a\0,good\n", "ratings-unreadable", "bytes that no text has"),
        (HEAD + '1,"a,good\n', "ratings-unreadable", "cannot be read"),
        (HEAD + f"{'x' * 5000},a,good\n", "ratings-unreadable", "Line 2"),
        (b"\xff\xfeu", "columns-missing", "cannot be found"),
        (b"PK\x03\x04\0\0\0", "ratings-unreadable", "not a CSV file"),
        (b" " * (LARGEST_FILE + 1), "ratings-unreadable", "8 MiB"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_its_line(
    content: bytes | str, code: str, said: str
) -> None:
    refused = refusal(content)
    assert refused.code == code
    assert said in refused.message
    assert "SECRET" not in refused.message + refused.next_step


def test_many_wrong_lines_are_counted_not_listed() -> None:
    lines = "".join(f"{at},a,bad\n" for at in range(20))
    assert "lines 2, 3, 4, 5, 6 and 15 more" in refusal(HEAD + lines).message


@pytest.mark.parametrize("text", ["", "1", "1,,2", "good,Good", ",".join(map(str, range(101)))])
def test_a_scale_by_hand_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InspectorError) as refused:
        scale_from_text(text)
    assert refused.value.code == "scale-unclear"


def outcome(content: bytes) -> Ratings | InspectorError:
    try:
        return read(content)
    except InspectorError as refused:
        return refused


@settings(max_examples=40)
@given(st.binary(max_size=60))
def test_whatever_the_bytes_there_is_a_table_or_a_refusal(content: bytes) -> None:
    assert isinstance(outcome(content), InspectorError)
    after = outcome(HEAD.encode() + b"1,a,good\n" + content)
    assert isinstance(after, InspectorError) or after.units[0].grades == ((0, 2),)
