"""Who is let in, for how long, and to what."""

from __future__ import annotations

from schemas.signing import login_payload, sign, to_base64
from sync_server.auth import make_code
from tests.sync_server.direct import stored
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World, error, records_json


async def test_an_enrolment_code_serves_one_device_once(world: World) -> None:
    code = make_code(world.store, world.clock, world.randomness).code
    first, second = Laptop("first"), Laptop("second")
    body = {"code": code.lower().replace("-", " "), "card": to_base64(first.card.to_bytes())}
    assert (await world.http.post("/enrol", json=body)).status_code == 200
    # The answer may have been lost: the same device says it again.
    assert (await world.http.post("/enrol", json=body)).status_code == 200
    body["card"] = to_base64(second.card.to_bytes())
    assert error(await world.http.post("/enrol", json=body)) == (403, "not-enrolled")


async def test_an_enrolment_code_that_is_too_old_or_wrong_is_refused(world: World) -> None:
    code = make_code(world.store, world.clock, world.randomness).code
    card = to_base64(Laptop("first").card.to_bytes())
    wrong = {"code": "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF", "card": card}
    assert error(await world.http.post("/enrol", json=wrong)) == (403, "not-enrolled")
    world.clock.pass_(hours=73)
    answer = await world.http.post("/enrol", json={"code": code, "card": card})
    assert error(answer) == (403, "not-enrolled")


async def test_neither_codes_nor_tokens_lie_in_the_store(world: World, team: Team) -> None:
    code = make_code(world.store, world.clock, world.randomness).code
    visitor = await world.bring(team)
    kept = b"".join(stored(world.store))
    assert team.lead.id.encode() in kept
    assert code.encode() not in kept
    assert code.replace("-", "").encode() not in kept
    assert visitor.token.encode() not in kept


async def test_a_device_that_nobody_named_cannot_log_in(world: World) -> None:
    stranger = Laptop("stranger")
    answer = await sign_in(world, stranger, stranger)
    assert answer == (403, "not-enrolled")


