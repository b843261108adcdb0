"""The note editor keeps every character, hands texts over and offers tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.pilot import Pilot

from inspector_app.tui.widgets.completion_list import Completion, CompletionList, Sign
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.text_input import TextInput
from tests.tui.widgets.stage import Heard, Stage, drawn

CASES = [
    Completion(Sign.CASE, "case-14", "14 · girl 9 · CP", insert="14"),
    Completion(Sign.CASE, "case-15", "15 · boy [/x] 3 · CIN", insert="15"),
]
AREAS = [Completion(Sign.AREA, "leaders", "Leaders")]


def complete(sign: Sign, prefix: str) -> Sequence[Completion]:
    known = {Sign.CASE: CASES, Sign.AREA: AREAS, Sign.ENQUIRY: []}[sign]
    return [entry for entry in known if prefix.casefold() in entry.label.casefold()]


class Never:
    def stop(self) -> None:
        """There is nothing to stop."""


def no_timer(_seconds: float, _call: Callable[[], None]) -> Never:
    return Never()


def stage(text: str = "") -> Stage:
    return Stage(
        lambda: [NoteEditor(text, completions=complete, timer=no_timer), TextInput(id="other")]
    )


def offered(app: Stage) -> list[str]:
    return [entry.id for entry in app.query_one(NoteEditor).offered]


async def paste(pilot: Pilot[None], editor: NoteEditor, text: str) -> None:
    editor.post_message(events.Paste(text))
    await pilot.pause()


async def test_a_text_comes_back_as_it_was_typed_pasted_and_loaded(hostile: str) -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        editor = app.query_one(NoteEditor)
        editor.text = hostile
        await pilot.pause()
        assert editor.text == hostile
        editor.text = ""
        await paste(pilot, editor, hostile + "\n")
        assert editor.text == hostile + "\n"
        await pilot.press("a", "ctrl+z", "ctrl+z")
        assert editor.text == ""
        await pilot.press("ctrl+y")
        assert editor.text == hostile + "\n"


async def test_a_megabyte_can_be_pasted_into_one_line_and_typed_in() -> None:
    app = stage("start ")
    async with app.run_test(size=(80, 24)) as pilot:
        editor = app.query_one(NoteEditor)
        editor.move_cursor(editor.document.end)
        big = "a long page without line ends " * 35_000
        await paste(pilot, editor, big)
        await pilot.press("x", "up", "y", "backspace")
        assert editor.text == "start " + big + "x"


async def test_the_returns_of_a_terminal_paste_are_line_feeds() -> None:
    app = stage()
    async with app.run_test() as pilot:
        editor = app.query_one(NoteEditor)
        await paste(pilot, editor, "one\rtwo\rthree")
        assert editor.text == "one\ntwo\nthree"


async def test_a_joined_emoji_can_be_typed() -> None:
    app = stage()
    async with app.run_test() as pilot:
        editor = app.query_one(NoteEditor)
        for character in "👩\u200d👧":
            editor.post_message(events.Key("special", character))
        await pilot.pause()
        assert editor.text == "👩\u200d👧"


async def test_markup_and_control_characters_are_drawn_as_typed() -> None:
    app = stage("see [A1] [/x] \x1b[31m \x00 end")
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        assert "see [A1] [/x] ␛[31m ␀ end" in drawn(app)


async def test_the_placeholder_is_not_markup() -> None:
    app = Stage(lambda: [NoteEditor(placeholder="Write [bold]here[/]")])
    async with app.run_test() as pilot:
        await pilot.pause()
        assert "Write [bold]here[/]" in drawn(app)


async def test_ctrl_a_selects_all_and_home_goes_to_the_start_of_the_line() -> None:
    app = stage("one\ntwo")
    async with app.run_test() as pilot:
        editor = app.query_one(NoteEditor)
        await pilot.press("ctrl+a")
        assert editor.selected_text == "one\ntwo"
        await pilot.press("ctrl+end", "home")
        assert editor.cursor_location == (1, 0)
        await pilot.press("ctrl+home")
        assert editor.cursor_location == (0, 0)


async def test_f6_and_f7_are_left_to_the_program() -> None:
    app = stage("one two")
    async with app.run_test() as pilot:
        await pilot.press("f6", "f7")
        assert app.query_one(NoteEditor).selected_text == ""


async def test_leaving_the_editor_hands_over_what_was_typed_once() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        app.query_one(NoteEditor).focus()
        await pilot.press(*"note")
        assert heard.of(NoteEditor.Paused) == []
        app.query_one(TextInput).focus()
        await pilot.pause()
        app.query_one(NoteEditor).focus()
        await pilot.pause()
        app.query_one(TextInput).focus()
        await pilot.pause()
        assert [message.text for message in heard.of(NoteEditor.Paused)] == ["note"]


async def test_undo_is_handed_over_too() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        editor = app.query_one(NoteEditor)
        await pilot.press(*"note")
        editor.hand_over()
        await pilot.press("ctrl+z")
        editor.hand_over()
        await pilot.pause()
        assert [message.text for message in heard.of(NoteEditor.Paused)] == ["note", ""]


async def test_a_loaded_text_is_not_handed_over() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        editor = app.query_one(NoteEditor)
        editor.text = "from the journal"
        editor.hand_over()
        await pilot.pause()
        assert heard.of(NoteEditor.Paused) == []


async def test_a_hand_over_does_not_print_the_text() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        await pilot.press(*"private")
        app.query_one(NoteEditor).hand_over()
        await pilot.pause()
        assert "private" not in repr(heard.of(NoteEditor.Paused)[0])


async def test_a_chosen_completion_stands_in_the_text_and_is_told() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        editor = app.query_one(NoteEditor)
        await pilot.press(*"saw ", "@", "1", "down", "enter")
        await pilot.pause()
        assert editor.text == "saw @15 "
        assert offered(app) == []
        chosen = heard.of(NoteEditor.SignChosen)
        assert [(m.completion.id, m.start) for m in chosen] == [("case-15", (0, 4))]


async def test_a_completion_can_be_picked_with_the_mouse() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        editor = app.query_one(NoteEditor)
        await pilot.press("@")
        await pilot.pause()
        await pilot.click(CompletionList, offset=(3, 1))
        await pilot.pause()
        assert editor.text == "@15 "
        assert editor.has_focus
        assert [m.completion.id for m in heard.of(NoteEditor.SignChosen)] == ["case-15"]


async def test_typing_on_narrows_the_list_and_then_closes_it() -> None:
    app, heard = stage(), Heard()
    async with app.run_test(message_hook=heard) as pilot:
        editor = app.query_one(NoteEditor)
        await pilot.press("@")
        assert len(offered(app)) == 2
        await pilot.press("1", "4")
        assert offered(app) == ["case-14"]
        await pilot.press("space")
        assert offered(app) == []
        await pilot.press("enter")
        assert editor.text == "@14 \n"
        assert heard.of(NoteEditor.SignChosen) == []


async def test_escape_leaves_the_sign_as_text_and_the_list_closed() -> None:
    app = stage()
    async with app.run_test() as pilot:
        editor = app.query_one(NoteEditor)
        await pilot.press("#", "escape", *"lea")
        assert offered(app) == []
        assert editor.text == "#lea"
        await pilot.press("space", "#")
        assert offered(app) == ["leaders"]


async def test_a_sign_inside_a_word_opens_nothing() -> None:
    app = stage()
    async with app.run_test() as pilot:
        await pilot.press(*"mail", "@", "1")
        assert offered(app) == []


async def test_moving_away_from_the_sign_closes_the_list() -> None:
    app = stage("before ")
    async with app.run_test() as pilot:
        await pilot.press("ctrl+end", "@")
        assert offered(app)
        await pilot.press("home")
        await pilot.pause()
        assert offered(app) == []


async def test_without_completions_a_sign_is_only_text() -> None:
    app = Stage(lambda: [NoteEditor()])
    async with app.run_test() as pilot:
        await pilot.press("@", "1")
        assert offered(app) == []
        assert app.query_one(NoteEditor).text == "@1"


async def test_a_chosen_completion_is_taken_back_in_one_step() -> None:
    app = stage()
    async with app.run_test() as pilot:
        await pilot.press("@", "1", "tab")
        await pilot.press("ctrl+z")
        assert app.query_one(NoteEditor).text == "@1"


async def test_the_list_stays_on_the_screen_at_its_lower_right_corner() -> None:
    app = stage()
    async with app.run_test(size=(80, 24)) as pilot:
        editor = app.query_one(NoteEditor)
        editor.styles.height = 21
        editor.insert("\n" * 40 + "x" * 70 + " ")
        await pilot.press("@")
        await pilot.pause()
        region = app.query_one(CompletionList).region
        assert app.screen.region.contains_region(region)
        assert not region.contains_point(editor.cursor_screen_offset)
