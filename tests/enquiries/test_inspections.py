"""An inspection begins under a framework that is there, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest

from inspector_app.enquiries.frameworks import every_framework, framework_of, own_frameworks
from inspector_app.enquiries.inspections import (
    NewInspection,
    create_inspection,
    inspection_record,
    record_counts,
)
from inspector_app.errors import InspectorError
from inspector_app.evidence_base.base import EvidenceBase
from inspector_app.evidence_base.membership import create_base
from inspector_app.vault.vault import Vault


@pytest.fixture
def base(vault: Vault) -> Iterator[EvidenceBase]:
    new = NewInspection("ilacs-2026", "standard", "[/x] Brambleshire", starts="2026-11-30")
    opened = create_inspection(vault, new)
    yield opened
    opened.close()


def test_a_new_inspection_says_what_it_is(base: EvidenceBase) -> None:
    record = inspection_record(base)
    assert record is not None
    assert record.authority == "[/x] Brambleshire"
    assert (record.framework, record.framework_version) == ("ilacs-2026", "1")
    assert (record.kind, record.starts, record.state) == ("standard", "2026-11-30", "set-up")
    assert framework_of(base).id == "ilacs-2026"


def test_a_new_inspection_holds_itself_and_its_lead_and_counts_nothing_else(
    base: EvidenceBase,
) -> None:
    counts = record_counts(base)
    assert {kind: n for kind, n in counts.items() if n} == {"inspection": 1, "member": 1}
    assert counts["evidence"] == 0


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewInspection("ilacs-2099", "standard", "B"), "unknown-framework"),
        (NewInspection("../../etc", "standard", "B"), "unknown-framework"),
        (NewInspection("ilacs-2026", "jtai", "B"), "unknown-type"),
        (NewInspection("ilacs-2026", "standard", " \u00a0"), "no-authority"),
        (NewInspection("ilacs-2026", "standard", "B", starts="30/11/2026"), "wrong-day"),
    ],
)
def test_a_wrong_beginning_is_refused_and_nothing_is_made(
    vault: Vault, new: NewInspection, code: str
) -> None:
    with pytest.raises(InspectorError) as refused:
        create_inspection(vault, new)
    assert refused.value.code == code
    assert vault.inspections() == ()


def test_a_framework_file_of_their_own_is_found_in_the_home(vault: Vault) -> None:
    put_framework(vault.home, 'id = "ilacs-2026"', 'id = "ours-2027"')
    base = create_inspection(vault, NewInspection("ours-2027", "short", "B"))
    assert framework_of(base).id == "ours-2027"
    assert "ours-2027" in [each.id for each in every_framework(vault.home)]
    base.close()


def test_a_wrong_framework_file_is_refused_by_name_and_line(vault: Vault) -> None:
    put_framework(vault.home, 'id = "ilacs-2026"', "id = 12")
    with pytest.raises(InspectorError) as refused:
        create_inspection(vault, NewInspection("ilacs-2026", "short", "B"))
    assert refused.value.code == "bad-framework"
    assert "own.toml" in refused.value.message
    assert "line 4" in refused.value.message
    assert vault.inspections() == ()


def test_the_framework_is_unknown_until_the_inspections_record_has_arrived(vault: Vault) -> None:
    base = create_base(vault)
    with pytest.raises(InspectorError) as refused:
        framework_of(base)
    base.close()
    assert refused.value.code == "no-framework"


def put_framework(home: Path, old: str, new: str) -> None:
    text = (resources.files("schemas.frameworks") / "ilacs-2026.toml").read_text("utf-8")
    folder = own_frameworks(home)
    folder.mkdir()
    (folder / "own.toml").write_text(text.replace(old, new, 1), "utf-8")
