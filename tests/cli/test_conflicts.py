"""`inspector conflicts …`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.evidence_base.writing import Typed
from tests.cli.running import Inspector, set_home
from tests.evidence_base.laptops import Template, exchange


@pytest.fixture
def note(
    inspector: Inspector, template: Template, made_home: Path, tmp_path: Path
) -> Iterator[str]:
    """A note that Ann and Bea have changed apart; the program runs on Ann's laptop."""
    laptops = template.laptops(tmp_path)
    set_home(inspector.monkeypatch, laptops["ann"].home, made_home / "passphrase")
    ann, bea = laptops["ann"], laptops["bea"]
    record = ann.note("first", minutes=10)
    exchange(ann, bea)
    for laptop, text, minutes in ((ann, "by ann", 20), (bea, "by bea", 30)):
        laptop.write(record, "text", Typed(text))
        laptop.write(record, "minutes", minutes)
    exchange(ann, bea)
    yield record
    for laptop in laptops.values():
        laptop.close()


def test_every_value_is_listed_with_its_write(inspector: Inspector, note: str) -> None:
    items = inspector.json("conflicts", "list")["items"]
    assert [(item["record"], item["field"]) for item in items] == [
        (note, "minutes"),
        (note, "text"),
    ]
    values = items[1]["values"]
    assert {value["value"] for value in values} == {"by ann", "by bea"}
    assert all(set(value) == {"write", "value", "by", "at"} for value in values)
    out, _ = inspector.text("conflicts", "list")
    assert "by ann" in out
    assert "by bea" in out


def test_a_conflict_is_settled_by_one_of_its_values(inspector: Inspector, note: str) -> None:
    values = inspector.json("conflicts", "list")["items"][1]["values"]
    ours = next(value for value in values if value["value"] == "by ann")
    settled = inspector.json("conflicts", "resolve", note, "text", "--take", ours["write"])
    assert settled["current"]["text"] == "by ann"
    assert [conflict["field"] for conflict in settled["conflicts"]] == ["minutes"]


def test_a_conflict_is_settled_by_a_third_value(inspector: Inspector, note: str) -> None:
    text = inspector.json("conflicts", "resolve", note, "text", "--value", "-", stdin="both")
    assert text["current"]["text"] == "both"
    minutes = inspector.json("conflicts", "resolve", note, "minutes", "--value", "25")
    assert (minutes["current"]["minutes"], minutes["conflicts"]) == (25, [])
    assert inspector.json("conflicts", "list")["items"] == []


def test_a_conflict_can_be_settled_by_emptying_the_field(inspector: Inspector, note: str) -> None:
    settled = inspector.json("conflicts", "resolve", note, "minutes", "--value", "")
    assert settled["current"]["minutes"] is None


def test_an_edit_leaves_the_conflict_and_says_so(inspector: Inspector, note: str) -> None:
    edited = inspector.json("note", "edit", note, "--text", "third")
    (text,) = [each for each in edited["conflicts"] if each["field"] == "text"]
    assert "third" in {value["value"] for value in text["values"]}


def test_a_wrong_choice_is_refused_and_the_conflict_stays(inspector: Inspector, note: str) -> None:
    for code, *arguments in (
        ("which-value", "text"),
        ("which-value", "text", "--take", "x", "--value", "y"),
        ("unknown-write", "text", "--take", f"{'0' * 32}:0"),
        ("no-conflict", "occasion", "--value", "worker"),
        ("no-conflict", "occasion", "--take", "x"),
        ("unknown-field", "nothing", "--value", "x"),
        ("unknown-field", "[/x]", "--value", "x"),
        ("wrong-value", "minutes", "--value", "many"),
    ):
        assert inspector.refused("conflicts", "resolve", note, *arguments) == code
    assert len(inspector.json("conflicts", "list")["items"]) == 2
