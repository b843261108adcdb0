"""The one error a person ever sees: what happened, what was kept, what to do next."""

from __future__ import annotations

__all__ = ["InspectorError"]


class InspectorError(Exception):
    """A refusal in the user's words.

    The texts never carry evidence, names, case identifiers, keys or passphrases: they may end up
    on a screen that others can see.

    Args:
        code: a lower-case word with hyphens; scripts match on it, the guide lists it.
        message: what happened.
        kept: what is safe and where ("Nothing was changed." where nothing was).
        next_step: what to do now.
    """

    def __init__(self, code: str, message: str, *, kept: str, next_step: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.kept = kept
        self.next_step = next_step
