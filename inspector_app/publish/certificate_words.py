"""The words of a certificate, from the facts of a draw."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from inspector_app.enquiries.frameworks import framework_of
from inspector_app.enquiries.inspections import inspection_record
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.publish.certificate import Certificate, CertificateTable, Fact
from inspector_app.publish.certificate_check import to_check, to_compare
from inspector_app.publish.certificate_joint import (
    committed_text,
    exact_moment,
    joint_not_shown,
    joint_shown,
    phrase_facts,
)
from inspector_app.publish.certificate_respelt import respelt_facts
from inspector_app.publish.report_words import british_date, fieldwork_words
from inspector_app.sampling.certificate_facts import CertificateFacts, CertifiedCase
from inspector_app.sampling.list_draws import draws_words
from schemas.annex_a import load_annex_a
from schemas.wording import UnitWords, sampling_wording

__all__ = ["certificate_of"]

_QUARTER = 15

_RESTRICTED = (
    "Restricted: identifiers and tickets stand for children. Handle it as the lists themselves; "
    "not for publication."
)


def certificate_of(
    base: EvidenceBase, facts: CertificateFacts, extract: str | None = None
) -> Certificate:
    """The certificate in words.

    Args:
        base: for the name of the authority and of the inspection.
        facts: of a draw that is complete and agrees.
        extract: SHA-256 of the extract of the list that goes with it, open; None without one.
    """
    units = sampling_wording().units[facts.plan.record.unit or "case"]
    return Certificate(
        title="Certificate of a random draw",
        sample=facts.plan.record.title or "",
        restricted=_RESTRICTED,
        facts=(*_whose(base), *_facts(facts, units), *respelt_facts(facts, extract)),
        allocation=_allocation(facts, units),
        rounding=facts.rounding_rule if facts.plan.record.allocation != "manual" else "",
        cases=_cases(facts, units),
        notes=tuple(_notes(facts)),
        to_check=to_check(facts, units, extract=extract is not None),
        recipe=facts.recipe,
        to_compare=to_compare(facts),
        shows=tuple(_shows(facts)),
        not_shown=tuple(_not_shown(facts)),
        plan_text=committed_text(facts),
    )


def _whose(base: EvidenceBase) -> Iterator[Fact]:
    record = inspection_record(base)
    name = (record.authority if record else None) or "not named"
    try:
        framework = framework_of(base)
        kinds = {kind.id: kind.name for kind in framework.types}
        kind = kinds.get((record.kind if record else None) or "", "")
        held = " · ".join(filter(None, (kind, framework.name)))
    except InspectorError:
        # A certificate stands without the name of the framework, whose file may be elsewhere.
        held = ""
    dates = fieldwork_words(record.starts, record.ends) if record else ""
    yield Fact("Authority", name)
    yield Fact("Inspection", " · ".join(filter(None, (held, dates))) or "not named")


def _facts(facts: CertificateFacts, units: UnitWords) -> Iterator[Fact]:
    plan = facts.plan
    title = load_annex_a().list(plan.record.list or 0).title
    population = units.count(plan.record.population or 0)
    drawn = f"{exact_moment(facts.drawn_at)} by {facts.drawn_by or 'a member of the team'}"
    yield Fact("Drawn", f"{drawn}; plan {plan.id}")
    if plan.record.supersedes:
        yield Fact("In place of", f"plan {plan.record.supersedes}, which stays on record")
    imported = f", imported {_moment(facts.imported_at)}" if facts.imported_at else ""
    yield Fact("Lists", f"{', '.join(facts.file_names) or 'file not named'}{imported}")
    yield Fact("Their SHA-256", facts.frame_sha256, code=True)
    conditions = "; ".join(f"{one.condition}: {one.left:,} left" for one in plan.settings.filters)
    narrowed = f" ({conditions})" if conditions else ""
    yield Fact("Drawn from", f"list {plan.record.list}, {title}: {population}{narrowed}")
    yield Fact("Design", _design(facts))
    for one in plan.settings.extensions:
        when = "after" if one.looked else "before"
        added = f"by {one.add:,} on {_moment(one.at)}, {when} others had been looked at"
        yield Fact("Extended", added)
    yield Fact("Checked", facts.check.sentence)
    yield Fact("Seed", facts.seed, code=True)
    yield from phrase_facts(facts)


def _design(facts: CertificateFacts) -> str:
    plan = facts.plan
    key = plan.record.design or ""
    if key == "stratified":
        key = f"stratified-{plan.allocation}"
    said = (
        sampling_wording()
        .designs[key]
        .format(
            by=" and ".join(plan.settings.by),
            order=facts.order,
            size=plan.settings.size_column,
            cluster=plan.settings.cluster,
            clusters=f"{plan.settings.clusters:,}",
        )
    )
    if key == "pps":
        said += f" The list was gone through ordered {facts.order}, from a start by chance."
    if key == "two-stage":
        equally = plan.allocation == "equal"
        said += " Spread over these " + ("equally." if equally else "in proportion to their size.")
    group = _group(facts).lower()
    least = max(plan.settings.minimum, 1 if key == "two-stage" else 0)
    minimum = f" At least {least:,} from each {group}." if least else ""
    return f"{said}{minimum} {_size(facts)}"


def _size(facts: CertificateFacts) -> str:
    plan = facts.plan
    wanted, short, there = plan.settings.size, plan.short, plan.record.population or 0
    if short:
        return f"{wanted:,} of {there:,} were wanted; the clusters drawn have {wanted - short:,}."
    return f"{wanted:,} of {there:,} at the first draw."


def _allocation(facts: CertificateFacts, units: UnitWords) -> CertificateTable | None:
    if not facts.grouped:
        return None
    group, settings = _group(facts), facts.plan.settings
    spreads = settings.spreads if facts.plan.allocation == "neyman" else {}
    rows = tuple(
        (
            *(one.value, f"{one.population:,}"),
            *((spreads.get(one.value, ""),) if spreads else ()),
            *(f"{one.drawn:,}", f"{one.reserves:,}"),
        )
        for one in facts.strata
    )
    columns = settings.cluster or " / ".join(settings.by)
    spread = ("Spread",) if spreads else ()
    names = (f"{group} ({columns})", "On the list", *spread, "Drawn", "Reserves called")
    return CertificateTable(f"{units.many.capitalize()} by {group.lower()}", names, rows)


def _group(facts: CertificateFacts) -> str:
    return "Cluster" if facts.plan.design == "two-stage" else "Stratum"


def _cases(facts: CertificateFacts, units: UnitWords) -> CertificateTable:
    strata = (_group(facts),) if facts.grouped else ()
    rows = tuple(
        (*((one.stratum,) if strata else ()), str(one.rank), one.unit, one.ticket, _became(one))
        for one in facts.cases
    )
    names = (*strata, "Rank", units.one.capitalize(), "Ticket", "Became")
    drawn = sum(not one.reserve for one in facts.cases)
    caption = f"{units.count(drawn)} drawn".capitalize()
    called = len(facts.cases) - drawn
    if called:
        caption += f", {called:,} {'reserve' if called == 1 else 'reserves'} called"
    return CertificateTable(caption, names, rows, code=names.index("Ticket"))


def _became(one: CertifiedCase) -> str:
    if one.replaced:
        return "reserve, replaced" if one.reserve else "replaced"
    if one.reserve:
        return "reserve, called"
    return "in the sample, certain" if one.certain else "in the sample"


def _notes(facts: CertificateFacts) -> Iterator[str]:
    if facts.life.left:
        number, were = facts.life.left, "was" if facts.life.left == 1 else "were"
        yield f"The sample was closed when {number:,} of {facts.life.size:,} {were} not seen."
    if facts.by_hand:
        yield (
            f"{facts.by_hand:,} further {'case' if facts.by_hand == 1 else 'cases'} came to the "
            "sample otherwise than by chance; this certificate is not about them."
        )


def _shows(facts: CertificateFacts) -> Iterator[str]:
    yield (
        "that these cases follow from seed and list, that nobody was passed over, and that each "
        "reserve called was the next"
    )
    yield from joint_shown(facts)


def _not_shown(facts: CertificateFacts) -> Iterator[str]:
    yield from joint_not_shown(facts)
    yield (
        f"whether others were drawn from list {facts.plan.record.list} and are not recorded: of "
        f"it, in any import, this inspection has {draws_words(facts.draws, 'random')} on record"
    )
    yield "that the list was complete or right, or what was found in the cases"


def _moment(at: str) -> str:
    """'16 November 2026, 09:15' to the quarter-hour; what is not a moment stays as it is."""
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return at
    minute = found.minute // _QUARTER * _QUARTER
    return f"{british_date(found.date().isoformat())}, {found.hour:02d}:{minute:02d}"
