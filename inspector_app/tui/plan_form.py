"""What stands on the form for a new sample, and the plan that it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from inspector_app.sampling.plan_choices import ListChoice
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plan_units import TEAM
from inspector_app.sampling.recorded import RecordedPlan
from inspector_app.sampling.refusals import SamplingError
from inspector_app.tui.completing import alike
from inspector_app.tui.plan_ways import ASKS, WAYS, Way, way_named

__all__ = ["CONDITIONS", "Form", "condition_completed", "first_form", "form_again", "missing_words"]

CHILDREN_IN_NEED: Final = 6
USUAL_SIZE: Final = 12
CONDITIONS: Final = 3
"""How many conditions can be given."""


_OPERATORS: Final = ("= ", "!= ", "< ", "<= ", "> ", ">= ", "contains ", "is-blank")
_BY_ID: Final = {ask.id: ask for ask in ASKS}

Value = str | tuple[str, ...]
"""Of one input: what was typed or chosen; several columns or conditions as a tuple."""


@dataclass(frozen=True)
class Form:
    """The form as it is filled in.

    Args:
        frame: id of the imported lists.
        lists: what can be drawn from.
        number: of the list chosen.
        unit: what its rows are counted as.
        way: id of the way of choosing.
        values: of the inputs, by their ids.
        title: as typed; None for the one that is made from the rest.
        why: as typed.
        supersedes: id of the plan that is drawn again.
        again: why a further sample is drawn from a list that was drawn from before.
        joint: whether the authority gives a part of the seed.
    """

    frame: str
    lists: tuple[ListChoice, ...]
    number: int
    unit: str
    way: str = WAYS[0].id
    values: Mapping[str, Value] = field(default_factory=dict)
    title: str | None = None
    why: str = ""
    supersedes: str | None = None
    again: str = ""
    joint: bool = False

    @property
    def chosen(self) -> ListChoice:
        """The list chosen."""
        return next(each for each in self.lists if each.number == self.number)

    @property
    def how(self) -> Way:
        """The way of choosing."""
        return way_named(self.way)

    @property
    def asked(self) -> tuple[str, ...]:
        """Ids of the inputs that this way takes, as it is filled in so far."""
        conditions = {ask: _BY_ID[ask].when for ask in self.how.asks}
        return tuple(
            ask
            for ask, when in conditions.items()
            if when is None or self.value(when[0]) == when[1]
        )

    @property
    def waits(self) -> bool:
        """Whether nothing is drawn before the authority gave its phrase."""
        return self.joint and self.how.design != "purposeful"

    @property
    def shown_title(self) -> str:
        """The title as typed, else one that says what is drawn."""
        if self.title is not None:
            return self.title
        by = self.values.get("by", ()) if "by" in self.how.asks else ()
        made = f"{self.chosen.title} by {', '.join(by)}" if by else self.chosen.title
        return made if self.how.design != "purposeful" else f"{made}, on purpose"

    def value(self, ask: str) -> Value:
        """What stands in an input; a choice nobody made is its first."""
        asked = _BY_ID[ask]
        first: Value = asked.choices[0][0] if asked.choices else ""
        return self.values.get(ask, () if asked.kind in ("columns", "conditions") else first)

    def with_value(self, ask: str, value: Value) -> Form:
        """The form with another value in one input."""
        return replace(self, values={**self.values, ask: value})

    def with_list(self, number: int) -> Form:
        """The form for another list; columns that it does not have are dropped."""
        changed = replace(self, number=number)
        chosen = changed.chosen
        values: dict[str, Value] = {}
        for name, value in self.values.items():
            kind = _BY_ID[name].kind
            if kind == "columns":
                value = tuple(column for column in value if column in chosen.columns)
            if kind == "column" and value not in chosen.columns:
                continue
            values[name] = value
        return replace(changed, unit=chosen.units[0], values=values)

    def new_plan(self) -> NewPlan:
        """The plan that this form makes.

        Raises:
            SamplingError: `not-a-number` where a number was asked for.
        """
        way = self.how
        plan = NewPlan(
            frame=self.frame,
            list=self.number,
            design=way.design,
            n=None,
            title=self.shown_title.strip(),
            rationale=self.why.strip(),
            unit=self.unit,
            supersedes=self.supersedes,
            again=self.again,
        )
        given: dict[str, Any] = {_BY_ID[ask].field: self._given(ask) for ask in self.asked}
        if way.purposeful is not None:
            given["purposeful"] = way.purposeful
        # An input nobody filled leaves the plan as it is without it.
        return replace(plan, **{name: value for name, value in given.items() if value is not None})

    def _given(self, ask: str) -> Value | int | Mapping[str, str] | Mapping[str, int] | None:
        value, asked = self.value(ask), _BY_ID[ask]
        if asked.kind == "groups":
            groups = _groups(str(value), asked.label)
            if ask == "manual":
                return {name: _number(size, asked.label) or 0 for name, size in groups.items()}
            return groups
        if asked.kind == "number":
            return _number(str(value), asked.label)
        if asked.kind == "conditions":
            return tuple(one.strip() for one in value if one.strip())
        return value or None


def first_form(frame: str, lists: Sequence[ListChoice]) -> Form:
    """The form as it is shown first: children in need by team, twelve of them.

    Args:
        frame: id of the imported lists.
        lists: at least one.
    """
    wanted = [each for each in lists if each.number == CHILDREN_IN_NEED]
    chosen = wanted[0] if wanted else max(lists, key=lambda each: each.rows)
    values: dict[str, Value] = {"n": str(min(USUAL_SIZE, max(1, chosen.rows)))}
    way = WAYS[0].id
    if TEAM in chosen.columns:
        values["by"] = (TEAM,)
    else:
        way = "simple"
    return Form(frame, tuple(lists), chosen.number, chosen.units[0], way, values)


def form_again(first: Form, plan: RecordedPlan) -> Form:
    """The form as a recorded plan was made, for drawing it again; why again is to be said.

    Args:
        first: the form of the plan's frame.
        plan: recorded.
    """
    record, settings = plan.record, plan.settings
    form = first
    if any(each.number == record.list for each in first.lists):
        form = first.with_list(record.list or 0)
    ways = [w for w in WAYS if (w.design, w.purposeful) == (record.design, record.purposeful_type)]
    conditions = tuple(one.condition for one in settings.filters)
    values: dict[str, Value] = {
        "by": settings.by,
        "n": str((record.size or 0) + plan.short or ""),
        "minimum": str(settings.minimum or ""),
        "where": conditions[:CONDITIONS],
        "allocation": plan.allocation,
        "column": settings.column or "",
        "tail": settings.tail,
        "sort": settings.sort,
        "fields": settings.sort,
        "size_column": settings.size_column or "",
        "cluster": settings.cluster or "",
        "clusters": str(settings.clusters or ""),
        "manual": "; ".join(f"{name}={size}" for name, size in settings.manual.items()),
        "spreads": "; ".join(f"{name}={spread}" for name, spread in settings.spreads.items()),
    }
    return replace(
        form,
        unit=record.unit or form.unit,
        way=ways[0].id if ways else form.way,
        values=values,
        title=record.title,
        why="",
        supersedes=record.id,
    )


def missing_words(form: Form) -> str:
    """What must be filled in before anything can be worked out; empty if nothing."""
    for ask in form.how.needs:
        value = form.value(ask)
        filled = any(one.strip() for one in value) if isinstance(value, tuple) else value.strip()
        if not filled:
            return f"Fill in '{_BY_ID[ask].label}' to see what would be drawn."
    return ""


def condition_completed(typed: str, columns: Sequence[str]) -> str:
    """A condition completed as far as it is clear: its column, then a sign."""
    folded = typed.casefold()
    begun = [column for column in columns if column.casefold().startswith(folded)]
    if typed and begun:
        whole = begun[0][: alike(begun)] if len(begun) > 1 else f"{begun[0]} "
        return whole if len(whole) > len(typed) else typed
    for column in sorted(columns, key=len, reverse=True):
        rest = typed[len(column) :]
        if folded.startswith(column.casefold()) and rest.startswith(" "):
            sign = rest.lstrip()
            fitting = [each for each in _OPERATORS if sign and each.startswith(sign)]
            return f"{column} {fitting[0]}" if len(fitting) == 1 else typed
    return typed


def _groups(typed: str, label: str) -> dict[str, str]:
    """'North=4; South=3' by group; the name of a group may hold equals signs itself."""
    found: dict[str, str] = {}
    for part in typed.split(";"):
        if not part.strip():
            continue
        name, equals, value = part.strip().rpartition("=")
        if not equals or name.strip() in found:
            raise SamplingError(
                "stratum-unclear",
                f"'{label}' must read GROUP=NUMBER; GROUP=NUMBER, each group once.",
                next_step="Write for example North=4; South=3.",
            )
        found[name.strip()] = value.strip()
    return found


def _number(typed: str, label: str) -> int | None:
    tidy = typed.replace(",", "").strip()
    if not tidy:
        return None
    if not (tidy.isascii() and tidy.isdigit() and len(tidy) <= 9):
        raise SamplingError(
            "not-a-number",
            f"'{label}' is not a whole number.",
            next_step="Type digits only.",
        )
    return int(tidy)
