"""Four laptops of one team, each a process, that write, edit and sync when they are told to."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from time import perf_counter

import httpx

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.editing import edit
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from inspector_app.sync.report import SyncReport
from inspector_app.sync.whereabouts import inspection_server
from inspector_app.vault.keystore import read_keystore
from inspector_app.vault.vault import Vault, local_clock
from tests.evidence_base.laptops import PASSPHRASE
from tests.story.laptops import enrol_and_begin, let_in, new_laptop

__all__ = ["FourLaptops", "Told", "total"]

_TEAM = 4
_SIGNS = "abcdefghijklmnopqrstuvwxyz     ABCDEFGHIJ0123456789.,"
"""Of the peer's notes, so that both have as much to send."""

_SIZE = 1_060
"""Characters of a note: the peer's title and body."""


@dataclass(frozen=True)
class Told:
    """What a laptop says when it has done something.

    Args:
        seconds: that it took.
        sent: bytes of bodies that went to the server.
        received: bytes of bodies that came from there.
        digest: state digest.
        notes: how many it has.
        extra: values in conflict beyond the first, over all fields.
        memory: bytes of the process at its largest.
    """

    seconds: float
    sent: int
    received: int
    digest: str | None
    notes: int
    extra: int
    memory: int


class FourLaptops:
    """A team that has joined; each laptop in a process of its own.

    Args:
        folder: for their homes.
        url: of a server that answers.
        code: that lets the lead in there.
        notes: that each writes.
    """

    def __init__(self, folder: Path, url: str, code: str, notes: int) -> None:
        homes = [new_laptop(folder / f"home{n}", f"Person {n}", PASSPHRASE) for n in range(_TEAM)]
        inspection = enrol_and_begin(homes[0], url, code, "Brambleshire")
        for joiner in homes[1:]:
            let_in(homes[0], joiner, "hmi")
        context = get_context("spawn")
        self._pipes: list[Connection] = []
        self._processes = []
        for place, laptop in enumerate(homes):
            ours, theirs = context.Pipe()
            process = context.Process(
                target=_live, args=(laptop.home, inspection, place, notes, theirs), daemon=True
            )
            process.start()
            self._pipes.append(ours)
            self._processes.append(process)
        self.all("digest")

    def all(self, what: str) -> list[Told]:
        """Tells all to do one thing at once, and waits for all."""
        for pipe in self._pipes:
            pipe.send(what)
        return [pipe.recv() for pipe in self._pipes]

    def each(self, what: str) -> list[Told]:
        """Tells one after the other to do something."""
        told = []
        for pipe in self._pipes:
            pipe.send(what)
            told.append(pipe.recv())
        return told

    def until_agreed(self) -> tuple[float, list[Told]]:
        """Seconds until all have the same, syncing at once as often as it takes."""
        begun = perf_counter()
        told: list[Told] = []
        for _ in range(10):
            states = self.all("sync")
            told += states
            if len({each.digest for each in states}) == 1:
                return perf_counter() - begun, told
        raise AssertionError("they did not come to the same")

    def close(self) -> None:
        """Ends the processes."""
        for process in self._processes:
            process.terminate()
            process.join()


class _Counted(httpx.HTTPTransport):
    """Counts the bytes of bodies both ways."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = self.received = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += len(request.read())
        response = super().handle_request(request)
        assert isinstance(response.stream, httpx.SyncByteStream)
        response.stream = _Stream(self, response.stream)
        return response


class _Stream(httpx.SyncByteStream):
    def __init__(self, counted: _Counted, stream: httpx.SyncByteStream) -> None:
        self._counted = counted
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._counted.received += len(chunk)
            yield chunk

    def close(self) -> None:
        self._stream.close()


class _Laptop:
    def __init__(self, home: Path, inspection: str, place: int, notes: int) -> None:
        keystore = read_keystore(home, PASSPHRASE)
        vault = Vault(home, keystore, clock=local_clock, randomness=os.urandom)
        self._base = EvidenceBase(vault, inspection)
        self._place = place
        self._notes = notes
        self._transport = _Counted()
        self._client: ServerClient | None = None

    def create(self) -> None:
        random = Random(1000 + self._place)
        for number in range(self._notes):
            note = self._id(self._place, number)
            self._base.record(
                NewWrite(note, "note", "text", Typed(_text(random))),
                NewWrite(note, "note", "minutes", 30),
            )

    def edit(self) -> None:
        """A tenth of the notes of each of the others, chosen by each alone."""
        random = Random(9000 + self._place)
        for other in range(_TEAM):
            if other != self._place:
                for number in random.sample(range(self._notes), self._notes // 10):
                    note = self._id(other, number)
                    views = self._base.fields(note)
                    self._base.record(edit(views, note, "note", "text", Typed(_text(random))))

    def sync(self) -> SyncReport:
        if self._client is None:
            server = inspection_server(self._base)
            self._client = ServerClient.to(self._base.vault.device, server, self._transport)
        return exchange(self._base, self._client)

    def told(self, seconds: float, sent: int, received: int) -> Told:
        digest, _ = self._base.digest()
        with self._base.reading() as session:
            rows = session.connection().exec_driver_sql("SELECT count(*) FROM note")
            notes = int(rows.scalar_one())
        extra = sum(len(each.values) - 1 for each in self._base.conflicts())
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        counted = self._transport
        return Told(
            seconds, counted.sent - sent, counted.received - received, digest, notes, extra, memory
        )

    def do(self, what: str) -> Told:
        sent, received = self._transport.sent, self._transport.received
        begun = perf_counter()
        if what != "digest":
            getattr(self, what)()
        return self.told(perf_counter() - begun, sent, received)

    @staticmethod
    def _id(place: int, number: int) -> str:
        return f"{place:016x}{number:016x}"


def _live(home: Path, inspection: str, place: int, notes: int, pipe: Connection) -> None:
    laptop = _Laptop(home, inspection, place, notes)
    while True:
        pipe.send(laptop.do(pipe.recv()))


def _text(random: Random) -> str:
    return "".join(random.choices(_SIGNS, k=_SIZE))


def total(told: Sequence[Told]) -> int:
    """Bytes both ways."""
    return sum(each.sent + each.received for each in told)
