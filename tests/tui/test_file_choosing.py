"""Paths as people type them, on their own laptop and on a Windows one."""

from __future__ import annotations

import ntpath
import os
import posixpath
from pathlib import Path

import pytest

from inspector_app.tui.file_choosing import (
    Found,
    completed,
    in_folder,
    last_folder,
    matching,
    remember_folder,
    split_path,
    typed_path,
)
from tests.tui.program import set_up

FOUND = (
    Found("Annex A final.xlsx", False, 1, 2.0),
    Found("Annex A draft.xlsx", False, 1, 1.0),
    Found("Old", True, 0, 0.0),
)


@pytest.mark.parametrize(
    ("typed", "folder", "start"),
    [
        ("C:\\Users\\ann\\Annex", "C:\\Users\\ann\\", "Annex"),
        ('"C:\\Users\\ann\\Annex A.xlsx"', "C:\\Users\\ann\\", "Annex A.xlsx"),
        ("C:/Users/ann/", "C:/Users/ann/", ""),
        ("C:an", "C:", "an"),
        ("\\\\server\\share\\lists\\a", "\\\\server\\share\\lists\\", "a"),
        ("annex", "", "annex"),
    ],
)
def test_a_windows_path_is_split_where_windows_splits_it(
    typed: str, folder: str, start: str
) -> None:
    assert split_path(typed, ntpath) == (folder, start)


def test_a_backslash_is_part_of_a_name_where_folders_are_parted_by_slashes() -> None:
    assert split_path("/home/ann/odd\\name", posixpath) == ("/home/ann/", "odd\\name")


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("C:\\lists\\ann", "C:\\lists\\Annex A "),
        ("C:\\lists\\annex a f", "C:\\lists\\Annex A final.xlsx"),
        ("C:\\lists\\o", "C:\\lists\\Old\\"),
        ("C:\\lists\\zebra", "C:\\lists\\zebra"),
    ],
)
def test_tab_completes_as_far_as_it_is_clear(typed: str, whole: str) -> None:
    assert completed(typed, FOUND, ntpath) == whole


def test_a_path_that_was_copied_or_dragged_comes_out_of_its_quotes() -> None:
    assert typed_path(" '/home/ann/Annex A.xlsx' ") == "/home/ann/Annex A.xlsx"
    assert typed_path('"') == '"'


def test_a_folder_shows_folders_and_readable_files_the_newest_first(tmp_path: Path) -> None:
    for at, name in enumerate(
        ("b.xlsx", "a.csv", "c.XLS", "letter.docx", ".hidden.csv", "~$b.xlsx")
    ):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (at, at))
    (tmp_path / "last year").mkdir()
    found = in_folder(str(tmp_path))
    assert [each.name for each in found] == ["last year", "c.XLS", "a.csv", "b.xlsx"]
    assert [each.name for each in matching(found, "B")] == ["b.xlsx"]


def test_the_last_folder_is_remembered_as_long_as_it_is_there(tmp_path: Path) -> None:
    base = set_up(tmp_path / "home")
    folder = tmp_path / "lists"
    folder.mkdir()
    assert last_folder(base) == str(Path.home())
    remember_folder(base, folder)
    assert last_folder(base) == str(folder)
    folder.rmdir()
    assert last_folder(base) == str(Path.home())
    base.close()
