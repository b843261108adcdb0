"""What commands print: one JSON document for scripts, rich tables for people, errors in words."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from inspector_app.errors import InspectorError

__all__ = [
    "print_error",
    "print_json",
    "print_json_line",
    "refusal_json",
    "say",
    "show_table",
    "visible",
]

_HARMLESS = "\n\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_MARK = "\N{REPLACEMENT CHARACTER}"
_STEERING = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that JSON lets stand but a terminal obeys, and halves of pairs that have no bytes."""


def print_json(document: Mapping[str, Any]) -> None:
    """One JSON document on standard output, nothing else; what steers a terminal is escaped."""
    _write(json.dumps(document, ensure_ascii=False, indent=2))


def print_json_line(document: Mapping[str, Any]) -> None:
    """The same on one line, of which a command that goes on prints one after the other."""
    _write(json.dumps(document, ensure_ascii=False))
    sys.stdout.flush()


def say(text: str) -> None:
    """A line for people on standard output; never read as markup."""
    _console().print(Text(visible(text)), soft_wrap=True)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str = "") -> None:
    """A table for people; typed text in it is never read as markup."""
    table = Table(title=Text(visible(title)) if title else None, title_justify="left")
    for column in columns:
        table.add_column(Text(visible(column)), overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible("" if cell is None else str(cell))) for cell in row))
    _console().print(table)


def refusal_json(error: InspectorError) -> dict[str, Any]:
    """A refusal for scripts; a command may add what it found."""
    told = {"code": error.code, "message": error.message, "kept": error.kept}
    return {"error": {**told, "next": error.next_step}}


def print_error(error: InspectorError, *, as_json: bool) -> None:
    """A refusal: JSON on standard output for scripts, three lines on standard error for people."""
    if as_json:
        print_json(refusal_json(error))
        return
    console = Console(stderr=True, highlight=False)
    console.print(Text(visible(error.message), style="bold"))
    console.print(Text(visible(error.kept)))
    console.print(Text(visible(error.next_step)))


def _console() -> Console:
    return Console(highlight=False)


def _write(text: str) -> None:
    sys.stdout.write(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def visible(text: str) -> str:
    """Text for a terminal, with a mark in the place of each character that would steer it."""
    return "".join(
        c if c in "\n\t\u00a0\u202f" or c.isprintable() else "\N{REPLACEMENT CHARACTER}"
        for c in text
    )
