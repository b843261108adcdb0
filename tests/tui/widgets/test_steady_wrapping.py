"""Wrapping around a change gives what wrapping the whole line would give."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from textual._wrap import compute_wrap_offsets

from inspector_app.tui.widgets.faithful_document import FaithfulDocument
from inspector_app.tui.widgets.steady_wrapping import LONG_LINE, SteadyWrap, wrapped_again

PIECES = st.text(alphabet="ab  漢é\u0301xyzw-", max_size=150)


@settings(max_examples=500)
@given(PIECES, PIECES, PIECES, PIECES, st.integers(2, 12))
def test_breaks_are_the_same_as_if_the_whole_line_were_wrapped(
    head: str, old: str, new: str, tail: str, width: int
) -> None:
    before, after = head + old + tail, head + new + tail
    breaks = compute_wrap_offsets(before, width, 1)
    again = wrapped_again(before, breaks, after, width)
    assert again == compute_wrap_offsets(after, width, 1)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, LONG_LINE), st.integers(0, 40), PIECES), max_size=4))
def test_a_document_wrapped_edit_by_edit_equals_one_wrapped_afresh(
    edits: list[tuple[int, int, str]],
) -> None:
    document = FaithfulDocument("first\n" + "some words " * 300 + "\nlast")
    wrapped = SteadyWrap(document, 40)
    for start, length, text in edits:
        end = min(start + length, len(document.lines[1]))
        start = min(start, end)
        result = document.replace_range((1, start), (1, end), text)
        wrapped.wrap_range((1, start), (1, end), result.end_location)
    fresh = SteadyWrap(document, 40)
    assert [wrapped.get_sections(row) for row in range(3)] == [
        fresh.get_sections(row) for row in range(3)
    ]
    assert wrapped.height == fresh.height
    assert [wrapped.place(y) for y in range(wrapped.height + 1)] == [
        fresh.place(y) for y in range(fresh.height + 1)
    ]
    assert wrapped.location_to_offset((2, 2)) == fresh.location_to_offset((2, 2))
