"""`inspector erase …`: a text goes everywhere, when two members say so."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, say, show_table
from inspector_app.enquiries.saving import require_text
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.erasing_together import confirm_erasure, propose_erasure
from inspector_app.evidence_base.erasures import (
    LaterVersions,
    Proposal,
    erasures,
    first_written,
    later_versions,
    proposal_of,
)
from schemas.records import ERASURE_REASONS

__all__ = ["register"]

_CHOSEN = ", ".join(word for word in ERASURE_REASONS if word not in ("lists-purged", "other"))


class _RecordOrCommand(TyperGroup):
    """`erase RECORD FIELD` beside `erase confirm ID`: what is no command is a record's id."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Leaves the arguments to a command that is named first."""
        if args and args[0] in self.commands:
            ctx.params = {"record": None, "field": None, "reason": None, "as_json": False}
            ctx._protected_args, ctx.args = args[:1], args[1:]  # as the parser does
            return ctx.args  # type: ignore[no-any-return]
        ctx.allow_interspersed_args, ctx.allow_extra_args = True, False
        return super().parse_args(ctx, args)


erase = typer.Typer(cls=_RecordOrCommand, invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    app.add_typer(erase, name="erase")


@erase.callback()
def propose(
    context: typer.Context,
    record: Annotated[str | None, typer.Argument(metavar="RECORD", help="Its id.")] = None,
    field: Annotated[
        str | None, typer.Argument(metavar="FIELD", help="As `history` names it.")
    ] = None,
    reason: Annotated[
        str | None, typer.Option(help=f"One of {_CHOSEN}; or your own words: `-`, @FILE too.")
    ] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Proposes to erase every version of a text. Another member confirms; then it is gone."""
    if context.invoked_subcommand is not None:
        return
    if record is None or field is None or reason is None:
        raise typer.BadParameter("Give RECORD, FIELD and --reason.")
    word, words = reason, None
    if reason not in ERASURE_REASONS:
        word, words = "other", text_argument(reason)
        require_text(words, "reason")
    with opened_base(inspection) as base:
        proposal = propose_erasure(base, record, field, word, words)
        document = _document(base, proposal)
    _show(document, as_json=as_json, done="Proposed. Nothing is erased yet.")
    if not as_json:
        say("Sync. Then the QAM, or a deputy who is not you, runs:")
        say(f"inspector erase confirm {proposal.id}")


@erase.command("confirm")
def confirm(
    proposal: Annotated[str, typer.Argument(metavar="ID", help="From `inspector erase list`.")],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Erases what another member proposed: here now, elsewhere at the next sync. For good."""
    with opened_base(inspection) as base:
        confirm_erasure(base, proposal)
        document = _document(base, proposal_of(base, proposal))
    _show(document, as_json=as_json, done="Erased on this laptop, for good.")
    if not as_json:
        say("Sync now: the server and every laptop erase it when they hear of it.")


@erase.command("list")
def list_erasures(inspection: InspectionId = None, as_json: AsJson = False) -> None:
    """What is proposed and what was erased; then texts that came into those fields since."""
    with opened_base(inspection) as base:
        rows = [_proposal_json(base, each) for each in erasures(base)]
        later = [_later_json(each) for each in later_versions(base)]
    if as_json:
        print_json({"items": rows, "later": later})
        return
    show_table(
        ["State", "Reason", "Field", "By", "When", "Record", "Proposal"],
        [
            [
                r["state"],
                r["words"] or r["reason"],
                r["field"],
                r["by"],
                r["at"],
                r["record"],
                r["id"],
            ]
            for r in rows
        ],
    )
    if not later:
        return
    say("Came in since, or was written since. Read each; erase again what must not stay:")
    for each in later:
        say(f"inspector erase {each['record']} {each['field']} --reason WORD")
        show_table(
            ["Version by", "When", "Write"],
            [[v["by"] or v["device"][:16], v["at"], v["write"]] for v in each["versions"]],
        )


def _document(base: EvidenceBase, proposal: Proposal) -> dict[str, Any]:
    from inspector_app.publish.exports import files_that_left

    first = first_written(base, proposal.record, proposal.field)
    left = files_that_left(base, first or proposal.at)
    return {
        **_proposal_json(base, proposal),
        "not_reached": [
            {"id": each.id, "what": each.what, "left_at": each.left_at} for each in left
        ],
    }


def _proposal_json(base: EvidenceBase, proposal: Proposal) -> dict[str, Any]:
    erased = base.team.chain.erased_parts
    return {
        "id": proposal.id,
        "record": proposal.record,
        "field": proposal.field,
        "reason": proposal.reason,
        "words": proposal.words,
        "by": proposal.by,
        "at": proposal.at,
        "state": proposal.state,
        "versions": len(proposal.parts),
        "erased": len(erased.intersection(proposal.parts)),
    }


def _later_json(later: LaterVersions) -> dict[str, Any]:
    return {
        "record": later.record,
        "field": later.field,
        "versions": [
            {"write": each.write, "by": each.by, "device": each.device, "at": each.at}
            for each in later.versions
        ],
    }


def _show(document: dict[str, Any], *, as_json: bool, done: str) -> None:
    if as_json:
        print_json(document)
        return
    say(done)
    say(f"Versions: {document['versions']}")
    say("Not reached: printed pages, memory sticks, backups of the whole disk, files that left.")
    left = document["not_reached"]
    if left:
        say("The text may stand in these files that left; destroy them by hand:")
        show_table(["File", "Left"], [[each["what"], each["left_at"]] for each in left])
