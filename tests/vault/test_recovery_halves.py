"""Two texts on paper that make one key together, and nothing by themselves."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.vault.recovery_halves import Half, escrow_device, new_halves, read_half
from schemas.words import word_list

PAIR = "six words of the pair here"


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if re.match(r"[1-5]  ", line)]


def refusal(text: str, place: int = 0) -> InspectorError:
    with pytest.raises(InspectorError) as refused:
        read_half(text, place)
    assert refused.value.code == "not-a-half"
    return refused.value


def test_both_texts_make_the_same_keys_again_in_either_order() -> None:
    first, second = new_halves(os.urandom)
    read = [read_half(half.to_text(PAIR), place) for place, half in enumerate((first, second))]
    assert [half.number for half in read] == [1, 2]
    made = escrow_device(first, second)
    assert escrow_device(read[1], read[0]).card == made.card
    assert escrow_device(*new_halves(os.urandom)).card != made.card


def test_known_halves_make_the_card_that_the_page_on_formats_tells() -> None:
    first, second = Half(1, bytes(range(32))), Half(2, bytes(range(100, 132)))
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text("utf-8")
    assert "\n".join(lines_of(first.to_text(PAIR))) in page
    assert escrow_device(first, second).id in page


@pytest.mark.parametrize("data", [bytes(32), b"\xff" * 32])
def test_the_smallest_and_the_largest_half_survive_the_way_through_words(data: bytes) -> None:
    assert read_half(Half(1, data).to_text(PAIR), 0).data == data


def test_five_lines_typed_anyhow_are_enough() -> None:
    half, _ = new_halves(os.urandom)
    typed = "\r\n".join(
        f"  {line[0]}. {line[1:].upper()}  " for line in lines_of(half.to_text(PAIR))
    )
    assert read_half(typed, 0).data == half.data


def test_a_mistyped_line_is_named_and_refused() -> None:
    _, half = new_halves(os.urandom)
    text = half.to_text(PAIR)
    for at, line in enumerate(lines_of(text), start=1):
        words = line.split()
        spare = next(word for word in word_list() if word not in words)
        swapped = [words[0], words[2], words[1], *words[3:]]
        replaced = [*words[:3], spare, *words[4:]]
        for wrong in ([*words[:4], words[4][:-1] + "q", words[5]], replaced, words[:5], swapped):
            if wrong == words:
                continue
            error = refusal(text.replace(line, "  ".join(wrong)), 1)
            assert f"Line {at} of the second half" in error.message
            assert not set(words[1:]) & set(error.message.split())


def test_a_missing_line_another_file_and_the_same_half_twice_are_refused() -> None:
    half, other = new_halves(os.urandom)
    text = half.to_text(PAIR)
    assert "Line 4" in refusal(text.replace(lines_of(text)[3], "")).message
    assert "not a recovery half" in refusal("a shopping list\n1 milk\n").message
    with pytest.raises(InspectorError) as refused:
        escrow_device(other, Half(2, half.data))
    assert refused.value.code == "not-a-half"
