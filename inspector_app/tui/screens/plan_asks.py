"""Small dialogs about a sample: how many more, a case added by hand, what a count tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input

from inspector_app.tui.screens.ask import LineScreen
from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice, ChoiceList
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput

_DIGITS = r"[0-9]{0,6}"


class NumberScreen(Dialog[int | None]):
    """Asks for a whole number of 1 or more; gives None if it is left.

    Args:
        question: Any text.
        label: Of the field.
        button: On the button that goes on.
    """

    NAME = "number"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "no", "No", show=False)]
    AUTO_FOCUS = "TextInput"

    def __init__(self, question: str, label: str, button: str) -> None:
        super().__init__()
        self._question = question
        self._label = label
        self._button = button

    def compose(self) -> ComposeResult:
        """Lay out the question, the field and two buttons."""
        with Vertical(classes="box"):
            yield PlainLabel(self._question, classes="question")
            yield TextInput(label=self._label, restrict=_DIGITS)
            with Horizontal(classes="buttons"):
                yield PlainButton(self._button, "primary", id="yes")
                yield PlainButton("Leave it", id="no")

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted)
    def give(self) -> None:
        """Give the number if there is one."""
        value = self.query_one(TextInput).value
        if value and int(value):
            self.dismiss(int(value))
        else:
            self.query_one(TextInput).focus()

    @on(Button.Pressed, "#no")
    def action_no(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)


class WordsScreen(Dialog[None]):
    """Shows a text to read.

    Args:
        title: Any text.
        text: Any text.
    """

    NAME = "words"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,q", "close", show=False)]
    AUTO_FOCUS = "VerticalScroll"

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the text and a button."""
        with Vertical(classes="box"):
            yield PlainLabel(self._title, classes="question")
            with VerticalScroll(classes="text"):
                yield PlainLabel(self._text)
            with Horizontal(classes="buttons"):
                yield PlainButton("Close", "primary")

    @on(Button.Pressed)
    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


@dataclass(frozen=True)
class AddedByHand:
    """A case that is to be added.

    Args:
        identifier: the authority's, as typed.
        route: how it came.
        why: as typed.
    """

    identifier: str
    route: str
    why: str


class AddCaseScreen(Dialog[AddedByHand | None]):
    """Asks for a case that was not drawn: which, how it came, why.

    Args:
        routes: To choose from.
    """

    NAME = "add-case"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "no", "No", show=False),
        Binding("ctrl+s", "give", "Add", show=False),
    ]
    AUTO_FOCUS = "#identifier"

    def __init__(self, routes: Sequence[Choice]) -> None:
        super().__init__()
        self._routes = tuple(routes)

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        with Vertical(classes="box"):
            yield PlainLabel("Add a case that was not drawn", classes="question")
            yield TextInput(label="Identifier, as in the authority's lists", id="identifier")
            yield PlainLabel("How it came", classes="more")
            yield ChoiceList(self._routes, chosen=[self._routes[0].id], id="route")
            yield TextInput(label="Why this case", id="reason")
            with Horizontal(classes="buttons"):
                yield PlainButton("Add it", "primary", id="yes")
                yield PlainButton("Leave it", id="no")

    @on(Input.Submitted, "#identifier")
    @on(ChoiceList.Changed)
    def lead_on(self) -> None:
        """Enter leads to the next field."""
        self.focus_next()

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted, "#reason")
    def action_give(self) -> None:
        """Give what was typed if nothing is missing."""
        fields = [self.query_one(f"#{name}", TextInput) for name in ("identifier", "reason")]
        for field in fields:
            if not field.value.strip():
                field.focus()
                return
        route = self.query_one(ChoiceList).chosen[0]
        self.dismiss(AddedByHand(fields[0].value.strip(), route, fields[1].value.strip()))

    @on(Button.Pressed, "#no")
    def action_no(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)


class TellsScreen(Dialog[None]):
    """Says what a number of cases tells about the whole, as one types.

    Args:
        tells: Takes found and seen; gives the sentence, or why there is none.
        seen: How many were looked at so far.
    """

    NAME = "tells"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False)]
    AUTO_FOCUS = "#found"

    def __init__(self, tells: Callable[[int, int], str], seen: int) -> None:
        super().__init__()
        self._tells = tells
        self._seen = seen

    def compose(self) -> ComposeResult:
        """Lay out two numbers and the sentence."""
        with Vertical(classes="box"):
            yield PlainLabel("What does a number of cases tell?", classes="question")
            yield TextInput(label="Found in so many cases", restrict=_DIGITS, id="found")
            seen = str(self._seen or "")
            yield TextInput(seen, label="Of so many looked at", restrict=_DIGITS, id="of")
            yield PlainLabel("Type how many.", id="sentence")
            with Horizontal(classes="buttons"):
                yield PlainButton("Close", "primary")

    @on(Input.Changed)
    def say(self) -> None:
        """Say what the numbers tell."""
        found, of = (self.query_one(f"#{name}", TextInput).value for name in ("found", "of"))
        words = self._tells(int(found), int(of)) if found and of else "Type how many."
        self.query_one("#sentence", PlainLabel).text = words

    @on(Input.Submitted)
    def lead_on(self) -> None:
        """Enter leads on."""
        self.focus_next()

    @on(Button.Pressed)
    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


class PhraseScreen(LineScreen):
    """Shows what the authority may see, and takes the phrase that it chose.

    Args:
        lines: What the authority is shown: nothing of it tells cases or the seed.
    """

    NAME = "phrase"

    def __init__(self, lines: str) -> None:
        super().__init__("Show the authority these lines first", "Draw", "The authority's phrase")
        self._lines = lines

    def compose(self) -> ComposeResult:
        """Lay out the lines and the field."""
        with Vertical(classes="box"):
            yield PlainLabel(self._question, classes="question")
            with VerticalScroll(classes="text"):
                yield PlainLabel(self._lines)
            yield PlainLabel("Then it chooses any words.", classes="more")
            yield TextInput(label=self._label)
            with Horizontal(classes="buttons"):
                yield PlainButton(self._button, "primary", id="yes")
                yield PlainButton("Not yet", id="no")
