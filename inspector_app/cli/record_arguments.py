"""Arguments that name records: cases with their depth, members, times, closed words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from inspector_app.cli.arguments import text_argument
from inspector_app.enquiries.cases import CaseFinder
from inspector_app.enquiries.moments import typed_day, typed_moment
from inspector_app.enquiries.notes import CaseSeen
from inspector_app.enquiries.saving import require_text
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import members_named
from inspector_app.evidence_base.writing import NewValue, Typed
from schemas.fields import Record, field_kinds, words_of
from schemas.records import DEPTHS, RECORD_TYPES

__all__ = [
    "case_argument",
    "case_seen_argument",
    "changed_text",
    "day_argument",
    "member_argument",
    "moment_argument",
    "optional_text",
    "several",
    "value_argument",
    "words_help",
]

_WHOLE = re.compile(r"-?[0-9]{1,15}\Z", re.ASCII)
_TRUTHS = {"true": True, "yes": True, "false": False, "no": False}
_SHORT_NUMBER = re.compile(r"@([0-9]{1,9})\Z", re.ASCII)


def optional_text(value: str | None) -> str | None:
    """Free text that may be left out: `-`, `@FILE` and `@@…` as in every text."""
    return None if value is None else text_argument(value)


def changed_text(value: str | None) -> str:
    """The needed text of an edit: '' where the option was left out, and the text stays.

    Raises:
        InspectorError: `no-text` for an empty one: a text is changed or the record withdrawn.
    """
    if value is None:
        return ""
    text = text_argument(value)
    require_text(text, "text")
    return text


def several(values: Iterable[str] | None) -> tuple[str, ...]:
    """An option that may be given several times."""
    return tuple(values or ())


def case_argument(finder: CaseFinder, value: str) -> str:
    """The id of a case: the authority's identifier, `@` and digits, `-` or `@FILE`.

    Raises:
        InspectorError: `no-identifier`, `unknown-case`, `ambiguous-case` or `no-such-file`.
    """
    number = _SHORT_NUMBER.match(value)
    if number:
        return finder.by_number(int(number[1]))
    return finder.by_identifier(text_argument(value))


def case_seen_argument(finder: CaseFinder, value: str) -> CaseSeen:
    """A case with how deep it was gone into, split off at the last ':' before a depth word only.

    Text from a file or standard input may carry the depth itself.
    """
    plain, depth = _split_depth(value)
    if depth is None and (plain == "-" or (plain.startswith("@") and not plain.startswith("@@"))):
        if _SHORT_NUMBER.match(plain):
            return CaseSeen(case_argument(finder, plain))
        plain, depth = _split_depth(text_argument(plain))
        return CaseSeen(finder.by_identifier(plain), depth)
    return CaseSeen(case_argument(finder, plain), depth)


def member_argument(base: EvidenceBase, value: str) -> str:
    """The id of a member, given as it is or by a name that only one has.

    Raises:
        InspectorError: `unknown-member`.
    """
    names = members_named(base)
    if value in names:
        return value
    wanted = text_argument(value).casefold()
    found = [member for member, name in names.items() if name.casefold() == wanted]
    if len(found) == 1:
        return found[0]
    raise InspectorError(
        "unknown-member",
        "There is no such member, or several of that name.",
        kept="Nothing was changed.",
        next_step="Use the id from `inspector team list`.",
    )


def moment_argument(base: EvidenceBase, value: str | None) -> str | None:
    """A moment that may be left out."""
    return None if value is None else typed_moment(value, base.vault.clock())


def day_argument(value: str | None) -> str | None:
    """A day that may be left out."""
    return None if value is None else typed_day(value)


def value_argument(base: EvidenceBase, record: str, field: str, value: str) -> NewValue:
    """A value for any field of a record, by the kind of the field; '' empties it.

    Raises:
        InspectorError: `unknown-record`, `unknown-field` or `wrong-value`.
    """
    name, bracket, _ = field.partition("[")
    record_type = RECORD_TYPES.get(base.type_of(record))
    kind = None if record_type is None else _kind_of(record_type, name, keyed=bool(bracket))
    text = text_argument(value)
    if kind is None:
        raise _wrong("unknown-field", "That record has no such field.", "See `inspector history`.")
    if text == "":
        return None
    match kind:
        case "text":
            return Typed(text)
        case "whole" if _WHOLE.match(text):
            return int(text)
        case "yes-no" if text in _TRUTHS:
            return _TRUTHS[text]
        case "member" if text in _TRUTHS:
            return _TRUTHS[text] or None
        case "moment":
            return moment_argument(base, text)
        case "day":
            return day_argument(text)
        case "word" | "reference":
            return text
    raise _wrong("wrong-value", f"{name} does not take that value.", "See `inspector history`.")


def words_help(kind: type[Record], field: str) -> str:
    """The closed words of a field, for `--help`."""
    return ", ".join(words_of(kind, field)) + "."


def _kind_of(record_type: type[Record], name: str, *, keyed: bool) -> str | None:
    if not keyed:
        return field_kinds(record_type).get(name)
    return record_type.keyed[name].holds if name in record_type.keyed else None


def _wrong(code: str, message: str, next_step: str) -> InspectorError:
    return InspectorError(code, message, kept="Nothing was changed.", next_step=next_step)


def _split_depth(value: str) -> tuple[str, str | None]:
    plain, colon, depth = value.rpartition(":")
    return (plain, depth) if colon and depth in DEPTHS else (value, None)
