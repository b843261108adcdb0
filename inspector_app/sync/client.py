"""The calls of `schemas.wire`, made by one device to one server."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from inspector_app.sync.asking import Answer, Asking, ServerRefusalError
from inspector_app.sync.news import NewsReader
from inspector_app.sync.patience import Patience
from inspector_app.sync.transport import server_faulty, wrong_server
from inspector_app.vault.device import Device
from schemas.canonical import MalformedError
from schemas.feeds import SignedVector, Vector
from schemas.signing import login_payload, to_base64
from schemas.team_records import Server, SignedRecord
from schemas.wire import (
    BLOB,
    ENTRIES,
    LARGEST_BLOB,
    BlobNames,
    BlobsThere,
    Challenge,
    ChallengeRequest,
    Enrol,
    Hello,
    InspectionsThere,
    JoinPost,
    JoinRequests,
    Login,
    Mailbox,
    Posted,
    PullRequest,
    PushReply,
    Record,
    TeamRecords,
    Token,
    Vectored,
    VectorOffer,
    VectorReply,
    unframed,
)

__all__ = ["ServerClient", "ServerRefusalError"]

_Model = TypeVar("_Model", bound=BaseModel)

_MOST_RECORDS = 10_000
"""Team records at most; each costs a signature to check, and a team makes some dozens."""


class ServerClient:
    """One device's connection to one server; logs in when it has to.

    Args:
        device: who speaks.
        url: where.
        certificate: the pinned certificate, if any.
        server: the id that must answer; None at the first contact only.
        transport: another way to carry requests.
        patience: how long one question and its answer may take; the usual time if not given.
    """

    def __init__(
        self,
        device: Device,
        url: str,
        certificate: str | None = None,
        server: str | None = None,
        transport: httpx.BaseTransport | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._device = device
        self._asking = Asking(url, certificate, transport, patience)
        self._url = url
        self._certificate = certificate
        self._expected = server
        self._hello: Hello | None = None
        self._token: str | None = None

    @classmethod
    def to(
        cls, device: Device, server: Server, transport: httpx.BaseTransport | None = None
    ) -> ServerClient:
        """A connection to a known server."""
        return cls(device, server.url, server.certificate, server.server, transport)

    def close(self) -> None:
        """Lets go of the connection."""
        self._asking.close()

    @property
    def sign_key(self) -> bytes:
        """The server's Ed25519 public key."""
        return bytes.fromhex(self.hello().sign_key)

    def hello(self) -> Hello:
        """Who answers, checked against whom we expect.

        Raises:
            InspectorError: `server-away`, `server-faulty` or `wrong-server`.
        """
        if self._hello is None:
            answer = self._send("GET", "hello")
            hello = _read(Hello, answer)
            seen = answer.certificate
            identity = hashlib.sha256(bytes.fromhex(hello.sign_key)).hexdigest()
            if (
                identity != hello.server
                or self._expected not in (None, hello.server)
                or hello.certificate_sha256 != seen
            ):
                raise wrong_server()
            self._hello = hello
        return self._hello

    def known_as(self) -> Server:
        """The server as it is remembered and written in team records.

        A certificate is pinned if it was asked for by its hash. A public one is trusted for its
        name, since it is renewed every few weeks; that it is the same server shows its key.
        """
        return Server(self._url.rstrip("/"), self.hello().server, self._certificate)

    def round_trip(self) -> float:
        """Milliseconds of one question and answer."""
        started = time.perf_counter()
        self._send("GET", "hello")
        return (time.perf_counter() - started) * 1000

    def enrol(self, code: str) -> None:
        """Spends an enrolment code for this device."""
        card = to_base64(self._device.card.to_bytes())
        self._call(Hello, "POST", "enrol", Enrol(code=code, card=card), login=False)

    def bring(self, records: Iterable[SignedRecord], head: str) -> TeamRecords:
        """Brings an inspection that the server does not know."""
        return self._call(TeamRecords, "POST", "inspections", _records(records, head))

    def inspections(self) -> tuple[str, ...]:
        """The inspections in which this device may read."""
        return self._call(InspectionsThere, "GET", "inspections").inspections

    def team(self, inspection: str) -> tuple[SignedRecord, ...]:
        """The team records that the server has."""
        answer = self._call(TeamRecords, "GET", f"inspections/{inspection}/team")
        return signed_records(answer)

    def grow_team(
        self, inspection: str, records: Iterable[SignedRecord], head: str
    ) -> tuple[SignedRecord, ...]:
        """Hands over team records; returns all that the server then has."""
        asked = _records(records, head)
        answer = self._call(TeamRecords, "POST", f"inspections/{inspection}/team", asked)
        return signed_records(answer)

    def exchange_vectors(
        self, vector: SignedVector
    ) -> tuple[SignedVector, tuple[SignedVector, ...], int]:
        """Offers our vector; returns the server's, the others' and how many entries are held.

        Raises:
            InspectorError: `wrong-server` when the server's vector is not in its own hand, or of
                another inspection.
        """
        path = f"inspections/{vector.inspection}/vector"
        reply = self._call(VectorReply, "POST", path, VectorOffer(vector=_vectored(vector)))
        server = _vector(reply.server)
        if (
            server.inspection != vector.inspection
            or server.by != self.hello().server
            or not server.signed_by(self.sign_key)
        ):
            raise wrong_server()
        return server, tuple(_vector(other) for other in reply.others), reply.held

    def pull(
        self,
        inspection: str,
        have: Vector,
        *,
        again: tuple[str, ...] = (),
        after: int = 0,
        held: bool = False,
    ) -> tuple[list[bytes], int | None]:
        """A page of what `have` does not cover, and where the next begins."""
        asked = PullRequest(have=dict(have), again=again, after=after, held=held)
        answer = self._logged_in("POST", f"inspections/{inspection}/pull", asked)
        try:
            frames = list(unframed(answer.content))
        except MalformedError:
            raise server_faulty() from None
        return frames, answer.next

    def push(self, inspection: str, frames: bytes) -> PushReply:
        """Hands over framed entries; safe to say again."""
        answer = self._logged_in("POST", f"inspections/{inspection}/push", frames)
        return _read(PushReply, answer)

    def blobs_there(self, inspection: str, names: Sequence[str]) -> frozenset[str]:
        """Which of these blobs the server has."""
        asked = BlobNames(names=tuple(names))
        answer = self._call(BlobsThere, "POST", f"inspections/{inspection}/blobs", asked)
        return frozenset(answer.there).intersection(names)

    def put_blob(self, inspection: str, name: str, data: bytes) -> None:
        """Hands over a blob; safe to say again."""
        path = f"inspections/{inspection}/blobs/{name}"
        _read(BlobsThere, self._logged_in("PUT", path, data, BLOB))

    def blob(self, inspection: str, name: str) -> bytes:
        """A blob, if it is the one of that name.

        Raises:
            InspectorError: `server-faulty` when it is another.
        """
        data = self._logged_in("GET", f"inspections/{inspection}/blobs/{name}").content
        if len(data) > LARGEST_BLOB or hashlib.sha256(data).hexdigest() != name:
            raise server_faulty()
        return data

    @contextmanager
    def listen(self, inspection: str) -> Iterator[NewsReader]:
        """Opens the stream of what is new in an inspection, under a login of its own.

        Raises:
            InspectorError: as any call, also from the block that reads it.
        """
        self._log_in()
        with self._asking.listen(f"inspections/{inspection}/events", self._token) as response:
            yield NewsReader(response)

    def open_mailbox(self, inspection: str, mailbox: str, expires: str) -> None:
        """Opens the mailbox of an invitation."""
        asked = Mailbox(mailbox=mailbox, expires=expires)
        self._call(Mailbox, "POST", f"inspections/{inspection}/mailboxes", asked)

    def post_request(self, inspection: str, token: str, sealed: bytes) -> None:
        """Leaves a sealed request to join; needs no login."""
        asked = JoinPost(token=token, sealed=to_base64(sealed))
        self._call(Posted, "POST", f"inspections/{inspection}/requests", asked, login=False)

    def requests(self, inspection: str) -> JoinRequests:
        """The sealed requests that wait for the lead."""
        return self._call(JoinRequests, "GET", f"inspections/{inspection}/requests")

    def _call(
        self,
        answer: type[_Model],
        method: str,
        path: str,
        asked: BaseModel | None = None,
        *,
        login: bool = True,
    ) -> _Model:
        if not login:
            self.hello()
        send = self._logged_in if login else self._send
        return _read(answer, send(method, path, asked))

    def _logged_in(
        self,
        method: str,
        path: str,
        asked: BaseModel | bytes | None = None,
        media_type: str = ENTRIES,
    ) -> Answer:
        if self._token is None:
            self._log_in()
        try:
            return self._send(method, path, asked, media_type)
        except ServerRefusalError as refusal:
            if refusal.code != "not-logged-in":
                raise
        self._log_in()
        return self._send(method, path, asked, media_type)

    def _log_in(self) -> None:
        hello = self.hello()
        device = self._device.id
        self._token = None
        challenge = self._call(
            Challenge, "POST", "login/challenge", ChallengeRequest(device=device), login=False
        )
        payload = login_payload(hello.server, hello.certificate_sha256, challenge.nonce, device)
        signature = to_base64(self._device.sign("login", payload))
        asked = Login(device=device, nonce=challenge.nonce, signature=signature)
        self._token = self._call(Token, "POST", "login", asked, login=False).token

    def _send(
        self,
        method: str,
        path: str,
        asked: BaseModel | bytes | None = None,
        media_type: str = ENTRIES,
    ) -> Answer:
        return self._asking.ask(method, path, asked, self._token, media_type)


def signed_records(answer: TeamRecords) -> tuple[SignedRecord, ...]:
    """Team records from the wire.

    Raises:
        InspectorError: `server-faulty` when they are no records, or more than any team makes.
    """
    if len(answer.records) > _MOST_RECORDS:
        raise server_faulty()
    try:
        return tuple(
            SignedRecord.from_json({"body": record.body, "signature": record.signature})
            for record in answer.records
        )
    except MalformedError:
        raise server_faulty() from None


def _read(model: type[_Model], answer: Answer) -> _Model:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError:
        raise server_faulty() from None


def _records(records: Iterable[SignedRecord], head: str) -> TeamRecords:
    return TeamRecords(
        records=tuple(
            Record(body=to_base64(record.body), signature=to_base64(record.signature))
            for record in records
        ),
        head=head,
    )


def _vectored(vector: SignedVector) -> Vectored:
    return Vectored(payload=to_base64(vector.payload()), signature=to_base64(vector.signature))


def _vector(vectored: Vectored) -> SignedVector:
    try:
        return SignedVector.from_json(
            {"payload": vectored.payload, "signature": vectored.signature}
        )
    except MalformedError:
        raise server_faulty() from None
