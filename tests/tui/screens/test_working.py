"""Grid, list, item, search, safety concern, cover and lock, driven by keys."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.notes import NewNote, add_note
from inspector_app.enquiries.shown import shown_record, shown_records
from inspector_app.enquiries.tagging import Tags
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.start import Start
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.record_table import RecordTable
from schemas.records import Evidence, Note, SafetyConcern
from tests.tui.program import (
    AUTHORITY,
    PASSPHRASE,
    Clock,
    Dice,
    drawn,
    notices,
    program,
    set_up,
    settled,
    type_text,
    unlock_at_once,
    until,
)
from tests.tui.screens.full_base import fill
from tests.tui.widgets.hostile import HOSTILE, WALKS


class Seconds:
    """A clock that only goes forward when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def patient(home: Path, seconds: Seconds, clock: Clock) -> InspectorApp:
    start = Start(folder=home, clock=clock, randomness=Dice(), seconds=seconds, kdf="minimum")
    return InspectorApp(start)


async def test_a_cell_of_the_grid_opens_its_list_and_an_item(tmp_path: Path) -> None:
    fill(tmp_path / "home")
    app = program(tmp_path / "home")
    async with app.run_test(size=(120, 36)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("5")
        await until(pilot, "evidence")
        await settled(pilot)
        await pilot.press("right", "right", "enter")
        await until(pilot, "evidence-list")
        await settled(pilot)
        assert "Leaders × Concern · 1" in drawn(app)
        await pilot.press("enter")
        await until(pilot, "item")
        await settled(pilot)
        picture = drawn(app)
        assert "Plans of children in need drift without review for months [A1]." in picture
        assert "History" in picture
        await pilot.press("escape")
        await until(pilot, "evidence-list")
        await pilot.press("escape")
        await until(pilot, "evidence")
    assert app.troubles == []


async def test_other_sides_of_the_grid_are_chosen_by_key(tmp_path: Path) -> None:
    fill(tmp_path / "home")
    app = program(tmp_path / "home")
    async with app.run_test(size=(120, 36)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("5")
        await until(pilot, "evidence")
        await pilot.press("r")
        await settled(pilot)
        await type_text(pilot, "line")
        await pilot.press("enter")
        await until(pilot, "evidence")
        await settled(pilot)
        assert "Rows: Line of enquiry" in drawn(app)
        assert "Is neglect recognised early?" in drawn(app)


async def test_a_list_keeps_its_cursor_when_a_colleague_writes(tmp_path: Path) -> None:
    fill(tmp_path / "home")
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("5")
        await until(pilot, "evidence")
        await pilot.press("a")
        await until(pilot, "evidence-list")
        await settled(pilot)
        await pilot.press("down", "down")
        table = app.screen.query_one(RecordTable)
        before = table.selected_key
        assert app.session is not None
        base = app.session.opened.base
        await app.work.write(lambda: add_evidence(base, NewEvidence("Just arrived")))
        await settled(pilot)
        assert "Just arrived" in drawn(app)
        assert table.selected_key == before
        assert table.cursor_row == 3


async def test_tagging_withdrawing_and_bringing_back(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    record = add_evidence(base, NewEvidence("Good", tags=Tags(("care-leavers",)))).record
    base.close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("f6", "enter")
        await until(pilot, "item")
        await settled(pilot)
        await pilot.press("f4")
        await until(pilot, "tagging")
        await pilot.press("1", "4", "ctrl+s")
        await until(pilot, "item")
        await settled(pilot)
        assert app.session is not None
        open_base = app.session.opened.base
        assert shown_record(open_base, Evidence, record).keys("areas") == ("leaders",)
        await pilot.press("w")
        await settled(pilot)
        await type_text(pilot, "Wrong place")
        await pilot.press("enter")
        await until(pilot, "item")
        await settled(pilot)
        assert shown_record(open_base, Evidence, record).record.withdrawn == "Wrong place"
        assert "withdrawn" in drawn(app)
        await pilot.press("b")
        await settled(pilot)
        assert shown_record(open_base, Evidence, record).record.withdrawn is None
    assert app.troubles == []


async def test_the_last_save_is_taken_back_and_done_again(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    add_note(base, NewNote("Too early"))
    base.close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        assert app.session is not None
        open_base = app.session.opened.base
        await pilot.press("ctrl+z", "enter")
        await settled(pilot)
        assert shown_records(open_base, Note) == ()
        await pilot.press("ctrl+y", "enter")
        await settled(pilot)
        assert len(shown_records(open_base, Note)) == 1


async def test_search_finds_as_one_types_and_opens_the_hit(tmp_path: Path) -> None:
    fill(tmp_path / "home")
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("f3")
        await until(pilot, "search")
        await type_text(pilot, "life-st")
        await asyncio.sleep(0.3)
        await settled(pilot)
        assert "Life-story work begins late." in drawn(app)
        await pilot.press("enter")
        await until(pilot, "item")


async def test_a_safety_concern_is_written_down_and_stands_first(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("f8")
        await until(pilot, "concern")
        assert "Tell a manager here now." in drawn(app)
        await type_text(pilot, "He is afraid")
        await pilot.press("tab", "tab")
        await type_text(pilot, "team manager")
        await pilot.press("tab")
        await type_text(pilot, "09:40")
        await pilot.press("ctrl+s")
        await until(pilot, "today")
        await settled(pilot)
        assert app.session is not None
        (concern,) = shown_records(app.session.opened.base, SafetyConcern)
        assert concern.record.state == "passed-on"
        assert str(concern.record.told_at).startswith("2026-11-25T09:40")
        assert "He is afraid" in drawn(app)
    assert app.troubles == []


async def test_a_wrong_time_keeps_the_form_open(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("f8")
        await until(pilot, "concern")
        await type_text(pilot, "He is afraid")
        await pilot.press("tab", "tab", "tab")
        await type_text(pilot, "soon")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert app.screen.name == "concern"
        assert "not a time" in notices(app)


async def test_the_cover_hides_everything_and_five_idle_minutes_bring_it(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    seconds, clock = Seconds(), Clock()
    app = patient(tmp_path / "home", seconds, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("f9")
        await pilot.pause()
        await type_text(pilot, "493827")
        await pilot.press("enter")
        await type_text(pilot, "493827")
        await pilot.press("enter")
        await pilot.pause()
        assert AUTHORITY not in drawn(app)
        await pilot.press("f8", "f2", "ctrl+p")
        await pilot.pause()
        assert "The screen is covered." in drawn(app)
        await type_text(pilot, "493827")
        await until(pilot, "today")
        for _ in range(6):
            seconds.now += 55
            await asyncio.sleep(0.6)
        await pilot.pause()
        assert "The screen is covered." in drawn(app)


async def test_a_suspended_laptop_is_locked_and_typing_resumes(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    seconds, clock = Seconds(), Clock()
    app = patient(tmp_path / "home", seconds, clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("f2")
        await until(pilot, "capture")
        await type_text(pilot, "In mid-sent")
        seconds.now += 3600
        await asyncio.sleep(0.6)
        await until(pilot, "unlock")
        assert app.session is None
        assert "to send" in drawn(app)
        await type_text(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, "capture")
        assert app.screen.query_one(NoteEditor).text == "In mid-sent"
    assert app.troubles == []


def test_every_hostile_text_is_in_a_walk() -> None:
    assert sorted(name for names in WALKS.values() for name in names) == sorted(HOSTILE)


@pytest.mark.parametrize("names", WALKS.values(), ids=WALKS)
async def test_hostile_text_goes_through_every_screen_unchanged(
    names: tuple[str, ...], tmp_path: Path
) -> None:
    hostile = " ".join(HOSTILE[name] for name in names)
    base = set_up(tmp_path / "home")
    base.close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(120, 36)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("f2")
        await until(pilot, "capture")
        app.screen.query_one(NoteEditor).insert(f"x {hostile}")
        typed = app.screen.query_one(NoteEditor).text
        await pilot.press("ctrl+e", "ctrl+s")
        await until(pilot, "today")
        await settled(pilot)
        assert app.session is not None
        (item,) = shown_records(app.session.opened.base, Evidence)
        # Half of a surrogate pair is no text; everything else stands as it was typed.
        whole = typed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        assert item.record.text == whole
        await pilot.press("f3")
        await until(pilot, "search")
        await type_text(pilot, "x")
        await asyncio.sleep(0.2)
        await settled(pilot)
        await pilot.press("escape", "5")
        await until(pilot, "evidence")
        await pilot.press("a")
        await until(pilot, "evidence-list")
        await settled(pilot)
        await pilot.press("enter")
        await until(pilot, "item")
        await settled(pilot)
        await pilot.press("e")
        await until(pilot, "capture")
    assert app.troubles == []
