"""What a deputy may do to the team, and what is the lead's alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.membership import (
    OpenRequest,
    approve,
    invite,
    remove,
    rotate,
    set_roles,
)
from tests.evidence_base.laptops import Laptop, exchange, hand_over_records

_HMI = frozenset({"hmi"})
Attempt = Callable[[Laptop, Laptop, Laptop], object]
BEYOND_A_DEPUTY: dict[str, Attempt] = {
    "demote the lead": lambda bea, ann, _: set_roles(bea.base, ann.base.member, _HMI),
    "remove the lead": lambda bea, ann, _: remove(bea.base, ann.base.member, "a coup"),
    "name a deputy": lambda bea, _, cal: set_roles(bea.base, cal.base.member, _HMI | {"deputy"}),
    "name a lead": lambda bea, _, cal: set_roles(bea.base, cal.base.member, frozenset({"lead"})),
    "lay a deputy's role down": lambda bea, _, __: set_roles(bea.base, bea.base.member, _HMI),
    "invite a lead": lambda bea, _, __: invite(bea.base, "lead", None),
    "seat a laptop as the lead's": lambda bea, ann, cal: approve(
        bea.base, _request_of(cal), member=ann.base.member
    ),
}


def _request_of(laptop: Laptop) -> OpenRequest:
    return OpenRequest("00" * 32, "X", "", "hmi", laptop.base.vault.device.card)


@pytest.mark.parametrize("attempt", list(BEYOND_A_DEPUTY))
def test_a_deputy_who_may_not_is_told_what_a_deputy_may_not(
    ann: Laptop, bea: Laptop, cal: Laptop, attempt: str
) -> None:
    set_roles(ann.base, bea.base.member, frozenset({"hmi", "deputy"}))
    if "seat" in attempt:
        remove(ann.base, cal.base.member, "so that there is somebody to seat")
    hand_over_records(ann, bea)
    before = bea.base.team.chain.records
    with pytest.raises(InspectorError) as refused:
        BEYOND_A_DEPUTY[attempt](bea, ann, cal)
    assert refused.value.code == "not-allowed"
    assert refused.value.message.startswith("A deputy may not")
    assert "recover" in refused.value.next_step
    assert bea.base.team.chain.records == before


def test_a_deputy_may_remove_admit_and_give_a_new_key(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    set_roles(ann.base, bea.base.member, frozenset({"hmi", "deputy"}))
    exchange(ann, bea, cal)
    remove(bea.base, cal.base.member, "left the team")
    rotate(bea.base)
    exchange(ann, bea)
    assert ann.base.team.chain.head.record == bea.base.team.chain.head.record
    assert cal.base.vault.device.id not in ann.base.team.chain.head.seats
