"""Seed and tickets stay with the team until a sample is complete: what leaves has neither."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import get_args

import pytest

from inspector_app.evidence_base.editing import undo
from inspector_app.evidence_base.writing import Typed
from inspector_app.publish.exports import ExportKind, export
from inspector_app.publish.whole_base import check_export, whole_base
from inspector_app.sampling.plan_changes import replace_case
from inspector_app.sampling.plan_life import complete_plan
from inspector_app.sampling.plans import DrawnPlan
from schemas.canonical import encode
from tests.evidence_base.laptops import Laptop
from tests.publish.inspections import held_under, statement
from tests.sampling.case_lists import cases, drawn, import_children, see


@pytest.fixture
def lead(ann: Laptop) -> Laptop:
    held_under(ann, "ilacs-2026", authority=Typed("Brambleshire"))
    statement(ann, "Supervision is monthly.", "leaders")
    return ann


@pytest.fixture
def done(lead: Laptop, tmp_path: Path) -> DrawnPlan:
    frame = import_children(lead.base, tmp_path)
    return drawn(lead.base, frame)


def secrets_of(done: DrawnPlan) -> list[str]:
    """Phrases, and the tickets of those drawn and of the reserves."""
    tickets = [one.ticket or "" for one in (*done.selected, *done.reserves)]
    return ["plum", "stone", *(ticket[:16] for ticket in tickets)]


def everything_in(path: Path) -> bytes:
    data = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return data
    package = zipfile.ZipFile(io.BytesIO(data))
    return b"\n".join(package.read(name) for name in package.namelist())


@pytest.mark.parametrize("kind", get_args(ExportKind))
def test_nothing_that_leaves_has_seed_or_ticket_before_the_sample_is_complete(
    lead: Laptop, done: DrawnPlan, tmp_path: Path, kind: ExportKind
) -> None:
    see(lead, cases(lead.base, done.plan)[0], "worker")
    replace_case(lead.base, done.plan, done.selected[-1].case, "other")
    out = tmp_path / "left"
    plans = [done.plan] if kind == "report" else []
    export(lead.base, kind, out, None, plans=plans)
    left = everything_in(out)
    assert b"monthly" in left
    assert [secret for secret in secrets_of(done) if secret.encode() in left] == []


def test_the_whole_base_names_what_it_withholds_and_adds_up_all_the_same(
    lead: Laptop, done: DrawnPlan
) -> None:
    lead.write(done.plan, "our_phrase", Typed("cherry"), "sample-plan")
    lead.write(done.plan, "our_phrase", Typed("plum"), "sample-plan")
    data = whole_base(lead.base)
    assert b"cherry" not in data
    assert check_export(data) == ()
    document = json.loads(data)
    # Two phrases, the first written three times, and twelve tickets.
    assert len(document["withheld"]) == 4 + 12
    [plan] = document["records"]["sample-plan"]
    assert (plan["our_phrase"], plan["title"]) == (None, "Children in care")
    complete_plan(lead.base, done.plan, "Power cut")
    later = json.loads(whole_base(lead.base))
    assert later["withheld"] == []
    assert later["records"]["sample-plan"][0]["our_phrase"] == "plum"
    assert "cherry" in {part["text"] for part in later["parts"].values()}


def test_a_draw_that_was_undone_stays_sealed(lead: Laptop, done: DrawnPlan) -> None:
    lead.base.record(*undo(lead.base))
    data = whole_base(lead.base)
    assert check_export(data) == ()
    assert [secret for secret in secrets_of(done) if secret.encode() in data] == []


def test_no_other_text_can_be_passed_off_as_withheld(lead: Laptop, done: DrawnPlan) -> None:
    document = json.loads(whole_base(lead.base))
    [name] = [n for n, part in document["parts"].items() if "monthly" in part["text"]]
    del document["parts"][name]
    document["withheld"].append(name)
    problems = check_export(encode(document))
    assert "1 texts are withheld that are no part of a sealed draw" in problems
