"""A covered screen shows nothing, and only the PIN uncovers it."""

from __future__ import annotations

import os

import pytest

from inspector_app.tui.widgets.cover import Cover, FullLockWanted, PinDialog
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.notices import notice
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.session_pin import SessionPin, pin_problem
from inspector_app.tui.widgets.text_input import TextInput
from tests.tui.widgets.stage import Heard, Stage, drawn

PIN = SessionPin.of("493827", os.urandom)


def stage() -> Stage:
    return Stage(lambda: [NoteEditor("what the child said"), PlainLabel("case 14")])


async def test_nothing_underneath_is_seen_not_even_notices() -> None:
    app = stage()
    async with app.run_test(notifications=True) as pilot:
        notice(app, "note on case 14 saved", seconds=60)
        await pilot.pause()
        assert "case 14" in drawn(app)
        await app.push_screen(Cover(PIN))
        await pilot.pause()
        notice(app, "case 15 arrived", seconds=60)
        await pilot.pause()
        assert "The screen is covered." in drawn(app)
        for secret in ("child said", "case 14", "case 15", "saved"):
            assert secret not in drawn(app)


async def test_the_right_pin_uncovers_what_was_being_written() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        app.query_one(NoteEditor).focus()
        await app.push_screen(Cover(PIN))
        await pilot.press(*"493827")
        await pilot.pause()
        assert not isinstance(app.screen, Cover)
        assert app.query_one(NoteEditor).has_focus
        assert heard.of(FullLockWanted) == []


async def test_five_wrong_pins_ask_for_the_full_lock_once_and_the_right_one_comes_too_late() -> (
    None
):
    app, heard = stage(), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        await app.push_screen(Cover(PIN))
        for number in range(5):
            assert len(heard.of(FullLockWanted)) == 0, number
            await pilot.press(*"111111")
            await pilot.pause()
        assert len(heard.of(FullLockWanted)) == 1
        assert "Your passphrase is needed" in drawn(app)
        app.screen.query_one(TextInput).value = "493827"
        await pilot.pause()
        assert isinstance(app.screen, Cover)


async def test_escape_and_keys_of_the_program_do_not_uncover() -> None:
    app = stage()
    async with app.run_test() as pilot:
        await app.push_screen(Cover(PIN))
        await pilot.press("escape", "ctrl+p", "f2", "tab")
        assert isinstance(app.screen, Cover)
        assert len(app.screen_stack) == 2


async def test_the_palette_is_shut_while_covered_and_given_back_afterwards() -> None:
    app = stage()
    async with app.run_test() as pilot:
        app.use_command_palette = True
        await app.push_screen(Cover(PIN))
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, Cover)
        await pilot.press(*"493827")
        await pilot.pause()
        assert app.use_command_palette


@pytest.mark.parametrize(
    ("digits", "again", "words"),
    [
        ("12345", "12345", "six digits"),
        ("12345a", "12345a", "six digits"),
        ("١٢٣٤٥٦", "١٢٣٤٥٦", "six digits"),
        ("777777", "777777", "harder to guess"),
        ("456789", "456789", "harder to guess"),
        ("493827", "493828", "differ"),
    ],
)
def test_a_poor_pin_is_refused_with_the_reason(digits: str, again: str, words: str) -> None:
    problem = pin_problem(digits, again)
    assert problem is not None
    assert words in problem


def test_a_pin_cannot_be_read_from_what_is_kept() -> None:
    assert pin_problem("493827", "493827") is None
    assert PIN.matches("493827")
    assert not PIN.matches("493828")
    assert "493827" not in repr(PIN)
    assert SessionPin.of("493827", os.urandom) != PIN


async def test_the_pin_dialog_gives_the_pin_that_was_typed_twice() -> None:
    app = stage()
    given: list[SessionPin | None] = []
    async with app.run_test() as pilot:
        await app.push_screen(PinDialog(os.urandom), given.append)
        await pilot.press(*"111111", "enter", *"111111", "enter")
        await pilot.pause()
        assert "digits that are harder" in drawn(app)
        await pilot.press(*"493827", "enter", *"493827", "enter")
        await pilot.pause()
        assert given[0] is not None
        assert given[0].matches("493827")


async def test_the_pin_dialog_can_be_put_off() -> None:
    app = stage()
    given: list[SessionPin | None] = []
    async with app.run_test() as pilot:
        await app.push_screen(PinDialog(os.urandom), given.append)
        await pilot.press("escape")
        await pilot.pause()
        assert given == [None]
