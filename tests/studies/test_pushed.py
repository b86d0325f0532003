"""Options pushed by techniques: figures beside the comparison, what is refused, claims on them."""

import functools
from dataclasses import replace

import pytest

from tests.studies.conftest import scenario
from windlass.base.errors import InvalidInput
from windlass.base.whatif import leaves, value_at
from windlass.redirect.facts import BLOWS, STEERING
from windlass.studies import answer, claims, pushed, study
from windlass.studies.bench import bench, work
from windlass.studies.programme_parts import Claim
from windlass.studies.roles import ROLES
from windlass.studies.variant import Variant

TUG = "earth-moon.tug-electric"


@functools.cache
def worked(*sets: str) -> tuple[Variant, ...]:
    ready = bench(scenario('option.earth-moon.techniques=["tug-electric"]', *sets))
    return tuple(work(ready, only=lambda goal: goal.key == TUG))


def test_it_moves_what_the_comparison_says() -> None:
    (one,) = worked()
    assert one.searches is not None
    found = next(
        made for key, made in one.searches.trips.items()
        if key[0] == "pushed" and "'tug-electric'" in key[1]
    )  # fmt: skip
    assert one.figures["moved.largest"].value == pytest.approx(found.row.largest_kg, rel=3e-3)
    assert one.figures["moved.ships"].value == found.row.ships
    assert one.figures["cost.launches"].value > 0.0


def test_figures_hold_together() -> None:
    (one,) = worked()
    f = {role: figure.value for role, figure in one.figures.items()}
    assert set(f) <= ROLES
    assert f["moved.share"] == pytest.approx(f["moved.largest"] / one.goal.whole.value)
    assert f["returned"] == pytest.approx(min(f["moved.largest"], one.goal.whole.value))
    assert f["flights.ships"] == f["fleet.ships"] * f["launch.parts"]
    assert f["launch.load"] / f["launch.parts"] <= 1.0 + 1e-9
    assert f["launch.date"] < f["out.arrival"] <= f["return.departure"] < f["final.date"]
    assert f["duration"] == pytest.approx(f["final.date"] - f["launch.date"])
    assert f["propellant"] == pytest.approx(f["launch.mass"] - 5500.0)
    assert one.feasible == (f["moved.share"] >= 1.0)
    assert any("with a chance of 95 %" in note for note in one.goal.arrival.notes)


def test_what_is_moved_is_a_model_of_ships_and_body() -> None:
    (one,) = worked()
    most = one.figures["moved.largest"]
    below = leaves(most)
    duty = next(key for key, leaf in below.items() if leaf.name == "tug.duty")
    nominal = below[duty].value
    less = value_at(most, {duty: 0.9 * nominal})
    assert less is not None
    assert 0.85 * most.value < less <= most.value
    assert most.low is not None
    assert most.high is not None
    assert most.low <= most.value <= most.high


def test_as_many_ships_as_needed_move_it_and_one_fewer_does_not() -> None:
    (one,) = worked('fleet.ships="as-needed"')
    ships = int(one.figures["fleet.ships"].value)
    assert one.figures["moved.ships"].value == ships
    assert not [reason for reason in one.reasons if reason.what == "mass moved"]
    (fewer,) = worked(f"option.earth-moon.ships={ships - 1}")
    assert [reason.what for reason in fewer.reasons] == ["mass moved"]
    assert f"it takes {ships} ships" in fewer.reasons[0].text


def test_a_claim_on_what_is_moved_says_by_what() -> None:
    asked = scenario('option.earth-moon.techniques=["tug-electric"]')
    one = Claim(text="made up", figure="moved.share", value=">= 0.01", option="earth-moon")
    asked = asked.model_copy(update={"claim": {"one": one}})
    ready = bench(asked)
    (verdict,) = claims.judge(asked, worked(), ready.about.figures, study.again(asked, None, None))
    assert verdict.status == "holds"
    assert verdict.variant == TUG
    assert verdict.why.startswith("by attached electric tug: 1 ship moves")
    assert "it takes" in verdict.why


