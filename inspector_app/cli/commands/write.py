"""`inspector write`: notes and evidence line by line, for screen readers and dictation."""

from __future__ import annotations

import io
import os
import select
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import typer

from inspector_app.cli.arguments import InspectionId, opened_base
from inspector_app.cli.output import print_error, say
from inspector_app.errors import InspectorError

if TYPE_CHECKING:
    from inspector_app.cli.writing.desk import Desk

__all__ = ["register"]

_AT_ONCE: Final = 65536

_QUIET_SECONDS: Final = 60 * 60
"""After so long without a line the inspection is closed: whoever comes back unlocks it again."""


def register(app: typer.Typer) -> None:
    """Hangs this command into the program."""
    app.command("write")(write)


def write(inspection: InspectionId = None) -> None:
    """Write notes and evidence line by line: nothing is drawn, everything is said."""
    from inspector_app.cli.writing.desk import Desk

    if isinstance(sys.stdout, io.TextIOWrapper):
        # Whoever listens hears each line when it is said, through a pipe, too.
        sys.stdout.reconfigure(line_buffering=True)
    with opened_base(inspection) as base:
        desk = Desk(base, say)
        desk.begin()
        for line in _lines():
            if not _heard(desk, line):
                return
        desk.end()


def _heard(desk: Desk, line: str) -> bool:
    try:
        return desk.hear(line)
    except InspectorError as refusal:
        print_error(refusal, as_json=False)
        return True


def _lines() -> Iterator[str]:
    """What is typed, until there is no more or nothing came for an hour.

    It is read past Python's own buffer, in which lines could wait unseen.
    """
    try:
        file = sys.stdin.fileno()
    except (OSError, ValueError):
        yield from (line.removesuffix("\n") for line in sys.stdin)
        return
    waiting = b""
    while _something_comes(file):
        read = os.read(file, _AT_ONCE)
        *lines, waiting = (waiting + read).split(b"\n")
        yield from map(_text, lines)
        if not read:
            break
    else:
        say("Nothing came for an hour: the inspection is closed.")
    if waiting:
        yield _text(waiting)


def _text(line: bytes) -> str:
    return line.removesuffix(b"\r").decode(sys.stdin.encoding or "utf-8", "replace")


def _something_comes(file: int) -> bool:
    try:
        return bool(select.select([file], [], [], _QUIET_SECONDS)[0])
    except (OSError, ValueError):
        return True  # a system that cannot wait for a terminal
