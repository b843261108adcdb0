"""What is done with a sample from its page, on a real base: saved, refused or put in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.enquiries.shown import shown_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.importing import import_frame, kept_frames
from inspector_app.intake.reading import inspect_files
from inspector_app.sampling.joint_seeds import draft_joint_plan
from inspector_app.sampling.list_draws import draws_of_list
from inspector_app.sampling.plan_choices import choices_of_frame
from inspector_app.sampling.plan_comparison import columns_to_compare, compare_plan
from inspector_app.sampling.plan_units import TEAM
from inspector_app.sampling.plans import draw_plan, preview_plan
from inspector_app.sampling.recorded import PlanCase, cases_of_plan, find_plan
from inspector_app.tui import plan_doings
from inspector_app.tui.plan_against_list import against_list
from inspector_app.tui.plan_form import Form, Value, first_form, form_again, missing_words
from inspector_app.tui.plan_preview import shown_preview
from inspector_app.tui.plan_view import about_plan, members_to_choose, read_plan, usual_members
from inspector_app.tui.sample_overview import read_samples
from inspector_app.tui.sample_words import refusal_words
from schemas.records import Request
from tests.tui.program import set_up
from tests.tui.screens.authority_file import CHILDREN, SHARES, TEAMS, write_file

HOSTILE_TEAM = "[/x] [Smith v Jones]"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EvidenceBase]:
    """An inspection with the authority's lists; each test draws plans of its own."""
    folder = tmp_path_factory.mktemp("plans")
    opened = set_up(folder / "home")
    import_frame(opened, inspect_files([write_file(folder / "lists.xlsx")]))
    yield opened
    opened.close()


@pytest.fixture
def form(base: EvidenceBase) -> Form:
    (frame,) = kept_frames(base)
    first = first_form(frame.record.id, choices_of_frame(base, frame.record.id))
    return replace(first, why="Teams differ")


def drawn(base: EvidenceBase, form: Form) -> tuple[str, tuple[PlanCase, ...]]:
    plan = draw_plan(base, replace(form, again="For another test").new_plan()).plan
    return plan, cases_of_plan(base, find_plan(base, plan))


def test_the_form_begins_with_children_in_need_by_team_and_draws_in_proportion(
    base: EvidenceBase, form: Form
) -> None:
    new = form.new_plan()
    assert (new.list, new.design, new.by, new.n) == (6, "stratified", (TEAM,), 12)
    assert new.title == "Children in Need by Allocated Team"
    shown = shown_preview(preview_plan(base, new))
    assert shown.says == f"12 of {CHILDREN} children will be drawn."
    exact = ("4.80", "3.60", "2.40", "1.20")
    assert {row.row.cells[0]: row.row.cells[1:4] for row in shown.rows} == {
        team: (share, drawn, str(size))
        for team, size, share, drawn in zip(TEAMS, SHARES, exact, "5421", strict=True)
    }
    assert shown.rule


def test_groups_that_would_get_none_are_said(base: EvidenceBase, form: Form) -> None:
    shown = shown_preview(preview_plan(base, form.with_value("n", "3").new_plan()))
    assert "1 group gets none (6 children in all)" in shown.says
    assert "none" in [row.row.cells[2] for row in shown.rows]


def test_what_another_way_does_not_take_is_left_out_and_what_it_needs_is_said(form: Form) -> None:
    simple = replace(form, way="simple")
    assert (simple.new_plan().by, simple.new_plan().design) == ((), "simple")
    chosen = replace(form, way="criterion")
    assert "Only where" in missing_words(chosen)
    chosen = chosen.with_value("where", ("Gender = b) Female", "")).with_value("n", "")
    assert missing_words(chosen) == ""
    new = chosen.new_plan()
    assert (new.purposeful, new.where, new.n) == ("criterion", ("Gender = b) Female",), None)
    with pytest.raises(InspectorError, match="not a whole number"):
        chosen.with_value("n", "twelve").new_plan()
    other = form.with_list(1)
    assert (other.unit, other.values["by"]) == ("contact", ())


