"""`inspector init` and `inspector inspection …`: this laptop and its inspections."""

from __future__ import annotations

import os
from typing import Annotated, Literal

import typer

from inspector_app.cli.arguments import (
    AsJson,
    InspectionId,
    new_passphrase,
    opened_base,
    opened_vault,
    text_argument,
)
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.cli.recovery_arguments import (
    EscrowCard,
    EscrowOut,
    RecoveryOut,
    chosen_escrow,
    kept_apart,
)
from inspector_app.enquiries.inspections import (
    NewInspection,
    create_inspection,
    inspection_record,
    record_counts,
)
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.newer import needs_newer
from inspector_app.settings import Settings
from inspector_app.vault.vault import Vault
from schemas.feeds import vector_json
from schemas.records import Inspection
from schemas.words import random_words

__all__ = ["register"]

inspections = typer.Typer(help="Inspections on this laptop.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.command("init")(init)
    app.add_typer(inspections, name="inspection")


def init(
    name: Annotated[str, typer.Option("--name", help="Your name, as colleagues know you.")],
    kdf: Annotated[
        Literal["calibrated", "minimum"],
        typer.Option(help="How hard the passphrase is to guess: calibrated to this laptop."),
    ] = "calibrated",
    recovery_out: RecoveryOut = None,
    escrow: EscrowCard = None,
    escrow_out: EscrowOut = None,
    as_json: AsJson = False,
) -> None:
    """Sets this laptop up: a passphrase, a keystore, a device identity, who keeps recovery."""
    settings = Settings()
    chosen = new_passphrase(settings, random_words(os.urandom))
    with chosen_escrow(recovery_out, escrow, escrow_out) as kept:
        vault = Vault.create(settings.home, text_argument(name), chosen, kdf=kdf, escrow=kept)
    card = vault.device.card
    if as_json:
        print_json(
            {
                "id": card.device,
                "device": card.device,
                "words": card.words,
                "recovery_words": None if kept is None else kept.words,
            }
        )
        return
    if kept is not None and recovery_out is not None:
        say(kept_apart(kept))
    say("This laptop is set up. Its words, to compare when you join a team:")
    say(f"  {card.words}")


@inspections.command("create")
def create(
    framework: Annotated[str, typer.Option(help="See `inspector framework list`.")],
    kind: Annotated[
        Literal["standard", "short", "focused-visit", "monitoring-visit", "jtai"],
        typer.Option("--type"),
    ],
    authority: Annotated[str, typer.Option(help="Name of the authority; `-` or @FILE too.")],
    theme: Annotated[str | None, typer.Option(help="Of a focused visit or JTAI.")] = None,
    starts: Annotated[str | None, typer.Option(help="First day on site, 2026-11-30.")] = None,
    recovery_out: RecoveryOut = None,
    escrow: EscrowCard = None,
    escrow_out: EscrowOut = None,
    as_json: AsJson = False,
) -> None:
    """Begins an inspection with you as its lead inspector."""
    asked = NewInspection(
        framework=framework,
        kind=kind,
        authority=text_argument(authority),
        theme=None if theme is None else text_argument(theme),
        starts=starts,
    )
    vault = opened_vault()
    with chosen_escrow(recovery_out, escrow, escrow_out) as kept:
        base = create_inspection(vault, asked, escrow=kept)
    base.close()
    recovery = kept or vault.escrow
    if as_json:
        print_json(
            {
                "id": base.inspection,
                "inspection": base.inspection,
                "recovery_words": None if recovery is None else recovery.words,
            }
        )
        return
    say(f"The inspection was created: {base.inspection}")
    if kept is not None and recovery_out is not None:
        say(kept_apart(kept))


@inspections.command("list")
def list_inspections(as_json: AsJson = False) -> None:
    """The inspections on this laptop."""
    vault = opened_vault()
    rows = []
    for inspection in vault.inspections():
        record, problem = _record_of(vault, inspection)
        rows.append(
            {
                "id": inspection,
                "inspection": inspection,
                "authority": record.authority if record else None,
                "framework": record.framework if record else None,
                "type": record.kind if record else None,
                "state": record.state if record else None,
                "problem": problem,
            }
        )
    if as_json:
        print_json({"inspections": rows})
        return
    show_table(
        ["Authority", "Framework", "Type", "State", "Id"],
        [
            [r["authority"], r["framework"], r["type"], r["problem"] or r["state"], r["id"]]
            for r in rows
        ],
    )


def _record_of(vault: Vault, inspection: str) -> tuple[Inspection | None, str | None]:
    """An inspection's record, or the code of what keeps it shut: the others are listed still."""
    try:
        base = EvidenceBase(vault, inspection)
    except InspectorError as error:
        return None, error.code
    try:
        return inspection_record(base), None
    except InspectorError as error:
        return None, error.code
    finally:
        base.close()


@inspections.command("show")
def show(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """One inspection: what it is, how much it holds, and its digest."""
    with opened_base(inspection) as base:
        record = inspection_record(base)
        counts = record_counts(base)
        vector = base.vector()
        digest, unjudged = base.digest(vector)
        newer = needs_newer(base)
        document = {
            "id": base.inspection,
            "inspection": base.inspection,
            "authority": record.authority if record else None,
            "framework": record.framework if record else None,
            "type": record.kind if record else None,
            "theme": record.theme if record else None,
            "starts": record.starts if record else None,
            "state": record.state if record else None,
            "counts": counts,
            "vector": vector_json(vector),
            "digest": digest,
            "unjudged": unjudged,
            "needs_newer": dict(newer.kinds),
        }
    if as_json:
        print_json(document)
        return
    say(f"{document['authority']} · {document['type']} · {document['framework']}")
    show_table(["Records", "How many"], sorted(counts.items()))
    if newer.said:
        say(newer.said)
    say(f"Digest: {digest or f'not yet: {unjudged} entries cannot be judged here'}")
