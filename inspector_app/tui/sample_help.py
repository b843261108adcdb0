"""What help says about the parts of the Sample screens, by the id of the widget."""

from __future__ import annotations

from typing import Final

_TABLE: Final = (
    "↑ and ↓ move, Enter opens. Ctrl+O sorts by the next column, Ctrl+R turns the order round."
)
_SLASH: Final = "Type / and then words to narrow the list; Esc shows all again."

SAMPLE_PARTS: Final[dict[str, str]] = {
    "frames": (
        "The authority's lists as they were imported. Each import is frozen: it never changes, and "
        "every sample says which one it was drawn from.\n"
        "'Odd' counts what was odd when the file was read; 'here' means that the rows lie on this "
        f"laptop. I imports, P plans a sample from the lists under the cursor.\n{_TABLE} {_SLASH}"
    ),
    "plans": (
        "The samples: how the cases were chosen, how many of how many, and how many were seen so "
        f"far. Enter shows the cases.\n{_TABLE} {_SLASH}"
    ),
    "path": (
        "The file with the authority's lists. Type its path and Tab completes it; or drag the file "
        "onto this window. Enter reads it, or opens a folder. ↓ leads to the folder below."
    ),
    "folder": (
        "The folder: workbooks and CSV files, the newest first, then folders. Enter reads a file "
        "or opens a folder, Space ticks several files, Backspace leads to the folder above. Typing "
        "narrows the list. Nothing is imported before you have seen what was read."
    ),
    "found": (
        "What was found. Enter at a list or at a kind of oddity narrows the table to it; at a "
        "heading or value that the form does not know it asks what is meant, and reads again. What "
        "you decide is remembered for this authority. Ctrl+S freezes the lists; Esc leaves them."
    ),
    "flags": (
        "Everything that is odd: where it is, what stood there and what was made of it. ↑ and ↓ "
        "walk through; typing narrows to a word. The authority's file is never changed."
    ),
    "strata": (
        "What would be drawn: group by group, its share before rounding, how many are drawn, how "
        "many are on the list. Cases are never shown before the draw. A group that gets none says "
        "so; draw more, or some from each under 'At least each'."
    ),
    "choose-way": (
        "How the cases are chosen. By chance: what is found can be carried over to the whole list. "
        "On purpose: it shows what happens, not how often. Enter lists the ways."
    ),
    "choose-seed": (
        "The seed decides the draw. 'Made now' is made by this laptop after the lists were frozen. "
        "'Half from them': the plan is recorded first, then the authority adds words of its own, "
        "so that neither side could choose the outcome."
    ),
    "where-0": (
        "A condition that narrows the list first, such as: Age of Child (Years) < 5. Signs: = != < "
        "<= > >= contains is-blank. Type the beginning of a column and Tab completes it."
    ),
    "why": (
        "Why these cases. It stands in the record, so that the sample can be defended.\n"
        "Ctrl+S draws."
    ),
    "cases": (
        "The cases of this sample: short number, words, the group each was drawn from, how it "
        "came, how it was seen, who has it. Enter opens a case; the keys above act on the one "
        f"under the cursor or on all.\n{_TABLE} {_SLASH}"
    ),
    "values": (
        "Each value of the column: how many of the list have it, how many of the sample, and the "
        "difference in percentage points: ▲ more in the sample, ▼ fewer, ✗ not seen at all. "
        f"Workers are compared by their number only. F chooses the column.\n{_TABLE} {_SLASH}"
    ),
}
"""Words for people; no marks that could be read as anything else."""
