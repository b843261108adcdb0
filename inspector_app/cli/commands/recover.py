"""`inspector recover`: the lead's laptop is lost, and two halves give the seat to this one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_vault, read_text_file
from inspector_app.cli.output import print_json, say
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.judgement.answers import publish_openings
from inspector_app.sync.bundles import read_bundle
from inspector_app.sync.client import ServerClient
from inspector_app.sync.exchange import exchange
from inspector_app.sync.recovering import recover_from_bundle, recover_from_server
from inspector_app.sync.whereabouts import inspection_server
from inspector_app.vault.device import Device
from inspector_app.vault.recovery_halves import escrow_device, read_half
from inspector_app.vault.vault import Vault

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Hangs this command into the program."""
    app.command("recover")(recover)


def recover(
    halves: Annotated[
        tuple[Path, Path],
        typer.Option(metavar="F1 F2", help="The two recovery halves as text files."),
    ],
    server: Annotated[str | None, typer.Option(help="Address of the team's server.")] = None,
    certificate_sha256: Annotated[
        str | None, typer.Option(help="Of the server's own certificate, as it printed it.")
    ] = None,
    bundle: Annotated[Path | None, typer.Option(help="A bundle of the team, instead.")] = None,
    same_person: Annotated[
        bool,
        typer.Option("--same-person", help="You are the lead whose laptop is lost."),
    ] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Takes the lead's seat with the two recovery halves, on a laptop that was set up anew."""
    if (server is None) == (bundle is None):
        raise typer.BadParameter("Give --server or --bundle.")
    vault = opened_vault()
    read = [read_half(read_text_file(str(path)), place) for place, path in enumerate(halves)]
    escrow = escrow_device(*read)
    if server is not None:
        base = _at_server(vault, escrow, server, certificate_sha256, inspection, same_person)
    elif bundle is not None:
        base = recover_from_bundle(vault, escrow, read_bundle(bundle), same_person=same_person)
    try:
        _show(base, as_json=as_json)
    finally:
        base.close()


def _at_server(
    vault: Vault,
    escrow: Device,
    url: str,
    certificate: str | None,
    inspection: str | None,
    same_person: bool,
) -> EvidenceBase:
    client = ServerClient(escrow, url, certificate)
    try:
        base = recover_from_server(
            vault, escrow, client, inspection=inspection, same_person=same_person
        )
    finally:
        client.close()
    ours = ServerClient.to(vault.device, inspection_server(base))
    try:
        exchange(base, ours, before_sealing=publish_openings)
    except BaseException:
        base.close()
        raise
    finally:
        ours.close()
    return base


def _show(base: EvidenceBase, *, as_json: bool) -> None:
    team = base.team
    head = team.chain.head
    with base.reading() as session:
        unopened = session.connection().exec_driver_sql(
            "SELECT count(*) FROM entry WHERE counts AND NOT opened"
        )
        closed = int(unopened.scalar_one())
    if as_json:
        print_json(
            {
                "id": base.inspection,
                "inspection": base.inspection,
                "member": head.seats[base.vault.device.id].member,
                "epochs": len(team.chain.epochs()),
                "missing_epochs": list(team.missing_epochs),
                "unopened": closed,
                "digest": base.digest()[0],
            }
        )
        return
    say("You have the lead's seat on this laptop. The lost laptop gets nothing new.")
    if team.missing_epochs:
        say(f"Keys that were never passed on: {len(team.missing_epochs)}.")
        say(f"Pieces of work that stay shut: {closed}.")
    say("Look at `inspector team list`: remove whoever does not belong, and invite who is missing.")
    say("Put the two halves back where they were kept, apart.")
