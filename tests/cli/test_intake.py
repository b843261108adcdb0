"""`inspector intake …`, as scripts and people see it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from inspector_app.cli.main import main
from tests.evidence_base.laptops import PASSPHRASE
from tests.sampling.case_lists import write_lists
from tests.story.laptops import Laptop, new_laptop

SAMPLES = Path(__file__).parents[3] / "shared" / "reference" / "annex_a_samples"


@pytest.fixture(scope="session")
def lead_home(tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    laptop = new_laptop(tmp_path_factory.mktemp("intake") / "lead", "Ann", PASSPHRASE)
    laptop.run(
        *("inspection", "create", "--framework", "ilacs-2026"),
        *("--type", "standard", "--authority", "Anyshire"),
    )
    return laptop


@pytest.fixture
def lead(lead_home: Laptop, tmp_path: Path) -> Laptop:
    return lead_home.copied_to(tmp_path / "lead")


def test_inspect_needs_no_home_and_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INSPECTOR_HOME", str(tmp_path / "nowhere"))
    monkeypatch.delenv("INSPECTOR_PASSPHRASE_FILE", raising=False)
    path = write_lists(tmp_path / "lists.xlsx")
    assert main(["intake", "inspect", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"lists", "flags", "refused"}
    assert [(each["list"], each["rows"], each["header_row"]) for each in document["lists"]] == [
        (3, 8, 1),
        (8, 40, 1),
    ]
    assert set(document["lists"][0]) == {
        *("list", "file", "sheet", "header_row", "rows"),
        *("columns_unknown", "columns_missing"),
    }
    assert set(document["flags"][0]) == {"list", "row", "column", "code", "was", "used"}
    assert not (tmp_path / "nowhere").exists()


def test_inspect_of_what_is_refused_is_done_and_says_why(lead: Laptop, tmp_path: Path) -> None:
    missing = tmp_path / "missing.xlsx"
    document = lead.run("intake", "inspect", str(missing))
    assert document["lists"] == []
    assert [each["file"] for each in document["refused"]] == ["missing.xlsx"]


def test_import_says_the_same_and_names_its_frame(lead: Laptop, tmp_path: Path) -> None:
    path = write_lists(tmp_path / "lists.xlsx")
    looked = lead.run("intake", "inspect", str(path))
    document = lead.run("intake", "import", str(path))
    assert document["id"] == document["frame"]
    assert document["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert {key: document[key] for key in looked} == looked
    [frame] = lead.run("intake", "frames")["frames"]
    assert (frame["frame"], frame["here"], frame["rows"]) == (document["frame"], True, 48)
    assert [each["list"] for each in frame["lists"]] == [3, 8]


def test_when_all_is_refused_the_exit_code_is_one_and_nothing_is_kept(
    lead: Laptop, tmp_path: Path
) -> None:
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in paths:
        path.write_text("x,y\n1,2\n")
    before = lead.files()
    code, document = lead.outcome("intake", "import", *map(str, paths))
    assert code == 1
    assert document["error"]["code"] == "all-refused"
    assert set(document["error"]) == {"code", "message", "kept", "next"}
    assert [each["code"] for each in document["refused"]] == ["not-annex-a"] * 2
    assert lead.run("intake", "frames")["frames"] == []
    assert not any(name.startswith("frames/") for name in lead.files())
    assert lead.files()["keystore.json"] == before["keystore.json"]


def test_a_person_sees_a_hostile_file_name_as_text(lead: Laptop, tmp_path: Path) -> None:
    path = write_lists(tmp_path / "[red]lists.xlsx")
    said = lead.say("intake", "import", str(path))
    assert "Children in care" in said
    assert "[red]lists.xlsx" in lead.say("intake", "frames")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample workbooks are not at hand")
def test_real_workbooks_are_imported_and_the_area_send_one_is_refused_by_name(
    lead: Laptop,
) -> None:
    for name in (
        "cscdp__2015-01-sample.xlsx",
        "cscdp__example-A-2005.xls",
        "cscdp__example-B-2004.xlsx",
        "liia-tools__Annex_A.xlsx",
    ):
        document = lead.run("intake", "import", str(SAMPLES / name))
        assert [each["list"] for each in document["lists"]] == list(range(1, 12))
    sen = SAMPLES / "annex-a-sen-validator-be__fake_sen.xlsx"
    code, document = lead.outcome("intake", "import", str(sen))
    assert (code, document["error"]["code"]) == (1, "area-send-annex-a")
    assert len(lead.run("intake", "frames")["frames"]) == 4
