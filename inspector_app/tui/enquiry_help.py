"""What help says about the parts of the Enquiries screens, by the id of the widget."""

from __future__ import annotations

from typing import Final

ENQUIRY_PARTS: Final[dict[str, str]] = {
    "lines-table": (
        "The lines of enquiry. + counts strengths on a line, − concerns, ~ what is mixed, context "
        "or has no polarity yet; cases are the distinct ones behind its evidence and notes. "
        "Bold: mine.\n"
        "? says how many questions on it the authority has not answered.\n"
        "↑ and ↓ move, Enter opens, typing narrows the list, Esc shows all again. Ctrl+O sorts by "
        "the next column, Ctrl+R turns the order round; so do clicks on a heading."
    ),
    "asked": (
        "What was asked: questions and requests to the authority, questions to the analyst. Bold: "
        "somebody has still to ask, or an answer waits.\n"
        "↑ and ↓ move, Enter opens; there M says where it stands, E edits it. Ctrl+N writes down "
        "something new."
    ),
    "met": (
        "Who met whom: meetings, contacts with children, parents and carers, documents, summaries "
        "and handovers.\n"
        "↑ and ↓ move, Enter opens; there M says where it stands, E edits it. Ctrl+N writes down "
        "something new."
    ),
    "line-parts": (
        "Everything on this line: what would close it, its evidence by what it says, notes, cases, "
        "questions to the authority, samples, and its life so far.\n"
        "↑ and ↓ move, Enter opens. M says where the line stands now, A puts a question on it, "
        "E edits it. F2 begins a note; ! in a note tags it with a line."
    ),
}
"""Words for people; no marks that could be read as anything else."""
