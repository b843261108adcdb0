from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from inspector_app.sampling.draw import Draw, DrawPlan, StratumCount, draw_sample
from inspector_app.sampling.reserves import extend, replacement_for
from inspector_app.sampling.strata import Unit
from inspector_app.sampling.tickets import ticket
from inspector_app.sampling.verification import verify_draw
from tests.sampling.frames import frame

PLAN = DrawPlan("stratified", 6, "P1/ours/theirs", by=("Team",))
UNITS = frame({"East": 30, "North": 20})
DRAWN = draw_sample(UNITS, PLAN)


def test_a_true_draw_agrees_with_and_without_the_frame() -> None:
    whole = verify_draw(PLAN, DRAWN, UNITS)
    assert (whole.ok, whole.complete, whole.checked) == (True, True, 50)
    listed = verify_draw(PLAN, DRAWN)
    assert (listed.ok, listed.complete) == (True, False)
    assert listed.checked == len(DRAWN.selected) + len(DRAWN.reserves)
    assert "needs the frame" in listed.sentence
    assert "needs the frame" not in whole.sentence


def test_a_true_draw_agrees_after_replacement_and_extension() -> None:
    called = replacement_for(DRAWN, DRAWN.selected[0].unit).unit
    now = extend(UNITS, PLAN, DRAWN, 5, called={called}).draw
    assert verify_draw(PLAN, now, UNITS, called={called}, extended=True).ok
    assert verify_draw(PLAN, now).ok
    forgotten = verify_draw(PLAN, now, UNITS, extended=True)
    assert {one.problem for one in forgotten.mismatches} == {"passed-over"}


def _with_first(**changes: object) -> Draw:
    first = replace(DRAWN.selected[0], **changes)  # type: ignore[arg-type]  # fields by name
    return replace(DRAWN, selected=(first, *DRAWN.selected[1:]))


def _someone_else(rank: int) -> Draw:
    """The first drawn of East exchanged for the one with the highest ticket, truly given."""
    last = max(UNITS[:30], key=lambda unit: ticket(PLAN.seed, unit.id))
    return _with_first(unit=last.id, case=last.case, ticket=ticket(PLAN.seed, last.id), rank=rank)


@pytest.mark.parametrize(
    ("forged", "problem", "without_the_frame"),
    [
        (lambda: _with_first(ticket="0" * 64), "ticket", True),
        (lambda: _with_first(rank=2), "order", True),
        (lambda: _with_first(probability="1/2"), "probability", True),
        (lambda: replace(DRAWN, selected=DRAWN.selected[1:]), "count", True),
        (lambda: replace(DRAWN, strata=DRAWN.strata[1:]), "count", True),
        (
            lambda: replace(DRAWN, strata=(StratumCount("East", 0, 4), *DRAWN.strata[1:])),
            "count",
            True,
        ),
        (lambda: _someone_else(1), "order", True),
        (lambda: _someone_else(30), "passed-over", False),
        (lambda: _with_first(stratum="North"), "wrong-stratum", False),
        (lambda: _with_first(unit="C9", ticket=ticket(PLAN.seed, "C9")), "not-on-the-list", False),
    ],
)
def test_a_forged_draw_is_noticed(
    forged: Callable[[], Draw], problem: str, without_the_frame: bool
) -> None:
    whole = verify_draw(PLAN, forged(), UNITS)
    assert problem in {one.problem for one in whole.mismatches}
    assert not whole.ok
    assert "not agree" in whole.sentence
    listed = verify_draw(PLAN, forged())
    assert (problem in {one.problem for one in listed.mismatches}) == without_the_frame


def test_a_stratum_nobody_was_drawn_from_is_no_mismatch() -> None:
    plan = replace(PLAN, n=3, allocation="manual", manual={"East": 3})
    assert verify_draw(plan, draw_sample(UNITS, plan), UNITS).ok


def test_an_allocation_that_is_not_the_plans_is_noticed() -> None:
    equal = draw_sample(UNITS, replace(PLAN, allocation="equal"))
    found = verify_draw(PLAN, equal, UNITS).mismatches
    assert [one.problem for one in found] == ["allocation"]


def test_a_unit_left_off_the_list_at_the_draw_is_noticed() -> None:
    missing = draw_sample([unit for unit in UNITS if unit.id != DRAWN.selected[0].unit], PLAN)
    found = {one.problem for one in verify_draw(PLAN, missing, UNITS).mismatches}
    assert {"passed-over", "rank"} <= found


def test_the_sentence_names_no_case() -> None:
    said = verify_draw(PLAN, _with_first(ticket="0" * 64), UNITS).sentence
    assert "C0" not in said
    assert "1 thing does not agree" in said


def test_another_seed_disagrees_in_every_ticket() -> None:
    other = verify_draw(replace(PLAN, seed="P1/ours/others"), DRAWN)
    wrong = [one for one in other.mismatches if one.problem == "ticket"]
    assert len(wrong) == len(DRAWN.selected) + len(DRAWN.reserves)


def test_verification_does_not_depend_on_the_order_of_rows() -> None:
    turned: list[Unit] = list(reversed(UNITS))
    assert verify_draw(PLAN, DRAWN, turned).ok