def test_sizes_by_hand_spreads_and_a_stated_order_are_asked_only_where_they_are_needed(
    base: EvidenceBase, form: Form
) -> None:
    assert "manual" not in form.asked
    by_hand = form.with_value("allocation", "manual")
    assert "manual" in by_hand.asked
    by_hand = by_hand.with_value("manual", f"North=6; South=5; {HOSTILE_TEAM}=1")
    shown = shown_preview(preview_plan(base, by_hand.new_plan()))
    assert {row.row.cells[0]: row.row.cells[2] for row in shown.rows} == {
        "North": "6",
        "South": "5",
        "East": "none",
        HOSTILE_TEAM: "1",
    }
    with pytest.raises(InspectorError, match="each group once"):
        by_hand.with_value("manual", "North").new_plan()
    varied = form.with_value("allocation", "neyman")
    varied = varied.with_value("spreads", f"North=1; South=1; East=1; {HOSTILE_TEAM}=9")
    shown = shown_preview(preview_plan(base, varied.new_plan()))
    assert {row.row.cells[0]: row.row.cells[2] for row in shown.rows}[HOSTILE_TEAM] == "6"
    steps = replace(form, way="systematic").with_value("sort", ("Age of Child (Years)",))
    shown = shown_preview(preview_plan(base, steps.new_plan()))
    assert "one in 5.0" in shown.says
    plan, cases = drawn(base, replace(steps, why="Ages"))
    assert len(cases) == 12
    assert "looked at." in plan_doings.tells_words(find_plan(base, plan), 1, 12)
    assert form_again(form, find_plan(base, plan)).way == "systematic"


@pytest.mark.parametrize(
    ("way", "values"),
    [
        ("pps", {"size_column": "Age of Child (Years)"}),
        ("two-stage", {"cluster": TEAM, "clusters": "2"}),
        ("maximum-variation", {"fields": ("Gender", "Age of Child (Years)")}),
        ("typical", {"fields": ("Gender", "Age of Child (Years)")}),
        ("critical", {"where": ("Age of Child (Years) < 3",)}),
        ("extreme", {"column": "Age of Child (Years)"}),
    ],
)
def test_every_way_of_choosing_makes_a_plan_that_comes_back_to_the_form(
    base: EvidenceBase, form: Form, way: str, values: dict[str, Value]
) -> None:
    filled = replace(form, way=way).with_value("n", "6")
    assert missing_words(filled)
    for name, value in values.items():
        filled = filled.with_value(name, value)
    assert missing_words(filled) == ""
    shown = shown_preview(preview_plan(base, filled.new_plan()))
    assert "children" in shown.says
    plan, cases = drawn(base, filled)
    assert len(cases) == 6
    again = form_again(form, find_plan(base, plan))
    assert again.way == way
    assert {name: again.value(name) for name in values} == values
    assert read_plan(base, plan).line.startswith("6 of ")


def test_a_case_is_replaced_only_after_a_manager_was_asked_in_vain(
    base: EvidenceBase, form: Form
) -> None:
    plan, (gone, *_) = drawn(base, form)
    away = "worker-and-manager-away"
    with pytest.raises(InspectorError) as refused:
        plan_doings.replace_one(base, plan, gone, away)
    assert "say with M what came of it" in refusal_words(refused.value)
    plan_doings.ask_for_manager(base, gone, "to-ask", None)
    plan_doings.ask_for_manager(base, gone, "refused", "both on leave")
    (request,) = [
        one for one in shown_records(base, Request) if one.record.case == gone.record.case
    ]
    assert (request.record.state, request.record.reason) == ("refused", "both on leave")
    assert plan_doings.replace_one(base, plan, gone, away).startswith("Replaced by case ")
    seen = read_plan(base, plan)
    came = [row.row.cells[3] for row in seen.rows]
    assert came.count("reserve") == 1
    assert sum(words.startswith("✗ replaced because the worker was away") for words in came) == 1
    assert seen.life.size == 12


