"""`init --recovery-out`, `--escrow`: with whom the recovery of an inspection lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspector_app.cli.arguments import opened_base
from inspector_app.vault.recovery_halves import escrow_device, read_half
from tests.cli.running import Inspector

OF_WHAT = ("--framework", "ilacs-2026", "--type", "short", "--authority", "B")
CREATE = ("inspection", "create", *OF_WHAT)


@pytest.fixture
def fresh(inspector: Inspector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Inspector:
    """The program on a home that is not there yet."""
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path / "fresh"))
    return inspector


def init(inspector: Inspector, *options: str, code: int = 0) -> dict[str, object]:
    return inspector.json("init", "--name", "Ann", "--kdf", "minimum", *options, code=code)


def escrow_of(inspector: Inspector, *options: str) -> str | None:
    """The words of the recovery card that a new inspection's first record names."""
    inspection = inspector.add(*CREATE, *options)
    with opened_base(inspection) as base:
        escrow = base.team.chain.head.escrow
    return None if escrow is None else escrow.words


def test_the_halves_are_written_for_their_owner_alone_and_their_card_is_in_the_first_record(
    fresh: Inspector, tmp_path: Path
) -> None:
    one, two, card = (str(tmp_path / name) for name in ("one", "two", "card"))
    made = init(fresh, "--recovery-out", one, two, "--escrow-out", card)
    texts = [Path(path).read_text("ascii") for path in (one, two)]
    for text in texts:
        assert "WHERE TO KEEP IT" in text
        assert str(made["recovery_words"]) in text
    if os.name == "posix":
        assert [Path(path).stat().st_mode & 0o777 for path in (one, two)] == [0o600, 0o600]
    halves = [read_half(text, place) for place, text in enumerate(texts)]
    assert escrow_device(*halves).card.words == made["recovery_words"]
    assert escrow_of(fresh) == made["recovery_words"]


def test_a_file_that_is_there_is_never_overwritten_and_nothing_else_is_made(
    fresh: Inspector, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    two.write_text("mine")
    error = init(fresh, "--recovery-out", str(one), str(two), code=1)["error"]
    assert isinstance(error, dict)
    assert error["code"] == "file-exists"
    assert (one.exists(), two.read_text()) == (False, "mine")
    assert fresh.refused("inspection", "list") == "no-keystore"


def test_halves_of_a_home_that_could_not_be_made_do_not_stay(
    inspector: Inspector, tmp_path: Path
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    error = init(inspector, "--recovery-out", str(one), str(two), code=1)["error"]
    assert isinstance(error, dict)
    assert error["code"] == "already-set-up"
    assert not one.exists()
    assert not two.exists()


def test_another_lead_names_the_same_keepers_by_their_card(
    inspector: Inspector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, card = (str(tmp_path / name) for name in ("one", "two", "card"))
    words = escrow_of(inspector, "--recovery-out", one, two, "--escrow-out", card)
    assert words
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path / "fresh"))
    assert init(inspector, "--escrow", card)["recovery_words"] == words
    assert escrow_of(inspector) == words
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path / "third"))
    error = init(inspector, "--escrow", one, code=1)["error"]
    assert isinstance(error, dict)
    assert error["code"] == "not-a-card"


def test_without_keepers_there_is_no_recovery(inspector: Inspector) -> None:
    assert escrow_of(inspector) is None


def test_keepers_are_chosen_in_one_way(inspector: Inspector, tmp_path: Path) -> None:
    files = [str(tmp_path / name) for name in ("one", "two", "card")]
    inspector.text(*CREATE, "--recovery-out", *files[:2], "--escrow", files[2], code=2)
    inspector.text(*CREATE, "--escrow-out", files[2], code=2)
    assert not any(Path(path).exists() for path in files)
