"""Any text is drawn as it stands, and nothing in it reaches the terminal as a command."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inspector_app.tui.widgets.visible_text import fitted, plain, shown, shown_on_one_line

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_each_character_is_drawn_as_exactly_one(text: str) -> None:
    assert len(shown(text)) == len(text)
    assert len(shown_on_one_line(text)) == len(text)


@given(ANY_TEXT)
def test_nothing_a_terminal_obeys_is_drawn(text: str) -> None:
    drawn = shown_on_one_line(text)
    assert not any(ord(character) < 0x20 or 0x7F <= ord(character) < 0xA0 for character in drawn)
    drawn.encode("utf-8")


@given(ANY_TEXT, st.integers(0, 40))
def test_fitted_text_has_exactly_the_cells_asked_for(text: str, width: int) -> None:
    assert cell_len(fitted(text, width)) == width


def test_ordinary_text_in_any_script_is_left_alone() -> None:
    text = "Zoë’s plan – “very good” – שלום 漢字 👩‍👩‍👧 ⚠️ a\u00a0b"
    assert shown(text) == text


def test_text_that_does_not_fit_ends_with_an_ellipsis() -> None:
    assert fitted("supervision", 8) == "supervi…"
    assert fitted("漢字漢字", 6) == "漢字… "


def test_numbers_stand_at_the_right() -> None:
    assert fitted("12", 5, right=True) == "   12"


def test_control_characters_have_their_own_pictures() -> None:
    assert shown("a\x00\x1b\x7f") == "a␀␛␡"
    assert shown_on_one_line("a\r\nb\tc") == "a␍⏎b⇥c"


def test_brackets_are_not_markup() -> None:
    assert plain("[bold]x[/bold] [/y]").plain == "[bold]x[/bold] [/y]"
