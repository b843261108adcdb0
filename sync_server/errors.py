"""The one error an administrator sees: what happened, what was kept, what to do next."""

from __future__ import annotations

__all__ = ["ServerError"]


class ServerError(Exception):
    """A refusal in an administrator's words; never holds content, keys or codes.

    Args:
        code: a lower-case word with hyphens; scripts match on it.
        message: what happened.
        kept: what is safe.
        next_step: what to do now.
    """

    def __init__(self, code: str, message: str, *, kept: str, next_step: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.kept = kept
        self.next_step = next_step
