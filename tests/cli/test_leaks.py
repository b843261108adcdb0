"""What is typed, imported or sent by others neither leaks from a command nor steers a terminal."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.cli.arguments import read_file
from inspector_app.cli.main import app, main
from inspector_app.cli.output import print_error, print_json, say, show_table
from inspector_app.errors import InspectorError
from tests.cli.running import Inspector

SECRET = "Motherwasafraid"
STEERING = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202etxt\x7f\u2066"


@pytest.mark.parametrize(
    "arguments",
    [
        ["note", "add", "--text", "The", SECRET],
        ["note", "add", "--text", "x", "--minutes", SECRET],
        ["note", "add", "--text", "x", f"--{SECRET}"],
        ["note", "add", "--text", "x", f"-{SECRET}"],
        ["note", "add", "--text", "x", f"--json={SECRET}"],
        ["note", SECRET],
        [SECRET],
        ["grid", "--rows", SECRET, "--columns", "area"],
        ["grid", "--rows", f"{SECRET} is not one of us", "--columns", "area"],
        ["inspection", "create", "--framework", "x", "--type", SECRET, "--authority", SECRET],
        ["history", "a", SECRET],
        ["withdraw", SECRET],
        ["sample", "draw", "--n", SECRET],
    ],
    ids=lambda arguments: "-".join(arguments[:2]),
)
def test_wrong_usage_repeats_nothing_that_was_typed(
    arguments: list[str], inspector: Inspector
) -> None:
    out, err = inspector.text(*arguments, code=2)
    assert SECRET not in out + err
    assert SECRET.lower() not in (out + err).lower()
    assert "--help`" in err


def test_wrong_usage_still_says_what_would_be_right(inspector: Inspector) -> None:
    said = inspector.text("grid", "--rows", "x", "--columns", "area", code=2)[1]
    assert "--rows" in said
    assert "'polarity'" in said
    assert "--text" in inspector.text("note", "add", code=2)[1]
    assert "--text" in inspector.text("note", "add", "--txt", "x", code=2)[1]


def test_a_mistake_of_our_own_shows_its_place_and_nothing_that_was_typed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        try:
            raise KeyError(SECRET)
        except KeyError:
            raise ValueError(SECRET) from None

    for arguments in (["framework", "list"], ["framework", "list", "--json"]):
        with monkeypatch.context() as patch:
            patch.setattr("inspector_app.cli.commands.frameworks.print_json", broken)
            patch.setattr("inspector_app.cli.commands.frameworks.show_table", broken)
            assert main(arguments) == 1
        printed = capsys.readouterr()
        assert SECRET not in printed.out + printed.err
        assert "ValueError in broken" in printed.out + printed.err
        assert "Traceback" not in printed.err
    assert json.loads(printed.out)["error"]["code"] == "unexpected"


def test_no_printed_text_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    say(f"one {STEERING}")
    show_table([f"column [/x] {STEERING}"], [[f"cell {STEERING}"]], title=f"title {STEERING}")
    error = InspectorError("code", STEERING, kept=STEERING, next_step=STEERING)
    print_error(error, as_json=False)
    print_error(error, as_json=True)
    print_json({"text": STEERING})
    printed = capsys.readouterr()
    assert not set(printed.out + printed.err) & set(STEERING) - set("owned[2J]0;31mtx")
    assert "column [/x]" in printed.out


def test_json_keeps_the_meaning_of_what_it_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    text = f"{STEERING} é \N{NO-BREAK SPACE} half \udc80"
    print_json({"text": text})
    printed = capsys.readouterr().out
    printed.encode("utf-8")
    assert "é" in printed
    assert json.loads(printed) == {"text": text}


@pytest.mark.skipif(os.name != "posix", reason="core dumps and masks are POSIX's")
def test_the_program_leaves_no_core_dump_and_no_readable_file(tmp_path: Path) -> None:
    code = (
        "import ctypes, os, resource, sys; from inspector_app.cli import main as program\n"
        "sys.argv[1:] = "
        "['framework', 'list', '--json']\n"
        "try: program.run()\n"
        "except SystemExit: pass\n"
        "dumps = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == 'linux' else 0\n"
        "limit = resource.getrlimit(resource.RLIMIT_CORE)\n"
        "print(limit, oct(os.umask(0)), dumps, file=sys.stderr)"
    )
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True)  # noqa: S603  # our own
    assert done.stderr.strip() == "(0, 0) 0o77 0"


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
def test_text_from_standard_input_is_in_no_process_argument_or_environment(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []

    class Watching(io.StringIO):
        def read(self, size: int | None = -1) -> str:
            text = super().read(size)
            for process in Path("/proc").glob("[0-9]*"):
                for name in ("cmdline", "environ"):
                    try:
                        seen.append((process / name).read_bytes())
                    except OSError:
                        continue
            return text

    monkeypatch.setattr("sys.stdin", Watching(SECRET))
    assert main(["note", "add", "--text", "-", "--json"]) == 0
    assert seen
    assert not [data for data in seen if SECRET.encode() in data]


def test_a_file_of_endless_size_is_no_invitation_and_fills_no_memory(
    inspector: Inspector, tmp_path: Path
) -> None:
    endless = tmp_path / "endless"
    with endless.open("wb") as file:
        file.truncate(4 * 1024**4)
    assert inspector.refused("join", str(endless)) == "not-an-invitation"


def test_a_large_file_is_read_whole_where_large_ones_belong(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(3_000_000))
    assert len(read_file(large)) == 3_000_000


def test_every_command_is_reached_through_the_guarded_door() -> None:
    # Rich tracebacks would show local variables, and with them what was typed.
    assert app.pretty_exceptions_enable is False
