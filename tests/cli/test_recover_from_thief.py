"""Recovery while a thief has the lead's laptop and its passphrase (failure modes 19 and 23)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.team_changes import new_epoch
from schemas.team_records import SignedRecord, signed_record
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import PASSPHRASE
from tests.story.laptops import (
    Document,
    Laptop,
    begin_inspection,
    digest,
    let_in,
    new_laptop,
    new_laptop_with_halves,
    opened_by_hand,
    texts,
)


@dataclass(frozen=True)
class Team:
    """A lead whose laptop will be a thief's, two inspectors, and the halves."""

    thief: Laptop
    bea: Laptop
    cal: Laptop
    members: dict[str, str]
    halves: tuple[str, str]
    server: EmbeddedServer

    def recovered(self, home: Path) -> Laptop:
        """A clean machine in the lead's seat."""
        new = new_laptop(home, "new lead", PASSPHRASE)
        new.run("recover", "--halves", *self.halves, "--server", self.server.url)
        return new


@pytest.fixture
def team(tmp_path: Path, server: EmbeddedServer, halves: tuple[str, str]) -> Team:
    lead = new_laptop_with_halves(tmp_path / "ann", "ann", PASSPHRASE, halves)
    begin_inspection(lead, server, "Brambleshire")
    bea, cal = (new_laptop(tmp_path / name, name, PASSPHRASE) for name in ("bea", "cal"))
    members = {each.name: let_in(lead, each, "hmi") for each in (bea, cal)}
    for laptop in (lead, bea, cal):
        laptop.run("note", "add", "--text", f"In time, by {laptop.name}.")
    for laptop in (bea, cal, lead, bea, cal):
        laptop.run("sync")
    return Team(lead, bea, cal, members, halves, server)


def seats(laptop: Laptop) -> dict[str, Document]:
    return {str(seat["name"]): seat for seat in laptop.run("team", "list")["members"]}


def removal_with_all_work(base: EvidenceBase, member: str) -> SignedRecord:
    """A record that takes a member out, and every note of theirs with it: no cutoff is named."""
    head = base.team.chain.head
    left = [seat for seat in head.seats.values() if seat.member != member]
    epoch = new_epoch(base.vault, base.inspection, head.record, left, base.team.keys, head.escrow)
    return signed_record(epoch, base.vault.device.signing_key)


def remove_with_all_work(thief: Laptop, member: str) -> None:
    with opened_by_hand(thief) as base:
        base.merge(records=[removal_with_all_work(base, member)])


def test_23_recovery_over_a_thiefs_head_takes_his_seat_and_mends_what_he_did_to_the_team(
    team: Team, tmp_path: Path
) -> None:
    """He takes Bea out with all her work, lets a friend in and gives the team new keys."""
    remove_with_all_work(team.thief, team.members["bea"])
    friend = new_laptop(tmp_path / "friend", "friend", PASSPHRASE)
    let_in(team.thief, friend, "hmi")
    team.thief.run("team", "rotate")
    team.thief.run("note", "add", "--text", "By the thief.")
    team.thief.run("sync")
    team.bea.run("note", "add", "--text", "Typed offline, by bea.")
    team.cal.run("sync")
    assert "In time, by bea." not in texts(team.cal)

    new = team.recovered(tmp_path / "clean")
    assert set(seats(new)) == {"new lead", "cal", "friend"}
    new.run("team", "remove", seats(new)["friend"]["member"], "--reason", "Nobody knows them.")
    new.run("sync")
    secret = "Not for the thief, nor for his friend."
    new.run("note", "add", "--text", secret)
    new.run("sync")
    for laptop in (team.thief, friend, team.bea):
        assert laptop.refused("sync").code == "not-a-member"

    new.run("sync")
    held = new.run("team", "held")["held"]
    assert {(item["name"], item["why"]) for item in held} == {("bea", "removed")}
    new.run("team", "admit", *(item["entry"] for item in held))
    assert let_in(new, team.bea, "hmi") == team.members["bea"]
    team.bea.run("note", "add", "--text", "Back again, by bea.")
    for laptop in (team.bea, new, team.cal, team.bea):
        laptop.run("sync")
    written = [f"In time, by {name}." for name in ("ann", "bea", "cal")]
    written += ["Typed offline, by bea.", "Back again, by bea.", "By the thief.", secret]
    for laptop in (new, team.bea, team.cal):
        assert texts(laptop) == sorted(written)
        assert laptop.run("verify")["ok"]
    assert digest(new) == digest(team.bea) == digest(team.cal)
    assert secret not in texts(team.thief) + texts(friend)


