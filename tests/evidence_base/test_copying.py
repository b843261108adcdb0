"""Copies beside the file."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.copying import copy_if_due, copy_is_due, keep_copy
from inspector_app.evidence_base.erasing_together import confirm_erasure, propose_erasure
from inspector_app.evidence_base.verification import verify
from inspector_app.vault.base_files import BaseFiles
from inspector_app.vault.sqlcipher import connect
from inspector_app.vault.trouble import full_disk
from schemas.team_records import SignedRecord
from tests.evidence_base.decrypting import decrypted
from tests.evidence_base.laptops import Laptop, exchange, give

CANARY = "Kestrelwick"


def copies(laptop: Laptop) -> list[Path]:
    return sorted((laptop.home / "copies").glob("*"))


def test_a_copy_is_due_after_half_a_day_and_then_once_a_day(ann: Laptop) -> None:
    ann.note("The first note.")
    assert not copy_is_due(ann.base)
    ann.clock.move(hours=5)
    assert copy_is_due(ann.base)
    keep_copy(ann.base)
    ann.clock.move(hours=12)
    assert not copy_is_due(ann.base)
    ann.clock.move(hours=9)
    assert copy_is_due(ann.base)
    keep_copy(ann.base)
    ann.clock.move(days=-30)
    assert copy_is_due(ann.base)


def test_a_copy_of_a_clock_that_was_put_back_is_kept_and_no_other_is_due(ann: Laptop) -> None:
    ann.note("Copied three times.")
    for _ in range(2):
        keep_copy(ann.base)
        ann.clock.move(days=1)
    ann.clock.move(days=-30)
    for _ in range(2):
        made = keep_copy(ann.base).replace(microsecond=0)
        assert made in ann.base.vault.bases.copies(ann.inspection)
        assert not copy_is_due(ann.base)
        ann.clock.move(days=1)
    assert ann.base.vault.bases.copies(ann.inspection)[-1] == made
    assert len(copies(ann)) == 2


def test_two_copies_are_kept_each_with_a_key_of_its_own_and_for_its_owner_alone(
    ann: Laptop,
) -> None:
    ann.note(f"{CANARY} stands in every copy.")
    for _ in range(4):
        keep_copy(ann.base)
        ann.clock.move(hours=24)
    kept = ann.base.vault.bases.copies(ann.inspection)
    assert len(kept) == len(copies(ann)) == 2
    keys = {ann.vault().base_key(ann.inspection).key}
    for at in kept:
        path, key = ann.base.vault.bases.copy(ann.inspection, at)
        assert key is not None
        keys.add(key.key)
        assert CANARY.encode() in decrypted(path, key.key)
        assert CANARY.encode() not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(keys) == 3


def test_saves_go_on_while_a_copy_is_made(ann: Laptop, monkeypatch: pytest.MonkeyPatch) -> None:
    from inspector_app.evidence_base import copying

    saved: list[str] = []

    def save_once(statement: str) -> None:
        if statement.startswith("CREATE TABLE copy.part"):
            saved.append(ann.note("Meanwhile."))

    def connected(*given: object, **named: object) -> object:
        connection = connect(*given, **named)  # type: ignore[arg-type]
        connection.set_trace_callback(save_once)
        return connection

    monkeypatch.setattr(copying, "connect", connected)
    keep_copy(ann.base)
    assert len(saved) == 1
    assert verify(ann.base).ok


def test_a_copy_that_could_not_be_written_leaves_the_older_ones(
    ann: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector_app.evidence_base import copying

    keep_copy(ann.base)
    before = {path.name: path.read_bytes() for path in copies(ann)}
    ann.clock.move(hours=24)
    monkeypatch.setattr(copying, "COPIED", ("setting", "no_such_table"))
    with pytest.raises(Exception, match="no_such_table"):
        keep_copy(ann.base)
    assert {path.name: path.read_bytes() for path in copies(ann)} == before


def test_an_erasure_destroys_copies_and_what_was_set_aside_on_every_laptop(
    ann: Laptop, bea: Laptop, dev: Laptop
) -> None:
    note = ann.note(f"{CANARY} was there.")
    exchange(ann, bea, dev)
    for laptop in (ann, bea, dev):
        keep_copy(laptop.base)
    proposal = propose_erasure(ann.base, note, "text", "third-party-data", "")
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)
    exchange(ann, bea, dev)
    assert [copies(laptop) for laptop in (ann, bea, dev)] == [[], [], []]
    keep_copy(ann.base)
    ann.reopen()
    assert len(copies(ann)) == 1


def test_a_laptop_that_died_between_erasing_and_destroying_its_copies_does_it_when_opened(
    ann: Laptop, bea: Laptop, dev: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = ann.note(f"{CANARY} was there.")
    exchange(ann, bea, dev)
    keep_copy(ann.base)
    proposal = propose_erasure(ann.base, note, "text", "third-party-data", "")
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("inspector_app.vault.base_files.BaseFiles.drop_beside", killed)
        with pytest.raises(KeyboardInterrupt):
            give(dev, ann)
    assert len(copies(ann)) == 1
    ann.reopen()
    assert copies(ann) == []


def erased_by_two(ann: Laptop, dev: Laptop, note: str) -> list[SignedRecord]:
    """The record by which the lead and the QAM erase a note, not yet at the lead's laptop."""
    proposal = propose_erasure(ann.base, note, "text", "third-party-data", "")
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)
    return list(dev.base.team.chain.records)


