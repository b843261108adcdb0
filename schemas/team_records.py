"""The team chain's records: signed, hash-chained, clear, and without names.

Each record is canonical JSON with a `kind`; its id is the SHA-256 of those bytes, 64 hexadecimal
digits; its signature covers `inspector/team/1` ‖ 0x00 ‖ bytes. The inspection's id is the id of
its genesis. Who counts, and who wins when two records race, is in `schemas.team`.
"""

from schemas.team_kinds import (
    Admit,
    Dispose,
    Epoch,
    Erase,
    Feeds,
    Genesis,
    Purge,
    Seat,
    Server,
    Servers,
    SignedRecord,
    TeamRecord,
    erase_proposal,
    signed_record,
)
from schemas.team_reading import read_record

__all__ = [
    "Admit",
    "Dispose",
    "Epoch",
    "Erase",
    "Feeds",
    "Genesis",
    "Purge",
    "Seat",
    "Server",
    "Servers",
    "SignedRecord",
    "TeamRecord",
    "erase_proposal",
    "read_record",
    "signed_record",
]
