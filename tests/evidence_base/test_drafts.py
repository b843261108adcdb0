"""Drafts stay on the laptop that types them, and go when they are saved."""

from __future__ import annotations

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.drafts import (
    Draft,
    DraftContent,
    discard_draft,
    drafts,
    load_draft,
    save_draft,
)
from inspector_app.evidence_base.writing import NewWrite, Typed
from tests.evidence_base.laptops import Laptop, give


def draft_of(text: str, name: str = "quick") -> Draft:
    shown = {"text": ("0" * 32 + ":0",)}
    content = DraftContent({"text": text, "minutes": 20}, {"areas": ("leaders",)}, shown)
    return Draft(name, None, "note", content)


def test_a_draft_is_there_after_a_restart(ann: Laptop) -> None:
    save_draft(ann.base, draft_of("half a sen"))
    save_draft(ann.base, draft_of("half a sentence"))
    ann.reopen()
    (found,) = drafts(ann.base)
    assert found.content == draft_of("half a sentence").content
    assert found.saved_at


def test_a_draft_goes_in_the_save_that_it_becomes(ann: Laptop) -> None:
    save_draft(ann.base, draft_of("a sentence"))
    save_draft(ann.base, draft_of("another", "other"))
    note = NewWrite(ann.base.new_id(), "note", "text", Typed("a sentence"))
    ann.base.record(note, draft="quick")
    assert [draft.id for draft in drafts(ann.base)] == ["other"]


def test_a_draft_stays_when_its_save_is_refused(ann: Laptop) -> None:
    save_draft(ann.base, draft_of("a sentence"))
    wrong = NewWrite(ann.base.new_id(), "note", "minutes", "twenty")
    with pytest.raises(InspectorError):
        ann.base.record(wrong, draft="quick")
    assert load_draft(ann.base, "quick") is not None


def test_a_discarded_draft_is_gone(ann: Laptop) -> None:
    save_draft(ann.base, draft_of("a sentence"))
    discard_draft(ann.base, "quick")
    discard_draft(ann.base, "quick")
    assert drafts(ann.base) == ()


def test_a_draft_never_travels(ann: Laptop, bea: Laptop) -> None:
    save_draft(ann.base, draft_of("a sentence"))
    ann.note("something shared")
    give(ann, bea)
    assert drafts(bea.base) == ()


def test_half_a_surrogate_pair_does_not_lose_the_draft(ann: Laptop) -> None:
    save_draft(ann.base, draft_of("well \ud83d done"))
    assert drafts(ann.base)[0].content.fields["text"] == "well � done"


def test_a_draft_of_another_shape_is_left_alone(ann: Laptop) -> None:
    with ann.base.local() as connection:
        connection.exec_driver_sql("INSERT INTO draft VALUES ('odd', NULL, 'note', '{}', '')")
    save_draft(ann.base, draft_of("a sentence"))
    assert [draft.id for draft in drafts(ann.base)] == ["quick"]
    assert load_draft(ann.base, "odd") is None
