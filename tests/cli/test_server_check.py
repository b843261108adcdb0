"""'Can we talk?': every step of the way to every server, each told in words."""

from __future__ import annotations

import os
import socket
import ssl
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from inspector_app.sync.steps import Look, looked_at
from inspector_app.vault.vault import local_clock
from schemas.team_records import Server
from sync_server.embedded import EmbeddedServer
from tests.cli.server_checking import (
    answering,
    at,
    certificate_file,
    failed,
    know,
    steps,
)
from tests.evidence_base.laptops import PASSPHRASE
from tests.story.laptops import (
    Laptop,
    begin_inspection,
    new_laptop,
)

WHOLE = [
    "name",
    "connection",
    "tls",
    "server",
    "clock",
    "login",
    "inspection",
    "standing",
    "content",
]


def test_every_step_of_a_way_that_works_is_told(ann: Laptop, server: EmbeddedServer) -> None:
    begin_inspection(ann, server, "Anyshire")
    found = ann.run("server", "check")
    [only] = found["servers"]
    assert [step["step"] for step in only["steps"]] == WHOLE
    assert all(step["ok"] and step["said"] for step in only["steps"])
    assert (only["ok"], only["answers"], only["problem"]) == (True, True, None)
    assert (only["server"], only["url"]) == (server.server, server.url)
    assert "lead" in steps(found)["standing"]["said"]
    assert "nothing more" in steps(found)["content"]["said"]
    assert found["folder"] is None
    printed = ann.say("server", "check")
    assert all(f"ok  {step}" in printed for step in WHOLE)


def test_a_server_of_its_own_certificate_is_talked_to_and_another_one_is_not(
    ann: Laptop, tmp_path: Path
) -> None:
    folder = tmp_path / "server"
    with EmbeddedServer(folder, local_clock, os.urandom, certificate="auto") as server:
        code, pin = server.enrolment_code(), server.certificate_sha256
        assert pin is not None
        ann.run("server", "add", server.url, "--code", code, "--certificate-sha256", pin)
        found = ann.run("server", "check")
        assert [step["step"] for step in found["servers"][0]["steps"]] == WHOLE[:6]
        assert "TLS 1.3" in steps(found)["tls"]["said"]
        know(ann, Server(server.url, server.server, "0" * 64))
        last = failed(ann)
        assert (last["step"], "not the one" in last["said"]) == ("tls", True)
        know(ann, Server(server.url, server.server, None))
        last = failed(ann)
        assert (last["step"], "nobody whom" in last["said"]) == ("tls", True)


def test_another_server_at_the_address_is_no_server_of_ours(
    ann: Laptop, server: EmbeddedServer
) -> None:
    know(ann, at(server.url))
    assert failed(ann)["step"] == "server"


def test_a_server_that_does_not_know_the_laptop_lets_it_not_log_in(
    ann: Laptop, server: EmbeddedServer
) -> None:
    know(ann, Server(server.url, server.server, None))
    last = failed(ann)
    assert last["step"] == "login"
    assert "inspector server add" in last["next"]


