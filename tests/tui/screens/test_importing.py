"""Importing in the screens: files chosen, read, looked through, frozen; nothing before that."""

from __future__ import annotations

import asyncio
import json
import os
import re
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from inspector_app.intake.importing import kept_frames, opened_frame
from inspector_app.intake.remembered import remembered_mapping
from inspector_app.tui.file_choosing import remember_folder
from inspector_app.tui.sample_words import bar
from inspector_app.tui.widgets.completing_input import CompletingInput
from inspector_app.tui.widgets.folder_list import FolderList
from inspector_app.tui.widgets.row_list import RowList
from inspector_app.tui.widgets.section_list import SectionList
from tests.intake.workbooks import names
from tests.tui.program import (
    drawn,
    notices,
    program,
    set_up,
    settled,
    type_text,
    unlock_at_once,
    until,
)
from tests.tui.screens.authority_file import CHILDREN, OWN_HEADING, write_file

PROGRESS = re.compile(r"[0-9],[0-9]{3}( of [0-9,]+)? rows")


def prepared(tmp_path: Path) -> Path:
    """A home that remembers a folder with a good file, a bad one, a long one and a folder."""
    lists = tmp_path / "lists"
    (lists / "older").mkdir(parents=True)
    (lists / "notes.csv").write_text("nothing,of,the,kind\n1,2,3,4\n", encoding="utf-8")
    write_file(lists / "annex [a].xlsx")
    # Long and wide enough to be seen half-way; it is stopped long before its end.
    wide = [f"Our own {at}" for at in range(30)]
    row = ",".join(["C1,a) Male,a) WBRI,2015-05-01,11,2026-09-01,q) 6: Police", *["x"] * 30])
    heading = ",".join([*names(1), *wide])
    (lists / "contacts.csv").write_text(f"{heading}\n" + f"{row}\n" * 290_000, encoding="utf-8")
    for at, name in enumerate(("notes.csv", "annex [a].xlsx", "contacts.csv")):
        os.utime(lists / name, (at, at))
    base = set_up(tmp_path / "home")
    remember_folder(base, lists)
    base.close()
    return tmp_path / "home"


