"""A plan worked out on its list: its units, its columns under their own names, its draw."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.intake.frame import Frame
from inspector_app.intake.identifiers import normalise_identifier
from inspector_app.sampling.conditions import Condition
from inspector_app.sampling.draws import DrawPlan, not_for_design
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plan_settings import Filter
from inspector_app.sampling.plan_units import (
    FrameList,
    cluster_column,
    described_columns,
    frame_list,
    narrowed,
    person_columns,
    plain_column,
    plain_condition,
    units_of,
)
from inspector_app.sampling.purposeful import (
    CHOSEN_BY_CONDITION,
    Selection,
    select_by_criterion,
    select_extreme,
    select_named,
)
from inspector_app.sampling.purposeful_spread import select_most_varied, select_typical
from inspector_app.sampling.spreads import read_spreads
from inspector_app.sampling.strata import Unit

__all__ = ["MadePlan", "draw_plan_of", "make_plan", "select_from"]


@dataclass(frozen=True)
class MadePlan:
    """A plan worked out on its list, ready to be previewed or recorded.

    Args:
        listed: the list.
        units: to draw from, after the conditions of a plan that narrows it.
        columns: of the list that the plan uses.
        conditions: as parsed.
        filters: each condition with what was left after it, where they narrow.
        by: columns of the strata.
        sort: columns of the stated order.
        size_column: of a draw in proportion to size.
        cluster: column of the clusters.
        coded: whether that column names people.
        column: that an extreme selection goes by.
    """

    listed: FrameList
    units: tuple[Unit, ...]
    columns: tuple[str, ...]
    conditions: tuple[Condition, ...]
    filters: tuple[Filter, ...]
    by: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    size_column: str | None = None
    cluster: str | None = None
    coded: bool = False
    column: str | None = None


def make_plan(frame: Frame, new: NewPlan) -> MadePlan:
    """Reads the units of a plan from its frame.

    Raises:
        InspectorError: `list-not-in-frame`, `column-unknown`, `unit-not-on-list`.
        SamplingError: `column-sensitive`, `condition-unclear`, `unit-not-on-list`.
    """
    listed = frame_list(frame, new.list, new.unit)
    conditions = tuple(plain_condition(listed, typed) for typed in new.where)
    by = tuple(plain_column(listed, column) for column in new.by)
    sort = tuple(plain_column(listed, column) for column in new.sort)
    size_column = None if new.size_column is None else plain_column(listed, new.size_column)
    column = None if new.column is None else plain_column(listed, new.column)
    cluster, coded = None, False
    if new.cluster is not None:
        cluster, coded = cluster_column(listed, new.cluster)
    named = (*by, *(one.column for one in conditions), *sort, size_column, cluster, column)
    columns = tuple(dict.fromkeys(name for name in named if name is not None))
    # An order can be in step with who works on the cases, so a systematic draw looks at that too.
    workers = person_columns(listed) if new.design == "systematic" else ()
    units = units_of(listed, (*columns, *described_columns(listed), *workers))
    filters: tuple[Filter, ...] = ()
    if new.design != "purposeful" or new.purposeful not in CHOSEN_BY_CONDITION:
        units, filters = narrowed(units, conditions)
    return MadePlan(
        listed=listed,
        units=units,
        columns=columns,
        conditions=conditions,
        filters=filters,
        by=by,
        sort=sort,
        size_column=size_column,
        cluster=cluster,
        coded=coded,
        column=column,
    )


def draw_plan_of(new: NewPlan, made: MadePlan, seed: str = "") -> DrawPlan:
    """The random draw of a plan.

    Raises:
        SamplingError: `spread-unclear`; `option-not-for-design` for a purposeful plan.
    """
    if new.design == "purposeful":
        raise not_for_design("A draw by chance", "a random design")
    return DrawPlan(
        design=new.design,
        n=new.n or 0,
        seed=seed,
        by=made.by,
        allocation=new.allocation,
        manual=new.manual,
        minimum=new.minimum,
        spreads=read_spreads(new.spreads),
        sort=made.sort,
        size_column=made.size_column,
        cluster=made.cluster,
        clusters=new.clusters,
        coded=made.coded,
    )


def select_from(made: MadePlan, new: NewPlan) -> Selection:
    """The purposeful selection of a plan.

    Raises:
        SamplingError: those of `inspector_app.sampling.purposeful`.
    """
    if new.purposeful in CHOSEN_BY_CONDITION:
        return select_by_criterion(made.units, made.conditions, new.n)
    if new.purposeful == "maximum-variation":
        return select_most_varied(made.units, made.sort, new.n or 0)
    if new.purposeful == "typical":
        return select_typical(made.units, made.sort, new.n or 0)
    if new.purposeful == "snowball":
        return select_named(made.units, [normalise_identifier(one) for one in new.starts])
    return select_extreme(made.units, made.column or "", new.n or 0, new.tail)
