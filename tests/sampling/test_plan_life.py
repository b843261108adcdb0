"""Draft, drawn, in progress, complete: what the notes make of a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import undo, withdraw
from inspector_app.evidence_base.writing import NewValue
from inspector_app.sampling.joint_seeds import draft_joint_plan
from inspector_app.sampling.plan_cases import add_case_to_plan
from inspector_app.sampling.plan_changes import extend_plan, replace_case
from inspector_app.sampling.plan_life import PlanLife, complete_plan, plan_life, plan_lives
from inspector_app.sampling.plan_statements import state_plan
from inspector_app.sampling.plans import draw_plan
from tests.evidence_base.laptops import Laptop
from tests.sampling.case_lists import cases, criterion, drawn, see, stratified


@pytest.fixture
def plan(ann: Laptop, frame: str) -> str:
    return drawn(ann.base, frame, 4).plan


def life(ann: Laptop, plan: str) -> tuple[str, int]:
    found = plan_life(ann.base, plan)
    return found.state, found.left


def test_the_first_case_seen_puts_a_plan_in_progress_and_the_last_completes_it(
    ann: Laptop, plan: str
) -> None:
    assert life(ann, plan) == ("drawn", 4)
    first, *others = cases(ann.base, plan)
    see(ann, first, None)
    assert life(ann, plan) == ("drawn", 4)
    see(ann, first, "worker")
    assert life(ann, plan) == ("in-progress", 3)
    for one in others[:-1]:
        see(ann, one, "manager")
    replaced = replace_case(ann.base, plan, others[-1].identifier, "other")
    assert life(ann, plan) == ("in-progress", 1)
    [reserve] = [o for o in cases(ann.base, plan) if o.record.unit == replaced.reserve.unit]
    see(ann, reserve, "file-only")
    assert plan_life(ann.base, plan) == PlanLife("complete", 4, 0, None)


def test_a_note_that_is_withdrawn_opens_the_plan_again(ann: Laptop, plan: str) -> None:
    last, *others = cases(ann.base, plan)
    for one in others:
        see(ann, one, "worker")
    seen: dict[str, NewValue] = {f"cases[{last.record.case}]": True, "occasion": "worker"}
    note = ann.note("Talked it through.", **seen)
    assert complete_plan(ann.base, plan).state == "complete"
    ann.base.record(withdraw(ann.base, note, "Wrong child"))
    assert life(ann, plan) == ("in-progress", 1)


def test_a_plan_is_closed_with_cases_unseen_for_a_reason_only(ann: Laptop, plan: str) -> None:
    one, *others = cases(ann.base, plan)
    see(ann, one, "worker")
    for reason in (None, "  "):
        with pytest.raises(InspectorError) as refused:
            complete_plan(ann.base, plan, reason)
        assert refused.value.code == "cases-left"
        assert "3 of 4" in refused.value.message
    closed = complete_plan(ann.base, plan, " The authority lost power ")
    assert (closed.state, closed.left) == ("complete", 3)
    assert closed.closing is not None
    assert closed.closing.reason == "The authority lost power"
    assert set(closed.closing.unseen) == {each.record.id for each in others}
    assert state_plan(ann.base, plan).statement.how_seen == {"with-worker": 1, "not-seen": 3}


def test_undoing_the_closing_opens_it_again(ann: Laptop, plan: str) -> None:
    complete_plan(ann.base, plan, "Power cut")
    ann.base.record(*undo(ann.base))
    assert plan_life(ann.base, plan) == PlanLife("drawn", 4, 4, None)


def test_a_closing_covers_the_cases_of_that_day_and_no_further_one(ann: Laptop, plan: str) -> None:
    complete_plan(ann.base, plan, "Power cut")
    see(ann, cases(ann.base, plan)[0], "worker")
    assert life(ann, plan) == ("complete", 3)
    extend_plan(ann.base, plan, 2)
    assert plan_life(ann.base, plan) == PlanLife("in-progress", 6, 5, None)
    assert complete_plan(ann.base, plan, "Still none").left == 5
    add_case_to_plan(ann.base, plan, "Z9", "tracked", "A sibling")
    assert life(ann, plan) == ("in-progress", 6)


def test_the_lives_of_all_plans_are_read_at_once(ann: Laptop, frame: str, plan: str) -> None:
    draft = draft_joint_plan(ann.base, replace(stratified(frame), again="A second look")).plan
    older = draw_plan(ann.base, criterion(frame)).plan
    for one in cases(ann.base, older):
        see(ann, one, "worker")
    states = {each: found.state for each, found in plan_lives(ann.base).items()}
    assert states == {plan: life(ann, plan)[0], draft: "draft", older: "complete"}
    with pytest.raises(InspectorError) as refused:
        complete_plan(ann.base, draft, "No phrase came")
    assert refused.value.code == "not-drawn-yet"


def test_a_plan_without_cases_cannot_be_completed(ann: Laptop, plan: str) -> None:
    for one in cases(ann.base, plan):
        ann.base.record(withdraw(ann.base, one.record.id, "Drawn from the wrong list"))
    assert plan_life(ann.base, plan) == PlanLife("drawn", 0, 0, None)
    with pytest.raises(InspectorError) as refused:
        complete_plan(ann.base, plan, "Nothing there")
    assert refused.value.code == "no-cases"
