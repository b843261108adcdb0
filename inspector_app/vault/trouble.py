"""What the disk and the database driver say, in the user's words; their own never get out."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.exc import DBAPIError

from inspector_app.errors import InspectorError

__all__ = [
    "WHERE",
    "damaged_file",
    "disk_trouble",
    "full_disk",
    "in_words",
    "missing_file",
    "newer_file",
    "said",
    "system_in_words",
]

_NEXT = {
    "bases": "Close other windows of Inspector and run `inspector file mend`: it makes a new file"
    " of all that can be read of this one and of its copies, and keeps this one.",
    "frames": "Import these lists again, or purge the frame and fetch the lists from a colleague;"
    " notes and evidence are not in this file.",
    "memory": "Move the folder `memory` out of the data folder: what was decided by hand for an"
    " authority is asked again, and nothing else is in it.",
}
WHERE = "bases"
"""Whose files are spoken of where nothing else is said: those of inspections."""


@contextmanager
def in_words(where: str = WHERE) -> Iterator[None]:
    """Says what happens to a file in the user's words.

    Args:
        where: the folder within the home that the file lies in; what to do next depends on it.

    Raises:
        InspectorError: `disk-full`, `disk-trouble`, `read-only`, `busy` or `damaged-file`.
    """
    try:
        yield
    except (sqlcipher.Error, DBAPIError) as trouble:
        words = said(trouble, where)
        if words is None:
            raise
        raise words from None


@contextmanager
def system_in_words() -> Iterator[None]:
    """The same for what the system says when files of the home are written without a database.

    Raises:
        InspectorError: `disk-full`, `disk-trouble` or `read-only`.
    """
    try:
        yield
    except OSError as trouble:
        words = _of_the_system(trouble)
        if words is None:
            raise
        raise words from None


def said(trouble: Exception, where: str = WHERE) -> InspectorError | None:
    """The words for what the driver says; None for what is no trouble with a file."""
    text = str(trouble.orig if isinstance(trouble, DBAPIError) else trouble)
    if "full" in text:
        return full_disk()
    if "readonly" in text or "unable to open" in text:
        return _read_only()
    if "locked" in text or "busy" in text:
        return _refused(
            "busy", "Another program holds this home for too long.", "Close it, then try again."
        )
    if "I/O" in text:
        return disk_trouble()
    if any(sign in text for sign in _DAMAGE):
        return damaged_file(where)
    return None


_DAMAGE = ("malformed", "not a database", "vtable constructor failed", "Could not decode")
"""The last one quotes what it could not decode: that must not get out either."""

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}


def damaged_file(where: str = WHERE) -> InspectorError:
    """A file that is not what was written to it."""
    return InspectorError(
        "damaged-file",
        "A database file of this home could not be read: it is damaged or not ours.",
        kept="The file was left as it is; everything outside it can be read.",
        next_step=_NEXT.get(where, _NEXT[WHERE]),
    )


def missing_file(where: str = WHERE) -> InspectorError:
    """A file whose key is here, and that is not."""
    return InspectorError(
        "missing-file",
        "A database file of this home is not there any more, or is empty.",
        kept="Nothing was changed, and no new file was made in its place.",
        next_step=f"If it was moved, put it back. Else: {_NEXT.get(where, _NEXT[WHERE])}",
    )


def newer_file(what: str) -> InspectorError:
    """A file of a later version of this program.

    Args:
        what: such as 'This inspection'.
    """
    return InspectorError(
        "needs-newer",
        f"{what} was written by a newer Inspector.",
        kept="The file was left as it is.",
        next_step="Install the newer version and open it again.",
    )


def _of_the_system(trouble: OSError) -> InspectorError | None:
    if trouble.errno in _FULL:
        return full_disk()
    if trouble.errno in _FORBIDDEN:
        return _read_only()
    return disk_trouble() if trouble.errno == errno.EIO else None


def full_disk() -> InspectorError:
    """There is no room left."""
    return _refused("disk-full", "The disk is full.", "Make room, then do it again.")


def _read_only() -> InspectorError:
    return _refused(
        "read-only",
        "The data folder cannot be written.",
        "Check who may write to it and that its disk is there.",
    )


def disk_trouble() -> InspectorError:
    """The disk failed, or had no room at a moment when that is not said."""
    return _refused(
        "disk-trouble",
        "The disk did not take or give back what it was asked for.",
        "Make room and check the disk, then do it again.",
    )


def _refused(code: str, message: str, next_step: str) -> InspectorError:
    kept = "Nothing of this was written; what was saved before is as it was."
    return InspectorError(code, message, kept=kept, next_step=next_step)
