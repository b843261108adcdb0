"""What each device last said it has, kept so that others learn what is no longer only theirs."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select

from schemas.canonical import MalformedError
from schemas.feeds import SignedVector
from schemas.signing import Card, to_base64
from schemas.wire import Vectored
from sync_server.refusals import bad_request
from sync_server.store import Store
from sync_server.tables import VectorRow, upsert

__all__ = ["keep_vector", "other_vectors", "read_offer", "vectored"]


def vectored(vector: SignedVector) -> Vectored:
    """A signed vector as the wire has it."""
    return Vectored(payload=to_base64(vector.payload()), signature=to_base64(vector.signature))


def read_offer(offer: Vectored, inspection: str, card: Card) -> SignedVector:
    """The vector that a device offers of itself.

    Raises:
        Refusal: when it is malformed, another's, another inspection's or not signed by it.
    """
    try:
        vector = SignedVector.from_json({"payload": offer.payload, "signature": offer.signature})
    except MalformedError:
        bad_request("That is not a signed vector.")
    if vector.inspection != inspection or vector.by != card.device:
        bad_request("A device offers its own vector of this inspection.")
    if not vector.signed_by(card.sign_key) or to_base64(vector.payload()) != offer.payload:
        bad_request("The vector is not signed by the device that offers it.")
    return vector


def keep_vector(store: Store, vector: SignedVector) -> None:
    """Keeps what a device last said; nothing is written when it says the same again."""
    row = {
        "inspection": vector.inspection,
        "device": vector.by,
        "payload": vector.payload(),
        "signature": vector.signature,
    }
    with store.reading() as connection:
        query = select(VectorRow.payload).where(
            col(VectorRow.inspection) == vector.inspection, col(VectorRow.device) == vector.by
        )
        if connection.scalar(query) == row["payload"]:
            return
    with store.writing(vector.by) as connection:
        connection.execute(
            upsert(connection, VectorRow)
            .values(row)
            .on_conflict_do_update(
                index_elements=["inspection", "device"],
                set_={"payload": row["payload"], "signature": row["signature"]},
            )
        )


def other_vectors(store: Store, inspection: str, devices: Collection[str]) -> tuple[Vectored, ...]:
    """What these devices last said, by device."""
    with store.reading() as connection:
        rows = connection.execute(
            select(VectorRow.payload, VectorRow.signature)
            .where(col(VectorRow.inspection) == inspection, col(VectorRow.device).in_(devices))
            .order_by(col(VectorRow.device))
        )
        return tuple(
            Vectored(payload=to_base64(payload), signature=to_base64(signature))
            for payload, signature in rows
        )
