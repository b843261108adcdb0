from __future__ import annotations

import pytest

from inspector_app.sampling.audited import compare_audits
from inspector_app.sampling.recorded import PlanCase
from inspector_app.sampling.statement_facts import AuditCompared
from schemas.frameworks import load_framework
from schemas.records import CaseSelection

SCALES = [load_framework("ilacs-2026").grades]


def audited(theirs: str | None, ours: str | None, route: str = "audited") -> PlanCase:
    selection = CaseSelection(id="0" * 32, route=route, audit_grade=theirs, our_view=ours)
    return PlanCase(selection, None, ())


def test_our_view_is_lower_the_same_or_higher_than_the_authoritys_grade() -> None:
    cases = [
        audited("good", "Requires improvement"),
        audited("good", "good"),
        audited("requires-improvement", "Requires improvement to be good"),
        audited("inadequate", "Good"),
        audited("good", None),
        audited("good", "It was weak on supervision"),
        audited(None, "good"),
        audited("good", "inadequate", route="drawn"),
    ]
    found = compare_audits(cases, SCALES)
    assert found == AuditCompared(audited=7, lower=1, same=2, higher=1)
    assert found.compared == 4


@pytest.mark.parametrize("cases", [[], [audited("good", "good", route="drawn")]])
def test_without_audited_cases_there_is_nothing_to_compare(cases: list[PlanCase]) -> None:
    assert compare_audits(cases, SCALES) is None
