"""Edits as people make them: what they name, and what they leave standing."""

from __future__ import annotations

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import (
    edits,
    resolve,
    restore,
    tag,
    undo,
    untag,
    withdraw,
)
from inspector_app.evidence_base.writing import NewValue, Typed
from tests.evidence_base.laptops import Laptop, exchange, give


def test_a_form_writes_only_the_fields_that_were_changed(ann: Laptop) -> None:
    note = ann.note("Seen twice", minutes=20)
    views = ann.base.fields(note)
    values: dict[str, NewValue] = {"text": Typed("Seen twice"), "minutes": 25, "agency": None}
    writes = edits(views, note, "note", values)
    assert [(write.field, write.value) for write in writes] == [("minutes", 25)]


def test_a_tag_that_was_taken_out_and_put_back_is_there(ann: Laptop) -> None:
    note = ann.note("Seen twice")
    for change in (tag, untag, tag):
        ann.base.record(change(ann.base.fields(note), note, "note", "areas", "leaders"))
    assert ann.shown(note, "areas[leaders]") is True


def test_undo_of_an_edit_brings_back_the_text_before(ann: Laptop) -> None:
    note = ann.note("first")
    ann.write(note, "text", Typed("second"))
    ann.base.record(*undo(ann.base))
    assert ann.values(note, "text") == {"first"}


def test_undo_of_a_creation_withdraws_the_record(ann: Laptop) -> None:
    note = ann.note("by mistake")
    ann.base.record(*undo(ann.base))
    assert ann.shown(note, "withdrawn") == "undone"
    assert ann.base.conflicts() == ()


def test_undo_is_refused_once_somebody_has_written_over_it(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("first")
    changed = ann.write(note, "text", Typed("second")).change
    give(ann, bea)
    bea.write(note, "text", Typed("third"))
    give(bea, ann)
    with pytest.raises(InspectorError) as refused:
        undo(ann.base, changed)
    assert refused.value.code == "changed-since"
    assert ann.values(note, "text") == {"third"}


def test_undo_of_a_creation_is_refused_once_others_added_to_the_record(
    ann: Laptop, bea: Laptop
) -> None:
    ann.note("first")
    saved = ann.base.last_own_change()
    give(ann, bea)
    note = bea.base.records_of_change(saved or "")
    assert note == ()
    record = ann.base.records_of_change(saved or "")[0]
    bea.base.record(tag(bea.base.fields(record), record, "note", "areas", "leaders"))
    give(bea, ann)
    with pytest.raises(InspectorError) as refused:
        undo(ann.base, saved)
    assert refused.value.code == "changed-since"


def test_there_is_nothing_to_undo_before_the_first_save(bea: Laptop) -> None:
    with pytest.raises(InspectorError) as refused:
        undo(bea.base)
    assert refused.value.code == "nothing-to-undo"


def test_undo_of_a_resolution_is_refused_because_it_replaced_several_values(
    ann: Laptop, bea: Laptop
) -> None:
    note = ann.note("first")
    exchange(ann, bea)
    ann.write(note, "text", Typed("ann's"))
    bea.write(note, "text", Typed("bea's"))
    exchange(ann, bea)
    ann.base.record(resolve(ann.base, note, "text", value=Typed("both")))
    with pytest.raises(InspectorError) as refused:
        undo(ann.base)
    assert refused.value.code == "cannot-undo"


def test_taking_one_value_of_a_conflict_settles_it_everywhere(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("first")
    exchange(ann, bea)
    mine = ann.write(note, "text", Typed("ann's")).writes[0]
    bea.write(note, "text", Typed("bea's"))
    exchange(ann, bea)
    bea.base.record(resolve(bea.base, note, "text", take=mine))
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert laptop.values(note, "text") == {"ann's"}
        assert laptop.base.conflicts() == ()


def test_a_withdrawn_record_is_restored_before_it_is_edited(ann: Laptop) -> None:
    note = ann.note("first")
    ann.base.record(withdraw(ann.base, note, "twice"))
    with pytest.raises(InspectorError) as refused:
        ann.write(note, "text", Typed("second"))
    assert refused.value.code == "withdrawn"
    ann.base.record(restore(ann.base, note))
    ann.write(note, "text", Typed("second"))
    assert ann.values(note, "text") == {"second"}
    with pytest.raises(InspectorError) as again:
        restore(ann.base, note)
    assert again.value.code == "not-withdrawn"
