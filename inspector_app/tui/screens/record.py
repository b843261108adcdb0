"""Which screen shows a record of which type."""

from __future__ import annotations

from inspector_app.tui.screens.place import AbovePlace


def screen_of(kind: str, record: str) -> AbovePlace:
    """Return the screen that fits a record.

    Args:
        kind: Such as `case`.
        record: Its id.
    """
    from inspector_app.tui.state_moving import FORM_OF

    if kind == "case":
        from inspector_app.tui.screens.case import CaseScreen

        return CaseScreen(record)
    if kind == "line-of-enquiry":
        from inspector_app.tui.screens.enquiry import EnquiryScreen

        return EnquiryScreen(record)
    if kind == "challenge":
        from inspector_app.tui.screens.challenge import ChallengeScreen

        return ChallengeScreen(record)
    if kind in FORM_OF:
        from inspector_app.tui.screens.working_record import WorkingRecordScreen

        return WorkingRecordScreen(record)
    from inspector_app.tui.screens.item import ItemScreen

    return ItemScreen(record)
