"""The page on checking a draw: its commands are run, its numbers compared with the program's."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from inspector_app.sampling.draw import DrawPlan, StratumCount, Unit, draw_sample
from inspector_app.sampling.plan_settings import Filter, PlanSettings
from inspector_app.sampling.plan_text import PlanText
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


# --- the commitment -------------------------------------------------------------------------------

COMMITTED = PlanText(
    plan="0" * 30 + "2a",
    lists_sha256="7a1f0d2c6be95384f0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607",
    list=8,
    unit="child",
    population=37,
    design="stratified",
    allocation="proportional",
    settings=PlanSettings(
        size=12,
        by=("Allocated Team",),
        filters=(Filter(condition="Age of Child (Years) >= 2", left=37),),
    ),
    strata=(StratumCount("East", 12, 4), StratumCount("North \\ West", 25, 8)),
    phrase="plum-stone-apple-pear-fig-quince",
)


def _commitment() -> list[str]:
    """The blocks of the section: the text, the commands, what they print."""
    section = PAGE.partition("## The commitment")[2].partition("\n## ")[0]
    return re.findall(r"^```\w*\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


def test_the_program_commits_to_the_text_on_the_page() -> None:
    text, _, printed = _commitment()
    assert COMMITTED.text == text
    assert printed == f"{COMMITTED.sha256}  -\n{COMMITTED.phrase_sha256}  -\n"


def test_the_commands_for_the_commitment_print_what_the_page_shows(tmp_path: Path) -> None:
    if any(shutil.which(tool) is None for tool in ("sh", "sha256sum")):
        pytest.skip("not on this machine: sh, sha256sum")
    text, commands, printed = _commitment()
    (tmp_path / "plan.txt").write_bytes(text.encode())
    assert in_a_shell(commands, tmp_path) == printed


def in_a_shell(commands: str, folder: Path) -> str:
    """What commands print that are given to a shell in that folder."""
    done = subprocess.run(  # noqa: S603
        [str(shutil.which("sh")), "-c", commands],
        check=True,
        capture_output=True,
        cwd=folder,
        text=True,
    )
    return done.stdout


# --- the other designs ----------------------------------------------------------------------------

TEAM_OF = dict(zip(UNITS, ["North"] * 4 + ["East"] * 2 + ["South"] * 2, strict=True))
SIZE_OF = {unit: str(at) for at, unit in enumerate(UNITS, start=1)}
OTHERS = {
    "units.txt": (DrawPlan("systematic", 3, SEED), "{unit}"),
    "sizes.txt": (DrawPlan("pps", 2, SEED, size_column="Size"), "{unit}"),
    "clusters.txt": (
        DrawPlan("two-stage", 4, SEED, cluster="Team", clusters=2, allocation="equal"),
        "{unit} {stratum}",
    ),
}


def _other(file: str) -> tuple[str, str]:
    """The commands on the page that read that file, and what the page says they print."""
    examples = PAGE.partition("## Examples of the other designs")[2]
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", examples, re.MULTILINE | re.DOTALL)
    at = next(at for at, (kind, text) in enumerate(blocks) if kind == "sh" and file in text)
    return str(blocks[at][1]), str(blocks[at + 1][1])


@pytest.mark.parametrize("file", OTHERS)
def test_the_commands_for_each_other_design_print_what_the_page_shows(
    tmp_path: Path, file: str
) -> None:
    tools = ("sh", "sha256sum", "sort", "sed", "cut", "paste", "grep")
    if missing := [name for name in tools if shutil.which(name) is None]:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    columns = {"units.txt": {}, "sizes.txt": SIZE_OF, "clusters.txt": TEAM_OF}[file]
    lines = [f"{unit} {columns[unit]}" if columns else unit for unit in UNITS]
    (tmp_path / file).write_bytes("".join(f"{line}\n" for line in lines).encode())
    commands, shown = _other(file)
    assert in_a_shell(commands, tmp_path) == shown


@pytest.mark.parametrize("file", OTHERS)
def test_the_program_draws_what_the_page_shows_for_each_other_design(file: str) -> None:
    plan, line = OTHERS[file]
    units = [Unit(u, u, {"Team": TEAM_OF[u], "Size": SIZE_OF[u]}) for u in reversed(UNITS)]
    drawn = draw_sample(units, plan).selected
    printed = [line.format(unit=one.unit, stratum=one.stratum) for one in drawn]
    assert "".join(f"{each}\n" for each in printed) == _other(file)[1]
