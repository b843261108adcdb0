"""Imported lists go to those who ask for them, whatever cuts the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.membership import remove
from inspector_app.intake.travelling import open_copy, share_frame
from inspector_app.sync.bundles import export_bundle, import_bundle, read_bundle
from schemas import frame_copies
from schemas.bundles import Bundle
from sync_server import blobs
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop, exchange
from tests.sync.frames import CANARY, contents, fetch, file_keys, imported, place, words_in_homes
from tests.sync.hostile import Hostile, Said, Twist
from tests.sync.hostile_visits import visit
from tests.sync.visits import sync

CHUNK = re.compile(r"/blobs/[0-9a-f]{64}\Z")


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small list travels in many chunks."""
    monkeypatch.setattr(frame_copies, "_PIECE", 200)


@pytest.fixture
def ann(team: dict[str, Laptop], server: EmbeddedServer) -> Laptop:
    return team["ann"]


@pytest.fixture
def bea(team: dict[str, Laptop]) -> Laptop:
    return team["bea"]


@pytest.fixture
def frame(ann: Laptop, tmp_path: Path) -> str:
    """Imported by the lead."""
    return imported(ann, tmp_path / "lists.xlsx")


def in_turn(server: EmbeddedServer, *laptops: Laptop) -> None:
    """Each syncs once, and so has what those before it gave."""
    for laptop in laptops:
        sync(laptop, server)


def at_chunk(number: int, twist: Callable[[Said], Said | None]) -> Twist:
    """Does something to the answer for the chunk of that number, and to no other."""
    count = 0

    def answer(request: BaseHTTPRequestHandler, said: Said) -> Said | None:
        nonlocal count
        if CHUNK.search(request.path):
            count += 1
            return twist(said) if count == number else said
        return said

    return answer


def twisting(hostile: Hostile, twist: Twist) -> None:
    hostile.everything = twist
    hostile.heard.clear()


def chunks_heard(hostile: Hostile, method: str) -> list[str]:
    return [path for verb, path, _ in hostile.heard if verb == method and CHUNK.search(path)]


def test_lists_are_offered_sent_fetched_on_demand_and_arrive_equal(
    ann: Laptop, bea: Laptop, server: EmbeddedServer, frame: str
) -> None:
    in_turn(server, ann, bea)
    assert (place(ann, frame).place, place(bea, frame).place) == ("here", "elsewhere")
    with pytest.raises(InspectorError) as caught:
        open_copy(bea.base, frame)
    assert caught.value.code == "frame-not-shared"
    shared = share_frame(ann.base, frame)
    assert shared.chunks > 3
    report = sync(ann, server)
    assert (report.chunks_sent, report.chunks_waiting) == (shared.chunks, 0)
    assert sync(ann, server).chunks_sent == 0
    sync(bea, server)
    assert place(bea, frame).place == "can-be-fetched"
    assert place(bea, frame).shared_by == (ann.base.member,)
    assert not bea.base.vault.frames.has_chunks(frame), "nothing is fetched unasked"
    assert fetch(bea, server.url, server, frame) == (shared.chunks, shared.chunks)
    assert open_copy(bea.base, frame) == 30
    assert place(bea, frame).place == "here"
    assert contents(bea, frame) == contents(ann, frame)
    assert any(CANARY in str(row) for row in contents(bea, frame)["frame_row"])
    path = f"frames/{frame}.db"
    assert file_keys(ann)[path] != file_keys(bea)[path]
    assert share_frame(ann.base, frame) == type(shared)(shared.chunks, before=True)
    assert words_in_homes([ann, bea], [], [CANARY.encode()]) == set()


def test_an_offer_that_has_not_arrived_is_on_its_way_and_no_error(
    ann: Laptop, bea: Laptop, server: EmbeddedServer, frame: str
) -> None:
    sync(ann, server)
    share_frame(ann.base, frame)
    exchange(ann, bea)
    sync(bea, server)
    assert place(bea, frame).place == "on-its-way"
    here, of = fetch(bea, server.url, server, frame)
    assert (here, of > 3) == (0, True)
    with pytest.raises(InspectorError) as caught:
        open_copy(bea.base, frame)
    assert caught.value.code == "frame-on-its-way"
    assert not bea.base.vault.frames.has(frame)


def test_an_upload_that_is_cut_off_goes_on_where_it_was(
    ann: Laptop, bea: Laptop, server: EmbeddedServer, hostile: Hostile, frame: str
) -> None:
    of = share_frame(ann.base, frame).chunks
    twisting(hostile, at_chunk(3, lambda _: None))
    with pytest.raises(InspectorError) as caught:
        visit(ann, hostile, server)
    assert caught.value.code == "server-away"
    sync(bea, server)
    assert place(bea, frame).place == "on-its-way"
    assert fetch(bea, server.url, server, frame) == (3, of)
    twisting(hostile, lambda _, said: said)
    assert visit(ann, hostile, server).chunks_sent == of - 3
    assert len(chunks_heard(hostile, "PUT")) == of - 3
    assert fetch(bea, server.url, server, frame) == (of, of)
    assert open_copy(bea.base, frame) == 30


