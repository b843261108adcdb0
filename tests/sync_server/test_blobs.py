"""Sealed chunks of frames: brought, handed out, purged for good."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from schemas.wire import LARGEST_BLOB
from sync_server import blobs
from sync_server.upkeep import status, verify
from tests.sync_server.direct import ask, stored, without_rules
from tests.sync_server.laptops import Dice, Laptop, Team
from tests.sync_server.visitors import World, blob_name, error

CHUNK = Dice("chunk")(3000)
NAME = blob_name(CHUNK)


async def test_a_member_brings_a_blob_and_another_fetches_it_after_a_restart(
    world: World, team: Team, colleague: Laptop
) -> None:
    lead = await world.bring(team)
    other = b"another chunk"
    assert await lead.blobs_there(team, NAME) == []
    assert error(await lead.get_blob(team, NAME)) == (404, "unknown-blob")
    for data in (CHUNK, other, CHUNK):
        assert (await lead.put_blob(team, data)).json() == {"there": [blob_name(data)]}
    world.restart()
    reader = await world.log_in(colleague)
    assert await reader.blobs_there(team, blob_name(other), "00" * 32, NAME, NAME) == [
        blob_name(other),
        NAME,
    ]
    assert (await reader.get_blob(team, NAME)).content == CHUNK
    [held] = status(world.store, world.clock).inspections
    assert held.blob_bytes == len(CHUNK) + len(other)
    assert verify(world.store) == []


async def test_a_blob_that_is_not_what_its_name_says_is_refused(world: World, team: Team) -> None:
    lead = await world.bring(team)
    assert error(await lead.put_blob(team, CHUNK[1:], NAME)) == (400, "bad-request")
    assert error(await lead.put_blob(team, CHUNK, NAME.upper())) == (400, "bad-request")
    assert error(await lead.put_blob(team, CHUNK, media_type="text/plain")) == (415, "bad-request")
    assert error(await lead.put_blob(team, b"")) == (413, "too-large")
    assert error(await lead.put_blob(team, bytes(LARGEST_BLOB + 1))) == (413, "too-large")
    assert (await lead.put_blob(team, bytes(LARGEST_BLOB))).status_code == 200
    assert await lead.blobs_there(team, NAME) == []


async def test_only_who_is_in_the_team_now_brings_or_reads(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    gone = await world.log_in(colleague)
    escrow = await world.log_in(Laptop("escrow"))
    await visitor.put_blob(team, CHUNK)
    assert error(await escrow.put_blob(team, b"more")) == (403, "not-a-member")
    assert (await escrow.get_blob(team, NAME)).content == CHUNK
    assert (await gone.get_blob(team, NAME)).status_code == 200
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    await visitor.send_team(team)
    path = f"/inspections/{team.inspection}/blobs"
    for answer in (
        await gone.put_blob(team, b"more"),
        await gone.get_blob(team, NAME),
        await gone.post(path, {"names": [NAME]}),
    ):
        assert error(answer) == (403, "not-a-member")
    assert error(await world.http.get(f"{path}/{NAME}")) == (401, "not-logged-in")


async def test_blobs_of_one_inspection_are_not_those_of_another(world: World, team: Team) -> None:
    visitor = await world.bring(team)
    other = Team(Laptop("another lead"))
    other.seat([(other.lead, ["lead"])])
    stranger = await world.bring(other)
    await visitor.put_blob(team, CHUNK)
    assert await stranger.blobs_there(other, NAME) == []
    assert error(await stranger.get_blob(other, NAME)) == (404, "unknown-blob")
    assert error(await stranger.get_blob(team, NAME)) == (403, "not-a-member")


async def test_there_is_room_for_so_much_and_what_is_there_stays(
    world: World, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "MOST_BLOB_BYTES", len(CHUNK) + 5)
    visitor = await world.bring(team)
    assert (await visitor.put_blob(team, CHUNK)).status_code == 200
    assert error(await visitor.put_blob(team, b"too much")) == (413, "too-large")
    assert (await visitor.put_blob(team, CHUNK)).status_code == 200
    assert (await visitor.put_blob(team, b"small")).status_code == 200


async def test_a_purged_blob_leaves_every_file_of_the_store_and_is_refused_for_ever(
    world: World, team: Team, colleague: Laptop
) -> None:
    visitor = await world.bring(team)
    kept, late = Dice("kept")(5000), b"brought after it was purged"
    for data in (CHUNK, kept):
        await visitor.put_blob(team, data)

    def found(data: bytes) -> bool:
        files = stored(world.store)
        return any(data[100:200] in each or data[-200:-100] in each for each in files)

    assert found(CHUNK)
    team.purge([NAME, blob_name(late)])
    assert (await visitor.send_team(team)).status_code == 200
    assert not found(CHUNK)
    assert found(kept)
    world.restart()
    other = await world.log_in(colleague)
    for data in (CHUNK, late):
        assert error(await other.put_blob(team, data)) == (410, "blob-purged")
        assert error(await other.get_blob(team, blob_name(data))) == (410, "blob-purged")
    assert await other.blobs_there(team, NAME, blob_name(kept)) == [blob_name(kept)]
    assert verify(world.store) == []


async def test_a_server_that_gets_the_inspection_anew_refuses_what_was_purged_before(
    world: World, team: Team
) -> None:
    team.purge([NAME])
    visitor = await world.bring(team)
    assert error(await visitor.put_blob(team, CHUNK)) == (410, "blob-purged")


async def test_only_the_leads_purge_deletes(world: World, team: Team, colleague: Laptop) -> None:
    visitor = await world.bring(team)
    await visitor.put_blob(team, CHUNK)
    team.purge([NAME], by=colleague)
    assert error(await visitor.send_team(team)) == (400, "bad-request")
    assert (await visitor.get_blob(team, NAME)).content == CHUNK


async def test_the_store_itself_keeps_blobs_until_they_are_purged(world: World, team: Team) -> None:
    visitor = await world.bring(team)
    await visitor.put_blob(team, CHUNK)
    await visitor.put_blob(team, b"kept")
    team.purge([NAME])
    await visitor.send_team(team)
    again = "INSERT INTO blob (inspection, name, data) SELECT inspection, name, :bytes"
    for statement in (
        "DELETE FROM blob",
        "UPDATE blob SET data = :bytes",
        "DELETE FROM purged_blob",
        f"{again} FROM purged_blob",
    ):
        with pytest.raises(DBAPIError, match="append only"):
            ask(world.store, statement)


async def test_the_administrators_check_finds_a_blob_that_was_changed_on_the_disk(
    world: World, team: Team
) -> None:
    visitor = await world.bring(team)
    await visitor.put_blob(team, CHUNK)
    without_rules(world.store, "UPDATE blob SET data = :bytes")
    assert verify(world.store) == [
        f"inspection {team.inspection}: blob {NAME} does not hash to its name"
    ]
