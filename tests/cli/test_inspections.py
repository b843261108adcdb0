"""`inspector init` and `inspector inspection …`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Inspector

CREATE = ("inspection", "create", "--authority", "-")


def test_an_inspection_is_created_listed_and_shown(inspector: Inspector) -> None:
    options = ("--framework", "ilacs-2023", "--type", "short", "--starts", "2022-02-07")
    created = inspector.json(*CREATE, *options, "--theme", "[/t]", stdin="[/x] Brambleshire")
    inspection = created["inspection"]
    assert created["id"] == inspection
    listed = inspector.json("inspection", "list")["inspections"]
    assert {"id": inspection, "authority": "[/x] Brambleshire", "type": "short"}.items() <= next(
        each for each in listed if each["id"] == inspection
    ).items()
    assert len(listed) == 2
    shown = inspector.json("inspection", "show", "--inspection", inspection)
    assert (shown["framework"], shown["starts"]) == ("ilacs-2023", "2022-02-07")
    assert (shown["theme"], shown["counts"]["inspection"]) == ("[/t]", 1)
    out, _ = inspector.text("inspection", "list")
    assert "[/x] Brambleshire" in out


def test_with_several_inspections_one_must_be_named(inspector: Inspector) -> None:
    options = ("--framework", "jtai", "--type", "jtai")
    other = inspector.add(*CREATE, *options, stdin="B")
    assert inspector.refused("note", "add", "--text", "x") == "which-inspection"
    inspector.json("note", "add", "--text", "x", "--inspection", other)
    assert inspector.refused("note", "list", "--inspection", "x") == "unknown-inspection"


@pytest.mark.parametrize(
    ("options", "authority", "code"),
    [
        (("--framework", "ilacs-1999", "--type", "short"), "B", "unknown-framework"),
        (("--framework", "jtai", "--type", "short"), "B", "unknown-type"),
        (("--framework", "jtai", "--type", "jtai"), " ", "no-authority"),
        (("--framework", "jtai", "--type", "jtai", "--starts", "soon"), "B", "wrong-day"),
    ],
)
def test_a_wrong_inspection_is_refused_and_not_made(
    inspector: Inspector, options: tuple[str, ...], authority: str, code: str
) -> None:
    assert inspector.refused(*CREATE, *options, stdin=authority) == code
    assert len(inspector.json("inspection", "list")["inspections"]) == 1


def test_a_laptop_is_set_up_once(
    inspector: Inspector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert inspector.refused("init", "--name", "Ann", "--kdf", "minimum") == "already-set-up"
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path / "new"))
    made = inspector.json("init", "--name", "-", "--kdf", "minimum", stdin="[/x] Bea")
    assert len(made["device"]) == 64
    assert len(made["words"].split()) == 6
    assert inspector.refused("note", "list") == "no-inspection"
