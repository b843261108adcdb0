"""What can be done with the authority's lists and with sample plans."""

from __future__ import annotations

from typing import Final

from inspector_app.tui.actions import Action, ButtonPlace, Group

ABOVE_SAMPLE: Final = ("choose-lists", "review", "planning", "plan", "against-list")
"""Screens that were opened from the Sample screen and lead back to it."""

_SAMPLE: Final = frozenset({"sample"})
_CHOOSE: Final = frozenset({"choose-lists"})
_REVIEW: Final = frozenset({"review"})
_PLANNING: Final = frozenset({"planning"})
_PLAN: Final = frozenset({"plan"})
_AGAINST: Final = frozenset({"against-list"})
_SCREEN: Final = ButtonPlace.SCREEN
_RECORDS: Final = Group.RECORDS

LIST_ACTIONS: Final = (
    Action(
        "import-lists", "i", "Import", "Import the authority's lists from files.", _RECORDS, _SAMPLE
    ),
    Action(
        "read-lists",
        "ctrl+s",
        "Read",
        "Read the ticked files, or the one under the cursor.",
        _RECORDS,
        _CHOOSE,
        instead_of="save",
    ),
    Action("tick-file", "space", "Tick", "Tick a file, to read several.", _RECORDS, _CHOOSE),
    Action(
        "tick-workers",
        "ctrl+l",
        "Workers",
        "Take the file under the cursor as the list of workers, to be joined.",
        _RECORDS,
        _CHOOSE,
    ),
    Action("folder-above", "backspace", "Up", "Go to the folder above.", Group.PLACES, _CHOOSE),
    Action(
        "freeze",
        "ctrl+s",
        "Freeze",
        "Import what was read; it is kept as it is, encrypted, on this laptop.",
        _RECORDS,
        _REVIEW,
        instead_of="save",
    ),
    Action(
        "next-flag",
        "ctrl+n",
        "Next",
        "Go to the next oddity.",
        _RECORDS,
        _REVIEW,
        command="screen.walk(1)",
    ),
    Action(
        "previous-flag",
        "ctrl+u",
        "Before",
        "Go to the oddity before.",
        _RECORDS,
        _REVIEW,
        command="screen.walk(-1)",
    ),
)
"""What can be done with the authority's lists."""

PLAN_ACTIONS: Final = (
    Action(
        "plan-sample",
        "p",
        "Plan",
        "Plan a sample from the lists under the cursor, and draw it.",
        _RECORDS,
        _SAMPLE,
    ),
    Action(
        "draw",
        "ctrl+s",
        "Draw",
        "Draw the cases; plan and cases are saved.",
        _RECORDS,
        _PLANNING,
        instead_of="save",
    ),
    Action(
        "allocate",
        "a",
        "Allocate",
        "Share out the cases that nobody has yet, evenly.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "give",
        "g",
        "Give",
        "Give the case under the cursor to others, too, each to look at a side of it.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "against-list",
        "b",
        "Bars",
        "Show the list as bars against the sample, by any column.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "statement",
        "s",
        "What it says",
        "Show what the sample can and cannot say.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "replace",
        "r",
        "Replace",
        "Call the next reserve for the case under the cursor, with a reason.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "ask-manager",
        "m",
        "Ask manager",
        "Ask for a manager about the case under the cursor, or say what came of it.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "extend",
        "e",
        "Extend",
        "Draw more cases by the same tickets.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "add-case",
        "n",
        "Add case",
        "Add a case that was not drawn, saying how it came and why.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "tells",
        "t",
        "Tells",
        "Say what a number of cases tells about the whole list.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "complete",
        "c",
        "Complete",
        "Close the sample; with cases unseen for a reason only.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "certificate",
        "w",
        "Certificate",
        "Write the proof of a complete sample for outsiders.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "their-phrase",
        "p",
        "Their phrase",
        "Draw a sample that waits for the authority's phrase.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "verify",
        "v",
        "Verify",
        "Work every ticket of the draw out again.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "draw-again",
        "d",
        "Draw again",
        "Plan and draw anew, with a reason; this draw stays on record.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "show-seed",
        "x",
        "Seed",
        "Show the seed of the draw, after a warning.",
        _RECORDS,
        _PLAN,
        _SCREEN,
    ),
    Action(
        "choose-field",
        "f",
        "By column",
        "Choose the column by which sample and list are compared.",
        _RECORDS,
        _AGAINST,
    ),
)
"""What can be done with sample plans."""

FRAME_ACTIONS: Final = (
    Action(
        "offer-lists",
        "o",
        "Offer",
        "Offer the lists under the cursor to the team, as a sealed copy.",
        _RECORDS,
        _SAMPLE,
    ),
    Action(
        "fetch-lists",
        "f",
        "Fetch",
        "Fetch the lists under the cursor, which somebody offered.",
        _RECORDS,
        _SAMPLE,
    ),
    Action(
        "purge-lists",
        "x",
        "Purge",
        "Destroy the rows of the lists under the cursor for good, with a reason.",
        _RECORDS,
        _SAMPLE,
    ),
)
"""Where imported lists are, and their end."""

PLAN_BUTTONS: Final = (
    ("allocate", "give", "replace", "ask-manager", "extend", "add-case", "draw-again"),
    ("statement", "against-list", "tells", "verify", "complete", "certificate", "show-seed"),
)
"""The buttons above the cases of a plan, line by line."""

DRAFT_BUTTONS: Final = (("their-phrase", "draw-again"), ())
"""Those of a plan that waits for the authority's phrase."""

SAMPLE_ACTIONS: Final = (*LIST_ACTIONS, *PLAN_ACTIONS, *FRAME_ACTIONS)
"""What can be done on the Sample screen and on those it opens."""
