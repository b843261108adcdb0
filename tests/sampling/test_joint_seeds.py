"""A seed that the authority has a part in: plan and commitment first, then its phrase."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlmodel import select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import undo
from inspector_app.evidence_base.writing import NewValue, Typed
from inspector_app.sampling.joint_seeds import (
    Draft,
    draft_joint_plan,
    finish_joint_plan,
    plan_commitment,
)
from inspector_app.sampling.plan_allocation import allocate_plan
from inspector_app.sampling.plan_cases import add_case_to_plan
from inspector_app.sampling.plan_changes import extend_plan, replace_case
from inspector_app.sampling.plan_checks import verify_plan
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.recorded import find_plan
from schemas.records import Case, CaseFrame
from tests.evidence_base.laptops import Laptop
from tests.sampling.case_lists import cases, criterion, stratified


def drafted(ann: Laptop, frame: str) -> Draft:
    return draft_joint_plan(ann.base, replace(stratified(frame), our_phrase="plum"))


def refusal(code: str) -> pytest.RaisesExc[InspectorError]:
    return pytest.RaisesExc(InspectorError, check=lambda error: error.code == code)


def test_a_draft_records_the_plan_and_a_commitment_and_no_case(ann: Laptop, frame: str) -> None:
    draft = drafted(ann, frame)
    plan = find_plan(ann.base, draft.plan)
    assert draft.commitment == sha256(b"plum").hexdigest() == plan_commitment(plan)
    with ann.base.reading() as session:
        kept = session.get(CaseFrame, frame)
        assert kept is not None
        assert draft.frame_sha256 == kept.sha256
        assert session.exec(select(Case)).all() == []
    assert plan.is_draft
    assert (plan.record.size, plan.record.population) == (12, 40)
    assert [(count.value, count.drawn) for count in plan.strata] == [
        ("East", 4),
        ("North", 6),
        ("South", 2),
    ]
    assert cases(ann.base, draft.plan) == ()


def test_the_authoritys_phrase_draws_what_any_draw_with_both_phrases_would(
    ann: Laptop, frame: str
) -> None:
    draft = drafted(ann, frame)
    done = finish_joint_plan(ann.base, draft.plan, " stone/of the peach ")
    assert done.seed == f"{draft.plan}/plum/stone/of the peach"
    assert done.preview == draft.preview
    for one in done.selected:
        assert one.ticket == sha256(f"{done.seed}\x1f{one.unit}".encode()).hexdigest()
    plan = find_plan(ann.base, draft.plan)
    assert (plan.record.state, plan.record.their_phrase) == ("drawn", "stone/of the peach")
    assert {one.record.unit for one in cases(ann.base, draft.plan)} == {
        one.unit for one in done.selected
    }
    check = verify_plan(ann.base, draft.plan)
    assert (check.ok, check.complete) == (True, True)


def test_a_seed_is_used_once_even_if_the_draw_was_undone(ann: Laptop, frame: str) -> None:
    draft = drafted(ann, frame)
    finish_joint_plan(ann.base, draft.plan, "stone")
    with refusal("already-drawn"):
        finish_joint_plan(ann.base, draft.plan, "kernel")
    ann.base.record(*undo(ann.base))
    assert find_plan(ann.base, draft.plan).is_draft
    with refusal("already-drawn"):
        finish_joint_plan(ann.base, draft.plan, "kernel")


@pytest.mark.parametrize(
    ("field", "value"),
    [("our_phrase", Typed("cherry")), ("size", 13), ("list", 3), ("strata", Typed("[]"))],
)
def test_a_draft_that_was_written_over_is_not_drawn(
    ann: Laptop, frame: str, field: str, value: NewValue
) -> None:
    draft = drafted(ann, frame)
    ann.write(draft.plan, field, value, "sample-plan")
    with refusal("draft-changed"):
        finish_joint_plan(ann.base, draft.plan, "stone")
    assert cases(ann.base, draft.plan) == ()


def test_nothing_else_is_done_with_a_draft(ann: Laptop, frame: str) -> None:
    draft = drafted(ann, frame)
    for act in (
        lambda: extend_plan(ann.base, draft.plan, 1),
        lambda: replace_case(ann.base, draft.plan, "C0000", "other"),
        lambda: add_case_to_plan(ann.base, draft.plan, "C0000", "tracked", "A sibling"),
        lambda: allocate_plan(ann.base, draft.plan, [ann.base.member]),
        lambda: verify_plan(ann.base, draft.plan),
    ):
        with refusal("not-drawn-yet"):
            act()
    with refusal("phrase-missing"):
        finish_joint_plan(ann.base, draft.plan, "  ")
    with refusal("seed-unclear"):
        finish_joint_plan(ann.base, draft.plan, "two\nlines")
    assert find_plan(ann.base, draft.plan).is_draft


@pytest.mark.parametrize("purposeful", [True, False])
def test_a_joint_seed_is_for_random_draws_whose_second_phrase_comes_later(
    ann: Laptop, frame: str, purposeful: bool
) -> None:
    early = replace(stratified(frame), their_phrase="stone")
    new: NewPlan = criterion(frame) if purposeful else early
    with refusal("option-not-for-design"):
        draft_joint_plan(ann.base, new)
