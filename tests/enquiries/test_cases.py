"""Cases: one record for one child on every laptop, and a number people can say."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.case_page import case_page
from inspector_app.enquiries.cases import (
    CaseFinder,
    NewCase,
    add_case,
    case_id,
    short_numbers,
)
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.enquiries.shown import shown_record, shown_records
from inspector_app.evidence_base.editing import withdraw
from inspector_app.intake.extracts import Extract, ExtractField
from inspector_app.intake.frame import DatedEvent
from schemas.records import Case
from tests.enquiries.refusals import refused
from tests.evidence_base.laptops import Laptop, exchange


def names(laptop: Laptop) -> dict[str, str]:
    cases = [shown.record for shown in shown_records(laptop.base, Case)]
    short = short_numbers(cases)
    return {case.identifier or "": short[case.id] for case in cases}


def test_cases_are_numbered_as_they_come(ann: Laptop) -> None:
    for identifier in ("900", "0007", "abc"):
        add_case(ann.base, NewCase(identifier))
    assert names(ann) == {"900": "1", "0007": "2", "abc": "3"}


@pytest.mark.parametrize("typed", ["12345", " 12345.0 ", "\u00a012345\u200b"])
def test_one_child_is_one_case_however_the_identifier_is_typed(ann: Laptop, typed: str) -> None:
    saved = add_case(ann.base, NewCase(typed))
    assert saved.record == case_id(ann.inspection, "12345")
    assert shown_record(ann.base, Case, saved.record).record.identifier == "12345"


@pytest.mark.parametrize("typed", ["", " ", "\u00a0\x00"])
def test_a_case_without_an_identifier_is_refused(ann: Laptop, typed: str) -> None:
    with refused(ann.base, "no-identifier"):
        add_case(ann.base, NewCase(typed))


def test_adding_a_case_again_adds_what_is_new_and_keeps_its_number(ann: Laptop) -> None:
    first = add_case(ann.base, NewCase("1", label="girl 9"))
    add_case(ann.base, NewCase("2"))
    again = add_case(ann.base, NewCase("1", team="North", worker="W07"))
    assert again.record == first.record
    case = shown_record(ann.base, Case, first.record).record
    assert (case.label, case.team, case.worker, case.number) == ("girl 9", "North", "W07", 1)
    assert add_case(ann.base, NewCase("1")).recorded is None


def test_the_number_of_a_withdrawn_case_is_not_given_out_again(ann: Laptop) -> None:
    gone = add_case(ann.base, NewCase("1")).record
    ann.base.record(withdraw(ann.base, gone, "typed wrongly"))
    add_case(ann.base, NewCase("2"))
    assert names(ann) == {"2": "2"}


def test_the_same_child_met_on_two_laptops_is_one_case(ann: Laptop, bea: Laptop) -> None:
    for laptop in (ann, bea):
        finder = CaseFinder(laptop.base)
        case = finder.by_identifier("31")
        add_note(laptop.base, NewNote("n", cases=(CaseSeen(case),)), finder.writes)
    exchange(ann, bea)
    assert names(ann) == names(bea) == {"31": "1"}
    assert ann.base.conflicts() == ()
    assert len(case_page(ann.base, case).notes) == 2


def test_two_children_with_one_number_get_letters_the_same_on_both_laptops(
    ann: Laptop, bea: Laptop
) -> None:
    add_case(ann.base, NewCase("31"))
    add_case(bea.base, NewCase("32"))
    exchange(ann, bea)
    assert names(ann) == names(bea)
    assert sorted(names(ann).values()) == ["1a", "1b"]
    with refused(ann.base, "ambiguous-case"):
        CaseFinder(ann.base).by_number(1)
    add_case(ann.base, NewCase("33"))
    found = CaseFinder(ann.base).by_number(2)
    assert shown_record(ann.base, Case, found).record.identifier == "33"


def test_a_number_that_nobody_has_is_refused(ann: Laptop) -> None:
    with refused(ann.base, "unknown-case"):
        CaseFinder(ann.base).by_number(14)


def test_letters_go_on_after_z() -> None:
    cases = [Case(id=f"{n:032x}", number=14) for n in range(28)]
    assert short_numbers(cases)[cases[0].id] == "14a"
    assert short_numbers(cases)[cases[25].id] == "14z"
    assert short_numbers(cases)[cases[27].id] == "14ab"


def test_several_new_cases_of_one_save_get_numbers_of_their_own(ann: Laptop) -> None:
    finder = CaseFinder(ann.base)
    seen = tuple(CaseSeen(finder.by_identifier(each)) for each in ("5", "6", "5.0"))
    add_note(ann.base, NewNote("n", cases=seen), finder.writes)
    assert names(ann) == {"5": "1", "6": "2"}


def test_a_page_joins_the_lists_with_everybodys_notes_and_evidence(
    ann: Laptop, bea: Laptop
) -> None:
    event = DatedEvent("2026-01-05", 3, "Assessments", "Assessment start")
    extract = Extract((event,), (ExtractField(3, "Team", "North"),))
    case = add_case(ann.base, NewCase("1", extract=extract.to_text())).record
    other = add_case(ann.base, NewCase("2")).record
    exchange(ann, bea)
    note = add_note(bea.base, NewNote("n", cases=(CaseSeen(case),))).record
    add_note(bea.base, NewNote("elsewhere", cases=(CaseSeen(other),)))
    evidence = add_evidence(ann.base, NewEvidence("e", looked_in=(case,))).record
    exchange(ann, bea)
    page = case_page(ann.base, case)
    assert page.extract == extract
    assert [each.id for each in page.notes] == [note]
    assert [each.id for each in page.evidence] == [evidence]
    assert page.short == "1"


def test_an_extract_that_cannot_be_read_is_left_out(ann: Laptop) -> None:
    case = add_case(ann.base, NewCase("1", extract="{not an extract")).record
    assert case_page(ann.base, case).extract is None


def test_a_case_that_is_not_here_has_no_page(ann: Laptop) -> None:
    with refused(ann.base, "unknown-record"):
        case_page(ann.base, case_id(ann.inspection, "404"))
