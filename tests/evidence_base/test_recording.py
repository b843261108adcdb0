"""A save: whole or not at all, refused in words, leaving no trace of evidence outside the file."""

from __future__ import annotations

import logging
import os
import sqlite3
import traceback
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import withdraw
from inspector_app.evidence_base.rebuilding import replay
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed, next_hlc, taken_hlc
from inspector_app.vault.vault import Vault
from inspector_app.vault.write_ahead import PAGE
from schemas.changes import LARGEST_CHANGE, LARGEST_TEXT
from tests.evidence_base.laptops import Laptop, exchange, give
from tests.evidence_base.test_merging import whole_state

CANARY = "Kestrelwick"


def refusal(laptop: Laptop, *writes: NewWrite) -> str:
    """The code with which a save is refused; nothing of it may be left."""
    before = whole_state(laptop)
    with pytest.raises(InspectorError) as refused:
        laptop.base.record(*writes)
    assert whole_state(laptop) == before
    said = "".join(traceback.format_exception(refused.value))
    assert CANARY not in said + refused.value.kept + refused.value.next_step
    return refused.value.code


def test_a_save_is_there_after_a_restart_and_found_by_its_words(ann: Laptop) -> None:
    note = ann.note("The worker knew Aisling's plan", minutes=20, **{"areas[leaders]": True})
    ann.reopen()
    assert ann.shown(note, "minutes") == 20
    with ann.base.reading() as session:
        connection = session.connection()
        found = connection.exec_driver_sql(
            "SELECT r.id FROM search JOIN record r ON r.number = search.rowid"
            " WHERE search MATCH 'aisling'"
        ).scalars()
        assert list(found) == [note]
    assert verify(ann.base).problems == ()


def test_a_text_of_two_mebibytes_is_taken_and_read_by_others(ann: Laptop, bea: Laptop) -> None:
    text = "x" * LARGEST_TEXT
    note = ann.note(text)
    give(ann, bea)
    assert bea.shown(note, "text") == text


def test_a_long_text_stands_once_in_the_file(ann: Laptop) -> None:
    ann.note("short")
    before = pages(ann)
    long = "a" * 1_000_000
    note = ann.note(long)
    ann.write(note, "minutes", 20)
    assert 1_000_000 < (pages(ann) - before) * PAGE < 1_100_000
    assert ann.shown(note, "text") == long


def test_a_long_text_of_a_map_stands_once_in_the_file_and_is_read_there(ann: Laptop) -> None:
    session = ann.base.new_id()
    ann.base.record(NewWrite(session, "judgement-session", "areas[leaders]", True))
    before = pages(ann)
    long = "a" * 1_000_000
    field = f"signed[{ann.base.member}]"
    ann.base.record(NewWrite(session, "judgement-session", field, Typed(long)))
    assert 1_000_000 < (pages(ann) - before) * PAGE < 1_100_000
    with ann.base.reading() as reading:
        shown = reading.connection().exec_driver_sql(
            "SELECT value FROM element WHERE record = ? AND field = 'signed'", (session,)
        )
        assert shown.scalars().all() == [long]
    assert verify(ann.base).problems == ()


def pages(laptop: Laptop) -> int:
    with laptop.base.reading() as session:
        return int(session.connection().exec_driver_sql("PRAGMA page_count").scalar_one())


