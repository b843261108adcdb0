"""Mends an inspection whose file is damaged: a new file of all that can still be read.

What is read is the damaged file, page by page, its write-ahead log, and the copies beside it. The
damaged file is kept as it is. What is missing afterwards comes back from the team at the next sync
or bundle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.salvaging import Salvage
from inspector_app.evidence_base.verification import verify
from inspector_app.vault.trouble import system_in_words
from inspector_app.vault.vault import Vault

__all__ = ["Mended", "mend"]

_SHUT = frozenset({"damaged-file", "missing-file"})


@dataclass(frozen=True)
class Mended:
    """What came back.

    Args:
        aside: by what moment the damaged file is known, which is kept.
        unreadable: its pages that could not be read.
        copies: how many copies were read beside it.
        entries: sealed runs of changes that came back.
        changes: saves that apply now.
        own: saves of this laptop that stand in no entry, and go out again.
        missing: entries that lack something the team may have.
    """

    aside: datetime
    unreadable: int
    copies: int
    entries: int
    changes: int
    own: int
    missing: int


def mend(vault: Vault, inspection: str) -> Mended:
    """Puts a new file in the place of a damaged one.

    Alone with the home. Cut off at any point, the damaged file is in its place, or the new one is.

    Raises:
        InspectorError: `not-damaged`; `nothing-readable` where not even the team's first record
            is left; `needs-newer`; `unknown-inspection`; `busy` while the home is open elsewhere.
            Then everything is as it was.
    """
    with vault.use.alone():
        vault.bases.settle(inspection)
        vault.base_key(inspection)
        _require_damage(vault, inspection)
        salvage = Salvage()
        with system_in_words():
            unreadable = salvage.read(vault.base_path(inspection), vault.base_key(inspection))
            copies = _read_copies(vault, inspection, salvage)
        new = vault.bases.begin_new(inspection)
        try:
            base = EvidenceBase(vault, inspection, file=new)
            try:
                report = base.merge(
                    salvage.entries(), records=salvage.records.values(), kept=salvage.kept()
                )
                if not base.team.chain.path:
                    raise _nothing_readable()
                own, missing = base.count_unsealed(), len(base.incomplete_entries())
            finally:
                base.close()
        except BaseException:
            vault.bases.drop_new(inspection)
            raise
        # Cut off from here on, the new file may be the one that counts: the next opening decides.
        now = vault.clock()
        vault.bases.replace(inspection, aside=now)
    return Mended(now, unreadable, copies, report.received, report.changes, own, missing)


def _require_damage(vault: Vault, inspection: str) -> None:
    try:
        base = EvidenceBase(vault, inspection)
    except InspectorError as error:
        if error.code in _SHUT:
            return
        raise
    try:
        if verify(base).ok:
            raise InspectorError(
                "not-damaged",
                "The file of this inspection is not damaged: all of it was read and checked.",
                kept="Nothing was changed.",
                next_step="There is nothing to mend.",
            )
    finally:
        base.close(untouched=True)


def _read_copies(vault: Vault, inspection: str, salvage: Salvage) -> int:
    """Adds what the copies hold, the newest first; says how many there are."""
    read = 0
    for at in reversed(vault.bases.copies(inspection)):
        path, key = vault.bases.copy(inspection, at)
        if key is not None:
            salvage.read(path, key)
            read += 1
    return read


def _nothing_readable() -> InspectorError:
    return InspectorError(
        "nothing-readable",
        "Neither the damaged file nor a copy of it holds the inspection's beginning any more.",
        kept="The damaged file was left as it is.",
        next_step="Set another data folder up with `inspector init` and join the team again: what"
        " was synced or stands in a bundle comes back.",
    )
