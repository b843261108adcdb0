from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.conditions import Condition, parse_condition
from inspector_app.sampling.purposeful import select_by_criterion, select_extreme
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit

COLUMNS = ("Age", "Age of Child (Years)", "Team", "Date ended", "Odd = name")
ROWS = (
    ("C9", "3", "North", "2026-01-31"),
    ("C10", "10", "north East", ""),
    ("C11", "-1", "South", "2025-12-01"),
    ("C1", "10.0", " ", "2026-01-31T00:00:00"),
    ("C2", "unborn", "East", "31/01/2026"),
)
UNITS = [
    Unit(identifier, f"case {identifier}", {"Age": age, "Team": team, "Date ended": ended})
    for identifier, age, team, ended in ROWS
]


def meeting(text: str) -> set[str]:
    condition = parse_condition(text, COLUMNS)
    return {unit.id for unit in UNITS if condition.met_by(unit)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Age = 10", {"C10", "C1"}),
        ("Age != 10", {"C9", "C11", "C2"}),
        ("Age >= 3", {"C9", "C10", "C1"}),
        ("Age > 3", {"C10", "C1"}),
        ("Age <= 3", {"C9", "C11"}),
        ("Age < 3", {"C11"}),
        ("Age<3", {"C11"}),
        ("Date ended > 2025-12-31", {"C9", "C1"}),
        ("Date ended = 2026-01-31", {"C9", "C1"}),
        ("Date ended is-blank", {"C10"}),
        ("Team is-blank", {"C1"}),
        ("Team contains NORTH", {"C9", "C10"}),
        ('Team = "north"', {"C9"}),
        ("Team != north", {"C10", "C11", "C1", "C2"}),
        ("team = north", {"C9"}),
    ],
)
def test_conditions_compare_numbers_dates_and_texts_as_such(text: str, expected: set[str]) -> None:
    assert meeting(text) == expected


@pytest.mark.parametrize(
    ("text", "column", "operator", "value"),
    [
        ("Age of Child (Years) >= 10", "Age of Child (Years)", ">=", "10"),
        ("Odd = name = x", "Odd = name", "=", "x"),
        ("Team = a = b", "Team", "=", "a = b"),
        ("Team contains contains", "Team", "contains", "contains"),
        ("  Age   <=   3 ", "Age", "<=", "3"),
    ],
)
def test_a_column_may_hold_blanks_brackets_and_signs(
    text: str, column: str, operator: str, value: str
) -> None:
    found = parse_condition(text, COLUMNS)
    assert (found.column, found.operator, found.value) == (column, operator, value)


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ("", "condition-unclear", "COLUMN OPERATOR VALUE"),
        ("Team", "condition-unclear", "After 'Team'"),
        ("Team near North", "condition-unclear", "After 'Team'"),
        ("Teamcontains x", "condition-unclear", "After 'Team'"),
        ("Ward = North", "unknown-column", "'Ward'"),
        ("Ward is-blank", "unknown-column", "'Ward'"),
        ("Team =", "condition-unclear", "is-blank"),
        ("Team is-blank x", "condition-unclear", "Nothing may follow"),
        ("Age > old", "condition-unclear", "numbers"),
        ("Date ended > 2026-02-30", "condition-unclear", "does not exist"),
        ("Date ended > 31/01/2026", "condition-unclear", "dates (2026-11-22)"),
    ],
)
def test_a_condition_that_cannot_be_read_says_what_is_wrong(
    text: str, code: str, hint: str
) -> None:
    with pytest.raises(SamplingError) as refused:
        parse_condition(text, COLUMNS)
    assert refused.value.code == code
    assert hint in refused.value.message


@given(st.text(max_size=40))
def test_no_typed_text_breaks_the_reading(text: str) -> None:
    with suppress(SamplingError):
        assert parse_condition(text, COLUMNS).column in COLUMNS


def test_a_condition_prints_as_it_is_typed() -> None:
    assert str(Condition("Age", ">=", "10")) == "Age >= 10"
    assert str(Condition("Age", "is-blank")) == "Age is-blank"


def test_all_conditions_must_be_met_and_digits_in_identifiers_count_as_numbers() -> None:
    conditions = [parse_condition(text, COLUMNS) for text in ("Age >= 3", "Age < 11")]
    found = select_by_criterion(UNITS, conditions)
    assert [one.unit for one in found.chosen] == ["C1", "C9", "C10"]
    assert [one.rank for one in found.chosen] == [1, 2, 3]
    assert found.chosen[0].case == "case C1"
    assert (found.population, found.eligible) == (5, 3)


def test_cells_that_cannot_be_compared_are_counted_not_hidden() -> None:
    assert select_by_criterion(UNITS, [parse_condition("Age >= 3", COLUMNS)]).not_judged == 1


def test_the_first_n_by_identifier_are_taken() -> None:
    found = select_by_criterion(UNITS, [parse_condition("Age >= 3", COLUMNS)], 2)
    assert [one.unit for one in found.chosen] == ["C1", "C9"]
    assert found.eligible == 3
    assert found.order == "by identifier"


@pytest.mark.parametrize(
    ("tail", "expected", "order"),
    [
        ("high", ["C1", "C10", "C9"], "highest Age first, ties by identifier"),
        ("low", ["C11", "C9", "C1"], "lowest Age first, ties by identifier"),
    ],
)
def test_the_extreme_is_the_tail_of_a_field(tail: str, expected: list[str], order: str) -> None:
    found = select_extreme(UNITS, "Age", 3, "high" if tail == "high" else "low")
    assert [one.unit for one in found.chosen] == expected
    assert found.order == order
    assert (found.eligible, found.not_judged) == (4, 1)


def test_units_equal_to_the_last_one_taken_are_counted() -> None:
    assert select_extreme(UNITS, "Age", 1).tied_outside == 1
    assert select_extreme(UNITS, "Age", 2).tied_outside == 0


def test_the_latest_dates_are_an_extreme_too() -> None:
    found = select_extreme(UNITS, "Date ended", 2)
    assert [one.unit for one in found.chosen] == ["C1", "C9"]
    assert found.order.startswith("latest Date ended")


@given(st.permutations(UNITS))
def test_a_purposeful_selection_does_not_depend_on_the_order_of_rows(rows: list[Unit]) -> None:
    condition = [parse_condition("Age >= 3", COLUMNS)]
    assert select_by_criterion(rows, condition, 2) == select_by_criterion(UNITS, condition, 2)
    assert select_extreme(rows, "Age", 3) == select_extreme(UNITS, "Age", 3)


def test_a_purposeful_selection_that_cannot_be_is_refused() -> None:
    mixed = [Unit("a", "a", {"X": "1"}), Unit("b", "b", {"X": "2026-01-01"})]
    condition = parse_condition("Age >= 3", COLUMNS)
    attempts: tuple[tuple[Callable[[], object], str], ...] = (
        (lambda: select_by_criterion(UNITS, []), "condition-missing"),
        (lambda: select_by_criterion(UNITS, [condition], 4), "too-few"),
        (lambda: select_by_criterion(UNITS, [condition], 0), "size-not-positive"),
        (lambda: select_by_criterion(UNITS, [Condition("Ward", "=", "x")]), "unknown-column"),
        (lambda: select_extreme(UNITS, "Ward", 1), "unknown-column"),
        (lambda: select_extreme(UNITS, "Age", 5), "too-few"),
        (lambda: select_extreme(mixed, "X", 1), "mixed-values"),
    )
    for attempt, code in attempts:
        with pytest.raises(SamplingError) as refused:
            attempt()
        assert refused.value.code == code
