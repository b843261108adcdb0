"""'Can we talk?' while it is under way."""

from inspector_app.sync.steps import Step
from inspector_app.sync.talking import Trying
from inspector_app.tui.talk_sections import trying_sections


def test_the_cursor_waits_until_everything_was_tried() -> None:
    """Places are heard of in any order; the cursor must not stay with the quickest."""
    step = Step("folder", ok=True, said="It is there.")
    (section,) = trying_sections([Trying(None, (step,), "bundles")])
    assert [entry.text for entry in section.entries] == ["✓ Folder: It is there.", "◌ Bundles…"]
    assert all(not entry.key for entry in section.entries)
