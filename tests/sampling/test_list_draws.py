"""Which draws were made from a list, whatever was done to hide them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import undo
from inspector_app.sampling.joint_seeds import draft_joint_plan, finish_joint_plan
from inspector_app.sampling.list_draws import draws_of_list, draws_words
from inspector_app.sampling.plan_statements import state_plan
from inspector_app.sampling.plans import draw_plan
from tests.evidence_base.laptops import Laptop
from tests.sampling.case_lists import criterion, drawn, import_children, stratified


def test_a_draw_that_was_undone_counts_and_a_further_one_needs_a_reason(
    ann: Laptop, frame: str
) -> None:
    first = drawn(ann.base, frame).plan
    ann.base.record(*undo(ann.base))
    before = ann.base.last_own_change()
    for design in (stratified(frame), replace(stratified(frame), design="simple", by=())):
        with pytest.raises(InspectorError) as refused:
            draw_plan(ann.base, design)
        assert refused.value.code == "drawn-before"
        assert first in refused.value.message
    assert ann.base.last_own_change() == before
    second = draw_plan(ann.base, replace(stratified(frame), again="The list was mended")).plan
    draws = draws_of_list(ann.base, 8)
    assert [(one.plan, one.standing) for one in draws.drawn] == [(first, False), (second, True)]
    assert draws_words(draws) == "2 draws, 1 of them undone or withdrawn"
    text = state_plan(ann.base, second).statement.text
    assert "not the first draw from this list: 1 draw, 1 of them undone" in text


def test_a_joint_draw_that_was_undone_counts_as_drawn_and_one_given_up_as_prepared(
    ann: Laptop, frame: str
) -> None:
    draft = draft_joint_plan(ann.base, stratified(frame)).plan
    finish_joint_plan(ann.base, draft, "stone")
    ann.base.record(*undo(ann.base))
    with pytest.raises(InspectorError) as refused:
        draft_joint_plan(ann.base, stratified(frame))
    assert refused.value.code == "drawn-before"
    given_up = draft_joint_plan(ann.base, replace(stratified(frame), again="Another day")).plan
    why = "Their phrase had a slip"
    plan = draw_plan(ann.base, replace(stratified(frame), supersedes=given_up, rationale=why)).plan
    draws = draws_of_list(ann.base, 8)
    assert [one.plan for one in draws.drawn] == [draft, plan]
    assert [one.plan for one in draws.prepared] == [given_up]
    assert draws_words(draws).endswith("and 1 prepared and not drawn")


def test_importing_the_list_again_forgets_nothing(ann: Laptop, frame: str, tmp_path: Path) -> None:
    first = drawn(ann.base, frame).plan
    again = import_children(ann.base, tmp_path)
    assert again != frame
    with pytest.raises(InspectorError) as refused:
        drawn(ann.base, again)
    assert refused.value.code == "drawn-before"
    drawn(ann.base, again, again="Sent once more")
    assert [one.plan for one in draws_of_list(ann.base, 8).drawn][:1] == [first]


def test_other_lists_and_choices_on_purpose_are_not_in_the_way(ann: Laptop, frame: str) -> None:
    draw_plan(ann.base, criterion(frame))
    drawn(ann.base, frame)
    draw_plan(ann.base, replace(criterion(frame), title="Once more"))
    referrals = replace(stratified(frame, 4), list=3, design="simple", by=())
    draw_plan(ann.base, referrals)
    assert len(draws_of_list(ann.base, 8).drawn) == len(draws_of_list(ann.base, 3).drawn) == 1


def test_a_plan_of_another_list_is_no_reason_to_draw_again(ann: Laptop, frame: str) -> None:
    referrals = draw_plan(
        ann.base, replace(stratified(frame, 4), list=3, design="simple", by=())
    ).plan
    drawn(ann.base, frame)
    new = replace(stratified(frame), supersedes=referrals, rationale="Something else")
    with pytest.raises(InspectorError) as refused:
        draw_plan(ann.base, new)
    assert refused.value.code == "drawn-before"
