"""The page on what may go wrong names every mode, and tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "failure-modes.md").read_text(encoding="utf-8")


def test_every_mode_has_a_row() -> None:
    rows = re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)
    assert [int(row) for row in rows] == list(range(1, 29))


def test_every_test_that_is_named_is_there() -> None:
    named = re.findall(r"`(tests/[^`]+\.py)::(test_[^`]+)`", PAGE)
    assert len(named) > 28
    missing = [f"{path}::{name}" for path, name in named if not _is_there(path, name)]
    assert missing == []


def _is_there(path: str, name: str) -> bool:
    text = (ROOT / path).read_text("utf-8")
    return re.search(rf"^(?:async )?def {name}\(", text, re.MULTILINE) is not None
