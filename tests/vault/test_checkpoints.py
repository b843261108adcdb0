"""The write-ahead log goes back into its file without keeping a save waiting or failing it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest
from sqlalchemy import Engine

from inspector_app.vault.checkpoints import Checkpoints
from inspector_app.vault.sqlcipher import FileKey, open_database

resource = pytest.importorskip("resource", reason="limits of file sizes are POSIX's")
KEY = FileKey(b"k" * 32, b"s" * 16)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.db"


@pytest.fixture
def writer(path: Path) -> Iterator[Engine]:
    engine = open_database(path, KEY)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE a (b)")
    yield engine
    engine.dispose()


def save(writer: Engine, size: int = 100) -> None:
    with writer.begin() as connection:
        connection.exec_driver_sql("INSERT INTO a VALUES (?)", (os.urandom(size),))


def log_of(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size


def test_a_wipe_that_a_reader_stands_in_the_way_of_is_done_after_a_later_save(
    path: Path, writer: Engine
) -> None:
    checkpoints = Checkpoints(writer)
    reader = open_database(path, KEY, read_only=True)
    with reader.begin() as reading:
        reading.exec_driver_sql("SELECT count(*) FROM a").all()
        save(writer)
        started = perf_counter()
        checkpoints.wipe()
        # A reader may read for as long as it likes, and saves wait for the wipe.
        assert perf_counter() - started < 10
        assert log_of(path) > 0
        save(writer)
    checkpoints.due(1)
    checkpoints.close()
    assert log_of(path) == 0
    reader.dispose()


def test_without_a_reader_a_wipe_leaves_no_log(path: Path, writer: Engine) -> None:
    save(writer)
    Checkpoints(writer).wipe()
    assert log_of(path) == 0


def test_a_log_that_finds_no_room_in_its_file_fails_no_save_and_is_kept(
    path: Path, writer: Engine
) -> None:
    checkpoints = Checkpoints(writer)
    checkpoints.wipe()
    save(writer, 40_000)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        checkpoints.wipe()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert log_of(path) > 0
    with writer.begin() as connection:
        rows = connection.exec_driver_sql("SELECT length(b) FROM a").all()
    assert rows == [(40_000,)]
    checkpoints.due(1)
    checkpoints.close()
    assert log_of(path) == 0
