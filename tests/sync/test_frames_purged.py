"""Purged lists are gone from every laptop and the server, and it can be shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.chunk_store import opened_chunks
from inspector_app.evidence_base.editing import undo
from inspector_app.evidence_base.frame_purges import obey_purges
from inspector_app.evidence_base.membership import set_roles
from inspector_app.evidence_base.team_changes import append_record
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.importing import opened_frame
from inspector_app.intake.purging import purge_frame
from inspector_app.intake.travelling import open_copy, share_frame
from inspector_app.sync.bundles import export_bundle, import_bundle, read_bundle
from inspector_app.sync.client import ServerClient
from inspector_app.sync.frames import chunks_for_bundle, keep_chunks
from schemas import frame_copies
from schemas.frame_copies import chunk_name, chunk_names
from schemas.frame_ids import purge_mark
from schemas.receipts import PurgeReceipt
from schemas.team_records import Purge
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop, give
from tests.sync.frames import CANARY, file_keys, imported, meet, place, words_in_homes
from tests.sync.visits import sync


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small list travels in many chunks."""
    monkeypatch.setattr(frame_copies, "_PIECE", 200)


@pytest.fixture
def everybody(team: dict[str, Laptop]) -> list[Laptop]:
    return [team["ann"], team["bea"], team["cal"], team["dev"]]


@pytest.fixture
def frame(three: list[Laptop], tmp_path: Path) -> str:
    """Imported by Bea, shared, and opened by Cal; known to Ann."""
    _, bea, cal = three
    frame = imported(bea, tmp_path / "lists.xlsx")
    share_frame(bea.base, frame)
    meet(*three)
    keep_chunks(cal.base, chunks_for_bundle(bea.base))
    open_copy(cal.base, frame)
    return frame


def chunks_of(laptop: Laptop, frame: str) -> list[bytes]:
    """The sealed chunks that lie on a laptop."""
    with opened_chunks(laptop.base.vault, frame) as store:
        return list(store.read(sorted(store.names())))


def refused(laptop: Laptop, frame: str, *, unfinished: int = 0) -> str:
    before = words_in_homes([laptop], file_keys(laptop).values(), [CANARY.encode()])
    with pytest.raises(InspectorError) as caught:
        purge_frame(laptop.base, frame, unfinished=unfinished)
    assert words_in_homes([laptop], file_keys(laptop).values(), [CANARY.encode()]) == before
    return caught.value.code


def test_after_a_purge_no_file_anywhere_holds_rows_or_chunks_and_all_laptops_confirm(
    everybody: list[Laptop], server: EmbeddedServer, frame: str, tmp_path: Path
) -> None:
    ann, bea, cal, dev = everybody
    for laptop in (ann, bea, dev):
        sync(laptop, server)
    keys = {key for laptop in everybody for key in file_keys(laptop).values()}
    own_keys = [file_keys(each)[f"frames/{frame}.db"] for each in (bea, cal)]
    chunks = chunks_of(bea, frame)
    pieces = [chunk[:40] for chunk in chunks]
    store = tmp_path / "server" / "server.db"
    bundle = tmp_path / "before.bundle"
    export_bundle(bea.base, bundle, with_frames=True)

    def stands() -> set[tuple[str, str]]:
        """In which files of homes the canary or a chunk stands, under any key there ever was."""
        return words_in_homes(everybody, keys, [CANARY.encode(), *pieces])

    def server_has() -> bool:
        files = [each.read_bytes() for each in store.parent.iterdir() if each.is_file()]
        return any(piece in data for piece in pieces for data in files)

    paths = (f"frames/{frame}.db", f"frames/{frame}.chunks.db")
    assert stands() == {(each.name, path) for each in (bea, cal) for path in paths}
    assert server_has()

    done = purge_frame(ann.base, frame, unfinished=0, reason="The inspection is over.")
    assert (done.blobs, done.destroyed) == (len(chunks), False)
    assert (len(place(ann, frame).receipts), place(ann, frame).laptops) == (1, 4)
    sync(ann, server)
    assert not server_has()
    for laptop in (bea, cal, dev, ann):
        report = sync(laptop, server)
        assert report.purged == ((frame,) if laptop in (bea, cal) else ())
    assert stands() == set()
    kept = {key for each in everybody for key in file_keys(each).values()}
    assert kept.isdisjoint(own_keys)
    for laptop in everybody:
        sync(laptop, server)
        shown = place(laptop, frame)
        assert (shown.place, len(shown.receipts), shown.laptops) == ("purged", 4, 4)
        assert not shown.late
        with pytest.raises(InspectorError) as caught, opened_frame(laptop.base, frame):
            pass
        assert caught.value.code == "frame-purged"

    # Nothing brings it back: neither the server, nor a bundle, nor whoever kept one.
    client = ServerClient(bea.base.vault.device, server.url, None, server.server)
    with pytest.raises(InspectorError) as caught:
        client.put_blob(bea.inspection, chunk_name(chunks[0]), chunks[0])
    assert caught.value.code == "blob-purged"
    with pytest.raises(InspectorError) as caught:
        client.blob(bea.inspection, chunk_name(chunks[0]))
    assert caught.value.code == "blob-purged"
    client.close()
    for laptop in (ann, bea):
        base, _ = import_bundle(laptop.base.vault, read_bundle(bundle))
        base.close()
        assert laptop.base.vault.frames.holds_nothing_of(frame)
    for code in (_code(bea, share_frame, frame), _code(bea, open_copy, frame)):
        assert code == "frame-purged"
    assert stands() == set()
    assert ann.base.fields(frame)["key"].value is None


