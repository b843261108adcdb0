"""Opening a home and an inspection, and what every screen needs to know of it.

Importing this module loads the cryptography and the database; screens import it in a thread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from inspector_app.enquiries.frameworks import every_framework, framework_of
from inspector_app.enquiries.inspections import (
    NewInspection,
    create_inspection,
    inspection_record,
)
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.tui.dates import day_words, place_in_time
from inspector_app.tui.start import Start
from inspector_app.vault.keystore import keystore_exists
from inspector_app.vault.vault import Vault
from schemas.frameworks import Framework
from schemas.records import Inspection
from schemas.words import random_words

__all__ = [
    "Listed",
    "Opened",
    "create",
    "frameworks_in",
    "inspections_of",
    "is_set_up",
    "offered_words",
    "open_inspection",
    "reread",
    "set_up",
    "unlock",
]


def is_set_up(start: Start) -> bool:
    """Tell whether the home has a keystore."""
    return keystore_exists(start.home)


def offered_words(start: Start) -> str:
    """Return six random words that may become the passphrase."""
    return random_words(start.randomness)


def unlock(start: Start, passphrase: str) -> Vault:
    """Open the keystore.

    Raises:
        InspectorError: `wrong-passphrase`, `wait` or `damaged-keystore`.
    """
    return Vault.unlock(start.home, passphrase, clock=start.clock, randomness=start.randomness)


def set_up(start: Start, name: str, passphrase: str) -> Vault:
    """Make a keystore.

    Raises:
        InspectorError: `weak-passphrase` or `already-set-up`.
    """
    return Vault.create(
        start.home,
        name,
        passphrase,
        kdf=start.kdf,
        clock=start.clock,
        randomness=start.randomness,
    )


@dataclass(frozen=True)
class Listed:
    """An inspection of this home, to be chosen.

    Args:
        inspection: Its id.
        label: Authority, type and first day.
    """

    inspection: str
    label: str


@dataclass(frozen=True)
class Opened:
    """An opened inspection.

    Args:
        vault: Unlocked.
        base: The evidence base.
        framework: It is held under; None until the inspection's record has arrived.
        record: The inspection's record; None likewise.
    """

    vault: Vault
    base: EvidenceBase
    framework: Framework | None
    record: Inspection | None

    def place(self, today: date) -> tuple[str, ...]:
        """Return authority, type and day for the title line."""
        if self.record is None:
            return ("waiting for the first sync",)
        days, kind = None, self.record.kind or ""
        if self.framework is not None:
            found = [t for t in self.framework.types if t.id == kind]
            days, kind = (found[0].days, kind) if found else (None, kind)
        starts = _day(self.record.starts)
        when = place_in_time(starts, days, today)
        parts = (self.record.authority or "", kind.replace("-", " "), when)
        return tuple(part for part in parts if part)


def create(vault: Vault, new: NewInspection) -> str:
    """Begin an inspection and return its id.

    Raises:
        InspectorError: What is wrong with what was typed; then nothing is made.
    """
    base = create_inspection(vault, new)
    base.close()
    return base.inspection


def inspections_of(vault: Vault) -> tuple[Listed, ...]:
    """Return the inspections of a home, to choose from; one that does not open says so."""
    found = []
    for inspection in vault.inspections():
        try:
            base = EvidenceBase(vault, inspection)
            try:
                label = _label(inspection_record(base), inspection)
            finally:
                base.close()
        except InspectorError as error:
            label = f"cannot be opened ({error.code}) · {inspection[:8]}"
        found.append(Listed(inspection, label))
    return tuple(found)


def open_inspection(vault: Vault, inspection: str) -> Opened:
    """Open one inspection.

    Raises:
        InspectorError: `unknown-inspection`, `damaged-file`, `needs-newer` or `bad-framework`.
    """
    base = EvidenceBase(vault, inspection)
    try:
        return reread(Opened(vault, base, None, None))
    except InspectorError:
        base.close()
        raise


def reread(opened: Opened) -> Opened:
    """Read the inspection's record and framework; another laptop may have brought them.

    Raises:
        InspectorError: `bad-framework`.
    """
    base = opened.base
    record = inspection_record(base)
    framework = None
    if record is not None and record.framework is not None:
        try:
            framework = framework_of(base)
        except InspectorError as error:
            if error.code != "unknown-framework":
                raise
    return replace(opened, framework=framework, record=record)


def frameworks_in(start: Start) -> tuple[Framework, ...]:
    """Return the frameworks to choose from: those in force first, the newest at the top.

    Raises:
        InspectorError: `bad-framework`.
    """
    today = start.clock().date()

    def rank(framework: Framework) -> tuple[bool, bool, int]:
        over = framework.effective_to is not None and framework.effective_to < today
        return over, framework.narrative, -framework.effective_from.toordinal()

    return tuple(sorted(every_framework(start.home), key=rank))


def _label(record: Inspection | None, inspection: str) -> str:
    if record is None:
        return f"not synced yet · {inspection[:8]}"
    starts = _day(record.starts)
    parts = [
        record.authority or "",
        (record.kind or "").replace("-", " "),
        day_words(starts) if starts else "",
    ]
    return " · ".join(part for part in parts if part)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
