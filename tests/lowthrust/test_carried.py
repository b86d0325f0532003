"""A real leg by all forces: flown whole by the reference model, it arrives."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from tests.lowthrust.legs import V_M_S, by_all, solved
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.catalogue.collection import lookup
from windlass.lowthrust import ends
from windlass.lowthrust.carried import Sphere, carried, crossing
from windlass.lowthrust.design import Design
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.engine import solar
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.solve import solve

DEPARTS = parse_epoch("2029-04-14")


@pytest.fixture(scope="module")
def leg(table_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Direct:
    """2008 HU4 from Earth, with what a lunar flyby gives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WINDLASS_CACHE", str(table_folder))
        patch.setenv("WINDLASS_DATA", str(tmp_path_factory.getbasetemp() / "none"))
        rock = ends.asteroid(lookup("2008 HU4").orbit, (DEPARTS, DEPARTS + 700.0 * DAY_S))
        found = solve(
            LowThrustLeg(
                start=ends.planet("earth", (0.0, 1414.0)), end=rock, departs_s=(DEPARTS, DEPARTS),
                tof_s=(690.0 * DAY_S,) * 2, mass_kg=(15e3, 15e3),
                engine=solar(40e3, 3000.0, 0.6, duty=0.95),
            )
        )  # fmt: skip
        rock_there = found.leg.end.at(DEPARTS + 690.0 * DAY_S)  # while its table is there
        assert np.isfinite(rock_there).all()
        return found.best


def test_it_arrives_by_all_forces(leg: Direct, tmp_path: Path) -> None:
    path = carried(leg, without=("earth", "moon"), most=1.0 / 0.95)
    assert path.steered.throttle <= 1.0 + 1e-9
    assert path.propellant_kg == pytest.approx(path.designed_kg, rel=0.1)
    task, states = path.steered.task, path.steered.states
    begin, end = float(task.t_s[0]), float(task.t_s[-1])
    among = reference.model((begin, end), without=path.without, thrust=path.thrust)
    flight = reference.fly(
        states[0, :3], states[0, 3:], begin, end, centre="barycentre", among=among
    )
    there = np.concatenate([x[0] for x in flight.state(end, "barycentre")])
    assert np.linalg.norm(there[:3] - task.to[:3]) < 1e6
    assert np.linalg.norm(there[3:] - task.to[3:]) < 1.0
    # the Sun's pull alone would not have done: the design's thrust, flown so, misses
    design = leg.told.states[-1, :6]
    assert np.linalg.norm(design - leg.leg.end.at(end)[0]) < 1e3


@pytest.mark.parametrize("seed", range(3))
def test_it_begins_on_a_sphere_and_all_bodies_pull(seed: int) -> None:
    design, sphere = Design(solved(seed, True)), Sphere()
    path = by_all(seed, True)
    task, states = path.steered.task, path.steered.states
    begin, end = float(task.t_s[0]), float(task.t_s[-1])
    earth = np.hstack(load().body("earth", centre="barycentre").state(begin))[0]
    about = states[0] - earth
    assert np.linalg.norm(about[:3]) == pytest.approx(sphere.radius_m, rel=1e-6)
    # the energy about Earth is that with which the design leaves it, and the Sun's tide since
    energy = about[3:] @ about[3:] - 2.0 * sphere.gm / sphere.radius_m
    assert np.sqrt(energy) == pytest.approx(V_M_S, rel=0.03)
    # and it is where the design crosses the sphere, as seen from Earth
    t = crossing(design, sphere, 1.0)
    sun_earth = np.hstack(load().body("earth", centre="sun").state(t))[0]
    assert about[:3] == pytest.approx(design.state(t)[0, :3] - sun_earth[:3], abs=1.0)
    among = reference.model((begin, end), thrust=path.thrust)
    flight = reference.fly(
        states[0, :3], states[0, 3:], begin, end, centre="barycentre", among=among
    )
    there = np.concatenate([x[0] for x in flight.state(end, "barycentre")])
    assert np.linalg.norm(there[:3] - task.to[:3]) < 1e6
    assert np.linalg.norm(there[3:] - task.to[3:]) < 1.0
    assert path.steered.throttle <= 1.0 + 1e-9
    assert path.propellant_kg == pytest.approx(path.designed_kg, rel=0.15)


def test_the_time_that_a_pull_saves_is_that_of_the_hyperbola() -> None:
    sphere = Sphere(radius_m=1e9, joins_m=5e9)
    speed = 2000.0

    def rate(_: float, y: np.ndarray) -> list[float]:
        return [y[1], -sphere.gm / y[0] ** 2]

    def far(_: float, y: np.ndarray) -> float:
        return float(y[0] - sphere.joins_m)

    far.terminal = True  # type: ignore[attr-defined]
    start = [sphere.radius_m, np.sqrt(speed**2 + 2.0 * sphere.gm / sphere.radius_m)]
    flight = solve_ivp(rate, (0.0, 1e8), start, events=far, rtol=1e-10, atol=1e-3)
    straight = (sphere.joins_m - sphere.radius_m) / speed
    assert straight - flight.t[-1] == pytest.approx(sphere.gain_s(speed), rel=1e-6)
    assert Sphere(radius_m=1e9, joins_m=1e9).gain_s(speed) == 0.0


def test_a_sphere_that_is_not_crossed_is_refused() -> None:
    with pytest.raises(InvalidInput, match="does not cross"):
        carried(solved(0, True), begins=Sphere(body="mars"))
    with pytest.raises(InvalidInput, match="does not cross"):
        carried(solved(0, True), ends=Sphere())  # it ends far from Earth
    for wrong in ({"body": "vulcan"}, {"radius_m": -1.0}, {"radius_m": 2e9, "joins_m": 1e9}):
        with pytest.raises(InvalidInput, match="sphere about a body"):
            Sphere(**wrong)


def test_thrust_that_does_not_suffice_says_how_much_would(leg: Direct) -> None:
    with pytest.raises(NotSolved, match="too weak"):
        carried(leg, without=("earth", "moon"), most=0.9)


def test_an_engine_without_thrust_is_refused(leg: Direct) -> None:
    engine = leg.leg.engine
    dead = replace(engine, thrust_n=0.0 * engine.thrust_n, flow_kg_s=0.0 * engine.flow_kg_s)
    with pytest.raises(InvalidInput, match="without thrust at 1 au"):
        carried(replace(leg, leg=replace(leg.leg, engine=dead)))
