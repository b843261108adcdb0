"""What any release wrote comes to the same in this one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from inspector_app.demo.story_team import DEMO_PASSPHRASE
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.importing import kept_frames, opened_frame
from inspector_app.intake.travelling import open_copy
from inspector_app.sync.bundles import import_bundle, read_bundle
from inspector_app.vault.vault import Vault
from schemas.entries import Entry, Header
from tests.golden.told import told

RELEASES = sorted(path.parent for path in Path(__file__).parent.glob("*/log.bundle"))

pytestmark = pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)


def test_there_is_one_of_every_release_since_the_first(release: Path) -> None:
    assert (release / "told.json").exists()
    assert (release / "laptop" / "told.json").exists()
    assert RELEASES[0].name == "0.1"


def test_the_log_of_a_release_replays_to_its_digest_and_every_row(
    release: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(release / "keystore.json", home)
    vault = Vault.unlock(home, DEMO_PASSPHRASE)
    bundle = read_bundle(release / "log.bundle")
    vault.create_base(bundle.inspection)
    base, report = import_bundle(vault, bundle)
    expected = json.loads((release / "told.json").read_text("utf-8"))
    try:
        assert report.received == len(bundle.entries)
        assert told(base, expected["columns"]) == expected
        assert verify(base).problems == ()
        [frame] = kept_frames(base)
        vault.frames.drop(frame.record.id)
        import_bundle(vault, bundle)[0].close()
        assert open_copy(base, frame.record.id) == frame.record.rows
        with opened_frame(base, frame.record.id) as rows:
            assert sum(each.rows for each in rows.lists) == frame.record.rows
    finally:
        base.close()


def test_a_laptops_file_of_a_release_opens_with_its_drafts_and_unsent_work(
    release: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(release / "laptop", home)
    vault = Vault.unlock(home, DEMO_PASSPHRASE)
    base = EvidenceBase(vault, vault.inspections()[0])
    expected = json.loads((release / "laptop" / "told.json").read_text("utf-8"))
    try:
        assert told(base, expected["columns"]) == expected
        assert expected["unsent"] > 0
        assert expected["drafts"]
        assert verify(base).problems == ()
        base.record(NewWrite(base.new_id(), "note", "text", Typed("Written by this release.")))
        assert verify(base).problems == ()
    finally:
        base.close()


def test_every_entry_of_a_release_is_read_and_written_byte_for_byte(release: Path) -> None:
    bundle = read_bundle(release / "log.bundle")
    assert bundle.to_bytes() == (release / "log.bundle").read_bytes()
    for data in bundle.entries:
        entry = Entry.from_bytes(data)
        assert entry.to_bytes() == data
        header = Header.from_bytes(entry.header)
        assert header.to_bytes() == entry.header
