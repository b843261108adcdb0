"""Failure mode 26: erasure reaches every replica, late and re-sealed parts too."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from inspector_app.evidence_base.drafts import Draft, DraftContent, save_draft
from inspector_app.evidence_base.editing import edit
from inspector_app.evidence_base.erasing_together import confirm_erasure, propose_erasure
from inspector_app.evidence_base.erasures import later_versions
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import Typed
from inspector_app.intake.purging import purge_frame
from inspector_app.intake.travelling import share_frame
from inspector_app.sync.bundles import export_bundle, import_bundle, read_bundle
from schemas.entries import Entry
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop
from tests.sync.frames import file_keys, imported, words_in_homes
from tests.sync.visits import settle, sync

CANARY = "Kestrelwick"


def homes_with(laptops: Iterable[Laptop], *words: str, sealed: Iterable[bytes] = ()) -> set[str]:
    """Whose home holds one of the words, or a sealed piece, in some file.

    Plainly or under any key of the team.
    """
    team = list(laptops)
    keys = [key for laptop in team for key in file_keys(laptop).values()]
    found = words_in_homes(team, keys, [*(word.encode() for word in words), *sealed])
    return {name for name, _ in found}


def sealed_texts(laptop: Laptop) -> list[bytes]:
    """A stretch from the middle of every sealed text that this laptop has."""
    return [
        part[20:60]
        for data in laptop.parcel()
        for part in Entry.from_bytes(data).parts
        if part is not None
    ]


def in_files(folder: Path, pieces: Iterable[bytes]) -> bool:
    """Whether a file of a folder holds one of these pieces, journals included."""
    files = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return any(piece in data for piece in pieces for data in files)


def test_26_erasure_reaches_every_replica_late_and_resealed_parts_too(
    team: dict[str, Laptop], server: EmbeddedServer, tmp_path: Path
) -> None:
    ann, bea, cal, dev = everybody = [team[name] for name in ("ann", "bea", "cal", "dev")]
    store, old_bundle = tmp_path / "server", tmp_path / "old.bundle"
    again_bundle = tmp_path / "again.bundle"
    settle(server, *everybody)
    before = set(sealed_texts(ann))
    # Known to all, and edited. A copy of Bea's home has the first version, not sealed yet.
    note = bea.note(f"{CANARY} was there")
    unsealed = bea.copy_home(tmp_path / "old-home")
    bea.write(note, "text", Typed(f"{CANARY} was not there"))
    settle(server, *everybody)
    export_bundle(bea.base, old_bundle)
    sealed = set(sealed_texts(bea)) - before
    save_draft(dev.base, Draft("d", note, "note", DraftContent({"text": f"{CANARY}?"})))
    offline = cal.base.fields(note)
    assert len(sealed) == 2
    assert in_files(store, sealed)
    assert homes_with(everybody, CANARY) == {"ann", "bea", "cal", "dev"}

    proposal = propose_erasure(ann.base, note, "text", "third-party-data")
    sync(ann, server)
    sync(dev, server)
    confirm_erasure(dev.base, proposal.id)
    assert homes_with([dev], CANARY) == set()
    sync(dev, server)
    assert not in_files(store, sealed)
    sync(ann, server)

    # Cal comes weeks later, with an edit typed without knowing. It is another text.
    cal.base.record(edit(offline, note, "note", "text", Typed("Somebody was there")))
    cal.clock.move(days=40)
    sync(cal, server)
    # Bea's old files were put back: they know nothing of the erasure, and seal the text again.
    bea.put_back(unsealed)
    assert homes_with([bea], CANARY) == {"bea"}
    export_bundle(bea.base, again_bundle)
    again = set(sealed_texts(bea)) - before
    assert len(again) == 1
    assert again.isdisjoint(sealed)
    # Both bundles come to laptops that know of the erasure: one text late, one sealed once more.
    for laptop in (ann, cal, dev):
        for bundle in (old_bundle, again_bundle):
            base, report = import_bundle(laptop.base.vault, read_bundle(bundle))
            base.close()
            assert (report.received > 0) is (bundle == again_bundle)
    sync(bea, server)
    settle(server, *everybody)

    sealed |= again
    assert homes_with(everybody, CANARY, sealed=sealed) == set()
    assert not in_files(store, sealed)
    assert not in_files(tmp_path, [CANARY.encode()])
    new_bundle = tmp_path / "new.bundle"
    export_bundle(ann.base, new_bundle)
    assert any(piece in old_bundle.read_bytes() for piece in sealed)
    assert any(piece in again_bundle.read_bytes() for piece in again)
    assert not any(piece in new_bundle.read_bytes() for piece in sealed)
    assert len({laptop.base.digest() for laptop in everybody}) == 1
    for laptop in everybody:
        assert verify(laptop.base).problems == ()
        assert laptop.base.incomplete_entries() == ()
        assert laptop.shown(note, "text") == "Somebody was there"
        assert [len(each.versions) for each in later_versions(laptop.base)] == [1]


def test_after_a_purge_a_second_member_takes_the_copies_keys_out_of_the_history(
    team: dict[str, Laptop], server: EmbeddedServer, tmp_path: Path
) -> None:
    ann, bea, dev = everybody = [team[name] for name in ("ann", "bea", "dev")]
    frame = imported(bea, tmp_path / "lists.xlsx")
    share_frame(bea.base, frame)
    settle(server, *everybody)
    key = str(bea.shown(frame, "key"))
    done = purge_frame(ann.base, frame, unfinished=0)
    assert done.erasure is not None
    settle(server, *everybody)
    assert ann.shown(frame, "key") is None
    assert homes_with(everybody, key) == {"ann", "bea", "dev"}
    confirm_erasure(dev.base, done.erasure)
    settle(server, dev, ann, bea)
    assert homes_with(everybody, key) == set()
    assert len({laptop.base.digest() for laptop in everybody}) == 1
