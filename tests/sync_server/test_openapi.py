"""Whatever is asked, the server answers as its description says, and with no mistake of its own.

What the calls answer in all other tests of the server is held against the description, too
(`tests.sync_server.described`).
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.errors import FailureGroup
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.types import ASGIApp, Receive, Scope, Send

from schemas.entries import Entry
from schemas.wire import ErrorCode
from sync_server.news import News
from sync_server.openapi import described
from tests.sync_server.asking import good_bodies
from tests.sync_server.clusters import Cluster
from tests.sync_server.described import as_described
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import World

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
LEAD, COLLEAGUE, LEFT = Laptop("lead"), Laptop("colleague"), Laptop("left")


def a_team() -> tuple[Team, Entry]:
    """A team that one has left, and what that one wrote before."""
    made = Team(LEAD, Laptop("escrow"))
    made.seat([(LEAD, ["lead"]), (COLLEAGUE, ["hmi"]), (LEFT, ["hmi"])])
    written = made.write(LEFT, "one")
    made.seat([(LEAD, ["lead"]), (COLLEAGUE, ["hmi"])], cutoffs={LEFT.feed: (written.id,)})
    return made, written


TEAM, WRITTEN = a_team()


def with_good_bodies() -> dict[str, Any]:
    document = described()
    for path, body in good_bodies(TEAM, LEAD).items():
        asked = document["paths"][path]["post"]["requestBody"]["content"]
        asked["application/json"]["example"] = body
    return document


class Door:
    """Where the generated requests go in; the server behind it is there once a test runs."""

    def __init__(self) -> None:
        self.behind: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.behind is not None
        await self.behind(scope, receive, send)


CALLS = schemathesis.openapi.from_dict(with_good_bodies())
CALLS.app = DOOR = Door()


@pytest.fixture(scope="module")
def tokens(
    tmp_path_factory: pytest.TempPathFactory, cluster: Cluster
) -> Iterator[Mapping[str, dict[str, str]]]:
    """A server that has the inspection, and what each says of itself there.

    Its store is the stricter one of the two: it knows the types of columns, and no zero in a text.
    """
    # A stream that does not end would be waited for.
    news = News()
    news.close()
    world = World(tmp_path_factory.mktemp("described"), cluster.laid_out(), news=news)

    async def logged_in() -> dict[str, dict[str, str]]:
        lead = await world.bring(TEAM)
        left = await world.log_in(LEFT)
        await left.push(TEAM, WRITTEN)
        return {"lead": lead.headers, "left": left.headers, "nobody": {}}

    said = asyncio.run(logged_in())
    DOOR.behind = world.app
    yield said
    world.store.close()


@pytest.mark.parametrize("who", ["lead", "left", "nobody"])
@CALLS.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_every_answer_is_one_that_is_described_and_no_mistake_of_the_servers(
    case: schemathesis.Case[Any], who: str, tokens: Mapping[str, dict[str, str]]
) -> None:
    if len(str(case.path_parameters.get("inspection", ""))) == 64:
        # Of any other, the server says only that it does not hold it.
        case.path_parameters["inspection"] = TEAM.inspection
    case.call_and_validate(
        headers=tokens[who],
        # What looks right may still be refused: a signature, a hash, a standing.
        excluded_checks=[positive_data_acceptance],
    )


def test_the_document_is_what_the_program_writes() -> None:
    written = json.dumps(described(), indent=2, sort_keys=True) + "\n"
    command = "python -m sync_server.openapi > docs/openapi.json"
    assert DOCUMENT.read_text(encoding="utf-8") == written, command


def test_every_code_of_the_contract_stands_at_some_call() -> None:
    text = json.dumps(described())
    assert [code for code in get_args(ErrorCode) if f'"{code}"' not in text] == []


@pytest.mark.parametrize(
    "changed",
    [
        {"status_code": 418},
        {"content": b'{"server": 5}'},
        {"headers": {"Content-Type": "text/html"}},
        {"status_code": 404, "content": b'{"error": {"code": "not-a-member", "message": ""}}'},
    ],
    ids=["status", "content", "kind", "code"],
)
async def test_an_answer_that_does_not_stand_in_it_is_noticed(
    changed: dict[str, Any], world: World
) -> None:
    asked = f"/inspections/{'a' * 64}/requests"
    answer = await world.http.post(asked, json={"token": "a" * 64, "sealed": ""})
    json_kind = {"Content-Type": "application/json"}
    made: dict[str, Any] = {"status_code": 404, "content": answer.content, "headers": json_kind}
    await as_described(httpx.Response(**made, request=answer.request))
    with pytest.raises((AssertionError, FailureGroup)):
        await as_described(httpx.Response(**{**made, **changed}, request=answer.request))