def test_a_name_or_port_that_leads_nowhere_is_told_apart(ann: Laptop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as once:
        free = once.getsockname()[1]
    know(ann, at(f"http://127.0.0.1:{free}"))
    last = failed(ann)
    assert (last["step"], f"port {free}" in last["said"]) == ("connection", True)
    know(ann, at("https://inspector.invalid"))
    _, document = ann.outcome("server", "check")
    names = [each["steps"][-1]["step"] for each in document["servers"]]
    assert names == ["connection", "name"]


def test_what_speaks_no_tls_or_an_old_one_is_told(ann: Laptop, tmp_path: Path) -> None:
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    old.load_cert_chain(certificate_file(tmp_path / "identity"))

    def speak(connection: socket.socket) -> None:
        old.wrap_socket(connection, server_side=True).close()

    def http(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    for answer in (speak, http):
        with answering(answer) as port:
            know(ann, Server(f"https://127.0.0.1:{port}", "a" * 64, "b" * 64))
            last = failed(ann)
            assert (last["step"], "TLS 1.3" in last["said"]) == ("tls", True)


def test_servers_that_hang_are_tried_together_and_given_up_in_time(
    ann: Laptop, server: EmbeddedServer
) -> None:
    ann.run("server", "add", server.url, "--code", server.enrolment_code())
    with answering(None) as silent:
        know(ann, *(at(f"https://127.0.0.1:{silent}") for _ in range(4)))
        begun = time.monotonic()
        found = ann.run("server", "check")
    assert time.monotonic() - begun < 8, "one after the other would be twelve"
    assert [each["ok"] for each in found["servers"]] == [True, False, False, False, False]
    assert {each["problem"] for each in found["servers"]} == {None, "server-away"}


def test_what_never_ends_is_given_up_and_named() -> None:
    for_ever = threading.Event()

    def hang(look: Look) -> None:
        look.begin("connection")
        look.well("There.")
        look.begin("tls")
        for_ever.wait()
        look.begin("server")
        look.well("Too late.")

    def well(look: Look) -> None:
        look.begin("name")
        look.well("Found.")

    try:
        hung, fine = looked_at([hang, well], seconds=0.1)
    finally:
        for_ever.set()
    assert [(step.step, step.ok) for step in hung] == [("connection", True), ("tls", False)]
    assert [(step.step, step.ok) for step in fine] == [("name", True)]


def test_a_mistake_of_our_own_is_not_taken_for_a_server_that_is_away() -> None:
    def broken(look: Look) -> None:
        raise KeyError

    with pytest.raises(KeyError):
        looked_at([broken])


def test_a_clock_that_is_off_is_told_and_keeps_nobody_from_talking(
    ann: Laptop, tmp_path: Path
) -> None:
    def late() -> datetime:
        return local_clock() - timedelta(hours=1)

    with EmbeddedServer(tmp_path / "server", late, os.urandom) as server:
        begin_inspection(ann, server, "Anyshire")
        found = ann.run("server", "check")
    clock = steps(found)["clock"]
    assert not clock["ok"]
    assert "behind this laptop" in clock["said"]
    assert found["servers"][0]["ok"]


def test_a_laptop_without_a_server_is_told_so(ann: Laptop) -> None:
    assert ann.refused("server", "check").code == "no-server"


def test_the_folder_for_bundles_is_tried_too(ann: Laptop, tmp_path: Path) -> None:
    ann.run(
        *("inspection", "create", "--framework", "ilacs-2026", "--type", "standard"),
        *("--authority", "Anyshire"),
    )
    folder = tmp_path / "stick"
    folder.mkdir()
    ann.run("bundle", "export", str(folder / "monday.bundle"))
    (folder / "other.txt").write_text("other")
    found = ann.run("server", "check", "--folder", str(folder))
    assert found["servers"] == []
    assert [step["step"] for step in found["folder"]["steps"]] == ["folder", "bundles", "writing"]
    assert "1" in found["folder"]["steps"][1]["said"]
    assert sorted(path.name for path in folder.iterdir()) == ["monday.bundle", "other.txt"]
    code, document = ann.outcome("server", "check", "--folder", str(tmp_path / "none"))
    assert (code, document["error"]["code"]) == (1, "cannot-talk")
    assert not document["folder"]["ok"]


def test_who_was_invited_asks_the_server_no_further_than_its_clock(
    ann: Laptop, server: EmbeddedServer, tmp_path: Path
) -> None:
    begin_inspection(ann, server, "Anyshire")
    bea = new_laptop(tmp_path / "bea", "Bea", PASSPHRASE)
    invitation = str(tmp_path / "bea.invitation")
    ann.run("team", "invite", "--role", "hmi", "--out", invitation)
    ann.run("sync")
    bea.run("join", invitation)
    found = bea.run("server", "check")
    assert list(steps(found)) == WHOLE[:5]
    assert found["servers"][0]["ok"]


def test_every_inspection_is_asked_after_or_the_one_that_is_named(
    ann: Laptop, server: EmbeddedServer
) -> None:
    first = begin_inspection(ann, server, "Anyshire")
    created = ann.run(
        *("inspection", "create", "--framework", "ilacs-2026", "--type", "standard"),
        *("--authority", "Othershire"),
    )
    second = str(created["inspection"])
    [both] = ann.run("server", "check")["servers"]
    assert both["ok"]
    there = {step["inspection"]: step for step in both["steps"] if step["step"] == "inspection"}
    assert set(there) == {first, second}
    assert "not there yet" in there[second]["said"]
    [one] = ann.run("server", "check", "--inspection", first)["servers"]
    assert {step["inspection"] for step in one["steps"]} == {None, first}
    assert ann.refused("server", "check", "--inspection", "0" * 64).code == "unknown-inspection"


def test_one_inspection_that_does_not_open_is_told_and_keeps_no_server_from_being_tried(
    ann: Laptop, server: EmbeddedServer
) -> None:
    inspection = begin_inspection(ann, server, "Anyshire")
    (ann.home / "bases" / f"{inspection}.db").write_bytes(b"damaged" * 1000)
    found = ann.run("server", "check")
    assert list(steps(found)) == WHOLE[:6]
    assert found["servers"][0]["ok"]
