"""Whatever the order in which work is done and delivered, every laptop comes to the same."""

from __future__ import annotations

import itertools

import pytest

from inspector_app.evidence_base.editing import edit
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from tests.evidence_base.laptops import Laptop, exchange, give
from tests.simulation.oracle import Oracle

FIELDS = ("text", "agency")
OPERATIONS = ("write", "look and write", "look and empty")


def save(laptop: Laptop, oracle: Oracle, write: NewWrite) -> None:
    oracle.saw(laptop.base.record(write), [write])
    laptop.base.seal()


def value_for(field: str, turn: int) -> NewValue:
    return Typed(f"text {turn}") if field == "text" else f"agency-{turn}"


def operate(
    oracle: Oracle, by: Laptop, other: Laptop, record: str, field: str, operation: str, turn: int
) -> None:
    if operation != "write":
        give(other, by)
    views = by.base.fields(record)
    value = None if operation == "look and empty" else value_for(field, turn)
    save(by, oracle, edit(views, record, "note", field, value))


@pytest.mark.parametrize("operations", itertools.permutations(OPERATIONS), ids=", ".join)
def test_every_order_of_two_devices_two_fields_and_three_operations_gives_one_digest(
    operations: tuple[str, ...], ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    oracle = Oracle()
    places = list(itertools.product((ann, bea), FIELDS))
    orders = itertools.cycle(itertools.permutations(range(3)))
    # Which of the two devices comes first is a matter of names: it is always the same one.
    histories = [
        (ann.base.new_id(), list(zip(where, operations, strict=True)))
        for where in itertools.product(places[:2], places, places)
    ]
    assert len(histories) == 32
    for record, _ in histories:
        save(ann, oracle, NewWrite(record, "note", "text", Typed("first")))
    give(ann, bea)
    give(ann, cal)
    for record, steps in histories:
        before = cal.base.vector()
        for turn, ((by, field), operation) in enumerate(steps):
            other = bea if by is ann else ann
            operate(oracle, by, other, record, field, operation, turn)
        give(ann, bea)
        give(bea, ann)
        sent = [entry.to_bytes() for entry in ann.base.entries_missing_from(before)]
        assert len(sent) == 3
        for place in next(orders):
            cal.base.merge([sent[place]])
    records = [record for record, _ in histories]
    expected = oracle.current()
    for laptop in (ann, bea, cal):
        shown = {
            (record, name): {write.write: write.value for write in view.current}
            for record in records
            for name, view in laptop.base.fields(record).items()
        }
        assert shown == expected
        assert verify(laptop.base).problems == ()
    digests = {laptop.base.digest() for laptop in (ann, bea, cal)}
    assert len(digests) == 1
    assert None not in {digest for digest, _ in digests}


def test_the_rows_of_a_table_are_the_same_on_all_laptops(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    note = ann.note("first", minutes=5)
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        laptop.write(note, "text", Typed(f"by {laptop.name}"))
        laptop.write(note, f"areas[{laptop.name}]", True)
    exchange(cal, ann, bea)
    rows = set()
    for laptop in (ann, bea, cal):
        with laptop.base.reading() as session:
            connection = session.connection()
            note_rows = connection.exec_driver_sql("SELECT * FROM note").all()
            elements = connection.exec_driver_sql("SELECT * FROM element").all()
            rows.add((tuple(map(tuple, note_rows)), tuple(map(tuple, elements))))
    assert len(rows) == 1
