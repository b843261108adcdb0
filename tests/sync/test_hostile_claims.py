"""What a server claims of vectors, teams and entries is believed only as far as it is signed."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspector_app.errors import InspectorError
from schemas.identifiers import feed_name
from schemas.signing import to_base64
from schemas.wire import frame
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop, make_template
from tests.sync.conftest import Start
from tests.sync.hostile import Hostile, Said
from tests.sync.hostile_visits import forged, refused, vector_of, visit


@pytest.fixture
def start(at_work: Start) -> Start:
    return at_work


def test_entries_of_another_inspection_change_nothing(
    team: dict[str, Laptop], ann: Laptop, hostile: Hostile, tmp_path: Path, server: EmbeddedServer
) -> None:
    (tmp_path / "others").mkdir()
    others = make_template(tmp_path / "others").laptops(tmp_path / "their-homes")
    others["ann"].note("Another inspection's.")
    foreign = b"".join(frame(data) for data in others["ann"].parcel())
    for laptop in others.values():
        laptop.close()
    before = _records(ann)
    hostile.twists["pull"] = lambda *_: Said(200, {}, foreign)
    report = visit(ann, hostile, server)
    assert report.received == 0
    assert set(report.set_aside.values()) == {"other-inspection"}
    assert _records(ann) == before


def test_a_hello_that_is_not_the_servers_is_told_nothing(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()

    def lying(**changed: object) -> Callable[[BaseHTTPRequestHandler, Said], Said]:
        return lambda _, said: Said(
            200, said.headers, json.dumps({**json.loads(said.body), **changed}).encode()
        )

    for changed in (
        {"certificate_sha256": "0" * 64},
        {"sign_key": other},
        {"server": "0" * 64},
    ):
        hostile.twists["hello"] = lying(**changed)
        assert refused(ann, hostile) == "wrong-server"
    name = hashlib.sha256(bytes.fromhex(other)).hexdigest()
    hostile.twists["hello"] = lying(server=name, sign_key=other)
    with pytest.raises(InspectorError) as caught:
        visit(ann, hostile, server)
    assert caught.value.code == "wrong-server"
    assert {path for _, path, _ in hostile.heard} == {"/v1/hello"}


def test_a_vector_of_another_inspection_is_no_answer(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer, tmp_path: Path
) -> None:
    hostile.twists["vector"] = forged(server, ann, {}, inspection="a" * 64)
    assert refused(ann, hostile) == "wrong-server"


def test_a_vector_signed_by_somebody_else_is_no_answer(ann: Laptop, hostile: Hostile) -> None:
    key = Ed25519PrivateKey.generate()
    hostile.twists["vector"] = vector_of(ann, "f" * 64, key, {})
    assert refused(ann, hostile) == "wrong-server"


def test_tips_that_do_not_exist_neither_hang_nor_pass_for_ours(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    ours = next(iter(ann.base.vector()))
    ghosts = {
        ours: tuple(sorted(os.urandom(32).hex() for _ in range(50))),
        **{feed_name(os.urandom(32).hex(), "0" * 16): ("b" * 64,) for _ in range(500)},
    }
    hostile.twists["vector"] = forged(server, ann, ghosts)
    hostile.twists["pull"] = lambda *_: Said(200, {}, b"")
    report = visit(ann, hostile, server)
    assert report.received == 0
    assert report.sent >= 1
    assert report.unsent >= 1
    del hostile.twists["vector"], hostile.twists["pull"]
    assert visit(ann, hostile, server).unsent == 0


def test_an_older_vector_replayed_makes_us_send_again_and_lose_nothing(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    kept: list[Said] = []

    def keeping(_: BaseHTTPRequestHandler, said: Said) -> Said:
        kept.append(said)
        return said

    hostile.twists["vector"] = keeping
    visit(ann, hostile, server)
    record = ann.note("Later.")
    hostile.twists["vector"] = lambda *_: kept[0]
    visit(ann, hostile, server)
    del hostile.twists["vector"]
    assert visit(ann, hostile, server).unsent == 0
    assert ann.shown(record, "text") == "Later."


def test_team_records_that_nobody_of_the_team_signed_change_nothing(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    head = ann.base.team.chain.head.record
    seats = set(ann.base.team.chain.head.seats)
    last = ann.base.team.chain.records[-1]
    records = [
        {
            "body": to_base64(last.body.replace(b'"lead"', b'"qam"', 1)),
            "signature": "A" * 86 + "==",
        },
        {"body": to_base64(b"{}"), "signature": ""},
        {"body": to_base64(b"["), "signature": to_base64(bytes(64))},
        {"body": to_base64(last.body), "signature": to_base64(bytes(64))},
    ]
    hostile.says("team", json.dumps({"records": records, "head": "0" * 64}).encode())
    hostile.twists["vector"] = forged(server, ann, {}, team="0" * 64)
    with suppress(InspectorError):
        visit(ann, hostile, server)
    assert ann.base.team.chain.head.record == head
    assert set(ann.base.team.chain.head.seats) == seats


def test_a_flood_of_empty_team_records_ends_in_words_and_soon(
    ann: Laptop, hostile: Hostile, server: EmbeddedServer
) -> None:
    record = b'{"body":"e30=","signature":""},'
    flood = b'{"records":[' + (record * 500_000)[:-1] + b'],"head":"' + b"0" * 64 + b'"}'
    hostile.says("team", flood)
    hostile.twists["vector"] = forged(server, ann, {}, team="0" * 64)
    begun = time.monotonic()
    assert refused(ann, hostile) == "server-faulty"
    assert time.monotonic() - begun < 30


def _records(laptop: Laptop) -> int:
    with laptop.base.reading() as session:
        counted = session.connection().exec_driver_sql("SELECT count(*) FROM note").scalar_one()
    return int(counted)
