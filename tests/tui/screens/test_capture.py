"""Quick capture: what is typed cannot be lost, and is tagged only by choice."""

from __future__ import annotations

import asyncio
from pathlib import Path

from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.notes import NewNote, add_note
from inspector_app.enquiries.shown import shown_records
from inspector_app.enquiries.tagging import Tags
from inspector_app.evidence_base.editing import edit
from inspector_app.evidence_base.writing import Typed
from inspector_app.tui.screens.capture import CaptureScreen
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.title_line import TitleLine
from schemas.records import Evidence, Note
from tests.tui.program import drawn, notices, program, set_up, settled, type_text, unlock, until


async def test_a_draft_survives_a_killed_program(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("f2")
        await until(pilot, "capture")
        await type_text(pilot, "The plan was late")
        await pilot.press("ctrl+l")
        await asyncio.sleep(0.7)
        await settled(pilot)
        # The program ends here as if its process had been killed: nothing is put away.
        app.session = None
    again = program(tmp_path / "home")
    async with again.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        assert "The plan was late" in drawn(again)
        await pilot.press("f2")
        await until(pilot, "capture")
        assert again.screen.query_one(NoteEditor).text == "The plan was late"
        await type_text(pilot, ", twice")
        await pilot.press("ctrl+s")
        await until(pilot, "today")
        await settled(pilot)
        assert again.session is not None
        (note,) = shown_records(again.session.opened.base, Note)
        assert note.record.text == "The plan was late, twice"
        assert note.keys("areas") == ("leaders",)
        await pilot.press("f2")
        await until(pilot, "capture")
        assert again.screen.query_one(NoteEditor).text == ""


async def test_escape_keeps_the_draft_and_says_so(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("f2")
        await until(pilot, "capture")
        await type_text(pilot, "Not yet")
        await pilot.press("escape")
        await until(pilot, "today")
        await settled(pilot)
        assert "Your draft is kept." in notices(app)
        await pilot.press("f2")
        await until(pilot, "capture")
        assert app.screen.query_one(NoteEditor).text == "Not yet"


async def test_a_value_merged_while_the_editor_was_open_is_not_hidden_by_its_save(
    tmp_path: Path,
) -> None:
    base = set_up(tmp_path / "home")
    note = add_note(base, NewNote("Seen alone")).record
    base.close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(120, 36)) as pilot:
        await unlock(pilot)
        await pilot.press("f6", "enter")
        await until(pilot, "item")
        await pilot.press("e")
        await until(pilot, "capture")
        await pilot.press("end")
        await type_text(pilot, " by the worker")
        assert app.session is not None
        open_base = app.session.opened.base
        # What another laptop wrote arrives while the editor is open.
        other = edit(open_base.fields(note), note, "note", "text", Typed("Not seen alone"))
        await app.work.write(lambda: open_base.record(other))
        await pilot.press("ctrl+s")
        await until(pilot, "item")
        await settled(pilot)
        view = open_base.fields(note)["text"]
        assert view.in_conflict
        values = {write.value for write in view.current}
        assert values == {"Not seen alone", "Seen alone by the worker"}
        picture = drawn(app)
        assert "Not seen alone" in picture
        assert "Seen alone by the worker" in picture
        assert "Both are kept" in notices(app)
        assert "⚠ 1 conflict" in picture
        await pilot.press("home", "enter")
        await settled(pilot)
        assert not open_base.fields(note)["text"].in_conflict


async def test_evidence_is_saved_with_polarity_area_and_source(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("f2")
        await until(pilot, "capture")
        await type_text(pilot, "Managers know practice well")
        await pilot.press("ctrl+e", "f4", "1", "tab", "+", "tab", "space")
        await pilot.press("ctrl+s")
        await until(pilot, "today")
        await settled(pilot)
        assert app.session is not None
        (item,) = shown_records(app.session.opened.base, Evidence)
        assert item.record.polarity == "strength"
        assert item.keys("areas") == ("leaders",)
        assert item.keys("sources") == ("case-file",)


async def test_selected_text_becomes_evidence_that_keeps_its_note(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("f2")
        await until(pilot, "capture")
        await type_text(pilot, "Talked to Jo. Plans are late")
        await pilot.press(*["shift+left"] * len("Plans are late"), "ctrl+e")
        await settled(pilot)
        await until(pilot, "capture")
        assert app.screen.query_one(NoteEditor).text == "Plans are late"
        await pilot.press("ctrl+s")
        await until(pilot, "today")
        await settled(pilot)
        assert app.session is not None
        base = app.session.opened.base
        (note,) = shown_records(base, Note)
        (item,) = shown_records(base, Evidence)
        assert note.record.text == "Talked to Jo. Plans are late"
        assert item.keys("notes") == (note.id,)


async def test_beside_someone_only_the_text_is_seen(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    add_evidence(base, NewEvidence("Secret thought", tags=Tags(("leaders",))))
    base.close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("f7")
        await until(pilot, "capture")
        await type_text(pilot, "We talked #lea")
        await pilot.pause()
        picture = drawn(app)
        for hidden in ("Brambleshire", "to send", "Leaders", "Secret thought", "child is not safe"):
            assert hidden not in picture
        assert "We talked #lea" in picture
        await pilot.press("f7")
        await pilot.pause()
        assert isinstance(app.screen, CaptureScreen)
        assert not app.screen.query_one(TitleLine).discreet
        assert "Leaders" in drawn(app)


async def test_an_empty_sheet_is_not_saved(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("f2")
        await until(pilot, "capture")
        await pilot.press("space", "ctrl+s")
        await settled(pilot)
        assert app.screen.name == "capture"
        assert app.session is not None
        assert shown_records(app.session.opened.base, Note) == ()
