"""A damaged file of an inspection, read page by page: what was written to it comes back."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.copying import keep_copy
from inspector_app.evidence_base.drafts import Draft, DraftContent, drafts, save_draft
from inspector_app.evidence_base.mending import Mended, mend
from inspector_app.evidence_base.projector import NOT_HERE_YET
from inspector_app.evidence_base.verification import verify
from inspector_app.vault.pages import Pages
from inspector_app.vault.sqlcipher import connect
from inspector_app.vault.write_ahead import PAGE, frames_of, loses_saves, read_log
from tests.evidence_base.decrypting import decrypted
from tests.evidence_base.laptops import Laptop, exchange, give

LONG = "A long account of the blackthorn, told over several pages. " * 400
HALF = "Half a sentence about"


@pytest.fixture
def lived_in(ann: Laptop, bea: Laptop) -> Laptop:
    """Notes of hers and of a colleague, sent and unsent, long and short, and a draft."""
    for number in range(30):
        ann.note(f"Sent note {number}.")
    bea.note("Sent note of a colleague.")
    exchange(ann, bea)
    for number in range(30):
        ann.note(f"Unsent note {number}.")
    ann.note(LONG)
    save_draft(ann.base, Draft("draft-1", None, "note", DraftContent({"text": HALF})))
    ann.close()
    return ann


def path_of(laptop: Laptop) -> Path:
    return laptop.home / "bases" / f"{laptop.inspection}.db"


def log_of(laptop: Laptop) -> Path:
    return path_of(laptop).with_name(f"{laptop.inspection}.db-wal")


def mended(laptop: Laptop) -> Mended:
    laptop.close()
    return mend(laptop.vault(), laptop.inspection)


def texts(laptop: Laptop) -> set[str]:
    with laptop.base.reading() as session:
        rows = session.connection().exec_driver_sql("SELECT text FROM note")
        return {row[0] for row in rows}


def names_behind(laptop: Laptop) -> dict[str, tuple[str, str]]:
    """By what name each text and the change that saved it are known, by the text."""
    with laptop.base.reading() as session:
        rows = session.connection().exec_driver_sql(
            "SELECT p.text, p.name, c.id FROM part p JOIN change c ON instr(c.body, p.name)"
        )
        return {row[0]: (row[1], row[2]) for row in rows}


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def some_pages(laptop: Laptop, count: int) -> list[int]:
    """Numbers of pages from 1: the first, the last, and some between."""
    pages = path_of(laptop).stat().st_size // PAGE
    return sorted({1, pages, *random.Random(11).sample(range(2, pages), count)})


def page_in_clear(laptop: Laptop, number: int) -> bytes:
    """The content of a page as an outsider with the key decrypts it."""
    folder = laptop.home.parent / "one-page"
    folder.mkdir(exist_ok=True)
    alone = folder / "page.db"
    data = path_of(laptop).read_bytes()
    alone.write_bytes(bytes(PAGE) + data[(number - 1) * PAGE : number * PAGE])
    key = laptop.vault().base_key(laptop.inspection).key
    return decrypted(alone, key)


def test_of_a_damaged_page_only_what_stood_on_it_is_lost_and_colleagues_bring_that_back(
    lived_in: Laptop, bea: Laptop, tmp_path: Path
) -> None:
    before, names = texts(lived_in), names_behind(lived_in)
    sent = {text for text in before if text.startswith("Sent")}
    whole = lived_in.copy_home(tmp_path / "whole")
    lost_with = []
    for page in some_pages(lived_in, 14):
        lived_in.put_back(whole)
        stood = page_in_clear(lived_in, page)
        flip(path_of(lived_in), (page - 1) * PAGE + 1000)
        assert mended(lived_in).unreadable == 1
        lost = before - texts(lived_in)
        for text in lost - sent:
            there = (text, *names[text])
            assert any(name.encode() in stood for name in there) or text == LONG, page
        give(bea, lived_in)
        assert sent <= texts(lived_in), page
        assert verify(lived_in.base).ok, page
        lost_with.append(len(lost - sent))
    assert sum(map(bool, lost_with)) < len(lost_with) / 2


def test_with_a_copy_beside_it_nothing_is_lost_whichever_page_is_damaged(
    lived_in: Laptop, tmp_path: Path
) -> None:
    keep_copy(lived_in.base)
    before, digest = texts(lived_in), lived_in.base.digest()
    [draft] = drafts(lived_in.base)
    whole = lived_in.copy_home(tmp_path / "whole")
    for page in some_pages(lived_in, 8):
        lived_in.put_back(whole)
        flip(path_of(lived_in), (page - 1) * PAGE + 1000)
        found = mended(lived_in)
        assert (found.copies, found.own, found.missing) == (1, 31, 0)
        assert texts(lived_in) == before, page
        assert drafts(lived_in.base) == (draft,), page
        assert verify(lived_in.base).ok, page
        assert lived_in.base.digest() == digest, page


@pytest.mark.parametrize("harm", ["gone", "cut", "emptied"])
def test_what_was_saved_after_the_copy_is_read_from_the_file_and_the_rest_from_the_copy(
    lived_in: Laptop, harm: str
) -> None:
    keep_copy(lived_in.base)
    lived_in.note("After the copy.")
    before = texts(lived_in)
    lived_in.close()
    path = path_of(lived_in)
    if harm == "cut":
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size - 2 * PAGE)
    elif harm == "emptied":
        path.write_bytes(b"")
    else:
        path.unlink()
    mended(lived_in)
    assert before - texts(lived_in) <= {"After the copy."}
    lived_in.note("Written afterwards.")
    lived_in.close()
    assert "Written afterwards." in texts(lived_in)


def test_what_a_copy_says_is_held_against_its_hash(lived_in: Laptop) -> None:
    """Somebody who has the key writes another text, another author's change and another entry."""
    at = keep_copy(lived_in.base)
    before, vault = texts(lived_in), lived_in.vault()
    lived_in.close()
    path, key = vault.bases.copy(lived_in.inspection, at)
    assert key is not None
    forged = connect(path, key)
    forged.execute("UPDATE part SET text = 'Never written.' WHERE text LIKE 'Unsent note 1%'")
    forged.execute(
        "UPDATE change SET body = replace(body, 'note', 'case') WHERE number % 2 AND NOT sealed"
    )
    forged.execute("UPDATE entry_bytes SET body = zeroblob(length(body)) WHERE entry % 2")
    forged.close()
    path_of(lived_in).unlink()
    mended(lived_in)
    assert "Never written." not in texts(lived_in)
    assert texts(lived_in) - before <= {NOT_HERE_YET}
    assert 0 < len(texts(lived_in)) < len(before)
    with lived_in.base.reading() as session:
        assert session.connection().exec_driver_sql('SELECT count(*) FROM "case"').scalar() == 0