async def test_lists_are_chosen_looked_through_and_frozen_by_keys(tmp_path: Path) -> None:
    app = program(prepared(tmp_path))
    async with app.run_test(size=(120, 36)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("3")
        await until(pilot, "sample")
        assert "I imports the authority's lists." in drawn(app)
        await pilot.press("i")
        await until(pilot, "choose-lists")
        await settled(pilot)
        await reading_is_stopped(pilot)
        await a_path_is_typed(pilot)
        await a_path_begun_in_the_folder_goes_to_the_field(pilot)
        # Two files are ticked and read; the one that is none of the lists is refused by name.
        await pilot.press("home", "down", "space", "down", "space", "ctrl+s")
        await until(pilot, "review")
        await settled(pilot)
        picture = drawn(app)
        assert f"2 lists · {CHILDREN + 2} rows · " in picture
        assert "notes.csv was refused" in picture
        await flags_are_walked_through(pilot)
        await a_heading_is_decided_by_hand(pilot)
        assert app.session is not None
        base = app.session.opened.base
        assert kept_frames(base) == ()
        await pilot.press("ctrl+s")
        await until(pilot, "sample")
        await settled(pilot)
        (kept,) = kept_frames(base)
        assert kept.here
        assert kept.record.rows == CHILDREN + 2
        assert json.loads(kept.record.lists or "")[0]["sheet"] == "$odd {sheet}"
        assert remembered_mapping(base).column(1, OWN_HEADING) == "Contact Source"
        with opened_frame(base, kept.record.id) as frame:
            assert "Contact Source" in frame.list(1).columns
        assert app.screen.query_one("#frames", RowList).selected_key == kept.record.id
        picture = drawn(app)
        assert "annex [a].xlsx" in picture
        assert "● here" in picture
        assert "6 Children in Need · 60 rows" in picture
    assert app.troubles == []


async def reading_is_stopped(pilot: Pilot[None]) -> None:
    """Reading says how far it is, and Escape stops it."""
    # A press by the pilot would wait for the screen that comes, while reading goes on.
    pilot.app.simulate_key("enter")
    for _ in range(400):
        await asyncio.sleep(0.02)
        if PROGRESS.search(drawn(pilot.app)):
            break
    assert "contacts.csv" in drawn(pilot.app)
    assert PROGRESS.search(drawn(pilot.app))
    pilot.app.simulate_key("escape")
    for _ in range(400):
        await asyncio.sleep(0.02)
        if "Reading the lists was stopped." in notices(pilot.app):
            break
    else:
        raise AssertionError(drawn(pilot.app))
    await until(pilot, "choose-lists")


async def a_path_is_typed(pilot: Pilot[None]) -> None:
    """A typed path is completed, a folder entered and left, a missing file named."""
    await pilot.press("shift+tab")
    await type_text(pilot, "old")
    await pilot.press("tab")
    await settled(pilot)
    assert "lists/older/" in drawn(pilot.app)
    await type_text(pilot, "no such")
    await pilot.press("enter")
    await settled(pilot)
    assert "There is no file 'no such' here." in notices(pilot.app)
    await pilot.press("down", "backspace")
    await settled(pilot)
    assert "annex [a].xlsx" in drawn(pilot.app)


async def a_path_begun_in_the_folder_goes_to_the_field(pilot: Pilot[None]) -> None:
    """What can only be a path narrows nothing; a drive's letter goes along; a drop is a path."""
    field = pilot.app.screen.query_one("#path", CompletingInput)
    folder = pilot.app.screen.query_one("#folder", FolderList)
    before = field.value
    for keys, typed in ((("/", "t"), "/t"), (("~", "/"), "~/"), (("c", ":", "\\"), "c:\\")):
        folder.focus()
        await pilot.press(*keys)
        assert (field.value, folder.filter_text) == (typed, "")
    folder.focus()
    folder.post_message(events.Paste(f"{before}older"))
    await pilot.pause()
    assert field.value == f"{before}older"
    assert field.has_focus
    field.value = before
    folder.focus()
    await settled(pilot)


async def a_heading_is_decided_by_hand(pilot: Pilot[None]) -> None:
    """A heading of the authority's own is said to be a column of the form; all is read again."""
    await pilot.press("shift+tab")
    found = pilot.app.screen.query_one("#found", SectionList)
    assert found.has_focus
    for _ in range(12):
        if found.selected_key == "heading:0":
            break
        await pilot.press("down")
    await pilot.press("enter")
    await until(pilot, "choose")
    assert f"Which column of list 1 is '{OWN_HEADING}'?" in drawn(pilot.app)
    assert "( ) Contact Source" in drawn(pilot.app)
    await pilot.press("enter")
    await until(pilot, "review")
    await settled(pilot)
    assert f"{OWN_HEADING} → Contact Source" in drawn(pilot.app)
    assert "heading:0" not in [e.key for part in found.sections for e in part.entries]


async def flags_are_walked_through(pilot: Pilot[None]) -> None:
    """An odd cell is found by a word of it, and shown as it was typed."""
    await pilot.press("tab")
    await type_text(pilot, "three")
    await settled(pilot)
    assert pilot.app.screen.query_one("#flags", RowList).total == 1
    picture = drawn(pilot.app)
    assert "There stood: [bold]three or four[/bold] → made of it:" in picture
    assert "list 1, row 3, column E (Age of Child (Years))" in picture
    assert "{sheet}" in picture
    assert "It means: no number can be made of this; left blank" in picture
    await pilot.press("escape", "ctrl+n")
    await settled(pilot)
    assert "2 of 2 · list 6" in drawn(pilot.app)


def test_a_bar_is_as_long_as_its_part_and_never_hides_what_is_there() -> None:
    assert bar(30_000, 60_000, 40) == "━" * 20
    assert bar(1, 1_000_000, 10) == "╸"
    assert bar(0, 5, 10) == bar(5, 0, 10) == ""
    assert bar(7, 5, 10) == "━" * 10
