"""What a sheet can be tagged with, as toggles with their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from inspector_app.tui.widgets.toggle_strip import Toggle
from schemas.wording.case_words import case_wording

if TYPE_CHECKING:
    from schemas.frameworks import Framework

_LEADERS: Final = "leaders"

POLARITIES: Final = (
    Toggle("strength", "Strength", "+"),
    Toggle("concern", "Concern", "-"),
    Toggle("mixed", "Mixed", "="),
    Toggle("context", "Context", "0"),
)

_OCCASIONS: Final = (
    "worker",
    "worker-video",
    "manager",
    "manager-video",
    "file-only",
    "observing-practice",
    "observing-supervision",
    "child-or-family",
    "partner",
    "meeting",
    "document",
)


_MINUTES: Final = (15, 30, 45, 60, 90, 120)
"""To go through a case whole takes 30 minutes or more (4.1.4)."""


def depth_toggles() -> tuple[Toggle, ...]:
    """Return how deep a case can be gone into."""
    return tuple(Toggle(depth, words) for depth, words in case_wording().depths.items())


def minute_toggles(minutes: int | None) -> tuple[Toggle, ...]:
    """Return usual minutes, and those that are said already."""
    every = sorted({*_MINUTES, *([] if minutes is None else [minutes])})
    return tuple(Toggle(str(each), str(each)) for each in every)


def area_toggles(framework: Framework | None) -> tuple[Toggle, ...]:
    """Return the judgement areas, leadership first, each with a number as its key (¶93)."""
    areas = [area for area in framework.areas if not area.overall] if framework is not None else []
    areas.sort(key=lambda area: area.id != _LEADERS)
    return tuple(Toggle(area.id, area.short, str(n)) for n, area in enumerate(areas, 1))


def polarity_toggles() -> tuple[Toggle, ...]:
    """Return the polarities; they are only ever chosen, never read from the text."""
    return POLARITIES


def source_toggles(framework: Framework | None) -> tuple[Toggle, ...]:
    """Return the kinds of source."""
    sources = framework.sources if framework is not None else ()
    return tuple(Toggle(source.id, source.name) for source in sources)


def occasion_toggles() -> tuple[Toggle, ...]:
    """Return the occasions of a note."""
    return tuple(Toggle(word, word.replace("-", " ")) for word in _OCCASIONS)