def test_a_damaged_file_is_kept_as_it_was_and_goes_with_the_inspection(lived_in: Laptop) -> None:
    flip(path_of(lived_in), 1000)
    damaged = path_of(lived_in).read_bytes()
    found = mended(lived_in)
    vault = lived_in.vault()
    path, key = vault.bases.aside(lived_in.inspection, found.aside)
    assert path.read_bytes() == damaged
    assert key is not None
    vault.drop_inspection(lived_in.inspection, ())
    assert not path.exists()
    assert vault.holds_nothing_at_all_of(lived_in.inspection, ())


def test_the_mended_laptop_writes_in_a_new_feed_and_the_team_comes_to_one_state(
    lived_in: Laptop, bea: Laptop
) -> None:
    feeds = {
        feed for feed in lived_in.base.vector() if feed.startswith(lived_in.base.vault.device.id)
    }
    lived_in.close()
    flip(path_of(lived_in), 5 * PAGE + 1000)
    mended(lived_in)
    lived_in.note("In the new feed.")
    exchange(lived_in, bea)
    assert lived_in.base.digest() == bea.base.digest()
    now = {feed for feed in bea.base.vector() if feed.startswith(lived_in.base.vault.device.id)}
    assert now > feeds


def test_what_is_not_damaged_is_not_mended(lived_in: Laptop) -> None:
    with pytest.raises(InspectorError) as refused:
        mended(lived_in)
    assert refused.value.code == "not-damaged"
    assert len(texts(lived_in)) == 62


