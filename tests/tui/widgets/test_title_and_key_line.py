"""The first and the last line of the screen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from inspector_app.tui.actions import GENERAL_ACTIONS, Action, ActionRegistry, Group
from inspector_app.tui.widgets.key_line import MORE, KeyLine, buttons_that_fit
from inspector_app.tui.widgets.title_line import Link, Saved, Standing, TitleLine, title_halves
from tests.tui.widgets.stage import Stage, drawn

PLACE = ("Brambleshire", "standard", "on site day 3 of 10")
BUSY = Standing(Saved.SAVED, to_send=2, conflicts=1)


def test_with_room_everything_is_said() -> None:
    left, right = title_halves(PLACE, BUSY, 120)
    assert left.rstrip() == " Inspector ─ Brambleshire · standard · on site day 3 of 10"
    assert right == " ● saved · 2 to send · ⚠ 1 conflict "


def test_at_eighty_columns_authority_and_day_stay() -> None:
    left, right = title_halves(PLACE, BUSY, 80)
    assert left.rstrip() == " Brambleshire · on site day 3 of 10"
    assert right == " ● saved · 2 to send · ⚠ 1 conflict "


def test_on_a_narrow_screen_the_conflict_is_what_stays() -> None:
    left, right = title_halves(PLACE, BUSY, 32)
    assert right == " ⚠ 1 conflict "
    assert left.startswith(" Brambleshire")


@given(st.lists(st.text(max_size=30), max_size=4), st.integers(0, 10**7), st.integers(1, 250))
def test_both_halves_fill_the_line_exactly(place: list[str], number: int, width: int) -> None:
    left, right = title_halves(place, Standing(to_send=number, conflicts=number), width)
    assert cell_len(left) + cell_len(right) == width


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing(), "● saved"),
        (Standing(Saved.SAVING), "○ saving"),
        (Standing(Saved.NOT_SAVED, 1234), "✗ not saved · 1,234 to send"),
        (Standing(link=Link.AWAY, conflicts=2), "✗ server away · ● saved · ⚠ 2 conflicts"),
    ],
)
def test_each_state_is_a_sign_and_a_word(standing: Standing, words: str) -> None:
    assert " · ".join(standing.parts()) == words


async def test_the_title_is_drawn_as_typed_and_follows_changes() -> None:
    app = Stage(lambda: [TitleLine()])
    async with app.run_test(size=(120, 24)) as pilot:
        line = app.query_one(TitleLine)
        line.place = ("[/x] shire", "[bold]", "day 1")
        line.standing = BUSY
        await pilot.pause()
        assert "Inspector ─ [/x] shire · [bold] · day 1" in drawn(app)
        assert "⚠ 1 conflict" in drawn(app)


async def test_beside_someone_neither_place_nor_counts_are_shown() -> None:
    app = Stage(lambda: [TitleLine()])
    async with app.run_test(size=(120, 24)) as pilot:
        line = app.query_one(TitleLine)
        line.place, line.standing, line.discreet = PLACE, BUSY, True
        await pilot.pause()
        assert drawn(app).split("\n")[0].strip() == "Inspector"


class Program(Stage):
    def __init__(self) -> None:
        super().__init__(lambda: [KeyLine(ActionRegistry(GENERAL_ACTIONS).key_line("today"))])
        self.done: list[str] = []

    def action_search(self) -> None:
        self.done.append("search")


async def test_a_click_on_a_button_does_what_the_key_does() -> None:
    app = Program()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        x = drawn(app).split("\n")[-1].index("F3 Search")
        await pilot.click(KeyLine, offset=(x + 4, 0))
        await pilot.pause()
        assert app.done == ["search"]


def test_a_child_who_is_not_safe_comes_first_on_every_screen() -> None:
    own = Action("hold", "f10", "Hold it", "Hold it.", Group.RECORDS, frozenset({"meetings"}))
    actions = ActionRegistry([*GENERAL_ACTIONS, own]).key_line("meetings")
    assert [action.id for action in actions][:2] == ["child-not-safe", "hold"]


def test_where_not_all_buttons_fit_the_last_leads_to_all() -> None:
    actions = ActionRegistry(GENERAL_ACTIONS).key_line("today")
    few = buttons_that_fit(actions, 80)
    assert few[-1].action is MORE
    assert few[-1].end <= 80
    ids = [button.action.id for button in few]
    assert ids == ["child-not-safe", "new-note", "search", "tag", "help", "all-actions"]
    everything = buttons_that_fit(actions, 400)
    assert [button.action for button in everything] == list(actions)
