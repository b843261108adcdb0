"""Writes the JSON Schema documents beside this file: `python -m schemas.json`."""

from __future__ import annotations

from pathlib import Path

from schemas.json import documents


def write() -> None:
    """Writes every document anew."""
    for name, text in documents().items():
        (Path(__file__).parent / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
