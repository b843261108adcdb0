"""What is being written line by line, and what can be said about it.

Every line is kept as a draft before the next one is read: the same draft that the screens keep, so
that what was begun here goes on there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from inspector_app.cli.writing.about import ABOUT
from inspector_app.cli.writing.choosing import refused
from inspector_app.cli.writing.looking import (
    Listed,
    last_written,
    read_aloud,
    searched,
    today_said,
)
from inspector_app.enquiries.safety_concerns import NewConcern, raise_concern
from inspector_app.enquiries.shown import shown_record
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.draft_box import (
    CONCERN,
    QUICK,
    discard_draft,
    keep_concern,
    keep_sheet,
    kept_sheet,
    kept_text,
    name_of,
)
from inspector_app.tui.sheet import Sheet, sheet_of
from inspector_app.tui.sheet_saving import save_sheet
from schemas.records import RECORD_TYPES

__all__ = ["COMMANDS", "Desk"]

_END: Final = "."
_SIGN: Final = "/"


@dataclass(frozen=True)
class Command:
    """Something that can be said beside what is written.

    Args:
        name: said after a stroke.
        takes: what follows it, in a word; empty if nothing does.
        says: what it does.
    """

    name: str
    takes: str
    says: str


COMMANDS: Final = (
    Command("help", "", "says all this"),
    Command("read", "", "reads back what you are writing"),
    Command("undo", "", "takes the last line away"),
    Command("note", "", "it is a note, as at first"),
    Command("evidence", "", "it is a statement of evidence"),
    Command("case", "number or name", "it is about that case"),
    Command("newcase", "identifier", "adds a case, and it is about that"),
    Command("depth", "word", "how deep its cases were gone into"),
    Command("area", "name", "a judgement area"),
    Command("criterion", "name", "a criterion, with its area"),
    Command("line", "title", "a line of enquiry"),
    Command("occasion", "word", "how a note came about, such as worker"),
    Command("minutes", "number", "how long it took"),
    Command("polarity", "word", "strength, concern, mixed or context"),
    Command("source", "word", "a kind of source of evidence"),
    Command("save", "", "saves it, as a line of one full stop does"),
    Command("discard", "", "throws it away, once you say it twice"),
    Command("last", "", "says what was written last, with numbers"),
    Command("search", "words", "says what holds these words, with numbers"),
    Command("open", "number", "reads one of those whole"),
    Command("edit", "number", "takes one of those up again"),
    Command("today", "", "says what today is about"),
    Command("unsafe", "words", "a child is not safe: records it at once"),
    Command("quit", "", "ends; what is not saved is kept as a draft"),
)


class Desk:
    """One person's desk.

    Args:
        base: the inspection.
        say: says a line.
    """

    def __init__(self, base: EvidenceBase, say: Callable[[str], None]) -> None:
        self._base = base
        self._say = say
        self._sheet = kept_sheet(base, QUICK) or Sheet()
        self._listed: tuple[Listed, ...] = ()
        self._discarding = False
        self._does: Mapping[str, Callable[[str], None]] = {
            "help": self._help,
            "read": self._read,
            "undo": self._undo,
            "save": self._save,
            "discard": self._discard,
            "last": self._last,
            "search": self._search,
            "open": self._open,
            "edit": self._edit,
            "today": self._today,
            "unsafe": self._unsafe,
        }

    def begin(self) -> None:
        """Says where one is, and what was left here."""
        self._say("Write a note; a line of one full stop saves it. /help says what else there is.")
        if not self._sheet.is_blank:
            self._say("You had begun this and not saved it:")
            self._read("")
        if (left := kept_text(self._base, CONCERN)) is not None:
            self._say(
                f"A child is not safe, begun and not recorded: {left}. Say /unsafe to record it."
            )

    def hear(self, line: str) -> bool:
        """Takes a line; whether there may be another one.

        Raises:
            InspectorError: when it is refused; what is written stays as it was.
        """
        discarding, self._discarding = self._discarding, False
        if line.strip() == _END:
            self._save("")
        elif not line.startswith(_SIGN) or line.startswith(_SIGN * 2):
            self._write(line.removeprefix(_SIGN) if line.startswith(_SIGN) else line)
        else:
            name, _, rest = line.removeprefix(_SIGN).partition(" ")
            if name == "quit":
                self._leave()
                return False
            if name in ABOUT:
                sheet, said = ABOUT[name](self._base, self._sheet, rest.strip())
                self._keep(sheet)
                self._say(said)
                return True
            if name not in self._does:
                raise refused(
                    "There is no such command.", "Say /help. // begins a line with a stroke."
                )
            self._discarding = discarding
            self._does[name](rest.strip())
        return True

    def end(self) -> None:
        """Nothing more comes: says what is kept."""
        self._leave()

    # --- writing --------------------------------------------------------------------------------

    def _write(self, line: str) -> None:
        text = f"{self._sheet.text}\n{line}" if self._sheet.text else line
        self._keep(replace(self._sheet, text=text))

    def _undo(self, _: str) -> None:
        lines = self._sheet.text.split("\n")
        gone = lines.pop()
        self._keep(replace(self._sheet, text="\n".join(lines)))
        self._say(f"Taken away: {gone}" if gone else "There is nothing to take away.")

    def _save(self, _: str) -> None:
        kind = self._sheet.kind
        save_sheet(self._base, self._sheet)
        self._sheet = kept_sheet(self._base, QUICK) or Sheet()
        self._say("Saved the note." if kind == "note" else "Saved the evidence.")

    def _discard(self, _: str) -> None:
        if self._sheet.is_blank:
            self._say("There is nothing to throw away.")
        elif self._discarding:
            discard_draft(self._base, name_of(self._sheet))
            self._sheet = kept_sheet(self._base, QUICK) or Sheet()
            self._discarding = False
            self._say("Thrown away.")
        else:
            self._discarding = True
            self._say("Say /discard again to throw away what you are writing.")

    def _read(self, _: str) -> None:
        for line in read_aloud(self._base, self._sheet):
            self._say(line)

    def _leave(self) -> None:
        if kept_text(self._base, name_of(self._sheet)) is None:
            self._say("Everything is saved.")
        else:
            self._say("Not saved yet, and kept as a draft: it is here again when you come back.")

    def _keep(self, sheet: Sheet) -> None:
        keep_sheet(self._base, sheet)
        self._sheet = sheet

    # --- looking --------------------------------------------------------------------------------

    def _help(self, _: str) -> None:
        for command in COMMANDS:
            takes = f" {command.takes}" if command.takes else ""
            self._say(f"/{command.name}{takes}: {command.says}.")
        self._say("A line that begins with a stroke of its own is written with two.")

    def _last(self, _: str) -> None:
        self._list(last_written(self._base))

    def _search(self, said: str) -> None:
        self._list(searched(self._base, said))

    def _list(self, listed: tuple[Listed, ...]) -> None:
        self._listed = listed
        if not listed:
            self._say("There is nothing.")
        for number, each in enumerate(listed, start=1):
            self._say(f"{number}. {each.what}: {each.text}")

    def _open(self, said: str) -> None:
        record = self._picked(said)
        shown = shown_record(self._base, RECORD_TYPES[record.type], record.id)
        sheet = sheet_of(shown, self._base.fields(record.id))
        for line in read_aloud(self._base, sheet) if sheet else (record.text,):
            self._say(line)

    def _edit(self, said: str) -> None:
        if not self._sheet.is_blank:
            raise refused("You are still writing something.", "Save it or discard it first.")
        record = self._picked(said)
        shown = shown_record(self._base, RECORD_TYPES[record.type], record.id)
        sheet = kept_sheet(self._base, record.id) or sheet_of(shown, self._base.fields(record.id))
        if sheet is None:
            raise refused("Only notes and evidence are edited here.", "Use the screens for it.")
        self._sheet = sheet
        self._read("")

    def _picked(self, said: str) -> Listed:
        if said.isascii() and said.isdigit() and 0 < int(said) <= len(self._listed):
            return self._listed[int(said) - 1]
        raise refused("That is no number of what was listed.", "Say /last or /search first.")

    def _today(self, _: str) -> None:
        for line in today_said(self._base):
            self._say(line)

    def _unsafe(self, said: str) -> None:
        text = said or kept_text(self._base, CONCERN) or ""
        keep_concern(self._base, text)
        raise_concern(self._base, NewConcern(text=text), draft=CONCERN)
        self._say(
            "Recorded. Tell a manager here now; say who was told and when with"
            " inspector concern update, or on the screens."
        )
