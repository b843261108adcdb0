"""Words to compare by ear, and words for passphrases."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from schemas.words import random_words, word_list, words_for
from tests.schemas import vectors


def test_the_list_has_7776_different_words_in_alphabetical_order() -> None:
    words = word_list()
    assert len(set(words)) == len(words) == 6**5
    assert list(words) == sorted(words)
    assert all(word.replace("-", "").isalpha() and word.islower() for word in words)


def test_a_digest_is_read_as_the_documented_words() -> None:
    assert words_for(bytes.fromhex(vectors.DEVICE)) == vectors.DEVICE_WORDS
    assert words_for(bytes.fromhex(vectors.STATE_DIGEST)) == vectors.DIGEST_WORDS


@given(st.binary(min_size=16, max_size=16), st.integers(0, 76))
def test_digests_that_differ_in_one_of_the_bits_used_read_differently(
    digest: bytes, bit: int
) -> None:
    other = (int.from_bytes(digest, "big") ^ (1 << bit)).to_bytes(16, "big")
    assert words_for(digest) != words_for(other)


def _drawing(*draws: int) -> Callable[[int], bytes]:
    left = iter(draws)
    return lambda size: next(left).to_bytes(size, "big")


def test_draws_beyond_the_last_whole_multiple_are_thrown_away_so_no_word_is_likelier() -> None:
    words = word_list()
    whole = 65536 - 65536 % 7776
    draws = _drawing(65535, 0, whole, 7775, whole - 1, 7776, 1, 2)
    assert random_words(draws).split(" ") == [
        words[0],
        words[7775],
        words[7775],
        words[0],
        words[1],
        words[2],
    ]
