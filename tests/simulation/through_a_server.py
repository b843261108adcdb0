"""The same histories, through a real server over a network that cannot be trusted."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from inspector_app.errors import InspectorError
from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from inspector_app.sync.status import last_seen
from sync_server.embedded import EmbeddedServer
from tests.evidence_base.laptops import Laptop
from tests.simulation.hostile_network import HostileNetwork, Weather
from tests.simulation.laptops_at_work import FIELDS, NAMES, LaptopsAtWork, Prepared

__all__ = ["PreparedServer", "ThroughAServer", "prepare_server"]

OFTEN: Final = (
    *("create", "write", "write", "write", "open_editor", "save_what_was_open", "settle"),
    *("withdraw_or_restore", "seal", "talk", "talk", "talk", "talk_badly", "talk_badly"),
    *("talk_badly", "talk_badly", "restart", "copy_home", "put_home_back", "clone"),
    *("clock_jumps", "type", "rotate", "erase", "remove", "admit"),
    *("server_restarts", "server_copied", "server_put_back", "server_emptied"),
)

_USUAL, _BAD = 10, 50
"""Of a hundred requests that many go wrong."""

_TO_BE_EXPECTED: Final = frozenset(
    {
        *(
            "",
            "server-away",
            "server-faulty",
            "not-a-member",
            "unknown-inspection",
            "not-logged-in",
        ),
        *("not-enrolled", "bad-request", "too-large", "not-in-team"),
    }
)
"""What an exchange may be refused with on such a network; never a traceback, never another."""


@dataclass(frozen=True)
class PreparedServer:
    """A server's folder that the team's inspection was brought to; only copied."""

    folder: Path
    laptops: Prepared


def prepare_server(prepared: Prepared, folder: Path) -> PreparedServer:
    """Made once: the lead enrols and brings the inspection, all have synced."""
    laptops = prepared.template.laptops(folder / "laptops", names=NAMES)
    clock = laptops["ann"].clock
    with EmbeddedServer(folder / "server", clock, os.urandom) as server:
        _enrol(laptops["ann"], server)
        refused = [_sync(each, server, None) for each in (*laptops.values(), *laptops.values())]
    assert not any(refused)
    for laptop in laptops.values():
        laptop.close()
    return PreparedServer(folder / "server", prepared)


class ThroughAServer(LaptopsAtWork):
    """Laptops that talk to a server only, but for bundles; the server has mishaps, too."""

    prepared_server: ClassVar[PreparedServer]
    happened: ClassVar[Counter[str]]
    refused: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self._folder = self.world.folder / "server"
        shutil.copytree(self.prepared_server.folder, self._folder)
        self._copy = self.prepared_server.folder
        self._clock = self.world.laptops["ann"].clock
        self._weather = Weather(Random(0), self._wait, self.happened)
        self._start()

    def _start(self) -> None:
        self._server = EmbeddedServer(self._folder, self._clock, os.urandom)
        self._server.__enter__()

    def _stop(self) -> None:
        self._server.__exit__(None, None, None)

    def _wait(self, minutes: int) -> None:
        self._clock.move(minutes=minutes)

    @rule(
        what=st.sampled_from(OFTEN),
        pair=st.permutations(NAMES),
        place=st.integers(min_value=0, max_value=30),
        of=st.sampled_from(FIELDS),
        seed=st.integers(min_value=0, max_value=2**32),
    )
    def next(self, what: str, pair: list[str], place: int, of: str, seed: int) -> None:
        """One thing happens, as in the histories without a server."""
        super().next(what, pair, place, of, seed)

    def talk_or_mishap(self, what: str, one: str, other: str, place: int, dice: Random) -> None:
        """Whoever talks, talks to the server."""
        self._weather.dice = dice
        match what:
            case "talk":
                self._try(self.world.laptops[one], _USUAL)
            case "talk_badly":
                self._try(self.world.laptops[one], _BAD)
            case "server_restarts":
                self._stop()
                self._start()
            case "server_copied":
                self._stop()
                self._copy = self.world.folder / f"server-{self.happened.total()}"
                shutil.copytree(self._folder, self._copy)
                self._start()
            case "server_put_back":
                self._stop()
                shutil.rmtree(self._folder)
                shutil.copytree(self._copy, self._folder)
                self._start()
            case "server_emptied":
                self._stop()
                for file in self._folder.glob("server.db*"):
                    file.unlink()
                self._start()
                _enrol(self.world.laptops["ann"], self._server)
            case _:
                super().talk_or_mishap(what, one, other, place, dice)
                return
        self.happened[what] += 1

    def _try(self, laptop: Laptop, often: int) -> None:
        code = _sync(laptop, self._server, HostileNetwork(self._weather, often))
        assert code in _TO_BE_EXPECTED, code
        self.refused[code] += 1

    # --- the end --------------------------------------------------------------------------------

    def come_together(self, everybody: list[Laptop]) -> None:
        """The network is quiet; whoever is in the team syncs until nobody has anything to send."""
        for laptop in everybody * 3:
            code = _sync(laptop, self._server, None)
            gone = laptop.name in self.world.removed and code == "not-a-member"
            assert code == "" or gone, code
        for laptop in everybody:
            if laptop.name not in self.world.removed:
                seen = {peer.by: peer.vector for peer in last_seen(laptop.base)}
                assert seen[self._server.server] == laptop.base.vector()

    def teardown(self) -> None:
        """All show what the oracle says, and the server has what they have."""
        try:
            super().teardown()
        finally:
            self._stop()


def _enrol(lead: Laptop, server: EmbeddedServer) -> None:
    client = ServerClient(lead.base.vault.device, server.url, None, server.server)
    try:
        client.enrol(server.enrolment_code())
    finally:
        client.close()


def _sync(laptop: Laptop, server: EmbeddedServer, network: HostileNetwork | None) -> str:
    """One exchange; the code of what it was refused with, nothing if it worked."""
    device = laptop.base.vault.device
    client = ServerClient(device, server.url, None, server.server, network)
    try:
        exchange(laptop.base, client)
    except InspectorError as error:
        return error.code
    finally:
        client.close()
    return ""
