"""Plans drawn from imported lists and recorded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from hashlib import sha256

import pytest
from sqlmodel import select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.case_numbers import case_id
from inspector_app.intake.extracts import Extract
from inspector_app.intake.importing import opened_frame
from inspector_app.sampling.draw import draw_sample
from inspector_app.sampling.plan_cases import add_case_to_plan
from inspector_app.sampling.plan_checks import verify_plan
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plan_units import recorded_list, recorded_units
from inspector_app.sampling.plans import draw_plan, preview_plan
from inspector_app.sampling.recorded import cases_of_plan, find_plan
from inspector_app.sampling.selections import save_together
from schemas.identifiers import derived_id
from schemas.records import Case, CaseSelection, SamplePlan
from tests.evidence_base.laptops import Laptop, exchange
from tests.sampling.case_lists import (
    POSTCODE,
    TEAMS,
    WORKER,
    drawn,
    stratified,
)


def every_case(base: EvidenceBase) -> list[Case]:
    with base.reading() as session:
        return list(session.exec(select(Case)))


def counts(base: EvidenceBase) -> tuple[int, int, int]:
    with base.reading() as session:
        return (
            len(session.exec(select(SamplePlan)).all()),
            len(session.exec(select(CaseSelection)).all()),
            len(session.exec(select(Case)).all()),
        )


def test_twelve_by_team_are_drawn_in_proportion_and_their_tickets_are_hashes(
    ann: Laptop, frame: str
) -> None:
    done = drawn(ann.base, frame)
    assert done.seed == f"{done.plan}/plum/stone"
    assert [(s.value, s.population, s.drawn) for s in done.preview.strata] == [
        ("East", 12, 4),
        ("North", 20, 6),
        ("South", 8, 2),
    ]
    for one in (*done.selected, *done.reserves):
        assert one.ticket == sha256(f"{done.seed}\x1f{one.unit}".encode()).hexdigest()
    assert Counter(one.stratum for one in done.selected) == {"East": 4, "North": 6, "South": 2}
    assert {one.probability for one in done.selected if one.stratum == "North"} == {"3/10"}


def test_plan_cases_and_selections_are_one_change_with_derived_ids(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    change = ann.base.last_own_change()
    assert change is not None
    records = set(ann.base.records_of_change(change))
    cases = {case_id(ann.inspection, one.case) for one in done.selected}
    selections = {
        derived_id("case-selection", done.plan, str(done.seed), one.unit) for one in done.selected
    }
    assert records == {done.plan} | cases | selections
    assert sorted(one.number or 0 for one in done.selected) == list(range(1, 13))


def test_what_is_read_back_draws_the_same_again(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    plan = find_plan(ann.base, done.plan)
    with opened_frame(ann.base, frame) as opened:
        units = recorded_units(recorded_list(opened, plan), plan)
    again = draw_sample(units, plan.draw_plan())
    assert [one.unit for one in again.selected] == [one.unit for one in done.selected]
    recorded = [one.record.unit for one in cases_of_plan(ann.base, plan)]
    assert recorded == [one.unit for one in done.selected]


def test_without_a_phrase_one_of_six_words_is_made(ann: Laptop, frame: str) -> None:
    first = draw_plan(ann.base, stratified(frame))
    second = draw_plan(ann.base, replace(stratified(frame), again="A second look"))
    phrases = {str(done.seed).split("/")[1] for done in (first, second)}
    assert len(phrases) == 2
    assert all(phrase.count("-") >= 5 for phrase in phrases)
    assert str(first.seed).endswith("/")


def test_what_goes_into_the_log_has_no_worker_and_no_postcode(ann: Laptop, frame: str) -> None:
    done = drawn(ann.base, frame)
    cases = every_case(ann.base)
    assert {case.identifier for case in cases} == {one.case for one in done.selected}
    assert {case.team for case in cases} <= set(TEAMS)
    assert all(case.label and case.label.split()[0] in ("boy", "girl") for case in cases)
    for case in cases:
        extract = Extract.from_text(case.extract or "")
        assert [field.column for field in extract.fields] == ["Allocated Team"]
        assert "Date Started to be Looked After" in {event.what for event in extract.events}
    with ann.base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT text FROM part").all()
    said = " ".join(row[0] for row in rows)
    assert "plum" in said
    assert WORKER not in said
    assert POSTCODE not in said


@pytest.mark.parametrize(
    "column", ["Allocated Worker", "Placement postcode", "Child Unique ID", "child id"]
)
def test_columns_that_name_somebody_make_no_strata_and_no_conditions(
    ann: Laptop, frame: str, column: str
) -> None:
    by_it = replace(stratified(frame), by=(column,))
    where_it = replace(stratified(frame), where=(f"{column} = x",))
    for plan in (by_it, where_it):
        for act in (draw_plan, preview_plan):
            with pytest.raises(InspectorError) as refused:
                act(ann.base, plan)
            assert refused.value.code == "column-sensitive"
    assert counts(ann.base) == (0, 0, 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"n": 41}, "sample-larger-than-population"),
        ({"n": 0}, "size-not-positive"),
        ({"by": ("Postman",)}, "column-unknown"),
        ({"by": ("'); DROP TABLE frame_row; --",)}, "column-unknown"),
        ({"by": ()}, "strata-missing"),
        (
            {"allocation": "manual", "manual": {"South": 9, "North": 3}},
            "sample-larger-than-stratum",
        ),
        ({"allocation": "manual", "manual": {"West": 12}}, "unknown-stratum"),
        ({"list": 2}, "list-not-in-frame"),
        ({"list": 99}, "list-not-in-frame"),
        ({"frame": "0" * 32}, "unknown-frame"),
        ({"frame": "../../etc/passwd"}, "unknown-frame"),
        ({"unit": "referral"}, "unit-not-on-list"),
        ({"unit": "sausage"}, "unit-not-on-list"),
        ({"where": ("Age >= old",)}, "condition-unclear"),
        ({"where": ("Age >= 30",)}, "empty-list"),
        ({"where": ("Age != \ud800",)}, "text-unreadable"),
        ({"title": " "}, "title-missing"),
        ({"enquiries": ("0" * 32,)}, "unknown-enquiry"),
        ({"supersedes": "0" * 32}, "unknown-plan"),
        ({"our_phrase": "a/b"}, "seed-unclear"),
        ({"design": "simple"}, "option-not-for-design"),
        ({"column": "Age"}, "option-not-for-design"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_kept(
    ann: Laptop, frame: str, change: dict[str, object], code: str
) -> None:
    before = ann.base.last_own_change()
    with pytest.raises(InspectorError) as refused:
        draw_plan(ann.base, replace(stratified(frame), **change))  # type: ignore[arg-type]  # several kinds of fields
    assert refused.value.code == code
    assert refused.value.kept
    assert refused.value.next_step
    assert counts(ann.base) == (0, 0, 0)
    assert ann.base.last_own_change() == before


def test_conditions_narrow_a_random_draw_and_each_says_what_it_left(
    ann: Laptop, frame: str
) -> None:
    plan = replace(stratified(frame, 4), where=("Age >= 10", "Gender contains female"))
    done = draw_plan(ann.base, plan)
    assert done.preview.population == 8
    assert [(f.condition, f.left) for f in done.preview.filters] == [
        ("Age of Child (Years) >= 10", 16),
        ("Gender contains female", 8),
    ]
    assert all(int(one.case[1:]) % 18 >= 10 and int(one.case[1:]) % 2 for one in done.selected)


def test_a_criterion_chooses_all_that_meet_it_in_order_without_tickets(
    ann: Laptop, frame: str
) -> None:
    done = draw_plan(
        ann.base,
        NewPlan(
            frame=frame,
            list=8,
            design="purposeful",
            n=None,
            title="Moved often",
            rationale="Stability",
            where=("Number of Placements in the Last 12 months = 4",),
        ),
    )
    assert [one.case for one in done.selected] == [f"C{at:04d}" for at in range(4, 40, 5)]
    assert done.seed is None
    assert not done.reserves
    assert {one.ticket for one in done.selected} == {None}
    with ann.base.reading() as session:
        routes = {one.route for one in session.exec(select(CaseSelection))}
    assert routes == {"criterion"}


def test_the_extreme_of_a_column_is_chosen_and_ties_left_out_are_counted(
    ann: Laptop, frame: str
) -> None:
    done = draw_plan(
        ann.base,
        NewPlan(
            frame=frame,
            list=8,
            design="purposeful",
            purposeful="extreme",
            n=3,
            title="Longest",
            rationale="Drift",
            column="Number of Placements in the Last 12 months",
        ),
    )
    assert [one.case for one in done.selected] == ["C0004", "C0009", "C0014"]
    assert done.tied_outside == 5


def test_two_referrals_of_one_child_are_two_units_and_one_case(ann: Laptop, frame: str) -> None:
    plan = NewPlan(frame=frame, list=3, design="simple", n=8, title="Referrals", rationale="All")
    done = draw_plan(ann.base, plan)
    assert done.preview.unit == "referral"
    assert len({one.unit for one in done.selected}) == 8
    assert {one.unit.split("|")[1] for one in done.selected} == {"3"}
    assert len(every_case(ann.base)) == len({one.case for one in done.selected}) == 4


def test_a_case_of_two_plans_is_one_case_that_keeps_its_number_and_both_plans_fields(
    ann: Laptop, frame: str
) -> None:
    drawn(ann.base, frame, 40)
    before = {case.identifier: case.number for case in every_case(ann.base)}
    again = replace(stratified(frame, 40), by=("Gender",), again="By gender, too")
    draw_plan(ann.base, again)
    cases = every_case(ann.base)
    assert {case.identifier: case.number for case in cases} == before
    for case in cases:
        fields = Extract.from_text(case.extract or "").fields
        assert [field.column for field in fields] == ["Allocated Team", "Gender"]


def test_a_withdrawn_case_stays_withdrawn_when_it_is_drawn(ann: Laptop, frame: str) -> None:
    first = drawn(ann.base, frame, 40)
    case = case_id(ann.inspection, first.selected[0].case)
    writes = tuple(w for view in ann.base.fields(case).values() for w in view.every_write)
    ann.base.record(NewWrite(case, "case", "withdrawn", Typed("wrong child"), (), writes))
    drawn(ann.base, frame, 40, again="A second look")
    assert ann.base.fields(case)["withdrawn"].value == "wrong child"


def test_drawing_again_is_a_new_plan_that_names_the_old(ann: Laptop, frame: str) -> None:
    old = drawn(ann.base, frame)
    again = replace(stratified(frame), supersedes=old.plan)
    with pytest.raises(InspectorError) as refused:
        draw_plan(ann.base, again)
    assert refused.value.code == "reason-missing"
    new = draw_plan(ann.base, replace(again, rationale="The list was wrong about two teams"))
    assert find_plan(ann.base, new.plan).record.supersedes == old.plan
    assert len(cases_of_plan(ann.base, find_plan(ann.base, old.plan))) == 12


def test_a_colleague_sees_the_plan_and_its_cases_after_a_sync(
    team: dict[str, Laptop], frame: str
) -> None:
    done = drawn(team["ann"].base, frame)
    exchange(team["ann"], team["bea"])
    bea = team["bea"].base
    cases = cases_of_plan(bea, find_plan(bea, done.plan))
    assert [one.identifier for one in cases] == [one.case for one in done.selected]
    with pytest.raises(InspectorError) as refused:
        drawn(bea, frame, again="From her laptop")
    assert refused.value.code == "frame-elsewhere"


def test_a_sample_too_large_for_one_change_is_saved_in_several_with_the_plan_last(
    ann: Laptop,
) -> None:
    notes = [ann.base.new_id() for _ in range(5)]
    groups = [(NewWrite(note, "note", "text", Typed("x" * 700)),) for note in notes]
    save_together(ann.base, groups, largest=2_000)
    last = ann.base.last_own_change()
    assert last is not None
    assert ann.base.records_of_change(last) == (notes[-1],)
    assert {ann.shown(note, "text") for note in notes} == {"x" * 700}


# --- chosen on purpose ----------------------------------------------------------------------------


def on_purpose(frame: str, **changes: object) -> NewPlan:
    plan = NewPlan(frame=frame, list=8, design="purposeful", n=4, title="Some", rationale="To see")
    return replace(plan, **changes)  # type: ignore[arg-type]  # several kinds of fields


@pytest.mark.parametrize("kind", ["maximum-variation", "typical"])
def test_cases_compared_in_fields_are_chosen_and_chosen_again_when_verified(
    ann: Laptop, frame: str, kind: str
) -> None:
    plan = on_purpose(frame, purposeful=kind, sort=("Age", "Gender", "Allocated Team"))
    done = draw_plan(ann.base, plan)
    assert len(done.selected) == 4
    assert done.seed is None
    teams = {case.team for case in every_case(ann.base)}
    assert (len(teams) > 1) == (kind == "maximum-variation")
    assert verify_plan(ann.base, done.plan).ok
    one = cases_of_plan(ann.base, find_plan(ann.base, done.plan))[0]
    ann.write(one.record.id, "unit", Typed("C0001"), "case-selection")
    assert not verify_plan(ann.base, done.plan).ok


@pytest.mark.parametrize("kind", ["critical", "confirming", "disconfirming"])
def test_conditions_choose_critical_and_confirming_cases(
    ann: Laptop, frame: str, kind: str
) -> None:
    line = ann.base.new_id()
    ann.base.record(NewWrite(line, "line-of-enquiry", "title", Typed("Drift")))
    plan = on_purpose(frame, purposeful=kind, where=("Age >= 16",), enquiries=(line,))
    done = draw_plan(ann.base, plan)
    assert find_plan(ann.base, done.plan).record.purposeful_type == kind
    assert len(done.selected) == 4
    assert verify_plan(ann.base, done.plan).ok
    if kind != "critical":
        with pytest.raises(InspectorError) as refused:
            draw_plan(ann.base, replace(plan, enquiries=()))
        assert refused.value.code == "enquiry-missing"


def test_a_snowball_starts_from_named_cases_and_keeps_who_led_to_whom(
    ann: Laptop, frame: str
) -> None:
    plan = on_purpose(frame, purposeful="snowball", n=None, starts=("C0007", " C0003 "))
    done = draw_plan(ann.base, plan)
    assert [one.case for one in done.selected] == ["C0003", "C0007"]
    with pytest.raises(InspectorError) as refused:
        add_case_to_plan(ann.base, done.plan, "C0011", "tracked", "Same home")
    assert refused.value.code == "link-missing"
    with pytest.raises(InspectorError) as refused:
        add_case_to_plan(ann.base, done.plan, "C0011", "tracked", "Same home", led_by="C0001")
    assert refused.value.code == "not-in-the-plan"
    add_case_to_plan(ann.base, done.plan, "C0011", "tracked", "Same home", led_by="C0007")
    add_case_to_plan(ann.base, done.plan, "C0012", "tracked", "Sibling", led_by="C0011")
    there = cases_of_plan(ann.base, find_plan(ann.base, done.plan))
    assert [one.record.why for one in there[2:]] == ["from C0007: Same home", "from C0011: Sibling"]
    assert verify_plan(ann.base, done.plan).ok


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purposeful": "typical"}, "order-missing"),
        ({"purposeful": "maximum-variation", "sort": ("Age",), "n": None}, "size-missing"),
        ({"purposeful": "typical", "sort": ("Allocated Worker",)}, "column-sensitive"),
        ({"purposeful": "criterion", "sort": ("Age",)}, "option-not-for-design"),
        ({"purposeful": "snowball", "n": None}, "start-missing"),
        ({"purposeful": "snowball", "n": None, "starts": ("Z9",)}, "start-not-on-list"),
        ({"purposeful": "snowball", "starts": ("C0001",)}, "option-not-for-design"),
        ({"purposeful": "critical"}, "condition-missing"),
        ({"purposeful": "extreme", "column": "Age", "starts": ("C0001",)}, "option-not-for-design"),
        ({"cluster": "Allocated Team"}, "option-not-for-design"),
        ({"size_column": "Age"}, "option-not-for-design"),
    ],
)
def test_what_does_not_belong_to_a_purposeful_selection_is_refused(
    ann: Laptop, frame: str, change: dict[str, object], code: str
) -> None:
    with pytest.raises(InspectorError) as refused:
        draw_plan(ann.base, on_purpose(frame, **change))
    assert refused.value.code == code
    assert counts(ann.base) == (0, 0, 0)
