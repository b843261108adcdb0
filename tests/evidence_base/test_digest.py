"""The digest is read from the registers as they are kept, where they are all that it covers."""

from __future__ import annotations

from inspector_app.evidence_base.digest import kept_digest
from inspector_app.evidence_base.editing import withdraw
from inspector_app.evidence_base.membership import remove, rotate
from inspector_app.evidence_base.writing import Typed
from tests.evidence_base.agreement import judged_digest
from tests.evidence_base.laptops import Laptop, exchange, give


def kept(laptop: Laptop) -> str | None:
    with laptop.base.reading() as session:
        return kept_digest(session.connection(), laptop.base.vector())


def test_it_is_what_the_log_gives_when_judged_from_the_start(
    ann: Laptop, bea: Laptop, cal: Laptop
) -> None:
    first, second = ann.note("First.", minutes=30), ann.note("Second.")
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        laptop.write(first, "text", Typed(f"As {laptop.name} saw it."))
    bea.base.record(withdraw(bea.base, second, "written twice"))
    cal.write(second, "text", Typed("Nobody saw this before it was withdrawn."))
    exchange(ann, bea, cal)
    for laptop in (ann, bea, cal):
        assert kept(laptop) is not None
        assert laptop.base.digest() == (kept(laptop), 0) == judged_digest(laptop)


def test_what_is_not_sealed_yet_is_no_part_of_it(ann: Laptop) -> None:
    ann.note("Sealed.")
    ann.base.seal()
    before = ann.base.digest()
    ann.note("Not sealed.")
    assert kept(ann) is None
    assert ann.base.digest() == before


def test_what_is_applied_and_not_had_is_no_part_of_it(ann: Laptop, bea: Laptop) -> None:
    before = bea.base.digest()
    ann.note("First.")
    ann.base.seal()
    ann.note("Second.")
    bea.base.merge(ann.parcel(bea)[1:])
    assert kept(bea) is None
    assert bea.base.digest() == before == judged_digest(bea)


def test_an_earlier_state_is_judged_from_the_log(ann: Laptop, bea: Laptop) -> None:
    record = ann.note("First.")
    give(ann, bea)
    vector, before = bea.base.vector(), bea.base.digest()
    ann.write(record, "text", Typed("Second."))
    give(ann, bea)
    assert bea.base.digest(vector) == before != bea.base.digest()


def test_an_earlier_team_is_asked_about_its_own_state(ann: Laptop, bea: Laptop) -> None:
    bea.note("By Bea.")
    exchange(ann, bea)
    head, vector = ann.base.team.chain.head.record, ann.base.vector()
    before = ann.base.digest()
    remove(ann.base, bea.base.vault.device.id, "left the team")
    ann.base.seal()
    assert ann.base.digest() == judged_digest(ann) != before
    assert ann.base.digest(vector, head) == before


def test_an_earlier_team_cannot_judge_what_names_a_later_one(ann: Laptop) -> None:
    head = ann.base.team.chain.head.record
    rotate(ann.base)
    ann.note("Under the new key.")
    ann.base.seal()
    assert kept(ann) is not None
    assert ann.base.digest(head=head) == (None, 1)


def test_held_work_is_no_part_of_it_and_does_not_hinder(ann: Laptop, bea: Laptop) -> None:
    remove(ann.base, bea.base.vault.device.id, "left the team")
    ann.base.seal()
    bea.note("Too late.")
    before = ann.base.digest()
    assert ann.base.merge(bea.parcel(ann)).held
    assert (kept(ann), 0) == judged_digest(ann) == before
