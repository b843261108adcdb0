"""Two minutes before you sit down."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.enquiries.case_brief import CaseBrief, case_brief, questions_in
from inspector_app.enquiries.case_line import joined_line
from inspector_app.enquiries.case_page import case_page
from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.lines_of_enquiry import NewLine, raise_line
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.enquiries.tagging import Tags
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.extracts import Extract
from inspector_app.intake.frame import DatedEvent
from tests.evidence_base.laptops import Laptop, exchange


def brief_of(laptop: Laptop, case: str, today: date = date(2026, 11, 25)) -> CaseBrief:
    page = case_page(laptop.base, case)
    return case_brief(page, joined_line(page), today, laptop.base.member)


def test_the_last_six_events_up_to_today_are_told_newest_first(ann: Laptop) -> None:
    events = tuple(
        DatedEvent(f"2026-{month:02}-01", 6, "Children in Need", "x") for month in range(1, 13)
    )
    case = add_case(ann.base, NewCase("7", extract=Extract(events, ()).to_text())).record
    months = [event.day[5:7] for event in brief_of(ann, case).events]
    assert months == ["11", "10", "09", "08", "07", "06"]


def test_colleagues_questions_are_pointed_at_and_one_s_own_are_not(
    ann: Laptop, bea: Laptop
) -> None:
    case = add_case(ann.base, NewCase("7")).record
    exchange(ann, bea)
    add_note(ann.base, NewNote("Do I ask myself?", cases=(CaseSeen(case),)))
    hers = add_note(
        bea.base,
        NewNote("The plan is late. Who decided that? Nobody knew.", cases=(CaseSeen(case),)),
    ).record
    hard = NewNote("Why this injury?", cases=(CaseSeen(case),), hard_to_read=True)
    add_note(bea.base, hard)
    comment = bea.base.new_id()
    bea.base.record(
        NewWrite(comment, "comment", "text", Typed("Please look at the health plan")),
        NewWrite(comment, "comment", "on", case),
        NewWrite(comment, "comment", "state", "open"),
    )
    exchange(ann, bea)
    asked = brief_of(ann, case).asked
    assert {(each.record, each.text) for each in asked} == {
        (hers, "Who decided that?"),
        (comment, "Please look at the health plan"),
    }
    assert [each.text for each in brief_of(bea, case).asked] == ["Do I ask myself?"]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("", ()),
        ("No question.", ()),
        ("Why? Because.", ("Why?",)),
        ("He said “why me?” and left.", ()),
        ("He said “why me?” Then he left", ("He said “why me?”",)),
        ("First\nWhat next?\nthen", ("What next?",)),
        ("Sure?!? no", ()),
        ("x" * 100_000 + ". At the end?", ("At the end?",)),
    ],
)
def test_sentences_with_a_question_mark_at_their_end_are_found(
    text: str, questions: tuple[str, ...]
) -> None:
    assert questions_in(text) == questions


def test_the_lines_it_serves_are_told_with_what_is_behind_them(ann: Laptop) -> None:
    case = add_case(ann.base, NewCase("7")).record
    area = ("help-and-protection",)
    by_plan, by_both, other = (
        raise_line(ann.base, NewLine(title, areas=area)).record for title in ("P", "B", "O")
    )
    plan, selection = ann.base.new_id(), ann.base.new_id()
    ann.base.record(
        NewWrite(plan, "sample-plan", f"enquiries[{by_plan}]", True),
        NewWrite(selection, "case-selection", "plan", plan),
        NewWrite(selection, "case-selection", "case", case),
    )
    tags = Tags(enquiries=(by_both,))
    add_note(ann.base, NewNote("n", cases=(CaseSeen(case),), tags=tags))
    add_evidence(ann.base, NewEvidence("e", looked_in=(case,), tags=tags))
    add_note(ann.base, NewNote("elsewhere", tags=Tags(enquiries=(other,))))
    told = [(s.line.id, s.plans, s.notes, s.evidence) for s in brief_of(ann, case).lines]
    assert told == [(by_both, 0, 1, 1), (by_plan, 1, 0, 0)]
