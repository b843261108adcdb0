"""Options that take several values in a row: `--areas leaders care-leavers`.

The command line parser takes one value for each time an option is named. For the few options that
people write once with a list after it, the list is spelt out before parsing.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["spelt_out"]

_LISTS = {
    ("judgement", "open", "--areas"): 0,
    ("judgement", "agree", "--evidence"): 2,
    ("enquiry", "raise", "--area"): 0,
    ("enquiry", "move", "--evidence"): 2,
    ("sample", "allocate", "--to"): 1,
}
"""Command and option, with how many arguments of the command's own stand before its options."""


def spelt_out(arguments: Sequence[str]) -> list[str]:
    """The arguments with each value of such a list after an option of its own.

    A list ends at the next option. Where the command's own arguments do not stand in front, nothing
    is changed: what follows might be one of them.
    """
    if len(arguments) < 3:
        return list(arguments)
    done, rest = list(arguments[:2]), list(arguments[2:])
    before = next((place for place, word in enumerate(rest) if word.startswith("-")), len(rest))
    option: str | None = None
    for place, word in enumerate(rest):
        if word.startswith("-") and word != "-":
            needed = _LISTS.get((done[0], done[1], word))
            option = word if needed is not None and before >= needed else None
        elif option is not None and rest[place - 1] != option:
            done.append(option)
        done.append(word)
    return done
