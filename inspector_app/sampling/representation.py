"""The sample against the population, field by field: counts and shares, never a test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import isqrt

from inspector_app.sampling.strata import BLANK, Unit, check_units, shown_value, unknown_column

__all__ = [
    "SMALLEST_EXPORTED",
    "STANDARDISED_FROM",
    "FieldComparison",
    "NeverSeen",
    "Representation",
    "ValueRow",
    "compare",
    "suppressed",
]

SMALLEST_EXPORTED = 5
"""Counts from one to four are never exported."""

STANDARDISED_FROM = 50
"""Below this a standardised difference cries wolf: a fair draw of 12 exceeds 0.25 half the time."""


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value of a field.

    Args:
        value: as shown; `(blank)` for empty cells.
        population: units of the list that have it.
        sample: units of the sample that have it.
        population_tenths: its share of the list in tenths of a per cent (185 is 18.5 %).
        sample_tenths: its share of the sample; None for an empty sample.
        difference_tenths: sample less population in tenths of a percentage point, rounded once
            from the exact difference, so it may differ by one from that of the rounded shares.
        standardised_hundredths: the difference over the mean standard deviation of the two
            shares (Austin 2009), in hundredths; None below 50 sampled units.
        population_suppressed: the population count must not leave in an export.
        sample_suppressed: nor the sample count.
    """

    value: str
    population: int
    sample: int
    population_tenths: int
    sample_tenths: int | None
    difference_tenths: int | None
    standardised_hundredths: int | None
    population_suppressed: bool
    sample_suppressed: bool


@dataclass(frozen=True, slots=True)
class NeverSeen:
    """Values of a field that the sample has not touched.

    Args:
        values: the values; empty for a column stated by number only (workers).
        count: how many values.
        of: how many values the field has.
        population: units of the list that have one of them.
        share_tenths: their share of the list, in tenths of a per cent.
        suppressed: too few, or all but too few, for their number or share to leave in an export.
    """

    values: tuple[str, ...]
    count: int
    of: int
    population: int
    share_tenths: int
    suppressed: bool


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """One field.

    Args:
        column: its heading.
        rows: by size in the population, then by value; none for a number-only column.
        never_seen: what the sample has not touched.
        groups: how many values the sample has, blanks left out.
        largest: the most sampled units that have one and the same of these.
        words: for values that people know by other words than those of the list.
    """

    column: str
    rows: tuple[ValueRow, ...]
    never_seen: NeverSeen
    groups: int = 0
    largest: int = 0
    words: Mapping[str, str] = field(default_factory=dict)

    def said(self, value: str) -> str:
        """A value in the words that people know it by."""
        return self.words.get(value, value)


@dataclass(frozen=True, slots=True)
class Representation:
    """Sample and population compared.

    Args:
        fields: one per column asked for, in that order.
        population: units on the list.
        sample: sampled units that are on the list.
        outside: sampled units that are not on the list, left out of every comparison.
    """

    fields: tuple[FieldComparison, ...]
    population: int
    sample: int
    outside: int


def compare(
    population: Sequence[Unit],
    sample: Collection[str],
    columns: Sequence[str],
    *,
    number_only: Collection[str] = (),
    words: Callable[[str, str], str] | None = None,
) -> Representation:
    """Sets the sampled units beside all units, for each column.

    Args:
        population: every unit of the list.
        sample: ids of the sampled units.
        columns: fields to compare.
        number_only: those of them whose values are never named (workers).
        words: gives the words for a value of a column, where people know it by others.

    Raises:
        SamplingError: `unknown-column`, and those of `check_units`.
    """
    check_units(population)
    wanted = set(sample)
    sampled = [unit for unit in population if unit.id in wanted]
    found = (
        _compare_field(population, sampled, column, named=column not in number_only)
        for column in columns
    )
    fields = tuple(one if words is None else _in_words(one, words) for one in found)
    return Representation(fields, len(population), len(sampled), len(wanted) - len(sampled))


def _in_words(one: FieldComparison, words: Callable[[str, str], str]) -> FieldComparison:
    said = {row.value: words(one.column, row.value) for row in one.rows}
    return replace(one, words={value: told for value, told in said.items() if told != value})


