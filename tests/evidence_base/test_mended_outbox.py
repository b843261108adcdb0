"""What was sealed and had never left when the file was damaged: it goes out again, once."""

from __future__ import annotations

import pytest

from inspector_app.evidence_base.admitting import held_entries
from inspector_app.evidence_base.membership import OpenRequest, approve, remove
from inspector_app.sync.status import sync_status
from inspector_app.vault.pages import Pages
from inspector_app.vault.write_ahead import PAGE
from tests.evidence_base.agreement import all_well, one_digest, texts
from tests.evidence_base.damaging import flip, mended, path_of
from tests.evidence_base.laptops import Laptop, exchange, give, hand_over_records

WRITTEN = {f"Sealed {number}." for number in range(12)}


def harm_where_it_lies(laptop: Laptop, query: str) -> None:
    """Turns a bit of the page on which the bytes that a query finds begin."""
    with laptop.base.reading() as session:
        [looked_for] = session.connection().exec_driver_sql(query).scalars()
    laptop.close()
    pages = Pages(path_of(laptop), laptop.vault().base_key(laptop.inspection))
    [place] = [
        number for number in pages.numbers() if looked_for[:100] in (pages.read(number) or b"")
    ]
    flip(path_of(laptop), (place - 1) * PAGE + 1000)


def seal_each(laptop: Laptop, *written: str) -> None:
    """Each text in an entry of its own, as bundles that got lost would leave them."""
    for text in written:
        laptop.note(text)
        laptop.base.seal()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT body FROM entry_bytes ORDER BY entry DESC LIMIT 1 OFFSET 6",
        "SELECT sealed FROM entry_part ORDER BY entry DESC LIMIT 1 OFFSET 6",
    ],
    ids=["an entry", "a part"],
)
def test_what_was_sealed_goes_out_though_an_entry_below_it_is_lost(
    ann: Laptop, bea: Laptop, query: str
) -> None:
    exchange(ann, bea)
    seal_each(ann, *sorted(WRITTEN))
    harm_where_it_lies(ann, query)
    assert mended(ann).own > 0
    assert texts(ann) == WRITTEN
    exchange(ann, bea)
    give(bea, ann)
    assert texts(bea) == WRITTEN
    assert sync_status(ann.base).unsent == 0
    assert one_digest(ann, bea)
    assert all_well(ann, bea)


def test_what_the_team_holds_back_is_not_sealed_again_by_mending(ann: Laptop, bea: Laptop) -> None:
    exchange(ann, bea)
    member, card = bea.base.member, bea.base.vault.device.card
    seal_each(bea, "In time.")
    give(bea, ann)
    seal_each(bea, "Late.", "Later.")
    remove(ann.base, member, "By mistake.")
    hand_over_records(ann, bea)
    harm_where_it_lies(bea, "SELECT sealed FROM entry_part ORDER BY entry DESC LIMIT 1")
    mended(bea)
    approve(ann.base, OpenRequest("00" * 32, "Bea", card.words, "hmi", card))
    hand_over_records(ann, bea)
    exchange(ann, bea)
    assert texts(ann) == texts(bea) == {"In time."}
    assert {held.why for held in held_entries(ann.base)} == {"removed"}
