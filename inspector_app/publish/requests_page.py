"""Requests for tomorrow: one page for the authority's coordinator, of those that were ticked.

It says whom, when and where, with the authority's own identifier of a case. No line of enquiry,
reason or rank stands on it, so that nobody reads from it what the team is looking for.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from docx import Document
from docx.shared import Cm

from inspector_app.enquiries.inspections import inspection_record
from inspector_app.enquiries.shown import shown_record, shown_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edit
from inspector_app.publish.exports import Exported, Leaving, check_leaving, leave
from inspector_app.publish.printable import on_one_line
from inspector_app.publish.report_words import british_date
from inspector_app.publish.word_style import add_table, apply_style
from schemas.records import Case, Request

__all__ = ["RequestLine", "export_requests", "request_lines", "requests_document"]

_COLUMNS: Final = ("When", "Case", "Who", "What", "Where")
_WIDTHS: Final = (Cm(2.6), Cm(3), Cm(3.6), Cm(4), Cm(2.8))
_ON_THE_PAGE: Final = frozenset({"to-ask", "asked", "arranged"})
_NOT_SAID: Final = "to be agreed"
_TALK: Final[Mapping[str, tuple[str, str]]] = {
    "worker": ("the child's worker", "to talk the case through"),
    "manager": ("a manager of the worker", "to talk the case through"),
}
"""Who and what, where the text of the request may hold a reason."""


@dataclass(frozen=True)
class RequestLine:
    """One request as the authority reads it.

    Args:
        when: ISO 8601 with offset; empty while nobody has said.
        case: the authority's identifier; empty if it is about none.
        who: a name or a role.
        what: is wanted.
        where: a place, or by video.
    """

    when: str
    case: str
    who: str
    what: str
    where: str


def export_requests(
    base: EvidenceBase, ticked: Sequence[str], day: str, out: Path, passphrase: str | None
) -> Exported:
    """Writes the page, records that it left, and notes each request on it as asked.

    Args:
        base: to read and record in.
        ticked: ids of the requests that stand on it.
        day: which the page is for, ISO 8601.
        out: the file.
        passphrase: protects it; None leaves it open, and is recorded so.

    Raises:
        InspectorError: `no-request`, `request-over`, `unknown-record`, or as `exports.leave`.
    """
    check_leaving(base, out, passphrase)
    lines = request_lines(base, ticked)
    inspection = inspection_record(base)
    authority = (inspection.authority if inspection else None) or ""
    data = requests_document(lines, day=day, authority=authority, at=base.vault.clock())
    asked = [
        edit(base.fields(record), record, "request", "state", "asked")
        for record in dict.fromkeys(ticked)
        if shown_record(base, Request, record).record.state == "to-ask"
    ]
    return leave(base, Leaving("requests", data, None), out, passphrase, also=asked)


def request_lines(base: EvidenceBase, ticked: Sequence[str]) -> tuple[RequestLine, ...]:
    """The ticked requests, by time and case.

    Raises:
        InspectorError: `no-request` when none was ticked, `request-over` for one that was had,
            refused or is not needed, `unknown-record`.
    """
    if not ticked:
        raise _refused("no-request", "No request was ticked.", "Name those that go on the page.")
    cases = {shown.id: shown.record.identifier or "" for shown in shown_records(base, Case)}
    lines = []
    for record in dict.fromkeys(ticked):
        request = shown_record(base, Request, record).record
        if request.state not in _ON_THE_PAGE:
            raise _refused(
                "request-over",
                "One of these requests was had or refused, or is not needed.",
                "Leave it out, or move it back: `inspector request list` shows each.",
            )
        lines.append(_line(request, cases))
    return tuple(sorted(lines, key=lambda line: (line.when or "~", line.case, line.who)))


def requests_document(
    lines: Sequence[RequestLine], *, day: str, authority: str, at: datetime
) -> bytes:
    """The page as a `.docx` file.

    Args:
        lines: from top to bottom.
        day: ISO 8601.
        authority: whose coordinator it is for.
        at: when it was drawn up.
    """
    document = Document()
    apply_style(document)
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2.5)
    document.add_heading(f"Requests for {british_date(day)}", level=0)
    if authority:
        document.add_paragraph(on_one_line(authority))
    rows = [
        (_moment(line.when, day), line.case, line.who, line.what, line.where or _NOT_SAID)
        for line in lines
    ]
    add_table(document, _COLUMNS, [[on_one_line(cell) for cell in row] for row in rows], _WIDTHS)
    document.add_paragraph(
        "Please tell the inspector who leads where a time does not suit, or who is in if somebody"
        " is away."
    )
    properties = document.core_properties
    properties.author = properties.last_modified_by = "Inspector"
    properties.title, properties.comments = f"Requests for {british_date(day)}", ""
    properties.language = "en-GB"
    properties.created = properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _line(request: Request, cases: Mapping[str, str]) -> RequestLine:
    who, what = _TALK.get(request.kind or "", ("", request.text or ""))
    return RequestLine(
        request.wanted_at or "",
        cases.get(request.case or "", ""),
        request.person or who,
        what,
        request.place or "",
    )


def _moment(when: str, day: str) -> str:
    """The hour, with its date where that is another day."""
    if not when:
        return _NOT_SAID
    moment = datetime.fromisoformat(when)
    hour = f"{moment:%H:%M}"
    return hour if when[:10] == day else f"{british_date(when[:10])}, {hour}"


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept="Nothing left this laptop.", next_step=next_step)
