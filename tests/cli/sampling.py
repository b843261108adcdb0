"""A lead's laptop with lists imported, and the sample that most tests draw from them."""

from __future__ import annotations

from pathlib import Path

from tests.evidence_base.laptops import PASSPHRASE
from tests.sampling.case_lists import write_lists
from tests.story.laptops import Document, Laptop, new_laptop

__all__ = ["BY_TEAM", "WHY", "draw_twelve", "laptop_with_lists"]

BY_TEAM = ("--list", "8", "--unit", "child", "--design", "stratified", "--by", "Allocated Team")
WHY = ("--title", "Children in care", "--rationale", "Every team")


def laptop_with_lists(folder: Path) -> Laptop:
    """A lead's laptop with one inspection and the lists of 40 children in care."""
    laptop = new_laptop(folder / "lead", "Ann", PASSPHRASE)
    laptop.run(
        *("inspection", "create", "--framework", "ilacs-2026"),
        *("--type", "standard", "--authority", "Anyshire"),
    )
    laptop.run("intake", "import", str(write_lists(folder / "lists.xlsx")))
    return laptop


def draw_twelve(lead: Laptop) -> Document:
    """Twelve of them by team."""
    return lead.run("sample", "draw", *BY_TEAM, "--n", "12", *WHY)
