"""Values that clash are settled by taking one, both or another, and nothing typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector_app.enquiries.notes import NewNote, add_note
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.drafts import drafts
from inspector_app.evidence_base.editing import edit, withdraw
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.widgets.note_editor import NoteEditor
from tests.tui.pictures import Album
from tests.tui.program import (
    drawn,
    notices,
    set_up,
    settled,
    type_text,
    unlock_at_once,
    until,
    walking,
)
from tests.tui.widgets.hostile import HOSTILE

FIRST = "The visit was two days late."
SECOND = "The visit was on time [A1]."


def two_texts(home: Path, first: str = FIRST, second: str = SECOND) -> str:
    """A home with a note whose text was changed twice without knowing of each other."""
    base = set_up(home)
    note = add_note(base, NewNote(text="The visit.")).record
    views = base.fields(note)
    base.record(edit(views, note, "note", "text", Typed(first)))
    base.record(edit(views, note, "note", "text", Typed(second)))
    base.close()
    return note


def opened(app: InspectorApp) -> EvidenceBase:
    assert app.session is not None
    return app.session.opened.base


def said(app: InspectorApp, note: str) -> set[object]:
    return {write.value for write in opened(app).fields(note)["text"].current}


async def write_and_leave(pilot: Pilot[None], words: str) -> None:
    """Another text, put away as a draft."""
    await pilot.press("w")
    await settled(pilot)
    await pilot.press("ctrl+end")
    await type_text(pilot, words)
    await pilot.press("escape")
    await settled(pilot)


async def to_settle(pilot: Pilot[None]) -> None:
    """From Today, where what clashes stands first on the right."""
    await unlock_at_once(pilot)
    await settled(pilot)
    await pilot.press("f6", "home", "enter")
    await until(pilot, "settle")


async def test_both_texts_stand_beside_each_other_and_one_is_taken(tmp_path: Path) -> None:
    note = two_texts(tmp_path / "home")
    async with walking(tmp_path / "home", (120, 36)) as (app, pilot):
        await to_settle(pilot)
        picture = drawn(app)
        assert FIRST in picture
        assert SECOND in picture
        assert "1 of 1 · text of a note" in picture
        await pilot.press("tab", "tab", "t")
        await until(pilot, "today")
        assert said(app, note) == {SECOND}
        assert {write.value for write in opened(app).history(note)} >= {FIRST, SECOND}


async def test_taking_both_keeps_all_texts_one_below_the_other(tmp_path: Path) -> None:
    note = two_texts(tmp_path / "home")
    async with walking(tmp_path / "home") as (app, pilot):
        await to_settle(pilot)
        await pilot.press("b")
        await until(pilot, "today")
        assert said(app, note) == {f"{FIRST}\n\n{SECOND}"}


async def test_another_text_is_kept_as_a_draft_until_it_is_saved(tmp_path: Path) -> None:
    note = two_texts(tmp_path / "home")
    async with walking(tmp_path / "home", (120, 36)) as (app, pilot):
        await to_settle(pilot)
        await pilot.press("w")
        await settled(pilot)
        assert app.screen.query_one(NoteEditor).text == f"{FIRST}\n\n{SECOND}"
        assert opened(app).fields(note)["text"].in_conflict
        await pilot.press("escape")
        await settled(pilot)
        await write_and_leave(pilot, " Twice")
    async with walking(tmp_path / "home", (120, 36)) as (app, pilot):
        await unlock_at_once(pilot)
        await settled(pilot)
        assert "Unfinished" in drawn(app)
        await pilot.press("f6", "home", "enter")
        await until(pilot, "settle")
        await pilot.press("w")
        await settled(pilot)
        assert app.screen.query_one(NoteEditor).text.endswith("[A1]. Twice")
        await pilot.press("ctrl+s")
        await until(pilot, "today")
        assert said(app, note) == {f"{FIRST}\n\n{SECOND} Twice"}
        await settled(pilot)
        assert "Unfinished" not in drawn(app)


async def test_a_value_that_came_after_the_screen_was_drawn_is_not_settled_by_it(
    tmp_path: Path,
) -> None:
    note = two_texts(tmp_path / "home")
    async with walking(tmp_path / "home", (120, 36)) as (app, pilot):
        await to_settle(pilot)
        await pilot.press("w")
        await settled(pilot)
        base = opened(app)
        late = NewWrite(note, "note", "text", Typed("A third one."))
        await app.work.write(lambda: base.record(late))
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert said(app, note) == {f"{FIRST}\n\n{SECOND}", "A third one."}
        assert "A third one." in drawn(app)


async def test_a_draft_whose_values_were_settled_meanwhile_is_saved_or_thrown_away(
    tmp_path: Path,
) -> None:
    note = two_texts(tmp_path / "home")
    async with walking(tmp_path / "home", (120, 36)) as (app, pilot):
        await to_settle(pilot)
        await write_and_leave(pilot, " Twice")
        await pilot.press("tab", "tab", "t")
        await settled(pilot)
        assert said(app, note) == {SECOND}
        assert "It has one value by now" in drawn(app)
        await pilot.press("escape")
        await until(pilot, "today")
        await settled(pilot)
        await pilot.press("home", "enter")
        await until(pilot, "settle")
        assert "It has one value by now" in drawn(app)
        await pilot.press("t", "b")
        assert said(app, note) == {SECOND}
        await pilot.press("w", "ctrl+s")
        await until(pilot, "today")
        assert said(app, note) == {f"{FIRST}\n\n{SECOND} Twice"}
        assert not drafts(opened(app))


async def test_a_draft_is_thrown_away_only_after_a_question(tmp_path: Path) -> None:
    two_texts(tmp_path / "home")
    async with walking(tmp_path / "home", (120, 36)) as (app, pilot):
        await to_settle(pilot)
        await pilot.press("d")
        assert "There is no draft" in notices(app)
        await write_and_leave(pilot, " Twice")
        await pilot.press("d")
        await until(pilot, "question")
        await pilot.press("escape")
        await until(pilot, "settle")
        assert len(drafts(opened(app))) == 1
        await pilot.press("d")
        await until(pilot, "question")
        await pilot.press("enter")
        await until(pilot, "settle")
        await settled(pilot)
        assert not drafts(opened(app))
        assert opened(app).clashing()


async def test_nothing_is_taken_while_another_text_is_being_written(tmp_path: Path) -> None:
    two_texts(tmp_path / "home")
    async with walking(tmp_path / "home", (120, 36)) as (app, pilot):
        await to_settle(pilot)
        await pilot.press("w")
        await settled(pilot)
        await type_text(pilot, "Typed ")
        app.screen.query(".side VerticalScroll").first().focus()
        for key in ("t", "b", "n", "d"):
            await pilot.press(key)
            await settled(pilot)
        assert "You are writing" in notices(app)
        assert app.screen.query_one(NoteEditor).text.startswith("Typed ")
        assert opened(app).clashing()


async def test_the_next_field_is_shown_and_the_first_again_after_the_last(tmp_path: Path) -> None:
    home = tmp_path / "home"
    base = set_up(home)
    for number in range(25):
        note = add_note(base, NewNote(text=f"Visit {number}.")).record
        views = base.fields(note)
        base.record(edit(views, note, "note", "text", Typed(f"One {number}.")))
        base.record(edit(views, note, "note", "text", Typed(f"Other {number}.")))
    base.close()
    async with walking(home, (120, 50)) as (app, pilot):
        await unlock_at_once(pilot)
        await settled(pilot)
        assert "⚠ 5 more" in drawn(app)
        await pilot.press("f6", "home", "enter")
        await until(pilot, "settle")
        assert "1 of 25" in drawn(app)
        await pilot.press("n")
        await settled(pilot)
        assert "2 of 25" in drawn(app)
        for _ in range(24):
            await pilot.press("n")
            await settled(pilot)
        assert "1 of 25" in drawn(app)


async def test_a_withdrawal_that_clashes_with_an_edit_is_kept_or_not(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    note = add_note(base, NewNote(text="The visit.")).record
    views = base.fields(note)
    base.record(edit(views, note, "note", "text", Typed(FIRST)))
    base.record(withdraw(base, note, "Written twice.", views=views))
    base.close()
    async with walking(tmp_path / "home", (120, 36)) as (app, pilot):
        await to_settle(pilot)
        picture = drawn(app)
        assert "Written twice." in picture
        assert "Keep it" in picture
        await pilot.press("w")
        assert "Take one of these" in notices(app)
        await pilot.press("tab", "tab", "t")
        await until(pilot, "today")
        assert not opened(app).conflicts()
        assert opened(app).fields(note)["withdrawn"].current[0].value is None
        assert said(app, note) == {FIRST}


async def test_any_text_is_drawn_as_it_was_typed(tmp_path: Path) -> None:
    texts = [text for text in HOSTILE if text.strip()]
    note = two_texts(tmp_path / "home", "\n".join(texts), "\n".join(reversed(texts)))
    async with walking(tmp_path / "home") as (app, pilot):
        await to_settle(pilot)
        await pilot.press("tab", "end", "tab", "t")
        await settled(pilot)
        assert not opened(app).fields(note)["text"].in_conflict


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=["80x24", "160x48"])
async def test_two_values_look_as_they_did_when_they_were_looked_at(
    size: tuple[int, int], album: Album, tmp_path: Path
) -> None:
    two_texts(tmp_path / "home", f"{FIRST}\n\nThe plan was reviewed.", SECOND)
    async with walking(tmp_path / "home", size, notifications=True) as (_, pilot):
        await to_settle(pilot)
        await album.take(pilot, "settle")
        await pilot.press("w")
        await settled(pilot)
        await album.take(pilot, "another")
    assert album.differing == []
