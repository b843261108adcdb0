"""Removal, demotion, late team records: what counts is judged again, on every laptop alike."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.admitting import admit, held_entries
from inspector_app.evidence_base.membership import (
    remove,
    rotate,
    set_roles,
)
from inspector_app.evidence_base.team_changes import reseat
from inspector_app.evidence_base.writing import NewWrite, Typed
from schemas.epochs import key_commitment, seal_earlier, wrap
from schemas.team_records import Epoch, SignedRecord, read_record, signed_record
from tests.evidence_base.agreement import all_well, one_digest, texts
from tests.evidence_base.forging import without_parts
from tests.evidence_base.laptops import Laptop, exchange, give, hand_over_records


def test_work_that_the_lead_had_when_a_member_was_removed_keeps_counting(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    bea.note("in time")
    exchange(ann, bea, cal)
    remove(ann.base, bea.base.member, "left the team")
    exchange(ann, cal)
    assert texts(ann) == texts(cal) == {"in time"}
    assert one_digest(ann, cal)


def test_all_that_came_at_once_after_a_removal_counts_and_is_not_said_to_be_held(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    for text in ("first", "second", "third"):
        bea.note(text)
        give(bea, ann)
    remove(ann.base, bea.base.member, "left the team")
    assert give(ann, cal).set_aside == {}
    assert texts(cal) == {"first", "second", "third"}
    assert one_digest(ann, cal)
    assert all_well(ann, cal)


def test_late_work_of_a_removed_device_is_held_and_counts_once_it_is_admitted(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    bea.note("in time")
    exchange(ann, bea, cal)
    bea.note("late")
    remove(ann.base, bea.base.member, "left the team")
    report = give(bea, ann)
    assert list(report.set_aside.values()) == ["held"]
    assert texts(ann) == {"in time"}
    (held,) = held_entries(ann.base)
    assert (held.changes, held.member, held.why) == (1, bea.base.member, "removed")
    exchange(ann, cal)
    assert texts(cal) == {"in time"}
    assert all_well(ann, cal)
    admit(ann.base, [held.entry])
    assert texts(ann) == {"in time", "late"}
    exchange(ann, cal)
    assert texts(cal) == {"in time", "late"}
    assert held_entries(ann.base) == ()
    assert all_well(ann, cal)
    assert one_digest(ann, cal)


def test_held_work_of_a_laptop_that_knows_of_its_removal_still_reaches_the_lead(
    ann: Laptop, bea: Laptop
) -> None:
    exchange(ann, bea)
    bea.note("typed before it heard")
    remove(ann.base, bea.base.member, "left the team")
    hand_over_records(ann, bea)
    assert texts(bea) == set()
    bea.base.seal()
    ann.base.merge(bea.parcel(ann))
    admit(ann.base, [held.entry for held in held_entries(ann.base)])
    assert texts(ann) == {"typed before it heard"}
    hand_over_records(ann, bea)
    assert texts(bea) == {"typed before it heard"}
    assert all_well(ann, bea)


def test_a_removed_laptop_can_save_no_more_and_keeps_what_it_had(ann: Laptop, bea: Laptop) -> None:
    bea.note("in time")
    exchange(ann, bea)
    remove(ann.base, bea.base.member, "left the team")
    hand_over_records(ann, bea)
    with pytest.raises(InspectorError) as refused:
        bea.note("afterwards")
    assert refused.value.code == "not-in-team"
    assert texts(bea) == {"in time"}


def test_a_removed_laptop_opens_nothing_that_comes_later(ann: Laptop, bea: Laptop) -> None:
    exchange(ann, bea)
    remove(ann.base, bea.base.member, "left the team")
    ann.note("after the removal")
    give(ann, bea)
    assert texts(bea) == set()
    assert bea.base.team.missing_epochs
    assert all_well(ann, bea)


def test_an_entry_that_one_laptop_saw_before_a_removal_and_another_after_counts_for_neither(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    exchange(ann, bea, cal)
    bea.note("seen by cal only")
    give(bea, cal)
    assert texts(cal) == {"seen by cal only"}
    remove(ann.base, bea.base.member, "left the team")
    exchange(ann, cal)
    assert texts(cal) == texts(ann) == set()
    assert cal.base.digest() == ann.base.digest()
    assert all_well(ann, cal)


def test_a_demoted_member_keeps_what_was_in_time_and_loses_what_the_new_role_may_not_write(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    bea.note("in time")
    exchange(ann, bea, cal)
    bea.note("late")
    kept = bea.base.new_id()
    bea.base.record(NewWrite(kept, "comment", "text", Typed("anybody may comment")))
    set_roles(ann.base, bea.base.member, frozenset({"analyst"}))
    hand_over_records(ann, bea)
    assert texts(bea) == {"in time"}
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        assert texts(laptop) == {"in time"}
        assert laptop.shown(kept, "text") == "anybody may comment"
    assert all_well(ann, bea, cal)
    assert one_digest(ann, bea, cal)


def test_a_demoted_members_own_laptop_refuses_what_the_role_may_not_write(
    ann: Laptop, bea: Laptop
) -> None:
    set_roles(ann.base, bea.base.member, frozenset({"analyst"}))
    hand_over_records(ann, bea)
    with pytest.raises(InspectorError) as refused:
        bea.note("no longer mine to write")
    assert refused.value.code == "not-allowed"


def test_a_team_record_that_comes_after_the_work_sealed_under_it_opens_it(
    ann: Laptop, bea: Laptop
) -> None:
    exchange(ann, bea)
    rotate(ann.base)
    ann.note("under the new key")
    sent = ann.parcel(bea)
    report = bea.base.merge(sent)
    assert list(report.set_aside.values()) == ["unknown-team-record"]
    assert texts(bea) == set()
    assert bea.base.digest()[0] is not None
    hand_over_records(ann, bea)
    assert texts(bea) == {"under the new key"}
    assert one_digest(ann, bea)
    assert all_well(ann, bea)


def test_work_sealed_offline_under_the_old_key_still_counts_after_a_rotation(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    exchange(ann, bea, cal)
    bea.note("written offline")
    parcel = bea.parcel(ann)
    rotate(ann.base)
    hand_over_records(ann, cal)
    for laptop in (ann, cal):
        laptop.base.merge(parcel)
        assert texts(laptop) == {"written offline"}


def test_a_forged_copy_of_a_team_record_does_not_keep_the_good_one_out(
    ann: Laptop, bea: Laptop
) -> None:
    exchange(ann, bea)
    rotate(ann.base)
    newest = ann.base.team.chain.records[-1]
    forged = SignedRecord(newest.body, bytes(64))
    bea.base.merge(records=[forged])
    assert bea.base.team.chain.head.record != newest.id
    bea.base.merge(records=[newest])
    assert bea.base.team.chain.head.record == newest.id


def test_a_record_that_comes_before_the_one_it_stands_on_waits_for_it(
    ann: Laptop, bea: Laptop
) -> None:
    exchange(ann, bea)
    rotate(ann.base)
    rotate(ann.base)
    first, second = ann.base.team.chain.records[-2:]
    bea.base.merge(records=[second])
    bea.base.merge(records=[first])
    assert bea.base.team.chain.head.record == second.id


def test_a_flood_of_records_that_fit_nowhere_is_not_kept(ann: Laptop) -> None:
    newest = read_record(ann.base.team.chain.records[-1].body)
    assert isinstance(newest, Epoch)
    junk = [
        signed_record(replace(newest, prev=f"{place:064x}"), ann.base.vault.device.signing_key)
        for place in range(300)
    ]
    ann.base.merge(records=junk)
    with ann.base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT count(*) FROM team_record")
        assert rows.scalar_one() < 300


def test_a_key_carried_by_an_epoch_is_taken_only_if_its_epoch_committed_to_it(
    ann: Laptop, bea: Laptop
) -> None:
    exchange(ann, bea)
    chain = ann.base.team.chain
    (first, _), *_ = chain.epochs()
    head = chain.head
    vault = ann.base.vault
    key = vault.randomness(32)
    cards = [seat.card for seat in head.seats.values()]
    lying = Epoch(
        prev=head.record,
        by=vault.device.id,
        seats=tuple(head.seats.values()),
        rules=head.rules,
        cutoffs={},
        admit={},
        commitment=key_commitment(key),
        wraps={card.device: wrap(key, card, chain.inspection, head.record) for card in cards},
        earlier=seal_earlier(
            {first: b"\x00" * 32}, key, chain.inspection, head.record, vault.randomness
        ),
    )
    with bea.base.local() as connection:
        connection.exec_driver_sql("DELETE FROM epoch_key")
    bea.base.merge(records=[signed_record(lying, vault.device.signing_key)])
    assert bea.base.team.keys.get(first) != b"\x00" * 32


def test_entries_that_lack_a_part_keep_their_standing_when_their_author_is_removed(
    ann: Laptop, bea: Laptop
) -> None:
    exchange(ann, bea)
    note = bea.base.new_id()
    bea.base.record(
        NewWrite(note, "note", "text", Typed("its part is late")),
        NewWrite(note, "note", "agency", "police"),
    )
    ann.base.merge([without_parts(entry) for entry in bea.parcel(ann)])
    remove(ann.base, bea.base.member, "left the team")
    assert ann.shown(note, "agency") == "police"
    assert all_well(ann)


def test_what_a_lead_had_not_sealed_counts_though_they_lay_the_role_down_at_once(
    ann: Laptop, bea: Laptop
) -> None:
    set_roles(ann.base, bea.base.member, frozenset({"lead"}))
    exchange(ann, bea)
    member = ann.base.member
    ann.write(member, "name", Typed("Ann the Second"), "member")
    set_roles(ann.base, member, frozenset({"hmi"}))
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert laptop.shown(member, "name") == "Ann the Second"
    assert all_well(ann, bea)


def test_a_lead_who_removes_their_own_laptop_leaves_the_reason_and_all_that_they_wrote(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    set_roles(ann.base, bea.base.member, frozenset({"lead"}))
    exchange(ann, bea, cal)
    ann.note("The last word.")
    remove(ann.base, ann.base.member, "Another inspection.")
    give(ann, bea)
    give(bea, cal)
    for laptop in (bea, cal):
        assert texts(laptop) == {"The last word."}
        with laptop.base.reading() as session:
            rows = session.connection().exec_driver_sql("SELECT text FROM comment")
            assert rows.scalars().all() == ["Another inspection."]
    assert ann.base.seat is None
    assert all_well(ann, bea, cal)


def test_one_lost_device_goes_and_its_member_works_on_with_the_other(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    """Cal's laptop is a second one of Bea's."""
    member = bea.base.member
    chain = ann.base.team.chain.head
    seats = [
        replace(seat, member=member) if device == cal.base.vault.device.id else seat
        for device, seat in chain.seats.items()
    ]
    reseat(ann.base, seats)
    exchange(ann, bea, cal)
    cal.note("From the laptop that is lost.")
    bea.note("From the laptop that stays.")
    exchange(ann, bea, cal)
    assert remove(ann.base, cal.base.vault.device.id, "Left on a train.") == {
        cal.base.vault.device.id
    }
    exchange(ann, bea)
    bea.note("After the loss.")
    exchange(ann, bea)
    assert bea.base.member == member
    assert texts(ann) == {
        "From the laptop that is lost.",
        "From the laptop that stays.",
        "After the loss.",
    }
    give(ann, cal)
    assert cal.base.seat is None
    assert "After the loss." not in texts(cal)
    assert all_well(ann, bea)


def test_the_last_device_of_the_lead_is_not_removed(ann: Laptop, bea: Laptop) -> None:
    with pytest.raises(InspectorError) as refused:
        remove(ann.base, ann.base.vault.device.id, "Lost.")
    assert refused.value.code == "last-lead"
