"""Who counts: cutoffs, admissions, demotions, and entries that name a losing record."""

from __future__ import annotations

from schemas.team import Standing, lessens
from schemas.team_records import Seat, SignedRecord
from tests.schemas.chains import Story, below, feed_of, member_of
from tests.schemas.devices import device

SEATS = {"ann": "lead", "bea": "hmi deputy", "cat": "hmi", "dan": "qam"}
FIRST, SECOND, THIRD = "a1" * 32, "a2" * 32, "a3" * 32
PLACE = below(FIRST, SECOND, THIRD)


def _team() -> tuple[Story, SignedRecord]:
    story = Story()
    return story, story.epoch(story.genesis, "ann", SEATS)


def _judge(
    story: Story,
    name: str,
    team: SignedRecord,
    entry: str = FIRST,
    *,
    floor: int = 0,
    feed: str | None = None,
) -> Standing:
    return story.chain().judge(device(name).id, team.id, feed or feed_of(name), floor, PLACE(entry))


def _roles(standing: Standing) -> set[str]:
    assert standing.seat is not None
    return set(standing.seat.roles)


def _without(*names: str) -> dict[str, str]:
    return {name: roles for name, roles in SEATS.items() if name not in names}


def test_a_member_is_judged_in_the_seat_of_the_record_that_the_entry_names() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", {**SEATS, "cat": "hmi chair"}, rules=3)
    assert _judge(story, "cat", first) == Standing(
        True, Seat(device("cat").card, member_of("cat"), frozenset({"hmi"})), 1, 1
    )
    later = _judge(story, "cat", second)
    assert (_roles(later), later.rules, later.depth) == ({"hmi", "chair"}, 3, 2)


def test_an_offline_members_work_of_an_old_epoch_still_counts() -> None:
    story, first = _team()
    last = first
    for note in range(4):
        last = story.epoch(last, "ann", SEATS, note=note)
    assert _judge(story, "cat", first).counts


def test_an_entry_that_names_an_unknown_record_waits() -> None:
    story, first = _team()
    unknown = story.epoch(first, "ann", SEATS)
    story.records.remove(unknown)
    standing = _judge(story, "cat", unknown, floor=1)
    assert not standing.counts
    assert not standing.known


def test_a_stranger_does_not_count() -> None:
    story, first = _team()
    standing = _judge(story, "eve", first)
    assert (standing.counts, standing.seat, standing.known) == (False, None, True)


def test_a_removed_members_entries_count_up_to_the_cutoff_and_no_further() -> None:
    story, first = _team()
    story.epoch(first, "ann", _without("cat"), cutoffs={feed_of("cat"): (SECOND,)})
    assert _judge(story, "cat", first, FIRST).counts
    assert _judge(story, "cat", first, SECOND).counts
    assert not _judge(story, "cat", first, THIRD).counts


def test_a_feed_that_no_cutoff_names_has_none() -> None:
    story, first = _team()
    story.epoch(first, "ann", _without("cat"), cutoffs={feed_of("cat"): (SECOND,)})
    other_life = f"{device('cat').id}-{'02' * 8}"
    assert not _judge(story, "cat", first, FIRST, feed=other_life).counts


def test_a_removed_member_cannot_name_the_removing_record_to_count_again() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", _without("cat"))
    assert not _judge(story, "cat", second).counts


def test_an_admission_moves_the_cutoff_and_keeps_the_old_standing() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", _without("cat"), rules=2)
    story.admit(second, "ann", {feed_of("cat"): (SECOND,)})
    admitted = _judge(story, "cat", first, SECOND)
    assert admitted.counts
    assert (_roles(admitted), admitted.rules) == ({"hmi"}, 1)
    assert not _judge(story, "cat", first, THIRD).counts


def test_an_epoch_admits_as_well() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", _without("cat"))
    story.epoch(second, "bea", _without("cat"), admit={feed_of("cat"): (FIRST,)})
    assert _judge(story, "cat", first, FIRST).counts


