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
}
"""Words for people; no marks that could be read as anything else."""
