"""No word of a team is to be read at its server, on the way there or in what either leaves behind.

Every word that somebody types, every name, label and file name is looked for in every form that a
program might give it; and it is held that a word which is there is found.
"""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from inspector_app.demo.authority import build_authority
from inspector_app.demo.workbook import write_workbook
from sync_server.store import open_store
from sync_server.upkeep import back_up
from tests.story.disguises import DISGUISES, words_in
from tests.story.laptops import Laptop, enrol_and_begin, let_in, new_laptop
from tests.story.servers import free_port, server_says, start_process
from tests.story.tap import Tap, tapped
from tests.sync_server.clusters import Cluster

WORDS = {
    "the lead's name": "Annwyn Okonjo-Pell",
    "a colleague's name": "Beatrix Vandermolen",
    "the authority": "Merrowdale Borough Council",
    "a note": "Kestrelwick was afraid of Thursdays",
    "a note with letters beyond ASCII": "Zoë Ångström-Dvořák sprach",
    "a case": "QZX-4471-KESTREL",
    "what the case is called": "girl 9 from Larkspur Rise",
    "a line of enquiry": "Visits after dusk in Pellworm",
    "evidence": "Supervision sleeps in Oysterbeck",
    "a concern": "He said that the cellar in Thrumble",
    "a request": "Mister Quillfeather at half past nine",
    "a sample": "Twelve of the Marchwiel plans",
    "a file": "Brackenhurst-lists-for-HMI",
    "the administrator's label": "Lead inspector Thistlewood",
}
PASSPHRASES = ("seven larks above the quarry", "a lantern for every crooked pier")


@dataclass
class Site:
    """A server in a process of its own, what it says, and where it may leave something."""

    database: str
    folder: Path
    tap: Tap
    said: list[str] = field(default_factory=list)


@contextmanager
def serving(folder: Path, database: str, *options: str) -> Iterator[Site]:
    """A server behind a tap; all it may write lies below the folder."""
    store = folder / "server"
    (folder / "temporary").mkdir()
    with (
        pytest.MonkeyPatch.context() as patch,
        (folder / "log").open("w") as log,
    ):
        patch.setenv("TMPDIR", str(folder / "temporary"))
        process = start_process(store, "--port", "0", *options, database=database, log=log.fileno())
        with process, tapped_process(process.stdout) as tap:
            site = Site(database, folder, tap)
            try:
                yield site
            finally:
                process.terminate()
                assert process.stdout is not None
                site.said.append(process.stdout.read())


@contextmanager
def tapped_process(stdout: object) -> Iterator[Tap]:
    assert hasattr(stdout, "readline")
    with tapped(free_port(), str(json.loads(stdout.readline())["url"])) as tap:
        yield tap


def a_week(site: Site, folder: Path) -> tuple[Laptop, Laptop]:
    """A team that uses every kind of word there is, over the tapped line."""
    said = server_says(
        site.folder / "server", "enrol", "--name", WORDS["the administrator's label"],
        database=site.database,
    )  # fmt: skip
    lead = new_laptop(folder / "lead", WORDS["the lead's name"], PASSPHRASES[0])
    bea = new_laptop(folder / "bea", WORDS["a colleague's name"], PASSPHRASES[1])
    enrol_and_begin(lead, site.tap.url, str(said["code"]), WORDS["the authority"])
    let_in(lead, bea, "hmi")
    lead.run("sync")
    workbook = folder / f"{WORDS['a file']}.xlsx"
    write_workbook(build_authority(7, 20), workbook)
    bea.run("intake", "import", str(workbook), "--share")
    plan = ("--list", "6", "--unit", "case", "--design", "simple", "--n", "3")
    bea.run("sample", "draw", *plan, "--title", WORDS["a sample"], "--rationale", WORDS["a note"])
    bea.run("enquiry", "raise", "--title", WORDS["a line of enquiry"])
    case = ("case", "add", WORDS["a case"], "--label", WORDS["what the case is called"])
    bea.run(*case)
    note = bea.run("note", "add", "--text", WORDS["a note"], "--case", WORDS["a case"])
    bea.run("note", "add", "--text", WORDS["a note with letters beyond ASCII"])
    bea.run("evidence", "add", "--text", WORDS["evidence"], "--note", str(note["id"]))
    bea.run("concern", "raise", "--text", WORDS["a concern"])
    bea.run(
        "request", "add", "--kind", "worker", "--text", "To talk", "--person", WORDS["a request"]
    )
    for laptop in (bea, lead, bea, lead):
        laptop.run("sync")
    assert any(WORDS["a note"] == text["text"] for text in lead.run("note", "list")["items"])
    lead.run("search", "Kestrelwick")
    lead.run("server", "check")
    return lead, bea


