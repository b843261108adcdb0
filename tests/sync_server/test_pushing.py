"""What the server takes of a push."""

from __future__ import annotations

from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World


async def test_an_entry_pushed_by_one_laptop_reaches_the_other_byte_for_byte(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    first = await world.bring(team)
    entry = team.write(lead, "Supervision is regular and reflective.")
    reply = await first.push(team, entry)
    assert (reply.stored, reply.known, reply.set_aside) == (1, 0, ())
    second = await world.log_in(colleague)
    assert await second.vector(team) == {lead.feed: (entry.id,)}
    assert await second.pull(team) == [entry]
    assert await second.pull(team, have={lead.feed: (entry.id,)}) == []


async def test_a_second_push_of_the_same_entries_changes_nothing(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    entries = [team.write(lead, "one"), team.write(lead, "two")]
    await visitor.push(team, *entries)
    before = await visitor.offer(team, {})
    reply = await visitor.push(team, *entries)
    assert (reply.stored, reply.known, reply.set_aside) == (0, 2, ())
    assert (await visitor.offer(team, {}))[0].payload() == before[0].payload()
    assert len(await visitor.pull(team)) == 2
