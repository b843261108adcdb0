"""`inspector sample …` on plans that were drawn, and what numbers tell."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from inspector_app.cli.main import main
from tests.cli.sampling import BY_TEAM, WHY, draw_twelve
from tests.intake.workbooks import headings, row_for, write_workbook
from tests.sampling.case_lists import WORKER
from tests.story.laptops import Laptop

SAMPLES = Path(__file__).parents[3] / "shared" / "reference" / "annex_a_samples"


def test_a_sample_from_its_draw_to_its_statement(lead: Laptop) -> None:
    document = draw_twelve(lead)
    plan = document["plan"]
    gone = document["selected"][0]
    replaced = lead.run(
        "sample", "replace", plan, f"@{gone['number']}", "--reason", "file-not-available"
    )
    assert replaced["replaced"]["case"] == gone["case"]
    assert replaced["selected"][0]["stratum"] == gone["stratum"]
    extended = lead.run("sample", "extend", plan, "--add", "3")
    assert len(extended["selected"]) == 3
    offered = lead.run(
        *("sample", "add", plan, "Z1", "--route", "offered-by-worker", "--rationale", "Good work")
    )
    assert offered["on_list"] is False
    shared = lead.run("sample", "allocate", plan, "--to", "Ann")
    assert len(shared["allocated"]) == 16
    seen = document["selected"][1]["case"]
    lead.run("note", "add", "--text", "With her worker", "--occasion", "worker", "--case", seen)
    shown = lead.run("sample", "show", plan)
    assert len(shown["selected"]) == 17
    assert {one["state"] for one in shown["selected"]} == {"selected", "replaced"}
    stated = lead.run("sample", "statement", plan)
    assert set(stated) >= {
        *("text", "nature", "size", "routes", "how_seen", "fields", "never_seen"),
    }
    assert stated["size"] == 16
    assert stated["routes"] == {"drawn": 15, "offered-by-worker": 1}
    assert stated["how_seen"] == {"with-worker": 1, "not-seen": 15}
    assert WORKER not in stated["text"]
    assert stated["fields"][0]["column"] == "Allocated Team"
    assert lead.run("sample", "verify", plan)["ok"] is True


def test_a_worker_who_is_not_here_needs_a_request_for_a_manager_first(lead: Laptop) -> None:
    document = draw_twelve(lead)
    case = document["selected"][0]["case"]
    replace = ("sample", "replace", document["plan"], case, "--reason", "worker-not-here")
    assert lead.refused(*replace).code == "manager-not-asked"
    manager = ("--kind", "manager", "--case", case, "--text", "In her place")
    lead.run("request", "add", *manager)
    assert lead.run(*replace)["replaced"]["case"] == case


def test_a_plan_is_complete_when_closed_and_open_again_when_that_is_undone(lead: Laptop) -> None:
    plan = draw_twelve(lead)["plan"]
    assert lead.refused("sample", "complete", plan).code == "cases-left"
    closed = lead.run("sample", "complete", plan, "--reason", "Nobody was there")
    assert (closed["state"], closed["left"]) == ("complete", 12)
    assert "Nobody was there" in lead.say("sample", "show", plan)
    [item] = lead.run("sample", "list")["plans"]
    assert (item["state"], item["left"]) == ("complete", 12)
    lead.run("undo")
    [item] = lead.run("sample", "list")["plans"]
    assert (item["state"], item["left"]) == ("drawn", 12)


def test_a_joint_seed_is_drawn_with_the_authoritys_phrase_and_once(lead: Laptop) -> None:
    joint = ("sample", "draw", *BY_TEAM, "--joint", *WHY, "--n")
    assert lead.refused(*joint, "12", "--seed", "plum").code == "seed-with-joint"
    draft = lead.run(*joint, "12")
    assert draft["commitment"] == sha256(draft["plan_text"].encode()).hexdigest()
    assert f"plan {draft['plan']}\n" in draft["plan_text"]
    assert f"lists {draft['frame_sha256']}\n" in draft["plan_text"]
    assert len(draft["frame_sha256"]) == 64
    assert (draft["seed"], draft["selected"], draft["reserves"]) == (None, [], [])
    assert lead.run("sample", "show", draft["plan"])["state"] == "draft"
    finish = ("sample", "finish", draft["plan"], "--theirs", "stone")
    drawn = lead.run(*finish)
    phrase = drawn["seed"].split("/")[1]
    assert drawn["seed"] == f"{draft['plan']}/{phrase}/stone"
    committed = sha256(f"{draft['plan']}/{phrase}".encode()).hexdigest()
    assert draft["plan_text"].endswith(f"\nphrase {committed}\n")
    assert phrase not in str(draft)
    assert phrase not in lead.say("sample", "show", draft["plan"])
    assert drawn["strata"] == draft["strata"]
    assert len(drawn["selected"]) == 12
    assert lead.refused(*finish).code == "already-drawn"
    shown = lead.run("sample", "show", draft["plan"])
    assert (shown["state"], shown["commitment"]) == ("drawn", draft["commitment"])
    assert (shown["commits_to"], shown["order_not_shown"]) == ("plan", None)
    assert shown["plan_text"] == draft["plan_text"]
    assert lead.refused(*joint, "3").code == "drawn-before"
    lines = lead.say(*joint, "3", "--again", "Three more")
    assert "\nstratum column: Allocated Team\n" in lines
    assert "Commitment (SHA-256 of this text)" in lines
    assert "C00" not in lines


@pytest.mark.parametrize(
    ("arguments", "low", "high", "upper", "said"),
    [
        (("--seen", "0", "--of", "12", "--population", "320"), 0, 83, 69, "up to 69 cases"),
        (("--seen", "0", "--of", "20", "--population", "100"), 0, 15, 12, "up to 12 cases"),
        (("--seen", "3", "--of", "20", "--population", "150"), 6, 54, None, "6 to 54"),
        (
            ("--seen", "0", "--of", "12", "--population", "320", "--random"),
            *(0, 83, 69, "If the 12 were drawn at random"),
        ),
        (
            ("--seen", "0", "--of", "12", "--population", "320", "--purposeful"),
            *(None, None, None, "no interval is given"),
        ),
    ],
)
def test_what_a_count_tells_needs_no_passphrase(
    arguments: tuple[str, ...],
    low: int | None,
    high: int | None,
    upper: int | None,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path / "nowhere"))
    monkeypatch.delenv("INSPECTOR_PASSPHRASE_FILE", raising=False)
    assert main(["sample", "tells", *arguments, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"low", "high", "none_of_n_upper", "sentence"}
    assert (document["low"], document["high"], document["none_of_n_upper"]) == (low, high, upper)
    assert said in document["sentence"]


def test_evidence_tells_by_the_random_part_of_a_plan(lead: Laptop) -> None:
    document = draw_twelve(lead)
    plan, chosen = document["plan"], [one["case"] for one in document["selected"]]
    looked = [word for case in chosen[2:] for word in ("--looked-in", case)]
    found = ("--found-in", chosen[0], "--found-in", chosen[1])
    item = lead.run("evidence", "add", "--text", "Supervision is missed", *looked, *found)["id"]
    told = lead.run("sample", "tells", "--evidence", item, "--plan", plan)
    assert set(told) >= {"low", "high", "none_of_n_upper", "sentence"}
    assert (told["drawn"], told["looked"], told["found"], told["open"]) == (12, 12, 2, {})
    assert 2 <= told["low"] < told["high"] <= 30
    assert told["sentence"] in lead.say("sample", "tells", "--evidence", item, "--plan", plan)
    assert lead.refused("sample", "tells", "--evidence", plan, "--plan", plan).code == (
        "unknown-evidence"
    )


@pytest.mark.parametrize(
    "options",
    [(), ("--seen", "1"), ("--evidence", "e"), ("--seen", "1", "--of", "2", "--plan", "p")],
)
def test_tells_wants_counts_or_evidence_with_its_plan(options: tuple[str, ...]) -> None:
    assert main(["sample", "tells", *options]) == 2


def test_counts_that_cannot_be_are_refused(lead: Laptop) -> None:
    impossible = ("--seen", "13", "--of", "12", "--population", "320")
    assert lead.refused("sample", "tells", *impossible).code == "counts-impossible"


def test_hostile_headings_and_values_are_text_and_nothing_else(
    lead: Laptop, tmp_path: Path
) -> None:
    heading = '[bold]Team"); DROP TABLE frame_row; --[/bold]'
    values = ["=1+1", "[red]x[/red]", "</b>|a|b", '\'; DROP TABLE "case"; --', " / ", "(blank)", ""]
    rows = [
        [*row_for(8, {"Child Unique ID": f"H|{at}", "Gender": "a) Male"}), value]
        for at, value in enumerate(values)
    ]
    path = write_workbook(tmp_path / "h.xlsx", {"S": [[*headings(8), heading], *rows]})
    frame = lead.run("intake", "import", str(path))["frame"]
    drawn = lead.run(
        *("sample", "draw", "--frame", frame, "--list", "8", "--design", "stratified"),
        *("--by", heading, "--n", "7", *WHY),
    )
    shown = {stratum["value"] for stratum in drawn["strata"]}
    assert shown == {
        *("=1+1", "[red]x[/red]", "</b>|a|b", '\'; DROP TABLE "case"; --', "/"),
        *("\\(blank)", "(blank)"),
    }
    assert lead.run("sample", "verify", drawn["plan"])["ok"] is True
    said = lead.say("sample", "show", drawn["plan"])
    assert "[red]x[/red]" in said
    assert heading in lead.say("sample", "statement", drawn["plan"])
    chosen = lead.run(
        *("sample", "draw", "--frame", frame, "--list", "8", "--design", "purposeful"),
        *("--where", f"{heading} = [red]x[/red]", *WHY),
    )
    assert [one["case"] for one in chosen["selected"]] == ["H|1"]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample workbooks are not at hand")
def test_a_real_workbook_is_drawn_from_by_event_and_by_child(lead: Laptop) -> None:
    path = SAMPLES / "liia-tools__Annex_A.xlsx"
    frame = lead.run("intake", "import", str(path))["frame"]
    for number, unit in (
        (3, "referral"),
        (7, "plan"),
        (8, "child"),
        (9, "care-leaver"),
        (11, None),
    ):
        document = lead.run(
            *("sample", "draw", "--frame", frame, "--list", str(number)),
            *(() if unit is None else ("--unit", unit)),
            *("--design", "simple", "--n", "3", *WHY),
        )
        assert len(document["selected"]) == 3
        assert lead.run("sample", "verify", document["plan"])["ok"] is True
        assert lead.run("sample", "statement", document["plan"])["size"] == 3


def test_cases_are_allocated_over_days_and_one_goes_to_a_second_person(lead: Laptop) -> None:
    plan = draw_twelve(lead)["plan"]
    days = ("--day", "2026-11-24", "--day", "2026-11-25")
    shared = lead.run("sample", "allocate", plan, "--to", "Ann", *days)["allocated"]
    assert [row["day"] for row in shared] == ["2026-11-24", "2026-11-25"] * 6
    case = shared[0]["case"]
    member = shared[0]["member"]
    one = ("sample", "allocate", plan, "--to", "Ann", "--case", case, "--angle", "[b]school[/b]")
    lead.run(*one, "--day", "2026-11-26")
    shown = {row["case"]: row for row in lead.run("sample", "show", plan)["selected"]}
    assert shown[case]["parts"] == [
        {"member": member, "day": "2026-11-26", "angle": "[b]school[/b]"}
    ]
    assert "Ann · 2026-11-26 · [b]school[/b]" in lead.say("sample", "show", plan)
    for wrong in ((*one, *days), ("sample", "allocate", plan, "--to", "Ann", "--angle", "x")):
        assert lead.refused(*wrong).code == "allocation-unclear"


def test_the_authoritys_audit_grade_is_set_against_our_view(lead: Laptop) -> None:
    plan = draw_twelve(lead)["plan"]
    why = ("--rationale", "In the audit")
    for case, grade in (("Z1", "Good"), ("Z2", "requires improvement"), ("Z3", "good")):
        theirs = ("--route", "audited", "--audit-grade", grade)
        lead.run("sample", "add", plan, case, *theirs, *why)
    lead.run("sample", "view", plan, "Z1", "--our-view", "Requires improvement")
    lead.run("sample", "view", plan, "Z2", "--our-view", "requires-improvement")
    lead.run("sample", "view", plan, "Z3", "--our-view", "Good plans, late visits")
    shown = {row["case"]: row for row in lead.run("sample", "show", plan)["selected"]}
    assert (shown["Z1"]["audit_grade"], shown["Z2"]["audit_grade"]) == (
        "good",
        "requires-improvement",
    )
    assert shown["Z3"]["our_view"] == "Good plans, late visits"
    text = lead.run("sample", "statement", plan)["text"]
    assert "3 audited by the authority" in text
    assert "ours lower for 1" in text
    graded = ("--audit-grade", "good")
    offered = ("sample", "add", plan, "Z4", "--route", "offered-by-worker")
    assert lead.refused(*offered, *why, *graded).code == "not-audited"
    lead.run(*offered, *why)
    assert lead.refused("sample", "view", plan, "Z4", "--our-view", "good").code == "not-audited"
    audited = ("sample", "add", plan, "Z5", "--route", "audited")
    assert lead.refused(*audited, *why, "--audit-grade", "so-so, they say").code == "grade-unclear"
