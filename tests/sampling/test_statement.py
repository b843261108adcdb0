from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.representation import compare
from inspector_app.sampling.statement import SampleFacts, how_seen_by, write_statement
from inspector_app.sampling.stratified import StratumSeen
from schemas.wording import sampling_wording
from tests.sampling.frames import frame

UNITS = frame({"East": 160, "North": 96, "South": 61, "West": 3})
SAMPLE = [f"C{at:06d}" for at in (0, 1, 2, 3, 4, 5, 6, 160, 161, 162, 163, 164)]
RANDOM = SampleFacts(
    unit="referral",
    population=320,
    routes={"drawn": 12},
    how_seen={"with-worker": 7, "with-manager": 2, "remotely": 3},
    design="simple",
    strata_seen=(StratumSeen(320, 12),),
)
PURPOSEFUL = SampleFacts("child", 320, {"criterion": 5, "offered-by-worker": 1})


def test_a_random_sample_states_size_way_and_limit() -> None:
    said = write_statement(RANDOM)
    assert said.text == (
        "The sample is 12 referrals; the list has 320. How chosen: 12 drawn at random. Those "
        "drawn come from a simple random draw. How seen: 7 with the worker, 2 with a manager in "
        "the worker's absence, 3 remotely (from the file only). What was found in those drawn at "
        "random can be carried over to all 320 referrals, within limits. A problem found in none "
        "of those drawn at random could still be present in up to 69 (about 22 %; 95 % "
        "confidence). The counts are of referrals; one person may have several."
    )
    assert (said.nature, said.size) == ("random", 12)
    assert said.routes == {"drawn": 12}
    assert said.how_seen == {"with-worker": 7, "with-manager": 2, "remotely": 3}


def test_a_stratified_draw_names_its_columns_and_its_allocation() -> None:
    facts = replace(RANDOM, design="stratified", by=("Team", "Age band"), allocation="equal")
    assert "stratified by Team and Age band, as many from each" in write_statement(facts).text


@pytest.mark.parametrize(
    ("routes", "nature"),
    [
        ({}, "empty"),
        ({"drawn": 0}, "empty"),
        ({"drawn": 3}, "random"),
        ({"drawn": 3, "audited": 0}, "random"),
        ({"drawn": 3, "offered-by-manager": 1}, "mixed"),
        ({"criterion": 3}, "purposeful"),
        ({"audited": 3, "convenience": 1}, "purposeful"),
        ({"convenience": 2}, "convenience"),
    ],
)
def test_the_nature_follows_from_the_routes(routes: dict[str, int], nature: str) -> None:
    said = write_statement(SampleFacts("child", 320, routes))
    assert said.nature == nature
    assert said.size == sum(routes.values())


NOT_DRAWN = [route for route in sampling_wording().routes if route != "drawn"]


@given(st.dictionaries(st.sampled_from(NOT_DRAWN), st.integers(1, 9), min_size=1))
def test_a_sample_without_a_draw_never_gets_an_interval(routes: dict[str, int]) -> None:
    facts = replace(RANDOM, routes=routes, how_seen={}, design=None)
    said = write_statement(facts).text
    assert "%" not in said
    assert "confidence" not in said
    assert "No interval is given" in said
    assert "random draw" not in said


def test_a_mixed_sample_rests_its_numbers_on_the_random_part() -> None:
    said = write_statement(replace(RANDOM, routes={"drawn": 12, "convenience": 4}))
    assert "12 drawn at random, 4 taken by convenience" in said.text
    assert "Only those drawn at random say anything about all 320" in said.text
    assert "up to 69" in said.text
    assert said.how_seen["not-seen"] == 4


def test_drawn_cases_not_yet_seen_keep_the_limit_back() -> None:
    facts = replace(RANDOM, how_seen={"with-worker": 10}, drawn_not_seen=2)
    said = write_statement(facts)
    assert "2 not yet seen" in said.text
    assert "up to" not in said.text
    assert said.how_seen == {"with-worker": 10, "not-seen": 2}


def test_replacements_and_extensions_are_said() -> None:
    facts = replace(RANDOM, replaced={"worker-and-manager-away": 1, "other": 0}, added=4)
    said = write_statement(facts).text
    assert "1 because the worker was away and no manager could be met" in said
    assert "another recorded reason" not in said
    assert "extended by 4 after others had been looked at" in said
    plain = write_statement(RANDOM).text
    assert "extended" not in plain
    assert "replaced" not in plain


