"""The grid: honest counts from any two sides, gaps included."""

from __future__ import annotations

from itertools import product

import pytest

from inspector_app.enquiries.cases import CaseFinder, NewCase, add_case
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.grid import SIDES, Grid, Side, grid
from inspector_app.enquiries.grid_labels import grid_labels
from inspector_app.enquiries.lines_of_enquiry import NewLine, raise_line
from inspector_app.enquiries.notes import NewNote, add_note
from inspector_app.enquiries.safety_concerns import NewConcern, raise_concern
from inspector_app.enquiries.tagging import Tags
from inspector_app.evidence_base.editing import withdraw
from inspector_app.evidence_base.writing import NewWrite
from tests.evidence_base.laptops import Laptop, exchange

AREAS = ("leaders", "help-and-protection", "children-in-care", "care-leavers", "none")
POLARITIES = ("strength", "concern", "mixed", "context", "none")


def cell(found: Grid, row: str, column: str) -> int:
    return found.cells[found.rows.index(row)][found.columns.index(column)]


def total(found: Grid) -> int:
    return sum(sum(row) for row in found.cells)


@pytest.mark.parametrize(("rows", "columns"), product(SIDES, SIDES))
def test_an_empty_base_shows_gaps_on_every_side(ann: Laptop, rows: Side, columns: Side) -> None:
    found = grid(ann.base, rows, columns)
    assert (found.rows[-1], found.columns[-1]) == ("none", "none")
    assert {len(row) for row in found.cells} == {len(found.columns)}
    assert total(found) == 0


def test_sides_stand_in_the_order_of_the_framework_with_zeros(ann: Laptop) -> None:
    add_evidence(ann.base, NewEvidence("x", "strength", Tags(("care-leavers",))))
    found = grid(ann.base, "area", "polarity")
    assert (found.rows, found.columns) == (AREAS, POLARITIES)
    assert found.cells == ((0,) * 5, (0,) * 5, (0,) * 5, (1, 0, 0, 0, 0), (0,) * 5)


def test_evidence_with_two_areas_counts_in_both_rows_and_once_in_each(ann: Laptop) -> None:
    new = NewEvidence("x", "mixed", Tags(("leaders", "care-leavers"), ("ldr-1", "ldr-2")))
    add_evidence(ann.base, new)
    found = grid(ann.base, "area", "polarity")
    assert cell(found, "leaders", "mixed") == 1
    assert cell(found, "care-leavers", "mixed") == 1
    assert total(found) == 2


def test_what_has_nothing_on_a_side_is_counted_under_none(ann: Laptop) -> None:
    add_evidence(ann.base, NewEvidence("x"))
    for side in SIDES:
        if side not in ("inspector", "day"):
            assert cell(grid(ann.base, side, "polarity"), "none", "none") == 1, side


def test_only_evidence_that_stands_is_counted(ann: Laptop) -> None:
    gone = add_evidence(ann.base, NewEvidence("x", "concern")).record
    ann.base.record(withdraw(ann.base, gone, "twice"))
    raise_concern(ann.base, NewConcern("x"))
    add_note(ann.base, NewNote("x", tags=Tags(("leaders",))))
    assert total(grid(ann.base, "area", "polarity")) == 0


def test_leadership_stands_beside_every_grid(ann: Laptop) -> None:
    add_evidence(ann.base, NewEvidence("x", "concern", Tags(("leaders",)), place="North"))
    add_evidence(ann.base, NewEvidence("y", "concern", Tags(("care-leavers",)), place="North"))
    found = grid(ann.base, "place", "polarity")
    assert (found.rows, found.leaders) == (("North", "none"), (1, 0))
    assert cell(found, "North", "concern") == 2
    assert grid(ann.base, "polarity", "area").leaders == (0, 1, 0, 0, 0)


def test_a_kind_of_source_counts_once_whatever_its_modes(ann: Laptop) -> None:
    add_evidence(ann.base, NewEvidence("x", sources=("child", "child:direct", "worker")))
    found = grid(ann.base, "source", "polarity")
    assert cell(found, "child", "none") == 1
    assert cell(found, "worker", "none") == 1
    assert total(found) == 2
    assert found.rows[:3] == ("case-file", "worker", "manager")


