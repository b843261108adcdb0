"""When a drawn case may be given up for a reserve, and when not."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.requests import NewRequest, add_request
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import withdraw
from inspector_app.sampling.plan_changes import replace_case
from inspector_app.sampling.plan_statements import state_plan
from tests.evidence_base.laptops import Laptop
from tests.sampling.case_lists import cases, drawn, see

AWAY = "worker-not-here"


@pytest.fixture
def plan(ann: Laptop, frame: str) -> str:
    return drawn(ann.base, frame).plan


def code_of_refusal(ann: Laptop, plan: str, case: str, reason: str = AWAY) -> str:
    with pytest.raises(InspectorError) as refused:
        replace_case(ann.base, plan, case, reason)
    assert all(one.in_sample for one in cases(ann.base, plan))
    return refused.value.code


def ask(ann: Laptop, case: str | None, kind: str, state: str | None) -> str:
    reason = "On leave" if state == "refused" else None
    new = NewRequest("Talk it through", kind=kind, case=case, state=state, reason=reason)
    return add_request(ann.base, new).record


@pytest.mark.parametrize(
    ("kind", "state", "code"),
    [
        ("worker", "asked", "manager-not-asked"),
        ("manager", "not-needed", "manager-not-asked"),
        ("manager", "arranged", "manager-coming"),
        ("manager", "had", "manager-coming"),
    ],
)
def test_a_worker_who_is_not_here_is_no_reason_while_a_manager_may_stand_in(
    ann: Laptop, plan: str, kind: str, state: str | None, code: str
) -> None:
    one, other, *_ = cases(ann.base, plan)
    ask(ann, one.record.case, kind, state)
    ask(ann, other.record.case, "manager", "asked")
    assert code_of_refusal(ann, plan, one.identifier) == code
    assert code_of_refusal(ann, plan, one.identifier, "worker-and-manager-away") == code


@pytest.mark.parametrize("state", [None, "to-ask", "asked", "refused"])
def test_once_a_request_for_a_manager_is_recorded_the_next_reserve_comes(
    ann: Laptop, plan: str, state: str | None
) -> None:
    one, *_ = cases(ann.base, plan)
    ask(ann, one.record.case, "manager", state)
    replace_case(ann.base, plan, one.identifier, AWAY)
    text = state_plan(ann.base, plan).statement.text
    assert "1 because the worker was away and no manager could be met" in text


def test_a_request_that_was_withdrawn_asked_nobody(ann: Laptop, plan: str) -> None:
    one, *_ = cases(ann.base, plan)
    asked = ask(ann, one.record.case, "manager", "asked")
    ann.base.record(withdraw(ann.base, asked, "Wrong case"))
    assert code_of_refusal(ann, plan, one.identifier) == "manager-not-asked"


def test_a_case_that_was_looked_at_stays_whatever_was_found(ann: Laptop, plan: str) -> None:
    one, other, *_ = cases(ann.base, plan)
    see(ann, other, None)
    see(ann, one, "file-only")
    assert code_of_refusal(ann, plan, one.identifier, "other") == "already-seen"
    replace_case(ann.base, plan, other.identifier, "other")
