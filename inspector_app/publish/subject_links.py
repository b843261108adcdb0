"""Which record ever named which, from every change in the log, counting or not."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection

from inspector_app.evidence_base.change_log import stored_change
from inspector_app.evidence_base.statements import run
from schemas.changes import Write, field_and_key
from schemas.identifiers import is_hex

__all__ = ["Links", "read_links"]


@dataclass(frozen=True)
class Links:
    """Records with their types, and who names whom.

    Args:
        types: by record.
        names: what a record names, in a bracket or as a value.
    """

    types: dict[str, str]
    names: dict[str, set[str]]

    def naming(self, record: str) -> set[str]:
        """The records that name this one."""
        return {each for each, named in self.names.items() if record in named}

    def named_by(self, record: str) -> set[str]:
        """What a record names."""
        return self.names.get(record, set())


def read_links(connection: Connection) -> Links:
    """Reads every change that counts once; some seconds in the largest base, for what is seldom."""
    types: dict[str, str] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for (body,) in run(connection, "SELECT body FROM change WHERE counts"):
        for write in stored_change(body).writes:
            types.setdefault(write.record, write.type)
            if named := _named(write):
                names[write.record].add(named)
    return Links(types, names)


def _named(write: Write) -> str | None:
    _, key = field_and_key(write.field)
    inner = (key or "").partition(":")[0]
    if is_hex(inner, 16):
        return inner
    return write.value if isinstance(write.value, str) and is_hex(write.value, 16) else None
