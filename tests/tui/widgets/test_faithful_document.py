"""The text behind an editor is kept to the last character."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.tui.widgets.faithful_document import FaithfulDocument

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from("\n\r\t\x00\x0b\x0c\x1b\x1c\x85\u2028\u2029ab 漢👩\u200d"),
        st.characters(exclude_categories=()),
    ),
    max_size=60,
)


@given(TEXTS)
def test_what_is_put_in_comes_out_unchanged(text: str) -> None:
    assert FaithfulDocument(text).text == text


@given(TEXTS)
def test_drawn_lines_have_a_character_for_each_kept_one(text: str) -> None:
    lines = FaithfulDocument(text).lines
    assert [len(line) for line in lines] == [len(line) for line in text.split("\n")]


@given(TEXTS, TEXTS, st.data())
def test_replacing_a_range_and_putting_it_back_gives_the_first_text(
    text: str, new: str, data: st.DataObject
) -> None:
    document = FaithfulDocument(text)
    places = [
        (row, column) for row, line in enumerate(document.lines) for column in range(len(line) + 1)
    ]
    start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
    first = _position(text, start)
    last = _position(text, end)
    result = document.replace_range(start, end, new)
    assert document.text == text[:first] + new + text[last:]
    assert document.lines == FaithfulDocument(document.text).lines
    assert result.replaced_text == text[first:last]
    back = document.replace_range(start, result.end_location, result.replaced_text)
    assert document.text == text
    assert back.end_location == end


def _position(text: str, location: tuple[int, int]) -> int:
    row, column = location
    return sum(len(line) + 1 for line in text.split("\n")[:row]) + column


def test_a_windows_line_end_is_kept_and_drawn_as_a_blank() -> None:
    document = FaithfulDocument("one\r\ntwo\r\n")
    assert document.text == "one\r\ntwo\r\n"
    assert document.lines == ["one ", "two ", ""]


def test_a_return_in_the_middle_of_a_line_is_shown() -> None:
    assert FaithfulDocument("a\rb").lines == ["a␍b"]


def test_a_range_one_row_beyond_the_end_takes_the_last_line() -> None:
    document = FaithfulDocument("one\ntwo")
    assert document.replace_range((1, 0), (2, 0), "").replaced_text == "two"
    assert document.text == "one\n"
