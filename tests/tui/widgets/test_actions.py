"""Everything a person can do has a key, a button and a palette entry."""

from __future__ import annotations

import re

import pytest
from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.command import DiscoveryHit, Hit
from textual.screen import Screen
from textual.widgets import Label

from inspector_app.tui.actions import (
    GENERAL_ACTIONS,
    SCREENS,
    Action,
    ActionRegistry,
    ButtonPlace,
    Group,
    screen_actions,
)

ALL = ActionRegistry([*GENERAL_ACTIONS, *screen_actions([name for name, _, _ in SCREENS])])


class Program(App[None]):
    BINDINGS = ALL.bindings()

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield Label("text", markup=False)

    def action_go(self, name: str) -> None:
        self.done.append(f"go {name}")

    def action_new_note(self) -> None:
        self.done.append("new note")


@pytest.mark.parametrize("action", list(ALL), ids=[action.id for action in ALL])
def test_every_action_has_a_key_a_button_and_a_sentence(action: Action) -> None:
    assert action.keys
    assert 0 < len(action.label) <= 20
    assert action.description.endswith(".")
    assert action.place in ButtonPlace
    assert any(action in actions for _, actions in ALL.grouped("today"))


async def test_every_action_has_a_palette_entry_that_can_be_found_by_its_label() -> None:
    app = Program()
    async with app.run_test():
        screen: Screen[object] = app.screen
        provider = ALL.palette()(screen)
        shown = [hit async for hit in provider.discover() if isinstance(hit, DiscoveryHit)]
        assert [hit.help for hit in shown] == [action.description for action in ALL]
        for action in ALL:
            hits = [hit async for hit in provider.search(action.label) if isinstance(hit, Hit)]
            found = {hit.text: hit.help for hit in hits}
            assert found[f"{action.label} ({action.key_label})"] == action.description


async def test_a_palette_entry_does_what_its_key_does() -> None:
    app = Program()
    async with app.run_test() as pilot:
        await pilot.press("f2", "5")
        provider = ALL.palette()(app.screen)
        for label in ("New note", "Evidence"):
            hits = [hit async for hit in provider.search(label) if isinstance(hit, Hit)]
            await max(hits, key=lambda hit: hit.score).command()
        assert app.done == ["new note", "go evidence", "new note", "go evidence"]


def test_no_action_depends_on_a_key_that_some_terminals_do_not_send() -> None:
    lost = re.compile(r"ctrl\+(enter|m|i|h|[^a-z]+)$|alt\+.|f10$|f11$|shift\+f\d+$")
    for action in ALL:
        assert any(not lost.match(key) for key in action.keys), action.id


def test_a_screen_keeps_its_number_when_others_are_missing() -> None:
    keys = {action.id: action.key for action in screen_actions(["today", "evidence"])}
    assert keys == {"go-today": "1", "go-evidence": "5"}


def test_an_unknown_screen_is_refused() -> None:
    with pytest.raises(ValueError, match="no such screen: kitchen"):
        screen_actions(["kitchen"])


def test_two_actions_with_one_key_are_refused_only_where_they_meet() -> None:
    def on(name: str, *screens: str) -> Action:
        return Action(name, "f4", name, "Something.", Group.RECORDS, frozenset(screens))

    assert len(ActionRegistry([on("a", "today"), on("b", "cases")])) == 2
    with pytest.raises(ValueError, match="share"):
        ActionRegistry([on("a", "today"), on("b")])
    with pytest.raises(ValueError, match="called 'a'"):
        ActionRegistry([on("a", "today"), on("a", "cases")])


def test_brackets_in_our_own_words_are_refused_because_the_palette_reads_markup() -> None:
    with pytest.raises(ValueError, match="bracket"):
        Action("a", "f4", "Tag [x]", "Something.", Group.RECORDS)


def test_bindings_of_a_screen_are_those_of_that_screen_only() -> None:
    here = Action(
        "close-line", "f10", "Close", "Close it.", Group.RECORDS, frozenset({"enquiries"})
    )
    registry = ActionRegistry([*GENERAL_ACTIONS, here])
    own = [binding for binding in registry.bindings("enquiries") if isinstance(binding, Binding)]
    assert [(binding.id, binding.action) for binding in own] == [
        ("close-line", "screen.close_line")
    ]
    general = [binding for binding in registry.bindings() if isinstance(binding, Binding)]
    assert "close-line" not in {binding.id for binding in general}
    assert {binding.id for binding in general if binding.priority} >= {"child-not-safe", "cover"}
    assert registry.on_screen("enquiries")[0] is here
    assert here not in registry.on_screen("today")


def test_help_and_key_chapter_name_every_action() -> None:
    for action in ALL:
        assert action.description in ALL.help_text("today")
        assert f"| `{action.key_label}` | {action.label} |" in ALL.key_chapter()
