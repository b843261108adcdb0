"""For each call what it takes, well made: a generator of requests cannot sign."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.canonical import Json
from schemas.wire import mailbox_name
from tests.sync_server.laptops import Laptop, Team
from tests.sync_server.visitors import blob_name, records_json

__all__ = ["ASKED_WITHIN", "good_bodies"]

ASKED_WITHIN = "/v1/inspections/{inspection}"


def good_bodies(team: Team, laptop: Laptop) -> Mapping[str, Json]:
    """What a laptop asks, by the path of the call."""
    offered = laptop.vector(team.inspection, team.head, {}).as_json()
    token = "7" * 64
    return {
        "/v1/inspections": records_json(team),
        "/v1/login/challenge": {"device": laptop.id},
        f"{ASKED_WITHIN}/team": records_json(team),
        f"{ASKED_WITHIN}/vector": {"vector": offered},
        f"{ASKED_WITHIN}/feed": {"feed": laptop.feed},
        f"{ASKED_WITHIN}/pull": {"have": {laptop.feed: ["a" * 64]}, "again": [], "after": 0},
        f"{ASKED_WITHIN}/blobs": {"names": [blob_name(b"sealed")]},
        f"{ASKED_WITHIN}/mailboxes": {
            "mailbox": mailbox_name(token),
            "expires": "2026-11-30T09:00:00+00:00",
        },
        f"{ASKED_WITHIN}/requests": {"token": token, "sealed": "AAAA"},
    }
