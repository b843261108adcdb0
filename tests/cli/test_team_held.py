"""`inspector team held` and `team admit`: what a removed laptop hands over late, over a server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import PASSPHRASE
from tests.story.laptops import (
    Document,
    Laptop,
    begin_inspection,
    digest,
    let_in,
    new_laptop,
    texts,
)

LATE = "Typed on the train home: a stoat."


@dataclass(frozen=True)
class Team:
    """A lead and two inspectors who have all synced."""

    ann: Laptop
    bea: Laptop
    cal: Laptop
    members: dict[str, str]

    def remove_cal(self) -> None:
        """The lead takes Cal out; the others hear of it."""
        self.ann.run("team", "remove", self.members["cal"], "--reason", "Left the inspection.")
        self.everybody_syncs()

    def everybody_syncs(self) -> None:
        """All who are in, each after the other."""
        for laptop in (self.ann, self.bea, self.ann):
            laptop.run("sync")

    def held(self) -> list[Document]:
        """What the lead sees, having looked at the server."""
        self.ann.run("sync")
        found: list[Document] = self.ann.run("team", "held")["held"]
        return found


@pytest.fixture
def team(tmp_path: Path, server: EmbeddedServer) -> Team:
    ann, bea, cal = (
        new_laptop(tmp_path / name, name, PASSPHRASE) for name in ("ann", "bea", "cal")
    )
    begin_inspection(ann, server, "Brambleshire")
    made = Team(ann, bea, cal, {each.name: let_in(ann, each, "hmi") for each in (bea, cal)})
    made.everybody_syncs()
    return made


def unsent(laptop: Laptop) -> int:
    return int(laptop.run("sync", "status")["unsent"])


def hand_over(laptop: Laptop) -> str:
    """A removed laptop syncs; what it is told of its work."""
    refusal = laptop.refused("sync")
    assert refusal.code == "not-a-member"
    return refusal.kept


def test_late_work_is_held_seen_in_words_admitted_and_counts_on_every_laptop(team: Team) -> None:
    team.cal.run("note", "add", "--text", LATE)
    team.remove_cal()
    assert "admit them: 1." in hand_over(team.cal)
    assert unsent(team.cal) == 1
    [held] = team.held()
    assert (held["name"], held["member"], held["changes"]) == ("cal", team.members["cal"], 1)
    assert (held["why"], held["since"]) == ("removed", held["until"])
    assert len(held["words"].split()) == 6
    assert "stoat" not in team.ann.say("team", "held") + str(held)
    assert texts(team.ann) == texts(team.bea) == []
    assert team.ann.run("search", "stoat")["hits"] == []
    assert team.bea.run("team", "held")["held"] == []
    admitted = team.ann.run("team", "admit", held["entry"])
    assert (admitted["entries"], admitted["changes"], admitted["held"]) == (1, 1, 0)
    team.everybody_syncs()
    assert texts(team.ann) == texts(team.bea) == [LATE]
    assert digest(team.ann) == digest(team.bea)
    assert team.ann.run("verify")["ok"]
    assert "with the team and counts" in hand_over(team.cal)
    assert unsent(team.cal) == 0


def test_to_admit_twice_changes_nothing_the_second_time(team: Team) -> None:
    team.cal.run("note", "add", "--text", LATE)
    team.remove_cal()
    hand_over(team.cal)
    [held] = team.held()
    first = team.ann.run("team", "admit", held["entry"], held["entry"])
    again = team.ann.run("team", "admit", held["entry"])
    assert (first["entries"], first["record"] is None) == (1, False)
    assert (again["entries"], again["changes"], again["record"]) == (0, 0, None)
    assert "counts already" in team.ann.say("team", "admit", held["entry"])


def test_only_what_stands_before_the_named_work_comes_along(team: Team) -> None:
    team.remove_cal()
    for word in ("heron", "otter", "wren"):
        team.cal.run("note", "add", "--text", f"Late: a {word}.")
        hand_over(team.cal)
    first, second, third = team.held()
    assert [item["changes"] for item in (first, second, third)] == [1, 1, 1]
    admitted = team.ann.run("team", "admit", second["entry"])
    assert (admitted["entries"], admitted["changes"], admitted["held"]) == (2, 2, 1)
    team.everybody_syncs()
    assert texts(team.bea) == ["Late: a heron.", "Late: a otter."]
    assert [item["entry"] for item in team.held()] == [third["entry"]]
    assert "admit them: 1." in hand_over(team.cal)
    assert unsent(team.cal) == 1


def test_only_lead_and_deputies_admit_and_only_what_is_there(team: Team) -> None:
    team.cal.run("note", "add", "--text", LATE)
    team.remove_cal()
    hand_over(team.cal)
    [held] = team.held()
    assert team.bea.refused("team", "admit", held["entry"]).code == "not-allowed"
    assert team.ann.refused("team", "admit", "0" * 64).code == "unknown-entry"
    assert team.ann.refused("team", "admit", held["entry"], "x").code == "unknown-entry"
    assert texts(team.ann) == []
    team.ann.run("team", "deputy", team.members["bea"])
    team.everybody_syncs()
    assert team.bea.refused("team", "admit", "0" * 64).code == "unknown-entry"
    team.bea.run("sync")
    assert team.bea.run("team", "admit", held["entry"])["entries"] == 1
    team.everybody_syncs()
    assert texts(team.ann) == [LATE]


def test_a_late_edit_that_is_admitted_stands_beside_what_was_written_since(team: Team) -> None:
    note = str(team.ann.run("note", "add", "--text", "As it was.")["id"])
    team.everybody_syncs()
    team.cal.run("sync")
    team.cal.run("note", "edit", note, "--text", "As Cal has it.")
    team.remove_cal()
    team.ann.run("note", "edit", note, "--text", "As Ann has it.")
    hand_over(team.cal)
    [held] = team.held()
    team.ann.run("team", "admit", held["entry"])
    team.everybody_syncs()
    for laptop in (team.ann, team.bea):
        [conflict] = laptop.run("conflicts", "list")["items"]
        shown = {value["value"] for value in conflict["values"]}
        assert shown == {"As Ann has it.", "As Cal has it."}


def test_work_that_came_by_bundle_is_taken_back_shown_to_the_lead_and_counts_again(
    team: Team, tmp_path: Path
) -> None:
    team.cal.run("note", "add", "--text", LATE)
    bundle = str(tmp_path / "cal.bundle")
    team.cal.run("bundle", "export", bundle)
    team.bea.run("bundle", "import", bundle)
    assert texts(team.bea) == [LATE]
    team.remove_cal()
    # Cal's laptop is stolen: nobody but Bea can hand the work on, and she has no say in it.
    assert texts(team.bea) == []
    [held] = team.held()
    team.ann.run("team", "admit", held["entry"])
    team.everybody_syncs()
    assert texts(team.ann) == texts(team.bea) == [LATE]
    assert digest(team.ann) == digest(team.bea)


def test_nothing_held_is_said_in_words(team: Team) -> None:
    assert "Nothing is held" in team.ann.say("team", "held")


def test_a_laptop_that_is_removed_is_said_to_have_had_what_it_last_synced(team: Team) -> None:
    team.cal.run("note", "add", "--text", "Typed before.")
    team.cal.run("sync")
    team.everybody_syncs()
    team.bea.run("note", "add", "--text", "Typed after Cal was last there.")
    team.everybody_syncs()
    [seat] = [row for row in team.ann.run("team", "list")["members"] if row["name"] == "cal"]
    removed = team.ann.run("team", "remove", seat["device"], "--reason", "Left on a train.")
    [had] = removed["devices"]
    assert (removed["member"], had["device"]) == (team.members["cal"], seat["device"])
    assert had["at"] == seat["last_seen"]
    # The reason that was just given, and Bea's note, came later.
    assert had["of"] - had["saves"] == 2
