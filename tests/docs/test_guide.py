"""Pages of the guide that repeat what the program says itself."""

from __future__ import annotations

import re
from pathlib import Path

from inspector_app.enquiries.safety_concerns import TELL_A_MANAGER
from inspector_app.intake.flags import FLAG_CODES
from inspector_app.tui.screen_actions import REGISTRY

GUIDE = Path(__file__).parents[2] / "docs" / "guide"


def _page(name: str) -> str:
    return (GUIDE / name).read_text(encoding="utf-8")


def test_the_chapter_on_keys_is_that_of_the_action_registry() -> None:
    _, _, chapter = _page("keys.md").partition("\n## ")
    assert f"## {chapter}".strip() == REGISTRY.key_chapter().strip()


def test_every_flag_of_the_lists_is_told_with_what_it_says() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", _page("importing.md"), re.MULTILINE)
    assert dict(rows) == dict(FLAG_CODES)


def test_the_page_on_a_child_who_is_not_safe_begins_with_what_the_program_says_first() -> None:
    first = _page("child-not-safe.md").split("\n\n")[1]
    assert first.strip("*") == TELL_A_MANAGER


def test_every_page_of_the_guide_is_on_its_first_page() -> None:
    linked = set(re.findall(r"\]\(([a-z-]+\.md)\)", _page("README.md")))
    assert linked == {path.name for path in GUIDE.glob("*.md")} - {"README.md"}
