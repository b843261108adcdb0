"""The list of cases and one case, driven by keys and mouse."""

from __future__ import annotations

from pathlib import Path

from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.enquiries.shown import shown_records
from inspector_app.intake.extracts import Extract
from inspector_app.intake.frame import DatedEvent
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.record_table import RecordTable
from inspector_app.tui.widgets.time_strip import TimeStrip
from schemas.records import Case, Note, Request
from tests.tui.program import drawn, notices, program, set_up, settled, type_text, unlock, until
from tests.tui.screens.case_base import fill_cases
from tests.tui.widgets.hostile import HOSTILE


async def test_a_case_is_found_read_asked_for_and_written_about(tmp_path: Path) -> None:
    made = fill_cases(tmp_path / "home")
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("4")
        await until(pilot, "cases")
        await settled(pilot)
        assert "My cases · 5 of 5" in drawn(app)
        await type_text(pilot, "larkh")
        await settled(pilot)
        assert "1 match" in drawn(app)
        assert "girl 10" not in drawn(app)
        await pilot.press("enter")
        await until(pilot, "case")
        await settled(pilot)
        picture = drawn(app)
        assert "1 · girl 9 · CP · 4411699 · North · Larkhampton · W07" in picture
        assert "Seen: with the worker · 45 min in 2 notes · with Ann" in picture
        assert "30 Oct 2026  Date of the Last Statutory Visit" in picture
        assert "30 months" in picture
        await pilot.press("ctrl+g")
        await settled(pilot)
        assert app.session is not None
        base = app.session.opened.base
        asked = shown_records(base, Request)[-1]
        assert (asked.record.kind, asked.record.case, asked.record.state) == (
            "manager",
            made.case,
            "to-ask",
        )
        await pilot.press("ctrl+g")
        await settled(pilot)
        await type_text(pilot, "refu")
        await pilot.press("enter")
        await settled(pilot)
        await type_text(pilot, "on leave")
        await pilot.press("enter")
        await until(pilot, "case")
        await settled(pilot)
        asked = shown_records(base, Request)[-1]
        assert (asked.record.state, asked.record.reason) == ("refused", "on leave")
        await pilot.press("f2")
        await until(pilot, "capture")
        await type_text(pilot, "Seen again")
        await pilot.press("f4", "tab", "space", "tab", "right", "right", "right", "space")
        await pilot.press("tab", "right", "space", "ctrl+s")
        await until(pilot, "case")
        await settled(pilot)
        note = shown_records(base, Note)[-1]
        assert note.keys("cases") == (made.case,)
        assert note.keys("depths") == (f"{made.case}:whole",)
        assert (note.record.occasion, note.record.minutes) == ("worker", 30)
        assert "75 min in 3 notes" in drawn(app)
        await pilot.press("ctrl+d")
        await settled(pilot)
        picture = drawn(app)
        assert "Seen again" in picture
        assert picture.index("Seen again") < picture.index("Date of the Last Statutory Visit")
        await pilot.press("ctrl+r")
        await settled(pilot)
        assert "6 Feb 2023" in drawn(app)
        await pilot.press("escape")
        await until(pilot, "cases")
    assert app.troubles == []


async def test_everything_stands_beside_the_line_where_there_is_room(tmp_path: Path) -> None:
    made = fill_cases(tmp_path / "home")
    app = program(tmp_path / "home")
    async with app.run_test(size=(200, 60)) as pilot:
        await unlock(pilot)
        await pilot.press("4")
        await until(pilot, "cases")
        await settled(pilot)
        assert "drawn at random: Plans over two years" in drawn(app)
        await pilot.press("enter")
        await until(pilot, "case")
        await settled(pilot)
        picture = drawn(app)
        for words in (
            "No question in notes, no open comment.",
            "Is neglect recognised early?",
            "plan · 1 note · 2 evidence",
            "Drift was seen at the last visit.",
            "looks at: supervision",
            "Reviews are late.",
            "looked for, not found",
            "Allocated Team: North",
            "to ask",
            "⚠ Hard to read. Enter opens it.",
            "Nothing dated in the lists until 15 Jun",
            "with the worker · whole case",
        ):
            assert words in picture, words
        for sealed in ("plum", "095f", "Jane", "photographs"):
            assert sealed not in picture, sealed
        assert len(list(app.screen.walk_children())) <= 60
        strip = app.screen.query_one(TimeStrip)
        await pilot.click(TimeStrip, offset=(30, 0))
        await settled(pilot)
        assert strip.size.height > 5
        assert "From 3" not in picture
        table = app.screen.query_one(RecordTable)
        assert table.has_focus
        assert "2023" in (drawn(app).splitlines()[table.region.y + 1 + table.cursor_row])
        await pilot.press("f1")
        await until(pilot, "help")
        assert "Ctrl+R: newest or oldest first" in drawn(app)
        await pilot.press("escape")
        app.show_record(made.note)
        await until(pilot, "item")
        app.show_record(made.case)
        await until(pilot, "case")
    assert app.troubles == []


