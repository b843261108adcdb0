"""Each design drawn from imported lists: recorded, verified, replaced in, stated."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import withdraw
from inspector_app.evidence_base.writing import NewValue, Typed
from inspector_app.sampling.plan_changes import extend_plan, replace_case
from inspector_app.sampling.plan_checks import verify_plan
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plan_statements import state_plan
from inspector_app.sampling.plans import DrawnPlan, draw_plan, preview_plan
from inspector_app.sampling.recorded import find_plan
from tests.evidence_base.laptops import Laptop, exchange
from tests.sampling.case_lists import WORKER, cases, see

AGE = "Age of Child (Years)"
PLACEMENTS = "Number of Placements in the Last 12 months"


def new_plan(frame: str, design: str) -> NewPlan:
    """Seven children in care by that design, with phrases that never change."""
    base = NewPlan(
        frame=frame,
        list=8,
        design="simple",
        n=7,
        title="Children in care",
        rationale="Every age",
        our_phrase="plum",
        their_phrase="stone",
    )
    by_design = {
        "systematic": replace(base, design="systematic", sort=("Age", "Gender")),
        "neyman": replace(
            base,
            design="stratified",
            by=("Allocated Team",),
            allocation="neyman",
            spreads={"North": "1", "East": "2.5", "South": "1"},
        ),
        "pps": replace(base, design="pps", size_column=PLACEMENTS),
        "two-stage": replace(base, design="two-stage", cluster="Allocated Worker", clusters=3),
        "teams": replace(base, design="two-stage", cluster="Allocated Team", clusters=2),
    }
    return by_design[design]


RANDOM = ("systematic", "neyman", "pps", "two-stage", "teams")
NOT_EXTENDED = ("systematic", "pps", "two-stage")


def drawn_by(ann: Laptop, frame: str, design: str) -> DrawnPlan:
    return draw_plan(ann.base, new_plan(frame, design))


def problems(laptop: Laptop, plan: str) -> set[str]:
    return {one.problem for one in verify_plan(laptop.base, plan).mismatches}


@pytest.mark.parametrize("design", RANDOM)
def test_a_draw_is_verified_with_the_frame_and_without_it(
    team: dict[str, Laptop], frame: str, design: str
) -> None:
    done = drawn_by(team["ann"], frame, design)
    assert len(done.selected) == 7
    check = verify_plan(team["ann"].base, done.plan)
    assert (check.ok, check.complete) == (True, True)
    exchange(team["ann"], team["bea"])
    check = verify_plan(team["bea"].base, done.plan)
    assert (check.ok, check.complete, check.checked) == (True, False, 7)
    assert "needs the frame" in check.sentence


@pytest.mark.parametrize("design", RANDOM)
def test_a_preview_has_the_numbers_of_the_draw_and_no_case(
    ann: Laptop, frame: str, design: str
) -> None:
    shown = preview_plan(ann.base, new_plan(frame, design))
    assert sum(count.drawn for count in shown.strata) == 7
    assert "C00" not in repr(shown)
    done = drawn_by(ann, frame, design)
    assert sum(count.drawn for count in done.preview.strata) == 7


@pytest.mark.parametrize("design", RANDOM)
def test_every_selection_that_was_tampered_with_is_found(
    ann: Laptop, frame: str, design: str
) -> None:
    """One case for each field, so that each thing found can be told to its case."""
    done = drawn_by(ann, frame, design)
    tampered: dict[str, tuple[NewValue, str]] = {
        "ticket": (Typed("0" * 64), "ticket"),
        "unit": (Typed("C9999"), "not-on-the-list"),
        "stratum": (Typed("elsewhere"), "wrong-stratum"),
        "rank": (39, "rank"),
        "chosen_of": (39, "probability"),
        "case": ("0" * 32, "case"),
        "route": ("criterion", "passed-over"),
    }
    expected = set()
    there = cases(ann.base, done.plan)
    for one, (field, (value, problem)) in zip(there, tampered.items(), strict=True):
        ann.write(one.record.id, field, value, "case-selection")
        expected.add((problem, "C9999" if field == "unit" else one.record.unit))
    mismatches = verify_plan(ann.base, done.plan).mismatches
    assert expected <= {(one.problem, one.unit) for one in mismatches}
    assert "count" in {one.problem for one in mismatches}


@pytest.mark.parametrize("design", RANDOM)
def test_a_case_exchanged_for_one_that_was_not_drawn_is_found(
    ann: Laptop, frame: str, design: str
) -> None:
    """The exchanged one has its own true ticket and its own true place."""
    done = drawn_by(ann, frame, design)
    [gone, *_] = [one for one in cases(ann.base, done.plan) if one.record.stratum != "South"]
    came = [one for one in done.reserves if one.stratum == gone.record.stratum][-1]
    for field, value in (
        ("unit", Typed(came.unit)),
        ("ticket", Typed(came.ticket or "")),
        ("rank", came.rank),
    ):
        ann.write(gone.record.id, field, value, "case-selection")
    assert "passed-over" in problems(ann, done.plan)


@pytest.mark.parametrize("design", RANDOM)
def test_a_plan_that_was_tampered_with_is_found(ann: Laptop, frame: str, design: str) -> None:
    done = drawn_by(ann, frame, design)
    ann.write(done.plan, "size", 6, "sample-plan")
    assert problems(ann, done.plan) == {"size"}
    ann.write(done.plan, "population", 39, "sample-plan")
    assert problems(ann, done.plan) & {"population", "allocation"}
    ann.write(done.plan, "our_phrase", Typed("cherry"), "sample-plan")
    assert "ticket" in problems(ann, done.plan)


@pytest.mark.parametrize("design", RANDOM)
def test_a_case_taken_out_of_the_draw_is_found(ann: Laptop, frame: str, design: str) -> None:
    done = drawn_by(ann, frame, design)
    ann.base.record(withdraw(ann.base, cases(ann.base, done.plan)[0].record.id, "awkward"))
    assert {"passed-over", "count"} <= problems(ann, done.plan)


@pytest.mark.parametrize("design", RANDOM)
def test_the_next_reserve_by_ticket_replaces_a_case_and_still_verifies(
    ann: Laptop, frame: str, design: str
) -> None:
    done = drawn_by(ann, frame, design)
    gone = done.selected[0]
    expected = [one for one in done.reserves if one.stratum == gone.stratum][:2]
    came = [
        replace_case(ann.base, done.plan, case, "file-not-available").reserve
        for case in (gone.unit, expected[0].unit)
    ]
    assert [one.unit for one in came] == [one.unit for one in expected]
    assert verify_plan(ann.base, done.plan).ok
    first = next(one for one in cases(ann.base, done.plan) if one.record.unit == came[0].unit)
    ann.base.record(withdraw(ann.base, first.record.id, "somebody else instead"))
    assert "passed-over" in problems(ann, done.plan)


def test_clusters_that_have_fewer_than_wanted_give_all_and_both_numbers_are_kept(
    ann: Laptop, frame: str
) -> None:
    new = replace(new_plan(frame, "two-stage"), n=30)
    done = draw_plan(ann.base, new)
    plan = find_plan(ann.base, done.plan)
    assert len(done.selected) == plan.record.size == sum(one.drawn for one in plan.strata) < 30
    assert (plan.settings.size, plan.short) == (30, 30 - len(done.selected))
    assert verify_plan(ann.base, done.plan).ok
    assert (
        f"{plan.short} fewer were drawn than wanted"
        in state_plan(ann.base, done.plan).statement.text
    )


@pytest.mark.parametrize("design", NOT_EXTENDED)
def test_what_more_cases_would_change_is_drawn_anew_instead(
    ann: Laptop, frame: str, design: str
) -> None:
    done = drawn_by(ann, frame, design)
    with pytest.raises(InspectorError) as refused:
        extend_plan(ann.base, done.plan, 1)
    assert refused.value.code == "not-extended"
    assert "--supersedes" in refused.value.next_step


def test_a_neyman_draw_is_extended_by_the_same_weights(ann: Laptop, frame: str) -> None:
    done = drawn_by(ann, frame, "neyman")
    assert [(s.value, s.drawn) for s in done.preview.strata] == [
        ("East", 4),
        ("North", 2),
        ("South", 1),
    ]
    extend_plan(ann.base, done.plan, 7)
    drawn = {one.record.stratum: 0 for one in cases(ann.base, done.plan)}
    for one in cases(ann.base, done.plan):
        drawn[one.record.stratum] += 1
    # 12 × 2.5, 20 × 1 and 8 × 1 share 14 as 210/29, 140/29 and 56/29.
    assert drawn == {"East": 7, "North": 5, "South": 2}
    assert verify_plan(ann.base, done.plan).ok


@pytest.mark.parametrize(
    ("design", "said"),
    [
        ("pps", f"the chance of each was in proportion to {PLACEMENTS}"),
        ("two-stage", "in two stages: first 3 by Allocated Worker"),
        ("systematic", f"ordered by {AGE}, then by Gender, ties by identifier"),
        ("neyman", "stratified by Allocated Team, in proportion to the size of each stratum times"),
    ],
)
def test_the_statement_says_how_they_were_drawn(
    ann: Laptop, frame: str, design: str, said: str
) -> None:
    done = drawn_by(ann, frame, design)
    for one in cases(ann.base, done.plan):
        see(ann, one, "worker")
    statement = state_plan(ann.base, done.plan).statement
    assert said in statement.text
    assert statement.nature == "random"
    assert ("confidence" in statement.text) == (design == "neyman")
    assert WORKER not in statement.text


def test_workers_are_clusters_without_their_names_leaving_the_frame(
    ann: Laptop, frame: str
) -> None:
    done = drawn_by(ann, frame, "two-stage")
    assert {one.stratum for one in done.selected} <= {"cluster 01", "cluster 02", "cluster 03"}
    with ann.base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT text FROM part").all()
    assert WORKER not in " ".join(row[0] for row in rows)
    for column in ("Placement postcode", "Child Unique ID"):
        with pytest.raises(InspectorError) as refused:
            preview_plan(ann.base, replace(new_plan(frame, "two-stage"), cluster=column))
        assert refused.value.code == "column-sensitive"


def test_children_without_a_size_are_counted_and_not_in_the_population(
    ann: Laptop, frame: str
) -> None:
    done = drawn_by(ann, frame, "pps")
    assert done.preview.without_size == {"nought": 8}
    assert done.preview.population == 32
    assert find_plan(ann.base, done.plan).record.population == 32
    chances = [Fraction(one.probability or "") for one in (*done.selected, *done.reserves)]
    # Eight each have 1, 2, 3 and 4 placements: 80 in all, of which seven are drawn.
    assert set(chances) <= {Fraction(7 * size, 80) for size in range(1, 5)}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sort": ("Allocated Worker",)}, "column-sensitive"),
        ({"sort": ("Shoe size",)}, "column-unknown"),
        ({"by": ("Gender",)}, "option-not-for-design"),
        ({"minimum": 2}, "option-not-for-design"),
        ({"allocation": "equal"}, "option-not-for-design"),
        ({"spreads": {"all": "1"}}, "option-not-for-design"),
        ({"n": 41}, "sample-larger-than-population"),
        ({"n": None}, "size-missing"),
    ],
)
def test_what_does_not_belong_to_a_systematic_draw_is_refused(
    ann: Laptop, frame: str, change: dict[str, object], code: str
) -> None:
    plan = replace(new_plan(frame, "systematic"), **change)  # type: ignore[arg-type]  # any field
    for act in (preview_plan, draw_plan):
        with pytest.raises(InspectorError) as refused:
            act(ann.base, plan)
        assert refused.value.code == code
