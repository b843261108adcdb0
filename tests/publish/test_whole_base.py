"""The whole base as JSON: all that counts, provable without a key, and nothing that is sealed."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.membership import remove
from inspector_app.evidence_base.writing import Typed
from inspector_app.judgement.answers import Answer, publish_openings, reveal, seal_answer
from inspector_app.judgement.sessions import find_session, open_session
from inspector_app.publish.protection import Envelope, protect_other, read_envelope
from inspector_app.publish.whole_base import FORMAT, check_export, whole_base
from inspector_app.vault.passphrase import choose_settings
from schemas.canonical import encode
from schemas.records import RECORD_TYPES
from tests.evidence_base.laptops import PASSPHRASE, Laptop, exchange, give
from tests.publish.inspections import case, held_under, statement, withdraw
from tests.publish.test_word import HOSTILE

KDF = choose_settings("minimum", os.urandom)


def exported(laptop: Laptop) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(whole_base(laptop.base))
    return document


def test_an_export_adds_up_to_the_digest_of_the_base(team: dict[str, Laptop]) -> None:
    ann, bea = team["ann"], team["bea"]
    held_under(ann, "ilacs-2026")
    note = ann.note("A first version.", **{"areas[leaders]": True})
    exchange(ann, bea)
    ann.write(note, "text", Typed("The lead's version."))
    bea.write(note, "text", Typed("A colleague's version."))
    exchange(ann, bea)
    data = whole_base(bea.base)
    assert check_export(data) == ()
    document = json.loads(data)
    assert document["digest"] == bea.base.digest()[0] == ann.base.digest()[0]
    assert document["vector"] == json.loads(json.dumps(bea.base.vector()))
    assert (document["inspection"], document["unjudged"]) == (bea.inspection, 0)


def test_what_was_just_saved_is_in_it(ann: Laptop) -> None:
    ann.note("Saved and never sent.")
    assert b"Saved and never sent." in whole_base(ann.base)


def test_two_laptops_that_agree_export_the_same_bytes(team: dict[str, Laptop]) -> None:
    held_under(team["ann"], "ilacs-2026")
    statement(team["ann"], "Supervision is monthly.", "leaders")
    exchange(*team.values())
    assert len({whole_base(laptop.base) for laptop in team.values()}) == 1


def test_every_version_of_every_text_is_there(ann: Laptop) -> None:
    note = ann.note("First thought.")
    ann.write(note, "text", Typed("Second thought."))
    gone = ann.note("Withdrawn later.")
    withdraw(ann, gone)
    document = exported(ann)
    texts = {part["text"] for part in document["parts"].values()}
    assert texts >= {"First thought.", "Second thought.", "Withdrawn later."}
    [kept] = [row for row in document["records"]["note"] if row["id"] == note]
    assert kept["text"] == "Second thought."


def test_every_type_of_record_is_there_as_a_table_with_its_sets(ann: Laptop) -> None:
    held_under(ann, "ilacs-2026")
    child = case(ann, "301")
    item = statement(ann, "Visits.", "leaders", "care-leavers", looked=(child,))
    records = exported(ann)["records"]
    assert set(records) == set(RECORD_TYPES)
    [row] = records["evidence"]
    assert (row["id"], row["text"], row["author"]) == (item, "Visits.", ann.base.member)
    assert row["areas"] == {"leaders": None, "care-leavers": None}
    assert row["looked_in"] == {child: None}


def test_any_text_comes_out_as_it_went_in(ann: Laptop) -> None:
    for text in HOSTILE.values():
        ann.note(text)
    data = whole_base(ann.base)
    assert check_export(data) == ()
    there = {part["text"] for part in json.loads(data)["parts"].values()}
    assert set(HOSTILE.values()) - there == set()


def test_one_changed_character_is_found_wherever_it_stands(ann: Laptop) -> None:
    held_under(ann, "ilacs-2026")
    statement(ann, "Supervision is monthly.", "leaders")
    ann.note("A note.")
    data = whole_base(ann.base)
    assert check_export(data) == ()
    for place in range(0, len(data), max(1, len(data) // 200)):
        other = b"0" if data[place : place + 1] != b"0" else b"1"
        assert check_export(data[:place] + other + data[place + 1 :]), place


@pytest.mark.parametrize(
    "member", ["digest", "head", "parts", "changes", "team", "unjudged", "records"]
)
def test_what_was_changed_on_purpose_does_not_add_up(ann: Laptop, member: str) -> None:
    """Whoever forges a file can mend its SHA-256, and is found where one thing names another."""
    ann.note("The true text.")
    document = exported(ann)
    assert document["format"] == FORMAT
    forged = {
        "digest": "0" * 64,
        "head": "0" * 64,
        "parts": {name: {**part, "text": "Another."} for name, part in document["parts"].items()},
        "changes": document["changes"][:-1],
        "team": document["team"][:-1],
        "unjudged": 2,
        "records": {},
    }
    document[member] = forged[member]
    problems = check_export(encode(document))
    assert problems
    if member != "records":
        # `records` is the changes once more: only the file's own SHA-256 speaks for it.
        assert any("SHA-256" not in problem for problem in problems)


def test_a_missing_text_is_found(ann: Laptop) -> None:
    ann.note("To be lost.")
    document = exported(ann)
    document["parts"] = {}
    assert any("texts that the changes name" in each for each in check_export(encode(document)))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"format":"other"}', b"PK\x03\x04", b"[1]", b"\xff\xfe", b"{" * 9999]
)
def test_what_is_no_export_is_refused(data: bytes) -> None:
    with pytest.raises(InspectorError) as refused:
        check_export(data)
    assert refused.value.code == "not-an-export"


def test_half_an_export_is_a_damaged_one(ann: Laptop) -> None:
    data = whole_base(ann.base)
    assert check_export(data[: len(data) // 2])


def test_a_sealed_answer_is_a_commitment_until_all_are_revealed(team: dict[str, Laptop]) -> None:
    ann, bea = team["ann"], team["bea"]
    held_under(ann, "ilacs-2026")
    exchange(ann, bea)
    open_session(ann.base, ["leaders"])
    exchange(ann, bea)
    for laptop, reason in ((ann, "The ottoman ledger."), (bea, "The velvet rota.")):
        sealed = Answer("inadequate", reason)
        seal_answer(laptop.base, find_session(laptop.base), "leaders", sealed)
    exchange(ann, bea)
    for laptop in (ann, bea):
        data = whole_base(laptop.base)
        assert b"commitment[" in data
        assert [word for word in (b"ottoman", b"velvet", b"inadequate") if word in data] == []
    reveal(ann.base, find_session(ann.base))
    exchange(ann, bea)
    publish_openings(bea.base)
    exchange(ann, bea)
    data = whole_base(ann.base)
    assert b"ottoman" in data
    assert b"velvet" in data
    assert check_export(data) == ()


def test_what_came_after_its_author_left_the_team_is_not_in_it(team: dict[str, Laptop]) -> None:
    ann, bea = team["ann"], team["bea"]
    bea.note("Written in time.")
    exchange(ann, bea)
    remove(ann.base, bea.base.member, "left")
    bea.note("Written too late.")
    give(bea, ann)
    data = whole_base(ann.base)
    assert b"Written in time." in data
    assert b"Written too late." not in data
    assert check_export(data) == ()


def test_an_envelope_gives_back_every_byte(ann: Laptop) -> None:
    data = whole_base(ann.base)
    shut = protect_other(data, "base.json", PASSPHRASE, KDF, os.urandom)
    envelope = read_envelope(shut)
    assert (envelope.name, envelope.opened(PASSPHRASE)) == ("base.json", data)


def test_an_envelope_that_was_touched_does_not_open() -> None:
    envelope = read_envelope(protect_other(b"content", "name.json", PASSPHRASE, KDF, os.urandom))
    touched = bytes([envelope.sealed[20] ^ 1])
    sealed = envelope.sealed[:20] + touched + envelope.sealed[21:]
    for other in (
        Envelope(envelope.kdf, envelope.name, sealed),
        Envelope(envelope.kdf, "other.json", envelope.sealed),
    ):
        with pytest.raises(InspectorError) as refused:
            other.opened(PASSPHRASE)
        assert refused.value.code == "wrong-passphrase"


@pytest.mark.parametrize(
    "name", ["../up.json", "..", "", "a/b", "a\\b", "C:x", "line\nbreak", "a\x00b", "a\x1b[31m"]
)
def test_an_envelope_whose_name_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(InspectorError) as refused:
        read_envelope(protect_other(b"content", name, PASSPHRASE, KDF, os.urandom))
    assert refused.value.code == "not-an-envelope"


@pytest.mark.parametrize("data", [b"", b"{}", b'{"kdf":{', b"PK\x03\x04", b'{"kdf":{},"v":1}'])
def test_what_is_no_envelope_is_refused_before_anybody_is_asked(data: bytes) -> None:
    with pytest.raises(InspectorError) as refused:
        read_envelope(data)
    assert refused.value.code == "not-an-envelope"
