"""An item of evidence against the cases of a plan: where it was found, and what is still open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.recorded import PlanCase
from schemas.fields import ElementRow
from schemas.identifiers import is_hex
from schemas.records import Evidence

__all__ = ["EvidenceCases", "EvidenceCounts", "count_evidence", "evidence_cases"]


@dataclass(frozen=True)
class EvidenceCases:
    """Ids of the cases that an item of evidence names."""

    looked_in: frozenset[str]
    found_in: frozenset[str]
    could_not_tell: frozenset[str]

    @property
    def named(self) -> frozenset[str]:
        """All of them."""
        return self.looked_in | self.found_in | self.could_not_tell


@dataclass(frozen=True)
class EvidenceCounts:
    """The cases of a plan, counted.

    Args:
        settled: of those drawn, by id of the selection, whether it was found there.
        open: how many drawn are not settled, by the wording's reason.
        others: cases that came otherwise and are settled, by id, whether it was found there.
        others_open: how many of these are not settled, by reason.
        outside: cases that the evidence names and the plan does not have.
    """

    settled: Mapping[str, bool]
    open: Mapping[str, int]
    others: Mapping[str, bool]
    others_open: Mapping[str, int]
    outside: int


def evidence_cases(base: EvidenceBase, evidence: str) -> EvidenceCases:
    """The cases of one item of evidence.

    Raises:
        InspectorError: `unknown-evidence`.
    """
    with base.reading() as session:
        record = session.get(Evidence, evidence) if is_hex(evidence, 16) else None
        if record is None or record.withdrawn is not None:
            raise InspectorError(
                "unknown-evidence",
                "There is no evidence of that id in this inspection, or it was withdrawn.",
                kept="Nothing was changed.",
                next_step="See `inspector evidence list`.",
            )
        found: dict[str, set[str]] = defaultdict(set)
        for row in session.exec(select(ElementRow).where(ElementRow.record == evidence)):
            found[row.field].add(row.key)
    return EvidenceCases(
        frozenset(found["looked_in"]),
        frozenset(found["found_in"]),
        frozenset(found["could_not_tell"]),
    )


def count_evidence(cases: Sequence[PlanCase], evidence: EvidenceCases) -> EvidenceCounts:
    """Counts an item of evidence over a plan.

    Evidence names cases. Where several drawn events are of one case, one of them is settled if they
    are of one stratum; which of them have it cannot be known, so the others are open.

    Args:
        cases: of the plan, those replaced among them.
        evidence: the cases it names.
    """
    settled: dict[str, bool] = {}
    reasons: Counter[str] = Counter()
    drawn: dict[str, list[PlanCase]] = defaultdict(list)
    for one in cases:
        if one.drawn:
            drawn[one.record.case or ""].append(one)
    for same in drawn.values():
        first, *more = same
        if len({one.record.stratum for one in same}) > 1:
            reasons["same-case"] += len(same)
            continue
        reasons["same-case"] += len(more)
        _settle(first, first.record.id, evidence, settled, reasons)
    others: dict[str, bool] = {}
    others_reasons: Counter[str] = Counter()
    for one in cases:
        case = one.record.case or ""
        if one.in_sample and not one.drawn and case not in drawn and case not in others:
            _settle(one, case, evidence, others, others_reasons)
    inside = {one.record.case for one in cases}
    return EvidenceCounts(settled, +reasons, others, +others_reasons, len(evidence.named - inside))


def _settle(
    one: PlanCase,
    key: str,
    evidence: EvidenceCases,
    settled: dict[str, bool],
    reasons: Counter[str],
) -> None:
    case = one.record.case or ""
    if case in evidence.found_in:
        settled[key] = True
    elif case in evidence.could_not_tell:
        reasons["could-not-tell"] += 1
    elif case in evidence.looked_in:
        settled[key] = False
    else:
        reasons["not-looked" if one.in_sample else "replaced"] += 1
