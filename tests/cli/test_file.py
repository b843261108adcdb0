"""`inspector file …`: copies by themselves and on demand, mending, a new key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from inspector_app.evidence_base import copying
from inspector_app.vault.trouble import full_disk
from tests.cli.running import Inspector
from tests.evidence_base.damaging import flip
from tests.story.laptops import Laptop

PAGE = 4096


def base_of(laptop: Laptop) -> Path:
    [found] = (laptop.home / "bases").glob("*.db")
    return found


def test_a_damaged_file_is_mended_by_the_command_that_the_refusal_names(lead: Laptop) -> None:
    lead.run("note", "add", "--text", "A note on the hawthorn.")
    assert lead.run("file", "copy")["made"]
    lead.run("note", "add", "--text", "A note on the blackthorn.")
    before = lead.run("note", "list")["items"]
    samples = lead.run("sample", "list")
    flip(base_of(lead), 1000)
    refusal = lead.refused("note", "list")
    assert refusal.code == "damaged-file"
    assert "`inspector file mend`" in refusal.next
    found = lead.run("file", "mend")
    assert (found["unreadable_pages"], found["copies"], found["incomplete"]) == (1, 1, 0)
    assert lead.run("verify")["ok"] is True
    assert lead.run("note", "list")["items"] == before
    assert lead.run("sample", "list") == samples
    kinds = [row["kind"] for row in lead.run("file", "list")["items"]]
    assert kinds == ["copy", "set-aside"]
    assert lead.refused("file", "mend").code == "not-damaged"


def test_the_files_beside_a_damaged_one_can_be_listed(lead: Laptop) -> None:
    assert lead.run("file", "list")["items"] == []
    lead.run("file", "copy")
    base_of(lead).write_bytes(b"")
    [row] = lead.run("file", "list")["items"]
    assert (row["kind"], row["bytes"] > PAGE) == ("copy", True)


def test_a_new_key_changes_nothing_that_one_can_see(lead: Laptop) -> None:
    lead.run("note", "add", "--text", "A note on the hawthorn.")
    before = lead.run("inspection", "show"), lead.run("note", "list")
    data = base_of(lead).read_bytes()
    lead.run("file", "renew-key")
    assert base_of(lead).read_bytes() != data
    assert (lead.run("inspection", "show"), lead.run("note", "list")) == before
    assert lead.run("verify")["ok"] is True


def test_a_command_makes_the_days_copy_when_it_is_due(
    lead: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead.run("note", "add", "--text", "A note on the hawthorn.")
    assert lead.run("file", "list")["items"] == []
    monkeypatch.setattr(copying, "_FIRST", timedelta(0))
    lead.run("note", "list")
    assert len(lead.run("file", "list")["items"]) == 1
    lead.run("note", "list")
    assert len(lead.run("file", "list")["items"]) == 1


def test_that_no_copy_could_be_made_is_told_and_what_was_done_stands(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise full_disk()

    monkeypatch.setattr(copying, "_FIRST", timedelta(0))
    monkeypatch.setattr(copying, "connect", no_room)
    said, aside = inspector.text("note", "add", "--text", "A note on the hawthorn.")
    assert "The note was saved." in said
    assert "Today's copy could not be made. The disk is full." in aside
    assert len(inspector.json("note", "list")["items"]) == 1
    assert inspector.json("file", "list")["items"] == []
