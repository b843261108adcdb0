"""A server that has less than it had: noticed when vectors are compared, said when it is refilled.

It is remembered in between: whoever is cut off after it was noticed is told at the next exchange.
"""

from __future__ import annotations

from typing import Final

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.change_log import set_setting, setting
from inspector_app.sync.comparing import set_against
from schemas.feeds import SignedVector

__all__ = ["losses_words", "note_losses", "take_losses"]

_NOTED: Final = "server-lost"


def note_losses(base: EvidenceBase, theirs: SignedVector) -> None:
    """Remembers how many entries a server had when it was last seen, and has no longer.

    Called before its vector is kept in the place of the one it gave then.
    """
    if not base.new_vectors((theirs,)):
        return
    lost = set_against(base, theirs).lost
    if lost:
        with base.local() as connection:
            noted = int(setting(connection, _NOTED) or 0)
            set_setting(connection, _NOTED, str(max(lost, noted)))


def take_losses(base: EvidenceBase) -> int:
    """How many entries were noted as lost; from then on they are said."""
    with base.reading() as session:
        lost = int(setting(session.connection(), _NOTED) or 0)
    if lost:
        with base.local() as connection:
            set_setting(connection, _NOTED, "0")
    return lost


def losses_words(lost: int, sent: int) -> str:
    """What is said of it, loudly.

    Args:
        lost: entries that were gone.
        sent: entries that this laptop sent in the same exchange.
    """
    gone = "1 entry was" if lost == 1 else f"{lost:,} entries were"
    again = "This laptop sent it all again" if sent >= lost else f"This laptop sent {sent:,} again"
    return (
        f"The server has lost work: {gone} gone. It was put back from an older copy, or its store"
        f" was lost. Nothing is lost here. {again}; let every laptop sync soon, and tell who runs"
        " the server."
    )
