"""From a new inspection to a drawn, allocated sample, by keys alone; and what is done with it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.intake.importing import import_frame
from inspector_app.intake.reading import inspect_files
from inspector_app.sampling.recorded import cases_of_plan, find_plan, plan_records
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.row_list import RowList
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
from tests.tui.screens.authority_file import CHILDREN, write_file


class Keys:
    """Presses keys as a person would, and counts them."""

    def __init__(self, pilot: Pilot[None]) -> None:
        self.count = 0
        self._pilot = pilot

    async def press(self, *keys: str) -> None:
        self.count += len(keys)
        await self._pilot.press(*keys)

    async def type(self, text: str) -> None:
        self.count += len(text)
        await type_text(self._pilot, text)


async def says(pilot: Pilot[None], widget: str, words: str) -> None:
    """Wait until a label says so: previews are worked out a moment after the last key."""
    for _ in range(400):
        label = pilot.app.screen.query_one(widget, PlainLabel)
        if words in label.text:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{label.text!r} does not say {words!r}")


def with_lists(home: Path, folder: Path) -> None:
    """A home whose inspection has the authority's lists already."""
    base = set_up(home)
    import_frame(base, inspect_files([write_file(folder / "lists.xlsx")]))
    base.close()


async def test_a_new_user_comes_from_the_workbook_to_an_allocated_sample_by_few_keys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "ann"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "ann"))
    (tmp_path / "ann").mkdir()
    write_file(tmp_path / "ann" / "Annex A.xlsx")
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(100, 30)) as pilot:
        await unlock_at_once(pilot)
        keys, began = Keys(pilot), time.monotonic()
        await keys.press("3")
        await until(pilot, "sample")
        await keys.press("i")
        await until(pilot, "choose-lists")
        await settled(pilot)
        await keys.press("enter")
        await until(pilot, "review")
        await keys.press("ctrl+s")
        await until(pilot, "sample")
        await settled(pilot)
        await keys.press("p")
        await until(pilot, "planning")
        await keys.type("Teams differ")
        await says(pilot, "#says", f"12 of {CHILDREN} children will be drawn.")
        await keys.press("ctrl+s")
        await until(pilot, "plan")
        await keys.press("a")
        await until(pilot, "choose-several")
        await keys.press("ctrl+s")
        await until(pilot, "plan")
        await says(pilot, "#line", "12 allocated")
        assert keys.count == len("Teams differ") + 8
        assert time.monotonic() - began < 180
        assert app.session is not None
        base = app.session.opened.base
        (record,) = plan_records(base)
        plan = find_plan(base, record.id)
        cases = cases_of_plan(base, plan)
        assert plan.settings.by == ("Allocated Team",)
        assert record.title == "Children in Need by Allocated Team"
        assert {count.value: count.drawn for count in plan.strata} == {
            "East": 2,
            "North": 5,
            "South": 4,
            "[/x] [Smith v Jones]": 1,
        }
        assert [one.allocated for one in cases] == [(base.member,)] * 12
        await what_is_done_with_it(pilot, record.our_phrase or "?")
        # Drawing again needs a reason, and the first draw stays.
        await pilot.press("d")
        await until(pilot, "planning")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "Say why these cases first" in notices(app)
        await type_text(pilot, "list wrong")
        await pilot.press("ctrl+s")
        await until(pilot, "plan")
        assert [one.supersedes for one in plan_records(base)] == [None, record.id]
    assert app.troubles == []


