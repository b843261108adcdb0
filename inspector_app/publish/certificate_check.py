"""How a certificate says that its draw is checked: the list to write down, and what to compare."""

from __future__ import annotations

from inspector_app.publish.certificate_joint import commitment_check
from inspector_app.sampling.certificate_facts import CertificateFacts
from inspector_app.sampling.recipes import LIST_FILE
from schemas.wording import UnitWords

__all__ = ["to_check", "to_compare"]

_EVENT = (
    ", then |, the number of the list, |, the date as 2026-11-24, | and 1 (2, 3 … where child and "
    "date are the same, in the order of the full rows)"
)
_SIZES = (
    "; then a tab and the size as a whole number (where any has decimals, all without the point "
    "and with as many digits after it). Leave out those without a size and those marked certain"
)
_EXTRACT: dict[str, str] = {
    "simple": "The first column of the extract, without its heading, has these lines",
    "stratified": "The first two columns of the extract, without their heading, are these lines",
    "two-stage": (
        "The first two columns of the extract, without their heading, are these lines; where they "
        "begin with the unit, the clusters name people and stand in the list only"
    ),
    "pps": (
        "The first two columns of the extract, without their heading and the lines that end in "
        "'certain', are these lines"
    ),
}


def to_check(facts: CertificateFacts, units: UnitWords, *, extract: bool) -> str:
    """What is to be written into which file before the commands are run.

    Args:
        facts: of the draw.
        units: what was drawn.
        extract: whether an extract of the list goes with the certificate.
    """
    design, settings = facts.plan.design, facts.plan.settings
    after = " that meet the conditions" if settings.filters else ""
    ordered = f", ordered {facts.order}," if design in ("systematic", "pps") else ""
    group = {"stratified": "the stratum, a tab and ", "two-stage": "the cluster, a tab and "}
    said = (
        f"To check, write the {facts.plan.record.population:,} {units.many} on the list{after}"
        f"{ordered} into a file {LIST_FILE} (UTF-8 without byte order mark), one on each line: "
        f"{group.get(design or '', '')}the identifier without outer blanks"
    )
    said += _EVENT if units.event else ""
    said += _SIZES if design == "pps" else ""
    if design == "stratified":
        said += "; an empty stratum is (blank)"
        if len(settings.by) > 1:
            said += r", columns are joined by ' / ' and a slash or backslash within one is \/ or \\"
    elif design == "two-stage":
        said += "; an empty cluster is (blank)"
    if ordered:
        said += (
            ". In an order numbers stand first, by size, then dates, other texts by code point, "
            "and empty cells; ties by identifier, by code point"
        )
    if extract:
        said += f". {_EXTRACT.get(design or '', _EXTRACT['simple'])}"
    return f"{said}. Then, in a shell (Linux, macOS, Git Bash):"


def to_compare(facts: CertificateFacts) -> str:
    """What the commands print, and how it stands in the table of cases."""
    design = facts.plan.design
    called = any(one.reserve for one in facts.cases)
    if design == "systematic":
        said = "They print rank, ticket and case of those drawn."
    elif design == "pps":
        said = "They print those drawn that were not certain. Ranks are places in the whole order."
    else:
        where = {"simple": "", "stratified": " of each stratum"}.get(
            design or "", " of each of these"
        )
        said = f"The first lines{where} are the cases in this certificate with the same tickets, "
        said += "in order of rank"
        said += ", the reserves called among them" if called else ""
        said += "; the next ones were the reserves."
    if design == "two-stage":
        said = f"They print the clusters drawn, then everybody by cluster and ticket. {said}"
        if facts.plan.settings.coded:
            said += (
                " 'cluster 01' here is the first of the clusters printed: their values name people."
            )
    elif design in ("systematic", "pps"):
        said += " A reserve is the lowest ticket of those on the list that were not drawn."
    return said + commitment_check(facts)
