"""Small dialogs: yes or no, a reason, one of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input

from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Choice, ChoiceList
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput


class AskScreen(Dialog[bool]):
    """A question that is answered by yes or no.

    Args:
        question: Any text.
        more: Any text, below it.
    """

    NAME = "question"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "no", "No", show=False)]

    def __init__(self, question: str, more: str = "") -> None:
        super().__init__()
        self._question = question
        self._more = more

    def compose(self) -> ComposeResult:
        """Lay out the question and two buttons."""
        with Vertical(classes="box"):
            yield PlainLabel(self._question, classes="question")
            yield PlainLabel(self._more, classes="more")
            with Horizontal(classes="buttons"):
                yield PlainButton("Yes", "primary", id="yes")
                yield PlainButton("No", id="no")

    @on(Button.Pressed)
    def answer(self, event: Button.Pressed) -> None:
        """Give the answer."""
        self.dismiss(event.button.id == "yes")

    def action_no(self) -> None:
        """Escape means no."""
        self.dismiss(False)


class LineScreen(Dialog[str | None]):
    """Asks for one line; gives None if there is none after all.

    Args:
        question: Any text.
        button: On the button that goes on.
        label: Of the field.
        suggested: What stands in the field at first.
    """

    NAME = "line"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "no", "No", show=False)]
    AUTO_FOCUS = "TextInput"

    def __init__(self, question: str, button: str, label: str, suggested: str = "") -> None:
        super().__init__()
        self._question = question
        self._button = button
        self._label = label
        self._suggested = suggested

    def compose(self) -> ComposeResult:
        """Lay out the question, the field and two buttons."""
        with Vertical(classes="box"):
            yield PlainLabel(self._question, classes="question")
            yield TextInput(self._suggested, label=self._label)
            with Horizontal(classes="buttons"):
                yield PlainButton(self._button, "primary", id="yes")
                yield PlainButton("Leave it", id="no")

    @on(Button.Pressed, "#yes")
    @on(Input.Submitted)
    def give(self) -> None:
        """Give the line if there is one."""
        typed = self.query_one(TextInput).value.strip()
        if typed:
            self.dismiss(typed)
        else:
            self.query_one(TextInput).focus()

    @on(Button.Pressed, "#no")
    def action_no(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)


class ReasonScreen(LineScreen):
    """Asks for a reason.

    Args:
        question: Any text.
        button: On the button that goes on.
    """

    NAME = "reason"

    def __init__(self, question: str, button: str) -> None:
        super().__init__(question, button, "Reason")


class ChooseScreen(Dialog[str | None]):
    """Lets one of several be chosen; gives None if none is.

    Args:
        question: Any text.
        choices: In the order shown.
        chosen: What is chosen now.
    """

    NAME = "choose"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Close", show=False)]

    def __init__(self, question: str, choices: Sequence[Choice], chosen: str) -> None:
        super().__init__()
        self._question = question
        self._choices = tuple(choices)
        self._chosen = chosen

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="box"):
            yield PlainLabel(self._question, classes="question")
            yield ChoiceList(self._choices, chosen=[self._chosen])
            yield PlainLabel("Enter chooses, Esc leaves it. Typing narrows.", classes="more")

    @on(ChoiceList.Changed)
    def give(self, event: ChoiceList.Changed) -> None:
        """Give what was chosen."""
        self.dismiss(event.chosen[0] if event.chosen else None)

    def action_leave(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)


class ChooseSeveralScreen(Dialog[tuple[str, ...] | None]):
    """Lets several be ticked; gives None if it is left as it was.

    Args:
        question: Any text.
        choices: In the order shown.
        chosen: Ids of what is ticked now.
        button: On the button that takes what is ticked.
    """

    NAME = "choose-several"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
        Binding("ctrl+s", "give", "Take these", show=False),
    ]
    AUTO_FOCUS = "ChoiceList"

    def __init__(
        self, question: str, choices: Sequence[Choice], chosen: Sequence[str], button: str
    ) -> None:
        super().__init__()
        self._question = question
        self._choices = tuple(choices)
        self._chosen = tuple(chosen)
        self._button = button

    def compose(self) -> ComposeResult:
        """Lay out the list and two buttons."""
        with Vertical(classes="box"):
            yield PlainLabel(self._question, classes="question")
            yield ChoiceList(self._choices, several=True, chosen=self._chosen)
            yield PlainLabel(
                "Enter ticks, Ctrl+S takes what is ticked, Esc leaves it.", classes="more"
            )
            with Horizontal(classes="buttons"):
                yield PlainButton(self._button, "primary", id="give")
                yield PlainButton("Leave it", id="leave")

    @on(Button.Pressed, "#give")
    def action_give(self) -> None:
        """Give what is ticked, in the order shown."""
        self.dismiss(self.query_one(ChoiceList).chosen)

    @on(Button.Pressed, "#leave")
    def action_leave(self) -> None:
        """Leave it as it is."""
        self.dismiss(None)
