"""The passphrase of a home is changed by whoever knows the old one, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Inspector

NEW = "six other words for this home"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new"
    path.write_text(NEW + "\n", "utf-8")
    return path


def test_a_changed_passphrase_opens_the_home_and_the_old_one_does_not(
    inspector: Inspector, new: Path
) -> None:
    note = inspector.json("note", "add", "--text", "Kept")["id"]
    change = ("passphrase", "change", "--kdf", "minimum", "--new-passphrase-file", str(new))
    assert inspector.json(*change)["changed"] is True
    assert inspector.refused("note", "list") == "wrong-passphrase"
    assert inspector.refused(*change) == "wrong-passphrase"
    inspector.monkeypatch.setenv("INSPECTOR_PASSPHRASE_FILE", str(new))
    assert [item["id"] for item in inspector.json("note", "list")["items"]] == [note]
    assert inspector.json("verify")["ok"] is True


def test_what_cannot_be_a_passphrase_changes_nothing(inspector: Inspector, new: Path) -> None:
    before = {path: path.read_bytes() for path in new.parent.glob("home/keystore*")}
    assert inspector.refused("passphrase", "change") == "no-passphrase"
    for text, code in (("short\n", "weak-passphrase"), ("", "no-passphrase")):
        new.write_text(text, "utf-8")
        refused = inspector.refused("passphrase", "change", "--new-passphrase-file", str(new))
        assert refused == code
    assert len(before) == 2
    assert {path: path.read_bytes() for path in before} == before
