"""What was decided for an authority holds in its next inspection too, and can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import create_base
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.importing import import_frame, opened_frame
from inspector_app.intake.mapping import HeadingDecision, ListMapping, ValueDecision
from inspector_app.intake.purging import purge_frame
from inspector_app.intake.reading import inspect_files
from inspector_app.intake.remembered import forget_mapping, remembered_mapping
from inspector_app.vault.vault import Vault
from tests.evidence_base.decrypting import decrypted
from tests.intake.workbooks import CONTACT, row_for, write_contacts

PASSPHRASE = "correct horse battery staple"
MAPPING = ListMapping(
    headings=(HeadingDecision(1, "Local view", "Contact Source"),),
    values=(ValueDecision(1, "Gender", "Lass", "b) Female"),),
)


@pytest.fixture
def inspections(vault: Vault) -> Iterator[dict[str, EvidenceBase]]:
    """Two inspections of Anyshire, written in two ways, and one of Elsewhere."""
    names = {"first": "Anyshire", "again": " ANYSHIRE ", "other": "Elsewhere"}
    bases = {key: inspection_of(vault, name) for key, name in names.items()}
    yield bases
    for base in bases.values():
        base.close()


def inspection_of(vault: Vault, authority: str) -> EvidenceBase:
    base = create_base(vault)
    base.record(NewWrite(base.new_id(), "inspection", "authority", Typed(authority)))
    return base


def test_an_import_is_remembered_for_every_inspection_of_the_authority(
    inspections: dict[str, EvidenceBase], tmp_path: Path
) -> None:
    path = write_contacts(tmp_path / "l.xlsx", row_for(1, CONTACT, Gender="Lass"))
    frame = import_frame(inspections["first"], inspect_files([path], mapping=MAPPING))
    assert remembered_mapping(inspections["first"]) == MAPPING
    assert remembered_mapping(inspections["again"]) == MAPPING
    assert not remembered_mapping(inspections["other"])
    with opened_frame(inspections["first"], frame) as opened:
        assert opened.mapping == MAPPING
        assert opened.values(1, "Gender") == ("b) Female",)


def frozen_with(base: EvidenceBase, mapping: ListMapping, tmp_path: Path) -> str:
    """A frame of one contact of a lass, imported with a mapping."""
    path = write_contacts(tmp_path / "l.xlsx", row_for(1, CONTACT, Gender="Lass"))
    return import_frame(base, inspect_files([path], mapping=mapping))


def test_later_decisions_join_earlier_ones_until_they_are_forgotten(
    inspections: dict[str, EvidenceBase], tmp_path: Path
) -> None:
    base = inspections["first"]
    frozen_with(base, MAPPING, tmp_path)
    later = ListMapping(values=(ValueDecision(1, "Gender", "lass", "d) Neither"),))
    frozen_with(base, later, tmp_path)
    assert remembered_mapping(base) == ListMapping(headings=MAPPING.headings, values=later.values)
    assert len(forget_mapping(base)) == 2
    assert not remembered_mapping(base)
    assert not forget_mapping(base)


def test_values_out_of_purged_lists_are_in_no_file_any_more(
    vault: Vault, inspections: dict[str, EvidenceBase], tmp_path: Path
) -> None:
    base = inspections["first"]
    frame = frozen_with(base, MAPPING, tmp_path)
    purge_frame(base, frame, unfinished=0)
    assert remembered_mapping(base) == ListMapping(headings=MAPPING.headings)
    keys = [key.key for key in vault._refreshed().files.values()]
    for path in (each for each in vault.home.rglob("*.db*") if each.is_file()):
        for key in keys:
            assert b"Lass" not in decrypted(path, key), path.name


def test_nothing_is_kept_in_plain_text_or_in_a_file_name(
    vault: Vault, inspections: dict[str, EvidenceBase], tmp_path: Path
) -> None:
    assert not (vault.home / "memory").exists()
    frozen_with(inspections["first"], MAPPING, tmp_path)
    kept = [path for path in (vault.home / "memory").rglob("*") if path.is_file()]
    assert kept
    for path in kept:
        data = path.read_bytes()
        assert "anyshire" not in path.name.casefold()
        for text in (b"Lass", b"Local view", b"nyshire", b"ANYSHIRE", b"SQLite format"):
            assert text not in data


def test_a_frame_imported_without_decisions_has_none(
    inspections: dict[str, EvidenceBase], tmp_path: Path
) -> None:
    base = inspections["first"]
    frame = import_frame(base, inspect_files([write_contacts(tmp_path / "l.xlsx")]))
    with opened_frame(base, frame) as opened:
        assert not opened.mapping
        assert opened.workforce is None
    assert not remembered_mapping(base)
