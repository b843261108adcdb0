"""Every action is bound, has a button, stands in the palette and in help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen

from inspector_app.tui import app as program_module
from inspector_app.tui.actions import Action, ButtonPlace
from inspector_app.tui.app import InspectorApp
from inspector_app.tui.screen_actions import GRID_ACTIONS, REGISTRY
from inspector_app.tui.screens.against_list import AgainstListScreen
from inspector_app.tui.screens.capture import CaptureScreen
from inspector_app.tui.screens.case import CaseScreen
from inspector_app.tui.screens.cases import CasesScreen
from inspector_app.tui.screens.challenge import ChallengeScreen
from inspector_app.tui.screens.choose_lists import ChooseListsScreen
from inspector_app.tui.screens.enquiries import EnquiriesScreen
from inspector_app.tui.screens.enquiry import EnquiryScreen
from inspector_app.tui.screens.evidence_grid import EvidenceGridScreen
from inspector_app.tui.screens.evidence_list import EvidenceListScreen
from inspector_app.tui.screens.form import FormScreen
from inspector_app.tui.screens.item import ItemScreen
from inspector_app.tui.screens.meetings import MeetingsScreen
from inspector_app.tui.screens.plan import PlanScreen
from inspector_app.tui.screens.planning import PlanningScreen
from inspector_app.tui.screens.review import ReviewScreen
from inspector_app.tui.screens.sample import SampleScreen
from inspector_app.tui.screens.settle import SettleScreen
from inspector_app.tui.screens.talk import TalkScreen
from inspector_app.tui.screens.team import TeamScreen
from inspector_app.tui.screens.today import TodayScreen
from inspector_app.tui.screens.working_record import WorkingRecordScreen

SCREENS: dict[str, type[Screen[None] | Screen[str | None]]] = {
    "today": TodayScreen,
    "evidence": EvidenceGridScreen,
    "evidence-list": EvidenceListScreen,
    "item": ItemScreen,
    "enquiries": EnquiriesScreen,
    "enquiry": EnquiryScreen,
    "challenge": ChallengeScreen,
    "form": FormScreen,
    "working-record": WorkingRecordScreen,
    "meetings": MeetingsScreen,
    "cases": CasesScreen,
    "case": CaseScreen,
    "capture": CaptureScreen,
    "settle": SettleScreen,
    "sample": SampleScreen,
    "choose-lists": ChooseListsScreen,
    "review": ReviewScreen,
    "planning": PlanningScreen,
    "plan": PlanScreen,
    "against-list": AgainstListScreen,
    "team": TeamScreen,
    "talk": TalkScreen,
}


def method_of(action: Action) -> str:
    return "action_" + action.command.partition(".")[2].partition("(")[0]


@pytest.mark.parametrize("action", list(REGISTRY), ids=lambda action: action.id)
def test_every_action_has_a_method_where_it_works(action: Action) -> None:
    owners: list[type[Screen[None] | Screen[str | None]] | type[App[None]]] = [InspectorApp]
    if action.screens:
        owners = [SCREENS[name] for name in action.screens]
    for owner in owners:
        assert callable(getattr(owner, method_of(action), None))
        bound = {b.id for b in owner.BINDINGS if isinstance(b, Binding)}
        assert action.id in bound


@pytest.mark.parametrize("action", list(REGISTRY), ids=lambda action: action.id)
def test_every_action_has_a_button_or_a_place_in_all_actions(action: Action) -> None:
    names = action.screens or {"today"}
    for name in names:
        in_line = action in REGISTRY.key_line(name)
        in_tabs = action in REGISTRY.tabs()
        assert in_line or in_tabs or action.place is ButtonPlace.SCREEN
        assert action in REGISTRY.on_screen(name)
        assert action.description in REGISTRY.help_text(name)


def test_the_buttons_above_the_grid_are_made_from_the_registry() -> None:
    assert {a.id for a in GRID_ACTIONS if a.place is ButtonPlace.SCREEN} == {
        "grid-rows",
        "grid-columns",
        "grid-count",
    }


def test_the_program_file_stays_small() -> None:
    for file in Path(program_module.__file__).parent.rglob("*.py"):
        lines = len(file.read_text(encoding="utf-8").splitlines())
        assert lines < (300 if file.name == "app.py" else 400), file.name


def test_the_palette_has_no_screenshot() -> None:
    provided = {getattr(provider, "__name__", "") for provider in InspectorApp.COMMANDS}
    assert "get_system_commands_provider" not in provided
    assert not any("creenshot" in action.label for action in REGISTRY)


def test_the_core_can_be_imported_without_textual() -> None:
    code = """
import importlib, pkgutil, sys
import inspector_app, schemas, sync_server
for package in (inspector_app, schemas, sync_server):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        # What alembic runs can be imported by alembic only.
        if not found.name.startswith(
            ("inspector_app.tui", "inspector_app.cli", "sync_server.migrations.env")
        ):
            importlib.import_module(found.name)
sys.exit("textual" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], check=False, timeout=120)  # noqa: S603
    assert done.returncode == 0
