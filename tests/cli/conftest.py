"""Homes that are made once and copied, the program run on them in process, and a server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.embedded import EmbeddedServer
from tests.cli.running import Inspector, set_home
from tests.cli.sampling import laptop_with_lists
from tests.evidence_base.laptops import PASSPHRASE
from tests.story.laptops import Laptop, new_laptop, new_server


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    (folder / "passphrase").write_text(PASSPHRASE + "\n", "utf-8")
    create = "inspection create --framework ilacs-2026 --type standard --authority B"
    with pytest.MonkeyPatch.context() as patch:
        set_home(patch, folder / "home", folder / "passphrase")
        from inspector_app.cli.main import main

        assert main(["init", "--name", "Ann", "--kdf", "minimum"]) == 0
        assert main(create.split()) == 0
    return folder


@pytest.fixture(scope="session")
def lead_home(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return laptop_with_lists(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def lead(lead_home: Laptop, tmp_path: Path) -> Laptop:
    """A lead's laptop of the test's own, with lists to draw from."""
    return lead_home.copied_to(tmp_path / "lead")


@pytest.fixture
def inspector(
    made_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Inspector:
    """The program on a home of its own that holds one inspection."""
    shutil.copytree(made_home / "home", tmp_path / "home")
    set_home(monkeypatch, tmp_path / "home", made_home / "passphrase")
    # Wide enough that no id is folded.
    monkeypatch.setenv("COLUMNS", "200")
    capsys.readouterr()
    return Inspector(monkeypatch, capsys)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    with new_server(tmp_path / "server") as running:
        yield running


@pytest.fixture
def halves(tmp_path: Path) -> tuple[str, str]:
    """Where the two recovery halves are written."""
    return str(tmp_path / "half-1.txt"), str(tmp_path / "half-2.txt")


@pytest.fixture(scope="session")
def lived_in(lead_home: Laptop, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """A home with lists, a note, and a page more of text than fits on one page."""
    laptop = lead_home.copied_to(tmp_path_factory.mktemp("damage") / "lead")
    laptop.run("note", "add", "--text", "A note on the hawthorn.")
    laptop.run("note", "add", "--text", "A long note on the blackthorn. " * 1500)
    return laptop


@pytest.fixture
def laptop(lived_in: Laptop, tmp_path: Path) -> Laptop:
    return lived_in.copied_to(tmp_path / "lead")


@pytest.fixture(scope="session")
def set_up(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    return new_laptop(tmp_path_factory.mktemp("set-up") / "ann", "Ann", PASSPHRASE)


@pytest.fixture
def ann(set_up: Laptop, tmp_path: Path) -> Laptop:
    """A laptop without an inspection, and without a server."""
    return set_up.copied_to(tmp_path / "ann")
