"""The six-digit PIN of one session, by which a covered screen is uncovered."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

PIN_LENGTH: Final = 6

_SALT_BYTES: Final = 16

_RUNS: Final = "01234567890 09876543210"
"""Digits in a row; such PINs are tried first by anybody."""


def pin_problem(digits: str, again: str) -> str | None:
    """Return why a new PIN is refused, in words for its owner; None if it is good.

    Args:
        digits: What was typed.
        again: What was typed the second time.
    """
    if len(digits) != PIN_LENGTH or not (digits.isascii() and digits.isdigit()):
        return "A PIN has six digits."
    if len(set(digits)) == 1 or digits in _RUNS:
        return "Please choose digits that are harder to guess."
    if digits != again:
        return "The two PINs differ. Please type them again."
    return None


@dataclass(frozen=True, slots=True)
class SessionPin:
    """A PIN that can be compared but not read; it lives in memory for one session only."""

    _salt: bytes = field(repr=False)
    _digest: bytes = field(repr=False)

    @classmethod
    def of(cls, digits: str, randomness: Callable[[int], bytes]) -> SessionPin:
        """Keep a PIN.

        Args:
            digits: Six digits, accepted by `pin_problem`.
            randomness: Gives so many random bytes.
        """
        salt = randomness(_SALT_BYTES)
        return cls(salt, _digest(digits, salt))

    def matches(self, digits: str) -> bool:
        """Tell whether these are the digits, in a time that does not depend on them."""
        return hmac.compare_digest(self._digest, _digest(digits, self._salt))


def _digest(digits: str, salt: bytes) -> bytes:
    return hashlib.blake2b(digits.encode(errors="replace"), key=salt).digest()
