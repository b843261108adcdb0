"""The one list of what a person can do: keys, buttons, palette, help and guide are made from it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from functools import partial
from typing import Final

from textual.binding import Binding, BindingType
from textual.command import DiscoveryHit, Hit, Hits, Provider

EVERYWHERE: Final[frozenset[str]] = frozenset()
"""The value of `Action.screens` for what works on every screen."""


@unique
class Group(Enum):
    """The headings under which help and guide list the actions, in that order."""

    SAFETY = "Safety"
    WRITING = "Writing"
    PLACES = "Going to a place"
    RECORDS = "Working with records"
    PROGRAM = "The program"


@unique
class ButtonPlace(Enum):
    """Where the visible button of an action stands."""

    KEY_LINE = "key line"
    TABS = "tabs"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    Attributes:
        id: Lower-case words with hyphens; also the id of the binding.
        key: Textual's name of the key; several, separated by commas, if one does not arrive in
            every terminal. The first is the one that is shown.
        label: The words on the button, at most a few.
        description: One sentence for help, tooltip and palette.
        group: The heading it stands under.
        screens: Names of the screens it works on; empty for all.
        place: Where its button stands.
        command: Textual's action string; made from the id if empty.
        in_dialogs: Whether the key also works while a dialog is open.
        instead_of: Id of an action whose key it takes on its own screens.
    """

    id: str
    key: str
    label: str
    description: str
    group: Group
    screens: frozenset[str] = EVERYWHERE
    place: ButtonPlace = ButtonPlace.KEY_LINE
    command: str = ""
    in_dialogs: bool = False
    instead_of: str = ""

    def __post_init__(self) -> None:
        for field in ("id", "key", "label", "description"):
            value = str(getattr(self, field))
            # The palette reads its help as markup, so none may stand in our own words either.
            if not value or "[" in value:
                raise ValueError(f"action {self.id!r}: {field} is empty or has a bracket")
        if not self.command:
            namespace = "screen" if self.screens else "app"
            object.__setattr__(self, "command", f"{namespace}.{self.id.replace('-', '_')}")

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, the shown one first."""
        return tuple(key.strip() for key in self.key.split(","))

    @property
    def key_label(self) -> str:
        """The shown key as it stands on a keyboard: 'Ctrl+S', 'F2'."""
        return key_label(self.keys[0])

    def works_on(self, screen: str) -> bool:
        """Tell whether the action works on the screen of that name."""
        return not self.screens or screen in self.screens


def key_label(key: str) -> str:
    """Return Textual's name of a key as people know it: 'ctrl+s' gives 'Ctrl+S'."""
    if key == "escape":
        return "Esc"
    return "+".join(
        part.upper() if len(part) == 1 else part.capitalize() for part in key.split("+")
    )


class ActionRegistry:
    """The actions a program has.

    Args:
        actions: In the order in which key line, help and palette show them.

    Raises:
        ValueError: Two actions have one id, or one key on the same screen.
    """

    def __init__(self, actions: Iterable[Action]) -> None:
        self._actions: dict[str, Action] = {}
        for action in actions:
            self._add(action)

    def _add(self, action: Action) -> None:
        if action.id in self._actions:
            raise ValueError(f"two actions are called {action.id!r}")
        for other in self:
            meet = not action.screens or not other.screens or action.screens & other.screens
            shared = set(action.keys) & set(other.keys)
            if meet and shared and action.instead_of != other.id:
                raise ValueError(f"{action.id!r} and {other.id!r} share {sorted(shared)}")
        self._actions[action.id] = action

    def __iter__(self) -> Iterator[Action]:
        return iter(self._actions.values())

    def __len__(self) -> int:
        return len(self._actions)

    def __getitem__(self, action_id: str) -> Action:
        return self._actions[action_id]

    def on_screen(self, screen: str) -> tuple[Action, ...]:
        """Return the actions that work on a screen, those of its own first."""
        here = [action for action in self if action.works_on(screen)]
        replaced = {action.instead_of for action in here}
        here = [action for action in here if action.id not in replaced]
        return tuple(sorted(here, key=lambda action: not action.screens))

    def bindings(self, screen: str | None = None) -> list[BindingType]:
        """Return Textual bindings: for `App.BINDINGS`, or with a name for `Screen.BINDINGS`.

        Args:
            screen: None gives the actions that work everywhere; a name those of this screen only.
        """
        if screen is None:
            chosen = [action for action in self if not action.screens]
        else:
            chosen = [action for action in self if screen in action.screens]
        return [
            Binding(
                key=",".join(action.keys),
                action=action.command,
                description=action.label,
                key_display=action.key_label,
                tooltip=action.description,
                id=action.id,
                priority=action.in_dialogs,
            )
            for action in chosen
        ]

    def key_line(self, screen: str) -> tuple[Action, ...]:
        """Return the actions whose buttons stand in the key line of a screen.

        What keeps a child safe stands first, so that it is in sight however short the line is.
        """
        here = [a for a in self.on_screen(screen) if a.place is ButtonPlace.KEY_LINE]
        return tuple(sorted(here, key=lambda action: action.group is not Group.SAFETY))

    def tabs(self) -> tuple[Action, ...]:
        """Return the actions whose buttons are the tabs at the top."""
        return tuple(action for action in self if action.place is ButtonPlace.TABS)

    def grouped(self, screen: str) -> list[tuple[Group, tuple[Action, ...]]]:
        """Return the actions of a screen under their headings; empty headings are left out."""
        here = self.on_screen(screen)
        groups = [(group, tuple(a for a in here if a.group is group)) for group in Group]
        return [(group, actions) for group, actions in groups if actions]

    def help_text(self, screen: str) -> str:
        """Return the keys of a screen as plain text, one action a line."""
        return "\n\n".join(
            "\n".join([group.value, *(f"  {a.key_label:<8} {a.description}" for a in actions)])
            for group, actions in self.grouped(screen)
        )

    def key_chapter(self) -> str:
        """Return the key chapter of the guide as Markdown tables."""
        parts = []
        for group in Group:
            rows = [a for a in self if a.group is group]
            if rows:
                lines = [f"| `{a.key_label}` | {a.label} | {a.description} |" for a in rows]
                table = "\n".join(
                    ["| key | button | what it does |", "| --- | --- | --- |", *lines]
                )
                parts.append(f"## {group.value}\n\n{table}")
        return "\n\n".join(parts) + "\n"

    def palette(self) -> type[Provider]:
        """Return the class that offers these actions in the command palette."""
        registry = self

        class RegistryCommands(Provider):
            """Offers the actions that work on the screen the palette was opened from."""

            def _entries(self) -> list[tuple[Action, Callable[[], Awaitable[bool]]]]:
                name = self.screen.name or ""
                return [
                    (action, partial(self.app.run_action, action.command, self.screen))
                    for action in registry.on_screen(name)
                ]

            async def discover(self) -> Hits:
                for action, command in self._entries():
                    yield DiscoveryHit(_entry(action), command, help=action.description)

            async def search(self, query: str) -> Hits:
                matcher = self.matcher(query)
                for action, command in self._entries():
                    text = _entry(action)
                    # Words of the sentence find an action too, but after those named so.
                    score = matcher.match(text) or matcher.match(action.description) / 2
                    if score > 0:
                        display = matcher.highlight(text)
                        yield Hit(score, display, command, text=text, help=action.description)

        return RegistryCommands


