"""Withdrawing, editing and creating at the same time, in every order."""

from __future__ import annotations

import itertools

import pytest
from sqlmodel import select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import resolve, restore, withdraw
from inspector_app.evidence_base.writing import NewWrite, Typed
from schemas.identifiers import derived_id
from schemas.records import RECORD_TYPES
from tests.evidence_base.laptops import Laptop, exchange, give


def listed(laptop: Laptop, record: str, kind: str = "note") -> bool:
    """Whether lists show the record: it has a row that is not withdrawn."""
    of = RECORD_TYPES[kind]
    with laptop.base.reading() as session:
        return list(session.exec(select(of.withdrawn).where(of.id == record))) == [None]


def test_a_withdrawn_record_leaves_the_lists_of_all(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("first")
    exchange(ann, bea)
    bea.base.record(withdraw(bea.base, note, "written twice"))
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert not listed(laptop, note)
        assert laptop.base.conflicts() == ()
        assert laptop.shown(note, "withdrawn") == "written twice"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_an_edit_that_the_withdrawal_did_not_see_keeps_the_record_in_lists(
    ann: Laptop, bea: Laptop, cal: Laptop, order: tuple[int, ...]
) -> None:
    note = ann.note("first")
    ann.base.seal()
    give(ann, bea)
    bea.write(note, "text", Typed("better"))
    bea.base.seal()
    ann.base.record(withdraw(ann.base, note, "written twice"))
    ann.base.seal()
    exchange(ann, bea)
    sent = [entry.to_bytes() for entry in ann.base.entries_missing_from(cal.base.vector())]
    for place in order:
        cal.base.merge([sent[place]])
    for laptop in (ann, bea, cal):
        assert listed(laptop, note)
        assert [conflict.field for conflict in laptop.base.conflicts()] == ["withdrawn"]
        assert laptop.values(note, "text") == {"better"}


def test_withdrawing_again_with_the_edit_in_sight_settles_it(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("first")
    give(ann, bea)
    bea.write(note, "text", Typed("better"))
    taken = ann.base.record(withdraw(ann.base, note, "written twice")).writes[0]
    exchange(ann, bea)
    bea.base.record(resolve(bea.base, note, "withdrawn", take=taken))
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert not listed(laptop, note)
        assert laptop.base.conflicts() == ()


def test_restoring_settles_it_the_other_way(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("first")
    give(ann, bea)
    bea.write(note, "text", Typed("better"))
    ann.base.record(withdraw(ann.base, note, "written twice"))
    exchange(ann, bea)
    ann.base.record(restore(ann.base, note))
    ann.write(note, "text", Typed("best"))
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert listed(laptop, note)
        assert laptop.base.conflicts() == ()
        assert laptop.values(note, "text") == {"best"}


def test_a_withdrawal_and_a_restoration_at_once_keep_the_record_in_lists(
    ann: Laptop, bea: Laptop
) -> None:
    note = ann.note("first")
    ann.base.record(withdraw(ann.base, note, "written twice"))
    exchange(ann, bea)
    ann.base.record(restore(ann.base, note))
    bea.write(note, "withdrawn", Typed("really"))
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert listed(laptop, note)
        assert [conflict.field for conflict in laptop.base.conflicts()] == ["withdrawn"]


def test_two_withdrawals_for_one_reason_are_one(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("first")
    exchange(ann, bea)
    for laptop in (ann, bea):
        laptop.base.record(withdraw(laptop.base, note, "written twice"))
    exchange(ann, bea)
    assert not listed(ann, note)
    assert ann.base.conflicts() == ()


def test_a_case_made_again_elsewhere_while_it_was_withdrawn_stays_in_lists(
    ann: Laptop, bea: Laptop
) -> None:
    case = derived_id("case", "12345")
    ann.base.record(NewWrite(case, "case", "place", Typed("north")))
    ann.base.record(withdraw(ann.base, case, "not ours"))
    bea.base.record(NewWrite(case, "case", "place", Typed("north")))
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert listed(laptop, case, "case")


def test_a_withdrawn_record_cannot_be_created_again_before_it_is_restored(ann: Laptop) -> None:
    case = derived_id("case", "12345")
    ann.base.record(NewWrite(case, "case", "place", Typed("north")))
    ann.base.record(withdraw(ann.base, case, "not ours"))
    with pytest.raises(InspectorError) as refused:
        ann.base.record(NewWrite(case, "case", "place", Typed("north")))
    assert refused.value.code == "withdrawn"
