"""What is being written in an inspection while it is open: kept as it is typed, then saved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from inspector_app.tui.widgets.notices import Severity, notice
from inspector_app.tui.widgets.title_line import Saved

if TYPE_CHECKING:
    from inspector_app.enquiries.saving import Saved as SavedRecord
    from inspector_app.tui.app import InspectorApp
    from inspector_app.tui.form import Filled, Form
    from inspector_app.tui.opening import Opened
    from inspector_app.tui.sheet import Sheet

__all__ = ["Drafting"]


class Drafting:
    """Keeps drafts and saves what they become; the title line says how that stands.

    Args:
        program: The program.
        opened: The inspection.
    """

    def __init__(self, program: InspectorApp, opened: Opened) -> None:
        self._program = program
        self.opened = opened
        self._begun: dict[str, Sheet] = {}
        self.concern_draft = ""
        self._keeping: asyncio.Task[None] | None = None

    # -- drafts -----------------------------------------------------------------------------

    def begun_sheet(self, case: str = "") -> Sheet:
        """Return what is being written anew, as far as it was typed; else a blank sheet.

        Args:
            case: The case it was begun on, or is begun on now and so is about; empty for none.
        """
        from inspector_app.tui.sheet import Sheet

        blank = Sheet(cases=(case,) if case else (), begun_on=case)
        return self._begun.get(case, blank)

    def keep(self, sheet: Sheet) -> None:
        """Keep a sheet as a draft; the title line says when it is on the disk."""
        from inspector_app.tui import draft_box

        if sheet.record is None and not sheet.is_blank:
            self._begun[sheet.begun_on] = sheet
        elif sheet.record is None:
            self._begun.pop(sheet.begun_on, None)
        self._keep(partial(draft_box.keep_sheet, self.opened.base, sheet))

    def keep_concern(self, text: str) -> None:
        """Keep what is typed about a child who is not safe."""
        from inspector_app.tui import draft_box

        self.concern_draft = text if text.strip() else ""
        self._keep(partial(draft_box.keep_concern, self.opened.base, text))

    def keep_settling(self, record: str, kind: str, field: str, text: str) -> None:
        """Keep what is typed in place of values that clash."""
        from inspector_app.tui import draft_box

        self._keep(partial(draft_box.keep_settling, self.opened.base, record, kind, field, text))

    def keep_form(self, form: Form, filled: Filled) -> None:
        """Keep what is being filled in."""
        from inspector_app.tui import form_drafts

        self._keep(partial(form_drafts.keep_form, self.opened.base, form, filled))

    def _keep(self, task: Callable[[], None]) -> None:
        self._show_saved(Saved.SAVING)
        self._keeping = asyncio.get_running_loop().create_task(self._kept(task))

    async def _kept(self, task: Callable[[], None]) -> None:
        try:
            await self._program.work.write(task)
        except Exception as error:  # noqa: BLE001  # said in the title line and in a notice
            self._show_saved(Saved.NOT_SAVED)
            words = f"The draft could not be kept ({type(error).__name__}). Save it soon."
            notice(self._program, words, Severity.PROBLEM, seconds=20)
            return
        self._show_saved(Saved.SAVED)

    def _show_saved(self, saved: Saved) -> None:
        self._program.show_standing(replace(self._program.standing, saved=saved))

    async def save(self, sheet: Sheet) -> SavedRecord:
        """Save a sheet and wipe its draft.

        Raises:
            InspectorError: What is wrong with the sheet; the draft stays.
        """
        from inspector_app.tui.sheet_saving import save_sheet

        self._show_saved(Saved.SAVING)
        try:
            saved = await self._program.work.write(partial(save_sheet, self.opened.base, sheet))
        except BaseException:
            self._show_saved(Saved.NOT_SAVED)
            raise
        if sheet.record is None:
            self._begun.pop(sheet.begun_on, None)
        self._show_saved(Saved.SAVED)
        return saved

    async def save_form(self, form: Form, filled: Filled) -> SavedRecord:
        """Save a form and wipe its draft.

        Raises:
            InspectorError: What is wrong with what was filled in; the draft stays.
        """
        from inspector_app.tui.draft_box import discard_draft

        base = self.opened.base

        def save() -> SavedRecord:
            saved = form.save(base, filled)
            if saved.recorded is None:
                # Nothing was different, so no transaction took the draft along.
                discard_draft(base, filled.draft)
            return saved

        await self.last_draft()
        self._show_saved(Saved.SAVING)
        try:
            saved = await self._program.work.write(save)
        except BaseException:
            self._show_saved(Saved.NOT_SAVED)
            raise
        self._show_saved(Saved.SAVED)
        return saved

    async def last_draft(self) -> None:
        """Wait until the draft that was handed over last is on the disk."""
        if self._keeping is not None:
            await self._keeping
