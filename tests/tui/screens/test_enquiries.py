"""Lines of enquiry and questions to the authority, driven by keys and mouse."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from inspector_app.enquiries.challenges import (
    NewAnswer,
    NewChallenge,
    answer_challenge,
    raise_challenge,
)
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.lines_of_enquiry import NewLine, edit_line, line_moves, raise_line
from inspector_app.enquiries.shown import shown_records
from inspector_app.enquiries.tagging import Tags
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.text_input import TextInput
from schemas.records import Challenge, LineOfEnquiry
from tests.tui.program import (
    drawn,
    notices,
    program,
    set_up,
    settled,
    type_text,
    unlock,
    unlock_at_once,
    until,
    walking,
)
from tests.tui.screens.case_base import fill_cases
from tests.tui.widgets.hostile import HOSTILE, everything_hostile


def base_of(app: InspectorApp) -> EvidenceBase:
    assert app.session is not None
    return app.session.opened.base


async def at_the_lines(pilot: Pilot[None]) -> None:
    await unlock_at_once(pilot)
    await pilot.press("2")
    await until(pilot, "enquiries")
    await settled(pilot)


async def test_a_line_is_raised_asked_about_answered_and_closed_by_keys(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    async with walking(tmp_path / "home", notifications=True) as (app, pilot):
        await unlock(pilot)
        await pilot.press("2")
        await until(pilot, "enquiries")
        await settled(pilot)
        assert "No line here. Ctrl+N raises one" in drawn(app)
        await pilot.press("ctrl+n")
        await until(pilot, "form")
        await type_text(pilot, "Do audits change practice?")
        await pilot.press("tab")
        await type_text(pilot, "Audits find what managers then mend.")
        await pilot.press("tab", "tab", "1", "ctrl+s")
        await until(pilot, "enquiries")
        await settled(pilot)
        (line,) = shown_records(base_of(app), LineOfEnquiry)
        assert line.record.title == "Do audits change practice?"
        assert line.record.hypothesis == "Audits find what managers then mend."
        assert line.keys("areas") == ("leaders",)
        assert line.record.state == "open"
        assert "Lines of enquiry · 1 open" in drawn(app)
        await pilot.press("enter")
        await until(pilot, "enquiry")
        await settled(pilot)
        assert "○ open · nobody" not in drawn(app)
        assert "○ open · no owner yet" in drawn(app)
        await pilot.press("a")
        await until(pilot, "form")
        await type_text(pilot, "Which audit led to a change?")
        await pilot.press("tab")
        await type_text(pilot, "DCS")
        await pilot.press("tab")
        await type_text(pilot, "26/11/2026")
        await pilot.press("ctrl+s")
        await until(pilot, "enquiry")
        await settled(pilot)
        (question,) = shown_records(base_of(app), Challenge)
        assert (question.record.to, question.record.due) == ("DCS", "2026-11-26")
        assert question.keys("enquiries") == (line.id,)
        assert question.keys("areas") == ("leaders",)
        assert "waits for an answer · to DCS" in drawn(app)
        await pilot.press("m")
        await until(pilot, "choose")
        await type_text(pilot, "not reach")
        await pilot.press("enter")
        await until(pilot, "enquiry")
        await settled(pilot)
        assert "– not reached" in drawn(app)
        moves = [move.state for move in line_moves(base_of(app), line.id)]
        assert moves == ["open", "not-reached"]


async def test_a_question_is_answered_and_the_answer_stands_with_it(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    line = raise_line(base, NewLine("Is help early?")).record
    new = NewChallenge("Why were 14 plans not reviewed?", to="DCS", enquiries=(line,))
    question = raise_challenge(base, new).record
    base.close()
    async with walking(tmp_path / "home", notifications=True) as (app, pilot):
        await at_the_lines(pilot)
        await pilot.press("enter")
        await until(pilot, "enquiry")
        await settled(pilot)
        app.show_record(question)
        await until(pilot, "challenge")
        await settled(pilot)
        assert "None yet. A writes it down" in drawn(app)
        await pilot.press("a")
        await until(pilot, "form")
        await type_text(pilot, "The reviewing officer was away.")
        await pilot.press("tab")
        await type_text(pilot, "The rota of June")
        await pilot.press("tab", "tab", "right", "space", "ctrl+s")
        await until(pilot, "challenge")
        await settled(pilot)
        (shown,) = shown_records(base_of(app), Challenge)
        assert shown.record.answer == "The reviewing officer was away."
        assert (shown.record.shown, shown.record.state) == ("The rota of June", "not-accepted")
        assert "They said: The reviewing officer was away." in drawn(app)
        assert "✗ not accepted" in drawn(app)
        await pilot.press("m")
        await until(pilot, "choose")
        await type_text(pilot, "accepted")
        await pilot.press("enter")
        await until(pilot, "challenge")
        await settled(pilot)
        (shown,) = shown_records(base_of(app), Challenge)
        assert shown.record.state in ("accepted", "answered")


async def test_a_line_is_closed_only_with_what_is_enough(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    bare = raise_line(base, NewLine("Nothing on it")).record
    line = raise_line(base, NewLine("Something on it")).record
    tags = Tags(enquiries=(line,))
    piece = add_evidence(base, NewEvidence("Reviews are late.", "concern", tags)).record
    add_evidence(base, NewEvidence("Visits are monthly.", "strength", tags))
    base.close()
    async with walking(tmp_path / "home", notifications=True) as (app, pilot):
        await at_the_lines(pilot)
        for record in (bare, line):
            app.show_record(record)
            await until(pilot, "enquiry")
            await settled(pilot)
            await pilot.press("m")
            await until(pilot, "choose")
            await type_text(pilot, "enough")
            await pilot.press("enter")
            await settled(pilot)
            if record == bare:
                assert "no evidence on this line yet" in notices(app)
                await pilot.press("escape")
                await until(pilot, "enquiries")
        await until(pilot, "choose-several")
        await type_text(pilot, "late")
        await pilot.press("enter", "ctrl+s")
        await until(pilot, "enquiry")
        await settled(pilot)
        lines = {shown.id: shown for shown in shown_records(base_of(app), LineOfEnquiry)}
        assert lines[line].record.state == "closed-enough-evidence"
        assert lines[line].keys("evidence") == (piece,)
        assert lines[bare].record.state == "open"
        await pilot.press("down")
        await settled(pilot)
        app.clear_notifications()
        await settled(pilot)
        assert "closes the line" in drawn(app)


async def test_a_line_that_is_not_pursued_needs_a_reason(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    line = raise_line(base, NewLine("To be dropped")).record
    base.close()
    async with walking(tmp_path / "home") as (app, pilot):
        await at_the_lines(pilot)
        await pilot.press("enter")
        await until(pilot, "enquiry")
        await settled(pilot)
        await pilot.press("m")
        await until(pilot, "choose")
        await type_text(pilot, "not pursued")
        await pilot.press("enter")
        await until(pilot, "reason")
        await type_text(pilot, "Their audit answers it")
        await pilot.press("enter")
        await until(pilot, "enquiry")
        await settled(pilot)
        assert line_moves(base_of(app), line)[-1].reason == "Their audit answers it"
        await pilot.press("escape")
        await until(pilot, "enquiries")
        await settled(pilot)
        assert "0 open · 1 closed, not shown" in drawn(app)
        await pilot.press("ctrl+a")
        await settled(pilot)
        assert "To be dropped" in drawn(app)


async def test_what_is_typed_into_a_form_is_kept_and_comes_back(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    async with walking(tmp_path / "home") as (app, pilot):
        await at_the_lines(pilot)
        await pilot.press("ctrl+n")
        await until(pilot, "form")
        await type_text(pilot, "Half a title")
        await pilot.press("tab")
        await type_text(pilot, "Half a hypothesis")
        await pilot.press("escape")
        await until(pilot, "enquiries")
        await settled(pilot)
    async with walking(tmp_path / "home") as (app, pilot):
        await unlock_at_once(pilot)
        await settled(pilot)
        assert "Half a title" in drawn(app)
        await pilot.press("2")
        await until(pilot, "enquiries")
        await pilot.press("ctrl+n")
        await until(pilot, "form")
        assert app.screen.query_one(TextInput).value == "Half a title"
        assert app.screen.query(NoteEditor).first().text == "Half a hypothesis"
        assert "this is your kept draft" in drawn(app)
        await pilot.press("ctrl+s")
        await until(pilot, "enquiries")
        await settled(pilot)
        (line,) = shown_records(base_of(app), LineOfEnquiry)
        assert line.record.hypothesis == "Half a hypothesis"
        await pilot.press("1")
        await until(pilot, "today")
        await settled(pilot)
        assert "Unfinished" not in drawn(app)


async def test_an_edit_leaves_what_a_colleague_wrote_meanwhile_beside_it(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    line = raise_line(base, NewLine("First title", hypothesis="Old")).record
    base.close()
    async with walking(tmp_path / "home", notifications=True) as (app, pilot):
        await at_the_lines(pilot)
        await pilot.press("enter")
        await until(pilot, "enquiry")
        await settled(pilot)
        await pilot.press("e")
        await until(pilot, "form")
        shown = app.screen.query_one(TextInput)
        assert shown.value == "First title"
        # As if it had come by a sync while the form was open.
        edit_line(base_of(app), line, NewLine("A colleague's title"))
        shown.value = "My title"
        await pilot.press("ctrl+s")
        await settled(pilot)
        view = base_of(app).fields(line)["title"]
        assert {write.value for write in view.current} == {"My title", "A colleague's title"}
        assert base_of(app).fields(line)["hypothesis"].value == "Old"


async def test_what_was_emptied_in_the_form_is_emptied_in_the_record(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    new = NewLine("Title", hypothesis="Old", priority="high", areas=("leaders",))
    raise_line(base, new)
    base.close()
    async with walking(tmp_path / "home") as (app, pilot):
        await at_the_lines(pilot)
        await pilot.press("enter")
        await until(pilot, "enquiry")
        await settled(pilot)
        await pilot.press("e")
        await until(pilot, "form")
        app.screen.query(NoteEditor).first().clear()
        await pilot.press("tab", "tab", "tab", "1", "tab", "space", "ctrl+s")
        await until(pilot, "enquiry")
        await settled(pilot)
        (line,) = shown_records(base_of(app), LineOfEnquiry)
        assert line.record.hypothesis is None
        assert line.record.priority is None
        assert line.keys("areas") == ()


async def test_a_line_shows_everything_on_it(tmp_path: Path) -> None:
    made = fill_cases(tmp_path / "home")
    app = program(tmp_path / "home")
    async with app.run_test(size=(120, 60)) as pilot:
        await at_the_lines(pilot)
        picture = drawn(app)
        assert "Is neglect recognised early?" in picture
        assert "nobody yet" in picture
        app.show_record(made.line)
        await until(pilot, "enquiry")
        await settled(pilot)
        picture = drawn(app)
        for words in (
            "Strengths  1",
            "Visits are monthly.",
            "in 0 of 1 cases",
            "Concerns  1",
            "Reviews are late.",
            "in 1 of 1 cases",
            "Cases  1",
            "1 · girl 9 · CP",
            "Notes  1",
            "Went through the file with the worker.",
            "Samples drawn for it  1",
            "Plans over two years",
            "Its life so far",
        ):
            assert words in picture, words
    assert app.troubles == []


async def test_hostile_text_is_kept_and_shown_in_every_blank(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    text = everything_hostile()
    line = raise_line(base, NewLine(text, hypothesis=text, would_close=text)).record
    answered = raise_challenge(base, NewChallenge(text, to=text, enquiries=(line,))).record
    answer_challenge(base, answered, NewAnswer(text, shown=text, view=text))
    long = raise_line(base, NewLine(HOSTILE["one long word"], hypothesis=HOSTILE["long"])).record
    made = {line: "enquiry", answered: "challenge", long: "enquiry"}
    before = {record: values_of(base, record) for record in made}
    base.close()
    async with walking(tmp_path / "home", size=(120, 36)) as (app, pilot):
        await at_the_lines(pilot)
        for record, screen in made.items():
            app.show_record(record)
            await until(pilot, screen)
            await settled(pilot)
            for key in ("e", "a") if screen == "challenge" else ("e",):
                await pilot.press(key)
                await until(pilot, "form")
                await pilot.press("ctrl+s")
                await until(pilot, screen)
                await settled(pilot)
            assert values_of(base_of(app), record) == before[record]
            await pilot.press("escape")
            await until(pilot, "enquiries")


def values_of(base: EvidenceBase, record: str) -> dict[str, object]:
    return {field: view.value for field, view in base.fields(record).items()}
