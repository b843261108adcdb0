"""A text that is typed is handed over at pauses and every few seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from inspector_app.tui.widgets.hand_over import HandOver


@dataclass
class Alarm:
    due: float
    call: Callable[[], None]
    stopped: bool = False

    def stop(self) -> None:
        self.stopped = True


@dataclass
class Time:
    """A clock that goes on only when it is told to."""

    now: float = 0.0
    alarms: list[Alarm] = field(default_factory=list)
    heard: list[tuple[float, str]] = field(default_factory=list)

    def timer(self, seconds: float, call: Callable[[], None]) -> Alarm:
        alarm = Alarm(self.now + seconds, call)
        self.alarms.append(alarm)
        return alarm

    def go_on(self, seconds: float) -> None:
        until = self.now + seconds
        while due := [a for a in self.alarms if not a.stopped and a.due <= until]:
            alarm = min(due, key=lambda a: a.due)
            self.now = alarm.due
            alarm.stopped = True
            alarm.call()
        self.now = until

    def hand_over(self) -> HandOver:
        return HandOver(
            self.timer,
            lambda: self.heard.append((self.now, "paused")),
            lambda: self.heard.append((self.now, "journal")),
        )


def test_half_a_second_without_a_key_is_a_pause() -> None:
    time = Time()
    handing = time.hand_over()
    handing.changed()
    time.go_on(0.4)
    handing.changed()
    time.go_on(0.4)
    assert time.heard == []
    time.go_on(0.2)
    assert time.heard == [(0.9, "paused")]
    time.go_on(60)
    assert len(time.heard) == 1


def test_typing_without_a_pause_is_journalled_every_five_seconds() -> None:
    time = Time()
    handing = time.hand_over()
    for _ in range(64):
        handing.changed()
        time.go_on(0.2)
    assert [what for _, what in time.heard] == ["journal", "journal"]
    assert 5.0 <= time.heard[0][0] < 5.3


def test_a_pause_starts_the_five_seconds_anew() -> None:
    time = Time()
    handing = time.hand_over()
    handing.changed()
    time.go_on(1)
    for _ in range(20):
        handing.changed()
        time.go_on(0.2)
    assert [what for _, what in time.heard] == ["paused"]


def test_handing_over_now_tells_only_what_is_new() -> None:
    time = Time()
    handing = time.hand_over()
    handing.now()
    assert time.heard == []
    handing.changed()
    assert handing.waiting
    handing.now()
    handing.now()
    assert time.heard == [(0.0, "paused")]
    assert not handing.waiting
