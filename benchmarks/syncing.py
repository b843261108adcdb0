"""A whole team's work through the server, against PouchDB doing the same where Node.js is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx

from benchmarks.four_laptops import FourLaptops, Told, total
from benchmarks.row import Row
from tests.story.servers import server_says, serving

_NOTES = 2_500
_PEER = Path(__file__).parents[2] / "shared" / "peers"
"""The peer's own benchmark, beside the checkout: `pouch_bench.mjs`."""


@dataclass(frozen=True)
class _Peer:
    """What the peer needed for the same work.

    Args:
        joined: seconds of the first sync of all.
        edited: seconds of the sync after 3,000 edits.
        bytes: both ways, of both.
        how: where the figures are from.
    """

    joined: float
    edited: float
    bytes: int
    how: str


_RECORDED = _Peer(16.5, 6.0, 44_000_000, "PouchDB 9 as it was once seen on two cores")


def measure() -> tuple[Row, ...]:
    """One run of ours, one of the peer's, and of single round trips in between."""
    with TemporaryDirectory(prefix="inspector-bench-") as name, serving(Path(name)) as url:
        laptops = FourLaptops(
            Path(name), url, str(server_says(Path(name), "enrol", "--name", "lead")["code"]), _NOTES
        )
        try:
            laptops.all("create")
            joined, join_told = laptops.until_agreed()
            laptops.all("edit")
            edited, edit_told = laptops.until_agreed()
            state = laptops.all("digest")[0]
            assert state.notes == 4 * _NOTES
            assert state.extra == _extra_values(), "every concurrent value is kept"
            idle, trip = _idle(laptops, url)
        finally:
            laptops.close()
        store = sum(path.stat().st_size for path in Path(name).glob("server.db*"))
    peer = _peer()
    moved = total(join_told) + total(edit_told)
    beside = (
        f"{moved / 1e6:.1f} MB of bodies both ways, {moved / peer.bytes:.2f} of the peer's"
        f" (1.05 allowed); server's store {store / 1e6:.0f} MB;"
        f" a laptop {max(each.memory for each in edit_told) / 1e6:.0f} MB"
    )
    kept = f"{state.extra} concurrent values kept of {_extra_values()}"
    four_trips = "an empty HTTP round trip, four times"
    return (
        Row("4 laptops x 2,500 notes join", peer.how, peer.joined, joined, 0.35, beside, "s"),
        Row("3,000 edits at once", peer.how, peer.edited, edited, 0.4, kept, "s"),
        Row("sync with nothing to do, 4 laptops", four_trips, 4 * trip, idle, 5.0),
    )


def _idle(laptops: FourLaptops, url: str) -> tuple[float, float]:
    """Milliseconds of the quickest of five syncs of all four in turn, and of a round trip."""
    syncs, trips = [], []
    with httpx.Client() as client:
        for _ in range(5):
            told: list[Told] = laptops.each("sync")
            syncs.append(sum(each.seconds for each in told) * 1000)
            begun = perf_counter()
            client.get(f"{url}/v1/hello").raise_for_status()
            trips.append((perf_counter() - begun) * 1000)
    return min(syncs), min(trips)


def _extra_values() -> int:
    """How many values stand beside a first one: notes that several people edited."""
    edits: Counter[tuple[int, int]] = Counter()
    for place in range(4):
        random = Random(9000 + place)
        for other in range(4):
            if other != place:
                # The texts are drawn in between, as the laptops do it.
                for number in random.sample(range(_NOTES), _NOTES // 10):
                    edits[other, number] += 1
                    random.choices("x", k=1_060)
    return sum(count - 1 for count in edits.values())


def _peer() -> _Peer:
    """Runs the peer in a folder of its own; its recorded figures where that cannot be done."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None or not _PEER.is_dir():
        return _RECORDED
    with TemporaryDirectory(prefix="inspector-peer-") as name:
        folder = Path(shutil.copytree(_PEER, Path(name) / "peer"))
        installed = subprocess.run(  # noqa: S603
            [npm, "install", "--silent", "--no-audit", "--no-fund"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
        if installed.returncode:
            return _RECORDED
        done = subprocess.run(  # noqa: S603
            [node, "pouch_bench.mjs"],
            cwd=folder,
            # The peer wants the folder of its stores by its whole path.
            env={**os.environ, "N": str(_NOTES), "WORKDIR": str(folder / "stores")},
            capture_output=True,
            text=True,
            check=True,
        )
    seconds = [float(found) for found in re.findall(r"seconds: ([\d.]+)", done.stdout)]
    moved = sum(float(found) for found in re.findall(r"[rt]xMB: ([\d.]+)", done.stdout))
    return _Peer(seconds[0], seconds[1], int(moved * 1e6), "PouchDB 9 and express-pouchdb 4")
