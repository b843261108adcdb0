"""What leaves is whole, protected, recorded; what is refused leaves nothing behind."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from pathlib import Path

import msoffcrypto
import pytest
from msoffcrypto.exceptions import InvalidKeyError
from sqlmodel import select

from inspector_app.enquiries.requests import NewRequest, add_request
from inspector_app.enquiries.safety_concerns import NewConcern, raise_concern
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.membership import remove
from inspector_app.evidence_base.writing import Typed
from inspector_app.judgement.agreed_judgements import dissent
from inspector_app.judgement.answers import Answer, seal_answer
from inspector_app.judgement.sessions import find_session
from inspector_app.publish.exports import export
from inspector_app.publish.protection import is_envelope, read_envelope
from schemas.records import Export
from tests.evidence_base.laptops import PASSPHRASE, Laptop, exchange
from tests.publish.inspections import agreed, held_under, lines_of, record, statement

OTHER = "another horse with another battery"


@pytest.fixture
def lead(ann: Laptop) -> Laptop:
    held_under(ann, "ilacs-2026", authority=Typed("Brambleshire"))
    statement(ann, "Supervision is monthly.", "leaders")
    return ann


def exports_of(laptop: Laptop) -> list[Export]:
    with laptop.base.reading() as session:
        return list(session.exec(select(Export)))


def test_an_export_is_recorded_with_the_digest_of_the_file(lead: Laptop, tmp_path: Path) -> None:
    out = tmp_path / "report.docx"
    left = export(lead.base, "report", out, None)
    [kept] = exports_of(lead)
    assert left.sha256 == kept.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (kept.id, kept.what, kept.protected) == (left.id, "report", "unprotected")
    assert kept.author == lead.base.member
    assert kept.left_at is not None
    assert kept.left_at.startswith("2026-11-16T09:")


def test_a_protected_report_opens_with_its_passphrase_and_not_without(
    lead: Laptop, tmp_path: Path
) -> None:
    out = tmp_path / "report.docx"
    assert export(lead.base, "report", out, PASSPHRASE).protected
    assert not zipfile.is_zipfile(out)
    with pytest.raises(InvalidKeyError):
        opened_word(out, OTHER)
    assert any("Supervision is monthly." in line for line in lines_of(opened_word(out, PASSPHRASE)))
    assert [each.protected for each in exports_of(lead)] == ["passphrase"]


def test_a_protected_base_opens_with_its_passphrase_and_not_without(
    lead: Laptop, tmp_path: Path
) -> None:
    out = tmp_path / "base.inspector"
    export(lead.base, "json", out, PASSPHRASE)
    data = out.read_bytes()
    assert is_envelope(data)
    assert b"Supervision" not in data
    with pytest.raises(InspectorError) as refused:
        read_envelope(data).opened(OTHER)
    assert refused.value.code == "wrong-passphrase"
    assert b"Supervision is monthly." in read_envelope(data).opened(PASSPHRASE)


@pytest.mark.parametrize("kind", ["report", "json"])
def test_a_weak_passphrase_leaves_nothing(lead: Laptop, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "file"
    with pytest.raises(InspectorError) as refused:
        export(lead.base, "json" if kind == "json" else "report", out, "short")
    assert refused.value.code == "weak-passphrase"
    assert_nothing_left(lead, tmp_path)


def test_a_passphrase_that_office_would_cut_is_refused(lead: Laptop, tmp_path: Path) -> None:
    with pytest.raises(InspectorError) as refused:
        export(lead.base, "report", tmp_path / "file", "long " * 60)
    assert refused.value.code == "long-passphrase"
    assert_nothing_left(lead, tmp_path)


@pytest.mark.parametrize(
    "name", [".", "folder", "missing/report.docx", pytest.param("n" * 300, id="too long")]
)
def test_where_nothing_can_be_written_nothing_is_recorded(
    lead: Laptop, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    with pytest.raises(InspectorError) as refused:
        export(lead.base, "report", Path(name), None)
    assert refused.value.code == "cannot-write"
    (tmp_path / "folder").rmdir()
    assert_nothing_left(lead, tmp_path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_folder_that_may_not_be_written_is_refused(lead: Laptop, tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    with pytest.raises(InspectorError) as refused:
        export(lead.base, "report", tmp_path / "shut" / "report.docx", None)
    assert refused.value.code == "cannot-write"
    assert exports_of(lead) == []


def test_what_was_there_before_is_still_there_when_an_export_is_refused(
    lead: Laptop, tmp_path: Path
) -> None:
    out = tmp_path / "report.docx"
    out.write_bytes(b"an earlier one")
    with pytest.raises(InspectorError):
        export(lead.base, "report", out, None, plans=["no such plan"])
    assert out.read_bytes() == b"an earlier one"
    assert exports_of(lead) == []


def test_whoever_left_the_team_cannot_export_what_nobody_could_record(
    team: dict[str, Laptop], tmp_path: Path
) -> None:
    ann, bea = team["ann"], team["bea"]
    remove(ann.base, bea.base.member, "left")
    exchange(ann, bea)
    with pytest.raises(InspectorError) as refused:
        export(bea.base, "json", tmp_path / "base.json", None)
    assert refused.value.code == "not-in-team"
    assert_nothing_left(bea, tmp_path)


def test_everybody_in_the_team_may_export_and_all_see_that(
    team: dict[str, Laptop], tmp_path: Path
) -> None:
    ann, dev = team["ann"], team["dev"]
    export(dev.base, "json", tmp_path / "base.json", None)
    exchange(ann, dev)
    assert [each.author for each in exports_of(ann)] == [dev.base.member]


def test_the_report_holds_nothing_that_is_not_for_the_authority(
    team: dict[str, Laptop], tmp_path: Path
) -> None:
    ann, bea = team["ann"], team["bea"]
    held_under(ann, "ilacs-2026", authority=Typed("Brambleshire"))
    statement(ann, "Supervision is monthly.", "leaders")
    raise_concern(ann.base, NewConcern("A kestrel bruise on the arm."))
    add_request(ann.base, NewRequest("Ask about the marmalade.", kind="worker", person="Otterburn"))
    record(ann, "note", text=Typed("A note on the hawthorn."))
    record(ann, "challenge", question=Typed("Why the wainscot?"))
    agreement = agreed(ann, "leaders", "good", "Leaders know practice.")
    exchange(ann, bea)
    sealed = Answer("inadequate", "Because of the ottoman ledger.")
    seal_answer(ann.base, find_session(ann.base), "children-in-care", sealed)
    dissent(bea.base, agreement, "I saw the velvet rota.")
    exchange(ann, bea)
    out = tmp_path / "report.docx"
    export(ann.base, "report", out, None)
    printed = everything_in(out)
    assert "Supervision is monthly." in printed
    assert "Leaders know practice." in printed
    secrets = "kestrel marmalade Otterburn hawthorn wainscot ottoman velvet Inadequate bea dev"
    # Whole words: an id, which is hexadecimal, may hold "bea".
    assert [word for word in secrets.split() if re.search(rf"\b{word}\b", printed)] == []


def assert_nothing_left(laptop: Laptop, folder: Path) -> None:
    """No file beside the homes, and no record of one."""
    assert [path.name for path in folder.iterdir() if path.is_file()] == []
    assert exports_of(laptop) == []


def opened_word(path: Path, passphrase: str) -> bytes:
    with path.open("rb") as file:
        office = msoffcrypto.OfficeFile(file)
        assert office.is_encrypted()
        office.load_key(password=passphrase, verify_password=True)
        out = io.BytesIO()
        office.decrypt(out, verify_integrity=True)
    return out.getvalue()


def everything_in(word: Path) -> str:
    """Every part of the package that our text could stand in."""
    with zipfile.ZipFile(word) as package:
        names = [
            name
            for name in package.namelist()
            if name.startswith(("word/document", "word/header", "word/footer", "docProps/core"))
        ]
        assert len(names) >= 4
        return "\n".join(package.read(name).decode() for name in names)
