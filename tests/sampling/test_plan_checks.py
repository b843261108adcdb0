"""Drawn plans verified, and stated in plain words."""

from __future__ import annotations

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import withdraw
from inspector_app.evidence_base.writing import NewValue, Typed
from inspector_app.sampling.plan_changes import replace_case
from inspector_app.sampling.plan_checks import verify_plan
from inspector_app.sampling.plan_statements import state_plan
from inspector_app.sampling.plans import DrawnPlan, draw_plan
from inspector_app.sampling.recorded import find_plan
from tests.evidence_base.laptops import Laptop, exchange
from tests.sampling.case_lists import (
    WORKER,
    cases,
    criterion,
    drawn,
    see,
)

# --- verification ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("ticket", Typed("0" * 64), "ticket"),
        ("unit", Typed("C9999"), "ticket"),
        ("stratum", Typed("East"), "wrong-stratum"),
        ("rank", 7, "rank"),
        ("chosen_of", 20, "probability"),
        ("chosen_of", None, "count"),
        ("route", "criterion", "count"),
        ("case", "0" * 32, "case"),
    ],
)
def test_a_selection_that_was_tampered_with_is_found(
    ann: Laptop, frame: str, field: str, value: NewValue, problem: str
) -> None:
    done = drawn(ann.base, frame)
    one = next(one for one in cases(ann.base, done.plan) if one.record.stratum == "North")
    ann.write(one.record.id, field, value, "case-selection")
    check = verify_plan(ann.base, done.plan)
    assert not check.ok
    assert problem in {mismatch.problem for mismatch in check.mismatches}
    assert "not agree" in check.sentence


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("our_phrase", Typed("cherry")),
        ("their_phrase", Typed("pip")),
        ("population", 39),
        ("frame", None),
    ],
)
def test_a_plan_that_was_tampered_with_is_found(
    ann: Laptop, frame: str, field: str, value: NewValue
) -> None:
    done = drawn(ann.base, frame)
    ann.write(done.plan, field, value, "sample-plan")
    check = verify_plan(ann.base, done.plan)
    assert not (check.ok and check.complete)


def test_a_frame_other_than_the_recorded_file_is_found(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    ann.write(frame, "sha256", "0" * 64, "case-frame")
    problems = {one.problem for one in verify_plan(ann.base, done.plan).mismatches}
    assert problems == {"frame"}


def test_a_case_taken_out_of_the_draw_is_found(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    [one, *_] = cases(ann.base, done.plan)
    ann.base.record(withdraw(ann.base, one.record.id, "awkward"))
    problems = {one.problem for one in verify_plan(ann.base, done.plan).mismatches}
    assert {"passed-over", "count"} <= problems


def test_without_the_frame_the_selected_are_checked_and_it_says_so(
    team: dict[str, Laptop], frame: str
) -> None:
    done = drawn(team["ann"].base, frame)
    exchange(team["ann"], team["bea"])
    bea = team["bea"]
    check = verify_plan(bea.base, done.plan)
    assert (check.ok, check.complete, check.checked) == (True, False, 12)
    assert "without the frame" in check.sentence
    one = cases(bea.base, done.plan)[0]
    bea.write(one.record.id, "ticket", Typed("f" * 64), "case-selection")
    assert not verify_plan(bea.base, done.plan).ok
    with pytest.raises(InspectorError) as refused:
        replace_case(bea.base, done.plan, one.identifier, "other")
    assert refused.value.code == "frame-elsewhere"


def test_a_criterion_is_applied_again_and_a_case_slipped_in_is_found(
    ann: Laptop, frame: str
) -> None:
    done = draw_plan(ann.base, criterion(frame))
    check = verify_plan(ann.base, done.plan)
    assert (check.ok, check.complete, check.checked) == (True, True, 40)
    one = cases(ann.base, done.plan)[0]
    ann.write(one.record.id, "unit", Typed("C0001"), "case-selection")
    problems = {found.problem for found in verify_plan(ann.base, done.plan).mismatches}
    assert problems == {"not-chosen", "passed-over"}
    ann.base.vault.frames.drop(frame)
    with pytest.raises(InspectorError) as refused:
        verify_plan(ann.base, done.plan)
    assert refused.value.code == "nothing-to-verify"


# --- statement ------------------------------------------------------------------------------------


def test_how_cases_were_seen_comes_from_the_notes_on_them(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    there = cases(ann.base, done.plan)
    for one, occasion in zip(there, ["worker", "manager-video", "file-only", None], strict=False):
        see(ann, one, occasion)
    statement = state_plan(ann.base, done.plan).statement
    assert statement.how_seen == {
        "with-worker": 1,
        "with-manager": 1,
        "remotely": 1,
        "not-seen": 9,
    }
    assert "9 not yet seen" in statement.text or "9 not seen yet" in statement.text


def test_once_all_are_seen_the_statement_says_what_could_still_be_there(
    ann: Laptop, frame: str
) -> None:
    done = drawn(ann.base, frame)
    for one in cases(ann.base, done.plan):
        see(ann, one, "worker")
    stated = state_plan(ann.base, done.plan)
    assert stated.compared
    statement = stated.statement
    assert statement.how_seen == {"with-worker": 12}
    assert "stratified by Allocated Team" in statement.text
    assert "up to 7 on the list (about 18 %) could still have it" in statement.text
    worker = next(field for field in statement.fields if field.column == "Allocated Worker")
    assert worker.rows == ()
    assert (
        f"the same Allocated Worker: {worker.groups} different ones in the sample, one of them for "
        f"{worker.largest} children" in statement.text
    )
    workers = statement.never_seen.get("Allocated Worker")
    assert workers is None or workers.values == ()
    assert WORKER not in statement.text
    teams = next(field for field in statement.fields if field.column == "Allocated Team")
    assert {(row.value, row.population, row.sample) for row in teams.rows} == {
        ("North", 20, 6),
        ("East", 12, 4),
        ("South", 8, 2),
    }


def test_a_purposeful_sample_never_gets_an_interval(ann: Laptop, frame: str) -> None:
    done = draw_plan(ann.base, criterion(frame))
    statement = state_plan(ann.base, done.plan).statement
    assert statement.nature == "purposeful"
    assert "Age of Child (Years) >= 16" in statement.text
    assert "No interval is given" in statement.text
    assert "confidence" not in statement.text


def test_without_the_frame_the_statement_says_all_but_the_comparison(
    team: dict[str, Laptop], frame: str
) -> None:
    done = drawn(team["ann"].base, frame)
    exchange(team["ann"], team["bea"])
    stated = state_plan(team["bea"].base, done.plan)
    assert not stated.compared
    assert stated.statement.size == 12
    assert stated.statement.fields == ()


def test_a_plan_is_unknown_when_nothing_has_its_id(ann: Laptop, frame: str) -> None:
    done: DrawnPlan = drawn(ann.base, frame)
    for plan in ("", "0" * 32, done.plan.upper(), done.plan + "0"):
        with pytest.raises(InspectorError) as refused:
            find_plan(ann.base, plan)
        assert refused.value.code == "unknown-plan"
