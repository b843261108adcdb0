"""The canonical text of a plan whose seed is joint, and the commitment to it.

One line of text for everything that decides the draw, our phrase as a SHA-256 among them. The
authority sees the text before it gives its phrase, and its SHA-256 is the commitment: with its own
phrase added nothing about the outcome is left to anybody's choice. The layout is a promise; it
stands in `docs/checking-a-draw.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from inspector_app.sampling.allocation import Allocation
from inspector_app.sampling.draws import Design, StratumCount
from inspector_app.sampling.plan_settings import PlanSettings
from inspector_app.sampling.tickets import compose_seed

__all__ = ["PlanText"]

_LABEL = "inspector/sample-plan/1"
_SPREAD_OVER = ("stratified", "two-stage")

_HIDDEN = re.compile(
    "[\\\\\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufffe\uffff\U000e0000-\U000e007f]"
)
"""What breaks a line, turns letters round, cannot be seen or has no bytes; and the backslash."""


@dataclass(frozen=True)
class PlanText:
    """What decides a draw, as it is before the authority gives its phrase.

    Args:
        plan: id of the plan.
        lists_sha256: of the imported lists.
        list: its number.
        unit: of sampling.
        population: units to draw from.
        design: of the draw.
        allocation: over strata or clusters.
        settings: columns, order, conditions, sizes.
        strata: of a stratified draw, with how many each gives.
        phrase: ours.
    """

    plan: str
    lists_sha256: str
    list: int
    unit: str
    population: int
    design: Design
    allocation: Allocation
    settings: PlanSettings
    strata: tuple[StratumCount, ...]
    phrase: str

    @property
    def phrase_sha256(self) -> str:
        """SHA-256 of `<plan id>/<our phrase>`, which binds the phrase to this plan.

        Raises:
            SamplingError: `seed-missing`, `seed-unclear`.
        """
        seed = compose_seed(self.plan, self.phrase)
        return sha256(seed.removesuffix("/").encode()).hexdigest()

    @property
    def text(self) -> str:
        """The lines, each with its line feed."""
        return "".join(f"{line}\n" for line in self._lines())

    @property
    def sha256(self) -> str:
        """The commitment: SHA-256 of the text in UTF-8, 64 hexadecimal digits."""
        return sha256(self.text.encode()).hexdigest()

    def _lines(self) -> Iterator[str]:
        settings = self.settings
        yield _LABEL
        yield f"plan {self.plan}"
        yield f"lists {self.lists_sha256}"
        yield f"list {self.list}"
        yield f"unit {_plain(self.unit)}"
        for one in settings.filters:
            yield f"condition, {one.left} left: {_plain(one.condition)}"
        yield f"population {self.population}"
        yield f"design {self.design}"
        yield f"size {settings.size}"
        for column in settings.by:
            yield f"stratum column: {_plain(column)}"
        for column in settings.sort:
            yield f"order column: {_plain(column)}"
        if settings.size_column is not None:
            yield f"size column: {_plain(settings.size_column)}"
        if settings.cluster is not None:
            yield f"cluster column: {_plain(settings.cluster)}"
            yield f"clusters {settings.clusters} of {settings.clusters_there}"
        if self.design in _SPREAD_OVER:
            yield f"allocation {self.allocation}"
            yield f"minimum {settings.minimum}"
        if self.design == "stratified":
            for count in self.strata:
                spread = settings.spreads.get(count.value)
                of_it = "" if spread is None else f", spread {_plain(spread)}"
                sizes = f"{count.drawn} of {count.population}{of_it}"
                yield f"stratum, {sizes}: {_plain(count.value)}"
        yield f"phrase {self.phrase_sha256}"


def _plain(text: str) -> str:
    r"""Text on one line: a backslash and signs that break or turn a line as `\` and `{5c}`."""
    return _HIDDEN.sub(lambda found: f"\\{{{ord(found[0]):x}}}", text)
