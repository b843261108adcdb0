"""Naming members, laptops and requests as people do: by name, by words, by how an id begins."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from inspector_app.cli.team_named import member_meant, request_meant
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.membership import invite, open_requests
from tests.tui.program import set_up
from tests.tui.screens.test_team import Two, asks, two, vault_of

__all__ = ["two"]


def test_a_member_is_meant_by_name_and_a_laptop_by_its_words(two: Two) -> None:
    base, device = two.ben, two.ben.vault.device.id
    assert member_meant(base, "ben") == member_meant(base, " Ben ") == two.member
    assert member_meant(base, two.words) == device
    assert member_meant(base, device) == member_meant(base, device[:8]) == device
    for stranger in ("Bea", device[:5], ""):
        assert member_meant(base, stranger) == stranger
    # Ids of members begin with the moment at which they were let in.
    with pytest.raises(InspectorError) as caught:
        member_meant(base, two.member[:8])
    assert caught.value.code == "which-member"


def test_a_request_is_meant_by_how_its_id_begins(tmp_path: Path) -> None:
    base = set_up(tmp_path / "ann")
    with closing(base):
        for name in ("one", "two"):
            asks(base, vault_of(tmp_path / name, name), invite(base, "hmi", None))
        first, second = open_requests(base)
        assert request_meant(base, first.request[:8]) == first
        assert request_meant(base, second.request) == second
        for typed in (None, "", first.request[:5], "zz" * 8):
            with pytest.raises(InspectorError) as caught:
                request_meant(base, typed)
            assert caught.value.code == "unknown-request"
