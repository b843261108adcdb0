"""`inspector team held` and `team admit`: work that does not count, until somebody lets it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.evidence_base import admitting
from inspector_app.evidence_base.admitting import WHY_HELD, HeldEntry, held_entries
from inspector_app.evidence_base.membership import members_named

__all__ = ["add_held_commands"]


def add_held_commands(team: typer.Typer) -> None:
    """Hangs these commands beside the others on the team."""
    team.command("held")(held)
    team.command("admit")(admit)


def held(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Work that does not count: whose, how much, since when, and why. Never what it says."""
    with opened_base(inspection) as base:
        names = members_named(base)
        items = held_entries(base)
    if as_json:
        print_json({"held": [_row(item, names) for item in items]})
        return
    if not items:
        say("Nothing is held on this laptop. Lead and deputies fetch what is, when they sync.")
        return
    show_table(
        ["Name", "Words", "Saves", "From", "To", "Why", "Entry"],
        [
            [
                names.get(item.member or ""),
                item.words,
                "not readable here" if item.changes is None else item.changes,
                item.since,
                item.until,
                WHY_HELD[item.why],
                item.entry,
            ]
            for item in items
        ],
    )
    say("`inspector team admit ENTRY` lets it count, with what stands before it on that laptop.")


def admit(
    entries: Annotated[list[str], typer.Argument(help="From `inspector team held`.")],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Lets held work count, with what stands before it on that laptop: lead or deputy."""
    with opened_base(inspection) as base:
        done = admitting.admit(base, entries)
        left = len(held_entries(base))
    if as_json:
        print_json(
            {
                "id": done.record,
                "record": done.record,
                "entries": done.entries,
                "changes": done.changes,
                "held": left,
            }
        )
    elif done.record is None:
        say("All of that counts already.")
    else:
        say(f"Saves that count now: {done.changes}. Sync, so that they do on every laptop.")


def _row(item: HeldEntry, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "id": item.entry,
        "entry": item.entry,
        "device": item.device,
        "words": item.words,
        "member": item.member,
        "name": names.get(item.member or ""),
        "changes": item.changes,
        "since": item.since,
        "until": item.until,
        "why": item.why,
    }
