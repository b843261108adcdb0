"""Disposing: each laptop by itself, nothing unsent lost, receipts that the team can check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base import disposal as steps
from inspector_app.evidence_base.disposal import dispose
from inspector_app.evidence_base.drafts import Draft, DraftContent, discard_draft, save_draft
from inspector_app.evidence_base.holds import add_hold, lift_hold
from inspector_app.vault.vault import Vault
from schemas.canonical import MalformedError
from schemas.receipts import DisposalReceipt, PurgeReceipt
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.decrypting import decrypted
from tests.evidence_base.laptops import Laptop
from tests.sync.frames import file_keys, imported
from tests.sync.visits import settle, sync

CANARY = "Kestrelwick"


def refused(action: Callable[..., object], *given: object) -> str:
    with pytest.raises(InspectorError) as caught:
        action(*given)
    return caught.value.code


def closed(laptop: Laptop) -> Vault:
    """The laptop's vault, with no inspection open."""
    laptop.base.close()
    return laptop.base.vault


def ended(laptop: Laptop) -> steps.Disposed:
    """What `dispose` does on a laptop that goes on afterwards."""
    try:
        return dispose(closed(laptop), laptop.inspection)
    finally:
        laptop.reopen()


def refused_there(laptop: Laptop) -> str:
    """The refusal on a laptop that goes on afterwards, with all its files."""
    before = sorted(path.name for path in laptop.home.rglob("*.db"))
    code = refused(dispose, closed(laptop), laptop.inspection)
    laptop.reopen()
    assert sorted(path.name for path in laptop.home.rglob("*.db")) == before
    return code


@pytest.fixture
def three(team: dict[str, Laptop], server: EmbeddedServer) -> list[Laptop]:
    """Ann, who leads, Bea and Dev; all have what all wrote."""
    laptops = [team["ann"], team["bea"], team["dev"]]
    laptops[1].note(f"{CANARY} was there")
    settle(server, *laptops)
    return laptops


def test_keys_then_files_go_laptop_by_laptop_and_each_signs(
    three: list[Laptop], server: EmbeddedServer, tmp_path: Path
) -> None:
    ann, bea, dev = three
    frame = imported(bea, tmp_path / "lists.xlsx")
    settle(server, *three)
    assert refused_there(bea) == "not-allowed"
    begun = ended(ann)
    assert (begun.state, begun.laptops, begun.receipt) == ("begun", 4, None)
    # The record by itself destroys nothing, neither here nor where it comes.
    assert refused_there(ann) == "not-told-yet"
    for laptop in (ann, bea, dev):
        sync(laptop, server)
    assert bea.base.team.chain.head.disposed
    assert CANARY in str(bea.base.history(_note(bea))[0].value)

    keys = {path: key for path, key in file_keys(bea).items() if not path.startswith("memory/")}
    files = {path: (bea.home / path).read_bytes() for path in keys}
    assert f"frames/{frame}.db" in files
    done = dispose(closed(bea), bea.inspection)
    assert (done.state, done.confirmed, done.laptops) == ("disposed", 1, 4)
    assert not any((bea.home / path).exists() for path in files)
    assert list(bea.home.rglob(f"*{bea.inspection}*")) == []
    assert file_keys(bea).keys().isdisjoint(keys)
    vault = bea.base.vault
    assert vault.inspections() == ()
    # A file that somebody carves out of the disk opens with no key that is left.
    carved = tmp_path / "carved.db"
    carved.write_bytes(files[f"bases/{bea.inspection}.db"])
    assert not any(CANARY.encode() in decrypted(carved, key) for key in file_keys(bea).values())
    assert CANARY.encode() in decrypted(carved, keys[f"bases/{bea.inspection}.db"])

    receipt = done.receipt
    assert receipt is not None
    assert receipt.signed_by(vault.device.card.sign_key)
    assert DisposalReceipt.from_text(receipt.to_text()) == receipt
    # Again: nothing is left to do, and the same receipt is given.
    assert dispose(vault, bea.inspection).receipt == receipt

    assert dispose(closed(ann), ann.inspection, [receipt.to_text()]).confirmed == 2
    again = dispose(ann.base.vault, ann.inspection)
    assert (again.confirmed, again.laptops) == (2, 4)


