"""What can be done on the Team screen, and how it is come to."""

from __future__ import annotations

from typing import Final

from inspector_app.tui.actions import Action, ButtonPlace, Group

_TEAM: Final = frozenset({"team"})
_TALK: Final = frozenset({"talk"})

GO_TO_TEAM: Final = Action(
    "go-team",
    "0",
    "Team",
    "Members and their laptops, who asks to join, held work, and the server.",
    Group.PLACES,
    place=ButtonPlace.TABS,
    command="app.team",
)
"""Opens the screen from any main screen; it stands behind them in their row."""

TEAM_ACTIONS: Final = (
    Action(
        "approve-request",
        "a",
        "Approve",
        "Let in who asks to join, once the words were compared by ear.",
        Group.RECORDS,
        _TEAM,
    ),
    Action(
        "remove-laptop",
        "r",
        "Remove",
        "Take a laptop or a member out of the team, with a reason; says what it had.",
        Group.RECORDS,
        _TEAM,
    ),
    Action(
        "let-count",
        "c",
        "Let it count",
        "Let held work count from now on, with what stands before it on that laptop.",
        Group.RECORDS,
        _TEAM,
    ),
    Action(
        "invite",
        "i",
        "Invite",
        "Write an invitation for one person into a file, to hand over.",
        Group.RECORDS,
        _TEAM,
    ),
    Action(
        "write-bundle",
        "b",
        "Bundle",
        "Write a file with everything, or what one colleague lacks, for who has no server.",
        Group.RECORDS,
        _TEAM,
    ),
    Action(
        "take-in-bundle",
        "t",
        "Take in",
        "Take in a bundle that somebody handed over.",
        Group.RECORDS,
        _TEAM,
    ),
    Action(
        "can-we-talk",
        "w",
        "Can we talk?",
        "Try the way to every server and the folder, step by step, in ten seconds.",
        Group.RECORDS,
        _TEAM,
    ),
    Action(
        "try-again",
        "a",
        "Try again",
        "Try everything once more.",
        Group.RECORDS,
        _TALK,
    ),
    Action(
        "name-folder",
        "f",
        "Folder",
        "Name the folder that bundles go by, and try it, too.",
        Group.RECORDS,
        _TALK,
    ),
)
"""What can be done there; only the lead and deputies change the team."""
