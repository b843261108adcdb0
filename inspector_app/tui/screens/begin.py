"""No inspection yet: create one, or join a team's."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input

from inspector_app.errors import InspectorError
from inspector_app.tui.dates import day_words, typed_date
from inspector_app.tui.screens.unlock import DoorScreen
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice, ChoiceList
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput
from inspector_app.tui.widgets.toggle_strip import Toggle, ToggleStrip

if TYPE_CHECKING:
    from inspector_app.vault.vault import Vault
    from schemas.frameworks import Framework


class BeginScreen(DoorScreen):
    """Creates an inspection as its lead, or joins one by an invitation file.

    Args:
        vault: Unlocked.
        frameworks: To choose from, the likeliest first.
    """

    NAME = "begin"

    def __init__(self, vault: Vault, frameworks: Sequence[Framework]) -> None:
        super().__init__()
        self._vault = vault
        self._frameworks = {framework.id: framework for framework in frameworks}
        self._trying = False

    def inside(self) -> ComposeResult:
        """Lay out both ways; one is shown at a time."""
        yield PlainLabel("Begin an inspection", classes="heading")
        yield ToggleStrip(
            "",
            [Toggle("create", "I lead it: create"), Toggle("join", "I was invited: join")],
            several=False,
            chosen=["create"],
            id="way",
        )
        with Vertical(id="creating"):
            yield TextInput(label="Authority", placeholder="Name of the local authority", id="to")
            choices = [Choice(f.id, f.name) for f in self._frameworks.values()]
            yield PlainLabel("Framework", classes="label")
            yield ChoiceList(choices, chosen=[choices[0].id], id="framework")
            yield ToggleStrip("Type", several=False, id="kind")
            yield TextInput(
                label="First day on site, if known", placeholder="30 Nov 2026", id="starts"
            )
            yield TextInput(label="Theme of the visit", id="theme")
        with Vertical(id="joining"):
            yield PlainLabel(
                "The lead hands you an invitation file, in person or on a stick.", classes="hint"
            )
            yield TextInput(label="Invitation file", placeholder="Drag it here, or type its name")
        yield PlainLabel("", id="said")
        with Horizontal(classes="buttons"):
            yield PlainButton("Create the inspection", "primary", id="go")

    def on_mount(self) -> None:
        """Show the types of the framework at the top."""
        self._show_types()
        self._show_way("create")
        self.query_one("#to", TextInput).focus()

    @on(ToggleStrip.Changed, "#way")
    def choose_way(self, event: ToggleStrip.Changed) -> None:
        """Show the fields of one way."""
        if not event.chosen:
            self.query_one("#way", ToggleStrip).turn("create")
            return
        self._show_way(event.chosen[0])

    def _show_way(self, way: str) -> None:
        create = way == "create"
        self.query_one("#creating").display = create
        self.query_one("#joining").display = not create
        button = self.query_one("#go", PlainButton)
        button.label = "Create the inspection" if create else "Ask to join"

    @on(ChoiceList.Changed, "#framework")
    def _show_types(self) -> None:
        framework = self._framework()
        toggles = [Toggle(kind.id, kind.name) for kind in framework.types]
        self.query_one("#kind", ToggleStrip).show(toggles, [framework.types[0].id])
        self._show_theme()

    @on(ToggleStrip.Changed, "#kind")
    def _show_theme(self) -> None:
        chosen = self.query_one("#kind", ToggleStrip).chosen
        themed = [kind.id for kind in self._framework().types if kind.themed]
        self.query_one("#theme").display = bool(set(chosen) & set(themed))

    def _framework(self) -> Framework:
        return self._frameworks[self.query_one("#framework", ChoiceList).chosen[0]]

    @on(Input.Submitted)
    @on(Button.Pressed, "#go")
    def go_on(self, event: Input.Submitted | Button.Pressed) -> None:
        """Enter leads on from the authority; else begin what was chosen."""
        if isinstance(event, Input.Submitted) and event.input.id == "to":
            self.focus_next()
            return
        if self._trying:
            return
        if self.query_one("#creating").display:
            self._create()
        else:
            self._start("◌ Asking the team's server…", self._join())

    def _create(self) -> None:
        to, starts = self.query_one("#to", TextInput), self.query_one("#starts", TextInput)
        day = typed_date(starts.value)
        if not to.value.strip():
            self.say("Type the name of the authority first.", problem=True)
            to.focus()
        elif not self.query_one("#kind", ToggleStrip).chosen:
            self.say("Choose a type.", problem=True)
            self.query_one("#kind").focus()
        elif starts.value.strip() and day is None:
            example = day_words(self._vault.clock().date())
            self.say(f"That is not a day. Write it as {example}, or leave it.", problem=True)
            starts.focus()
        else:
            self._start("◌ Creating…", self._try_create(to.value.strip(), day))

    def _start(self, words: str, task: Coroutine[object, object, None]) -> None:
        self._trying = True
        self.busy(words)
        self.program.run_apart(self._tried(task))

    async def _tried(self, task: Coroutine[object, object, None]) -> None:
        try:
            await task
        except InspectorError as error:
            self._trying = False
            self.ready()
            self.refuse(error)

    async def _try_create(self, authority: str, starts: str | None) -> None:
        from inspector_app.enquiries.inspections import NewInspection

        kind = self.query_one("#kind", ToggleStrip).chosen[0]
        theme = self.query_one("#theme", TextInput)
        new = NewInspection(
            framework=self._framework().id,
            kind=kind,
            authority=authority,
            theme=(theme.value.strip() or None) if theme.display else None,
            starts=starts,
        )
        await self.program.doors.create(self._vault, new)

    async def _join(self) -> None:
        file = self.query_one("#joining TextInput", TextInput).value
        await self.program.doors.join(self._vault, file)
