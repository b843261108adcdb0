"""What a person decided about sheets, headings and values is used, and never silently."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.intake.mapping import (
    HeadingDecision,
    ListMapping,
    SheetDecision,
    ValueDecision,
    combined,
    with_decision,
    without_decision,
)
from inspector_app.intake.mapping_choices import open_headings, open_values, sheet_tops
from inspector_app.intake.mapping_file import read_mapping
from inspector_app.intake.models import Intake
from inspector_app.intake.reading import inspect_files
from tests.intake.workbooks import CONTACT, Value, headings, row_for, write_workbook

PRINTED = {"Child Unique ID": "Client No.", "Ethnicity": "Origin"}
ODD_HEADINGS: list[Value] = [PRINTED.get(str(name), name) for name in headings(1)]

MAPPING = ListMapping(
    headings=(
        HeadingDecision(1, "client no", "Child Unique ID"),
        HeadingDecision(1, "Origin", "Ethnicity"),
    ),
    values=(ValueDecision(1, "Gender", "Woman", "b) Female"),),
)


def told(intake: Intake) -> list[tuple[int, str, str, str, str]]:
    return [(flag.row, flag.column, flag.code, flag.was, flag.used) for flag in intake.flags]


def odd_contacts(path: Path) -> Path:
    typed = enumerate(("Woman", "woman ", "b) Female"), start=1)
    rows = [row_for(1, CONTACT, Child_Unique_ID=f"C{at}", Gender=gender) for at, gender in typed]
    return write_workbook(path, {"Contacts": [ODD_HEADINGS, *rows]})


def test_headings_and_values_decided_by_hand_are_used_and_told_once(tmp_path: Path) -> None:
    path = odd_contacts(tmp_path / "a.xlsx")
    assert inspect_files([path]).lists[0].columns_missing == ("Child Unique ID", "Ethnicity")
    intake = inspect_files([path], mapping=MAPPING)
    (read,) = intake.lists
    assert read.columns == tuple(headings(1))
    assert [values[:2] for _, values in read.records] == [
        (f"C{at}", "b) Female") for at in (1, 2, 3)
    ]
    assert [values[2] for _, values in read.records] == ["a) WBRI"] * 3
    assert told(intake) == [
        (1, "A", "heading-mapped", "Client No.", "Child Unique ID"),
        (1, "C", "heading-mapped", "Origin", "Ethnicity"),
        (2, "B", "code-mapped", "Woman", "b) Female"),
        (3, "B", "code-mapped", "woman", "b) Female"),
    ]
    assert intake.mapping == MAPPING


def test_a_decision_about_one_list_does_not_touch_another(tmp_path: Path) -> None:
    path = odd_contacts(tmp_path / "a.xlsx")
    other = ListMapping(
        headings=(HeadingDecision(3, "Origin", "Ethnicity"),),
        values=(ValueDecision(3, "Gender", "Woman", "b) Female"),),
    )
    assert told(inspect_files([path], mapping=other)) == told(inspect_files([path]))


def test_a_heading_decided_by_hand_wins_over_the_forms_own(tmp_path: Path) -> None:
    rows = [[*headings(1), "Gender at intake"], [*row_for(1, CONTACT), "b) Female"]]
    decided = ListMapping(headings=(HeadingDecision(1, "Gender at intake", "Gender"),))
    path = write_workbook(tmp_path / "a.xlsx", {"S": rows})
    (read,) = inspect_files([path], mapping=decided).lists
    values = dict(zip(read.columns, read.records[0].values, strict=True))
    assert (values["Gender"], values["Gender (B)"]) == ("b) Female", "a) Male")


def test_a_sheet_that_nothing_tells_can_be_decided_to_be_a_list(tmp_path: Path) -> None:
    strange: list[Value] = ["Ref", "M/F", "Seen"]
    rows: list[list[Value]] = [["as at 1 May"], [], strange, ["C1", "F", "01/02/2026"]]
    path = write_workbook(tmp_path / "a.xlsx", {"Extract 7": rows})
    assert inspect_files([path]).refused[0].code == "not-annex-a"
    (top,) = sheet_tops(path)
    assert (top.sheet, top.rows[1]) == ("Extract 7", (3, ("Ref", "M/F", "Seen")))
    mapping = ListMapping(sheets=(SheetDecision("extract 7", 1, 3),))
    read = inspect_files([path], mapping=mapping).lists[0]
    assert (read.list, read.header_row, read.rows) == (1, 3, 1)
    assert read.columns_unknown == ("Ref", "M/F", "Seen")
    mapping = with_decision(mapping, HeadingDecision(1, "Ref", "Child Unique ID"))
    mapping = with_decision(mapping, HeadingDecision(1, "M/F", "Gender"))
    intake = inspect_files([path], mapping=mapping)
    assert intake.lists[0].records[0].values == ("C1", "b) Female", "01/02/2026")
    assert (3, "A", "list-mapped", "Extract 7", "Contacts") in told(intake)


def test_without_a_row_named_the_headings_of_a_decided_sheet_are_found(tmp_path: Path) -> None:
    few: list[Value] = ["Child Unique ID", "Gender", "Local view"]
    rows: list[list[Value]] = [["Title"], few, ["C1", "a) Male", "x"]]
    path = write_workbook(tmp_path / "a.xlsx", {"S": rows})
    assert not inspect_files([path]).lists
    mapping = ListMapping(sheets=(SheetDecision("S", 6),))
    (read,) = inspect_files([path], mapping=mapping).lists
    assert (read.list, read.header_row, read.rows) == (6, 2, 1)
    beyond = ListMapping(sheets=(SheetDecision("S", 6, 40),))
    assert inspect_files([path], mapping=beyond).refused[0].code == "not-annex-a"


def test_what_could_be_decided_is_listed_with_what_it_may_be(tmp_path: Path) -> None:
    rows = [row_for(1, CONTACT, Gender=typed) for typed in ("Woman", "Woman", "n/a", "F")]
    path = write_workbook(tmp_path / "a.xlsx", {"S": [ODD_HEADINGS, *rows]})
    intake = inspect_files([path])
    open_ = {each.heading: each for each in open_headings(intake)}
    assert set(open_) == {"Client No.", "Origin"}
    assert open_["Origin"].letter == "C"
    assert set(open_["Origin"].candidates) == {"Child Unique ID", "Ethnicity"}
    near: list[Value] = ["Child UID no", "Gender", "Ethnic origin", *headings(1)[3:]]
    path_of_near = write_workbook(tmp_path / "b.xlsx", {"S": [near, row_for(1, CONTACT)]})
    likeliest = {
        each.heading: each.candidates[0] for each in open_headings(inspect_files([path_of_near]))
    }
    assert likeliest == {"Child UID no": "Child Unique ID", "Ethnic origin": "Ethnicity"}
    values = [(each.value, each.times) for each in open_values(intake)]
    assert values == [("Woman", 2), ("n/a", 1)]
    assert open_values(intake)[0].codes[:2] == ("a) Male", "b) Female")
    assert not open_headings(inspect_files([path], mapping=MAPPING))


def test_a_later_decision_about_the_same_thing_replaces_the_earlier() -> None:
    earlier = with_decision(MAPPING, ValueDecision(1, "Gender", " WOMAN", "d) Neither"))
    assert earlier.codes(1, "Gender") == {"woman": "d) Neither"}
    assert len(earlier) == len(MAPPING)
    assert combined(earlier, MAPPING).codes(1, "Gender") == {"woman": "b) Female"}
    gone = without_decision(MAPPING, MAPPING.values[0])
    assert (gone.values, gone.headings) == ((), MAPPING.headings)
    assert without_decision(gone, MAPPING.values[0]) is gone
    assert ListMapping.from_text(MAPPING.to_text()) == MAPPING


FILE = """\
[[sheets]]
sheet = "Extract 7"
list = 6
header_row = 3

