"""The team chain: which records each signer may append."""

from __future__ import annotations

import pytest

from schemas.canonical import MalformedError
from schemas.team import TeamChain
from schemas.team_records import Genesis, Server, SignedRecord, signed_record
from tests.schemas.chains import ESCROW, Story, feed_of, member_of
from tests.schemas.devices import device

SEATS = {"ann": "lead", "bea": "hmi deputy", "cat": "hmi", "dan": "qam"}
SERVER = Server("https://10.0.0.5:8443", "aa" * 32, None)


def _team(*, escrow: bool = False) -> tuple[Story, SignedRecord]:
    story = Story(escrow=escrow)
    return story, story.epoch(story.genesis, "ann", SEATS)


def _taken(story: Story, record: SignedRecord) -> bool:
    chain = story.chain()
    assert (record.id in chain.refused) is (record.id not in chain)
    return chain.path[-1] == record.id


def test_the_lead_alone_seats_the_first_team() -> None:
    story, first = _team(escrow=True)
    head = story.chain().head
    assert (head.record, head.depth, head.epoch, head.rules) == (first.id, 1, first.id, 1)
    assert head.holders("lead") == {device("ann").id}
    assert head.signers == {device("ann").id, device("bea").id}
    assert head.member_devices(member_of("cat")) == {device("cat").id}
    assert head.escrow == ESCROW.card
    assert not head.disposed


@pytest.mark.parametrize("signer", ["bea", "escrow"])
def test_nobody_else_seats_the_first_team(signer: str) -> None:
    story = Story(escrow=True)
    assert not _taken(story, story.epoch(story.genesis, signer, {"ann": "lead", "bea": "lead"}))


def test_the_first_team_must_have_its_founder_as_lead() -> None:
    story = Story()
    assert not _taken(story, story.epoch(story.genesis, "ann", {"bea": "lead", "ann": "hmi"}))


def test_nothing_but_a_team_comes_first() -> None:
    story = Story()
    for record in (
        story.admit(story.genesis, "ann", {}),
        story.servers(story.genesis, "ann", SERVER),
        story.purge(story.genesis, "ann", "aa" * 32),
        story.dispose(story.genesis, "ann", {}),
    ):
        assert not _taken(story, record)


def test_a_chain_without_its_first_record_says_so() -> None:
    story, first = _team()
    chain = TeamChain(story.inspection, [first])
    assert chain.path == ()
    assert first.id in chain.refused
    with pytest.raises(MalformedError):
        _ = chain.head


def test_another_inspections_first_record_does_not_belong() -> None:
    story, first = _team()
    other = signed_record(Genesis("43" * 32, device("cat").card, None), device("cat").sign)
    chain = TeamChain(story.inspection, [story.genesis, first, other])
    assert other.id in chain.refused
    assert chain.path == (story.genesis.id, first.id)


def test_a_first_record_that_its_lead_did_not_sign_is_no_chain() -> None:
    forged = signed_record(Genesis("42" * 32, device("ann").card, None), device("cat").sign)
    assert TeamChain(forged.id, [forged]).path == ()


@pytest.mark.parametrize(
    ("signer", "may"),
    [("ann", True), ("bea", True), ("cat", False), ("dan", False), ("eve", False)],
)
def test_lead_and_deputy_change_the_team_admit_and_dispose(signer: str, may: bool) -> None:
    story, first = _team()
    assert _taken(story, story.epoch(first, signer, {**SEATS, "eve": "hmi"})) is may
    story, first = _team()
    assert _taken(story, story.admit(first, signer, {feed_of("eve"): ("11" * 32,)})) is may
    story, first = _team()
    assert _taken(story, story.dispose(first, signer, {})) is may
    assert story.chain().head.disposed is may


@pytest.mark.parametrize("signer", ["ann", "bea", "cat", "dan"])
def test_only_the_lead_names_servers_and_purges(signer: str) -> None:
    story, first = _team()
    assert _taken(story, story.servers(first, signer, SERVER)) is (signer == "ann")
    assert story.chain().head.servers == ((SERVER,) if signer == "ann" else ())
    story, first = _team()
    assert _taken(story, story.purge(first, signer, "aa" * 32)) is (signer == "ann")
    assert story.chain().purged_blobs == ({"aa" * 32} if signer == "ann" else set())


