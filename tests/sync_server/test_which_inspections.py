"""`GET /v1/inspections`: a device is told of those in which it may read, and of no other."""

from __future__ import annotations

import pytest

from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import Visitor, World, error, records_json

PATH = "/inspections"


async def told(visitor: Visitor) -> list[str]:
    answer = await visitor.get(PATH)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"inspections"}
    found: list[str] = answer.json()["inspections"]
    return found


async def bring(world: World, *teams: Team) -> None:
    for team in teams:
        await world.bring(team)


def led_by(lead: Laptop, escrow: Laptop | None = None, *others: Laptop) -> Team:
    team = Team(lead, escrow)
    team.seat([(lead, ["lead"]), *((other, ["hmi"]) for other in others)])
    return team


async def test_lead_members_and_escrow_are_told_and_a_lead_of_another_inspection_is_not(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    other = led_by(Laptop("another lead"))
    await bring(world, team, other)
    assert team.escrow is not None
    for device in (lead, colleague, qam, team.escrow):
        assert await told(await world.log_in(device)) == [team.inspection]
    assert await told(await world.log_in(other.lead)) == [other.inspection]


async def test_who_is_in_several_is_told_of_each_once_in_the_order_of_their_ids(
    world: World, colleague: Laptop
) -> None:
    escrow = Laptop("office")
    both = [led_by(Laptop(name), escrow, colleague) for name in ("one", "two")]
    alone = led_by(Laptop("three"))
    await bring(world, *both, alone)
    names = sorted(team.inspection for team in both)
    assert await told(await world.log_in(colleague)) == names
    assert await told(await world.log_in(escrow)) == names
    assert await told(await world.log_in(both[0].lead)) == [both[0].inspection]


async def test_a_device_that_only_enrolled_is_told_of_none(world: World, team: Team) -> None:
    await bring(world, team)
    newcomer = Laptop("newcomer")
    await world.enrol(newcomer)
    assert await told(await world.log_in(newcomer)) == []


async def test_a_removed_device_is_told_of_it_no_more_with_the_login_it_had(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    leaving = await world.log_in(colleague)
    assert await told(leaving) == [team.inspection]
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    await visitor.send_team(team)
    assert await told(leaving) == []
    assert await told(await world.log_in(colleague)) == []
    assert await told(await world.log_in(qam)) == [team.inspection]
    team.seat([(lead, ["lead"]), (colleague, ["hmi"])])
    await visitor.send_team(team)
    assert await told(leaving) == [team.inspection]


async def test_a_device_that_a_losing_record_removed_is_told_once_a_later_one_names_it(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    deputy = Laptop("deputy")
    everyone = [(lead, ["lead"]), (deputy, ["hmi", "deputy"]), (colleague, ["hmi"])]
    team.seat(everyone)
    visitor = await world.bring(team)
    common = list(team.records)
    team.seat(everyone[:2], by=deputy)
    await (await world.log_in(deputy)).send_team(team)
    team.records = common
    team.seat(everyone)
    await visitor.send_team(team)
    waiting = await world.log_in(colleague)
    assert await told(waiting) == []
    team.seat(everyone)
    await visitor.send_team(team)
    assert await told(waiting) == [team.inspection]


@pytest.mark.parametrize("header", [None, "Bearer " + "0" * 64, "Basic eA==", "Bearer"])
async def test_without_a_login_nothing_is_told(
    world: World, team: Team, header: str | None
) -> None:
    await bring(world, team)
    headers = {} if header is None else {"Authorization": header}
    answer = await world.http.get(PATH, headers=headers)
    assert error(answer) == (401, "not-logged-in")
    assert team.inspection not in answer.text


async def test_a_login_of_more_than_fifteen_minutes_ago_is_told_nothing(
    world: World, team: Team
) -> None:
    visitor = await world.bring(team)
    world.clock.pass_(minutes=15)
    assert error(await visitor.get(PATH)) == (401, "not-logged-in")


async def test_a_login_speaks_for_its_device_alone_whatever_the_request_says(
    world: World, team: Team, lead: Laptop
) -> None:
    other = led_by(Laptop("another lead"))
    await bring(world, team, other)
    visitor = await world.log_in(other.lead)
    for path in (f"{PATH}?device={lead.id}", f"{PATH}?inspection={team.inspection}"):
        answer = await visitor.get(path)
        assert answer.json() == {"inspections": [other.inspection]}
    headers = {**visitor.headers, "X-Device": lead.id}
    answer = await world.http.get(PATH, headers=headers)
    assert answer.json() == {"inspections": [other.inspection]}


async def test_it_is_told_of_what_was_brought_since_and_again_after_a_restart(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    second = led_by(lead)
    assert second.inspection != team.inspection
    (await visitor.post(PATH, records_json(second))).raise_for_status()
    names = sorted((team.inspection, second.inspection))
    assert await told(visitor) == names
    world.restart()
    assert await told(await world.log_in(lead)) == names
