"""The record types: what each field is, and what must not collide."""

from __future__ import annotations

import re

import pytest
from pydantic import BaseModel
from sqlmodel import SQLModel

from schemas.changes import field_and_key
from schemas.fields import (
    COMMON_COLUMNS,
    TABLES,
    ElementRow,
    Record,
    field_kinds,
    type_name,
    words_of,
)
from schemas.permissions import ROLES
from schemas.records import RECORD_TYPES

T, W, N, Y, M, D, R = "text", "word", "whole", "yes-no", "moment", "day", "reference"

FIELDS: dict[str, dict[str, str]] = {
    "inspection": {
        T: "authority authority_code kind_reason theme previous wording retention controller",
        W: "framework framework_version kind size_band state",
        D: "week_zero starts ends",
        "keyed": "holds",
    },
    "member": {T: "name covers does_not_cover days_on_site", W: "inspectorate"},
    "safety-concern": {
        T: "text told_to told_how action view",
        W: "kind escalated_to state",
        M: "told_at lead_told_at action_at",
        R: "case",
    },
    "line-of-enquiry": {
        T: "title hypothesis would_close reason",
        W: "origin priority state",
        "keyed": "areas owners evidence",
    },
    "case-frame": {
        T: "file_name lists filters flags key chunks",
        W: "content sha256 state",
        N: "rows",
        M: "imported_at",
    },
    "sample-plan": {
        T: "title rationale settings strata our_phrase their_phrase replacement_rule",
        W: "unit design purposeful_type allocation state",
        N: "list size population",
        R: "frame supersedes",
        "keyed": "enquiries",
    },
    "case-selection": {
        T: "unit ticket stratum why angle our_view",
        W: "route audit_grade replaced_reason state",
        N: "rank chosen_of out_of",
        R: "plan case",
        "keyed": "allocated",
    },
    "case": {T: "identifier label place team extract", W: "worker", N: "number"},
    "request": {
        T: "text place person reason",
        W: "kind state",
        M: "wanted_at",
        R: "case",
    },
    "note": {
        T: "text",
        W: "occasion agency",
        N: "minutes",
        Y: "hard_to_read",
        M: "happened_at",
        "keyed": "areas criteria enquiries cases depths spoke_to",
    },
    "evidence": {
        T: "text place impact extent_source",
        W: "polarity agency level",
        N: "extent_found extent_of",
        "keyed": "areas criteria enquiries notes looked_in found_in could_not_tell sources",
    },
    "challenge": {
        T: "question to answer shown view",
        W: "state",
        D: "due",
        R: "meeting",
        "keyed": "areas enquiries",
    },
    "analysis-request": {
        T: "question why answer table period denominator caveat",
        W: "state",
        "keyed": "enquiries",
    },
    "source-document": {T: "title sender held notes", W: "kind state", D: "dated"},
    "voice-contact": {
        T: "invited needs consent worker_concerns present follows_up",
        W: "voice mode state",
        N: "people",
        Y: "information_sheet told_limits",
    },
    "meeting": {
        T: "title agenda notes decisions actions said answered",
        W: "kind state",
        M: "starts_at",
        "keyed": "present",
    },
    "handover": {T: "saw concludes could_not_see questions", R: "answers_now", "keyed": "evidence"},
    "summary": {T: "text", W: "area change", R: "enquiry", "keyed": "evidence"},
    "judgement-session": {
        T: "title frozen_vector notes",
        W: "frozen_team frozen_digest state",
        N: "round",
        "keyed": "areas again present reveal signed",
    },
    "provisional-grade": {
        W: "area",
        N: "round",
        R: "session",
        "keyed": "commitment opening abstained",
    },
    "agreed-judgement": {
        T: "narrative rationale weighed",
        W: "area grade how change",
        R: "session amends",
        "keyed": "evidence dissent",
    },
    "finding": {
        T: "text extent outcome_wording",
        W: "kind area level outcome_code progress state",
        R: "earlier",
        "keyed": "evidence",
    },
    "accuracy-comment": {
        T: "comment response before after",
        W: "paragraph state",
        "keyed": "evidence",
    },
    "comment": {T: "text", W: "state", R: "on reply_to"},
    "sign-off": {T: "vector reservations visit_note", W: "digest"},
    "export": {W: "what sha256 protected", M: "left_at"},
    "erasure": {
        T: "words",
        W: "field key reason proposer proposal",
        R: "record",
        "keyed": "parts",
    },
}
"""Each field by what it holds. Only text travels in parts, so a kind never changes."""

