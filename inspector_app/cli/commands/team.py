"""`inspector team …` and `inspector join`: who is in the team."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from inspector_app.cli.arguments import (
    AsJson,
    InspectionId,
    opened_base,
    opened_vault,
    read_file,
    text_argument,
)
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.cli.team_held import add_held_commands
from inspector_app.cli.team_named import SHORT, member_meant, request_meant
from inspector_app.evidence_base import membership
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.files import write_whole
from inspector_app.sync.joining import JoinFile, ask_to_join, read_invitation
from inspector_app.sync.lost_laptop import had_in_words, what_they_had
from inspector_app.sync.status import last_seen
from inspector_app.sync.whereabouts import known_server
from schemas.team import TeamChain

__all__ = ["register"]

_SHUT_OUT = "shut out"
"""The state of a seat that a losing change of the team took away: no login until a new key."""

_LARGEST = 1024 * 1024
"""Bytes of an invitation or a request at most: who hands us one must not fill the memory."""

team = typer.Typer(help="Members, invitations and roles.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    add_held_commands(team)
    app.add_typer(team, name="team")
    app.command("join")(join)


@team.command("list")
def list_members(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Everybody in the team, with their devices as words."""
    with opened_base(inspection) as base:
        names = membership.members_named(base)
        seen = {peer.by: peer.at for peer in last_seen(base)}
        chain, us = base.team.chain, base.vault.device.id
        rows = [
            {
                "member": seat.member,
                "name": names.get(seat.member),
                "role": _main_role(seat.roles),
                "roles": sorted(seat.roles),
                "device": device,
                "words": seat.card.words,
                "state": _state(chain, device, us),
                "last_seen": seen.get(device),
            }
            for device, seat in chain.head.seats.items()
        ]
    if as_json:
        print_json({"members": rows})
        return
    show_table(
        ["Name", "Role", "Words", "State", "Last seen", "Member"],
        [
            [r["name"], r["role"], r["words"], r["state"], r["last_seen"], str(r["member"])[:SHORT]]
            for r in rows
        ],
    )
    if any(r["state"] == _SHUT_OUT for r in rows):
        say(
            "Somebody removed a laptop at the moment when the team was changed otherwise. It gets"
            " nothing until the lead or a deputy runs `inspector team rotate`, or removes it."
        )


