"""What a certificate says of a joint seed: what the record shows, and plainly what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from inspector_app.publish.certificate import Fact
from inspector_app.publish.report_words import british_date
from inspector_app.sampling.certificate_facts import CertificateFacts

__all__ = [
    "commitment_check",
    "committed_text",
    "exact_moment",
    "joint_not_shown",
    "joint_shown",
    "phrase_facts",
]


def phrase_facts(facts: CertificateFacts) -> Iterator[Fact]:
    """Both phrases, and the commitment with the text that it is of."""
    record, joint = facts.plan.record, facts.joint
    theirs = record.their_phrase or ""
    if not theirs:
        given = "the authority gave none"
    elif joint is not None and not joint.broken:
        given = f"the authority's: {theirs}"
    else:
        given = f"by the team's account the authority's: {theirs}"
    yield Fact("Phrases", f"the team's: {record.our_phrase}; {given}")
    if joint is None:
        return
    if joint.broken:
        yield Fact("Joint seed", f"not shown by the record: {joint.broken}")
        return
    yield Fact("Commitment", joint.commitment, code=True)
    made = f"{exact_moment(joint.recorded_at)}, before theirs was given"
    if joint.of_plan:
        yield Fact("Committed", f"by this SHA-256 of the plan's text, recorded {made}")
    else:
        of_what = "by this SHA-256 of the team's phrase alone, as earlier versions did"
        yield Fact("Committed", f"{of_what}; recorded with the plan {made}")


def committed_text(facts: CertificateFacts) -> str:
    """The plan's text where its commitment is certified, else nothing."""
    return facts.joint.text if facts.joint is not None and not facts.joint.broken else ""


def joint_shown(facts: CertificateFacts) -> Iterator[str]:
    """What the order of things proves, and to whom."""
    joint = facts.joint
    if joint is None or joint.broken:
        return
    if joint.of_plan:
        yield (
            "to whoever was shown the commitment before the authority gave its phrase: that "
            "neither side could choose the outcome"
        )
    else:
        yield (
            "to whoever was shown the commitment before the authority gave its phrase: that the "
            "team could not choose its phrase afterwards"
        )


def joint_not_shown(facts: CertificateFacts) -> Iterator[str]:
    """What stays open about the seed."""
    joint = facts.joint
    if joint is None:
        yield (
            "that no other seed was tried: the team made its phrase by itself, after the lists "
            "were frozen"
        )
    elif joint.broken:
        yield (
            "that plan and phrase of the team were settled before it knew the authority's phrase: "
            f"{joint.broken}"
        )
    elif not joint.of_plan:
        yield (
            "that the plan was settled then, which a commitment of this kind does not bind: "
            "compare its id and sizes with what was written down"
        )


def commitment_check(facts: CertificateFacts) -> str:
    """How the commitment is compared; empty where nothing is claimed of it."""
    joint = facts.joint
    if joint is None or joint.broken:
        return ""
    if not joint.of_plan:
        return " printf '%s' PHRASE | sha256sum with the team's phrase prints the commitment."
    return (
        " sha256sum of the plan's text in a file, a line feed after each line, prints the "
        "commitment; printf '%s' PLAN/PHRASE | sha256sum with its id and the team's phrase prints "
        "the end of that text."
    )


def exact_moment(at: str) -> str:
    """'16 November 2026, 09:07:31 +00:00'; what is not a moment stays as it is."""
    try:
        found = datetime.fromisoformat(at)
    except ValueError:
        return at
    time = found.isoformat(timespec="seconds").partition("T")[2]
    return f"{british_date(found.date().isoformat())}, {time[:8]} {time[8:]}".rstrip()
