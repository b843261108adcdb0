"""The committed JSON Schema documents."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from schemas.json import documents
from schemas.records import RECORD_TYPES
from schemas.wire import PullRequest


@pytest.mark.parametrize("name", ["records.json", "wire.json"])
def test_the_committed_document_is_what_python_m_schemas_json_writes(name: str) -> None:
    committed = (files("schemas.json") / name).read_text(encoding="utf-8")
    assert committed == documents()[name], "run: python -m schemas.json"


def test_every_document_is_committed_and_no_other() -> None:
    found = {each.name for each in files("schemas.json").iterdir() if each.name.endswith(".json")}
    assert found == set(documents())


def test_every_record_type_and_field_is_described() -> None:
    described = json.loads(documents()["records.json"])["$defs"]
    assert set(described) == set(RECORD_TYPES)
    note = described["note"]
    assert note["properties"]["text"]["type"] == "string"
    assert "observing-practice" in note["properties"]["occasion"]["enum"]
    (cases,) = [pattern for pattern in note["patternProperties"] if pattern.startswith("^cases")]
    assert re.search(cases, f"cases[{'22' * 16}]")
    assert not re.search(cases, "cases[]")


def test_every_message_is_described_as_it_is_checked() -> None:
    described = json.loads(documents()["wire.json"])["$defs"]
    pull = described["PullRequest"]
    assert set(pull["properties"]) == set(PullRequest.model_fields)
    assert pull["additionalProperties"] is False
    assert pull["properties"]["after"]["minimum"] == 0
