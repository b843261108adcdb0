"""Vectors, what they cover, and which entries a device stands by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical import Json, MalformedError, encode
from schemas.entries import Entry, Header, seal
from schemas.feeds import SignedVector, ancestors, authentic, read_vector, vector_json
from schemas.signing import sign, to_base64
from tests.schemas import vectors
from tests.schemas.devices import Device, device, device_of_seeds, stream

OWNER = device_of_seeds(b"\x01" * 32, b"\x02" * 64, b"\x03" * 32)
FEED = f"{OWNER.id}-{'0a' * 8}"
SIGNED = SignedVector(vectors.GENESIS, OWNER.id, "88" * 32, {FEED: (vectors.ENTRY_ID,)})

Chain = Sequence[tuple[Header, Entry]]


def _entry(
    owner: Device, seq: int, prev: str | None, *, feed: str = "", salt: str = "", good: bool = True
) -> tuple[Header, Entry]:
    header = Header(
        vectors.GENESIS, feed or f"{owner.id}-{'0a' * 8}", seq, prev, "", "88" * 32, (), ()
    )
    draw = stream(f"{seq}{salt}")
    entry = seal(header, [], [], epoch_key=bytes(32), key=owner.sign, randomness=draw)
    if not good:
        entry = replace(entry, signature=bytes(64))
    return Header.from_bytes(entry.header), entry


def _chain(owner: Device, *good: bool) -> list[tuple[Header, Entry]]:
    chain: list[tuple[Header, Entry]] = []
    for seq, signature in enumerate(good, start=1):
        prev = chain[-1][1].id if chain else None
        chain.append(_entry(owner, seq, prev, good=signature))
    return chain


def _names(chain: Chain) -> list[str]:
    return [entry.id for _, entry in chain]


def test_a_vector_is_the_documented_bytes_with_the_documented_signature() -> None:
    signed = SIGNED.signed(OWNER.sign)
    assert signed.payload().decode() == vectors.VECTOR
    assert signed.signature.hex() == vectors.VECTOR_SIGNATURE
    assert signed.signed_by(OWNER.card.sign_key)
    assert not signed.signed_by(device("ann").card.sign_key)
    assert SignedVector.from_json(signed.as_json()) == signed


def test_a_vector_that_was_changed_on_the_way_is_not_its_owners() -> None:
    signed = SIGNED.signed(OWNER.sign)
    for other in (
        replace(signed, team="77" * 32),
        replace(signed, feeds={}),
        replace(signed, by=device("ann").id),
        replace(signed, inspection="00" * 32),
    ):
        assert not other.signed_by(OWNER.card.sign_key)


def test_a_feed_without_tips_is_not_named() -> None:
    assert vector_json({FEED: ()}) == {}


def _travelling(**members: Json) -> Json:
    value: dict[str, Json] = {
        "by": OWNER.id,
        "feeds": {},
        "inspection": vectors.GENESIS,
        "team": "88" * 32,
        "v": 1,
        **members,
    }
    payload = encode({name: member for name, member in value.items() if member != "absent"})
    return {"payload": to_base64(payload), "signature": ""}


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {"payload": "AAAA"},
        {"payload": "AAAA", "signature": ""},
        {"payload": "", "signature": None},
        _travelling(v=2),
        _travelling(v=True),
        _travelling(v="absent"),
        _travelling(more=1),
        _travelling(by=None),
        _travelling(feeds=[]),
        _travelling(feeds={"x": ["11" * 32]}),
        _travelling(feeds={FEED: []}),
        _travelling(feeds={FEED: "11" * 32}),
        _travelling(feeds={FEED: ["11"]}),
        _travelling(feeds={FEED: ["22" * 32, "11" * 32]}),
        _travelling(feeds={FEED: ["11" * 32, "11" * 32]}),
    ],
)
def test_a_vector_that_says_anything_else_is_refused(value: Json) -> None:
    with pytest.raises(MalformedError):
        SignedVector.from_json(value)


TIPS = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, unique=True)


@given(st.dictionaries(st.binary(min_size=8, max_size=8), TIPS, max_size=4))
def test_a_vector_comes_back_as_it_was(lives: dict[bytes, list[str]]) -> None:
    feeds = {f"{OWNER.id}-{life.hex()}": tuple(sorted(tips)) for life, tips in lives.items()}
    assert read_vector(vector_json(feeds)) == feeds


def test_tips_cover_what_they_stand_on_and_nothing_else() -> None:
    before = {"a1": None, "a2": "a1", "a3": "a2", "fork": "a2", "b1": None, "gap": "unknown"}
    assert ancestors(["a2"], before.__getitem__) == {"a1", "a2"}
    assert ancestors(["a3", "fork"], before.__getitem__) == {"a1", "a2", "a3", "fork"}
    assert ancestors(["gap", "nowhere"], before.__getitem__) == {"gap"}
    assert ancestors([], before.__getitem__) == set()


def test_an_entry_that_its_device_signed_is_authentic() -> None:
    chain = _chain(OWNER, True)
    assert authentic(chain, OWNER.card.sign_key) == set(_names(chain))
    assert authentic(chain, device("ann").card.sign_key) == set()


def test_a_later_signature_vouches_for_all_that_came_before() -> None:
    chain = _chain(OWNER, False, False, True, False)
    assert authentic(chain, OWNER.card.sign_key) == set(_names(chain)[:3])


@given(st.permutations(range(4)))
def test_which_entries_are_authentic_does_not_depend_on_their_order(order: list[int]) -> None:
    chain = _chain(OWNER, False, True, False, False)
    shuffled = [chain[place] for place in order]
    assert authentic(shuffled, OWNER.card.sign_key) == set(_names(chain)[:2])


def test_a_signature_does_not_reach_over_a_gap_until_the_gap_is_vouched_for() -> None:
    first, second, third = _chain(OWNER, False, False, True)
    assert authentic([first, third], OWNER.card.sign_key) == {third[1].id}
    assert authentic([first, second], OWNER.card.sign_key, {second[1].id}) == {
        first[1].id,
        second[1].id,
    }


def test_forged_bytes_in_a_place_of_the_feed_do_not_push_out_the_true_entry() -> None:
    first, second = _chain(OWNER, True, True)
    forged = _entry(device("ann"), 2, first[1].id, feed=first[0].feed)
    assert authentic([first, forged, second], OWNER.card.sign_key) == {first[1].id, second[1].id}


def test_a_forged_entry_is_not_vouched_for_by_one_that_only_claims_to_follow_it() -> None:
    forged = _entry(OWNER, 1, None, good=False)
    follower = _entry(OWNER, 2, forged[1].id, good=False)
    assert authentic([forged, follower], OWNER.card.sign_key) == set()


def test_an_entry_vouches_only_for_the_place_before_its_own() -> None:
    skipped = _entry(OWNER, 1, None, good=False)
    jumping = _entry(OWNER, 5, skipped[1].id)
    assert authentic([skipped, jumping], OWNER.card.sign_key) == {jumping[1].id}


def test_a_device_cannot_vouch_for_what_stands_in_another_feed() -> None:
    other = device("ann")
    foreign = _entry(OWNER, 1, None, feed=f"{other.id}-{'0a' * 8}", good=False)
    follower = _entry(OWNER, 2, foreign[1].id)
    assert authentic([foreign, follower], OWNER.card.sign_key) == {follower[1].id}


def test_a_signature_for_another_purpose_makes_no_entry_authentic() -> None:
    header, entry = _entry(OWNER, 1, None)
    borrowed = replace(entry, signature=sign(OWNER.sign, "vector", bytes.fromhex(entry.id)))
    assert authentic([(header, borrowed)], OWNER.card.sign_key) == set()
