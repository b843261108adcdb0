"""Freezing what was read: a file and a key of its own, a record, or nothing at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import create_base
from inspector_app.intake.importing import import_frame, kept_frames, opened_frame
from inspector_app.intake.reading import inspect_files
from inspector_app.vault.keystore import read_keystore
from inspector_app.vault.vault import Vault
from tests.evidence_base.laptops import Template, exchange
from tests.intake.workbooks import CONTACT, headings, row_for, write_contacts, write_workbook

PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def base(vault: Vault) -> Iterator[EvidenceBase]:
    base = create_base(vault)
    yield base
    base.close()


def frame_keys(base: EvidenceBase) -> list[str]:
    """The frame files that the keystore holds a key for."""
    files = read_keystore(base.vault.home, PASSPHRASE).secrets.files
    return [name for name in files if name.startswith("frames/")]


def frame_files(base: EvidenceBase) -> list[Path]:
    return sorted((base.vault.home / "frames").glob("*"))


def test_a_workbook_becomes_an_encrypted_file_and_a_record(
    base: EvidenceBase, tmp_path: Path
) -> None:
    path = write_workbook(
        tmp_path / "Lists of Anyshire.xlsx",
        {
            "One": [headings(1), row_for(1, CONTACT), row_for(1, CONTACT, Child_Unique_ID="C2")],
            "Three": [
                headings(3),
                row_for(3, {"Child Unique ID": "C77", "Date of referral": date(2026, 9, 2)}),
            ],
        },
    )
    intake = inspect_files([path])
    frame = import_frame(base, intake)
    [kept] = kept_frames(base)
    record = kept.record
    assert kept.here
    assert (record.id, record.file_name, record.rows) == (frame, path.name, 3)
    assert record.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert record.state == "imported"
    assert [
        (each["list"], each["sheet"], each["rows"]) for each in json.loads(record.lists or "")
    ] == [
        (1, "One", 2),
        (3, "Three", 1),
    ]
    told = json.loads(record.flags or "")
    assert sum(told.values()) == len(intake.flags)
    assert json.loads(record.filters or "") == []
    with opened_frame(base, frame) as opened:
        assert opened.rows == 3
        assert [unit.identifier for unit in opened.units(3, "child")] == ["C77"]
    file = base.vault.home / "frames" / f"{frame}.db"
    assert b"C77" not in file.read_bytes()
    assert not file.read_bytes().startswith(b"SQLite")


def test_several_files_are_one_frame_and_a_refused_one_does_not_stop_it(
    base: EvidenceBase, tmp_path: Path
) -> None:
    first = write_contacts(tmp_path / "contacts.xlsx", row_for(1, CONTACT))
    second = write_workbook(
        tmp_path / "3.xlsx", {"S": [headings(3), row_for(3, {"Child Unique ID": "C1"})]}
    )
    odd = tmp_path / "letter.csv"
    odd.write_text("Dear inspector,\nplease find enclosed")
    intake = inspect_files([first, odd, second])
    assert [refused.file for refused in intake.refused] == ["letter.csv"]
    import_frame(base, intake)
    [kept] = kept_frames(base)
    assert kept.record.file_name == "contacts.xlsx\n3.xlsx"
    assert kept.record.sha256 == intake.sha256


@pytest.mark.parametrize(("count", "code"), [(1, "not-annex-a"), (2, "all-refused")])
def test_when_every_file_is_refused_nothing_is_kept(
    base: EvidenceBase, tmp_path: Path, count: int, code: str
) -> None:
    paths = [tmp_path / f"{at}.csv" for at in range(count)]
    for path in paths:
        path.write_text("a,b\n1,2\n")
    with pytest.raises(InspectorError) as refused:
        import_frame(base, inspect_files(paths))
    assert refused.value.code == code
    assert not kept_frames(base)
    assert not frame_files(base)
    assert not frame_keys(base)


def test_a_record_that_is_refused_takes_file_and_key_with_it(
    template: Template, tmp_path: Path
) -> None:
    """The QAM may not record a frame: that is found out last, once all rows are frozen."""
    laptops = template.laptops(tmp_path)
    dev = laptops["dev"].base
    intake = inspect_files([write_contacts(tmp_path / "l.xlsx", row_for(1, CONTACT))])
    with pytest.raises(InspectorError) as refused:
        import_frame(dev, intake)
    assert refused.value.code == "not-allowed"
    assert not frame_files(dev)
    assert not kept_frames(dev)
    assert not frame_keys(dev)
    for laptop in laptops.values():
        laptop.close()


def test_a_failure_while_rows_are_written_leaves_no_file_and_no_key(
    base: EvidenceBase, tmp_path: Path
) -> None:
    intake = inspect_files([write_contacts(tmp_path / "l.xlsx", row_for(1, CONTACT))])
    # The folder of frames is a file, so the database cannot be made.
    (base.vault.home / "frames").write_text("in the way")
    with pytest.raises(FileExistsError):
        import_frame(base, intake)
    (base.vault.home / "frames").unlink()
    assert not frame_keys(base)
    assert not kept_frames(base)
    again = import_frame(base, intake)
    assert [path.name for path in frame_files(base)] == [f"{again}.db"]


def test_a_colleague_knows_of_the_frame_but_has_not_its_rows(
    template: Template, tmp_path: Path
) -> None:
    laptops = template.laptops(tmp_path)
    ann, bea = laptops["ann"], laptops["bea"]
    intake = inspect_files([write_contacts(tmp_path / "l.xlsx", row_for(1, CONTACT))])
    frame = import_frame(ann.base, intake)
    exchange(ann, bea)
    [kept] = kept_frames(bea.base)
    assert (kept.record.id, kept.here) == (frame, False)
    with pytest.raises(InspectorError) as refused, opened_frame(bea.base, frame):
        pass
    assert refused.value.code == "frame-elsewhere"
    for laptop in laptops.values():
        laptop.close()


@pytest.mark.parametrize("frame", ["", "0" * 32, "../bases/x"])
def test_a_frame_that_nobody_imported_is_unknown(base: EvidenceBase, frame: str) -> None:
    with pytest.raises(InspectorError) as refused, opened_frame(base, frame):
        pass
    assert refused.value.code == "unknown-frame"
