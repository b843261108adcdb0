"""Plans and their cases as the commands on samples name them."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from inspector_app.cli.arguments import text_argument
from inspector_app.evidence_base.base import EvidenceBase

__all__ = ["CaseName", "PlanId", "case_identifier", "case_of_plan_argument"]

_SHORT_NUMBER = re.compile(r"@[0-9]{1,9}", re.ASCII)

PlanId = Annotated[str, typer.Argument(help="Id of a plan; see `inspector sample list`.")]
CaseName = Annotated[str, typer.Argument(help="The authority's identifier, or @ and short number.")]


def case_of_plan_argument(base: EvidenceBase, case: str) -> str:
    """A case of a plan: its id for a short number, else what was typed.

    Raises:
        InspectorError: `unknown-case`, `ambiguous-case` or `no-such-file`.
    """
    if _SHORT_NUMBER.fullmatch(case):
        from inspector_app.cli.record_arguments import case_argument
        from inspector_app.enquiries.cases import CaseFinder

        return case_argument(CaseFinder(base), case)
    return text_argument(case)


def case_identifier(base: EvidenceBase, case: str) -> str:
    """The authority's identifier of a case, given as it is or by its short number.

    Raises:
        InspectorError: as `case_of_plan_argument`.
    """
    if not _SHORT_NUMBER.fullmatch(case):
        return text_argument(case)
    from inspector_app.enquiries.shown import shown_record
    from schemas.records import Case

    return shown_record(base, Case, case_of_plan_argument(base, case)).record.identifier or ""