@pytest.mark.parametrize(
    "seats",
    [
        {**SEATS, "ann": "hmi", "bea": "hmi deputy lead"},
        {"ann": "lead", "cat": "hmi", "dan": "qam"},
        {**SEATS, "bea": "deputy"},
        {**SEATS, "cat": "hmi deputy"},
        {**SEATS, "cat": "hmi lead"},
        {**SEATS, "eve": "lead"},
        {**SEATS, "eve": "deputy"},
        {**SEATS, "ann/2": "hmi"},
        {**SEATS, "bea/2": "analyst"},
    ],
    ids=[
        "take the lead",
        "leave",
        "change what they are",
        "make a deputy of a member",
        "make a lead of a member",
        "bring a lead",
        "bring a deputy",
        "seat a device as the lead's",
        "seat a device as a deputy's",
    ],
)
def test_a_deputy_may_not(seats: dict[str, str]) -> None:
    story, first = _team()
    assert not _taken(story, story.epoch(first, "bea", seats))


def test_a_deputy_may_not_take_away_the_leads_second_device() -> None:
    story = Story()
    first = story.epoch(story.genesis, "ann", {**SEATS, "ann/2": "hmi"})
    assert not _taken(story, story.epoch(first, "bea", SEATS))


@pytest.mark.parametrize(
    "seats",
    [
        {"ann": "lead", "bea": "hmi deputy", "dan": "qam"},
        {**SEATS, "cat": "analyst"},
        {**SEATS, "dan": "qam chair"},
        {**SEATS, "eve": "scri", "cat/2": "hmi"},
    ],
    ids=["remove an inspector", "change a role", "let the QAM chair", "bring people and devices"],
)
def test_a_deputy_may(seats: dict[str, str]) -> None:
    story, first = _team()
    assert _taken(story, story.epoch(first, "bea", seats))


def test_a_team_always_has_a_lead_and_a_seat_for_each_device_once() -> None:
    story, first = _team()
    assert not _taken(story, story.epoch(first, "ann", {"ann": "hmi", "bea": "hmi deputy"}))


def test_everybody_in_the_team_and_escrow_get_the_key_and_nobody_else_does() -> None:
    ids = [device(name).id for name in SEATS]
    for wrapped in (ids, [*ids[:-1], ESCROW.id], [*ids, ESCROW.id, device("eve").id]):
        story, first = _team(escrow=True)
        assert not _taken(story, story.epoch(first, "bea", SEATS, wrapped=wrapped))
    story, first = _team(escrow=True)
    assert _taken(story, story.epoch(first, "bea", SEATS, wrapped=[*ids, ESCROW.id]))


def test_the_recovery_halves_never_take_a_seat() -> None:
    story, first = _team(escrow=True)
    assert not _taken(story, story.epoch(first, "ann", {**SEATS, "escrow": "lead"}))
    story, first = _team(escrow=True)
    assert not _taken(story, story.epoch(first, "escrow", {"escrow": "lead"}))


def test_escrow_signs_an_epoch_that_names_a_new_lead_device_and_nothing_else() -> None:
    story, first = _team(escrow=True)
    assert _taken(story, story.epoch(first, "escrow", {"bea": "hmi deputy", "ann/2": "lead"}))
    for attempt in range(6):
        story, first = _team(escrow=True)
        record = (
            story.epoch(first, "escrow", SEATS),
            story.epoch(first, "escrow", {**SEATS, "bea": "lead"}),
            story.admit(first, "escrow", {}),
            story.servers(first, "escrow", SERVER),
            story.purge(first, "escrow", "aa" * 32),
            story.dispose(first, "escrow", {}),
        )[attempt]
        assert record.id in story.chain().refused


def test_without_escrow_its_card_signs_nothing() -> None:
    story, first = _team()
    assert not _taken(story, story.epoch(first, "escrow", {"ann/2": "lead"}))


