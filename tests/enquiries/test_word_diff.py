"""Texts held against each other, word by word."""

from __future__ import annotations

from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from inspector_app.enquiries.word_diff import compared

TEXTS = st.lists(st.text(alphabet="ab \n.é", max_size=40), min_size=2, max_size=4)


def alone(texts: list[str]) -> list[list[str]]:
    return [[run.text for run in runs if run.alone] for runs in compared(texts)]


def test_what_stands_in_one_text_only_is_marked_by_words() -> None:
    left = "The visit was two days late; the plan was reviewed."
    right = "The visit was on time; the plan was never reviewed."
    assert alone([left, right]) == [["two days late"], ["on time", "never"]]


def test_of_three_texts_what_any_other_lacks_is_marked() -> None:
    assert alone(["Seen weekly.", "Seen monthly.", "Seen."]) == [["weekly"], ["monthly"], []]


def test_texts_that_differ_in_white_space_only_have_nothing_marked() -> None:
    assert alone(["Seen  weekly.\n", "Seen weekly."]) == [[], []]


@given(TEXTS)
def test_the_runs_of_a_text_come_to_the_text_again(texts: list[str]) -> None:
    assert ["".join(run.text for run in runs) for runs in compared(texts)] == texts


@given(st.text(alphabet="ab .", max_size=40))
def test_the_same_text_twice_has_nothing_marked(text: str) -> None:
    assert alone([text, text]) == [[], []]


def test_very_long_texts_that_have_nothing_in_common_do_not_keep_anybody_waiting() -> None:
    begun = process_time()
    left = "begins alike " + " ".join(f"a{n}" for n in range(50_000))
    right = "begins alike " + " ".join(f"b{n}" for n in range(50_000))
    [first, *_], [second, *_] = compared([left, right])
    assert first.text.startswith("begins alike")
    assert not first.alone
    assert not second.alone
    assert process_time() - begun < 5
