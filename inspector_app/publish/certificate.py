"""The certificate of a draw as a structure, whatever it is drawn as."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["PLAN_TEXT", "Certificate", "CertificateTable", "Fact"]

PLAN_TEXT = "The plan's text, whose SHA-256 is the commitment"
"""Heading of the lines that were committed to."""

_ON_ONE_PAGE = 24
"""Rows of cases and strata that fit on the page beside everything else."""

_OF_A_COMMITMENT = 4
"""Rows that the facts on a commitment take."""

_LINE = 0.75
"""Rows that a line of the plan's text takes."""


@dataclass(frozen=True)
class Fact:
    """One line of what was drawn from what; `code` is set in letters of one width."""

    label: str
    text: str
    code: bool = False


@dataclass(frozen=True)
class CertificateTable:
    """A table with its caption, names of columns, rows, and the column of hexadecimal digits."""

    caption: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    code: int | None = None


@dataclass(frozen=True)
class Certificate:
    """What is printed, in order. All text is plain and may hold what anybody typed.

    Args:
        title: of the document.
        sample: what people call the plan.
        restricted: what it must not be used for, and why.
        facts: who drew what from which list.
        allocation: over the strata; None without strata.
        rounding: how the allocation was rounded; empty without.
        cases: by stratum and rank, with tickets.
        notes: on the cases.
        to_check: what to prepare, before the commands.
        recipe: the commands.
        to_compare: what to compare their output with.
        shows: what the check shows.
        not_shown: what it does not.
        plan_text: of a joint seed, the lines that were committed to; empty without.
    """

    title: str
    sample: str
    restricted: str
    facts: tuple[Fact, ...]
    allocation: CertificateTable | None
    rounding: str
    cases: CertificateTable
    notes: tuple[str, ...]
    to_check: str
    recipe: str
    to_compare: str
    shows: tuple[str, ...]
    not_shown: tuple[str, ...]
    plan_text: str = ""

    @property
    def annexed(self) -> bool:
        """Whether the cases need pages of their own."""
        return self._rows > _ON_ONE_PAGE

    @property
    def text_annexed(self) -> bool:
        """Whether the plan's text needs a page of its own: it would push the check off this one."""
        lines = len(self.plan_text.splitlines())
        rows = 0 if self.annexed else self._rows
        return rows + _OF_A_COMMITMENT + lines * _LINE > _ON_ONE_PAGE

    @property
    def _rows(self) -> int:
        return len(self.cases.rows) + (len(self.allocation.rows) if self.allocation else 0)