@team.command("invite")
def invite(
    role: Annotated[str, typer.Option(help="lead, hmi, scri, education-hmi, qam, analyst …")],
    out: Annotated[Path, typer.Option(help="The invitation file to write and hand over.")],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Writes an invitation for one person. Sync afterwards, so that the server expects it."""
    with opened_base(inspection) as base:
        invitation = membership.invite(base, role, known_server(base))
        data = invitation.to_bytes()
    write_whole(out, data)
    if as_json:
        print_json({"id": invitation.inspection, "role": role, "expires": invitation.expires})
        return
    say(f"Hand the file over in person. It is good for one {role} until {invitation.expires}.")


@team.command("requests")
def requests(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """Who asks to join: compare the words by ear before you approve."""
    with opened_base(inspection) as base:
        rows = [
            {
                "id": asked.request,
                "request": asked.request,
                "name": asked.name,
                "words": asked.words,
                "role": asked.role,
            }
            for asked in membership.open_requests(base)
        ]
    if as_json:
        print_json({"requests": rows})
        return
    show_table(
        ["Name", "Words", "Role", "Request"],
        [[row["name"], row["words"], row["role"], row["request"][:SHORT]] for row in rows],
    )
    if rows:
        say("Compare the words by ear, then: inspector team approve REQUEST")


@team.command("approve")
def approve(
    request: Annotated[
        str | None, typer.Argument(help="What `inspector team requests` shows beside the name.")
    ] = None,
    member: Annotated[
        str | None, typer.Option("--as", help="An existing member whose further device it is.")
    ] = None,
    card: Annotated[
        Path | None, typer.Option(help="The file that `join --card-out` wrote, by hand.")
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Lets somebody in, under a new key. Sync or hand over a bundle afterwards."""
    with opened_base(inspection) as base:
        if card is not None:
            request = _take_card(base, card)
        asked = request_meant(base, request)
        whose = None if member is None else member_meant(base, member)
        approved = membership.approve(base, asked, member=whose)
    if as_json:
        print_json({"id": approved, "member": approved, "name": asked.name, "role": asked.role})
        return
    say(f"{asked.name} is in the team as {asked.role}. Sync, or export a bundle for them.")


@team.command("remove")
def remove(
    member: Annotated[
        str, typer.Argument(help="A member's name, or one laptop's six words; an id does, too.")
    ],
    reason: Annotated[str, typer.Option(help="Why; kept with the member's record.")],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Takes a member's devices, or one that was lost, out of the team; their work stays.

    Says what each had when it was last heard of.
    """
    with opened_base(inspection) as base:
        seats = base.team.chain.head.seats
        member = member_meant(base, member)
        gone = membership.remove(base, member, text_argument(reason))
        had = what_they_had(base, gone)
    if as_json:
        whose = seats[had[0].device].member
        devices = [asdict(each) for each in had]
        print_json({"id": member, "member": whose, "state": "removed", "devices": devices})
        return
    for each in had:
        say(f"Removed. {had_in_words(seats[each.device].card.words, each, each.at)}")


@team.command("deputy")
def deputy(
    member: Annotated[
        str, typer.Argument(help="A member's name, or an id from `inspector team list`.")
    ],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Makes a member deputy beside their own role."""
    with opened_base(inspection) as base:
        member = member_meant(base, member)
        membership.set_roles(base, member, _roles(base, member) | {"deputy"})
    _done({"id": member, "member": member, "role": "deputy"}, "Deputy now.", as_json=as_json)


@team.command("chair")
def chair(
    member: Annotated[
        str, typer.Argument(help="A member's name, or an id from `inspector team list`.")
    ],
    back: Annotated[bool, typer.Option("--back", help="Takes the chair back.")] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Hands the chair of judgement meetings to a member, such as the QAM, beside their own role."""
    with opened_base(inspection) as base:
        member = member_meant(base, member)
        roles = _roles(base, member)
        membership.set_roles(base, member, roles - {"chair"} if back else roles | {"chair"})
    words = "No longer in the chair." if back else "May chair now, as the lead may. Sync, both."
    _done({"id": member, "member": member, "role": _main_role(roles)}, words, as_json=as_json)


@team.command("rotate")
def rotate(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """A new key for the same team."""
    with opened_base(inspection) as base:
        membership.rotate(base)
        head = base.team.chain.head.record
    _done({"id": head, "epoch": head}, "The team has a new key.", as_json=as_json)


def join(
    file: Annotated[Path, typer.Argument(help="The invitation that the lead handed you.")],
    card_out: Annotated[
        Path | None,
        typer.Option(help="Also write the sealed request to a file, for a lead without a server."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Asks to join a team. Read your words to the lead; sync once you are approved."""
    vault = opened_vault()
    invitation = read_invitation(read_file(file, _LARGEST), vault.clock())
    asked = ask_to_join(vault, invitation, by_hand=card_out is not None)
    if card_out is not None:
        write_whole(card_out, asked.to_bytes())
    words = vault.device.card.words
    _done(
        {
            "id": asked.mailbox,
            "request": asked.mailbox,
            "words": words,
            "inspection": invitation.inspection,
        },
        f"Asked to join. Read these words to the lead: {words}\n{_then(card_out)}",
        as_json=as_json,
    )


def _then(card_out: Path | None) -> str:
    if card_out is None:
        return "Once the lead has approved you: inspector sync"
    return (
        f"Hand {card_out.name} to the lead. With the bundle that comes back:"
        " inspector bundle import FILE"
    )


def _done(document: dict[str, str], words: str, *, as_json: bool) -> None:
    if as_json:
        print_json(document)
    else:
        say(words)


def _state(chain: TeamChain, device: str, us: str) -> str:
    if device in chain.barred:
        return _SHUT_OUT
    return "this laptop" if device == us else "in the team"


def _roles(base: EvidenceBase, member: str) -> frozenset[str]:
    seats = base.team.chain.head.seats.values()
    return frozenset(role for seat in seats if seat.member == member for role in seat.roles)


def _main_role(roles: frozenset[str]) -> str:
    beside = sorted(roles - {"deputy", "chair"})
    return beside[0] if beside else min(roles)


def _take_card(base: EvidenceBase, path: Path) -> str:
    file = JoinFile.from_bytes(read_file(path, _LARGEST))
    membership.receive_request(base, file.mailbox, file.sealed)
    return file.mailbox
