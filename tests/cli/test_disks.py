"""Disks that are full or not to be written: said, and nothing is half written."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.cli.harming import PAGE, flipped, left_alone, the
from tests.cli.sampling import BY_TEAM, WHY
from tests.story.laptops import Laptop

_NOBODY = 65534


@contextmanager
def no_room(
    laptop: Laptop, but_for: int = 0
) -> Iterator[tuple[Laptop, Callable[[], None], set[str]]]:
    """The home where nothing more can be written, how to make room, and what is then said.

    On a small disk of its own where that can be mounted; else files cannot grow.

    Args:
        laptop: whose home is moved there.
        but_for: bytes that are left on such a disk.
    """
    disk = Path(tempfile.mkdtemp())
    size = sum(map(len, laptop.files().values())) // 1024 + 2000
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    options = ["-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)]
    if mount is None or subprocess.run([mount, *options], capture_output=True).returncode:  # noqa: S603
        disk.rmdir()
        yield from _no_growing(laptop)
        return
    filler = disk / "filler"
    try:
        moved = laptop.copied_to(disk / "home")
        _fill(filler)
        os.truncate(filler, filler.stat().st_size - but_for)
        yield moved, filler.unlink, {"disk-full"}
    finally:
        subprocess.run([str(unmount), str(disk)], check=True)  # noqa: S603
        disk.rmdir()


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(PAGE)):
            pass


def _no_growing(laptop: Laptop) -> Iterator[tuple[Laptop, Callable[[], None], set[str]]]:
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    def make_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        yield laptop, make_room, {"disk-full", "disk-trouble"}
    finally:
        make_room()


def test_a_full_disk_is_said_to_be_and_nothing_is_half_written(laptop: Laptop) -> None:
    create = "inspection create --framework ilacs-2026 --type short --authority B"
    with no_room(laptop) as (moved, make_room, codes):
        assert moved.refused("note", "add", "--text", "x" * 100_000).code in codes
        assert moved.refused(*create.split()).code in codes
        make_room()
        assert len(moved.run("note", "list")["items"]) == 2
        assert len(moved.run("inspection", "list")["inspections"]) == 1
        assert moved.run("verify")["ok"] is True
        moved.run("note", "add", "--text", "There is room again.")


@pytest.mark.parametrize("times", [1.0, 1.8], ids=["log does not fit", "file does not"])
def test_a_file_that_cannot_be_mended_for_want_of_room_takes_none(
    laptop: Laptop, times: float
) -> None:
    base = the("bases", laptop)
    flipped(1000)(base)
    damaged = base.read_bytes()
    with no_room(laptop, but_for=int(times * len(damaged))) as (moved, make_room, codes):
        assert moved.refused("file", "mend").code in {*codes, "disk-trouble"}
        assert [each for each in moved.files() if each.startswith("replacing/")] == []
        assert the("bases", moved).read_bytes() == damaged
        make_room()
        assert moved.run("file", "mend")["unreadable_pages"] == 1
        assert len(moved.run("note", "list")["items"]) == 2


@contextmanager
def owned_by_nobody(laptop: Laptop, *, may_write: bool = True) -> Iterator[Laptop]:
    """The home of somebody who is not root, for whom the rights of files hold.

    Args:
        laptop: whose home is moved there.
        may_write: whether the home's folders and files may be written by whoever runs the test.
    """
    if not hasattr(os, "geteuid"):
        pytest.skip("rights are POSIX's")
    folder = Path(tempfile.mkdtemp())
    moved = laptop.copied_to(folder / "home")
    root = os.geteuid() == 0
    for path in [folder, *folder.rglob("*")]:
        if root:
            os.chown(path, _NOBODY, _NOBODY)
        if not may_write:
            path.chmod(0o500 if path.is_dir() else 0o400)
    if root:
        os.seteuid(_NOBODY)
    try:
        yield moved
    finally:
        if root:
            os.seteuid(0)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o700)
        shutil.rmtree(folder)


def test_a_home_that_cannot_be_written_is_said_to_be_and_is_left_as_it_is(laptop: Laptop) -> None:
    create = "inspection create --framework ilacs-2026 --type short --authority B"
    with owned_by_nobody(laptop, may_write=False) as moved, left_alone(moved):
        assert moved.refused("note", "add", "--text", "x").code == "read-only"
        assert moved.refused(*create.split()).code == "read-only"


@pytest.mark.parametrize("kind", ["bases", "frames"])
def test_a_single_file_that_may_not_be_written_is_left_as_it_is(laptop: Laptop, kind: str) -> None:
    """The file alone: whoever set it so wants it so, and everything else of the home goes on."""
    other = laptop.run(
        *("inspection", "create", "--framework", "ilacs-2026"),
        *("--type", "short", "--authority", "Othershire"),
    )["inspection"]
    of_note = ("note", "add", "--text", "x", "--inspection")
    [first] = [
        row["inspection"]
        for row in laptop.run("inspection", "list")["inspections"]
        if row["inspection"] != other
    ]
    path = laptop.home / "bases" / f"{first}.db" if kind == "bases" else the("frames", laptop)
    with owned_by_nobody(laptop) as moved:
        path = moved.home / path.relative_to(laptop.home)
        path.chmod(0o400)
        before = path.read_bytes()
        if kind == "bases":
            assert moved.refused(*of_note, first).code == "read-only"
        else:
            moved.run(*of_note, first)
            draw = ("sample", "draw", "--frame", path.stem, *BY_TEAM, "--n", "9", *WHY)
            assert moved.run(*draw, "--inspection", first)["plan"]
        moved.run(*of_note, other)
        assert path.read_bytes() == before
        assert path.stat().st_mode & 0o777 == 0o400
