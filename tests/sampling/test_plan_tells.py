"""What evidence tells by the cases of a plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import withdraw
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.sampling.draw_bounds import StratumDrawn, bounds_of_draw
from inspector_app.sampling.intervals import hypergeometric_interval, none_of_n_upper
from inspector_app.sampling.plan_cases import add_case_to_plan
from inspector_app.sampling.plan_changes import extend_plan, replace_case
from inspector_app.sampling.plan_tells import tell_evidence
from inspector_app.sampling.plans import draw_plan
from inspector_app.sampling.recorded import PlanCase
from tests.evidence_base.laptops import Laptop
from tests.sampling.case_lists import cases, criterion, drawn, see, stratified

NORTH, EAST, SOUTH = 20, 12, 8


def evidence(
    laptop: Laptop,
    looked: Iterable[PlanCase] = (),
    found: Iterable[PlanCase] = (),
    unclear: Iterable[PlanCase] = (),
) -> str:
    """An item of evidence, as it is saved: whatever was found was looked for."""
    record = laptop.base.new_id()
    looked, found, unclear = list(looked), list(found), list(unclear)
    writes = [NewWrite(record, "evidence", "text", Typed("Supervision is not recorded"))]
    for name, there in (
        ("looked_in", [*looked, *found, *unclear]),
        ("found_in", found),
        ("could_not_tell", unclear),
    ):
        ids = dict.fromkeys(one.record.case for one in there)
        writes += [NewWrite(record, "evidence", f"{name}[{case}]", value=True) for case in ids]
    laptop.base.record(*writes)
    return record


def simple(laptop: Laptop, frame: str, n: int = 12) -> str:
    plan = replace(stratified(frame, n), design="simple", by=())
    return draw_plan(laptop.base, replace(plan, our_phrase="plum", their_phrase="stone")).plan


def test_all_drawn_cases_looked_at_give_the_exact_interval(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame)
    there = cases(ann.base, plan)
    told = tell_evidence(ann.base, evidence(ann, there[3:], there[:3]), plan)
    known = hypergeometric_interval(3, 12, 40)
    assert (told.tells.low, told.tells.high) == (known.low, known.high)
    assert told.tells.none_of_n_upper is None
    assert (told.drawn, told.looked, told.found) == (12, 12, 3)
    assert told.tells.sentence == (
        f"Found in 3 of the 12 children drawn at random from a list of 40. On the list it is "
        f"present in {known.low} to {known.high} (about 10 % to 53 %; 95 % confidence)."
    )


def test_found_in_none_gives_the_most_that_could_still_have_it(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame)
    told = tell_evidence(ann.base, evidence(ann, cases(ann.base, plan)), plan)
    high, upper = hypergeometric_interval(0, 12, 40).high, none_of_n_upper(12, 40)
    assert (told.tells.low, told.tells.high, told.tells.none_of_n_upper) == (0, high, upper)
    assert f"Up to {upper} on the list (about 18 %) could still have it" in told.tells.sentence


def test_strata_are_used(ann: Laptop, frame: str) -> None:
    plan = drawn(ann.base, frame).plan
    there = cases(ann.base, plan)
    north = [one for one in there if one.record.stratum == "North"]
    told = tell_evidence(ann.base, evidence(ann, there, north[:2]), plan)
    strata = [StratumDrawn(12, 4, 4), StratumDrawn(20, 6, 6, 2), StratumDrawn(8, 2, 2)]
    interval = bounds_of_draw(strata).interval
    assert (told.tells.low, told.tells.high) == (interval.low, interval.high)


def test_cases_not_settled_open_both_ends_and_are_told_by_their_reason(
    ann: Laptop, frame: str
) -> None:
    plan = drawn(ann.base, frame).plan
    there = cases(ann.base, plan)
    gone = next(one for one in there if one.record.stratum == "North")
    replace_case(ann.base, plan, gone.identifier, "file-not-available")
    present = [one for one in cases(ann.base, plan) if one.in_sample]
    east = [one for one in present if one.record.stratum == "East"]
    others = [one for one in present if one not in east]
    item = evidence(ann, others, east[:1], east[1:2])
    told = tell_evidence(ann.base, item, plan)
    assert told.open == {"not-looked": 2, "could-not-tell": 1, "replaced": 1}
    assert (told.drawn, told.looked, told.found) == (13, 9, 1)
    bounds = bounds_of_draw(
        [
            StratumDrawn(EAST, 4, 1, 1),
            StratumDrawn(NORTH, 7, 6),
            StratumDrawn(SOUTH, 2, 2),
        ]
    )
    assert (told.tells.low, told.tells.high) == (bounds.interval.low, bounds.interval.high)
    assert (
        "The others are not settled (2 not looked at for this, 1 looked at without an answer, "
        "1 replaced). So it is in 1 to 5 of those drawn"
    ) in told.tells.sentence


def test_nothing_found_with_cases_open_gives_a_best_and_a_worst(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame)
    there = cases(ann.base, plan)
    told = tell_evidence(ann.base, evidence(ann, there[:10]), plan)
    bounds = bounds_of_draw([StratumDrawn(40, 12, 10)])
    assert told.tells.none_of_n_upper == bounds.upper_worst
    assert f"Up to {bounds.upper_best} on the list" in told.tells.sentence
    assert f"up to {bounds.upper_worst} (" in told.tells.sentence


def test_evidence_that_was_looked_for_in_none_says_nothing(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame)
    told = tell_evidence(ann.base, evidence(ann), plan)
    assert (told.tells.low, told.tells.high, told.tells.none_of_n_upper) == (None, None, None)
    assert "says nothing about it" in told.tells.sentence
    assert "12 not looked at for this" in told.tells.sentence


def test_a_case_taken_out_of_the_record_stays_open(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame)
    there = cases(ann.base, plan)
    item = evidence(ann, there)
    ann.base.record(withdraw(ann.base, there[0].record.id, "awkward"))
    told = tell_evidence(ann.base, item, plan)
    assert (told.drawn, told.looked) == (12, 11)
    assert told.open == {"not-recorded": 1}
    assert "1 not in the record" in told.tells.sentence


def test_a_purposeful_plan_gets_counts_and_no_interval(ann: Laptop, frame: str) -> None:
    plan = draw_plan(ann.base, criterion(frame)).plan
    there = cases(ann.base, plan)
    told = tell_evidence(ann.base, evidence(ann, there[1:2], there[:1], there[2:3]), plan)
    assert (told.tells.low, told.tells.high, told.tells.none_of_n_upper) == (None, None, None)
    assert (told.others_looked, told.others_found, told.drawn) == (2, 1, 0)
    assert "Seen in 1 of 2 looked at" in told.tells.sentence
    assert "no interval is given" in told.tells.sentence
    assert "1 looked at without an answer" in told.tells.sentence
    assert "%" not in told.tells.sentence


def test_a_mixed_sample_rests_its_interval_on_the_random_part(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame)
    there = cases(ann.base, plan)
    alone = tell_evidence(ann.base, evidence(ann, there[3:], there[:3]), plan).tells
    for name in ("Z1", "Z2"):
        add_case_to_plan(ann.base, plan, name, "offered-by-worker", "Good work")
    added = [one for one in cases(ann.base, plan) if not one.drawn]
    told = tell_evidence(ann.base, evidence(ann, there[3:], [*there[:3], *added]), plan)
    assert (told.tells.low, told.tells.high) == (alone.low, alone.high)
    assert "also found in 2 of 2 that were not drawn" in told.tells.sentence


def test_cases_of_other_plans_do_not_count(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame)
    there = cases(ann.base, plan)
    inside = {one.record.case for one in there}
    older = cases(ann.base, draw_plan(ann.base, criterion(frame)).plan)
    outside = [one for one in older if one.record.case not in inside]
    assert outside
    told = tell_evidence(ann.base, evidence(ann, there, outside), plan)
    assert (told.found, told.outside) == (0, len(outside))
    assert f"{len(outside)} that are not in this sample" in told.tells.sentence


@pytest.mark.parametrize("design", ["systematic", "pps", "two-stage"])
def test_designs_without_a_stated_formula_give_counts_only(
    ann: Laptop, frame: str, design: str
) -> None:
    plan = simple(ann, frame)
    there = cases(ann.base, plan)
    item = evidence(ann, there[3:], there[:3])
    ann.write(plan, "design", design, "sample-plan")
    told = tell_evidence(ann.base, item, plan)
    assert (told.tells.low, told.tells.high) == (None, None)
    assert "%" not in told.tells.sentence
    assert "3 of" in told.tells.sentence


def test_extension_after_looking_and_later_draws_are_said(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame)
    see(ann, cases(ann.base, plan)[0], "worker")
    extend_plan(ann.base, plan, 2)
    there = cases(ann.base, plan)
    item = evidence(ann, there)
    said = tell_evidence(ann.base, item, plan).tells.sentence
    assert "none of the 14 children" in said
    assert "extended by 2 after others had been looked at" in said
    again = replace(stratified(frame), supersedes=plan, rationale="Wrong list")
    later = draw_plan(ann.base, again).plan
    assert "A later draw has taken the place" in tell_evidence(ann.base, item, plan).tells.sentence
    assert "not the first draw" in tell_evidence(ann.base, item, later).tells.sentence


def test_a_narrowed_list_is_named(ann: Laptop, frame: str) -> None:
    new = replace(stratified(frame, 6), design="simple", by=(), where=("Age >= 9",))
    plan = draw_plan(ann.base, new).plan
    said = tell_evidence(ann.base, evidence(ann, cases(ann.base, plan)), plan).tells.sentence
    assert "narrowed to those with: Age of Child (Years) >= 9" in said


def test_several_events_of_one_case_are_never_counted_twice(ann: Laptop, frame: str) -> None:
    """List 3 has two referrals of each of four children; evidence names the child."""
    new = replace(stratified(frame, 8), list=3, design="simple", by=())
    plan = draw_plan(ann.base, new).plan
    there = cases(ann.base, plan)
    told = tell_evidence(ann.base, evidence(ann, there, there[:1]), plan)
    assert (told.drawn, told.looked, told.found) == (8, 4, 1)
    assert told.open == {"same-case": 4}
    assert "one person may have several" in told.tells.sentence
    assert "may lie in another referral of theirs than the one drawn" in told.tells.sentence
    assert "child" not in told.tells.sentence


def test_none_of_nearly_all_is_not_said_to_leave_up_to_nought(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame, 39)
    there = cases(ann.base, plan)
    said = tell_evidence(ann.base, evidence(ann, there), plan).tells.sentence
    assert "None of the others on the list is likely to have it" in said
    left = tell_evidence(ann.base, evidence(ann, there[1:]), plan).tells.sentence
    assert "None of the rest of the list is likely to have it if none" in left
    assert "p to 0" not in said + left


def test_unknown_or_withdrawn_evidence_is_refused(ann: Laptop, frame: str) -> None:
    plan = simple(ann, frame)
    item = evidence(ann)
    ann.base.record(withdraw(ann.base, item, "not so"))
    for name in (item, "0" * 32, "", plan):
        with pytest.raises(InspectorError) as refused:
            tell_evidence(ann.base, name, plan)
        assert refused.value.code == "unknown-evidence"
    with pytest.raises(InspectorError) as refused:
        tell_evidence(ann.base, evidence(ann), "0" * 32)
    assert refused.value.code == "unknown-plan"
