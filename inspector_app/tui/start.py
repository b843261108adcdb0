"""With what the program starts: the few things that a test varies."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import httpx


def local_now() -> datetime:
    """Return the present moment with this laptop's offset."""
    return datetime.now(UTC).astimezone()


@dataclass(frozen=True)
class Start:
    """Where the data are, and what tells time and gives randomness.

    Attributes:
        folder: The data folder; the one from the settings if None.
        clock: The present moment with its offset.
        randomness: Gives so many random bytes.
        seconds: A clock that only goes forward.
        kdf: How hard a new passphrase is to guess.
        transport: Another way to carry requests to a server.
    """

    folder: Path | None = None
    clock: Callable[[], datetime] = local_now
    randomness: Callable[[int], bytes] = os.urandom
    seconds: Callable[[], float] = time.monotonic
    kdf: Literal["calibrated", "minimum"] = "calibrated"
    transport: httpx.BaseTransport | None = None

    @property
    def home(self) -> Path:
        """The data folder."""
        if self.folder is not None:
            return self.folder
        from inspector_app.settings import Settings

        return Settings().home