def test_distinct_cases_are_counted_once_however_many_statements_rest_on_them(
    ann: Laptop,
) -> None:
    finder = CaseFinder(ann.base)
    one, two = finder.by_identifier("1"), finder.by_identifier("2")
    leaders = Tags(("leaders",))
    add_evidence(ann.base, NewEvidence("x", "concern", leaders, found_in=(one,)), finder.writes)
    add_evidence(ann.base, NewEvidence("y", "concern", leaders, looked_in=(one, two)))
    add_evidence(ann.base, NewEvidence("z", "concern", leaders))
    assert cell(grid(ann.base, "area", "polarity"), "leaders", "concern") == 3
    cases = grid(ann.base, "area", "polarity", "cases")
    assert cell(cases, "leaders", "concern") == 2
    assert cases.leaders == (2, 0, 0, 0, 0)


def test_where_a_side_is_the_case_a_cell_counts_that_case_alone(ann: Laptop) -> None:
    finder = CaseFinder(ann.base)
    one, two = finder.by_identifier("1"), finder.by_identifier("2")
    add_evidence(ann.base, NewEvidence("x", "concern", looked_in=(one, two)), finder.writes)
    add_evidence(ann.base, NewEvidence("y", "concern", looked_in=(one,)))
    evidence = grid(ann.base, "case", "polarity")
    assert evidence.rows == (one, two, "none")
    assert (cell(evidence, one, "concern"), cell(evidence, two, "concern")) == (2, 1)
    cases = grid(ann.base, "polarity", "case", "cases")
    assert (cell(cases, "concern", one), cell(cases, "concern", two)) == (1, 1)
    assert cell(cases, "concern", "none") == 0


def test_lines_people_and_days_are_sides_too(ann: Laptop, bea: Laptop) -> None:
    line = raise_line(ann.base, NewLine("Front door")).record
    exchange(ann, bea)
    ann.clock.move(days=1)
    add_evidence(bea.base, NewEvidence("x", tags=Tags(enquiries=(line,))))
    exchange(ann, bea)
    found = grid(ann.base, "enquiry", "inspector")
    assert found.rows == (line, "none")
    assert cell(found, line, bea.base.member) == 1
    assert ann.base.member in found.columns
    assert grid(ann.base, "day", "agency").rows == ("2026-11-17", "none")
    assert grid(ann.base, "area", "polarity") == grid(bea.base, "area", "polarity")


def test_a_tag_that_the_framework_does_not_know_is_shown_before_none(ann: Laptop) -> None:
    record = add_evidence(ann.base, NewEvidence("x", "strength")).record
    ann.base.record(NewWrite(record, "evidence", "areas[of-tomorrow]", True))
    found = grid(ann.base, "area", "polarity")
    assert found.rows[-2:] == ("of-tomorrow", "none")
    assert cell(found, "of-tomorrow", "strength") == 1


def test_a_place_called_none_is_not_the_gap(ann: Laptop) -> None:
    add_evidence(ann.base, NewEvidence("x", "strength", place="none"))
    add_evidence(ann.base, NewEvidence("y", "strength"))
    add_evidence(ann.base, NewEvidence("z", "strength"))
    found = grid(ann.base, "place", "polarity")
    assert found.rows == ("none", "none")
    assert [row[0] for row in found.cells] == [1, 2]


def test_labels_are_words_for_people(ann: Laptop) -> None:
    line = raise_line(ann.base, NewLine("[b]Front door")).record
    case = add_case(ann.base, NewCase("1", label="girl 9")).record
    assert grid_labels(ann.base, "enquiry", [line, "none"]) == ("[b]Front door", "none")
    assert grid_labels(ann.base, "case", [case, "none"]) == ("1 girl 9", "none")
    assert grid_labels(ann.base, "inspector", [ann.base.member]) == ("ann",)
    assert grid_labels(ann.base, "area", AREAS)[0] == "Leaders"
    assert grid_labels(ann.base, "source", ["case-file"]) == ("Case file",)
    assert grid_labels(ann.base, "criterion", ["ldr-2"])[0].startswith("ldr-2 a learning")
    assert grid_labels(ann.base, "place", ["North"]) == ("North",)
