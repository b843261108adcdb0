"""What is held, and what becomes of it when the lead or a deputy admits it."""

from __future__ import annotations

import os
from itertools import permutations
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.admitting import HeldEntry, admit, held_entries
from inspector_app.evidence_base.membership import (
    OpenRequest,
    approve,
    invite,
    join_base,
    open_requests,
    receive_request,
    remove,
    rotate,
    set_roles,
)
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.vault.keystore import read_keystore
from inspector_app.vault.vault import Vault
from schemas.joining import JoinRequestContent, seal_request
from schemas.signing import to_base64
from schemas.wire import mailbox_name
from tests.evidence_base.agreement import all_well, one_digest, texts
from tests.evidence_base.laptops import PASSPHRASE, Laptop, exchange, give, hand_over_records


def let_in(by: Laptop, home: Path) -> Laptop:
    """A new laptop that somebody lets in, with no other hearing of it."""
    vault = Vault.create(home, "Eve", PASSPHRASE, kdf="minimum", clock=by.clock)
    invitation = invite(by.base, "hmi", None)
    content = JoinRequestContent(vault.device.card, "Eve")
    sealed = to_base64(seal_request(invitation, content, os.urandom))
    receive_request(by.base, mailbox_name(invitation.mailbox_token), sealed)
    approve(by.base, open_requests(by.base)[0])
    join_base(vault, invitation, by.base.team.chain.records).close()
    return Laptop("eve", home, by.inspection, read_keystore(home, PASSPHRASE), by.clock)


def only(laptop: Laptop) -> HeldEntry:
    (held,) = held_entries(laptop.base)
    return held


def refusal(laptop: Laptop, *entries: str) -> str:
    with pytest.raises(InspectorError) as refused:
        admit(laptop.base, entries)
    assert refused.value.kept.startswith("Nothing was changed")
    return refused.value.code


def three_entries(laptop: Laptop, *written: str) -> list[bytes]:
    """Each text in an entry of its own."""
    for text in written:
        laptop.note(text)
        laptop.base.seal()
    return [
        entry.to_bytes()
        for entry in laptop.base.entries_missing_from({})
        if laptop.base.vault.device.id in entry.header.decode()
    ]


def test_all_that_a_removed_member_wrote_in_time_counts_for_one_who_gets_it_later_in_any_order(
    ann: Laptop, bea: Laptop, cal: Laptop, tmp_path: Path
) -> None:
    exchange(ann, bea, cal)
    parcel = three_entries(bea, "one", "two", "three")
    ann.base.merge(parcel)
    remove(ann.base, bea.base.member, "left the team")
    hand_over_records(ann, cal)
    copy = cal.copy_home(tmp_path / "before")
    for order in permutations(parcel):
        cal.put_back(copy)
        for entry in order:
            cal.base.merge([entry])
        assert texts(cal) == {"one", "two", "three"}
        assert held_entries(cal.base) == ()
    cal.put_back(copy)
    cal.base.merge(parcel)
    assert texts(cal) == {"one", "two", "three"}
    assert all_well(cal)


