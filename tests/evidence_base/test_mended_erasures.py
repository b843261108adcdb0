"""A damaged file, and copies from before an erasure that could not be destroyed in time."""

from __future__ import annotations

import pytest

from inspector_app.evidence_base.copying import keep_copy
from inspector_app.evidence_base.drafts import Draft, DraftContent, drafts, save_draft
from inspector_app.evidence_base.erasing_together import confirm_erasure, propose_erasure
from inspector_app.vault.base_files import BaseFiles
from inspector_app.vault.trouble import full_disk
from tests.evidence_base.agreement import all_well, texts
from tests.evidence_base.damaging import flip, mended, path_of
from tests.evidence_base.decrypting import decrypted
from tests.evidence_base.laptops import Laptop, exchange, give

CANARY = "Kestrelwick"


def no_room(*_: object) -> None:
    raise full_disk()


@pytest.fixture
def erased(
    ann: Laptop, bea: Laptop, dev: Laptop, monkeypatch: pytest.MonkeyPatch
) -> tuple[Laptop, str]:
    """A laptop that could not destroy its copy when a note was erased, and the note.

    The copy holds the note, and a draft of it.
    """
    note = ann.note(f"{CANARY} was there.")
    ann.note("Not erased.")
    exchange(ann, bea, dev)
    content = DraftContent({"text": f"{CANARY} was there, and"})
    save_draft(ann.base, Draft(note, note, "note", content))
    keep_copy(ann.base)
    proposal = propose_erasure(ann.base, note, "text", "third-party-data", "")
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)
    with monkeypatch.context() as patch:
        patch.setattr(BaseFiles, "drop_beside", no_room)
        give(dev, ann)
    assert drafts(ann.base) == ()
    ann.close()
    flip(path_of(ann), 1000)
    return ann, note


def test_mending_brings_back_no_text_and_no_draft_of_it_and_the_copy_goes(
    erased: tuple[Laptop, str],
) -> None:
    ann, note = erased
    assert mended(ann).copies == 1
    assert CANARY.encode() not in decrypted(path_of(ann), ann.vault().base_key(ann.inspection).key)
    assert texts(ann) == {"[erased]", "Not erased."}
    assert ann.shown(note, "text") == "[erased]"
    assert drafts(ann.base) == ()
    assert ann.base.vault.bases.copies(ann.inspection) == ()
    assert ann.base.vault.bases.asides(ann.inspection) == ()
    assert all_well(ann)


def test_a_mending_that_is_cut_off_has_destroyed_nothing_that_it_reads(
    erased: tuple[Laptop, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, _ = erased

    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(BaseFiles, "replace", cut_off)
        with pytest.raises(KeyboardInterrupt):
            mended(ann)
    assert len(ann.vault().bases.copies(ann.inspection)) == 1


def test_a_draft_begun_since_an_erasure_outlives_mending(
    ann: Laptop, bea: Laptop, dev: Laptop
) -> None:
    note = ann.note(f"{CANARY} was there.")
    exchange(ann, bea, dev)
    proposal = propose_erasure(ann.base, note, "text", "third-party-data", "")
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)
    give(dev, ann)
    save_draft(ann.base, Draft(note, note, "note", DraftContent({"text": "Begun since."})))
    ann.close()
    flip(path_of(ann), 1000)
    mended(ann)
    [draft] = drafts(ann.base)
    assert draft.content.fields == {"text": "Begun since."}
