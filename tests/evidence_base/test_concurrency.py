"""Work done at the same time: all of it is kept, all of it is shown, people settle it."""

from __future__ import annotations

import itertools

import pytest

from inspector_app.evidence_base.editing import edit, resolve, tag, untag
from inspector_app.evidence_base.writing import Typed
from tests.evidence_base.forging import without_parts
from tests.evidence_base.laptops import Laptop, exchange, give


def conflicting(laptop: Laptop) -> set[tuple[str, str]]:
    return {(conflict.record, conflict.field) for conflict in laptop.base.conflicts()}


def test_every_concurrent_value_is_kept_and_shown(ann: Laptop, bea: Laptop, cal: Laptop) -> None:
    note = ann.note("first")
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        laptop.write(note, "text", Typed(f"by {laptop.name}"))
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        assert laptop.values(note, "text") == {"by ann", "by bea", "by cal"}
        assert conflicting(laptop) == {(note, "text")}


def test_equal_values_are_one(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("first", occasion="worker")
    exchange(ann, bea)
    for laptop in (ann, bea):
        laptop.write(note, "occasion", "manager")
        laptop.write(note, "text", Typed("the same words"))
    exchange(ann, bea)
    assert conflicting(ann) == set()
    assert len(ann.base.fields(note)["text"].writes) == 2
    ann.write(note, "text", Typed("other words"))
    assert ann.values(note, "text") == {"other words"}


def test_equal_words_are_a_conflict_with_a_number_that_looks_the_same(
    ann: Laptop, bea: Laptop
) -> None:
    note = ann.note("first", hard_to_read=False)
    exchange(ann, bea)
    ann.write(note, "hard_to_read", True)
    bea.write(note, "hard_to_read", False)
    exchange(ann, bea)
    assert conflicting(ann) == {(note, "hard_to_read")}


def test_two_texts_that_have_not_arrived_are_not_taken_for_one(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    note = ann.note("first")
    exchange(ann, bea, cal)
    ann.write(note, "text", Typed("ann's"))
    bea.write(note, "text", Typed("bea's"))
    late = ann.parcel(cal) + bea.parcel(cal)
    cal.base.merge([without_parts(entry) for entry in late])
    assert conflicting(cal) == {(note, "text")}
    assert len(cal.base.fields(note)["text"].writes) == 1
    cal.base.merge(late)
    assert cal.values(note, "text") == {"ann's", "bea's"}


def test_a_value_merged_while_an_editor_was_open_is_not_hidden_by_its_save(
    ann: Laptop, bea: Laptop
) -> None:
    note = ann.note("first")
    exchange(ann, bea)
    on_screen = ann.base.fields(note)
    bea.write(note, "text", Typed("bea's, while ann types"))
    give(bea, ann)
    saved = ann.base.record(edit(on_screen, note, "note", "text", Typed("ann's")))
    assert saved.conflicts == ((note, "text"),)
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert laptop.values(note, "text") == {"ann's", "bea's, while ann types"}


def test_one_author_whose_answers_are_lost_never_conflicts_with_himself(
    ann: Laptop, bea: Laptop
) -> None:
    note = ann.note("first")
    for turn in range(6):
        ann.write(note, "text", Typed(f"text {turn}"))
        parcel = ann.parcel(bea)
        if turn % 2:
            bea.base.merge(parcel)
    exchange(ann, bea)
    assert bea.values(note, "text") == {"text 5"}
    assert conflicting(bea) == set()


def test_adding_an_element_wins_against_its_removal_at_the_same_time(
    ann: Laptop, bea: Laptop
) -> None:
    note = ann.note("first", **{"areas[leaders]": True})
    exchange(ann, bea)
    ann.base.record(untag(ann.base.fields(note), note, "note", "areas", "leaders"))
    bea.base.record(tag(bea.base.fields(note), note, "note", "areas", "leaders"))
    exchange(ann, bea)
    assert ann.shown(note, "areas[leaders]") is True
    assert conflicting(ann) == set()


def test_removal_of_an_element_names_every_write_that_carries_it(ann: Laptop, bea: Laptop) -> None:
    note = ann.note("first")
    exchange(ann, bea)
    for laptop in (ann, bea):
        laptop.base.record(tag(laptop.base.fields(note), note, "note", "areas", "leaders"))
    exchange(ann, bea)
    ann.base.record(untag(ann.base.fields(note), note, "note", "areas", "leaders"))
    exchange(ann, bea)
    assert bea.shown(note, "areas[leaders]") is None


def test_two_people_who_settle_a_conflict_at_once_see_each_other(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    note = ann.note("first")
    exchange(ann, bea, cal)
    for laptop in (ann, bea):
        laptop.write(note, "text", Typed(f"by {laptop.name}"))
    late = cal.write(note, "text", Typed("late, by cal"))
    exchange(ann, bea)
    for laptop in (ann, bea):
        both = Typed(f"both, says {laptop.name}")
        laptop.base.record(resolve(laptop.base, note, "text", value=both))
    exchange(ann, bea)
    assert ann.values(note, "text") == {"both, says ann", "both, says bea"}
    exchange(ann, bea, cal)
    expected = {"both, says ann", "both, says bea", "late, by cal"}
    assert ann.values(note, "text") == bea.values(note, "text") == expected
    ann.base.record(resolve(ann.base, note, "text", take=late.writes[0]))
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        assert laptop.values(note, "text") == {"late, by cal"}
        assert conflicting(laptop) == set()


def test_an_edit_within_a_conflict_leaves_the_other_value_standing(
    ann: Laptop, bea: Laptop
) -> None:
    note = ann.note("first")
    exchange(ann, bea)
    ann.write(note, "text", Typed("ann's"))
    bea.write(note, "text", Typed("bea's"))
    exchange(ann, bea)
    shown = ann.shown(note, "text")
    other = ({"ann's", "bea's"} - {shown}).pop()
    ann.write(note, "text", Typed("better"))
    assert ann.values(note, "text") == {"better", other}


def test_a_latest_edit_that_looks_fine_still_clashes_with_an_older_parallel_one(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    note = ann.note("first")
    exchange(ann, bea, cal)
    cal.write(note, "text", Typed("written early, sent late"))
    ann.write(note, "text", Typed("second"))
    exchange(ann, bea)
    bea.write(note, "text", Typed("third"))
    exchange(ann, bea, cal)
    assert ann.values(note, "text") == {"third", "written early, sent late"}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_replacement_that_arrives_before_what_it_replaces_still_replaces_it(
    ann: Laptop, bea: Laptop, cal: Laptop, order: tuple[int, ...]
) -> None:
    note = ann.note("first")
    ann.base.seal()
    ann.write(note, "text", Typed("second"))
    ann.base.seal()
    give(ann, bea)
    bea.write(note, "text", Typed("third"))
    bea.base.seal()
    exchange(ann, bea)
    sent = [entry.to_bytes() for entry in ann.base.entries_missing_from(cal.base.vector())]
    for place in order:
        cal.base.merge([sent[place]])
    assert cal.values(note, "text") == {"third"}


@pytest.mark.parametrize("hours", [-87_600, -1, 1, 87_600])
def test_a_clock_hours_or_years_off_changes_nothing_but_what_is_shown_first(
    template: object, ann: Laptop, bea: Laptop, hours: int
) -> None:
    note = ann.note("first")
    give(ann, bea)
    ann.clock.move(hours=hours)
    ann.write(note, "text", Typed("by the wrong clock"))
    give(ann, bea)
    ann.clock.move(hours=-hours)
    bea.write(note, "text", Typed("by the right clock, later"))
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert laptop.values(note, "text") == {"by the right clock, later"}
        assert conflicting(laptop) == set()
    assert ann.base.digest() == bea.base.digest()


def test_a_laptop_follows_a_clock_ahead_of_it_by_five_minutes_at_most(
    ann: Laptop, bea: Laptop
) -> None:
    ann.clock.move(days=3650)
    ann.note("from the future")
    parcel = ann.parcel(bea)
    ann.clock.move(days=-3650)
    bea.base.merge(parcel)
    bea.note("now")
    with bea.base.reading() as session:
        (newest,) = (
            session.connection()
            .exec_driver_sql("SELECT milliseconds FROM change ORDER BY number DESC LIMIT 1")
            .one()
        )
    ahead = newest - bea.clock.now.timestamp() * 1000
    assert 0 < ahead <= 5 * 60 * 1000