def suppressed(counts: Sequence[int]) -> tuple[bool, ...]:
    """Which counts of a set whose total is known must not be exported.

    Counts from one to four; nought is no one's. What is hidden could be worked out from the total
    where it is a single count, or several that make up fewer than five; then the next smallest
    goes with it, until neither is so.
    """
    hidden = [0 < count < SMALLEST_EXPORTED for count in counts]
    others = sorted((count, at) for at, count in enumerate(counts) if count >= SMALLEST_EXPORTED)
    for _, at in others:
        gone = [count for count, is_hidden in zip(counts, hidden, strict=True) if is_hidden]
        if not gone or (len(gone) > 1 and sum(gone) >= SMALLEST_EXPORTED):
            break
        hidden[at] = True
    return tuple(hidden)


def _compare_field(
    population: Sequence[Unit], sampled: Sequence[Unit], column: str, *, named: bool
) -> FieldComparison:
    if not any(column in unit.values for unit in population):
        raise unknown_column(column)
    in_list = Counter(shown_value([unit.values.get(column, "")]) for unit in population)
    in_sample = Counter(shown_value([unit.values.get(column, "")]) for unit in sampled)
    values = sorted(in_list, key=lambda value: (-in_list[value], value))
    unseen = tuple(value for value in values if not in_sample[value])
    of_them = sum(in_list[value] for value in unseen)
    never_seen = NeverSeen(
        unseen if named else (),
        len(unseen),
        len(values),
        of_them,
        _tenths(Fraction(of_them, len(population))),
        _too_few(of_them) or _too_few(len(population) - of_them),
    )
    known = [count for value, count in in_sample.items() if value != BLANK]
    groups, largest = len(known), max(known, default=0)
    if not named:
        return FieldComparison(column, (), never_seen, groups, largest)
    hidden_list = _hidden_of_list(values, in_list, () if never_seen.suppressed else unseen)
    hidden_sample = suppressed([in_sample[value] for value in values])
    rows = tuple(
        _row(
            *(value, in_list[value], in_sample[value], len(population), len(sampled)),
            value in hidden_list,
            hidden,
        )
        for value, hidden in zip(values, hidden_sample, strict=True)
    )
    return FieldComparison(column, rows, never_seen, groups, largest)


def _too_few(count: int) -> bool:
    return 0 < count < SMALLEST_EXPORTED


def _hidden_of_list(
    values: Sequence[str], counts: Mapping[str, int], told: Collection[str]
) -> frozenset[str]:
    """Values whose population must not be exported.

    How many have one of the values `told` is exported as one number: it is a total of its own.
    """
    inside = [value for value in values if value in told]
    outside = [value for value in values if value not in told]
    return frozenset(
        value
        for part in (inside, outside)
        for value, hidden in zip(part, suppressed([counts[v] for v in part]), strict=True)
        if hidden
    )


def _row(
    value: str,
    in_list: int,
    in_sample: int,
    population: int,
    sample: int,
    list_hidden: bool,
    sample_hidden: bool,
) -> ValueRow:
    whole = Fraction(in_list, population)
    part = Fraction(in_sample, sample) if sample else None
    return ValueRow(
        value,
        in_list,
        in_sample,
        _tenths(whole),
        None if part is None else _tenths(part),
        None if part is None else _tenths(part - whole),
        _standardised(part, whole) if part is not None and sample >= STANDARDISED_FROM else None,
        list_hidden,
        sample_hidden,
    )


def _tenths(share: Fraction) -> int:
    """Tenths of a per cent, halves away from nought."""
    size = int(abs(share) * 1000 + Fraction(1, 2))
    return size if share >= 0 else -size


def _standardised(sample: Fraction, population: Fraction) -> int:
    """Difference over the root of the mean variance, in hundredths, exact before rounding."""
    difference = sample - population
    variance = (sample * (1 - sample) + population * (1 - population)) / 2
    # Sampled units are of the population, so where no share varies there is no difference.
    if not difference:
        return 0
    # Rounds 100·√q by whole numbers: (⌊2·100·√q⌋ + 1) // 2.
    twice = isqrt(int(difference**2 / variance * 40_000))
    return ((twice + 1) // 2) * (1 if difference > 0 else -1)
