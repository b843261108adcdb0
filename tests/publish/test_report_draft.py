"""The report says what was agreed and what it rests on, in the framework's order, and no more."""

from __future__ import annotations

import pytest

from inspector_app.enquiries.inspections import inspection_id
from inspector_app.enquiries.tagging import Tags, tag_record
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.writing import Typed
from inspector_app.publish.report import Report
from inspector_app.publish.report_draft import draft_report
from tests.evidence_base.laptops import Laptop, exchange
from tests.publish.inspections import (
    agreed,
    case,
    held_under,
    record,
    section,
    statement,
    texts,
    withdraw,
)

HELP = "The experiences and progress of children who need help and protection"
CARE = "The experiences and progress of children in care"
LEAVERS = "The experiences and progress of care leavers"
LEADERS = "The impact of leaders on social work practice with children and families"
JTAI_NEEDS = "Identification of initial need and risk"
JTAI_HELP = "Experiences of children who need help and protection from several agencies"
JTAI_LEADERS = "Leadership of the partnership and its impact on practice"


@pytest.fixture
def lead(ann: Laptop) -> Laptop:
    held_under(ann, "ilacs-2026", authority=Typed("Brambleshire"))
    return ann


def drafted(laptop: Laptop) -> Report:
    return draft_report(laptop.base)


@pytest.mark.parametrize(
    ("framework", "kind", "headings"),
    [
        (
            "ilacs-2018",
            "standard",
            ["Summary", "What needs to improve", HELP, f"{CARE} and care leavers", LEADERS],
        ),
        (
            "ilacs-2023",
            "short",
            ["Summary", "What needs to improve", HELP, CARE, LEAVERS, LEADERS],
        ),
        (
            "ilacs-2026",
            "standard",
            ["Summary", "What needs to improve?", HELP, CARE, LEAVERS, LEADERS],
        ),
        (
            "jtai",
            "jtai",
            [
                "Headline findings",
                "What needs to improve?",
                JTAI_NEEDS,
                JTAI_HELP,
                JTAI_LEADERS,
            ],
        ),
    ],
)
def test_sections_stand_in_the_order_of_the_framework(
    ann: Laptop, framework: str, kind: str, headings: list[str]
) -> None:
    held_under(ann, framework, kind)
    assert [each.heading for each in drafted(ann).sections] == headings


def test_since_2026_leaders_stand_first_in_the_table_and_last_in_the_text(lead: Laptop) -> None:
    report = drafted(lead)
    assert report.grades is not None
    assert [row.area for row in report.grades.rows] == [LEADERS, HELP, CARE, LEAVERS]
    assert report.sections[-1].heading == LEADERS


@pytest.mark.parametrize("framework", ["ilacs-2018", "ilacs-2023"])
def test_until_2026_the_table_has_the_overall_grade(ann: Laptop, framework: str) -> None:
    held_under(ann, framework)
    agreed(ann, "overall", "good", "Good where it matters.")
    table = drafted(ann).grades
    assert table is not None
    rows = {row.area: row.grade for row in table.rows}
    assert rows["Overall effectiveness"] == "Good"


def test_what_is_not_agreed_yet_says_so(lead: Laptop) -> None:
    agreed(lead, "leaders", "good", "Leaders know practice.")
    report = drafted(lead)
    assert report.grades is not None
    assert {row.area: row.grade for row in report.grades.rows} == {
        LEADERS: "Good",
        HELP: "Not yet agreed",
        CARE: "Not yet agreed",
        LEAVERS: "Not yet agreed",
    }
    assert section(report, LEADERS).grade == "Good"
    assert section(report, HELP).grade is None
    assert section(report, HELP).empty == "No evidence is tagged with this area yet."
    assert texts(section(report, "Summary")) == ["Leaders know practice."]


def test_a_narrative_judgement_has_words_and_no_grade(ann: Laptop) -> None:
    held_under(ann, "jtai", "jtai", theme=Typed("Neglect"))
    agreed(ann, "identification", "narrative", "Risk is seen early wherever children are met.")
    report = drafted(ann)
    assert report.grades is None
    assert report.theme == "Neglect"
    assert all(each.grade is None for each in report.sections)
    assert texts(section(report, "Headline")) == ["Risk is seen early wherever children are met."]


