from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.sampling.draw_bounds import StratumDrawn, bounds_of_draw
from inspector_app.sampling.draws import Design
from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.representation import compare
from inspector_app.sampling.statement import how_seen_by, write_statement
from inspector_app.sampling.statement_facts import AuditCompared, SampleFacts
from inspector_app.sampling.strata import Unit
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
    drawn=(StratumDrawn(320, 12, 12),),
)
PURPOSEFUL = SampleFacts("child", 320, {"criterion": 5, "offered-by-worker": 1})


def test_a_random_sample_states_size_way_and_limit() -> None:
    said = write_statement(RANDOM)
    assert said.text == (
        "The sample is 12 referrals; the list has 320, of which about 4 % were drawn at random. "
        "How chosen: 12 drawn at random. Those drawn come from a simple random draw. How seen: 7 "
        "with the worker, 2 with a manager in the worker's absence, 3 remotely (from the file "
        "only). What was found in those drawn at random can be carried over to all 320 referrals, "
        "within limits. If a problem was found in none of those drawn at random, up to 69 on the "
        "list (about 22 %) could still have it (95 % confidence). The counts are of referrals; "
        "one person may have several."
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


def test_strata_that_were_drawn_unequally_or_not_at_all_are_said() -> None:
    stratified = replace(RANDOM, design="stratified", by=("Team",))
    even = (StratumDrawn(200, 8, 8), StratumDrawn(120, 4, 4))
    for allocation in ("proportional", "neyman"):
        fair = write_statement(replace(stratified, allocation=allocation, drawn=even)).text
        assert "drawn unequally" not in fair
    odd = (StratumDrawn(200, 6, 6), StratumDrawn(40, 6, 6), StratumDrawn(80, 0, 0))
    said = write_statement(replace(stratified, allocation="manual", drawn=odd)).text
    assert "The shares found are not those of the list, as strata were drawn unequally." in said
    assert "80 are in strata from which none was drawn." in said


def test_nobody_is_said_to_have_it_where_the_bound_is_nought() -> None:
    facts = replace(RANDOM, population=20, routes={"drawn": 19}, how_seen={"remotely": 19})
    said = write_statement(replace(facts, drawn=(StratumDrawn(20, 19, 19),))).text
    assert "none of the others on the list is likely to have it (95 % confidence)" in said
    unseen = replace(facts, how_seen={"remotely": 18}, drawn_not_seen=1)
    open_one = write_statement(replace(unseen, drawn=(StratumDrawn(20, 19, 18),))).text
    assert "none of the others on the list is likely to have it if none" in open_one
    for text in (said, open_one):
        assert "up to 0" not in text


@pytest.mark.parametrize("design", ["pps", "systematic", "simple"])
def test_reserves_that_came_by_ticket_are_said_where_others_came_otherwise(design: Design) -> None:
    said = write_statement(replace(RANDOM, design=design, drawn=(), reserves=2)).text
    assert ("2 came as reserves, by ticket alone" in said) is (design != "simple")


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


def test_drawn_cases_not_yet_seen_give_a_best_and_a_worst_limit() -> None:
    draw = (StratumDrawn(320, 12, 10),)
    facts = replace(RANDOM, how_seen={"with-worker": 10}, drawn=draw, drawn_not_seen=2)
    said = write_statement(facts)
    bounds = bounds_of_draw(draw)
    assert (bounds.upper_best, bounds.upper_worst) == (69, 138)
    assert (
        "Of the 12 drawn at random, not all are settled (2 not seen yet). If a problem was found "
        "in none of the 10 seen, up to 69 on the list (about 22 %) could still have it if none of "
        "the others has it, and up to 138 (about 43 %) if all of them have it (95 % confidence)."
    ) in said.text
    assert said.how_seen == {"with-worker": 10, "not-seen": 2}


def test_a_case_that_was_replaced_is_still_open() -> None:
    facts = replace(RANDOM, replaced={"file-not-available": 1}, drawn=(StratumDrawn(320, 13, 12),))
    assert (
        "Of the 13 drawn at random, not all are settled (1 replaced)" in write_statement(facts).text
    )


def test_before_any_is_seen_nothing_is_said_of_the_list() -> None:
    facts = replace(RANDOM, how_seen={}, drawn=(StratumDrawn(320, 12, 0),), drawn_not_seen=12)
    said = write_statement(facts).text
    assert "None of those drawn at random has been seen yet" in said
    assert "confidence" not in said
    assert "carried over" not in said


def test_a_list_drawn_and_seen_whole_needs_no_estimate() -> None:
    facts = replace(RANDOM, population=12, drawn=(StratumDrawn(12, 12, 12),))
    said = write_statement(facts).text
    assert "nothing needs to be estimated" in said
    assert "confidence" not in said


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


def test_ages_never_seen_are_a_number() -> None:
    units = [Unit(f"C{at}", f"C{at}", {"Age": str(at % 18)}) for at in range(180)]
    found = compare(units, [f"C{at}" for at in range(7)], ["Age"])
    said = write_statement(replace(RANDOM, representation=found)).text
    assert "Not seen at all, by Age: 11 of 18 (61.1 % of the list)." in said


def test_many_values_never_seen_are_cut_short() -> None:
    units = frame({f"Team {at:02d}": 10 for at in range(12)})
    found = compare(units, ["C000000"], ["Team"])
    said = write_statement(replace(RANDOM, representation=found)).text
    assert "Team 06 and 5 more (91.7 % of the list)" in said


def workers(sample: int) -> SampleFacts:
    """Twelve referrals of which so many are of one worker, the others of one each."""
    units = [
        Unit(f"C{at}", f"C{at}", {"Worker": "Busy" if at < sample else f"W{at}"})
        for at in range(320)
    ]
    chosen = [f"C{at}" for at in range(12)]
    found = compare(units, chosen, ["Worker"], number_only=["Worker"])
    return replace(RANDOM, representation=found)


def test_cases_of_one_worker_are_pointed_out_by_number() -> None:
    said = write_statement(workers(7)).text
    assert "the same Worker: 6 different ones in the sample, one of them for 7 referrals" in said
    assert "Busy" not in said
    assert "the same Worker" not in write_statement(workers(1)).text


def test_several_events_of_one_case_are_pointed_out() -> None:
    said = write_statement(replace(RANDOM, repeated=2)).text
    assert "2 people have more than one of these referrals" in said


def test_what_leaves_tells_of_no_fewer_than_five() -> None:
    few = write_statement(replace(workers(4), repeated=4))
    assert "one of them for 4 referrals" in few.text
    assert "4 people" in few.text
    assert "what they share" not in few.leaving
    many = write_statement(replace(workers(5), repeated=5))
    assert many.leaving == many.text


def test_what_leaves_gives_no_reason_that_fewer_than_five_share() -> None:
    facts = replace(RANDOM, replaced={"unsafe-to-approach": 1, "file-not-available": 6})
    said = write_statement(facts)
    assert "harm" in said.text
    assert "harm" not in said.leaving
    assert "Drawn and replaced by the next reserve: 7." in said.leaving
    enough = replace(RANDOM, replaced={"file-not-available": 6})
    assert "6 because the file was not available" in write_statement(enough).leaving


def test_what_leaves_names_no_condition_that_fewer_than_five_meet() -> None:
    few = write_statement(SampleFacts("child", 320, {"criterion": 4}, conditions=("Age = 3",)))
    assert "Age = 3" in few.text
    assert "Age = 3" not in few.leaving
    assert "fewer than five meet it" in few.leaving
    five = write_statement(SampleFacts("child", 320, {"criterion": 5}, conditions=("Age = 3",)))
    assert "Age = 3" in five.leaving


def test_of_fewer_than_five_it_does_not_leave_what_none_of_them_is() -> None:
    found = compare(UNITS, SAMPLE[:4], ["Team"])
    few = replace(RANDOM, routes={"drawn": 4}, how_seen={}, representation=found)
    few = replace(few, drawn=(StratumDrawn(320, 4, 4),))
    said = write_statement(few)
    assert "Not seen at all, by Team: North" in said.text
    assert "Not seen at all" not in said.leaving
    assert "up to" in said.leaving


@pytest.mark.parametrize(
    ("design", "said", "limit"),
    [
        ("systematic", "ordered by Age, from a start by chance", "a single start by chance"),
        ("pps", "in proportion to Caseload", "did not all have the same chance"),
        ("two-stage", "first 4 by Team", "come in clusters"),
    ],
)
def test_designs_without_a_stated_formula_say_what_they_are_and_give_no_interval(
    design: Design, said: str, limit: str
) -> None:
    named = replace(RANDOM, order="by Age", size_column="Caseload", cluster="Team", clusters=4)
    facts = replace(named, design=design, drawn=())
    text = write_statement(facts).text
    assert said in text
    assert limit in text
    assert "confidence" not in text
    assert "carried over" not in text
    mixed = write_statement(replace(facts, routes={"drawn": 12, "audited": 2})).text
    assert limit in mixed
    assert "confidence" not in mixed


def test_a_list_that_was_narrowed_is_named_as_such_and_not_as_a_purpose() -> None:
    said = write_statement(replace(RANDOM, narrowed=("Age >= 9",))).text
    assert "The list was first narrowed to those with: Age >= 9." in said
    assert "Chosen by this condition" not in said


@pytest.mark.parametrize("purpose", sampling_wording().purposes)
def test_every_type_of_purposeful_selection_has_its_sentence(purpose: str) -> None:
    said = write_statement(replace(PURPOSEFUL, purpose=purpose)).text
    assert sampling_wording().purposes[purpose] in said
    named = write_statement(replace(PURPOSEFUL, purpose=purpose, conditions=("Age = 3",))).text
    assert (sampling_wording().purposes[purpose] in named) == (purpose != "criterion")
    assert "No interval is given" in said


def test_an_audit_is_compared_with_our_view_for_the_team_only() -> None:
    facts = SampleFacts("child", 320, {"audited": 9}, audit=AuditCompared(9, 2, 5, 0))
    said = write_statement(facts)
    assert (
        "Of 9 audited by the authority, 7 have its grade and ours: the same for 5, ours lower for "
        "2, ours higher for 0." in said.text
    )
    assert "audited by the authority, 7" not in said.leaving
    nothing = replace(facts, audit=AuditCompared(9, 0, 0, 0))
    assert "have its grade" not in write_statement(nothing).text


def test_draws_that_follow_one_another_say_so() -> None:
    said = write_statement(replace(RANDOM, earlier="2 draws", superseded=True)).text
    assert "not the first draw" in said
    assert "A later draw has taken the place of this one" in said


def test_a_share_of_nearly_the_whole_list_is_not_printed() -> None:
    units = frame({"East": 316, "West": 4})
    found = compare(units, ["C000316"], ["Team"])
    said = write_statement(replace(RANDOM, representation=found)).text
    assert "by Team: East (nearly the whole list)." in said


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
        (replace(RANDOM, drawn=(StratumDrawn(319, 12, 12),)), "counts-impossible"),
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
