"""`inspector sample draw`, as scripts and people see it."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from inspector_app.cli.main import main
from tests.cli.sampling import BY_TEAM, WHY, draw_twelve
from tests.sampling.case_lists import WORKER
from tests.story.laptops import Laptop

SAMPLES = Path(__file__).parents[3] / "shared" / "reference" / "annex_a_samples"


def test_a_draw_prints_everything_that_is_promised(lead: Laptop) -> None:
    [frame] = lead.run("intake", "frames")["frames"]
    document = lead.run(
        *("sample", "draw", "--frame", frame["frame"], *BY_TEAM, "--n", "12"),
        *("--seed", "plum/stone/x", *WHY),
    )
    assert document["id"] == document["plan"]
    assert document["seed"] == f"{document['plan']}/plum/stone/x"
    assert document["population"] == 40
    assert document["strata"] == [
        {"value": "East", "population": 12, "drawn": 4},
        {"value": "North", "population": 20, "drawn": 6},
        {"value": "South", "population": 8, "drawn": 2},
    ]
    assert len(document["selected"]) == 12
    for one in (*document["selected"], *document["reserves"]):
        hashed = sha256(f"{document['seed']}\x1f{one['unit']}".encode()).hexdigest()
        assert one["ticket"] == hashed
        assert {"case", "ticket", "stratum", "rank", "probability"} <= set(one)
    verified = lead.run("sample", "verify", document["plan"])
    assert (verified["ok"], verified["mismatches"], verified["complete"]) == (True, [], True)


def test_a_dry_run_shows_the_allocation_and_keeps_nothing(lead: Laptop) -> None:
    document = lead.run("sample", "draw", *BY_TEAM, "--n", "12", "--dry-run")
    assert [stratum["drawn"] for stratum in document["strata"]] == [4, 6, 2]
    assert (document["plan"], document["seed"]) == (None, None)
    assert (document["selected"], document["reserves"]) == ([], [])
    assert "C00" not in json.dumps(document)
    assert "C00" not in lead.say("sample", "draw", *BY_TEAM, "--n", "12", "--dry-run")
    assert lead.run("sample", "list")["plans"] == []
    assert lead.run("case", "list")["items"] == []


def test_drawing_again_needs_a_reason_and_the_plan_it_replaces_says_so(lead: Laptop) -> None:
    first = draw_twelve(lead)
    assert (first["drawn_before"], first["earlier_draws"]) == (None, 0)
    dry = ("sample", "draw", *BY_TEAM, "--n", "4", "--dry-run")
    second = lead.run(*dry)
    assert (second["drawn_before"], second["earlier_draws"]) == (first["plan"], 1)
    assert first["plan"] in lead.say(*dry)
    refused = lead.refused("sample", "draw", *BY_TEAM, "--n", "4", *WHY)
    assert refused.code == "drawn-before"
    assert first["plan"] in refused.message
    assert [one["plan"] for one in lead.run("sample", "list")["plans"]] == [first["plan"]]
    why = ("--title", "Children in care", "--rationale", "Two teams were merged on the list")
    again = lead.run("sample", "draw", *BY_TEAM, "--n", "4", "--supersedes", first["plan"], *why)
    assert again["drawn_before"] == first["plan"]
    assert "1 draw came before it" in lead.say("sample", "statement", again["plan"])
    plans = {one["plan"]: one["superseded_by"] for one in lead.run("sample", "list")["plans"]}
    assert plans[first["plan"]] == [again["plan"]]
    assert "superseded" in lead.say("sample", "list")
    assert again["plan"] in lead.say("sample", "show", first["plan"])
    beside = lead.run("sample", "draw", *BY_TEAM, "--n", "3", "--again", "For the lead", *WHY)
    assert beside["earlier_draws"] == 2
    assert "For the lead" in lead.say("sample", "show", beside["plan"])


def test_a_phrase_that_may_be_guessed_is_warned_of(
    lead: Laptop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert draw_twelve(lead)["weak_phrase"] is False
    draw = ("sample", "draw", *BY_TEAM, "--n", "2", "--again", "Once more", *WHY, "--seed")
    assert lead.run(*draw, "rain rain rain rain rain rain")["weak_phrase"] is True
    assert lead.run(*draw, "conkers in the car park behind old mill")["weak_phrase"] is False


def test_every_design_is_drawn_and_verified(lead: Laptop) -> None:
    """As a script would: what is particular to a design stands in its document."""
    size = "Number of Placements in the Last 12 months"
    further = ("--again", "Every design")
    draw = ("sample", "draw", "--list", "8", "--n", "6", *further, *WHY, "--design")
    order = lead.run(*draw, "systematic", "--sort", "Age", "--sort", "Gender")
    assert (order["interval"], len(order["selected"])) == ("20/3", 6)
    assert order["order"] == "by Age of Child (Years), then by Gender, ties by identifier"
    sized = lead.run(*draw, "pps", "--size-column", size)
    assert (sized["population"], sized["without_size"], sized["certain"]) == (32, {"nought": 8}, 0)
    stages = lead.run(*draw, "two-stage", "--cluster", "Allocated Worker", "--clusters", "3")
    assert (stages["clusters"], len(stages["cluster_sizes"])) == (3, 7)
    assert [stratum["value"] for stratum in stages["strata"]] == [
        *("cluster 01", "cluster 02", "cluster 03"),
    ]
    spreads = ("--spread", "North=1", "--spread", "East=2.5", "--spread", "South=1")
    by_team = ("--by", "Allocated Team", "--allocation", "neyman", *spreads)
    neyman = lead.run(*draw, "stratified", *by_team)
    assert [one["drawn"] for one in neyman["strata"]] == [3, 2, 1]
    assert [one["one_more"] for one in neyman["rounding"]] == [False, False, True]
    for document in (order, sized, stages, neyman):
        assert WORKER not in json.dumps(document)
        assert len(document["selected"]) == 6
        verified = lead.run("sample", "verify", document["plan"])
        assert (verified["ok"], verified["complete"]) == (True, True)
    assert lead.refused("sample", "extend", sized["plan"], "--add", "1").code == "not-extended"
    said = lead.say(*draw, "systematic", "--dry-run")
    assert "one in 6.667" in said
    assert "C00" not in said


def test_the_seed_is_for_who_draws_and_reserves_are_for_scripts(lead: Laptop) -> None:
    said = lead.say("sample", "draw", *BY_TEAM, "--n", "2", *WHY)
    [plan] = lead.run("sample", "list")["plans"]
    document = lead.run("sample", "show", plan["plan"])
    assert document["seed"] in said
    assert document["seed"] not in lead.say("sample", "show", plan["plan"])


@pytest.mark.parametrize("design", ["lucky", "snowball", ""])
def test_a_design_that_is_not_there_is_not_offered(lead: Laptop, design: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INSPECTOR_HOME", str(lead.home))
        patch.setenv("INSPECTOR_PASSPHRASE_FILE", str(lead.passphrase_file))
        assert main(["sample", "draw", "--list", "8", "--design", design, "--n", "2"]) == 2


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--n", "41"), "sample-larger-than-population"),
        (("--n", "12", "--by", "Shoe size"), "column-unknown"),
        (("--n", "12", "--by", "Allocated Worker"), "column-sensitive"),
        (("--n", "12", "--where", "Age >> 3"), "condition-unclear"),
        (("--n", "12", "--frame", "0" * 32), "unknown-frame"),
        (
            ("--n", "12", "--allocation", "manual", "--stratum", "South=9", "--stratum", "East=3"),
            "sample-larger-than-stratum",
        ),
        (("--n", "12", "--allocation", "manual", "--stratum", "South"), "stratum-unclear"),
        (("--n", "12", "--seed", "a\x1fb"), "seed-unclear"),
        ((), "size-missing"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_no_plan_stands(
    lead: Laptop, options: tuple[str, ...], code: str
) -> None:
    assert lead.refused("sample", "draw", *BY_TEAM, *options, *WHY).code == code
    assert lead.run("sample", "list")["plans"] == []
    assert lead.run("case", "list")["items"] == []


def test_sizes_by_hand_and_minimum_are_kept_to(lead: Laptop) -> None:
    manual = ("--allocation", "manual", "--stratum", "South=1", "--stratum", "North=3")
    by_hand = lead.run("sample", "draw", *BY_TEAM, "--n", "4", *manual, *WHY)
    assert [stratum["drawn"] for stratum in by_hand["strata"]] == [0, 3, 1]
    assert (by_hand["rounding"], by_hand["rounding_rule"]) == ([], "")
    least = ("--minimum", "4", "--allocation", "proportional")
    more = (*least, "--again", "Some from each")
    minimum = lead.run("sample", "draw", *BY_TEAM, "--n", "13", *more, *WHY)
    assert [stratum["drawn"] for stratum in minimum["strata"]] == [4, 5, 4]


def test_purposeful_selections_by_criterion_and_by_extreme(lead: Laptop) -> None:
    purposeful = ("sample", "draw", "--list", "8", "--design", "purposeful", *WHY)
    older = lead.run(*purposeful, "--where", "Age >= 16", "--where", "Allocated Team = North")
    assert [one["case"] for one in older["selected"]] == ["C0016", "C0017"]
    assert (older["seed"], older["reserves"]) == (None, [])
    column = "Number of Placements in the Last 12 months"
    extreme = ("--purposeful-type", "extreme", "--sort", column, "--n", "2")
    moved = lead.run(*purposeful, *extreme)
    assert [one["case"] for one in moved["selected"]] == ["C0004", "C0009"]
    settled = lead.run(*purposeful, *extreme, "--tail", "low")
    assert [one["case"] for one in settled["selected"]] == ["C0000", "C0005"]
    assert lead.run("sample", "verify", settled["plan"])["ok"] is True
    stated = lead.run("sample", "statement", moved["plan"])
    assert (stated["nature"], stated["routes"]) == ("purposeful", {"criterion": 2})