def test_headings_without_a_source_are_known(ann: Laptop) -> None:
    held_under(ann, "ilacs-2023")
    report = drafted(ann)
    assert report.grades is not None
    assert not report.grades.verified
    assert not any(each.verified for each in report.sections)
    assert not report.all_verified
    ann.write(inspection_id(ann.base.inspection), "framework", "ilacs-2026", "inspection")
    assert drafted(ann).all_verified


def test_strengths_come_first_and_context_is_not_counted(lead: Laptop) -> None:
    for polarity in ("concern", "context", None, "mixed", "strength"):
        statement(lead, f"Of polarity {polarity}.", "leaders", polarity=polarity)
    found = section(drafted(lead), LEADERS)
    assert texts(found) == [
        "Of polarity strength.",
        "Of polarity mixed.",
        "Of polarity concern.",
        "Of polarity None.",
    ]


def test_what_is_tagged_with_two_areas_stands_under_both(lead: Laptop) -> None:
    statement(lead, "Supervision shows in visits.", "leaders", "children-in-care")
    report = drafted(lead)
    for heading in (LEADERS, CARE):
        assert texts(section(report, heading)) == ["Supervision shows in visits."]
    assert len(report.references) == 1, "one item of evidence, however often it is named"


def test_a_tag_by_a_colleague_counts_like_the_authors(team: dict[str, Laptop]) -> None:
    ann, dev = team["ann"], team["dev"]
    held_under(ann, "ilacs-2026")
    item = statement(ann, "Audits reach practice.", "help-and-protection")
    exchange(ann, dev)
    tag_record(dev.base, item, Tags(areas=("leaders",)))
    exchange(ann, dev)
    assert texts(section(drafted(ann), LEADERS)) == ["Audits reach practice."]


def test_a_section_holds_what_the_judgement_rests_on_and_nothing_beside(lead: Laptop) -> None:
    rests = statement(lead, "Named by the group.", "leaders")
    statement(lead, "Not named by the group.", "leaders")
    untagged = statement(lead, "Named, though nobody tagged it.", polarity="concern")
    agreed(lead, "leaders", "good", "Agreed.", (rests, untagged))
    found = section(drafted(lead), LEADERS)
    assert texts(found) == ["Named by the group.", "Named, though nobody tagged it."]


def test_withdrawn_evidence_is_left_out_and_the_judgement_says_so(lead: Laptop) -> None:
    stays = statement(lead, "This stands.", "leaders")
    goes = statement(lead, "This was the wrong child.", "leaders")
    agreed(lead, "leaders", "good", "Agreed.", (stays, goes))
    withdraw(lead, goes)
    report = drafted(lead)
    assert texts(section(report, LEADERS)) == ["This stands."]
    [summary] = section(report, "Summary").paragraphs
    assert summary.evidence == (stays,)
    assert summary.counts == "1 item of its evidence withdrawn since"
    assert [reference.id for reference in report.references] == [stays]


def test_a_withdrawn_judgement_is_as_if_it_was_not_agreed(lead: Laptop) -> None:
    record_of = agreed(lead, "leaders", "good", "Agreed too early.")
    withdraw(lead, record_of)
    report = drafted(lead)
    assert section(report, LEADERS).grade is None
    assert texts(section(report, "Summary")) == []


def test_the_newest_judgement_of_an_area_stands(lead: Laptop) -> None:
    agreed(lead, "leaders", "good", "At first.")
    record(
        lead,
        "agreed-judgement",
        area="leaders",
        grade="inadequate",
        rationale=Typed("After the consistency panel."),
    )
    report = drafted(lead)
    assert section(report, LEADERS).grade == "Inadequate"
    assert texts(section(report, "Summary")) == ["After the consistency panel."]


def test_counts_are_of_distinct_children(lead: Laptop) -> None:
    one, two, three = (case(lead, number) for number in ("301", "302", "303"))
    statement(
        lead,
        "Visits.",
        "leaders",
        looked=(one, two, three, one),
        found=(one, two),
        unclear=(three,),
    )
    [paragraph] = section(drafted(lead), LEADERS).paragraphs
    assert paragraph.counts == "found for 2 of the 3 children looked at, could not tell for 1"
    [reference] = drafted(lead).references
    assert reference.children == 3


