"""The tables of a frame file: what was imported, row by row, never changed afterwards."""

from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

__all__ = [
    "FRAMES",
    "SEPARATOR",
    "FrameAbout",
    "FrameFile",
    "FrameFlag",
    "FrameList",
    "FrameRow",
    "FrameSheet",
    "FrameUsed",
]

FRAMES: registry = registry()

SEPARATOR = "\x1f"
"""U+001F stands between the values of a row and between names; no value can contain it, because
control characters are taken out of everything that is read."""


class _FrameTable(SQLModel, registry=FRAMES):
    """Binds the tables of frames to their own metadata."""


class FrameAbout(_FrameTable, table=True):
    """The one row that says what was frozen and when."""

    __tablename__ = "frame_about"

    id: int = Field(default=1, primary_key=True)
    format: int
    sha256: str
    imported_at: str
    rows: int


class FrameFile(_FrameTable, table=True):
    """A file that was imported."""

    __tablename__ = "frame_file"

    position: int = Field(primary_key=True)
    name: str
    sha256: str
    size: int


class FrameList(_FrameTable, table=True):
    """One list: its columns in the order in which every row has its values.

    Its rows stand together, from the position `first` on.
    """

    __tablename__ = "frame_list"

    list: int = Field(primary_key=True)
    title: str
    first: int
    rows: int
    columns: str


class FrameSheet(_FrameTable, table=True):
    """Where a list, or a part of one, was found."""

    __tablename__ = "frame_sheet"

    position: int = Field(primary_key=True)
    list: int
    file: str
    sheet: str
    header_row: int
    rows: int
    columns_unknown: str
    columns_missing: str


class FrameFlag(_FrameTable, table=True):
    """An oddity, as it was told when the frame was frozen."""

    __tablename__ = "frame_flag"

    position: int = Field(primary_key=True)
    list: int
    row: int
    column: str
    code: str
    was: str
    used: str
    file: str
    sheet: str


class FrameUsed(_FrameTable, table=True):
    """What was used beside the files: `mapping` and `workforce`, as JSON, where there were any."""

    __tablename__ = "frame_used"

    name: str = Field(primary_key=True)
    text: str


class FrameRow(_FrameTable, table=True):
    """One row. `day` is the date that dates it, '' without one; `text` is all its values.

    `rank` counts rows of one identifier, list and day by their text, from 1; 0 marks a row
    without an identifier, which cannot be drawn. The order of the columns is that in which
    `frame_writing` hands over their values.
    """

    __tablename__ = "frame_row"

    position: int = Field(primary_key=True)
    list: int
    sheet: int
    row: int
    identifier: str = Field(index=True)
    day: str
    rank: int
    text: str
