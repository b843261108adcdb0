"""Requests, meetings and the like, written down, followed and corrected by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.requests import NewRequest, add_request
from inspector_app.enquiries.shown import shown_records
from inspector_app.enquiries.working_records import WORKING_RECORDS, add_working_record
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.form_opening import fill_in_new
from inspector_app.tui.screens.form import FormScreen
from inspector_app.tui.screens.place import Place
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.text_input import TextInput
from schemas.records import Meeting, Request, VoiceContact
from tests.tui.pictures import Album
from tests.tui.program import (
    drawn,
    notices,
    set_up,
    settled,
    type_text,
    unlock_at_once,
    until,
    walking,
)
from tests.tui.widgets.hostile import everything_hostile

FORMS = ("request", "question", "meeting", "analysis", "voice", "document", "summary", "handover")


def base_of(app: InspectorApp) -> EvidenceBase:
    assert app.session is not None
    return app.session.opened.base


async def at_the_meetings(pilot: Pilot[None]) -> None:
    await unlock_at_once(pilot)
    await pilot.press("6")
    await until(pilot, "meetings")
    await settled(pilot)


async def begin(pilot: Pilot[None], words: str) -> None:
    """Choose what is to be written down."""
    await pilot.press("ctrl+n")
    await until(pilot, "choose")
    await type_text(pilot, words)
    await pilot.press("enter")
    await until(pilot, "form")
    await settled(pilot)


async def test_a_request_is_made_arranged_and_had(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    case = add_case(base, NewCase("4411699", "girl 9")).record
    base.close()
    async with walking(tmp_path / "home", size=(120, 36), notifications=True) as (app, pilot):
        await at_the_meetings(pilot)
        assert "None is open. Ctrl+N makes one." in drawn(app)
        await begin(pilot, "document, a visit")
        await type_text(pilot, "The chronology")
        await pilot.press("tab", "right", "right", "space", "tab")
        await type_text(pilot, "1")
        await pilot.press("tab")
        await type_text(pilot, "tomorrow 9:30")
        await pilot.press("tab")
        await type_text(pilot, "Room 2")
        await pilot.press("ctrl+s")
        await until(pilot, "meetings")
        await settled(pilot)
        (request,) = shown_records(base_of(app), Request)
        assert (request.record.kind, request.record.case) == ("document", case)
        assert request.record.wanted_at == "2026-11-26T09:30:00+00:00"
        assert "to ask · 26 Nov 09:30" in drawn(app)
        for state in ("arranged", "had"):
            app.show_record(request.id)
            await until(pilot, "working-record")
            await settled(pilot)
            await pilot.press("m")
            await until(pilot, "choose")
            await type_text(pilot, state)
            await pilot.press("enter")
            await until(pilot, "working-record")
            await settled(pilot)
            await pilot.press("escape")
            await until(pilot, "meetings")
            await settled(pilot)
        (request,) = shown_records(base_of(app), Request)
        assert request.record.state == "had"
        assert "The chronology" not in drawn(app)


async def test_an_edit_leaves_moment_and_case_that_were_not_touched(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    case = add_case(base, NewCase("4411699")).record
    new = NewRequest(
        "Old words", "manager", case, wanted_at="2026-11-26T09:31:17+02:00", person="J. Smith"
    )
    request = add_request(base, new).record
    base.close()
    async with walking(tmp_path / "home", size=(120, 36)) as (app, pilot):
        await at_the_meetings(pilot)
        app.show_record(request)
        await until(pilot, "working-record")
        await settled(pilot)
        await pilot.press("e")
        await until(pilot, "form")
        fields = {field.id: field.value for field in app.screen.query(TextInput)}
        assert fields["of-case"] == "1"
        assert fields["of-wanted_at"] == "26 Nov 2026 09:31"
        app.screen.query_one(NoteEditor).clear()
        await type_text(pilot, "New words")
        app.screen.query_one("#of-person", TextInput).value = ""
        await pilot.press("ctrl+s")
        await until(pilot, "working-record")
        await settled(pilot)
        record = shown_records(base_of(app), Request)[0].record
        assert record.text == "New words"
        assert record.wanted_at == "2026-11-26T09:31:17+02:00"
        assert (record.case, record.kind, record.person) == (case, "manager", None)


async def test_a_wrong_time_is_said_and_nothing_that_was_typed_goes(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    async with walking(tmp_path / "home", size=(120, 36), notifications=True) as (app, pilot):
        await at_the_meetings(pilot)
        await begin(pilot, "set-up, team")
        await type_text(pilot, "KIT")
        app.screen.query_one("#of-starts_at", TextInput).value = "in a while"
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "That is not a time." in notices(app)
        assert isinstance(app.screen, FormScreen)
        app.screen.query_one("#of-starts_at", TextInput).value = "27 Nov 9:00"
        await pilot.press("ctrl+s")
        await until(pilot, "meetings")
        await settled(pilot)
        (meeting,) = shown_records(base_of(app), Meeting)
        assert meeting.record.starts_at == "2026-11-27T09:00:00+00:00"
        assert meeting.record.state == "planned"


async def test_a_contact_is_kept_with_what_was_settled_before_it(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    async with walking(tmp_path / "home", size=(120, 48), notifications=True) as (app, pilot):
        await at_the_meetings(pilot)
        await begin(pilot, "contact")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "Fill in one line first" in notices(app)
        await pilot.press("tab", "space", "tab", "space", "tab")
        await type_text(pilot, "three")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert "no number" in notices(app)
        app.screen.query_one("#of-people", TextInput).value = "3"
        await pilot.press("tab", "tab", "space", "ctrl+s")
        await until(pilot, "meetings")
        await settled(pilot)
        (contact,) = shown_records(base_of(app), VoiceContact)
        record = contact.record
        assert (record.voice, record.mode, record.people) == ("child", "direct", 3)
        assert (record.information_sheet, record.told_limits) == (True, None)
        values = _values(base_of(app), contact.id)
        assert "A child · 3 people · direct" in drawn(app)
        app.show_record(contact.id)
        await until(pilot, "working-record")
        await settled(pilot)
        await pilot.press("e")
        await until(pilot, "form")
        await pilot.press("ctrl+s")
        await until(pilot, "working-record")
        await settled(pilot)
        (after,) = shown_records(base_of(app), VoiceContact)
        assert _values(base_of(app), after.id) == values


@pytest.mark.parametrize("size", [(80, 24), (200, 60)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_every_form_can_be_walked_through_by_keys_and_left_without_a_trace(
    size: tuple[int, int], tmp_path: Path
) -> None:
    set_up(tmp_path / "home").close()
    async with walking(tmp_path / "home", size=size) as (app, pilot):
        await at_the_meetings(pilot)
        for name in FORMS:
            assert isinstance(app.screen, Place)
            fill_in_new(app.screen, name)
            form = await until(pilot, "form")
            assert isinstance(form, FormScreen)
            for blank in form._form.blanks:
                assert app.focused is not None
                assert app.focused.id == f"of-{blank.field}"
                await pilot.press("tab")
            await pilot.press("escape")
            await until(pilot, "meetings")
        await pilot.press("1")
        await until(pilot, "today")
        await settled(pilot)
        assert "Unfinished" not in drawn(app)


async def test_hostile_text_is_kept_and_shown_in_every_record(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    text = everything_hostile()
    made = [add_request(base, NewRequest(text, place=text, person=text)).record]
    for kind, fields in (
        ("meeting", ("title", "agenda", "notes", "said")),
        ("analysis", ("question", "answer", "period")),
        ("document", ("title", "sender", "notes")),
        ("voice", ("needs", "consent", "present")),
        ("handover", ("saw", "questions")),
    ):
        values = dict.fromkeys(fields, text)
        made.append(add_working_record(base, WORKING_RECORDS[kind], values).record)
    before = {record: _values(base, record) for record in made}
    base.close()
    async with walking(tmp_path / "home", size=(120, 36)) as (app, pilot):
        await at_the_meetings(pilot)
        for record in made:
            app.show_record(record)
            await until(pilot, "working-record")
            await settled(pilot)
            await pilot.press("e")
            await until(pilot, "form")
            await pilot.press("ctrl+s")
            await until(pilot, "working-record")
            await settled(pilot)
            assert _values(base_of(app), record) == before[record]
            await pilot.press("escape")
            await until(pilot, "meetings")


def _values(base: EvidenceBase, record: str) -> dict[str, object]:
    return {field: view.value for field, view in base.fields(record).items()}


@pytest.mark.parametrize("size", [(80, 24), (160, 48)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_meetings_look_as_they_did_when_they_were_looked_at(
    size: tuple[int, int],
    tmp_path: Path,
    snapshot: SnapshotAssertion,
    request: pytest.FixtureRequest,
) -> None:
    base = set_up(tmp_path / "home")
    add_request(base, NewRequest("The manager of case 14, at her desk", "manager"))
    add_request(
        base,
        NewRequest("Supervision records of W07", "document", wanted_at="2026-11-25T14:00:00+00:00"),
    )
    records: tuple[tuple[str, dict[str, str | int]], ...] = (
        (
            "meeting",
            {"title": "KIT, Wednesday", "kind": "kit", "starts_at": "2026-11-26T09:00:00Z"},
        ),
        ("meeting", {"kind": "set-up", "state": "held"}),
        ("analysis", {"question": "How many plans are older than two years?"}),
        ("voice", {"voice": "carer", "people": 4, "mode": "direct", "state": "done"}),
        ("document", {"title": "Audit of June", "state": "read"}),
        ("summary", {"text": "Leaders know their services and act on what they find."}),
    )
    for kind, values in records:
        add_working_record(base, WORKING_RECORDS[kind], values)
    base.close()
    album = Album(snapshot, request.node)
    async with walking(tmp_path / "home", size) as (app, pilot):
        await at_the_meetings(pilot)
        await album.take(pilot, "meetings")
        await pilot.press("ctrl+n")
        await until(pilot, "choose")
        await album.take(pilot, "new")
        await type_text(pilot, "set-up, team")
        await pilot.press("enter")
        await until(pilot, "form")
        await album.take(pilot, "meeting form")
        assert app.screen.name == "form"
    assert album.differing == []
