"""A field of one line behaves as people know it from Word."""

from __future__ import annotations

import pytest
from textual import events

from inspector_app.tui.widgets.text_input import TextInput
from tests.tui.widgets.stage import Stage, drawn


def stage(value: str = "", *, password: bool = False) -> Stage:
    return Stage(lambda: [TextInput(value, password=password)])


async def test_ctrl_z_takes_back_a_word_at_a_time_and_ctrl_y_does_it_again() -> None:
    app = stage()
    async with app.run_test() as pilot:
        field = app.query_one(TextInput)
        await pilot.press(*"one", "space", *"two")
        await pilot.press("ctrl+z")
        assert field.value == "one"
        await pilot.press("ctrl+z")
        assert field.value == ""
        await pilot.press("ctrl+z", "ctrl+y", "ctrl+y", "ctrl+y")
        assert field.value == "one two"
        assert field.cursor_position == len("one two")


async def test_a_deletion_can_be_taken_back() -> None:
    app = stage("supervision notes")
    async with app.run_test() as pilot:
        await pilot.press("end", "ctrl+backspace")
        assert app.query_one(TextInput).value == "supervision "
        await pilot.press("ctrl+z")
        assert app.query_one(TextInput).value == "supervision notes"


async def test_typing_after_undo_forgets_what_was_taken_back() -> None:
    app = stage()
    async with app.run_test() as pilot:
        await pilot.press("a", "ctrl+z", "b", "ctrl+y")
        assert app.query_one(TextInput).value == "b"


async def test_a_value_set_by_the_program_cannot_be_undone_into_the_one_before() -> None:
    app = stage()
    async with app.run_test() as pilot:
        await pilot.press(*"abc")
        app.query_one(TextInput).value = "other record"
        await pilot.press("ctrl+z")
        assert app.query_one(TextInput).value == "other record"


async def test_a_passphrase_is_not_kept_for_undo() -> None:
    app = stage(password=True)
    async with app.run_test() as pilot:
        field = app.query_one(TextInput)
        await pilot.press(*"secret", "ctrl+a", "delete", "ctrl+z")
        assert field.value == ""


async def test_a_passphrase_is_drawn_as_dots() -> None:
    app = stage("secret", password=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "secret" not in drawn(app)
        assert "••••••" in drawn(app)


async def test_focus_selects_nothing_and_ctrl_a_selects_all() -> None:
    app = stage("case 14")
    async with app.run_test() as pilot:
        field = app.query_one(TextInput)
        assert field.has_focus
        assert field.selected_text == ""
        await pilot.press("ctrl+a")
        assert field.selected_text == "case 14"


@pytest.mark.parametrize("key", ["ctrl+backspace", "ctrl+w", "alt+backspace"])
async def test_the_word_to_the_left_is_deleted(key: str) -> None:
    app = stage("help and protection")
    async with app.run_test() as pilot:
        await pilot.press("end", "ctrl+left", key)
        assert app.query_one(TextInput).value == "help protection"


async def test_a_paste_of_several_lines_is_kept_whole() -> None:
    app = stage("start ")
    async with app.run_test() as pilot:
        app.query_one(TextInput).post_message(events.Paste("one\r\ntwo\nthree\rfour"))
        await pilot.pause()
        assert app.query_one(TextInput).value == "start one two three four"


async def test_a_paste_replaces_the_selection_and_can_be_taken_back() -> None:
    app = stage("old")
    async with app.run_test() as pilot:
        await pilot.press("ctrl+a")
        app.query_one(TextInput).post_message(events.Paste("new"))
        await pilot.pause()
        assert app.query_one(TextInput).value == "new"
        await pilot.press("ctrl+z")
        assert app.query_one(TextInput).value == "old"


@pytest.mark.parametrize("character", ["\u00a0", "\u200d", "\u200f"])
async def test_characters_python_calls_unprintable_can_be_typed(character: str) -> None:
    app = stage("a")
    async with app.run_test() as pilot:
        field = app.query_one(TextInput)
        field.post_message(events.Key("special", character))
        await pilot.pause()
        assert field.value == "a" + character


async def test_label_and_placeholder_are_drawn_as_typed() -> None:
    app = Stage(lambda: [TextInput(label="Name [/x]", placeholder="[bold]e.g. [A1]")])
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Name [/x]" in drawn(app)
        assert "[bold]e.g. [A1]" in drawn(app)


async def test_the_cursor_stands_where_it_is_among_control_characters() -> None:
    app = stage("a\x07\x1bb")
    async with app.run_test() as pilot:
        field = app.query_one(TextInput)
        await pilot.press("home", "right", "right", "right", *"X")
        assert field.value == "a\x07\x1bXb"
        assert "a␇␛Xb" in drawn(app)


async def test_a_click_behind_control_characters_finds_the_right_place() -> None:
    app = stage("a\x07\x1bb")
    async with app.run_test() as pilot:
        await pilot.click(TextInput, offset=(2 + 3, 1))
        assert app.query_one(TextInput).cursor_position == 3