def test_an_admission_does_not_outlive_a_later_removal_that_leaves_the_entry_out() -> None:
    story, first = _team()
    second = story.admit(first, "ann", {feed_of("cat"): (THIRD,)})
    third = story.epoch(second, "ann", _without("cat"), cutoffs={feed_of("cat"): (FIRST,)})
    assert _judge(story, "cat", first, FIRST).counts
    assert not _judge(story, "cat", first, THIRD).counts
    story.admit(third, "ann", {feed_of("cat"): (THIRD,)})
    assert _judge(story, "cat", first, THIRD).counts


def test_what_was_cut_off_stays_out_when_its_author_comes_back() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", _without("cat"))
    third = story.epoch(second, "ann", SEATS)
    assert not _judge(story, "cat", first).counts
    assert _judge(story, "cat", third).counts


def test_a_demoted_member_keeps_nothing_above_the_cutoff() -> None:
    story, first = _team()
    story.epoch(first, "ann", {**SEATS, "bea": "hmi"}, cutoffs={feed_of("bea"): (FIRST,)}, rules=2)
    kept, judged = _judge(story, "bea", first, FIRST), _judge(story, "bea", first, SECOND)
    assert (kept.counts, _roles(kept), kept.rules) == (True, {"hmi", "deputy"}, 1)
    assert (judged.counts, _roles(judged), judged.rules) == (True, {"hmi"}, 2)


def test_an_admission_gives_a_demoted_member_the_old_standing_back() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", {**SEATS, "bea": "hmi"})
    story.admit(second, "ann", {feed_of("bea"): (FIRST,)})
    assert _roles(_judge(story, "bea", first, FIRST)) == {"hmi", "deputy"}
    assert _roles(_judge(story, "bea", first, SECOND)) == {"hmi"}


def test_a_member_demoted_twice_is_judged_in_the_last_seat() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", {**SEATS, "bea": "hmi"})
    third = story.epoch(second, "ann", {**SEATS, "bea": "analyst"})
    assert _roles(_judge(story, "bea", first)) == {"analyst"}
    story.epoch(third, "ann", _without("bea"))
    assert not _judge(story, "bea", first).counts


def test_a_promotion_changes_nothing_that_was_written_before() -> None:
    story, first = _team()
    second = story.epoch(first, "ann", {**SEATS, "cat": "lead"})
    story.epoch(second, "ann", {**SEATS, "dan": "hmi"})
    assert _roles(_judge(story, "cat", first)) == {"hmi"}
    assert _roles(_judge(story, "cat", second)) == {"hmi"}


def test_a_demotion_never_gives_an_older_entry_more_than_it_had() -> None:
    story = Story()
    first = story.epoch(story.genesis, "ann", {"ann": "lead", "eve": "analyst"})
    second = story.epoch(first, "ann", {"ann": "lead", "eve": "lead"})
    story.epoch(second, "ann", {"ann": "lead", "eve": "hmi"})
    assert _roles(_judge(story, "eve", first)) == {"analyst"}
    assert _roles(_judge(story, "eve", second)) == {"hmi"}


def test_a_device_given_to_another_member_does_not_go_on_writing_as_the_one_before() -> None:
    story, first = _team()
    story.epoch(first, "ann", SEATS, members={"cat": "eve"}, cutoffs={feed_of("cat"): (FIRST,)})
    kept, judged = _judge(story, "cat", first, FIRST), _judge(story, "cat", first, SECOND)
    assert kept.seat is not None
    assert kept.seat.member == member_of("cat")
    assert judged.seat is not None
    assert judged.seat.member == member_of("eve")


def test_a_feed_never_goes_back_to_an_older_record() -> None:
    story, first = _team()
    story.epoch(first, "ann", {**SEATS, "bea": "hmi"}, cutoffs={feed_of("bea"): (THIRD,)})
    assert _roles(_judge(story, "bea", first)) == {"hmi", "deputy"}
    back = _judge(story, "bea", first, floor=2)
    assert (_roles(back), back.depth) == ({"hmi"}, 2)


