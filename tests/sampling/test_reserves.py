from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from inspector_app.sampling.draw import DrawPlan, draw_sample
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.reserves import extend, replacement_for
from tests.sampling.frames import frame

SIMPLE = DrawPlan("simple", 6, "P1/ours/theirs")
STRATIFIED = DrawPlan("stratified", 6, "P1/ours/theirs", by=("Team",))
UNITS = frame({"East": 30, "North": 20, "West": 10})


def test_a_replacement_is_the_next_reserve_of_the_same_stratum() -> None:
    drawn = draw_sample(UNITS, STRATIFIED)
    north = [one for one in drawn.selected if one.stratum == "North"]
    reserve = replacement_for(drawn, north[0].unit)
    assert (reserve.stratum, reserve.rank) == ("North", len(north) + 1)


def test_a_second_replacement_passes_over_the_reserve_already_called() -> None:
    drawn = draw_sample(UNITS, SIMPLE)
    first = replacement_for(drawn, drawn.selected[0].unit)
    second = replacement_for(drawn, drawn.selected[1].unit, called={first.unit})
    assert (first.rank, second.rank) == (7, 8)


def test_a_called_reserve_who_is_away_too_can_be_replaced() -> None:
    drawn = draw_sample(UNITS, SIMPLE)
    first = replacement_for(drawn, drawn.selected[0].unit)
    assert replacement_for(drawn, first.unit, called={first.unit}).rank == 8


def test_a_reserve_never_called_cannot_be_replaced() -> None:
    drawn = draw_sample(UNITS, SIMPLE)
    with pytest.raises(SamplingError) as refused:
        replacement_for(drawn, drawn.reserves[0].unit)
    assert refused.value.code == "not-in-the-draw"
    assert drawn.reserves[0].unit not in refused.value.message


def test_a_stratum_without_reserves_says_so_by_its_value() -> None:
    drawn = draw_sample(UNITS, replace(STRATIFIED, n=60))
    with pytest.raises(SamplingError, match="'West'") as refused:
        replacement_for(drawn, next(one.unit for one in drawn.selected if one.stratum == "West"))
    assert refused.value.code == "no-reserve-left"


def test_an_extended_simple_draw_is_the_larger_draw() -> None:
    extended = extend(UNITS, SIMPLE, draw_sample(UNITS, SIMPLE), 5)
    larger = draw_sample(UNITS, replace(SIMPLE, n=11))
    assert extended.draw.selected == larger.selected
    assert extended.added == larger.selected[6:]


def test_an_extension_passes_over_called_reserves() -> None:
    drawn = draw_sample(UNITS, SIMPLE)
    called = replacement_for(drawn, drawn.selected[0].unit)
    extended = extend(UNITS, SIMPLE, drawn, 2, called={called.unit})
    assert [one.rank for one in extended.added] == [8, 9]
    assert called.unit in {one.unit for one in extended.draw.reserves}
    after = replacement_for(extended.draw, extended.added[0].unit, called={called.unit})
    assert after.rank == 10


@given(st.sampled_from([SIMPLE, STRATIFIED]), st.integers(1, 30), st.data())
def test_extending_never_takes_a_case_back(plan: DrawPlan, n: int, data: st.DataObject) -> None:
    plan = replace(plan, n=n)
    draw = draw_sample(UNITS, plan)
    called: set[str] = set()
    for _ in range(3):
        for _ in range(data.draw(st.integers(0, 2))):
            tired = data.draw(st.sampled_from(draw.selected)).unit
            with suppress(SamplingError):  # a stratum may have run out
                called.add(replacement_for(draw, tired, called).unit)
        room = len(UNITS) - len(draw.selected) - len(called)
        assume(room > 0)
        add = data.draw(st.integers(1, min(room, 12)))
        extended = extend(UNITS, plan, draw, add, called=called)
        before = {one.unit for one in draw.selected}
        after = {one.unit for one in extended.draw.selected}
        assert before < after
        assert after - before == {one.unit for one in extended.added}
        assert len(extended.added) == add
        assert not after & called
        assert sum(s.drawn for s in extended.draw.strata) == len(after)
        draw = extended.draw


def test_probabilities_follow_the_extension() -> None:
    extended = extend(UNITS, SIMPLE, draw_sample(UNITS, SIMPLE), 6)
    assert {one.probability for one in extended.draw.selected} == {"1/5"}


def test_a_plan_set_by_hand_is_extended_by_hand() -> None:
    plan = DrawPlan("stratified", 3, "P/a/", ("Team",), "manual", {"East": 2, "North": 1})
    drawn = draw_sample(UNITS, plan)
    extended = extend(UNITS, plan, drawn, 2, manual={"West": 2})
    assert [one.stratum for one in extended.added] == ["West", "West"]
    with pytest.raises(SamplingError) as refused:
        extend(UNITS, plan, drawn, 2)
    assert refused.value.code == "manual-missing"
    with pytest.raises(SamplingError) as refused:
        extend(UNITS, plan, drawn, 11, manual={"West": 11})
    assert refused.value.code == "sample-larger-than-stratum"


def test_another_list_is_refused() -> None:
    with pytest.raises(SamplingError) as refused:
        extend(UNITS[1:], STRATIFIED, draw_sample(UNITS, STRATIFIED), 1)
    assert refused.value.code == "frame-differs"


def test_more_than_are_left_are_refused() -> None:
    with pytest.raises(SamplingError) as refused:
        extend(UNITS, SIMPLE, draw_sample(UNITS, SIMPLE), 55)
    assert refused.value.code == "sample-larger-than-population"
