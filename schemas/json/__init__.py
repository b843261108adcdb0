"""JSON Schema of what others may build on: the server's messages and the record types.

`python -m schemas.json` writes the documents beside this file; they are never edited by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from schemas import events, wire
from schemas.canonical import Json
from schemas.fields import FieldKind, Keyed, Record, field_kinds, words_of
from schemas.moments import MOMENT
from schemas.records import RECORD_TYPES

__all__ = ["documents"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KEY = r"\[[A-Za-z0-9:_.-]{1,128}\]$"
_WORD: Mapping[str, Json] = {"type": "string", "pattern": "^[A-Za-z0-9._:+-]{1,128}$"}
_KINDS: Mapping[FieldKind, Mapping[str, Json]] = {
    "text": {"type": "string"},
    "word": _WORD,
    "whole": {"type": "integer", "minimum": 1 - 2**53, "maximum": 2**53 - 1},
    "yes-no": {"type": "boolean"},
    "moment": {"type": "string", "pattern": MOMENT},
    "day": {"type": "string", "format": "date"},
    "reference": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
}


def documents() -> dict[str, str]:
    """Every document by its file name."""
    return {
        "records.json": _text(_records()),
        "wire.json": _text(_messages()),
    }


def _text(document: Mapping[str, object]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _messages() -> dict[str, object]:
    """The models of `schemas.wire` and `schemas.events`."""
    mode: JsonSchemaMode = "validation"
    named = (getattr(module, name) for module in (wire, events) for name in module.__all__)
    models = [each for each in named if isinstance(each, type) and issubclass(each, BaseModel)]
    _, schema = models_json_schema([(model, mode) for model in models])
    return {"$schema": _DIALECT, "title": "Messages between laptop and server", **schema}


def _records() -> dict[str, object]:
    """Each record type: its fields with the value a reader finds in them."""
    return {
        "$schema": _DIALECT,
        "title": "Record types",
        "$defs": {name: _record(record) for name, record in RECORD_TYPES.items()},
    }


def _record(record: type[Record]) -> dict[str, Json]:
    columns = record.model_fields
    properties: dict[str, Json] = {}
    for field, kind in field_kinds(record).items():
        words = () if field == "withdrawn" else words_of(record, field)
        about = columns[field].description
        properties[field] = {
            **(_KINDS[kind] if not words else {"enum": list(words)}),
            **({"description": about} if about else {}),
            "x-kind": kind,
        }
    return {
        "type": "object",
        "description": (record.__doc__ or "").partition("\n")[0],
        "properties": properties,
        "patternProperties": {
            f"^{field}{_KEY}": _keyed(keyed) for field, keyed in record.keyed.items()
        },
        "additionalProperties": False,
    }


def _keyed(keyed: Keyed) -> dict[str, Json]:
    """One register of a set (true, when it holds the key) or of a map."""
    kinds: Mapping[str, Mapping[str, Json]] = {
        "member": {"const": True},
        "text": _KINDS["text"],
        "word": _WORD,
    }
    return {
        **kinds[keyed.holds],
        "description": f"by {keyed.keys}",
        **({"x-words": list(keyed.words)} if keyed.words else {}),
        **({"x-own": True} if keyed.own else {}),
    }