TYPES = pytest.mark.parametrize("name", sorted(RECORD_TYPES))


def _columns(record: type[Record]) -> set[str]:
    return set(TABLES.metadata.tables[str(record.__tablename__)].columns.keys())


def test_these_are_all_the_types() -> None:
    assert set(FIELDS) == set(RECORD_TYPES)


@TYPES
def test_every_field_of_a_type_is_of_the_kind_it_always_was(name: str) -> None:
    record = RECORD_TYPES[name]
    expected = {
        field: kind
        for kind, fields in FIELDS[name].items()
        if kind != "keyed"
        for field in fields.split()
    }
    assert field_kinds(record) == {"withdrawn": "text", **expected}
    assert set(record.keyed) == set(FIELDS[name].get("keyed", "").split())


@TYPES
def test_no_two_fields_of_a_type_share_a_name(name: str) -> None:
    record = RECORD_TYPES[name]
    assert not set(record.keyed) & _columns(record)
    own = set(field_kinds(record)) - {"withdrawn"}
    assert not own & COMMON_COLUMNS
    assert _columns(record) == own | COMMON_COLUMNS


@TYPES
def test_every_name_can_stand_in_a_write(name: str) -> None:
    record = RECORD_TYPES[name]
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,47}", name)
    assert type_name(record) == name
    for field in field_kinds(record):
        assert field_and_key(field) == (field, None)
    for field in record.keyed:
        assert field_and_key(f"{field}[a]") == (field, "a")


@TYPES
def test_no_field_hides_what_every_model_can_do(name: str) -> None:
    fields = set(field_kinds(RECORD_TYPES[name]))
    assert not fields & {each for each in dir(BaseModel) if not each.startswith("_")}


@TYPES
def test_closed_words_can_stand_in_a_write_and_are_named_once(name: str) -> None:
    record = RECORD_TYPES[name]
    lists = [words_of(record, field) for field in field_kinds(record)]
    lists += [keyed.words for keyed in record.keyed.values()]
    for words in lists:
        assert len(set(words)) == len(words)
        assert all(re.fullmatch(r"[a-z0-9-]{1,128}", word) for word in words)


@TYPES
def test_nothing_but_its_id_is_required_of_a_record(name: str) -> None:
    assert RECORD_TYPES[name].model_validate({"id": "11" * 16})
    table = TABLES.metadata.tables[str(RECORD_TYPES[name].__tablename__)]
    required = {column.name for column in table.columns if not column.nullable}
    assert required <= {"id", "created_at", "created_order", "changed_at", "in_conflict"}


def test_what_is_ones_own_is_keyed_by_the_member() -> None:
    own = {
        (name, field)
        for name, record in RECORD_TYPES.items()
        for field, keyed in record.keyed.items()
        if keyed.own
    }
    assert own == {
        ("judgement-session", "signed"),
        ("provisional-grade", "commitment"),
        ("provisional-grade", "opening"),
        ("provisional-grade", "abstained"),
        ("agreed-judgement", "dissent"),
    }


def test_creating_the_servers_tables_can_never_create_these() -> None:
    ours = set(TABLES.metadata.tables)
    assert ours == {type_name(r).replace("-", "_") for r in RECORD_TYPES.values()} | {"element"}
    assert TABLES.metadata is not SQLModel.metadata
    assert not ours & set(SQLModel.metadata.tables)
    assert ElementRow.metadata is TABLES.metadata


def test_no_record_holds_a_childs_name_or_that_anybody_blew_a_whistle() -> None:
    fields = {
        field for record in RECORD_TYPES.values() for field in (*field_kinds(record), *record.keyed)
    }
    assert not {f for f in fields if re.search("child|whistle|mood|birth|surname|forename", f)}
    assert {name for name, record in RECORD_TYPES.items() if "name" in field_kinds(record)} == {
        "member"
    }


def test_roles_come_from_the_team_chain_only() -> None:
    assert not {"role", "roles"} & set(field_kinds(RECORD_TYPES["member"]))
    words = {
        word
        for field in field_kinds(RECORD_TYPES["member"])
        for word in words_of(RECORD_TYPES["member"], field)
    }
    assert not words & (set(ROLES) - {"cqc", "hmicfrs", "hmip"})
