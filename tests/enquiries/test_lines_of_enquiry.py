"""Lines of enquiry: raised, moved on in order, closed with what closed them, opened again."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.lines_of_enquiry import (
    NewLine,
    edit_line,
    line_moves,
    move_line,
    raise_line,
)
from inspector_app.enquiries.lives import LINE_LIFE
from inspector_app.enquiries.shown import shown_record
from inspector_app.enquiries.tagging import Tags
from schemas.fields import words_of
from schemas.records import LineOfEnquiry
from tests.enquiries.refusals import refused
from tests.evidence_base.laptops import Laptop, exchange


def state_of(laptop: Laptop, line: str) -> str | None:
    return shown_record(laptop.base, LineOfEnquiry, line).record.state


def test_a_line_is_raised_open_with_what_is_known(ann: Laptop) -> None:
    me = ann.base.member
    new = NewLine(
        "Front door", "Thresholds differ", "data", ("leaders",), "high", "20 contacts", (me,)
    )
    line = shown_record(ann.base, LineOfEnquiry, raise_line(ann.base, new).record)
    assert (line.record.title, line.record.hypothesis) == ("Front door", "Thresholds differ")
    assert (line.record.origin, line.record.priority) == ("data", "high")
    assert (line.record.would_close, line.record.state) == ("20 contacts", "open")
    assert (line.keys("areas"), line.keys("owners")) == (("leaders",), (me,))


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewLine(" "), "no-text"),
        (NewLine("x", origin="gossip"), "unknown-word"),
        (NewLine("x", priority="urgent"), "unknown-word"),
        (NewLine("x", areas=("nowhere",)), "unknown-area"),
        (NewLine("x", owners=("0" * 32,)), "unknown-member"),
    ],
)
def test_a_wrong_field_is_refused(ann: Laptop, new: NewLine, code: str) -> None:
    with refused(ann.base, code):
        raise_line(ann.base, new)


def test_a_line_goes_the_whole_way_and_its_history_says_so(ann: Laptop) -> None:
    line = raise_line(ann.base, NewLine("Front door", draft=True)).record
    evidence = add_evidence(ann.base, NewEvidence("x")).record
    for state in ("open", "more-needed", "raised-with-authority", "answered"):
        move_line(ann.base, line, state)
    move_line(ann.base, line, "closed-enough-evidence", evidence=[evidence])
    move_line(ann.base, line, "open", reason="a new complaint")
    moves = line_moves(ann.base, line)
    assert [move.state for move in moves] == [
        "draft",
        "open",
        "more-needed",
        "raised-with-authority",
        "answered",
        "closed-enough-evidence",
        "open",
    ]
    assert [move.reason for move in moves[-2:]] == [None, "a new complaint"]
    assert {move.by for move in moves} == {ann.base.member}
    assert shown_record(ann.base, LineOfEnquiry, line).keys("evidence") == (evidence,)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("draft", "answered"),
        ("draft", "closed-enough-evidence"),
        ("open", "draft"),
        ("answered", "open"),
        ("closed-not-pursued", "answered"),
        ("not-reached", "raised-with-authority"),
    ],
)
def test_a_move_against_the_order_is_refused(ann: Laptop, before: str, after: str) -> None:
    line = raise_line(ann.base, NewLine("x", draft=True)).record
    for step in {"draft": [], "open": ["open"], "answered": ["open", "answered"]}.get(
        before, [before]
    ):
        move_line(ann.base, line, step, reason="because")
    with refused(ann.base, "wrong-state"):
        move_line(ann.base, line, after, reason="because")
    assert state_of(ann, line) == before


def test_a_state_that_does_not_exist_is_refused(ann: Laptop) -> None:
    line = raise_line(ann.base, NewLine("x")).record
    with refused(ann.base, "unknown-word"):
        move_line(ann.base, line, "finished")


def test_the_life_of_a_line_has_exactly_the_states_of_its_record() -> None:
    assert set(LINE_LIFE) == set(words_of(LineOfEnquiry, "state"))
    assert {after for possible in LINE_LIFE.values() for after in possible} < set(LINE_LIFE)


def test_a_line_that_is_not_pursued_needs_a_reason(ann: Laptop) -> None:
    line = raise_line(ann.base, NewLine("x")).record
    for reason in (None, " "):
        with refused(ann.base, "reason-needed"):
            move_line(ann.base, line, "closed-not-pursued", reason=reason)
    move_line(ann.base, line, "closed-not-pursued", reason="not in scope")
    assert shown_record(ann.base, LineOfEnquiry, line).record.reason == "not in scope"


def test_enough_evidence_means_that_there_is_some(ann: Laptop) -> None:
    line = raise_line(ann.base, NewLine("x")).record
    with refused(ann.base, "evidence-needed"):
        move_line(ann.base, line, "closed-enough-evidence")
    with refused(ann.base, "unknown-evidence"):
        move_line(ann.base, line, "closed-enough-evidence", evidence=["0" * 32])
    add_evidence(ann.base, NewEvidence("x", tags=Tags(enquiries=(line,))))
    move_line(ann.base, line, "closed-enough-evidence")
    assert state_of(ann, line) == "closed-enough-evidence"


def test_an_old_reason_does_not_explain_a_new_state(ann: Laptop) -> None:
    line = raise_line(ann.base, NewLine("x")).record
    move_line(ann.base, line, "closed-not-pursued", reason="not in scope")
    move_line(ann.base, line, "open")
    assert shown_record(ann.base, LineOfEnquiry, line).record.reason is None


def test_an_edit_changes_what_is_given_and_empties_what_is_named(ann: Laptop) -> None:
    line = raise_line(ann.base, NewLine("x", "h", areas=("leaders",), priority="low")).record
    changes = NewLine("", priority="high", areas=("care-leavers",))
    edit_line(ann.base, line, changes, clear=("hypothesis", "areas[leaders]"))
    shown = shown_record(ann.base, LineOfEnquiry, line)
    assert (shown.record.title, shown.record.hypothesis) == ("x", None)
    assert (shown.record.priority, shown.record.state) == ("high", "open")
    assert shown.keys("areas") == ("care-leavers",)
    with refused(ann.base, "cannot-clear"):
        edit_line(ann.base, line, NewLine(""), clear=("title",))
    with refused(ann.base, "cannot-clear"):
        edit_line(ann.base, line, NewLine(""), clear=("state",))


def test_two_people_who_move_a_line_apart_are_both_heard(ann: Laptop, bea: Laptop) -> None:
    line = raise_line(ann.base, NewLine("x")).record
    exchange(ann, bea)
    move_line(ann.base, line, "answered")
    move_line(bea.base, line, "not-reached")
    exchange(ann, bea)
    assert ann.values(line, "state") == {"answered", "not-reached"}
    assert [conflict.field for conflict in ann.base.conflicts()] == ["state"]
