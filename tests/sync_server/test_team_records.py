"""How inspections come to a server and how their teams grow there."""

from __future__ import annotations

from dataclasses import replace

from schemas.canonical import Json
from schemas.signing import to_base64
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World, error, records_json, records_of


async def test_an_enrolled_lead_brings_an_inspection_and_members_read_its_chain(
    world: World, team: Team, colleague: Laptop
) -> None:
    await world.bring(team)
    member = await world.log_in(colleague)
    answer = await member.get(f"/inspections/{team.inspection}/team")
    assert records_of(answer) == [record.id for record in team.records]
    assert answer.json()["head"] == team.head


async def test_a_member_who_did_not_enrol_brings_no_inspection(
    world: World, team: Team, colleague: Laptop
) -> None:
    await world.bring(team)
    member = await world.log_in(colleague)
    own = Team(colleague)
    own.seat([(colleague, ["lead"])])
    answer = await member.post("/inspections", records_json(own))
    assert error(answer) == (403, "not-enrolled")


async def test_an_enrolled_device_brings_no_inspection_that_is_anothers(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    await world.enrol(colleague)
    member = await world.log_in(colleague)
    answer = await member.post("/inspections", records_json(team))
    assert error(answer) == (403, "not-a-member")
    await world.enrol(lead)
    visitor = await world.log_in(lead)
    answer = await visitor.get(f"/inspections/{team.inspection}/team")
    assert error(answer) == (404, "unknown-inspection")


async def test_a_genesis_alone_is_not_an_inspection_yet(world: World, lead: Laptop) -> None:
    await world.enrol(lead)
    visitor = await world.log_in(lead)
    alone = Team(lead)
    answer = await visitor.post("/inspections", records_json(alone))
    assert error(answer) == (400, "bad-request")
    nothing = {"records": [], "head": "0" * 64}
    assert error(await visitor.post("/inspections", nothing)) == (400, "bad-request")


async def test_bringing_an_inspection_twice_is_the_same_as_once(world: World, team: Team) -> None:
    visitor = await world.bring(team)
    answer = await visitor.post("/inspections", records_json(team))
    assert records_of(answer) == [record.id for record in team.records]


async def test_after_a_wipe_a_deputy_with_a_new_code_brings_the_chain_back(
    world: World, team: Team, lead: Laptop
) -> None:
    deputy = Laptop("deputy")
    team.seat([(lead, ["lead"]), (deputy, ["hmi", "deputy"])])
    await world.enrol(deputy)
    visitor = await world.log_in(deputy)
    assert (await visitor.post("/inspections", records_json(team))).status_code == 200
    entry = team.write(lead, "kept on the deputy's laptop")
    assert (await visitor.push(team, entry)).stored == 1


async def test_a_lead_whom_the_team_removed_cannot_use_the_old_chain_to_come_back(
    world: World, team: Team, lead: Laptop
) -> None:
    old = list(team.records)
    new_lead = Laptop("new lead")
    team.seat([(new_lead, ["lead"])], by=team.escrow)
    await world.enrol(new_lead)
    visitor = await world.log_in(new_lead)
    assert (await visitor.post("/inspections", records_json(team))).status_code == 200
    await world.enrol(lead)
    team.records = old
    answer = await (await world.log_in(lead)).post("/inspections", records_json(team))
    assert error(answer) == (403, "not-a-member")


async def test_a_record_that_its_signer_may_not_write_is_refused_and_none_is_kept(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    await world.bring(team)
    thief = await world.log_in(colleague)
    before = list(team.records)
    team.seat([(colleague, ["lead"])], by=colleague)
    assert error(await thief.send_team(team)) == (400, "bad-request")
    team.records = list(before)
    true = team.seat([(lead, ["lead"]), (colleague, ["hmi"])])
    team.records[-1] = replace(true, signature=bytes(64))
    assert error(await thief.send_team(team)) == (400, "bad-request")
    answer = await thief.get(f"/inspections/{team.inspection}/team")
    assert records_of(answer) == [record.id for record in before]


async def test_any_member_may_bring_what_the_lead_signed(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    await world.bring(team)
    joiner = Laptop("joiner")
    team.seat([(lead, ["lead"]), (colleague, ["hmi"]), (joiner, ["analyst"])])
    assert (await (await world.log_in(colleague)).send_team(team)).status_code == 200
    assert await (await world.log_in(joiner)).pull(team) == []


async def test_of_two_racing_records_both_are_kept_and_the_loser_is_told_to_look_again(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    deputy = Laptop("deputy")
    team.seat([(lead, ["lead"]), (deputy, ["deputy", "hmi"])])
    visitor = await world.bring(team)
    common = list(team.records)
    leads = team.seat([(lead, ["lead"]), (deputy, ["deputy", "hmi"]), (colleague, ["hmi"])])
    await visitor.send_team(team)
    team.records = common
    deputys = team.seat([(lead, ["lead"]), (deputy, ["deputy", "hmi"])], by=deputy)
    answer = await (await world.log_in(deputy)).send_team(team)
    assert error(answer) == (409, "look-again")
    answer = await visitor.get(f"/inspections/{team.inspection}/team")
    assert answer.json()["head"] == leads.id
    assert {leads.id, deputys.id} <= set(records_of(answer))


async def test_a_sender_who_is_only_behind_is_answered_with_the_whole_chain(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    behind = list(team.records)
    team.seat([(lead, ["lead"]), (colleague, ["hmi"]), (qam, ["qam"])])
    await visitor.send_team(team)
    head, team.records = team.head, behind
    answer = await (await world.log_in(colleague)).send_team(team)
    assert answer.status_code == 200
    assert answer.json()["head"] == head


async def test_an_old_record_replayed_changes_nothing(
    world: World, team: Team, lead: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    old = team.records[1]
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    await visitor.send_team(team)
    body: Json = {"records": [old.as_json()], "head": old.id}
    answer = await visitor.post(f"/inspections/{team.inspection}/team", body)
    assert answer.status_code == 200
    assert answer.json()["head"] == team.head


async def test_a_vector_is_taken_only_in_its_devices_own_hand(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    visitor = await world.bring(team)
    path = f"/inspections/{team.inspection}/vector"
    others = colleague.vector(team.inspection, team.head, {})
    elsewhere = lead.vector("0" * 64, team.head, {})
    forged = replace(lead.vector(team.inspection, team.head, {}), signature=bytes(64))
    for vector in (others, elsewhere, forged):
        answer = await visitor.post(path, {"vector": vector.as_json()})
        assert error(answer) == (400, "bad-request")
    answer = await visitor.post(path, {"vector": {"payload": "AAAA", "signature": "AAAA"}})
    assert error(answer) == (400, "bad-request")


async def test_each_learns_what_the_others_last_said_they_have(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, "one")
    await visitor.push(team, entry)
    member = await world.log_in(colleague)
    await member.offer(team, {})
    await member.offer(team, {lead.feed: (entry.id,)})
    _, reply = await visitor.offer(team, {})
    last = colleague.vector(team.inspection, team.head, {lead.feed: (entry.id,)})
    assert [other.payload for other in reply.others] == [to_base64(last.payload())]
    server, _ = await visitor.offer(team, {})
    assert server.by == world.identity.id
    assert server.signed_by(world.identity.sign_key)
    # A removed device's copy is no longer in the team's hands.
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    await visitor.send_team(team)
    assert (await visitor.offer(team, {}))[1].others == ()
