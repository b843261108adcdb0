"""The document on formats shows what the tests check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from schemas import team_kinds
from schemas.permissions import ROLES
from tests.schemas import vectors

TEXT = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
VECTORS = {name: value for name, value in vars(vectors).items() if name.isupper()}


@pytest.mark.parametrize("name", VECTORS)
def test_the_document_shows_the_vector(name: str) -> None:
    """White space apart: long values are broken into lines."""
    assert re.sub(r"\s", "", VECTORS[name]) in re.sub(r"\s", "", TEXT)


def test_the_document_names_every_kind_of_team_record_and_every_role() -> None:
    kinds = {"genesis", "epoch", "admit", "servers", "erase", "purge", "dispose"}
    assert {name.lower() for name in team_kinds.__all__} >= kinds
    for word in (*kinds, *ROLES):
        assert f"`{word}`" in TEXT


def test_the_document_links_to_files_that_exist() -> None:
    links = re.findall(r"\]\((\.\./[^)]+)\)", TEXT)
    assert links
    for link in links:
        assert (Path(__file__).parents[2] / "docs" / link).is_file()
