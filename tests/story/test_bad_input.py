"""What goes wrong is said in four parts, and nothing is left half done."""

from __future__ import annotations

from pathlib import Path

import msoffcrypto.format.ooxml
import openpyxl
import pytest

from inspector_app.demo.authority import build_authority
from inspector_app.demo.workbook import write_workbook
from tests.story.laptops import Document, Laptop, Refusal, digest
from tests.story.servers import server_says, serving
from tests.story.teams import Team

PAGE = 4096
NOTE = "Written before the mishap."


@pytest.fixture(scope="session")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "lists.xlsx"
    write_workbook(build_authority(7, 20), path)
    return path


def test_a_wrong_passphrase_opens_and_changes_nothing(team: Team) -> None:
    before = team.bea.files()
    other = Laptop(team.bea.name, team.bea.home, "a passphrase of somebody else")
    other.passphrase_file.write_text(other.passphrase, encoding="utf-8")
    assert other.refused("note", "list").code == "wrong-passphrase"
    after = team.bea.files()
    assert set(after) - set(before) == {"attempts.json"}
    assert {name: after[name] for name in before} == before


def test_wrong_passphrases_are_followed_by_a_wait_not_by_a_wipe(team: Team) -> None:
    right = team.bea.passphrase_file.read_text(encoding="utf-8")
    team.bea.passphrase_file.write_text("a passphrase of somebody else", encoding="utf-8")
    codes = [team.bea.refused("note", "list").code for _ in range(7)]
    assert codes[:5] == ["wrong-passphrase"] * 5
    assert "wait" in codes[5:]
    assert team.bea.home.joinpath("keystore.json").exists()
    team.bea.home.joinpath("attempts.json").unlink()
    team.bea.passphrase_file.write_text(right, encoding="utf-8")
    team.bea.run("note", "list")