[[headings]]
list = 1
heading = "Client No."
column = "child id"

[[values]]
list = 1
column = "sex"
value = "Woman"
code = "F"
"""


def test_a_file_is_read_with_columns_and_codes_as_the_form_prints_them(tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(FILE)
    assert read_mapping(path) == ListMapping(
        (SheetDecision("Extract 7", 6, 3),),
        (HeadingDecision(1, "Client No.", "Child Unique ID"),),
        (ValueDecision(1, "Gender", "Woman", "b) Female"),),
    )


@pytest.mark.parametrize(
    ("was", "becomes", "where"),
    [
        ("list = 6", "list = 12", "line 3, sheets.0.list:"),
        ("header_row = 3", "header_row = 0", "line 4, sheets.0.header_row:"),
        ('"child id"', '"Mood"', "line 9, headings.0.column:"),
        ('"Client No."', '" "', "line 8, headings.0.heading:"),
        ('code = "F"', 'code = "Secret"', "line 15, values.0.code:"),
        ('"sex"', '"Date of Birth"', "line 13, values.0.column:"),
        ('value = "Woman"', "value = 3", "line 14, values.0.value:"),
        ("[[values]]", 'note = "x"\n[[values]]', "line 11, headings.0.note:"),
        ("[[values]]", '[[sheets]]\nsheet="EXTRACT 7"\nlist=1\n[[values]]', "line 11, sheets.1:"),
        ("[[values]]", "[[values", "line 11, file:"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_line_and_key(
    tmp_path: Path, was: str, becomes: str, where: str
) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(FILE.replace(was, becomes))
    with pytest.raises(InspectorError) as refused:
        read_mapping(path)
    assert refused.value.code == "bad-mapping"
    assert f"mapping.toml is wrong in {where}" in refused.value.message
    assert "Secret" not in refused.value.message


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.toml", tmp_path):
        with pytest.raises(InspectorError) as refused:
            read_mapping(path)
        assert refused.value.code == "mapping-not-readable"