def test_no_trip_gives_way_to_an_untried_technique() -> None:
    ready = bench(
        scenario('option.earth-moon.techniques=["mass-driver"]', "option.earth-moon.ships=2")
    )
    (driver,) = work(ready, only=lambda goal: goal.key == "earth-moon.mass-driver")
    assert driver.feasible
    trip = replace(driver, goal=replace(driver.goal, technique="", variant="low-thrust"))
    assert answer.recommend([driver, trip]) is trip
    assert answer.best_of([driver, trip]) is trip
    assert answer.recommend([driver]) is driver
    assert 0.2 < driver.figures["returned"].value / driver.goal.whole.value < 0.9
    said = answer.lines(ready.about, [driver], driver)
    assert any("mass driver" in line.lower() for line in said)
    assert "not flown again" in said[-1]


def test_vehicles_dig_for_a_mass_driver() -> None:
    def flags(*sets: str) -> str:
        ready = bench(scenario('option.earth-moon.techniques=["mass-driver"]', *sets))
        goal = next(goal for goal in ready.goals if goal.technique)
        ask = pushed._ask(
            ready.scenario, goal, pushed._inputs(ready.scenario, goal), ready.searches.target
        )
        return repr(ask.dug_kg_s)

    assert flags() == "None"
    dug = float(flags("option.earth-moon.vehicles=100"))
    assert dug == pytest.approx(100 * 900.0 / 86400.0 * 0.7)
    assert float(
        flags("option.earth-moon.vehicles=100", 'fleet.excavator_rate="1.8 t/d"')
    ) == pytest.approx(2.0 * dug)


def test_all_means_those_that_steer() -> None:
    listed = scenario('option.earth-moon.techniques=["all"]').option["earth-moon"]
    option = scenario('option.earth-moon.techniques="all"').option["earth-moon"]
    assert listed == option
    assert option.techniques == STEERING
    assert not set(option.techniques) & set(BLOWS)
    assert set(pushed.TITLES) == set(STEERING)


@pytest.mark.parametrize(
    ("sets", "word"),
    [
        (['option.earth-moon.techniques=["rope"]'], "rope"),
        (['option.earth-moon.techniques=["kinetic-impactor"]'], "steers"),
        (["option.earth-moon.trips=false"], "techniques"),
        (["option.earth-moon.ships=0"], "ships"),
        (["option.earth-moon.vehicles=0"], "vehicles"),
    ],
)
def test_what_an_option_cannot_say_is_refused(sets: list[str], word: str) -> None:
    with pytest.raises(InvalidInput, match=word):
        scenario(*sets)


def test_without_trips_there_are_techniques_alone() -> None:
    ready = bench(
        scenario('option.earth-moon.techniques=["ion-beam"]', "option.earth-moon.trips=false")
    )
    own = [goal.variant for goal in ready.goals if goal.option == "earth-moon"]
    assert own == ["ion-beam"]


def test_a_window_without_time_is_a_reason_and_no_fault() -> None:
    ready = bench(
        scenario('option.earth-moon.techniques=["ion-beam"]', 'window.max_duration="150 d"')
    )
    (one,) = work(ready, only=lambda goal: goal.key == "earth-moon.ion-beam")
    assert not one.feasible
    assert "200" in one.reasons[0].text


def test_what_moves_nothing_says_why() -> None:
    ready = bench(scenario('option.earth-moon.techniques=["coating"]'))
    (one,) = work(ready, only=lambda goal: goal.key == "earth-moon.coating")
    assert not one.feasible
    assert not one.figures
    assert "not even 1 t" in one.reasons[0].text
    assert one.goal.arrival.notes[0].startswith("readiness ")
    assert not any("v∞" in note for note in one.goal.arrival.notes)
