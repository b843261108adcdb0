"""The list of all cases."""

from __future__ import annotations

from inspector_app.enquiries.case_list import ListedCase, listed_cases
from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.evidence_base.editing import withdraw
from inspector_app.evidence_base.writing import NewWrite, Typed
from tests.evidence_base.laptops import Laptop, exchange


def chosen(laptop: Laptop, case: str, *allocated: str, state: str = "selected") -> str:
    """Put a case into a plan of its own; the id of the plan."""
    plan, selection = laptop.base.new_id(), laptop.base.new_id()
    laptop.base.record(
        NewWrite(plan, "sample-plan", "title", Typed("Neglect")),
        NewWrite(selection, "case-selection", "plan", plan),
        NewWrite(selection, "case-selection", "case", case),
        NewWrite(selection, "case-selection", "route", "drawn"),
        NewWrite(selection, "case-selection", "state", state),
        *(NewWrite(selection, "case-selection", f"allocated[{m}]", True) for m in allocated),
    )
    return plan


def by_identifier(laptop: Laptop) -> dict[str, ListedCase]:
    return {case.identifier: case for case in listed_cases(laptop.base)}


def test_ours_are_those_we_have_wrote_on_or_added_ourselves(ann: Laptop, bea: Laptop) -> None:
    cases = {name: add_case(ann.base, NewCase(name)).record for name in ("has", "wrote", "not")}
    add_case(bea.base, NewCase("added"))
    chosen(ann, cases["has"], bea.base.member)
    exchange(ann, bea)
    add_note(bea.base, NewNote("n", cases=(CaseSeen(cases["wrote"]),)))
    ours = {name: case.ours for name, case in by_identifier(bea).items()}
    assert ours == {"has": True, "wrote": True, "not": False, "added": True}
    assert by_identifier(bea)["has"].allocated == (bea.base.member,)


def test_a_replaced_case_belongs_to_nobody_and_stays_in_the_list(ann: Laptop) -> None:
    case = add_case(ann.base, NewCase("7")).record
    chosen(ann, case, ann.base.member, state="replaced")
    listed = by_identifier(ann)["7"]
    assert (listed.ours, listed.allocated, listed.choices[0].state) == (False, (), "replaced")


def test_the_cases_of_a_withdrawn_plan_are_not_lost(ann: Laptop) -> None:
    case = add_case(ann.base, NewCase("7")).record
    plan = chosen(ann, case, ann.base.member)
    ann.base.record(withdraw(ann.base, plan, "drawn again"))
    listed = by_identifier(ann)["7"]
    assert listed.ours
    assert (listed.choices[0].plan, listed.choices[0].withdrawn) == ("Neglect", True)


def test_notes_and_evidence_are_counted_each_once_and_withdrawn_ones_not(ann: Laptop) -> None:
    case = add_case(ann.base, NewCase("7")).record
    new = NewNote("n", occasion="file-only", cases=(CaseSeen(case, "whole"),))
    add_note(ann.base, NewNote("first", cases=(CaseSeen(case),), when="2026-11-25T08:00:00+00:00"))
    gone = add_note(ann.base, new).record
    ann.base.record(withdraw(ann.base, gone, "wrong child"))
    add_evidence(ann.base, NewEvidence("e", looked_in=(case,), found_in=(case,)))
    add_evidence(ann.base, NewEvidence("elsewhere"))
    listed = by_identifier(ann)["7"]
    assert (listed.notes, listed.evidence) == (1, 1)
    assert listed.last_note == "2026-11-25T08:00:00+00:00"
    assert (listed.occasions, listed.followed) == (frozenset(), False)
    add_note(ann.base, new)
    listed = by_identifier(ann)["7"]
    assert (listed.occasions, listed.followed) == (frozenset({"file-only"}), True)


def test_two_children_with_one_number_have_letters_and_a_withdrawn_case_is_left_out(
    ann: Laptop, bea: Laptop
) -> None:
    add_case(ann.base, NewCase("31"))
    add_case(bea.base, NewCase("32"))
    exchange(ann, bea)
    gone = add_case(ann.base, NewCase("33")).record
    ann.base.record(withdraw(ann.base, gone, "typed wrongly"))
    assert [case.short for case in listed_cases(ann.base)] == ["1a", "1b"]
