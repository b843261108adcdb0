"""Inspections to publish from, written by the features themselves; Word files read back."""

from __future__ import annotations

import io

from docx import Document

from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.inspections import inspection_id
from inspector_app.enquiries.tagging import Tags
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import withdraw as withdrawal
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.judgement.agreed_judgements import NewAgreement, agree
from inspector_app.judgement.sessions import OpenSession, find_session, open_session
from inspector_app.publish.report import Report, ReportSection
from schemas.frameworks import load_framework
from tests.evidence_base.laptops import Laptop

__all__ = [
    "agreed",
    "case",
    "held_under",
    "lines_of",
    "record",
    "section",
    "statement",
    "texts",
    "withdraw",
]


def held_under(laptop: Laptop, framework: str, kind: str = "standard", **more: NewValue) -> None:
    """The lead says under which framework the inspection is held."""
    fields: dict[str, NewValue] = {"framework": framework, "kind": kind, **more}
    about = inspection_id(laptop.base.inspection)
    laptop.base.record(
        *(NewWrite(about, "inspection", name, value) for name, value in fields.items())
    )


def record(laptop: Laptop, kind_of_record: str, /, **fields: NewValue) -> str:
    """A new record of any type; its id."""
    made = laptop.base.new_id()
    laptop.base.record(
        *(NewWrite(made, kind_of_record, name, value) for name, value in fields.items())
    )
    return made


def case(laptop: Laptop, identifier: str) -> str:
    return record(laptop, "case", identifier=Typed(identifier))


def statement(
    laptop: Laptop,
    text: str,
    *areas: str,
    polarity: str | None = "strength",
    looked: tuple[str, ...] = (),
    found: tuple[str, ...] = (),
    unclear: tuple[str, ...] = (),
    sources: tuple[str, ...] = (),
    impact: str | None = None,
) -> str:
    """One item of evidence; its id."""
    new = NewEvidence(
        text,
        polarity,
        Tags(areas=areas),
        looked_in=looked,
        found_in=found,
        could_not_tell=unclear,
        sources=sources,
        impact=impact,
    )
    return add_evidence(laptop.base, new).record


def agreed(
    laptop: Laptop, area: str, grade: str, rationale: str, evidence: tuple[str, ...] = ()
) -> str:
    """What the group agreed in a session on all areas, opened when there is none."""
    how = NewAgreement(area=area, grade=grade, rationale=rationale, how="all", evidence=evidence)
    return agree(laptop.base, _session(laptop), how)


def withdraw(laptop: Laptop, withdrawn: str) -> None:
    laptop.base.record(withdrawal(laptop.base, withdrawn, "Written for the wrong child."))


def section(report: Report, heading: str) -> ReportSection:
    """The section whose heading begins so."""
    [found] = [each for each in report.sections if each.heading.startswith(heading)]
    return found


def texts(found: ReportSection) -> list[str]:
    return [paragraph.text for paragraph in found.paragraphs]


def lines_of(word: bytes) -> list[str]:
    """Every paragraph of a Word file as it is read: body, tables, header and footer."""
    document = Document(io.BytesIO(word))
    page = document.sections[0]
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    holders = (document, *cells, page.header, page.footer)
    return [paragraph.text for holder in holders for paragraph in holder.paragraphs]


def _session(laptop: Laptop) -> OpenSession:
    try:
        return find_session(laptop.base)
    except InspectorError:
        with laptop.base.reading() as session:
            row = session.connection().exec_driver_sql("SELECT framework FROM inspection").one()
        areas = [area.id for area in load_framework(row[0]).areas]
        return open_session(laptop.base, areas)
