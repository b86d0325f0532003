"""What one ship brings on fixed legs, and how many ships share a body."""

import math
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.studies.conftest import scenario
from tests.studies.test_account import KECK
from windlass.base.errors import OutOfDomain
from windlass.base.figure import leaf
from windlass.studies import fleet_figures
from windlass.studies.account import INPUTS, account
from windlass.studies.bench import bench, work
from windlass.studies.fleet_size import LEAST_KG, most_on_trip

LIMITS = {
    "able": 18_800.0,
    "capacity": 13_000.0,
    "depart": 3.0e8,
    "arrive": 6.0e8,
    "first": 0.0,
    "latest": 9e8,
    "longest": 9e8,
}
STILL = {**KECK, "spin_period": 0.0}


def run(mass: float, ships: float = 1.0, **changes: float) -> float:
    """Launch mass of one ship [kg]; inf where it cannot fly or holds too little."""
    x = {**STILL, **changes, "returned": mass, "ships": ships}
    try:
        found = account(*(x[name] for name in INPUTS))
    except OutOfDomain:
        return math.inf
    return found.launch_kg if found.propellant_kg <= LIMITS["capacity"] else math.inf


def test_the_published_tug_brings_about_what_was_published() -> None:
    # brophy2012: 1,300 t with 0.17 km/s on the way back, one launch of 18.8 t
    assert 1.0e6 < most_on_trip(STILL, LIMITS, 1e7, 1) < 1.5e6


@settings(max_examples=40, deadline=None)
@given(
    dv=st.floats(20.0, 3_000.0),
    able=st.floats(9e3, 60e3),
    thrust=st.floats(0.5, 5.0),
)
def test_it_is_the_greatest_that_keeps_every_limit(dv: float, able: float, thrust: float) -> None:
    values = {**STILL, "return_depart_dv": dv, "thrust": thrust}
    limits = {**LIMITS, "able": able}
    try:
        most = most_on_trip(values, limits, 1e9, 1)
    except OutOfDomain:
        assert run(LEAST_KG, return_depart_dv=dv, thrust=thrust) > able
        return
    assert run(most * (1 - 1e-9), return_depart_dv=dv, thrust=thrust) <= able
    assert run(most * 1.0001, return_depart_dv=dv, thrust=thrust) > able


@settings(max_examples=25, deadline=None)
@given(dv=st.floats(50.0, 1_500.0), scale=st.floats(1.5, 20.0))
def test_everything_twice_as_large_brings_twice_as_much(dv: float, scale: float) -> None:
    """The chain is homogeneous in mass and thrust: the law behind sharing a body."""
    small = {**STILL, "return_depart_dv": dv}
    large = {**small, "dry_mass": small["dry_mass"] * scale, "thrust": small["thrust"] * scale}
    more = {**LIMITS, "able": LIMITS["able"] * scale, "capacity": LIMITS["capacity"] * scale}
    try:
        one = most_on_trip(small, LIMITS, 1e12, 1)
    except OutOfDomain:
        assume(False)
    assert most_on_trip(large, more, 1e12, 1) == pytest.approx(scale * one, rel=1e-9)


def test_ships_that_share_a_body_bring_all_of_it() -> None:
    asked = scenario('fleet.ships="as-needed"', 'body.mass="9000 t"')
    (one,) = work(bench(asked), only=lambda goal: goal.key == "earth-moon.low-thrust")
    f = one.figures
    ships, share = f["fleet.ships"].value, f["fleet.share"].value
    assert ships == math.ceil(9e6 / share)
    assert ships > 1
    assert f["returned"].value == pytest.approx(9e6)
    assert f["share"].value * ships == pytest.approx(9e6)
    assert f["launch.mass"].value <= f["launch.capability"].value
    assert f["fleet.propellant"].value == pytest.approx(ships * f["propellant"].value)


def test_one_ship_where_one_is_enough() -> None:
    asked = scenario('fleet.ships="as-needed"', 'body.mass="100 t"')
    (one,) = work(bench(asked), only=lambda goal: goal.key == "earth-moon.low-thrust")
    assert one.figures["fleet.ships"].value == 1.0
    assert one.figures["returned"].value == 100e3


def test_a_given_number_of_ships_shares_evenly() -> None:
    asked = scenario("fleet.ships=4", 'body.mass="2000 t"')
    (one,) = work(bench(asked), only=lambda goal: goal.key == "earth-moon.low-thrust")
    f = one.figures
    assert f["share"].value == pytest.approx(500e3)
    assert f["returned"].value == pytest.approx(2e6)
    assert f["flights.total"].value >= 1.0
    assert not one.reasons


def test_the_most_does_not_jump_when_the_insertion_costs_a_little_more() -> None:
    """Beside each other on the grid lie trips of other basins: the search must find the best."""
    found = []
    for part in (1.0, 1.4, 1.763, 1.764):
        ready = bench(scenario(f'capture.dro_insertion="{part}"'))
        (one,) = work(ready, only=lambda goal: goal.key == "earth-moon.low-thrust")
        found.append(one.figures["most.returned"].value)
    assert found == sorted(found, reverse=True), "dearer brings less"
    assert found[-1] > 0.995 * found[-2]


def test_where_one_ship_brings_nothing_no_largest_body_is_told() -> None:
    share = leaf("share", 5e5, "kg", status="chosen")
    nothing: Any = SimpleNamespace(
        goal=SimpleNamespace(key="a.b", ships=1, technique=""),
        figures={"share": share},
        feasible=False,
    )
    assert fleet_figures._largest(scenario(), nothing, {}) == {}
