"""The HTTP application: the calls of `schemas.wire`, each a few lines over the parts that do it."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, Path, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp

from schemas.canonical import MalformedError
from schemas.identifiers import Clock, Randomness
from schemas.wire import (
    BLOB,
    ENTRIES,
    NEXT,
    BlobNames,
    BlobsThere,
    Challenge,
    ChallengeRequest,
    Enrol,
    FeedReply,
    FeedRequest,
    Hello,
    Hex32,
    InspectionsThere,
    JoinPost,
    JoinRequests,
    Login,
    Mailbox,
    Posted,
    PullRequest,
    PushReply,
    TeamRecords,
    Token,
    VectorOffer,
    VectorReply,
    unframed,
)
from sync_server.auth import Doorkeeper
from sync_server.blobs import Blobs
from sync_server.bodies import described_bytes, read_bytes
from sync_server.error_answers import answer_errors
from sync_server.identity import ServerIdentity
from sync_server.inspections import Inspections
from sync_server.limits import HEARTBEAT_SECONDS, BodyLimit
from sync_server.mailboxes import Mailboxes
from sync_server.news import News
from sync_server.refusals import Refusal, Sheltered, bad_request
from sync_server.store import Store, instant
from sync_server.streams import news_calls
from sync_server.team import Access
from sync_server.team_sent import sent_records, signed_records
from sync_server.vectors import keep_vector, other_vectors, read_offer, vectored
from sync_server.visits import AtServer, Here, Server, Visit, allowing

__all__ = ["calls", "create_app"]

_READERS = (Access.SIGNER, Access.MEMBER, Access.ESCROW)
_BRINGERS = (Access.SIGNER, Access.MEMBER)
_PUSHERS = (Access.SIGNER, Access.MEMBER, Access.REMOVED)
_ASKERS = (*_READERS, Access.REMOVED)

_Reader = Annotated[Visit, Depends(allowing(*_READERS))]
_Bringer = Annotated[Visit, Depends(allowing(*_BRINGERS))]
_Pusher = Annotated[Visit, Depends(allowing(*_PUSHERS))]
_Asker = Annotated[Visit, Depends(allowing(*_ASKERS))]
_Signer = Annotated[Visit, Depends(allowing(Access.SIGNER))]


def create_app(
    store: Store,
    identity: ServerIdentity,
    clock: Clock,
    randomness: Randomness,
    inspections: Inspections | None = None,
    heartbeat: float = HEARTBEAT_SECONDS,
) -> ASGIApp:
    """The server's application.

    Args:
        store: where everything is kept.
        identity: the key that signs vectors and the certificate that logins are bound to.
        clock: the present moment; expiries follow it.
        randomness: draws nonces and tokens.
        inspections: of the store, and who listens in them; given by who wants to end streams.
        heartbeat: seconds of silence after which a stream says that it is still there.
    """
    inspections = inspections or Inspections(store, News())
    doorkeeper = Doorkeeper(store, identity, clock, randomness)
    server = Server(
        store,
        identity,
        clock,
        doorkeeper,
        inspections,
        Blobs(store),
        Mailboxes(store, clock),
        inspections.news,
        heartbeat,
    )
    return BodyLimit(AtServer(calls(), server), device=doorkeeper.device)


@cache
def calls() -> FastAPI:
    """All calls, for whichever server they come to."""
    app = FastAPI(
        title="Inspector server",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        # Nothing about a request leaves this process, whatever its environment says.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.add_middleware(Sheltered)
    answer_errors(app)
    app.include_router(_door(), prefix="/v1")
    app.include_router(_bringing(), prefix="/v1")
    within = "/v1/inspections/{inspection}"
    for part in (_team(), _entries(), _blobs(), _joining(), news_calls()):
        app.include_router(part, prefix=within)
    return app


def _door() -> APIRouter:
    router = APIRouter()
    program = version("inspector")

    @router.get("/hello")
    def hello(here: Here) -> Hello:
        identity = here.identity
        return Hello(
            server=identity.id,
            sign_key=identity.sign_key.hex(),
            certificate_sha256=identity.certificate_sha256,
            version=program,
            time=instant(here.clock()),
        )

    @router.post("/enrol")
    def enrol(asked: Enrol, here: Here) -> Hello:
        here.doorkeeper.enrol(asked)
        return hello(here)

    @router.post("/login/challenge")
    def challenge(asked: ChallengeRequest, here: Here) -> Challenge:
        return here.doorkeeper.challenge(asked.device)

    @router.post("/login")
    def log_in(asked: Login, here: Here) -> Token:
        return here.doorkeeper.log_in(asked)

    return router


def _bringing() -> APIRouter:
    router = APIRouter()

    @router.post("/inspections")
    def bring(
        asked: TeamRecords, here: Here, authorization: Annotated[str | None, Header()] = None
    ) -> TeamRecords:
        device = here.doorkeeper.device(authorization)
        if not here.doorkeeper.enrolled(device):
            raise Refusal("not-enrolled", "Only an enrolled device brings inspections here.")
        return sent_records(here.inspections.bring(device, signed_records(asked)))

    @router.get("/inspections")
    def readable(
        here: Here, authorization: Annotated[str | None, Header()] = None
    ) -> InspectionsThere:
        device = here.doorkeeper.device(authorization)
        return InspectionsThere(inspections=here.inspections.where(device, _READERS))

    return router


def _team() -> APIRouter:
    router = APIRouter()

    @router.get("/team")
    def team(visit: _Reader) -> TeamRecords:
        return sent_records(visit.inspection)

    @router.post("/team")
    def grow(asked: TeamRecords, visit: _Reader) -> TeamRecords:
        visit.inspection.take_records(signed_records(asked))
        if asked.head not in visit.inspection.team.chain.path:
            raise Refusal(
                "look-again", "Another team record won: the records are kept, look again."
            )
        return sent_records(visit.inspection)

    return router


def _entries() -> APIRouter:
    router = APIRouter()
    frames = described_bytes(ENTRIES)
    more = {NEXT: {"schema": {"type": "string", "pattern": "^[0-9]+$"}}}

    @router.post("/vector")
    def vector(asked: VectorOffer, here: Here, visit: _Asker) -> VectorReply:
        inspection = visit.inspection
        team = inspection.team
        identity = here.identity
        offer = read_offer(asked.vector, inspection.id, team.cards[visit.device])
        if visit.access is Access.REMOVED:
            known = inspection.vector_for(visit.device, offer.feeds, identity.id, identity.key)
            return VectorReply(server=vectored(known), others=(), held=0)
        if visit.access is not Access.ESCROW:
            keep_vector(here.store, offer)
        others = set(team.chain.head.seats) - {visit.device}
        return VectorReply(
            server=vectored(inspection.vector(identity.id, identity.key)),
            others=other_vectors(here.store, inspection.id, others),
            held=inspection.held,
        )

    @router.post("/feed")
    def feed(asked: FeedRequest, visit: _Reader) -> FeedReply:
        return FeedReply(ids=visit.inspection.feed_ids(asked.feed))

    @router.post("/push", openapi_extra={"requestBody": {**frames, "required": True}})
    async def push(request: Request, visit: _Pusher) -> PushReply:
        body = await read_bytes(request, ENTRIES)
        return await run_in_threadpool(_push, visit, body)

    @router.post("/pull", response_class=Response, responses={200: {**frames, "headers": more}})
    def pull(asked: PullRequest, visit: _Reader) -> StreamingResponse:
        if asked.held and visit.access is not Access.SIGNER:
            raise Refusal("not-a-member", "Only the lead and deputies see what is held.")
        page = visit.inspection.page(asked.have, asked.again, asked.after, held=asked.held)
        headers = {} if page.next is None else {NEXT: str(page.next)}
        stream: Iterator[bytes] = visit.inspection.stream(page)
        return StreamingResponse(stream, media_type=ENTRIES, headers=headers)

    return router


def _blobs() -> APIRouter:
    router = APIRouter()
    sealed = described_bytes(BLOB)

    @router.post("/blobs")
    def there(asked: BlobNames, here: Here, visit: _Reader) -> BlobsThere:
        return BlobsThere(there=here.blobs.there(visit.inspection.id, asked.names))

    @router.put("/blobs/{name}", openapi_extra={"requestBody": {**sealed, "required": True}})
    async def put(
        name: Annotated[Hex32, Path()],
        request: Request,
        here: Here,
        visit: _Bringer,
    ) -> BlobsThere:
        body = await read_bytes(request, BLOB)
        await run_in_threadpool(here.blobs.put, visit.inspection.id, name, body)
        return BlobsThere(there=(name,))

    @router.get("/blobs/{name}", response_class=Response, responses={200: sealed})
    def get(name: Annotated[Hex32, Path()], here: Here, visit: _Reader) -> Response:
        return Response(here.blobs.get(visit.inspection.id, name), media_type=BLOB)

    return router


def _joining() -> APIRouter:
    router = APIRouter()

    @router.post("/mailboxes")
    def open_mailbox(asked: Mailbox, here: Here, visit: _Signer) -> Mailbox:
        return here.mailboxes.open(visit.inspection.id, asked)

    @router.post("/requests")
    def post(asked: JoinPost, here: Here, inspection: Annotated[Hex32, Path()]) -> Posted:
        return here.mailboxes.post(here.inspections.get(inspection).id, asked)

    @router.get("/requests")
    def requests(here: Here, visit: _Signer) -> JoinRequests:
        return here.mailboxes.requests(visit.inspection.id)

    return router


def _push(visit: Visit, body: bytes) -> PushReply:
    try:
        frames = list(unframed(body))
    except MalformedError:
        bad_request("The push is cut short or holds more than entries. Nothing of it was kept.")
    if visit.access is Access.REMOVED:
        visit.inspection.require_room(visit.device)
    return visit.inspection.push(frames)
