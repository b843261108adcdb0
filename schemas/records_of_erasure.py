"""The record type of a proposal to erase: it stays sealed among the team, the text goes."""

from __future__ import annotations

from typing import ClassVar

from schemas.fields import Keyed, Record, reference, typed, word

__all__ = ["ERASURE_REASONS", "Erasure"]

ERASURE_REASONS = {
    "name-typed-by-mistake": "a name typed by mistake",
    "wrong-child": "the wrong child",
    "consent-withdrawn": "consent withdrawn",
    "privileged-text": "privileged text",
    "third-party-data": "third-party data",
    "lists-purged": "the lists were purged",
    "other": "",
}
"""Why a text is erased: the word, and what readers see in the text's place; nothing for others."""


class Erasure(Record, table=True):
    """A proposal to erase every version of one field, signed by who proposed it.

    The team chain names parts only; for what reason, and what of, is told here.
    """

    __tablename__ = "erasure"

    record: str | None = reference("record")
    field: str | None = word(about="without its bracket")
    key: str | None = word(about="what stands in the bracket, if there is one")
    reason: str | None = word(*ERASURE_REASONS)
    words: str | None = typed("the reason in the proposer's own words")
    proposer: str | None = word(about="device that signed")
    proposal: str | None = word(
        about="its signature over the parts' names, 64 bytes in hexadecimal"
    )
    keyed: ClassVar[dict[str, Keyed]] = {"parts": Keyed("part")}
