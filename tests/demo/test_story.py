"""The tour plays one inspection the whole way, and its own checks are not decoration."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from inspector_app.cli.main import main
from inspector_app.demo.tour import play_tour

# One tour serves all of them, in one process.
pytestmark = pytest.mark.xdist_group("tour")

STARTS = date(2026, 11, 16)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    home = tmp_path_factory.mktemp("tour")
    lines: list[str] = []
    play_tour(home, children=120, starts=STARTS, tell=lines.append)
    return home, "\n".join(lines)


def test_the_tour_tells_its_story_with_figures(told: tuple[Path, str]) -> None:
    text = told[1]
    for said in (
        "11 lists",
        "A sample of 12 from",
        "4 laptops, one digest",
        "12 answers sealed, none to be seen",
        "Requires improvement to be good (all)",
        "1 dissent kept",
    ):
        assert said in text, said


def test_the_tour_leaves_a_report_and_a_base_that_verifies(told: tuple[Path, str]) -> None:
    home = told[0]
    assert (home / "report.docx").read_bytes().startswith(b"PK")
    assert main(["verify", str(home / "whole-base.json")]) == 0


def test_nothing_that_was_written_lies_readable_in_a_home_or_at_the_server(
    told: tuple[Path, str],
) -> None:
    home = told[0]
    folders = [home / name for name in ("lead", "hmi", "scri", "qam", "server")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert len(files) > len(folders)
    for path in files:
        data = path.read_bytes()
        for secret in (b"Brambleshire", b"Marian Holloweth", b"supervision", b"personal adviser"):
            assert secret not in data, path.name


def test_a_folder_with_something_in_it_is_not_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    assert main(["demo", "--tour", "--home", str(tmp_path)]) == 1
    assert (tmp_path / "mine.txt").read_text() == "keep"
    assert "not empty" in capsys.readouterr().err
