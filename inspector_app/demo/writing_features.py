"""What an inspector would know of a case before writing about it. Never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from inspector_app.demo.authority import Authority
from inspector_app.demo.authority_records import (
    Care,
    Child,
    Journey,
    Leaver,
    Need,
    Plan,
    age_on,
)

__all__ = ["CaseBook", "CaseFacts", "CaseFeatures", "CaseKind"]

CaseKind: TypeAlias = Journey | Literal["leaver"]

_DAYS_IN_MONTH = 30.44
_HEAVY = 18
_ADULT, _TEENAGER, _INFANT = 18, 16, 2
_SHORT = {
    "care": "CLA",
    "protection": "CP",
    "need": "CIN",
    "assessment": "assessment",
    "leaver": "care leaver",
}


@dataclass(frozen=True)
class CaseFacts:
    """What the lists say, in days up to the day they were drawn; None where it does not apply."""

    seen: int | None = None
    assessment: int | None = None
    referrals_before: int = 0
    reviewed: int | None = None
    previous_plans: int = 0
    placements: int = 0
    missing: int = 0
    health: int | None = None
    pathway: int | None = None


@dataclass(frozen=True)
class CaseFeatures:
    """One case.

    `kind` is None for a child who is on no list an inspector tracks from (contacts, early help,
    referrals without action). `pronoun` is None where the sex is not stated. `worker` is a code.
    `began` is the day on which the present episode began, `months` whole months since.
    """

    identifier: str
    kind: CaseKind | None
    age: int
    noun: str
    pronoun: Literal["he", "she"] | None
    place: str
    team: str
    worker: str
    caseload: int
    began: date
    months: int
    category: str
    disabled: bool
    separated: bool
    traits: frozenset[str]
    facts: CaseFacts

    @property
    def label(self) -> str:
        """The short words people use: 'girl 9 · CP'."""
        short = _SHORT.get(self.kind or "", "closed" if self.kind else "front door")
        age = "unborn" if self.age < 0 else str(self.age)
        return f"{self.noun} {age} · {short}" if self.age >= 0 else f"unborn · {short}"


class CaseBook:
    """Looks up the features of any child of an authority."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._needs = {need.child.identifier: need for need in authority.needs}
        self._plans = {plan.child.identifier: plan for plan in authority.plans}
        self._cares = {care.child.identifier: care for care in authority.cares}
        self._leavers = {leaver.child.identifier: leaver for leaver in authority.leavers}
        self._adoptions = {item.child.identifier for item in authority.adoptions}
        self._children = authority.children
        self._assessments = {
            item.child.identifier: (item.authorised - item.started).days
            for item in authority.assessments
            if item.authorised and item.authorised >= authority.window
        }
        self._referred = {item.child.identifier: item.before for item in authority.referrals}

    def features(self, identifier: str) -> CaseFeatures:
        """The features of a child.

        Raises:
            KeyError: the authority knows no child of that identifier.
        """
        child = self._children[identifier]
        need, leaver = self._needs.get(identifier), self._leavers.get(identifier)
        care, plan = self._cares.get(identifier), self._plans.get(identifier)
        kind: CaseKind | None = "leaver" if leaver else None
        began = self._authority.on
        if need is not None:
            kind, began = need.journey, need.started
        if kind in ("care", "care-closed") and care:
            began = care.started
        elif kind in ("protection", "protection-closed") and plan:
            began = plan.started
        elif leaver and care is None:
            began = leaver.pathway_reviewed or began
        worker = self._authority.worker_of.get(identifier)
        return CaseFeatures(
            identifier=identifier,
            kind=kind,
            age=age_on(child.born, self._authority.on),
            noun=_noun(child, self._authority.on),
            pronoun=_pronoun(child),
            place=child.place,
            team=worker.team.name if worker else "",
            worker=worker.code if worker else "the duty worker",
            caseload=worker.caseload if worker else 0,
            began=began,
            months=int((self._authority.on - began).days / _DAYS_IN_MONTH),
            category=plan.category.partition(") ")[2].lower() if plan else "",
            disabled=child.disability.startswith("a)"),
            separated=bool((care and care.separated) or (leaver and leaver.separated)),
            traits=self._traits(kind, identifier, care, plan),
            facts=self._facts(identifier, need, care, plan, leaver),
        )

    def _caseload(self, identifier: str) -> int:
        worker = self._authority.worker_of.get(identifier)
        return worker.caseload if worker else 0

    def _facts(
        self,
        identifier: str,
        need: Need | None,
        care: Care | None,
        plan: Plan | None,
        leaver: Leaver | None,
    ) -> CaseFacts:
        until = (need.closed if need else None) or self._authority.on

        def days(since: date | None) -> int | None:
            return (until - since).days if since and since <= until else None

        current = plan if plan and need and need.journey.startswith("protection") else None
        looked_after = care if care and need and need.journey == "care" else None
        return CaseFacts(
            seen=days(need.seen) if need else None,
            assessment=self._assessments.get(identifier),
            referrals_before=self._referred.get(identifier, 0),
            reviewed=days(
                looked_after.reviewed if looked_after else current.reviewed if current else None
            ),
            previous_plans=current.previous if current else 0,
            placements=looked_after.placements if looked_after else 0,
            missing=looked_after.missing if looked_after else 0,
            health=days(looked_after.health) if looked_after else None,
            pathway=days(leaver.pathway_reviewed) if leaver and not need else None,
        )

    def _traits(
        self, kind: CaseKind | None, identifier: str, care: Care | None, plan: Plan | None
    ) -> frozenset[str]:
        found = {
            "stepped-down": kind == "need" and bool(plan and plan.ended),
            "out-of-area": bool(care and care.location.startswith("b)")),
            "voluntary": bool(care and care.legal_status.startswith("V2")),
            "with-parents": bool(care and care.placement.startswith("k)")),
            "overloaded": self._caseload(identifier) >= _HEAVY,
            "adoption": identifier in self._adoptions,
            "guardian": bool(care and care.reason and "Special Guardianship" in care.reason),
        }
        return frozenset(name for name, holds in found.items() if holds)


def _pronoun(child: Child) -> Literal["he", "she"] | None:
    if child.gender.startswith("a)"):
        return "he"
    return "she" if child.gender.startswith("b)") else None


def _noun(child: Child, on: date) -> str:
    age = age_on(child.born, on)
    pronoun = _pronoun(child)
    if age < _INFANT:
        return "baby"
    if age >= _ADULT:
        return "young person"
    if pronoun is None:
        return "child"
    if age >= _TEENAGER:
        return "young man" if pronoun == "he" else "young woman"
    return "boy" if pronoun == "he" else "girl"