def test_a_download_that_is_cut_off_goes_on_where_it_was(
    ann: Laptop, bea: Laptop, server: EmbeddedServer, hostile: Hostile, frame: str
) -> None:
    of = share_frame(ann.base, frame).chunks
    in_turn(server, ann, bea)
    twisting(hostile, at_chunk(4, lambda _: None))
    with pytest.raises(InspectorError) as caught:
        fetch(bea, hostile.url, server, frame)
    assert caught.value.code == "server-away"
    assert not bea.base.vault.frames.has(frame)
    bea.reopen()
    twisting(hostile, lambda _, said: said)
    assert fetch(bea, hostile.url, server, frame) == (of, of)
    assert len(chunks_heard(hostile, "GET")) == of - 3
    assert open_copy(bea.base, frame) == 30


@pytest.mark.parametrize(
    "twist",
    [
        lambda said: Said(200, said.headers, said.body[:-1] + bytes([said.body[-1] ^ 1])),
        lambda said: Said(200, said.headers, said.body[:-1]),
        lambda said: Said(200, said.headers, b""),
        lambda said: Said(200, said.headers, said.body + bytes(2 * 1024 * 1024)),
    ],
)
def test_a_chunk_that_the_server_changed_is_refused_and_nothing_is_half_written(
    ann: Laptop,
    bea: Laptop,
    server: EmbeddedServer,
    hostile: Hostile,
    frame: str,
    twist: Callable[[Said], Said],
) -> None:
    of = share_frame(ann.base, frame).chunks
    in_turn(server, ann, bea)
    twisting(hostile, at_chunk(2, twist))
    with pytest.raises(InspectorError) as caught:
        fetch(bea, hostile.url, server, frame)
    assert caught.value.code == "server-faulty"
    with pytest.raises(InspectorError):
        open_copy(bea.base, frame)
    assert [path for path in file_keys(bea) if path.endswith((f"{frame}.db", "arriving.db"))] == []
    assert fetch(bea, server.url, server, frame) == (of, of)
    assert open_copy(bea.base, frame) == 30


def test_a_server_that_says_it_has_what_it_has_not_leaves_the_lists_on_their_way(
    ann: Laptop, bea: Laptop, server: EmbeddedServer, hostile: Hostile, frame: str
) -> None:
    sync(ann, server)
    share_frame(ann.base, frame)
    exchange(ann, bea)
    names = ann.base.fields(frame)["chunks"].value
    hostile.says("blobs", f'{{"there": {names}}}'.encode())
    visit(bea, hostile, server)
    assert place(bea, frame).place == "can-be-fetched"
    with pytest.raises(InspectorError) as caught:
        fetch(bea, hostile.url, server, frame)
    assert caught.value.code == "unknown-blob"
    assert not bea.base.vault.frames.has(frame)


