"""What is said about cases, as data."""

from __future__ import annotations

from importlib.resources import files

import pytest

from schemas.annex_a import load_annex_a
from schemas.wording import WordingError
from schemas.wording.case_words import case_wording, parse_case_wording

SHIPPED = files("schemas.wording").joinpath("cases.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "key", "said"),
    [
        ("gap_months = 6", "gap_months = 0", "gap_months", "1"),
        ("file-only = ", "file = ", "occasions.file", "not a word"),
        ("file-only = ", "file = ", "occasions", "'file-only' is missing"),
        ("to-ask = ", "ask = ", "requests", "'to-ask' is missing"),
        ('11 = "Adopters"', 'XI = "Adopters"', "lists.XI", "number"),
        ("format = 1", "format = 1\nmore = 2", "more", "not permitted"),
    ],
)
def test_a_wrong_wording_is_refused_with_its_key(
    before: str, after: str, key: str, said: str
) -> None:
    changed = SHIPPED.replace(before, after)
    assert changed != SHIPPED
    with pytest.raises(WordingError) as refused:
        parse_case_wording("mine.toml", changed)
    told = [problem.message for problem in refused.value.problems if problem.key == key]
    assert any(said in message for message in told), refused.value.problems


def test_every_list_of_the_form_has_a_short_name() -> None:
    assert set(case_wording().lists) == {str(spec.number) for spec in load_annex_a().lists}


def test_a_list_is_named_by_its_number_and_an_unknown_one_by_its_title() -> None:
    assert case_wording().list_name(7, "Child protection plans") == "7 Child protection"
    assert case_wording().list_name(12, "[Hidden]") == "12 [Hidden]"
