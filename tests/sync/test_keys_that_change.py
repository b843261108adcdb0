"""The team's key changes while a laptop is offline, has nothing to send, or is in mid-sync."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.membership import remove, rotate
from inspector_app.sync.status import sync_status
from schemas.entries import Header
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop
from tests.sync.agreement import all_have
from tests.sync.hostile import Hostile, Said
from tests.sync.hostile_visits import visit
from tests.sync.visits import settle, sync


def epochs_sealed_under(laptop: Laptop) -> list[str | None]:
    """By the laptop's own entries in order, the epoch whose key seals each."""
    chain, device = laptop.base.team.chain, laptop.base.vault.device.id
    headers = [Header.from_bytes(entry.header) for entry in laptop.base.entries_missing_from({})]
    return [chain.epoch_of(header.team) for header in headers if header.device == device]


def changed_key(lead: Laptop, server: EmbeddedServer) -> str:
    """The lead gives the team a new key, writes under it and syncs; the id of the note."""
    rotate(lead.base)
    note = lead.note(f"Under key {len(lead.base.team.chain.epochs())}.")
    sync(lead, server)
    return note


def test_17_work_of_two_weeks_offline_counts_under_the_key_that_it_was_sealed_with(
    three: list[Laptop], server: EmbeddedServer
) -> None:
    ann, bea, _ = three
    settle(server, *three)
    sealed = bea.note("Sealed before the first new key.")
    bea.base.seal()
    news = [changed_key(ann, server)]
    unsealed = bea.note("Not sealed yet when the second came.")
    news.append(changed_key(ann, server))
    settle(server, *reversed(three))
    texts = {note: str(ann.shown(note, "text")) for note in news}
    texts[sealed] = "Sealed before the first new key."
    texts[unsealed] = "Not sealed yet when the second came."
    all_have(three, texts)
    old, new = epochs_sealed_under(bea)[-2:]
    assert (old == new, new) == (False, ann.base.team.chain.head.epoch)


def test_17_a_laptop_with_nothing_to_send_gets_the_key_and_seals_nothing(
    three: list[Laptop], server: EmbeddedServer
) -> None:
    ann, bea, _ = three
    settle(server, *three)
    before = epochs_sealed_under(bea)
    news = changed_key(ann, server)
    report = sync(bea, server)
    assert (report.sent, report.received, report.set_aside) == (0, 1, {})
    assert epochs_sealed_under(bea) == before
    own = bea.note("The first work since.")
    settle(server, *three)
    assert epochs_sealed_under(bea) == [*before, ann.base.team.chain.head.epoch]
    all_have(three, {news: str(ann.shown(news, "text")), own: "The first work since."})


def test_17_work_counts_whose_key_changes_between_its_laptops_pull_and_its_push(
    three: list[Laptop], server: EmbeddedServer
) -> None:
    ann, bea, _ = three
    settle(server, *three)
    own = bea.note("Pushed under the key of a moment ago.")
    news: list[str] = []
    report = sync(bea, server, lambda: news.append(changed_key(ann, server)))
    assert (report.sent, report.set_aside, report.unsent) == (1, {}, 0)
    settle(server, *three)
    texts = {own: "Pushed under the key of a moment ago.", news[0]: str(ann.shown(news[0], "text"))}
    all_have(three, texts)


def test_17_work_under_a_key_that_came_after_the_heads_were_compared_opens_at_once(
    three: list[Laptop], server: EmbeddedServer, hostile: Hostile
) -> None:
    ann, bea, cal = three
    settle(server, *three)
    first = cal.note("What Bea comes for.")
    sync(cal, server)
    news: list[str] = []

    def slow(_: BaseHTTPRequestHandler, said: Said) -> Said:
        """The answer has been made; before it arrives, the lead changes the key."""
        if not news:
            news.append(changed_key(ann, server))
        return said

    hostile.twists["vector"] = slow
    report = visit(bea, hostile)
    assert (report.received, report.set_aside) == (2, {})
    settle(server, *three)
    all_have(three, {first: "What Bea comes for.", news[0]: str(ann.shown(news[0], "text"))})


def test_17_a_laptop_that_is_removed_between_its_pull_and_its_push_is_told_that_its_work_waits(
    three: list[Laptop], server: EmbeddedServer
) -> None:
    ann, bea, cal = three
    settle(server, *three)
    own = bea.note("Pushed a moment after the removal.")

    def removed() -> None:
        remove(ann.base, bea.base.member, "left the team")
        sync(ann, server)

    report = sync(bea, server, removed)
    assert (list(report.set_aside.values()), report.unsent) == (["held"], 1)
    settle(server, ann, cal)
    for laptop in (ann, cal):
        with pytest.raises(InspectorError, match="no record of that id"):
            laptop.base.fields(own)
    assert sync_status(ann.base).held == 1
    with pytest.raises(InspectorError) as refused:
        sync(bea, server)
    assert refused.value.code == "not-a-member"
    assert "admit them: 1." in refused.value.kept
