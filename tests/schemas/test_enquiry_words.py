"""What is said about lines of enquiry and questions, as data."""

from __future__ import annotations

from importlib.resources import files

import pytest

from schemas.wording import WordingError
from schemas.wording.enquiry_words import enquiry_wording, parse_enquiry_wording

SHIPPED = files("schemas.wording").joinpath("enquiries.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after", "key", "said"),
    [
        ("not-reached = ", "reached = ", "lines.reached", "not a word"),
        ("not-reached = ", "reached = ", "lines", "'not-reached' is missing"),
        ("not-answered = ", "silent = ", "questions", "'not-answered' is missing"),
        ("last-report = ", "report = ", "origins", "'last-report' is missing"),
        ("format = 1", "format = 1\nmore = 2", "more", "not permitted"),
        ("format = 1", "format = ", "", ""),
    ],
)
def test_a_wrong_wording_is_refused_with_its_key(
    before: str, after: str, key: str, said: str
) -> None:
    changed = SHIPPED.replace(before, after)
    assert changed != SHIPPED
    with pytest.raises(WordingError) as refused:
        parse_enquiry_wording("mine.toml", changed)
    told = [problem.message for problem in refused.value.problems if problem.key == key]
    assert any(said in message for message in told), refused.value.problems


def test_each_state_has_a_sign_of_its_own_before_its_words() -> None:
    for states in (enquiry_wording().lines, enquiry_wording().questions):
        signs = [words.split(" ")[0] for words in states.values()]
        assert len(set(signs)) == len(signs)
        assert not any(sign.isalnum() for sign in signs)
