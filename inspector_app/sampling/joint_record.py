"""What the log shows of a joint seed: what was settled, and that it was before their phrase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import WriteView
from inspector_app.sampling.allocation import Allocation
from inspector_app.sampling.draws import Design, StratumCount
from inspector_app.sampling.plan_settings import PlanSettings
from inspector_app.sampling.plan_text import PlanText
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.tickets import phrase_commitment
from schemas.records import CaseFrame

__all__ = ["JointRecord", "joint_record"]

_NEVER_AGAIN = ("frame", "list", "unit", "design", "population", "allocation", "our_phrase")
"""Fields that nothing writes after the plan was recorded."""

_SETTLED = (*_NEVER_AGAIN, "size", "settings", "strata", "supersedes")
"""Fields that decide a draw; the last four may change once it is drawn."""

_LATER = {"extensions", "closing", "released"}
"""Settings that are added after the draw."""

_STRATA: TypeAdapter[Any] = TypeAdapter(tuple[StratumCount, ...])


@dataclass(frozen=True)
class JointRecord:
    """A joint seed as it is recorded.

    Args:
        commitment: SHA-256 that the authority was to be shown; empty where none can be made.
        text: the plan text that it is of; empty where it is of our phrase alone, as earlier
            versions did it: such a commitment binds no plan.
        recorded_at: when plan and commitment were recorded, ISO 8601.
        broken: why the record does not show that all was settled before the authority gave its
            phrase, as a clause; empty where it does.
    """

    commitment: str
    text: str
    recorded_at: str
    broken: str

    @property
    def of_plan(self) -> bool:
        """Whether the commitment binds the plan and not only the phrase."""
        return bool(self.text)


def joint_record(base: EvidenceBase, plan: str) -> JointRecord | None:
    """What is recorded of a joint seed; None for a plan that never said that it has one.

    Args:
        base: to read.
        plan: its id.

    Raises:
        InspectorError: `unknown-record`.
    """
    history = base.history(plan)
    every = [_settings(write) for write in history if write.field == "settings"]
    if not any(one is not None and one.joint for one in every):
        return None
    first = _change_of(history[0])
    created = {write.field: write for write in history if _change_of(write) == first}
    settings = _settings(created.get("settings"))
    broken = _out_of_order(history, created, settings)
    at = history[0].at
    if settings is None or not settings.joint:
        return JointRecord("", "", at, broken)
    commitment, text = "", ""
    try:
        if settings.commitment is None:
            commitment = phrase_commitment(str(_value(created, "our_phrase") or ""))
        else:
            settled = _plan_text(base, plan, created, settings)
            commitment, text = settled.sha256, settled.text
    except (SamplingError, ValidationError, ValueError):
        broken = broken or "the plan as it was recorded cannot be read"
    if settings.commitment not in (None, commitment):
        broken = broken or "the commitment that was recorded is not that of the plan"
    return JointRecord(commitment, text, at, broken)


def _out_of_order(
    history: Sequence[WriteView],
    created: Mapping[str, WriteView],
    settings: PlanSettings | None,
) -> str:
    """Why the order does not prove anything; empty where it does."""
    changes = [_change_of(write) for write in history]
    theirs = [at for at, write in enumerate(history) if write.field == "their_phrase"]
    if settings is None or not settings.joint or _value(created, "state") != "draft":
        return "the plan was not recorded as one that waits for the authority's phrase"
    if "their_phrase" in created:
        return "the authority's phrase was recorded together with the plan"
    if len(theirs) > 1:
        return "the authority's phrase was recorded more than once"
    drawn_in = changes[theirs[0]] if theirs else None
    until = changes.index(drawn_in) if drawn_in is not None else len(history)
    for at, write in enumerate(history):
        again = write is not created.get(write.field)
        if again and write.field in (_SETTLED if at < until else _NEVER_AGAIN):
            return "the plan was written over after it was recorded"
        if again and write.field == "settings":
            now = _settings(write)
            if now is None or _of_draw(now) != _of_draw(settings):
                return "the plan was written over after it was drawn"
    return ""


def _plan_text(
    base: EvidenceBase, plan: str, created: Mapping[str, WriteView], settings: PlanSettings
) -> PlanText:
    designs: dict[object, Design] = {word: word for word in get_args(Design)}
    allocations: dict[object, Allocation] = {word: word for word in get_args(Allocation)}
    design = designs.get(_value(created, "design"))
    with base.reading() as session:
        frame = session.get(CaseFrame, str(_value(created, "frame") or ""))
    if design is None or frame is None or frame.sha256 is None:
        raise ValueError("no design or no lists")
    return PlanText(
        plan=plan,
        lists_sha256=frame.sha256,
        list=int(_value(created, "list") or 0),
        unit=str(_value(created, "unit") or ""),
        population=int(_value(created, "population") or 0),
        design=design,
        allocation=allocations.get(_value(created, "allocation"), "proportional"),
        settings=settings,
        strata=_STRATA.validate_json(str(_value(created, "strata") or "[]")),
        phrase=str(_value(created, "our_phrase") or ""),
    )


def _settings(write: WriteView | None) -> PlanSettings | None:
    try:
        return PlanSettings.model_validate_json(str(write.value)) if write is not None else None
    except ValidationError:
        return None


def _of_draw(settings: PlanSettings) -> dict[str, Any]:
    return settings.model_dump(exclude=_LATER)


def _value(created: Mapping[str, WriteView], field: str) -> bool | int | str | None:
    return created[field].value if field in created else None


def _change_of(write: WriteView) -> str:
    return write.write.rpartition(":")[0]