def test_a_floor_from_a_path_that_became_shorter_is_held_to_its_end() -> None:
    story, first = _team()
    assert _judge(story, "cat", first, floor=9).depth == 1


def test_an_entry_that_names_a_losing_record_is_judged_at_the_last_common_one() -> None:
    story, first = _team()
    losing = story.epoch(first, "bea", {**SEATS, "cat": "hmi chair"}, rules=2)
    further = story.epoch(losing, "bea", {**SEATS, "cat": "hmi chair"}, rules=3)
    story.epoch(first, "ann", {**SEATS, "eve": "hmi"})
    for record in (losing, further):
        standing = _judge(story, "cat", record)
        assert (standing.counts, _roles(standing), standing.rules) == (True, {"hmi"}, 1)
        assert standing.depth == 1


def test_a_device_that_a_losing_record_added_counts_when_it_is_admitted() -> None:
    story, first = _team()
    losing = story.epoch(first, "bea", {**SEATS, "fay": "scri"})
    winner = story.epoch(first, "ann", {**SEATS, "eve": "hmi"})
    assert not _judge(story, "fay", losing).counts
    again = story.epoch(
        winner, "ann", {**SEATS, "fay": "scri"}, admit={feed_of("fay"): (SECOND,)}, rules=2
    )
    admitted = _judge(story, "fay", losing, FIRST)
    assert (admitted.counts, _roles(admitted), admitted.rules) == (True, {"scri"}, 2)
    assert not _judge(story, "fay", losing, THIRD).counts
    assert _judge(story, "fay", again, THIRD).counts


def test_an_admitted_device_that_is_removed_later_keeps_what_the_cutoff_names() -> None:
    story, first = _team()
    losing = story.epoch(first, "bea", {**SEATS, "fay": "scri"})
    winner = story.epoch(first, "ann", {**SEATS, "eve": "hmi"})
    again = story.epoch(winner, "ann", {**SEATS, "fay": "scri"}, admit={feed_of("fay"): (SECOND,)})
    story.epoch(again, "ann", SEATS, cutoffs={feed_of("fay"): (FIRST,)})
    assert _judge(story, "fay", losing, FIRST).counts
    assert not _judge(story, "fay", losing, SECOND).counts


def test_an_admission_of_a_device_that_never_had_a_seat_admits_nothing() -> None:
    story, first = _team()
    story.admit(first, "ann", {feed_of("eve"): (FIRST,)})
    assert not _judge(story, "eve", first).counts


def test_during_a_stand_off_evidence_flows_on() -> None:
    story = Story()
    seats = {"ann": "lead", "amy": "lead", "cat": "hmi"}
    first = story.epoch(story.genesis, "ann", seats)
    one = story.epoch(first, "ann", {"ann": "lead", "cat": "hmi"})
    story.epoch(first, "amy", {"amy": "lead", "cat": "hmi"})
    assert story.chain().stopped
    for name in ("ann", "amy", "cat"):
        assert _judge(story, name, first).counts
    assert _judge(story, "cat", one).counts


def test_what_a_seat_loses_is_a_right_not_a_word() -> None:
    def seat(roles: str) -> Seat:
        return Seat(device("cat").card, member_of("cat"), frozenset(roles.split()))

    assert not lessens(seat("hmi"), seat("lead"))
    assert not lessens(seat("analyst"), seat("hmi"))
    assert not lessens(seat("hmi"), seat("scri chair"))
    assert not lessens(seat("hmi deputy"), seat("lead"))
    assert lessens(seat("lead"), seat("hmi deputy"))
    assert lessens(seat("hmi chair"), seat("hmi"))
    assert lessens(seat("hmi"), seat("qam"))
    assert lessens(seat("qam"), seat("hmi"))
    assert lessens(seat("hmi something-newer"), seat("hmi"))
    assert lessens(seat("hmi"), None)
