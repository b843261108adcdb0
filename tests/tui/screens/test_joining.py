"""Joining a team in the screens: a lead's real home, a real server, an invitation file."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from inspector_app.enquiries.notes import NewNote, add_note
from inspector_app.enquiries.shown import shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import (
    OpenRequest,
    approve,
    invite,
    members_named,
    open_requests,
    use_server,
)
from inspector_app.sync.client import ServerClient
from inspector_app.tui import joining
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.courier import exchange_once
from inspector_app.tui.start import Start, local_now
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.vault.vault import Vault
from schemas.joining import Invitation
from schemas.records import Note
from sync_server.embedded import EmbeddedServer
from tests.tui.program import (
    PASSPHRASE,
    Dice,
    drawn,
    set_up,
    settled,
    type_text,
    unlock_at_once,
    until,
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(tmp_path / "server", local_now, os.urandom) as running:
        yield running


@pytest.fixture
def lead(tmp_path: Path, server: EmbeddedServer) -> Iterator[EvidenceBase]:
    """The lead's inspection, with a note, at the server."""
    base = set_up(tmp_path / "lead", local_now)
    client = ServerClient(base.vault.device, server.url)
    client.enrol(server.enrolment_code())
    known = client.known_as()
    client.close()
    base.vault.add_server(known)
    use_server(base, known)
    add_note(base, NewNote("Supervision is monthly"))
    yield base
    base.close()


def invited(lead: EvidenceBase, file: Path) -> Invitation:
    """Writes an invitation that the server does not know yet."""
    invitation = invite(lead, "hmi", lead.vault.servers[0])
    file.write_bytes(invitation.to_bytes())
    return invitation


def request_at(lead: EvidenceBase) -> OpenRequest:
    exchange_once(lead)
    (request,) = open_requests(lead)
    return request


def joiner(home: Path) -> InspectorApp:
    return InspectorApp(Start(home, clock=local_now, randomness=Dice("joiner"), kdf="minimum"))


async def set_up_as_ben(pilot: Pilot[None]) -> str:
    """From an empty home to its first choice; returns the passphrase."""
    await until(pilot, "welcome")
    await type_text(pilot, "Ben")
    words = str(getattr(pilot.app.screen.query_one(".words"), "text", ""))
    await pilot.press("enter")
    await type_text(pilot, words)
    await pilot.press("enter")
    await until(pilot, "begin")
    return words


async def ask_to_join(pilot: Pilot[None], file: str) -> None:
    await pilot.press("shift+tab", "right", "enter")
    await settled(pilot)
    pilot.app.screen.query_one("#joining TextInput", TextInput).value = file
    await pilot.click("#go")


async def shows(pilot: Pilot[None], words: str) -> None:
    for _ in range(150):
        await asyncio.sleep(0.1)
        if words in drawn(pilot.app):
            return
    raise AssertionError(drawn(pilot.app))


async def notes_at(lead: EvidenceBase, count: int) -> dict[str | None, tuple[str, ...]]:
    """The lead's notes with their areas, as soon as there are so many."""
    for _ in range(60):
        exchange_once(lead)
        notes = shown_records(lead, Note)
        if len(notes) == count:
            return {note.record.text: note.keys("areas") for note in notes}
        await asyncio.sleep(0.2)
    raise AssertionError(f"{len(shown_records(lead, Note))} notes arrived, not {count}")


