"""`inspector verify`: 0 where all adds up, 1 with the problems where it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Inspector
from tests.evidence_base.laptops import PASSPHRASE


@pytest.fixture
def export(inspector: Inspector, tmp_path: Path) -> Path:
    inspector.add("note", "add", "--text", "A note on the hawthorn.")
    out = tmp_path / "base.json"
    inspector.json("export", "json", "--out", str(out), "--unprotected")
    return out


def base_file(tmp_path: Path) -> Path:
    [found] = (tmp_path / "home" / "bases").glob("*.db")
    return found


def test_a_sound_base_has_no_problems(inspector: Inspector) -> None:
    inspection = inspector.json("inspection", "list")["inspections"][0]
    inspector.add("note", "add", "--text", "A note on the hawthorn.")
    found = inspector.json("verify")
    assert (found["ok"], found["problems"]) == (True, [])
    assert found["id"] in inspection.values()
    said, _ = inspector.text("verify")
    assert said.startswith("Nothing wrong in ")


def test_a_damaged_page_is_a_problem_and_not_a_crash(inspector: Inspector, tmp_path: Path) -> None:
    inspector.add("note", "add", "--text", "-", stdin="A long note on the hawthorn. " * 5000)
    path = base_file(tmp_path)
    data = bytearray(path.read_bytes())
    for page in range(8, len(data) // 4096):
        data[page * 4096 + 100] ^= 0xFF
    path.write_bytes(data)
    found = inspector.json("verify", code=1)
    assert found["ok"] is False
    assert found["problems"]
    assert "hawthorn" not in str(found["problems"])
    assert "error" not in found


def test_a_base_whose_first_page_is_gone_is_a_problem_too(
    inspector: Inspector, tmp_path: Path
) -> None:
    path = base_file(tmp_path)
    data = path.read_bytes()
    path.write_bytes(b"\0" * 4096 + data[4096:])
    found = inspector.json("verify", code=1)
    assert (found["ok"], len(found["problems"])) == (False, 1)


def test_a_sound_export_adds_up_without_a_home(
    inspector: Inspector, export: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path / "nowhere"))
    monkeypatch.delenv("INSPECTOR_PASSPHRASE_FILE")
    found = inspector.json("verify", str(export))
    assert (found["id"], found["ok"], found["problems"]) == ("base.json", True, [])
    assert not (tmp_path / "nowhere").exists()


def test_an_export_with_another_text_is_found(inspector: Inspector, export: Path) -> None:
    export.write_bytes(export.read_bytes().replace(b"hawthorn", b"blackthr"))
    found = inspector.json("verify", str(export), code=1)
    assert found["ok"] is False
    assert any("does not hash to its name" in problem for problem in found["problems"])
    said, _ = inspector.text("verify", str(export), code=1)
    assert "2 problems in the export." in said


def test_a_protected_export_is_checked_with_its_passphrase(
    inspector: Inspector, tmp_path: Path
) -> None:
    shut, passphrase, wrong = (tmp_path / name for name in ("base.inspector", "right", "wrong"))
    passphrase.write_text(PASSPHRASE, "utf-8")
    wrong.write_text("another horse with another battery", "utf-8")
    right = ("--passphrase-file", str(passphrase))
    inspector.json("export", "json", "--out", str(shut), *right)
    assert inspector.json("verify", str(shut), *right)["ok"] is True
    assert inspector.refused("verify", str(shut)) == "no-passphrase"
    assert inspector.refused("verify", str(shut), "--passphrase-file", str(wrong)) == (
        "wrong-passphrase"
    )


def test_what_is_no_export_is_refused(inspector: Inspector, tmp_path: Path) -> None:
    report = tmp_path / "report.docx"
    inspector.json("export", "report", "--out", str(report), "--unprotected")
    assert inspector.refused("verify", str(report)) == "not-an-export"
    assert inspector.refused("verify", str(tmp_path / "missing")) == "no-such-file"
    assert inspector.refused("verify", str(tmp_path)) == "no-such-file"
