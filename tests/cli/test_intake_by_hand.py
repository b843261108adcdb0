"""Decisions by hand and the list of workers, from a shell to a drawn sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence_base.laptops import PASSPHRASE
from tests.intake.workbooks import CONTACT, Value, headings, row_for, write_contacts, write_workbook
from tests.story.laptops import Laptop, new_laptop

MAPPING = """\
[[values]]
list = 1
column = "Gender"
value = "Lass"
code = "b) Female"
"""


@pytest.fixture(scope="module")
def lead_home(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = new_laptop(tmp_path_factory.mktemp("by_hand") / "lead", "Ann", PASSPHRASE)
    for _ in range(2):
        laptop.run(
            *("inspection", "create", "--framework", "ilacs-2026"),
            *("--type", "standard", "--authority", "Anyshire"),
        )
    return laptop


@pytest.fixture
def lead(lead_home: Laptop, tmp_path: Path) -> Laptop:
    return lead_home.copied_to(tmp_path / "lead")


def inspections(lead: Laptop) -> list[str]:
    return [each["inspection"] for each in lead.run("inspection", "list")["inspections"]]


def test_a_mapping_is_applied_again_by_itself_until_it_is_forgotten(
    lead: Laptop, tmp_path: Path
) -> None:
    lists = str(write_contacts(tmp_path / "l.xlsx", row_for(1, CONTACT, Gender="Lass")))
    file = tmp_path / "mapping.toml"
    file.write_text(MAPPING)
    first, second = (("--inspection", each) for each in inspections(lead))
    assert [f["code"] for f in lead.run("intake", "inspect", lists)["flags"]] == ["code-unknown"]
    looked = lead.run("intake", "inspect", lists, "--mapping", str(file))
    assert [f["code"] for f in looked["flags"]] == ["code-mapped"]
    done = lead.run("intake", "import", lists, "--mapping", str(file), *first)
    assert (done["flags"], done["decisions_remembered"]) == (looked["flags"], 0)
    again = lead.run("intake", "import", lists, *second)
    assert (again["flags"], again["decisions_remembered"]) == (looked["flags"], 1)
    said = lead.say("intake", "import", lists, *second)
    assert "remembered for this authority and applied: 1" in said
    assert lead.run("intake", "mapping", "show", *first)["values"] == [
        {"list": 1, "column": "Gender", "value": "Lass", "code": "b) Female"}
    ]
    assert "Lass" in lead.say("intake", "mapping", "show", *first)
    assert lead.run("intake", "mapping", "forget", *second) == {"forgotten": 1}
    plain = lead.run("intake", "import", lists, *first)
    assert [f["code"] for f in plain["flags"]] == ["code-unknown"]


def test_a_bad_mapping_is_refused_and_nothing_is_imported(lead: Laptop, tmp_path: Path) -> None:
    lists = str(write_contacts(tmp_path / "l.xlsx", row_for(1, CONTACT)))
    file = tmp_path / "mapping.toml"
    file.write_text(MAPPING.replace("list = 1", "list = 40"))
    at = ("--inspection", inspections(lead)[0])
    refused = lead.refused("intake", "import", lists, "--mapping", str(file), *at)
    assert refused.code == "bad-mapping"
    assert "mapping.toml is wrong in line 2, values.0.list" in refused.message
    assert lead.run("intake", "frames", *at)["frames"] == []


WORKERS: list[list[Value]] = [
    ["Name", "Team", "Supervisor", "Agency", "Caseload"],
    ["Wilhelmina Worker", "North", "Sylvia Super", "yes", 31],
    ["Otto Other", "South", "Sylvia Super", "no", 12],
]


def test_a_sample_is_drawn_and_compared_by_what_the_list_of_workers_says(
    lead: Laptop, tmp_path: Path
) -> None:
    named = [str(row[0]) for row in WORKERS[1:]]
    rows = [
        row_for(6, {"Child Unique ID": f"C{at:02}", "Allocated Worker": named[at % 3 > 0]})
        for at in range(30)
    ]
    lists = write_workbook(tmp_path / "l.xlsx", {"List_6": [headings(6), *rows]})
    workforce = write_workbook(tmp_path / "w.xlsx", {"Staff": WORKERS})
    at = ("--inspection", inspections(lead)[0])
    joined = (
        "--workforce",
        str(workforce),
        "--workforce-column",
        "Caseload=oversight of caseloads",
    )
    done = lead.run("intake", "import", str(lists), *joined, *at)
    assert done["workforce"]["rows_joined"] == 30
    assert done["workforce"]["columns"][-1] == {
        "column": "Worker: Caseload",
        "heading": "Caseload",
        "purpose": "oversight of caseloads",
    }
    drawn = lead.run(
        *("sample", "draw", "--frame", done["frame"], "--list", "6", "--design", "stratified"),
        *("--by", "Worker: agency or permanent", "--where", "Worker: caseload >= 10"),
        *("--n", "6", "--title", "T", "--rationale", "R", *at),
    )
    assert {s["value"]: (s["population"], s["drawn"]) for s in drawn["strata"]} == {
        "agency": (10, 2),
        "permanent": (20, 4),
    }
    stated = lead.run("sample", "statement", drawn["plan"], *at)
    compared = {field["column"]: field["rows"] for field in stated["fields"]}
    assert [row["value"] for row in compared["Worker: supervisor"]] == ["S01"]
    assert {row["value"] for row in compared["Worker: team"]} == {"North", "South"}
    exported = lead.run("sample", "show", drawn["plan"], *at)
    for name in ("Wilhelmina", "Otto", "Sylvia"):
        assert name not in str(done) + str(drawn) + str(stated) + str(exported)


def test_a_column_of_workers_without_a_list_of_workers_is_refused(
    lead: Laptop, tmp_path: Path
) -> None:
    lists = str(write_contacts(tmp_path / "l.xlsx", row_for(1, CONTACT)))
    refused = lead.refused("intake", "inspect", lists, "--workforce-column", "Caseload=x")
    assert refused.code == "workforce-missing"
