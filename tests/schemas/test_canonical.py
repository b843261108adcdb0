"""Canonical JSON: one byte sequence for each value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.canonical import Json, MalformedError, decode, encode

TEXT = st.text(st.characters(codec="utf-8"), max_size=8)
INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def test_the_documented_vector_is_what_comes_out() -> None:
    data = bytes.fromhex("7b2261223a22c3a9222c2262223a5b312c6e756c6c5d7d")
    assert encode({"b": [1, None], "a": "é"}) == data
    assert decode(data) == {"a": "é", "b": [1, None]}


def test_control_characters_are_escaped_in_one_way_and_others_not_at_all() -> None:
    assert encode('"\\/\b\f\n\r\t\x00\x1f\x7f\u2028') == (
        b'"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f\xe2\x80\xa8"'
    )


def test_keys_stand_in_the_order_of_their_code_points_not_of_utf_16() -> None:
    assert encode({"\U00010000": 1, "\uffff": 2}) == b'{"\xef\xbf\xbf":2,"\xf0\x90\x80\x80":1}'


@given(VALUES)
def test_a_value_comes_back_as_it_was(value: Json) -> None:
    assert decode(encode(value)) == value


@given(st.binary(max_size=60) | TEXT.map(str.encode))
def test_whatever_is_decoded_encodes_to_the_same_bytes(data: bytes) -> None:
    try:
        value = decode(data)
    except MalformedError:
        return
    assert encode(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1 ",
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b"1.0",
        b"1e2",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b"-9007199254740992",
        b"9" * 5000,
        b'"\\u0041"',
        b'"\\ud800"',
        b'"\\/"',
        b'"\xff"',
        b"\xef\xbb\xbf1",
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
        b'{"a":' * 50_000,
    ],
)
def test_bytes_that_the_encoder_would_not_write_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedError):
        decode(data)


def test_the_deepest_nesting_and_the_largest_integers_are_taken() -> None:
    deepest = b"[" * 32 + b"]" * 32
    assert encode(decode(deepest)) == deepest
    assert decode(b"[9007199254740991,-9007199254740991]") == [2**53 - 1, 1 - 2**53]


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), 2**53, -(2**53), "\ud800", {1: 2}, {1, 2}, b"a", {"a": {"b": 0.1}}]
)
def test_what_has_no_canonical_form_is_not_encoded(value: object) -> None:
    with pytest.raises(MalformedError):
        encode(value)  # type: ignore[arg-type]  # hostile on purpose


def test_a_list_that_holds_itself_is_refused_instead_of_running_for_ever() -> None:
    endless: list[Json] = []
    endless.append(endless)
    with pytest.raises(MalformedError):
        encode(endless)
