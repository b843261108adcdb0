"""Safety concerns: moved by people only, told when somebody says so, never evidence."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.cases import CaseFinder, case_id
from inspector_app.enquiries.inspections import record_counts
from inspector_app.enquiries.lives import CONCERN_LIFE
from inspector_app.enquiries.safety_concerns import NewConcern, raise_concern, update_concern
from inspector_app.enquiries.shown import shown_record
from schemas.fields import words_of
from schemas.records import SafetyConcern
from tests.enquiries.refusals import refused
from tests.evidence_base.laptops import Laptop


def concern(laptop: Laptop, record: str) -> SafetyConcern:
    return shown_record(laptop.base, SafetyConcern, record).record


def test_who_was_told_when_is_never_taken_from_the_save(ann: Laptop) -> None:
    record = raise_concern(ann.base, NewConcern("He said he is afraid", told_to="manager")).record
    raised = concern(ann, record)
    assert (raised.text, raised.told_to, raised.state) == (
        "He said he is afraid",
        "manager",
        "seen",
    )
    assert (raised.told_at, raised.lead_told_at, raised.action_at) == (None, None, None)


def test_new_facts_do_not_move_the_state(ann: Laptop) -> None:
    record = raise_concern(ann.base, NewConcern("x")).record
    facts = NewConcern(
        "",
        kind="disclosure",
        told_to="team manager",
        told_at="2026-11-16T10:00:00+00:00",
        lead_told_at="2026-11-16T10:05:00+00:00",
        action="strategy meeting",
        action_at="2026-11-16T12:00:00+00:00",
        view="enough",
        escalated_to="dcs",
    )
    update_concern(ann.base, record, facts)
    updated = concern(ann, record)
    assert (updated.text, updated.state) == ("x", "seen")
    assert (updated.told_at, updated.action) == ("2026-11-16T10:00:00+00:00", "strategy meeting")


def test_people_move_it_on(ann: Laptop) -> None:
    record = raise_concern(ann.base, NewConcern("x")).record
    for state in ("passed-on", "authority-acted", "satisfied", "escalated"):
        update_concern(ann.base, record, NewConcern("", state=state))
        assert concern(ann, record).state == state


@pytest.mark.parametrize(("before", "after"), [("seen", "satisfied"), ("passed-on", "seen")])
def test_nobody_is_satisfied_before_anybody_was_told(ann: Laptop, before: str, after: str) -> None:
    record = raise_concern(ann.base, NewConcern("x", state=before)).record
    with refused(ann.base, "wrong-state"):
        update_concern(ann.base, record, NewConcern("", state=after, view="fine"))


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewConcern("  "), "no-text"),
        (NewConcern("x", kind="nasty"), "unknown-word"),
        (NewConcern("x", state="done"), "unknown-word"),
        (NewConcern("x", escalated_to="press"), "unknown-word"),
    ],
)
def test_a_wrong_field_is_refused(ann: Laptop, new: NewConcern, code: str) -> None:
    with refused(ann.base, code):
        raise_concern(ann.base, new)


def test_a_qam_who_may_add_no_cases_can_still_raise_a_concern_about_one(dev: Laptop) -> None:
    finder = CaseFinder(dev.base)
    case = finder.by_identifier("4711")
    record = raise_concern(dev.base, NewConcern("x", case=case), finder.writes).record
    assert concern(dev, record).case == case_id(dev.inspection, "4711")
    assert record_counts(dev.base)["case"] == 0


def test_the_life_of_a_concern_has_exactly_the_states_of_its_record() -> None:
    assert set(CONCERN_LIFE) == set(words_of(SafetyConcern, "state"))
