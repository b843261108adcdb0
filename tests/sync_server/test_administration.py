"""`inspector-server` for its administrator."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas.entries import Header
from sync_server.cli import app
from sync_server.errors import ServerError
from sync_server.store import open_store
from sync_server.upkeep import back_up, status, verify
from tests.sync_server.clusters import Cluster
from tests.sync_server.direct import IN_POSTGRESQL, without_rules
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World, blob_name


def run(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == code, result.output
    return result.stdout


def test_enrol_gives_a_code_and_keeps_neither_code_nor_label(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/server.db"
    label = "CANARY label"
    said = json.loads(run("enrol", "--name", label, "--database", database, "--json"))
    assert {"code", "expires"} <= set(said)
    assert run("enrol", "--name", label, "--database", database).startswith(f"Code for {label}: ")
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"CANARY" not in kept
    assert said["code"].encode() not in kept
    found = json.loads(run("status", "--database", database, "--json"))
    assert found["codes_open"] == 2


def test_the_database_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INSPECTOR_SERVER_DATABASE", f"sqlite:///{tmp_path}/elsewhere.db")
    run("enrol", "--name", "lead", "--json")
    assert (tmp_path / "elsewhere.db").exists()


@pytest.mark.parametrize(
    "url",
    ["mysql://u:secret@h/d", "server.db", "sqlite://", "sqlite:///:memory:", "postgresql://h"],
)
def test_a_database_that_this_version_cannot_use_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ServerError) as caught:
        open_store(url)
    assert caught.value.code == "database-not-supported"
    assert "secret" not in caught.value.message
    said = json.loads(run("enrol", "--name", "x", "--database", url, "--json", code=1))
    assert set(said["error"]) == {"code", "message", "kept", "next"}


def test_a_store_that_is_not_there_is_not_made_by_looking_at_it(tmp_path: Path) -> None:
    for command in (["verify"], ["status"], ["backup", str(tmp_path / "copy")]):
        url = f"sqlite:///{tmp_path}/nowhere.db"
        said = json.loads(run(*command, "--database", url, "--json", code=1))
        assert said["error"]["code"] == "store-not-usable"
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_option_ends_2() -> None:
    run("serve", "--port", "many", code=2)
    run("enrol", code=2)


async def test_status_counts_and_shows_no_name(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    old_head = team.head
    await visitor.push(team, team.write(lead, "one"))
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    await visitor.send_team(team)
    await visitor.push(team, team.write(colleague, "late", team=old_head))
    found = status(world.store, world.clock)
    (held,) = found.inspections
    assert (held.devices, held.team_records, held.entries, held.held) == (2, 3, 2, 1)
    assert [(device.device, device.words) for device in found.enrolled] == [
        (lead.id, lead.card.words)
    ]
    assert (
        json.loads(run("status", "--database", world.database, "--json"))["inspections"][0]["held"]
        == 1
    )


async def test_a_backup_is_made_while_the_server_writes_and_opens_as_a_store(
    world: World, team: Team, lead: Laptop, tmp_path: Path
) -> None:
    visitor = await world.bring(team)
    await visitor.push(team, team.write(lead, "one"))
    copy = tmp_path / "copy.db"
    back_up(world.store, copy)
    await visitor.push(team, team.write(lead, "two"))
    restored = open_store(f"sqlite:///{copy}")
    assert [held.entries for held in status(restored, world.clock).inspections] == [1]
    assert verify(restored) == []
    restored.close()
    with pytest.raises(ServerError) as caught:
        back_up(world.store, copy)
    assert caught.value.code == "backup-not-written"


async def test_a_backup_is_put_back_into_an_empty_store_of_either_kind_and_goes_on(
    world: World, team: Team, lead: Laptop, qam: Laptop, tmp_path: Path, cluster: Cluster
) -> None:
    visitor = await world.bring(team)
    entries = [team.write(lead, "one"), team.write(lead, "two", "three")]
    await visitor.push(team, *entries)
    await visitor.put_blob(team, b"sealed")
    team.erase([Header.from_bytes(entries[1].header).parts[0].name], qam)
    assert (await visitor.send_team(team)).status_code == 200
    copy = tmp_path / "copy.db"
    back_up(world.store, copy)
    before = status(world.store, world.clock)
    for url in (f"sqlite:///{tmp_path}/other/server.db", cluster.empty()):
        assert "1 inspections" in run("restore", str(copy), "--database", url)
        world.store.close()
        world.database = url
        world.start()
        assert verify(world.store) == []
        assert status(world.store, world.clock) == before
        again = await world.log_in(lead)
        assert len(await again.pull(team)) == 2
        # Numbers go on where they ended.
        assert (await again.push(team, team.write(lead, "four"))).stored == 1
        assert (await again.get_blob(team, blob_name(b"sealed"))).content == b"sealed"
        said = json.loads(run("restore", str(copy), "--database", url, "--json", code=1))
        assert said["error"]["code"] == "store-not-empty"
        lead.seq, lead.prev = 2, entries[1].id


@IN_POSTGRESQL
async def test_a_password_in_the_address_of_a_database_is_warned_of_and_not_repeated(
    world: World,
) -> None:
    url = world.database.replace("inspector@", "inspector:hunter2@")
    result = CliRunner().invoke(app, ["status", "--database", url])
    assert result.exit_code == 0
    started = CliRunner().invoke(
        app, ["serve", "--port", "1", "--host", "192.0.2.1", "--database", url]
    )
    assert started.exit_code == 1
    assert "~/.pgpass" in started.stderr
    assert "hunter2" not in result.output + started.output + started.stderr


async def test_verify_finds_a_whole_store_whole(
    world: World, team: Team, lead: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    first, second = team.write(lead, "one"), team.write(lead, "two", "three")
    await visitor.push(team, replace(first, signature=b""), second)
    said = json.loads(run("verify", "--database", world.database, "--json"))
    assert said == {"ok": True, "problems": []}


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ("UPDATE entry SET body = :bytes", "does not hash to its id"),
        ("UPDATE entry SET signature = :bytes", "signed neither itself nor"),
        ("UPDATE entry SET seq = 9", "at another place"),
        ("UPDATE entry_part SET sealed = :bytes", "is not what its entry says"),
        ("UPDATE team_record SET signature = :bytes WHERE number > 1", "does not belong"),
    ],
)
async def test_verify_names_what_somebody_changed_behind_the_servers_back(
    world: World, team: Team, lead: Laptop, damage: str, said: str
) -> None:
    visitor = await world.bring(team)
    await visitor.push(team, team.write(lead, "one"))
    without_rules(world.store, damage)
    assert any(said in problem for problem in verify(world.store))
    answer = json.loads(run("verify", "--database", world.database, "--json", code=1))
    assert answer["ok"] is False
