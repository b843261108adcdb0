"""All actions of the screens that exist, in the one registry that keys, help and palette use."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

from inspector_app.tui.actions import (
    GENERAL_ACTIONS,
    Action,
    ActionRegistry,
    ButtonPlace,
    Group,
    screen_actions,
)
from inspector_app.tui.case_actions import CASE_ACTIONS
from inspector_app.tui.enquiry_actions import ENQUIRY_ACTIONS
from inspector_app.tui.sample_actions import ABOVE_SAMPLE, SAMPLE_ACTIONS
from inspector_app.tui.team_actions import GO_TO_TEAM, TEAM_ACTIONS

REACHABLE: Final = ("today", "enquiries", "sample", "cases", "evidence", "meetings")
"""The main screens that exist."""

_GRID: Final = frozenset({"evidence"})
_ITEM: Final = frozenset({"item"})
_RECORD: Final = frozenset({"item", "enquiry", "challenge", "working-record"})
_SETTLE: Final = frozenset({"settle"})
_WRITING: Final = frozenset({"capture"})
_ABOVE: Final = frozenset(
    {"evidence-list", "settle", "case", "team", "talk", *_RECORD, *ABOVE_SAMPLE}
)
_SCREEN: Final = ButtonPlace.SCREEN

GRID_ACTIONS: Final = (
    Action(
        "grid-rows",
        "r",
        "Rows",
        "Choose what the rows of the grid are.",
        Group.RECORDS,
        _GRID,
        _SCREEN,
        "screen.choose_side('rows')",
    ),
    Action(
        "grid-columns",
        "c",
        "Columns",
        "Choose what the columns of the grid are.",
        Group.RECORDS,
        _GRID,
        _SCREEN,
        "screen.choose_side('columns')",
    ),
    Action(
        "grid-count",
        "n",
        "Count",
        "Count pieces of evidence, or the cases behind them.",
        Group.RECORDS,
        _GRID,
        _SCREEN,
    ),
    Action(
        "list-all",
        "a",
        "All evidence",
        "List all evidence, whatever it is about.",
        Group.RECORDS,
        _GRID,
    ),
)
"""What can be done on the grid."""

ITEM_ACTIONS: Final = (
    Action("edit", "e", "Edit", "Change the text or the tags.", Group.RECORDS, _RECORD),
    Action(
        "make-evidence",
        "p",
        "Make evidence",
        "Write a statement from this note; the link is kept.",
        Group.RECORDS,
        _ITEM,
    ),
    Action(
        "withdraw",
        "w",
        "Withdraw",
        "Take this out of everything that counts, with a reason; it can come back.",
        Group.RECORDS,
        _RECORD,
    ),
    Action(
        "restore",
        "b",
        "Bring back",
        "Bring back what was withdrawn.",
        Group.RECORDS,
        _RECORD,
        _SCREEN,
    ),
    Action(
        "settle",
        "s",
        "Settle",
        "Look at two values beside each other, and take one, both or another.",
        Group.RECORDS,
        _RECORD,
        _SCREEN,
    ),
)
"""What can be done with one record."""

SETTLE_ACTIONS: Final = (
    Action(
        "take-this",
        "t",
        "Take this",
        "Keep the value that has the cursor; the others stay in the history.",
        Group.RECORDS,
        _SETTLE,
    ),
    Action(
        "take-both",
        "b",
        "Take both",
        "Keep all texts, one below the other.",
        Group.RECORDS,
        _SETTLE,
    ),
    Action(
        "write-third",
        "w",
        "Write another",
        "Write what stands in place of all of them; it begins with both.",
        Group.RECORDS,
        _SETTLE,
    ),
    Action(
        "next-clash",
        "n",
        "Next",
        "Leave this one and look at the next field with two values.",
        Group.RECORDS,
        _SETTLE,
    ),
    Action(
        "throw-away",
        "d",
        "Throw the draft away",
        "Throw away what you had begun to write in place of the values.",
        Group.RECORDS,
        _SETTLE,
        _SCREEN,
    ),
)
"""What can be done where a field holds several values."""

CAPTURE_ACTIONS: Final = (
    Action(
        "leaders",
        "ctrl+l",
        "Leaders",
        "Say that it is about leaders, or that it is not.",
        Group.WRITING,
        _WRITING,
    ),
    Action(
        "as-evidence",
        "ctrl+e",
        "Evidence",
        "Make a statement of the selected text, or turn the sheet into one.",
        Group.WRITING,
        _WRITING,
    ),
    Action(
        "put-away",
        "escape",
        "Close",
        "Close; what was typed is kept as a draft.",
        Group.WRITING,
        _WRITING,
    ),
)
"""What can be done while writing."""

REGISTRY: Final = ActionRegistry(
    (
        *GENERAL_ACTIONS,
        *screen_actions(REACHABLE),
        GO_TO_TEAM,
        *GRID_ACTIONS,
        *ENQUIRY_ACTIONS,
        *ITEM_ACTIONS,
        *SETTLE_ACTIONS,
        *CAPTURE_ACTIONS,
        *CASE_ACTIONS,
        *SAMPLE_ACTIONS,
        *TEAM_ACTIONS,
        Action("back", "escape", "Back", "Go back to where you came from.", Group.PLACES, _ABOVE),
    )
)
"""The registry of the program."""

BEFORE_OPENING: Final = ("help", "next-theme", "quit")
"""The actions that work before an inspection is open."""


def dialog_bindings(*ids: str) -> list[BindingType]:
    """Return bindings of general actions for a dialog, which has none of the program's.

    Args:
        ids: Ids of actions that work everywhere.
    """
    wanted = set(ids)
    return [
        binding
        for binding in REGISTRY.bindings()
        if isinstance(binding, Binding) and binding.id in wanted
    ]
