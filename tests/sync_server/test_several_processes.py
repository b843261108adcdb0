"""What several processes that serve one database know of each other's work."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import httpx
import pytest

from schemas.canonical import Json
from schemas.entries import Entry
from schemas.events import TeamGrew
from schemas.signing import to_base64
from schemas.wire import framed
from sync_server.auth import make_code
from sync_server.file_store import FileStore
from sync_server.inspection import Inspection
from sync_server.inspections import Inspections
from sync_server.news import News
from sync_server.store import open_store
from sync_server.upkeep import status, verify
from tests.story.servers import start_process
from tests.sync_server.clusters import Cluster
from tests.sync_server.hearing import listening
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import Visitor, error, log_in, records_json

# Two processes serve all of them.
pytestmark = pytest.mark.xdist_group("several-processes")


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def serving(folder: Path, database: str, *options: str) -> Iterator[tuple[str, int]]:
    """Where a server answers, and its process; it must end well when it is told to."""
    with start_process(folder, "--port", "0", *options, database=database) as process:
        assert process.stdout is not None
        try:
            yield str(json.loads(process.stdout.readline())["url"]), process.pid
        finally:
            process.terminate()
        assert process.wait(timeout=30) == 0


@dataclass
class Site:
    """One database, and two processes that serve it as one server."""

    database: str
    urls: tuple[str, str]


@pytest.fixture(scope="module")
def site(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder, database = tmp_path_factory.mktemp("site"), cluster.empty()
    with serving(folder, database) as (one, _), serving(folder, database) as (two, _):
        yield Site(database, (one, two))


@pytest.fixture
async def doors(site: Site) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    async with AsyncExitStack() as stack:
        one, two = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=f"{url}/v1"))
            for url in site.urls
        ]
        yield one, two


@pytest.fixture
def lead(request: pytest.FixtureRequest) -> Laptop:
    """A lead of the test's own: the database is one for all of them."""
    return Laptop(f"lead of {request.node.name}")


async def bring(database: str, http: httpx.AsyncClient, team: Team) -> Visitor:
    """The lead enrols and brings the inspection by one of the doors."""
    store = open_store(database)
    code = make_code(store, now, os.urandom).code
    store.close()
    card = to_base64(team.lead.card.to_bytes())
    (await http.post("/enrol", json={"code": code, "card": card})).raise_for_status()
    visitor = await log_in(http, team.lead)
    (await visitor.post("/inspections", records_json(team))).raise_for_status()
    return visitor


async def test_what_one_takes_the_other_hands_out_at_once(
    site: Site,
    doors: tuple[httpx.AsyncClient, httpx.AsyncClient],
    team: Team,
    lead: Laptop,
    colleague: Laptop,
) -> None:
    here = await bring(site.database, doors[0], team)
    there = await log_in(doors[1], colleague)
    for text in ("one", "two", "three"):
        mine, theirs = team.write(lead, text), team.write(colleague, text)
        await here.push(team, mine)
        assert (await there.pull(team))[-1] == mine
        await there.push(team, theirs)
        assert (await here.pull(team))[-1] == theirs
    assert await here.vector(team) == await there.vector(team)
    # A login, a blob and what only comes later are everybody's as well.
    as_lead = replace(here, http=doors[1])
    assert (await here.put_blob(team, b"sealed")).status_code == 200
    assert (await as_lead.put_blob(team, b"sealed too")).status_code == 200
    whole = team.write(lead, "a text that comes late")
    assert (await here.push(team, replace(whole, parts=(None,)))).stored == 1
    assert (await as_lead.pull(team))[-1] == replace(whole, parts=(None,))
    assert (await here.push(team, whole)).known == 1
    assert (await as_lead.pull(team))[-1] == whole
    assert (await as_lead.vector(team))[lead.feed] == (whole.id,)


async def test_who_is_removed_at_one_is_out_at_the_other(
    site: Site,
    doors: tuple[httpx.AsyncClient, httpx.AsyncClient],
    team: Team,
    lead: Laptop,
    colleague: Laptop,
) -> None:
    here = await bring(site.database, doors[0], team)
    there = await log_in(doors[1], colleague)
    old_head = team.head
    assert await there.pull(team) == []
    team.seat([(lead, ["lead"])])
    assert (await here.send_team(team)).status_code == 200
    asked: dict[str, Json] = {"have": {}, "again": [], "after": 0, "held": False}
    refused = await there.post(f"/inspections/{team.inspection}/pull", asked)
    assert error(refused) == (403, "not-a-member")
    late = await there.push(team, team.write(colleague, "late", team=old_head))
    assert [aside.code for aside in late.set_aside] == ["held"]
    assert len(await here.pull(team, held=True)) == 1


