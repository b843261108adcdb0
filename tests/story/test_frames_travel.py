"""The authority's lists from one laptop to the other and to their end, by commands alone."""

from __future__ import annotations

from pathlib import Path

from inspector_app.demo.authority import build_authority
from inspector_app.demo.workbook import write_workbook
from tests.story.laptops import Laptop
from tests.story.servers import serving
from tests.story.teams import Team


def test_a_colleague_imports_and_draws_the_lead_checks_and_purges_and_all_confirm(
    team: Team, tmp_path: Path
) -> None:
    bea, lead = team.bea, team.lead
    workbook = tmp_path / "lists.xlsx"
    write_workbook(build_authority(7, 20), workbook)
    older = bea.run("intake", "import", str(workbook))["frame"]
    made = bea.run("intake", "import", str(workbook), "--supersedes", older, "--share")
    frame = made["frame"]
    assert made["chunks"] == 1
    assert "on another laptop" not in bea.say("intake", "frames")
    plan = bea.run(
        "sample",
        "draw",
        *("--list", "6", "--unit", "case", "--design", "simple", "--n", "3"),
        *("--title", "Three", "--rationale", "To see."),
    )["plan"]
    with serving(team.store, team.port):
        lead.run("sync")
        assert lead.refused("intake", "fetch", frame).code == "unknown-frame"
        assert bea.run("sync")["chunks"] == {"sent": 1, "waiting": 0, "refused": None}
        assert "pieces sent" not in bea.say("sync")
        lead.run("sync")
        assert (_place(lead, older), _place(lead, frame)) == ("elsewhere", "can-be-fetched")
        assert lead.run("sample", "verify", plan)["complete"] is False
        keys = [w["value"] for w in lead.run("history", frame)["writes"] if w["field"] == "key"]
        assert keys == ["[key]"]
        fetched = lead.run("intake", "fetch", frame)
        assert (fetched["rows"], fetched["fetched"]) == (made_rows(made), True)
        assert lead.run("intake", "fetch", frame)["fetched"] is False
        verified = lead.run("sample", "verify", plan)
        assert (verified["ok"], verified["complete"]) == (True, True)

        assert lead.refused("intake", "purge", frame).code == "sample-unfinished"
        assert bea.refused("intake", "purge", frame, "--anyway").code == "not-allowed"
        why = ("--reason", "The inspection is over.")
        done = lead.run("intake", "purge", frame, "--anyway", *why)
        assert (done["chunks"], done["destroyed_here"], done["unfinished_plans"]) == (1, True, 1)
        lead.run("sync")
        assert "1 of 2 laptops confirm" in lead.say("intake", "frames")
        assert bea.run("sync")["purged"] == [frame]
        lead.run("sync")
        assert "2 of 2 laptops confirm" in lead.say("intake", "frames")
        bundle = tmp_path / "after.bundle"
        exported = bea.run("bundle", "export", str(bundle), "--with-frames")
        assert exported["chunks"]["sent"] == 0

    for laptop in (lead, bea):
        assert _place(laptop, frame) == "purged"
        verified = laptop.run("sample", "verify", plan)
        assert (verified["ok"], verified["complete"]) == (True, False)
        assert laptop.refused("sample", "extend", plan, "--add", "1").code == "frame-purged"
        assert laptop.refused("intake", "fetch", frame).code == "frame-purged"
        assert laptop.refused("intake", "share", frame).code == "frame-purged"
        assert not any(frame in name for name in laptop.files())
        assert laptop.run("verify")["ok"] is True
    assert bea.run("intake", "purge", older)["destroyed_here"] is True


def made_rows(made: dict[str, list[dict[str, int]]]) -> int:
    return sum(each["rows"] for each in made["lists"])


def _place(laptop: Laptop, frame: str) -> str:
    found = laptop.run("intake", "frames")["frames"]
    return str(next(each["place"] for each in found if each["frame"] == frame))
