"""Every call within an inspection, by everybody who has or has not a standing there."""

from __future__ import annotations

import json
from dataclasses import replace

import httpx
import pytest

from schemas.canonical import Json
from schemas.wire import BLOB, ENTRIES
from sync_server.news import News
from sync_server.openapi import described
from tests.sync_server.asking import ASKED_WITHIN, good_bodies
from tests.sync_server.direct import MOSTLY_IN_A_FILE
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import Visitor, World, blob_name, error

READERS = {"lead", "member", "escrow"}
MAY = {
    "GET /team": READERS,
    "POST /team": READERS,
    "POST /vector": READERS | {"left"},
    "POST /feed": READERS,
    "POST /push": {"lead", "member", "left"},
    "POST /pull": READERS,
    "GET /events": {"lead", "member"},
    "POST /blobs": READERS,
    "PUT /blobs/{name}": {"lead", "member"},
    "GET /blobs/{name}": READERS,
    "POST /mailboxes": {"lead"},
    "GET /requests": {"lead"},
}
"""Who has an answer; a request to join needs no login and is left out."""

STANDINGS = ["lead", "member", "escrow", "left", "elsewhere"]
SEALED = b"sealed"


@pytest.fixture
def world(world: World, database: str) -> World:
    """A server whose streams end at once."""
    news = News()
    news.close()
    world.store.close()
    return World(world.folder, database, news=news)


async def everybody(world: World) -> tuple[Team, dict[str, Visitor]]:
    """All who can log in, each with the standing that they have in the team."""
    lead, member, left, elsewhere = map(Laptop, ("lead", "member", "left", "elsewhere"))
    escrow = Laptop("escrow")
    other = Team(elsewhere)
    other.seat([(elsewhere, ["lead"])])
    await world.bring(other)
    team = Team(lead, escrow)
    team.seat([(lead, ["lead"]), (member, ["hmi"]), (left, ["hmi"])])
    team.seat([(lead, ["lead"]), (member, ["hmi"])], cutoffs={})
    await world.bring(team)
    laptops = dict(zip(STANDINGS, (lead, member, escrow, left, elsewhere), strict=True))
    return team, {name: await world.log_in(laptop) for name, laptop in laptops.items()}


async def ask(http: httpx.AsyncClient, call: str, visitor: Visitor, team: Team) -> httpx.Response:
    """Makes a call as it should be made."""
    method, path = call.split()
    path = f"/inspections/{team.inspection}{path}".replace("{name}", blob_name(SEALED))
    headers = visitor.headers
    if method == "GET":
        return await http.get(path, headers=headers)
    if call in ("POST /push", "PUT /blobs/{name}"):
        kind, content = (ENTRIES, b"") if call == "POST /push" else (BLOB, SEALED)
        headers = {**headers, "Content-Type": kind}
        return await http.request(method, path, content=content, headers=headers)
    body: Json = good_bodies(team, visitor.laptop)[ASKED_WITHIN + call.split()[1]]
    return await http.request(method, path, json=body, headers=headers)


def test_the_table_has_every_call_within_an_inspection() -> None:
    found = {
        f"{method.upper()} {path.removeprefix(ASKED_WITHIN)}"
        for path, operations in described()["paths"].items()
        for method in operations
        if path.startswith(ASKED_WITHIN)
    }
    assert found - {"POST /requests"} == set(MAY)


@pytest.mark.parametrize("call", MAY)
@MOSTLY_IN_A_FILE
async def test_a_call_answers_those_who_may_ask_and_nobody_else(call: str, world: World) -> None:
    team, visitors = await everybody(world)
    for standing, visitor in visitors.items():
        answer = await ask(world.http, call, visitor, team)
        if standing in MAY[call]:
            assert answer.status_code in (200, 404), (standing, answer.text)
        else:
            assert error(answer) == (403, "not-a-member"), standing
    forged = replace(visitors["lead"], token="0" * 64)
    assert error(await ask(world.http, call, forged, team)) == (401, "not-logged-in")


@MOSTLY_IN_A_FILE
async def test_a_token_of_another_server_opens_nothing(world: World) -> None:
    team, visitors = await everybody(world)
    store = f"sqlite:///{world.folder}/other/server.db"
    other = World(world.folder / "other", store, randomness=lambda size: b"\x07" * size)
    theirs = await other.bring(team)
    stolen = replace(visitors["lead"], token=theirs.token)
    assert error(await ask(world.http, "GET /team", stolen, team)) == (401, "not-logged-in")


@pytest.mark.parametrize(
    "said",
    [
        "Bearer",
        "Bearer ",
        "bearer  {}",
        "Bearer {} ",
        "Bearer {}x",
        "Token {}",
        "{}",
        "Bearer {},{}",
    ],
)
@MOSTLY_IN_A_FILE
async def test_a_login_that_is_said_otherwise_is_none(said: str, world: World) -> None:
    team, visitors = await everybody(world)
    headers = {"Authorization": said.replace("{}", visitors["lead"].token)}
    answer = await world.http.get(f"/inspections/{team.inspection}/team", headers=headers)
    assert error(answer) == (401, "not-logged-in")


@MOSTLY_IN_A_FILE
async def test_of_two_logins_in_one_request_neither_lets_another_in(world: World) -> None:
    team, visitors = await everybody(world)
    said = [("Authorization", f"Bearer {visitors[who].token}") for who in ("elsewhere", "lead")]
    path = f"/inspections/{team.inspection}/team"
    assert json.loads((await world.http.get(path, headers=said)).content)["error"]
    assert (await world.http.get(path, headers=said[1:])).status_code == 200
