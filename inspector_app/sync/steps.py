"""The steps of 'can we talk?', one after the other, and how far a look at one place has come."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from inspector_app.errors import InspectorError

__all__ = ["STEP_SECONDS", "Heard", "Look", "Step", "StepName", "looked_at"]

StepName: TypeAlias = Literal[
    "name",
    "connection",
    "tls",
    "server",
    "clock",
    "login",
    "inspection",
    "standing",
    "content",
    "folder",
    "bundles",
    "writing",
]

STEP_SECONDS = 3.0
"""For one answer of a network."""

_SECONDS = 7.0
"""For all steps at one place: the passphrase takes its time, too, and ten seconds are the whole."""


@dataclass(frozen=True)
class Step:
    """What one step found.

    Args:
        step: which.
        ok: whether nothing is in the way.
        said: in words.
        next: what to do now; None if nothing is.
        inspection: which it is about; None for all.
        problem: the error code of what is in the way, if there is one for it.
    """

    step: StepName
    ok: bool
    said: str
    next: str | None = None
    inspection: str | None = None
    problem: str | None = None


Heard: TypeAlias = Callable[[tuple[Step, ...], StepName | None], None]
"""Told, from a thread of its own, what was found until now and which step is tried."""


class Look:
    """How far the look at one place has come; ends by itself at the first that is in the way.

    Args:
        heard: told of every step as it is tried, and as it is done.
    """

    def __init__(self, heard: Heard | None = None) -> None:
        self._heard = heard
        self.steps: list[Step] = []
        self.over = threading.Event()
        self._under_way: tuple[StepName, str | None] = ("name", None)

    def begin(self, step: StepName, inspection: str | None = None) -> None:
        """Says what is tried now.

        Raises:
            InspectorError: once nobody waits for it any more.
        """
        self._under_way = step, inspection
        if self.over.is_set():
            raise _too_slow()
        self._tell(step)

    def _tell(self, step: StepName | None) -> None:
        if self._heard is not None and not self.over.is_set():
            self._heard(tuple(self.steps), step)

    def well(self, said: str, next_step: str | None = None) -> None:
        """What was tried is not in the way."""
        step, inspection = self._under_way
        self.steps.append(Step(step, True, said, next_step, inspection))
        self._tell(None)

    def amiss(self, problem: str | None, said: str, next_step: str) -> None:
        """What was tried is in the way, or not as it should be."""
        step, inspection = self._under_way
        self.steps.append(Step(step, False, said, next_step, inspection, problem))
        self._tell(None)

    def told(self) -> tuple[Step, ...]:
        """What was found until now; afterwards nothing more is looked at."""
        self.over.set()
        return tuple(self.steps)

    def give_up(self) -> tuple[Step, ...]:
        """What was found until now, and that the step under way took too long."""
        found, (step, inspection) = self.told(), self._under_way
        slow = _too_slow()
        last = Step(step, False, slow.message, slow.next_step, inspection, slow.code)
        return (*found, last)


def looked_at(
    places: Sequence[Callable[[Look], None]],
    seconds: float = _SECONDS,
    heard: Sequence[Heard] | None = None,
) -> list[tuple[Step, ...]]:
    """What was found at each of several places, which are looked at together.

    Args:
        places: each looks at one and tells its `Look` of each step; an `InspectorError` is what
            is in the way.
        seconds: after which nothing more is waited for.
        heard: one for each place, told how far it has come.
    """
    looks = [Look() for _ in places] if heard is None else [Look(each) for each in heard]
    wrong: list[BaseException] = []
    done = [threading.Event() for _ in places]

    def run(place: Callable[[Look], None], look: Look, finished: threading.Event) -> None:
        try:
            place(look)
        except InspectorError as error:
            look.amiss(error.code, error.message, error.next_step)
        except Exception as error:  # noqa: BLE001  # raised where it is waited for
            wrong.append(error)
        finally:
            finished.set()

    # Nothing that hangs, such as the look-up of a name, may keep the program from ending.
    for each in zip(places, looks, done, strict=True):
        threading.Thread(target=run, args=each, name="can-we-talk", daemon=True).start()
    return _waited_for(looks, done, wrong, seconds)


def _waited_for(
    looks: Sequence[Look],
    done: Sequence[threading.Event],
    wrong: Sequence[BaseException],
    seconds: float,
) -> list[tuple[Step, ...]]:
    until = time.monotonic() + seconds
    ended = [each.wait(max(0.0, until - time.monotonic())) for each in done]
    if wrong:
        raise wrong[0]
    return [
        look.told() if in_time else look.give_up()
        for look, in_time in zip(looks, ended, strict=True)
    ]


def _too_slow() -> InspectorError:
    return InspectorError(
        "server-away",
        "No answer came in time.",
        kept="Everything is saved on this laptop; nothing was lost.",
        next_step="Try again from another network; until then exchange a bundle file.",
    )
