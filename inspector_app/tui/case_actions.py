"""What can be done with cases."""

from __future__ import annotations

from typing import Final

from inspector_app.tui.actions import Action, ButtonPlace, Group

_CASES: Final = frozenset({"cases"})
_CASE: Final = frozenset({"case"})
_SCREEN: Final = ButtonPlace.SCREEN

CASE_ACTIONS: Final = (
    Action(
        "cases-whose",
        "ctrl+a",
        "Mine or all",
        "Show my cases, or all cases of the team.",
        Group.RECORDS,
        _CASES,
    ),
    Action(
        "new-case",
        "ctrl+n",
        "Add a case",
        "Add a case by the authority's identifier; it gets the next short number.",
        Group.RECORDS,
        _CASES,
    ),
    Action(
        "ask-for-manager",
        "ctrl+g",
        "Ask manager",
        "Ask for a manager to talk the case through, or say what came of it.",
        Group.RECORDS,
        _CASE,
    ),
    Action(
        "case-side",
        "ctrl+d",
        "Line",
        "Go from the case at a glance to its dated line, and back to the glance.",
        Group.PLACES,
        _CASE,
    ),
    Action(
        "line-order",
        "ctrl+r",
        "Turn",
        "Show the newest first, or the oldest first.",
        Group.RECORDS,
        _CASE,
    ),
)
"""What can be done with the list of cases and with one case."""
