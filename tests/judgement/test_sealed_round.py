"""Nobody sees another's answer before all are revealed; what was sealed is what is opened."""

from __future__ import annotations

import pytest

from inspector_app.errors import InspectorError
from inspector_app.evidence_base.writing import NewWrite, Typed
from inspector_app.judgement.agreed_judgements import NewAgreement, agree, agreements
from inspector_app.judgement.answers import (
    Answer,
    abstain,
    again,
    answers,
    publish_openings,
    reveal,
    seal_answer,
)
from inspector_app.judgement.sessions import close_session, find_session, open_session
from tests.evidence_base.laptops import Laptop, exchange

AREA = "leaders"
GOOD = Answer("good", "Supervision is regular and reflective.")
WEAK = Answer("requires-improvement", "Caseloads stop workers from seeing children often enough.")


def opened(team: dict[str, Laptop], *areas: str) -> None:
    open_session(team["ann"].base, areas or (AREA,))
    exchange(*team.values())


def sealed_by(laptop: Laptop, answer: Answer, area: str = AREA) -> str:
    return seal_answer(laptop.base, find_session(laptop.base), area, answer)


def seen(laptop: Laptop) -> dict[str, tuple[str, Answer | None]]:
    found = answers(laptop.base, find_session(laptop.base))
    return {place.member: (place.state, place.answer) for place in found}


def everybody_publishes(team: dict[str, Laptop]) -> None:
    exchange(*team.values())
    for laptop in team.values():
        publish_openings(laptop.base)
    exchange(*team.values())


def test_no_laptop_shows_or_holds_anothers_answer_before_the_reveal(
    team: dict[str, Laptop],
) -> None:
    opened(team)
    sealed_by(team["ann"], GOOD)
    sealed_by(team["bea"], WEAK)
    everybody_publishes(team)
    for laptop in team.values():
        assert all(place == ("sealed", None) for place in seen(laptop).values())
        assert len(seen(laptop)) == 2
    with team["cal"].base.reading() as reading:
        texts = reading.connection().exec_driver_sql("SELECT text FROM part").scalars().all()
    assert not any("Supervision is regular" in text or "Caseloads" in text for text in texts)


def test_the_reveal_opens_all_answers_on_all_laptops_together(team: dict[str, Laptop]) -> None:
    opened(team)
    sealed_by(team["ann"], GOOD)
    sealed_by(team["bea"], WEAK)
    exchange(*team.values())
    assert reveal(team["ann"].base, find_session(team["ann"].base)) == 2
    everybody_publishes(team)
    expected = {
        team["ann"].base.member: ("opened", GOOD),
        team["bea"].base.member: ("opened", WEAK),
    }
    assert all(seen(laptop) == expected for laptop in team.values())
    assert len({laptop.base.digest() for laptop in team.values()}) == 1


def test_the_lead_cannot_reveal_before_answering_or_abstaining(team: dict[str, Laptop]) -> None:
    opened(team)
    sealed_by(team["bea"], WEAK)
    exchange(*team.values())
    ann = team["ann"].base
    with pytest.raises(InspectorError) as refused:
        reveal(ann, find_session(ann))
    assert refused.value.code == "lead-first"
    assert abstain(ann, find_session(ann)) == (AREA,)
    assert reveal(ann, find_session(ann)) == 1


def test_an_opening_stays_sealed_when_a_reveal_does_not_come_from_a_chair(
    team: dict[str, Laptop],
) -> None:
    opened(team)
    sealed_by(team["ann"], GOOD)
    name = sealed_by(team["bea"], WEAK)
    exchange(*team.values())
    session = find_session(team["cal"].base)
    with pytest.raises(InspectorError) as refused:
        team["cal"].base.record(NewWrite(session.id, "judgement-session", f"reveal[{name}]", True))
    assert refused.value.code == "not-allowed"
    everybody_publishes(team)
    assert seen(team["ann"])[team["bea"].base.member] == ("sealed", None)


def test_a_sealed_answer_cannot_be_changed(team: dict[str, Laptop]) -> None:
    opened(team)
    sealed_by(team["bea"], WEAK)
    with pytest.raises(InspectorError) as refused:
        sealed_by(team["bea"], GOOD)
    assert refused.value.code == "already-sealed"


def test_an_opening_that_is_not_what_was_sealed_is_shown_as_invalid(
    team: dict[str, Laptop],
) -> None:
    opened(team)
    sealed_by(team["ann"], GOOD)
    name = sealed_by(team["bea"], WEAK)
    with team["bea"].base.local() as connection:
        (text,) = connection.exec_driver_sql("SELECT opening FROM answer").one()
        assert "requires-improvement" in text
        changed = text.replace("requires-improvement", "outstanding")
        connection.exec_driver_sql(
            "UPDATE answer SET opening = ? WHERE commitment = ?", (changed, name)
        )
    exchange(*team.values())
    reveal(team["ann"].base, find_session(team["ann"].base))
    everybody_publishes(team)
    assert seen(team["cal"])[team["bea"].base.member] == ("invalid", None)