@pytest.mark.parametrize("what", ["rotate", "remove"])
def test_23_what_the_thief_signs_after_the_recovery_changes_nothing_whoever_brings_it(
    team: Team, tmp_path: Path, what: str
) -> None:
    new = team.recovered(tmp_path / "clean")
    if what == "rotate":
        team.thief.run("team", "rotate")
    else:
        remove_with_all_work(team.thief, team.members["cal"])
    team.thief.run("note", "add", "--text", "By the thief, too late.")
    bundle = str(tmp_path / "thief.bundle")
    team.thief.run("bundle", "export", bundle)
    for laptop in (team.cal, new):
        laptop.run("sync")
    team.cal.run("bundle", "import", bundle)
    # The record of the halves names everybody who is in: the thief shuts nobody out.
    assert seats(team.cal)["cal"]["state"] == "this laptop"
    for laptop in (team.cal, new, team.bea, team.cal):
        laptop.run("sync")
    for laptop in (new, team.cal, team.bea):
        assert texts(laptop) == [f"In time, by {name}." for name in ("ann", "bea", "cal")]
        assert set(seats(laptop)) == {"new lead", "bea", "cal"}
    assert digest(new) == digest(team.cal) == digest(team.bea)
    assert team.thief.refused("sync").code == "not-a-member"


def test_23_a_deputys_record_made_at_once_with_the_recovery_loses_however_low_its_id(
    team: Team, tmp_path: Path
) -> None:
    """Another thief has the deputy's laptop: the recovery leaves it its seat."""
    team.thief.run("team", "deputy", team.members["bea"])
    for laptop in (team.thief, team.bea, team.cal):
        laptop.run("sync")
    with opened_by_hand(team.bea) as base:
        common = base.team.chain.head.record
    new = team.recovered(tmp_path / "clean")
    with opened_by_hand(new) as base:
        path = base.team.chain.path
        recovery = path[path.index(common) + 1]
    with opened_by_hand(team.bea) as base:
        made = removal_with_all_work(base, team.members["cal"])
        while made.id > recovery:
            made = removal_with_all_work(base, team.members["cal"])
        base.merge(records=[made])
        assert base.team.chain.head.record == made.id
    assert team.bea.run("sync")["overruled"] == 1
    for laptop in (new, team.cal, team.bea):
        laptop.run("sync")
        assert set(seats(laptop)) == {"new lead", "bea", "cal"}
    assert digest(new) == digest(team.cal) == digest(team.bea)


def test_23_a_stand_off_of_two_leads_lets_work_flow_and_ends_with_the_halves(
    team: Team, tmp_path: Path
) -> None:
    """A thief has one lead's laptop, and each lead removes the other at once."""
    second = new_laptop(tmp_path / "second", "second lead", PASSPHRASE)
    let_in(team.thief, second, "lead")
    team.cal.run("sync")
    second_seat = seats(team.thief)["second lead"]["member"]
    first_seat = seats(second)["ann"]["member"]
    team.thief.run("team", "remove", second_seat, "--reason", "By the thief.")
    team.thief.run("sync")
    second.run("team", "remove", first_seat, "--reason", "The laptop was stolen.")
    # The thief was at the server first, so the other removal comes by one whom both leave in.
    bundle = str(tmp_path / "second.bundle")
    second.run("bundle", "export", bundle)
    team.cal.run("bundle", "import", bundle)
    team.cal.run("note", "add", "--text", "While the leads are at odds, by cal.")
    for laptop in (team.cal, team.bea):
        laptop.run("sync")
    assert "While the leads are at odds, by cal." in texts(team.bea)
    for laptop in (team.thief, second):
        assert laptop.refused("sync").code == "not-a-member"

    new = team.recovered(tmp_path / "clean")
    assert set(seats(new)) == {"new lead", "bea", "cal"}
    for laptop in (team.cal, team.bea, new):
        laptop.run("sync")
    assert texts(new) == texts(team.bea) == texts(team.cal)
    assert digest(new) == digest(team.bea) == digest(team.cal)
    for laptop in (team.thief, second):
        assert laptop.refused("sync").code == "not-a-member"
