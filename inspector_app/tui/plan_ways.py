"""The ways of choosing cases, and which inputs each needs: the form is made from this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from inspector_app.sampling.plan_options import PlanDesign
from inspector_app.sampling.purposeful import PurposefulType

__all__ = ["ASKS", "WAYS", "Ask", "AskKind", "Way", "way_named"]

AskKind = Literal["column", "columns", "choice", "number", "conditions", "groups"]


@dataclass(frozen=True)
class Ask:
    """One input of the form.

    Args:
        id: names it; also the field of `NewPlan` that it fills, unless `fills` names another.
        label: what stands before it.
        kind: how it is asked and what becomes of what was typed.
        choices: of a choice: value and words; the first is taken at first.
        hint: shown where nothing was typed.
        beside: whether it stands on the line of the one before it.
        when: another input and the value that it must have, or this one is not asked.
        fills: the field of `NewPlan`, where several inputs fill one.
    """

    id: str
    label: str
    kind: AskKind
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    beside: bool = False
    when: tuple[str, str] | None = None
    fills: str = ""

    @property
    def field(self) -> str:
        """The field of `NewPlan` that it fills."""
        return self.fills or self.id


@dataclass(frozen=True)
class Way:
    """One way of choosing cases.

    Args:
        id: names it on the form.
        words: plain ones.
        more: in a sentence, when it is the one to take.
        design: of the plan.
        asks: ids of the inputs it takes, in the order shown.
        purposeful: of a purposeful plan: its type.
        needs: ids of those without which it cannot be worked out.
    """

    id: str
    words: str
    more: str
    design: PlanDesign
    asks: tuple[str, ...]
    purposeful: PurposefulType | None = None
    needs: tuple[str, ...] = ("n",)


ASKS: Final[tuple[Ask, ...]] = (
    Ask("by", "From each", "columns", hint="choose a column"),
    Ask(
        "allocation",
        "Shared out",
        "choice",
        (
            ("proportional", "in proportion to size"),
            ("equal", "as many from each"),
            ("neyman", "by how much they vary"),
            ("manual", "set by hand"),
        ),
        beside=True,
    ),
    Ask(
        "manual",
        "Sizes by hand",
        "groups",
        hint="North=4; South=3",
        when=("allocation", "manual"),
    ),
    Ask(
        "spreads",
        "They vary by",
        "groups",
        hint="a standard deviation for each: North=2.5; South=1",
        when=("allocation", "neyman"),
    ),
    Ask("sort", "In order of", "columns", hint="their identifier"),
    Ask("fields", "Compared in", "columns", hint="choose columns", fills="sort"),
    Ask("size_column", "Larger by", "column", hint="choose a column of numbers"),
    Ask("cluster", "Teams in", "column", hint="choose a column"),
    Ask("clusters", "How many teams", "number", beside=True),
    Ask("column", "By column", "column", hint="choose a column"),
    Ask(
        "tail",
        "Take the",
        "choice",
        (("high", "highest or latest"), ("low", "lowest or first")),
        beside=True,
    ),
    Ask("n", "How many", "number", hint="all"),
    Ask("minimum", "At least each", "number", hint="0", beside=True),
    Ask("where", "Only where", "conditions", hint="no condition · Tab completes a column"),
)
"""Every input, in the order in which it stands on the form."""

WAYS: Final[tuple[Way, ...]] = (
    Way(
        "stratified",
        "By chance from each group",
        "Each group by its size; what is found can be carried over to the whole list.",
        "stratified",
        ("by", "allocation", "manual", "spreads", "n", "minimum", "where"),
        needs=("by", "n"),
    ),
    Way(
        "simple",
        "By chance from the whole list",
        "All have the same chance; what is found can be carried over to the whole list.",
        "simple",
        ("n", "where"),
    ),
    Way(
        "systematic",
        "By chance, at even steps down the list",
        "Spread evenly over a stated order. It cannot be extended, only drawn anew.",
        "systematic",
        ("sort", "n", "where"),
    ),
    Way(
        "pps",
        "By chance, the larger the likelier",
        "For a column of sizes, such as months open. Counts only: no interval is stated.",
        "pps",
        ("size_column", "n", "where"),
        needs=("size_column", "n"),
    ),
    Way(
        "two-stage",
        "Some teams by chance, then cases from them",
        "For few visits. Counts only: no interval is stated.",
        "two-stage",
        ("cluster", "clusters", "n", "where"),
        needs=("cluster", "clusters", "n"),
    ),
    Way(
        "criterion",
        "On purpose: those that meet a condition",
        "Shows what happens, not how often.",
        "purposeful",
        ("where", "n"),
        purposeful="criterion",
        needs=("where",),
    ),
    Way(
        "maximum-variation",
        "On purpose: as different from each other as can be",
        "Compared in the columns you choose. Shows the range, not how often.",
        "purposeful",
        ("fields", "n", "where"),
        purposeful="maximum-variation",
        needs=("fields", "n"),
    ),
    Way(
        "typical",
        "On purpose: typical ones",
        "Nearest to the middle in the columns you choose. Shows what is usual, not how often.",
        "purposeful",
        ("fields", "n", "where"),
        purposeful="typical",
        needs=("fields", "n"),
    ),
    Way(
        "critical",
        "On purpose: critical ones, by a condition",
        "If it goes well here, it will elsewhere. Shows what happens, not how often.",
        "purposeful",
        ("where", "n"),
        purposeful="critical",
        needs=("where",),
    ),
    Way(
        "extreme",
        "On purpose: from one end of a column",
        "The longest, the oldest, the latest. Shows what happens, not how often.",
        "purposeful",
        ("column", "tail", "n", "where"),
        purposeful="extreme",
        needs=("column", "n"),
    ),
)
"""The ways, the usual one first."""


def way_named(name: str) -> Way:
    """Return the way of that id."""
    return next(way for way in WAYS if way.id == name)
