"""`--recovery-out`, `--escrow` and `--escrow-out`: with whom recovery lies, for new inspections."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from inspector_app.cli.arguments import read_file
from inspector_app.errors import InspectorError
from inspector_app.files import write_new
from inspector_app.vault.recovery_halves import escrow_device, new_halves
from schemas.canonical import MalformedError
from schemas.signing import Card

__all__ = ["EscrowCard", "EscrowOut", "RecoveryOut", "chosen_escrow", "kept_apart"]

RecoveryOut = Annotated[
    tuple[Path, Path] | None,
    typer.Option(
        "--recovery-out",
        metavar="F1 F2",
        help="Two new files for the recovery halves; give them to two people.",
    ),
]
EscrowCard = Annotated[
    Path | None,
    typer.Option("--escrow", help="Card of recovery halves that others keep already."),
]
EscrowOut = Annotated[
    Path | None,
    typer.Option(help="With --recovery-out: their card, for other leads' --escrow."),
]

_LARGEST_CARD = 64 * 1024


@contextmanager
def chosen_escrow(
    halves: tuple[Path, Path] | None, card: Path | None, card_out: Path | None
) -> Iterator[Card | None]:
    """The card that a new inspection names; files are written at once, and gone if the rest fails.

    Raises:
        InspectorError: `file-exists`, `cannot-write`, `no-such-file` or `not-a-card`.
    """
    if halves is None:
        if card_out is not None:
            raise typer.BadParameter("--escrow-out goes with --recovery-out.")
        yield None if card is None else _read_card(card)
        return
    if card is not None:
        raise typer.BadParameter("Give --recovery-out or --escrow, not both.")
    with _new_files() as written:
        made = _write_halves(written, halves)
        if card_out is not None:
            _write(written, card_out, made.to_bytes())
        yield made


def kept_apart(card: Card) -> str:
    """What a person is told once the halves are written."""
    return (
        f"The two recovery halves are written; their words: {card.words}\n"
        "Print each, give them to two people to keep, then delete both files."
    )


def _write_halves(written: list[Path], places: tuple[Path, Path]) -> Card:
    halves = new_halves(os.urandom)
    card = escrow_device(*halves).card
    for half, place in zip(halves, places, strict=True):
        _write(written, place, half.to_text(card.words).encode("ascii"))
    return card


def _write(written: list[Path], place: Path, data: bytes) -> None:
    write_new(place, data)
    written.append(place)


@contextmanager
def _new_files() -> Iterator[list[Path]]:
    """A list of files just written, which do not stay if the block fails."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for place in written:
            place.unlink(missing_ok=True)
        raise


def _read_card(path: Path) -> Card:
    try:
        return Card.from_bytes(read_file(path, _LARGEST_CARD))
    except MalformedError:
        raise InspectorError(
            "not-a-card",
            "That file is not the card of recovery halves.",
            kept="Nothing was changed.",
            next_step="Use the file that `inspector init --recovery-out … --escrow-out` wrote.",
        ) from None
