"""Homes that are copied, put back, or live twice: no write of any life is lost."""

from __future__ import annotations

from pathlib import Path

from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import Typed
from tests.evidence_base.agreement import one_digest, texts
from tests.evidence_base.forging import without_parts
from tests.evidence_base.laptops import Laptop, exchange, give


def test_a_home_put_back_and_written_to_again_loses_neither_life(
    ann: Laptop, bea: Laptop, cal: Laptop, tmp_path: Path
) -> None:
    bea.note("before the copy")
    give(bea, ann)
    bea.note("in the outbox when it was copied")
    copy = bea.copy_home(tmp_path / "copy")
    bea.note("first life")
    give(bea, ann)
    bea.put_back(copy)
    bea.note("second life")
    exchange(ann, bea, cal)
    every = {
        "before the copy",
        "in the outbox when it was copied",
        "first life",
        "second life",
    }
    for laptop in (ann, bea, cal):
        assert texts(laptop) == every
        assert verify(laptop.base).problems == ()
    assert one_digest(ann, bea, cal)


def test_a_home_put_back_that_sealed_before_it_met_anybody_forks_and_loses_nothing(
    ann: Laptop, bea: Laptop, cal: Laptop, tmp_path: Path
) -> None:
    bea.note("before the copy")
    copy = bea.copy_home(tmp_path / "copy")
    bea.note("first life")
    give(bea, ann)
    bea.put_back(copy)
    bea.note("second life")
    # A bundle is written without anybody's vector: both lives have an entry in the same place.
    cal.base.merge(bea.parcel())
    exchange(ann, bea, cal)
    bea.note("after it met the others")
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        assert texts(laptop) == {
            "before the copy",
            "first life",
            "second life",
            "after it met the others",
        }
        assert verify(laptop.base).problems == ()
    assert one_digest(ann, bea, cal)


def test_two_living_copies_of_one_laptop_both_reach_everybody(
    ann: Laptop, bea: Laptop, tmp_path: Path
) -> None:
    twin = bea.twin(tmp_path / "twin")
    for turn in range(3):
        bea.note(f"bea {turn}")
        twin.note(f"twin {turn}")
        give(bea, ann)
        give(twin, ann)
        give(ann, bea)
        give(ann, twin)
    exchange(ann, bea, twin)
    every = {f"{who} {turn}" for who in ("bea", "twin") for turn in range(3)}
    assert texts(ann) == texts(bea) == texts(twin) == every
    assert one_digest(ann, bea, twin)
    twin.close()


def test_a_laptop_that_meets_its_own_later_life_begins_a_new_feed(
    ann: Laptop, bea: Laptop, tmp_path: Path
) -> None:
    copy = bea.copy_home(tmp_path / "copy")
    bea.note("first life")
    give(bea, ann)
    bea.put_back(copy)
    report = give(ann, bea)
    assert len(report.own_feed) == 1
    bea.note("second life")
    give(bea, ann)
    feeds = {feed for feed in ann.base.vector() if feed.startswith(bea.base.vault.device.id)}
    assert len(feeds) == 2


def test_a_peer_that_knows_more_of_our_feed_makes_us_begin_a_new_one(
    ann: Laptop, bea: Laptop, tmp_path: Path
) -> None:
    copy = bea.copy_home(tmp_path / "copy")
    bea.note("first life")
    give(bea, ann)
    known = ann.base.vector()
    bea.put_back(copy)
    bea.note("second life")
    bea.base.seal(known)
    feeds = {feed for feed in bea.base.vector() if feed.startswith(bea.base.vault.device.id)}
    assert feeds.isdisjoint(known)


def test_a_peer_that_knows_as_much_of_our_feed_does_not(ann: Laptop, bea: Laptop) -> None:
    bea.note("one")
    give(bea, ann)
    bea.note("two")
    bea.base.seal(ann.base.vector())
    feeds = [feed for feed in bea.base.vector() if feed.startswith(bea.base.vault.device.id)]
    assert len(feeds) == 1


def test_a_change_that_two_lives_sealed_is_applied_once(
    ann: Laptop, bea: Laptop, tmp_path: Path
) -> None:
    note = bea.note("in the outbox when it was copied")
    copy = bea.copy_home(tmp_path / "copy")
    give(bea, ann)
    bea.put_back(copy)
    ann.base.merge(bea.parcel())
    assert len(ann.base.fields(note)["text"].current) == 1
    assert verify(ann.base).problems == ()


def test_a_change_stays_in_the_outbox_while_the_entry_that_brought_it_back_lacks_a_part(
    ann: Laptop, bea: Laptop, cal: Laptop, tmp_path: Path
) -> None:
    bea.note("only here")
    copy = bea.copy_home(tmp_path / "copy")
    first_life = bea.parcel()
    bea.put_back(copy)
    bea.base.merge([without_parts(entry) for entry in first_life])
    cal.base.merge(bea.parcel())
    assert texts(cal) == {"only here"}
    bea.base.merge(first_life)
    exchange(ann, bea, cal)
    assert one_digest(ann, bea, cal)


def test_an_edit_made_in_two_lives_shows_both_values(
    ann: Laptop, bea: Laptop, tmp_path: Path
) -> None:
    note = bea.note("before")
    give(bea, ann)
    copy = bea.copy_home(tmp_path / "copy")
    bea.write(note, "text", Typed("first life"))
    give(bea, ann)
    bea.put_back(copy)
    bea.write(note, "text", Typed("second life"))
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert laptop.values(note, "text") == {"first life", "second life"}
