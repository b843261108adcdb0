"""`inspector framework …`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from tests.cli.running import Inspector


def test_no_passphrase_is_needed(inspector: Inspector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INSPECTOR_PASSPHRASE_FILE")
    frameworks = inspector.json("framework", "list")["frameworks"]
    assert [each["id"] for each in frameworks] == [
        "ilacs-2018",
        "ilacs-2023",
        "jtai",
        "ilacs-2026",
    ]
    assert inspector.json("framework", "show", "jtai")["scale"] == []


def test_a_framework_is_shown_with_every_closed_word(inspector: Inspector) -> None:
    shown = inspector.json("framework", "show", "ilacs-2026")
    assert [area["id"] for area in shown["areas"]] == [
        "leaders",
        "help-and-protection",
        "children-in-care",
        "care-leavers",
    ]
    assert {"id": "ldr-2", "area": "leaders"}.items() <= shown["criteria"][1].items()
    assert [grade["id"] for grade in shown["scale"]] == [
        "outstanding",
        "good",
        "requires-improvement",
        "inadequate",
    ]
    assert [kind["id"] for kind in shown["types"]][:2] == ["standard", "short"]
    assert "case-file" in [source["id"] for source in shown["sources"]]
    assert shown["words"]["evidence.polarity"] == ["strength", "concern", "mixed", "context"]
    assert shown["words"]["note.depths"] == ["system", "stage", "aspect", "whole"]
    out, _ = inspector.text("framework", "show", "ilacs-2026")
    for word in ("ldr-2", "requires-improvement", "not-accepted", "children-in-care"):
        assert word in out


def test_an_unknown_framework_is_refused(inspector: Inspector) -> None:
    assert inspector.refused("framework", "show", "../secret") == "unknown-framework"


def test_a_sound_file_has_no_problems(inspector: Inspector, tmp_path: Path) -> None:
    checked = inspector.json("framework", "check", str(framework_file(tmp_path)))
    assert checked == {"ok": True, "problems": []}


def test_a_wrong_file_is_refused_with_the_line_that_is_wrong(
    inspector: Inspector, tmp_path: Path
) -> None:
    file = framework_file(tmp_path, 'id = "ilacs-2026"', "id = 12")
    checked = inspector.json("framework", "check", str(file), code=1)
    assert checked["ok"] is False
    assert [problem["line"] for problem in checked["problems"]] == [4]
    out, _ = inspector.text("framework", "check", str(file), code=1)
    assert "4" in out
    missing = inspector.json("framework", "check", str(tmp_path / "none"), code=1)
    assert "cannot be read" in missing["problems"][0]["message"]


def test_a_file_in_the_home_is_one_of_the_frameworks(inspector: Inspector, tmp_path: Path) -> None:
    folder = tmp_path / "home" / "frameworks"
    folder.mkdir()
    framework_file(folder, 'id = "ilacs-2026"', 'id = "ours"')
    assert inspector.json("framework", "show", "ours")["id"] == "ours"


def framework_file(folder: Path, old: str = "", new: str = "") -> Path:
    text = (resources.files("schemas.frameworks") / "ilacs-2026.toml").read_text("utf-8")
    file = folder / "own.toml"
    file.write_text(text.replace(old, new, 1), "utf-8")
    return file