def test_a_text_over_two_mebibytes_is_refused(ann: Laptop) -> None:
    write = NewWrite(ann.base.new_id(), "note", "text", Typed("é" * (LARGEST_TEXT // 2 + 1)))
    assert refusal(ann, write) == "too-long"


def test_a_save_over_six_mebibytes_is_refused_and_one_just_below_travels(
    ann: Laptop, bea: Laptop
) -> None:
    meeting = ann.base.new_id()
    fields = ("agenda", "notes", "decisions", "actions")
    size = LARGEST_CHANGE // 3 - 500
    texts = [os.urandom(size // 2).hex() for _ in fields]
    writes = [
        NewWrite(meeting, "meeting", name, Typed(text))
        for name, text in zip(fields, texts, strict=True)
    ]
    assert refusal(ann, *writes) == "too-long"
    ann.base.record(*writes[:3])
    give(ann, bea)
    assert bea.shown(meeting, "notes") == texts[1]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("colour", Typed(CANARY), "wrong-value"),
        ("Colour!", Typed(CANARY), "unknown-field"),
        ("text", CANARY, "wrong-value"),
        ("text", True, "wrong-value"),
        ("minutes", Typed(CANARY), "wrong-value"),
        ("minutes", True, "wrong-value"),
        ("minutes", 2**53, "wrong-value"),
        ("occasion", CANARY, "wrong-value"),
        ("occasion", "two words", "wrong-value"),
        ("happened_at", "banana", "wrong-value"),
        ("happened_at", "2026-11-16", "wrong-value"),
        ("areas[leaders]", False, "wrong-value"),
        ("areas[leaders]", "yes", "wrong-value"),
        ("minutes[x]", True, "wrong-value"),
        ("areas", True, "wrong-value"),
    ],
)
def test_a_value_that_a_field_does_not_take_is_refused(
    ann: Laptop, field: str, value: NewValue, code: str
) -> None:
    note = ann.base.new_id()
    good = NewWrite(note, "note", "text", Typed(CANARY))
    writes = [NewWrite(note, "note", field, value)]
    assert refusal(ann, *([good] if field != "text" else []), *writes) == code


def test_names_of_writes_that_others_would_refuse_are_refused_here(ann: Laptop) -> None:
    note = ann.base.new_id()
    text = Typed(CANARY)
    assert refusal(ann, NewWrite(note, "note", "text", text, ("nonsense",))) == "wrong-value"
    assert refusal(ann, NewWrite(note, "note", "text", text, (), ("0" * 32 + ":0",))) == (
        "wrong-value"
    )
    withdrawal = NewWrite(note, "note", "withdrawn", text, (), ("nonsense",))
    assert refusal(ann, withdrawal) == "wrong-value"


def test_an_empty_save_and_one_that_sets_a_field_twice_are_refused(ann: Laptop) -> None:
    write = NewWrite(ann.base.new_id(), "note", "minutes", 5)
    assert refusal(ann) == "nothing-to-save"
    assert refusal(ann, write, write) == "written-twice"


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("evidence", "text", Typed("a")),
        ("judgement-session", "state", "open"),
        ("member", "name", Typed("a")),
        ("inspection", "holds[x]", Typed("a")),
    ],
)
def test_what_the_qam_may_not_write_is_refused(
    dev: Laptop, kind: str, field: str, value: NewValue
) -> None:
    assert refusal(dev, NewWrite(dev.base.new_id(), kind, field, value)) == "not-allowed"


def test_nobody_writes_what_is_anothers_own(ann: Laptop, bea: Laptop) -> None:
    grade = ann.base.new_id()
    theirs = NewWrite(grade, "provisional-grade", f"commitment[{bea.base.member}]", "a" * 64)
    assert refusal(ann, theirs) == "not-allowed"
    mine = NewWrite(grade, "provisional-grade", f"commitment[{ann.base.member}]", "a" * 64)
    ann.base.record(mine)


def test_a_failure_within_a_save_leaves_everything_as_it_was(ann: Laptop) -> None:
    with ann.base.local() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full_disk BEFORE INSERT ON element_row"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    note = ann.base.new_id()
    writes = [
        NewWrite(note, "note", "text", Typed(CANARY)),
        NewWrite(note, "note", "areas[leaders]", True),
    ]
    assert refusal(ann, *writes) == "disk-full"


def test_no_file_of_the_home_and_no_log_line_holds_what_was_typed(
    ann: Laptop, bea: Laptop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    note = ann.note(CANARY, **{"areas[leaders]": True})
    ann.base.record(withdraw(ann.base, note, f"{CANARY} again"))
    exchange(ann, bea)
    open_files = [path for home in (ann.home, bea.home) for path in home.rglob("*")]
    for path in open_files:
        if path.is_file():
            data = path.read_bytes()
            assert CANARY.encode() not in data
            assert CANARY.encode("utf-16-le") not in data
            assert b"SQLite format 3" not in data
    assert any(path.name.endswith("-wal") for path in open_files)
    assert CANARY not in caplog.text


def test_a_plain_sqlite_cannot_open_the_file(ann: Laptop) -> None:
    ann.note("anything")
    plain = sqlite3.connect(ann.base.vault.base_path(ann.inspection))
    with pytest.raises(sqlite3.DatabaseError):
        plain.execute("SELECT count(*) FROM sqlite_master")
    plain.close()


def test_a_damaged_file_is_refused_and_left_as_it_is(ann: Laptop) -> None:
    ann.note("anything")
    ann.base.close()
    path = ann.base.vault.base_path(ann.inspection)
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    with pytest.raises(InspectorError) as refused:
        ann._open()
    assert refused.value.code == "damaged-file"
    assert path.read_bytes() == bytes(data)


def test_a_file_of_a_newer_program_is_refused_and_left_as_it_is(ann: Laptop) -> None:
    with ann.base.local() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
    ann.base.close()
    path = ann.base.vault.base_path(ann.inspection)
    before = path.read_bytes()
    with pytest.raises(InspectorError) as refused:
        ann._open()
    assert refused.value.code == "needs-newer"
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_written_says_so(ann: Laptop) -> None:
    note = ann.base.new_id()
    with ann.base.local() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER read_only BEFORE INSERT ON change"
            " BEGIN SELECT RAISE(ABORT, 'attempt to write a readonly database'); END"
        )
    assert refusal(ann, NewWrite(note, "note", "text", Typed(CANARY))) == "read-only"


def test_tables_made_by_another_version_are_made_again_when_the_base_is_opened(
    ann: Laptop,
) -> None:
    note = ann.note("kept in the log")
    with ann.base.local() as connection:
        connection.exec_driver_sql("UPDATE setting SET value = 'old' WHERE name = 'projection'")
        connection.exec_driver_sql("DROP VIEW note")
        connection.exec_driver_sql("DROP TABLE note_row")
        connection.exec_driver_sql("CREATE TABLE note (id TEXT)")
        connection.exec_driver_sql("DELETE FROM current")
    ann.reopen()
    assert ann.shown(note, "text") == "kept in the log"
    assert verify(ann.base).problems == ()


def test_replay_of_the_log_makes_the_very_same_tables(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("first", **{"areas[leaders]": True})
    exchange(ann, bea)
    for laptop in (ann, bea):
        laptop.write(note, "text", Typed(f"by {laptop.name}"))
    exchange(ann, bea)
    ann.note("unsealed")
    before = ann.base.conflicts()
    seat = ann.base.seat
    assert seat is not None
    with ann.base.local() as connection:
        replay(connection, (seat.member, seat.roles, 1), frozenset())
    assert ann.base.conflicts() == before
    assert verify(ann.base).problems == ()


def test_an_inspection_whose_team_has_not_come_refuses_in_words(tmp_path: Path) -> None:
    from inspector_app.evidence_base.base import EvidenceBase

    vault = Vault.create(tmp_path / "home", "Ann", "correct horse battery staple", kdf="minimum")
    vault.create_base("ab" * 32)
    base = EvidenceBase(vault, "ab" * 32)
    with pytest.raises(InspectorError) as refused:
        base.record(NewWrite(base.new_id(), "note", "text", Typed("a")))
    assert refused.value.code == "not-opened"
    assert base.seat is None
    base.close()


def test_the_hybrid_clock_never_goes_back_nor_over_its_bounds() -> None:
    full = 2**20 - 1
    assert next_hlc((1000, 0), 2000) == (2000, 0)
    assert next_hlc((2000, 3), 1000) == (2000, 4)
    assert next_hlc((2000, full), 1000) == (2001, 0)
    assert next_hlc((0, 0), -5) == (0, 1)
    assert next_hlc((0, 0), 2**60)[0] < 2**43
    assert taken_hlc((0, 0), (9_000_000, 7), 1_000_000) == (1_300_000, 0)
    assert taken_hlc((5, 5), (3, 9), 1_000) == (5, 5)


def test_a_laptop_in_an_impossible_year_is_told_so(ann: Laptop) -> None:
    ann.clock.move(days=365 * 1000)
    note = ann.base.new_id()
    assert refusal(ann, NewWrite(note, "note", "text", Typed(CANARY))) == "wrong-clock"


def test_listeners_hear_of_the_records_of_each_commit(ann: Laptop, bea: Laptop) -> None:
    heard: list[frozenset[str]] = []
    stop = bea.base.on_change(heard.append)
    note = ann.note("first")
    give(ann, bea)
    assert heard == [frozenset({note})]
    bea.write(note, "text", Typed("second"))
    assert heard == [frozenset({note})] * 2
    stop()
    bea.write(note, "text", Typed("third"))
    assert len(heard) == 2
