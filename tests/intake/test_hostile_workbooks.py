"""What goes wrong in the authority's files is read in full or refused by name, within bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from inspector_app.cli.main import main
from inspector_app.intake.reading import inspect_files
from tests.intake.hostile_workbooks import READ, wide_book
from tests.intake.refused_workbooks import REFUSED, bomb_of_cells, bomb_of_zeros


@pytest.mark.parametrize("what", READ)
def test_it_is_read_in_full(tmp_path: Path, what: str) -> None:
    hostile = READ[what]
    intake = inspect_files([hostile.make(tmp_path)])
    assert not intake.refused
    (read,) = intake.lists
    columns = list(zip(*(values for _, values in read.records), strict=True))
    assert list(columns[0]) == list(hostile.ids)
    assert list(columns[read.columns.index("Date of Contact")]) == list(hostile.dates)
    assert hostile.told <= {(flag.row, flag.column, flag.code) for flag in intake.flags}


@pytest.mark.parametrize("what", REFUSED)
def test_it_is_refused_by_name(tmp_path: Path, what: str) -> None:
    make, code = REFUSED[what]
    intake = inspect_files([make(tmp_path)])
    assert [refused.code for refused in intake.refused] == [code]
    assert not intake.lists


def test_every_cell_of_a_wide_list_is_kept(tmp_path: Path) -> None:
    path = wide_book(tmp_path / "wide.xlsx", 40, 300)
    (read,) = inspect_files([path]).lists
    raw = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    assert [list(values[7:]) for _, values in read.records] == [row[7:] for row in raw[1:]]


@pytest.mark.parametrize("what", ["formulas", "cp1252", "macros"])
def test_the_program_reads_it_with_exit_code_nought(
    tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = READ[what].make(tmp_path)
    assert main(["intake", "inspect", str(path), "--json"]) == 0
    said = capsys.readouterr()
    assert [each["rows"] for each in json.loads(said.out)["lists"]] == [len(READ[what].ids)]
    assert said.err == ""


_IN_BOUNDS = """
import json, resource, sys
from pathlib import Path
from inspector_app.intake.reading import inspect_files
import python_calamine
most = int(sys.argv[2]) * 1024 * 1024
used = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + most, used + most))
intake = inspect_files([Path(sys.argv[1])])
print(json.dumps([intake.rows, [refused.code for refused in intake.refused]]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is Linux's")
@pytest.mark.parametrize(
    ("make", "megabytes", "expected"),
    [
        (bomb_of_zeros, 100, [0, ["damaged-file"]]),
        (bomb_of_cells, 200, [0, ["too-large"]]),
        (lambda folder: READ["a blank tail"].make(folder), 200, [2, []]),
        (lambda folder: wide_book(folder / "wide.xlsx", 200, 300), 200, [200, []]),
    ],
    ids=["zeros", "cells", "blank tail", "300 columns"],
)
def test_it_does_not_fill_the_memory(
    tmp_path: Path, make: object, megabytes: int, expected: list[object]
) -> None:
    assert callable(make)
    path = make(tmp_path)
    done = subprocess.run(  # noqa: S603  # this interpreter, with a program written above
        [sys.executable, "-c", _IN_BOUNDS, str(path), str(megabytes)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected
