"""A seed that the authority has a part in: plan and commitment first, then its phrase."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import undo
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.sampling.joint_record import JointRecord, joint_record
from inspector_app.sampling.joint_seeds import Draft, draft_joint_plan, finish_joint_plan
from inspector_app.sampling.plan_allocation import allocate_plan
from inspector_app.sampling.plan_cases import add_case_to_plan
from inspector_app.sampling.plan_changes import extend_plan, replace_case
from inspector_app.sampling.plan_checks import verify_plan
from inspector_app.sampling.plan_life import complete_plan
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plan_settings import canonical_text
from inspector_app.sampling.recorded import find_plan
from schemas.records import Case, CaseFrame
from tests.evidence_base.laptops import Laptop
from tests.sampling.case_lists import cases, criterion, drawn, import_children, stratified


def drafted(ann: Laptop, frame: str) -> Draft:
    return draft_joint_plan(ann.base, stratified(frame))


def our_phrase(ann: Laptop, draft: Draft) -> str:
    return find_plan(ann.base, draft.plan).record.our_phrase or ""


def recorded(ann: Laptop, plan: str) -> JointRecord:
    found = joint_record(ann.base, plan)
    assert found is not None
    return found


def refusal(code: str) -> pytest.RaisesExc[InspectorError]:
    return pytest.RaisesExc(InspectorError, check=lambda error: error.code == code)


def test_a_draft_records_the_plan_and_a_commitment_and_no_case(ann: Laptop, frame: str) -> None:
    draft = drafted(ann, frame)
    plan = find_plan(ann.base, draft.plan)
    assert draft.commitment == sha256(draft.text.encode()).hexdigest() == plan.settings.commitment
    assert recorded(ann, draft.plan) == JointRecord(
        draft.commitment, draft.text, plan.record.created_at, ""
    )
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
    assert done.seed == f"{draft.plan}/{our_phrase(ann, draft)}/stone/of the peach"
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


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (None, "option-not-for-design"),
        ({"their_phrase": "stone"}, "seed-with-joint"),
        ({"our_phrase": "one-two-three-four-five-six"}, "seed-with-joint"),
    ],
)
def test_a_joint_seed_is_for_random_draws_and_takes_no_phrase_of_anybodys(
    ann: Laptop, frame: str, change: dict[str, str] | None, code: str
) -> None:
    new: NewPlan = criterion(frame) if change is None else replace(stratified(frame), **change)  # type: ignore[arg-type]  # texts only
    with refusal(code):
        draft_joint_plan(ann.base, new)


# --- what the commitment binds ------------------------------------------------------------------


def test_the_text_that_is_committed_to_names_everything_that_decides_the_draw(
    ann: Laptop, frame: str
) -> None:
    new = replace(
        stratified(frame, 10),
        where=("Age >= 2",),
        minimum=1,
        allocation="neyman",
        spreads={"East": "1", "North": "2.5", "South": "1"},
    )
    draft = draft_joint_plan(ann.base, new)
    strata = find_plan(ann.base, draft.plan).strata
    phrase = sha256(f"{draft.plan}/{our_phrase(ann, draft)}".encode()).hexdigest()
    assert draft.text.splitlines() == [
        "inspector/sample-plan/1",
        f"plan {draft.plan}",
        f"lists {draft.frame_sha256}",
        "list 8",
        "unit child",
        f"condition, {draft.preview.population} left: Age of Child (Years) >= 2",
        f"population {draft.preview.population}",
        "design stratified",
        "size 10",
        "stratum column: Allocated Team",
        "allocation neyman",
        "minimum 1",
        *(
            f"stratum, {one.drawn} of {one.population}, spread {spread}: {one.value}"
            for one, spread in zip(strata, ("1", "2.5", "1"), strict=True)
        ),
        f"phrase {phrase}",
    ]


def test_no_two_plans_have_one_commitment_and_nothing_typed_breaks_a_line(
    ann: Laptop, tmp_path: Path
) -> None:
    frame = import_children(ann.base, tmp_path, {"A\\B": 6, "design simple": 4})
    new = replace(stratified(frame, 4), where=("Allocated Team != x\u202ey",))
    first = draft_joint_plan(ann.base, new)
    other = draft_joint_plan(ann.base, replace(new, again="A second one"))
    assert first.commitment != other.commitment
    assert len(first.text.splitlines()) == 15
    assert ": A\\{5c}B\n" in first.text
    assert "condition, 10 left: Allocated Team != x\\{202e}y\n" in first.text


# --- what the record proves ---------------------------------------------------------------------


def test_what_was_said_to_be_joint_afterwards_is_not_shown_to_be(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    assert joint_record(ann.base, done.plan) is None
    settings = find_plan(ann.base, done.plan).settings.model_copy(update={"joint": True})
    ann.write(done.plan, "settings", Typed(settings.to_text()), "sample-plan")
    assert "not recorded as one that waits" in recorded(ann, done.plan).broken


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("our_phrase", Typed("cherry"), "written over"),
        ("population", 41, "written over"),
        ("their_phrase", Typed("kernel"), "more than once"),
    ],
)
def test_a_draw_that_was_written_over_shows_no_order(
    ann: Laptop, frame: str, field: str, value: NewValue, said: str
) -> None:
    draft = drafted(ann, frame)
    finish_joint_plan(ann.base, draft.plan, "stone")
    extend_plan(ann.base, draft.plan, 2)
    complete_plan(ann.base, draft.plan, "Power cut")
    assert recorded(ann, draft.plan).broken == ""
    ann.write(draft.plan, field, value, "sample-plan")
    assert said in recorded(ann, draft.plan).broken


def test_settings_of_the_draw_that_changed_after_it_are_noticed(ann: Laptop, frame: str) -> None:
    draft = drafted(ann, frame)
    finish_joint_plan(ann.base, draft.plan, "stone")
    settings = find_plan(ann.base, draft.plan).settings.model_copy(update={"minimum": 2})
    ann.write(draft.plan, "settings", Typed(settings.to_text()), "sample-plan")
    assert "after it was drawn" in recorded(ann, draft.plan).broken


def test_a_commitment_that_is_not_that_of_the_plan_is_noticed(ann: Laptop, frame: str) -> None:
    draft = drafted(ann, frame)
    ann.write(frame, "sha256", "0" * 64, "case-frame")
    assert "not that of the plan" in recorded(ann, draft.plan).broken


def as_before_plans_were_committed_to(ann: Laptop, frame: str) -> str:
    """A draft as earlier versions recorded it: its settings know of no commitment."""
    draft = drafted(ann, frame)
    old = find_plan(ann.base, draft.plan)
    said = old.settings.model_dump(mode="json", exclude={"commitment", "again"})
    values = {
        **{name: getattr(old.record, name) for name in ("frame", "list", "unit", "design")},
        **{name: getattr(old.record, name) for name in ("size", "population", "allocation")},
        "settings": Typed(canonical_text(said)),
        "strata": Typed(old.record.strata or ""),
        "our_phrase": Typed("plum"),
        "state": "draft",
    }
    plan = ann.base.new_id()
    ann.base.record(*(NewWrite(plan, "sample-plan", name, each) for name, each in values.items()))
    return plan


def test_a_joint_plan_of_an_earlier_version_is_drawn_and_says_what_it_commits_to(
    ann: Laptop, frame: str
) -> None:
    plan = as_before_plans_were_committed_to(ann, frame)
    finish_joint_plan(ann.base, plan, "stone")
    assert verify_plan(ann.base, plan).ok
    found = recorded(ann, plan)
    assert (found.commitment, found.of_plan) == (sha256(b"plum").hexdigest(), False)
    assert found.broken == ""
