"""One line of enquiry as its screen shows it, and one question to the authority."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from inspector_app.enquiries.cases import short_numbers
from inspector_app.enquiries.line_page import LinePage, line_page
from inspector_app.enquiries.shown import Shown, shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.dates import moment_words
from inspector_app.tui.item_view import Item, read_item, value_words
from inspector_app.tui.widgets.record_rows import Tone
from inspector_app.tui.widgets.section_list import Entry, Section
from schemas.frameworks import Framework
from schemas.records import Case, Challenge, Evidence, Note, SamplePlan
from schemas.wording.enquiry_words import enquiry_wording

__all__ = ["question_entry", "read_line", "read_question"]

_POLARITIES = (
    ("strength", "Strengths"),
    ("concern", "Concerns"),
    ("mixed", "Mixed"),
    ("context", "Context"),
)


_SAID_OF_LINE = frozenset(
    {"hypothesis", "would_close", "state", "reason", "priority", "owners", "evidence"}
)
_SAID_OF_QUESTION = frozenset({"to", "due", "state", "answer", "shown", "view"})
"""Fields that stand in the heading or in sections of their own."""


def read_line(base: EvidenceBase, framework: Framework | None, record: str) -> Item:
    """Read one line for its screen.

    Raises:
        InspectorError: `unknown-record`.
    """
    item = read_item(base, framework, record, _SAID_OF_LINE)
    page = line_page(base, record)
    # What clashes stands first, history and all other fields last, as with any record.
    first = [section for section in item.sections if section.title.startswith("⚠")]
    last = [section for section in item.sections if not section.title.startswith("⚠")]
    sections = (*first, *_sections(base, page, item.names), *last)
    return replace(item, heading=_line_heading(page, item), sections=sections, page=page)


def read_question(base: EvidenceBase, framework: Framework | None, record: str) -> Item:
    """Read one question for its screen; what they answered stands above all else."""
    item = read_item(base, framework, record, _SAID_OF_QUESTION)
    question = item.shown.record
    if not isinstance(question, Challenge):
        return item
    words = enquiry_wording().questions
    state = words.get(question.state or "open", question.state or "")
    due = f" · wanted by {moment_words(question.due).rpartition(' ')[0]}" if question.due else ""
    to = f" · to {question.to}" if question.to else ""
    withdrawn = " · ✗ withdrawn" if question.withdrawn is not None else ""
    answer = Section(
        "Their answer",
        tuple(_answer(question)),
        "None yet. A writes it down as they give it.",
        count=False,
    )
    at = sum(section.title.startswith("⚠") for section in item.sections)
    sections = (*item.sections[:at], answer, *item.sections[at:])
    return replace(item, heading=f"Question · {state}{to}{due}{withdrawn}", sections=sections)


def question_entry(question: Shown[Challenge]) -> Entry:
    """A question in a list, with what became of it."""
    record = question.record
    state = enquiry_wording().questions.get(record.state or "open", record.state or "")
    parts = (state, f"to {record.to}" if record.to else "")
    detail = " · ".join(part for part in parts if part)
    tone = Tone.STRONG if record.state in (None, "open") else Tone.PLAIN
    return Entry(question.id, value_words(record.question), detail, tone)


def _line_heading(page: LinePage, item: Item) -> str:
    line, words = page.line, enquiry_wording()
    owners = ", ".join(item.names.get(each, "somebody") for each in line.keys("owners"))
    parts = [
        words.lines.get(line.record.state or "draft", ""),
        f"priority {words.priorities[line.record.priority]}"
        if line.record.priority in words.priorities
        else "",
        owners or "no owner yet",
        "✗ withdrawn" if line.record.withdrawn is not None else "",
    ]
    return " · ".join(part for part in parts if part)


def _sections(base: EvidenceBase, page: LinePage, names: Mapping[str, str]) -> Iterator[Section]:
    record = page.line.record
    said = [
        Entry("", f"{label}: {value_words(value)}")
        for label, value in (("Tests", record.hypothesis), ("Closes when", record.would_close))
        if value
    ]
    hint = "E says what it sets out to test, and what would close it."
    yield Section("What it is about", tuple(said), hint, count=False)
    yield from _evidence(page)
    yield Section(
        "Questions to the authority",
        tuple(question_entry(question) for question in page.questions),
        "None. A puts one on this line.",
    )
    yield Section(
        "Cases",
        tuple(_cases(base, page.cases)),
        "None yet: cases come with notes and evidence.",
    )
    yield Section(
        "Notes",
        tuple(_note(note, names) for note in reversed(page.notes)),
        "None yet. ! in a note tags it with this line.",
    )
    if page.plans:
        yield Section("Samples drawn for it", tuple(_plan(plan) for plan in page.plans))
    yield Section("Its life so far", tuple(_moves(page, names)), count=False)


def _evidence(page: LinePage) -> Iterator[Section]:
    """Each polarity under its own heading; strengths and concerns also where there are none."""
    for polarity, title in _POLARITIES:
        found = [each for each in page.evidence if each.record.polarity == polarity]
        if found or polarity in ("strength", "concern"):
            hint = "None yet. F4 on a piece of evidence tags it with this line."
            yield Section(title, tuple(_piece(page, each) for each in found), hint)
    rest = [each for each in page.evidence if not each.record.polarity]
    if rest:
        yield Section("Without polarity yet", tuple(_piece(page, each) for each in rest))


def _piece(page: LinePage, each: Shown[Evidence]) -> Entry:
    closes = "closes the line" if each.id in page.line.keys("evidence") else ""
    found = len(each.keys("found_in"))
    looked = len({*each.keys("looked_in"), *each.keys("found_in"), *each.keys("could_not_tell")})
    extent = f"in {found:,} of {looked:,} cases" if looked else ""
    detail = " · ".join(part for part in (closes, extent) if part)
    return Entry(each.id, value_words(each.record.text), detail)


def _cases(base: EvidenceBase, wanted: Sequence[str]) -> Iterator[Entry]:
    every = [shown.record for shown in shown_records(base, Case)] if wanted else []
    short = short_numbers(every)
    known = {case.id: case for case in every}
    for name in wanted:
        if (case := known.get(name)) is not None:
            label = case.label or f"case {case.identifier or ''}".strip()
            yield Entry(case.id, f"{short.get(case.id, '')} · {label}")


def _note(note: Shown[Note], names: Mapping[str, str]) -> Entry:
    record = note.record
    when = moment_words(record.happened_at or record.created_at).rpartition(" ")[0]
    by = names.get(record.author or "", "somebody")
    text = "⚠ Hard to read. Enter opens it." if record.hard_to_read else value_words(record.text)
    return Entry(note.id, text, f"{by} · {when}")


def _plan(plan: Shown[SamplePlan]) -> Entry:
    return Entry(plan.id, value_words(plan.record.title))


def _moves(page: LinePage, names: Mapping[str, str]) -> Iterator[Entry]:
    words = enquiry_wording().lines
    for move in page.moves:
        why = f": {value_words(move.reason)}" if move.reason else ""
        who = f"{names.get(move.by or '', 'somebody')} · {moment_words(move.at)}"
        yield Entry("", f"{words.get(move.state, move.state)}{why}", who)


def _answer(question: Challenge) -> Iterable[Entry]:
    for label, value in (
        ("They said", question.answer),
        ("They showed", question.shown),
        ("Our view", question.view),
    ):
        if value:
            yield Entry("", f"{label}: {value}")
