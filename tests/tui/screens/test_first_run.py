"""From an empty home to a saved note with tags, and unlocking again."""

from __future__ import annotations

from pathlib import Path

from inspector_app.enquiries.inspections import inspection_record
from inspector_app.enquiries.shown import shown_records
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.screens.welcome import WelcomeScreen
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.vault.vault import Vault
from schemas.records import Note
from tests.tui.program import (
    PASSPHRASE,
    drawn,
    notices,
    program,
    set_up,
    settled,
    type_text,
    unlock,
    until,
)


async def test_the_first_run_leads_to_a_saved_note_with_a_tag(tmp_path: Path) -> None:
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        welcome = await until(pilot, "welcome")
        assert isinstance(welcome, WelcomeScreen)
        offered = app.screen.query_one(".words")
        words = str(getattr(offered, "text", ""))
        assert len(words.split()) == 6
        await type_text(pilot, "Ann")
        await pilot.press("enter")
        await type_text(pilot, words)
        await pilot.press("enter")
        await until(pilot, "begin")
        await type_text(pilot, "Brambleshire")
        await pilot.press("enter", "tab", "tab")
        await type_text(pilot, "23/11/2026")
        await pilot.press("enter")
        await until(pilot, "today")
        assert "Brambleshire · standard · on site day 3 of 10" in drawn(app)
        await pilot.press("f2")
        await until(pilot, "capture")
        await type_text(pilot, "Supervision is monthly #lea")
        await pilot.press("enter")
        await type_text(pilot, "well.")
        await pilot.press("ctrl+s")
        await until(pilot, "today")
        await settled(pilot)
        assert "Supervision is monthly #Leaders well." in drawn(app)
        assert app.session is not None
        base = app.session.opened.base
        (note,) = shown_records(base, Note)
        assert note.record.text == "Supervision is monthly #Leaders well."
        assert note.keys("areas") == ("leaders",)
        record = inspection_record(base)
        assert record is not None
        assert record.starts == "2026-11-23"
    assert app.troubles == []
    vault = Vault.unlock(tmp_path / "home", words)
    assert vault.name == "Ann"


async def test_a_passphrase_of_ones_own_is_typed_twice(tmp_path: Path) -> None:
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "welcome")
        await type_text(pilot, "Ann")
        await pilot.click("#own")
        await pilot.pause()
        await type_text(pilot, PASSPHRASE)
        await pilot.press("enter")
        await type_text(pilot, "another one")
        await pilot.press("enter")
        await pilot.pause()
        assert "The two passphrases are not the same." in drawn(app)
        second = app.screen.query_one("#second", TextInput)
        second.value = PASSPHRASE
        await pilot.click("#set-up")
        await until(pilot, "begin")
    assert Vault.unlock(tmp_path / "home", PASSPHRASE).name == "Ann"


async def test_a_wrong_passphrase_is_refused_calmly_and_the_right_one_opens(
    tmp_path: Path,
) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "unlock")
        await type_text(pilot, "not the passphrase at all")
        await pilot.press("enter")
        await settled(pilot)
        assert app.screen.name == "unlock"
        assert "✗" in drawn(app)
        assert app.screen.query_one(TextInput).value == ""
        await type_text(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, "today")


async def test_after_many_wrong_passphrases_the_wait_is_said(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "unlock")
        for _ in range(6):
            await type_text(pilot, "wrong wrong wrong")
            await pilot.press("enter")
            await settled(pilot)
        assert "wait" in drawn(app)
        assert "nothing" not in drawn(app).lower().split("wait")[0]


async def test_several_inspections_are_chosen_from(tmp_path: Path) -> None:
    from inspector_app.enquiries.inspections import NewInspection, create_inspection

    base = set_up(tmp_path / "home")
    base.close()
    new = NewInspection("ilacs-2026", "short", "Otherton")
    create_inspection(base.vault, new).close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "unlock")
        await type_text(pilot, PASSPHRASE)
        await pilot.press("enter")
        await until(pilot, "choose-inspection")
        assert "Otherton · short" in drawn(app)
        for _ in range(2):
            if "▸ ( ) Otherton" not in drawn(app):
                await pilot.press("down")
                await pilot.pause()
        await pilot.press("enter")
        await until(pilot, "today")
        assert "Otherton" in drawn(app)


async def test_before_unlocking_no_key_leads_into_the_work(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, "unlock")
        await pilot.press("f2", "f3", "f5", "f9", "f12")
        await pilot.pause()
        assert app.screen.name == "unlock"
        await pilot.press("f8")
        await pilot.pause()
        assert "Tell a manager here now." in notices(app)


async def test_quitting_closes_the_program_and_leaves_the_file_readable(tmp_path: Path) -> None:
    set_up(tmp_path / "home").close()
    app = program(tmp_path / "home")
    async with app.run_test(size=(80, 24)) as pilot:
        await unlock(pilot)
        await pilot.press("ctrl+q")
        await pilot.pause()
    vault = Vault.unlock(tmp_path / "home", PASSPHRASE)
    EvidenceBase(vault, vault.inspections()[0]).close()
