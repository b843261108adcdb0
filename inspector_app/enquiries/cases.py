"""Cases: a child under the authority's identifier and a short number; never a name.

A case has an id derived from the inspection and its identifier, so that two laptops that meet the
same child offline mean the same record. Short numbers are given out on each laptop alone: two cases
that got one number show as `14a` and `14b`.
"""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.enquiries.saving import Saved, given, save_edit, typed
from inspector_app.enquiries.shown import shown_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.writing import NewValue, NewWrite, Typed
from inspector_app.intake.case_numbers import case_id, next_number, short_numbers
from inspector_app.intake.identifiers import normalise_identifier
from schemas.permissions import allowed
from schemas.records import Case

__all__ = [
    "CaseFinder",
    "NewCase",
    "add_case",
    "case_id",
    "new_case_writes",
    "next_number",
    "short_numbers",
]


@dataclass(frozen=True)
class NewCase:
    """A case as it is added.

    Args:
        identifier: the authority's, as typed.
        label: short words, such as `girl 9 · CP`; never a name.
        place: where it is worked.
        team: that works it.
        worker: a code, such as `W07`.
        extract: what `intake.extracts` took from the frame, as text.
    """

    identifier: str
    label: str | None = None
    place: str | None = None
    team: str | None = None
    worker: str | None = None
    extract: str | None = None


def add_case(base: EvidenceBase, new: NewCase) -> Saved:
    """Adds a case with the next free number; a case that is there gets what is new about it.

    Raises:
        InspectorError: `no-identifier`.
    """
    record = case_id(base.inspection, _identifier(new.identifier))
    if _is_here(base, record):
        return save_edit(base, Case, record, given(_values(new)))
    writes = new_case_writes(base.inspection, new, next_number(base))
    return Saved(record, base.record(*writes))


def new_case_writes(inspection: str, new: NewCase, number: int) -> tuple[NewWrite, ...]:
    """The writes that make a case, for a save of their own or one together with other records.

    Args:
        inspection: the inspection's id.
        new: the case.
        number: its short number, from `next_number`.

    Raises:
        InspectorError: `no-identifier`.
    """
    identifier = _identifier(new.identifier)
    record = case_id(inspection, identifier)
    values = {"identifier": Typed(identifier), "number": number, **given(_values(new))}
    return tuple(NewWrite(record, "case", field, value) for field, value in values.items())


class CaseFinder:
    """Finds the cases that one save names, and gathers the writes for those met the first time.

    Args:
        base: to look in; nothing is written.
    """

    def __init__(self, base: EvidenceBase) -> None:
        self._base = base
        self._new: dict[str, NewCase] = {}

    def by_identifier(self, identifier: str) -> str:
        """The id of the case of that identifier; one that is not here yet is added by the save.

        Its record may be on its way from a colleague: both mean the same.

        Raises:
            InspectorError: `no-identifier`.
        """
        record = case_id(self._base.inspection, _identifier(identifier))
        if record not in self._new and not _is_here(self._base, record):
            self._new[record] = NewCase(identifier)
        return record

    def by_number(self, number: int) -> str:
        """The id of the case of that short number.

        Raises:
            InspectorError: `unknown-case`, or `ambiguous-case` naming all that share it.
        """
        cases = [shown.record for shown in shown_records(self._base, Case)]
        sharing = [case.id for case in cases if case.number == number]
        if len(sharing) == 1:
            return sharing[0]
        if not sharing:
            raise InspectorError(
                "unknown-case",
                f"No case here has the short number {number}.",
                kept="Nothing was saved.",
                next_step="See `inspector case list`, or use the authority's identifier.",
            )
        names = short_numbers(cases)
        told = " and ".join(sorted(names[case] for case in sharing))
        raise InspectorError(
            "ambiguous-case",
            f"The short number {number} stands for {told}: they were added on two laptops.",
            kept="Nothing was saved.",
            next_step="Use the authority's identifier; `inspector case list` shows both.",
        )

    @property
    def writes(self) -> tuple[NewWrite, ...]:
        """The writes for cases met the first time; none when our role may not add cases.

        What is said about a case by its derived id stands without them.
        """
        seat = self._base.seat
        if seat is None or not self._new:
            return ()
        rules = self._base.team.chain.head.rules
        if not allowed(rules, seat.member, seat.roles, "case", "identifier", None):
            return ()
        first = next_number(self._base)
        return tuple(
            write
            for place, new in enumerate(self._new.values())
            for write in new_case_writes(self._base.inspection, new, first + place)
        )


def _identifier(typed_identifier: str) -> str:
    identifier = normalise_identifier(typed_identifier)
    if not identifier:
        raise InspectorError(
            "no-identifier",
            "A case needs the authority's identifier.",
            kept="Nothing was saved.",
            next_step="Give the identifier as it stands in the authority's lists.",
        )
    return identifier


def _is_here(base: EvidenceBase, record: str) -> bool:
    with base.reading() as session:
        case = session.get(Case, record)
    return case is not None and case.identifier is not None


def _values(new: NewCase) -> dict[str, NewValue]:
    return {
        "label": typed(new.label),
        "place": typed(new.place),
        "team": typed(new.team),
        "worker": new.worker or None,
        "extract": typed(new.extract),
    }
