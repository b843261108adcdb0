"""What laptop and server say to each other."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from schemas.canonical import MalformedError
from schemas.entries import LARGEST_ENTRY, Entry
from schemas.wire import (
    Challenge,
    FeedRequest,
    Hello,
    JoinPost,
    Login,
    Mailbox,
    PullRequest,
    SetAside,
    frame,
    framed,
    unframed,
)
from tests.schemas import vectors

ENTRY = Entry.from_bytes(bytes.fromhex(vectors.ENTRY))
FEED = f"{'ab' * 32}-{'cd' * 8}"


def test_entries_come_back_from_their_frames() -> None:
    data = b"".join(framed([ENTRY, ENTRY]))
    assert data[:4] == len(ENTRY.to_bytes()).to_bytes(4, "big")
    assert [Entry.from_bytes(each) for each in unframed(data)] == [ENTRY, ENTRY]


@given(st.lists(st.binary(max_size=40), max_size=4))
def test_frames_keep_whatever_is_in_them(bodies: list[bytes]) -> None:
    assert list(unframed(b"".join(map(frame, bodies)))) == bodies


@given(st.binary(max_size=40))
def test_bytes_that_are_no_frames_are_refused_or_say_themselves_again(data: bytes) -> None:
    try:
        bodies = list(unframed(data))
    except MalformedError:
        return
    assert b"".join(map(frame, bodies)) == data


def test_a_frame_larger_than_an_entry_may_be_is_refused_before_it_is_read() -> None:
    data = (LARGEST_ENTRY + 1).to_bytes(4, "big") + bytes(LARGEST_ENTRY + 1)
    with pytest.raises(MalformedError):
        list(unframed(data))


GOOD: tuple[BaseModel, ...] = (
    PullRequest(have={FEED: ("ef" * 32,)}, again=("01" * 32,), after=7, held=True),
    Login(device="ab" * 32, nonce="cd" * 32, signature="AAAA"),
    Challenge(nonce="cd" * 32, expires="2026-11-24T10:15:00Z"),
    Mailbox(mailbox="ab" * 32, expires="2026-11-24T10:15:00+00:00"),
    SetAside(entry="ab" * 32, code="held"),
)


@pytest.mark.parametrize("message", GOOD, ids=lambda message: type(message).__name__)
def test_a_message_comes_back_as_it_was(message: BaseModel) -> None:
    assert type(message).model_validate_json(message.model_dump_json()) == message


@pytest.mark.parametrize(
    ("model", "members"),
    [
        (PullRequest, {"have": {}, "more": 1}),
        (PullRequest, {"have": {}, "after": -1}),
        (PullRequest, {"have": {}, "after": 2**53}),
        (PullRequest, {"have": {}, "again": ["AB"]}),
        (PullRequest, {"have": {"no feed": []}}),
        (PullRequest, {"have": {FEED: ["ef" * 32 + "\n"]}}),
        (FeedRequest, {"feed": FEED + "\n"}),
        (Mailbox, {"mailbox": "ab" * 32, "expires": "tomorrow"}),
        (Mailbox, {"mailbox": "ab" * 32, "expires": "2026-13-01T00:00:00Z"}),
        (JoinPost, {"token": "ab" * 32, "sealed": "A" * 16388}),
        (JoinPost, {"token": "ab" * 32, "sealed": "no base64!"}),
        (SetAside, {"entry": "ab" * 32, "code": "because"}),
        (Hello, {}),
    ],
)
def test_a_message_that_says_anything_else_is_refused(
    model: type[BaseModel], members: dict[str, object]
) -> None:
    with pytest.raises(ValidationError):
        model.model_validate_json(json.dumps(members))
