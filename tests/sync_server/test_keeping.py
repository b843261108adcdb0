"""What was acknowledged stays, and nothing readable is ever kept."""

from __future__ import annotations

import logging
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from schemas.changes import Change, PartName, Write, part_of
from schemas.entries import Header, Unsealing
from schemas.joining import Invitation, JoinRequestContent, seal_request
from schemas.signing import to_base64
from schemas.team_records import Epoch, read_record
from schemas.wire import framed, mailbox_name
from sync_server.errors import ServerError
from sync_server.file_store import FileStore
from sync_server.inspection import Inspection
from sync_server.inspections import Inspections
from sync_server.news import News
from sync_server.store import instant, open_store
from tests.sync_server.clusters import Cluster
from tests.sync_server.direct import IN_A_FILE, IN_POSTGRESQL, ask, stored
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World, error


async def test_a_restart_keeps_entries_teams_logins_mailboxes_and_judgements(
    world: World, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    visitor = await world.bring(team)
    old_head = team.head
    entries = [team.write(lead, "one"), team.write(lead, "two")]
    await visitor.push(team, *entries)
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    await visitor.send_team(team)
    late = team.write(colleague, "late", team=old_head)
    await visitor.push(team, late)
    body = {"mailbox": mailbox_name("00" * 32), "expires": instant(world.clock.now.replace(day=20))}
    await visitor.post(f"/inspections/{team.inspection}/mailboxes", body)
    before = await visitor.offer(team, {})
    world.restart()
    visitor.http = world.http
    assert await visitor.offer(team, {}) == before
    assert await visitor.pull(team) == entries
    assert await visitor.pull(team, held=True) == [*entries, late]
    path = f"/inspections/{team.inspection}/requests"
    answer = await world.http.post(path, json={"token": "00" * 32, "sealed": "AAAA"})
    assert answer.status_code == 200


async def test_a_new_arrival_after_a_restart_comes_after_all_before_it(
    world: World, team: Team, lead: Laptop
) -> None:
    visitor = await world.bring(team)
    first, second = team.write(lead, "one"), team.write(lead, "two")
    await visitor.push(team, first)
    world.restart()
    visitor.http = world.http
    await visitor.push(team, second)
    assert await visitor.vector(team) == {lead.feed: (second.id,)}
    assert await visitor.pull(team) == [first, second]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM entry",
        "DELETE FROM entry_part",
        "DELETE FROM team_record",
        "DELETE FROM erased_part",
        "DELETE FROM audit",
        "UPDATE entry SET body = :bytes",
        "UPDATE entry SET header = :bytes, signature = :bytes",
        "UPDATE entry SET signature = substr(body, 1, 0)",
        "UPDATE entry SET number = number + 1",
        "UPDATE entry_part SET sealed = NULL",
        "UPDATE entry_part SET sealed = :bytes",
        "UPDATE entry_part SET name = 'another'",
        "UPDATE team_record SET body = :bytes",
        "UPDATE erased_part SET name = 'another'",
        "UPDATE audit SET action = 'another'",
    ],
)
async def test_the_store_refuses_to_change_or_forget(
    world: World, team: Team, lead: Laptop, qam: Laptop, statement: str
) -> None:
    visitor = await world.bring(team)
    entry = team.write(lead, "stays", "goes")
    await visitor.push(team, entry)
    team.erase([Header.from_bytes(entry.header).parts[1].name], qam)
    await visitor.send_team(team)
    with pytest.raises(DBAPIError, match="append only"):
        ask(world.store, statement)


@IN_A_FILE
async def test_a_row_is_not_replaced_either(world: World, team: Team) -> None:
    await world.bring(team)
    with pytest.raises(DBAPIError, match="append only"):
        ask(world.store, "INSERT OR REPLACE INTO team_record SELECT * FROM team_record")


@IN_POSTGRESQL
@pytest.mark.parametrize("table", ["team_record", "entry_part", "audit", "blob"])
async def test_no_table_is_emptied_at_once_either(world: World, table: str) -> None:
    with pytest.raises(DBAPIError, match="append only"):
        ask(world.store, f"TRUNCATE {table} CASCADE")


async def test_a_commit_is_on_the_disk_whatever_the_database_does_by_default(
    cluster: Cluster,
) -> None:
    store = open_store(cluster.laid_out())
    (name,) = ask(store, "SELECT current_database()")
    ask(store, f"ALTER DATABASE {name} SET synchronous_commit = off")
    store.close()
    assert ask(store, "SHOW synchronous_commit") == ["on"]
    store.close()


@IN_A_FILE
async def test_a_commit_is_on_the_disk_before_it_is_acknowledged(world: World) -> None:
    with world.store.writing() as connection:
        modes = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert modes == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


