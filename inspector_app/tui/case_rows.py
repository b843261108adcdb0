"""Cases as the rows of a list: narrowed, sorted, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from inspector_app.enquiries.case_list import ListedCase, ListedChoice
from inspector_app.sampling.plan_seen import NOT_SEEN, seen_how
from inspector_app.tui.dates import moment_words
from inspector_app.tui.widgets.record_rows import Row, Tone
from schemas.wording import sampling_wording
from schemas.wording.case_words import case_wording

__all__ = ["case_rows", "seen_words"]


def case_rows(
    cases: Sequence[ListedCase],
    names: Mapping[str, str],
    columns: Sequence[str],
    *,
    wanted: str = "",
    order: str = "number",
    descending: bool = False,
) -> list[Row]:
    """Return the rows of a list.

    Args:
        cases: To be shown.
        names: Of members by id.
        columns: Keys of those that are shown; what is typed is looked for in all there are.
        wanted: What was typed to narrow the list; every word of it must be somewhere in the row.
        order: Key of the column to sort by; cases alike in it stand by number.
        descending: Whether downwards.
    """
    words = wanted.casefold().split()
    told = [(case, _cells(case, names)) for case in cases]
    if words:
        told = [pair for pair in told if _has(words, pair[1].values())]
    told.sort(key=lambda pair: _place(pair[0], pair[1], order), reverse=descending)
    return [
        Row(case.id, tuple(cells[column] for column in columns), _tone(case))
        for case, cells in told
    ]


def seen_words(case: ListedCase) -> str:
    """Return how a case was seen, in words."""
    return case_wording().seen[_seen(case)]


def _seen(case: ListedCase) -> str:
    return seen_how(case.occasions, followed=case.followed or case.marked_seen)


def _cells(case: ListedCase, names: Mapping[str, str]) -> dict[str, str]:
    sign = "⚠ two values · " if case.in_conflict else ""
    return {
        "number": case.short,
        "identifier": case.identifier or "not here yet",
        "label": sign + (case.label or f"case {case.identifier}"),
        "team": " · ".join(part for part in (case.team, case.place) if part),
        "plan": _plans(case.choices),
        "seen": seen_words(case),
        "with": ", ".join(names.get(member, "somebody") for member in case.allocated)
        or "nobody yet",
        "notes": str(case.notes or ""),
        "evidence": str(case.evidence or ""),
        "last": moment_words(case.last_note).rpartition(" ")[0] if case.last_note else "",
    }


def _plans(choices: Sequence[ListedChoice]) -> str:
    if not choices:
        return "no plan: added by hand"
    return "; ".join(_choice(choice) for choice in choices)


def _choice(choice: ListedChoice) -> str:
    route = sampling_wording().routes.get(choice.route, "chosen")
    gone = [
        "replaced" if choice.state == "replaced" else "",
        "plan withdrawn" if choice.withdrawn else "",
    ]
    told = ", ".join(part for part in (route, *gone) if part)
    return f"{told}: {choice.plan}" if choice.plan else told


def _place(
    listed: ListedCase, cells: Mapping[str, str], order: str
) -> tuple[int, str, int, str, str]:
    """Where a case stands: by a count or a text, then by its short number."""
    counts = {"notes": listed.notes, "evidence": listed.evidence}
    texts = {"last": listed.last_note, "number": ""}
    text = "" if order in counts else texts.get(order, cells[order].casefold())
    return counts.get(order, 0), text, listed.number, listed.short, listed.id


def _has(words: Sequence[str], cells: Iterable[str]) -> bool:
    whole = " ".join(cells).casefold()
    return all(word in whole for word in words)


def _tone(case: ListedCase) -> Tone:
    if case.in_conflict:
        return Tone.WARNING
    replaced = case.choices and all(choice.state == "replaced" for choice in case.choices)
    if replaced:
        return Tone.MUTED
    return Tone.STRONG if case.ours and _seen(case) == NOT_SEEN else Tone.PLAIN
