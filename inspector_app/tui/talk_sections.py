"""'Can we talk?' as it is shown: each place with its steps, and what to do about each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from inspector_app.sync.steps import Step, StepName
from inspector_app.sync.talking import Talk, Trying
from inspector_app.tui.widgets.record_rows import Tone
from inspector_app.tui.widgets.section_list import Entry, Section
from schemas.team_records import Server

__all__ = ["NOTHING_TO_TRY", "outcome", "talk_sections", "trying_sections"]

_NAMES: Final[Mapping[StepName, str]] = {
    "name": "Name",
    "connection": "Connection",
    "tls": "Encryption",
    "server": "Server",
    "clock": "Clock",
    "login": "Login",
    "inspection": "Inspection",
    "standing": "Your place",
    "content": "Content",
    "folder": "Folder",
    "bundles": "Bundles",
    "writing": "Writing",
}

NOTHING_TO_TRY: Final = Section(
    "Nothing to try yet",
    (),
    "No server is known here, and no folder. F names the folder that bundles go by.",
    count=False,
)


def trying_sections(tried: Iterable[Trying]) -> tuple[Section, ...]:
    """Return how far it has come."""
    return tuple(
        Section(
            _place(each.server),
            # Nowhere for the cursor yet: it would stay with whichever place was heard of first.
            (
                *(replace(step, key="") for step in _steps(each.server, each.steps)),
                *_under_way(each),
            ),
            "  ◌ about to be tried",
            count=False,
        )
        for each in tried
    )


def talk_sections(talks: Iterable[Talk]) -> tuple[Section, ...]:
    """Return what was found."""
    return tuple(
        Section(
            f"{_place(talk.server)} · {'✓ works' if talk.ok else '✗ does not work'}",
            tuple(_steps(talk.server, talk.steps)),
            count=False,
        )
        for talk in talks
    ) or (NOTHING_TO_TRY,)


def outcome(talks: tuple[Talk, ...]) -> str:
    """Return what came of it in a sentence."""
    if not talks:
        return "There is nothing to try: this laptop knows no server and no folder."
    if all(talk.ok for talk in talks):
        return "✓ Yes, we can talk."
    if any(talk.ok for talk in talks):
        return "✓ Yes, but not by every way: see below."
    return "✗ No. Your work is saved here; do what stands below the step that failed."


def _place(server: Server | None) -> str:
    return "Folder for bundles" if server is None else server.url


def _steps(server: Server | None, steps: Iterable[Step]) -> Iterator[Entry]:
    for count, step in enumerate(steps):
        sign, tone = ("✓", Tone.PLAIN) if step.ok else ("✗", Tone.WARNING)
        # A key lets the cursor stand there, so that a long list can be read by keyboard.
        key = f"{'folder' if server is None else server.url}:{count}"
        yield Entry(key, f"{sign} {_NAMES[step.step]}: {step.said}", "", tone)
        after = _next(step)
        if after is not None:
            yield Entry("", f"  → {after}", "", Tone.STRONG if not step.ok else Tone.MUTED)


def _next(step: Step) -> str | None:
    if step.step == "bundles" and step.next is not None:
        return "T on the Team screen takes one in."
    return step.next


def _under_way(each: Trying) -> Iterator[Entry]:
    if each.trying is not None:
        yield Entry("", f"◌ {_NAMES[each.trying]}…", "", Tone.MUTED)
