"""A small team made once and copied for each test, with a server in a process of its own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.story.laptops import Laptop, enrol_and_begin, let_in, new_laptop
from tests.story.servers import free_port, server_says, serving

__all__ = ["Team", "make_team"]

AUTHORITY = "Merrowdale Borough Council"


@dataclass(frozen=True)
class Team:
    """A lead and an inspector who have synced, and the store of their server.

    Args:
        lead: a home.
        bea: another.
        store: the server's folder.
        port: at which the team's records say that the server answers.
        inspection: the only one.
    """

    lead: Laptop
    bea: Laptop
    store: Path
    port: int
    inspection: str

    def copied_to(self, folder: Path) -> Team:
        """The same team as it is now, in another folder, with files of its own."""
        shutil.copytree(self.store, folder / "server")
        return Team(
            self.lead.copied_to(folder / "lead"),
            self.bea.copied_to(folder / "bea"),
            folder / "server",
            self.port,
            self.inspection,
        )


def make_team(folder: Path) -> Team:
    """A team of two that has one synced inspection."""
    lead = new_laptop(folder / "lead", "Annwyn Okonjo-Pell", "seven larks above the quarry")
    bea = new_laptop(folder / "bea", "Beatrix Vandermolen", "a lantern for every crooked pier")
    store, port = folder / "server", free_port()
    with serving(store, port) as url:
        code = str(server_says(store, "enrol", "--name", "lead")["code"])
        inspection = enrol_and_begin(lead, url, code, AUTHORITY)
        let_in(lead, bea, "hmi")
        lead.run("sync")
    return Team(lead, bea, store, port, inspection)
