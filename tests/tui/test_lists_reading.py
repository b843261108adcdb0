"""Reading with decisions and with the list of workers, and how both are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from inspector_app.intake.importing import import_frame, opened_frame
from inspector_app.intake.mapping import HeadingDecision, ListMapping, with_decision
from inspector_app.tui.lists_reading import Sources, read_sources
from inspector_app.tui.review_rows import DECIDED, HEADING, decisions, found_sections
from tests.tui.program import set_up
from tests.tui.screens.authority_file import CHILDREN, OWN_HEADING, write_file

DECISION = HeadingDecision(1, OWN_HEADING, "Contact Source")


def test_what_was_decided_is_used_the_next_time_and_workers_are_joined(tmp_path: Path) -> None:
    file = write_file(tmp_path / "lists.xlsx")
    workers = tmp_path / "workers.csv"
    workers.write_text(
        "Worker,Team,Role\nA Worker,North,Social worker\nB Other,South,Manager\n", encoding="utf-8"
    )
    base = set_up(tmp_path / "home")
    on = date(2026, 11, 25)

    def read(sources: Sources) -> tuple[set[str], object]:
        intake = read_sources(base, sources, lambda _: None, lambda: False, on)
        keys = {entry.key for part in found_sections(intake) for entry in part.entries}
        return keys, intake

    keys, _ = read(Sources((file,)))
    assert f"{HEADING}0" in keys
    assert f"{DECIDED}0" not in keys
    decided = Sources((file,), mapping=with_decision(ListMapping(), DECISION))
    import_frame(base, read_sources(base, decided, lambda _: None, lambda: False, on))
    keys, _ = read(Sources((file,)))
    assert f"{HEADING}0" not in keys
    assert f"{DECIDED}0" in keys
    # A decision that was taken back is not used, although it is remembered.
    keys, _ = read(Sources((file,), mapping=ListMapping()))
    assert f"{HEADING}0" in keys
    intake = read_sources(base, Sources((file,), workers), lambda _: None, lambda: False, on)
    assert decisions(intake.mapping) == (DECISION,)
    told = [e for part in found_sections(intake) for e in part.entries if "workers.csv" in e.text]
    assert [entry.text for entry in told] == [f"workers.csv: {CHILDREN} rows joined"]
    with opened_frame(base, import_frame(base, intake)) as frame:
        assert "Worker: role" in frame.list(6).columns
    base.close()
