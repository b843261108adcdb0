"""Frameworks as data: what is shipped, and how a wrong file is told."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

import pytest

from schemas.frameworks import (
    FrameworkError,
    UnknownFramework,
    check_framework,
    list_frameworks,
    load_framework,
)
from schemas.toml_file import Problem, TomlText, parse_toml

SOUND = """\
id = "ours"
name = "Ours"
version = "1"
effective_from = 2027-01-01
body_order = ["leaders"]
roles = [{ id = "lead", name = "Lead" }]
sources = [
  { id = "worker", name = "Worker" },
]
modes = [{ id = "direct", name = "direct" }]
sections = [
  { id = "summary", kind = "summary", heading = "Summary", products = ["narrative"] },
  { id = "leaders", kind = "area", area = "leaders", heading = "L", products = ["narrative"] },
]

[[areas]]
id = "leaders"
printed = "Leaders"
short = "Leaders"
criteria = [
  { id = "ldr-1", heading = "one" },
  { id = "ldr-2", heading = "two" },
]

[[types]]
id = "visit"
name = "Visit"
product = "narrative"
"""


def problems(tmp_path: Path, text: str) -> list[tuple[int, str]]:
    path = tmp_path / "ours.toml"
    path.write_text(text, "utf-8")
    return [(problem.line, problem.key) for problem in check_framework(path)]


def test_the_areas_of_each_framework_are_those_of_its_time() -> None:
    areas = {each.id: [area.id for area in each.areas] for each in list_frameworks()}
    care = "children-in-care-and-care-leavers"
    assert areas["ilacs-2018"] == ["leaders", "help-and-protection", care, "overall"]
    four = ["leaders", "help-and-protection", "children-in-care", "care-leavers"]
    assert areas["ilacs-2023"] == [*four, "overall"]
    assert areas["ilacs-2026"] == four
    assert "leaders" in areas["jtai"]


def test_leaders_stand_first_in_the_table_and_last_in_the_text() -> None:
    framework = load_framework("ilacs-2026")
    assert framework.areas[0].id == "leaders"
    assert framework.body[-1].id == "leaders"
    report = [s.area for s in framework.sections if s.area and "report" in s.products]
    assert report == list(framework.body_order)


def test_a_shipped_framework_is_in_force_on_every_day_since_2023() -> None:
    former, current = load_framework("ilacs-2023"), load_framework("ilacs-2026")
    assert former.effective_to is not None
    assert (current.effective_from - former.effective_to).days == 1
    assert current.effective_to is None


def test_ilacs_has_four_grades_and_a_joint_inspection_none() -> None:
    framework = load_framework("ilacs-2026")
    grades = [grade.id for grade in framework.grades]
    assert grades == ["outstanding", "good", "requires-improvement", "inadequate"]
    assert framework.grade("requires-improvement").printed == "Requires improvement to be good"
    assert load_framework("jtai").narrative


def test_inspection_types_say_days_team_and_product() -> None:
    framework = load_framework("ilacs-2026")
    told = {t.id: (t.days, t.inspectors, t.judged) for t in framework.types}
    assert told == {
        "standard": (10, 4, True),
        "short": (5, 4, True),
        "focused-visit": (2, 2, False),
        "monitoring-visit": (2, 2, False),
    }
    assert framework.type("short").questions == ("maintained", "improved", "deteriorated")
    assert load_framework("jtai").type("jtai").tracked_least == 5


def test_criteria_from_memory_are_marked_unverified() -> None:
    verified = {c.id: c.verified for c in load_framework("ilacs-2026").criteria}
    assert verified["hp-2"]
    assert not verified["ldr-1"]
    assert not any(criterion.verified for criterion in load_framework("jtai").criteria)


def test_a_joint_inspection_adds_the_roles_of_its_inspectorates() -> None:
    ilacs = {role.id for role in load_framework("ilacs-2026").roles}
    assert ilacs == {"lead", "hmi", "scri", "education-hmi", "qam", "analyst"}
    added = {role.inspectorate for role in load_framework("jtai").roles if role.id not in ilacs}
    assert added == {"CQC", "HMICFRS", "HMIP"}


def test_a_criterion_leads_to_its_area() -> None:
    framework = load_framework("ilacs-2018")
    assert framework.area_of("cic-6").id == "children-in-care-and-care-leavers"
    with pytest.raises(KeyError):
        framework.area_of("cl-1")


def test_an_unknown_framework_is_refused_naming_those_there_are() -> None:
    with pytest.raises(UnknownFramework, match="ilacs-2026"):
        load_framework("sif")


def test_the_shipped_files_are_sound(tmp_path: Path) -> None:
    for file in resources.files("schemas.frameworks").iterdir():
        if file.name.endswith(".toml"):
            path = tmp_path / file.name
            path.write_bytes(file.read_bytes())
            assert check_framework(path) == ()


def test_a_folder_adds_frameworks_and_may_not_hide_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(SOUND, "utf-8")
    assert load_framework("ours", tmp_path).areas[0].id == "leaders"
    with pytest.raises(UnknownFramework):
        load_framework("ours")
    with resources.as_file(resources.files("schemas.frameworks") / "jtai.toml") as shipped:
        shutil.copy(shipped, tmp_path / "jtai.toml")
    with pytest.raises(FrameworkError, match="another file"):
        list_frameworks(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        ('version = "1"', "version = 1", 3, "version"),
        ('short = "Leaders"\n', 'short = "Leaders"\ncolour = "red"\n', 20, "areas.0.colour"),
        ('heading = "two"', "heading = 2", 22, "areas.0.criteria.1.heading"),
        ('"ldr-2"', '"ldr-1"', 22, "areas.0.criteria.1.id"),
        ('"ldr-2"', '"LDR 2"', 22, "areas.0.criteria.1.id"),
        ('product = "narrative"', 'product = "song"', 28, "types.0.product"),
        ('product = "narrative"', 'product = "report"', 28, "types.0.product"),
        ('["leaders"]', '["leaders", "care"]', 5, "body_order"),
        ('area = "leaders", ', "", 13, "sections.1.area"),
        ('area = "leaders"', 'area = "care"', 13, "sections.1.area"),
        ("2027-01-01", "2027-01-01\neffective_to = 2026-01-01", 5, "effective_to"),
        ("2027-01-01", '"soon"', 4, "effective_from"),
        ('printed = "Leaders"\n', "", 16, "areas.0.printed"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str
) -> None:
    assert problems(tmp_path, SOUND) == []
    assert (line, key) in problems(tmp_path, SOUND.replace(old, new, 1))


def test_all_mistakes_are_told_not_only_the_first(tmp_path: Path) -> None:
    text = SOUND.replace('version = "1"', "version = 1").replace('"two"', "2")
    assert problems(tmp_path, text) == [(3, "version"), (22, "areas.0.criteria.1.heading")]


def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path) -> None:
    assert problems(tmp_path, SOUND.replace('id = "ours"', 'id = "ours'))[0] == (1, "")
    path = tmp_path / "latin.toml"
    path.write_bytes(b'id = "ours"\nname = "\xe9"\n')
    assert check_framework(path) == (Problem(2, "", "not UTF-8 text"),)
    assert check_framework(tmp_path / "absent.toml")[0].message.startswith("the file cannot be")


def test_an_error_names_file_key_and_line(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(SOUND.replace('version = "1"', "version = 1"), "utf-8")
    with pytest.raises(FrameworkError, match=r"ours\.toml: line 3, version: "):
        list_frameworks(tmp_path)


def test_lines_are_found_through_comments_strings_and_nested_tables() -> None:
    text = (
        '# a = 1\n"quoted key" = """\nb = 2 # not a key\n"""\n'
        "[one . two]\nx.y = [ # [\n  1,\n  { z = ']' },\n]\n"
        "[[many]]\n[[many]]\n[[many.inner]]\nd = 2026-01-01T00:00:00Z\n"
    )
    toml = parse_toml(text)
    assert isinstance(toml, TomlText)
    assert toml.line(("quoted key",)) == 2
    assert toml.line(("one", "two", "x", "y", 1, "z")) == 8
    assert toml.line(("many", 1, "inner", 0, "d")) == 13
    assert toml.line(("many", 1, "inner", 0, "absent")) == 12
    assert ("b",) not in toml.lines
