"""What the inspectors write is distinct, in order, anonymous and in the framework's words."""

from __future__ import annotations

import re
from collections import Counter
from string import Formatter

import pytest

from inspector_app.demo.authority import Authority, build_authority
from inspector_app.demo.authority_data import names
from inspector_app.demo.writing import write_inspection
from inspector_app.demo.writing_data import (
    evidence_sources,
    exchanges,
    frames,
    note_sources,
    team,
)
from inspector_app.demo.writing_days import SHORT_DAYS, STANDARD_DAYS
from inspector_app.demo.writing_features import CaseBook
from inspector_app.demo.writing_records import Writing
from schemas.fields import words_of
from schemas.frameworks import load_framework
from schemas.records import DEPTHS, MODES, Challenge, Evidence, LineOfEnquiry, Note, SafetyConcern
from tests.demo.conftest import ON


def drawn(authority: Authority, count: int) -> list[str]:
    """Some of list 6 and of list 9, as a draw would leave them: in no order of theirs."""
    needs = [need.child.identifier for need in authority.needs]
    leavers = [leaver.child.identifier for leaver in authority.leavers]
    step = max(1, len(needs) // count)
    return [*needs[::step][:count], *leavers[: max(3, count // 8)]]


@pytest.fixture(scope="module")
def writing(county: Authority) -> Writing:
    """What is written about a large sample, so that nearly all the material is used."""
    return write_inspection(county, drawn(county, 300), seed=4)


def all_texts(writing: Writing) -> list[str]:
    return [
        *(note.text for note in writing.notes),
        *(text for item in writing.evidence for text in (item.text, item.impact)),
        *(text for line in writing.enquiries for text in (line.title, line.hypothesis)),
        *(text for item in writing.challenges for text in (item.question, item.answer, item.view)),
        *(text for point in writing.points for text in (point.said, point.answered)),
        *(comment.text for comment in writing.comments),
        writing.concern.text,
        writing.concern.action,
    ]


def test_the_same_seed_writes_the_same(county: Authority) -> None:
    cases = drawn(county, 30)
    assert write_inspection(county, cases, seed=1) == write_inspection(county, cases, seed=1)
    assert write_inspection(county, cases, seed=1) != write_inspection(county, cases, seed=2)


def test_there_is_enough_hand_written_material() -> None:
    bodies = [source.text for source in note_sources()]
    assert len(set(bodies)) == len(bodies) >= 60
    statements = [source.text for source in evidence_sources()]
    assert len(set(statements)) == len(statements) >= 80
    assert all(len(text.split()) >= 40 for text in bodies)


def test_nothing_is_said_twice(writing: Writing) -> None:
    statements = [item.text for item in writing.evidence]
    assert len(set(statements)) == len(statements) >= 75
    told = Counter(
        source.key
        for note in writing.notes
        for source in note_sources()
        if source.text[-60:] in note.text
    )
    assert len(told) >= 60
    assert set(told.values()) == {1}


@pytest.mark.parametrize("count", [3, 12, 60, 400])
def test_any_sample_is_written_about(county: Authority, count: int) -> None:
    cases = drawn(county, count)
    found = write_inspection(county, cases, seed=7)
    assert {case for note in found.notes for case in note.cases} == set(range(len(cases)))
    assert len(found.evidence) >= 20


def test_leaders_are_well_represented_mostly_beside_another_area(writing: Writing) -> None:
    on_leaders = [item for item in writing.evidence if "leaders" in item.areas]
    assert len(on_leaders) > 0.4 * len(writing.evidence)
    assert sum(len(item.areas) > 1 for item in on_leaders) > 0.6 * len(on_leaders)
    areas = {area for item in writing.evidence for area in item.areas}
    assert areas == {"leaders", "help-and-protection", "children-in-care", "care-leavers"}
    polarities = Counter(item.polarity for item in writing.evidence)
    assert set(polarities) == {"strength", "concern", "mixed", "context"}
    assert min(polarities["strength"], polarities["concern"]) > 20


def test_all_words_are_those_of_the_framework_and_the_records(writing: Writing) -> None:
    framework = load_framework("ilacs-2026")
    criteria = {criterion.id: area.id for area in framework.areas for criterion in area.criteria}
    areas = {area.id for area in framework.areas}
    kinds = {source.id for source in framework.sources}
    lines = {line.key for line in writing.enquiries}
    for item in writing.evidence:
        assert set(item.areas) <= areas
        assert {criteria[criterion] for criterion in item.criteria} <= set(item.areas)
        assert item.polarity in words_of(Evidence, "polarity")
        assert item.level in ("", *words_of(Evidence, "level"))
        assert (item.polarity == "strength") <= (item.level == "")
        assert {source.kind for source in item.sources} <= kinds
        assert {source.mode for source in item.sources} <= set(MODES)
        assert set(item.enquiries) <= lines
    for note in writing.notes:
        assert note.occasion in words_of(Note, "occasion")
        assert note.depth in ("", *DEPTHS)
        assert set(note.enquiries) <= lines
    for line in writing.enquiries:
        assert line.origin in words_of(LineOfEnquiry, "origin")
        assert line.ends in words_of(LineOfEnquiry, "state")
        assert line.priority in words_of(LineOfEnquiry, "priority")
        assert set(line.areas) <= areas
    for challenge in writing.challenges:
        assert challenge.state in words_of(Challenge, "state")
        assert challenge.enquiry in lines
        assert (challenge.state == "open") == (not challenge.answer)
    assert writing.concern.state in words_of(SafetyConcern, "state")
    assert writing.concern.kind in words_of(SafetyConcern, "kind")


def test_every_criterion_of_the_framework_has_some_evidence() -> None:
    framework = load_framework("ilacs-2026")
    used = {criterion for source in evidence_sources() for criterion in source.criteria}
    assert used == {item.id for area in framework.areas for item in area.criteria}


def test_statements_rest_on_notes_written_before_and_on_cases_seen(writing: Writing) -> None:
    for item in writing.evidence:
        assert item.notes
        for at in item.notes:
            note = writing.notes[at]
            assert (note.day, note.at) < (item.day, item.at)
        assert set(item.found_in) <= set(item.looked_in)
        for at in item.notes:
            assert set(writing.notes[at].cases) <= set(item.found_in)


@pytest.mark.parametrize("days", [STANDARD_DAYS, SHORT_DAYS, (0, 1)])
def test_everything_is_in_order_and_on_days_on_site(
    county: Authority, days: tuple[int, ...]
) -> None:
    found = write_inspection(county, drawn(county, 40), seed=3, days=days)
    for written in (found.notes, found.evidence, found.challenges):
        moments = [(item.day, item.at) for item in written]
        assert moments == sorted(moments)
        assert {day for day, _ in moments} <= set(days)
    for challenge in found.challenges:
        if challenge.answered_day is not None and challenge.answered_at is not None:
            asked = (challenge.day, challenge.at)
            assert asked < (challenge.answered_day, challenge.answered_at)
    assert all(line.day < 0 or line.day in days for line in found.enquiries)


def test_no_text_names_anybody_or_shows_an_identifier(writing: Writing, county: Authority) -> None:
    spec = names()
    forbidden = {*spec.forenames, *spec.surnames}
    forbidden |= {part for member in writing.members for part in member.name.split()}
    for text in all_texts(writing):
        assert not forbidden & set(re.findall(r"[\w-]+", text))
        assert not re.search(r"\d{5,}", text)
        assert "{" not in text
        assert spec.short_name not in text
    codes = {worker.code for worker in county.workers}
    mentioned = set(re.findall(r"\bW\d+\b", " ".join(all_texts(writing))))
    assert mentioned
    assert mentioned <= codes


def test_a_note_fits_the_child_it_is_about(county: Authority, writing: Writing) -> None:
    cases = drawn(county, 300)
    book = CaseBook(county)
    sources = {source.key: source for source in note_sources()}
    for note in writing.notes:
        source = sources.get(note.key)
        if source is None or not source.kinds or len(note.cases) != 1:
            continue
        case = book.features(cases[note.cases[0]])
        assert case.kind in source.kinds
        assert source.ages[0] <= case.age <= source.ages[1]
        if case.age < 0:
            assert source.unborn
        if case.pronoun is None:
            assert not re.search(r"\b(he|she) (was|is|has)\b", source.text.format_map(Blank()))


class Blank(dict[str, str]):
    """Gives every slot a word that is no pronoun."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def test_the_material_hangs_together() -> None:
    lines = {line.key for line in team().enquiries}
    keys = [source.key for source in note_sources()]
    assert len(set(keys)) == len(keys)
    for source in note_sources():
        assert set(source.lines) <= lines
        assert bool(source.depth) == bool(source.kinds) or source.cases
        slots = {name for _, name, _, _ in Formatter().parse(source.text) if name}
        assert slots <= {"he", "him", "his", "He", "His", "child", "worker", "held", "caseload"}
    for item in evidence_sources():
        assert set(item.notes) <= set(keys)
        assert (item.polarity == "context") == (item.impact == "")
    for comment in exchanges().comments:
        assert comment.key in (lines if comment.about == "enquiry" else keys)
    tracked = {kind for source in note_sources() for kind in source.kinds}
    assert tracked == set(frames().openings)


def test_the_concern_is_about_a_child_of_school_age(county: Authority) -> None:
    cases = drawn(county, 60)
    concern = write_inspection(county, cases, seed=3).concern
    assert concern.case is not None
    assert 5 <= CaseBook(county).features(cases[concern.case]).age <= 11
    assert concern.at < concern.told_at < concern.lead_told_at < concern.action_at


def test_labels_are_the_words_people_use() -> None:
    authority = build_authority(3, 50, ON)
    book = CaseBook(authority)
    labels = [book.features(need.child.identifier).label for need in authority.needs]
    assert any(re.fullmatch(r"(girl|boy) \d+ · (CP|CIN|CLA)", label) for label in labels)
    assert any(label.startswith("unborn · ") for label in labels)
