"""Requests for tomorrow: what was ticked, and nothing of why."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document

from inspector_app.enquiries.moments import next_working_day
from inspector_app.enquiries.requests import NewRequest, add_request
from inspector_app.enquiries.shown import shown_record, shown_records
from inspector_app.errors import InspectorError
from inspector_app.publish.requests_page import export_requests, request_lines
from schemas.records import Export, Request
from tests.cli.running import HOSTILE
from tests.evidence_base.laptops import Laptop
from tests.publish.inspections import case, held_under

DAY = "2026-12-02"


@pytest.fixture
def ann(ann: Laptop) -> Laptop:
    held_under(ann, "ilacs-2026")
    return ann


def ask(laptop: Laptop, text: str, **more: str) -> str:
    return add_request(laptop.base, NewRequest(text=text, **more)).record


def page(file: Path) -> list[list[str]]:
    (table,) = Document(io.BytesIO(file.read_bytes())).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_page_says_whom_when_and_where_in_order_and_no_reason(
    ann: Laptop, tmp_path: Path
) -> None:
    child = case(ann, "LA-4471")
    why = "because the plan looks copied"
    later = ask(ann, why, kind="manager", case=child, wanted_at=f"{DAY}T14:00:00+00:00")
    first = ask(
        ann, why, kind="worker", case=child, person="Sam Hart",
        wanted_at=f"{DAY}T09:30:00+00:00", place="Room 3",
    )  # fmt: skip
    paper = ask(ann, "The audit of June", kind="document", state="asked")
    other = ask(ann, "Another day", kind="visit", wanted_at="2026-12-04T10:00:00+00:00")
    left_out = ask(ann, "Not ticked", kind="data")
    out = tmp_path / "requests.docx"
    left = export_requests(ann.base, [later, paper, first, other], DAY, out, None)
    assert page(out) == [
        ["When", "Case", "Who", "What", "Where"],
        ["09:30", "LA-4471", "Sam Hart", "to talk the case through", "Room 3"],
        ["14:00", "LA-4471", "a manager of the worker", "to talk the case through", "to be agreed"],
        ["4 December 2026, 10:00", "", "", "Another day", "to be agreed"],
        ["to be agreed", "", "", "The audit of June", "to be agreed"],
    ]
    whole = "\n".join(p.text for p in Document(io.BytesIO(out.read_bytes())).paragraphs)
    assert "Requests for 2 December 2026" in whole
    assert why not in whole
    states = {
        name: shown_record(ann.base, Request, name).record.state
        for name in (first, later, paper, other, left_out)
    }
    assert states == {
        first: "asked",
        later: "asked",
        paper: "asked",
        other: "asked",
        left_out: "to-ask",
    }
    (export,) = [shown.record for shown in shown_records(ann.base, Export)]
    assert (export.what, export.sha256, export.protected) == (
        "requests",
        left.sha256,
        "unprotected",
    )


def test_nothing_leaves_and_nothing_is_asked_when_one_of_them_may_not_stand_there(
    ann: Laptop, tmp_path: Path
) -> None:
    good = ask(ann, "Good", kind="data")
    over = ask(ann, "Over", kind="data", state="had")
    out = tmp_path / "requests.docx"
    for ticked, code in (
        ([good, over], "request-over"),
        ([], "no-request"),
        ([good, "0" * 32], "unknown-record"),
    ):
        with pytest.raises(InspectorError) as refused:
            export_requests(ann.base, ticked, DAY, out, None)
        assert refused.value.code == code
    with pytest.raises(InspectorError):
        export_requests(ann.base, [good], DAY, tmp_path / "no" / "folder.docx", None)
    assert list(tmp_path.glob("*.docx")) == []
    assert shown_record(ann.base, Request, good).record.state == "to-ask"
    assert shown_records(ann.base, Export) == ()


def test_any_text_is_printed_and_a_passphrase_protects_it(ann: Laptop, tmp_path: Path) -> None:
    ticked = [ask(ann, text, kind="data", person=text, place=text) for text in HOSTILE]
    assert {line.what for line in request_lines(ann.base, ticked)} == set(HOSTILE)
    export_requests(ann.base, ticked, DAY, tmp_path / "open.docx", None)
    assert len(page(tmp_path / "open.docx")) == len(HOSTILE) + 1
    left = export_requests(
        ann.base, ticked, DAY, tmp_path / "shut.docx", "seven larks at the quarry"
    )
    assert left.protected
    assert (tmp_path / "shut.docx").read_bytes().startswith(b"\xd0\xcf\x11\xe0")


@pytest.mark.parametrize(
    ("today", "then"),
    [("2026-12-01", "2026-12-02"), ("2026-12-04", "2026-12-07"), ("2026-12-06", "2026-12-07")],
)
def test_the_next_working_day_is_no_saturday_or_sunday(today: str, then: str) -> None:
    assert next_working_day(datetime.fromisoformat(f"{today}T17:00:00+00:00")) == then
