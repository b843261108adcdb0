"""Imported lists offered, found here again, and destroyed with a warning where one is due."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.intake.importing import import_frame
from inspector_app.intake.reading import inspect_files
from inspector_app.sampling.plan_choices import choices_of_frame
from inspector_app.sampling.plans import draw_plan
from inspector_app.tui import frame_doings
from inspector_app.tui.plan_form import first_form
from inspector_app.tui.sample_overview import read_samples
from tests.tui.program import set_up
from tests.tui.screens.authority_file import CHILDREN, write_file


def test_lists_are_offered_fetched_and_purged_and_the_overview_says_so(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    frame = import_frame(base, inspect_files([write_file(tmp_path / "lists.xlsx")]))

    def where() -> str:
        (row,) = read_samples(base).frames
        return row.row.cells[4]

    assert where() == "● here"
    assert frame_doings.offer(base, frame).startswith("Offered in ")
    assert "offered to the team" in (read_samples(base).about or {})[frame]
    assert frame_doings.fetch(base, frame) == f"{CHILDREN + 2} rows are on this laptop."
    assert frame_doings.purge_warning(base, frame) == ""
    form = first_form(frame, choices_of_frame(base, frame))
    draw_plan(base, replace(form, why="Teams differ").new_plan())
    assert "1 sample is not complete" in frame_doings.purge_warning(base, frame)
    said = frame_doings.purge(base, frame, "wrong file")
    assert said.startswith("The rows and their key are destroyed on this laptop.")
    assert where() == "✗ purged"
    assert read_samples(base).here == ()
    with pytest.raises(InspectorError):
        frame_doings.fetch(base, frame)
    base.close()