async def test_a_challenge_signed_by_another_key_or_for_another_server_is_refused(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    await world.bring(team)
    assert await sign_in(world, lead, colleague) == (401, "not-logged-in")
    assert await sign_in(world, lead, lead, server="0" * 64) == (401, "not-logged-in")
    assert await sign_in(world, lead, lead, certificate="0" * 64) == (401, "not-logged-in")
    assert await sign_in(world, lead, lead) == (200, "")


async def test_a_challenge_serves_once_for_its_device_and_within_a_minute(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    await world.bring(team)
    body = await signed_challenge(world, lead, lead)
    assert (await world.http.post("/login", json=body)).status_code == 200
    assert error(await world.http.post("/login", json=body)) == (401, "not-logged-in")
    late = await signed_challenge(world, lead, lead)
    world.clock.pass_(seconds=61)
    assert error(await world.http.post("/login", json=late)) == (401, "not-logged-in")
    answer = await world.http.post("/login/challenge", json={"device": colleague.id})
    nonce = answer.json()["nonce"]
    payload = login_payload(world.identity.id, None, nonce, lead.id)
    signature = to_base64(sign(lead.key, "login", payload))
    others = {"device": lead.id, "nonce": nonce, "signature": signature}
    assert error(await world.http.post("/login", json=others)) == (401, "not-logged-in")


async def test_a_failed_login_spends_the_challenge(world: World, team: Team, lead: Laptop) -> None:
    await world.bring(team)
    body = await signed_challenge(world, lead, lead)
    wrong = {**body, "signature": to_base64(bytes(64))}
    assert error(await world.http.post("/login", json=wrong)) == (401, "not-logged-in")
    assert error(await world.http.post("/login", json=body)) == (401, "not-logged-in")


async def test_a_token_ends_after_fifteen_minutes(world: World, team: Team) -> None:
    visitor = await world.bring(team)
    path = f"/inspections/{team.inspection}/team"
    world.clock.pass_(minutes=14, seconds=59)
    assert (await visitor.get(path)).status_code == 200
    world.clock.pass_(seconds=1)
    answer = await visitor.get(path)
    assert error(answer) == (401, "not-logged-in")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_every_call_within_an_inspection_needs_a_token(world: World, team: Team) -> None:
    await world.bring(team)
    base = f"/inspections/{team.inspection}"
    for headers in ({}, {"Authorization": "Bearer " + "0" * 64}, {"Authorization": "Basic eA=="}):
        for path in ("/team", "/requests"):
            answer = await world.http.get(base + path, headers=headers)
            assert error(answer) == (401, "not-logged-in")
        for path, body in (
            ("/team", records_json(team)),
            ("/feed", {"feed": team.lead.feed}),
            ("/pull", {"have": {}}),
            ("/mailboxes", {"mailbox": "0" * 64, "expires": "2026-11-20T00:00:00+00:00"}),
            ("/push", {}),
        ):
            answer = await world.http.post(base + path, json=body, headers=headers)
            assert error(answer) == (401, "not-logged-in")
        answer = await world.http.post("/inspections", json=records_json(team), headers=headers)
        assert error(answer) == (401, "not-logged-in")


async def test_a_token_opens_no_inspection_whose_team_does_not_name_the_device(
    world: World, team: Team, lead: Laptop
) -> None:
    await world.bring(team)
    other_lead = Laptop("another lead")
    other = Team(other_lead)
    other.seat([(other_lead, ["lead"])])
    stranger = await world.bring(other)
    entry = team.write(lead, "not for others")
    await (await world.log_in(lead)).push(team, entry)
    base = f"/inspections/{team.inspection}"
    refusals = [
        await stranger.get(f"{base}/team"),
        await stranger.get(f"{base}/requests"),
        await stranger.post(f"{base}/pull", {"have": {}}),
        await stranger.post(f"{base}/feed", {"feed": lead.feed}),
        await stranger.push_bytes(team, b""),
        await stranger.send_team(team),
    ]
    assert [error(answer) for answer in refusals] == [(403, "not-a-member")] * len(refusals)


async def test_membership_is_asked_at_each_request_not_at_login(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    leaving = await world.log_in(colleague)
    path = f"/inspections/{team.inspection}/pull"
    assert (await leaving.post(path, {"have": {}})).status_code == 200
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    await visitor.send_team(team)
    assert error(await leaving.post(path, {"have": {}})) == (403, "not-a-member")
    assert (await leaving.push_bytes(team, b"")).status_code == 200


async def test_the_escrow_reads_and_does_not_push(world: World, team: Team, lead: Laptop) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, "to be recovered")
    await visitor.push(team, entry)
    assert team.escrow is not None
    escrow = await world.log_in(team.escrow)
    assert await escrow.pull(team) == [entry]
    assert await escrow.vector(team) == {lead.feed: (entry.id,)}
    assert error(await escrow.push_bytes(team, b"")) == (403, "not-a-member")
    with world.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT device FROM device_vector").scalars().all()
    assert rows == []
    new_lead = Laptop("new lead")
    team.seat([(new_lead, ["lead"])], by=team.escrow)
    assert (await escrow.send_team(team)).status_code == 200
    assert await (await world.log_in(new_lead)).pull(team) == []
    assert await (await world.log_in(new_lead)).pull(team, held=True) == [entry]


async def test_a_device_that_a_losing_record_removed_waits_for_a_later_record(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    deputy = Laptop("deputy")
    everyone = [(lead, ["lead"]), (deputy, ["hmi", "deputy"]), (colleague, ["hmi"])]
    team.seat(everyone)
    visitor = await world.bring(team)
    common = list(team.records)
    team.seat([(lead, ["lead"]), (deputy, ["hmi", "deputy"])], by=deputy)
    await (await world.log_in(deputy)).send_team(team)
    team.records = common
    team.seat(everyone)
    assert (await visitor.send_team(team)).status_code == 200
    path = f"/inspections/{team.inspection}/pull"
    waiting = await world.log_in(colleague)
    assert error(await waiting.post(path, {"have": {}})) == (403, "not-a-member")
    team.seat(everyone)
    assert (await visitor.send_team(team)).status_code == 200
    assert (await waiting.post(path, {"have": {}})).status_code == 200


async def test_a_thief_who_signed_many_records_shuts_nobody_out_longer_than_one_new_key(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    thief = Laptop("a deputy's stolen laptop")
    everyone = [(lead, ["lead"]), (thief, ["hmi", "deputy"]), (colleague, ["hmi"])]
    team.seat(everyone)
    visitor = await world.bring(team)
    common = list(team.records)
    for _ in range(3):
        team.seat([(lead, ["lead"]), (thief, ["hmi", "deputy"])], by=thief)
        team.seat(everyone, by=thief)
    team.seat([(lead, ["lead"]), (thief, ["hmi", "deputy"])], by=thief)
    assert (await (await world.log_in(thief)).send_team(team)).status_code == 200
    team.records = common
    team.seat([(lead, ["lead"]), (colleague, ["hmi"])])
    assert (await visitor.send_team(team)).status_code == 200
    path = f"/inspections/{team.inspection}/pull"
    shut_out = await world.log_in(colleague)
    assert error(await shut_out.post(path, {"have": {}})) == (403, "not-a-member")
    team.seat([(lead, ["lead"]), (colleague, ["hmi"])])
    assert (await visitor.send_team(team)).status_code == 200
    assert (await shut_out.post(path, {"have": {}})).status_code == 200


async def test_after_a_stand_off_the_escrow_says_who_comes_back(
    world: World, colleague: Laptop
) -> None:
    one, two, escrow = Laptop("lead one"), Laptop("lead two"), Laptop("escrow")
    team = Team(one, escrow)
    team.seat([(one, ["lead"]), (two, ["lead"]), (colleague, ["hmi"])])
    visitor = await world.bring(team)
    other = await world.log_in(two)
    common = list(team.records)
    team.seat([(one, ["lead"]), (colleague, ["hmi"])], by=one)
    await visitor.send_team(team)
    team.records = list(common)
    team.seat([(two, ["lead"]), (colleague, ["hmi"])], by=two)
    # The second removal comes from a laptop that the first had shut out: another member brings it.
    member = await world.log_in(colleague)
    assert error(await member.send_team(team)) == (409, "look-again")
    path = f"/inspections/{team.inspection}/pull"
    for shut_out in (visitor, other):
        assert error(await shut_out.post(path, {"have": {}})) == (403, "not-a-member")
    # Evidence flows on meanwhile.
    assert (await member.post(path, {"have": {}})).status_code == 200
    team.records = list(common)
    new_lead = Laptop("new lead")
    team.seat([(new_lead, ["lead"]), (one, ["hmi"]), (colleague, ["hmi"])], by=escrow)
    assert (await member.send_team(team)).status_code == 200
    assert (await visitor.post(path, {"have": {}})).status_code == 200
    assert error(await other.post(path, {"have": {}})) == (403, "not-a-member")


async def test_an_inspection_that_is_not_here_is_said_to_be_unknown(
    world: World, team: Team
) -> None:
    visitor = await world.bring(team)
    assert error(await visitor.get(f"/inspections/{'0' * 64}/team")) == (404, "unknown-inspection")
    assert error(await visitor.get("/inspections/no-id/team")) == (400, "bad-request")


async def test_no_answer_repeats_what_was_sent(world: World) -> None:
    answer = await world.http.post("/enrol", json={"code": "canary-in-a-code" * 9, "card": "!"})
    assert error(answer) == (400, "bad-request")
    assert "canary" not in answer.text
    assert error(await world.http.get("/canary")) == (404, "bad-request")
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert (await world.http.get(f"http://server{path}")).status_code == 404


async def signed_challenge(
    world: World,
    device: Laptop,
    signer: Laptop,
    server: str | None = None,
    certificate: str | None = None,
) -> dict[str, str]:
    answer = await world.http.post("/login/challenge", json={"device": device.id})
    nonce = answer.json()["nonce"]
    payload = login_payload(server or world.identity.id, certificate, nonce, device.id)
    signature = to_base64(sign(signer.key, "login", payload))
    return {"device": device.id, "nonce": nonce, "signature": signature}


async def sign_in(
    world: World,
    device: Laptop,
    signer: Laptop,
    server: str | None = None,
    certificate: str | None = None,
) -> tuple[int, str]:
    body = await signed_challenge(world, device, signer, server, certificate)
    answer = await world.http.post("/login", json=body)
    return (200, "") if answer.status_code == 200 else error(answer)
