"""Files that are damaged, cut, gone, of a later version or not to be written: said, never touched.

Each test takes a home with a base, imported lists and notes, harms one file and looks at the rest.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.intake.mapping import ListMapping, SheetDecision
from inspector_app.intake.remembered import remember_mapping
from inspector_app.vault.sqlcipher import connect
from inspector_app.vault.vault import Vault
from schemas.canonical import decode, encode
from tests.cli.sampling import BY_TEAM, WHY
from tests.story.laptops import Laptop

PAGE = 4096
Harm = Callable[[Path], None]


@pytest.fixture(scope="session")
def lived_in(lead_home: Laptop, tmp_path_factory: pytest.TempPathFactory) -> Laptop:
    """A home with lists, a note, and a page more of text than fits on one page."""
    laptop = lead_home.copied_to(tmp_path_factory.mktemp("damage") / "lead")
    laptop.run("note", "add", "--text", "A note on the hawthorn.")
    laptop.run("note", "add", "--text", "A long note on the blackthorn. " * 1500)
    return laptop


@pytest.fixture
def laptop(lived_in: Laptop, tmp_path: Path) -> Laptop:
    return lived_in.copied_to(tmp_path / "lead")


def flipped(place: int) -> Harm:
    def harm(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[place] ^= 1
        path.write_bytes(data)

    return harm


def cut_to(size: int) -> Harm:
    return lambda path: os.truncate(path, size if size >= 0 else path.stat().st_size + size)


def gone(path: Path) -> None:
    path.unlink()


def the(kind: str, laptop: Laptop) -> Path:
    [found] = (laptop.home / kind).glob("*.db")
    return found


@contextmanager
def left_alone(laptop: Laptop) -> Iterator[None]:
    """No file that is there is another afterwards; what SQLite and locks lay beside may come."""
    before = laptop.files()
    yield
    after = laptop.files()
    beside = {name for name, data in before.items() if name.endswith("-shm") or not data}
    assert {name for name in before.keys() - beside if after.get(name) != before[name]} == set()


def in_all_regions(laptop: Laptop, kind: str, first: int) -> range:
    """A place within some ten pages of a file, from the first page that matters on."""
    pages = the(kind, laptop).stat().st_size // PAGE
    return range(first * PAGE + 700, pages * PAGE, max(1, pages // 9) * PAGE)


# --- the base -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (flipped(100), "damaged-file"),
        (flipped(PAGE - 40), "damaged-file"),
        (cut_to(0), "missing-file"),
        (cut_to(100), "damaged-file"),
        (cut_to(PAGE - 1), "damaged-file"),
        (gone, "missing-file"),
    ],
    ids=["header", "end of page 1", "cut to nothing", "cut early", "less than a page", "gone"],
)
def test_a_base_that_cannot_be_opened_says_so_and_is_left_as_it_is(
    laptop: Laptop, harm: Harm, code: str
) -> None:
    harm(the("bases", laptop))
    with left_alone(laptop):
        refusal = laptop.refused("note", "list")
        assert refusal.code == code
        assert "`inspector file mend`" in refusal.next
        [row] = laptop.run("inspection", "list")["inspections"]
        assert row["problem"] == code
        assert laptop.outcome("verify")[1]["ok"] is False


def test_a_byte_flipped_in_any_region_of_a_base_is_found_and_the_file_left_as_it_is(
    laptop: Laptop,
) -> None:
    path = the("bases", laptop)
    whole = path.read_bytes()
    for place in in_all_regions(laptop, "bases", first=1):
        path.write_bytes(whole)
        flipped(place)(path)
        with left_alone(laptop):
            code, found = laptop.outcome("verify")
            assert (code, found["ok"]) == (1, False), place


@pytest.mark.parametrize("size", [PAGE, 20 * PAGE, -PAGE], ids=["page 1", "a few", "all but one"])
def test_a_base_that_was_cut_anywhere_is_found_and_left_as_it_is(laptop: Laptop, size: int) -> None:
    cut_to(size)(the("bases", laptop))
    with left_alone(laptop):
        code, found = laptop.outcome("verify")
        assert (code, found["ok"]) == (1, False)


def test_one_damaged_inspection_keeps_no_other_shut(laptop: Laptop) -> None:
    [first] = laptop.run("inspection", "list")["inspections"]
    second = laptop.run(
        *("inspection", "create", "--framework", "ilacs-2026"),
        *("--type", "short", "--authority", "Othershire"),
    )["inspection"]
    laptop.run("note", "add", "--text", "Elsewhere.", "--inspection", second)
    flipped(100)(laptop.home / "bases" / f"{first['inspection']}.db")
    found = {row["inspection"]: row for row in laptop.run("inspection", "list")["inspections"]}
    assert found[first["inspection"]]["problem"] == "damaged-file"
    assert (found[second]["problem"], found[second]["authority"]) == (None, "Othershire")
    assert len(laptop.run("note", "list", "--inspection", second)["items"]) == 1


def test_a_base_of_a_later_version_is_refused_and_left_as_it_is(laptop: Laptop) -> None:
    path = the("bases", laptop)
    vault = Vault.unlock(laptop.home, laptop.passphrase)
    connection = connect(path, vault.base_key(path.stem), newest=1)
    connection.execute("PRAGMA user_version = 2")
    connection.close()
    with left_alone(laptop):
        assert laptop.refused("note", "add", "--text", "x").code == "needs-newer"


# --- what else lies in a home ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "harm",
    [flipped(100), flipped(3 * PAGE + 700), cut_to(100), cut_to(2 * PAGE)],
    ids=["header", "middle", "cut early", "cut in half"],
)
def test_damaged_lists_are_said_to_be_and_notes_are_read(laptop: Laptop, harm: Harm) -> None:
    harm(the("frames", laptop))
    frame = the("frames", laptop).stem
    with left_alone(laptop):
        refusal = laptop.refused("sample", "draw", "--frame", frame, *BY_TEAM, "--n", "9", *WHY)
        assert refusal.code == "damaged-file"
        assert "Import these lists again" in refusal.next
    assert len(laptop.run("note", "list")["items"]) == 2


def test_lists_whose_file_is_gone_are_said_to_be(laptop: Laptop) -> None:
    frame = the("frames", laptop)
    frame.unlink()
    refusal = laptop.refused("sample", "draw", "--frame", frame.stem, *BY_TEAM, "--n", "9", *WHY)
    assert refusal.code == "missing-file"
    assert not frame.exists()


@pytest.mark.parametrize("place", [100, PAGE + 700], ids=["header", "middle"])
def test_damaged_decisions_are_said_to_be_and_notes_are_read(laptop: Laptop, place: int) -> None:
    vault = Vault.unlock(laptop.home, laptop.passphrase)
    base = EvidenceBase(vault, vault.inspections()[0])
    decided = ListMapping(sheets=(SheetDecision("Children", 8),))
    remember_mapping(base, decided, the("frames", laptop).stem)
    base.close()
    flipped(place)(the("memory", laptop))
    with left_alone(laptop):
        refusal = laptop.refused("intake", "mapping", "show")
        assert refusal.code == "damaged-file"
        assert "folder `memory`" in refusal.next
    assert len(laptop.run("note", "list")["items"]) == 2


@pytest.mark.parametrize("names", [("keystore.json",), ("keystore.copy.json",), ("",)])
def test_a_keystore_of_a_later_version_is_refused_and_left_as_it_is(
    laptop: Laptop, names: tuple[str, ...]
) -> None:
    for path in laptop.home.glob("keystore*.json"):
        if path.name in names or names == ("",):
            value = decode(path.read_bytes())
            assert isinstance(value, dict)
            path.write_bytes(encode({**value, "v": 2, "more": "that we do not know"}))
    with left_alone(laptop):
        assert laptop.refused("note", "add", "--text", "x").code == "needs-newer"


def test_a_version_that_is_only_a_flipped_byte_does_not_keep_its_owner_out(laptop: Laptop) -> None:
    path = laptop.home / "keystore.json"
    path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":3'))
    laptop.run("note", "add", "--text", "x")


@pytest.mark.parametrize("name", ["keystore.json", "keystore.copy.json"])
def test_a_byte_flipped_anywhere_in_one_keystore_is_mended_from_the_other(
    laptop: Laptop, name: str
) -> None:
    path = laptop.home / name
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 9)):
        path.write_bytes(whole)
        flipped(place)(path)
        Vault.unlock(laptop.home, laptop.passphrase)
    assert len(laptop.run("note", "list")["items"]) == 2
    laptop.run("note", "add", "--text", "Afterwards.")


@pytest.mark.parametrize("place", [100, PAGE + 700], ids=["header", "middle"])
def test_damaged_pieces_of_shared_lists_are_said_to_be_and_the_lists_are_read(
    laptop: Laptop, tmp_path: Path, place: int
) -> None:
    frame = the("frames", laptop).stem
    laptop.run("intake", "share", frame)
    pieces = laptop.home / "frames" / f"{frame}.chunks.db"
    flipped(place)(pieces)
    harmed = pieces.read_bytes()
    bundle = ("bundle", "export", str(tmp_path / "whole.bundle"), "--with-frames")
    assert laptop.refused(*bundle).code == "damaged-file"
    assert pieces.read_bytes() == harmed
    assert not (tmp_path / "whole.bundle").exists()
    laptop.run("bundle", "export", str(tmp_path / "without.bundle"))
    assert laptop.run("sample", "draw", "--frame", frame, *BY_TEAM, "--n", "9", *WHY)["plan"]
    assert len(laptop.run("note", "list")["items"]) == 2


# --- disks ----------------------------------------------------------------------------------------


@contextmanager
def no_room(laptop: Laptop) -> Iterator[tuple[Laptop, Callable[[], None], set[str]]]:
    """The home where nothing more can be written, how to make room, and what is then said.

    On a small disk of its own where that can be mounted; else files cannot grow.
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


