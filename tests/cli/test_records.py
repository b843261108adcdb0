"""`inspector withdraw`, `restore`, `undo`, `history`."""

from __future__ import annotations

from tests.cli.running import Inspector


def test_a_record_is_withdrawn_for_a_reason_and_restored(inspector: Inspector) -> None:
    note = inspector.add("note", "add", "--text", "x")
    withdrawn = inspector.json("withdraw", note, "--reason", "-", stdin="[/x] twice")
    assert withdrawn["id"] == note
    assert withdrawn["withdrawn"] == withdrawn["current"]["withdrawn"] == "[/x] twice"
    assert inspector.json("note", "list")["items"] == []
    (gone,) = inspector.json("note", "list", "--withdrawn")["items"]
    assert gone["id"] == note
    assert inspector.refused("note", "edit", note, "--text", "y") == "withdrawn"
    assert inspector.json("restore", note)["current"]["withdrawn"] is None
    assert [item["id"] for item in inspector.json("note", "list")["items"]] == [note]


def test_a_withdrawal_needs_a_reason_and_a_record(inspector: Inspector) -> None:
    note = inspector.add("note", "add", "--text", "x")
    assert inspector.refused("withdraw", note, "--reason", " ") == "no-text"
    assert inspector.refused("withdraw", "0" * 32, "--reason", "x") == "unknown-record"
    assert inspector.refused("restore", note) == "not-withdrawn"
    inspector.text("withdraw", note, code=2)


def test_history_tells_every_write_and_what_it_replaced(inspector: Inspector) -> None:
    note = inspector.add("note", "add", "--text", "one")
    inspector.json("note", "edit", note, "--text", "two", "--area", "leaders")
    history = inspector.json("history", note)
    assert (history["id"], history["type"]) == (note, "note")
    first, second, third = history["writes"]
    assert set(first) == {"write", "field", "value", "by", "device", "at", "replaces"}
    assert (first["field"], first["value"], first["replaces"]) == ("text", "one", [])
    assert (second["value"], second["replaces"]) == ("two", [first["write"]])
    assert (third["field"], third["value"]) == ("areas[leaders]", True)
    member = inspector.json("team", "list")["members"][0]
    assert (first["by"], first["device"]) == (member["member"], member["device"])
    assert inspector.refused("history", "'; --") == "unknown-record"


def test_undo_takes_back_the_last_save(inspector: Inspector) -> None:
    note = inspector.add("note", "add", "--text", "one")
    inspector.json("note", "edit", note, "--text", "two")
    undone = inspector.json("undo")
    assert undone["records"] == [note]
    (item,) = inspector.json("note", "list")["items"]
    assert item["text"] == "one"


def test_undo_of_a_creation_withdraws_it(inspector: Inspector) -> None:
    inspector.add("note", "add", "--text", "one")
    inspector.text("undo")
    assert inspector.json("note", "list")["items"] == []


def test_undo_of_a_save_that_is_not_ours_is_refused(inspector: Inspector) -> None:
    assert inspector.refused("undo", "0" * 32) == "nothing-to-undo"
