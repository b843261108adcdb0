"""An inspection with something in every list, also texts that break careless programs."""

from __future__ import annotations

from pathlib import Path

from inspector_app.enquiries.cases import NewCase, add_case
from inspector_app.enquiries.challenges import NewChallenge, raise_challenge
from inspector_app.enquiries.evidence import NewEvidence, add_evidence
from inspector_app.enquiries.lines_of_enquiry import NewLine, raise_line
from inspector_app.enquiries.notes import CaseSeen, NewNote, add_note
from inspector_app.enquiries.safety_concerns import NewConcern, raise_concern
from inspector_app.enquiries.tagging import Tags
from inspector_app.evidence_base.writing import NewWrite, Typed
from tests.tui.program import Clock, set_up

STATEMENTS = (
    ("Supervision is monthly and recorded; decisions carry their reasons.", "strength", "leaders"),
    ("Plans of children in need drift without review for months [A1].", "concern", "leaders"),
    ("Child protection enquiries are timely and proportionate.", "strength", "help-and-protection"),
    (
        "Children are seen alone in most cases; in two of nine their views are not on the file, "
        "and nobody could say why. The manager had noticed neither.",
        "mixed",
        "help-and-protection",
    ),
    ("Caseloads fell from 24 to 17 within a year [/x] [Smith v Jones].", "context", "leaders"),
    ("Life-story work begins late.", "concern", "children-in-care"),
)


def fill(home: Path) -> str:
    """Write a little of everything; the id of a statement with two values of its text."""
    base = set_up(home, Clock())
    case = add_case(base, NewCase("10014", label="girl 9 · CP")).record
    line = raise_line(
        base,
        NewLine("Is neglect recognised early?", areas=("help-and-protection",), priority="high"),
    ).record
    raise_line(base, NewLine("Do audits change practice?", areas=("leaders",), priority="medium"))
    raise_challenge(base, NewChallenge("Why were 14 plans not reviewed in June?", to="DCS"))
    raise_concern(
        base,
        NewConcern(
            "Boy, 6, said he is afraid to go home tonight.",
            kind="child-at-risk",
            told_to="team manager",
            told_at="2026-11-25T09:40:00+00:00",
            state="passed-on",
        ),
    )
    note = add_note(
        base,
        NewNote(
            "Tracked @1 with the worker. The plan was reviewed late, twice; supervision is "
            "monthly, and the manager's view is not on the file.",
            occasion="worker",
            cases=(CaseSeen(case, "whole"),),
            tags=Tags(("help-and-protection",), enquiries=(line,)),
        ),
    ).record
    records = [
        add_evidence(
            base,
            NewEvidence(
                text,
                polarity,
                Tags((area,), enquiries=(line,)),
                notes=(note,),
                found_in=(case,),
                sources=("worker", "case-file:in-file"),
            ),
        ).record
        for text, polarity, area in STATEMENTS
    ]
    add_evidence(base, NewEvidence("Not sorted yet."))
    # Two writes that know nothing of each other, as two laptops make them offline.
    known = base.fields(records[3])["text"].writes
    for text in (
        "Children are seen alone in all cases.",
        "Children are seen alone in seven of nine.",
    ):
        base.record(NewWrite(records[3], "evidence", "text", Typed(text), known))
    base.close()
    return records[3]