async def what_is_done_with_it(pilot: Pilot[None], phrase: str) -> None:
    """Each answer is a key away; the seed comes after a warning only."""
    await pilot.press("r")
    await until(pilot, "choose")
    await pilot.press("enter")
    await until(pilot, "plan")
    await settled(pilot)
    assert "Ask for a manager, and say with M what came of it." in notices(pilot.app)
    await pilot.press("e")
    await until(pilot, "number")
    await pilot.press("2", "enter")
    await until(pilot, "plan")
    await says(pilot, "#line", f"14 of {CHILDREN} children")
    await pilot.press("v")
    await until(pilot, "words")
    assert "✓ The tickets of all" in drawn(pilot.app)
    await pilot.press("escape", "t")
    await until(pilot, "tells")
    await pilot.press("0", "tab", "1", "2")
    await says(pilot, "#sentence", "up to 11 children (about 18 %) could still have it")
    await pilot.press("escape", "x")
    await until(pilot, "question")
    assert "knows the reserves" in drawn(pilot.app)
    assert phrase not in drawn(pilot.app)
    await pilot.press("enter")
    await until(pilot, "words")
    assert phrase.split()[0] in drawn(pilot.app)
    await pilot.press("escape", "b")
    await until(pilot, "against-list")
    await says(pilot, "#says", f"14 in the sample of {CHILDREN} on the list.")
    await pilot.press("f")
    await until(pilot, "choose")
    await type_text(pilot, "age")
    await pilot.press("enter")
    await until(pilot, "against-list")
    await says(pilot, "#says", "Not seen at all, ")
    assert "✗ not seen" in drawn(pilot.app)
    await pilot.press("escape")
    await until(pilot, "plan")


async def test_the_form_shows_what_would_be_drawn_and_is_kept_when_left(
    hostile_title: str, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with_lists(home, tmp_path)
    app = program(home)
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("3")
        await until(pilot, "sample")
        await settled(pilot)
        await pilot.press("p")
        await until(pilot, "planning")
        await pilot.press("f1")
        await until(pilot, "help")
        assert "Why these cases. It stands in the record" in drawn(app)
        await pilot.press("escape")
        await until(pilot, "planning")
        # Only where: Tab completes the column.
        await pilot.press("shift+tab", "shift+tab")
        await type_text(pilot, "ag")
        await pilot.press("tab")
        await type_text(pilot, "< 5")
        await says(pilot, "#says", "Age of Child (Years) < 5: ")
        await pilot.press("tab", "tab")
        assert app.focused is not None
        assert app.focused.id == "title"
        await pilot.press("ctrl+a", "backspace")
        app.screen.query_one("#title").replace(hostile_title, 0, 0)  # type: ignore[attr-defined]
        # More than there are is said where one types, in the form's own words.
        how_many = app.screen.query_one("#n-0")
        how_many.focus()
        await pilot.press("ctrl+a")
        await type_text(pilot, "900")
        await says(pilot, "#says", "⚠ ")
        await pilot.press("escape")
        await until(pilot, "sample")
        await pilot.press("p")
        await until(pilot, "planning")
        await says(pilot, "#says", "⚠ ")
        app.screen.query_one("#n-0").focus()
        await pilot.press("ctrl+a", "3")
        await says(pilot, "#says", "3 of ")
        app.screen.query_one("#why").focus()
        await type_text(pilot, "small ones")
        await pilot.press("ctrl+s")
        await until(pilot, "plan")
        await settled(pilot)
        assert app.session is not None
        (record,) = plan_records(app.session.opened.base)
        assert record.title == hostile_title
        assert hostile_title in drawn(app)
        await others_write(app, pilot)
    assert app.troubles == []


@pytest.fixture
def hostile_title() -> str:
    return "[/x] [Smith v Jones] =1+1 [bold]"


async def others_write(app: InspectorApp, pilot: Pilot[None]) -> None:
    """Something a colleague writes arrives, and the cursor stays where it is."""
    table = app.screen.query_one("#cases", RowList)
    await pilot.press("down")
    before = table.selected_key
    assert app.session is not None
    base = app.session.opened.base
    (first, *_) = cases_of_plan(base, find_plan(base, plan_records(base)[0].id))
    change = NewCase(first.identifier, label="girl 4, seen")
    await app.work.write(lambda: add_case(base, change))
    await settled(pilot)
    assert "girl 4, seen" in drawn(app)
    assert (table.selected_key, table.cursor_row) == (before, 1)
