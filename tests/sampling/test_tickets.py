from __future__ import annotations

import os
from collections import Counter
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from inspector_app.sampling.refusals import SamplingError
from inspector_app.sampling.tickets import (
    compose_seed,
    in_ticket_order,
    make_phrase,
    phrase_commitment,
    split_phrases,
    ticket,
    tickets,
)


def _with_a_shuffle(rows: list[str]) -> st.SearchStrategy[tuple[list[str], list[str]]]:
    return st.tuples(st.just(rows), st.permutations(rows))


WORDS = [f"word{number}" for number in range(7776)]


def test_the_known_ticket_comes_out() -> None:
    assert ticket("LA-2026-11-22/48391", "C000000").startswith("095f974bb3db1c0c")


def test_a_ticket_is_the_hash_of_seed_separator_and_unit_in_utf_8() -> None:
    by_hand = sha256("plan/wörter/ihre".encode() + b"\x1f" + "Ü1|3|2026-01-02|1".encode())
    assert ticket("plan/wörter/ihre", "Ü1|3|2026-01-02|1") == by_hand.hexdigest()


def test_the_seed_joins_plan_and_both_phrases_by_slashes() -> None:
    assert compose_seed("P1", "our-words", "their/words") == "P1/our-words/their/words"
    assert compose_seed("P1", "our-words") == "P1/our-words/"


def test_a_phrase_typed_on_two_keyboards_gives_one_seed() -> None:
    assert compose_seed("P1", "cafe\u0301 ") == compose_seed("P1", " caf\u00e9")


@pytest.mark.parametrize(
    ("plan", "ours", "theirs", "code"),
    [
        ("P1", "", "theirs", "seed-missing"),
        ("", "ours", "", "seed-missing"),
        ("P1", "a/b", "", "seed-unclear"),
        ("P/1", "a", "", "seed-unclear"),
        ("P1", "a\x1fb", "", "seed-unclear"),
        ("P1", "a", "two\nlines", "seed-unclear"),
    ],
)
def test_a_seed_that_could_be_read_in_two_ways_is_refused(
    plan: str, ours: str, theirs: str, code: str
) -> None:
    with pytest.raises(SamplingError) as refused:
        compose_seed(plan, ours, theirs)
    assert refused.value.code == code


def test_a_seed_that_cannot_be_joined_or_written_gives_no_ticket() -> None:
    for seed in ("P1/a\x1fb", "P1/\ud800"):
        with pytest.raises(SamplingError) as refused:
            ticket(seed, "C1")
        assert refused.value.code == "seed-unclear"


def test_an_identifier_outside_utf_8_is_refused_without_showing_it() -> None:
    with pytest.raises(SamplingError) as refused:
        ticket("P1/a/b", "C\ud800")
    assert refused.value.code == "identifier-unreadable"
    assert "\ud800" not in refused.value.message


def test_phrases_are_split_at_the_first_slash() -> None:
    assert split_phrases("ours/their/s") == ("ours", "their/s")
    assert split_phrases("ours") == ("ours", "")


@given(st.lists(st.text("AB01", min_size=1), unique=True).flatmap(_with_a_shuffle))
def test_the_order_by_ticket_does_not_depend_on_the_order_of_rows(
    rows: tuple[list[str], list[str]],
) -> None:
    assert in_ticket_order("P/a/b", rows[0]) == in_ticket_order("P/a/b", rows[1])


def test_tickets_come_in_the_order_asked() -> None:
    assert tickets("P/a/b", ["x", "y"]) == [ticket("P/a/b", "x"), ticket("P/a/b", "y")]


def test_our_phrase_has_six_words_of_a_list_of_7776() -> None:
    phrase = make_phrase(WORDS, os.urandom)
    assert len(phrase.split("-")) == 6
    assert set(phrase.split("-")) <= set(WORDS)


def test_a_shorter_list_gives_a_longer_phrase() -> None:
    assert len(make_phrase(WORDS[:2048], os.urandom).split("-")) == 7


def test_every_word_is_equally_likely_although_the_list_is_no_power_of_two() -> None:
    stream = b"".join(sha256(bytes([at // 256, at % 256])).digest() for at in range(8000))
    given_out = iter(range(0, len(stream), 2))

    def randomness(size: int) -> bytes:
        start = next(given_out)
        assert size == 2
        return stream[start : start + size]

    words = [f"w{at}" for at in range(200)]
    drawn: Counter[str] = Counter()
    for _ in range(3000):
        drawn.update(make_phrase(words, randomness).split("-"))
    assert chisquare([drawn[word] for word in words]).pvalue > 1e-4


def test_numbers_beyond_the_last_full_multiple_are_thrown_away() -> None:
    answers = iter([b"\xff\xff", *[b"\x00\x01"] * 77])
    words = ["left", "right", "up"]
    assert set(make_phrase(words, lambda _: next(answers)).split("-")) == {"right"}


@pytest.mark.parametrize("words", [["one"], ["one", "one"], ["one", "t wo"], ["one", "t/wo"]])
def test_a_word_list_with_doubles_or_blanks_is_refused(words: list[str]) -> None:
    with pytest.raises(SamplingError) as refused:
        make_phrase(words, os.urandom)
    assert refused.value.code == "word-list-unusable"


def test_the_commitment_is_the_hash_of_our_phrase() -> None:
    assert phrase_commitment("a-b") == sha256(b"a-b").hexdigest()
