"""Earlier draws from a list as commands print them, and the warning of a weak phrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from inspector_app.cli.output import say

if TYPE_CHECKING:
    from inspector_app.sampling.list_draws import ListDraws

__all__ = ["earlier_document", "show_earlier", "warn_of_weak_phrase"]


def earlier_document(earlier: ListDraws | None) -> dict[str, Any]:
    """The newest plan by chance from the list, and how many there were; None for a choice."""
    newest = earlier.newest if earlier is not None else None
    return {
        "drawn_before": newest.plan if newest is not None else None,
        "earlier_draws": len(earlier.drawn) if earlier is not None else 0,
        "earlier_prepared": len(earlier.prepared) if earlier is not None else 0,
    }


def show_earlier(earlier: ListDraws | None) -> None:
    """What was drawn before, with what a further draw needs."""
    from inspector_app.sampling.list_draws import draws_words

    if earlier is None or earlier.newest is None:
        return
    say(f"This list was drawn from before: {draws_words(earlier)} on record.")
    say(f"The last one is plan {earlier.newest.plan}. The sample statement says so.")


def warn_of_weak_phrase() -> None:
    """To standard error, since the draw stands."""
    typer.echo(
        "Careful: this phrase may be guessed. Who sees some of the drawn cases could try phrases "
        "until one fits, and would then know the reserves. Leave --seed out, or give six "
        "different words or more.",
        err=True,
    )
