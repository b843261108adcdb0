"""Who looks at which side of a case, and when: one case can go to several people (¶88).

It stands in the field `angle` of a selection as canonical JSON, `{member: {"angle", "day"}}`. Any
other text there is an angle that everybody who has the case looks at.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from inspector_app.sampling.plan_settings import canonical_text
from schemas.canonical import Json
from schemas.records import CaseSelection

__all__ = ["CasePart", "parts_of", "parts_text"]


@dataclass(frozen=True)
class CasePart:
    """One person's part in a case.

    Args:
        angle: what they look at; empty for the case as a whole.
        day: ISO 8601, when they see it; None where that is open.
    """

    angle: str = ""
    day: str | None = None


def parts_of(selection: CaseSelection, members: tuple[str, ...]) -> dict[str, CasePart]:
    """The part of each of these members, who have the case."""
    said = _read(selection.angle)
    everybody = CasePart("" if said is not None else (selection.angle or "").strip())
    return {member: (said or {}).get(member, everybody) for member in members}


def parts_text(
    selection: CaseSelection, having: tuple[str, ...], changed: Mapping[str, CasePart]
) -> str:
    """What stands in the field once some members' parts are changed; the others' stay.

    Args:
        selection: as it is.
        having: members who have the case now. A text that was for everybody stays theirs, and goes
            to whoever gets the case without an angle.
        changed: parts by member.

    Raises:
        SamplingError: `text-unreadable`.
    """
    said = _read(selection.angle)
    if said is None:
        said = parts_of(selection, having)
        for_all = (selection.angle or "").strip()
        changed = {
            member: CasePart(part.angle or for_all, part.day) for member, part in changed.items()
        }
    told: dict[str, Json] = {
        member: {"angle": part.angle, "day": part.day}
        for member, part in {**said, **changed}.items()
    }
    return canonical_text(told)


def _read(text: str | None) -> dict[str, CasePart] | None:
    """The parts by member; None for a text that somebody wrote by hand."""
    try:
        found = json.loads(text or "{}")
        return {
            str(member): CasePart(str(part["angle"]), part["day"] and str(part["day"]))
            for member, part in found.items()
        }
    except (ValueError, AttributeError, KeyError, TypeError):
        return None
