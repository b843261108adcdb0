"""Cases and their lines as rows: what is said, narrowed, sorted."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.enquiries.case_line import LineItem
from inspector_app.enquiries.case_list import ListedCase, ListedChoice
from inspector_app.tui.case_line_rows import line_rows, row_of_month, strip_marks, whole_text
from inspector_app.tui.case_rows import case_rows
from inspector_app.tui.widgets.record_rows import Row, Tone

NAMES = {"a": "Ann", "b": "Bea"}
COLUMNS = ("number", "label", "plan", "seen", "with", "last")
DRAWN = ListedChoice("Neglect", withdrawn=False, route="drawn", state="selected", allocated=("a",))


def case(number: int, *choices: ListedChoice, short: str = "", **more: object) -> ListedCase:
    fields: dict[str, object] = {
        "id": f"{number}{short}",
        "short": short or str(number),
        "number": number,
        "identifier": f"44{number}",
        "label": f"girl {number}",
        "place": "",
        "team": "North",
        "in_conflict": False,
        "choices": choices,
        "notes": 0,
        "evidence": 0,
        "last_note": "",
        "occasions": frozenset(),
        "followed": False,
        "ours": False,
        **more,
    }
    return ListedCase(**fields)  # type: ignore[arg-type]  # a test says only what it is about


def cells(listed: ListedCase) -> dict[str, str]:
    (row,) = case_rows([listed], NAMES, COLUMNS)
    return dict(zip(COLUMNS, row.cells, strict=True))


def test_a_case_is_told_in_words() -> None:
    told = cells(
        case(
            14,
            DRAWN,
            short="14b",
            occasions=frozenset({"file-only", "manager"}),
            last_note="2026-11-22T10:00:00+00:00",
        )
    )
    assert told == {
        "number": "14b",
        "label": "girl 14",
        "plan": "drawn at random: Neglect",
        "seen": "with a manager",
        "with": "Ann",
        "last": "22 Nov 2026",
    }


def test_what_is_missing_or_gone_is_said() -> None:
    assert cells(case(1))["plan"] == "no plan: added by hand"
    assert cells(case(1))["with"] == "nobody yet"
    assert cells(case(1, label=""))["label"] == "case 441"
    gone = ListedChoice("Old", withdrawn=True, route="drawn", state="replaced", allocated=("a",))
    told = cells(case(1, gone, DRAWN))
    assert (
        told["plan"] == "drawn at random, replaced, plan withdrawn: Old; drawn at random: Neglect"
    )
    assert told["with"] == "Ann"


@pytest.mark.parametrize(
    ("listed", "tone"),
    [
        (case(1), Tone.PLAIN),
        (case(1, ours=True), Tone.STRONG),
        (case(1, ours=True, followed=True), Tone.PLAIN),
        (
            case(1, ListedChoice("", withdrawn=False, route="", state="replaced", allocated=())),
            Tone.MUTED,
        ),
        (case(1, in_conflict=True), Tone.WARNING),
    ],
)
def test_a_row_looks_as_its_words_say(listed: ListedCase, tone: Tone) -> None:
    (row,) = case_rows([listed], NAMES, COLUMNS)
    assert row.tone is tone


def test_typing_narrows_by_any_words_also_by_what_has_no_column() -> None:
    cases = [case(1), case(2, team="South"), case(3, DRAWN)]
    for wanted, found in (("south", ["2"]), ("441", ["1"]), ("NEG ann", ["3"]), ("zzz", [])):
        assert [row.key for row in case_rows(cases, NAMES, COLUMNS, wanted=wanted)] == found


def test_cases_sort_by_number_as_numbers_and_letters_and_by_any_column() -> None:
    cases = [case(10), case(9, notes=3), case(2, short="2b"), case(2, short="2a", notes=3)]
    assert [r.cells[0] for r in case_rows(cases, NAMES, COLUMNS)] == ["2a", "2b", "9", "10"]
    by_notes = case_rows(cases, NAMES, COLUMNS, order="notes", descending=True)
    assert [row.cells[0] for row in by_notes] == ["9", "2a", "10", "2b"]
    by_label = case_rows(cases, NAMES, COLUMNS, order="label")
    assert [row.cells[0] for row in by_label] == ["10", "2a", "2b", "9"]


LINE = (
    LineItem("event", "2025-03-01", list=4, title="Assessments", text="Start"),
    LineItem("gap", "2025-03-01", until="2026-01-20", months=10),
    LineItem("event", "2026-01-20", list=12, title="[Hidden]", text="x"),
    LineItem("note", "2026-11-24", "10:00", "n1", text="The\nplan", how="45 min", by="a"),
    LineItem("note", "2026-11-25", record="n2", text="Injury", by="b", hard_to_read=True),
    LineItem("request", "2026-11-25", record="r1", text="Chronology", how="to ask", by="a"),
    LineItem("event", "soon", list=6, title="Children in Need", text="odd"),
)


def rows(columns: tuple[str, ...] = ("day", "from", "what"), **more: object) -> list[Row]:
    return line_rows(LINE, NAMES, columns, **more)  # type: ignore[arg-type]  # as rows are asked for


def test_a_line_is_told_day_by_day_with_who_and_where_from() -> None:
    assert [row.cells for row in rows(descending=False)] == [
        ("1 Mar 2025", "4 Assessments", "Start"),
        ("1 Mar 2025", "┄ 10 months", "Nothing dated in the lists until 20 Jan 2026"),
        ("20 Jan 2026", "12 [Hidden]", "x"),
        ("24 Nov 2026", "Note · Ann", "The plan"),
        ("25 Nov 2026", "Note · Bea", "⚠ Hard to read. Enter opens it."),
        ("25 Nov 2026", "Request · Ann", "to ask: Chronology"),
        ("soon", "6 Children in need", "odd"),
    ]
    assert [row.key for row in rows()] == [row.key for row in rows(descending=False)][::-1]
    wide = rows(("what", "how", "by"))[3]
    assert wide.cells == ("The plan", "45 min", "Ann")


def test_a_line_is_narrowed_and_sorted_and_gaps_stand_only_among_days() -> None:
    assert [row.key for row in rows(wanted="ann note")] == ["n1"]
    by_source = rows(order="from", descending=False)
    assert not any("months" in row.cells[1] for row in by_source)
    assert [row.cells[1] for row in by_source][:2] == ["12 [Hidden]", "4 Assessments"]


def test_a_text_that_is_hard_to_read_is_nowhere_on_the_line() -> None:
    assert whole_text(LINE, NAMES, "n1") == "24 Nov 2026 · 10:00 · Note · Ann · 45 min\nThe\nplan"
    assert "Injury" not in whole_text(LINE, NAMES, "n2")
    assert whole_text(LINE, NAMES, "unknown") == ""
    assert not rows(wanted="injury")


def test_the_strip_has_a_track_for_each_list_and_kind_and_leaves_out_slips_of_the_pen() -> None:
    slip = LineItem("event", "0026-01-01", list=4, title="Assessments", text="x")
    tracks, spans = strip_marks((*LINE, slip))
    assert [(track.sign, track.label, len(track.days)) for track in tracks] == [
        ("?", "12 [Hidden]", 1),
        ("4", "4 Assessments", 1),
        ("n", "Note", 2),
        ("r", "Request", 1),
    ]
    assert [span.months for span in spans] == [10]


def test_a_month_leads_to_the_row_nearest_to_it() -> None:
    shown = rows(descending=False)
    assert row_of_month(LINE, shown, date(2025, 3, 1)) == 0
    assert row_of_month(LINE, shown, date(2026, 2, 1)) == 2
    assert row_of_month((), [], date(2026, 2, 1)) is None
