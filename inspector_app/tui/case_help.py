"""What help says about the parts of the Cases screens, by the id of the widget."""

from __future__ import annotations

from typing import Final

CASE_PARTS: Final[dict[str, str]] = {
    "cases-table": (
        "The cases. Mine are those allocated to me, those I wrote a note on, and those I added "
        "without a plan; Ctrl+A shows everybody's. Bold: mine and not seen yet.\n"
        "'Seen' comes from the occasion of the notes. ↑ and ↓ move, Enter opens, typing narrows "
        "the list (also by identifier), Esc shows all again.\n"
        "Ctrl+O sorts by the next column, Ctrl+R turns the order round; so do clicks on a heading."
    ),
    "case-line": (
        "The dated line: everything the authority's lists date about this child, with everybody's "
        "notes, requests and how the case was chosen. Enter opens a note; typing narrows.\n"
        "A gap says that nothing is dated there. The lists hold mostly the latest date of each "
        "kind, so it is a question to ask, not a finding.\n"
        "Ctrl+R: newest or oldest first. Ctrl+O sorts by another column. F2 begins a note on this "
        "case. A click on the strip above leads to that month."
    ),
    "case-glance": (
        "What to know first: the last events, what colleagues asked in notes and comments, the "
        "lines of enquiry it serves; then requests, how it was chosen, who has it, evidence.\n"
        "↑ and ↓ move, Enter opens. Ctrl+G asks for a manager, or says what came of it."
    ),
}
"""Words for people; no marks that could be read as anything else."""
