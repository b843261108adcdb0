"""What a person says when a sample is planned, and what must fit together in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.sampling.allocation import Allocation
from inspector_app.sampling.purposeful import BY_FIELDS, ON_A_LINE, PurposefulType, Tail
from inspector_app.sampling.recorded import find_plan
from inspector_app.sampling.refusals import SamplingError
from schemas.records import LineOfEnquiry

__all__ = ["NewPlan", "PlanDesign", "check_options", "check_words"]

PlanDesign = Literal["simple", "systematic", "stratified", "pps", "two-stage", "purposeful"]


@dataclass(frozen=True)
class NewPlan:
    """How cases are to be selected.

    Args:
        frame: id of the imported lists.
        list: number of the list, 1 to 11.
        design: one of `PlanDesign`.
        n: units wanted; None takes all that meet a condition, and is for that only (and for a
            snowball, whose size nobody knows).
        title: what people call it.
        rationale: why these cases.
        unit: of the wording, such as `referral`; the list's usual one if None.
        by: columns of the strata.
        allocation: over the strata, or over the clusters drawn.
        spreads: by stratum, as decimal text, for `neyman`.
        sort: columns of the stated order of a systematic draw or one in proportion to size; by
            identifier if none. For `maximum-variation` and `typical` the fields compared.
        size_column: that a draw is in proportion to.
        cluster: column of the clusters of a two-stage draw; one that names workers will do.
        clusters: how many of them are drawn.
        manual: sizes by stratum, for `manual`.
        minimum: per stratum at least.
        where: conditions as typed. They narrow the list of a random draw, and are the criterion
            of a purposeful selection.
        purposeful: one of `PurposefulType`.
        starts: identifiers of the cases that a snowball starts from.
        column: that an extreme selection goes by.
        tail: which end of it.
        our_phrase: of the seed; made once the frame is frozen if None.
        their_phrase: of the seed.
        enquiries: ids of lines of enquiry.
        supersedes: id of the plan that is drawn again.
        again: why a further sample is drawn from this list, where it takes no plan's place.
    """

    frame: str
    list: int
    design: PlanDesign
    n: int | None
    title: str = ""
    rationale: str = ""
    unit: str | None = None
    by: tuple[str, ...] = ()
    allocation: Allocation = "proportional"
    spreads: Mapping[str, str] = field(default_factory=dict)
    sort: tuple[str, ...] = ()
    size_column: str | None = None
    cluster: str | None = None
    clusters: int = 0
    manual: Mapping[str, int] = field(default_factory=dict)
    minimum: int = 0
    where: tuple[str, ...] = ()
    purposeful: PurposefulType = "criterion"
    starts: tuple[str, ...] = ()
    column: str | None = None
    tail: Tail = "high"
    our_phrase: str | None = None
    their_phrase: str = ""
    enquiries: tuple[str, ...] = ()
    supersedes: str | None = None
    again: str = ""


def check_options(new: NewPlan) -> None:
    """Refuses options that do not belong together.

    Raises:
        SamplingError: `option-not-for-design`, `order-missing`, `size-missing`,
            `enquiry-missing`.
    """
    purposeful = new.design == "purposeful"
    extreme = purposeful and new.purposeful == "extreme"
    spread = new.design in ("stratified", "two-stage")
    by_fields = purposeful and new.purposeful in BY_FIELDS
    snowball = purposeful and new.purposeful == "snowball"
    wrong = [
        (purposeful and (new.our_phrase or new.their_phrase), "A seed", "a random draw"),
        (purposeful and (new.by or new.manual or new.minimum), "Strata", "a stratified draw"),
        (new.column is not None and not extreme, "An order", "an extreme selection"),
        (new.allocation != "proportional" and not spread, "An allocation", "strata or clusters"),
        (purposeful and new.spreads, "Spreads", "the Neyman allocation"),
        (purposeful and new.sort and not by_fields, "Fields", "maximum variation or typical cases"),
        (purposeful and new.size_column, "A column of sizes", "a draw in proportion to size"),
        (purposeful and new.cluster, "Clusters", "a two-stage draw"),
        (new.starts and not snowball, "Cases to start from", "a snowball"),
        (snowball and new.n is not None, "A size", "a selection that is not a snowball"),
    ]
    for given, what, where in wrong:
        if given:
            raise SamplingError(
                "option-not-for-design",
                f"{what} can only be used with {where}.",
                next_step="Leave the option out, or choose the other design.",
            )
    if extreme and new.column is None:
        raise SamplingError(
            "order-missing",
            "An extreme selection needs the column that it goes by.",
            next_step="Name it with --sort.",
        )
    if new.purposeful in ON_A_LINE and purposeful and not new.enquiries:
        raise SamplingError(
            "enquiry-missing",
            "Cases that confirm or disconfirm do so for a line of enquiry.",
            next_step="Name the line with --enquiry.",
        )
    if new.n is None and (not purposeful or extreme or by_fields):
        raise SamplingError(
            "size-missing",
            "It is not said how many are wanted.",
            next_step="Give a whole number with --n.",
        )


def check_words(base: EvidenceBase, new: NewPlan) -> None:
    """Refuses a plan that could not be defended, or that names what is not there.

    Raises:
        SamplingError: `title-missing`, `reason-missing`, `unknown-enquiry`.
        InspectorError: `unknown-plan`.
    """
    if not new.title.strip() or not new.rationale.strip():
        raise SamplingError(
            "title-missing",
            "A sample needs a title and a rationale, so that it can be defended.",
            next_step="Say what it is called and why these cases.",
        )
    if new.supersedes is not None:
        before = find_plan(base, new.supersedes).record
        if new.rationale.strip() == (before.rationale or "").strip():
            raise SamplingError(
                "reason-missing",
                "Drawing again needs a reason; the rationale is that of the earlier plan.",
                next_step="Say in the rationale why it is drawn again.",
            )
    with base.reading() as session:
        for enquiry in new.enquiries:
            if session.get(LineOfEnquiry, enquiry) is None:
                raise SamplingError(
                    "unknown-enquiry",
                    "There is no line of enquiry of that id in this inspection.",
                    next_step="See `inspector enquiry list`.",
                )
