"""One inspection, from the lists to an agreed judgement, and what was seen on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from inspector_app.demo.authority import build_authority
from inspector_app.demo.workbook import write_workbook
from tests.story.laptops import (
    Document,
    Laptop,
    begin_inspection,
    digest,
    let_in,
    new_laptop,
    new_server,
)

__all__ = [
    "AUTHORITY",
    "BEAS_ANSWER",
    "EVIDENCE",
    "LEADS_ANSWER",
    "NOTES",
    "RATIONALES",
    "WholeWay",
    "play_the_whole_way",
]

AUTHORITY = "Merrowdale Borough Council"
NOTES = (
    "The worker described weekly visits and knew the bruise on the left arm.",
    "The team manager talked about a hawthorn hedge and nine open assessments.",
    "A grandmother said the marmalade cat mattered most to the boy.",
)
EVIDENCE = (
    ("leaders", "strength", "Supervision is monthly, recorded and refers to the heliotrope plan."),
    ("leaders", "concern", "Quarterly audits stop at the wainscot and miss the front door."),
    ("help-and-protection", "concern", "Strategy discussions happened without the kestrel nurse."),
    ("help-and-protection", "strength", "Children were seen alone beside the paddling tortoise."),
    ("children-in-care", "mixed", "Two of five permanence plans mention the copper kettle."),
)
LEADS_ANSWER = ("inadequate", "Because the ottoman ledger was never reconciled.")
BEAS_ANSWER = ("requires-improvement", "Because the velvet rota left three weekends bare.")
RATIONALES = (
    "Four strata, because the pemberton teams differ.",
    "Agreed after the saffron discussion of supervision.",
)
AREA = "leaders"
SIZE = 12
COLUMN = "Allocated Team"


@dataclass(frozen=True)
class WholeWay:
    """What was there at the end, and what was seen before.

    `sealed` and `opened` are what `judgement show` said by laptop before and after the reveal;
    `before_reveal` are copies of both homes when both answers were sealed and synced.
    """

    lead: Laptop
    bea: Laptop
    store: Path
    intake: Document
    drawn: Document
    case_ids: tuple[str, ...]
    worker_names: tuple[str, ...]
    digests: Mapping[str, str]
    grids: Mapping[str, Document]
    sealed: Mapping[str, Document]
    before_reveal: Mapping[str, Laptop]
    opened: Mapping[str, Document]
    agreed: Document
    folder: Path

    @property
    def laptops(self) -> tuple[Laptop, Laptop]:
        return self.lead, self.bea


def play_the_whole_way(folder: Path) -> WholeWay:
    """Plays it with two homes and a server on loopback, by commands only.

    Args:
        folder: for the homes, the server's store and the authority's workbook.
    """
    lead = new_laptop(folder / "lead", "Annwyn Okonjo-Pell", "seven larks above the quarry")
    bea = new_laptop(folder / "bea", "Beatrix Vandermolen", "a lantern for every crooked pier")
    authority = build_authority(7, 120)
    write_workbook(authority, folder / "lists.xlsx")
    with new_server(folder / "server") as server:
        begin_inspection(lead, server, AUTHORITY)
        intake = lead.run("intake", "import", str(folder / "lists.xlsx"))
        drawn = _draw(lead, str(intake["frame"]))
        let_in(lead, bea, "hmi")
        evidence = _fieldwork(bea, [str(case["case"]) for case in drawn["selected"]])
        bea.run("sync")
        lead.run("sync")
        bea.run("sync")
        digests = {each.name: digest(each) for each in (lead, bea)}
        grids = {each.name: _grid(each) for each in (lead, bea)}
        sealed, copies = _private_round(lead, bea, folder)
        opened, agreed = _meeting(lead, bea, evidence)
    return WholeWay(
        lead=lead,
        bea=bea,
        store=folder / "server",
        intake=intake,
        drawn=drawn,
        case_ids=tuple(authority.children),
        worker_names=tuple(worker.name for worker in authority.workers),
        digests=digests,
        grids=grids,
        sealed=sealed,
        before_reveal=copies,
        opened=opened,
        agreed=agreed,
        folder=folder,
    )


def _draw(lead: Laptop, frame: str) -> Document:
    return lead.run(
        "sample",
        "draw",
        *("--frame", frame, "--list", "6", "--unit", "child"),
        *("--design", "stratified", "--by", COLUMN, "--n", str(SIZE)),
        *("--title", "Children in need by team", "--rationale", RATIONALES[0]),
    )


def _fieldwork(bea: Laptop, cases: list[str]) -> list[str]:
    """Three notes on cases of the sample and five pieces of evidence; returns those on leaders."""
    notes = [
        bea.run("note", "add", "--text", text, "--case", f"{case}:whole")["id"]
        for text, case in zip(NOTES, cases, strict=False)
    ]
    added = [
        bea.run(
            "evidence",
            "add",
            *("--text", text, "--area", area, "--polarity", polarity),
            *("--note", notes[0], "--source", "worker:direct", "--found-in", cases[0]),
        )["id"]
        for area, polarity, text in EVIDENCE
    ]
    return [id for id, (area, _, _) in zip(added, EVIDENCE, strict=True) if area == AREA]


def _grid(laptop: Laptop) -> Document:
    return laptop.run("grid", "--rows", "area", "--columns", "polarity")


def _private_round(
    lead: Laptop, bea: Laptop, folder: Path
) -> tuple[dict[str, Document], dict[str, Laptop]]:
    """Both seal an answer and sync; nothing is revealed yet."""
    lead.run("judgement", "open", "--areas", AREA)
    lead.run("sync")
    bea.run("sync")
    lead.run("judgement", "seal", AREA, LEADS_ANSWER[0], "--reason", LEADS_ANSWER[1])
    bea.run("judgement", "seal", AREA, BEAS_ANSWER[0], "--reason", BEAS_ANSWER[1])
    for laptop in (bea, lead, bea):
        laptop.run("sync")
    shown = {each.name: each.run("judgement", "show") for each in (lead, bea)}
    copies = {
        each.name: each.copied_to(folder / f"{each.home.name}-before") for each in (lead, bea)
    }
    return shown, copies


def _meeting(
    lead: Laptop, bea: Laptop, evidence: list[str]
) -> tuple[dict[str, Document], Document]:
    """The lead reveals, all sync, the group agrees, the session is closed."""
    lead.run("judgement", "reveal")
    for laptop in (lead, bea, lead, bea):
        laptop.run("sync")
    opened = {each.name: each.run("judgement", "show") for each in (lead, bea)}
    agreed = lead.run(
        "judgement",
        "agree",
        *(AREA, "requires-improvement", "--how", "all", "--rationale", RATIONALES[1]),
        *(argument for id in evidence for argument in ("--evidence", id)),
    )
    lead.run("judgement", "close")
    for laptop in (lead, bea):
        laptop.run("sync")
    return opened, agreed
