"""How far judges agree, in the order in which it should be read.

The grid of grades first; then how many pairs are the same and how many one grade apart; then which
way the differences go (in the framework implementation review every one was a grade lower, which
its text does not say, ¶52 and ¶56); and one coefficient last, named with its metric.

There is no interval. Units of one evidence base hang together, and so do grades of one judge;
a formula for independent units would promise more than the table holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from inspector_app.errors import InspectorError
from inspector_app.judgement.agreement_coefficients import (
    Metric,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    weighted_kappa,
)
from inspector_app.judgement.judges import Grid, Ratings, UnitGrades, count_pairs

__all__ = ["Coefficients", "Direction", "JudgesAgreement", "agreement_of"]

_MOSTLY = Fraction(4, 5)
"""From here on one grade prevails; α and κ then say little (Feinstein and Cicchetti 1990)."""


@dataclass(frozen=True, slots=True)
class Direction:
    """How many pairs have the second grade below, equal to or above the first."""

    lower: int
    same: int
    higher: int

    @property
    def pairs(self) -> int:
        """All of them."""
        return self.lower + self.same + self.higher


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Each exact, or None where it is not defined."""

    alpha: Fraction | None
    ac: Fraction | None
    kappa: Fraction | None
    weighted_kappa: Fraction | None
    fleiss: Fraction | None


@dataclass(frozen=True)
class JudgesAgreement:
    """What a table of grades says of agreement.

    Args:
        ratings: the table.
        metric: of the coefficients.
        reference: place of the judge that the others are set against, if one was named.
        grid: pairs by first grade (rows) and second grade (columns), lowest grade first.
        apart: pairs by how many grades lie between them, 0 first.
        direction: of the second grade against the first.
        by_base: the direction within each base; empty where the file names none.
        coefficients: over all judges alike, reference or not.
        warnings: plain sentences, those that matter most first.
    """

    ratings: Ratings
    metric: Metric
    reference: int | None
    grid: Grid
    apart: tuple[int, ...]
    direction: Direction
    by_base: Mapping[str, Direction]
    coefficients: Coefficients
    warnings: tuple[str, ...]

    @property
    def exact(self) -> Fraction | None:
        """The share of pairs that are the same; None without a pair."""
        return self._share(self.apart[0])

    @property
    def adjacent(self) -> Fraction | None:
        """The share that are the same or one grade apart (Stemler 2004); None without a pair."""
        return self._share(sum(self.apart[:2]))

    def _share(self, count: int) -> Fraction | None:
        return Fraction(count, self.direction.pairs) if self.direction.pairs else None


def agreement_of(
    ratings: Ratings, metric: Metric = "ordinal", reference: str | None = None
) -> JudgesAgreement:
    """Works everything out.

    Args:
        ratings: the table.
        metric: of the coefficients.
        reference: a judge that every other is set against; without one, of two judges the one that
            stands later in the file is set against the earlier.

    Raises:
        InspectorError: `unknown-judge`.
    """
    against = _place(ratings, reference)
    grid = _grid(ratings.units, ratings, against)
    by_base = {
        base: _direction(_grid(units, ratings, against)) for base, units in ratings.by_base.items()
    }
    coefficients = Coefficients(
        krippendorff_alpha(ratings, metric),
        gwet_ac(ratings, metric),
        cohen_kappa(ratings),
        weighted_kappa(ratings, metric),
        fleiss_kappa(ratings),
    )
    grades = len(ratings.scale)
    apart = tuple(
        sum(grid[c][k] for c in range(grades) for k in range(grades) if abs(c - k) == steps)
        for steps in range(grades)
    )
    return JudgesAgreement(
        ratings,
        metric,
        against,
        grid,
        apart,
        _direction(grid),
        by_base,
        coefficients,
        (
            *_warnings_of_table(ratings),
            *_warnings_of_reading(ratings, metric, against, _direction(grid), by_base),
        ),
    )


def _place(ratings: Ratings, reference: str | None) -> int | None:
    if reference is None:
        return None
    if reference not in ratings.judges:
        raise InspectorError(
            "unknown-judge",
            "The file has no judge of that name.",
            kept="Nothing was kept or changed.",
            next_step="Give --reference the name as it stands in the column judge.",
        )
    return ratings.judges.index(reference)


def _grid(
    units: list[UnitGrades] | tuple[UnitGrades, ...], ratings: Ratings, against: int | None
) -> Grid:
    return tuple(map(tuple, count_pairs(units, len(ratings.scale), against)))


def _direction(grid: Grid) -> Direction:
    cells = [(c, k, count) for c, row in enumerate(grid) for k, count in enumerate(row)]
    return Direction(
        lower=sum(count for first, second, count in cells if second < first),
        same=sum(count for first, second, count in cells if second == first),
        higher=sum(count for first, second, count in cells if second > first),
    )


def _warnings_of_table(ratings: Ratings) -> list[str]:
    """Where the table is too small, too empty or too even for a coefficient to say much."""
    compared, units = len(ratings.compared), len(ratings.units)
    if not compared:
        return ["No unit was graded by two judges, so nothing can be compared."]
    said = []
    # Cicchetti, Applied Psychological Measurement 5:101, 1981.
    enough = 2 * len(ratings.scale) ** 2
    if compared < enough:
        said.append(
            f"Only {_units(compared)} can be compared. With fewer than {enough} on a scale of "
            f"{len(ratings.scale)} grades a coefficient may be far off by chance: read the grid."
        )
    if compared < units:
        said.append(f"{_units(units - compared)} of {units:,} had one judge only.")
    most = Fraction(max(ratings.used.values()), sum(ratings.used.values()))
    if most == 1:
        said.append("All grades are the same: alpha and kappa are not defined.")
    elif most >= _MOSTLY:
        said.append(
            "Nearly all grades are the same: alpha and kappa can be low, or below nought, although "
            "the judges agree."
        )
    return said


def _warnings_of_reading(
    ratings: Ratings,
    metric: Metric,
    against: int | None,
    direction: Direction,
    by_base: Mapping[str, Direction],
) -> list[str]:
    """What a reader of the figures could take them for, and should not."""
    if not ratings.compared:
        return []
    said = []
    differ = direction.lower + direction.higher
    if differ > 1 and not (direction.lower and direction.higher):
        way = "lower" if direction.lower else "higher"
        said.append(f"All {differ:,} differences go one way, {way}: no coefficient shows that.")
    if against is not None and len(ratings.judges) > 2:
        said.append("The coefficients take all judges alike; the other figures the reference.")
    if metric == "nominal":
        said.append("The coefficients leave the order of the grades out; the other figures use it.")
    if len({len(unit.grades) for unit in ratings.units}) > 1:
        said.append("Some grades are missing: Fleiss's kappa is as Gwet generalised it.")
    if len(by_base) > 1:
        said.append(
            "Units of one base hang together, so no interval is given: it would be too narrow."
        )
    return said


def _units(count: int) -> str:
    return f"{count:,} {'unit' if count == 1 else 'units'}"