def _code(laptop: Laptop, action: Callable[[EvidenceBase, str], object], frame: str) -> str:
    with pytest.raises(InspectorError) as caught:
        action(laptop.base, frame)
    return caught.value.code


def test_only_the_lead_purges_what_has_travelled(three: list[Laptop], frame: str) -> None:
    ann, bea, cal = three
    assert refused(bea, frame) == "not-allowed"
    set_roles(ann.base, cal.base.member, frozenset({"hmi", "deputy"}))
    meet(*three)
    assert refused(cal, frame) == "not-allowed"
    assert place(bea, frame).place == "here"


def test_a_hold_or_an_open_sample_stops_a_purge(three: list[Laptop], frame: str) -> None:
    ann = three[0]
    assert refused(ann, frame, unfinished=2) == "sample-unfinished"
    inspection = ann.base.new_id()
    ann.base.record(NewWrite(inspection, "inspection", "holds[complaint]", Typed("Case 7.")))
    assert refused(ann, frame) == "on-hold"
    held = ann.base.fields(inspection)["holds[complaint]"].every_write
    ann.base.record(NewWrite(inspection, "inspection", "holds[complaint]", None, held))
    assert purge_frame(ann.base, frame, unfinished=0).blobs > 0
    assert refused(ann, frame) == "frame-purged"


