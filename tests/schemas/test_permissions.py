"""Who may write what: the role table, spelled out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.changes import PartName, Value
from schemas.permissions import ROLES, RULES, allowed
from schemas.records import RECORD_TYPES

ME, OTHER = "1a" * 16, "22" * 16
CASE = "33" * 16
TEXT = PartName("44" * 16)

COLUMNS = [
    "lead",
    "deputy",
    "hmi",
    "scri",
    "education-hmi",
    "cqc",
    "hmicfrs",
    "hmip",
    "qam",
    "analyst",
    "chair",
]
TABLE = """
                     lead deputy hmi scri edu cqc hmicfrs hmip qam analyst chair
inspection           yes  yes    yes yes  yes yes yes     yes  no  no      no
member               yes  yes    yes yes  yes yes yes     yes  no  no      no
safety-concern       yes  yes    yes yes  yes yes yes     yes  yes yes     yes
line-of-enquiry      yes  yes    yes yes  yes yes yes     yes  no  yes     no
case-frame           yes  yes    yes yes  yes yes yes     yes  no  yes     no
sample-plan          yes  yes    yes yes  yes yes yes     yes  no  yes     no
case-selection       yes  yes    yes yes  yes yes yes     yes  no  yes     no
case                 yes  yes    yes yes  yes yes yes     yes  no  yes     no
request              yes  yes    yes yes  yes yes yes     yes  no  no      no
note                 yes  yes    yes yes  yes yes yes     yes  no  no      no
evidence             yes  yes    yes yes  yes yes yes     yes  no  no      no
challenge            yes  yes    yes yes  yes yes yes     yes  no  no      no
analysis-request     yes  yes    yes yes  yes yes yes     yes  no  yes     no
source-document      yes  yes    yes yes  yes yes yes     yes  no  no      no
voice-contact        yes  yes    yes yes  yes yes yes     yes  no  no      no
meeting              yes  yes    yes yes  yes yes yes     yes  yes no      no
handover             yes  yes    yes yes  yes yes yes     yes  no  no      no
summary              yes  yes    yes yes  yes yes yes     yes  no  no      no
judgement-session    yes  yes    no  no   no  no  no      no   no  no      yes
provisional-grade    yes  yes    yes yes  yes yes yes     yes  yes no      no
agreed-judgement     yes  yes    no  no   no  no  no      no   no  no      yes
finding              yes  yes    yes yes  yes yes yes     yes  no  no      no
accuracy-comment     yes  yes    yes yes  yes yes yes     yes  no  no      no
comment              yes  yes    yes yes  yes yes yes     yes  yes yes     yes
sign-off             yes  yes    yes yes  yes yes yes     yes  yes no      no
export               yes  yes    yes yes  yes yes yes     yes  yes yes     yes
erasure              yes  yes    no  no   no  no  no      no   no  no      no
"""
"""An ordinary field of each type, by a member in that one role."""

INSPECTORS = {"lead", "hmi", "scri", "education-hmi", "cqc", "hmicfrs", "hmip"}
LEADS = {"lead", "deputy"}
CHAIRS = {"lead", "deputy", "chair"}
TAKING_PART = INSPECTORS | {"deputy", "qam", "chair"}
EVERYBODY = set(COLUMNS)

FIELDS: tuple[tuple[str, str, Value, set[str]], ...] = (
    ("member", "name", TEXT, LEADS),
    ("member", "withdrawn", TEXT, LEADS),
    ("member", "covers", TEXT, INSPECTORS | {"deputy"}),
    ("inspection", "holds[complaint]", TEXT, LEADS),
    ("inspection", "state", "closed", INSPECTORS | {"deputy"}),
    ("evidence", "areas[leaders]", True, EVERYBODY),
    ("evidence", "areas[leaders]", None, EVERYBODY),
    ("evidence", "criteria[leaders.1]", True, EVERYBODY),
    ("evidence", f"enquiries[{CASE}]", True, EVERYBODY),
    ("note", "areas[leaders]", True, EVERYBODY),
    ("note", "criteria[leaders.1]", True, EVERYBODY),
    ("note", f"enquiries[{CASE}]", True, EVERYBODY),
    ("note", f"cases[{CASE}]", True, INSPECTORS | {"deputy"}),
    ("note", "areas", True, INSPECTORS | {"deputy"}),
    ("evidence", f"found_in[{CASE}]", True, INSPECTORS | {"deputy"}),
    ("evidence", "withdrawn", TEXT, INSPECTORS | {"deputy"}),
    ("line-of-enquiry", "state", "draft", INSPECTORS | {"deputy", "analyst"}),
    ("line-of-enquiry", "state", "open", INSPECTORS | {"deputy"}),
    ("line-of-enquiry", "state", None, INSPECTORS | {"deputy"}),
    ("line-of-enquiry", "hypothesis", TEXT, INSPECTORS | {"deputy", "analyst"}),
    ("judgement-session", "state", "closed", CHAIRS),
    ("judgement-session", f"reveal[{'55' * 32}]", True, CHAIRS),
    ("judgement-session", "areas[leaders]", True, CHAIRS),
    ("judgement-session", "withdrawn", TEXT, CHAIRS),
    ("judgement-session", f"signed[{ME}]", TEXT, TAKING_PART),
    ("agreed-judgement", "grade", "good", CHAIRS),
    ("agreed-judgement", f"dissent[{ME}]", TEXT, TAKING_PART),
    ("provisional-grade", f"commitment[{ME}]", "66" * 32, TAKING_PART),
    ("provisional-grade", f"opening[{ME}]", TEXT, TAKING_PART),
    ("provisional-grade", f"abstained[{ME}]", True, TAKING_PART),
    ("sign-off", "visit_note", TEXT, INSPECTORS | {"deputy", "qam"}),
)
"""Fields for which the rule is not that of their type."""

OWN = (
    ("provisional-grade", "commitment"),
    ("provisional-grade", "opening"),
    ("provisional-grade", "abstained"),
    ("agreed-judgement", "dissent"),
    ("judgement-session", "signed"),
)


def _rows() -> dict[str, list[str]]:
    lines = [line.split() for line in TABLE.strip().splitlines()[1:]]
    return {line[0]: line[1:] for line in lines}


def _may(role: str, record_type: str, field: str, value: Value = TEXT) -> bool | None:
    return allowed(RULES, ME, {role}, record_type, field, value)


def test_the_table_names_every_role_and_every_type() -> None:
    assert set(COLUMNS) == set(ROLES)
    assert set(_rows()) == set(RECORD_TYPES)


@pytest.mark.parametrize("record_type", _rows())
def test_each_role_may_write_the_types_that_the_table_gives_it(record_type: str) -> None:
    expected = dict(zip(COLUMNS, _rows()[record_type], strict=True))
    found = {role: "yes" if _may(role, record_type, "text") else "no" for role in COLUMNS}
    assert found == expected


@pytest.mark.parametrize(("record_type", "field", "value", "roles"), FIELDS)
def test_fields_of_their_own_rule_follow_it(
    record_type: str, field: str, value: Value, roles: set[str]
) -> None:
    assert {role for role in COLUMNS if _may(role, record_type, field, value)} == roles


@pytest.mark.parametrize(("record_type", "field"), OWN)
def test_nobody_writes_what_is_another_members_own(record_type: str, field: str) -> None:
    everything = set(ROLES)
    for key in (f"[{OTHER}]", "", f"[{ME}:1]", f"[{ME.upper()}]"):
        assert allowed(RULES, ME, everything, record_type, field + key, TEXT) is False
    assert allowed(RULES, ME, everything, record_type, f"{field}[{ME}]", TEXT) is True


def test_the_same_word_in_another_type_is_not_ones_own() -> None:
    assert allowed(RULES, ME, {"analyst"}, "note", f"dissent[{ME}]", TEXT) is False
    assert allowed(RULES, ME, {"hmi"}, "judgement-session", f"dissent[{ME}]", TEXT) is False


@pytest.mark.parametrize("roles", [set(), {"something-newer"}])
def test_who_holds_no_role_that_is_known_writes_nothing(roles: set[str]) -> None:
    for record_type in RECORD_TYPES:
        assert allowed(RULES, ME, roles, record_type, "text", TEXT) is False
        assert allowed(RULES, ME, roles, record_type, f"opening[{ME}]", TEXT) is False


def test_a_newer_role_table_is_not_judged_here() -> None:
    assert allowed(RULES + 1, ME, {"lead"}, "note", "text", TEXT) is None


@pytest.mark.parametrize("field", ["", "areas[", "Areas[leaders]", "areas[a b]", "areas[a][b]"])
def test_what_is_no_field_is_written_by_nobody(field: str) -> None:
    assert allowed(RULES, ME, set(ROLES), "evidence", field, True) is False


@given(
    st.sets(st.sampled_from(ROLES)),
    st.sets(st.sampled_from(ROLES)),
    st.sampled_from(sorted(RECORD_TYPES)),
    st.sampled_from(["text", "state", "areas[leaders]", f"opening[{ME}]", f"signed[{OTHER}]"]),
)
def test_another_role_never_takes_a_right_away(
    roles: set[str], more: set[str], record_type: str, field: str
) -> None:
    if allowed(RULES, ME, roles, record_type, field, "open"):
        assert allowed(RULES, ME, roles | more, record_type, field, "open")
