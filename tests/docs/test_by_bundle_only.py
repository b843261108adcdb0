"""The README's way without a server, and out of the team, by its commands.

Whoever goes by bundles has an empty home, in which real processes run: nothing is given to them
but what stands on the page, and every file lies where the command was given. The lead's commands
run in this process, to be quick.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.docs.test_first_steps import blocks
from tests.story.laptops import Laptop
from tests.story.servers import server_says, start_process

PASSPHRASE = "a lantern for every crooked pier"


class Desk:
    """Somebody's laptop, as it stands before them: an empty home, in which commands are given."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        self.passphrase = folder / f"{name}.passphrase"
        self.passphrase.write_text(PASSPHRASE)

    def give(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a command, whatever comes of it."""
        quick = ("--kdf", "minimum") if words[0] == "init" else ()
        known = {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "INSPECTOR_HOME"}
        around = {name: value for name, value in os.environ.items() if name not in known}
        return subprocess.run(  # noqa: S603
            [sys.executable, "-c", "from inspector_app.cli.main import run; run()", *words, *quick],
            cwd=self.folder,
            env={
                **around,
                "HOME": str(self.folder),
                "USERPROFILE": str(self.folder),
                "LOCALAPPDATA": str(self.folder),
                "INSPECTOR_PASSPHRASE_FILE": str(self.passphrase),
                "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
                "COLUMNS": "80",
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def do(self, block: list[list[str]]) -> str:
        """Runs the commands of a block, which must all be done; what they printed."""
        said = ""
        for words in block:
            done = self.give(*words)
            assert done.returncode == 0, (words, done.stdout, done.stderr)
            said += done.stdout
        return said


@contextmanager
def pinned_server(store: Path) -> Iterator[dict[str, str]]:
    """A server with a certificate of its own; what stands on the page for its address and hash."""
    process = start_process(store, "--port", "0", "--certificate", "auto")
    with process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline().split('"')
            code = str(server_says(store, "enrol", "--name", "Ann")["code"])
            url, sha256 = (said[said.index(name) + 2] for name in ("url", "certificate_sha256"))
            yield {"https://SERVER:8443": url, "HASH": sha256, "CODE": code}
        finally:
            process.terminate()


def say(lead: Laptop, block: list[list[str]], **meant: str) -> str:
    """Runs the lead's commands; what they printed."""
    quick = {"init": ("--kdf", "minimum")}
    return "".join(
        lead.say(*(meant.get(word, word) for word in words), *quick.get(words[0], ()))
        for words in block
    )


def test_whoever_goes_by_bundles_only_is_in_the_team_and_out_of_it_by_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, cal = Laptop("ann", tmp_path / "home", PASSPHRASE), Desk(tmp_path, "cal")
    ann.passphrase_file.write_text(PASSPHRASE)
    desk = tmp_path / "ann"
    desk.mkdir()
    monkeypatch.chdir(desk)
    begin, _ = blocks("Lead inspector")
    invite, ask, let_in, to_and_fro, hand_on = blocks("Without a server")
    [remove] = blocks("Somebody leaves, or a laptop is lost")
    with pinned_server(tmp_path / "server") as here:
        say(ann, begin[:4], **here)
        # The server has not heard of the invitation, as little as Cal's laptop reaches it.
        say(ann, invite)
        shutil.move(desk / "cal.invitation", cal.folder)
        assert "inspector bundle import FILE" in cal.do(ask)
        shutil.move(cal.folder / "cal.request", desk)
        assert "Cal is in the team as hmi." in say(ann, let_in)
        shutil.move(desk / "for-cal.bundle", cal.folder)
        assert "Written: from-cal.bundle" in cal.do(to_and_fro)
        shutil.move(cal.folder / "from-cal.bundle", desk)
        assert "1 received" in say(ann, hand_on)
        assert "hospital" in ann.say("search", "hospital")
        assert "Cal (" in ann.say("sync", "status")
        # By the name alone, as the page has it.
        assert "Removed." in say(ann, remove, Bea="Cal")
        assert "Cal" not in ann.say("team", "list")
