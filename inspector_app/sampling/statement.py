"""The sample statement: what a sample is, how it was chosen and seen, and what it cannot show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspector_app.sampling.representation import FieldComparison, NeverSeen
from inspector_app.sampling.statement_facts import (
    NOT_SEEN,
    SampleFacts,
    SampleNature,
    check_facts,
    nature_of,
    without_noughts,
)
from inspector_app.sampling.statement_sentences import sentences
from schemas.wording import sampling_wording

__all__ = ["Statement", "how_seen_by", "write_statement"]


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement in words and in counts.

    Args:
        text: plain sentences for the team; they may hold what an authority typed, so show them as
            text only.
        leaving: the same for what leaves in a report or letter: nothing in it tells of fewer than
            five people.
        nature: `random`, `purposeful`, `convenience`, `mixed`, or `empty`.
        size: units in the sample.
        routes: units by route, noughts left out.
        how_seen: units by how seen, `not-seen` among them, noughts left out.
        fields: sample against population, for the team; each count says whether it may leave.
        never_seen: by column, what the sample has not touched; columns seen in full left out.
    """

    text: str
    leaving: str
    nature: SampleNature
    size: int
    routes: Mapping[str, int]
    how_seen: Mapping[str, int]
    fields: tuple[FieldComparison, ...]
    never_seen: Mapping[str, NeverSeen]


def how_seen_by(occasions: Iterable[str]) -> str:
    """How a case was seen, from the occasions of the notes on it; `not-seen` without any.

    A case with several occasions counts once, by the one that the wording lists first.
    """
    had = set(occasions)
    for occasion, seen in sampling_wording().occasions.items():
        if occasion in had:
            return seen
    return NOT_SEEN


def write_statement(facts: SampleFacts) -> Statement:
    """Writes the statement.

    Raises:
        SamplingError: `word-not-known`, `counts-impossible`.
    """
    wording = sampling_wording()
    check_facts(facts, wording)
    seen = dict(facts.how_seen)
    seen[NOT_SEEN] = facts.size - sum(seen.values())
    fields = facts.representation.fields if facts.representation else ()
    return Statement(
        text=" ".join(sentences(facts, wording, seen, leaving=False)),
        leaving=" ".join(sentences(facts, wording, seen, leaving=True)),
        nature=nature_of(facts.routes),
        size=facts.size,
        routes=without_noughts(facts.routes),
        how_seen=without_noughts(seen),
        fields=fields,
        never_seen={one.column: one.never_seen for one in fields if one.never_seen.count},
    )