async def test_who_listens_at_one_hears_what_comes_to_the_other(
    site: Site,
    doors: tuple[httpx.AsyncClient, httpx.AsyncClient],
    team: Team,
    lead: Laptop,
    colleague: Laptop,
) -> None:
    here = await bring(site.database, doors[0], team)
    there = await log_in(doors[1], colleague)
    async with listening(there, team) as heard:
        for text in ("one", "two"):
            entry = team.write(lead, text)
            await here.push(team, entry)
            assert (await heard.tip()).id == entry.id
        team.seat([(lead, ["lead"]), (colleague, ["qam"])])
        await here.send_team(team)
        assert await heard.event() == ("team", TeamGrew(head=team.head).model_dump_json())
        assert await heard.event() is None
    async with listening(there, team) as heard:
        team.seat([(lead, ["lead"])])
        await here.send_team(team)
        assert await heard.event() is None


async def test_the_same_push_at_both_at_once_is_kept_once(
    site: Site,
    doors: tuple[httpx.AsyncClient, httpx.AsyncClient],
    team: Team,
    lead: Laptop,
    colleague: Laptop,
) -> None:
    here = await bring(site.database, doors[0], team)
    there = await log_in(doors[1], colleague)
    written: list[Entry] = []
    for _ in range(12):
        some = [team.write(laptop, "x") for laptop in (lead, colleague) for _ in range(4)]
        answers = await asyncio.gather(here.push(team, *some), there.push(team, *some))
        assert sum(answer.stored for answer in answers) == len(some)
        assert all(answer.set_aside == () for answer in answers)
        written += some
    for visitor in (here, there):
        pulled = await visitor.pull(team)
        assert sorted(entry.id for entry in pulled) == sorted(entry.id for entry in written)


async def test_of_two_team_records_at_once_both_are_kept_and_one_wins_everywhere(
    site: Site,
    doors: tuple[httpx.AsyncClient, httpx.AsyncClient],
    team: Team,
    lead: Laptop,
    colleague: Laptop,
    qam: Laptop,
) -> None:
    here = await bring(site.database, doors[0], team)
    there = replace(here, http=doors[1])
    common = len(team.records)
    everybody = [(lead, ["lead"]), (colleague, ["hmi"]), (qam, ["qam"])]
    other = copy.copy(team)
    other.records, other.keys = list(team.records), dict(team.keys)
    team.seat(everybody)
    other.seat(everybody[:2])
    answers = await asyncio.gather(here.send_team(team), there.send_team(other))
    assert {answer.status_code for answer in answers} <= {200, 409}
    chains = [(await each.get(f"/inspections/{team.inspection}/team")) for each in (here, there)]
    assert chains[0].json()["head"] == chains[1].json()["head"]
    assert len(chains[0].json()["records"]) == len(chains[1].json()["records"]) == common + 2


async def test_a_database_that_goes_away_loses_nothing_and_all_is_well_when_it_is_back(
    tmp_path: Path, team: Team, lead: Laptop, colleague: Laptop
) -> None:
    own = Cluster()
    try:
        database = own.empty()
        with serving(tmp_path, database, "--workers", "2") as (url, _):
            async with httpx.AsyncClient(base_url=f"{url}/v1") as http:
                here = await bring(database, http, team)
                listener = await log_in(http, colleague)
                kept, later = team.write(lead, "kept"), team.write(lead, "later")
                async with listening(listener, team) as heard:
                    await here.push(team, kept)
                    assert (await heard.tip()).id == kept.id
                    own.stop()
                    for _ in range(4):
                        away = await here.push_bytes(team, b"".join(framed([later])))
                        assert error(away) == (503, "store-away")
                        assert int(away.headers["Retry-After"]) > 0
                    own.start()
                    # Each connection that broke is noticed when it is used.
                    await until_taken(here, team, later)
                    assert (await heard.tip()).id == later.id
                assert await here.pull(team) == [kept, later]
    finally:
        own.remove()


async def until_taken(visitor: Visitor, team: Team, entry: Entry) -> None:
    """Pushes until it is answered, as a laptop does."""
    for _ in range(40):
        answer = await visitor.push_bytes(team, b"".join(framed([entry])))
        if answer.status_code == 200:
            return
        assert error(answer) == (503, "store-away")
    raise AssertionError("the server did not find its database again")


def workers_of(process: int) -> list[int]:
    found = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(child) for child in found.split()]


async def test_workers_that_are_killed_lose_nothing_and_others_take_their_place(
    cluster: Cluster, tmp_path: Path, team: Team, lead: Laptop
) -> None:
    database = cluster.empty()
    with serving(tmp_path, database, "--workers", "3") as (url, process):
        async with httpx.AsyncClient(base_url=f"{url}/v1") as http:
            here = await bring(database, http, team)
        first = set(workers_of(process))
        assert len(first) == 3
        acknowledged: list[str] = []
        for killed in sorted(first):
            acknowledged += await pushed_while_killed(url, here, team, killed)
        await until_counted(url, len(acknowledged))
        async with httpx.AsyncClient(base_url=f"{url}/v1") as http:
            pulled = await replace(here, http=http).pull(team)
        assert {*acknowledged} <= {entry.id for entry in pulled}
        assert len(acknowledged) == 3 * 20
        assert not first & set(workers_of(process))
    store = open_store(database)
    assert verify(store) == []
    store.close()


