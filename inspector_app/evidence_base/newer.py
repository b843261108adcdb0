"""What a newer Inspector wrote: kept, passed on and counted here, shown once this one knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.statements import run
from schemas.fields import field_kinds
from schemas.records import RECORD_TYPES

__all__ = ["Newer", "needs_newer"]


_SHOWN = 5
"""Kinds named in a sentence."""


@dataclass(frozen=True)
class Newer:
    """Current writes that this program cannot show.

    Args:
        records: how many records they are of.
        kinds: how many by what it is: a type such as `hologram`, or a field such as `note.mood`.
    """

    records: int
    kinds: Mapping[str, int]

    @property
    def said(self) -> str:
        """A sentence for people; empty where there is nothing."""
        if not self.records:
            return ""
        shown = [f"{kind} ({count:,})" for kind, count in sorted(self.kinds.items())]
        left = len(shown) - _SHOWN
        what = ", ".join([*shown[:_SHOWN], *([f"and {left:,} more"] if left > 0 else [])])
        held = "1 record holds" if self.records == 1 else f"{self.records:,} records hold"
        return f"{held} something that needs a newer Inspector: {what}. It is kept and passed on."


def needs_newer(base: EvidenceBase) -> Newer:
    """Counts the records that hold a type or a field which this program does not know.

    Every current write is looked at: a tenth of a second for some hundred thousand.
    """
    with base.reading() as session:
        connection = session.connection()
        rows = run(connection, _BY_FIELD)
        unknown = [(kind, name) for kind, name, _ in rows if not _known(kind, name)]
        records = {
            record for kind, name in unknown for (record,) in run(connection, _WITH, (kind, name))
        }
    kinds: dict[str, int] = {}
    for kind, name, count in rows:
        if (kind, name) in unknown:
            what = f"{kind}.{name}" if kind in RECORD_TYPES else kind
            kinds[what] = max(count, kinds.get(what, 0))
    return Newer(len(records), kinds)


def _known(kind: str, name: str) -> bool:
    record = RECORD_TYPES.get(kind)
    return record is not None and (name in field_kinds(record) or name in record.keyed)


_NAME = "CASE instr(field, '[') WHEN 0 THEN field ELSE substr(field, 1, instr(field, '[') - 1) END"
_BY_FIELD = f"SELECT type, {_NAME} AS name, count(DISTINCT record) FROM current GROUP BY 1, 2"  # noqa: S608
_WITH = f"SELECT DISTINCT record FROM current WHERE type = ? AND {_NAME} = ?"  # noqa: S608
