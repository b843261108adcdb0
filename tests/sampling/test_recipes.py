"""The commands of a certificate on lists that no example has: long sums, any start."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from inspector_app.sampling.draw import DrawPlan, Unit, draw_sample
from inspector_app.sampling.draws import Design
from inspector_app.sampling.recipes import LIST_FILE, shell_recipe
from inspector_app.sampling.refusals import SamplingError

SIZES = [7_531_902_467, 1, 90_817_263, 11_000_000_003, 4_444_444_444, 8_252_446_872]
"""Their sum is above 2³²."""


def units(sizes: list[int]) -> list[Unit]:
    return [Unit(f"C{at}", f"C{at}", {"Size": str(size)}) for at, size in enumerate(sizes)]


@pytest.mark.parametrize("seed", ["rain", "sun", "fog"])
@pytest.mark.parametrize("design", ["pps", "systematic"])
def test_they_draw_what_the_program_draws(tmp_path: Path, design: Design, seed: str) -> None:
    sh = shutil.which("sh")
    if sh is None or shutil.which("sha256sum") is None:
        pytest.skip("not on this machine: sh, sha256sum")
    sized = design == "pps"
    plan = DrawPlan(design, 2, seed, size_column="Size" if sized else None)
    drawn = draw_sample(units(SIZES), plan)
    lines = [f"{u.id}\t{u.values['Size']}" if sized else u.id for u in units(SIZES)]
    (tmp_path / LIST_FILE).write_text("".join(f"{line}\n" for line in lines))
    done = subprocess.run(  # noqa: S603
        [sh, "-euc", shell_recipe(design, seed, 2)],
        check=True,
        capture_output=True,
        cwd=tmp_path,
        text=True,
    )
    assert not any(one.probability == "1/1" for one in drawn.selected)
    assert [line.split()[-1] for line in done.stdout.splitlines()] == [
        one.unit for one in drawn.selected
    ]


@pytest.mark.parametrize(("largest", "n"), [(2**46, 2), (2**44, 2**18)])
def test_sizes_beyond_what_a_shell_can_count_are_refused(largest: int, n: int) -> None:
    many = units([largest, largest, *[1] * n])
    with pytest.raises(SamplingError) as refused:
        draw_sample(many, DrawPlan("pps", n, "rain", size_column="Size"))
    assert refused.value.code == "sizes-too-fine"