def left_behind(site: Site, *more: bytes) -> dict[str, bytes]:
    """Everything that the server wrote, and everything that was said on the line."""
    found = {
        str(path.relative_to(site.folder)): path.read_bytes()
        for path in site.folder.rglob("*")
        if path.is_file()
    }
    found |= {f"the line, {number}": said for number, said in enumerate(site.tap.heard)}
    found["said"] = "".join(site.said).encode()
    return found | {f"more {number}": data for number, data in enumerate(more)}


def readable(found: dict[str, bytes]) -> dict[str, set[tuple[str, str]]]:
    """In which of them words are to be read, in names too."""
    wanted = (*WORDS.values(), *PASSPHRASES)
    seen = {name: words_in(data + name.encode(), wanted) for name, data in found.items()}
    return {name: words for name, words in seen.items() if words}


@pytest.mark.parametrize("kind", ["file", pytest.param("postgresql", marks=pytest.mark.long)])
def test_no_word_is_to_be_read_at_the_server_or_on_the_way(tmp_path: Path, kind: str) -> None:
    own = Cluster() if kind == "postgresql" else None
    folder = tmp_path / "site"
    folder.mkdir()
    database = f"sqlite:///{folder}/server/server.db" if own is None else own.empty()
    try:
        with serving(folder, database) as site:
            lead, _ = a_week(site, tmp_path)
            metrics = httpx.get(f"{site.tap.url}/metrics").content
            store = open_store(database)
            back_up(store, folder / "backup.db")
            store.close()
            shown = [str(server_says(folder / "server", word, database=database))
                     for word in ("status", "verify")]  # fmt: skip
            # While it is served, and its journal is not yet in its file.
            found = left_behind(site, metrics, *(each.encode() for each in shown))
            words = (*WORDS.values(), *PASSPHRASES)
            if own is not None:
                for path in own.folder.rglob("*"):
                    if path.is_file():
                        found[str(path)] = path.read_bytes()
        found |= {f"{name} afterwards": data for name, data in left_behind(site).items()}
    finally:
        if own is not None:
            own.remove()
    assert b"inspector_requests_total" in metrics
    heard = b"".join(site.tap.heard)
    assert b"/push HTTP/1.1" in heard
    assert b"PUT /v1/inspections/" in heard
    assert len(words) == len(WORDS) + 2
    assert readable(found) == {}
    # All that was typed is there, under the team's key.
    assert lead.run("verify")["ok"] is True
    assert sum(len(data) for name, data in found.items() if "the line" in name) > 100_000


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_word_that_is_there_is_found_whatever_it_looks_like(disguise: str) -> None:
    for word in (*WORDS.values(), *PASSPHRASES):
        hidden = DISGUISES[disguise](word)
        assert (word, disguise) in words_in(b"\x00\xff" * 50 + hidden + b"\x00" * 9, [word])
        assert words_in(b"\x00\xff" * 500, [word]) == set()


@pytest.mark.parametrize("word", [WORDS["a note"], WORDS["a case"]])
def test_a_word_is_found_in_what_is_encoded_or_packed_together_with_others(word: str) -> None:
    told = json.dumps({"before": "x" * 7, "text": word, "after": "y" * 5}).encode()
    for data in (
        base64.b64encode(told),
        base64.b64encode(b"." + told),
        base64.b64encode(b".." + told),
        b"before" + zlib.compress(told) + b"after",
        b"before" + gzip.compress(base64.b64encode(told)) + b"after",
        told.decode().upper().encode(),
    ):
        assert {found for found, _ in words_in(data, [word])} == {word}


def test_a_leak_on_the_line_in_a_file_in_a_name_or_in_a_log_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    word = WORDS["a case"]
    with serving(folder, f"sqlite:///{folder}/server/server.db") as site:
        assert readable(left_behind(site)) == {}
        leak = base64.b64encode(word.encode()).decode()
        httpx.get(f"{site.tap.url}/v1/hello", headers={"X-Case": leak})
        assert set(readable(left_behind(site))) == {"the line, 0"}
        store = open_store(site.database)
        with store.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO audit (at, action, subject) VALUES ('', '', ?)", (word,)
            )
        store.close()
        for path in ("temporary/left", f"server/{word}.txt"):
            (folder / path).write_text(word.lower() if "left" in path else "")
        with (folder / "log").open("a") as log:
            log.write(word)
        found = {name.partition(" ")[0] for name in readable(left_behind(site))}
        in_store = {"server/server.db", "server/server.db-wal"} & found
        assert in_store
        assert found - in_store == {"the", "temporary/left", f"server/{word}.txt", "log"}
