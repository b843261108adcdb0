"""Looking for words in files as `strings` would, in both encodings that programs use."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

__all__ = ["words_in_files"]


def words_in_files(folder: Path, words: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs (file, word) for every word that stands in a file or its name.

    Looked for as UTF-8 and as UTF-16LE, capitals or not.

    Args:
        folder: searched with all its folders.
        words: each longer than three characters, so that chance finds none.
    """
    wanted = {word: word.lower() for word in words}
    assert all(len(word) > 3 for word in wanted)
    found = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = path.read_bytes().lower()
        name = path.relative_to(folder).as_posix().lower()
        found += [
            (name, word)
            for word, plain in wanted.items()
            if plain in name or plain.encode() in content or plain.encode("utf-16-le") in content
        ]
    return found
