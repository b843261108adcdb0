"""The list of all lines of enquiry, and one line with what is on it."""

from __future__ import annotations

from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.challenges import (
    NewAnswer,
    NewChallenge,
    answer_challenge,
    raise_challenge,
)
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.line_list import listed_lines
from inspector_app.enquiries.line_page import line_page
from inspector_app.enquiries.lines_of_enquiry import NewLine, move_line, raise_line
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.enquiries.tagging import Tags
from inspector_app.evidence_base.editing import withdraw
from tests.evidence_base.laptops import Laptop, exchange


def test_open_lines_stand_first_by_priority_and_age(ann: Laptop) -> None:
    closed = raise_line(ann.base, NewLine("closed", priority="high")).record
    for title, priority in (("none", None), ("low", "low"), ("high", "high"), ("second", "high")):
        raise_line(ann.base, NewLine(title, priority=priority))
    move_line(ann.base, closed, "not-reached")
    titles = [line.title for line in listed_lines(ann.base)]
    assert titles == ["high", "second", "low", "none", "closed"]
    assert [line.is_open for line in listed_lines(ann.base)] == [True] * 4 + [False]


def test_a_line_counts_what_stands_on_it_and_cases_once(ann: Laptop) -> None:
    base = ann.base
    line = raise_line(base, NewLine("counted", owners=(base.member,))).record
    raise_line(base, NewLine("bare"))
    one, two = (add_case(base, NewCase(name)).record for name in ("one", "two"))
    tags = Tags(enquiries=(line,))
    add_evidence(base, NewEvidence("good", "strength", tags, found_in=(one,), looked_in=(two,)))
    add_evidence(base, NewEvidence("bad", "concern", tags, found_in=(one,)))
    add_evidence(base, NewEvidence("both", "mixed", tags))
    add_evidence(base, NewEvidence("not said", None, tags))
    gone = add_evidence(base, NewEvidence("gone", "concern", tags)).record
    base.record(withdraw(base, gone, "written twice"))
    add_note(base, NewNote("note", cases=(CaseSeen(two),), tags=tags))
    raise_challenge(base, NewChallenge("waits", enquiries=(line,)))
    answered = raise_challenge(base, NewChallenge("answered", enquiries=(line,))).record
    answer_challenge(base, answered, NewAnswer("yes"))
    counted, bare = listed_lines(base)
    assert (counted.strengths, counted.concerns, counted.others) == (1, 1, 2)
    assert (counted.notes, counted.cases, counted.waiting) == (1, 2, 1)
    assert counted.ours
    assert (bare.strengths, bare.notes, bare.cases, bare.waiting, bare.ours) == (0, 0, 0, 0, False)


def test_a_page_holds_what_colleagues_put_on_the_line_and_what_closed_it(
    ann: Laptop, bea: Laptop
) -> None:
    line = raise_line(ann.base, NewLine("shared")).record
    exchange(ann, bea)
    piece = add_evidence(bea.base, NewEvidence("elsewhere", "strength")).record
    tagged = add_evidence(bea.base, NewEvidence("on it", "concern", Tags(enquiries=(line,)))).record
    note = add_note(bea.base, NewNote("note", tags=Tags(enquiries=(line,)))).record
    exchange(ann, bea)
    move_line(ann.base, line, "closed-enough-evidence", evidence=(piece,))
    page = line_page(ann.base, line)
    assert [each.id for each in page.evidence] == [tagged, piece]
    assert [each.id for each in page.notes] == [note]
    assert [move.state for move in page.moves] == ["open", "closed-enough-evidence"]