async def test_a_case_is_added_and_the_empty_list_says_how(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("4")
        await until(pilot, "cases")
        await settled(pilot)
        assert "Ctrl+N adds one, Sample (3) draws them." in drawn(app)
        await pilot.press("ctrl+n")
        await until(pilot, "new-case")
        await pilot.press("enter")
        await settled(pilot)
        assert "Type the identifier" in notices(app)
        await type_text(pilot, "0012")
        await pilot.press("tab")
        await type_text(pilot, "girl 9")
        await pilot.press("ctrl+s")
        await until(pilot, "case")
        await settled(pilot)
        assert "1 · girl 9 · 0012" in drawn(app)
        assert "By no plan: Ann added it on 25 Nov 2026." in drawn(app)
        assert app.session is not None
        (case,) = shown_records(app.session.opened.base, Case)
        assert case.record.identifier == "0012"
        await pilot.press("escape")
        await until(pilot, "cases")
        await settled(pilot)
        assert "My cases · 1 of 1" in drawn(app)
        await pilot.press("ctrl+z", "enter")
        await settled(pilot)
        assert "My cases · 0 of 0" in drawn(app)
    assert app.troubles == []


async def test_a_note_begun_on_a_case_waits_beside_an_unfinished_one(tmp_path: Path) -> None:
    made = fill_cases(tmp_path / "home")
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("f2")
        await until(pilot, "capture")
        await type_text(pilot, "On the train")
        await pilot.press("escape")
        await until(pilot, "today")
        app.show_record(made.case)
        await until(pilot, "case")
        await pilot.press("f2")
        await until(pilot, "capture")
        assert app.screen.query_one(NoteEditor).text == ""
        await type_text(pilot, "In the office")
        await pilot.press("escape")
        await until(pilot, "case")
        await pilot.press("escape")
        await until(pilot, "today")
        await settled(pilot)
        assert "On the train" in drawn(app)
        assert "In the office" in drawn(app)
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        app.show_record(made.case)
        await until(pilot, "case")
        await pilot.press("f2")
        await until(pilot, "capture")
        assert app.screen.query_one(NoteEditor).text == "In the office"
        await pilot.press("ctrl+s")
        await until(pilot, "case")
        assert app.session is not None
        note = shown_records(app.session.opened.base, Note)[-1]
        assert (note.record.text, note.keys("cases")) == ("In the office", (made.case,))
        assert app.session.begun_sheet().text == "On the train"
    assert app.troubles == []


async def test_no_text_of_anybody_breaks_list_or_case(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    first = ""
    for number, text in enumerate(HOSTILE.values()):
        event = DatedEvent(f"20{number:02}-01-01" if number % 2 else text[:40], 6, text, text)
        extract = Extract((event,), ()).to_text() if "\ud83d" not in text else None
        if "\ud83d" in text:
            continue
        case = add_case(
            base, NewCase(f"{number}{text}"[:200], text, text, text, extract=extract)
        ).record
        first = first or case
        add_note(base, NewNote(f"{text} Why {text}?", cases=(CaseSeen(first),)))
    base.close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(120, 36)) as pilot:
        await unlock(pilot)
        await pilot.press("4")
        await until(pilot, "cases")
        await settled(pilot)
        picture = drawn(app)
        assert "[/x]" in picture
        assert "[Smith v Jones]" in picture
        assert "\x1b" not in picture
        await pilot.press("end", "enter")
        await until(pilot, "case")
        await settled(pilot)
        await pilot.press("escape")
        await until(pilot, "cases")
        await pilot.press("home", "enter")
        await until(pilot, "case")
        await settled(pilot)
        await pilot.press("ctrl+d", *["down"] * 6)
        await settled(pilot)
        assert "[bold]not bold[/bold]" in drawn(app)
        assert "\u202e" not in drawn(app)
    assert app.troubles == []
