"""Evidence: what it rests on is checked, and anyone may tag it."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.cases import CaseFinder
from inspector_app.enquiries.evidence import NewEvidence, add_evidence, edit_evidence
from inspector_app.enquiries.evidence_lists import (
    EvidenceFilter,
    evidence_matching,
    kinds_of_source,
)
from inspector_app.enquiries.notes import NewNote, add_note
from inspector_app.enquiries.shown import shown_record
from inspector_app.enquiries.tagging import Tags, tag_record, untag_record
from inspector_app.evidence_base.editing import withdraw
from schemas.records import Evidence
from tests.enquiries.refusals import refused
from tests.evidence_base.laptops import Laptop, exchange


def test_a_statement_needs_only_its_text(ann: Laptop) -> None:
    record = add_evidence(ann.base, NewEvidence("Plans are specific.")).record
    evidence = shown_record(ann.base, Evidence, record)
    assert (evidence.record.text, evidence.record.polarity) == ("Plans are specific.", None)
    assert evidence.keyed == {}


def test_a_statement_keeps_everything_that_was_filled_in(ann: Laptop) -> None:
    note = add_note(ann.base, NewNote("n")).record
    finder = CaseFinder(ann.base)
    one, two, three = (finder.by_identifier(each) for each in ("1", "2", "3"))
    new = NewEvidence(
        "Visits are late",
        polarity="concern",
        tags=Tags(("help-and-protection", "leaders")),
        notes=(note,),
        looked_in=(one,),
        found_in=(two,),
        could_not_tell=(three,),
        sources=("case-file:in-file", "child"),
        place="North 2",
        agency="Health",
        impact="waited",
        level="less-than-good",
        extent_found=3,
        extent_of=10,
        extent_source="audit, Q2",
    )
    record = add_evidence(ann.base, new, finder.writes).record
    evidence = shown_record(ann.base, Evidence, record)
    assert evidence.record.place == "North 2"
    assert (evidence.record.agency, evidence.record.level) == ("health", "less-than-good")
    assert (evidence.record.extent_found, evidence.record.extent_of) == (3, 10)
    assert (evidence.record.impact, evidence.record.extent_source) == ("waited", "audit, Q2")
    assert evidence.keys("notes") == (note,)
    assert evidence.keys("looked_in") == tuple(sorted((one, two, three)))
    assert (evidence.keys("found_in"), evidence.keys("could_not_tell")) == ((two,), (three,))
    assert kinds_of_source(evidence) == ("case-file", "child")


def test_a_criterion_tags_with_its_area_too(ann: Laptop) -> None:
    record = add_evidence(ann.base, NewEvidence("x", tags=Tags(criteria=("ldr-4",)))).record
    assert shown_record(ann.base, Evidence, record).keys("areas") == ("leaders",)


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewEvidence(""), "no-text"),
        (NewEvidence("x", polarity="good"), "unknown-word"),
        (NewEvidence("x", level="bad"), "unknown-word"),
        (NewEvidence("x", notes=("0" * 32,)), "unknown-note"),
        (NewEvidence("x", sources=("ghost",)), "unknown-source"),
        (NewEvidence("x", sources=("child:telepathy",)), "unknown-source"),
        (NewEvidence("x", sources=("child:",)), "unknown-source"),
        (NewEvidence("x", extent_found=4, extent_of=3), "wrong-number"),
        (NewEvidence("x", agency="=1+1"), "wrong-role"),
    ],
)
def test_a_wrong_field_is_refused_and_nothing_is_saved(
    ann: Laptop, new: NewEvidence, code: str
) -> None:
    with refused(ann.base, code):
        add_evidence(ann.base, new)


def test_a_note_is_no_evidence_to_be_edited(ann: Laptop) -> None:
    note = add_note(ann.base, NewNote("n")).record
    with refused(ann.base, "unknown-record"):
        edit_evidence(ann.base, note, NewEvidence("x"))


def test_two_people_tag_the_same_statement_without_a_conflict(ann: Laptop, bea: Laptop) -> None:
    record = add_evidence(ann.base, NewEvidence("x")).record
    exchange(ann, bea)
    tag_record(ann.base, record, Tags(("leaders",)))
    tag_record(bea.base, record, Tags(("leaders", "care-leavers")))
    exchange(ann, bea)
    assert shown_record(ann.base, Evidence, record).keys("areas") == ("care-leavers", "leaders")
    assert ann.base.conflicts() == ()
    untag_record(bea.base, record, Tags(("leaders",)))
    exchange(ann, bea)
    assert shown_record(ann.base, Evidence, record).keys("areas") == ("care-leavers",)


def test_a_qam_may_tag_what_others_wrote(ann: Laptop, dev: Laptop) -> None:
    record = add_evidence(ann.base, NewEvidence("x")).record
    exchange(ann, dev)
    tag_record(dev.base, record, Tags(("leaders",)))
    exchange(ann, dev)
    assert shown_record(ann.base, Evidence, record).keys("areas") == ("leaders",)
    assert shown_record(ann.base, Evidence, record).record.author == ann.base.member


def test_a_tag_that_is_not_there_cannot_be_taken_away(ann: Laptop) -> None:
    record = add_evidence(ann.base, NewEvidence("x", tags=Tags(("leaders",)))).record
    for tags in (Tags(("care-leavers",)), Tags(("leaders", "care-leavers"))):
        with refused(ann.base, "no-such-tag"):
            untag_record(ann.base, record, tags)


def test_a_member_cannot_be_tagged(ann: Laptop) -> None:
    with refused(ann.base, "cannot-be-tagged"):
        tag_record(ann.base, ann.base.member, Tags(("leaders",)))


def test_evidence_is_listed_by_what_it_is_about(ann: Laptop) -> None:
    finder = CaseFinder(ann.base)
    case = finder.by_identifier("1")
    strong = NewEvidence(
        "s", "strength", Tags(criteria=("hp-1",)), found_in=(case,), sources=("child:direct",)
    )
    one = add_evidence(ann.base, strong, finder.writes).record
    two = add_evidence(ann.base, NewEvidence("t", "concern", Tags(("leaders",)))).record
    three = add_evidence(ann.base, NewEvidence("u")).record
    gone = add_evidence(ann.base, NewEvidence("v", "concern", Tags(("leaders",)))).record
    ann.base.record(withdraw(ann.base, gone, "twice"))

    def ids(wanted: EvidenceFilter) -> list[str]:
        return [each.id for each in evidence_matching(ann.base, wanted)]

    assert ids(EvidenceFilter()) == [one, two, three]
    assert ids(EvidenceFilter(area="leaders")) == [two]
    assert ids(EvidenceFilter(area="none")) == [three]
    assert ids(EvidenceFilter(criterion="hp-1")) == [one]
    assert ids(EvidenceFilter(enquiry="none", polarity="concern")) == [two]
    assert ids(EvidenceFilter(polarity="none")) == [three]
    assert ids(EvidenceFilter(case=case)) == [one]
    assert ids(EvidenceFilter(source="child")) == [one]
    assert ids(EvidenceFilter(by="nobody")) == []
    assert ids(EvidenceFilter(day="2026-11-16", area="leaders")) == [two]
    assert ids(EvidenceFilter(withdrawn=True)) == [gone]
