"""The screens, each in a file of its own with its style sheet beside it."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Final

SCREEN_STYLES: Final[list[str | PurePath]] = [*sorted(Path(__file__).parent.glob("*.tcss"))]
"""The style sheets of all screens."""
