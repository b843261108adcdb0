"""Clients that flood, drip, guess and pry: the server stays small, answers, and tells nothing."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from sqlalchemy import Connection
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from schemas.signing import SignatureKind, login_payload, sign, to_base64
from schemas.wire import ENTRIES, framed, mailbox_name
from sync_server import inspection
from sync_server.auth import make_code
from sync_server.limits import LARGEST_UNKNOWN, BodyLimit
from sync_server.refusals import Refusal
from tests.sync_server.direct import MOSTLY_IN_A_FILE
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World, error, records_json

CANARY = "Motherwasafraid"
WITHIN = ("team", "vector", "feed", "push", "pull", "mailboxes")


def rows(world: World, table: str) -> int:
    with world.store.reading() as connection:
        count = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()  # noqa: S608
    return int(count)


@pytest.mark.parametrize(
    "call", [*(f"inspections/{'a' * 64}/{call}" for call in WITHIN), "inspections"]
)
@MOSTLY_IN_A_FILE
async def test_a_stranger_brings_no_large_body_to_any_call(world: World, call: str) -> None:
    sent = 0

    async def large() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(200):
            sent += 16 * 1024
            yield b"[" * 16 * 1024

    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic \xff"}):
        sent = 0
        named = {**headers, "Content-Type": "application/json"}
        raw = {name.encode(): value.encode("latin-1") for name, value in named.items()}
        answer = await world.http.post(f"/{call}", content=large(), headers=raw)
        assert error(answer) == (401, "not-logged-in")
        assert sent <= LARGEST_UNKNOWN + 32 * 1024


@pytest.mark.parametrize(
    "path", ["enrol", "login", "login/challenge", f"inspections/{'a' * 64}/requests"]
)
@MOSTLY_IN_A_FILE
async def test_what_needs_no_token_takes_only_a_little(world: World, path: str) -> None:
    answer = await world.http.post(f"/{path}", content=b'"' + b"a" * LARGEST_UNKNOWN + b'"')
    assert error(answer) == (401, "not-logged-in")


@MOSTLY_IN_A_FILE
async def test_a_declared_size_is_believed_before_a_byte_is_read(world: World, team: Team) -> None:
    visitor = await world.bring(team)

    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was asked for")
        yield b""

    for size in ("100000000", "9" * 400, "9" * 5000):
        headers = {**visitor.headers, "Content-Type": ENTRIES, "Content-Length": size}
        path = f"/inspections/{team.inspection}/push"
        assert error(await world.http.post(path, content=never(), headers=headers)) == (
            413,
            "too-large",
        )


async def test_a_body_that_comes_too_slowly_is_not_waited_for() -> None:
    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            while (await receive()).get("more_body"):
                pass
        except Refusal as refusal:
            await PlainTextResponse(refusal.code, refusal.status_code)(scope, receive, send)

    async def dripping() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.01)
            yield b"x"

    guarded = BodyLimit(behind, lambda _: "device", seconds=0.2)
    transport = httpx.ASGITransport(app=guarded)
    async with httpx.AsyncClient(transport=transport, base_url="http://server") as http:
        begun = time.monotonic()
        answer = await http.post("/v1/enrol", content=dripping())
    assert answer.status_code == 408
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 60_000,
        b'{"device":' * 5_000,
        b'{"device": "' + b"\\u0000" * 64 + b'"}',
        b'{"device": 1e999}',
        b'{"device": ' + b"9" * 5000 + b"}",
        b"\xff\xfe",
        b'{"device": "\\ud800"}',
        b'{"device": "' + CANARY.encode() + b'"}',
        b"",
    ],
    ids=["deep", "deeper", "nul", "float", "integer", "bytes", "surrogate", "canary", "empty"],
)
@MOSTLY_IN_A_FILE
async def test_json_that_is_none_is_a_bad_request_and_repeats_nothing(
    body: bytes, world: World
) -> None:
    for kind in ("application/json", "text/plain", "application/x-www-form-urlencoded", "a"):
        headers = {"Content-Type": kind}
        for path in ("/login/challenge", "/login", "/enrol"):
            answer = await world.http.post(path, content=body, headers=headers)
            assert error(answer) == (400, "bad-request")
            assert CANARY not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/inspections/../../hello",
        "/inspections/%2e%2e/team",
        "/inspections/%00/team",
        f"/inspections/{'a' * 64}%2f..%2f/team",
        f"/inspections/{'A' * 64}/team",
        f"/inspections/{'a' * 63}\u0661/team",
        f"/inspections/{'a' * 64}%0a/team",
        "/inspections/" + "a" * 60_000 + "/team",
        "//hello",
        "/hello/",
        "/docs",
        "/openapi.json",
    ],
    ids=range(12),
)
@MOSTLY_IN_A_FILE
async def test_a_path_that_is_none_opens_nothing(path: str, world: World, team: Team) -> None:
    visitor = await world.bring(team)
    answer = await visitor.get(path)
    assert answer.status_code in (400, 404, 405, 307)
    assert team.inspection not in answer.text
    if answer.status_code == 307:
        assert httpx.URL(answer.headers["location"]).host == "server"


async def test_challenges_for_devices_that_nobody_knows_leave_nothing(world: World) -> None:
    for _ in range(300):
        answer = await world.http.post("/login/challenge", json={"device": os.urandom(32).hex()})
        assert answer.status_code == 200
    assert rows(world, "challenge") == 0


async def test_challenges_for_a_known_device_stay_few_and_the_device_still_logs_in(
    world: World, team: Team, lead: Laptop
) -> None:
    await world.bring(team)
    for _ in range(200):
        await world.http.post("/login/challenge", json={"device": lead.id})
    assert rows(world, "challenge") <= 64
    await world.log_in(lead)


async def test_a_challenge_does_not_say_whether_the_device_is_known(
    world: World, team: Team, lead: Laptop
) -> None:
    await world.bring(team)
    known = await world.http.post("/login/challenge", json={"device": lead.id})
    unknown = await world.http.post("/login/challenge", json={"device": "0" * 64})
    assert known.status_code == unknown.status_code
    assert known.json().keys() == unknown.json().keys()
    assert known.json()["expires"] == unknown.json()["expires"]


@pytest.mark.parametrize("kind", ["entry", "team", "vector", "receipt"])
async def test_a_signature_given_for_another_purpose_is_no_login(
    kind: SignatureKind, world: World, team: Team, lead: Laptop
) -> None:
    await world.bring(team)
    nonce = (await world.http.post("/login/challenge", json={"device": lead.id})).json()["nonce"]
    payload = login_payload(world.identity.id, None, nonce, lead.id)
    signature = to_base64(sign(lead.key, kind, payload))
    body = {"device": lead.id, "nonce": nonce, "signature": signature}
    assert error(await world.http.post("/login", json=body)) == (401, "not-logged-in")


async def test_guessing_enrolment_codes_finds_and_writes_nothing(
    world: World, lead: Laptop
) -> None:
    code = make_code(world.store, world.clock, world.randomness).code
    before = rows(world, "audit")
    near = [code[:-1] + letter for letter in "ABCDEFGHIJ" if letter != code[-1]]
    for guess in (*near, "", "-", "%", "_" * 24, "' OR 1=1 --", code[:-5], code + code):
        body = {"code": guess, "card": to_base64(lead.card.to_bytes())}
        assert error(await world.http.post("/enrol", json=body))[0] in (400, 403)
    assert rows(world, "audit") == before
    assert rows(world, "enrolled_device") == 0
    assert len(code.replace("-", "")) * 5 == 120, "bits that nobody guesses"


async def test_a_full_mailbox_keeps_what_is_in_it(world: World, team: Team) -> None:
    visitor = await world.bring(team)
    token = "7" * 64
    expires = world.clock().replace(day=30).isoformat()
    path = f"/inspections/{team.inspection}"
    opened = {"mailbox": mailbox_name(token), "expires": expires}
    assert (await visitor.post(f"{path}/mailboxes", opened)).status_code == 200
    codes = []
    for number in range(200):
        body = {"token": token, "sealed": to_base64(number.to_bytes(4, "big") * 3000)}
        codes.append((await world.http.post(f"{path}/requests", json=body)).status_code)
    assert set(codes[20:]) == {413}
    assert rows(world, "join_request") == codes.count(200) <= 8
    listed = (await visitor.get(f"{path}/requests")).json()["requests"]
    assert len(listed) == codes.count(200)


async def test_a_removed_device_hands_over_its_work_but_fills_no_disk(
    world: World,
    team: Team,
    lead: Laptop,
    colleague: Laptop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inspection, "LARGEST_HELD", 200_000)
    await world.bring(team)
    thief = await world.log_in(colleague)
    work = [team.write(colleague, f"{n}{colleague.dice(40_000).hex()}") for n in range(8)]
    team.seat([(lead, ["lead"])], cutoffs={})
    await (await world.log_in(lead)).send_team(team)
    codes = []
    for entry in work:
        answer = await thief.push_bytes(team, b"".join(framed([entry])))
        codes.append(answer.status_code)
    assert codes[0] == 200
    assert codes[-1] == 413
    assert rows(world, "entry") == codes.count(200) < len(work)
    # Those who are in the team are not held up by it.
    member = await world.log_in(lead)
    assert (await member.push(team, team.write(lead, "mine"))).stored == 1


@MOSTLY_IN_A_FILE
async def test_a_token_of_one_inspection_opens_no_other_with_any_call(
    world: World, team: Team, lead: Laptop
) -> None:
    await world.bring(team)
    stranger = Laptop("stranger")
    others = Team(stranger, None)
    others.seat([(stranger, ["lead"])])
    visitor = await world.bring(others)
    for call in WITHIN:
        path = f"/inspections/{team.inspection}/{call}"
        headers = {**visitor.headers, "Content-Type": ENTRIES}
        body = b"" if call == "push" else b"{}"
        answer = await world.http.post(path, content=body, headers=headers)
        assert error(answer) in ((403, "not-a-member"), (400, "bad-request"))
    for call in ("team", "requests"):
        answer = await visitor.get(f"/inspections/{team.inspection}/{call}")
        assert error(answer) == (403, "not-a-member")
    assert error(await visitor.post("/inspections", records_json(team))) == (403, "not-a-member")


async def test_a_mistake_of_the_servers_own_shows_and_logs_nothing_that_was_sent(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: Connection) -> None:
        raise KeyError(CANARY)

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(world.store, "reading", broken)
    body = {"device": "0" * 64}
    answer = await world.http.post("/login/challenge", json=body)
    assert error(answer) == (500, "unexpected")
    assert CANARY not in answer.text + caplog.text
    assert "0" * 64 not in answer.text + caplog.text
    assert "Error in " in caplog.text