def test_lists_that_never_travelled_are_purged_by_whoever_has_them(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, cal = three
    frame = imported(bea, tmp_path / "own.xlsx")
    meet(*three)
    assert refused(cal, frame) == "frame-elsewhere"
    keys = list(file_keys(bea).values())
    records = len(bea.base.team.chain.records)
    done = purge_frame(bea.base, frame, unfinished=0, reason="The wrong authority's.")
    assert (done.blobs, done.destroyed) == (0, True)
    assert words_in_homes([bea], keys, [CANARY.encode()]) == set()
    assert len(bea.base.team.chain.records) == records
    meet(ann, bea)
    shown = place(ann, frame)
    assert (shown.place, len(shown.receipts), shown.laptops) == ("purged", 1, 1)
    assert refused(bea, frame) == "frame-purged"


def test_a_purge_cannot_be_undone(three: list[Laptop], tmp_path: Path) -> None:
    bea = three[1]
    frame = imported(bea, tmp_path / "own.xlsx")
    purge_frame(bea.base, frame, unfinished=0)
    change = bea.base.fields(frame)["state"].current[0].write.partition(":")[0]
    with pytest.raises(InspectorError) as caught:
        undo(bea.base, change)
    assert caught.value.code == "cannot-undo"


def test_what_a_colleague_writes_makes_no_laptop_destroy_anything(
    three: list[Laptop], frame: str, tmp_path: Path
) -> None:
    ann, bea, cal = three
    other = imported(bea, tmp_path / "other.xlsx")
    share_frame(bea.base, other)
    alone = imported(bea, tmp_path / "alone.xlsx")
    meet(*three)
    purge_frame(ann.base, frame, unfinished=0)
    meet(*three)
    named = str(ann.base.fields(frame)["chunks"].value)
    for victim in (other, alone):
        cal.base.record(
            NewWrite(victim, "case-frame", "state", "purged"),
            NewWrite(victim, "case-frame", "key", Typed("00" * 32)),
            NewWrite(victim, "case-frame", "chunks", Typed(named)),
        )
    meet(*three)
    for victim in (other, alone):
        assert bea.base.vault.frames.has(victim)
        assert bea.base.member not in {
            seat.member
            for device, seat in bea.base.team.chain.head.seats.items()
            if device in place(ann, victim).receipts
        }


def test_a_copy_that_the_purge_did_not_name_is_put_before_the_lead(
    three: list[Laptop], frame: str
) -> None:
    ann, bea, cal = three
    cal.base.vault.files.destroy(f"frames/{frame}.chunks.db")
    assert not share_frame(cal.base, frame).before
    purge_frame(ann.base, frame, unfinished=0)
    meet(*three)
    assert not bea.base.vault.frames.has(frame)
    shown = place(ann, frame)
    # Nobody has any of it left; the server may have the copy that was made meanwhile.
    assert all(laptop.base.vault.frames.holds_nothing_of(frame) for laptop in three)
    assert (shown.place, shown.late, len(shown.receipts)) == ("purged", True, 3)
    assert purge_frame(ann.base, frame, unfinished=0).blobs > 0
    meet(*three)
    assert all(laptop.base.vault.frames.holds_nothing_of(frame) for laptop in three)
    shown = place(ann, frame)
    assert (shown.late, len(shown.receipts), shown.laptops) == (False, 3, 4)


def test_cut_off_after_the_teams_record_every_laptop_obeys_and_the_lead_can_finish(
    three: list[Laptop], frame: str
) -> None:
    ann, bea, cal = three
    names = chunk_names(str(ann.base.fields(frame)["chunks"].value))
    device = ann.base.vault.device.id
    named = (purge_mark(frame), *names)
    append_record(ann.base, Purge(ann.base.team.chain.head.record, device, named))
    meet(*three)
    assert all(laptop.base.vault.frames.holds_nothing_of(frame) for laptop in three)
    assert (place(ann, frame).place, place(ann, frame).record.state) == ("purged", "imported")
    assert purge_frame(ann.base, frame, unfinished=0).blobs == 0
    meet(*three)
    assert place(cal, frame).record.state == "purged"
    assert len(place(bea, frame).receipts) == 3


def test_a_laptop_that_still_holds_something_gives_no_receipt(
    three: list[Laptop],
    frame: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ann, bea, _ = three
    purge_frame(ann.base, frame, unfinished=0)
    give(ann, bea)

    def in_use(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", in_use)
        obey_purges(bea.base)
    assert bea.base.vault.device.id not in place(bea, frame).receipts
    assert not bea.base.vault.frames.has(frame), "its key is gone all the same"
    obey_purges(bea.base)
    assert bea.base.vault.device.id in place(bea, frame).receipts
    assert not list((bea.home / "frames").glob(f"{frame}*"))


def test_a_receipt_in_anothers_name_does_not_count(three: list[Laptop], frame: str) -> None:
    ann, bea, cal = three
    purge_frame(ann.base, frame, unfinished=0)
    meet(ann, cal)
    names = chunk_names(str(ann.base.fields(frame)["chunks"].value))
    mine, theirs = cal.base.vault.device, bea.base.vault.device.id
    at = "2026-11-24T10:15:00+00:00"
    marked = (purge_mark(frame), *names)
    forged = PurgeReceipt(cal.inspection, frame, marked, theirs, at).signed(mine.signing_key)
    # Of pieces that some other purge named: of this frame it says nothing.
    short = PurgeReceipt(cal.inspection, frame, names, theirs, at)
    stolen = short.signed(bea.base.vault.device.signing_key)
    for receipt in (forged, stolen):
        comment = cal.base.new_id()
        cal.base.record(
            NewWrite(comment, "comment", "text", Typed(receipt.to_text())),
            NewWrite(comment, "comment", "on", frame),
        )
    meet(ann, cal)
    assert set(place(ann, frame).receipts) == {ann.base.vault.device.id, mine.id}
