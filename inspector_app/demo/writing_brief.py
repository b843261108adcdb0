"""Short notes: what the lists say of a case, when no new story is left to tell."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from inspector_app.demo.writing_data import facts
from inspector_app.demo.writing_features import CaseFeatures

__all__ = ["brief"]

_VISITS_DUE = 42
_ASSESSMENT_DUE = 63
_HEALTH_DUE = 365
_PLAN_DUE = 183
_MANY_PLACEMENTS = 3
_MOST = 3


def brief(case: CaseFeatures, random: Random, *, told: bool) -> str:
    """Up to three sentences from the lists.

    Args:
        case: which.
        random: the writer's.
        told: whether something is said of it already; then only what cannot contradict it.
    """
    sentences = list(_neutral(case, random))
    if not told:
        sentences += _timeliness(case, random)
    random.shuffle(sentences)
    if not sentences and not told:
        sentences = [random.choice(facts().nothing)]
    return " ".join(sentences[:_MOST])


def _neutral(case: CaseFeatures, random: Random) -> Iterator[str]:
    given, known = facts(), case.facts
    if known.referrals_before:
        count = str(known.referrals_before)
        template = given.repeated[1] if known.referrals_before == 1 else given.repeated[0]
        yield template.format(count=count)
    if known.placements == 1 and case.months >= 12:
        yield random.choice(given.one_placement)
    if known.placements >= _MANY_PLACEMENTS:
        yield random.choice(given.placements).format(count=known.placements)
    if known.missing > 1:
        yield random.choice(given.missing).format(count=known.missing)
    if known.previous_plans:
        yield random.choice(given.previous)


def _timeliness(case: CaseFeatures, random: Random) -> Iterator[str]:
    given, known = facts(), case.facts
    if known.assessment is not None:
        late = known.assessment > _ASSESSMENT_DUE
        choice = given.assessment_late if late else given.assessment
        yield random.choice(choice).format(days=known.assessment)
    if known.seen is not None and known.seen > 1:
        choice = given.seen_late if known.seen > _VISITS_DUE else given.seen
        yield random.choice(choice).format(days=known.seen)
    elif known.seen is None and case.kind == "assessment" and case.age >= 0:
        yield random.choice(given.unseen)
    if known.reviewed is not None and known.reviewed > 1:
        yield random.choice(given.review).format(days=known.reviewed)
    if known.health is not None and known.health > _HEALTH_DUE:
        yield random.choice(given.health_late).format(days=known.health)
    if known.pathway is not None:
        choice = given.pathway_late if known.pathway > _PLAN_DUE else given.pathway
        yield random.choice(choice).format(days=known.pathway)
