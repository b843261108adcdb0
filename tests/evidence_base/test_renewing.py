"""A file under a new key: the same as the old one, or the old one stands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.layout import FORMAT
from inspector_app.evidence_base.renewing import renew_key
from inspector_app.evidence_base.verification import verify
from inspector_app.vault.base_files import BaseFiles
from inspector_app.vault.sqlcipher import FileKey, connect
from inspector_app.vault.write_ahead import PAGE, frames_of
from tests.evidence_base.agreement import texts
from tests.evidence_base.damaging import flip, log_of, path_of
from tests.evidence_base.laptops import Laptop, exchange


def key_of(laptop: Laptop) -> FileKey:
    return laptop.vault().base_key(laptop.inspection)


def test_a_file_under_a_new_key_holds_the_same_and_the_old_key_and_file_are_gone(
    ann: Laptop, bea: Laptop
) -> None:
    ann.note("Before.")
    exchange(ann, bea)
    ann.note("Unsent.")
    digest, vector = ann.base.digest(), ann.base.vector()
    old = key_of(ann)
    ann.close()
    renew_key(ann.vault(), ann.inspection)
    assert key_of(ann).key != old.key
    with pytest.raises(InspectorError) as refused:
        connect(path_of(ann), old, read_only=True, newest=FORMAT)
    assert refused.value.code == "damaged-file"
    assert (ann.base.digest(), ann.base.vector()) == (digest, vector)
    assert verify(ann.base).ok
    assert not [each for each in ann.home.rglob("*outgoing*") if each.is_file()]
    ann.note("Afterwards.")
    exchange(ann, bea)
    assert ann.base.digest() == bea.base.digest()


def test_a_key_is_not_renewed_while_the_inspection_is_open_elsewhere(ann: Laptop) -> None:
    ann.note("Open.")
    with pytest.raises(InspectorError) as refused:
        renew_key(ann.vault(), ann.inspection)
    assert refused.value.code == "busy"


def another_row(fresh: Path, key: FileKey) -> None:
    with closing(connect(fresh, key, newest=FORMAT)) as written:
        written.execute("UPDATE part SET text = 'Another.'")


def a_table_less(fresh: Path, key: FileKey) -> None:
    with closing(connect(fresh, key, newest=FORMAT)) as written:
        written.execute("DROP TABLE answer")


def another_page(fresh: Path, _: FileKey) -> None:
    flip(fresh, 5 * PAGE + 700)


def another_page_of_an_index(fresh: Path, key: FileKey) -> None:
    """No row is read from it."""
    with closing(connect(fresh, key, read_only=True, newest=FORMAT)) as written:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'entry_place'"
        (place,) = written.execute(query).fetchone()
    flip(fresh, (place - 1) * PAGE + 700)


@pytest.mark.parametrize(
    "harm", [another_row, a_table_less, another_page, another_page_of_an_index]
)
def test_a_new_file_that_is_not_the_same_is_thrown_away(
    ann: Laptop, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path, FileKey], None]
) -> None:
    """The file is harmed between being written and being checked."""
    from inspector_app.evidence_base import renewing

    ann.note("Before.")
    ann.close()
    before, write = path_of(ann).read_bytes(), renewing._write

    def harmed(file: object, fresh: Path, key: FileKey) -> None:
        write(file, fresh, key)
        harm(fresh, key)

    monkeypatch.setattr(renewing, "_write", harmed)
    with pytest.raises(InspectorError) as refused:
        renew_key(ann.vault(), ann.inspection)
    assert refused.value.code in ("key-not-renewed", "damaged-file")
    assert path_of(ann).read_bytes() == before
    assert not list((ann.home / "replacing").iterdir())
    assert verify(ann.base).ok


@pytest.mark.parametrize("said_to_be", ["the new one", "the old one"])
def test_a_file_that_the_old_key_still_opens_is_thrown_away(
    ann: Laptop, monkeypatch: pytest.MonkeyPatch, said_to_be: str
) -> None:
    """Written under the old key, whichever key it is then checked with."""
    from inspector_app.evidence_base import renewing

    ann.note("Before.")
    ann.close()
    old, begin, write = key_of(ann), BaseFiles.begin_new, renewing._write

    def begun(files: BaseFiles, inspection: str) -> tuple[Path, FileKey]:
        path, key = begin(files, inspection)
        return path, key if said_to_be == "the new one" else old

    with monkeypatch.context() as patch:
        patch.setattr(BaseFiles, "begin_new", begun)
        patch.setattr(renewing, "_write", lambda file, fresh, _: write(file, fresh, old))
        with pytest.raises(InspectorError) as refused:
            renew_key(ann.vault(), ann.inspection)
    assert refused.value.code in ("key-not-renewed", "damaged-file")
    assert key_of(ann) == old
    assert not list((ann.home / "replacing").iterdir())
    assert texts(ann) == {"Before."}


def test_a_renewal_that_is_under_way_elsewhere_is_left_to_it(ann: Laptop) -> None:
    ann.note("Before.")
    ann.close()
    elsewhere = ann.vault()
    with elsewhere.use.alone():
        new, key = elsewhere.bases.begin_new(ann.inspection)
        with pytest.raises(InspectorError) as refused:
            ann.vault().bases.settle(ann.inspection)
        assert refused.value.code == "busy"
        assert new.exists()
        assert ann.vault().files.key(f"replacing/{ann.inspection}.db") == key
    assert texts(ann) == {"Before."}


@pytest.mark.parametrize("call", ["rename_keys", "_finish", "_move", "destroy"])
def test_renewing_that_is_cut_off_anywhere_leaves_one_whole_file_with_its_key(
    ann: Laptop, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    ann.note("Before.")
    digest = ann.base.digest()
    ann.close()
    owner = {
        "rename_keys": "inspector_app.vault.files.KeyedFiles.rename_keys",
        "_finish": "inspector_app.vault.base_files.BaseFiles._finish",
        "_move": "inspector_app.vault.base_files._move",
        "destroy": "inspector_app.vault.files.KeyedFiles.destroy",
    }[call]

    def killed(_: object, *places: object) -> None:
        if call != "destroy" or "outgoing" in str(places):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, killed)
        # A process that is killed tidies nothing up.
        patch.setattr("inspector_app.vault.base_files.BaseFiles.drop_new", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            renew_key(ann.vault(), ann.inspection)
    assert ann.base.digest() == digest
    assert verify(ann.base).ok
    left = [each for each in ann.home.rglob("*") if "replacing/" in str(each) and each.is_file()]
    assert left == []
    assert not list(ann.home.rglob("*outgoing*"))


@pytest.mark.parametrize("harm", ["gone", "emptied"])
def test_a_file_that_is_not_there_keeps_its_key_so_that_it_can_be_put_back(
    ann: Laptop, harm: str
) -> None:
    ann.note("Moved away for a moment.")
    ann.close()
    moved = path_of(ann).read_bytes()
    path_of(ann).unlink()
    if harm == "emptied":
        path_of(ann).touch()
    with pytest.raises(InspectorError) as refused:
        renew_key(ann.vault(), ann.inspection)
    assert refused.value.code == "missing-file"
    path_of(ann).write_bytes(moved)
    assert texts(ann) == {"Moved away for a moment."}


def test_a_log_that_loses_saves_is_left_as_it_is_under_its_key(with_log: Laptop) -> None:
    log = log_of(with_log)
    flip(log, frames_of(log.read_bytes())[2].at + 500)
    harmed, key = log.read_bytes(), key_of(with_log)
    with pytest.raises(InspectorError) as refused:
        renew_key(with_log.vault(), with_log.inspection)
    assert refused.value.code == "damaged-file"
    assert log.read_bytes() == harmed
    assert key_of(with_log) == key
