"""The authority's eleven child-level lists, row by row, in the form's columns and codes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from inspector_app.demo.authority import Authority
from inspector_app.demo.authority_records import Child, Journey, Leaver, Worker, age_on

__all__ = ["Cell", "ListRows", "Row", "list_rows"]

Cell: TypeAlias = str | int | date | None
Row: TypeAlias = tuple[Cell, ...]

_STATUS: Mapping[Journey, str] = {
    "care": "a) Looked after child",
    "protection": "b) Child Protection plan",
    "need": "c) Child in need plan",
    "assessment": "d) Open assessment",
}
_CLOSED = "e) Closed episode"
_WITH_ADVISER = 17


@dataclass(frozen=True)
class ListRows:
    """One list: its number (1 to 11) and rows; cells in the order of the form's columns."""

    number: int
    rows: tuple[Row, ...]


def list_rows(authority: Authority) -> tuple[ListRows, ...]:
    """All eleven lists.

    Each shows what its cohort asks for: events of the last six months and what is still open,
    children with an open episode or one that ended in that time, adoption in the last year.
    """
    makers: tuple[Callable[[Authority], Iterable[Row]], ...] = (
        _contacts,
        _early_help,
        _referrals,
        _assessments,
        _enquiries,
        _needs,
        _plans,
        _cares,
        _leavers,
        _adoptions,
        _adopters,
    )
    return tuple(ListRows(number, tuple(make(authority))) for number, make in enumerate(makers, 1))


def _person(authority: Authority, child: Child) -> Row:
    age = age_on(child.born, authority.on)
    return child.identifier, child.gender, child.ethnicity, child.born, age


def _worker(authority: Authority, child: Child) -> Row:
    worker = authority.worker_of[child.identifier]
    return worker.team.name, worker.name


def _yes(value: bool | None) -> str | None:
    return None if value is None else "a) Yes" if value else "b) No"


def _contacts(authority: Authority) -> Iterable[Row]:
    for contact in sorted(authority.contacts, key=lambda item: item.on):
        yield (*_person(authority, contact.child), contact.on, contact.source)


def _early_help(authority: Authority) -> Iterable[Row]:
    for item in sorted(authority.early_help, key=lambda found: found.started):
        yield (*_person(authority, item.child), item.started, item.ended, item.organisation)


def _referrals(authority: Authority) -> Iterable[Row]:
    for referral in sorted(authority.referrals, key=lambda item: item.on):
        if referral.on >= authority.window:
            yield (
                *_person(authority, referral.child),
                referral.on,
                referral.source,
                _yes(referral.no_action),
                referral.before,
                *_worker(authority, referral.child),
            )


def _assessments(authority: Authority) -> Iterable[Row]:
    for item in sorted(authority.assessments, key=lambda found: found.started):
        if item.authorised is None or item.authorised >= authority.window:
            yield (
                *_person(authority, item.child),
                item.child.disability,
                item.started,
                item.seen,
                item.authorised,
                _yes(item.in_need),
                *_worker(authority, item.child),
            )


def _enquiries(authority: Authority) -> Iterable[Row]:
    for item in sorted(authority.enquiries, key=lambda found: found.strategy):
        if item.strategy >= authority.window:
            yield (
                *_person(authority, item.child),
                item.child.disability,
                item.strategy,
                _yes(item.unnecessary),
                item.conference,
                _yes(item.planned),
                item.before,
                item.conferences_before,
                *_worker(authority, item.child),
            )


def _needs(authority: Authority) -> Iterable[Row]:
    for need in sorted(authority.needs, key=lambda item: item.child.identifier):
        yield (
            *_person(authority, need.child),
            need.child.disability,
            need.started,
            need.primary_need,
            need.seen,
            need.closed,
            need.reason,
            _STATUS.get(need.journey, _CLOSED),
            *_worker(authority, need.child),
        )


def _plans(authority: Authority) -> Iterable[Row]:
    for plan in sorted(authority.plans, key=lambda item: (item.started, item.child.identifier)):
        if plan.ended is None or plan.ended >= authority.window:
            yield (
                *_person(authority, plan.child),
                plan.child.disability,
                plan.started,
                plan.first_category,
                plan.category,
                plan.visited,
                plan.seen_alone,
                plan.reviewed,
                plan.ended,
                _yes(plan.emergency),
                plan.previous,
                *_worker(authority, plan.child),
            )


def _cares(authority: Authority) -> Iterable[Row]:
    for care in sorted(authority.cares, key=lambda item: (item.started, item.child.identifier)):
        if care.ended is None or care.ended >= authority.window:
            yield (
                *_person(authority, care.child),
                _yes(care.separated),
                care.child.disability,
                care.started,
                care.need,
                _yes(care.second_period),
                care.legal_since,
                care.legal_status,
                care.reviewed,
                care.visited,
                care.permanence,
                care.reviewing_officer,
                care.health,
                care.dental,
                care.placements,
                care.ended,
                care.reason,
                care.placed,
                care.placement,
                care.provider,
                care.postcode,
                care.urn or None,
                care.location,
                care.authority,
                care.missing,
                care.absent,
                care.interview_offered,
                care.interview_accepted,
                *_worker(authority, care.child),
            )


def _leavers(authority: Authority) -> Iterable[Row]:
    for leaver in sorted(authority.leavers, key=lambda item: item.child.born):
        worker = authority.worker_of[leaver.child.identifier]
        yield (
            *_person(authority, leaver.child),
            _yes(leaver.separated),
            leaver.child.disability,
            worker.team.name,
            worker.name,
            _adviser(authority, leaver, worker),
            leaver.eligibility,
            leaver.pathway_reviewed,
            leaver.in_touch,
            leaver.contact,
            leaver.accommodation,
            leaver.suitability,
            leaver.activity,
        )


def _adviser(authority: Authority, leaver: Leaver, worker: Worker) -> str | None:
    """Those still in care get a personal adviser beside their social worker at 17."""
    if worker.team.function == "leaving":
        return worker.name
    advisers = [found.name for found in authority.workers if found.team.function == "leaving"]
    if not advisers or age_on(leaver.child.born, authority.on) < _WITH_ADVISER:
        return None
    return advisers[int(leaver.child.identifier) % len(advisers)]


def _adoptions(authority: Authority) -> Iterable[Row]:
    for item in sorted(authority.adoptions, key=lambda found: found.decided):
        identifier, gender, ethnicity, born, age = _person(authority, item.child)
        yield (
            identifier,
            item.family,
            gender,
            ethnicity,
            born,
            age,
            item.child.disability,
            item.entered_care,
            item.decided,
            item.placement_order,
            item.matched,
            item.placed,
            item.ordered,
            item.reversed,
            item.reversed_reason,
            item.early_placement,
        )


def _adopters(authority: Authority) -> Iterable[Row]:
    for adopter in sorted(authority.adopters, key=lambda item: (item.enquired, item.family)):
        yield (
            adopter.identifier,
            adopter.family,
            adopter.gender,
            adopter.ethnicity,
            adopter.disability,
            "Yes" if adopter.early_placement else "No",
            adopter.enquired,
            adopter.stage_one,
            adopter.stage_one_ended,
            adopter.stage_two,
            adopter.stage_two_ended,
            adopter.applied,
            adopter.approved,
            adopter.matched,
            adopter.placed,
            adopter.children,
            adopter.ordered,
            adopter.left,
            adopter.left_reason,
        )
