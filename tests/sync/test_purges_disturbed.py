"""What colleagues write, and backups that are put back, neither stop a purge nor make one up."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.chunk_store import opened_chunks
from inspector_app.evidence_base.frame_purges import obey_purges
from inspector_app.evidence_base.purge_receipts import give_receipt
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.intake.importing import opened_frame
from inspector_app.intake.purging import purge_frame
from inspector_app.intake.travelling import share_frame
from schemas.frame_copies import chunk_names_text
from tests.evidence_base.laptops import Laptop
from tests.sync.frames import CANARY, file_keys, imported, meet, place, words_in_homes

JUNK = chunk_names_text(["ab" * 32])


def writes(laptop: Laptop, frame: str, **values: object) -> None:
    """Writes values into a frame's record over whatever stands there."""
    shown = laptop.base.fields(frame)
    laptop.base.record(
        *(
            NewWrite(
                frame,
                "case-frame",
                field,
                str(value) if field == "state" else Typed(str(value)),
                shown[field].every_write if field in shown else (),
            )
            for field, value in values.items()
        )
    )


def gone(laptop: Laptop, frame: str, keys: list[bytes]) -> bool:
    """Whether neither a file nor a key of a frame is left, and no row under any key it had."""
    found = words_in_homes([laptop], keys, [CANARY.encode()])
    return laptop.base.vault.frames.holds_nothing_of(frame) and not found


def confirmed(laptop: Laptop, frame: str) -> tuple[set[str], int]:
    """The devices whose receipts count, as a laptop sees it, and how many must."""
    shown = place(laptop, frame)
    return set(shown.receipts), shown.laptops


