"""A line of time: marks on an axis of months, gaps in words; as wide as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Final

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from inspector_app.tui.widgets.time_scale import Span, TimeScale, Track, time_scale
from inspector_app.tui.widgets.visible_text import fitted

TALL: Final = 34
"""Lines of the terminal from which each kind of mark has a line of its own."""

_MOST_TRACKS: Final = 12
_LABEL: Final = 26
"""Cells of the labels left of the tracks."""


class TimeStrip(Widget):
    """Marks of several kinds on one axis.

    On a low terminal all stand on one line, each kind by its sign, explained below; on a high one
    each has a line. A click tells the month.

    Args:
        empty: Any text, shown while there are no marks.
        id: The id in the tree of widgets.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "time-strip--marks",
        "time-strip--label",
        "time-strip--axis",
        "time-strip--gap",
    }

    class MonthChosen(Message):
        """A month was clicked."""

        def __init__(self, strip: TimeStrip, month: date) -> None:
            self.strip = strip
            self.month = month
            super().__init__()

        @property
        def control(self) -> TimeStrip:
            """The strip."""
            return self.strip

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._empty = empty
        self._tracks: tuple[Track, ...] = ()
        self._spans: tuple[Span, ...] = ()

    def show(self, tracks: Sequence[Track], spans: Sequence[Span]) -> None:
        """Show other marks and gaps."""
        self._tracks = tuple(track for track in tracks if track.days)[:_MOST_TRACKS]
        self._spans = tuple(spans)
        self.refresh(layout=True)

    @property
    def _tall(self) -> bool:
        return self.app.size.height >= TALL

    @property
    def _left(self) -> int:
        return _LABEL + 1 if self._tall else 1

    def _scale(self) -> TimeScale | None:
        days = [day for track in self._tracks for day in track.days]
        days += [span.last for span in self._spans]
        return time_scale(days, self.size.width - self._left - 1)

    def get_content_height(self, _container: Size, _viewport: Size, _width: int) -> int:
        """Return one line for all kinds and two below; or one for each, the gaps and the axis."""
        if not self._tracks:
            return 1
        return len(self._tracks) + 2 if self._tall else 3

    def render_line(self, y: int) -> Strip:
        """Draw a track, the gaps, the axis or the legend."""
        width, scale = self.size.width, self._scale()
        if scale is None:
            return self._line(self._empty if y == 0 else "", "label", width)
        if not self._tall:
            return self._low_line(scale, y, width)
        if y < len(self._tracks):
            track = self._tracks[y]
            return self._labelled(track.label, scale.marks(track), "marks", width)
        if y == len(self._tracks):
            return self._labelled("Without an event", scale.gaps(self._spans), "gap", width)
        return self._labelled("", scale.axis(), "axis", width)

    def _low_line(self, scale: TimeScale, y: int, width: int) -> Strip:
        if y == 0:
            return self._line(scale.joined(self._tracks, self._spans), "marks", width)
        if y == 1:
            return self._line(scale.axis(), "axis", width)
        # What is not a number is explained first: the table below names the numbers, too.
        signs = sorted(self._tracks, key=lambda track: track.sign.isdecimal())
        return self._line(" · ".join(map(_explained, signs)), "label", width)

    def _line(self, text: str, style: str, width: int) -> Strip:
        drawn = self.get_component_rich_style(f"time-strip--{style}")
        return Strip([Segment(fitted(f" {text}", width), drawn)], width)

    def _labelled(self, label: str, text: str, style: str, width: int) -> Strip:
        name = self.get_component_rich_style("time-strip--label")
        drawn = self.get_component_rich_style(f"time-strip--{style}")
        left = min(_LABEL + 1, width)
        return Strip(
            [
                Segment(fitted(f" {label}", left), name),
                Segment(fitted(text, width - left), drawn),
            ],
            width,
        )

    async def _on_click(self, event: events.Click) -> None:
        event.stop()
        scale, offset = self._scale(), event.get_content_offset(self)
        if scale is not None and offset is not None and offset.x >= self._left:
            self.post_message(self.MonthChosen(self, scale.month_at(offset.x - self._left)))


def _explained(track: Track) -> str:
    return track.label if track.label.startswith(track.sign) else f"{track.sign} {track.label}"
