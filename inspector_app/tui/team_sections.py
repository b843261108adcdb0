"""The sections of the Team screen as entries, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from inspector_app.evidence_base.admitting import WHY_HELD, HeldEntry
from inspector_app.sync.lost_laptop import Had
from inspector_app.tui.dates import moment_words
from inspector_app.tui.sample_words import count_words
from inspector_app.tui.team_view import Laptop, Team
from inspector_app.tui.widgets.record_rows import Tone
from inspector_app.tui.widgets.section_list import Entry, Section

__all__ = [
    "CLASHES",
    "DO",
    "HELD",
    "LAPTOP",
    "REQUEST",
    "WAITS",
    "held_words",
    "sections",
    "when_words",
]

LAPTOP, REQUEST, HELD, CLASHES, WAITS = "laptop:", "request:", "held:", "clashes", "waits"
"""What the keys of entries begin with; an id follows but for the last two."""

DO: Final = "do:"
"""What the key of an entry begins with that does something; the name of the action follows."""


def sections(team: Team) -> tuple[Section, ...]:
    """Return what is shown, from top to bottom: what waits for somebody first."""
    waiting = Section(
        "Requests to join",
        tuple(_requests(team)),
        "Nobody asks to join. I invites somebody."
        if team.signer
        else "Who asks to join is shown to the lead and deputies who invited them.",
        count=False,
    )
    held = Section(
        "Held work",
        tuple(_held(team)),
        "Nothing is held: all work that is here counts.",
    )
    members = Section("Members", tuple(_members(team)), count=False)
    server = Section("Server and sync", tuple(_server(team)), count=False)
    parts = (members, waiting, held, server)
    # A request or held work waits for an answer; the members do not.
    return tuple(sorted(parts, key=lambda part: part not in _pressing(team, waiting, held)))


def _pressing(team: Team, waiting: Section, held: Section) -> tuple[Section, ...]:
    return (*([waiting] if team.requests else []), *([held] if team.held and team.signer else []))


def _members(team: Team) -> Iterator[Entry]:
    for each in team.laptops:
        tone = Tone.WARNING if each.shut_out else Tone.PLAIN
        detail = _seen(team, each)
        yield Entry(f"{LAPTOP}{each.device}", f"{each.name} · {each.roles}", detail, tone)
        yield Entry("", f"  {each.words}", _copy_words(each), Tone.MUTED)


def _seen(team: Team, laptop: Laptop) -> str:
    if laptop.shut_out:
        return "⚠ shut out: a change of the team"
    if laptop.ours:
        return "this laptop"
    if laptop.had.at is None:
        return "not seen yet"
    return f"last seen {when_words(laptop.had.at, team.today)}"


def _copy_words(laptop: Laptop) -> str:
    had = laptop.had
    if laptop.ours or had.at is None:
        return ""
    return _saves(had)


def _saves(had: Had) -> str:
    return f"has {had.saves:,} of {count_words(had.of, 'save', 'saves')}"


def _requests(team: Team) -> Iterator[Entry]:
    for asked in team.requests:
        text = f"{asked.name} asks to join as {asked.role}"
        yield Entry(f"{REQUEST}{asked.request}", text, "A: compare the words", Tone.STRONG)
        yield Entry("", f"  {asked.words}", "", Tone.MUTED)
    for given in team.invitations:
        until = f"good until {when_words(given.expires, team.today)}"
        yield Entry("", f"Invitation as {given.role}, not used yet", until, Tone.MUTED)


def _held(team: Team) -> Iterator[Entry]:
    for held in team.held:
        key = f"{HELD}{held.entry}"
        detail = "C lets it count" if team.signer else "waits for the lead"
        yield Entry(key, f"⚠ {held_words(team, held)}", detail, Tone.WARNING)
        yield Entry("", f"  {held.words or 'a laptop unknown here'}", "", Tone.MUTED)
        yield Entry("", f"  {WHY_HELD[held.why]}", "", Tone.MUTED)


def held_words(team: Team, held: HeldEntry) -> str:
    """Return whose held work it is, how much, and from when: '3 saves of Ben, 22 Nov 10:15'."""
    whose = team.names.get(held.member or "") or "somebody"
    if held.changes is None:
        return f"Work of {whose} that does not open here"
    since, until = (
        when_words(each, team.today) if each else "" for each in (held.since, held.until)
    )
    span = since if since == until else f"{since} to {until}"
    return f"{count_words(held.changes, 'save', 'saves')} of {whose}, {span}"


def _server(team: Team) -> Iterator[Entry]:
    seen = team.server
    if seen is None:
        yield Entry("", "No server yet: work travels by bundles.", "", Tone.MUTED)
    else:
        at = seen.had.at
        when = f"asked {when_words(at, team.today)}" if at else "not reached yet"
        yield Entry("", seen.server.url, when)
        if at:
            yield Entry("", f"  it {_saves(seen.had)}", "F5 asks it now", Tone.MUTED)
    if team.waits:
        yield Entry(WAITS, f"⚠ {team.waits}", "W: can we talk?", Tone.WARNING)
    unsent = team.status.unsent
    to_send = f"{count_words(unsent, 'save', 'saves')} only on this laptop"
    yield Entry("", to_send if unsent else "Nothing is only on this laptop.")
    if team.status.conflicts:
        fields = count_words(team.status.conflicts, "field has", "fields have")
        yield Entry(CLASHES, f"⚠ {fields} two values", "Enter settles them", Tone.WARNING)
    yield from _not_here(team)
    yield from _BY_FILE


_BY_FILE: Final = (
    Entry(f"{DO}write_bundle", "Write a bundle: a sealed file for who has no server", "B"),
    Entry(f"{DO}take_in_bundle", "Take in a bundle that somebody handed over", "T"),
    Entry(f"{DO}can_we_talk", "Can we talk? Try the way to the server and the folder", "W"),
)


def _not_here(team: Team) -> Iterator[Entry]:
    if team.missing_keys:
        keys = count_words(team.missing_keys, "key", "keys")
        text = f"⚠ {keys} of the team not here: what is sealed by them cannot be read"
        yield Entry("", text, "F5, or ask the lead", Tone.WARNING)
    if team.newer:
        yield Entry("", f"⚠ {team.newer}", "", Tone.WARNING)


def when_words(moment: str, today: str) -> str:
    """Return a moment as 'today 10:15' or '22 Nov 2026 10:15'.

    Args:
        moment: ISO 8601.
        today: The present day, ISO 8601.
    """
    words = moment_words(moment, exact=True)
    return f"today {words[-5:]}" if moment.startswith(today) else words
