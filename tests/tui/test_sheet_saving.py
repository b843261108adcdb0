"""A draft is gone exactly when what it became is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.notes import NewNote, add_note
from inspector_app.enquiries.shown import Shown, shown_record, shown_records
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.concern_saving import TypedConcern, save_concern
from inspector_app.tui.draft_box import keep_concern, keep_sheet, kept, kept_sheet, name_of
from inspector_app.tui.sheet import Sheet, SheetKind, sheet_of
from inspector_app.tui.sheet_saving import save_sheet
from schemas.fields import Record
from schemas.records import Evidence, Note, SafetyConcern
from tests.tui.program import set_up

TOO_LONG = "a" * (2**21 + 1)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[EvidenceBase]:
    opened = set_up(tmp_path / "home")
    yield opened
    opened.close()


def drafts_when_told(base: EvidenceBase) -> list[tuple[str, ...]]:
    """Grows by the drafts that lie in the file whenever a save was just written."""
    seen: list[tuple[str, ...]] = []
    base.on_change(lambda _: seen.append(tuple(draft.id for draft in kept(base))))
    return seen


def edited(base: EvidenceBase, note: str, text: str) -> Sheet:
    shown = tuple((name, view.value, view.writes) for name, view in base.fields(note).items())
    return Sheet(text=text, record=note, shown=shown)


def test_depth_and_minutes_of_a_note_are_kept_changed_and_taken_away(base: EvidenceBase) -> None:
    case, other = (add_case(base, NewCase(each)).record for each in ("1", "2"))
    sheet = Sheet(text="Seen", minutes=45, begun_on=case).about((case, other)).gone_into(("whole",))
    keep_sheet(base, sheet)
    assert kept_sheet(base, name_of(sheet)) == sheet
    note = save_sheet(base, sheet).record
    shown = shown_record(base, Note, note)
    assert shown.keys("depths") == tuple(sorted([f"{case}:whole", f"{other}:whole"]))
    again = sheet_of(Shown[Record](shown.record, shown.keyed), base.fields(note))
    assert again is not None
    assert (again.depth_words, again.minutes) == (("whole",), 45)
    save_sheet(base, replace(again.about((case,)).gone_into(("stage",)), minutes=None))
    shown = shown_record(base, Note, note)
    assert (shown.keys("cases"), shown.keys("depths")) == ((case,), (f"{case}:stage",))
    assert shown.record.minutes is None


def test_a_sheet_begun_on_a_case_has_a_draft_of_its_own(base: EvidenceBase) -> None:
    for sheet in (Sheet(text="a"), Sheet(text="b", begun_on="c" * 32), Sheet(text="c")):
        keep_sheet(base, sheet)
    assert sorted(draft.text for draft in kept(base)) == ["b", "c"]


@pytest.mark.parametrize("kind", ["note", "evidence"])
def test_the_draft_of_a_new_sheet_goes_with_its_save(base: EvidenceBase, kind: SheetKind) -> None:
    sheet = Sheet(kind, "The plan was late")
    keep_sheet(base, sheet)
    seen = drafts_when_told(base)
    save_sheet(base, sheet)
    assert seen == [()]
    assert len(shown_records(base, Note if kind == "note" else Evidence)) == 1


def test_the_draft_of_an_edit_goes_with_its_save_and_others_stay(base: EvidenceBase) -> None:
    note = add_note(base, NewNote("Seen alone")).record
    other = Sheet(text="Something else")
    keep_sheet(base, other)
    sheet = edited(base, note, "Not seen alone")
    keep_sheet(base, sheet)
    seen = drafts_when_told(base)
    save_sheet(base, sheet)
    assert seen == [("quick-capture",)]


def test_an_edit_that_changed_nothing_leaves_no_draft(base: EvidenceBase) -> None:
    note = add_note(base, NewNote("Seen alone")).record
    sheet = edited(base, note, "Seen alone")
    keep_sheet(base, sheet)
    assert save_sheet(base, sheet).recorded is None
    assert kept(base) == ()


def test_a_new_sheet_whose_save_is_refused_stays_a_draft(base: EvidenceBase) -> None:
    sheet = Sheet(text=TOO_LONG)
    keep_sheet(base, sheet)
    with pytest.raises(InspectorError, match="longer than 2 MiB"):
        save_sheet(base, sheet)
    assert shown_records(base, Note) == ()
    assert kept_sheet(base, "quick-capture") == sheet


def test_an_edit_whose_save_is_refused_stays_a_draft(base: EvidenceBase) -> None:
    note = add_note(base, NewNote("Seen alone")).record
    sheet = edited(base, note, TOO_LONG)
    keep_sheet(base, sheet)
    with pytest.raises(InspectorError, match="longer than 2 MiB"):
        save_sheet(base, sheet)
    (shown,) = shown_records(base, Note)
    assert shown.record.text == "Seen alone"
    assert kept_sheet(base, note) is not None


def test_the_draft_of_a_concern_goes_with_its_save(base: EvidenceBase) -> None:
    keep_concern(base, "He is afraid to go home")
    seen = drafts_when_told(base)
    save_concern(base, TypedConcern("He is afraid to go home"))
    assert seen == [()]
    assert len(shown_records(base, SafetyConcern)) == 1


def test_a_concern_whose_save_is_refused_stays_a_draft(base: EvidenceBase) -> None:
    keep_concern(base, TOO_LONG)
    with pytest.raises(InspectorError, match="longer than 2 MiB"):
        save_concern(base, TypedConcern(TOO_LONG))
    assert shown_records(base, SafetyConcern) == ()
    assert [draft.text for draft in kept(base)] == [TOO_LONG]
