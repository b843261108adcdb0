"""The child-level lists as data: complete, recognised in every spelling, strict when changed."""

from __future__ import annotations

import pytest

from schemas.annex_a import AnnexAError, header_key, load_annex_a
from schemas.annex_a.loader import read_codes, read_list

ANNEX = load_annex_a()

LIST_TEXT = """\
number = 1
title = "Contacts"
rows_are = "one row for each contact"
grain = "event"
months = 6
identifier = "Child Unique ID"

[[columns]]
name = "Child Unique ID"
kind = "identifier"

[[columns]]
name = "Gender"
kind = "code"
codes = "gender"
"""


def test_the_form_has_eleven_lists_and_169_columns() -> None:
    assert [spec.number for spec in ANNEX.lists] == list(range(1, 12))
    columns = [len(spec.columns) for spec in ANNEX.lists]
    assert columns == [7, 8, 11, 12, 14, 14, 17, 34, 17, 16, 19]


def test_the_care_leavers_list_of_2019_had_four_columns_less() -> None:
    later = [column.name for column in ANNEX.list(9).columns if column.since != "2019"]
    assert len(later) == 4
    assert "Allocated Personal Advisor" in later
    assert not any(column.verified for column in ANNEX.list(9).columns if column.since != "2019")


@pytest.mark.parametrize(
    ("number", "printed", "name"),
    [
        (1, "ChildUniqueID", "Child Unique ID"),
        (1, " Sex ", "Gender"),
        (8, "Date Ceased to be Looked After ", "Date Ceased to be Looked After"),
        (8, "LoookedAfterStartDate", "Date Started to be Looked After"),
        (
            8,
            "Number of Episodes the Child has been ‘Missing’ from their Placement in the last"
            " 12 months",
            "Number of Episodes the Child has been 'Missing' from their Placement in the last"
            " 12 months",
        ),
        (9, "LA in touch", "LA In Touch"),
        (
            4,
            "Was the child assessed as requiring LA children’s social care support",
            "Was the child assessed as requiring LA children's social care support",
        ),
        (10, "Age", "Age of Child (Years)"),
    ],
)
def test_a_heading_is_recognised_however_it_is_spelt(number: int, printed: str, name: str) -> None:
    column = ANNEX.list(number).column(printed)
    assert column is not None
    assert column.name == name


def test_names_and_homes_are_marked_sensitive() -> None:
    marked = {
        column.name: column.sensitive
        for spec in ANNEX.lists
        for column in spec.columns
        if column.sensitive
    }
    assert marked["Child Unique ID"] == "identifier"
    assert marked["Allocated Worker"] == "person"
    assert marked["Allocated Personal Advisor"] == "person"
    assert marked["Placement postcode"] == "place"


@pytest.mark.parametrize(
    ("codes", "typed", "meant"),
    [
        ("gender", "a) Male", "a) Male"),
        ("gender", "a", "a) Male"),
        ("gender", "Male", "a) Male"),
        ("gender", "M", "a) Male"),
        ("gender", "1", "a) Male"),
        ("gender", "c) Neither", "d) Neither"),
        ("gender-adopter", "c) Neither", "c) Neither"),
        ("ethnicity", "WBRI", "a) WBRI"),
        ("ethnicity", "white british", "a) WBRI"),
        ("ethnicity", "t) NOBT", "s) NOBT"),
        ("contact-referral-source", "POLICE", "q) 6: Police"),
        ("contact-referral-source", "3a", "g) 3A: Health services"),
        ("placement-provider", "e) PR4 - Private provision", "e) PR4: Private provision"),
        ("primary-need", "N1 - Abuse or Neglect", "N1 - Abuse or neglect"),
        ("primary-need", "N2 – Child’s disability", "N2 - Child's disability"),
        ("reason-no-longer-adoption", "RD2", "RD2 - The Court did not make a placement order"),
        ("category-of-abuse", "EMO", "d) Emotional abuse"),
        ("accommodation", "y", "Y: Other accommodation"),
    ],
)
def test_a_code_is_understood_with_or_without_its_letter(
    codes: str, typed: str, meant: str
) -> None:
    found = ANNEX.code_sets[codes].find(typed)
    assert found is not None
    assert found.code == meant


@pytest.mark.parametrize(
    ("codes", "typed"),
    [
        ("ethnicity", "s"),  # REFU and NOBT both
        ("contact-referral-source", "Individual"),  # 1A to 1D
        ("contact-referral-source", "School"),
        ("primary-need", "PSRMEM - Support with memory"),
        ("gender", ""),
    ],
)
def test_what_could_be_several_codes_or_none_is_not_guessed(codes: str, typed: str) -> None:
    assert ANNEX.code_sets[codes].find(typed) is None


def test_every_printed_code_means_itself() -> None:
    for codes in ANNEX.code_sets.values():
        for code in codes:
            assert codes.find(code.code) == code
            assert not codes.contradicts(code.code)


def test_a_letter_that_contradicts_the_words_is_seen() -> None:
    assert ANNEX.code_sets["gender"].contradicts("c) Neither")
    assert not ANNEX.code_sets["gender"].contradicts("Neither")


def test_a_printed_code_has_its_parts() -> None:
    code = ANNEX.code_sets["contact-referral-source"].find("3F")
    assert code is not None
    assert (code.letter, code.census, code.label) == ("l", "3F", "Health services")


def test_header_keys_ignore_case_blanks_quotes_and_punctuation() -> None:
    assert header_key(" Child\u00a0Unique ID\n") == header_key("childUniqueId") == "childuniqueid"


def test_a_changed_list_is_refused_with_file_key_and_line() -> None:
    codes = {"gender": ANNEX.code_sets["gender"]}
    assert read_list("mine.toml", LIST_TEXT, codes).title == "Contacts"
    broken = LIST_TEXT.replace('codes = "gender"', 'codes = "sex"\nwidth = 3')
    with pytest.raises(AnnexAError) as refused:
        read_list("mine.toml", broken, codes)
    assert "mine.toml" in str(refused.value)
    assert [(p.line, p.key) for p in refused.value.problems] == [(16, "columns.1.width")]
    with pytest.raises(AnnexAError) as refused:
        read_list("mine.toml", broken.replace("\nwidth = 3", ""), codes)
    assert [(p.line, p.key) for p in refused.value.problems] == [(15, "columns.1.codes")]


def test_codes_that_are_no_toml_are_refused_with_their_line() -> None:
    with pytest.raises(AnnexAError) as refused:
        read_codes("codes.toml", '[gender]\ncodes = [\n  { code = "a) Male }\n]\n')
    assert refused.value.problems[0].line == 3
