"""Two records of the team race, a thief's among them; old records are played again (mode 19)."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.admitting import held_entries
from inspector_app.evidence_base.membership import remove, rotate, set_roles
from inspector_app.evidence_base.team_changes import new_epoch
from inspector_app.sync.bundles import export_bundle, import_bundle, read_bundle
from inspector_app.sync.client import ServerClient
from schemas.team_records import SignedRecord, signed_record
from schemas.wire import Record, TeamRecords
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop
from tests.sync.agreement import all_have
from tests.sync.hostile import Hostile, Said
from tests.sync.hostile_visits import forged, visit
from tests.sync.visits import settle, sync


def given(server: EmbeddedServer, laptops: list[Laptop], member: Laptop, *roles: str) -> None:
    """The first gives a member roles, and all hear of it."""
    set_roles(laptops[0].base, member.base.member, frozenset(roles))
    settle(server, *laptops)


def head(laptop: Laptop) -> str:
    return laptop.base.team.chain.head.record


def device(laptop: Laptop) -> str:
    return laptop.base.vault.device.id


def refused(laptop: Laptop, server: EmbeddedServer) -> InspectorError:
    """How a laptop that the team shut out is refused."""
    with pytest.raises(InspectorError) as caught:
        sync(laptop, server)
    assert caught.value.code == "not-a-member"
    return caught.value


def removing(signer: Laptop, gone: Laptop) -> SignedRecord:
    """A record that takes a laptop out without any of its work, signed and not yet taken up."""
    base = signer.base
    state = base.team.chain.head
    left = [seat for name, seat in state.seats.items() if name != device(gone)]
    keys = base.team.keys
    epoch = new_epoch(base.vault, base.inspection, state.record, left, keys, state.escrow)
    return signed_record(epoch, base.vault.device.signing_key)


@pytest.mark.parametrize("first", ["lead", "deputy"])
def test_19_of_two_new_keys_made_at_once_the_leads_stands_and_work_under_both_counts(
    three: list[Laptop], server: EmbeddedServer, first: str
) -> None:
    ann, bea, cal = three
    given(server, three, bea, "hmi", "deputy")
    texts = {}
    for laptop in (ann, bea):
        rotate(laptop.base)
        texts[laptop.note(f"Under {laptop.name}'s key.")] = f"Under {laptop.name}'s key."
        laptop.base.seal()
    stands = head(ann)
    order = [ann, bea, cal] if first == "lead" else [bea, cal, ann, bea]
    reports = [(laptop, sync(laptop, server)) for laptop in order]
    assert sum(report.overruled for laptop, report in reports if laptop is bea) == 1
    assert sum(report.overruled for laptop, report in reports if laptop is not bea) == 0
    settle(server, *three)
    assert {head(laptop) for laptop in three} == {stands}
    assert sync(bea, server).overruled == 0
    all_have(three, texts)


def test_19_a_signer_whose_change_is_overtaken_on_its_way_looks_again_and_loses_nothing(
    three: list[Laptop], server: EmbeddedServer, hostile: Hostile
) -> None:
    ann, bea, _ = three
    given(server, three, bea, "hmi", "deputy")
    rotate(ann.base)
    sync(ann, server)
    settle(server, *three)
    rotate(bea.base)
    text = bea.note("Sealed under the key that lost.")
    bea.base.seal()
    overtaken: list[str] = []
    answers: list[int] = []

    def slow(_: BaseHTTPRequestHandler, said: Said) -> Said:
        """Bea is told what the chain was; before she adds to it, the lead does."""
        answers.append(said.status)
        if not overtaken:
            rotate(ann.base)
            sync(ann, server)
            overtaken.append(head(ann))
        return said

    hostile.twists["team"] = slow
    report = visit(bea, hostile)
    assert answers == [200, 409, 200]
    assert report.overruled == 1
    assert head(bea) == overtaken[0]
    settle(server, *three)
    all_have(three, {text: "Sealed under the key that lost."})


def test_19_what_a_thief_does_with_a_deputys_laptop_loses_against_the_lead_who_removes_it(
    three: list[Laptop], server: EmbeddedServer
) -> None:
    ann, thief, cal = three
    given(server, three, thief, "hmi", "deputy")
    in_time = thief.note("Bea's own, before her laptop was taken.")
    settle(server, *three)
    remove(thief.base, cal.base.member, "by the thief")
    for _ in range(3):
        rotate(thief.base)
    thief.note("By the thief.")
    sync(thief, server)
    typed = cal.note("Typed while nobody knew yet.")
    remove(ann.base, thief.base.member, "The laptop was stolen.")
    secret = ann.note("Not for the thief.")
    sync(ann, server)
    assert refused(thief, server).kept
    # The thief took Cal's seat on his branch: Cal waits for a key, but his work does not.
    assert ann.base.team.chain.barred == {device(cal)}
    assert "with the team and counts" in refused(cal, server).kept
    rotate(ann.base)
    settle(server, ann, cal)
    assert ann.base.team.chain.barred == frozenset()
    texts = {
        in_time: "Bea's own, before her laptop was taken.",
        typed: "Typed while nobody knew yet.",
        secret: "Not for the thief.",
    }
    all_have([ann, cal], texts)
    assert {held.device for held in held_entries(ann.base)} == {device(thief)}
    with thief.base.reading() as session:
        read = session.connection().exec_driver_sql("SELECT text FROM part").scalars().all()
    assert "Not for the thief." not in read


def test_19_a_thief_who_makes_records_until_one_has_a_low_id_does_not_win_by_it(
    three: list[Laptop], server: EmbeddedServer
) -> None:
    ann, thief, cal = three
    given(server, three, thief, "lead")
    note = cal.note("Cal's.")
    settle(server, *three)
    remove(ann.base, thief.base.member, "The laptop was stolen.")
    stands = head(ann)
    made = removing(thief, cal)
    while made.id > stands:
        made = removing(thief, cal)
    thief.base.merge(records=[made])
    assert head(thief) == made.id
    sync(thief, server)
    sync(ann, server)
    assert head(ann) == stands
    assert refused(thief, server).kept
    rotate(ann.base)
    settle(server, ann, cal)
    all_have([ann, cal], {note: "Cal's."})


def test_19_a_record_that_a_removed_lead_dates_back_changes_nothing_whoever_brings_it(
    three: list[Laptop], server: EmbeddedServer, tmp_path: Path
) -> None:
    ann, thief, cal = three
    given(server, three, thief, "lead")
    note = cal.note("Cal's.")
    settle(server, *three)
    remove(ann.base, thief.base.member, "The laptop was stolen.")
    rotate(ann.base)
    settle(server, ann, cal)
    stands = head(ann)
    thief.base.merge(records=[removing(thief, cal)])
    for _ in range(3):
        rotate(thief.base)
    export_bundle(thief.base, tmp_path / "thief.bundle")
    cal.close()
    import_bundle(cal.base.vault, read_bundle(tmp_path / "thief.bundle"))[0].close()
    cal.reopen()
    settle(server, cal, ann)
    assert head(cal) == head(ann) == stands
    assert ann.base.team.chain.barred == frozenset()
    all_have([ann, cal], {note: "Cal's."})


def test_19_old_records_that_a_member_brings_again_change_nothing(
    three: list[Laptop], server: EmbeddedServer
) -> None:
    ann, bea, cal = three
    settle(server, *three)
    old = ann.base.team.chain.records
    remove(ann.base, cal.base.member, "left the team")
    rotate(ann.base)
    settle(server, ann, bea)
    client = ServerClient(bea.base.vault.device, server.url, None, server.server)
    try:
        for end in range(1, len(old) + 1):
            told = client.grow_team(bea.inspection, old[:end], old[end - 1].id)
            assert {record.id for record in told} == {r.id for r in ann.base.team.chain.records}
    finally:
        client.close()
    assert refused(cal, server).kept
    settle(server, ann, bea)
    assert head(bea) == head(ann)


def test_19_a_server_that_plays_the_old_team_again_puts_nobody_back_under_the_old_key(
    three: list[Laptop], server: EmbeddedServer, hostile: Hostile
) -> None:
    ann, bea, cal = three
    settle(server, *three)
    old, seen = ann.base.team.chain, bea.base.vector()
    remove(ann.base, cal.base.member, "left the team")
    settle(server, ann, bea)
    stands = head(bea)
    records = tuple(Record(**record.as_json()) for record in old.records)  # type: ignore[arg-type]
    said = TeamRecords(records=records, head=old.head.record).model_dump_json().encode()
    hostile.says("team", said)
    hostile.twists["vector"] = forged(server, bea, seen, team=old.head.record)
    note = bea.note("Not for who was removed.")
    visit(bea, hostile)
    assert head(bea) == stands
    settle(server, ann, bea)
    all_have([ann, bea], {note: "Not for who was removed."})
    cal.base.merge(entry.to_bytes() for entry in bea.base.entries_missing_from({}))
    with cal.base.reading() as session:
        read = session.connection().exec_driver_sql("SELECT text FROM part").scalars().all()
    assert "Not for who was removed." not in read
