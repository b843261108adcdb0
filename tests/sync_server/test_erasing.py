"""Erased text leaves the server and does not come back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import DBAPIError

from schemas.changes import part_of
from schemas.entries import Entry, Header
from tests.sync_server.direct import ask, stored
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World


def part_names(entry: Entry) -> tuple[str, ...]:
    return tuple(line.name for line in Header.from_bytes(entry.header).parts)


async def test_an_erased_part_is_dropped_and_the_entry_is_still_had(
    world: World, team: Team, lead: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, "a child's name", "nothing wrong here")
    await visitor.push(team, entry)
    team.erase(part_names(entry)[:1], qam)
    assert (await visitor.send_team(team)).status_code == 200
    assert await visitor.pull(team) == [replace(entry, parts=(None, entry.parts[1]))]
    assert await visitor.vector(team) == {lead.feed: (entry.id,)}


async def test_an_erased_part_that_comes_late_or_again_is_refused(
    world: World, team: Team, lead: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    entry, late = team.write(lead, "once"), team.write(lead, "late")
    await visitor.push(team, entry)
    team.erase([*part_names(entry), *part_names(late)], qam)
    await visitor.send_team(team)
    await visitor.push(team, entry, late)
    assert [pulled.parts for pulled in await visitor.pull(team)] == [(None,), (None,)]
    assert await visitor.vector(team) == {lead.feed: (late.id,)}


async def test_an_erased_part_sealed_again_in_another_entry_is_refused_too(
    world: World, team: Team, lead: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    part = part_of("the same text", lead.dice)
    first = team.write(lead, parts=[part])
    team.erase([part.name], qam)
    await visitor.send_team(team)
    second = team.write(lead, parts=[part])
    await visitor.push(team, first, second)
    assert [pulled.parts for pulled in await visitor.pull(team)] == [(None,), (None,)]


async def test_erased_bytes_are_in_no_file_of_the_store(
    world: World, team: Team, lead: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, lead.dice(3000).hex())
    sealed = entry.parts[0]
    assert sealed is not None
    await visitor.push(team, entry)
    await visitor.vector(team)

    def kept() -> bool:
        files = stored(world.store)
        return any(sealed[100:200] in data or sealed[-200:-100] in data for data in files)

    assert kept()
    team.erase(part_names(entry), qam)
    await visitor.send_team(team)
    assert not kept()


async def test_the_store_itself_refuses_the_bytes_of_an_erased_part(
    world: World, team: Team, lead: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, "gone")
    await visitor.push(team, entry)
    team.erase(part_names(entry), qam)
    await visitor.send_team(team)
    with pytest.raises(DBAPIError, match="append only"):
        ask(world.store, "UPDATE entry_part SET sealed = :bytes")


async def test_an_erasure_on_a_losing_branch_acts_all_the_same(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, "gone")
    await visitor.push(team, entry)
    common = team.head
    team.seat([(lead, ["lead"]), (colleague, ["hmi"]), (qam, ["qam"])])
    await visitor.send_team(team)
    winning = team.records.pop()
    assert team.head == common
    team.erase(part_names(entry), qam)
    answer = await (await world.log_in(qam)).send_team(team)
    # The lead's record wins against the QAM's: the QAM is asked to look, the erasure acts.
    assert answer.status_code == 409
    assert [pulled.parts for pulled in await visitor.pull(team)] == [(None,)]
    assert (await visitor.get(f"/inspections/{team.inspection}/team")).json()["head"] == winning.id
