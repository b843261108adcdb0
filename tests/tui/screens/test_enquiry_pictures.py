"""Pictures of the Enquiries screens; looked at with the eye before they were kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from inspector_app.enquiries.challenges import (
    NewAnswer,
    NewChallenge,
    answer_challenge,
    raise_challenge,
)
from inspector_app.enquiries.lines_of_enquiry import NewLine, edit_line, move_line, raise_line
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.vault.vault import Vault
from tests.tui.pictures import Album
from tests.tui.program import PASSPHRASE, Clock, Dice, settled, unlock_at_once, until, walking
from tests.tui.screens.case_base import Made, fill_cases

SMALL, MIDDLE, LARGE = (80, 24), (120, 36), (200, 60)


def fill(home: Path) -> tuple[Made, str]:
    """Lines in several states, and an answered question on the first."""
    made = fill_cases(home)
    clock = Clock()
    vault = Vault.unlock(home, PASSPHRASE, clock=clock, randomness=Dice("lines"))
    base = EvidenceBase(vault, vault.inspections()[0])
    changes = NewLine(
        "",
        hypothesis="Neglect is named late, after several referrals for the same worries.",
        would_close="Ten plans where the first sign and the first response are dated.",
        priority="high",
        owners=(base.member,),
    )
    edit_line(base, made.line, changes)
    raise_line(base, NewLine("Do audits change practice?", areas=("leaders",), priority="medium"))
    drift = raise_line(base, NewLine("Is there drift in plans of children in need?")).record
    move_line(base, drift, "raised-with-authority")
    dropped = raise_line(base, NewLine("Are agency staff inducted?")).record
    move_line(base, dropped, "closed-not-pursued", reason="Their audit of May answers it.")
    asked = NewChallenge(
        "Why were 14 plans not reviewed in June?",
        to="DCS",
        due="2026-11-26",
        enquiries=(made.line,),
    )
    question = raise_challenge(base, asked).record
    told = NewAnswer("The reviewing officer was away and nobody stood in.", shown="Rota of June")
    answer_challenge(base, question, told)
    base.close()
    return made, question


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_enquiries_look_as_they_did_when_they_were_looked_at(
    size: tuple[int, int],
    tmp_path: Path,
    snapshot: SnapshotAssertion,
    request: pytest.FixtureRequest,
) -> None:
    made, question = fill(tmp_path / "home")
    album = Album(snapshot, request.node)
    async with walking(tmp_path / "home", size) as (app, pilot):
        await unlock_at_once(pilot)
        await pilot.press("2")
        await until(pilot, "enquiries")
        await settled(pilot)
        await album.take(pilot, "lines")
        app.show_record(made.line)
        await until(pilot, "enquiry")
        await settled(pilot)
        await album.take(pilot, "line")
        await pilot.press("m")
        await until(pilot, "choose")
        await album.take(pilot, "move on")
        await pilot.press("escape")
        await until(pilot, "enquiry")
        await pilot.press("e")
        await until(pilot, "form")
        await album.take(pilot, "form")
        await pilot.press("escape")
        await until(pilot, "enquiry")
        app.show_record(question)
        await until(pilot, "challenge")
        await settled(pilot)
        await album.take(pilot, "question")
        await pilot.press("a")
        await until(pilot, "form")
        await album.take(pilot, "answer")
    assert len(album.looked_at) == 6
    assert album.differing == []
