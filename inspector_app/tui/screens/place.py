"""What every screen has: a way to the program, to background work, and answers to general keys."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen, Screen
from textual.widget import Widget

from inspector_app.tui.screen_actions import REGISTRY
from inspector_app.tui.widgets.key_line import KeyLine
from inspector_app.tui.widgets.notices import Severity, notice
from inspector_app.tui.widgets.tab_row import TabRow
from inspector_app.tui.widgets.title_line import TitleLine

if TYPE_CHECKING:
    from inspector_app.evidence_base.base import EvidenceBase
    from inspector_app.tui.app import InspectorApp
    from inspector_app.tui.opening import Opened

R = TypeVar("R")


class Place(Screen[R]):
    """A screen of this program."""

    NAME: ClassVar[str] = ""
    """Its name in the action registry."""

    AUTO_FOCUS = "*"

    note_case: str = ""
    """The case that a note begun here is about, if there is one."""

    def __init__(self) -> None:
        super().__init__(name=self.NAME or None)

    @property
    def program(self) -> InspectorApp:
        """The program."""
        return cast("InspectorApp", self.app)

    @property
    def opened(self) -> Opened:
        """The opened inspection."""
        opened = self.program.opened
        if opened is None:
            raise RuntimeError("no inspection is open")
        return opened

    @property
    def base(self) -> EvidenceBase:
        """The evidence base of the opened inspection."""
        return self.opened.base

    def in_background(
        self, task: Callable[[], Coroutine[object, object, None]], group: str
    ) -> None:
        """Run a task of this screen; it ends with the screen.

        Args:
            task: What is refused in it is told in a notice.
            group: A new task of the same group takes the place of the one that runs.
        """

        async def run() -> None:
            # Made only now: a task that is replaced before it begins leaves nothing behind.
            await self.program.told(task())

        self.run_worker(
            run,  # type: ignore[arg-type]  # mypy cannot solve Textual's union of callables
            group=group,
            exclusive=True,
            exit_on_error=False,
        )

    def tell(self, text: str, severity: Severity = Severity.DONE) -> None:
        """Show a notice."""
        notice(self, text, severity)

    # -- answers to general keys ------------------------------------------------------------

    def save_shown(self) -> None:
        """Answer Ctrl+S."""
        self.tell("Everything here is saved already. F2 begins a note.")

    def tag_shown(self) -> None:
        """Answer F4."""
        self.tell("Open a piece of evidence or a note first, then tag it.", Severity.ATTENTION)

    def records_changed(self, records: frozenset[str]) -> None:
        """Take note that records were written, here or by colleagues."""

    def news_came(self) -> None:
        """Take note that the server was asked, or said something."""

    def put_away(self) -> None:
        """Hand over what is being typed, because the screen is about to go."""


class Dialog(Place[R], ModalScreen[R]):
    """A screen above another one."""


class MainPlace(Place[None]):
    """A screen between title and key line."""

    TAB: ClassVar[str] = ""
    """The main screen it belongs to."""

    TAGS: ClassVar[bool] = False
    """Whether there is something to tag, so that the key line offers it."""

    def compose(self) -> ComposeResult:
        """Lay out what all main screens share around the body."""
        yield TitleLine()
        yield TabRow(REGISTRY.tabs(), f"go-{self.TAB or self.NAME}")
        yield from self.body()
        keys = REGISTRY.key_line(self.NAME)
        yield KeyLine(action for action in keys if self.TAGS or action.id != "tag")

    def body(self) -> ComposeResult:
        """Lay out what is between the lines."""
        yield Widget()

    def on_mount(self) -> None:
        """Show how things stand."""
        self.program.show_standing()

    def on_screen_resume(self) -> None:
        """Read again what is shown."""
        self.program.show_standing()
        self.read_again()

    def read_again(self) -> None:
        """Read what is shown, in the background."""

    def records_changed(self, records: frozenset[str]) -> None:  # noqa: ARG002
        """Read again; nothing of it moves the cursor."""
        if self.is_current:
            self.read_again()


class AbovePlace(MainPlace):
    """A screen that was opened from another one and leads back to it."""

    BINDINGS: ClassVar[list[BindingType]] = []

    def action_back(self) -> None:
        """Go back."""
        self.dismiss(None)
