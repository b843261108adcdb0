"""Talks to the real application the way a laptop does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from schemas.canonical import Json
from schemas.entries import Entry
from schemas.feeds import SignedVector, Vector
from schemas.identifiers import Randomness
from schemas.signing import login_payload, sign, to_base64
from schemas.team_records import SignedRecord
from schemas.wire import (
    BLOB,
    ENTRIES,
    NEXT,
    Challenge,
    Hello,
    PushReply,
    TeamRecords,
    Token,
    VectorReply,
    framed,
    unframed,
)
from sync_server.app import create_app
from sync_server.auth import make_code
from sync_server.file_store import FileStore
from sync_server.identity import ServerIdentity, open_identity
from sync_server.inspections import Inspections
from sync_server.news import News
from sync_server.store import open_store
from tests.sync_server.described import as_described
from tests.sync_server.laptops import Dice, Laptop, Team, Watch


@dataclass
class World:
    """One server in this process, over a real store, and the clock it goes by."""

    folder: Path
    database: str
    clock: Watch = field(default_factory=Watch)
    randomness: Randomness = field(default_factory=lambda: Dice("server"))
    news: News | None = None

    def __post_init__(self) -> None:
        self.identity: ServerIdentity = open_identity(
            self.folder / "identity", None, "127.0.0.1", self.clock, self.randomness
        )
        self.start()

    def start(self) -> None:
        """Starts the server over whatever the store holds."""
        self.store = open_store(self.database)
        self.inspections = Inspections(self.store, self.news or News())
        self.app = create_app(
            self.store, self.identity, self.clock, self.randomness, self.inspections
        )
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=self.app),
            base_url="http://server/v1",
            event_hooks={"response": [as_described]},
        )

    @property
    def file(self) -> Path:
        """The file of the store, if it is one."""
        assert isinstance(self.store, FileStore)
        return self.store.path

    def restart(self) -> None:
        self.store.close()
        self.start()

    async def enrol(self, laptop: Laptop) -> None:
        code = make_code(self.store, self.clock, self.randomness).code
        body = {"code": code, "card": to_base64(laptop.card.to_bytes())}
        (await self.http.post("/enrol", json=body)).raise_for_status()

    async def log_in(self, laptop: Laptop) -> Visitor:
        return await log_in(self.http, laptop)

    async def bring(self, team: Team) -> Visitor:
        """The lead enrols, logs in and brings the inspection."""
        await self.enrol(team.lead)
        lead = await self.log_in(team.lead)
        (await lead.post("/inspections", records_json(team))).raise_for_status()
        return lead


@dataclass
class Visitor:
    """A laptop that is logged in."""

    http: httpx.AsyncClient
    laptop: Laptop
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, path: str, body: Json) -> httpx.Response:
        return await self.http.post(path, json=body, headers=self.headers)

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path, headers=self.headers)

    async def send_team(self, team: Team) -> httpx.Response:
        return await self.post(f"/inspections/{team.inspection}/team", records_json(team))

    async def push_bytes(self, team: Team, body: bytes) -> httpx.Response:
        headers = {**self.headers, "Content-Type": ENTRIES}
        path = f"/inspections/{team.inspection}/push"
        return await self.http.post(path, content=body, headers=headers)

    async def push(self, team: Team, *entries: Entry) -> PushReply:
        answer = await self.push_bytes(team, b"".join(framed(entries)))
        assert answer.status_code == 200, answer.text
        return PushReply.model_validate_json(answer.content)

    async def put_blob(
        self, team: Team, data: bytes, name: str | None = None, media_type: str = BLOB
    ) -> httpx.Response:
        path = f"/inspections/{team.inspection}/blobs/{name or blob_name(data)}"
        headers = {**self.headers, "Content-Type": media_type}
        return await self.http.put(path, content=data, headers=headers)

    async def get_blob(self, team: Team, name: str) -> httpx.Response:
        return await self.get(f"/inspections/{team.inspection}/blobs/{name}")

    async def blobs_there(self, team: Team, *names: str) -> list[str]:
        path = f"/inspections/{team.inspection}/blobs"
        answer = await self.post(path, {"names": list(names)})
        assert answer.status_code == 200, answer.text
        found: list[str] = answer.json()["there"]
        return found

    async def vector(self, team: Team, feeds: Vector | None = None) -> Vector:
        """Offers a vector and returns what the server says it has."""
        return (await self.offer(team, feeds or {}))[0].feeds

    async def offer(self, team: Team, feeds: Vector) -> tuple[SignedVector, VectorReply]:
        offered = self.laptop.vector(team.inspection, team.head, feeds).as_json()
        path = f"/inspections/{team.inspection}/vector"
        answer = await self.post(path, {"vector": offered})
        assert answer.status_code == 200, answer.text
        reply = VectorReply.model_validate_json(answer.content)
        return SignedVector.from_json(reply.server.model_dump()), reply

    async def pull(
        self,
        team: Team,
        *,
        have: Mapping[str, tuple[str, ...]] | None = None,
        again: Iterable[str] = (),
        held: bool = False,
    ) -> list[Entry]:
        """Everything the server sends, page after page."""
        found: list[Entry] = []
        after: int | None = 0
        while after is not None:
            asked: dict[str, Json] = {
                "have": {feed: list(tips) for feed, tips in (have or {}).items()},
                "again": list(again),
                "after": after,
                "held": held,
            }
            answer = await self.post(f"/inspections/{team.inspection}/pull", asked)
            assert answer.status_code == 200, answer.text
            assert answer.headers["content-type"] == ENTRIES
            found += [Entry.from_bytes(frame) for frame in unframed(answer.content)]
            after = int(answer.headers[NEXT]) if NEXT in answer.headers else None
        return found


async def log_in(http: httpx.AsyncClient, laptop: Laptop) -> Visitor:
    """Logs a laptop in by the challenge."""
    hello = Hello.model_validate_json((await http.get("/hello")).content)
    answer = await http.post("/login/challenge", json={"device": laptop.id})
    nonce = Challenge.model_validate_json(answer.content).nonce
    payload = login_payload(hello.server, hello.certificate_sha256, nonce, laptop.id)
    signature = to_base64(sign(laptop.key, "login", payload))
    body = {"device": laptop.id, "nonce": nonce, "signature": signature}
    answer = await http.post("/login", json=body)
    assert answer.status_code == 200, answer.text
    return Visitor(http, laptop, Token.model_validate_json(answer.content).token)


def blob_name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def records_json(team: Team) -> Json:
    """The whole chain as it is posted."""
    return {"records": [record.as_json() for record in team.records], "head": team.head}


def error(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, in the contract's form."""
    body = answer.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    return answer.status_code, body["error"]["code"]


def records_of(answer: httpx.Response) -> list[str]:
    """The ids of the team records in an answer."""
    reply = TeamRecords.model_validate_json(answer.content)
    return [SignedRecord.from_json(record.model_dump()).id for record in reply.records]
