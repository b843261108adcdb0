"""The authority's child-level lists ('Annex A'): columns, codes and aliases as data."""

from schemas.annex_a.loader import AnnexAError, load_annex_a
from schemas.annex_a.models import (
    AnnexA,
    Code,
    CodeSet,
    ColumnKind,
    ColumnSpec,
    ListSpec,
    Sensitivity,
    header_key,
)

__all__ = [
    "AnnexA",
    "AnnexAError",
    "Code",
    "CodeSet",
    "ColumnKind",
    "ColumnSpec",
    "ListSpec",
    "Sensitivity",
    "header_key",
    "load_annex_a",
]
