"""Which of several things a word means that somebody has said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from inspector_app.errors import InspectorError

__all__ = ["Choice", "chosen", "refused"]

_MOST: Final = 8
"""Things that are named when a word means several."""


@dataclass(frozen=True)
class Choice:
    """Something that can be chosen.

    Args:
        id: of a record, or a word of the program.
        label: how it is said.
    """

    id: str
    label: str


def chosen(said: str, choices: Iterable[Choice], what: str) -> Choice:
    """The one that is meant: by its id, by its whole label, by a beginning, by a part of it.

    Args:
        said: a word or several.
        choices: what there is.
        what: what they are, in the plural, for the refusal.

    Raises:
        InspectorError: `nothing-chosen` when it means none or several, which are then named.
    """
    wanted = " ".join(said.casefold().split())
    every = list(choices)
    if wanted:
        for fits in (_is, _begins, _holds):
            found = [each for each in every if fits(each, wanted)]
            if len(found) == 1:
                return found[0]
            if found:
                raise _none_of(f"That fits several {what}.", found)
    raise _none_of(f"That is none of the {what}.", every)


def _is(choice: Choice, wanted: str) -> bool:
    return wanted in (choice.id.casefold(), choice.label.casefold())


def _begins(choice: Choice, wanted: str) -> bool:
    return choice.label.casefold().startswith(wanted) or choice.id.casefold().startswith(wanted)


def _holds(choice: Choice, wanted: str) -> bool:
    return wanted in choice.label.casefold()


def refused(message: str, next_step: str) -> InspectorError:
    """A refusal after which what is being written stands as it did."""
    return InspectorError(
        "nothing-chosen", message, kept="What you have written is kept.", next_step=next_step
    )


def _none_of(message: str, found: list[Choice]) -> InspectorError:
    named = "; ".join(each.label for each in found[:_MOST])
    more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
    return refused(message, f"Say one of: {named}{more}." if found else "There is none yet.")