def test_a_copied_commitment_opens_for_nobody(team: dict[str, Laptop]) -> None:
    """A commitment binds its member: another's opening does not fit under one's own name."""
    opened(team)
    sealed_by(team["ann"], GOOD)
    name = sealed_by(team["bea"], WEAK)
    exchange(*team.values())
    cal, session = team["cal"].base, find_session(team["cal"].base)
    copied = cal.new_id()
    cal.record(
        NewWrite(copied, "provisional-grade", "session", session.id),
        NewWrite(copied, "provisional-grade", "area", AREA),
        NewWrite(copied, "provisional-grade", "round", 1),
        NewWrite(copied, "provisional-grade", f"commitment[{cal.member}]", name),
    )
    exchange(*team.values())
    reveal(team["ann"].base, find_session(team["ann"].base))
    everybody_publishes(team)
    with team["cal"].base.reading() as reading:
        opening = (
            reading.connection()
            .exec_driver_sql(
                "SELECT value FROM element WHERE field = 'opening' AND key = ?",
                (team["bea"].base.member,),
            )
            .scalar_one()
        )
    cal.record(NewWrite(copied, "provisional-grade", f"opening[{cal.member}]", Typed(opening)))
    exchange(*team.values())
    assert seen(team["ann"])[cal.member] == ("invalid", None)
    assert seen(team["ann"])[team["bea"].base.member] == ("opened", WEAK)


def test_an_answer_sealed_after_the_reveal_stands_as_late(team: dict[str, Laptop]) -> None:
    opened(team)
    sealed_by(team["ann"], GOOD)
    exchange(team["ann"], team["bea"])
    sealed_by(team["bea"], WEAK)
    reveal(team["ann"].base, find_session(team["ann"].base))
    everybody_publishes(team)
    assert seen(team["ann"])[team["bea"].base.member] == ("late", None)
    with pytest.raises(InspectorError) as refused:
        sealed_by(team["cal"], GOOD)
    assert refused.value.code == "already-revealed"


def test_a_second_round_is_sealed_like_the_first(team: dict[str, Laptop]) -> None:
    opened(team)
    sealed_by(team["ann"], GOOD)
    reveal(team["ann"].base, find_session(team["ann"].base))
    assert again(team["ann"].base, find_session(team["ann"].base), AREA) == 2
    everybody_publishes(team)
    sealed_by(team["bea"], WEAK)
    exchange(*team.values())
    rounds = {
        (place.round, place.state)
        for place in answers(team["ann"].base, find_session(team["ann"].base))
    }
    assert rounds == {(1, "opened"), (2, "sealed")}


def test_nobody_answers_on_a_base_that_is_not_the_frozen_one(team: dict[str, Laptop]) -> None:
    team["ann"].note("Only on the lead's laptop when the base is frozen.")
    session = open_session(team["ann"].base, [AREA])
    entries = list(team["ann"].parcel(team["bea"]))
    team["bea"].base.merge(entries[1:])
    with pytest.raises(InspectorError) as refused:
        seal_answer(team["bea"].base, session, AREA, GOOD)
    assert refused.value.code == "needs-sync"
    team["bea"].base.merge(entries)
    assert seal_answer(team["bea"].base, session, AREA, GOOD)


def test_an_answer_must_be_a_choice_of_the_framework(team: dict[str, Laptop]) -> None:
    opened(team)
    for wrong in (
        Answer("satisfactory", "An old word."),
        Answer("between", "No bounds."),
        Answer("good", "Bounds without between.", "good", "outstanding"),
    ):
        with pytest.raises(InspectorError) as refused:
            sealed_by(team["bea"], wrong)
        assert refused.value.code == "unknown-grade"
    assert sealed_by(team["bea"], Answer("between", "On the border.", "good", "outstanding"))


def test_the_group_agrees_only_once_answers_are_revealed(team: dict[str, Laptop]) -> None:
    opened(team, AREA, "care-leavers")
    sealed_by(team["ann"], GOOD)
    sealed_by(team["bea"], WEAK)
    exchange(*team.values())
    ann = team["ann"].base
    abstain(ann, find_session(ann))
    new = NewAgreement(AREA, "good", "Supervision outweighs caseloads.", "most", dissent="No.")
    with pytest.raises(InspectorError) as refused:
        agree(ann, find_session(ann), new)
    assert refused.value.code == "not-revealed"
    reveal(ann, find_session(ann))
    agree(ann, find_session(ann), new)
    everybody_publishes(team)
    (found,) = agreements(team["cal"].base)
    assert (found.grade, found.how, found.dissent) == ("good", "most", {ann.member: "No."})
    assert find_session(ann).state == "revealed"
    agree(ann, find_session(ann), NewAgreement("care-leavers", "inadequate", "Why.", "all"))
    assert find_session(ann).state == "agreed"
    close_session(ann, find_session(ann))
    assert find_session(ann).state == "closed"


def test_only_a_chair_opens_reveals_agrees_and_closes(team: dict[str, Laptop]) -> None:
    opened(team)
    bea = team["bea"].base
    session = find_session(bea)
    for attempt in (
        lambda: open_session(bea, [AREA]),
        lambda: reveal(bea, session),
        lambda: again(bea, session, AREA),
        lambda: agree(bea, session, NewAgreement(AREA, "good", "Why.", "all")),
        lambda: close_session(bea, session),
    ):
        with pytest.raises(InspectorError) as refused:
            attempt()
        assert refused.value.code == "not-chair"
