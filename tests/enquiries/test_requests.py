"""Requests to the authority: asked once, and followed to their end."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.lives import REQUEST_LIFE
from inspector_app.enquiries.requests import NewRequest, add_request, edit_request
from inspector_app.enquiries.shown import shown_record
from schemas.fields import words_of
from schemas.records import Request
from tests.enquiries.refusals import refused
from tests.evidence_base.laptops import Laptop


def test_a_request_is_to_ask_until_somebody_says_more(ann: Laptop) -> None:
    new = NewRequest("the manager", "manager", person="J. Smith", place="by video")
    request = shown_record(ann.base, Request, add_request(ann.base, new).record).record
    assert (request.text, request.kind, request.state) == ("the manager", "manager", "to-ask")
    assert (request.person, request.place) == ("J. Smith", "by video")


def test_a_request_lives_through_its_states(ann: Laptop) -> None:
    record = add_request(ann.base, NewRequest("x")).record
    for state in ("asked", "arranged", "had"):
        edit_request(ann.base, record, NewRequest("", state=state))
        assert shown_record(ann.base, Request, record).record.state == state


def test_a_request_never_goes_back_to_before_it_was_asked(ann: Laptop) -> None:
    record = add_request(ann.base, NewRequest("x", state="asked")).record
    with refused(ann.base, "wrong-state"):
        edit_request(ann.base, record, NewRequest("", state="to-ask"))


def test_a_refusal_needs_its_reason(ann: Laptop) -> None:
    record = add_request(ann.base, NewRequest("x")).record
    with refused(ann.base, "reason-needed"):
        edit_request(ann.base, record, NewRequest("", state="refused"))
    with refused(ann.base, "reason-needed"):
        add_request(ann.base, NewRequest("x", state="refused"))
    edit_request(ann.base, record, NewRequest("", state="refused", reason="sick, says manager"))
    assert shown_record(ann.base, Request, record).record.reason == "sick, says manager"


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewRequest(""), "no-text"),
        (NewRequest("x", kind="favour"), "unknown-word"),
        (NewRequest("x", state="lost"), "unknown-word"),
    ],
)
def test_a_wrong_field_is_refused(ann: Laptop, new: NewRequest, code: str) -> None:
    with refused(ann.base, code):
        add_request(ann.base, new)


def test_a_name_can_be_emptied(ann: Laptop) -> None:
    record = add_request(ann.base, NewRequest("x", person="J. Smith")).record
    edit_request(ann.base, record, NewRequest(""), clear=("person",))
    assert shown_record(ann.base, Request, record).record.person is None


def test_the_life_of_a_request_has_exactly_the_states_of_its_record() -> None:
    assert set(REQUEST_LIFE) == set(words_of(Request, "state"))
