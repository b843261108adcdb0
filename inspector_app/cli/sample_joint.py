"""`inspector sample draw --joint` and `finish`: a draw whose seed the authority has a part in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, say
from inspector_app.cli.sample_documents import drawn_document, show_drawn
from inspector_app.cli.sample_previews import preview_document, show_preview

if TYPE_CHECKING:
    from inspector_app.sampling.joint_seeds import Draft

__all__ = ["add_joint_commands", "print_draft"]


def add_joint_commands(sample: typer.Typer) -> None:
    """Hangs these commands into the group."""
    sample.command("finish")(finish)


def finish(
    plan: Annotated[str, typer.Argument(help="Id of a plan drafted with `draw --joint`.")],
    theirs: Annotated[str, typer.Option(help="The authority's phrase; `-` or @FILE too.")],
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Draws a plan that waited for the authority's phrase, exactly as it was recorded."""
    with opened_base(inspection) as base:
        from inspector_app.sampling.joint_seeds import finish_joint_plan

        drawn = finish_joint_plan(base, plan, text_argument(theirs))
    if as_json:
        print_json(drawn_document(drawn))
        return
    show_drawn(drawn)


def print_draft(draft: Draft, *, as_json: bool) -> None:
    """A plan that waits: all of it may be shown to the authority."""
    if as_json:
        print_json(
            {
                "id": draft.plan,
                **preview_document(draft.preview),
                "plan": draft.plan,
                "commitment": draft.commitment,
                "plan_text": draft.text,
                "frame_sha256": draft.frame_sha256,
            }
        )
        return
    show_preview(draft.preview)
    say(f"Plan {draft.plan}")
    say("The plan's text, which settles everything but the authority's phrase:")
    say("")
    for line in draft.text.splitlines():
        say(line)
    say("")
    say(f"Commitment (SHA-256 of this text) {draft.commitment}")
    say("Recorded; nothing is drawn yet. Give the authority text and commitment, let it choose a")
    say("phrase, then draw with `inspector sample finish PLAN --theirs PHRASE`.")