def test_one_flipped_byte_in_any_page_of_the_base_is_found_and_what_is_whole_is_kept(
    team: Team,
) -> None:
    team.bea.run("note", "add", "--text", NOTE)
    base = team.bea.home / "bases" / f"{team.inspection}.db"
    whole = base.read_bytes()
    pages = len(whole) // PAGE
    assert pages > 20
    for page in (0, 1, pages // 2, pages - 1):
        damaged = bytearray(whole)
        damaged[page * PAGE + 100] ^= 1
        base.write_bytes(damaged)
        code, said = team.bea.outcome("verify")
        assert code == 1
        assert said.get("problems") or said["error"]["code"] == "damaged-file"
        code, said = team.bea.outcome("note", "list")
        assert code == 0 or said["error"]["code"] == "damaged-file"
    base.write_bytes(whole)
    assert [each["text"] for each in team.bea.run("note", "list")["items"]] == [NOTE]


def test_a_base_whose_first_page_is_damaged_is_refused_and_left_as_it_is(team: Team) -> None:
    base = team.bea.home / "bases" / f"{team.inspection}.db"
    damaged = bytearray(base.read_bytes())
    damaged[100] ^= 1
    base.write_bytes(damaged)
    before = team.bea.files()
    refusal = team.bea.refused("note", "add", "--text", NOTE)
    assert refusal.code == "damaged-file"
    assert team.bea.files() == before


def test_one_damaged_copy_of_the_keystore_is_no_harm(team: Team) -> None:
    team.bea.home.joinpath("keystore.json").write_bytes(b"{")
    team.bea.run("note", "list")


def test_two_damaged_copies_of_the_keystore_are_named(team: Team) -> None:
    for name in ("keystore.json", "keystore.copy.json"):
        team.bea.home.joinpath(name).write_bytes(b"{")
    assert team.bea.refused("note", "list").code == "damaged-keystore"


def test_a_workbook_that_is_no_annex_a_is_refused_whole(team: Team, tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Cost centre", "Budget", "Spent"])
    sheet.append(["Fostering", 1_200_000, 1_340_000])
    book.save(path)
    assert _import_refused(team.lead, path).code == "not-annex-a"


def test_a_password_protected_workbook_is_refused_whole(
    team: Team, lists: Path, tmp_path: Path
) -> None:
    path = tmp_path / "protected.xlsx"
    with lists.open("rb") as plain, path.open("wb") as protected:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("children2026", protected)
    assert _import_refused(team.lead, path).code == "encrypted-workbook"


def test_one_bad_file_among_good_ones_is_named_and_the_others_are_taken(
    team: Team, lists: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "cut.xlsx"
    bad.write_bytes(lists.read_bytes()[:5000])
    imported = team.lead.run("intake", "import", str(bad), str(lists))
    assert [(each["file"], each["code"]) for each in imported["refused"]] == [
        ("cut.xlsx", "damaged-file")
    ]
    assert {each["list"] for each in imported["lists"]} == set(range(1, 12))


def test_an_unknown_framework_makes_no_inspection(team: Team) -> None:
    before = team.lead.run("inspection", "list")
    refusal = team.lead.refused(
        *("inspection", "create", "--framework", "ilacs-1999"),
        *("--type", "standard", "--authority", "Elsewhere"),
    )
    assert refusal.code == "unknown-framework"
    assert "ilacs-2026" in refusal.next
    assert team.lead.run("inspection", "list") == before


def test_a_sample_larger_than_its_stratum_is_not_drawn(team: Team, lists: Path) -> None:
    team.lead.run("intake", "import", str(lists))
    draw = ("sample", "draw", "--list", "6", "--design", "stratified", "--by", "Gender")
    preview = team.lead.run(*draw, "--n", "2", "--dry-run")
    stratum = preview["strata"][0]
    too_many = stratum["population"] + 1
    before = _state(team.lead)
    refusal = team.lead.refused(
        *(*draw, "--n", str(too_many), "--allocation", "manual"),
        *("--stratum", f"{stratum['value']}={too_many}"),
        *("--title", "Too many", "--rationale", "To see what happens."),
    )
    assert refusal.code == "sample-larger-than-stratum"
    assert _state(team.lead) == before


def test_a_server_that_is_away_loses_nothing(team: Team) -> None:
    team.bea.run("note", "add", "--text", NOTE)
    before = _state(team.bea)
    refusal = team.bea.refused("sync")
    assert refusal.code == "server-away"
    assert "saved on this laptop" in refusal.kept
    assert _state(team.bea) == before
    with serving(team.store, team.port):
        assert team.bea.run("sync")["sent"] == 1
        team.lead.run("sync")
    assert [each["text"] for each in team.lead.run("note", "list")["items"]] == [NOTE]


def test_another_server_at_the_same_address_is_told_nothing(team: Team, tmp_path: Path) -> None:
    team.bea.run("note", "add", "--text", NOTE)
    before = _state(team.bea)
    with serving(tmp_path / "another", team.port):
        refusal = team.bea.refused("sync")
    assert refusal.code == "wrong-server"
    assert _state(team.bea) == before
    assert server_says(tmp_path / "another", "status")["inspections"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("note", "add"),
        ("note", "add", "--text", "x", "--nonsense"),
        ("grid", "--rows", "nonsense", "--columns", "area"),
    ],
)
def test_wrong_usage_is_neither_done_nor_refused(
    team: Team, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from inspector_app.cli.main import main

    monkeypatch.setenv("INSPECTOR_HOME", str(team.bea.home))
    assert main(arguments) == 2


def _import_refused(laptop: Laptop, path: Path) -> Refusal:
    """Imports a file that must be refused, and checks that nothing came of it."""
    before = _state(laptop)
    inspected = laptop.run("intake", "inspect", str(path))
    assert inspected["lists"] == []
    refusal = laptop.refused("intake", "import", str(path))
    assert [each["code"] for each in inspected["refused"]] == [refusal.code]
    assert _state(laptop) == before
    assert laptop.run("intake", "frames")["frames"] == []
    assert not [name for name in laptop.files() if name.startswith("frames/")]
    return refusal


def _state(laptop: Laptop) -> tuple[str, int, Document]:
    status = laptop.run("sync", "status")
    return digest(laptop), int(status["unsent"]), laptop.run("inspection", "show")["counts"]
