"""Cases shared out over people and days, and one case given to several people."""

from __future__ import annotations

from collections import Counter

import pytest

from inspector_app.enquiries.inspections import inspection_id
from inspector_app.enquiries.site_days import site_days
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import undo
from inspector_app.evidence_base.membership import members_named
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.sampling.case_parts import CasePart, parts_of
from inspector_app.sampling.plan_allocation import allocate_plan, give_case
from inspector_app.sampling.plan_changes import extend_plan, replace_case
from tests.evidence_base.laptops import Laptop
from tests.sampling.case_lists import cases, drawn

DAYS = ("2026-11-16", "2026-11-17", "2026-11-18")


@pytest.fixture
def plan(ann: Laptop, frame: str) -> str:
    return drawn(ann.base, frame).plan


@pytest.fixture
def ids(ann: Laptop) -> dict[str, str]:
    return {name: member for member, name in members_named(ann.base).items()}


def on_site(ann: Laptop, **fields: NewValue) -> None:
    about = inspection_id(ann.base.inspection)
    ann.base.record(*(NewWrite(about, "inspection", name, of) for name, of in fields.items()))


def test_cases_are_shared_out_evenly_over_people_and_strata(
    ann: Laptop, plan: str, ids: dict[str, str]
) -> None:
    base = ann.base
    first = allocate_plan(base, plan, [ids["ann"], ids["bea"]])
    assert Counter(one.member for one in first) == {ids["ann"]: 6, ids["bea"]: 6}
    north = Counter(one.member for one in first if one.case.record.stratum == "North")
    assert north == {ids["ann"]: 3, ids["bea"]: 3}
    assert all(one.part == CasePart() for one in first)
    extend_plan(base, plan, 8)
    second = allocate_plan(base, plan, [ids["cal"], ids["bea"]])
    load = Counter(member for one in cases(base, plan) for member in one.allocated)
    assert len(second) == 8
    assert load == {ids["ann"]: 6, ids["bea"]: 7, ids["cal"]: 7}
    with pytest.raises(InspectorError) as refused:
        allocate_plan(base, plan, [ids["cal"]])
    assert refused.value.code == "nothing-to-allocate"
    with pytest.raises(InspectorError) as unknown:
        allocate_plan(base, plan, ["nobody"])
    assert unknown.value.code == "unknown-member"


def test_each_persons_cases_are_spread_over_their_days(
    ann: Laptop, frame: str, plan: str, ids: dict[str, str]
) -> None:
    days = {ids["ann"]: DAYS, ids["bea"]: DAYS[1:]}
    given = allocate_plan(ann.base, plan, [ids["ann"], ids["bea"]], days)
    taken = Counter((one.member, one.part.day) for one in given)
    assert taken == {
        **{(ids["ann"], day): 2 for day in DAYS},
        **{(ids["bea"], day): 3 for day in DAYS[1:]},
    }
    recorded = {
        (member, part.day)
        for one in cases(ann.base, plan)
        for member, part in parts_of(one.record, one.allocated).items()
    }
    assert recorded == taken.keys()
    # What another plan has put on a day counts too; a replaced case does not.
    gone = next(one for one in given if one.part.day == DAYS[0])
    replace_case(ann.base, plan, gone.case.identifier, "other")
    other = drawn(ann.base, frame, 3, again="A second look").plan
    again = allocate_plan(ann.base, other, [ids["ann"]], days)
    assert [one.part.day for one in again] == [DAYS[0], DAYS[0], DAYS[1]]
    ann.base.record(*undo(ann.base))
    assert not any(one.allocated for one in cases(ann.base, other))


def test_one_case_goes_to_several_people_each_with_an_angle(
    ann: Laptop, plan: str, ids: dict[str, str]
) -> None:
    allocate_plan(ann.base, plan, [ids["ann"]], {ids["ann"]: DAYS})
    one, *_ = cases(ann.base, plan)
    given = give_case(
        ann.base, plan, one.identifier, [ids["bea"]], CasePart("schooling", "2026-11-18")
    )
    assert [(each.member, each.part.angle) for each in given] == [(ids["bea"], "schooling")]
    give_case(ann.base, plan, one.identifier, [ids["ann"]], CasePart("thresholds"))
    [again, *_] = cases(ann.base, plan)
    assert parts_of(again.record, again.allocated) == {
        ids["ann"]: CasePart("thresholds", DAYS[0]),
        ids["bea"]: CasePart("schooling", "2026-11-18"),
    }


def test_an_angle_that_somebody_wrote_for_all_stays_for_all(
    ann: Laptop, plan: str, ids: dict[str, str]
) -> None:
    allocate_plan(ann.base, plan, [ids["ann"]])
    one, *_ = cases(ann.base, plan)
    ann.write(one.record.id, "angle", Typed('["the whole" case'), "case-selection")
    give_case(ann.base, plan, one.identifier, [ids["bea"]], CasePart(day=DAYS[1]))
    [again, *_] = cases(ann.base, plan)
    assert parts_of(again.record, again.allocated) == {
        ids["ann"]: CasePart('["the whole" case'),
        ids["bea"]: CasePart('["the whole" case', DAYS[1]),
    }


def test_a_replaced_case_is_given_to_nobody(ann: Laptop, plan: str, ids: dict[str, str]) -> None:
    one, *_ = cases(ann.base, plan)
    replace_case(ann.base, plan, one.identifier, "other")
    for case, members, code in (
        (one.identifier, [ids["bea"]], "already-replaced"),
        ("X1", [ids["bea"]], "not-in-the-plan"),
        (one.identifier, [], "nobody-named"),
    ):
        with pytest.raises(InspectorError) as refused:
            give_case(ann.base, plan, case, members, CasePart("x"))
        assert refused.value.code == code


def test_days_are_the_working_days_on_site_that_are_left(ann: Laptop, ids: dict[str, str]) -> None:
    assert site_days(ann.base, [ids["bea"]]).by_member == {ids["bea"]: ()}
    on_site(ann, starts="2026-11-12", ends="2026-11-24")
    left = ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20")
    found = site_days(ann.base, [ids["bea"]])
    assert found.by_member[ids["bea"]] == (*left, "2026-11-23", "2026-11-24")
    assert found.in_words == ()
    on_site(ann, starts="2026-11-16", ends=None, framework="ilacs-2026", kind="short")
    assert site_days(ann.base, [ids["bea"]]).by_member[ids["bea"]] == left
    ann.clock.move(days=3)
    assert site_days(ann.base, [ids["bea"]]).by_member[ids["bea"]] == left[3:]


def test_a_members_own_days_are_the_dates_that_are_recorded(
    ann: Laptop, ids: dict[str, str]
) -> None:
    on_site(ann, starts="2026-11-16", ends="2026-11-27")
    for name, days in (
        ("bea", "2026-11-17 to 2026-11-18, and 2026-11-26; not 2026-13-99"),
        ("cal", "The first Thursday"),
    ):
        ann.write(ids[name], "days_on_site", Typed(days), "member")
    found = site_days(ann.base, [ids["bea"], ids["cal"]])
    assert found.by_member[ids["bea"]] == ("2026-11-17", "2026-11-18", "2026-11-26")
    assert len(found.by_member[ids["cal"]]) == 10
    assert found.in_words == (ids["cal"],)