async def until_counted(url: str, pushes: int) -> None:
    """Whichever worker is asked: it tells what all of them answered, the killed ones too.

    What a worker answered in the half second before it was killed may be lost to the figures.
    """
    counted = 0
    for _ in range(100):
        async with httpx.AsyncClient() as http:
            lines = (await http.get(f"{url}/metrics")).text.splitlines()
        name = 'inspector_requests_total{call="POST push",status="200"} '
        found = [int(line.removeprefix(name)) for line in lines if line.startswith(name)]
        counted = sum(found)
        if counted >= pushes - 3 * 5:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{counted} of {pushes} pushes were counted")


async def pushed_while_killed(url: str, here: Visitor, team: Team, worker: int) -> list[str]:
    """Ids of twenty entries, each pushed on a line of its own until it is acknowledged."""
    done: list[str] = []
    killing = threading.Timer(0.05, os.kill, (worker, signal.SIGKILL))
    killing.start()
    while len(done) < 20:
        entry = team.write(team.lead, "text")
        acknowledged = False
        while not acknowledged:
            with suppress(httpx.TransportError):
                async with httpx.AsyncClient(base_url=f"{url}/v1") as http:
                    await replace(here, http=http).push(team, entry)
                    acknowledged = True
        done.append(entry.id)
    killing.join()
    return done


@pytest.mark.skipif(sys.platform != "linux", reason="only there is a process told of its parent")
def test_workers_end_when_the_one_that_watches_them_is_killed(
    cluster: Cluster, tmp_path: Path
) -> None:
    options = ("--port", "0", "--workers", "2")
    with start_process(tmp_path, *options, database=cluster.empty()) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        workers = workers_of(process.pid)
        assert len(workers) == 2
        process.kill()
        # Its end is the end of what they print, and of the last of them.
        assert process.stdout.read() == ""
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/v1/hello")


def test_a_store_in_a_file_is_served_by_one_worker(tmp_path: Path) -> None:
    with start_process(tmp_path, "--port", "0", "--workers", "2") as process:
        assert process.wait(timeout=30) == 1
        assert process.stdout is not None
        assert json.loads(process.stdout.read())["error"]["code"] == "one-worker-only"


def test_workers_that_cannot_start_end_with_a_reason(tmp_path: Path, cluster: Cluster) -> None:
    wrong = tmp_path / "key.pem"
    wrong.write_text("no certificate")
    process = start_process(
        tmp_path, "--port", "0", "--workers", "2", "--certificate", str(wrong),
        database=cluster.laid_out(),
    )  # fmt: skip
    with process:
        assert process.wait(timeout=30) == 1
        assert process.stdout is not None
        assert "error" in json.loads(process.stdout.read())


class SharedFile(FileStore):
    """A store in a file that two in this process write to, as if they were two."""

    shared = True


@pytest.mark.parametrize("seed", range(6))
def test_a_ledger_that_catches_up_says_what_one_says_that_is_read_anew(
    tmp_path: Path, seed: int, team: Team, lead: Laptop, colleague: Laptop, qam: Laptop
) -> None:
    dice = Random(seed)
    store = SharedFile(tmp_path / "server.db")
    Inspections(store, News()).bring(lead.id, team.records)
    both = [Inspection(store, team.inspection, News()) for _ in range(2)]
    written: list[Entry] = []
    seats = [(lead, ["lead"]), (colleague, ["hmi"]), (qam, ["qam"])]
    for _ in range(25):
        act = dice.randrange(6)
        if act < 4:
            laptop = dice.choice([lead, colleague, qam])
            entry = team.write(laptop, "text", "another")
            written.append(entry)
            lacking = replace(entry, parts=(None, entry.parts[1]), signature=entry.signature)
            some = [lacking if dice.random() < 0.4 else entry]
            if dice.random() < 0.3:
                some += dice.sample(written, min(3, len(written)))
            dice.choice(both).push([each.to_bytes() for each in some])
        elif act == 4:
            team.seat(dice.sample(seats[1:], dice.randrange(3)) + seats[:1])
            dice.choice(both).take_records(team.records)
        else:
            dice.choice(both).push([each.to_bytes() for each in written])
        fresh = Inspection(store, team.inspection, News())
        dice.shuffle(both)
        for each in both[: dice.randrange(1, 3)]:
            assert each.vector("0" * 64, lead.key) == fresh.vector("0" * 64, lead.key)
            assert each.held == fresh.held
            assert each.page({}, (), 0, held=True) == fresh.page({}, (), 0, held=True)
    (held,) = status(store, now).inspections
    assert held.entries == len({entry.id for entry in written})
    store.close()
