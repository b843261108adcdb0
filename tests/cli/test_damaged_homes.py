"""Files that are damaged, cut, gone or of a later version: said, never touched.

Each test takes a home with a base, imported lists and notes, harms one file and looks at the rest.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.layout import FORMAT
from inspector_app.intake.mapping import ListMapping, SheetDecision
from inspector_app.intake.remembered import remember_mapping
from inspector_app.vault.sqlcipher import connect
from inspector_app.vault.vault import Vault
from schemas.canonical import decode, encode
from tests.cli.harming import PAGE, Harm, cut_to, flipped, gone, left_alone, the
from tests.cli.sampling import BY_TEAM, WHY
from tests.story.laptops import Laptop


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
    connection = connect(path, vault.base_key(path.stem), newest=FORMAT)
    connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
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