def test_rows_that_are_not_those_recorded_do_not_take_the_frames_place(
    ann: Laptop,
    bea: Laptop,
    server: EmbeddedServer,
    frame: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = imported(ann, tmp_path / "other.xlsx", rows=7)
    open_frame = ann.base.vault.frames.open
    with monkeypatch.context() as patch:
        patch.setattr(ann.base.vault.frames, "open", lambda _: open_frame(other))
        share_frame(ann.base, frame)
    in_turn(server, ann, bea)
    here, of = fetch(bea, server.url, server, frame)
    assert here == of
    with pytest.raises(InspectorError) as caught:
        open_copy(bea.base, frame)
    assert caught.value.code == "copy-not-good"
    assert not bea.base.vault.frames.has(frame)


def test_two_copies_offered_at_once_are_each_good(
    ann: Laptop, bea: Laptop, server: EmbeddedServer, team: dict[str, Laptop], frame: str
) -> None:
    cal = team["cal"]
    share_frame(ann.base, frame)
    in_turn(server, ann, bea)
    fetch(bea, server.url, server, frame)
    open_copy(bea.base, frame)
    for laptop in (ann, bea):
        # As after a laptop's sealed copies were lost: both offer a new one before they sync.
        laptop.base.vault.files.destroy(f"frames/{frame}.chunks.db")
        assert not share_frame(laptop.base, frame).before
    in_turn(server, ann, bea, cal)
    assert place(cal, frame).place == "can-be-fetched"
    assert set(place(cal, frame).shared_by) == {ann.base.member, bea.base.member}
    # Nobody is asked to choose between two keys: the loser says once which stands.
    assert (bea.base.conflicts() or ann.base.conflicts()) != ()
    in_turn(server, ann, bea, cal, ann)
    assert (ann.base.conflicts(), bea.base.conflicts(), cal.base.conflicts()) == ((), (), ())
    assert ann.base.digest() == cal.base.digest()
    here, of = fetch(cal, server.url, server, frame)
    assert here == of
    assert open_copy(cal.base, frame) == 30
    assert contents(cal, frame) == contents(ann, frame)


def test_lists_travel_in_a_bundle_where_there_is_no_server(
    ann: Laptop, bea: Laptop, frame: str, tmp_path: Path
) -> None:
    of = share_frame(ann.base, frame).chunks
    without, with_them = tmp_path / "without.bundle", tmp_path / "with.bundle"
    assert export_bundle(ann.base, without).chunks_sent == 0
    assert export_bundle(ann.base, with_them, with_frames=True).chunks_sent == of
    base, _ = import_bundle(bea.base.vault, read_bundle(without))
    base.close()
    assert place(bea, frame).place == "on-its-way"
    base, _ = import_bundle(bea.base.vault, read_bundle(with_them))
    base.close()
    assert place(bea, frame).place == "can-be-fetched"
    assert open_copy(bea.base, frame) == 30
    assert contents(bea, frame) == contents(ann, frame)


def test_chunks_in_a_bundle_that_nobody_offered_are_thrown_away(
    ann: Laptop, bea: Laptop, frame: str
) -> None:
    bundle = Bundle.of(ann.inspection, ann.base.team.chain.records, [], [], [b"x" * 99])
    base, _ = import_bundle(bea.base.vault, bundle)
    base.close()
    assert not bea.base.vault.frames.has_chunks(frame)


def test_a_server_without_room_says_so_and_the_rest_goes_over(
    ann: Laptop,
    bea: Laptop,
    server: EmbeddedServer,
    frame: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    of = share_frame(ann.base, frame).chunks
    note = ann.note("Written meanwhile.")
    with monkeypatch.context() as patch:
        patch.setattr(blobs, "MOST_BLOB_BYTES", 700)
        report = sync(ann, server)
    assert (report.chunks_sent, report.chunks_waiting) == (3, of - 3)
    assert report.chunks_refused == "too-large"
    sync(bea, server)
    assert bea.shown(note, "text") == "Written meanwhile."
    assert sync(ann, server).chunks_sent == of - 3


def test_who_was_removed_keeps_what_he_fetched_and_gets_no_more(
    ann: Laptop, bea: Laptop, server: EmbeddedServer, frame: str, tmp_path: Path
) -> None:
    share_frame(ann.base, frame)
    later = imported(ann, tmp_path / "later.xlsx")
    share_frame(ann.base, later)
    in_turn(server, ann, bea)
    fetch(bea, server.url, server, frame)
    open_copy(bea.base, frame)
    remove(ann.base, bea.base.member, "Left the inspection.")
    sync(ann, server)
    with pytest.raises(InspectorError) as caught:
        fetch(bea, server.url, server, later)
    assert caught.value.code == "not-a-member"
    assert place(bea, frame).place == "here"
    assert CANARY in str(contents(bea, frame))


def test_killed_before_the_offer_was_recorded_nothing_was_offered_and_it_can_be(
    ann: Laptop,
    bea: Laptop,
    server: EmbeddedServer,
    frame: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(ann.base, "record", _killed)
        patch.setattr("inspector_app.evidence_base.chunk_store.ChunkStore.drop", _killed_quietly)
        with pytest.raises(KeyboardInterrupt):
            share_frame(ann.base, frame)
    ann.reopen()
    assert sync(ann, server).chunks_sent == 0
    assert place(ann, frame).chunks == 0
    shared = share_frame(ann.base, frame)
    assert not shared.before
    assert sync(ann, server).chunks_sent == shared.chunks
    sync(bea, server)
    fetch(bea, server.url, server, frame)
    assert open_copy(bea.base, frame) == 30


def test_killed_while_the_rows_are_written_the_frame_is_not_here_and_comes_whole_later(
    ann: Laptop,
    bea: Laptop,
    server: EmbeddedServer,
    frame: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    share_frame(ann.base, frame)
    in_turn(server, ann, bea)
    fetch(bea, server.url, server, frame)
    with monkeypatch.context() as patch:
        patch.setattr(bea.base.vault.frames, "keep_arriving", _killed)
        patch.setattr(bea.base.vault.frames, "drop_arriving", _killed_quietly)
        with pytest.raises(KeyboardInterrupt):
            open_copy(bea.base, frame)
    bea.reopen()
    assert place(bea, frame).place == "can-be-fetched"
    assert open_copy(bea.base, frame) == 30
    assert contents(bea, frame) == contents(ann, frame)
    assert [path for path in file_keys(bea) if "arriving" in path] == []


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def _killed_quietly(*_: object) -> None:
    """What would have tidied up does not run either."""
