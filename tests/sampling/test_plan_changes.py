"""Drawn plans extended, replaced in, added to and shared out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from inspector_app.errors import InspectorError
from inspector_app.sampling.plan_cases import add_case_to_plan
from inspector_app.sampling.plan_changes import extend_plan, replace_case
from inspector_app.sampling.plan_checks import verify_plan
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plan_statements import state_plan
from inspector_app.sampling.plans import draw_plan
from inspector_app.sampling.recorded import find_plan
from tests.evidence_base.laptops import Laptop
from tests.sampling.case_lists import (
    cases,
    criterion,
    drawn,
    see,
    stratified,
)

# --- extension ------------------------------------------------------------------------------------


def test_an_extension_takes_the_next_tickets_and_never_one_back(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    before = {one.record.unit for one in cases(ann.base, done.plan)}
    more = extend_plan(ann.base, done.plan, 8)
    after = cases(ann.base, done.plan)
    assert before < {one.record.unit for one in after}
    assert len(after) == 20
    assert Counter(one.record.stratum for one in after) == {"East": 6, "North": 10, "South": 4}
    reserves = {one.unit for one in done.reserves}
    assert {one.unit for one in more.added} <= reserves
    assert {(one.record.chosen_of, one.record.out_of) for one in after} == {
        (6, 12),
        (10, 20),
        (4, 8),
    }
    assert find_plan(ann.base, done.plan).record.size == 20
    check = verify_plan(ann.base, done.plan)
    assert (check.ok, check.complete, check.checked) == (True, True, 40)


def test_an_extension_gives_the_same_cases_as_a_larger_draw_of_that_seed(
    ann: Laptop, frame: str
) -> None:
    done = drawn(ann.base, frame)
    extend_plan(ann.base, done.plan, 28)
    assert len({one.record.unit for one in cases(ann.base, done.plan)}) == 40
    with pytest.raises(InspectorError) as refused:
        extend_plan(ann.base, done.plan, 1)
    assert refused.value.code == "sample-larger-than-population"
    assert verify_plan(ann.base, done.plan).ok


def test_an_extension_after_looking_is_said_in_the_statement(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    assert not extend_plan(ann.base, done.plan, 2).looked
    see(ann, cases(ann.base, done.plan)[0], "worker")
    assert extend_plan(ann.base, done.plan, 3).looked
    text = state_plan(ann.base, done.plan).statement.text
    assert "extended by 3 after others had been looked at" in text


def test_sizes_set_by_hand_are_extended_by_hand(ann: Laptop, frame: str) -> None:
    by_hand = replace(stratified(frame, 4), allocation="manual", manual={"North": 3, "South": 1})
    done = draw_plan(ann.base, by_hand)
    with pytest.raises(InspectorError) as refused:
        extend_plan(ann.base, done.plan, 2)
    assert refused.value.code == "manual-missing"
    extend_plan(ann.base, done.plan, 2, {"South": 2})
    assert Counter(one.record.stratum for one in cases(ann.base, done.plan)) == {
        "North": 3,
        "South": 3,
    }
    assert verify_plan(ann.base, done.plan).ok


def test_what_was_chosen_on_purpose_is_neither_extended_nor_replaced(
    ann: Laptop, frame: str
) -> None:
    done = draw_plan(ann.base, criterion(frame))
    for act in (
        lambda: extend_plan(ann.base, done.plan, 1),
        lambda: replace_case(ann.base, done.plan, done.selected[0].case, "other"),
    ):
        with pytest.raises(InspectorError) as refused:
            act()
        assert refused.value.code == "not-by-chance"


# --- replacement ----------------------------------------------------------------------------------


def test_the_next_reserve_of_the_same_stratum_comes_and_the_case_drawn_stays(
    ann: Laptop, frame: str
) -> None:
    done = drawn(ann.base, frame)
    [gone, *_] = [one for one in done.selected if one.stratum == "South"]
    [expected, *_] = [one for one in done.reserves if one.stratum == "South"]
    replaced = replace_case(ann.base, done.plan, gone.case, "file-not-available")
    assert replaced.reserve.unit == expected.unit
    there = {one.record.unit: one for one in cases(ann.base, done.plan)}
    assert len(there) == 13
    assert there[gone.unit].record.state == "replaced"
    assert there[gone.unit].record.replaced_reason == "file-not-available"
    assert there[expected.unit].reserve
    assert there[expected.unit].record.ticket == expected.ticket
    check = verify_plan(ann.base, done.plan)
    assert (check.ok, check.complete) == (True, True)
    statement = state_plan(ann.base, done.plan).statement
    assert statement.routes == {"drawn": 12}
    assert "1 because the file was not available" in statement.text


def test_replacing_twice_and_extending_after_it_still_verifies(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    south = [one for one in done.selected if one.stratum == "South"]
    first = replace_case(ann.base, done.plan, south[0].case, "other")
    second = replace_case(ann.base, done.plan, first.reserve.case, "other")
    assert second.reserve.rank == first.reserve.rank + 1
    more = extend_plan(ann.base, done.plan, 10)
    called = {first.reserve.unit, second.reserve.unit}
    assert not called & {one.unit for one in more.added}
    assert verify_plan(ann.base, done.plan).ok


def test_a_stratum_runs_out_of_reserves(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame, 40)
    with pytest.raises(InspectorError) as refused:
        replace_case(ann.base, done.plan, done.selected[0].case, "other")
    assert refused.value.code == "no-reserve-left"
    assert all(one.in_sample for one in cases(ann.base, done.plan))


@pytest.mark.parametrize(
    ("case", "reason", "code"),
    [("C0000 ", "boredom", "unknown-reason"), ("X1", "other", "not-in-the-plan")],
)
def test_a_replacement_that_makes_no_sense_is_refused(
    ann: Laptop, frame: str, case: str, reason: str, code: str
) -> None:
    done = drawn(ann.base, frame, 40)
    with pytest.raises(InspectorError) as refused:
        replace_case(ann.base, done.plan, case, reason)
    assert refused.value.code == code


def test_of_two_events_of_one_child_the_unit_must_be_named(ann: Laptop, frame: str) -> None:
    plan = NewPlan(frame=frame, list=3, design="simple", n=7, title="Referrals", rationale="All")
    done = draw_plan(ann.base, plan)
    double = next(case for case, n in Counter(one.case for one in done.selected).items() if n > 1)
    with pytest.raises(InspectorError) as refused:
        replace_case(ann.base, done.plan, double, "other")
    assert refused.value.code == "which-unit"
    unit = next(one.unit for one in done.selected if one.case == double)
    replaced = replace_case(ann.base, done.plan, unit, "other")
    assert replaced.gone.record.unit == unit
    with pytest.raises(InspectorError) as again:
        replace_case(ann.base, done.plan, unit, "other")
    assert again.value.code == "already-replaced"


# --- by hand --------------------------------------------------------------------------------------


def test_a_case_offered_by_a_worker_makes_the_sample_mixed(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    other = done.reserves[0].case
    added = add_case_to_plan(ann.base, done.plan, f" {other}", "offered-by-worker", "Good work")
    assert added.on_list is True
    assert added.number == 13
    unlisted = add_case_to_plan(ann.base, done.plan, "Z9", "not-on-list", "Told by a teacher")
    assert unlisted.on_list is False
    statement = state_plan(ann.base, done.plan).statement
    assert statement.nature == "mixed"
    assert statement.routes == {"drawn": 12, "offered-by-worker": 1, "not-on-list": 1}
    assert verify_plan(ann.base, done.plan).ok


@pytest.mark.parametrize(
    ("case", "route", "why", "code"),
    [
        ("Z9", "drawn", "luck", "unknown-route"),
        ("Z9", "tracked", " ", "rationale-missing"),
        (" ", "tracked", "sibling", "no-identifier"),
        (None, "tracked", "sibling", "already-in-plan"),
    ],
)
def test_a_case_that_cannot_be_added_is_refused(
    ann: Laptop, frame: str, case: str | None, route: str, why: str, code: str
) -> None:
    done = drawn(ann.base, frame)
    with pytest.raises(InspectorError) as refused:
        add_case_to_plan(ann.base, done.plan, case or done.selected[0].case, route, why)
    assert refused.value.code == code
    assert len(cases(ann.base, done.plan)) == 12
