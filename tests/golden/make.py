"""Makes what a release leaves for later ones: `python -m tests.golden.make 0.1` before it goes out.

A whole inspection of the demonstration as a bundle, with a lead's keystore to read it; and a file
of an inspection as it lies on a laptop, with drafts and what was not sent. What is there is never
made again: a release is what it was.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from inspector_app.demo.story import LAST_DAY, Story, begun_story
from inspector_app.demo.story_meeting import hold_meeting
from inspector_app.demo.story_team import DEMO_PASSPHRASE, StoryClock, sync_all
from inspector_app.enquiries.inspections import NewInspection, create_inspection
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.drafts import Draft, DraftContent, save_draft
from inspector_app.evidence_base.editing import edit, restore, withdraw
from inspector_app.evidence_base.erasing_together import confirm_erasure, propose_erasure
from inspector_app.evidence_base.membership import remove, rotate
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.importing import kept_frames
from inspector_app.intake.travelling import share_frame
from inspector_app.sync.bundles import export_bundle
from inspector_app.vault.vault import Vault
from tests.golden.told import told

_MONDAY = date(2026, 11, 16)


def make(folder: Path) -> None:
    """Writes a release's files into an empty folder."""
    folder.mkdir()
    with TemporaryDirectory() as work:
        _inspection(Path(work), folder)
        _laptop(Path(work) / "own", folder / "laptop")


def _inspection(work: Path, folder: Path) -> None:
    with begun_story(work, children=60, starts=_MONDAY, tell=lambda _: None) as story:
        story.play_until(LAST_DAY)
        hold_meeting(story.team)
        sync_all(story.team)
        _beyond_the_story(story)
        lead = story.team["lead"].base
        for frame in kept_frames(lead):
            share_frame(lead, frame.record.id)
        sync_all({"lead": story.team["lead"], "hmi": story.team["hmi"], "qam": story.team["qam"]})
        export_bundle(lead, folder / "log.bundle", with_frames=True)
        _write(folder / "told.json", lead)
    shutil.copy(work / "lead" / "keystore.json", folder / "keystore.json")


def _beyond_the_story(story: Story) -> None:
    """A withdrawal, a restored record, a conflict, an erasure, a new key, a late removed laptop."""
    lead, hmi, qam, scri = (story.team[role].base for role in ("lead", "hmi", "qam", "scri"))
    kept = [_note(lead, f"Note {number} beyond the story.") for number in range(4)]
    lead.record(withdraw(lead, kept[0], "Written twice."))
    lead.record(withdraw(lead, kept[1], "By mistake."))
    lead.record(restore(lead, kept[1]))
    sync_all(story.team)
    for base, text in ((lead, "As the lead saw it."), (hmi, "As the inspector saw it.")):
        base.record(edit(base.fields(kept[2]), kept[2], "note", "text", Typed(text)))
    sync_all(story.team)
    proposal = propose_erasure(lead, kept[3], "text", "third-party-data", "Said in confidence.")
    sync_all(story.team)
    confirm_erasure(qam, proposal.id)
    rotate(lead)
    sync_all(story.team)
    late = scri.member
    remove(lead, late, "Left the team.")
    _note(scri, "Written after the removal.")
    scri.seal(lead.vector())
    lead.merge(entry.to_bytes() for entry in scri.entries_missing_from(lead.vector()))


def _note(base: EvidenceBase, text: str) -> str:
    note = base.new_id()
    base.record(NewWrite(note, "note", "text", Typed(text)))
    return note


def _laptop(home: Path, folder: Path) -> None:
    clock = StoryClock(_MONDAY)
    vault = Vault.create(
        home, "Ann", DEMO_PASSPHRASE, kdf="minimum", clock=clock, randomness=os.urandom
    )
    base = create_inspection(vault, NewInspection("ilacs-2026", "short", "Brambleshire"))
    _note(base, "Sealed.")
    base.seal()
    _note(base, "Not sealed yet.")
    save_draft(
        base, Draft("draft-1", None, "note", DraftContent({"text": "Half a sentence about"}))
    )
    folder.mkdir()
    _write(folder / "told.json", base)
    base.close()
    (folder / "bases").mkdir()
    shutil.copy(vault.base_path(base.inspection), folder / "bases")
    shutil.copy(home / "keystore.json", folder)


def _write(path: Path, base: EvidenceBase) -> None:
    path.write_text(json.dumps(told(base), indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    make(Path(__file__).parent / sys.argv[1])
