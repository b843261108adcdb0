"""The files of a home are its owner's alone, and a link in their way leads nowhere."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from inspector_app.errors import InspectorError
from inspector_app.files import write_whole
from inspector_app.vault.attempts import Attempts
from inspector_app.vault.sqlcipher import FileKey, open_database
from inspector_app.vault.vault import Vault

PASSPHRASE = "correct horse battery staple"
OTHER = "another horse battery staple"
posix = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


@pytest.fixture
def open_mask() -> object:
    before = os.umask(0)
    yield
    os.umask(before)


@posix
@pytest.mark.usefixtures("open_mask")
def test_every_file_of_a_home_is_its_owners_alone_whatever_the_mask(tmp_path: Path) -> None:
    vault = Vault.create(tmp_path / "home", "Ann", PASSPHRASE, kdf="minimum")
    engine = vault.frames.create("f" * 32)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE a (b)"))
        names = {path.name for path in (vault.home / "frames").iterdir()}
        assert {f"{'f' * 32}.db-wal", f"{'f' * 32}.db-shm"} <= names
        assert _others_may(vault.home) == []
    engine.dispose()
    with pytest.raises(InspectorError):
        Vault.unlock(vault.home, "wrong horse battery staple")
    assert (vault.home / "attempts.json").exists()
    assert _others_may(vault.home) == []


@posix
def test_a_database_that_was_readable_by_others_no_longer_is(tmp_path: Path) -> None:
    path, key = tmp_path / "a.db", FileKey(b"k" * 32, b"s" * 16)
    open_database(path, key).connect().close()
    path.chmod(0o644)
    open_database(path, key).connect().close()
    assert path.stat().st_mode & 0o777 == 0o600


@posix
@pytest.mark.usefixtures("open_mask")
def test_what_leaves_is_readable_by_its_owner_and_never_written_through_a_link(
    tmp_path: Path,
) -> None:
    target, victim = tmp_path / "report.docx", tmp_path / "victim"
    victim.write_bytes(b"before")
    target.symlink_to(victim)
    (tmp_path / "report.docx.part").symlink_to(victim)
    write_whole(target, b"evidence")
    assert victim.read_bytes() == b"before"
    assert not target.is_symlink()
    assert target.read_bytes() == b"evidence"
    assert target.stat().st_mode & 0o777 == 0o600
    assert {path.name for path in tmp_path.iterdir()} == {
        "report.docx",
        "report.docx.part",
        "victim",
    }


def test_a_write_that_fails_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(InspectorError) as refused:
        write_whole(tmp_path / "taken", b"x")
    assert refused.value.code == "cannot-write"
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


@pytest.mark.parametrize(
    "data",
    [
        b'{"at":"2026-01-01T00:00:00+00:00","wrong":9007199254740991}',
        b'{"at":"2026-01-01T00:00:00+00:00","wrong":-9007199254740991}',
        b'{"at":"2999-12-31T23:59:59-23:59","wrong":50}',
        b"[" * 100_000,
        b"",
    ],
    ids=["huge", "negative", "far-off", "nested", "empty"],
)
def test_a_counter_that_somebody_wrote_keeps_nobody_out_and_breaks_nothing(
    data: bytes, tmp_path: Path
) -> None:
    (tmp_path / "attempts.json").write_bytes(data)
    attempts = Attempts(tmp_path, lambda: datetime(2026, 11, 16, tzinfo=UTC))
    attempts.check()
    attempts.wrong()
    attempts.wrong()


def test_a_passphrase_change_cut_off_between_the_copies_is_finished_at_the_next_unlock(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    vault = Vault.create(home, "Ann", PASSPHRASE, kdf="minimum")
    shutil.copy(home / "keystore.copy.json", tmp_path / "kept")
    vault.change_passphrase(PASSPHRASE, OTHER, kdf="minimum")
    shutil.copy(tmp_path / "kept", home / "keystore.copy.json")
    Vault.unlock(home, OTHER)
    with pytest.raises(InspectorError) as refused:
        Vault.unlock(home, PASSPHRASE)
    assert refused.value.code == "wrong-passphrase"


def test_a_process_that_saves_after_a_passphrase_change_does_not_bring_the_old_one_back(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    busy = Vault.create(home, "Ann", PASSPHRASE, kdf="minimum")
    Vault.unlock(home, PASSPHRASE).change_passphrase(PASSPHRASE, OTHER, kdf="minimum")
    busy.create_base("b" * 64)
    assert Vault.unlock(home, OTHER).inspections() == ("b" * 64,)
    with pytest.raises(InspectorError):
        Vault.unlock(home, PASSPHRASE)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b'"memory_kib":65536', b'"memory_kib":8'),
        (b'"memory_kib":65536', b'"memory_kib":67108864'),
        (b'"passes":3', b'"passes":1'),
        (b'"passes":3', b'"passes":4000000000'),
        (b'"lanes":4', b'"lanes":100000'),
    ],
    ids=["less memory", "64 GiB", "fewer passes", "endless passes", "many lanes"],
)
def test_settings_out_of_bounds_are_refused_before_they_are_tried(
    was: bytes, now: bytes, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    Vault.create(home, "Ann", PASSPHRASE, kdf="minimum")
    for name in ("keystore.json", "keystore.copy.json"):
        data = (home / name).read_bytes()
        assert was in data
        (home / name).write_bytes(data.replace(was, now))
    with pytest.raises(InspectorError) as refused:
        Vault.unlock(home, PASSPHRASE)
    assert refused.value.code == "damaged-keystore"


def _others_may(folder: Path) -> list[str]:
    """Files and folders on which group or others have any right."""
    return [
        str(path.relative_to(folder))
        for path in (folder, *folder.rglob("*"))
        if path.stat().st_mode & 0o077
    ]
