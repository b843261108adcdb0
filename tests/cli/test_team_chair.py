"""The chair of judgement meetings, handed over and taken back."""

from __future__ import annotations

from pathlib import Path

from tests.evidence_base.laptops import PASSPHRASE
from tests.story.laptops import begin_inspection, let_in, new_laptop, new_server

OPEN = ("judgement", "open", "--areas", "leaders")


def test_a_qam_who_is_handed_the_chair_opens_the_meeting_until_it_is_taken_back(
    tmp_path: Path,
) -> None:
    with new_server(tmp_path / "server") as server:
        ann = new_laptop(tmp_path / "ann", "Ann", PASSPHRASE)
        begin_inspection(ann, server, "Anyshire")
        dev = new_laptop(tmp_path / "dev", "Dev", PASSPHRASE)
        qam = let_in(ann, dev, "qam")
        dev.run("sync")
        assert dev.refused(*OPEN).code == "not-chair"
        assert dev.refused("team", "chair", qam).code == "not-allowed"
        assert ann.refused("team", "chair", "0" * 32).code == "unknown-member"
        assert ann.run("team", "chair", qam)["role"] == "qam"
        for laptop in (ann, dev, dev):
            laptop.run("sync")
        dev.run(*OPEN)
        dev.run("sync")
        ann.run("sync")
        assert ann.run("judgement", "show")["state"] == "open"
        ann.run("team", "chair", qam, "--back")
        for laptop in (ann, dev):
            laptop.run("sync")
        assert dev.refused("judgement", "close").code == "not-chair"
        assert ann.run("judgement", "show")["state"] == "open"
        assert ann.run("verify")["ok"] is True
