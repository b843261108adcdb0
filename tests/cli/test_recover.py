"""`inspector recover`: from the two halves alone, on a clean machine (failure mode 23)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspector_app.vault.vault import local_clock
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import PASSPHRASE
from tests.story.laptops import (
    Laptop,
    begin_inspection,
    digest,
    let_in,
    new_laptop,
    new_laptop_with_halves,
    new_server,
)


@pytest.fixture
def ann(tmp_path: Path, server: EmbeddedServer, halves: tuple[str, str]) -> Laptop:
    """A lead with keepers of recovery, who has written under several keys of the team."""
    lead = new_laptop_with_halves(tmp_path / "ann", "Ann", PASSPHRASE, halves)
    begin_inspection(lead, server, "Brambleshire")
    lead.run("note", "add", "--text", "Under the first key: a heron.")
    lead.run("sync")
    lead.run("team", "rotate")
    lead.run("note", "add", "--text", "Under the second key: an otter.")
    lead.run("sync")
    return lead


def clean(tmp_path: Path, name: str = "New lead") -> Laptop:
    return new_laptop(tmp_path / "clean", name, PASSPHRASE)


def found(laptop: Laptop, word: str) -> int:
    return len(laptop.run("search", word)["hits"])


def test_a_clean_machine_opens_every_epoch_and_searches_all_with_the_two_halves_alone(
    ann: Laptop, server: EmbeddedServer, halves: tuple[str, str], tmp_path: Path
) -> None:
    new = clean(tmp_path)
    done = new.run("recover", "--halves", *halves[::-1], "--server", server.url)
    assert (done["epochs"], done["missing_epochs"], done["unopened"]) == (3, [], 0)
    assert (found(new, "heron"), found(new, "otter")) == (1, 1)
    [seat] = new.run("team", "list")["members"]
    assert (seat["name"], seat["role"], seat["state"]) == ("New lead", "lead", "this laptop")
    again = new.run("recover", "--halves", *halves, "--server", server.url)
    assert (again["member"], again["epochs"]) == (done["member"], 3)
    ann.run("note", "add", "--text", "By the thief.")
    assert ann.refused("sync").code == "not-a-member"
    new.run("note", "add", "--text", "Not for the thief: a wren.")
    new.run("sync")
    assert new.run("verify")["ok"]
    assert (found(ann, "wren"), found(new, "thief")) == (0, 1)


def test_a_team_is_left_when_the_leads_laptop_is_lost_and_goes_on_under_the_new_one(
    ann: Laptop, server: EmbeddedServer, halves: tuple[str, str], tmp_path: Path
) -> None:
    bea = new_laptop(tmp_path / "bea", "Bea", PASSPHRASE)
    let_in(ann, bea, "hmi")
    bea.run("note", "add", "--text", "Written offline meanwhile: a stoat.")
    new = clean(tmp_path, "Ann again")
    done = new.run("recover", "--halves", *halves, "--server", server.url, "--same-person")
    members = {seat["name"]: seat for seat in new.run("team", "list")["members"]}
    assert {name: seat["role"] for name, seat in members.items()} == {"Ann": "lead", "Bea": "hmi"}
    assert members["Ann"]["member"] == done["member"]
    bea.run("sync")
    new.run("sync")
    bea.run("sync")
    assert (found(new, "stoat"), found(bea, "heron")) == (1, 1)
    assert digest(new) == digest(bea)


def test_a_bundle_is_enough_and_tells_the_server_later(
    ann: Laptop, server: EmbeddedServer, halves: tuple[str, str], tmp_path: Path
) -> None:
    bundle = str(tmp_path / "all.bundle")
    ann.run("bundle", "export", bundle)
    new = clean(tmp_path)
    done = new.run("recover", "--halves", *halves, "--bundle", bundle)
    assert (done["missing_epochs"], done["unopened"]) == ([], 0)
    assert (found(new, "heron"), found(new, "otter")) == (1, 1)
    new.run("recover", "--halves", *halves, "--server", server.url)
    assert new.run("sync")["unsent"] == 0
    assert ann.refused("sync").code == "not-a-member"


def test_other_halves_recover_nothing_and_leave_nothing(
    ann: Laptop, server: EmbeddedServer, halves: tuple[str, str], tmp_path: Path
) -> None:
    bundle = str(tmp_path / "all.bundle")
    ann.run("bundle", "export", bundle)
    wrong = (str(tmp_path / "wrong-1"), str(tmp_path / "wrong-2"))
    new = new_laptop_with_halves(tmp_path / "clean", "New", PASSPHRASE, wrong)
    for pair in (wrong, (halves[0], wrong[1])):
        for place in (("--server", server.url), ("--bundle", bundle)):
            refused = new.refused("recover", "--halves", *pair, *place)
            assert refused.code == "not-this-recovery"
    same = new.refused("recover", "--halves", halves[0], halves[0], "--bundle", bundle)
    assert same.code == "not-a-half"
    assert new.run("inspection", "list")["inspections"] == []


def test_recovery_over_tls_goes_to_the_server_of_the_pinned_certificate_and_to_no_other(
    halves: tuple[str, str], tmp_path: Path
) -> None:
    lead = new_laptop_with_halves(tmp_path / "ann", "Ann", PASSPHRASE, halves)
    with (
        EmbeddedServer(tmp_path / "tls", local_clock, os.urandom, certificate="auto") as server,
        EmbeddedServer(tmp_path / "other", local_clock, os.urandom, certificate="auto") as other,
        new_server(tmp_path / "plain") as plain,
    ):
        pin = str(server.certificate_sha256)
        add = ("server", "add", server.url, "--code", server.enrolment_code())
        lead.run(*add, "--certificate-sha256", pin)
        kind = ("--framework", "ilacs-2026", "--type", "short", "--authority", "Brambleshire")
        lead.run("inspection", "create", *kind)
        lead.run("note", "add", "--text", "Kept at a server over TLS: a heron.")
        lead.run("sync")
        new = clean(tmp_path)
        recover = ("recover", "--halves", *halves, "--server")
        for url, pinned, code in (
            (server.url, "0" * 64, "wrong-server"),
            (other.url, pin, "wrong-server"),
            (server.url, None, "wrong-server"),
            (plain.url.replace("http:", "https:"), pin, "server-away"),
            (plain.url, pin, "plain-http"),
        ):
            pins = () if pinned is None else ("--certificate-sha256", pinned)
            assert new.refused(*recover, url, *pins).code == code
            assert new.run("inspection", "list")["inspections"] == []
        done = new.run(*recover, server.url, "--certificate-sha256", pin)
        assert (done["missing_epochs"], done["unopened"]) == ([], 0)
        assert found(new, "heron") == 1
        assert new.run("server", "status")["certificate_sha256"] == pin
        assert new.run("sync")["unsent"] == 0
        assert lead.refused("sync").code == "not-a-member"
