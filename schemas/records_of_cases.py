"""Record types of the lists, the samples and the cases."""

from __future__ import annotations

from typing import ClassVar

from schemas.fields import Keyed, Record, moment, reference, typed, whole, word

__all__ = ["Case", "CaseFrame", "CaseSelection", "Request", "SamplePlan"]


class CaseFrame(Record, table=True):
    """What was imported; the rows lie in an encrypted file of their own."""

    __tablename__ = "case_frame"

    file_name: str | None = typed()
    sha256: str | None = word(about="of the file, or of the sorted hashes of several")
    imported_at: str | None = moment()
    content: str | None = word(
        about="SHA-256 of its content, then the nonce of which its id is made; the import's alone"
    )
    rows: int | None = whole()
    lists: str | None = typed("canonical JSON: list, sheet and rows of each")
    filters: str | None = typed("canonical JSON: each filter with the rows left after it")
    flags: str | None = typed("canonical JSON: how many of each kind")
    key: str | None = typed("of the sealed copy that travels, 32 bytes in hexadecimal")
    chunks: str | None = typed("canonical JSON: SHA-256 of each sealed chunk, in order")
    state: str | None = word("imported", "superseded", "purged")


class SamplePlan(Record, table=True):
    """How cases are chosen, and why."""

    __tablename__ = "sample_plan"

    title: str | None = typed()
    rationale: str | None = typed()
    frame: str | None = reference("case-frame")
    list: int | None = whole("number of the list, 1 to 11")
    unit: str | None = word()
    design: str | None = word(
        "simple", "systematic", "stratified", "pps", "two-stage", "purposeful"
    )
    purposeful_type: str | None = word()
    size: int | None = whole()
    population: int | None = whole()
    allocation: str | None = word("proportional", "equal", "neyman", "manual")
    settings: str | None = typed("canonical JSON: strata columns, conditions, minimum, sort")
    strata: str | None = typed("canonical JSON: value, population and drawn of each stratum")
    our_phrase: str | None = typed("sealed to the team until the sample is complete")
    their_phrase: str | None = typed()
    replacement_rule: str | None = typed()
    supersedes: str | None = reference("sample-plan")
    state: str | None = word("draft", "drawn", "in-progress", "complete")
    keyed: ClassVar[dict[str, Keyed]] = {"enquiries": Keyed("line of enquiry")}


class CaseSelection(Record, table=True):
    """One case in one plan: how it came to be there and what became of it."""

    __tablename__ = "case_selection"

    plan: str | None = reference("sample-plan")
    case: str | None = reference("case")
    unit: str | None = typed("unit id in the frame")
    ticket: str | None = typed("64 hexadecimal digits; counts as a case identifier")
    stratum: str | None = typed()
    rank: int | None = whole("from 1, in the order drawn")
    chosen_of: int | None = whole("probability, numerator")
    out_of: int | None = whole("probability, denominator")
    route: str | None = word(
        "drawn",
        "criterion",
        "offered-by-worker",
        "offered-by-manager",
        "convenience",
        "audited",
        "tracked",
        "not-on-list",
    )
    why: str | None = typed()
    angle: str | None = typed(
        "what the people it is allocated to look at, and when: canonical JSON "
        "{member: {angle, day}}; other text is for all of them"
    )
    audit_grade: str | None = word(about="the authority's")
    our_view: str | None = typed()
    replaced_reason: str | None = word()
    state: str | None = word("selected", "seen", "partly-seen", "replaced")
    keyed: ClassVar[dict[str, Keyed]] = {"allocated": Keyed("member")}


class Case(Record, table=True):
    """A child's case under the authority's identifier. Never a name."""

    __tablename__ = "case"

    identifier: str | None = typed("the authority's, normalised")
    number: int | None = whole("the short number people use")
    label: str | None = typed("short words, such as girl 9 · CP")
    place: str | None = typed()
    team: str | None = typed()
    worker: str | None = word(about="a code, such as W07")
    extract: str | None = typed("canonical JSON: dated events and the plan's fields")


class Request(Record, table=True):
    """Something asked of the authority."""

    __tablename__ = "request"

    text: str | None = typed()
    kind: str | None = word("worker", "manager", "document", "data", "visit", "people")
    case: str | None = reference("case")
    wanted_at: str | None = moment()
    place: str | None = typed("where, or by video")
    person: str | None = typed("a worker's name; purged at closing")
    reason: str | None = typed("why it was refused, by role")
    state: str | None = word("to-ask", "asked", "arranged", "had", "refused", "not-needed")
