"""Two team records race: every laptop and the server must find the same winner."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.team import TeamChain
from schemas.team_records import SignedRecord
from tests.schemas.chains import Story, feed_of
from tests.schemas.devices import device

SEATS = {"ann": "lead", "amy": "lead", "bea": "hmi deputy", "cat": "hmi", "dan": "qam"}


def _team(*, escrow: bool = False) -> tuple[Story, SignedRecord]:
    story = Story(escrow=escrow)
    return story, story.epoch(story.genesis, "ann", SEATS)


def _without(*names: str) -> dict[str, str]:
    return {name: roles for name, roles in SEATS.items() if name not in names}


def _with_lower_id(
    story: Story, other: SignedRecord, make: Callable[[int], SignedRecord]
) -> SignedRecord:
    """The record a patient attacker makes: one that wins every tie against another."""
    for note in range(1, 1000):
        record = make(note)
        if record.id < other.id:
            return record
        story.records.remove(record)
    raise AssertionError("no lower id was found")


def _in_every_order(story: Story) -> TeamChain:
    """The chain, after making sure that no order of arrival (or 120 of many) gives another."""
    chain = story.chain()
    orders = list(permutations(story.records))
    for order in orders[:: max(1, len(orders) // 120)]:
        other = TeamChain(story.inspection, order)
        assert (other.path, other.stopped) == (chain.path, chain.stopped)
        assert other.records == chain.records
        assert other.barred == chain.barred
    return chain


def test_the_leads_record_wins_before_a_deputys_though_its_id_is_higher() -> None:
    story, first = _team()
    lead = story.epoch(first, "ann", {**SEATS, "eve": "hmi"})
    deputy = _with_lower_id(
        story, lead, lambda note: story.epoch(first, "bea", {**SEATS, "fay": "hmi"}, note=note)
    )
    chain = _in_every_order(story)
    assert chain.path[-1] == lead.id
    assert deputy.id in chain
    assert not chain.stopped


def test_of_equals_the_lower_id_wins() -> None:
    story, first = _team()
    records = [story.epoch(first, by, SEATS, note=note) for note in (1, 2) for by in ("ann", "amy")]
    chain = _in_every_order(story)
    assert chain.path[-1] == min(record.id for record in records)


def test_a_longer_branch_is_not_a_better_one() -> None:
    story, first = _team()
    deputy = story.epoch(first, "bea", {**SEATS, "fay": "hmi"})
    for note in range(3):
        deputy = story.epoch(deputy, "bea", SEATS, note=note)
    lead = story.servers(first, "ann")
    assert _in_every_order(story).path == (story.genesis.id, first.id, lead.id)


def test_the_branch_that_alone_removes_the_others_signer_wins_though_its_id_is_higher() -> None:
    story, first = _team()
    removal = story.epoch(first, "amy", _without("ann"))
    _with_lower_id(story, removal, lambda note: story.epoch(first, "ann", SEATS, note=note))
    chain = _in_every_order(story)
    assert chain.path[-1] == removal.id


def test_a_removal_later_in_the_branch_counts_as_well() -> None:
    story, first = _team()
    start = story.servers(first, "amy")
    removal = story.epoch(start, "amy", _without("ann"))
    _with_lower_id(story, start, lambda note: story.epoch(first, "ann", SEATS, note=note))
    assert _in_every_order(story).path[-1] == removal.id


def test_an_old_lead_cannot_undo_a_handover_with_a_lower_id() -> None:
    story, first = _team()
    handed = story.epoch(first, "ann", {**SEATS, "ann": "hmi", "eve": "lead"})
    _with_lower_id(
        story, handed, lambda note: story.epoch(first, "ann", {"ann": "lead"}, note=note)
    )
    chain = _in_every_order(story)
    assert chain.path[-1] == handed.id
    assert chain.head.holders("lead") == {device("amy").id, device("eve").id}


def test_if_each_removes_the_other_the_chain_stops_at_their_common_record() -> None:
    story, first = _team()
    for by, gone in (("ann", "amy"), ("amy", "ann")):
        record = story.epoch(first, by, _without(gone))
        story.servers(record, by)
    chain = _in_every_order(story)
    assert chain.path == (story.genesis.id, first.id)
    assert chain.stopped
    assert chain.barred == {device("ann").id, device("amy").id}


@pytest.mark.parametrize("onto", ["common", "one", "other"])
def test_escrow_ends_a_stand_off_wherever_it_signs(onto: str) -> None:
    story, first = _team(escrow=True)
    one = story.epoch(first, "ann", _without("amy"))
    other = story.epoch(first, "amy", _without("ann"))
    prev = {"common": first, "one": one, "other": other}[onto]
    ending = story.epoch(prev, "escrow", {"eve": "lead", "bea": "hmi deputy"})
    chain = _in_every_order(story)
    assert chain.path[-1] == ending.id
    assert not chain.stopped
    assert chain.head.holders("lead") == {device("eve").id}
    assert chain.barred == set()


def test_escrow_that_signed_on_both_sides_of_a_stand_off_never_stops_the_chain() -> None:
    story, first = _team(escrow=True)
    one = story.epoch(first, "ann", _without("amy"))
    other = story.epoch(first, "amy", _without("ann"))
    ends = {
        branch.id: story.epoch(branch, "escrow", {"eve": "lead"}, note=note)
        for note, branch in enumerate((one, other))
    }
    chain = _in_every_order(story)
    assert chain.path[-1] == ends[min(ends)].id
    assert not chain.stopped


def test_what_a_thief_signs_with_the_old_lead_key_loses_against_escrow() -> None:
    story, first = _team(escrow=True)
    recovery = story.epoch(first, "escrow", {"eve": "lead", "bea": "hmi deputy"})
    after = story.epoch(recovery, "eve", {"eve": "lead", "bea": "hmi deputy", "cat": "hmi"})
    thief = _with_lower_id(
        story, recovery, lambda note: story.epoch(first, "ann", {"ann": "lead"}, note=note)
    )
    for note in range(2):
        thief = story.epoch(thief, "ann", {"ann": "lead"}, note=note)
    assert _in_every_order(story).path[-1] == after.id


def test_a_third_branch_that_beats_both_ends_a_stand_off() -> None:
    story = Story()
    leads = {"ann": "lead", "amy": "lead", "zoe": "lead"}
    first = story.epoch(story.genesis, "ann", leads)
    story.epoch(first, "ann", {"ann": "lead", "zoe": "lead"})
    story.epoch(first, "amy", {"amy": "lead", "zoe": "lead"})
    assert story.chain().stopped
    winner = story.epoch(first, "zoe", {"zoe": "lead"})
    chain = _in_every_order(story)
    assert chain.path[-1] == winner.id
    assert not chain.stopped


def test_a_removed_deputy_cannot_stop_the_chain_by_removing_the_qam_in_an_old_branch() -> None:
    story, first = _team()
    erase = story.erase(first, "dan", "ann", "de" * 16)
    removal = story.epoch(erase, "ann", _without("bea"))
    story.epoch(first, "bea", _without("dan"))
    chain = _in_every_order(story)
    assert chain.path == (story.genesis.id, first.id, erase.id, removal.id)
    assert not chain.stopped


def test_a_deputy_who_removes_the_qam_wins_against_an_erasure_by_the_qam() -> None:
    story, first = _team()
    erase = story.erase(first, "dan", "ann", "de" * 16)
    removal = story.epoch(first, "bea", _without("dan"), note=1)
    chain = _in_every_order(story)
    assert chain.path[-1] == removal.id
    assert erase.id in chain


def test_erasures_and_purges_act_from_a_losing_branch_too() -> None:
    story, first = _team()
    losing = story.epoch(first, "bea", {**SEATS, "fay": "hmi"})
    story.erase(losing, "dan", "ann", "de" * 16)
    story.purge(losing, "ann", "aa" * 32)
    winner = story.epoch(first, "ann", SEATS)
    chain = _in_every_order(story)
    assert chain.path[-1] == winner.id
    assert chain.erased_parts == {"de" * 16}
    assert chain.purged_blobs == {"aa" * 32}


def test_epochs_of_a_losing_branch_are_kept_with_their_keys() -> None:
    story, first = _team()
    losing = story.epoch(first, "bea", {**SEATS, "fay": "hmi"})
    story.epoch(first, "ann", SEATS)
    chain = story.chain()
    assert losing.id in {name for name, _ in chain.epochs()}
    assert chain.epoch_of(losing.id) == losing.id


def test_a_device_removed_on_a_losing_branch_is_barred_until_a_later_record_names_it() -> None:
    story, first = _team()
    story.epoch(first, "bea", _without("cat"))
    concurrent = story.epoch(first, "ann", {**SEATS, "eve": "hmi"})
    assert _in_every_order(story).barred == {device("cat").id}
    not_a_team = story.servers(concurrent, "ann")
    assert story.chain().barred == {device("cat").id}
    story.epoch(not_a_team, "ann", SEATS)
    assert _in_every_order(story).barred == set()


def test_a_device_removed_on_both_branches_has_no_seat_to_be_barred_from() -> None:
    story, first = _team()
    story.epoch(first, "bea", _without("cat"))
    story.epoch(first, "ann", _without("cat"))
    assert story.chain().barred == set()


def test_a_thief_cannot_bar_the_team_again_after_a_later_record_named_it() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", _without("bea"))
    third = story.epoch(second, "ann", _without("bea"), note=1)
    story.epoch(first, "bea", {"ann": "lead", "amy": "lead", "bea": "hmi deputy"})
    chain = story.chain()
    assert chain.path[-1] == third.id
    assert chain.barred == set()


def test_a_chain_that_forks_at_every_record_is_walked_without_recursion() -> None:
    story, first = _team()
    prev = first
    for note in range(1500):
        following = [
            story.admit(prev, "ann", {feed_of("cat"): (f"{note:063x}{side}",)}) for side in "ab"
        ]
        prev = min(following, key=lambda record: record.id)
    chain = story.chain()
    assert chain.path[-1] == prev.id
    assert len(chain.path) == 1502


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_tree_of_records_has_one_winning_path_in_any_order(data: st.DataObject) -> None:
    story, first = _team(escrow=True)
    grown = [first]
    for note in range(data.draw(st.integers(1, 7))):
        prev = data.draw(st.sampled_from(grown))
        by = data.draw(st.sampled_from(["ann", "amy", "bea", "cat", "escrow"]))
        gone = data.draw(st.sets(st.sampled_from(["ann", "amy", "bea", "cat"]), max_size=2))
        seats = _without(*gone) | ({f"eve/{note}": "lead"} if by == "escrow" else {})
        grown.append(story.epoch(prev, by, seats, note=note))
    chain = story.chain()
    shuffled = data.draw(st.permutations(story.records))
    other = TeamChain(story.inspection, shuffled)
    assert (other.path, other.stopped, other.barred) == (chain.path, chain.stopped, chain.barred)
    assert TeamChain(story.inspection, chain.records).path == chain.path
    for parent, child in zip(chain.path, chain.path[1:], strict=False):
        assert chain.state(child).depth == chain.state(parent).depth + 1
