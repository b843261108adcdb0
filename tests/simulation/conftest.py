"""The same team as the tests of the evidence base use."""

from __future__ import annotations

from tests.evidence_base.conftest import template

__all__ = ["template"]
