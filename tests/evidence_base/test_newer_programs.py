"""What a newer program wrote: kept, counted, passed on, and shown after an upgrade."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from inspector_app.enquiries.search import search
from inspector_app.evidence_base import kinds, layout, projector
from inspector_app.evidence_base.newer import needs_newer
from inspector_app.evidence_base.verification import verify
from inspector_app.evidence_base.writing import NewWrite, Typed
from schemas.changes import Write
from schemas.records import RECORD_TYPES
from tests.evidence_base.forging import Forger
from tests.evidence_base.laptops import Laptop, exchange, give

_CACHES = (
    layout.projection_version,
    layout._rows_of,
    layout._strays_of,
    kinds.text_fields,
    kinds.columns,
    kinds._rank,
    projector._insertion,
    projector._deletion,
)


@contextmanager
def program_without(kind: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program as it was before a type of records was there."""
    with monkeypatch.context() as patch:
        patch.delitem(RECORD_TYPES, kind)
        for cache in _CACHES:
            cache.cache_clear()
        yield
    for cache in _CACHES:
        cache.cache_clear()


def challenges(laptop: Laptop) -> list[str]:
    with laptop.base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT question FROM challenge")
        return [row[0] for row in rows]


def test_an_old_program_keeps_counts_and_passes_on_what_it_does_not_know_and_shows_it_once_it_does(
    ann: Laptop, bea: Laptop, cal: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = ann.base.new_id()
    ann.base.record(
        NewWrite(challenge, "challenge", "question", Typed("Why so few hawthorns?")),
    )
    ann.note("Beside it.")
    bea.close()
    with program_without("challenge", monkeypatch):
        give(ann, bea)
        newer = needs_newer(bea.base)
        assert (newer.records, dict(newer.kinds)) == (1, {"challenge": 1})
        assert "1 record holds something that needs a newer Inspector: challenge (1)." in newer.said
        assert search(bea.base, "hawthorns") == ()
        assert verify(bea.base).problems == ()
        give(bea, cal)
        bea.close()
    assert challenges(bea) == ["Why so few hawthorns?"]
    assert len(search(bea.base, "hawthorns")) == 1
    assert needs_newer(bea.base).said == ""
    cal.reopen()
    assert challenges(cal) == ["Why so few hawthorns?"]
    exchange(ann, bea, cal)
    assert len({laptop.base.digest() for laptop in (ann, bea, cal)}) == 1


def test_a_field_of_a_newer_program_leaves_the_rest_of_the_record_as_it_is(
    ann: Laptop, bea: Laptop
) -> None:
    note = ann.note("Heard at the gate.")
    give(ann, bea)
    writes = [Write(note, "note", "mood", "calm"), Write(note, "note", "moods[gate]", True)]
    bea.base.merge([Forger(ann).entry(writes)])
    newer = needs_newer(bea.base)
    assert (newer.records, dict(newer.kinds)) == (1, {"note.mood": 1, "note.moods": 1})
    assert bea.shown(note, "text") == "Heard at the gate."
    bea.write(note, "text", Typed("Heard at the gate, twice."))
    assert verify(bea.base).problems == ()
    assert needs_newer(bea.base).records == 1


def test_many_kinds_are_told_in_one_short_sentence(ann: Laptop, bea: Laptop) -> None:
    writes = [Write(ann.base.new_id(), f"kind-{n:03}", "x", True) for n in range(200)]
    bea.base.merge([Forger(ann).entry(writes)])
    newer = needs_newer(bea.base)
    assert newer.records == 200
    assert newer.said.endswith("kind-004 (1), and 195 more. It is kept and passed on.")
