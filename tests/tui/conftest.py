"""What all tests of the screens share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation

from tests.tui.pictures import Album
from tests.tui.widgets.hostile import HOSTILE, WALKS


@pytest.fixture(params=list(WALKS.values()), ids=list(WALKS))
def hostile(request: pytest.FixtureRequest) -> str:
    """Texts that people can type and that break careless programs, several in one."""
    return " ".join(HOSTILE[name] for name in request.param)


@pytest.fixture(scope="session", autouse=True)
def _each_style_sheet_is_parsed_once() -> Iterator[None]:
    """Remembers the rules that a style sheet gives under a theme, the same rules as ever.

    Every program that a test starts would parse all sheets anew, which took most of its start.
    """
    parse = Stylesheet._parse_rules
    known: dict[tuple[object, ...], list[RuleSet]] = {}

    def remembered(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        given = (css, read_from, is_default_rules, tie_breaker, scope)
        key = (*given, frozenset(self._variables.items()))
        if key not in known:
            known[key] = parse(self, *given)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", remembered)
        yield


@pytest.fixture
def album(snapshot: SnapshotAssertion, request: pytest.FixtureRequest) -> Album:
    """Takes pictures and compares them with those that were kept."""
    return Album(snapshot, request.node)
