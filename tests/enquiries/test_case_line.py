"""The dated line of a case: lists, notes, requests and selections, day by day, with its gaps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspector_app.enquiries.case_line import LineItem, gaps, joined_line, months_between
from inspector_app.enquiries.case_page import case_page
from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.enquiries.requests import NewRequest, add_request
from inspector_app.enquiries.safety_concerns import NewConcern, raise_concern
from inspector_app.evidence_base.editing import withdraw
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.child_events import ChildEvents
from inspector_app.intake.extracts import Extract
from inspector_app.intake.frame import DatedEvent
from inspector_app.intake.importing import import_frame
from inspector_app.intake.reading import inspect_files
from tests.evidence_base.laptops import Laptop, exchange
from tests.intake.workbooks import headings, row_for, write_workbook

REFERRAL = DatedEvent("2025-02-10", 3, "Referral", "Date of referral")
ASSESSED = DatedEvent("2025-03-01", 4, "Assessments", "Continuous Assessment Start Date")
PLAN = DatedEvent("2026-01-20", 7, "Child protection", "Child Protection Plan Start Date")


def extract_of(*events: DatedEvent) -> str:
    return Extract(events, ()).to_text()


def seen(line: tuple[LineItem, ...]) -> list[tuple[str, str]]:
    return [(item.kind, item.day) for item in line]


def days(*texts: str) -> ChildEvents:
    return ChildEvents(tuple(DatedEvent(text, 6, "Children in Need", "x") for text in texts))


def test_lists_notes_requests_and_concerns_stand_on_one_line_by_day(ann: Laptop) -> None:
    case = add_case(ann.base, NewCase("7", extract=extract_of(PLAN, REFERRAL, ASSESSED))).record
    add_case(ann.base, NewCase("8"))
    note = NewNote(
        "Came late.",
        when="2026-01-20T09:00:00+00:00",
        occasion="worker",
        spoke_to=("team manager",),
        minutes=45,
        cases=(CaseSeen(case, "whole"),),
    )
    add_note(ann.base, note)
    add_request(ann.base, NewRequest("Talk it through", "manager", case, person="Jane Smith"))
    raise_concern(ann.base, NewConcern("Afraid", case=case))
    add_note(ann.base, NewNote("About nobody."))
    line = joined_line(case_page(ann.base, case))
    today = ann.base.vault.clock().date().isoformat()
    assert seen(line) == [
        ("event", "2025-02-10"),
        ("event", "2025-03-01"),
        ("gap", "2025-03-01"),
        ("event", "2026-01-20"),
        ("note", "2026-01-20"),
        ("request", today),
        ("concern", today),
    ]
    (told,) = [item for item in line if item.kind == "note"]
    assert told.how == "with the worker · whole case · 45 min · spoke to team manager"
    assert told.by == ann.base.member
    assert not any("Jane" in item.text + item.how + item.title for item in line)


def test_a_depth_is_that_of_the_case_shown(ann: Laptop) -> None:
    one = add_case(ann.base, NewCase("7")).record
    two = add_case(ann.base, NewCase("8")).record
    add_note(ann.base, NewNote("n", cases=(CaseSeen(one, "whole"), CaseSeen(two, "stage"))))
    hows = [joined_line(case_page(ann.base, case))[0].how for case in (one, two)]
    assert hows == ["whole case", "one stage"]


def test_notes_of_everybody_are_on_it_and_withdrawn_ones_are_not(ann: Laptop, bea: Laptop) -> None:
    case = add_case(ann.base, NewCase("7")).record
    add_note(ann.base, NewNote("mine", cases=(CaseSeen(case),)))
    gone = add_note(ann.base, NewNote("gone", cases=(CaseSeen(case),))).record
    exchange(ann, bea)
    add_note(bea.base, NewNote("hers", cases=(CaseSeen(case),)))
    ann.base.record(withdraw(ann.base, gone, "wrong child"))
    exchange(ann, bea)
    for laptop in (ann, bea):
        line = joined_line(case_page(laptop.base, case))
        assert [(item.text, item.by) for item in line] == [
            ("mine", ann.base.member),
            ("hers", bea.base.member),
        ]


def test_how_it_was_chosen_stands_on_it_without_ticket_or_seed(ann: Laptop) -> None:
    case = add_case(ann.base, NewCase("7")).record
    plan, selection = ann.base.new_id(), ann.base.new_id()
    ann.base.record(
        NewWrite(plan, "sample-plan", "title", Typed("Neglect")),
        NewWrite(plan, "sample-plan", "our_phrase", Typed("plum-stone")),
        NewWrite(selection, "case-selection", "plan", plan),
        NewWrite(selection, "case-selection", "case", case),
        NewWrite(selection, "case-selection", "route", "drawn"),
        NewWrite(selection, "case-selection", "ticket", Typed("095f974bb3db1c0c")),
        NewWrite(selection, "case-selection", "state", "replaced"),
    )
    ann.base.record(withdraw(ann.base, plan, "drawn again"))
    page = case_page(ann.base, case)
    (item,) = joined_line(page)
    assert (item.kind, item.text, item.how) == (
        "chosen",
        "drawn at random: Neglect",
        "replaced",
    )
    assert page.chosen[0].plan is not None
    assert "plum" not in repr(item)
    assert "095f" not in repr(item)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-31", "2026-02-28", 0),
        ("2026-01-28", "2026-02-28", 1),
        ("2025-12-15", "2026-07-14", 6),
        ("2025-12-15", "2026-07-15", 7),
    ],
)
def test_whole_months_are_counted(start: str, end: str, months: int) -> None:
    assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == months


def test_a_gap_is_told_from_so_many_months_on_and_the_days_between_which_it_lies() -> None:
    found = gaps(days("2025-01-01", "2025-06-30", "2026-02-01", "not a day"), 6)
    assert [(gap.day, gap.until, gap.months) for gap in found] == [("2025-06-30", "2026-02-01", 7)]
    assert gaps(days(), 6) == gaps(days("2025-01-01"), 6) == ()


def test_a_day_that_cannot_be_read_stands_last_as_it_is(ann: Laptop) -> None:
    odd = DatedEvent("soon [/x]", 6, "Children in Need", "x")
    case = add_case(ann.base, NewCase("7", extract=extract_of(odd, REFERRAL))).record
    assert seen(joined_line(case_page(ann.base, case))) == [
        ("event", "2025-02-10"),
        ("event", "soon [/x]"),
    ]


def imported(laptop: Laptop, folder: Path, referred: date) -> str:
    rows = [headings(3), row_for(3, {"Child Unique ID": "7", "Date of referral": referred})]
    path = write_workbook(folder / f"{referred}.xlsx", {"List_3": rows})
    return import_frame(laptop.base, inspect_files([path]))


def test_the_newest_lists_here_are_read_and_what_only_the_extract_has_is_kept_and_marked(
    ann: Laptop, bea: Laptop, tmp_path: Path
) -> None:
    case = add_case(ann.base, NewCase("7", extract=extract_of(REFERRAL))).record
    imported(ann, tmp_path, date(2025, 2, 10))
    newest = imported(ann, tmp_path, date(2025, 2, 11))
    exchange(ann, bea)
    page = case_page(ann.base, case)
    assert page.listed.frame is not None
    assert page.listed.frame.id == newest
    assert [(event.day, event in page.listed.earlier) for event in page.listed.events] == [
        ("2025-02-10", True),
        ("2025-02-11", False),
    ]
    elsewhere = case_page(bea.base, case).listed
    assert (elsewhere.frame, elsewhere.here, elsewhere.elsewhere) == (None, 0, 2)
    assert elsewhere.events == (REFERRAL,)


def test_the_time_since_the_last_event_counts_up_to_the_import(ann: Laptop, tmp_path: Path) -> None:
    case = add_case(ann.base, NewCase("7")).record
    imported(ann, tmp_path, date(2025, 2, 10))
    line = joined_line(case_page(ann.base, case))
    assert [item.kind for item in line] == ["event", "gap"]
    assert line[1].until == ann.base.vault.clock().date().isoformat()