def test_cases_are_shared_out_added_and_drawn_further(base: EvidenceBase, form: Form) -> None:
    plan, (first, *_) = drawn(base, form)
    team = members_to_choose(base)
    assert usual_members(team) == (base.member,)
    said = plan_doings.allocate(base, plan, usual_members(team))
    assert said.startswith("12 cases shared out.")
    with pytest.raises(InspectorError) as refused:
        plan_doings.allocate(base, plan, usual_members(team))
    assert "--" not in refusal_words(refused.value)
    said = plan_doings.give(base, plan, first, [base.member], "supervision [x]")
    assert said.startswith("1 person looks at it.")
    assert read_plan(base, plan).rows[0].row.cells[5] == "Ann (supervision [x])"
    assert plan_doings.extend(base, plan, 2).startswith("2 more drawn.")
    said = plan_doings.add_by_hand(base, plan, "X9", "offered-by-worker", "offered today")
    assert "not on the list" in said
    seen = read_plan(base, plan)
    assert seen.line.startswith("15 of 60 children · by chance from each Allocated Team")
    assert "Extended by 2." in about_plan(seen)
    assert HOSTILE_TEAM in about_plan(seen)


def test_a_sample_says_what_it_can_and_is_checked_in_words(
    base: EvidenceBase, form: Form, tmp_path: Path
) -> None:
    plan, (first, *_) = drawn(base, form)
    assert "✓ The tickets of all 60 on the list" in plan_doings.verify_words(base, plan)
    assert "The sample is 12 children" in plan_doings.statement_words(base, plan)
    assert find_plan(base, plan).seed == plan_doings.seed_words(base, plan)
    recorded = find_plan(base, plan)
    assert "up to 11 children" in plan_doings.tells_words(recorded, 0, 12)
    assert "⚠" in plan_doings.tells_words(recorded, 13, 12)
    add_note(base, NewNote("Seen", occasion="worker", cases=(CaseSeen(first.record.case or ""),)))
    assert "1 seen" in read_plan(base, plan).line
    with pytest.raises(InspectorError):
        plan_doings.complete(base, plan, None)
    assert plan_doings.complete(base, plan, "no time") == "Closed; 11 of 12 not seen."
    assert "✓ complete" in read_plan(base, plan).heading
    said = plan_doings.certify(base, plan, tmp_path / "certificate.html", None)
    assert said.endswith("The certificate is written. It has no passphrase.")
    assert "SHA-256" in (tmp_path / "certificate.html").read_text(encoding="utf-8")
    (row,) = [row for row in read_samples(base).plans if row.row.key == plan]
    assert row.row.cells[2:5] == ("12 of 60", "1 of 12", "✓ complete")


def test_the_list_is_set_beside_the_sample_by_any_column_and_workers_by_number(
    base: EvidenceBase, form: Form
) -> None:
    plan, _ = drawn(base, form)
    columns = columns_to_compare(base, plan)
    assert "Child Unique ID" not in columns
    assert columns[-1] == "Allocated Worker"
    shown = against_list(compare_plan(base, plan, TEAM), 10)
    assert shown.says.endswith("Every value of Allocated Team is in the sample.")
    north = shown.rows[0].row.cells
    assert north == ("North", "24", "40.0 %", "━━━━━━━━━╸", "5", "41.7 %", "━" * 10, "▲ +1.7")
    ages = against_list(compare_plan(base, plan, "Age of Child (Years)"), 10)
    assert "Not seen at all, " in ages.says
    assert "✗ not seen" in [row.row.cells[7] for row in ages.rows]
    workers = against_list(compare_plan(base, plan, "Allocated Worker"), 10)
    assert "A Worker" not in workers.says
    assert workers.rows == ()
    with pytest.raises(InspectorError):
        compare_plan(base, plan, "Child Unique ID")


def test_a_joint_seed_waits_and_a_second_draw_is_known_as_one(
    base: EvidenceBase, form: Form
) -> None:
    plan, _ = drawn(base, form)
    newest = draws_of_list(base, form.number).newest
    assert newest is not None
    assert newest.plan == plan
    again = form_again(form, find_plan(base, plan))
    assert (again.supersedes, again.why, again.values["by"]) == (plan, "", (TEAM,))
    waiting = replace(again, why="the list was wrong", joint=True)
    assert waiting.waits
    draft = draft_joint_plan(base, waiting.new_plan())
    lines = plan_doings.draft_lines(base, draft.plan)
    assert draft.commitment in lines
    assert draft.text in lines
    assert (find_plan(base, draft.plan).record.our_phrase or "") not in lines
    assert "Not drawn yet" in read_plan(base, draft.plan).line
    assert plan_doings.finish_draft(base, draft.plan, "tea at noon").startswith("12 drawn")
    assert find_plan(base, draft.plan).record.supersedes == plan
