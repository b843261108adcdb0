"""Quick capture and editing: a sheet over whatever is shown, the cursor in the text at once."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical

from inspector_app.errors import InspectorError
from inspector_app.tui.screen_actions import REGISTRY, dialog_bindings
from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.sheet_toggles import (
    area_toggles,
    depth_toggles,
    minute_toggles,
    occasion_toggles,
    polarity_toggles,
    source_toggles,
)
from inspector_app.tui.widgets.completion_list import Completion, Sign
from inspector_app.tui.widgets.key_line import KeyLine
from inspector_app.tui.widgets.note_editor import NoteEditor
from inspector_app.tui.widgets.notices import Severity
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.title_line import TitleLine
from inspector_app.tui.widgets.toggle_strip import Toggle, ToggleStrip

if TYPE_CHECKING:
    from inspector_app.enquiries.saving import Saved
    from inspector_app.tui.sheet import Sheet, SheetKind

_KEYS = ("child-not-safe", "save", "as-evidence", "tag", "put-away", "leaders", "beside-someone")
_KEYS_BESIDE = ("save", "put-away", "beside-someone")


class CaptureScreen(Dialog[None]):
    """A sheet to write on.

    Args:
        sheet: What is on it already; None for a blank one.
        beside: Whether only the text is shown, because somebody sits beside.
    """

    NAME = "capture"
    AUTO_FOCUS = "NoteEditor"

    BINDINGS: ClassVar[list[BindingType]] = [
        *REGISTRY.bindings("capture"),
        *dialog_bindings("save", "tag", "beside-someone", "help", "next-theme", "next-pane"),
    ]

    def __init__(self, sheet: Sheet | None = None, *, beside: bool = False) -> None:
        super().__init__()
        self._sheet = sheet
        self._beside = beside
        self._done = False

    @property
    def sheet(self) -> Sheet:
        """What is on the sheet now."""
        from inspector_app.tui.sheet import Sheet

        return self._sheet if self._sheet is not None else Sheet()

    def compose(self) -> ComposeResult:
        """Lay out the text and, below it, what it can be tagged with."""
        sheet, framework = self.sheet, self.opened.framework
        yield TitleLine()
        with Vertical(id="sheet"):
            yield PlainLabel("", id="kind")
            yield NoteEditor(
                sheet.text,
                completions=self._completions,
                placeholder="Type. # area, @ case, ! line of enquiry: Enter picks from the list.",
            )
            with Vertical(id="about"):
                yield ToggleStrip("Areas   ", area_toggles(framework), id="areas")
                yield ToggleStrip("Polarity", polarity_toggles(), several=False, id="polarity")
                yield ToggleStrip("Source  ", source_toggles(framework), id="sources")
                yield ToggleStrip("Occasion", occasion_toggles(), several=False, id="occasion")
                yield ToggleStrip("Depth   ", depth_toggles(), id="depth")
                yield ToggleStrip("Minutes ", several=False, id="minutes")
                yield ToggleStrip("Tagged  ", id="tagged")
            yield PlainLabel("", id="kept")
        yield KeyLine()

    def on_mount(self) -> None:
        """Show what is on the sheet."""
        self.program.show_standing()
        sheet = self.sheet
        if sheet.text and sheet.record is None:
            self.query_one("#kept", PlainLabel).text = "This is your kept draft. Go on typing."
        editor = self.query_one(NoteEditor)
        editor.move_cursor(editor.document.end)
        self._show()

    # -- showing ----------------------------------------------------------------------------

    def _show(self) -> None:
        """Bring everything around the text up to date with the sheet."""
        sheet = self.sheet
        evidence = sheet.kind == "evidence"
        verb = "Edit" if sheet.record else "New"
        what = "evidence: one evaluative statement" if evidence else "note"
        self.query_one("#kind", PlainLabel).text = f"{verb} {what}"
        framework = self.opened.framework
        self.query_one("#areas", ToggleStrip).show(area_toggles(framework), sheet.areas)
        chosen = [sheet.polarity] if sheet.polarity else []
        self.query_one("#polarity", ToggleStrip).show(polarity_toggles(), chosen)
        self.query_one("#sources", ToggleStrip).show(source_toggles(framework), sheet.sources)
        chosen = [sheet.occasion] if sheet.occasion else []
        self.query_one("#occasion", ToggleStrip).show(occasion_toggles(), chosen)
        self.query_one("#depth", ToggleStrip).show(depth_toggles(), sheet.depth_words)
        chosen = [] if sheet.minutes is None else [str(sheet.minutes)]
        self.query_one("#minutes", ToggleStrip).show(minute_toggles(sheet.minutes), chosen)
        tagged = [*sheet.criteria, *sheet.cases, *sheet.enquiries]
        toggles = [Toggle(record, self._words_for(record)) for record in tagged]
        self.query_one("#tagged", ToggleStrip).show(toggles, tagged)
        for name, shown in (
            ("#polarity", evidence),
            ("#sources", evidence),
            ("#occasion", not evidence),
            ("#depth", not evidence and bool(sheet.cases)),
            ("#minutes", not evidence and bool(sheet.cases)),
            ("#tagged", bool(tagged)),
        ):
            self.query_one(name).display = shown
        self.set_class(self._beside, "-beside")
        self.query_one(TitleLine).discreet = self._beside
        keys = _KEYS_BESIDE if self._beside else _KEYS
        self.query_one(KeyLine).show(REGISTRY[name] for name in keys)

    def _words_for(self, record: str) -> str:
        session = self.program.session
        known = session.completions if session is not None else ()
        return next((c.sign.value + c.label for c in known if c.id == record), record[:8])

    def turn_beside(self) -> None:
        """Show only the text, or everything again."""
        self._beside = not self._beside
        self._show()
        self.query_one(NoteEditor).focus()

    def _completions(self, sign: Sign, prefix: str) -> list[Completion]:
        session, wanted = self.program.session, prefix.casefold()
        if session is None or self._beside:
            return []
        fitting = [c for c in session.completions if c.sign is sign and wanted in c.text.casefold()]
        return sorted(fitting, key=lambda c: not c.text.casefold().startswith(sign.value + wanted))

    # -- what is on the sheet ---------------------------------------------------------------

    def _change(self, sheet: Sheet) -> None:
        self._sheet = replace(sheet, text=self.query_one(NoteEditor).text)
        self._keep()

    def _keep(self) -> None:
        if not self._done and self.program.session is not None:
            self.program.session.keep(self.sheet)

    @on(NoteEditor.Paused)
    @on(NoteEditor.Journal)
    def keep_text(self) -> None:
        """Keep a draft at pauses, and now and then while somebody types on."""
        self._change(self.sheet)
        if not self._done and not self.sheet.is_blank:
            at = self.program.start.clock().strftime("%H:%M")
            self.query_one("#kept", PlainLabel).text = f"Draft kept {at}. Ctrl+S saves."

    @on(NoteEditor.SignChosen)
    def take_sign(self, event: NoteEditor.SignChosen) -> None:
        """A completion was chosen: it becomes a tag."""
        sheet, chosen = self.sheet, event.completion
        areas = {toggle.id for toggle in area_toggles(self.opened.framework)}
        if chosen.sign is Sign.CASE:
            sheet = replace(sheet, cases=_with(sheet.cases, chosen.id))
        elif chosen.sign is Sign.ENQUIRY:
            sheet = replace(sheet, enquiries=_with(sheet.enquiries, chosen.id))
        elif chosen.id in areas:
            sheet = replace(sheet, areas=_with(sheet.areas, chosen.id))
        else:
            sheet = replace(sheet, criteria=_with(sheet.criteria, chosen.id))
        self._change(sheet)
        self._show()

    @on(ToggleStrip.Changed)
    def take_toggle(self, event: ToggleStrip.Changed) -> None:
        """Take over what was turned on or off below the text."""
        sheet, chosen = self.sheet, event.chosen
        match event.strip.id:
            case "areas":
                sheet = replace(sheet, areas=chosen)
            case "polarity":
                sheet = replace(sheet, polarity=chosen[0] if chosen else None)
            case "sources":
                sheet = replace(sheet, sources=chosen)
            case "occasion":
                sheet = replace(sheet, occasion=chosen[0] if chosen else None)
            case "depth":
                sheet = sheet.gone_into(chosen)
            case "minutes":
                sheet = replace(sheet, minutes=int(chosen[0]) if chosen else None)
            case _:
                sheet = replace(
                    sheet.about(tuple(k for k in sheet.cases if k in chosen)),
                    criteria=tuple(k for k in sheet.criteria if k in chosen),
                    enquiries=tuple(k for k in sheet.enquiries if k in chosen),
                )
        self._change(sheet)

    def action_leaders(self) -> None:
        """Turn the area of leadership on or off."""
        self.query_one("#areas", ToggleStrip).turn("leaders")

    def tag_shown(self) -> None:
        """Go to the areas, or back to the text."""
        areas, editor = self.query_one("#areas", ToggleStrip), self.query_one(NoteEditor)
        (editor if areas.has_focus else areas).focus()

    # -- leaving ----------------------------------------------------------------------------

    def put_away(self) -> None:
        """Keep the draft; typing resumes here after a lock."""
        self._change(self.sheet)

    def action_put_away(self) -> None:
        """Close and say that the draft is kept."""
        self._change(self.sheet)
        self._done = True
        if not self.sheet.is_blank:
            self.tell("Your draft is kept. It stands on Today; F2 brings it back.")
        self.dismiss(None)

    def action_as_evidence(self) -> None:
        """Promote the selected text, or turn the sheet itself into the other kind."""
        self._change(self.sheet)
        selected = self.query_one(NoteEditor).selected_text.strip()
        if selected and self.sheet.kind == "note":
            self._save(promote=selected)
        elif self.sheet.record is not None:
            self.tell("What was saved as one stays that. Select text to make evidence of it.")
        else:
            other: SheetKind = "note" if self.sheet.kind == "evidence" else "evidence"
            self._change(replace(self.sheet, kind=other))
            self._show()

    def save_shown(self) -> None:
        """Save and close."""
        self._save()

    def _save(self, promote: str = "") -> None:
        self._change(self.sheet)
        if not self.sheet.text.strip():
            self.tell("There is no text to save yet.", Severity.ATTENTION)
        elif not self._done:
            self._done = True
            self.query_one(NoteEditor).read_only = True
            self.in_background(partial(self._saved, promote), "save")

    async def _saved(self, promote: str) -> None:
        sheet, session = self.sheet, self.program.session
        if session is None:
            return
        try:
            saved = await session.save(sheet)
        except InspectorError:
            self._done = False
            self.query_one(NoteEditor).read_only = False
            raise
        if promote:
            self._go_on_with(saved.record, promote)
            return
        self.dismiss(None)
        self._say_saved(sheet, saved)

    def _go_on_with(self, note: str, text: str) -> None:
        """Begin a statement from selected text of a note that was just saved."""
        from inspector_app.tui.sheet import Sheet

        sheet = Sheet("evidence", text, areas=self.sheet.areas, notes=(note,))
        self.tell("The note is saved. This statement keeps its link to it.")
        self.dismiss(None)
        self.program.push_screen(CaptureScreen(sheet))

    def _say_saved(self, sheet: Sheet, saved: Saved) -> None:
        what = "Note" if sheet.kind == "note" else "Evidence"
        if saved.recorded is not None and saved.recorded.conflicts:
            self.program.show_conflict(saved.record)
        else:
            tags = len(sheet.areas) + len(sheet.criteria) + len(sheet.cases) + len(sheet.enquiries)
            with_tags = f" with {tags} {'tag' if tags == 1 else 'tags'}" if tags else ""
            self.program.call_later(partial(self.program.say, f"{what} saved{with_tags}."))


def _with(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*keys, key)))
