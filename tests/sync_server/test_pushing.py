"""What the server takes of a push."""

from __future__ import annotations

from dataclasses import replace

from schemas.canonical import decode, encode
from schemas.entries import Entry, Header
from schemas.signing import sign
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


async def test_a_forged_signature_is_set_aside_and_does_not_block_the_true_entry(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, "true")
    forged = replace(entry, signature=bytes(64))
    reply = await visitor.push(team, forged)
    assert [(aside.entry, aside.code) for aside in reply.set_aside] == [(entry.id, "unauthentic")]
    assert reply.stored == 0
    assert await visitor.vector(team) == {}
    assert (await visitor.push(team, entry)).stored == 1
    assert await visitor.pull(team) == [entry]


async def test_an_entry_signed_by_another_member_has_no_place_in_a_feed(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    visitor = await world.bring(team)
    true = team.write(lead, "true")
    forged = team.write(lead, "forged", seq=2, prev=true.id, by=colleague)
    reply = await visitor.push(team, true, forged)
    assert [(aside.entry, aside.code) for aside in reply.set_aside] == [(forged.id, "unauthentic")]
    assert await visitor.vector(team) == {lead.feed: (true.id,)}


async def test_an_entry_that_claims_a_place_its_predecessor_does_not_lead_to_is_refused(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    visitor = await world.bring(team)
    first, second = team.write(lead, "one"), team.write(lead, "two")
    others = team.write(colleague, "another feed")
    await visitor.push(team, first, second, others)
    leaps = team.write(lead, "leaps", seq=7, prev=second.id)
    strays = team.write(lead, "strays", seq=2, prev=others.id)
    reply = await visitor.push(team, leaps, strays)
    assert {(aside.entry, aside.code) for aside in reply.set_aside} == {
        (leaps.id, "malformed"),
        (strays.id, "malformed"),
    }
    assert (await visitor.vector(team))[lead.feed] == (second.id,)


async def test_a_chain_that_leads_into_another_feed_is_never_had(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    visitor = await world.bring(team)
    first, second = team.write(colleague, "one"), team.write(colleague, "not yet here")
    strays = team.write(lead, "strays", seq=3, prev=second.id)
    for entry in (first, strays, second):
        await visitor.push(team, entry)
    assert await visitor.vector(team) == {colleague.feed: (second.id,)}
    # Not even when everything is judged afresh.
    world.restart()
    visitor.http = world.http
    assert await visitor.vector(team) == {colleague.feed: (second.id,)}


async def test_a_member_cannot_vouch_for_another_feeds_entry(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    visitor = await world.bring(team)
    forged = team.write(lead, "forged", seq=1, by=colleague)
    voucher = team.write(colleague, "voucher", seq=2, prev=forged.id)
    await visitor.push(team, voucher)
    reply = await visitor.push(team, forged)
    assert [(aside.entry, aside.code) for aside in reply.set_aside] == [(forged.id, "unauthentic")]


async def test_a_later_entry_vouches_for_one_without_a_signature(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    first = team.write(lead, "one")
    second = team.write(lead, "two")
    bare = replace(first, signature=b"")
    assert (await visitor.push(team, bare)).stored == 0
    assert (await visitor.push(team, bare, second)).stored == 2
    assert await visitor.vector(team) == {lead.feed: (second.id,)}
    assert await visitor.pull(team) == [bare, second]


async def test_a_stored_entry_vouches_for_an_earlier_one_that_comes_late(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    first = replace(team.write(lead, "one"), signature=b"")
    second = team.write(lead, "two")
    await visitor.push(team, second)
    assert await visitor.vector(team) == {}
    assert (await visitor.push(team, first)).stored == 1
    assert await visitor.vector(team) == {lead.feed: (second.id,)}


async def test_an_entry_that_was_only_vouched_for_gets_its_own_signature_later(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    first, second = team.write(lead, "one"), team.write(lead, "two")
    await visitor.push(team, replace(first, signature=bytes(64)), second)
    assert (await visitor.pull(team))[0].signature == b""
    await visitor.push(team, first)
    assert await visitor.pull(team) == [first, second]


async def test_one_bad_entry_in_the_middle_does_not_stop_the_others(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    first, second, third = (team.write(lead, text) for text in ("one", "two", "three"))
    damaged = replace(second, body=second.body[:-1] + bytes([second.body[-1] ^ 1]))
    reply = await visitor.push(team, first, damaged, third)
    assert reply.stored == 2
    assert [(aside.entry, aside.code) for aside in reply.set_aside] == [(damaged.id, "unauthentic")]
    assert await visitor.vector(team) == {lead.feed: (first.id,)}
    await visitor.push(team, second)
    assert await visitor.vector(team) == {lead.feed: (third.id,)}


async def test_malformed_headers_are_set_aside_by_name_and_nothing_else_is(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    good = team.write(lead, "good")
    bad = [
        replace(good, header=b"{}"),
        replace(good, header=b"\xff\xfe"),
        replace(good, header=good.header[:-1]),
        replace(good, header=b"[" * 100_000),
        replace(good, header=good.header + b" "),
        replace(good, header=good.header.replace(b'"seq":1', b'"seq":0')),
        replace(good, header=good.header.replace(b'"seq":1', b'"seq":1.0')),
        replace(good, parts=(*good.parts, b"one part too many")),
    ]
    reply = await visitor.push(team, *bad, good)
    assert reply.stored == 1
    assert [aside.code for aside in reply.set_aside] == ["malformed"] * len(bad)


async def test_an_entry_of_another_inspection_is_set_aside(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    other = Team(lead)
    other.seat([(lead, ["lead"])])
    strange = other.write(Laptop("lead"), "elsewhere")
    reply = await visitor.push(team, strange)
    assert [aside.code for aside in reply.set_aside] == ["other-inspection"]
    assert reply.stored == 0


async def test_both_entries_at_one_place_of_a_feed_are_kept_and_served(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    first = team.write(lead, "one")
    left = team.write(lead, "this laptop", seq=2, prev=first.id)
    right = team.write(lead, "its copy", seq=2, prev=first.id)
    await visitor.push(team, first, left)
    await visitor.push(team, right)
    assert await visitor.vector(team) == {lead.feed: tuple(sorted((left.id, right.id)))}
    assert {entry.id for entry in await visitor.pull(team)} == {first.id, left.id, right.id}
    assert [entry.id for entry in await visitor.pull(team, have={lead.feed: (left.id,)})] == [
        right.id
    ]
    answer = await visitor.post(f"/inspections/{team.inspection}/feed", {"feed": lead.feed})
    assert answer.json()["ids"] == [first.id, *sorted((left.id, right.id))]


async def test_an_entry_is_had_only_once_its_missing_part_has_come(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    first, second = team.write(lead, "one", "more"), team.write(lead, "two")
    lacking = replace(first, parts=(first.parts[0], None))
    await visitor.push(team, lacking, second)
    assert await visitor.vector(team) == {}
    assert await visitor.pull(team) == [lacking, second]
    reply = await visitor.push(team, first)
    assert (reply.stored, reply.known) == (0, 1)
    assert await visitor.vector(team) == {lead.feed: (second.id,)}
    have = {lead.feed: (second.id,)}
    assert await visitor.pull(team, have=have, again=[first.id]) == [first]


async def test_a_part_that_is_not_what_the_header_says_is_dropped(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, "one", "two")
    assert entry.parts[0] is not None
    swapped = replace(entry, parts=(entry.parts[1], entry.parts[0][:-1] + b"\x00"))
    await visitor.push(team, swapped)
    assert (await visitor.pull(team))[0].parts == (None, None)
    assert await visitor.vector(team) == {}


async def test_an_entry_of_a_newer_version_takes_its_place(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    header = replace(Header.from_bytes(team.write(lead, "one").header), v=2, parts=())
    known = decode(header.to_bytes())
    assert isinstance(known, dict)
    data = encode({**known, "colour": "new"})
    unsigned = Entry(data, b"sealed another way", b"", ())
    entry = replace(unsigned, signature=sign(lead.key, "entry", bytes.fromhex(unsigned.id)))
    assert (await visitor.push(team, entry)).stored == 1
    assert await visitor.pull(team) == [entry]
