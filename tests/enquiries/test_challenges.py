"""Questions and challenges: put, answered, accepted or not, and never forgotten."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.challenges import (
    NewAnswer,
    NewChallenge,
    answer_challenge,
    edit_challenge,
    move_challenge,
    raise_challenge,
)
from inspector_app.enquiries.lives import CHALLENGE_LIFE
from inspector_app.enquiries.shown import shown_record
from schemas.fields import words_of
from schemas.records import Challenge
from tests.enquiries.refusals import refused
from tests.evidence_base.laptops import Laptop


@pytest.fixture
def asked(ann: Laptop) -> str:
    return raise_challenge(ann.base, NewChallenge("Why late?", "DCS", ("leaders",))).record


def challenge(laptop: Laptop, record: str) -> Challenge:
    return shown_record(laptop.base, Challenge, record).record


def test_a_question_is_open_until_it_is_answered(ann: Laptop, asked: str) -> None:
    put = challenge(ann, asked)
    assert (put.question, put.to, put.state) == ("Why late?", "DCS", "open")
    assert shown_record(ann.base, Challenge, asked).keys("areas") == ("leaders",)


def test_an_answer_is_kept_with_what_was_shown_and_what_we_think(ann: Laptop, asked: str) -> None:
    answer_challenge(ann.base, asked, NewAnswer("Vacancies", "rota", "plausible"))
    put = challenge(ann, asked)
    assert (put.answer, put.shown, put.view) == ("Vacancies", "rota", "plausible")
    assert put.state == "answered"


def test_an_answer_can_be_accepted_at_once(ann: Laptop, asked: str) -> None:
    answer_challenge(ann.base, asked, NewAnswer("Vacancies", verdict="not-accepted"))
    assert challenge(ann, asked).state == "not-accepted"


def test_a_second_answer_leaves_the_first_in_the_history(ann: Laptop, asked: str) -> None:
    answer_challenge(ann.base, asked, NewAnswer("first"))
    answer_challenge(ann.base, asked, NewAnswer("second"))
    answers = [each.value for each in ann.base.history(asked) if each.field == "answer"]
    assert answers == ["first", "second"]
    assert ann.base.conflicts() == ()


@pytest.mark.parametrize(
    ("answer", "code"),
    [(NewAnswer(" "), "no-text"), (NewAnswer("x", verdict="open"), "unknown-word")],
)
def test_a_wrong_answer_is_refused(ann: Laptop, asked: str, answer: NewAnswer, code: str) -> None:
    with refused(ann.base, code):
        answer_challenge(ann.base, asked, answer)
    assert challenge(ann, asked).state == "open"


def test_nothing_is_accepted_that_was_not_answered(ann: Laptop, asked: str) -> None:
    with refused(ann.base, "wrong-state"):
        move_challenge(ann.base, asked, "accepted")
    with refused(ann.base, "answer-needed"):
        move_challenge(ann.base, asked, "answered")


def test_not_answered_before_we_left_can_still_be_answered(ann: Laptop, asked: str) -> None:
    move_challenge(ann.base, asked, "not-answered")
    assert challenge(ann, asked).state == "not-answered"
    answer_challenge(ann.base, asked, NewAnswer("by letter"))
    move_challenge(ann.base, asked, "accepted")
    assert challenge(ann, asked).state == "accepted"


def test_a_question_can_be_reworded_and_given_a_day(ann: Laptop, asked: str) -> None:
    edit_challenge(ann.base, asked, NewChallenge("Why so late?", due="2026-11-20"), clear=("to",))
    put = challenge(ann, asked)
    assert (put.question, put.due, put.to) == ("Why so late?", "2026-11-20", None)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewChallenge(""), "no-text"),
        (NewChallenge("x", areas=("y",)), "unknown-area"),
        (NewChallenge("x", enquiries=("y",)), "unknown-enquiry"),
        (NewChallenge("x", meeting="y"), "unknown-meeting"),
    ],
)
def test_a_wrong_question_is_refused(ann: Laptop, new: NewChallenge, code: str) -> None:
    with refused(ann.base, code):
        raise_challenge(ann.base, new)


def test_the_life_of_a_challenge_has_exactly_the_states_of_its_record() -> None:
    assert set(CHALLENGE_LIFE) == set(words_of(Challenge, "state"))
