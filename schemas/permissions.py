"""Who may write what: a function of the author's roles and the write itself, nothing else.

It does not depend on order, on other records or on the time, so every laptop and the server come to
the same answer whatever reached them first. What its author may not write is kept, set aside and
shown. Changing this table means a new `rules` version; the old one stays for old entries.
"""

from __future__ import annotations

from collections.abc import Collection

from schemas.canonical import MalformedError
from schemas.changes import Value, field_and_key
from schemas.records import RECORD_TYPES

__all__ = ["ROLES", "RULES", "allowed"]

RULES = 1
"""The newest version of the role table that this program knows."""

ROLES = (
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
)
"""Every role a seat may hold; `deputy` and `chair` stand beside another."""

_INSPECTORS = frozenset({"lead", "hmi", "scri", "education-hmi", "cqc", "hmicfrs", "hmip"})
_CHAIRS = frozenset({"lead", "deputy", "chair"})
_EVERYBODY = frozenset(ROLES)

_BY_EVERYBODY = frozenset({"safety-concern", "comment", "export"})
_BY_LEAD = frozenset({("member", "name"), ("member", "withdrawn"), ("inspection", "holds")})
"""A member's name, which withdrawing would take away, too; and what blocks erasure."""
_BY_SIGNERS = frozenset({"erasure"})
"""Lead and deputy propose; nobody else's proposal would be taken by the team chain."""
_BY_CHAIR = frozenset({"judgement-session", "agreed-judgement"})
_BY_QAM_TOO = frozenset({"meeting", "sign-off"})
_BY_ANALYST_TOO = frozenset(
    {"case-frame", "sample-plan", "case-selection", "case", "analysis-request"}
)
_TAGS = frozenset({"areas", "criteria", "enquiries"})
_TAGGED = frozenset({"evidence", "note"})


def allowed(
    rules: int, member: str, roles: Collection[str], record_type: str, field: str, value: Value
) -> bool | None:
    """Whether a member in these roles may make this write.

    Args:
        rules: version of the role table at the team record by which the entry is judged.
        member: the author.
        roles: the author's roles there.
        record_type: such as `evidence`.
        field: with its bracket, such as `areas[leaders]`.
        value: the write's own value.

    Returns:
        None when `rules` is newer than this program: it cannot be judged here.
    """
    if rules > RULES:
        return None
    try:
        name, key = field_and_key(field)
    except MalformedError:
        return False
    held = frozenset(roles)
    if _is_own(record_type, name):
        return key == member and bool(held & (_INSPECTORS | {"qam", "deputy", "chair"}))
    if record_type in _BY_EVERYBODY:
        return bool(held & _EVERYBODY)
    if record_type in _BY_CHAIR:
        return bool(held & _CHAIRS)
    if record_type in _BY_SIGNERS or (record_type, name) in _BY_LEAD:
        return bool(held & {"lead", "deputy"})
    if record_type in _TAGGED and name in _TAGS and key is not None:
        return bool(held & _EVERYBODY)
    if held & (_INSPECTORS | {"deputy"}):
        return True
    return _beside_inspectors(held, record_type, name, value)


def _beside_inspectors(held: frozenset[str], record_type: str, name: str, value: Value) -> bool:
    if "qam" in held and record_type in _BY_QAM_TOO | {"provisional-grade"}:
        return True
    if "analyst" not in held:
        return False
    if record_type == "line-of-enquiry":
        return name != "state" or value == "draft"
    return record_type in _BY_ANALYST_TOO


def _is_own(record_type: str, name: str) -> bool:
    kind = RECORD_TYPES.get(record_type)
    return kind is not None and name in kind.keyed and kind.keyed[name].own
