"""Inspection frameworks as data: one file per framework and version."""

from schemas.frameworks.loader import (
    FrameworkError,
    UnknownFramework,
    check_framework,
    list_frameworks,
    load_framework,
)
from schemas.frameworks.models import (
    Area,
    Criterion,
    Framework,
    Grade,
    InspectionType,
    Role,
    Section,
    SourceKind,
    SourceMode,
)
from schemas.toml_file import Problem

__all__ = [
    "Area",
    "Criterion",
    "Framework",
    "FrameworkError",
    "Grade",
    "InspectionType",
    "Problem",
    "Role",
    "Section",
    "SourceKind",
    "SourceMode",
    "UnknownFramework",
    "check_framework",
    "list_frameworks",
    "load_framework",
]
