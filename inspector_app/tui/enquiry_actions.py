"""What can be done with lines of enquiry, questions, requests, meetings and their forms."""

from __future__ import annotations

from typing import Final

from inspector_app.tui.actions import Action, ButtonPlace, Group

_LINES: Final = frozenset({"enquiries"})
_LINE: Final = frozenset({"enquiry"})
_QUESTION: Final = frozenset({"challenge"})
_WORKING: Final = frozenset({"working-record"})
_MEETINGS: Final = frozenset({"meetings"})
_FORM: Final = frozenset({"form"})
_SCREEN: Final = ButtonPlace.SCREEN

ENQUIRY_ACTIONS: Final = (
    Action(
        "raise-line",
        "ctrl+n",
        "Raise a line",
        "Write down a line of enquiry; only its title is needed.",
        Group.RECORDS,
        _LINES,
    ),
    Action(
        "lines-whose",
        "ctrl+a",
        "Open or all",
        "Show the lines that are open, or closed ones as well.",
        Group.RECORDS,
        _LINES,
    ),
    Action(
        "move-on",
        "m",
        "Move on",
        "Say where the line stands now: more needed, answered, closed, open again.",
        Group.RECORDS,
        _LINE,
    ),
    Action(
        "ask-authority",
        "a",
        "Ask",
        "Put a question or challenge to the authority on this line.",
        Group.RECORDS,
        _LINE,
    ),
    Action(
        "answer",
        "a",
        "Answer",
        "Write down what the authority answered and showed.",
        Group.RECORDS,
        _QUESTION,
    ),
    Action(
        "move-question",
        "m",
        "Move on",
        "Say what became of the question: accepted, not accepted, not answered, open again.",
        Group.RECORDS,
        _QUESTION,
    ),
    Action(
        "move-record",
        "m",
        "Move on",
        "Say where it stands now: a request, a meeting, a document, a contact.",
        Group.RECORDS,
        _WORKING,
    ),
    Action(
        "new-here",
        "ctrl+n",
        "New",
        "Write down a request, a question, a meeting, a contact, a document, a summary.",
        Group.RECORDS,
        _MEETINGS,
    ),
    Action(
        "leave-form",
        "escape",
        "Close",
        "Close; what was typed is kept as a draft.",
        Group.WRITING,
        _FORM,
    ),
)
"""What can be done on the screens Enquiries and Meetings."""
