"""`inspector erase`, `hold`, `subject`, `dispose`, as scripts and people run them."""

from __future__ import annotations

from pathlib import Path

from schemas.receipts import DisposalReceipt
from tests.cli.running import HOSTILE_PAGE, Inspector
from tests.evidence_base.laptops import PASSPHRASE, Laptop, Template, exchange

CANARY = "Kestrelwick"


def test_a_text_is_proposed_by_record_and_field_and_listed(
    inspector: Inspector, tmp_path: Path
) -> None:
    note = inspector.add("note", "add", "--text", CANARY)
    inspector.json("note", "edit", note, "--text", f"{CANARY} again")
    inspector.json("case", "add", "C7")
    proposed = inspector.json("erase", "--reason", "wrong-child", note, "text")
    assert (proposed["state"], proposed["versions"], proposed["not_reached"]) == ("proposed", 2, [])
    out = str(tmp_path / "subject.txt")
    left = inspector.json("subject", "C7", "--out", out, "--unprotected")["export"]
    own = inspector.json("erase", note, "text", "--reason", "-", stdin=HOSTILE_PAGE)
    assert (own["reason"], own["words"]) == ("other", HOSTILE_PAGE)
    assert [each["id"] for each in own["not_reached"]] == [left["id"]]
    listed = inspector.json("erase", "list")
    assert [each["id"] for each in listed["items"]] == [proposed["id"], own["id"]]
    assert listed["later"] == []
    said, _ = inspector.text("erase", note, "text", "--reason", "wrong-child")
    assert "inspector erase confirm " in said
    assert inspector.refused("erase", "confirm", proposed["id"]) == "not-allowed"
    assert inspector.refused("erase", note, "minutes", "--reason", "x") == "nothing-to-erase"
    assert inspector.refused("erase", "0" * 32, "text", "--reason", "x") == "unknown-record"
    for wrong in (["erase"], ["erase", note, "text"], ["erase", note], ["erase", "confirm"]):
        inspector.text(*wrong, code=2)


def test_confirmed_it_is_told_in_the_history_and_what_came_since_is_listed(
    template: Template, inspector: Inspector, tmp_path: Path
) -> None:
    laptops = template.laptops(tmp_path)
    ann, dev = laptops["ann"], laptops["dev"]
    note = ann.note(CANARY)
    exchange(ann, dev)

    def on(laptop: Laptop, *arguments: str) -> dict[str, object]:
        laptop.close()
        inspector.monkeypatch.setenv("INSPECTOR_HOME", str(laptop.home))
        return inspector.json(*arguments)

    proposal = on(ann, "erase", note, "text", "--reason", "third-party-data")
    bundle = str(tmp_path / "bundle")
    on(ann, "bundle", "export", bundle)
    assert on(dev, "bundle", "import", bundle)["to_confirm"] == [proposal["id"]]
    done = on(dev, "erase", "confirm", str(proposal["id"]))
    assert (done["state"], done["erased"]) == ("erased", 1)
    exchange(ann, dev)
    writes = on(ann, "history", note)["writes"]
    assert isinstance(writes, list)
    assert writes[0]["value"].endswith(": third-party data]")
    on(ann, "note", "edit", note, "--text", "A visitor")
    listed = on(ann, "erase", "list")["later"]
    assert isinstance(listed, list)
    [later] = listed
    assert (later["record"], later["field"]) == (note, "text")
    told = on(ann, "bundle", "import", bundle)
    assert (told["came_after_erasing"], told["to_confirm"]) == (1, [])
    for laptop in laptops.values():
        laptop.close()


def test_a_hold_is_set_listed_and_lifted(inspector: Inspector) -> None:
    note = inspector.add("note", "add", "--text", CANARY)
    hold = inspector.json("hold", "add", "--reason", "-", stdin=HOSTILE_PAGE)
    assert inspector.json("hold", "list")["items"] == [hold]
    assert hold["reason"] == HOSTILE_PAGE
    assert inspector.refused("erase", note, "text", "--reason", "x") == "on-hold"
    inspection = inspector.json("inspection", "list")["inspections"][0]["id"]
    assert inspector.refused("dispose", "--confirm", inspection) == "on-hold"
    inspector.text("hold", "list")
    assert inspector.json("hold", "lift", "--reason", "Over.")["id"] == hold["id"]
    assert inspector.json("hold", "list")["items"] == []


def test_what_is_held_about_a_child_is_printed_or_leaves_and_is_recorded(
    inspector: Inspector, tmp_path: Path
) -> None:
    inspector.json("note", "add", "--text", HOSTILE_PAGE, "--case", "C7")
    inspector.json("note", "add", "--text", "On somebody else", "--case", "C8")
    found = inspector.json("subject", "C7")
    assert [each["type"] for each in found["records"]] == ["case", "note"]
    assert found["records"][1]["writes"][0]["value"] == HOSTILE_PAGE
    assert found["export"] is None
    said, _ = inspector.text("subject", "@1")
    assert "C7" in said
    assert "somebody else" not in said
    assert "\x1b" not in said
    out = tmp_path / "subject.txt"
    left = inspector.json("subject", "C7", "--out", str(out), "--unprotected")["export"]
    assert "C7" in out.read_text("utf-8")
    history = inspector.json("history", left["id"])["writes"]
    assert {"what": "subject", "protected": "unprotected"}.items() <= {
        each["field"]: each["value"] for each in history
    }.items()
    assert inspector.refused("subject", "C9") == "unknown-record"
    assert inspector.refused("subject", "C7", "--out", str(out)) == "no-passphrase"


def test_an_inspection_of_one_person_is_disposed_of_with_a_receipt(
    inspector: Inspector, tmp_path: Path
) -> None:
    inspection = inspector.json("inspection", "list")["inspections"][0]["id"]
    receipt = tmp_path / "receipt.txt"
    assert inspector.refused("dispose", "--confirm", "ab" * 32) == "unknown-inspection"
    done = inspector.json("dispose", "--confirm", inspection, "--receipt", str(receipt))
    assert (done["state"], done["confirmed"], done["laptops"]) == ("disposed", 1, 1)
    assert receipt.read_text("ascii") == done["receipt"]
    assert DisposalReceipt.from_text(done["receipt"]).inspection == inspection
    assert inspector.json("inspection", "list")["inspections"] == []
    said, _ = inspector.text("dispose", "--confirm", inspection, "--collect", str(receipt))
    assert "1 of 1 laptops confirmed." in said
    receipt.write_text(PASSPHRASE, "utf-8")
    again = ["dispose", "--confirm", inspection, "--collect", str(receipt)]
    assert inspector.refused(*again) == "not-a-receipt"
    inspector.text("dispose", code=2)
