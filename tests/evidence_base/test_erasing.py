"""Erased text is gone from every place in the file, on every laptop, late copies too."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.evidence_base.drafts import Draft, DraftContent, drafts, save_draft
from inspector_app.evidence_base.projector import NOT_HERE_YET
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import Typed
from schemas.changes import Change, PartName
from schemas.signing import sign
from schemas.team_records import Erase, SignedRecord, erase_proposal, signed_record
from tests.evidence_base.decrypting import decrypted
from tests.evidence_base.forging import without_parts
from tests.evidence_base.laptops import Laptop, exchange, give

CANARY = "Kestrelwick"


def part_names(laptop: Laptop, record: str) -> tuple[str, ...]:
    """The parts of all versions of a record's texts."""
    with laptop.base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT body FROM change").all()
    return tuple(
        sorted(
            write.value.name
            for row in rows
            for write in Change.from_bytes(row[0]).writes
            if write.record == record and isinstance(write.value, PartName)
        )
    )


def erasure(lead: Laptop, qam: Laptop, parts: tuple[str, ...]) -> SignedRecord:
    """Proposed by the lead, confirmed and appended by the QAM."""
    proposal = sign(
        lead.base.vault.device.signing_key,
        "team",
        erase_proposal(lead.inspection, parts),
    )
    head = qam.base.team.chain.head.record
    device = qam.base.vault.device
    return signed_record(
        Erase(head, device.id, parts, lead.base.vault.device.id, proposal), device.signing_key
    )


def files(laptop: Laptop) -> list[Path]:
    return list((laptop.home / "bases").glob("*.db*"))


def stands_in_a_file(laptop: Laptop) -> bool:
    """Whether the word stands in a page, or in the index: small, without what it begins with."""
    key = laptop.base.vault.base_key(laptop.inspection)
    word = CANARY[3:].lower().encode()
    return any(word in decrypted(path, key.key).lower() for path in files(laptop))


@pytest.fixture
def typed_by_mistake(ann: Laptop, bea: Laptop, dev: Laptop) -> str:
    note = bea.note(f"{CANARY} was there")
    bea.write(note, "text", Typed(f"{CANARY} was not there"))
    exchange(ann, bea, dev)
    return note


def test_the_text_of_all_versions_is_gone_from_every_page_of_the_file(
    ann: Laptop, bea: Laptop, dev: Laptop, typed_by_mistake: str
) -> None:
    assert all(stands_in_a_file(laptop) for laptop in (ann, bea, dev))
    record = erasure(ann, dev, part_names(ann, typed_by_mistake))
    for laptop in (ann, bea, dev):
        laptop.base.merge(records=[record])
        assert not stands_in_a_file(laptop)
        assert laptop.shown(typed_by_mistake, "text") == "[erased]"
        assert {write.value for write in laptop.base.history(typed_by_mistake)} == {"[erased]"}
        assert verify(laptop.base).problems == ()
    assert len({laptop.base.digest() for laptop in (ann, bea, dev)}) == 1


def test_the_search_index_finds_it_no_more(ann: Laptop, dev: Laptop, typed_by_mistake: str) -> None:
    ann.base.merge(records=[erasure(ann, dev, part_names(ann, typed_by_mistake))])
    with ann.base.reading() as session:
        found = session.connection().exec_driver_sql(
            "SELECT count(*) FROM search WHERE search MATCH ?", (CANARY,)
        )
        assert found.scalar_one() == 0


def test_a_late_or_sealed_again_copy_is_refused(
    ann: Laptop, bea: Laptop, cal: Laptop, dev: Laptop, typed_by_mistake: str
) -> None:
    late = bea.parcel()
    cal.base.merge(records=[erasure(ann, dev, part_names(ann, typed_by_mistake))])
    cal.base.merge(late)
    assert not stands_in_a_file(cal)
    assert cal.shown(typed_by_mistake, "text") == "[erased]"
    assert verify(cal.base).problems == ()


def test_an_unsealed_text_that_was_erased_does_not_leave_the_laptop(
    ann: Laptop, bea: Laptop, dev: Laptop
) -> None:
    exchange(ann, bea, dev)
    note = bea.note(f"{CANARY} was there")
    record = erasure(ann, dev, part_names(bea, note))
    bea.base.merge(records=[record])
    give(bea, ann)
    ann.base.merge(records=[record])
    assert not stands_in_a_file(ann)
    assert not stands_in_a_file(bea)
    assert ann.shown(note, "text") == "[erased]"
    assert ann.base.vector() == bea.base.vector()


def test_an_entry_that_lacked_only_what_was_erased_is_had(
    ann: Laptop, bea: Laptop, dev: Laptop
) -> None:
    exchange(ann, bea, dev)
    note = bea.note(f"{CANARY} was there")
    ann.base.merge([without_parts(entry) for entry in bea.parcel(ann)])
    assert ann.base.vector() != bea.base.vector()
    ann.base.merge(records=[erasure(ann, dev, part_names(bea, note))])
    assert ann.base.vector() == bea.base.vector()
    assert ann.base.incomplete_entries() == ()


def test_a_text_that_had_not_arrived_when_it_was_erased_is_shown_erased(
    ann: Laptop, bea: Laptop, dev: Laptop
) -> None:
    exchange(ann, bea, dev)
    note = bea.note(f"{CANARY} was there")
    ann.base.merge([without_parts(entry) for entry in bea.parcel(ann)])
    assert ann.shown(note, "text") == NOT_HERE_YET
    ann.base.merge(records=[erasure(ann, dev, part_names(bea, note))])
    assert ann.shown(note, "text") == "[erased]"
    with ann.base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT text FROM note WHERE id = ?", (note,))
        assert rows.scalar_one() == "[erased]"
    assert verify(ann.base).problems == ()


def test_a_draft_of_the_record_goes_with_it(
    ann: Laptop, dev: Laptop, typed_by_mistake: str
) -> None:
    content = DraftContent({"text": f"{CANARY} was there, I think"})
    save_draft(ann.base, Draft("edit", typed_by_mistake, "note", content))
    save_draft(ann.base, Draft("other", None, "note", DraftContent({"text": "kept"})))
    ann.base.merge(records=[erasure(ann, dev, part_names(ann, typed_by_mistake))])
    assert [draft.id for draft in drafts(ann.base)] == ["other"]
    assert not stands_in_a_file(ann)
