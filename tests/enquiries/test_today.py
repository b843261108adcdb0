"""What a day begins with."""

from __future__ import annotations

from datetime import UTC, datetime

from inspector_app.enquiries.challenges import NewAnswer, NewChallenge, answer_challenge
from inspector_app.enquiries.challenges import raise_challenge as ask
from inspector_app.enquiries.lines_of_enquiry import NewLine, move_line, raise_line
from inspector_app.enquiries.requests import NewRequest, add_request
from inspector_app.enquiries.safety_concerns import NewConcern, raise_concern
from inspector_app.enquiries.today import today
from tests.evidence_base.laptops import Laptop

NOW = datetime(2026, 11, 17, 8, 0, tzinfo=UTC)


def ids(shown: object) -> list[str]:
    assert isinstance(shown, tuple)
    return [each.id for each in shown]


def test_concerns_stay_until_somebody_is_satisfied_or_escalates(ann: Laptop) -> None:
    seen = raise_concern(ann.base, NewConcern("a")).record
    acted = raise_concern(ann.base, NewConcern("b", state="authority-acted")).record
    raise_concern(ann.base, NewConcern("c", state="satisfied"))
    raise_concern(ann.base, NewConcern("d", state="escalated"))
    assert ids(today(ann.base, NOW).concerns) == [seen, acted]


def test_open_lines_stand_by_priority(ann: Laptop) -> None:
    unsaid = raise_line(ann.base, NewLine("a")).record
    low = raise_line(ann.base, NewLine("b", priority="low")).record
    high = raise_line(ann.base, NewLine("c", priority="high")).record
    done = raise_line(ann.base, NewLine("d", priority="high")).record
    move_line(ann.base, done, "not-reached")
    assert ids(today(ann.base, NOW).lines) == [high, low, unsaid]


def test_challenges_that_wait_stand_by_the_day_they_are_due(ann: Laptop) -> None:
    undated = ask(ann.base, NewChallenge("a")).record
    later = ask(ann.base, NewChallenge("b", due="2026-11-20")).record
    sooner = ask(ann.base, NewChallenge("c", due="2026-11-18")).record
    answered = ask(ann.base, NewChallenge("d", due="2026-11-17")).record
    answer_challenge(ann.base, answered, NewAnswer("yes"))
    assert ids(today(ann.base, NOW).challenges) == [sooner, later, undated]


def test_requests_arranged_for_today_stand_by_the_hour(ann: Laptop) -> None:
    def arranged(when: str) -> str:
        return add_request(ann.base, NewRequest("x", wanted_at=when, state="arranged")).record

    afternoon = arranged("2026-11-17T14:00:00+00:00")
    # Nine in the morning two hours east is seven here.
    early = arranged("2026-11-17T09:00:00+02:00")
    arranged("2026-11-18T09:00:00+00:00")
    undated = add_request(ann.base, NewRequest("x", state="arranged")).record
    to_ask = add_request(ann.base, NewRequest("y")).record
    add_request(ann.base, NewRequest("z", state="had"))
    found = today(ann.base, NOW)
    assert ids(found.arranged) == [early, afternoon]
    assert ids(found.waiting) == [to_ask]
    assert undated not in ids(found.arranged)


def test_a_time_that_cannot_be_read_does_not_stop_the_day(ann: Laptop) -> None:
    add_request(ann.base, NewRequest("x", state="arranged"))
    # As it would stand after a merge from a program that writes what ours refuses.
    with ann.base.local() as connection:
        connection.exec_driver_sql("UPDATE request_row SET wanted_at = 'soon'")
    assert today(ann.base, NOW).arranged == ()
