"""What is held about one child: all of it, and nothing of other children."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.editing import untag, withdraw
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.case_numbers import case_id
from inspector_app.publish.subject import ANOTHER_CHILD, Subject, subject_of
from inspector_app.publish.subject_text import subject_text
from tests.evidence_base.laptops import Laptop
from tests.sync.frames import CANARY, imported

OTHER = "C1"
"""Another child of the imported lists."""


def case(laptop: Laptop, identifier: str, number: int) -> str:
    record = case_id(laptop.inspection, identifier)
    laptop.base.record(
        NewWrite(record, "case", "identifier", Typed(identifier)),
        NewWrite(record, "case", "number", number),
    )
    return record


def record(laptop: Laptop, kind: str, **fields: object) -> str:
    name = laptop.base.new_id()
    laptop.base.record(
        *(
            NewWrite(name, kind, field, Typed(value) if field in ("text", "person") else value)  # type: ignore[arg-type]
            for field, value in fields.items()
        )
    )
    return name


def values(subject: Subject, name: str) -> list[object]:
    """What was written to one record, in order; empty where it is left out."""
    return [write.value for each in subject.records if each.record == name for write in each.writes]


@pytest.fixture
def ours(ann: Laptop) -> str:
    return case(ann, CANARY, 14)


@pytest.fixture
def theirs(ann: Laptop) -> str:
    return case(ann, OTHER, 15)


def test_everything_about_the_child_is_there_old_versions_and_withdrawn_records_too(
    ann: Laptop, ours: str, tmp_path: Path
) -> None:
    frame = imported(ann, tmp_path / "lists.xlsx")
    note = ann.note("First words", **{f"cases[{ours}]": True})
    ann.write(note, "text", Typed("Better words"))
    gone = ann.note("Withdrawn words", **{f"cases[{ours}]": True})
    ann.base.record(withdraw(ann.base, gone, "Twice."))
    once = ann.note("Once tagged", **{f"cases[{ours}]": True})
    ann.base.record(untag(ann.base.fields(once), once, "note", "cases", ours))
    said = ann.note(f"In passing: {CANARY}, and @14.")
    from_note = record(ann, "evidence", text="Drawn from it", **{f"notes[{note}]": True})
    comment = record(ann, "comment", text="I saw it, too", on=note)
    reply = record(ann, "comment", text="Thanks", reply_to=comment)
    concern = record(ann, "safety-concern", text="Seen alone", case=ours)
    asked = record(ann, "request", text="Talk it through", person="J. Doe", case=ours)
    subject = subject_of(ann.base, ours)
    assert values(subject, note) == ["First words", True, "Better words"]
    assert values(subject, gone) == ["Withdrawn words", True, "Twice."]
    assert values(subject, once) == ["Once tagged", True, None]
    assert values(subject, said) == [f"In passing: {CANARY}, and @14."]
    assert [each.record for each in subject.records if each.mentioned] == [said]
    for name, text in ((from_note, "Drawn from it"), (comment, "I saw it, too"), (reply, "Thanks")):
        assert text in values(subject, name)
    assert "Seen alone" in values(subject, concern)
    assert values(subject, asked) == ["Talk it through", ours]
    [row] = subject.rows
    assert (row.frame, dict(row.values)["Child Unique ID"]) == (frame, CANARY)
    assert not any(each.about_others for each in subject.records)
    text = subject_text(subject, {})
    for words in ("First words", "Withdrawn words", "(since replaced)", "Drawn from it", CANARY):
        assert words in text


def test_nothing_of_another_child_is_there(
    ann: Laptop, ours: str, theirs: str, tmp_path: Path
) -> None:
    imported(ann, tmp_path / "lists.xlsx")
    alone = ann.note("About the other", **{f"cases[{theirs}]": True})
    both = ann.note(
        f"Siblings {OTHER}: and {CANARY}. @15, too; not C99 (but C29).",
        **{f"cases[{ours}]": True, f"cases[{theirs}]": True, f"depths[{theirs}:whole]": True},
    )
    of_other = record(
        ann,
        "evidence",
        text="On the other",
        **{f"notes[{both}]": True, f"found_in[{theirs}]": True},
    )
    subject = subject_of(ann.base, ours)
    assert values(subject, alone) == values(subject, of_other) == []
    [shown] = [each for each in subject.records if each.record == both]
    assert shown.about_others
    assert [write.field for write in shown.writes] == ["text", f"cases[{ours}]"]
    assert shown.writes[0].value == (
        f"Siblings {ANOTHER_CHILD}: and {CANARY}. {ANOTHER_CHILD}, too; not C99 "
        f"(but {ANOTHER_CHILD})."
    )
    text = subject_text(subject, {})
    assert theirs not in text
    assert "About the other" not in text
    assert OTHER not in text


def test_a_child_that_nobody_wrote_about_is_unknown(ann: Laptop, ours: str) -> None:
    with pytest.raises(InspectorError) as caught:
        subject_of(ann.base, case_id(ann.inspection, "C-nobody"))
    assert caught.value.code == "unknown-record"
    assert ours
