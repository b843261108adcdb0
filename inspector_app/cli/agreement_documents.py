"""Agreement between judges as the command prints it: a document for scripts, tables for people."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from inspector_app.cli.output import say, show_table

if TYPE_CHECKING:
    from inspector_app.judgement.judges_agreement import Direction, JudgesAgreement

__all__ = ["agreement_document", "show_agreement"]

Json = dict[str, Any]

_WEIGHTS = {
    "ordinal": "Gwet's AC2, ordinal weights",
    "nominal": "Gwet's AC1, nominal",
    "interval": "Gwet's AC2, quadratic weights",
}


def agreement_document(found: JudgesAgreement) -> Json:
    """Counts as integers, shares and coefficients as numbers, null where there is none."""
    ratings, coefficients = found.ratings, found.coefficients
    return {
        "scale": list(ratings.scale),
        "judges": list(ratings.judges),
        "reference": None if found.reference is None else ratings.judges[found.reference],
        "units": len(ratings.units),
        "units_compared": len(ratings.compared),
        "pairs": found.direction.pairs,
        "agree": found.direction.same,
        "grid": [list(row) for row in found.grid],
        "exact": _number(found.exact),
        "adjacent": _number(found.adjacent),
        "apart": list(found.apart),
        "direction": _direction(found.direction),
        "by_base": {
            base: {"agree": one.same, "of": one.pairs, **_direction(one)}
            for base, one in found.by_base.items()
        },
        "metric": found.metric,
        "coefficient": {"name": _WEIGHTS[found.metric], "value": _number(coefficients.ac)},
        "coefficients": {
            "alpha": _number(coefficients.alpha),
            "ac": _number(coefficients.ac),
            "kappa": _number(coefficients.kappa),
            "weighted_kappa": _number(coefficients.weighted_kappa),
            "fleiss": _number(coefficients.fleiss),
        },
        "warnings": list(found.warnings),
    }


def show_agreement(found: JudgesAgreement) -> None:
    """For people, in the order in which it should be read; the coefficient comes last."""
    ratings, direction = found.ratings, found.direction
    first, second = _sides(found)
    # With blanks for hyphens a narrow terminal breaks a word where a reader would.
    scale = [grade.replace("-", " ") for grade in ratings.scale]
    show_table(
        ["", *scale],
        [
            [grade, *(count or "" for count in row)]
            for grade, row in zip(scale, found.grid, strict=True)
        ],
        title=f"Pairs of grades (rows: {first}; columns: {second})",
    )
    if direction.pairs:
        near = sum(found.apart[:2])
        say(f"The same grade: {_of(direction.same, direction.pairs)}.")
        say(f"The same or one grade apart: {_of(near, direction.pairs)}.")
        say(
            f"Differences, {second} against {first}: {direction.lower:,} lower, "
            f"{direction.same:,} the same, {direction.higher:,} higher."
        )
    if found.by_base:
        show_table(
            ["Base", "Same", "Of", "Lower", "Higher"],
            [[base, d.same, d.pairs, d.lower, d.higher] for base, d in found.by_base.items()],
        )
    value = found.coefficients.ac
    said = "not defined" if value is None else f"{float(value):.3f}"
    say(f"{_WEIGHTS[found.metric]}: {said}.")
    for warning in found.warnings:
        say(f"Note: {warning}")


def _sides(found: JudgesAgreement) -> tuple[str, str]:
    """Who stands in the rows and who in the columns."""
    judges = found.ratings.judges
    if found.reference is not None:
        return judges[found.reference], "the others"
    if len(judges) == 2:
        return judges[0], judges[1]
    return "the earlier in the file", "the later in the file"


def _of(count: int, pairs: int) -> str:
    from inspector_app.sampling.tells import percent

    return f"{count:,} of {pairs:,} pairs ({percent(Fraction(count, pairs))})"


def _direction(found: Direction) -> Json:
    return {"lower": found.lower, "same": found.same, "higher": found.higher}


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
