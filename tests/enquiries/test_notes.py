"""Notes: only the text is needed, and nobody's words are lost."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.cases import CaseFinder
from inspector_app.enquiries.evidence_lists import NoteFilter, notes_matching
from inspector_app.enquiries.lines_of_enquiry import NewLine, raise_line
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note, edit_note
from inspector_app.enquiries.shown import shown_record
from inspector_app.enquiries.tagging import Tags
from schemas.records import Case, Note
from tests.enquiries.refusals import refused
from tests.evidence_base.laptops import Laptop, exchange, give

HOSTILE = (
    "[/x] [bold]\x00\u202e'; DROP TABLE note;--",
    '=HYPERLINK("http://x")',
    "<script>alert(1)</script>",
    "@@x # !",
    "\ud800 half a pair",
)


def test_a_note_needs_only_its_text(ann: Laptop) -> None:
    saved = add_note(ann.base, NewNote("She was seen alone."))
    note = shown_record(ann.base, Note, saved.record)
    assert note.record.text == "She was seen alone."
    assert note.record.author == ann.base.member
    assert note.keyed == {}


def test_a_note_keeps_everything_that_was_filled_in(ann: Laptop) -> None:
    line = raise_line(ann.base, NewLine("Front door")).record
    finder = CaseFinder(ann.base)
    case = finder.by_identifier("0012")
    new = NewNote(
        "Supervision monthly",
        when="2026-11-16T10:15:00+00:00",
        occasion="worker-video",
        spoke_to=("Team manager", "worker"),
        cases=(CaseSeen(case, "stage"), CaseSeen(case, "whole")),
        minutes=35,
        tags=Tags(("leaders",), ("hp-1",), (line,)),
        agency="police",
        hard_to_read=True,
    )
    note = shown_record(ann.base, Note, add_note(ann.base, new, finder.writes).record)
    assert note.record.happened_at == "2026-11-16T10:15:00+00:00"
    assert (note.record.occasion, note.record.minutes) == ("worker-video", 35)
    assert (note.record.agency, bool(note.record.hard_to_read)) == ("police", True)
    assert note.keys("spoke_to") == ("team-manager", "worker")
    assert note.keys("cases") == (case,)
    assert note.keys("depths") == (f"{case}:stage", f"{case}:whole")
    assert note.keys("areas") == ("help-and-protection", "leaders")
    assert note.keys("enquiries") == (line,)
    assert shown_record(ann.base, Case, case).record.identifier == "0012"


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_comes_back_as_it_was_typed(ann: Laptop, text: str) -> None:
    record = add_note(ann.base, NewNote(text)).record
    kept = text.replace("\ud800", "\N{REPLACEMENT CHARACTER}")
    assert shown_record(ann.base, Note, record).record.text == kept


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewNote(" \n\t"), "no-text"),
        (NewNote("x", occasion="pub"), "unknown-word"),
        (NewNote("x", minutes=-1), "wrong-number"),
        (NewNote("x", minutes=2**31), "wrong-number"),
        (NewNote("x", spoke_to=("Jane O'Hara]",)), "wrong-role"),
        (NewNote("x", cases=(CaseSeen("0" * 32, "deep"),)), "unknown-word"),
        (NewNote("x", tags=Tags(areas=("leader",))), "unknown-area"),
        (NewNote("x", tags=Tags(criteria=("ldr-99",))), "unknown-criterion"),
        (NewNote("x", tags=Tags(enquiries=("0" * 32,))), "unknown-enquiry"),
        (NewNote("x", tags=Tags(areas=("leaders]; DROP",))), "unknown-area"),
    ],
)
def test_a_wrong_field_is_refused_and_nothing_is_saved(
    ann: Laptop, new: NewNote, code: str
) -> None:
    with refused(ann.base, code):
        add_note(ann.base, new)


def test_a_refused_note_adds_no_case_either(ann: Laptop) -> None:
    finder = CaseFinder(ann.base)
    case = finder.by_identifier("777")
    with refused(ann.base, "no-text"):
        add_note(ann.base, NewNote("", cases=(CaseSeen(case),)), finder.writes)


def test_an_edit_changes_what_is_given_and_adds_tags(ann: Laptop) -> None:
    first = NewNote("one", occasion="worker", tags=Tags(("leaders",)))
    record = add_note(ann.base, first).record
    edit_note(ann.base, record, NewNote("", minutes=5, tags=Tags(("care-leavers",))))
    note = shown_record(ann.base, Note, record)
    assert (note.record.text, note.record.occasion, note.record.minutes) == ("one", "worker", 5)
    assert note.keys("areas") == ("care-leavers", "leaders")


def test_an_edit_that_changes_nothing_saves_nothing(ann: Laptop) -> None:
    record = add_note(ann.base, NewNote("one", minutes=5)).record
    assert edit_note(ann.base, record, NewNote("one", minutes=5)).recorded is None


def test_fields_can_be_emptied_but_not_the_text(ann: Laptop) -> None:
    new = NewNote("one", occasion="worker", spoke_to=("worker", "carer"))
    record = add_note(ann.base, new).record
    edit_note(ann.base, record, NewNote(""), clear=("occasion", "spoke_to[carer]"))
    note = shown_record(ann.base, Note, record)
    assert note.record.occasion is None
    assert note.keys("spoke_to") == ("worker",)
    for field in ("text", "withdrawn", "author", "nothing[x]", ""):
        with refused(ann.base, "cannot-clear"):
            edit_note(ann.base, record, NewNote(""), clear=(field,))


def test_what_came_in_while_an_editor_was_open_is_not_hidden_by_its_save(
    ann: Laptop, bea: Laptop
) -> None:
    record = add_note(ann.base, NewNote("as ann wrote it")).record
    give(ann, bea)
    on_screen = ann.base.fields(record)
    edit_note(bea.base, record, NewNote("as bea put it"))
    give(bea, ann)
    saved = edit_note(ann.base, record, NewNote("as ann left it"), views=on_screen)
    assert ann.values(record, "text") == {"as bea put it", "as ann left it"}
    assert saved.recorded is not None
    assert saved.recorded.conflicts == ((record, "text"),)


def test_a_save_wipes_its_draft_and_a_refused_one_keeps_it(ann: Laptop) -> None:
    with ann.base.local() as connection:
        connection.exec_driver_sql(
            "INSERT INTO draft (id, type, content, saved_at) VALUES ('d', 'note', 'x', '')"
        )
    with refused(ann.base, "unknown-area"):
        add_note(ann.base, NewNote("x", tags=Tags(("y",))), draft="d")
    assert drafts(ann) == 1
    record = add_note(ann.base, NewNote("x"), draft="d").record
    assert drafts(ann) == 0
    edit_note(ann.base, record, NewNote("y"), draft="none-of-that-id")
    assert shown_record(ann.base, Note, record).record.text == "y"


def test_a_qam_who_may_write_no_notes_is_refused(dev: Laptop) -> None:
    with refused(dev.base, "not-allowed"):
        add_note(dev.base, NewNote("x"))


def test_notes_are_found_by_person_day_line_and_case(ann: Laptop, bea: Laptop) -> None:
    line = raise_line(ann.base, NewLine("Front door")).record
    finder = CaseFinder(ann.base)
    case = finder.by_identifier("5")
    first = add_note(ann.base, NewNote("a", cases=(CaseSeen(case),)), finder.writes).record
    bea.clock.move(days=1)
    exchange(ann, bea)
    second = add_note(bea.base, NewNote("b", tags=Tags(enquiries=(line,)))).record
    exchange(ann, bea)

    def ids(wanted: NoteFilter) -> list[str]:
        return [note.id for note in notes_matching(ann.base, wanted)]

    assert ids(NoteFilter()) == [first, second]
    assert ids(NoteFilter(by=bea.base.member)) == [second]
    assert ids(NoteFilter(day="2026-11-16")) == [first]
    assert ids(NoteFilter(day="%")) == []
    assert ids(NoteFilter(enquiry=line)) == [second]
    assert ids(NoteFilter(case=case)) == [first]
    assert ids(NoteFilter(withdrawn=True)) == []


def drafts(laptop: Laptop) -> int:
    with laptop.base.local() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM draft").scalar_one()
    return int(count)
