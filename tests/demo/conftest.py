"""Authorities of several sizes, made once."""

from __future__ import annotations

from datetime import date

import pytest

from inspector_app.demo.authority import Authority, build_authority

ON = date(2026, 11, 18)


@pytest.fixture(scope="session")
def county() -> Authority:
    """An authority of the size of a middling county."""
    return build_authority(11, 4000, ON)


@pytest.fixture(scope="session")
def district() -> Authority:
    """An authority of the default size."""
    return build_authority(1, on=ON)


@pytest.fixture(scope="session", params=[20, 50, 640, 2000])
def any_size(request: pytest.FixtureRequest) -> Authority:
    """Authorities from the smallest to a large one."""
    return build_authority(3, request.param, ON)
