"""Processes killed for real while somebody types: what was saved is there, and what was typed."""

from __future__ import annotations

import multiprocessing
import time
from pathlib import Path
from random import Random

import pytest

from inspector_app.evidence_base.drafts import load_draft
from inspector_app.evidence_base.verification import verify
from inspector_app.tui.draft_box import QUICK
from inspector_app.vault.keystore import read_keystore
from tests.evidence_base.laptops import PASSPHRASE, Template
from tests.simulation.typing_away import Kept, Place, Saved, Struck, open_place, type_away

LONGEST = 0.35
"""Seconds that a life lasts at most after the file is open; some end while it is being opened."""

_Told = list[Struck | Kept | Saved]


def one_life(place: Place, life: int, dice: Random) -> tuple[_Told, float]:
    """Starts a process, kills it at a random moment; what it told, and when it was killed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.simulation.typing_away"])
    hear, tell = context.Pipe(duplex=False)
    process = context.Process(target=type_away, args=(place, life, tell))
    process.start()
    tell.close()
    if dice.random() < 0.8:
        hear.poll(30)
    process.join(dice.uniform(0, LONGEST))
    assert process.is_alive()
    process.kill()
    killed = time.monotonic()
    process.join()
    told: _Told = []
    try:
        while True:
            told.append(hear.recv())
    except EOFError:
        return told, killed


def check_after(place: Place, told: _Told, killed: float, saved: dict[str, str]) -> None:
    """Everything that was said to be there is there."""
    saved.update({each.note: each.text for each in told if isinstance(each, Saved)})
    certain = [
        each.text
        for each in told
        if isinstance(each, Kept) or (isinstance(each, Struck) and each.at < killed - 1)
    ]
    base = open_place(place)
    try:
        assert verify(base).problems == ()
        shown = {note: views["text"].value for note, views in base.fields_of(saved).items()}
        assert shown == saved
        if certain:
            draft = load_draft(base, QUICK)
            with base.reading() as session:
                rows = session.connection().exec_driver_sql("SELECT text FROM note").all()
            there = [row[0] for row in rows]
            if draft is not None:
                there.append(str(draft.content.fields["text"]))
            assert any(text.startswith(certain[-1]) for text in there)
    finally:
        base.close()


def killed_again_and_again(template: Template, folder: Path, *, times: int, seed: int) -> None:
    """One home, whose program is killed and started again, as happens to a person."""
    home = template.laptops(folder, names=["bea"])["bea"]
    home.base.close()
    place = Place(home.home, home.inspection, read_keystore(home.home, PASSPHRASE))
    dice, saved, at_work = Random(seed), dict[str, str](), 0
    for life in range(times):
        told, killed = one_life(place, life, dice)
        check_after(place, told, killed, saved)
        at_work += any(isinstance(each, Kept) for each in told)
    assert at_work >= times // 2
    assert len(saved) >= times // 2


def test_after_25_kills_every_saved_note_and_every_keystroke_is_there(
    template: Template, tmp_path: Path
) -> None:
    killed_again_and_again(template, tmp_path, times=25, seed=1)


@pytest.mark.long
@pytest.mark.parametrize("home", range(20))
def test_after_500_kills_every_saved_note_and_every_keystroke_is_there(
    template: Template, tmp_path: Path, home: int
) -> None:
    killed_again_and_again(template, tmp_path, times=25, seed=100 + home)