def _entry(action: Action) -> str:
    return f"{action.label} ({action.key_label})"


SCREENS: Final[tuple[tuple[str, str, str], ...]] = (
    ("today", "Today", "What matters today: concerns, requests, cases, lines and meetings."),
    ("enquiries", "Enquiries", "Lines of enquiry by state, each with its evidence."),
    ("sample", "Sample", "Case lists, sample plans and draws."),
    ("cases", "Cases", "My cases and all cases, each on one dated line."),
    ("evidence", "Evidence", "The evidence grid, its list and one item."),
    ("meetings", "Meetings", "Agendas, questions or challenges, and requests."),
    ("judgement", "Judgement", "The judgement meeting and its steps."),
    ("checks", "Checks", "Quality checks, comments and sign-off."),
    ("publish", "Publish", "Report, letter, workbook, pack and bundle."),
)
"""Name, tab and sentence of each main screen; its number is its place here and never changes."""


def screen_actions(names: Sequence[str]) -> tuple[Action, ...]:
    """Return the tab actions of the named screens; each keeps its own number as key.

    Args:
        names: Names from `SCREENS` of the screens a program has.

    Raises:
        ValueError: A name is not in `SCREENS`.
    """
    numbers = {name: number for number, (name, _, _) in enumerate(SCREENS, 1)}
    unknown = [name for name in names if name not in numbers]
    if unknown:
        raise ValueError(f"no such screen: {', '.join(unknown)}")
    return tuple(
        Action(
            id=f"go-{name}",
            key=str(numbers[name]),
            label=label,
            description=sentence,
            group=Group.PLACES,
            place=ButtonPlace.TABS,
            command=f"app.go('{name}')",
        )
        for name, label, sentence in SCREENS
        if name in names
    )


_SAFETY, _WRITING, _PROGRAM = Group.SAFETY, Group.WRITING, Group.PROGRAM
_SCREEN = ButtonPlace.SCREEN

GENERAL_ACTIONS: Final[tuple[Action, ...]] = (
    Action("new-note", "f2", "New note", "Write a note at once, over whatever is shown.", _WRITING),
    Action("search", "f3", "Search", "Search all notes, evidence and lines.", Group.PLACES),
    Action("tag", "f4", "Tag", "Add areas, criteria or lines to what is shown.", Group.RECORDS),
    Action(
        "child-not-safe",
        "f8",
        "A child is not safe",
        "Record that a child is not safe. Tell a manager here first.",
        _SAFETY,
        in_dialogs=True,
    ),
    Action(
        "help",
        "f1",
        "Help",
        "Explain what has the cursor and list the keys.",
        _PROGRAM,
    ),
    Action("next-pane", "f6", "Next pane", "Move to the next part of the screen.", Group.PLACES),
    Action(
        "cover",
        "f9",
        "Cover",
        "Clear the screen until your PIN is typed.",
        _PROGRAM,
        in_dialogs=True,
    ),
    Action(
        "beside-someone",
        "f7",
        "Beside someone",
        "Show only the note being written, or show everything again.",
        _WRITING,
    ),
    Action("save", "ctrl+s", "Save", "Save what is being written.", _WRITING, place=_SCREEN),
    Action("undo", "ctrl+z", "Undo", "Take back the last change.", _WRITING, place=_SCREEN),
    Action("redo", "ctrl+y", "Redo", "Do again what was taken back.", _WRITING, place=_SCREEN),
    Action("sync-now", "f5", "Sync now", "Send and fetch the team's work now.", _PROGRAM),
    Action(
        "stop-for-today",
        "f12",
        "Stop for today",
        "Keep drafts, send what can be sent, and lock.",
        _PROGRAM,
    ),
    Action(
        "next-theme",
        "ctrl+t",
        "Theme",
        "Change between light, dark and high contrast.",
        _PROGRAM,
    ),
    Action(
        "quit",
        "ctrl+q",
        "Quit",
        "Close the program; drafts are kept.",
        _PROGRAM,
        in_dialogs=True,
    ),
)
"""What works on every screen. F-keys arrive in every terminal; F10 and F11 do not."""
