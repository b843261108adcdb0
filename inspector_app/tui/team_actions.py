"""What can be done on the Team screen, and how it is come to."""

from __future__ import annotations

from typing import Final

from inspector_app.tui.actions import Action, ButtonPlace, Group

_TEAM: Final = frozenset({"team"})

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
)
"""What can be done there; only the lead and deputies change the team."""
