"""Team records as they travel."""

from __future__ import annotations

from schemas.canonical import MalformedError
from schemas.signing import to_base64
from schemas.team_records import SignedRecord
from schemas.wire import Record, TeamRecords
from sync_server.inspection import Inspection
from sync_server.refusals import bad_request

__all__ = ["sent_records", "signed_records"]


def signed_records(asked: TeamRecords) -> list[SignedRecord]:
    """The records that were sent.

    Raises:
        Refusal: when one of them is none.
    """
    try:
        return [
            SignedRecord.from_json({"body": record.body, "signature": record.signature})
            for record in asked.records
        ]
    except MalformedError:
        bad_request("A team record is malformed.")


def sent_records(inspection: Inspection) -> TeamRecords:
    """The whole chain that the server has of an inspection."""
    chain = inspection.team.chain
    return TeamRecords(
        records=tuple(
            Record(body=to_base64(record.body), signature=to_base64(record.signature))
            for record in chain.records
        ),
        head=chain.head.record,
    )
