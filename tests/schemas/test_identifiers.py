"""Ids: random ones, derived ones, and the names of feeds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical import MalformedError
from schemas.identifiers import (
    derived_id,
    feed_device,
    feed_name,
    is_hex,
    new_id,
    require_hex,
)
from schemas.moments import require_moment
from tests.schemas import vectors

NOON = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)


def test_a_new_id_is_the_documented_one() -> None:
    assert new_id(lambda: NOON, lambda size: bytes(range(size))) == vectors.UUID


@given(st.binary(min_size=10, max_size=10))
def test_a_new_id_is_a_uuid_of_version_7_whatever_the_randomness(noise: bytes) -> None:
    made = UUID(new_id(lambda: NOON, lambda size: noise[:size]))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_ids_made_a_millisecond_apart_sort_in_that_order() -> None:
    first = new_id(lambda: NOON, lambda size: b"\xff" * size)
    second = new_id(lambda: NOON + timedelta(milliseconds=1), lambda size: b"\x00" * size)
    assert first < second


def test_two_laptops_derive_the_same_documented_id() -> None:
    assert derived_id("case", vectors.GENESIS, "12345") == vectors.CASE_ID


def test_derived_ids_differ_by_label_and_by_where_one_part_ends() -> None:
    ids = {
        derived_id("case", "ab", "c"),
        derived_id("case", "a", "bc"),
        derived_id("case", "ab", "c", ""),
        derived_id("selection", "ab", "c"),
    }
    assert len(ids) == 4


@pytest.mark.parametrize(
    "value", ["", "AB", "a", "abc", "ab\n", "0x", "ab" * 2, "٣٣", None, 12, b"ab"]
)
def test_only_lower_case_hexadecimal_of_the_right_size_is_taken(value: object) -> None:
    assert not is_hex(value, 1)
    with pytest.raises(MalformedError) as refusal:
        require_hex(value, 1, "thing")
    assert "thing is not 1 bytes" in str(refusal.value)


def test_a_feed_names_its_device_and_its_incarnation() -> None:
    assert feed_device(feed_name("ab" * 32, "cd" * 8)) == "ab" * 32


@pytest.mark.parametrize(
    "feed",
    ["", "-", "ab" * 32, "ab" * 32 + "-", "ab" * 32 + "-" + "cd" * 8 + "-", "ab" * 32 + "_cd"],
)
def test_what_is_not_the_name_of_a_feed_is_refused(feed: str) -> None:
    with pytest.raises(MalformedError):
        feed_device(feed)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T10:15+00:00",
        "2026-11-24T10:15:00Z",
        "2026-11-24T10:15:00.123456+01:00",
        "1900-01-01T00:00:00-12:00",
        "2999-12-31T23:59:59+14:00",
    ],
)
def test_a_moment_can_be_shown_in_any_offset(text: str) -> None:
    moment = datetime.fromisoformat(require_moment(text, "time"))
    for hours in (-23, 23):
        assert (moment + timedelta(hours=hours)).astimezone(UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-24",
        "2026-11-24T10:15:00",
        "2026-13-24T10:15:00Z",
        "2026-11-24T10:61:00Z",
        "2026-11-24T10:15:00+24:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "٢٠٢٦-11-24T10:15:00Z",
        "2026-11-24T10:15:00Z\n",
        "2026-11-24 10:15:00Z",
        None,
        20261124,
    ],
)
def test_what_could_not_be_shown_is_not_a_moment(value: object) -> None:
    with pytest.raises(MalformedError):
        require_moment(value, "time")
