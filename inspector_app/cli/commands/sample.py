"""`inspector sample …`: drawing cases, and what a sample can say."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from inspector_app.cli.arguments import AsJson, InspectionId, opened_base, text_argument
from inspector_app.cli.output import print_json, say
from inspector_app.cli.sample_arguments import sizes_argument, spreads_argument
from inspector_app.cli.sample_cases import add_case_commands
from inspector_app.cli.sample_certificate import add_certificate_commands
from inspector_app.cli.sample_documents import (
    drawn_document,
    plan_tells_document,
    show_drawn,
    tells_document,
)
from inspector_app.cli.sample_earlier import earlier_document, show_earlier, warn_of_weak_phrase
from inspector_app.cli.sample_joint import add_joint_commands, print_draft
from inspector_app.cli.sample_life import add_life_commands
from inspector_app.cli.sample_plans import add_commands
from inspector_app.cli.sample_previews import preview_document, show_preview
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase

__all__ = ["register"]

PurposefulWord = Literal[
    "criterion",
    "maximum-variation",
    "typical",
    "extreme",
    "critical",
    "confirming",
    "disconfirming",
    "snowball",
]

sample = typer.Typer(
    help="Samples: drawn, changed, checked, and what they say.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Hangs these commands into the program."""
    add_case_commands(sample)
    add_certificate_commands(sample)
    add_joint_commands(sample)
    add_life_commands(sample)
    add_commands(sample)
    app.add_typer(sample, name="sample")


