"""A home that was copied, written to, put back and written to again loses nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.story.laptops import Laptop, digest
from tests.story.servers import serving
from tests.story.teams import Team

BEFORE = "Written before the copy was made."
FIRST = "Written in the first life."
SECOND = "Written in the second life."


def test_what_was_synced_before_a_copy_is_put_back_and_what_is_written_after_are_both_kept(
    team: Team, tmp_path: Path
) -> None:
    kept = team.bea.copied_to(tmp_path / "kept")
    with serving(team.store, team.port):
        _write(team.bea, FIRST)
        team.bea.run("sync")
        _put_back(kept, team.bea)
        _write(team.bea, SECOND)
        _sync(team.bea, team.lead, team.bea, team.lead)
        _all_have(team.lead, team.bea, texts={FIRST, SECOND})


@pytest.mark.parametrize("first_to_sync", ["original", "copy"])
def test_two_copies_alive_at_once_end_with_every_write_of_both(
    team: Team, tmp_path: Path, first_to_sync: str
) -> None:
    copy = team.bea.copied_to(tmp_path / "copy")
    _write(team.bea, FIRST)
    _write(copy, SECOND)
    lives = (team.bea, copy) if first_to_sync == "original" else (copy, team.bea)
    with serving(team.store, team.port):
        _sync(*lives, team.lead, *lives, team.lead)
        _all_have(team.lead, *lives, texts={FIRST, SECOND})
        # Both go on living: what either writes next arrives too.
        _write(team.bea, "Later, in the one.")
        _write(copy, "Later, in the other.")
        _sync(*lives, team.lead, *lives)
        _all_have(
            team.lead, *lives, texts={FIRST, SECOND, "Later, in the one.", "Later, in the other."}
        )


def test_both_lives_changing_one_note_end_in_a_conflict_that_shows_both(
    team: Team, tmp_path: Path
) -> None:
    note = _write(team.bea, BEFORE)
    with serving(team.store, team.port):
        team.bea.run("sync")
        kept = team.bea.copied_to(tmp_path / "kept")
        team.bea.run("note", "edit", note, "--text", FIRST)
        team.bea.run("sync")
        _put_back(kept, team.bea)
        team.bea.run("note", "edit", note, "--text", SECOND)
        _sync(team.bea, team.lead, team.bea)
    for laptop in (team.lead, team.bea):
        [conflict] = laptop.run("conflicts", "list")["items"]
        assert (conflict["record"], conflict["field"]) == (note, "text")
        assert {value["value"] for value in conflict["values"]} == {FIRST, SECOND}
        history = laptop.run("history", note)["writes"]
        texts = [write["value"] for write in history if write["field"] == "text"]
        assert sorted(texts) == sorted([BEFORE, FIRST, SECOND])
    assert digest(team.lead) == digest(team.bea)


def _write(laptop: Laptop, text: str) -> str:
    return str(laptop.run("note", "add", "--text", text)["id"])


def _put_back(kept: Laptop, laptop: Laptop) -> None:
    shutil.rmtree(laptop.home)
    shutil.copytree(kept.home, laptop.home)


def _sync(*laptops: Laptop) -> None:
    for laptop in laptops:
        laptop.run("sync")


def _all_have(*laptops: Laptop, texts: set[str]) -> None:
    for laptop in laptops:
        found = [note["text"] for note in laptop.run("note", "list")["items"]]
        assert sorted(found) == sorted(texts)
        assert laptop.run("conflicts", "list")["items"] == []
    assert len({digest(laptop) for laptop in laptops}) == 1