@pytest.mark.parametrize("moment", ["while it is written", "just before it is kept"])
def test_no_copy_outlives_an_erasure_that_comes_while_it_is_made(
    ann: Laptop, bea: Laptop, dev: Laptop, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    note = ann.note(f"{CANARY} was there.")
    exchange(ann, bea, dev)
    records = erased_by_two(ann, dev, note)
    step = "begin_copy" if moment == "while it is written" else "keep_copy"
    done = getattr(BaseFiles, step)

    def erased_before(files: BaseFiles, *given: object) -> object:
        if step == "begin_copy":
            begun = done(files, *given)
            ann.base.merge(records=records)
            return begun
        # As if the other program had looked for copies just before this one was there.
        with monkeypatch.context() as patch:
            patch.setattr(BaseFiles, "drop_beside", lambda *_: None)
            ann.base.merge(records=records)
        return done(files, *given)

    with monkeypatch.context() as patch:
        patch.setattr(BaseFiles, step, erased_before)
        with pytest.raises(InspectorError) as refused:
            keep_copy(ann.base)
    assert refused.value.code == "copy-dropped"
    assert [path for path in copies(ann) if path.stat().st_size] == []
    assert ann.base.vault.bases.copies(ann.inspection) == ()
    keep_copy(ann.base)
    [kept] = ann.base.vault.bases.copies(ann.inspection)
    path, key = ann.base.vault.bases.copy(ann.inspection, kept)
    assert key is not None
    assert CANARY.encode() not in decrypted(path, key.key)


def test_two_programs_make_one_copy_between_them(ann: Laptop) -> None:
    ann.note("Copied once.")
    ann.clock.move(hours=5)
    with ann.base.vault.bases.copying():
        assert not copy_if_due(ann.base)
        with pytest.raises(InspectorError) as refused:
            keep_copy(ann.base)
    assert refused.value.code == "busy"
    assert copies(ann) == []
    assert copy_if_due(ann.base)
    assert not copy_if_due(ann.base)


def test_an_erasure_whose_copies_cannot_be_destroyed_now_stands_and_they_go_later(
    ann: Laptop, bea: Laptop, dev: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = ann.note(f"{CANARY} was there.")
    exchange(ann, bea, dev)
    keep_copy(ann.base)
    records = erased_by_two(ann, dev, note)

    def no_room(*_: object) -> None:
        raise full_disk()

    with monkeypatch.context() as patch:
        patch.setattr(BaseFiles, "drop_beside", no_room)
        ann.base.merge(records=records)
    assert ann.shown(note, "text") == "[erased]"
    assert len(copies(ann)) == 1
    ann.reopen()
    assert copies(ann) == []
