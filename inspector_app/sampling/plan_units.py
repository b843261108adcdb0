"""The units of a plan: rows of a frozen list, narrowed by conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from inspector_app.errors import InspectorError
from inspector_app.intake.frame import Frame, UnitKind
from inspector_app.intake.joins import column_spec
from inspector_app.sampling.conditions import Condition, parse_condition
from inspector_app.sampling.plan_settings import Filter
from inspector_app.sampling.recorded import RecordedPlan
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit
from schemas.annex_a import ListSpec, load_annex_a
from schemas.wording import sampling_wording

__all__ = [
    "AGE",
    "GENDER",
    "NO_FRAME",
    "TEAM",
    "FrameList",
    "cluster_column",
    "described_columns",
    "frame_list",
    "narrowed",
    "open_columns",
    "people_columns",
    "person_columns",
    "plain_column",
    "plain_condition",
    "possible_units",
    "recorded_list",
    "recorded_units",
    "units_of",
]

TEAM = "Allocated Team"
GENDER = "Gender"
NO_FRAME = ("frame-elsewhere", "frame-purged", "unknown-frame")
"""Codes of the refusals that say the rows are not on this laptop."""

AGE = "Age of Child (Years)"
_FAMILY = "Family identifier"


@dataclass(frozen=True)
class FrameList:
    """A list of a frame and what is drawn from it.

    Args:
        frame: opened.
        number: of the list, 1 to 11.
        unit: a unit of the wording, such as `referral`.
    """

    frame: Frame
    number: int
    unit: str

    @property
    def kind(self) -> UnitKind:
        """What the frame calls such units."""
        if sampling_wording().units[self.unit].event:
            return "event"
        return "adopter" if _spec(self.number).grain == "adopter" else "child"

    @property
    def without_identifier(self) -> int:
        """Rows that cannot be drawn."""
        return self.frame.list(self.number).rows_without_identifier


def frame_list(frame: Frame, number: int, unit: str | None) -> FrameList:
    """A list with its unit, the list's usual one if none is given.

    Raises:
        InspectorError: `list-not-in-frame`, `unit-not-on-list`.
    """
    frame.list(number)
    usual = sampling_wording().unit_of_list(number)
    chosen = unit or usual
    possible = possible_units(number)
    if chosen not in possible:
        raise SamplingError(
            "unit-not-on-list",
            f"The rows of list {number} are no such unit.",
            next_step=f"Draw one of: {', '.join(possible)}; or choose another list.",
        )
    return FrameList(frame, number, chosen)


def possible_units(number: int) -> tuple[str, ...]:
    """What the rows of a list may be counted as, the usual unit first.

    On lists about children also children and, where rows are dated, plans.

    Raises:
        InspectorError: `list-not-in-frame`.
    """
    spec, usual = _spec(number), sampling_wording().unit_of_list(number)
    if spec.grain == "adopter":
        return (usual, "case")
    dated_plans = ("plan",) if spec.grain == "child" and spec.event is not None else ()
    return tuple(dict.fromkeys((usual, "child", "case", *dated_plans)))


def plain_column(listed: FrameList, name: str) -> str:
    """A column by its name in the frame, if it may stand in the log and in a statement.

    Raises:
        InspectorError: `list-not-in-frame`, `column-unknown`.
        SamplingError: `column-sensitive` for names of people, placements and identifiers.
    """
    column = listed.frame.column(listed.number, name)
    spec = column_spec(listed.number, column)
    if spec is not None and spec.sensitive is not None:
        raise SamplingError(
            "column-sensitive",
            f"The column '{column}' identifies a child, a worker or a home. It stays in the "
            "imported lists and cannot make strata, conditions or an order.",
            next_step="Use another column; single cases are added with `inspector sample add`.",
        )
    return column


def open_columns(listed: FrameList) -> tuple[str, ...]:
    """The columns of a list that `plain_column` lets through, in their order."""
    spec = _spec(listed.number)
    found = ((name, spec.column(name)) for name in listed.frame.list(listed.number).columns)
    return tuple(name for name, column in found if column is None or column.sensitive is None)


def people_columns(listed: FrameList) -> tuple[str, ...]:
    """Columns with names of people or keys of families: compared by number only, never named."""
    columns = _spec(listed.number).columns
    people = [c.name for c in columns if c.sensitive == "person" or c.name == _FAMILY]
    there = listed.frame.list(listed.number).columns
    return tuple(name for name in people if name in there)


def cluster_column(listed: FrameList, name: str) -> tuple[str, bool]:
    """A column whose values can be clusters, and whether they name people.

    A worker's cases may be drawn together, for the name stays in the frame: clusters of such a
    column go by a number everywhere else.

    Raises:
        InspectorError: `list-not-in-frame`, `column-unknown`.
        SamplingError: `column-sensitive` for placements and identifiers.
    """
    column = listed.frame.column(listed.number, name)
    if column in person_columns(listed):
        return column, True
    return plain_column(listed, name), False


def person_columns(listed: FrameList) -> tuple[str, ...]:
    """The list's columns with names of people, in the form's order."""
    there = listed.frame.list(listed.number).columns
    columns = _spec(listed.number).columns
    return tuple(
        column.name for column in columns if column.sensitive == "person" and column.name in there
    )


def plain_condition(listed: FrameList, typed: str) -> Condition:
    """A condition on a column that `plain_column` lets through, in any spelling it has.

    Raises:
        InspectorError: as `parse_condition` and `plain_column`.
    """
    spec = _spec(listed.number)
    columns = listed.frame.list(listed.number).columns
    aliases = [alias for column in spec.columns for alias in column.aliases]
    joined = _joined_names(listed)
    condition = parse_condition(typed, {*columns, *aliases, *joined})
    return replace(condition, column=plain_column(listed, condition.column))


def _joined_names(listed: FrameList) -> Iterator[str]:
    """What columns of other lists may be called, as '8: Gender' and '8: Sex'."""
    for name in listed.frame.joinable(listed.number):
        column = column_spec(listed.number, name)
        number, _, _ = name.partition(":")
        yield name
        yield from (f"{number}: {alias}" for alias in (column.aliases if column else ()))


def units_of(listed: FrameList, columns: Iterable[str]) -> tuple[Unit, ...]:
    """All units of a list with the values of some columns, by unit id.

    Raises:
        InspectorError: `column-unknown`, `unit-not-on-list`.
    """
    wanted = tuple(dict.fromkeys(columns))
    found = listed.frame.units(listed.number, listed.kind, wanted)
    return tuple(Unit(unit.id, unit.identifier, unit.values) for unit in found)


def narrowed(
    units: Sequence[Unit], conditions: Iterable[Condition]
) -> tuple[tuple[Unit, ...], tuple[Filter, ...]]:
    """The units that meet every condition, and how many were left after each in turn."""
    left = tuple(units)
    filters = []
    for condition in conditions:
        left = tuple(unit for unit in left if condition.met_by(unit))
        filters.append(Filter(condition=str(condition), left=len(left)))
    return left, tuple(filters)


def recorded_list(frame: Frame, plan: RecordedPlan) -> FrameList:
    """The list that a recorded plan is drawn from.

    Raises:
        InspectorError: `list-not-in-frame`, `unit-not-on-list`.
    """
    return frame_list(frame, plan.record.list or 0, plan.record.unit)


def recorded_units(
    listed: FrameList, plan: RecordedPlan, more: Iterable[str] = ()
) -> tuple[Unit, ...]:
    """The units that a recorded plan is drawn from, by its conditions.

    Args:
        listed: its list.
        plan: recorded.
        more: columns to be read beside the plan's.

    Raises:
        InspectorError: as `plain_condition` and `units_of`.
    """
    conditions = [plain_condition(listed, one.condition) for one in plan.settings.filters]
    columns = (*plan.settings.columns, *described_columns(listed), *more)
    units = units_of(listed, (*columns, *(one.column for one in conditions)))
    return narrowed(units, conditions)[0] if plan.narrows else units


def described_columns(listed: FrameList) -> tuple[str, ...]:
    """Those of gender, age and team that the list has: what a case is told apart by."""
    columns = listed.frame.list(listed.number).columns
    return tuple(name for name in (GENDER, AGE, TEAM) if name in columns)


def _spec(number: int) -> ListSpec:
    try:
        return load_annex_a().list(number)
    except KeyError:
        raise InspectorError(
            "list-not-in-frame",
            f"There is no list {number}; they are numbered 1 to 11.",
            kept="Nothing was changed.",
            next_step="Choose one of the lists of this frame.",
        ) from None
