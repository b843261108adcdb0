"""The lives of records: which state may follow which, checked where it is written.

Never at merge: two laptops may have moved a record each in its own way, and both stay. A state is
moved by people only. Skipping forward is allowed, because life on site does; going back to the
first state of all is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from inspector_app.errors import InspectorError

__all__ = [
    "ACCURACY_LIFE",
    "ANALYSIS_LIFE",
    "CHALLENGE_LIFE",
    "CONCERN_LIFE",
    "DOCUMENT_LIFE",
    "FINDING_LIFE",
    "LINE_LIFE",
    "MEETING_LIFE",
    "REQUEST_LIFE",
    "VOICE_LIFE",
    "Life",
    "require_move",
]

Life: TypeAlias = Mapping[str, tuple[str, ...]]
"""Each state with the states that may follow it."""

_LINE_ENDS = ("closed-enough-evidence", "closed-not-pursued", "not-reached")
_LINE_AGAIN = ("open", "more-needed")

LINE_LIFE: Life = {
    "draft": ("open", "closed-not-pursued", "not-reached"),
    "open": ("more-needed", "raised-with-authority", "answered", *_LINE_ENDS),
    "more-needed": ("raised-with-authority", "answered", *_LINE_ENDS),
    "raised-with-authority": ("answered", "more-needed", *_LINE_ENDS),
    "answered": ("more-needed", "raised-with-authority", *_LINE_ENDS),
    **dict.fromkeys(_LINE_ENDS, _LINE_AGAIN),
}
"""A closed line is reopened as open or as needing more; its history stays."""

CHALLENGE_LIFE: Life = {
    "open": ("answered", "not-answered"),
    "answered": ("accepted", "not-accepted", "open"),
    "accepted": ("answered", "not-accepted", "open"),
    "not-accepted": ("answered", "accepted", "open"),
    "not-answered": ("answered", "open"),
}

CONCERN_LIFE: Life = {
    "seen": ("passed-on", "escalated"),
    "passed-on": ("authority-acted", "satisfied", "escalated"),
    "authority-acted": ("satisfied", "escalated", "passed-on"),
    "satisfied": ("passed-on", "authority-acted", "escalated"),
    "escalated": ("authority-acted", "satisfied", "passed-on"),
}
"""Nobody can be satisfied with what was never passed on."""

_REQUEST_ENDS = ("had", "refused", "not-needed")

REQUEST_LIFE: Life = {
    "to-ask": ("asked", "arranged", *_REQUEST_ENDS),
    "asked": ("arranged", *_REQUEST_ENDS),
    "arranged": ("asked", *_REQUEST_ENDS),
    **dict.fromkeys(_REQUEST_ENDS, ("asked", "arranged")),
}


ANALYSIS_LIFE: Life = {
    "open": ("taken", "answered"),
    "taken": ("answered", "open"),
    "answered": ("taken",),
}

DOCUMENT_LIFE: Life = {"asked": ("listed", "read"), "listed": ("read",), "read": ("listed",)}

VOICE_LIFE: Life = {
    "planned": ("done", "declined", "withdrawn-by-person"),
    "done": ("withdrawn-by-person",),
    "declined": ("planned", "withdrawn-by-person"),
    "withdrawn-by-person": (),
}
"""What a person withdraws is not taken up again: it is to be erased."""

MEETING_LIFE: Life = {"planned": ("held",), "held": ()}

FINDING_LIFE: Life = {"draft": ("agreed",), "agreed": ("draft",)}

ACCURACY_LIFE: Life = {"received": ("answered",), "answered": ("received",)}


def require_move(life: Life, before: str | None, after: str) -> None:
    """Refuses a move that the life does not have; staying where it is is none.

    Args:
        life: one of the lives above.
        before: the state that was shown; None for a record without one, which takes any.
        after: the state wanted.

    Raises:
        InspectorError: `unknown-word` or `wrong-state`, naming what is possible.
    """
    if after not in life:
        raise _refused("unknown-word", "There is no such state.", tuple(life))
    if before is None or before == after or before not in life:
        return
    if after not in life[before]:
        raise _refused("wrong-state", f"From {before} it cannot become {after}.", life[before])


def _refused(code: str, message: str, possible: tuple[str, ...]) -> InspectorError:
    return InspectorError(
        code,
        message,
        kept="Nothing was changed.",
        next_step=f"Possible now: {', '.join(possible) or 'none, it stays so'}.",
    )
