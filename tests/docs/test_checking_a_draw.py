"""The page on checking a draw: its commands are run, its numbers compared with the program's."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from inspector_app.sampling.draw import DrawPlan, Unit, draw_sample
from inspector_app.sampling.tickets import compose_seed, in_ticket_order

PAGE = (Path(__file__).parents[2] / "docs" / "checking-a-draw.md").read_text(encoding="utf-8")
SEED = "LA-2026-11-22/48391"
UNITS = [f"C00000{number}" for number in range(8)]


def _block(kind: str) -> str:
    """The first fenced block of that kind after the heading of the example."""
    example = PAGE.partition("## An example")[2]
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", example, re.MULTILINE | re.DOTALL)
    return next(str(text) for each, text in blocks if each == kind)


def test_the_commands_on_the_page_print_what_the_page_shows(tmp_path: Path) -> None:
    tools = {name: shutil.which(name) for name in ("sh", "sha256sum", "sort", "sed")}
    if missing := [name for name, path in tools.items() if path is None]:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    (tmp_path / "units.txt").write_bytes(b"".join(f"{unit}\n".encode() for unit in UNITS))
    done = subprocess.run(  # noqa: S603
        [str(tools["sh"]), "-c", _block("sh")],
        check=True,
        capture_output=True,
        cwd=tmp_path,
        text=True,
    )
    assert done.stdout == _block("")


def test_the_program_gives_the_tickets_on_the_page_in_their_order() -> None:
    ordered = in_ticket_order(SEED, UNITS)
    assert "".join(f"{ticket}  {unit}\n" for ticket, unit in ordered) == _block("")


def test_the_program_draws_what_the_page_says() -> None:
    units = [Unit(unit, unit, {}) for unit in reversed(UNITS)]
    drawn = draw_sample(units, DrawPlan("simple", 3, SEED))
    first, second, third = (one.unit for one in drawn.selected)
    assert f"The sample is {first}, {second} and {third};" in PAGE
    assert f"the first reserve is {drawn.reserves[0].unit}." in PAGE


def test_the_seed_is_put_together_as_the_page_says() -> None:
    assert "<plan id>/<our phrase>/<their phrase>" in PAGE
    assert compose_seed("plan", "ours", "theirs") == "plan/ours/theirs"
    assert compose_seed("plan", "ours").endswith("/")
