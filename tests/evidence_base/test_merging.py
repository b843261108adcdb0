"""Taking in what others sent: in any order, twice, with bad bytes among the good."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from sqlmodel import select

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.tables import LOG
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import NewWrite, Typed
from schemas.changes import PartName, Write, part_of
from schemas.entries import Entry
from schemas.fields import TABLES
from schemas.records import Note
from tests.evidence_base.agreement import texts
from tests.evidence_base.forging import Forger, altered, without_parts
from tests.evidence_base.laptops import Laptop, exchange, give


def whole_state(laptop: Laptop) -> str:
    """A hash over every row of every table."""
    digest = hashlib.sha256()
    with laptop.base.reading() as session:
        connection = session.connection()
        for table in (*LOG.metadata.sorted_tables, *TABLES.metadata.sorted_tables):
            for row in sorted(map(repr, connection.execute(table.select()))):
                digest.update(f"{table.name}{row}".encode())
        words = connection.exec_driver_sql("SELECT rowid, text FROM search ORDER BY rowid").all()
        digest.update(repr(words).encode())
    return digest.hexdigest()


def notes_sealed_apart(laptop: Laptop, count: int) -> None:
    for turn in range(count):
        laptop.note(f"note {turn}")
        laptop.base.seal()


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[1:])
def test_entries_in_any_order_come_to_the_same(
    ann: Laptop, bea: Laptop, order: tuple[int, ...]
) -> None:
    notes_sealed_apart(ann, 4)
    sent = ann.parcel(bea)
    for place in order:
        bea.base.merge([sent[place]])
    assert texts(bea) == {f"note {turn}" for turn in range(4)}
    assert bea.base.vector() == ann.base.vector()
    assert verify(bea.base).problems == ()
    assert ann.base.digest() == bea.base.digest()


def test_a_gap_is_not_had_and_so_is_asked_for_again(ann: Laptop, bea: Laptop) -> None:
    notes_sealed_apart(ann, 3)
    before = bea.base.vector()
    sent = ann.parcel(bea)
    bea.base.merge([sent[0], sent[2]])
    assert texts(bea) == {"note 0", "note 2"}
    assert bea.base.vector() != before
    assert len(list(ann.base.entries_missing_from(bea.base.vector()))) == 2
    give(ann, bea)
    assert bea.base.vector() == ann.base.vector()


def test_what_comes_twice_changes_nothing(ann: Laptop, bea: Laptop) -> None:
    notes_sealed_apart(ann, 3)
    sent = ann.parcel(bea)
    bea.base.merge(sent)
    before = whole_state(bea)
    report = bea.base.merge([*sent, *reversed(sent)])
    assert report.received == report.changes == 0
    assert whole_state(bea) == before


def test_one_bad_entry_in_the_middle_stops_none_of_the_others(ann: Laptop, bea: Laptop) -> None:
    notes_sealed_apart(ann, 3)
    sent = ann.parcel(bea)
    for bad in (altered(sent[1]), b"no entry at all", sent[1][:-5], b""):
        report = bea.base.merge([sent[0], bad, sent[2]])
        assert len(report.set_aside) == 1
        assert texts(bea) == {"note 0", "note 2"}
    bea.base.merge([sent[1]])
    assert texts(bea) == {"note 0", "note 1", "note 2"}
    assert verify(bea.base).problems == ()


def test_bad_bytes_in_quarantine_do_not_keep_the_good_copy_out(ann: Laptop, bea: Laptop) -> None:
    ann.note("first")
    (good,) = ann.parcel(bea)
    entry = Entry.from_bytes(good)
    forged = Forger(bea).signed_again(entry)
    assert list(bea.base.merge([forged]).set_aside.values()) == ["unauthentic"]
    assert texts(bea) == set()
    bea.base.merge([good])
    assert texts(bea) == {"first"}
    assert ann.base.digest() == bea.base.digest()


def test_an_unsigned_entry_is_vouched_for_by_a_later_one_of_its_feed(
    ann: Laptop, bea: Laptop
) -> None:
    notes_sealed_apart(ann, 2)
    first, second = ann.parcel(bea)
    entry = Entry.from_bytes(first)
    bare = Entry(entry.header, entry.body, b"", entry.parts).to_bytes()
    assert list(bea.base.merge([bare]).set_aside.values()) == ["unauthentic"]
    bea.base.merge([bare, second])
    assert texts(bea) == {"note 0", "note 1"}


def test_a_flood_of_junk_does_not_fill_the_disk(ann: Laptop) -> None:
    junk = [bytes([place]) * 8_000_000 for place in range(8)]
    for item in junk:
        ann.base.merge([item])
    with ann.base.reading() as session:
        held = session.connection().exec_driver_sql("SELECT sum(length(data)) FROM quarantine")
        assert held.scalar_one() <= 32 * 1024 * 1024


def test_a_failure_in_the_middle_of_a_batch_leaves_everything_as_it_was(
    ann: Laptop, bea: Laptop
) -> None:
    note = bea.note("bea's own")
    notes_sealed_apart(ann, 5)
    sent = ann.parcel(bea)
    with bea.base.local() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full_disk BEFORE INSERT ON note_row"
            " WHEN (SELECT text FROM part WHERE name = NEW.text) = 'note 3'"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    before = whole_state(bea)
    with pytest.raises(InspectorError) as refused:
        bea.base.merge(sent, records=ann.base.team.chain.records)
    assert refused.value.code == "disk-full"
    assert whole_state(bea) == before
    with bea.base.local() as connection:
        connection.exec_driver_sql("DROP TRIGGER full_disk")
    bea.base.merge(sent)
    assert texts(bea) == {"bea's own", *(f"note {turn}" for turn in range(5))}
    assert bea.shown(note, "text") == "bea's own"


def test_parts_that_come_later_complete_what_was_applied(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("late text")
    before = bea.base.vector()
    sent = ann.parcel(bea)
    bea.base.merge([without_parts(entry) for entry in sent])
    assert bea.shown(note, "text") == "[this text has not arrived yet]"
    assert bea.base.vector() == before
    assert verify(bea.base).problems == ()
    bea.base.merge(sent)
    assert texts(bea) == {"late text"}
    assert bea.base.vector() == ann.base.vector()
    assert verify(bea.base).problems == ()


def test_a_part_that_comes_in_another_entry_still_serves_its_write(
    ann: Laptop, bea: Laptop
) -> None:
    forger = Forger(ann)
    part = part_of("sent apart", ann.base.vault.randomness)
    note, other = ann.base.new_id(), ann.base.new_id()
    first = forger.entry([Write(note, "note", "text", PartName(part.name))])
    second = forger.entry([Write(other, "note", "agency", "police")], [part])
    bea.base.merge([first])
    bea.base.merge([second])
    assert bea.shown(note, "text") == "sent apart"
    assert verify(bea.base).problems == ()


def test_a_part_with_other_words_than_its_name_says_serves_no_write(
    ann: Laptop, bea: Laptop
) -> None:
    forger = Forger(ann)
    part = part_of("what was signed", ann.base.vault.randomness)
    note = ann.base.new_id()
    named = [Write(note, "note", "text", PartName("0" * 32))]
    bea.base.merge([forger.entry(named, [part])])
    assert bea.shown(note, "text") == "[this text has not arrived yet]"


def test_a_change_of_another_device_is_set_aside(ann: Laptop, bea: Laptop, cal: Laptop) -> None:
    cals = cal.base.vault.device.id
    write = Write(ann.base.new_id(), "note", "agency", "police")
    report = bea.base.merge([Forger(ann).entry([write], device=cals)])
    assert list(report.set_aside.values()) == ["another-device's-change"]
    assert report.changes == 0


def test_an_unreadable_change_stops_none_of_its_neighbours(ann: Laptop, bea: Laptop) -> None:
    forger = Forger(ann)
    bad = forger.sealed([b'{"not":"a change"}', b"\xff"])
    good = forger.entry([Write(ann.base.new_id(), "note", "agency", "police")])
    report = bea.base.merge([bad, good])
    assert list(report.set_aside.values()) == ["unreadable-change"]
    assert report.changes == 1


def test_a_type_of_a_newer_program_is_kept_and_forwarded(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    thing = ann.base.new_id()
    write = Write(thing, "hologram", "colour", "blue")
    bea.base.merge([Forger(ann).entry([write])])
    give(bea, cal)
    for laptop in (bea, cal):
        assert laptop.shown(thing, "colour") == "blue"
        assert verify(laptop.base).problems == ()
    assert bea.base.digest() == cal.base.digest()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", True),
        ("text", "word"),
        ("minutes", "many"),
        ("minutes", True),
        ("happened_at", "banana"),
        ("occasion", 7),
        ("hard_to_read", 1),
    ],
)
def test_a_value_of_the_wrong_kind_is_kept_but_never_shown_where_another_is_expected(
    ann: Laptop, bea: Laptop, field: str, value: bool | int | str
) -> None:
    note = bea.note("first")
    give(bea, ann)
    bea.base.merge([Forger(ann).entry([Write(note, "note", field, value)])])
    with bea.base.reading() as session:
        row = getattr(session.exec(select(Note)).one(), field)
    assert row == ("first" if field == "text" else None)
    assert value in bea.values(note, field)
    assert verify(bea.base).problems == ()


def test_a_write_of_another_type_touches_no_register_and_no_set_of_a_record(
    ann: Laptop, bea: Laptop
) -> None:
    session_record = ann.base.new_id()
    kind = "judgement-session"
    saved = ann.base.record(NewWrite(session_record, kind, "state", "open"))
    exchange(ann, bea)
    member = bea.base.member
    writes = [
        # It names the session's own write as the one that it replaces.
        Write(session_record, "comment", "state", "revealed", saved.writes),
        Write(session_record, "comment", "reveal[x]", True),
        Write(session_record, "comment", f"signed[{member}]", True),
        Write(session_record, "comment", "text", "word"),
    ]
    ann.base.merge([Forger(bea).entry(writes)])
    with ann.base.reading() as session:
        connection = session.connection()
        assert connection.exec_driver_sql("SELECT count(*) FROM element").scalar_one() == 0
        row = connection.exec_driver_sql("SELECT state, author FROM judgement_session").one()
    assert row == ("open", ann.base.member)
    assert ann.base.type_of(session_record) == kind
    assert set(ann.base.fields(session_record)) == {"state"}
    assert verify(ann.base).problems == ()
    ann.base.merge([Forger(bea, "cd" * 8).entry(writes)])


def test_a_full_counter_of_another_clock_does_not_spoil_our_next_save(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    now = int(bea.clock.now.timestamp() * 1000)
    write = Write(ann.base.new_id(), "note", "agency", "police")
    bea.base.merge([Forger(ann).entry([write], milliseconds=now + 60_000, counter=2**20 - 1)])
    note = bea.note("after that")
    give(bea, cal)
    assert cal.shown(note, "text") == "after that"


def test_a_disallowed_write_does_not_say_who_made_a_record(
    ann: Laptop, bea: Laptop, dev: Laptop
) -> None:
    note = bea.note("first")
    exchange(ann, bea, dev)
    early = Write(note, "note", "agency", "police")
    ann.base.merge([Forger(dev).entry([early], milliseconds=1)])
    with ann.base.reading() as session:
        author = session.connection().exec_driver_sql("SELECT author FROM note").scalar_one()
    assert author == bea.base.member
    assert "agency" not in ann.base.fields(note)
    assert verify(ann.base).problems == ()


def test_an_unknown_parent_and_an_unknown_dependency_gate_nothing(ann: Laptop, bea: Laptop) -> None:
    note = ann.base.new_id()
    write = Write(note, "note", "agency", "police", ("f" * 32 + ":3",))
    bea.base.merge([Forger(ann).entry([write])])
    assert bea.shown(note, "agency") == "police"


def test_two_processes_of_one_home_see_each_others_saves(ann: Laptop) -> None:
    other = ann._open()
    note = ann.note("from the one")
    other.record(NewWrite(note, "note", "agency", "police", ()))
    assert ann.shown(note, "agency") == "police"
    assert other.fields(note)["text"].value == "from the one"
    other.seal()
    ann.note("more")
    ann.base.seal()
    assert verify(ann.base).problems == ()
    other.close()


def test_texts_reach_others_byte_for_byte(ann: Laptop, bea: Laptop) -> None:
    odd = ["", " ", "a\x00b", "é\u0301", "‮rtl", "🧒🏽", "line\r\nline", "'; DROP TABLE note; --"]
    notes = [ann.note(text) for text in odd]
    give(ann, bea)
    assert [bea.shown(note, "text") for note in notes] == odd
    assert verify(bea.base).problems == ()
    assert verify(ann.base).problems == ()


def test_half_a_surrogate_pair_is_saved_as_the_sign_for_it(ann: Laptop, bea: Laptop) -> None:
    note = ann.base.new_id()
    ann.base.record(NewWrite(note, "note", "text", Typed("well \ud83d done")))
    give(ann, bea)
    assert bea.shown(note, "text") == "well � done"
