"""What a command that goes on tells, and how it ends."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

from rich.console import Console
from rich.text import Text

from inspector_app.cli.output import print_json_line, refusal_json, visible
from inspector_app.errors import InspectorError
from inspector_app.sync.timetable import LOOK_EVERY

__all__ = ["WatchTelling", "ended_by_a_signal"]

_OF_ITSELF = ("sent", "received", "overruled", "server_lost")
"""What an exchange did; told whenever it is not nothing."""


@contextmanager
def ended_by_a_signal() -> Iterator[None]:
    """Runs a block until Ctrl+C or SIGTERM, which is no failure."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


class WatchTelling:
    """What people are told while a watch goes on: what changed, and trouble once.

    Args:
        as_json: a line for each exchange instead, for scripts.
    """

    def __init__(self, *, as_json: bool) -> None:
        self._as_json = as_json
        self._trouble = ""
        self._before: dict[str, Any] | None = None

    def worth_telling(self, document: Mapping[str, Any]) -> bool:
        """Whether an exchange did anything, or things stand otherwise than after the last."""
        if self._trouble:
            self._trouble = ""
            _aside("The server answers again.")
        stands = {key: document[key] for key in document if key not in (*_OF_ITSELF, "vector")}
        changed = stands != self._before
        self._before = stands
        return changed or any(document[key] for key in _OF_ITSELF)

    def failed(self, error: InspectorError) -> None:
        """An exchange did not work: people are told why, once for each reason."""
        if self._as_json:
            print_json_line(refusal_json(error))
            return
        if error.code != self._trouble:
            _aside(f"{error.message} {error.kept} {error.next_step} Trying again by itself.")
        self._trouble = error.code

    def deaf(self, error: InspectorError) -> None:
        """The server does not say when something is new."""
        _aside(
            f"Listening does not work: {error.message}"
            f" Looking every {LOOK_EVERY:.0f} seconds instead."
        )


def _aside(text: str) -> None:
    """A line on standard error."""
    Console(stderr=True, highlight=False).print(Text(visible(text)), soft_wrap=True)
