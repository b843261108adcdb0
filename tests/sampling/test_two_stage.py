"""The draw in two stages."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.allocation import Rule, Stratum, allocate
from inspector_app.sampling.draw import DrawPlan, draw_sample, preview
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.strata import Unit
from tests.sampling.bounds import FEW_OR_ALL, assert_within
from tests.sampling.frames import frame

PLAN = DrawPlan("two-stage", 6, "P1/ours/theirs", cluster="Team", clusters=2)
TEAMS = {"East": 12, "North": 20, "South": 8, "West": 5}


def by_ticket(parts: list[str]) -> list[str]:
    hashed = {
        sha256("\x1f".join(["P1/ours/theirs", *part.split("|")]).encode()).hexdigest(): part
        for part in parts
    }
    return [hashed[ticket] for ticket in sorted(hashed)]


def test_the_lowest_tickets_of_clusters_and_within_them_are_drawn() -> None:
    units = frame(TEAMS)
    drawn = draw_sample(units, replace(PLAN, allocation="equal"))
    teams = [part.removeprefix("cluster|") for part in by_ticket([f"cluster|{t}" for t in TEAMS])]
    assert [(s.value, s.drawn) for s in drawn.strata] == [(teams[0], 3), (teams[1], 3)]
    for team in teams[:2]:
        ordered = by_ticket([unit.id for unit in units if unit.values["Team"] == team])
        assert [one.unit for one in drawn.selected if one.stratum == team] == ordered[:3]
        chance = Fraction(2, 4) * Fraction(3, TEAMS[team])
        assert {one.chance for one in drawn.selected if one.stratum == team} == {chance}


def test_clusters_that_name_people_go_by_a_number() -> None:
    units = [
        Unit(f"C{at:02d}", f"C{at:02d}", {"Worker": f"Wilhelmina {at % 7}"}) for at in range(40)
    ]
    plan = DrawPlan("two-stage", 6, "P/a/", cluster="Worker", clusters=3, coded=True)
    drawn = draw_sample(units, plan)
    assert [count.value for count in drawn.strata] == ["cluster 01", "cluster 02", "cluster 03"]
    assert "Wilhelmina" not in repr(drawn)
    assert "Wilhelmina" not in repr(preview(units, plan))
    open_names = draw_sample(units, replace(plan, coded=False))
    assert [one.unit for one in drawn.selected] == [one.unit for one in open_names.selected]


@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 12), min_size=1),
    st.sampled_from(["proportional", "equal"]),
    st.data(),
)
def test_n_come_from_k_clusters_each_giving_some_whatever_the_order_of_rows(
    sizes: dict[str, int], rule: Rule, data: st.DataObject
) -> None:
    units = frame(sizes)
    k = data.draw(st.integers(1, len(sizes)))
    n = data.draw(st.integers(k, sum(sizes.values())))
    plan = replace(PLAN, n=n, clusters=k, allocation=rule)
    drawn = draw_sample(units, plan)
    assert draw_sample(data.draw(st.permutations(units)), plan) == drawn
    there = sum(count.population for count in drawn.strata)
    assert len(drawn.strata) == k
    assert len(drawn.selected) == min(n, there)
    assert all(1 <= count.drawn <= count.population for count in drawn.strata)
    teams = {unit.id: unit.values["Team"] for unit in units}
    assert all(teams[one.unit] == one.stratum for one in (*drawn.selected, *drawn.reserves))


@FEW_OR_ALL
@pytest.mark.parametrize("rule", ["proportional", "equal"])
def test_every_unit_is_drawn_as_often_as_all_choices_of_clusters_say(
    rule: Rule, seeds: int
) -> None:
    """Against the chance added up over the six pairs of four clusters."""
    sizes = {"A": 2, "B": 3, "C": 5, "D": 1}
    units = frame(sizes)
    plan = replace(PLAN, n=4, allocation=rule)
    pairs = list(combinations(sizes, 2))
    expected = dict.fromkeys(sizes, Fraction(0))
    weighted = dict.fromkeys(sizes, Fraction(0))
    for pair in pairs:
        total = min(4, sum(sizes[team] for team in pair))
        strata = [Stratum(team, sizes[team]) for team in pair]
        for team, drawn in zip(pair, allocate(strata, total, rule, minimum=1), strict=True):
            within = Fraction(drawn, sizes[team])
            expected[team] += within / len(pairs)
            weighted[team] += within / len(pairs) / (Fraction(2, 4) * within)
    # What is kept for a case weights without bias, although it is not its chance over all draws.
    assert set(weighted.values()) == {Fraction(1)}
    ones: Counter[str] = Counter()
    for number in range(seeds):
        seed = f"P1/seed {number}/"
        drawn_now = draw_sample(units, replace(plan, seed=seed), keep=0)
        ones.update(one.unit for one in drawn_now.selected)
    chances = {unit.id: expected[unit.values["Team"]] for unit in units}
    assert_within(ones, chances, seeds)


def test_clusters_too_small_for_the_sample_are_taken_whole() -> None:
    drawn = draw_sample(frame({"A": 2, "B": 1, "C": 1}), replace(PLAN, n=4))
    assert len(drawn.selected) == sum(count.population for count in drawn.strata)
    assert {one.probability for one in drawn.selected} == {"2/3"}


def test_a_preview_shows_how_many_clusters_and_their_sizes_and_nothing_else() -> None:
    shown = preview(frame(TEAMS), replace(PLAN, seed=""))
    assert (shown.clusters, shown.cluster_sizes) == (2, (20, 12, 8, 5))
    assert "North" not in repr(shown)
    assert "C0000" not in repr(shown)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cluster": None}, "cluster-missing"),
        ({"clusters": 0}, "cluster-missing"),
        ({"clusters": 5}, "too-few-clusters"),
        ({"cluster": "Shoe size"}, "unknown-column"),
        ({"n": 0}, "size-not-positive"),
        ({"n": 46}, "sample-larger-than-population"),
        ({"n": 1}, "minimum-not-possible"),
        ({"minimum": 4}, "minimum-not-possible"),
        ({"minimum": -1}, "negative-minimum"),
        ({"by": ("Team",)}, "option-not-for-design"),
        ({"allocation": "manual"}, "option-not-for-design"),
        ({"sort": ("Team",)}, "option-not-for-design"),
        ({"design": "simple"}, "option-not-for-design"),
    ],
)
def test_a_plan_that_cannot_be_drawn_is_refused(change: dict[str, object], code: str) -> None:
    plan = replace(PLAN, **change)  # type: ignore[arg-type]  # fields by name
    with pytest.raises(SamplingError) as refused:
        draw_sample(frame(TEAMS), plan)
    assert refused.value.code == code