async def test_an_invitation_leads_from_an_empty_home_to_the_teams_work(
    lead: EvidenceBase, tmp_path: Path
) -> None:
    invited(lead, tmp_path / "for ben.invitation")
    exchange_once(lead)
    app = joiner(tmp_path / "ben")
    async with app.run_test(size=(80, 24)) as pilot:
        await set_up_as_ben(pilot)
        await ask_to_join(pilot, f"'{tmp_path / 'for ben.invitation'}'")
        await until(pilot, "waiting")
        words = app.screen.query_one(".words", PlainLabel).text
        assert len(words.split()) == 6
        assert words in drawn(app)
        await pilot.click("#look")
        await shows(pilot, "Not approved yet.")
        request = request_at(lead)
        assert (request.name, request.words, request.role) == ("Ben", words, "hmi")
        approve(lead, request)
        exchange_once(lead)
        # It opens by itself: the screen looks every few seconds.
        await until(pilot, "today")
        await shows(pilot, "Brambleshire · standard")
        await shows(pilot, "Supervision is monthly")
        await pilot.press("f2")
        await until(pilot, "capture")
        await type_text(pilot, "Seen alone #lea")
        await pilot.press("enter", "ctrl+s")
        await until(pilot, "today")
        await settled(pilot)
        texts = await notes_at(lead, 2)
        assert texts == {"Supervision is monthly": (), "Seen alone #Leaders ": ("leaders",)}
        assert set(members_named(lead).values()) == {"Ann", "Ben"}
    assert app.troubles == []


async def test_a_request_that_did_not_arrive_is_sent_again_after_a_restart(
    lead: EvidenceBase, tmp_path: Path
) -> None:
    # The lead has not synced since inviting, so the server knows nothing of the invitation.
    invited(lead, tmp_path / "ben.invitation")
    app = joiner(tmp_path / "ben")
    async with app.run_test(size=(80, 24)) as pilot:
        words = await set_up_as_ben(pilot)
        await ask_to_join(pilot, str(tmp_path / "ben.invitation"))
        await shows(pilot, "✗")
        assert app.screen.name == "begin"
    exchange_once(lead)
    assert open_requests(lead) == ()
    again = joiner(tmp_path / "ben")
    async with again.run_test(size=(80, 24)) as pilot:
        await until(pilot, "unlock")
        await type_text(pilot, words)
        await pilot.press("enter")
        await until(pilot, "waiting")
        await pilot.click("#ask")
        await shows(pilot, "Asked again.")
        approve(lead, request_at(lead))
        exchange_once(lead)
        await pilot.click("#look")
        await until(pilot, "today")
        await shows(pilot, "Brambleshire · standard")
    assert app.troubles == again.troubles == []


async def test_a_file_that_is_no_invitation_is_refused_and_another_may_be_named(
    tmp_path: Path,
) -> None:
    (tmp_path / "wrong").write_bytes(b"not an invitation")
    app = joiner(tmp_path / "ben")
    async with app.run_test(size=(80, 24)) as pilot:
        await set_up_as_ben(pilot)
        await ask_to_join(pilot, str(tmp_path / "wrong"))
        await shows(pilot, "✗ That file is not an invitation.")
        app.screen.query_one("#joining TextInput", TextInput).value = str(tmp_path / "none")
        await pilot.click("#go")
        await shows(pilot, "✗ That file cannot be read.")
        assert app.screen.name == "begin"


async def test_a_request_is_seen_on_the_leads_team_screen_as_soon_as_it_is_fetched(
    lead: EvidenceBase, tmp_path: Path
) -> None:
    lead.close()
    ben = Vault.create(tmp_path / "ben", "Ben", PASSPHRASE, kdf="minimum", clock=local_now)
    start = Start(tmp_path / "lead", clock=local_now, randomness=Dice("lead"), kdf="minimum")
    app = InspectorApp(start)
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock_at_once(pilot)
        await pilot.press("0")
        await until(pilot, "team")
        await pilot.press("i")
        await until(pilot, "choose")
        await pilot.press("enter")
        await until(pilot, "line")
        app.screen.query_one(TextInput).value = str(tmp_path / "ben.invitation")
        await pilot.press("enter")
        await until(pilot, "team")
        await pilot.press("f5")
        await shows(pilot, "Nothing is only on this laptop.")
        await settled(pilot)
        await app.work.slow(lambda: joining.ask(ben, str(tmp_path / "ben.invitation")))
        await pilot.press("f5")
        await shows(pilot, "Ben asks to join as hmi")
        assert ben.device.card.words in drawn(app)
    assert app.troubles == []
