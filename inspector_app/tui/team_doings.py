"""What is done from the Team screen: blocking; each says what came of it."""

from __future__ import annotations

from pathlib import Path

from inspector_app.errors import InspectorError
from inspector_app.evidence_base import admitting, membership
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import OpenRequest
from inspector_app.files import write_new, write_whole
from inspector_app.sync.lost_laptop import had_in_words, what_they_had
from inspector_app.sync.whereabouts import known_server
from inspector_app.tui.dates import moment_words
from inspector_app.tui.file_choosing import typed_path

__all__ = ["admit", "approve", "invite", "remove"]


def approve(base: EvidenceBase, asked: OpenRequest, member: str | None) -> str:
    """Let somebody in.

    Args:
        base: Ours.
        asked: What was asked; its words have been compared.
        member: Whose further laptop it is; None for somebody new.

    Raises:
        InspectorError: As `membership.approve`.
    """
    membership.approve(base, asked, member=member)
    way = "It is sent now." if known_server(base) else "Export a bundle for them."
    return f"{asked.name} is in the team as {asked.role}. {way}"


def remove(base: EvidenceBase, whom: str, reason: str) -> str:
    """Take a member or one laptop out; says what each laptop had.

    Raises:
        InspectorError: As `membership.remove`.
    """
    seats = base.team.chain.head.seats
    gone = membership.remove(base, whom, reason)
    said = [
        had_in_words(
            seats[had.device].card.words,
            had,
            None if had.at is None else moment_words(had.at, exact=True),
        )
        for had in what_they_had(base, gone)
    ]
    said.append(
        "It could be read there only with the laptop's passphrase. What came from there stays and"
        " counts; what comes later is held until you let it count. The team has a new key."
    )
    return "\n\n".join(said)


def admit(base: EvidenceBase, entry: str) -> str:
    """Let held work count.

    Raises:
        InspectorError: As `admitting.admit`.
    """
    done = admitting.admit(base, [entry])
    if done.record is None:
        return "All of that counts already."
    return f"Saves that count now: {done.changes:,}."


def invite(base: EvidenceBase, role: str, typed: str) -> str:
    """Write an invitation for one person into a file that was not there before.

    Raises:
        InspectorError: `file-exists`, `cannot-write`, or as `membership.invite`.
    """
    path = Path(typed_path(typed)).expanduser()
    # The name is taken first: an invitation that could not be written is none.
    write_new(path, b"")
    try:
        invitation = membership.invite(base, role, known_server(base))
        write_whole(path, invitation.to_bytes())
    except InspectorError:
        path.unlink(missing_ok=True)
        raise
    until = moment_words(invitation.expires, exact=True)
    return f"Hand {path.name} over in person. It is good for one {role} until {until}."
