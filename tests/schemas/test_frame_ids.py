"""Ids of frames, and what is bound to them."""

from __future__ import annotations

from schemas.frame_ids import content_word, frame_id, proven_content, purge_mark
from tests.schemas import vectors

NONCE, CONTENT, OTHER = "0e" * 16, "cd" * 32, "ef" * 32
FRAME = frame_id(vectors.DEVICE, NONCE)


def test_the_mark_of_a_frame_is_the_documented_one() -> None:
    assert purge_mark("77" * 16) == vectors.FRAME_MARK


def test_content_is_believed_of_the_importing_device_alone() -> None:
    word = content_word(CONTENT, NONCE)
    assert proven_content(FRAME, vectors.DEVICE, word) == CONTENT
    assert proven_content(FRAME, OTHER, word) is None
    assert proven_content("77" * 16, vectors.DEVICE, word) is None
    assert proven_content(FRAME, vectors.DEVICE, content_word(CONTENT, "0f" * 16)) is None


def test_what_is_no_word_about_content_proves_nothing() -> None:
    word = content_word(CONTENT, NONCE)
    for wrong in (None, True, 5, "", word[:-1], word.upper(), f"{word}0", CONTENT):
        assert proven_content(FRAME, vectors.DEVICE, wrong) is None