def test_what_a_lesser_role_took_away_is_held_and_comes_back_when_it_is_admitted(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    exchange(ann, bea, cal)
    bea.note("late")
    comment = bea.base.new_id()
    bea.base.record(NewWrite(comment, "comment", "text", Typed("anybody may comment")))
    set_roles(ann.base, bea.base.member, frozenset({"analyst"}))
    exchange(ann, bea, cal)
    assert texts(ann) == texts(cal) == set()
    held = only(ann)
    assert (held.why, held.changes, held.member) == ("lesser-role", 1, bea.base.member)
    admitted = admit(ann.base, [held.entry])
    assert (admitted.entries, admitted.changes) == (1, 1)
    exchange(ann, bea, cal)
    assert texts(ann) == texts(bea) == texts(cal) == {"late"}
    assert held_entries(ann.base) == ()
    assert all_well(ann, bea, cal)
    assert one_digest(ann, bea, cal)


def test_work_that_names_a_change_of_the_team_which_has_not_come_cannot_be_admitted_yet(
    ann: Laptop, bea: Laptop
) -> None:
    exchange(ann, bea)
    set_roles(ann.base, bea.base.member, frozenset({"hmi", "deputy"}))
    hand_over_records(ann, bea)
    rotate(bea.base)
    bea.note("under a key that the lead does not know of")
    ann.base.merge(bea.parcel(ann))
    held = only(ann)
    assert (held.why, held.changes, held.since) == ("team-record-missing", None, None)
    assert refusal(ann, held.entry) == "team-record-missing"
    hand_over_records(bea, ann)
    assert held_entries(ann.base) == ()
    assert texts(ann) == {"under a key that the lead does not know of"}


def test_work_of_one_whom_only_a_losing_record_let_in_counts_once_the_lead_lets_them_in(
    ann: Laptop, bea: Laptop, cal: Laptop, tmp_path: Path
) -> None:
    set_roles(ann.base, bea.base.member, frozenset({"hmi", "deputy"}))
    exchange(ann, bea, cal)
    eve = let_in(bea, tmp_path / "eve")
    eve.note("written when only the deputy had let her in")
    rotate(ann.base)
    exchange(ann, bea, cal)
    give(eve, ann)
    held = only(ann)
    assert (held.why, held.changes, held.member) == ("never-in-team", 1, None)
    assert refusal(ann, held.entry) == "never-in-team"
    card = eve.base.vault.device.card
    approve(ann.base, OpenRequest("00" * 32, "Eve", card.words, "hmi", card))
    assert held_entries(ann.base) == ()
    exchange(ann, bea, cal, eve)
    for laptop in (ann, bea, cal, eve):
        assert texts(laptop) == {"written when only the deputy had let her in"}
        assert all_well(laptop)


def test_who_may_not_is_refused_before_anything_is_said_of_the_work(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    exchange(ann, bea, cal)
    bea.note("late")
    remove(ann.base, bea.base.member, "left the team")
    exchange(ann, cal)
    give(bea, cal)
    assert refusal(cal, only(cal).entry) == "not-allowed"
    assert refusal(cal, "0" * 64) == "not-allowed"
    assert refusal(ann, "0" * 64) == "unknown-entry"


def test_saves_of_which_another_copy_counts_are_not_told_as_held(
    ann: Laptop, bea: Laptop, tmp_path: Path
) -> None:
    exchange(ann, bea)
    bea.note("in time, and sealed by both copies of the laptop")
    twin = bea.twin(tmp_path / "twin")
    give(bea, ann)
    remove(ann.base, bea.base.member, "left the team")
    twin.note("late")
    ann.base.merge(twin.parcel(ann))
    assert only(ann).changes == 1
    assert admit(ann.base, [only(ann).entry]).changes == 1
    assert texts(ann) == {"in time, and sealed by both copies of the laptop", "late"}
    twin.close()


def test_who_was_removed_and_comes_back_is_the_same_member_and_new_work_waits_for_nothing(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    bea.note("in time")
    exchange(ann, bea, cal)
    member, card = bea.base.member, bea.base.vault.device.card
    bea.note("meanwhile")
    bea.base.seal()
    remove(ann.base, member, "by mistake")
    give(bea, ann)
    exchange(ann, cal)
    assert approve(ann.base, OpenRequest("00" * 32, "Bea", card.words, "hmi", card)) == member
    hand_over_records(ann, bea)
    assert texts(bea) == {"in time"}
    bea.note("back again")
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        assert texts(laptop) == {"in time", "back again"}
        assert all_well(laptop)
    admit(ann.base, [only(ann).entry])
    bea.note("and after")
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        assert texts(laptop) == {"in time", "meanwhile", "back again", "and after"}
        assert held_entries(laptop.base) == ()
    assert one_digest(ann, bea, cal)