def test_what_the_lead_had_not_seen_keeps_a_laptop_as_it_is(
    three: list[Laptop], server: EmbeddedServer
) -> None:
    ann, bea, dev = three
    ended(ann)
    sync(ann, server)
    late = bea.note("Typed offline, not sent")
    save_draft(bea.base, Draft("d", late, "note", DraftContent({"text": "half a thought"})))
    sync(bea, server)
    assert refused_there(bea) == "outside-disposal"
    discard_draft(bea.base, "d")
    assert refused_there(bea) == "outside-disposal"
    # Dev has what Bea sent; the lead says once more that it is over, having seen it.
    sync(dev, server)
    assert refused_there(dev) == "outside-disposal"
    sync(ann, server)
    assert ended(ann).state == "begun"
    for laptop in (ann, bea, dev):
        sync(laptop, server)
    assert bea.shown(late, "text") == "Typed offline, not sent"
    for laptop in (bea, dev, ann):
        assert dispose(closed(laptop), laptop.inspection).state == "disposed"


def test_a_draft_or_a_hold_stops_the_end_and_an_open_window_stops_destroying(
    three: list[Laptop], server: EmbeddedServer
) -> None:
    ann, bea, _ = three
    save_draft(ann.base, Draft("d", None, "note", DraftContent({"text": "half a thought"})))
    assert refused_there(ann) == "outside-disposal"
    discard_draft(ann.base, "d")
    hold = add_hold(ann.base, "Complaint 7")
    assert refused_there(ann) == "on-hold"
    lift_hold(ann.base)
    ended(ann)
    sync(ann, server)
    # A hold that is set after the end was said stops every laptop that hears of it.
    add_hold(ann.base, "Court")
    sync(ann, server)
    sync(bea, server)
    assert refused_there(bea) == "on-hold"
    lift_hold(ann.base)
    sync(ann, server)
    assert ended(ann).state == "begun"
    for laptop in (ann, bea):
        sync(laptop, server)
    assert refused(dispose, bea.base.vault, bea.inspection) == "busy"
    assert bea.base.history(_note(bea))
    assert dispose(closed(bea), bea.inspection).confirmed == 1
    assert hold.reason == "Complaint 7"


def test_cut_off_between_keys_and_files_the_same_again_ends_it(
    three: list[Laptop], server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bea, _ = three
    ended(ann)
    for laptop in (ann, bea):
        sync(laptop, server)
    vault = closed(bea)
    unlink = Path.unlink

    def held_open(path: Path, *, missing_ok: bool = False) -> None:
        if path.name.startswith(bea.inspection):
            raise PermissionError
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held_open)
        assert refused(dispose, vault, bea.inspection) == "busy"
    assert vault.inspections() == ()
    assert list(bea.home.rglob(f"*{bea.inspection}*"))
    assert dispose(vault, bea.inspection).confirmed == 1
    assert not list(bea.home.rglob(f"*{bea.inspection}*"))


def test_forged_receipts_do_not_count(three: list[Laptop], server: EmbeddedServer) -> None:
    ann, bea, dev = three
    ended(ann)
    for laptop in three:
        sync(laptop, server)
    good = dispose(closed(bea), bea.inspection).receipt
    assert good is not None
    key = bea.base.vault.device.signing_key
    forged = (
        replace(good, by=dev.base.vault.device.id).signed(key),
        replace(good, record="ab" * 32).signed(key),
        replace(good, inspection="ab" * 32).signed(key),
        replace(good, at="2030-01-01T00:00:00+00:00"),
    )
    vault = closed(ann)
    for text in (*(each.to_text() for each in forged), "", "{}"):
        assert refused(dispose, vault, ann.inspection, [text]) == "not-a-receipt"
    assert dispose(vault, ann.inspection, [good.to_text()]).confirmed == 2
    with pytest.raises(MalformedError):
        PurgeReceipt.from_text(good.to_text())
    assert refused(dispose, vault, "ab" * 32) == "unknown-inspection"


def _note(laptop: Laptop) -> str:
    with laptop.base.reading() as session:
        row = session.connection().exec_driver_sql("SELECT id FROM note ORDER BY created_order")
        return str(row.first()[0])  # type: ignore[index]  # there is one
