"""One child has one identifier, however a spreadsheet writes it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.intake.identifiers import normalise_identifier


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (12345.0, "12345"),
        (12345, "12345"),
        ("12345.0", "12345"),
        ("00123", "00123"),
        ("00123.0", "00123"),
        ("  AB12 ", "AB12"),
        ("\u00a0AB\u00a012\u00a0", "AB12"),
        ("\ufeffAB12\u200b", "AB12"),
        ("AB 12", "AB 12"),
        ("AB12\n", "AB12"),
        ("12\x1f34", "1234"),
        ("ab12", "ab12"),
        ("1.5", "1.5"),
        ("12345.0.0", "12345.0.0"),
        (1e15, "1000000000000000"),
        ("", ""),
        (" \u00a0 ", ""),
    ],
)
def test_an_identifier_is_written_in_one_way(typed: str | float, kept: str) -> None:
    assert normalise_identifier(typed) == kept


@given(st.text())
def test_normalising_twice_changes_nothing_more(typed: str) -> None:
    once = normalise_identifier(typed)
    assert normalise_identifier(once) == once
    assert once.isprintable()
