"""Running commands in process, as a script would: arguments in, JSON or text out."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from inspector_app.cli.main import main

__all__ = ["HOSTILE", "HOSTILE_PAGE", "Inspector", "set_home"]

HOSTILE = (
    "[/x] [bold red]x[/]",
    "a\x00b",
    "\u202egnitirw ot tfel thgir",
    "=HYPERLINK('http://x')",
    "'); DROP TABLE note;--",
    'NOT "a" OR NEAR(b c)*',
    "<script>alert(1)</script>",
    "line one\nline two\x1b[31m",
    "{{7*7}} %s ${x}",
    "-",
    "@home",
)
"""Texts that somebody may type; as they are stored, not as options give them."""

HOSTILE_PAGE = "\n".join(HOSTILE)
"""All of them at once."""


def set_home(patch: pytest.MonkeyPatch, home: Path, passphrase: Path) -> None:
    """Points the program at a home."""
    patch.setenv("INSPECTOR_HOME", str(home))
    patch.setenv("INSPECTOR_PASSPHRASE_FILE", str(passphrase))


@dataclass
class Inspector:
    """The program on the home that the environment names."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def json(self, *arguments: str, stdin: str = "", code: int = 0) -> dict[str, Any]:
        """What a command prints with `--json`: one document and nothing else."""
        printed, _ = self.text(*arguments, "--json", stdin=stdin, code=code)
        document: dict[str, Any] = json.loads(printed)
        return document

    def text(self, *arguments: str, stdin: str = "", code: int = 0) -> tuple[str, str]:
        """What a command prints for people: standard output and standard error."""
        self.monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        found = main(arguments)
        printed = self.capsys.readouterr()
        assert found == code, printed
        return printed.out, printed.err

    def refused(self, *arguments: str, stdin: str = "") -> str:
        """The code of a refusal, whose words are all there and say nothing that was typed."""
        error = self.json(*arguments, stdin=stdin, code=1)["error"]
        assert set(error) == {"code", "message", "kept", "next"}
        assert all(error.values())
        return str(error["code"])

    def add(self, *arguments: str, stdin: str = "") -> str:
        """The id of what a command made."""
        return str(self.json(*arguments, stdin=stdin)["id"])