@pytest.mark.parametrize(
    ("confirmer", "proposer", "may"),
    [
        ("dan", "ann", True),
        ("dan", "bea", True),
        ("bea", "ann", True),
        ("ann", "bea", False),
        ("ann", "ann", False),
        ("bea", "bea", False),
        ("cat", "ann", False),
        ("dan", "cat", False),
        ("dan", "dan", False),
        ("dan", "eve", False),
        ("eve", "ann", False),
    ],
)
def test_an_erasure_takes_a_qam_or_deputy_and_another_members_proposal(
    confirmer: str, proposer: str, may: bool
) -> None:
    story, first = _team()
    assert _taken(story, story.erase(first, confirmer, proposer, "de" * 16)) is may
    assert story.chain().erased_parts == ({"de" * 16} if may else set())


def test_two_devices_of_one_member_are_not_two_members() -> None:
    story = Story()
    first = story.epoch(story.genesis, "ann", {"ann": "lead", "ann/2": "qam", "bea/2": "qam"})
    assert not _taken(story, story.erase(first, "ann/2", "ann", "de" * 16))
    assert _taken(story, story.erase(first, "bea/2", "ann", "de" * 16))


def test_an_erasure_whose_proposal_another_signed_is_refused() -> None:
    story, first = _team()
    assert not _taken(story, story.erase(first, "dan", "ann", "de" * 16, signer="dan"))


def test_a_proposal_for_other_parts_does_not_serve() -> None:
    story, first = _team()
    good = story.erase(first, "dan", "ann", "de" * 16)
    body = good.body.replace(b"de" * 16, b"df" * 16)
    story.records.remove(good)
    moved = SignedRecord(body, device("dan").sign.sign(b"inspector/team/1\x00" + body))
    story.records.append(moved)
    assert not _taken(story, moved)


def test_a_removed_signer_signs_nothing_after_its_removal() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", {"ann": "lead", "dan": "qam"})
    assert not _taken(story, story.epoch(second, "bea", SEATS))
    assert not _taken(story, story.erase(second, "dan", "bea", "de" * 16))


def test_a_record_follows_only_one_that_is_here() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", {**SEATS, "eve": "hmi"})
    third = story.servers(second, "ann", SERVER)
    chain = story.chain(second)
    assert chain.path == (story.genesis.id, first.id)
    assert set(chain.refused) == {third.id}
    assert story.chain().path[-1] == third.id


def test_bytes_that_are_no_record_are_refused_and_stop_no_other() -> None:
    story, first = _team()
    junk = [SignedRecord(b"", b""), SignedRecord(b"{}", bytes(64)), SignedRecord(b"\xff", b"x")]
    chain = TeamChain(story.inspection, [*junk, *story.records])
    assert chain.path[-1] == first.id
    assert set(chain.refused) == {record.id for record in junk}


@pytest.mark.parametrize("copies_first", [True, False])
def test_a_copy_with_a_forged_signature_does_not_push_out_the_true_record(
    copies_first: bool,
) -> None:
    story, first = _team()
    forged = [SignedRecord(record.body, bytes(64)) for record in story.records]
    forged += [SignedRecord(record.body, b"\xff" * 64) for record in story.records]
    both = [*forged, *story.records] if copies_first else [*story.records, *forged]
    chain = TeamChain(story.inspection, both)
    assert chain.path[-1] == first.id
    assert chain.records == tuple(story.records)
    assert chain.refused == {}


def test_the_chain_knows_the_card_of_everybody_it_ever_seated() -> None:
    story, first = _team(escrow=True)
    story.epoch(first, "ann", {"ann": "lead"})
    chain = story.chain()
    for name in (*SEATS, "escrow"):
        assert chain.card(device(name).id) == device(name).card
    assert chain.card(device("eve").id) is None
    assert Story().chain().card(device("ann").id) == device("ann").card


def test_every_record_names_the_epoch_whose_key_seals_what_names_it() -> None:
    story, first = _team()
    second = story.servers(first, "ann", SERVER)
    third = story.epoch(second, "ann", SEATS, rules=7)
    chain = story.chain()
    assert [chain.epoch_of(r.id) for r in story.records] == [None, first.id, first.id, third.id]
    assert chain.epoch_of("00" * 32) is None
    assert [name for name, _ in chain.epochs()] == [first.id, third.id]
    assert chain.state(third.id).rules == 7
    with pytest.raises(KeyError):
        chain.state("00" * 32)
