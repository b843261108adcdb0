"""`inspector case …`."""

from __future__ import annotations

from pathlib import Path

from inspector_app.evidence_base.writing import NewWrite
from tests.cli.running import HOSTILE_PAGE, Inspector, set_home
from tests.evidence_base.laptops import Laptop, Template, exchange


def test_a_case_is_added_once_with_the_next_number(inspector: Inspector) -> None:
    first = inspector.json("case", "add", "0012", "--label", "girl 9 · CP")
    assert first["current"]["identifier"] == "0012"
    assert (first["current"]["number"], first["short"]) == (1, "1")
    again = inspector.json("case", "add", "-", "--team", "North", stdin=" 0012\n")
    assert again["id"] == first["id"]
    assert (again["current"]["label"], again["current"]["team"]) == ("girl 9 · CP", "North")
    assert inspector.json("case", "add", "13")["short"] == "2"
    items = inspector.json("case", "list")["items"]
    assert [(item["short"], item["identifier"]) for item in items] == [("1", "0012"), ("2", "13")]


def test_a_case_is_shown_with_everybodys_notes_and_evidence(inspector: Inspector) -> None:
    case = inspector.add("case", "add", "0012")
    note = inspector.add("note", "add", "--text", "[/n]", "--case", "0012:whole")
    evidence = inspector.add("evidence", "add", "--text", "e", "--found-in", "@1")
    inspector.add("note", "add", "--text", "other", "--case", "13")
    shown = inspector.json("case", "show", "@1")
    assert shown["id"] == case
    assert shown["events"] == []
    assert [each["id"] for each in shown["notes"]] == [note]
    assert [each["id"] for each in shown["evidence"]] == [evidence]
    assert inspector.json("case", "show", "0012.0")["id"] == case
    out, _ = inspector.text("case", "show", "@1")
    assert "[/n]" in out


def test_a_case_that_is_not_there_is_refused(inspector: Inspector) -> None:
    assert inspector.refused("case", "show", "404") == "unknown-record"
    assert inspector.refused("case", "show", "@404") == "unknown-case"
    assert inspector.refused("case", "show", "@404x") == "no-such-file"
    assert inspector.refused("case", "add", " ") == "no-identifier"
    assert inspector.refused("case", "add", "1", "--worker", "Jane Smith") == "wrong-value"


def test_hostile_text_is_kept(inspector: Inspector) -> None:
    label = inspector.json("case", "add", "1", "--label", "-", stdin=HOSTILE_PAGE)
    assert label["current"]["label"] == HOSTILE_PAGE
    added = inspector.json("case", "add", "-", stdin="'); DROP TABLE--\x00[/x]")
    assert added["current"]["identifier"] == "'); DROP TABLE--[/x]"
    out, _ = inspector.text("case", "list")
    assert "\x1b" not in out


def test_two_cases_with_one_number_are_refused_by_it_naming_both(
    inspector: Inspector, template: Template, made_home: Path, tmp_path: Path
) -> None:
    laptops = template.laptops(tmp_path)

    def on(laptop: Laptop) -> Inspector:
        set_home(inspector.monkeypatch, laptop.home, made_home / "passphrase")
        return inspector

    ann, bea = laptops["ann"], laptops["bea"]
    ids = {on(ann).add("case", "add", "31"), on(bea).add("case", "add", "32")}
    exchange(ann, bea)
    for laptop in (ann, bea):
        error = on(laptop).json("note", "add", "--text", "x", "--case", "@1", code=1)["error"]
        assert error["code"] == "ambiguous-case"
        assert "1a and 1b" in error["message"]
        items = on(laptop).json("case", "list")["items"]
        assert [(item["short"], item["id"]) for item in items] == list(
            zip(("1a", "1b"), sorted(ids), strict=True)
        )
        assert on(laptop).json("note", "list")["items"] == []
    for laptop in laptops.values():
        laptop.close()


def test_events_of_the_extract_are_listed_by_day(inspector: Inspector) -> None:
    from inspector_app.cli.arguments import opened_base
    from inspector_app.enquiries.cases import NewCase, new_case_writes
    from inspector_app.intake.extracts import Extract, ExtractField
    from inspector_app.intake.frame import DatedEvent

    event = DatedEvent("2026-01-05", 3, "Assessments", "Assessment start")
    fields = [("Allocated Team", "North"), ("Allocated Worker", "Jane Smith"), ("Made up", "x")]
    extract = Extract((event,), tuple(ExtractField(3, *each) for each in fields)).to_text()
    with opened_base(None) as base:
        writes: tuple[NewWrite, ...] = new_case_writes(
            base.inspection, NewCase("5", extract=extract), 1
        )
        base.record(*writes)
    shown = inspector.json("case", "show", "5")
    assert shown["events"] == [
        {"day": "2026-01-05", "list": 3, "title": "Assessments", "what": "Assessment start"}
    ]
    assert shown["fields"] == [{"list": 3, "column": "Allocated Team", "value": "North"}]
    assert shown["frame"] is None
    assert [(each["kind"], each["day"], each["text"]) for each in shown["line"]] == [
        ("event", "2026-01-05", "Assessment start")
    ]
    out, _ = inspector.text("case", "show", "5")
    assert "3 Referrals" in out
    assert "Jane" not in out
