"""Two members erase: who may, what is refused, what is told, what comes in since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.drafts import Draft, DraftContent, drafts, save_draft
from inspector_app.evidence_base.editing import edit, undo, withdraw
from inspector_app.evidence_base.erasing_together import confirm_erasure, propose_erasure
from inspector_app.evidence_base.erasures import erased_words, erasures, later_versions
from inspector_app.evidence_base.holds import add_hold, holds, lift_hold
from inspector_app.evidence_base.membership import set_roles
from inspector_app.evidence_base.team_changes import append_record
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import NewWrite, Typed
from schemas.changes import Write
from schemas.entries import Entry
from schemas.signing import sign
from schemas.team_records import Admit, Erase, erase_proposal, signed_record
from tests.evidence_base.decrypting import decrypted
from tests.evidence_base.forging import Forger, altered
from tests.evidence_base.laptops import Laptop, exchange, give

CANARY = "Kestrelwick"
REASON = "third-party-data"


def stands_in_a_file(laptop: Laptop) -> bool:
    key = laptop.base.vault.base_key(laptop.inspection).key
    files = (laptop.home / "bases").glob("*.db*")
    return any(CANARY.encode() in decrypted(path, key) for path in files)


def code(action: Callable[..., object], *given: object) -> str:
    with pytest.raises(InspectorError) as caught:
        action(*given)
    assert CANARY not in f"{caught.value.message}{caught.value.next_step}"
    return caught.value.code


@pytest.fixture
def note(ann: Laptop, bea: Laptop, cal: Laptop, dev: Laptop) -> str:
    """By Bea, twice saved, known to all."""
    note = bea.note(f"{CANARY} was there")
    bea.write(note, "text", Typed(f"{CANARY} was not there"))
    exchange(ann, bea, cal, dev)
    return note


def test_the_lead_proposes_and_the_qam_confirms_and_then_it_is_gone_everywhere(
    ann: Laptop, bea: Laptop, dev: Laptop, note: str
) -> None:
    proposal = propose_erasure(ann.base, note, "text", REASON, "Said in confidence.")
    assert (proposal.state, len(proposal.parts)) == ("proposed", 2)
    give(ann, dev)
    assert stands_in_a_file(dev)
    assert confirm_erasure(dev.base, proposal.id).state == "erased"
    exchange(ann, bea, dev)
    for laptop in (ann, bea, dev):
        assert not stands_in_a_file(laptop)
        assert laptop.shown(note, "text") == "[erased]"
        [told] = erasures(laptop.base)
        assert (told.reason, told.words, told.state) == (REASON, "Said in confidence.", "erased")
        labels = set(erased_words(laptop.base, note).values())
        assert labels == {"[erased 16 Nov: third-party data]"}
        assert verify(laptop.base).ok
        assert later_versions(laptop.base) == ()
    assert len({laptop.base.digest() for laptop in (ann, bea, dev)}) == 1
    assert code(confirm_erasure, dev.base, proposal.id) == "already-erased"
    assert code(propose_erasure, ann.base, note, "text", REASON) == "nothing-to-erase"


def test_nobody_but_lead_and_deputy_proposes_and_nobody_but_qam_and_deputy_confirms(
    ann: Laptop, bea: Laptop, cal: Laptop, dev: Laptop, note: str
) -> None:
    for laptop in (bea, dev):
        assert code(propose_erasure, laptop.base, note, "text", REASON) == "not-allowed"
    proposal = propose_erasure(ann.base, note, "text", REASON)
    exchange(ann, bea)
    for laptop in (ann, bea):
        assert code(confirm_erasure, laptop.base, proposal.id) == "not-allowed"
    set_roles(ann.base, cal.base.member, frozenset({"hmi", "deputy"}))
    exchange(ann, cal)
    theirs = propose_erasure(cal.base, note, "text", REASON)
    assert code(confirm_erasure, cal.base, theirs.id) == "own-proposal"
    assert confirm_erasure(cal.base, proposal.id).state == "erased"


def test_a_member_who_is_deputy_on_two_laptops_does_not_confirm_what_one_of_them_proposed(
    ann: Laptop, note: str
) -> None:
    set_roles(ann.base, ann.base.member, frozenset({"lead", "deputy"}))
    proposal = propose_erasure(ann.base, note, "text", REASON)
    assert code(confirm_erasure, ann.base, proposal.id) == "own-proposal"
    head, device = ann.base.team.chain.head.record, ann.base.vault.device
    record = Erase(head, device.id, proposal.parts, device.id, proposal.proposal)
    assert code(append_record, ann.base, record) == "not-allowed"
    assert stands_in_a_file(ann)


def test_what_is_on_hold_is_neither_proposed_nor_confirmed(
    ann: Laptop, bea: Laptop, dev: Laptop, note: str
) -> None:
    proposal = propose_erasure(ann.base, note, "text", REASON)
    hold = add_hold(ann.base, "Complaint 7")
    second = add_hold(ann.base, "Court")
    exchange(ann, bea, dev)
    assert [each.reason for each in holds(dev.base)] == ["Complaint 7", "Court"]
    assert code(propose_erasure, ann.base, note, "text", REASON) == "on-hold"
    assert code(confirm_erasure, dev.base, proposal.id) == "on-hold"
    assert code(add_hold, bea.base, "Mine") == "not-allowed"
    assert code(lift_hold, bea.base, hold.id) == "not-allowed"
    assert code(lift_hold, ann.base) == "which-hold"
    assert code(lift_hold, ann.base, "0") == "no-hold"
    assert code(add_hold, ann.base, " ") == "no-text"
    lift_hold(ann.base, hold.id, "Answered.")
    assert code(propose_erasure, ann.base, note, "text", REASON) == "on-hold"
    lift_hold(ann.base)
    assert holds(ann.base) == ()
    assert code(lift_hold, ann.base) == "no-hold"
    give(ann, dev)
    assert confirm_erasure(dev.base, proposal.id).state == "erased"
    assert second.id != hold.id


def test_a_proposal_that_was_taken_back_is_not_confirmed(
    ann: Laptop, dev: Laptop, note: str
) -> None:
    proposal = propose_erasure(ann.base, note, "text", REASON)
    ann.base.record(withdraw(ann.base, proposal.id, "Not needed."))
    give(ann, dev)
    assert code(confirm_erasure, dev.base, proposal.id) == "proposal-taken-back"
    assert code(confirm_erasure, dev.base, "0" * 32) == "unknown-record"


def test_a_proposal_that_names_texts_of_another_field_is_refused(
    ann: Laptop, bea: Laptop, dev: Laptop, note: str
) -> None:
    """A proposal says one field to its reader; its names could be any."""
    other = bea.note("Keep this")
    exchange(ann, bea, dev)
    genuine = propose_erasure(ann.base, other, "text", REASON)
    device = ann.base.vault.device
    parts = tuple(sorted({*genuine.parts, "ab" * 16}))
    for names, of in ((genuine.parts, note), (parts, other)):
        signature = sign(device.signing_key, "team", erase_proposal(ann.inspection, names))
        forged = ann.base.new_id()
        values = {"record": of, "field": "text", "proposer": device.id, "proposal": signature.hex()}
        ann.base.record(
            *(NewWrite(forged, "erasure", field, value) for field, value in values.items()),
            *(NewWrite(forged, "erasure", f"parts[{name}]", True) for name in names),
        )
        give(ann, dev)
        assert code(confirm_erasure, dev.base, forged) == "wrong-proposal"
    assert dev.shown(other, "text") == "Keep this"


def test_a_forged_proposal_is_neither_shown_as_one_nor_taken_by_the_chain(
    ann: Laptop, bea: Laptop, dev: Laptop, note: str
) -> None:
    parts = propose_erasure(ann.base, note, "text", REASON).parts
    them, ours = ann.base.vault.device.id, bea.base.vault.device
    signature = sign(ours.signing_key, "team", erase_proposal(ann.inspection, parts))
    forged = bea.base.new_id()
    # The lead's name under Bea's signature, past everything that a save checks.
    values = {"record": note, "field": "text", "proposer": them, "proposal": signature.hex()}
    writes = [Write(forged, "erasure", field, value, ()) for field, value in values.items()]
    writes += [Write(forged, "erasure", f"parts[{part}]", True, ()) for part in parts]
    dev.base.merge([Forger(bea).entry(writes)])
    assert erasures(dev.base) == ()
    head, qam = dev.base.team.chain.head.record, dev.base.vault.device
    for proposer in (them, ours.id):
        record = Erase(head, qam.id, parts, proposer, signature)
        assert code(append_record, dev.base, record) == "not-allowed"
        ann.base.merge(records=[signed_record(record, qam.signing_key)])
    assert stands_in_a_file(dev)
    assert stands_in_a_file(ann)


def test_a_qam_appends_no_other_kind_of_record(ann: Laptop, dev: Laptop) -> None:
    head, qam = dev.base.team.chain.head.record, dev.base.vault.device
    record = Admit(head, qam.id, {})
    assert code(append_record, dev.base, record) == "not-allowed"
    ann.base.merge(records=[signed_record(record, qam.signing_key)])
    assert ann.base.team.chain.head.record == head


def test_a_version_typed_by_somebody_who_had_not_seen_the_erasure_is_put_before_the_lead(
    ann: Laptop, bea: Laptop, cal: Laptop, dev: Laptop, note: str
) -> None:
    offline = cal.base.fields(note)
    proposal = propose_erasure(ann.base, note, "text", REASON)
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)
    cal.base.record(edit(offline, note, "note", "text", Typed(f"{CANARY}, and more")))
    exchange(ann, cal, dev)
    assert ann.shown(note, "text") == f"{CANARY}, and more"
    [late] = later_versions(ann.base)
    assert (late.record, late.field) == (note, "text")
    assert [version.by for version in late.versions] == [cal.base.member]
    again = propose_erasure(ann.base, late.record, late.field, REASON)
    assert len(again.parts) == 3
    give(ann, dev)
    confirm_erasure(dev.base, again.id)
    exchange(ann, bea, cal, dev)
    for laptop in (ann, bea, cal, dev):
        assert not stands_in_a_file(laptop)
        assert later_versions(laptop.base) == ()
        assert verify(laptop.base).ok


def test_drafts_that_began_from_an_older_version_go_and_those_begun_since_stay(
    ann: Laptop, cal: Laptop, dev: Laptop, note: str
) -> None:
    """Cal has written a newer version, so no current value of theirs is among those named."""
    proposal = propose_erasure(ann.base, note, "text", REASON)
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)
    cal.write(note, "text", Typed("Somebody was there"))
    save_draft(cal.base, Draft("edit", note, "note", DraftContent({"text": f"{CANARY} again"})))
    give(dev, cal)
    assert drafts(cal.base) == ()
    assert not stands_in_a_file(cal)
    save_draft(cal.base, Draft("edit", note, "note", DraftContent({"text": "A visitor"})))
    # The chain grows for another reason.
    set_roles(ann.base, cal.base.member, frozenset({"hmi", "deputy"}))
    give(ann, cal)
    assert [draft.id for draft in drafts(cal.base)] == ["edit"]


def test_a_sealed_text_of_an_entry_that_this_laptop_could_not_open_goes_from_every_page(
    ann: Laptop, bea: Laptop, cal: Laptop, dev: Laptop
) -> None:
    """What nobody vouches for yet waits in quarantine, with its sealed parts."""
    exchange(ann, bea, cal, dev)
    note = bea.note(CANARY * 40)
    exchange(ann, bea, dev)
    [genuine] = bea.parcel(cal)
    entry = Entry.from_bytes(genuine)
    sealed = entry.parts[0]
    assert sealed is not None
    another = replace(entry, body=entry.body[:-1] + bytes([entry.body[-1] ^ 1])).to_bytes()
    forged = altered(genuine)
    cal.base.merge([forged])
    proposal = propose_erasure(ann.base, note, "text", REASON)
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)
    key = cal.base.vault.base_key(cal.inspection).key

    def kept() -> bool:
        files = (cal.home / "bases").glob("*.db*")
        return any(sealed[50:90] in decrypted(path, key) for path in files)

    assert kept()
    cal.base.merge(records=dev.base.team.chain.records)
    assert not kept()
    # Another, and the good one, late: nothing of the text is kept.
    assert cal.base.merge([another]).set_aside
    assert not kept()
    cal.base.merge([genuine])
    assert not kept()
    assert cal.shown(note, "text") == "[erased]"


def test_an_old_home_put_back_erases_at_its_next_exchange_and_a_late_laptop_too(
    ann: Laptop, bea: Laptop, cal: Laptop, dev: Laptop, note: str, tmp_path: Path
) -> None:
    old = bea.copy_home(tmp_path / "old")
    unsent = cal.note("Weeks offline")
    proposal = propose_erasure(ann.base, note, "text", REASON)
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)
    give(dev, bea)
    bea.put_back(old)
    assert stands_in_a_file(bea)
    for laptop in (bea, cal):
        give(dev, laptop)
        assert not stands_in_a_file(laptop)
        assert laptop.shown(note, "text") == "[erased]"
    give(cal, ann)
    assert ann.shown(unsent, "text") == "Weeks offline"


def test_an_erased_text_does_not_come_back_by_undo(
    ann: Laptop, bea: Laptop, dev: Laptop, note: str
) -> None:
    bea.write(note, "text", Typed("A visitor was there"))
    exchange(ann, bea, dev)
    proposal = propose_erasure(ann.base, note, "text", REASON)
    give(ann, dev)
    confirm_erasure(dev.base, proposal.id)
    exchange(ann, bea, dev)
    assert bea.shown(note, "text") == "[erased]"
    assert code(undo, bea.base) == "unknown-write"


def test_names_of_chunks_are_purged_not_erased(ann: Laptop) -> None:
    frame = ann.base.new_id()
    ann.base.record(NewWrite(frame, "case-frame", "chunks", Typed("[]")))
    assert code(propose_erasure, ann.base, frame, "chunks", REASON) == "purge-instead"


def test_what_is_no_text_is_not_erased(ann: Laptop, note: str) -> None:
    for field in ("minutes", "nonsense", "cases[x]"):
        assert code(propose_erasure, ann.base, note, field, REASON) == "nothing-to-erase"
    assert code(propose_erasure, ann.base, note, "te xt", REASON) == "unknown-field"
