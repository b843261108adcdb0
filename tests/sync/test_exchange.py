"""What one laptop wrote reaches the others through the server, and nothing is ever lost by it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.membership import remove, rotate
from inspector_app.evidence_base.writing import Typed
from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from inspector_app.sync.losses import losses_words
from inspector_app.sync.status import last_seen, sync_status
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop, Watch
from tests.sync.visits import enrol, settle, sync


def digests(*laptops: Laptop) -> set[str | None]:
    return {laptop.base.digest()[0] for laptop in laptops}


def test_what_each_wrote_is_on_every_laptop_with_one_digest(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    written = {laptop.note(f"By {name}."): laptop for name, laptop in team.items() if name != "dev"}
    settle(server, *team.values())
    for reader in team.values():
        for record in written:
            assert reader.base.fields(record)["text"].value
    assert len(digests(*team.values())) == 1
    assert None not in digests(*team.values())


def test_a_second_exchange_has_nothing_to_do(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    team["ann"].note("Once.")
    settle(server, team["ann"], team["bea"])
    report = sync(team["bea"], server)
    assert (report.sent, report.received, report.unsent, report.set_aside) == (0, 0, 0, {})


def test_work_is_unsent_until_anothers_signed_vector_covers_it(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    sync(team["ann"], server)
    sync(team["bea"], server)
    team["bea"].note("Only here.")
    assert sync_status(team["bea"].base).unsent == 1
    assert sync(team["bea"], server).unsent == 0
    assert server.server in {peer.by for peer in last_seen(team["bea"].base)}


def test_a_laptop_is_last_seen_when_it_said_what_it_has_not_when_we_heard_it_again(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    settle(server, team["ann"], team["bea"])
    ann = team["ann"].base.vault.device.id
    before = {peer.by: peer.at for peer in last_seen(team["bea"].base)}
    team["bea"].clock.move(days=2)
    sync(team["bea"], server)
    after = {peer.by: peer.at for peer in last_seen(team["bea"].base)}
    assert after[ann] == before[ann]
    assert after[server.server] > before[server.server]
    team["ann"].note("Ann is there again.")
    settle(server, team["ann"], team["bea"])
    assert {peer.by: peer.at for peer in last_seen(team["bea"].base)}[ann] > before[ann]


def test_concurrent_edits_of_one_text_are_both_there_after_the_exchange(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    record = team["ann"].note("First.")
    settle(server, team["ann"], team["bea"])
    team["ann"].write(record, "text", Typed("By Ann."))
    team["bea"].write(record, "text", Typed("By Bea."))
    settle(server, team["ann"], team["bea"])
    assert team["ann"].values(record, "text") == {"By Ann.", "By Bea."}
    assert sync(team["ann"], server).conflicts == 1
    assert len(digests(team["ann"], team["bea"])) == 1


def test_both_lives_of_a_copied_home_reach_everybody(
    team: dict[str, Laptop], server: EmbeddedServer, tmp_path: Path
) -> None:
    sync(team["ann"], server)
    sync(team["bea"], server)
    copy = team["bea"].copy_home(tmp_path / "copy")
    first = team["bea"].note("Written after the copy was made.")
    sync(team["bea"], server)
    team["bea"].put_back(copy)
    second = team["bea"].note("Written in the life that was put back.")
    settle(server, team["bea"], team["ann"], team["cal"])
    for laptop in (team["ann"], team["bea"], team["cal"]):
        assert laptop.shown(first, "text") == "Written after the copy was made."
        assert laptop.shown(second, "text") == "Written in the life that was put back."
    assert len(digests(team["ann"], team["bea"], team["cal"])) == 1


def test_two_living_copies_of_one_laptop_lose_nothing(
    team: dict[str, Laptop], server: EmbeddedServer, tmp_path: Path
) -> None:
    sync(team["ann"], server)
    sync(team["bea"], server)
    twin = team["bea"].twin(tmp_path / "twin")
    try:
        records = [laptop.note(f"Twin {n}.") for n, laptop in enumerate((team["bea"], twin))]
        settle(server, team["bea"], twin, team["ann"])
        more = [laptop.note(f"More {n}.") for n, laptop in enumerate((team["bea"], twin))]
        settle(server, team["bea"], twin, team["ann"])
        for laptop in (team["ann"], team["bea"], twin):
            assert [laptop.shown(record, "text") for record in records + more] == [
                "Twin 0.",
                "Twin 1.",
                "More 0.",
                "More 1.",
            ]
        assert len(digests(team["ann"], team["bea"], twin)) == 1
    finally:
        twin.close()


def test_a_new_key_reaches_the_others_and_their_work_under_the_old_one_counts(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    settle(server, team["ann"], team["bea"])
    before = team["bea"].note("Sealed before the new key is known here.")
    rotate(team["ann"].base)
    sync(team["ann"], server)
    after = team["ann"].note("Under the new key.")
    settle(server, team["bea"], team["ann"])
    assert team["ann"].shown(before, "text") == "Sealed before the new key is known here."
    assert team["bea"].shown(after, "text") == "Under the new key."
    assert len(digests(team["ann"], team["bea"])) == 1


def test_a_removed_laptop_gets_nothing_new_and_its_late_work_is_held_for_the_lead(
    team: dict[str, Laptop], server: EmbeddedServer
) -> None:
    settle(server, *team.values())
    late = team["cal"].note("Written offline before the removal was known.")
    remove(team["ann"].base, team["cal"].base.member, "The laptop was stolen.")
    team["ann"].note("Not for the thief.")
    settle(server, team["ann"], team["bea"])
    with pytest.raises(InspectorError) as refused:
        sync(team["cal"], server)
    assert refused.value.code == "not-a-member"
    assert sync_status(team["cal"].base).unsent == 1
    assert sync_status(team["ann"].base).held == 0
    sync(team["ann"], server)
    assert sync_status(team["ann"].base).held == 1
    with team["cal"].base.reading() as session:
        texts = session.connection().exec_driver_sql("SELECT text FROM part").scalars().all()
    assert "Not for the thief." not in texts
    with team["ann"].base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT record FROM current")
        assert late not in rows.scalars().all()


def test_a_wiped_server_is_filled_again_by_the_lead(
    team: dict[str, Laptop], server: EmbeddedServer, tmp_path: Path, clock: Watch
) -> None:
    record = team["bea"].note("Kept on two laptops.")
    settle(server, team["ann"], team["bea"])
    with EmbeddedServer(tmp_path / "new-server", clock, os.urandom) as empty:
        enrol(team["ann"], empty)
        settle(empty, team["ann"], team["cal"])
        assert team["cal"].shown(record, "text") == "Kept on two laptops."


def test_a_server_that_was_put_back_to_an_earlier_day_is_given_the_rest_again(
    team: dict[str, Laptop], tmp_path: Path, clock: Watch
) -> None:
    folder = tmp_path / "put-back"
    with EmbeddedServer(folder, clock, os.urandom) as running:
        enrol(team["ann"], running)
        team["ann"].note("Before the backup.")
        settle(running, team["ann"], team["bea"])
    shutil.copytree(folder, tmp_path / "backup")
    with EmbeddedServer(folder, clock, os.urandom) as running:
        record = team["bea"].note("After the backup.")
        sync(team["bea"], running)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)
    with EmbeddedServer(folder, clock, os.urandom) as running:
        settle(running, team["bea"], team["ann"])
        assert team["ann"].shown(record, "text") == "After the backup."


def test_a_server_that_lost_work_is_said_once_loudly_and_refilled(
    team: dict[str, Laptop], tmp_path: Path, clock: Watch
) -> None:
    folder = tmp_path / "loses"
    with EmbeddedServer(folder, clock, os.urandom) as running:
        enrol(team["ann"], running)
        assert sync(team["ann"], running).server_lost == 0
        team["ann"].note("Before the backup.")
        settle(running, team["ann"], team["bea"])
    shutil.copytree(folder, tmp_path / "backup")
    with EmbeddedServer(folder, clock, os.urandom) as running:
        for number in range(3):
            team["bea"].note(f"After the backup, {number}.")
            assert sync(team["bea"], running).server_lost == 0
        assert sync(team["ann"], running).server_lost == 0
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)
    with EmbeddedServer(folder, clock, os.urandom) as running:
        report = sync(team["bea"], running)
        assert (report.server_lost, report.sent) == (3, 3)
        assert "3 entries were gone" in losses_words(report.server_lost, report.sent)
        assert "sent it all again" in losses_words(report.server_lost, report.sent)
        assert sync(team["bea"], running).server_lost == 0
        assert sync(team["ann"], running).server_lost == 0


def test_a_store_that_was_lost_whole_is_said_and_refilled_by_the_lead(
    team: dict[str, Laptop], tmp_path: Path, clock: Watch
) -> None:
    folder = tmp_path / "emptied"
    with EmbeddedServer(folder, clock, os.urandom) as running:
        enrol(team["ann"], running)
        record = team["ann"].note("On the laptop, too.")
        settle(running, team["ann"], team["bea"])
    for file in folder.glob("server.db*"):
        file.unlink()
    with EmbeddedServer(folder, clock, os.urandom) as running:
        enrol(team["ann"], running)
        report = sync(team["ann"], running)
        assert report.server_lost == report.sent > 0
        settle(running, team["cal"])
        assert team["cal"].shown(record, "text") == "On the laptop, too."


def test_a_loss_that_was_noticed_in_a_broken_exchange_is_said_in_the_next(
    team: dict[str, Laptop], tmp_path: Path, clock: Watch
) -> None:
    folder = tmp_path / "broken"
    with EmbeddedServer(folder, clock, os.urandom) as running:
        enrol(team["ann"], running)
        settle(running, team["ann"])
    shutil.copytree(folder, tmp_path / "backup")
    with EmbeddedServer(folder, clock, os.urandom) as running:
        team["ann"].note("After the backup.")
        sync(team["ann"], running)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)

    def break_off() -> None:
        raise ConnectionError

    with EmbeddedServer(folder, clock, os.urandom) as running:
        with pytest.raises(ConnectionError):
            sync(team["ann"], running, meanwhile=break_off)
        report = sync(team["ann"], running)
        assert (report.server_lost, report.sent) == (1, 1)
        assert sync(team["ann"], running).server_lost == 0


def test_a_server_that_is_away_costs_nothing_but_the_exchange(
    team: dict[str, Laptop], tmp_path: Path, clock: Watch
) -> None:
    with EmbeddedServer(tmp_path / "gone", clock, os.urandom) as running:
        enrol(team["ann"], running)
        url, name = running.url, running.server
    record = team["ann"].note("Saved while the server is away.")
    client = ServerClient(team["ann"].base.vault.device, url, None, name)
    try:
        with pytest.raises(InspectorError) as refused:
            exchange(team["ann"].base, client)
    finally:
        client.close()
    assert refused.value.code == "server-away"
    assert team["ann"].shown(record, "text") == "Saved while the server is away."


def test_another_server_at_the_address_is_told_nothing(
    team: dict[str, Laptop], server: EmbeddedServer, tmp_path: Path, clock: Watch
) -> None:
    with EmbeddedServer(tmp_path / "other", clock, os.urandom) as other:
        client = ServerClient(team["ann"].base.vault.device, other.url, None, server.server)
        try:
            with pytest.raises(InspectorError) as refused:
                exchange(team["ann"].base, client)
        finally:
            client.close()
        assert refused.value.code == "wrong-server"


def test_plain_http_beyond_this_machine_is_refused_before_anything_is_sent(
    team: dict[str, Laptop],
) -> None:
    with pytest.raises(InspectorError) as refused:
        ServerClient(team["ann"].base.vault.device, "http://198.51.100.7:8000")
    assert refused.value.code == "plain-http"


def test_a_pinned_certificate_lets_the_right_server_speak_and_no_other(
    team: dict[str, Laptop], tmp_path: Path, clock: Watch
) -> None:
    with EmbeddedServer(tmp_path / "tls", clock, os.urandom, certificate="auto") as running:
        assert running.url.startswith("https://")
        enrol(team["ann"], running)
        team["ann"].note("Over TLS.")
        assert sync(team["ann"], running).unsent == 0
        with pytest.raises(InspectorError) as refused:
            ServerClient(team["ann"].base.vault.device, running.url, "0" * 64, running.server)
        assert refused.value.code == "wrong-server"
