"""What a log comes to: what a later release must come to as well."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.history import Conflict
from inspector_app.sync.status import sync_status
from schemas.feeds import vector_json
from schemas.fields import TABLES

__all__ = ["told"]

Told = dict[str, Any]


def told(base: EvidenceBase, columns: Mapping[str, list[str]] | None = None) -> Told:
    """Digest, vector, what counts and what does not, and every row of every record.

    Args:
        base: with the whole log.
        columns: by table, those to look at; later releases have more. All that there are, if none.
    """
    digest, unjudged = base.digest()
    status = sync_status(base)
    looked = columns or {
        name: sorted(column.name for column in table.columns)
        for name, table in sorted(TABLES.metadata.tables.items())
    }
    with base.reading() as session:
        connection = session.connection()
        rows = {
            # Every name is one of our own tables' and columns'.
            name: connection.exec_driver_sql(
                f"SELECT {_quoted(names)} FROM {_quoted([name])}"  # noqa: S608
            ).all()
            for name, names in looked.items()
        }
        drafts = connection.exec_driver_sql("SELECT id, type, content FROM draft").all()
    return {
        "digest": digest,
        "unjudged": unjudged,
        "vector": vector_json(base.vector()),
        "unsent": status.unsent,
        "members": sorted(seat.member for seat in base.team.chain.head.seats.values()),
        "erased": sorted(base.team.chain.erased_parts),
        "conflicts": [_conflict(one) for one in base.conflicts()],
        "columns": looked,
        "rows": {name: len(found) for name, found in rows.items()},
        "sha256": {name: _hash(found) for name, found in rows.items()},
        "drafts": [list(row) for row in drafts],
    }


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _conflict(one: Conflict) -> list[object]:
    return [one.record, one.field, sorted(str(write.value) for write in one.values)]


def _hash(rows: Iterable[Iterable[object]]) -> str:
    plain = [list(row) for row in rows]
    return hashlib.sha256(json.dumps(sorted(plain, key=repr)).encode()).hexdigest()
