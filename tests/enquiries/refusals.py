"""Catching a refusal by its code, and that nothing was written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from inspector_app.enquiries.inspections import record_counts
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase

__all__ = ["refused"]


@contextmanager
def refused(base: EvidenceBase, code: str) -> Iterator[None]:
    """What is done within is refused with `code` and leaves the base as it was."""
    before, last = record_counts(base), base.last_own_change()
    with pytest.raises(InspectorError) as error:
        yield
    assert error.value.code == code
    assert error.value.message
    assert error.value.kept
    assert error.value.next_step
    assert (record_counts(base), base.last_own_change()) == (before, last)
