"""The form for a sample: a line for each input, and only those that the way of choosing takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widgets import Button, Input

from inspector_app.tui.plan_form import CONDITIONS, Form, condition_completed
from inspector_app.tui.plan_ways import ASKS, WAYS, Ask
from inspector_app.tui.screens.ask import ChooseScreen, ChooseSeveralScreen
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice
from inspector_app.tui.widgets.completing_input import CompletingInput
from inspector_app.tui.widgets.form_lines import FormCell, FormLine
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput
from schemas.wording import sampling_wording

_BUTTONS: Final = ("column", "columns", "choice")

_SEEDS: Final = {"False": "made now", "True": "half from them"}
"""Who makes the seed, by whether it is a joint one."""


class PlanPane(VerticalScroll, can_focus=False):
    """The form; it posts `Changed` when what would be drawn may be another.

    Args:
        form: As it is shown first.
    """

    class Changed(Message):
        """Something was filled in or chosen."""

    def __init__(self, form: Form) -> None:
        super().__init__(id="form")
        self.form = form
        """As it is filled in."""

    def compose(self) -> ComposeResult:
        """Lay out the lines."""
        yield FormLine(
            FormCell("List", self._chooser("list")),
            FormCell("Counted as", self._chooser("unit"), id="cell-unit"),
        )
        yield FormLine(
            FormCell("Chosen", self._chooser("way")),
            FormCell("Seed", self._chooser("seed"), id="cell-seed"),
        )
        for line in _lines():
            yield FormLine(*(self._cell(ask, at) for ask, at in line))
        title = TextInput(self.form.shown_title, id="title", compact=True)
        yield FormLine(FormCell("Title", title))
        hint = "why these cases, so that it can be defended"
        yield FormLine(FormCell("Why", TextInput(self.form.why, hint, id="why", compact=True)))
        with Horizontal(id="draw-line"):
            yield PlainButton(" Draw ", compact=True, id="draw", action="screen.draw")
            yield PlainLabel("", id="more")

    def _chooser(self, name: str) -> PlainButton:
        return PlainButton("", compact=True, id=f"choose-{name}", classes="chooser")

    def _cell(self, ask: Ask, at: int) -> FormCell:
        """A cell of the form; conditions have several, each on a line of its own."""
        if ask.kind in _BUTTONS:
            return FormCell(ask.label, self._chooser(ask.id), id=f"cell-{ask.id}")
        value = self.form.value(ask.id)
        if ask.kind == "conditions":
            typed = value[at] if at < len(value) else ""
            field = CompletingInput(typed, ask.hint, id=f"{ask.id}-{at}", compact=True)
            field.completes = self._complete
            label = ask.label if at == 0 else "and where"
            return FormCell(label, field, id=f"cell-{ask.id}-{at}")
        return FormCell(
            ask.label,
            TextInput(str(value), ask.hint, id=f"{ask.id}-0", compact=True),
            id=f"cell-{ask.id}",
        )

    def _complete(self, typed: str) -> str:
        return condition_completed(typed, self.form.chosen.columns)

    def on_mount(self) -> None:
        """Show the form as it was left, and what it would draw."""
        self._show_form()

    def _take(self, form: Form) -> None:
        self.form = form
        self._show_form()

    def _show_form(self) -> None:
        """Show the inputs that this way of choosing takes, with what stands in them."""
        form = self.form
        listed = f"{form.chosen.number} {form.chosen.title} · {form.chosen.rows:,} rows"
        self._label("list", listed)
        self._label("unit", sampling_wording().units[form.unit].many)
        self._label("way", form.how.words)
        self._label("seed", _SEEDS[str(form.joint)])
        shown = {"cell-unit"} if len(form.chosen.units) > 1 else set()
        if form.how.design != "purposeful":
            shown.add("cell-seed")
        for ask in ASKS:
            if ask.id not in form.asked:
                continue
            shown.add(f"cell-{ask.id}")
            value = form.value(ask.id)
            if ask.kind in _BUTTONS:
                words = dict(ask.choices).get(str(value), "") if ask.choices else ""
                self._label(ask.id, words or _columns_words(value) or ask.hint)
            if ask.kind == "conditions":
                filled = sum(1 for one in value if one.strip())
                shown |= {f"cell-{ask.id}-{at}" for at in range(min(CONDITIONS, filled + 1))}
        for line in self.query(FormLine):
            line.show_cells(frozenset(shown))
        title = self.query_one("#title", TextInput)
        if form.title is None and title.value != form.shown_title:
            title.value = form.shown_title
        self.query_one("#more", PlainLabel).text = form.how.more
        self.post_message(self.Changed())

    def _label(self, name: str, words: str) -> None:
        self.query_one(f"#choose-{name}", PlainButton).label = f"{words} ▾"

    @on(Input.Changed)
    def type_on(self, event: Input.Changed) -> None:
        """Take what was typed into the form."""
        form, name = self.form, event.input.id or ""
        if name == "why":
            self.form = replace(form, why=event.value)
            return
        if name == "title":
            if event.value != form.shown_title:
                self.form = replace(form, title=event.value)
            return
        ask, _, _ = name.rpartition("-")
        kinds = {each.id: each.kind for each in ASKS}
        if kinds.get(ask) == "conditions":
            fields = [self.query_one(f"#{ask}-{at}", TextInput) for at in range(CONDITIONS)]
            typed: str | tuple[str, ...] = tuple(field.value for field in fields)
        else:
            typed = event.value
        if form.value(ask) != typed:
            self._take(form.with_value(ask, typed))

    @on(Input.Submitted)
    def lead_on(self) -> None:
        """Enter leads to the next field."""
        self.screen.focus_next()

    @on(Button.Pressed, ".chooser")
    def choose(self, event: Button.Pressed) -> None:
        """Let one of several, or several columns, be chosen."""
        name = (event.button.id or "").removeprefix("choose-")
        form = self.form
        if name == "list":
            choices = [
                Choice(str(one.number), f"{one.number} {one.title} · {one.rows:,} rows")
                for one in form.lists
            ]
            self._ask("Which list?", choices, str(form.number), lambda n: form.with_list(int(n)))
        elif name == "unit":
            units = sampling_wording().units
            choices = [Choice(unit, units[unit].many) for unit in form.chosen.units]
            self._ask("Counted as?", choices, form.unit, lambda unit: replace(form, unit=unit))
        elif name == "way":
            choices = [Choice(way.id, way.words) for way in WAYS]
            question = "How are the cases chosen?"
            self._ask(question, choices, form.way, lambda way: replace(form, way=way))
        elif name == "seed":
            choices = [Choice(joint, words) for joint, words in _SEEDS.items()]
            question = "Who makes the seed that decides the draw?"
            self._ask(
                question, choices, str(form.joint), lambda one: replace(form, joint=one == "True")
            )
        else:
            self._choose_for(next(ask for ask in ASKS if ask.id == name))

    def _choose_for(self, ask: Ask) -> None:
        form = self.form
        columns = [Choice(column, column) for column in form.chosen.columns]
        choices = [Choice(value, words) for value, words in ask.choices] or columns
        value = form.value(ask.id)
        if ask.kind != "columns":
            take = partial(form.with_value, ask.id)
            self._ask(f"{ask.label}…", choices, str(value), take)
            return

        def ticked(chosen: tuple[str, ...] | None) -> None:
            if chosen is not None:
                self._take(form.with_value(ask.id, chosen))

        question = f"{ask.label}: which columns?"
        screen = ChooseSeveralScreen(question, choices, list(value), "Take these")
        self.app.push_screen(screen, ticked)

    def _ask(
        self, question: str, choices: list[Choice], chosen: str, take: Callable[[str], Form]
    ) -> None:
        def answered(value: str | None) -> None:
            if value is not None:
                self._take(take(value))

        self.app.push_screen(ChooseScreen(question, choices, chosen), answered)


def _lines() -> Iterator[list[tuple[Ask, int]]]:
    """The inputs line by line; each condition has a line of its own."""
    line: list[tuple[Ask, int]] = []
    for ask in ASKS:
        if line and not ask.beside:
            yield line
            line = []
        if ask.kind == "conditions":
            yield from ([(ask, at)] for at in range(CONDITIONS))
        else:
            line.append((ask, 0))
    if line:
        yield line


def _columns_words(value: str | tuple[str, ...]) -> str:
    return ", ".join(value) if isinstance(value, tuple) else value
