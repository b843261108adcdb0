"""The style sheets of the widgets, for `App.CSS_PATH`."""

from __future__ import annotations

from pathlib import Path, PurePath
from typing import Final

WIDGET_STYLES: Final[list[str | PurePath]] = [*sorted(Path(__file__).parent.glob("*.tcss"))]
"""One sheet per widget file, named like it."""