@sample.command("draw")
def draw(
    number: Annotated[int, typer.Option("--list", help="Number of the list, 1 to 11.")],
    design: Annotated[
        Literal["simple", "systematic", "stratified", "pps", "two-stage", "purposeful"],
        typer.Option(
            help="By chance: from all, every so many-th in a stated order, from each stratum, in "
            "proportion to size, teams or workers first. Or on purpose."
        ),
    ],
    frame: Annotated[
        str | None, typer.Option(help="Imported lists; may be left out if there is one.")
    ] = None,
    n: Annotated[
        int | None, typer.Option("--n", help="How many; all that meet a criterion if not given.")
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option(help="child, referral, assessment, plan …; the list's usual one otherwise."),
    ] = None,
    by: Annotated[
        list[str] | None, typer.Option("--by", help="Column of the strata; again for more.")
    ] = None,
    allocation: Annotated[
        Literal["proportional", "equal", "neyman", "manual"],
        typer.Option(help="Over the strata, or the clusters drawn; neyman: by size and --spread."),
    ] = "proportional",
    stratum: Annotated[
        list[str] | None,
        typer.Option("--stratum", help="VALUE=N, for --allocation manual; again for more."),
    ] = None,
    spread: Annotated[
        list[str] | None,
        typer.Option(
            "--spread", help="VALUE=S, a decimal number for --allocation neyman; again for each."
        ),
    ] = None,
    minimum: Annotated[
        int, typer.Option(help="At least so many from each stratum or cluster.")
    ] = 0,
    size_column: Annotated[
        str | None, typer.Option("--size-column", help="For pps: column of the sizes.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(help="For two-stage: column of teams or workers; people go by a number."),
    ] = None,
    clusters: Annotated[int, typer.Option(help="How many of them are drawn.")] = 0,
    purposeful_type: Annotated[
        PurposefulWord,
        typer.Option(
            help="By --where: criterion, critical, and for an --enquiry confirming and "
            "disconfirming. By --sort: one end of a column, the most varied or the most typical. "
            "A snowball begins with --start."
        ),
    ] = "criterion",
    where: Annotated[
        list[str] | None,
        typer.Option(
            "--where",
            help="'COLUMN OP VALUE', OP one of = != < <= > >= contains is-blank. The criterion of "
            "a purposeful selection; a random draw is made from what is left.",
        ),
    ] = None,
    sort: Annotated[
        list[str] | None,
        typer.Option(
            "--sort",
            help="Column of the stated order, or that an extreme selection goes by, or field in "
            "which cases are compared; again for more. Ties by identifier.",
        ),
    ] = None,
    start: Annotated[
        list[str] | None,
        typer.Option("--start", help="Case that a snowball starts from; again for more."),
    ] = None,
    tail: Annotated[
        Literal["high", "low"], typer.Option(help="Which end: highest or latest, lowest or first.")
    ] = "high",
    seed: Annotated[
        str | None,
        typer.Option(help="OURS/THEIRS: phrases of the seed; ours is made if it is left out."),
    ] = None,
    title: Annotated[str, typer.Option(help="What people call it.")] = "",
    rationale: Annotated[str, typer.Option(help="Why these cases.")] = "",
    enquiry: Annotated[
        list[str] | None, typer.Option("--enquiry", help="Line of enquiry; again for more.")
    ] = None,
    supersedes: Annotated[
        str | None, typer.Option(help="Plan that is drawn again; --rationale says why.")
    ] = None,
    again: Annotated[
        str,
        typer.Option(
            help="Why a further sample is drawn from a list that was drawn from before, beside "
            "those before it."
        ),
    ] = "",
    joint: Annotated[
        bool,
        typer.Option(
            "--joint",
            help="Records the plan and prints its text and SHA-256 to show the authority; "
            "`sample finish` draws with its phrase.",
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Shows strata and allocation only, never cases.")
    ] = False,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """Draws a sample from imported lists and records it with its cases."""
    with opened_base(inspection) as base:
        from inspector_app.sampling.joint_seeds import draft_joint_plan
        from inspector_app.sampling.list_draws import draws_of_list
        from inspector_app.sampling.plan_options import NewPlan
        from inspector_app.sampling.plans import draw_plan, preview_plan
        from inspector_app.sampling.tickets import phrase_is_weak, split_phrases

        ours, theirs = split_phrases(text_argument(seed)) if seed is not None else ("", "")
        columns = tuple(sort or ())
        extreme = design == "purposeful" and purposeful_type == "extreme"
        new = NewPlan(
            frame=frame or _only_frame(base),
            list=number,
            design=design,
            n=n,
            title=text_argument(title),
            rationale=text_argument(rationale),
            unit=unit,
            by=tuple(by or ()),
            allocation=allocation,
            manual=sizes_argument(stratum or ()),
            spreads=spreads_argument(spread or ()),
            minimum=minimum,
            size_column=size_column,
            cluster=cluster,
            clusters=clusters,
            where=tuple(text_argument(one) for one in where or ()),
            purposeful=purposeful_type,
            column=columns[0] if extreme and columns else None,
            sort=columns[1:] if extreme else columns,
            starts=tuple(text_argument(one) for one in start or ()),
            tail=tail,
            our_phrase=ours or None,
            their_phrase=theirs,
            enquiries=tuple(enquiry or ()),
            supersedes=supersedes,
            again=text_argument(again),
        )
        earlier = None if design == "purposeful" else draws_of_list(base, number)
        if dry_run:
            found = preview_plan(base, new)
        elif joint:
            draft = draft_joint_plan(base, new)
        else:
            drawn = draw_plan(base, new)
    weak = bool(ours) and phrase_is_weak(ours)
    more = {**earlier_document(earlier), "weak_phrase": weak}
    if dry_run and as_json:
        print_json({**preview_document(found), **more})
    elif dry_run:
        show_preview(found)
        show_earlier(earlier)
    elif joint:
        print_draft(draft, as_json=as_json)
    elif as_json:
        print_json({**drawn_document(drawn), **more})
    else:
        show_drawn(drawn)
        show_earlier(earlier)
    if weak and not joint:
        warn_of_weak_phrase()


@sample.command("tells")
def tells(
    seen: Annotated[
        int | None, typer.Option("--seen", help="Cases in which it was seen; with --of.")
    ] = None,
    of: Annotated[int | None, typer.Option("--of", help="Cases looked at.")] = None,
    population: Annotated[
        int | None, typer.Option(help="Cases on the list, where that is known.")
    ] = None,
    unit: Annotated[str, typer.Option(help="What is counted: case, child, referral …")] = "case",
    nature: Annotated[
        bool,
        typer.Option("--random/--purposeful", help="How the cases were chosen."),
    ] = True,
    evidence: Annotated[
        str | None, typer.Option(help="Evidence, counted over the cases of --plan.")
    ] = None,
    plan: Annotated[str | None, typer.Option(help="Sample plan; with --evidence.")] = None,
    inspection: InspectionId = None,
    as_json: AsJson = False,
) -> None:
    """What a number found in a sample tells about the whole. Counts alone need no passphrase."""
    if evidence is not None and plan is not None and seen is None and of is None:
        with opened_base(inspection) as base:
            from inspector_app.sampling.plan_tells import tell_evidence

            told = tell_evidence(base, evidence, plan)
        document, sentence = plan_tells_document(told), told.tells.sentence
    elif seen is not None and of is not None and evidence is None and plan is None:
        from inspector_app.sampling.tells import tells as tell

        # That it was a random draw is only said here, so the sentence keeps its 'if'.
        found = tell(seen, of, population, "assumed" if nature else "purposeful", unit=unit)
        document, sentence = tells_document(found), found.sentence
    else:
        raise typer.BadParameter("Give --seen and --of, or --evidence and --plan.")
    if as_json:
        print_json(document)
        return
    say(sentence)


def _only_frame(base: EvidenceBase) -> str:
    """The one frame of this inspection whose rows are on this laptop."""
    from inspector_app.intake.importing import kept_frames

    kept = [each for each in kept_frames(base) if each.here]
    newest = [each for each in kept if each.record.state != "superseded"]
    here = [each.record.id for each in newest or kept]
    if len(here) == 1:
        return here[0]
    raise InspectorError(
        "which-frame",
        f"There are {len(here)} imported frames on this laptop.",
        kept="Nothing was changed.",
        next_step="Name one with --frame; see `inspector intake frames`.",
    )
