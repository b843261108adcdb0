"""A workbook as an authority sends it: children in need in four teams, and a few odd cells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.vault.vault import Vault
from tests.intake.workbooks import CONTACT, Value, headings, row_for, write_workbook
from tests.tui.program import PASSPHRASE, Clock, Dice

TEAMS = ("North", "South", "East", "[/x] [Smith v Jones]")
SHARES = (24, 18, 12, 6)
CHILDREN = sum(SHARES)

OWN_HEADING = "Who [b]told[/b] us"
"""In the place of 'Contact Source'."""

CHILD: dict[str, Value] = {
    "Gender": "b) Female",
    "Ethnicity": "a) WBRI",
    "Date of Birth": date(2016, 5, 1),
    "Age of Child (Years)": 10,
    "Does the Child have a Disability": "b) No",
    "CIN Start Date": date(2026, 3, 1),
    "Primary Need Code": "N1",
    "Date Child Was Last Seen": date(2026, 11, 2),
    "Case status": "c) Child in need plan",
    "Allocated Worker": "A Worker",
}


def write_file(path: Path, *, odd: str = "[bold]three or four[/bold]") -> Path:
    """Sixty children in need and two contacts, one of whom has an age that is no number.

    One heading of the contacts is the authority's own.
    """
    teams = [team for team, share in zip(TEAMS, SHARES, strict=True) for _ in range(share)]
    children = [
        row_for(
            6,
            {
                **CHILD,
                "Child Unique ID": f"C{at:03}",
                "Gender": ("a) Male", "b) Female")[at % 2],
                "Age of Child (Years)": at % 17,
                "Allocated Team": team,
            },
        )
        for at, team in enumerate(teams, 1)
    ]
    contacts = [
        row_for(1, CONTACT),
        row_for(1, {**CONTACT, "Child Unique ID": "C2", "Age of Child (Years)": odd}),
    ]
    lists = {
        "$odd {sheet}": [[*headings(1)[:-1], OWN_HEADING], *contacts],
        "List_6": [headings(6), *children],
    }
    return write_workbook(path, lists)


@contextmanager
def opened_again(home: Path) -> Iterator[EvidenceBase]:
    """The evidence base of a home whose program has ended."""
    vault = Vault.unlock(home, PASSPHRASE, clock=Clock(), randomness=Dice("again"))
    (inspection,) = vault.inspections()
    base = EvidenceBase(vault, inspection)
    try:
        yield base
    finally:
        base.close()
