"""What the server has against what is here, as `server check` tells it."""

from __future__ import annotations

import shutil
from pathlib import Path

from sync_server.embedded import EmbeddedServer
from tests.cli.server_checking import (
    failed,
    move,
    steps,
    steps_at,
)
from tests.evidence_base.laptops import PASSPHRASE
from tests.story.laptops import (
    Laptop,
    begin_inspection,
    let_in,
    new_laptop,
    new_server,
)


def test_what_is_not_there_yet_is_counted_and_nothing_is_sent(
    ann: Laptop, server: EmbeddedServer
) -> None:
    begin_inspection(ann, server, "Anyshire")
    ann.run("note", "add", "--text", "Seen.")
    before = ann.run("sync", "status")
    content = steps(ann.run("server", "check"))["content"]
    assert content["said"] == "Saves to send: 1."
    assert "inspector sync" in content["next"]
    assert ann.run("sync", "status") == before
    assert before["unsent"] == 1


def test_work_of_others_that_is_not_here_is_told(
    ann: Laptop, server: EmbeddedServer, tmp_path: Path
) -> None:
    begin_inspection(ann, server, "Anyshire")
    bea = new_laptop(tmp_path / "bea", "Bea", PASSPHRASE)
    let_in(ann, bea, "hmi")
    bea.run("note", "add", "--text", "Seen.")
    bea.run("sync")
    assert "work that is not here yet" in steps(ann.run("server", "check"))["content"]["said"]
    assert "hmi" in steps(bea.run("server", "check"))["standing"]["said"]
    [member] = [m for m in ann.run("team", "list")["members"] if m["role"] == "hmi"]
    ann.run("team", "remove", member["member"], "--reason", "Left.")
    ann.run("sync")
    last = failed(bea)
    assert last["step"] == "standing"
    assert "does not let this laptop in" in last["said"]


def test_a_server_that_was_put_back_is_told_loudly(ann: Laptop, tmp_path: Path) -> None:
    folder = tmp_path / "server"
    with new_server(folder) as server:
        begin_inspection(ann, server, "Anyshire")
    kept = shutil.copytree(folder, tmp_path / "kept")
    with new_server(folder) as server:
        move(ann, server)
        ann.run("note", "add", "--text", "Seen.")
        ann.run("sync")
        assert steps_at(ann, server)["content"]["ok"]
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    with new_server(folder) as server:
        move(ann, server)
        content = steps_at(ann, server)["content"]
        assert not content["ok"]
        assert "less than it had" in content["said"]
        ann.run("sync")
        assert steps_at(ann, server)["content"]["ok"]


def test_a_server_that_lost_the_inspection_is_told(ann: Laptop, tmp_path: Path) -> None:
    folder = tmp_path / "server"
    with new_server(folder) as server:
        begin_inspection(ann, server, "Anyshire")
    (folder / "server.db").unlink()
    with new_server(folder) as server:
        move(ann, server)
        code, document = ann.outcome("server", "check")
        [there] = [each for each in document["servers"] if each["url"] == server.url]
        assert code == 1
        assert (there["problem"], there["steps"][-1]["step"]) == (
            "unknown-inspection",
            "inspection",
        )
        ann.run("sync")
        assert ann.run("server", "check")["servers"][0]["ok"]
