from __future__ import annotations

import json
from pathlib import Path

import pytest

from inspector_app.cli.main import main
from tests.judgement.rated import RATINGS

KEYS = {"exact", "adjacent", "direction", "coefficients", "warnings"}


@pytest.fixture(autouse=True)
def no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command needs neither a home nor a passphrase."""
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path / "nowhere"))
    monkeypatch.delenv("INSPECTOR_PASSPHRASE_FILE", raising=False)
    monkeypatch.setenv("COLUMNS", "120")


def test_a_document_has_every_key_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agreement", str(RATINGS / "sas_freq.csv"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) >= KEYS
    assert document["direction"] == {"lower": 1, "same": 13, "higher": 5}
    assert set(document["coefficients"]) == {"alpha", "ac", "kappa", "weighted_kappa", "fleiss"}
    assert document["coefficients"]["kappa"] == pytest.approx(0.4842, abs=5e-5)
    assert document["coefficients"]["weighted_kappa"] == pytest.approx(0.4701, abs=5e-5)
    assert (document["pairs"], document["agree"]) == (19, 13)
    assert document["exact"] == pytest.approx(13 / 19)
    assert document["grid"] == [[0, 4, 1], [0, 8, 0], [0, 1, 5]]
    assert document["by_base"] == {}


@pytest.mark.parametrize(
    ("metric", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_the_metric_changes_the_coefficients_and_not_the_counts(
    metric: str, alpha: float, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(RATINGS / "krippendorff_2011_c.csv")
    assert main(["agreement", file, "--metric", metric, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["coefficients"]["alpha"] == pytest.approx(alpha, abs=5e-4)
    assert document["coefficients"]["kappa"] is None
    assert (document["agree"], document["pairs"]) == (43, 55)


def test_people_read_the_grid_first_and_one_coefficient_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = str(RATINGS / "framework_review_short.csv")
    assert main(["agreement", file, "--reference", "published"]) == 0
    said = capsys.readouterr().out
    order = [
        "rows: published",
        "The same grade: 15 of 24 pairs (63 %)",
        "one grade apart: 24 of 24",
        "9 lower, 15 the same, 0 higher",
        "Base",
        "Gwet's AC2, ordinal weights:",
        "go one way",
    ]
    places = [said.index(each) for each in order]
    assert places == sorted(places)
    assert "appa" not in said.partition("AC2")[2].partition("Note")[0]


def test_no_pair_gives_nulls_and_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.csv").write_text("unit,judge,grade\n1,a,good\n", encoding="utf-8")
    assert main(["agreement", str(tmp_path / "one.csv"), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["exact"], document["adjacent"]) == (None, None)
    assert set(document["coefficients"].values()) == {None}
    assert document["warnings"]
    assert main(["agreement", str(tmp_path / "one.csv")]) == 0
    assert "nothing can be compared" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (None, (), "no-such-file"),
        ("unit,judge,grade\n1,a,bad\n", (), "grade-unknown"),
        ("unit,judge,grade\n1,a,good\n", ("--reference", "b"), "unknown-judge"),
        ("unit,judge,grade\n1,a,good\n", ("--scale", "good"), "scale-unclear"),
    ],
)
def test_refusals_have_their_codes(
    content: str | None,
    options: tuple[str, ...],
    code: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "grades.csv"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    assert main(["agreement", str(file), *options, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_hostile_names_are_text_and_nothing_else(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "[red]x[/red]\x1b[31m"
    file = tmp_path / "grades.csv"
    file.write_text(
        f"base,unit,judge,grade\n{hostile},1,{hostile},4\n{hostile},1,=cmd,1\n", encoding="utf-8"
    )
    assert main(["agreement", str(file), "--scale", "4,3,2,1"]) == 0
    said = capsys.readouterr().out
    assert "[red]x[/red]" in said
    assert "\x1b" not in said
    assert "0 lower, 0 the same, 1 higher" in said
