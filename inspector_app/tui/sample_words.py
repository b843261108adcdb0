"""What the screens call designs, states and refusals of samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from inspector_app.errors import InspectorError
from inspector_app.sampling.draws import StratumCount
from inspector_app.sampling.plan_seen import NOT_SEEN
from inspector_app.sampling.recorded import PlanCase, RecordedPlan
from schemas.records import SamplePlan
from schemas.wording import sampling_wording

__all__ = [
    "bar",
    "count_words",
    "design_words",
    "how_came",
    "how_seen_words",
    "refusal_words",
    "share_words",
    "state_words",
    "strata_lines",
]

_DESIGNS: Final[Mapping[str, str]] = {
    "simple": "by chance from the whole list",
    "stratified": "by chance from each group",
    "systematic": "by chance, at even steps",
    "pps": "by chance, the larger the likelier",
    "two-stage": "some teams by chance, then cases",
    "purposeful": "on purpose",
}

_STATES: Final[Mapping[str, str]] = {
    "draft": "◌ waits for a phrase",
    "drawn": "● drawn",
    "in-progress": "◐ in progress",
    "complete": "✓ complete",
}

_STEPS: Final[Mapping[str, str]] = {
    "size-missing": "Type how many under 'How many'.",
    "order-missing": "Choose the column under 'By column'.",
    "reason-missing": "Say under 'Why' why it is drawn again.",
    "title-missing": "Fill in 'Title' and 'Why'.",
    "option-not-for-design": "Leave it out, or choose another way.",
    "column-sensitive": "Use another column.",
    "unknown-plan": "Go back to the list of plans with Esc.",
    "unknown-frame": "Import the authority's lists first: I on the Sample screen.",
    "not-by-chance": "Add cases by hand instead, saying why: N.",
    "already-replaced": "Choose another case.",
    "manager-not-asked": "Ask for a manager, and say with M what came of it.",
    "manager-coming": "If it fell through, say so with M.",
    "already-seen": "Say in a note what could not be seen of it.",
    "no-cases": "N adds a case.",
    "cases-left": "See or replace them, or say why they stay unseen.",
    "certificate-released": "D draws a new sample, saying why.",
    "not-drawn-yet": "It waits for the authority's phrase: P.",
    "already-drawn": "D draws anew, saying why.",
    "phrase-missing": "Type the words that the authority chose.",
    "draft-changed": "D plans it anew; show the authority the new lines.",
    "drawn-before": "Draw once more and say why; or D on the earlier sample draws it again.",
    "nothing-to-allocate": "E draws more cases, N adds one by hand.",
    "nobody-named": "Tick at least one person.",
    "already-in-plan": "Choose another case.",
    "rationale-missing": "Say why this case was taken.",
    "all-refused": "The reasons stand above, file by file.",
}
"""What to do next on the screens, where the refusal itself names a command."""

MOST_GROUPS: Final = 24
"""Groups that are shown beside a plan."""

_FULL, _HALF = "━", "╸"


def refusal_words(error: InspectorError) -> str:
    """Return a refusal with what to do about it on a screen."""
    return f"{error.message} {_STEPS.get(error.code, error.next_step)}"


def count_words(number: int, one: str, many: str) -> str:
    """Return '1 row' or '1,234 rows'."""
    return f"{number:,} {one if number == 1 else many}"


def design_words(plan: SamplePlan, settings: RecordedPlan | None = None) -> str:
    """Return how the cases of a plan were chosen."""
    words = _DESIGNS.get(plan.design or "", plan.design or "?")
    by = settings.settings.by if settings is not None else ()
    if plan.design == "stratified" and by:
        words = f"by chance from each {', '.join(by)}"
    if plan.design == "purposeful" and plan.purposeful_type:
        words = f"on purpose: {plan.purposeful_type.replace('-', ' ')}"
    return words


def state_words(state: str | None) -> str:
    """Return the state of a plan as a sign and a word."""
    return _STATES.get(state or "", state or "?")


def how_came(one: PlanCase) -> str:
    """Return how a case came to its plan, and whether it left it again."""
    record = one.record
    words = sampling_wording().routes.get(record.route or "", record.route or "?")
    if not one.in_sample:
        why = sampling_wording().replaced.get(record.replaced_reason or "", "")
        return f"✗ replaced {why}".rstrip()
    if one.drawn:
        return "reserve" if one.reserve else "drawn"
    return words


def how_seen_words(way: str) -> str:
    """Return how a case was seen, with a sign that is there without colour."""
    if way == NOT_SEEN:
        return "○ not yet"
    return f"● {sampling_wording().how_seen.get(way, way)}"


def share_words(tenths: int | None) -> str:
    """Return tenths of a per cent as '18.5 %'."""
    return "" if tenths is None else f"{tenths / 10:.1f} %"


def strata_lines(strata: Sequence[StratumCount], width: int) -> list[str]:
    """Return the groups of a draw as bars, those that cases came from first.

    Args:
        strata: with their population and how many are drawn.
        width: Cells of the longest bar.
    """
    largest = max((count.population for count in strata), default=0)
    first = sorted(strata, key=lambda count: not count.drawn)
    lines = []
    for count in first[:MOST_GROUPS]:
        share = f"{count.drawn:,} of {count.population:,}"
        lines += [count.value or "(blank)", f"{bar(count.population, largest, width)} {share}"]
    more = len(first) - MOST_GROUPS
    return [*lines, f"and {count_words(more, 'group', 'groups')} more"] if more > 0 else lines


def bar(part: int, whole: int, width: int) -> str:
    """Return a bar of at most so many cells; something that is there is at least half a cell."""
    if part <= 0 or whole <= 0 or width <= 0:
        return ""
    halves = max(1, (2 * width * part + whole // 2) // whole)
    halves = min(halves, 2 * width)
    return _FULL * (halves // 2) + _HALF * (halves % 2)