@pytest.mark.parametrize(
    ("looked", "found", "said"),
    [
        (1, 1, "found for the 1 child looked at"),
        (1, 0, "not found for the 1 child looked at"),
        (4, 0, "not found for any of the 4 children looked at"),
        (4, 4, "found for 4 of the 4 children looked at"),
        (0, 0, ""),
    ],
)
def test_counts_read_as_a_sentence(lead: Laptop, looked: int, found: int, said: str) -> None:
    cases = tuple(case(lead, f"30{number}") for number in range(looked))
    statement(lead, "Visits.", "leaders", looked=cases, found=cases[:found])
    [paragraph] = section(drafted(lead), LEADERS).paragraphs
    assert paragraph.counts == said


def test_a_typed_extent_is_printed_with_its_source_only_where_no_case_was_counted(
    lead: Laptop,
) -> None:
    record(
        lead,
        "evidence",
        text=Typed("Data."),
        polarity="strength",
        extent_found=1200,
        extent_of=4000,
        extent_source=Typed("list 8, 2026"),
        **{"areas[leaders]": True},
    )
    [paragraph] = section(drafted(lead), LEADERS).paragraphs
    assert paragraph.counts == "1,200 of 4,000, list 8, 2026"


def test_what_it_meant_for_children_follows_the_statement(lead: Laptop) -> None:
    statement(lead, "Plans drift.", "leaders", impact="Children wait.")
    assert texts(section(drafted(lead), LEADERS)) == ["Plans drift. Children wait."]


def test_evidence_is_numbered_as_the_reader_meets_it(lead: Laptop) -> None:
    first = statement(lead, "On leaders.", "leaders", sources=("worker", "data:in-file"))
    second = statement(lead, "On help.", "help-and-protection", sources=("child", "worker:direct"))
    report = drafted(lead)
    assert [(each.number, each.id) for each in report.references] == [(1, second), (2, first)]
    assert report.references[0].sources == ("Worker", "Child or young person")


def test_areas_for_priority_action_stand_before_other_improvements(lead: Laptop) -> None:
    item = statement(lead, "Nobody checks.", "leaders")
    record(
        lead,
        "finding",
        text=Typed("Oversight by managers."),
        kind="improvement",
        level="less-than-good",
        extent=Typed("two of five teams"),
        outcome_code="O4",
        outcome_wording=Typed("Children are safe."),
        **{f"evidence[{item}]": True},
    )
    record(lead, "finding", text=Typed("Missing children."), kind="priority-action", state="agreed")
    record(lead, "finding", text=Typed("Foster carers."), kind="strength", state="agreed")
    urgent, other = section(drafted(lead), "What needs").paragraphs
    assert (urgent.text, urgent.kind, urgent.counts) == ("Missing children.", "priority-action", "")
    assert other.text == "Oversight by managers. (O4 Children are safe.)"
    assert other.counts == "less than good; two of five teams; not yet agreed"
    assert other.evidence == (item,)


@pytest.mark.parametrize("kind", ["focused-visit", "monitoring-visit"])
def test_a_visit_ends_in_a_letter_and_has_no_report(ann: Laptop, kind: str) -> None:
    held_under(ann, "ilacs-2026", kind)
    with pytest.raises(InspectorError) as refused:
        drafted(ann)
    assert refused.value.code == "no-report"


def test_a_type_that_the_framework_does_not_know_is_refused(ann: Laptop) -> None:
    held_under(ann, "ilacs-2026", "jtai")
    with pytest.raises(InspectorError) as refused:
        drafted(ann)
    assert refused.value.code == "unknown-type"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"starts": "2026-11-16", "ends": "2026-11-27"}, "16 November 2026 to 27 November 2026"),
        ({"starts": "2026-11-16"}, "from 16 November 2026"),
        ({"ends": "2026-11-27"}, "to 27 November 2026"),
        ({}, ""),
    ],
)
def test_dates_are_said_as_far_as_they_are_known(
    ann: Laptop, days: dict[str, str], said: str
) -> None:
    held_under(ann, "ilacs-2026", **days)
    assert drafted(ann).dates == said


def test_the_lead_is_named(lead: Laptop) -> None:
    assert (drafted(lead).lead, drafted(lead).authority) == ("ann", "Brambleshire")