def test_conditions_are_repeated_as_typed_and_never_read_as_a_template() -> None:
    hostile = "Team = {size} [bold]{0.__class__}"
    said = write_statement(replace(PURPOSEFUL, conditions=(hostile,))).text
    assert hostile in said
    facts = replace(RANDOM, design="stratified", by=("{seen}",))
    assert "stratified by {seen}," in write_statement(facts).text


def test_what_was_never_seen_is_said_by_column_with_its_share() -> None:
    facts = replace(RANDOM, representation=compare(UNITS, SAMPLE, ["Team"]))
    said = write_statement(facts)
    assert "Not seen at all, by Team: South, West (20.0 % of the list)." in said.text
    assert said.never_seen["Team"].values == ("South", "West")
    assert [row.value for row in said.fields[0].rows] == ["East", "North", "South", "West"]


def test_workers_never_seen_are_a_number() -> None:
    found = compare(UNITS, SAMPLE, ["Team"], number_only=["Team"])
    said = write_statement(replace(RANDOM, representation=found)).text
    assert "by Team: 2 of 4 (20.0 % of the list)." in said
    assert "South" not in said


def test_a_share_of_fewer_than_five_is_not_printed() -> None:
    found = compare(UNITS, [*SAMPLE, "C000270"], ["Team"])
    said = write_statement(replace(RANDOM, representation=found)).text
    assert "by Team: West (fewer than five referrals)." in said


def test_a_column_seen_in_full_is_not_mentioned() -> None:
    found = compare(UNITS, ["C000000", "C000160", "C000270", "C000319"], ["Team"])
    said = write_statement(replace(RANDOM, representation=found))
    assert said.never_seen == {}
    assert "Not seen at all" not in said.text


def test_many_values_never_seen_are_cut_short() -> None:
    units = frame({f"Team {at:02d}": 10 for at in range(12)})
    found = compare(units, ["C000000"], ["Team"])
    said = write_statement(replace(RANDOM, representation=found)).text
    assert "Team 06 and 5 more (91.7 % of the list)" in said


EVENTS = [key for key, words in sampling_wording().units.items() if words.event]


@pytest.mark.parametrize("unit", EVENTS)
def test_an_event_sample_speaks_of_events_and_never_of_children(unit: str) -> None:
    words = sampling_wording().units[unit]
    for facts in (RANDOM, PURPOSEFUL, SampleFacts(unit, 320, {})):
        said = write_statement(replace(facts, unit=unit)).text
        assert "child" not in said
        assert words.many in said


def test_a_sample_of_children_speaks_of_children() -> None:
    said = write_statement(replace(RANDOM, unit="child")).text
    assert "12 children" in said
    assert "one person may have several" not in said


def test_no_statement_speaks_of_significance_or_of_being_representative() -> None:
    for sentence in sampling_wording().sentences.values():
        assert "representative" not in sentence
        assert "p >" not in sentence
        assert "significan" not in sentence


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(RANDOM, unit="goat"), "word-not-known"),
        (replace(RANDOM, routes={"by magic": 1}), "word-not-known"),
        (replace(RANDOM, how_seen={"in a dream": 1}), "word-not-known"),
        (replace(RANDOM, replaced={"bored": 1}), "word-not-known"),
        (replace(RANDOM, routes={"drawn": -1}), "counts-impossible"),
        (replace(RANDOM, how_seen={"observed": 13}), "counts-impossible"),
        (replace(RANDOM, strata_seen=(StratumSeen(319, 12),)), "counts-impossible"),
        (replace(RANDOM, drawn_not_seen=13), "counts-impossible"),
    ],
)
def test_facts_that_cannot_be_are_refused(facts: SampleFacts, code: str) -> None:
    with pytest.raises(SamplingError) as refused:
        write_statement(facts)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("occasions", "seen"),
    [
        ([], "not-seen"),
        (["file-only"], "remotely"),
        (["file-only", "worker-video"], "with-worker"),
        (["manager", "observing-practice"], "with-manager"),
        (["partner"], "otherwise"),
        (["partner", "file-only"], "remotely"),
    ],
)
def test_a_case_counts_once_by_the_fullest_way_it_was_seen(occasions: list[str], seen: str) -> None:
    assert how_seen_by(occasions) == seen
