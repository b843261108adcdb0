"""The list a sample was drawn from as bars, the sample beside it, value by value."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.sampling.representation import FieldComparison, Representation, ValueRow
from inspector_app.tui.sample_words import bar, count_words, share_words
from inspector_app.tui.widgets.record_rows import Row, Tone
from inspector_app.tui.widgets.row_list import Listed

__all__ = ["Against", "against_list"]

_MOST_NAMED = 6


@dataclass(frozen=True)
class Against:
    """A comparison as it is drawn.

    Args:
        says: how many are compared, and what the sample has not touched.
        rows: one for each value.
    """

    says: str
    rows: tuple[Listed, ...]


def against_list(found: Representation, width: int) -> Against:
    """Return a comparison of one field in words and rows.

    Args:
        found: of one field.
        width: cells of the longest bar.
    """
    field = found.fields[0]
    says = [f"{found.sample:,} in the sample of {found.population:,} on the list."]
    if found.outside:
        says.append(f"{found.outside:,} of the sample are not on the list and not counted here.")
    says.append(_unseen(field))
    shares = [max(row.population_tenths, row.sample_tenths or 0) for row in field.rows]
    most = max(shares, default=0)
    rows = tuple(
        _row(at, row, field.said(row.value), most, width) for at, row in enumerate(field.rows)
    )
    return Against(" ".join(says), rows)


def _unseen(field: FieldComparison) -> str:
    column, unseen = field.column, field.never_seen
    if not unseen.count:
        return f"Every value of {column} is in the sample."
    share = f"{share_words(unseen.share_tenths)} of the list"
    if not unseen.values:
        return f"Not seen at all: {unseen.count:,} of {unseen.of:,} by {column} ({share})."
    named = ", ".join(map(field.said, unseen.values[:_MOST_NAMED]))
    more = len(unseen.values) - _MOST_NAMED
    if more > 0:
        named += f" and {more:,} more"
    times = count_words(unseen.count, "value", "values")
    return f"Not seen at all, {times} of {unseen.of:,}: {named} ({share})."


def _row(at: int, row: ValueRow, said: str, most: int, width: int) -> Listed:
    difference = row.difference_tenths
    unseen = not row.sample
    if difference is None:
        against = ""
    elif unseen:
        against = "✗ not seen"
    else:
        sign = "▲" if difference > 0 else "▼" if difference < 0 else "="
        against = f"{sign} {difference / 10:+.1f}" if difference else "= 0.0"
    cells = (
        said,
        f"{row.population:,}",
        share_words(row.population_tenths),
        bar(row.population_tenths, most, width),
        f"{row.sample:,}",
        share_words(row.sample_tenths),
        bar(row.sample_tenths or 0, most, width),
        against,
    )
    order = (
        said.casefold(),
        row.population,
        row.population,
        row.population,
        row.sample,
        row.sample,
        row.sample,
        difference or 0,
    )
    return Listed(Row(str(at), cells, Tone.WARNING if unseen else Tone.PLAIN), order)