def test_a_colleagues_word_that_lists_are_purged_is_not_believed_and_stops_no_purge(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, cal = three
    frame = imported(bea, tmp_path / "lists.xlsx")
    keys = list(file_keys(bea).values())
    meet(*three)
    writes(cal, frame, state="purged")
    meet(*three)
    for laptop, where in ((ann, "elsewhere"), (bea, "here"), (cal, "elsewhere")):
        shown = place(laptop, frame)
        assert (shown.place, shown.only_said, len(shown.receipts)) == (where, True, 0)
    with opened_frame(bea.base, frame) as opened:
        assert opened.rows == 30
    done = purge_frame(bea.base, frame, unfinished=0)
    assert (done.destroyed, done.left, done.ordered) == (True, False, False)
    assert gone(bea, frame, keys)
    meet(*three)
    assert confirmed(ann, frame) == ({bea.base.vault.device.id}, 1)
    assert (place(ann, frame).place, place(ann, frame).only_said) == ("purged", False)


def test_a_receipt_of_who_never_had_the_rows_counts_for_nothing(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, cal = three
    frame = imported(bea, tmp_path / "lists.xlsx")
    meet(*three)
    writes(cal, frame, state="purged")
    obey_purges(cal.base)
    meet(*three)
    assert give_receipt(cal.base, frame, ()) is False, "he has signed, and it is with everybody"
    assert (place(ann, frame).place, place(ann, frame).receipts) == ("elsewhere", {})


@pytest.mark.parametrize("holder", ["ann", "bea"])
def test_a_made_up_copy_of_lists_that_were_never_shared_stops_no_purge_of_the_leads(
    three: list[Laptop], tmp_path: Path, holder: str
) -> None:
    ann, bea, cal = three
    has = {"ann": ann, "bea": bea}[holder]
    frame = imported(has, tmp_path / "lists.xlsx")
    keys = list(file_keys(has).values())
    meet(*three)
    writes(cal, frame, key="00" * 32, chunks=JUNK)
    meet(*three)
    done = purge_frame(ann.base, frame, unfinished=0)
    assert (done.blobs, done.ordered, done.destroyed) == (1, True, holder == "ann")
    assert not place(ann, frame).left_here
    assert confirmed(ann, frame)[1] == 1
    assert (has.base.vault.device.id in confirmed(ann, frame)[0]) == (holder == "ann")
    meet(*three)
    assert gone(has, frame, keys)
    assert confirmed(cal, frame) == ({has.base.vault.device.id}, 1)


def test_a_made_up_copy_does_not_keep_the_importer_from_purging(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, cal = three
    frame = imported(bea, tmp_path / "lists.xlsx")
    keys = list(file_keys(bea).values())
    meet(*three)
    writes(cal, frame, key="00" * 32, chunks=JUNK)
    meet(*three)
    assert purge_frame(bea.base, frame, unfinished=0).destroyed
    assert gone(bea, frame, keys)
    meet(*three)
    shown = place(ann, frame)
    assert (shown.place, set(shown.receipts)) == ("purged", {bea.base.vault.device.id})
    assert shown.late, "what was made up may lie at the server, and the lead can have it deleted"


def test_names_of_pieces_purged_before_say_nothing_of_other_lists(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, cal = three
    first = imported(bea, tmp_path / "first.xlsx")
    share_frame(bea.base, first)
    meet(*three)
    named = str(cal.base.fields(first)["chunks"].value)
    purge_frame(ann.base, first, unfinished=0)
    second = imported(bea, tmp_path / "second.xlsx")
    keys = list(file_keys(bea).values())
    meet(*three)
    writes(cal, second, key="00" * 32, chunks=named)
    meet(*three)
    assert [place(laptop, second).place == "purged" for laptop in three] == [False] * 3
    assert [place(laptop, second).receipts for laptop in three] == [{}, {}, {}]
    assert not share_frame(bea.base, second).before
    meet(*three)
    done = purge_frame(ann.base, second, unfinished=0)
    assert done.blobs > 0
    meet(*three)
    assert gone(bea, second, keys)
    assert confirmed(cal, second) == ({each.base.vault.device.id for each in three}, 4)


def test_pieces_of_other_lists_named_beside_a_purge_destroy_no_rows(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, cal = three
    first, other = (imported(bea, tmp_path / f"{name}.xlsx") for name in ("first", "other"))
    for frame in (first, other):
        share_frame(bea.base, frame)
    meet(*three)
    writes(cal, first, key="00" * 32, chunks=cal.base.fields(other)["chunks"].value)
    meet(*three)
    purge_frame(ann.base, first, unfinished=0)
    meet(*three)
    assert (place(bea, first).place, place(bea, other).place) == ("purged", "here")
    with opened_chunks(bea.base.vault, other) as store:
        assert store.names() == frozenset()
    # Their sealed copy is gone with the pieces: it can be offered anew.
    assert not share_frame(bea.base, other).before


def test_a_backup_from_before_the_lists_were_shared_does_not_keep_them(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, _ = three
    frame = imported(bea, tmp_path / "lists.xlsx")
    keys = list(file_keys(bea).values())
    meet(*three)
    backup = bea.copy_home(tmp_path / "backup")
    share_frame(bea.base, frame)
    meet(*three)
    bea.put_back(backup)
    meet(*three)
    assert place(bea, frame).place == "here"
    purge_frame(ann.base, frame, unfinished=0)
    meet(*three)
    assert gone(bea, frame, keys)
    assert bea.base.vault.device.id in confirmed(ann, frame)[0]


def test_the_lead_purges_lists_that_lie_on_a_colleagues_laptop_only(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, _ = three
    frame = imported(bea, tmp_path / "lists.xlsx")
    keys = list(file_keys(bea).values())
    meet(*three)
    done = purge_frame(ann.base, frame, unfinished=0)
    assert (done.blobs, done.ordered, done.destroyed) == (0, True, False)
    assert confirmed(ann, frame) == (set(), 1)
    meet(*three)
    assert gone(bea, frame, keys)
    assert confirmed(ann, frame) == ({bea.base.vault.device.id}, 1)
    with pytest.raises(InspectorError) as caught:
        purge_frame(ann.base, frame, unfinished=0)
    assert caught.value.code == "frame-purged"


def test_what_is_still_here_after_a_purge_is_said_and_the_same_command_ends_it(
    three: list[Laptop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bea = three[1]
    frame = imported(bea, tmp_path / "lists.xlsx")

    def in_use(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", in_use)
        with pytest.raises(InspectorError) as caught:
            purge_frame(bea.base, frame, unfinished=0)
    assert caught.value.code == "busy"
    shown = place(bea, frame)
    assert (shown.place, shown.left_here, shown.receipts) == ("purged", True, {})
    assert not purge_frame(bea.base, frame, unfinished=0).left
    assert not place(bea, frame).left_here
    assert set(place(bea, frame).receipts) == {bea.base.vault.device.id}


def test_who_says_that_he_imported_lists_before_is_not_believed(
    three: list[Laptop], tmp_path: Path
) -> None:
    ann, bea, cal = three
    bea.clock.move(hours=48)
    frame = imported(bea, tmp_path / "lists.xlsx")
    cal.clock.move(hours=-48)
    word = str(bea.base.fields(frame)["content"].value)
    cal.base.record(
        NewWrite(frame, "case-frame", "sha256", "00" * 32),
        NewWrite(frame, "case-frame", "content", "00" * 32 + word[64:]),
        NewWrite(frame, "case-frame", "state", "purged"),
    )
    meet(*three)
    first = ann.base.history(frame)[0]
    assert first.device == cal.base.vault.device.id, "his writes come first by their clock"
    assert (place(ann, frame).place, place(bea, frame).place) == ("elsewhere", "here")
    assert purge_frame(bea.base, frame, unfinished=0).destroyed
    meet(*three)
    assert confirmed(ann, frame) == ({bea.base.vault.device.id}, 1)
