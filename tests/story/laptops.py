"""Laptops that are driven through the command line only, in this process."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inspector_app.cli.main import main
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.vault.vault import Vault, local_clock
from sync_server.embedded import EmbeddedServer

Document = dict[str, Any]


@dataclass(frozen=True)
class Refusal:
    """What a command said when it refused."""

    code: str
    message: str
    kept: str
    next: str


@dataclass(frozen=True)
class Laptop:
    """One person's laptop: a home, and the file that the passphrase is read from, outside it."""

    name: str
    home: Path
    passphrase: str

    @property
    def passphrase_file(self) -> Path:
        return self.home.parent / f"{self.home.name}.passphrase"

    def run(self, *arguments: str) -> Document:
        """Runs a command that must be done; returns its JSON."""
        code, document = self.outcome(*arguments)
        assert code == 0, document
        return document

    def refused(self, *arguments: str) -> Refusal:
        """Runs a command that must be refused, in the four parts that every refusal has."""
        code, document = self.outcome(*arguments)
        assert code == 1, document
        error = document["error"]
        assert set(error) == {"code", "message", "kept", "next"}
        refusal = Refusal(**error)
        assert all((refusal.message, refusal.kept, refusal.next))
        return refusal

    def outcome(self, *arguments: str) -> tuple[int, Document]:
        """Runs a command; returns its exit code and the one JSON document that it printed."""
        code, output = self._main(arguments)
        document = json.loads(output)
        assert isinstance(document, dict)
        return code, document

    def say(self, *arguments: str) -> str:
        """Runs a command as people do; returns what it printed."""
        code, output = self._main(arguments, as_json=False)
        assert code == 0, output
        return output

    def files(self) -> dict[str, bytes]:
        """Every file of the home by its path in it."""
        found = sorted(path for path in self.home.rglob("*") if path.is_file())
        return {path.relative_to(self.home).as_posix(): path.read_bytes() for path in found}

    def copied_to(self, home: Path) -> Laptop:
        """Another laptop on which this home's folder was put."""
        shutil.copytree(self.home, home)
        other = Laptop(self.name, home, self.passphrase)
        other.passphrase_file.write_text(self.passphrase, encoding="utf-8")
        return other

    def _main(self, arguments: tuple[str, ...], *, as_json: bool = True) -> tuple[int, str]:
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
            patch.setenv("INSPECTOR_HOME", str(self.home))
            patch.setenv("INSPECTOR_PASSPHRASE_FILE", str(self.passphrase_file))
            patch.setenv("COLUMNS", "200")
            code = main([*arguments, *(["--json"] if as_json else [])])
        return code, out.getvalue() or err.getvalue()


def new_laptop(home: Path, name: str, passphrase: str) -> Laptop:
    """A laptop that has just been set up."""
    laptop = Laptop(name, home, passphrase)
    laptop.passphrase_file.write_text(passphrase + "\n", encoding="utf-8")
    laptop.run("init", "--name", name, "--kdf", "minimum")
    return laptop


def new_laptop_with_halves(
    home: Path, name: str, passphrase: str, halves: tuple[str, str]
) -> Laptop:
    """A laptop that has just been set up, and the recovery halves of its inspections."""
    laptop = Laptop(name, home, passphrase)
    laptop.passphrase_file.write_text(passphrase + "\n", encoding="utf-8")
    laptop.run("init", "--name", name, "--kdf", "minimum", "--recovery-out", *halves)
    return laptop


@contextmanager
def opened_by_hand(laptop: Laptop) -> Iterator[EvidenceBase]:
    """The only inspection of a laptop, for what no command of the program does."""
    vault = Vault.unlock(laptop.home, laptop.passphrase)
    base = EvidenceBase(vault, vault.inspections()[0])
    try:
        yield base
    finally:
        base.close()


def new_server(folder: Path) -> EmbeddedServer:
    """A server on a free loopback port, answering while its block lasts."""
    return EmbeddedServer(folder, local_clock, os.urandom)


def begin_inspection(lead: Laptop, server: EmbeddedServer, authority: str) -> str:
    """The lead's first steps at a server in this process; returns the inspection's id."""
    return enrol_and_begin(lead, server.url, server.enrolment_code(), authority)


def enrol_and_begin(lead: Laptop, url: str, code: str, authority: str) -> str:
    """The lead's first steps: enrol, create, sync; returns the inspection's id."""
    lead.run("server", "add", url, "--code", code)
    created = lead.run(
        "inspection",
        "create",
        *("--framework", "ilacs-2026", "--type", "standard"),
        *("--authority", authority, "--starts", "2026-11-30"),
    )
    lead.run("sync")
    return str(created["inspection"])


def let_in(lead: Laptop, joiner: Laptop, role: str) -> str:
    """A colleague joins by invitation through the server; returns the member id."""
    invitation = joiner.home.parent / f"{joiner.home.name}.invitation"
    lead.run("team", "invite", "--role", role, "--out", str(invitation))
    lead.run("sync")
    asked = joiner.run("join", str(invitation))
    lead.run("sync")
    [request] = lead.run("team", "requests")["requests"]
    assert (request["name"], request["words"]) == (joiner.name, asked["words"])
    approved = lead.run("team", "approve", request["request"])
    lead.run("sync")
    joiner.run("sync")
    return str(approved["member"])


def digest(laptop: Laptop) -> str:
    """The state digest of the only inspection on a laptop."""
    found = laptop.run("sync", "status")["digest"]
    assert isinstance(found, str)
    return found


def texts(laptop: Laptop) -> list[str]:
    """The texts of all notes, sorted."""
    return sorted(str(note["text"]) for note in laptop.run("note", "list")["items"])
