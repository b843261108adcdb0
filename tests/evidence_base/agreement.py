"""What stands on laptops, and whether they agree."""

from __future__ import annotations

from inspector_app.evidence_base.digest import StateDigest, state_digest
from inspector_app.evidence_base.verification import verify
from tests.evidence_base.laptops import Laptop

__all__ = ["all_well", "judged_digest", "one_digest", "texts"]


def texts(laptop: Laptop) -> set[str]:
    """The texts of all notes."""
    with laptop.base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT text FROM note")
        return {row[0] for row in rows}


def all_well(*laptops: Laptop) -> bool:
    """Whether the verification finds nothing on any of them."""
    return all(verify(laptop.base).problems == () for laptop in laptops)


def one_digest(*laptops: Laptop) -> bool:
    """Whether they have come to the same state."""
    return len({laptop.base.digest() for laptop in laptops}) == 1


def judged_digest(laptop: Laptop) -> StateDigest:
    """The digest of what is here, from the log alone."""
    with laptop.base.reading() as session:
        connection = session.connection()
        return state_digest(connection, laptop.base.team.chain, laptop.base.vector())
