"""From the authority's lists to an agreed judgement, by commands, two laptops and a server."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.vault.vault import Vault
from tests.story import whole_way
from tests.story.bytes_at_rest import words_in_files
from tests.story.laptops import Laptop
from tests.story.whole_way import BEAS_ANSWER, EVIDENCE, LEADS_ANSWER, NOTES, WholeWay

# Played once only, where the tests' runner keeps groups together.
pytestmark = pytest.mark.xdist_group("whole-way")

AREAS = ["leaders", "help-and-protection", "children-in-care", "care-leavers", "none"]
POLARITIES = ["strength", "concern", "mixed", "context", "none"]


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> WholeWay:
    return whole_way.play_the_whole_way(tmp_path_factory.mktemp("whole-way"))


def test_every_list_of_the_workbook_is_frozen_and_its_oddities_are_told(whole: WholeWay) -> None:
    assert [each["list"] for each in whole.intake["lists"]] == list(range(1, 12))
    assert whole.intake["refused"] == []
    codes = {flag["code"] for flag in whole.intake["flags"]}
    assert {"birth-dates-differ", "age-outside-list", "formula-error"} <= codes


def test_twelve_are_drawn_by_team_and_anyone_can_check_that(whole: WholeWay) -> None:
    strata = whole.drawn["strata"]
    assert len(strata) > 3
    assert sum(stratum["drawn"] for stratum in strata) == len(whole.drawn["selected"]) == 12
    population = whole.drawn["population"]
    assert population == sum(stratum["population"] for stratum in strata)
    # Each child counts once, in however many rows.
    [rows] = [each["rows"] for each in whole.intake["lists"] if each["list"] == 6]
    twice = {"row-duplicate", "child-twice"}
    again = [flag for flag in whole.intake["flags"] if flag["list"] == 6 and flag["code"] in twice]
    assert population == rows - len(again) > 100
    verified = whole.lead.run("sample", "verify", whole.drawn["plan"])
    assert verified["ok"] is True
    assert verified["mismatches"] == []


def test_after_both_have_synced_their_digests_are_equal(whole: WholeWay) -> None:
    assert len(set(whole.digests.values())) == 1
    assert [len(digest) for digest in whole.digests.values()] == [64, 64]


def test_both_see_the_same_notes_and_evidence(whole: WholeWay) -> None:
    for laptop in whole.laptops:
        notes = laptop.run("note", "list")["items"]
        evidence = laptop.run("evidence", "list")["items"]
        leaders = laptop.run("evidence", "list", "--area", "leaders")["items"]
        assert [note["text"] for note in notes] == list(NOTES)
        assert [item["text"] for item in evidence] == [words for _, _, words in EVIDENCE]
        assert len(leaders) == 2


def test_the_grid_is_the_same_on_both_laptops(whole: WholeWay) -> None:
    expected = [
        [sum((area, polarity) == (a, p) for a, p, _ in EVIDENCE) for polarity in POLARITIES]
        for area in AREAS
    ]
    for grid in whole.grids.values():
        assert (grid["rows"], grid["columns"]) == (AREAS, POLARITIES)
        assert grid["cells"] == expected


def test_two_sealed_answers_show_who_sealed_and_nothing_else(whole: WholeWay) -> None:
    for shown in whole.sealed.values():
        assert {place["name"] for place in shown["sealed_by"]} == {
            laptop.name for laptop in whole.laptops
        }
        assert shown["grades"] == []
        for secret in (*LEADS_ANSWER, *BEAS_ANSWER):
            assert secret not in str(shown)


@pytest.mark.parametrize(
    ("looker", "others"), [("lead", BEAS_ANSWER), ("bea", LEADS_ANSWER)], ids=["lead", "bea"]
)
def test_a_sealed_answer_is_not_on_the_others_laptop_even_unlocked(
    whole: WholeWay, looker: str, others: tuple[str, str]
) -> None:
    grade, reason = others
    own = LEADS_ANSWER if others is BEAS_ANSWER else BEAS_ANSWER
    laptop = whole.before_reveal[getattr(whole, looker).name]
    held = _everything_held(laptop)
    assert reason.encode() not in held
    assert grade.encode() not in held
    assert own[1].encode() in held, "the search finds what is there"


def test_after_the_reveal_both_see_both_answers(whole: WholeWay) -> None:
    for shown in whole.opened.values():
        assert {(each["choice"], each["reason"]) for each in shown["grades"]} == {
            LEADS_ANSWER,
            BEAS_ANSWER,
        }
        assert shown["late"] == []


def test_what_was_agreed_stands_on_both_laptops_with_its_evidence(whole: WholeWay) -> None:
    for laptop in whole.laptops:
        shown = laptop.run("judgement", "show")
        assert shown["state"] == "closed"
        [agreed] = shown["agreements"]
        assert (agreed["area"], agreed["grade"]) == ("leaders", "requires-improvement")
        assert len(agreed["evidence"]) == 2


def test_both_homes_verify(whole: WholeWay) -> None:
    for laptop in whole.laptops:
        assert laptop.run("verify")["problems"] == []


def test_the_report_opens_in_a_word_processor(whole: WholeWay, tmp_path: Path) -> None:
    word = tmp_path / "report.docx"
    exported = whole.lead.run("export", "report", "--out", str(word), "--unprotected")
    assert exported["protected"] is False
    with zipfile.ZipFile(word) as package:
        assert whole_way.RATIONALES[1] in package.read("word/document.xml").decode()
    assert _as_pdf(word).startswith(b"%PDF")


def test_the_whole_base_leaves_as_json_whose_digest_can_be_made_again(
    whole: WholeWay, tmp_path: Path
) -> None:
    out = tmp_path / "base.json"
    whole.lead.run("export", "json", "--out", str(out), "--unprotected")
    assert whole.lead.run("verify", str(out))["ok"] is True
    out.write_bytes(out.read_bytes().replace(b"Supervision is monthly", b"Supervision is yearly."))
    _, verified = whole.lead.outcome("verify", str(out))
    assert verified["ok"] is False


def test_no_word_of_it_stands_in_any_file_of_the_homes_or_the_server(whole: WholeWay) -> None:
    words = (
        whole_way.AUTHORITY,
        "Merrowdale",
        *NOTES,
        *(statement for _, _, statement in EVIDENCE),
        *whole_way.RATIONALES,
        LEADS_ANSWER[1],
        BEAS_ANSWER[1],
        *(part for laptop in whole.laptops for part in (laptop.name, *laptop.name.split())),
        *(laptop.passphrase for laptop in whole.laptops),
        *whole.case_ids,
        *whole.worker_names,
    )
    assert len(whole.case_ids) > 120
    for folder in (whole.lead.home, whole.bea.home, whole.store):
        assert words_in_files(folder, words) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_the_search_for_words_finds_one_that_is_there(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(b"\x00\xff" + "The Kettle".encode(encoding))
    assert words_in_files(tmp_path, ["kettle", "paddle"]) == [("deep/file", "kettle")]


def _everything_held(laptop: Laptop) -> bytes:
    """Every value of every table of every database of a home, unlocked, one after the other."""
    vault = Vault.unlock(laptop.home, laptop.passphrase)
    held = []
    for inspection in vault.inspections():
        base = EvidenceBase(vault, inspection)
        try:
            with base.reading() as session:
                connection = session.connection()
                for table in inspect(connection).get_table_names():
                    quoted = table.replace('"', '""')
                    for row in connection.execute(text(f'SELECT * FROM "{quoted}"')):  # noqa: S608
                        held += [_as_bytes(value) for value in row]
        finally:
            base.close()
    return b"\x00".join(held)


def _as_bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _as_pdf(word: Path) -> bytes:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed here: soffice was not found")
    profile = word.parent / "profile"
    subprocess.run(  # noqa: S603
        [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--convert-to", "pdf", "--outdir", str(word.parent), str(word)),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return word.with_suffix(".pdf").read_bytes()
