"""Judgements are a function of what is stored and of the team, not of the order of arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.entries import Entry, Header
from sync_server.ledger import Ledger, Place
from sync_server.team import Team as KnownTeam
from tests.sync_server.laptops import Laptop, Team


def place(entry: Entry, number: int = 0, *absent: str) -> Place:
    header = Header.from_bytes(entry.header)
    return Place(
        number=number,
        entry=entry.id,
        feed=header.feed,
        seq=header.seq,
        prev=header.prev,
        team=header.team,
        size=len(entry.body),
        signed=True,
        absent=frozenset(absent),
    )


def history() -> tuple[KnownTeam, KnownTeam, list[Place]]:
    """A team before and after a removal, and a removed device's feed with a fork and a gap."""
    lead, leaver = Laptop("lead"), Laptop("leaver")
    team = Team(lead)
    team.seat([(lead, ["lead"]), (leaver, ["hmi"])])
    old = team.head
    first, second = team.write(leaver, "1", team=old), team.write(leaver, "2", team=old)
    left = team.write(leaver, "3", seq=3, prev=second.id, team=old)
    right = team.write(leaver, "3'", seq=3, prev=second.id, team=old)
    above = team.write(leaver, "4", seq=4, prev=left.id, team=old)
    lacking = team.write(leaver, "4'", seq=4, prev=right.id, team=old)
    leads = [team.write(lead, "one"), team.write(lead, "two")]
    before = KnownTeam(team.inspection, team.records)
    team.seat([(lead, ["lead"])], cutoffs={leaver.feed: (left.id,)})
    team.admit({leaver.feed: (lacking.id,)})
    after = KnownTeam(team.inspection, team.records)
    missing = Header.from_bytes(lacking.header).parts[0].name
    places = [place(entry) for entry in (first, second, left, right, above, *leads)]
    return before, after, [*places, place(lacking, 0, missing)]


BEFORE, AFTER, PLACES = history()


def judged(ledger: Ledger) -> object:
    standings = {one.entry: (one.standing, one.had) for one in ledger.after(0)}
    return ledger.vector, ledger.held, standings


def numbered(places: Sequence[Place]) -> list[Place]:
    return [replace(one, number=number) for number, one in enumerate(places, start=1)]


@settings(deadline=None, max_examples=200)
@given(st.permutations(PLACES), st.data())
def test_whatever_the_order_of_entries_and_team_records_the_judgement_is_one(
    order: list[Place], data: st.DataObject
) -> None:
    whole = judged(Ledger(AFTER, [replace(one, number=n) for n, one in enumerate(PLACES, 1)]))
    ledger = Ledger(BEFORE)
    waiting = numbered(order)
    grows_after = data.draw(st.integers(0, len(waiting)))
    while waiting:
        if len(waiting) <= grows_after and ledger.team is BEFORE:
            ledger.judge_again(AFTER)
        size = data.draw(st.integers(1, len(waiting)))
        ledger.take(waiting[:size])
        del waiting[:size]
    if ledger.team is BEFORE:
        ledger.judge_again(AFTER)
    assert judged(ledger) == whole


def test_the_history_of_these_tests_holds_what_it_is_meant_to_hold() -> None:
    ledger = Ledger(AFTER, numbered(PLACES))
    first, second, left, right, above, *_, lead_two, lacking = PLACES
    assert ledger.vector == {
        left.feed: tuple(sorted((left.entry, right.entry))),
        lead_two.feed: (lead_two.entry,),
    }
    held = [one.entry for one in ledger.after(0) if not one.counts]
    assert held == [above.entry]
    assert ledger[lacking.entry].counts
    assert not ledger[lacking.entry].had
    assert ledger.covered({left.feed: [right.entry]}) == {first.entry, second.entry, right.entry}


def test_on_the_winning_path_a_feed_never_goes_back_to_an_earlier_record() -> None:
    lead = Laptop("lead")
    team = Team(lead)
    old = team.seat([(lead, ["lead"])]).id
    team.seat([(lead, ["lead"])])
    onward, back = team.write(lead, "onward"), team.write(lead, "back", team=old)
    known = KnownTeam(team.inspection, team.records)
    ledger = Ledger(known, [place(onward, 1), place(back, 2)])
    standings = [one.standing for one in ledger.after(0)]
    assert [standing.depth for standing in standings if standing is not None] == [2, 2]


def test_a_missing_part_that_arrives_makes_all_that_stand_on_it_had() -> None:
    lead = Laptop("lead")
    team = Team(lead)
    team.seat([(lead, ["lead"])])
    first, second = team.write(lead, "one"), team.write(lead, "two")
    known = KnownTeam(team.inspection, team.records)
    ledger = Ledger(known, [place(first, 1, "0" * 32), place(second, 2)])
    assert ledger.vector == {}
    ledger.take([place(first, 1)])
    assert ledger.vector == {lead.feed: (second.id,)}
