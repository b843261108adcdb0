"""`inspector export` and `inspector open`: protected unless somebody says otherwise."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import HOSTILE_PAGE, Inspector
from tests.evidence_base.laptops import PASSPHRASE
from tests.publish.inspections import lines_of
from tests.publish.test_exports import opened_word
from tests.sampling.case_lists import write_lists


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "for the file"
    path.write_text(f"{PASSPHRASE} and more\nnot this line\n", "utf-8")
    return path


def exports_in(inspector: Inspector) -> int:
    counts = inspector.json("inspection", "show")["counts"]
    return int(counts["export"])


def test_a_report_leaves_protected_and_is_recorded(
    inspector: Inspector, tmp_path: Path, passphrase_file: Path
) -> None:
    inspector.add("evidence", "add", "--text", HOSTILE_PAGE, "--area", "leaders")
    out = tmp_path / "report.docx"
    options = ("--out", str(out), "--passphrase-file", str(passphrase_file))
    left = inspector.json("export", "report", *options)
    assert left["protected"] is True
    assert left["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert exports_in(inspector) == 1
    lines = lines_of(opened_word(out, f"{PASSPHRASE} and more"))
    assert any("'); DROP TABLE note;--" in line for line in lines)


def test_a_base_leaves_protected_and_open_gives_it_back_byte_for_byte(
    inspector: Inspector, tmp_path: Path, passphrase_file: Path
) -> None:
    inspector.add("note", "add", "--text", "A note on the hawthorn.")
    shut, out = tmp_path / "base.inspector", tmp_path / "base.json"
    protected = ("--passphrase-file", str(passphrase_file))
    inspector.json("export", "json", "--out", str(shut), *protected)
    assert b"hawthorn" not in shut.read_bytes()
    opened = inspector.json("open", str(shut), "--out", str(out), *protected)
    assert opened["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (opened["protected"], opened["bytes"]) == (False, out.stat().st_size)
    assert "A note on the hawthorn." in out.read_text("utf-8")


def test_open_writes_beside_the_file_and_over_nothing(
    inspector: Inspector, tmp_path: Path, passphrase_file: Path
) -> None:
    shut = tmp_path / "base.inspector"
    protected = ("--passphrase-file", str(passphrase_file))
    inspector.json("export", "json", "--out", str(shut), *protected)
    inspector.json("open", str(shut), *protected)
    beside = tmp_path / "inspector-base.json"
    assert json.loads(beside.read_bytes())["format"] == "inspector-base/1"
    beside.write_bytes(b"mine")
    assert inspector.refused("open", str(shut), *protected) == "file-exists"
    assert beside.read_bytes() == b"mine"


@pytest.mark.parametrize("kind", ["report", "json"])
def test_without_a_passphrase_and_a_terminal_nothing_leaves(
    inspector: Inspector, tmp_path: Path, kind: str
) -> None:
    out = tmp_path / "file"
    assert inspector.refused("export", kind, "--out", str(out)) == "no-passphrase"
    assert not out.exists()
    assert exports_in(inspector) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
def test_in_a_terminal_the_passphrase_is_asked_for_twice(
    inspector: Inspector, tmp_path: Path
) -> None:
    out = tmp_path / "report.docx"
    assert _typed_in_a_terminal(out, PASSPHRASE, f"{PASSPHRASE}!") == 1
    assert not out.exists()
    assert _typed_in_a_terminal(out, PASSPHRASE, PASSPHRASE) == 0
    assert opened_word(out, PASSPHRASE)


def _typed_in_a_terminal(out: Path, *answers: str) -> int:
    """Runs an export in a terminal of its own and answers its questions; the exit code."""
    ours, theirs = os.openpty()
    program = "from inspector_app.cli.main import run; run()"
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", program, "export", "report", "--out", str(out)],
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        start_new_session=True,
    ) as running:
        os.close(theirs)
        for prompt, answer in zip((b"Passphrase of the file: ", b"Again: "), answers, strict=True):
            said = b""
            while not said.endswith(prompt):
                said += os.read(ours, 1)
            os.write(ours, answer.encode() + b"\n")
        code = running.wait(timeout=120)
    os.close(ours)
    return code


def test_unprotected_is_said_and_recorded(inspector: Inspector, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    left = inspector.json("export", "report", "--out", str(out), "--unprotected")
    assert left["protected"] is False
    said, _ = inspector.text("export", "report", "--out", str(out), "--unprotected")
    assert said.startswith("Written, unprotected: SHA-256 ")
    writes = inspector.json("history", left["id"])["writes"]
    assert {write["field"]: write["value"] for write in writes}["protected"] == "unprotected"


def test_both_kinds_of_protection_at_once_are_refused(
    inspector: Inspector, tmp_path: Path, passphrase_file: Path
) -> None:
    both = ("--unprotected", "--passphrase-file", str(passphrase_file))
    out = tmp_path / "report.docx"
    assert inspector.refused("export", "report", "--out", str(out), *both) == "which-protection"
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no-passphrase"),
        (b"\nsecond line\n", "no-passphrase"),
        (b"\xff\xfe not text at all \xff", "no-passphrase"),
        (b"short\n", "weak-passphrase"),
    ],
)
def test_a_file_that_holds_no_good_passphrase_is_refused(
    inspector: Inspector, tmp_path: Path, content: bytes, code: str
) -> None:
    path, out = tmp_path / "passphrase", tmp_path / "report.docx"
    path.write_bytes(content)
    options = ("--out", str(out), "--passphrase-file", str(path))
    assert inspector.refused("export", "report", *options) == code
    assert not out.exists()


def test_a_passphrase_from_notepad_is_the_one_that_was_typed(
    inspector: Inspector, tmp_path: Path
) -> None:
    path, out = tmp_path / "passphrase", tmp_path / "report.docx"
    path.write_bytes(b"\xef\xbb\xbf" + PASSPHRASE.encode() + b"\r\n")
    inspector.json("export", "report", "--out", str(out), "--passphrase-file", str(path))
    assert opened_word(out, PASSPHRASE)


def test_a_folder_as_target_leaves_nothing_and_records_nothing(
    inspector: Inspector, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "folder", tmp_path / "missing" / "report.docx", Path("/")):
        options = ("--out", str(target), "--unprotected")
        assert inspector.refused("export", "report", *options) == "cannot-write"
    assert exports_in(inspector) == 0


def test_a_report_prints_the_statement_of_a_plan_only_when_it_is_named(
    inspector: Inspector, tmp_path: Path
) -> None:
    inspector.json("intake", "import", str(write_lists(tmp_path / "lists.xlsx")))
    why = ("--title", "Children in care", "--rationale", "Every team")
    simple = ("--list", "8", "--unit", "child", "--design", "simple", "--n", "5")
    drawn = inspector.json("sample", "draw", *simple, *why)
    statement = inspector.json("sample", "statement", drawn["plan"])["leaving"]
    out = tmp_path / "report.docx"
    for options, printed in (((), False), (("--plan", drawn["plan"]), True)):
        inspector.json("export", "report", "--out", str(out), "--unprotected", *options)
        assert (f"1.\t{statement}" in lines_of(out.read_bytes())) is printed


def test_an_unknown_plan_leaves_nothing(inspector: Inspector, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    options = ("--out", str(out), "--unprotected", "--plan", "0" * 32)
    assert inspector.refused("export", "report", *options) == "unknown-plan"
    assert not out.exists()


def test_open_refuses_what_it_did_not_protect_before_it_asks(
    inspector: Inspector, tmp_path: Path
) -> None:
    other = tmp_path / "letter.docx"
    other.write_bytes(b"PK\x03\x04 something else")
    assert inspector.refused("open", str(other)) == "not-an-envelope"
    assert inspector.refused("open", str(tmp_path / "missing")) == "no-such-file"


def test_open_refuses_another_passphrase(
    inspector: Inspector, tmp_path: Path, passphrase_file: Path
) -> None:
    shut, wrong = tmp_path / "base.inspector", tmp_path / "wrong"
    wrong.write_text("another horse with another battery\n", "utf-8")
    protected = ("--passphrase-file", str(passphrase_file))
    inspector.json("export", "json", "--out", str(shut), *protected)
    assert inspector.refused("open", str(shut), "--passphrase-file", str(wrong)) == (
        "wrong-passphrase"
    )
    assert inspector.refused("open", str(shut)) == "no-passphrase"