@contextmanager
def not_to_be_written(laptop: Laptop) -> Iterator[Laptop]:
    """The home in a folder that whoever runs the test may read and not write."""
    if not hasattr(os, "geteuid"):
        pytest.skip("rights are POSIX's")
    folder = Path(tempfile.mkdtemp())
    moved = laptop.copied_to(folder / "home")
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield moved
    finally:
        if root:
            os.seteuid(0)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o700)
        shutil.rmtree(folder)


@contextmanager
def owned_by_nobody(laptop: Laptop) -> Iterator[Laptop]:
    """The home of somebody who is not root, for whom the rights of files hold."""
    if not hasattr(os, "geteuid"):
        pytest.skip("rights are POSIX's")
    folder = Path(tempfile.mkdtemp())
    moved = laptop.copied_to(folder / "home")
    root = os.geteuid() == 0
    if root:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, 65534, 65534)
        os.seteuid(65534)
    try:
        yield moved
    finally:
        if root:
            os.seteuid(0)
        shutil.rmtree(folder)


def test_a_home_that_cannot_be_written_is_said_to_be_and_is_left_as_it_is(laptop: Laptop) -> None:
    create = "inspection create --framework ilacs-2026 --type short --authority B"
    with not_to_be_written(laptop) as moved, left_alone(moved):
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