async def test_no_canary_is_in_any_file_of_the_store_or_in_the_log(
    world: World,
    team: Team,
    lead: Laptop,
    colleague: Laptop,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    canaries = ["CANARY-note-text", "CANARY-case-4711", "CANARY-authority", "CANARY-name"]
    visitor = await world.bring(team)
    entry = team.write(colleague, *canaries[:3])
    await visitor.push(team, entry)
    made = Invitation(team.inspection, lead.id, None, "ab" * 16, "hmi", "2026-11-18T00:00:00+00:00")
    body = {"mailbox": mailbox_name(made.mailbox_token), "expires": made.expires}
    await visitor.post(f"/inspections/{team.inspection}/mailboxes", body)
    sealed = seal_request(made, JoinRequestContent(lead.card, canaries[3]), lead.dice)
    posted = {"token": made.mailbox_token, "sealed": to_base64(sealed)}
    path = f"/inspections/{team.inspection}/requests"
    assert (await world.http.post(path, json=posted)).status_code == 200
    await world.http.post("/enrol", json={"code": canaries[0], "card": canaries[1]})
    await visitor.push_bytes(team, canaries[0].encode())
    files = [path.read_bytes() for path in world.folder.rglob("*") if path.is_file()]
    files += stored(world.store)
    assert any(entry.body in data for data in files)
    for canary in canaries:
        assert not any(canary.encode() in data for data in files)
        assert canary not in caplog.text


async def test_what_comes_back_opens_for_the_team_with_the_key_from_the_chain(
    world: World, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    visitor = await world.bring(team)
    part = part_of("Supervision is regular.", lead.dice)
    await visitor.push(team, team.write(lead, parts=[part]))
    epoch = read_record(team.records[1].body)
    assert isinstance(epoch, Epoch)
    key = team.key_for(colleague, epoch)
    (pulled,) = await (await world.log_in(colleague)).pull(team)
    header = Header.from_bytes(pulled.header)
    assert pulled.parts[0] is not None
    assert Unsealing(header, key).part(pulled.parts[0], 0) == part
    (change,) = Unsealing(header, key).body(pulled)
    (write,) = Change.from_bytes(change).writes
    assert isinstance(write, Write)
    assert write.value == PartName(part.name)


def test_the_store_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "deep" / "server.db")
    for path in store.path.parent.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    store.close()


def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear inspector, this is a letter and not a database. " * 50)
    before = path.read_bytes()
    with pytest.raises(ServerError) as caught:
        FileStore(path)
    assert caught.value.code == "store-not-usable"
    assert path.read_bytes() == before


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()
    with pytest.raises(ServerError):
        FileStore(path)
    assert path.read_bytes() == before


@IN_A_FILE
async def test_a_full_disk_loses_nothing_repeats_nothing_and_the_server_goes_on(
    world: World, team: Team, lead: Laptop, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await world.bring(team)
    first = team.write(lead, "before")
    large = team.write(lead, lead.dice(300_000).hex())
    await visitor.push(team, first)
    with world.store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    answer = await visitor.push_bytes(team, b"".join(framed([large])))
    assert error(answer) == (500, "unexpected")
    assert "disk is full" in caplog.text
    assert team.inspection not in caplog.text + answer.text
    assert await visitor.vector(team) == {lead.feed: (first.id,)}
    assert await visitor.pull(team) == [first]
    with world.store.reading() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000000")
    assert (await visitor.push(team, large)).stored == 1
    assert await visitor.pull(team) == [first, large]


class FailingStore(FileStore):
    """A real store whose next write fails: before it is committed, or when it has just been."""

    fails = ""

    @contextmanager
    def writing(self, about: str = "", *, erasing: bool = False) -> Iterator[Connection]:
        with super().writing(about, erasing=erasing) as connection:
            yield connection
            if self.fails == "before":
                raise OSError("the disk")
        if self.fails == "after":
            raise OSError("the disk")


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_write_that_fails_leaves_memory_and_store_saying_the_same(
    tmp_path: Path, team: Team, lead: Laptop, qam: Laptop, moment: str
) -> None:
    store, key = FailingStore(tmp_path / "server.db"), lead.key
    Inspections(store, News()).bring(lead.id, team.records)
    inspection = Inspection(store, team.inspection, News())
    entry = team.write(lead, "one").to_bytes()

    def attempt(change: Callable[[], object]) -> None:
        store.fails = moment
        with pytest.raises(OSError, match="the disk"):
            change()
        store.fails = ""
        fresh = Inspection(store, team.inspection, News())
        assert inspection.vector("0" * 64, key) == fresh.vector("0" * 64, key)
        change()

    attempt(lambda: inspection.push([entry]))
    team.seat([(lead, ["lead"]), (qam, ["qam"])])
    attempt(lambda: inspection.take_records(team.records))
    final = inspection.vector("0" * 64, key)
    assert (len(final.feeds), final.team) == (1, team.head)
    store.close()
