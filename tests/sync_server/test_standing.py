"""Whose entries count, as the team changes."""

from __future__ import annotations

from schemas.canonical import Json
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World, error


async def test_a_removed_devices_new_entries_are_held_and_stay_out_of_the_vector(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    kept = team.write(colleague, "before the removal")
    await visitor.push(team, kept)
    old_head = team.head
    team.seat([(lead, ["lead"]), (qam, ["qam"])], cutoffs={colleague.feed: (kept.id,)})
    await visitor.send_team(team)
    removed = await world.log_in(colleague)
    late = team.write(colleague, "after it", team=old_head)
    reply = await removed.push(team, kept, late)
    assert (reply.stored, reply.known) == (1, 1)
    assert [(aside.entry, aside.code) for aside in reply.set_aside] == [(late.id, "held")]
    vector, answer = await visitor.offer(team, {})
    assert vector.feeds == {colleague.feed: (kept.id,)}
    assert answer.held == 1


async def test_what_is_held_goes_to_the_lead_who_asks_and_to_nobody_else(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    old_head = team.head
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    await visitor.send_team(team)
    late = team.write(colleague, "late", team=old_head)
    await (await world.log_in(colleague)).push(team, late)
    assert await visitor.pull(team) == []
    assert await visitor.pull(team, again=[late.id]) == []
    assert await visitor.pull(team, held=True) == [late]
    other = await world.log_in(qam)
    asked: dict[str, Json] = {"have": {}, "again": [], "after": 0, "held": True}
    answer = await other.post(f"/inspections/{team.inspection}/pull", asked)
    assert error(answer) == (403, "not-a-member")


async def test_a_removed_device_learns_what_of_its_own_counts_and_nothing_of_the_others(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    old_head = team.head
    shared = team.write(lead, "while all were in")
    kept = team.write(colleague, "in time")
    await visitor.push(team, shared, kept)
    team.seat([(lead, ["lead"]), (qam, ["qam"])], cutoffs={colleague.feed: (kept.id,)})
    await visitor.send_team(team)
    await visitor.push(team, team.write(lead, "not for who was removed"))
    removed = await world.log_in(colleague)
    late = team.write(colleague, "late", team=old_head)
    await removed.push(team, late)
    had = {lead.feed: (shared.id,), colleague.feed: (late.id,)}
    vector, answer = await removed.offer(team, had)
    assert vector.feeds == {lead.feed: (shared.id,), colleague.feed: (kept.id,)}
    assert vector.signed_by(world.identity.sign_key)
    assert (answer.others, answer.held) == ((), 0)
    assert await removed.vector(team) == {colleague.feed: (kept.id,)}
    team.admit({colleague.feed: (late.id,)})
    await visitor.send_team(team)
    assert await removed.vector(team) == {colleague.feed: (late.id,)}
    # What it says of itself is nothing to the others any more.
    assert (await visitor.offer(team, {}))[1].others == ()


async def test_an_admitted_entry_counts_with_all_it_stands_on(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    old_head = team.head
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    await visitor.send_team(team)
    late = [team.write(colleague, text, team=old_head) for text in ("one", "two", "three")]
    await (await world.log_in(colleague)).push(team, *late)
    team.admit({colleague.feed: (late[1].id,)})
    await visitor.send_team(team)
    vector, answer = await visitor.offer(team, {})
    assert vector.feeds == {colleague.feed: (late[1].id,)}
    assert answer.held == 1
    assert await visitor.pull(team) == late[:2]


async def test_an_entry_named_by_a_cutoff_that_arrives_late_lifts_those_before_it(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    old_head = team.head
    first, second = (team.write(colleague, text, team=old_head) for text in ("one", "two"))
    team.seat([(lead, ["lead"]), (qam, ["qam"])], cutoffs={colleague.feed: (second.id,)})
    await visitor.send_team(team)
    await visitor.push(team, first)
    assert await visitor.vector(team) == {}
    reply = await visitor.push(team, second)
    assert reply.set_aside == ()
    assert await visitor.vector(team) == {colleague.feed: (second.id,)}


async def test_any_member_may_bring_another_members_entries(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    await world.bring(team)
    entry = team.write(lead, "the lead's own")
    visitor = await world.log_in(colleague)
    assert (await visitor.push(team, entry)).stored == 1
    assert await visitor.vector(team) == {lead.feed: (entry.id,)}


async def test_an_entry_whose_team_record_comes_later_is_kept_and_then_counts(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    first = team.write(lead, "under the first epoch")
    team.seat([(lead, ["lead"]), (colleague, ["hmi"]), (qam, ["qam"])])
    second = team.write(lead, "under the next")
    reply = await visitor.push(team, first, second)
    assert reply.stored == 2
    assert [(aside.entry, aside.code) for aside in reply.set_aside] == [(second.id, "unknown")]
    assert await visitor.vector(team) == {lead.feed: (first.id,)}
    assert (await visitor.send_team(team)).status_code == 200
    assert await visitor.vector(team) == {lead.feed: (second.id,)}
    assert await visitor.pull(team) == [first, second]


async def test_an_entry_of_a_device_whose_card_is_unknown_is_welcome_once_its_record_came(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    visitor = await world.bring(team)
    joiner = Laptop("joiner")
    team.seat([(lead, ["lead"]), (colleague, ["hmi"]), (joiner, ["scri"])])
    entry = team.write(joiner, "first words")
    reply = await visitor.push(team, entry)
    assert reply.stored == 0
    assert [(aside.entry, aside.code) for aside in reply.set_aside] == [(entry.id, "unknown")]
    await visitor.send_team(team)
    assert (await visitor.push(team, entry)).stored == 1
    assert await visitor.vector(team) == {joiner.feed: (entry.id,)}


async def test_the_vector_does_not_depend_on_the_order_in_which_entries_came(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    entries = [team.write(lead, text) for text in ("one", "two", "three", "four")]
    for entry in reversed(entries):
        assert await visitor.vector(team) == {}
        await visitor.push(team, entry)
    assert await visitor.vector(team) == {lead.feed: (entries[-1].id,)}
