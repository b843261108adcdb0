"""What a certificate says of cells that count otherwise than they stand in the authority's file."""

from __future__ import annotations

from collections.abc import Iterator

from inspector_app.publish.certificate import Fact
from inspector_app.sampling.certificate_facts import CertificateFacts
from inspector_app.sampling.respelling import Respelling

__all__ = ["respelt_facts"]


def respelt_facts(facts: CertificateFacts, extract: str | None) -> Iterator[Fact]:
    """The spellings column by column, and the extract that has every cell as it counts.

    Args:
        facts: of the draw.
        extract: SHA-256 of the extract; None without one.
    """
    if facts.respelt:
        said = "; ".join(_words(one, extract=extract is not None) for one in facts.respelt)
        yield Fact("Respelt", f"cells count as the form spells them. {said}")
    elif facts.respelt is None and facts.plan.settings.columns:
        yield Fact(
            "Respelt",
            "cells count as the form spells them; the lists are not on this "
            "laptop, so it cannot say which stand otherwise in the file",
        )
    if extract is not None:
        yield Fact("Extract", extract, code=True)


def _words(one: Respelling, *, extract: bool) -> str:
    if not one.listed:
        where = "the extract has them" if extract else "only an extract of the list can tell them"
        return f"{one.column}: in many ways or from elsewhere, {where}"
    pairs = ", ".join(f"'{was}' is {_used(used)}" for was, used in one.pairs)
    return f"{one.column}: {pairs}"


def _used(used: str) -> str:
    return f"'{used}'" if used else "an empty cell"
