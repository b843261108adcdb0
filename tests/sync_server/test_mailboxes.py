"""Requests to join: posted by whoever holds an invitation, read by the lead."""

from __future__ import annotations

from schemas.joining import Invitation, JoinRequestContent, open_request, seal_request
from schemas.signing import from_base64, to_base64
from schemas.wire import mailbox_name
from sync_server.store import instant
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import Visitor, World, error, records_json

JOINER = "Cleverly Canary"


def invitation(world: World, team: Team) -> Invitation:
    expires = instant(world.clock.now.replace(day=18))
    return Invitation(team.inspection, team.lead.id, None, "ab" * 16, "hmi", expires)


async def opened(visitor: Visitor, team: Team, made: Invitation) -> None:
    body = {"mailbox": mailbox_name(made.mailbox_token), "expires": made.expires}
    answer = await visitor.post(f"/inspections/{team.inspection}/mailboxes", body)
    assert answer.json() == body


async def test_a_sealed_request_reaches_the_lead_and_only_the_secret_opens_it(
    world: World, team: Team
) -> None:
    lead = await world.bring(team)
    made = invitation(world, team)
    await opened(lead, team, made)
    joiner = Laptop("joiner")
    sealed = seal_request(made, JoinRequestContent(joiner.card, JOINER), joiner.dice)
    path = f"/inspections/{team.inspection}/requests"
    body = {"token": made.mailbox_token, "sealed": to_base64(sealed)}
    for _ in range(2):
        answer = await world.http.post(path, json=body)
        assert answer.json() == {"mailbox": mailbox_name(made.mailbox_token)}
    requests = (await lead.get(path)).json()["requests"]
    assert len(requests) == 1
    content = open_request(from_base64(requests[0]["sealed"]), team.inspection, made.secret)
    assert (content.name, content.card.device) == (JOINER, joiner.id)


async def test_only_lead_and_deputies_open_mailboxes_and_read_them(
    world: World, team: Team, colleague: Laptop
) -> None:
    await world.bring(team)
    member = await world.log_in(colleague)
    base = f"/inspections/{team.inspection}"
    body = {"mailbox": "0" * 64, "expires": instant(world.clock.now.replace(day=18))}
    assert error(await member.post(f"{base}/mailboxes", body)) == (403, "not-a-member")
    assert error(await member.get(f"{base}/requests")) == (403, "not-a-member")


async def test_a_token_that_opens_no_mailbox_here_leaves_nothing(world: World, team: Team) -> None:
    lead = await world.bring(team)
    other = Team(team.lead)
    other.seat([(team.lead, ["lead"])])
    await lead.post("/inspections", records_json(other))
    made = invitation(world, team)
    await opened(lead, team, made)
    for inspection, token in ((team.inspection, "00" * 32), (other.inspection, made.mailbox_token)):
        path = f"/inspections/{inspection}/requests"
        answer = await world.http.post(path, json={"token": token, "sealed": "AAAA"})
        assert error(answer) == (404, "unknown-mailbox")


async def test_an_expired_mailbox_takes_and_shows_nothing(world: World, team: Team) -> None:
    lead = await world.bring(team)
    made = invitation(world, team)
    await opened(lead, team, made)
    path = f"/inspections/{team.inspection}/requests"
    body = {"token": made.mailbox_token, "sealed": "AAAA"}
    assert (await world.http.post(path, json=body)).status_code == 200
    world.clock.pass_(days=3)
    lead = await world.log_in(team.lead)
    assert error(await world.http.post(path, json=body)) == (404, "unknown-mailbox")
    assert (await lead.get(path)).json() == {"requests": []}


async def test_an_expiry_that_is_past_far_off_or_no_time_is_refused(
    world: World, team: Team
) -> None:
    lead = await world.bring(team)
    for expires in (
        "2020-01-01T00:00:00+00:00",
        "2036-01-01T00:00:00+00:00",
        "soon",
        "2026-11-18T00:00:00",
    ):
        body = {"mailbox": "0" * 64, "expires": expires}
        answer = await lead.post(f"/inspections/{team.inspection}/mailboxes", body)
        assert error(answer) == (400, "bad-request")


async def test_a_mailbox_takes_few_requests(world: World, team: Team) -> None:
    lead = await world.bring(team)
    made = invitation(world, team)
    await opened(lead, team, made)
    path = f"/inspections/{team.inspection}/requests"
    answers = [
        await world.http.post(
            path, json={"token": made.mailbox_token, "sealed": to_base64(bytes([number]))}
        )
        for number in range(9)
    ]
    assert [answer.status_code for answer in answers] == [200] * 8 + [413]
    assert len((await lead.get(path)).json()["requests"]) == 8


async def test_a_lead_does_not_move_the_mailbox_of_another_inspection(
    world: World, team: Team
) -> None:
    lead = await world.bring(team)
    made = invitation(world, team)
    await opened(lead, team, made)
    other = Team(team.lead)
    other.seat([(team.lead, ["lead"])])
    await lead.post("/inspections", records_json(other))
    body = {"mailbox": mailbox_name(made.mailbox_token), "expires": made.expires}
    answer = await lead.post(f"/inspections/{other.inspection}/mailboxes", body)
    assert error(answer) == (400, "bad-request")
    path = f"/inspections/{team.inspection}/requests"
    posted = {"token": made.mailbox_token, "sealed": "AAAA"}
    assert (await world.http.post(path, json=posted)).status_code == 200