def test_where_nothing_can_be_read_it_says_so_and_everything_stays(lived_in: Laptop) -> None:
    path = path_of(lived_in)
    noise = random.Random(3).randbytes(path.stat().st_size)
    path.write_bytes(noise)
    with pytest.raises(InspectorError) as refused:
        mended(lived_in)
    assert refused.value.code == "nothing-readable"
    assert path.read_bytes() == noise
    assert not list((lived_in.home / "replacing").iterdir())


def test_a_mending_that_was_cut_off_is_gone_on_with_at_the_next_opening(
    lived_in: Laptop, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = texts(lived_in)
    keep_copy(lived_in.base)
    lived_in.close()
    flip(path_of(lived_in), 1000)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("inspector_app.vault.base_files.BaseFiles._finish", killed)
        patch.setattr("inspector_app.vault.base_files.BaseFiles.drop_new", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            mended(lived_in)
    assert texts(lived_in) == before
    assert verify(lived_in.base).ok


# --- the write-ahead log --------------------------------------------------------------------------


@pytest.fixture
def with_log(lived_in: Laptop, tmp_path: Path) -> Laptop:
    """The files as they lie after the program was killed: saves stand in the log alone."""
    for number in range(12):
        lived_in.note(f"In the log {number}.")
    kept = {each.name: each.read_bytes() for each in path_of(lived_in).parent.iterdir()}
    lived_in.close()
    for name, data in kept.items():
        if not name.endswith("-shm"):
            path_of(lived_in).with_name(name).write_bytes(data)
    path_of(lived_in).with_name(f"{lived_in.inspection}.db-shm").unlink(missing_ok=True)
    (lived_in.home.parent / "old-log").write_bytes(log_of(lived_in).read_bytes())
    return lived_in


def test_a_log_left_by_a_killed_program_loses_nothing(with_log: Laptop) -> None:
    assert log_of(with_log).stat().st_size > 12 * PAGE
    assert not loses_saves(log_of(with_log).read_bytes())
    assert {f"In the log {number}." for number in range(12)} <= texts(with_log)


def test_a_log_cut_off_anywhere_within_its_last_save_is_no_damage(with_log: Laptop) -> None:
    log = log_of(with_log).read_bytes()
    ends = [frame.at for frame in frames_of(log) if frame.ends]
    for cut in range(ends[-2] + PAGE + 24, len(log), 4001):
        assert not loses_saves(log[:cut])
        assert not loses_saves(log[:cut] + bytes(len(log) - cut))


def test_a_new_log_that_was_only_begun_over_one_that_was_taken_back_is_no_damage(
    with_log: Laptop,
) -> None:
    """Killed between the header of a new log and its first frame."""
    with_log.reopen()
    with_log.base._checkpoints.wipe()
    assert log_of(with_log).stat().st_size == 0
    with_log.note("The first of a new log.")
    begun = log_of(with_log).read_bytes()[:32]
    old = with_log.home.parent / "old-log"
    assert begun[16:24] != old.read_bytes()[16:24]
    assert not loses_saves(begun + old.read_bytes()[32:])


@pytest.mark.parametrize("place", ["header", "salt", "number", "ends", "sum", "page"])
def test_a_byte_flipped_in_the_log_under_later_saves_is_found_left_alone_and_mended(
    with_log: Laptop, place: str
) -> None:
    log = log_of(with_log)
    first = frames_of(log.read_bytes())[2].at
    within = {"header": 20, "salt": first + 9, "number": first + 3, "ends": first + 7}
    flip(log, {**within, "sum": first + 20, "page": first + 24 + 500}[place])
    harmed = log.read_bytes()
    with pytest.raises(InspectorError) as refused:
        with_log.reopen()
    assert refused.value.code == "damaged-file"
    assert log.read_bytes() == harmed
    mended(with_log)
    there = texts(with_log)
    assert len({f"In the log {number}." for number in range(12)} - there) <= 1
    assert verify(with_log.base).ok


def test_every_page_of_a_whole_file_is_read_as_it_was_written(with_log: Laptop) -> None:
    key = with_log.vault().base_key(with_log.inspection)
    pages = Pages(path_of(with_log), key)
    assert all(pages.read(number) is not None for number in pages.numbers())
    assert read_log(path_of(with_log)) == log_of(with_log).read_bytes()
