"""Was the sample drawn as its plan and seed say? Every ticket is worked out again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from inspector_app.sampling.draw import draw_sample
from inspector_app.sampling.draws import Draw, DrawPlan
from inspector_app.sampling.mismatches import Mismatch
from inspector_app.sampling.strata import Unit
from inspector_app.sampling.tickets import ticket
from inspector_app.sampling.verify_by_ticket import check_by_ticket, check_listed_by_ticket
from inspector_app.sampling.verify_redrawn import check_listed_in_order, check_redrawn

__all__ = ["Verification", "verify_draw"]


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome.

    Args:
        mismatches: all found; none means the draw stands as far as was looked.
        complete: True when the whole frame was worked through, so that nobody was passed over.
        checked: how many tickets were worked out.
        sentence: the outcome in words, without cases.
    """

    mismatches: tuple[Mismatch, ...]
    complete: bool
    checked: int
    sentence: str

    @property
    def ok(self) -> bool:
        """No mismatch."""
        return not self.mismatches


def verify_draw(
    plan: DrawPlan,
    draw: Draw,
    units: Sequence[Unit] | None = None,
    *,
    called: Collection[str] = (),
    extended: bool = False,
) -> Verification:
    """Recomputes the tickets of a draw, of the whole frame where it is given.

    Without the frame only the listed cases can be checked: that their tickets are right and follow
    each other, not that nobody with a lower ticket was passed over. The result says which.

    Args:
        plan: the plan, with its seed.
        draw: what was kept of the draw.
        units: the frame, where it is at hand.
        called: unit ids of reserves called as replacements (an extension passes over them).
        extended: the draw was extended, so its sizes are no longer those of the plan's n.

    Raises:
        SamplingError: as `group_units`, when the frame cannot carry this plan at all.
    """
    by_ticket = plan.design in ("simple", "stratified")
    mismatches = [
        Mismatch("ticket", one.stratum, one.unit)
        for one in (*draw.selected, *draw.reserves)
        if ticket(plan.seed, one.unit) != one.ticket
    ]
    if by_ticket or plan.design == "two-stage":
        mismatches += check_listed_by_ticket(draw)
    else:
        mismatches += check_listed_in_order(plan, draw)
    checked = len(draw.selected) + len(draw.reserves) if units is None else len(units)
    if units is not None and not by_ticket:
        mismatches += check_redrawn(plan, draw, units, called)
    elif units is not None:
        mismatches += check_by_ticket(plan, draw, units, called)
        if not extended and draw_sample(units, plan).strata != draw.strata:
            mismatches.append(Mismatch("allocation", ""))
    # One thing may be found with the frame and without it.
    mismatches = list(dict.fromkeys(mismatches))
    return Verification(
        tuple(mismatches),
        units is not None,
        checked,
        _sentence(len(mismatches), checked, complete=units is not None),
    )


def _sentence(mismatches: int, checked: int, *, complete: bool) -> str:
    scope = (
        f"The tickets of all {checked:,} on the list were worked out again"
        if complete
        else f"The tickets of the {checked:,} listed were worked out again, without the frame"
    )
    limit = "" if complete else " Whether anyone was passed over needs the frame."
    outcome = {0: "all agree.", 1: "1 thing does not agree."}.get(
        mismatches, f"{mismatches:,} things do not agree."
    )
    return f"{scope}: {outcome}{limit}"
