"""Writing the certificate of a sample: where to, and under which passphrase."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input

from inspector_app.tui.file_choosing import typed_path
from inspector_app.tui.screens.place import Dialog
from inspector_app.tui.widgets.buttons import PlainButton
from inspector_app.tui.widgets.choices import Tick
from inspector_app.tui.widgets.plain_label import PlainLabel
from inspector_app.tui.widgets.text_input import TextInput


@dataclass(frozen=True)
class CertificateWanted:
    """What was filled in.

    Args:
        out: the file to write.
        passphrase: that protects it; None where it is to be left open.
    """

    out: Path
    passphrase: str | None


class CertificateScreen(Dialog[CertificateWanted | None]):
    """Asks where the certificate goes.

    Args:
        out: The file that is offered.
    """

    NAME = "certificate"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "no", "No", show=False)]
    AUTO_FOCUS = "#out"

    def __init__(self, out: Path) -> None:
        super().__init__()
        self._out = out

    def compose(self) -> ComposeResult:
        """Lay out the fields."""
        with Vertical(classes="box"):
            yield PlainLabel("Write the certificate of this sample", classes="question")
            yield PlainLabel(
                "It names cases and the seed: hand it over as you would the lists. From then on "
                "nothing more is drawn by this sample.",
                classes="more",
            )
            yield TextInput(str(self._out), label="File, ending in .docx or .html", id="out")
            yield TextInput(label="Passphrase for the file", password=True, id="first")
            yield TextInput(label="The same again", password=True, id="second")
            yield Tick("Without a passphrase; that is recorded", id="open")
            yield PlainLabel("", id="said")
            with Horizontal(classes="buttons"):
                yield PlainButton("Write it", "primary", id="yes")
                yield PlainButton("Leave it", id="no")

    @on(Input.Submitted)
    def lead_on(self) -> None:
        """Enter leads to the next field."""
        self.focus_next()

    @on(Tick.Changed)
    def without(self, event: Tick.Changed) -> None:
        """Nothing is typed where the file is left open."""
        for name in ("first", "second"):
            self.query_one(f"#{name}", TextInput).disabled = event.value

    @on(Button.Pressed, "#yes")
    def give(self) -> None:
        """Give what was filled in, or say what is missing."""
        first, second = (self.query_one(f"#{n}", TextInput).value for n in ("first", "second"))
        open_file = self.query_one(Tick).value
        problem = ""
        if not open_file and not first:
            problem = "Type a passphrase, or tick that there is none."
        elif not open_file and first != second:
            problem = "The two passphrases are not the same."
        if problem:
            self.query_one("#said", PlainLabel).text = problem
            self.query_one("#first", TextInput).focus()
            return
        out = Path(typed_path(self.query_one("#out", TextInput).value)).expanduser()
        self.dismiss(CertificateWanted(out, None if open_file else first))

    @on(Button.Pressed, "#no")
    def action_no(self) -> None:
        """Leave it."""
        self.dismiss(None)
