"""The invented authority is believable, consistent and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from time import perf_counter

import pytest

from inspector_app.demo.authority import Authority, build_authority
from inspector_app.demo.authority_data import names, rates
from inspector_app.demo.authority_lists import list_rows
from inspector_app.demo.authority_people import PREGNANCY
from inspector_app.demo.authority_records import age_on
from inspector_app.errors import InspectorError
from schemas.annex_a import load_annex_a
from tests.demo.conftest import ON


def per_ten_thousand(authority: Authority, count: float) -> float:
    return count / authority.population * 10_000


def test_the_same_seed_tells_the_same_story_and_another_seed_another() -> None:
    first, again, other = (build_authority(seed, 120, ON) for seed in (5, 5, 6))
    assert list_rows(first) == list_rows(again)
    assert first.workers == again.workers
    assert list_rows(first) != list_rows(other)


def test_list_6_has_exactly_the_children_asked_for(any_size: Authority) -> None:
    assert len(list_rows(any_size)[5].rows) in (20, 50, 640, 2000)
    assert len({need.child.identifier for need in any_size.needs}) == len(any_size.needs)


def test_a_very_large_authority_is_made_in_reasonable_time() -> None:
    began = perf_counter()
    authority = build_authority(2, 20_000, ON)
    rows = sum(len(item.rows) for item in list_rows(authority))
    assert rows > 90_000
    assert perf_counter() - began < 60


def test_too_small_an_authority_is_refused_with_what_to_do() -> None:
    with pytest.raises(InspectorError) as refused:
        build_authority(1, 3, ON)
    assert refused.value.code == "demo-too-small"
    assert "20" in refused.value.next_step


@pytest.mark.parametrize(
    ("what", "wanted", "tolerance"),
    [
        ("in need", 333, 0.02),
        ("protection plans", 42, 0.03),
        ("in care", 70, 0.03),
        ("referrals a year", 540, 0.02),
        ("enquiries a year", 185, 0.15),
        ("conferences a year", 60, 0.2),
        ("plans started a year", 53, 0.2),
        ("assessments finished a year", 535, 0.15),
        ("care leavers of 18 and over", 45, 0.2),
    ],
)
def test_rates_are_near_english_ones(
    county: Authority, what: str, wanted: float, tolerance: float
) -> None:
    since = county.window
    counts = {
        "in need": sum(need.closed is None for need in county.needs),
        "protection plans": sum(plan.ended is None for plan in county.plans),
        "in care": sum(care.ended is None for care in county.cares),
        "referrals a year": 2 * sum(item.on >= since for item in county.referrals),
        "enquiries a year": 2 * sum(item.strategy >= since for item in county.enquiries),
        "conferences a year": 2
        * sum(bool(item.conference and item.conference >= since) for item in county.enquiries),
        "plans started a year": 2 * sum(plan.started >= since for plan in county.plans),
        "assessments finished a year": 2
        * sum(bool(item.authorised and item.authorised >= since) for item in county.assessments),
        "care leavers of 18 and over": sum(
            age_on(leaver.child.born, county.on) >= 18 for leaver in county.leavers
        ),
    }
    assert per_ten_thousand(county, counts[what]) == pytest.approx(wanted, rel=tolerance)


def test_shares_are_near_english_ones(county: Authority) -> None:
    referred = {
        item.child.identifier: item for item in county.referrals if item.on >= county.window
    }
    again = sum(item.before > 0 for item in referred.values()) / len(referred)
    assert again == pytest.approx(0.22, abs=0.03)

    plans = Counter(plan.category for plan in county.plans if plan.ended is None)
    assert plans["a) Neglect"] / sum(plans.values()) == pytest.approx(0.49, abs=0.09)
    assert plans["d) Emotional abuse"] / sum(plans.values()) == pytest.approx(0.37, abs=0.09)

    cared = [care for care in county.cares if care.ended is None]
    fostered = sum(care.placement[0] in "abcdef" for care in cared) / len(cared)
    assert fostered == pytest.approx(0.68, abs=0.07)
    assert sum(care.separated for care in cared) / len(cared) == pytest.approx(0.09, abs=0.04)

    in_time = [
        (item.authorised - item.started).days <= 63
        for item in county.assessments
        if item.authorised and item.authorised >= county.window
    ]
    assert 0.75 < sum(in_time) / len(in_time) < 0.92


@pytest.mark.parametrize("seed", range(0, 48, 4))
def test_no_seed_and_no_leap_day_gives_an_impossible_order_of_dates(seed: int) -> None:
    on = date(2028, 2, 29) if seed % 8 else ON
    test_no_story_has_an_impossible_order_of_dates(build_authority(seed, 50, on))


def test_no_story_has_an_impossible_order_of_dates(any_size: Authority) -> None:
    today = any_size.on
    for referral in any_size.referrals:
        assert referral.child.born - PREGNANCY <= referral.on <= today
    for item in any_size.assessments:
        assert item.started <= (item.authorised or today) <= today
    for enquiry in any_size.enquiries:
        assert enquiry.strategy <= (enquiry.conference or today) <= today
        assert (enquiry.planned is None) or enquiry.conference is not None
    for plan in any_size.plans:
        dates = [plan.started, plan.reviewed or plan.started, plan.ended or today]
        assert dates == sorted(dates)
        assert plan.started >= plan.child.born - timedelta(days=84)
        assert plan.visited is None or plan.visited >= plan.child.born
    for need in any_size.needs:
        assert need.started <= (need.closed or today) <= today
        assert need.seen is None or need.child.born <= need.seen <= (need.closed or today)
    for care in any_size.cares:
        assert care.child.born <= care.started <= care.placed <= (care.ended or today)
        assert care.started <= care.legal_since <= (care.ended or today)
        assert all(
            day is None or care.started <= day <= today
            for day in (care.reviewed, care.visited, care.health, care.dental)
        )
    for adoption in any_size.adoptions:
        steps = (
            adoption.child.born,
            adoption.entered_care,
            adoption.decided,
            adoption.placement_order,
            adoption.matched,
            adoption.placed,
            adoption.ordered,
        )
        known = [day for day in steps if day]
        assert known == sorted(known)
        assert known[-1] <= today


def test_a_plan_follows_referral_and_enquiry(county: Authority) -> None:
    referred: dict[str, date] = {}
    for referral in county.referrals:
        known = referred.get(referral.child.identifier, referral.on)
        referred[referral.child.identifier] = min(known, referral.on)
    conferences = {(item.child.identifier, item.conference) for item in county.enquiries}
    for plan in county.plans:
        assert referred[plan.child.identifier] <= plan.started
        assert plan.ended or (plan.child.identifier, plan.started) in conferences


def test_every_cell_is_one_the_form_allows(county: Authority) -> None:
    form = load_annex_a()
    for item in list_rows(county):
        spec = form.list(item.number)
        assert item.rows
        for row in item.rows:
            for column, cell in zip(spec.columns, row, strict=True):
                if column.kind == "code" and cell is not None:
                    found = form.code_sets[column.codes].find(str(cell))
                    assert found is not None, (column.name, cell)
                    assert found.code == cell
                if column.name == "Age of Child (Years)":
                    assert spec.youngest is not None
                    assert spec.oldest is not None
                    assert isinstance(cell, int)
                    assert spec.youngest <= cell <= spec.oldest


def test_a_child_stands_on_several_lists(district: Authority) -> None:
    lists = {item.number: {row[0] for row in item.rows} for item in list_rows(district)}
    open_plans = {plan.child.identifier for plan in district.plans if plan.ended is None}
    in_care = {care.child.identifier for care in district.cares if care.ended is None}
    assert open_plans | in_care <= lists[6]
    assert open_plans <= lists[7]
    assert lists[8] & lists[9]
    assert lists[3] <= lists[1]
    assert lists[4] & lists[5] & lists[7]


def test_the_unborn_and_brothers_and_sisters_are_there(any_size: Authority) -> None:
    assert any(need.child.born > any_size.on for need in any_size.needs)
    assert any(plan.started < plan.child.born for plan in any_size.plans)
    families = Counter(need.child.family for need in any_size.needs)
    assert max(families.values()) >= 2


def test_a_family_has_one_worker_in_one_kind_of_team(district: Authority) -> None:
    seen: dict[tuple[str, str], str] = {}
    for need in district.needs:
        worker = district.worker_of[need.child.identifier]
        key = (need.child.family, worker.team.function)
        assert seen.setdefault(key, worker.code) == worker.code


def test_caseloads_add_up_and_are_bearable_on_average(county: Authority) -> None:
    held = [worker.caseload for worker in county.workers if worker.team.function != "front-door"]
    open_children = {need.child.identifier for need in county.needs if need.closed is None}
    open_children |= {
        leaver.child.identifier
        for leaver in county.leavers
        if county.worker_of[leaver.child.identifier].team.function == "leaving"
    }
    assert sum(held) == len(open_children)
    assert 12 < sum(held) / len(held) < 20
    assert max(held) < 40
    assert len({worker.name for worker in county.workers}) == len(county.workers)
    assert len({worker.code for worker in county.workers}) == len(county.workers)


def test_no_place_is_a_real_authority_and_no_postcode_can_exist(county: Authority) -> None:
    # A sample of real neighbours in name; the postcode area ZZ is allocated to no place.
    real = {"Devon", "Kent", "Suffolk", "Norfolk", "Dorset", "Surrey", "Essex", "Cumbria"}
    spec = names()
    assert not real & {spec.short_name, *spec.elsewhere, *(place.name for place in spec.places)}
    assert all(care.postcode.startswith("ZZ") for care in county.cares)


def test_every_set_of_shares_adds_up_to_one() -> None:
    numbers = rates()
    tables = [
        *numbers.ages.values(),
        *numbers.spells.values(),
        *numbers.ethnicity.values(),
        *numbers.sources.values(),
        *numbers.needs.values(),
        numbers.families,
        numbers.abuse["category"],
        numbers.leaving.accommodation,
        numbers.leaving.activity,
        numbers.care.placement_old,
    ]
    for table in tables:
        assert sum(table.values()) == pytest.approx(1, abs=0.012)
