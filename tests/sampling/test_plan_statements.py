"""The statement of a recorded plan in the words of people, not in the codes of the form."""

from __future__ import annotations

from dataclasses import replace

from inspector_app.sampling.plan_comparison import compare_plan
from inspector_app.sampling.plan_options import NewPlan
from inspector_app.sampling.plan_statements import state_plan
from inspector_app.sampling.plans import draw_plan
from tests.evidence_base.laptops import Laptop


def test_values_never_seen_are_named_by_their_words(ann: Laptop, frame: str) -> None:
    new = NewPlan(
        frame=frame,
        list=8,
        design="simple",
        n=2,
        title="Girls",
        rationale="Their voice",
        where=("Gender = b) Female",),
    )
    plan = draw_plan(ann.base, new).plan
    boy = replace(new, n=1, title="One", where=(), our_phrase="plum", again="One of all")
    one = draw_plan(ann.base, boy).plan
    statement = state_plan(ann.base, one).statement
    [code] = statement.never_seen["Gender"].values
    words = {"a) Male": "Male", "b) Female": "Female"}[code]
    assert f"Not seen at all, by Gender: {words} (50.0 % of the list)." in statement.text
    assert code not in statement.text
    field = compare_plan(ann.base, plan, "Ethnicity").fields[0]
    assert [(row.value, field.said(row.value)) for row in field.rows] == [
        ("a) WBRI", "White British")
    ]
