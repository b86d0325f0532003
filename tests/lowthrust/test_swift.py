"""Legs by the package's own interior-point method: the same as IPOPT's; what it leaves to IPOPT."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lowthrust.problems import BEST_KG, lt1
from windlass.base.epochs import DAY_S
from windlass.kernels import collocation as co
from windlass.lowthrust import swift
from windlass.lowthrust.direct import COLD, SOFT, WARM, direct, stepped
from windlass.lowthrust.engine import solar
from windlass.lowthrust.guess import guesses
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.programme import STAGES, Programme
from windlass.lowthrust.solve import mesh

POWER = 0.6 * 9.80665 * 3000.0 / (2.0 * 0.6)


def begun(leg: LowThrustLeg, free: int) -> tuple[Programme, np.ndarray]:
    guess = guesses(leg, 0.0, leg.tof_s[0])[0]
    made = Programme(leg, mesh(leg, guess), free)
    states = np.stack(
        [np.interp(made.share, guess.share, guess.states[:, c]) for c in range(7)], axis=1
    )
    none = np.zeros((made.n, STAGES, 3))
    return made, made.start(0.0, leg.tof_s[0], states, none, np.full(made.n, 0.3))


@pytest.mark.parametrize("engine", [None, solar(1.1 * POWER, 3000.0, 0.6)])
def test_it_is_ipopts_leg(engine: object) -> None:
    leg = lt1() if engine is None else lt1(engine)
    made, x = begun(leg, 1)
    found = swift.swift(made, x, swift.COLD[0])
    assert found is not None
    own, held, _ = found
    assert made.broken(own) < 1e-6
    other, y = begun(leg, 1)
    theirs = stepped(other, y, SOFT, (COLD, *(WARM,) * (len(SOFT) - 1)), 0, 0)
    mass = own[-1] * made.units.mass
    # the rounding of IPOPT's last step costs a little
    assert theirs.final_kg < mass < theirs.final_kg * (1.0 + 2e-4)
    gaps = slice(-7 * made.n * made.s, None)
    size = np.abs(theirs.multipliers[gaps]).max()
    assert np.abs(held[gaps] - theirs.multipliers[gaps]).max() < 0.05 * size
    assert np.abs(held[:12] - theirs.multipliers[:12]).max() < 0.05 * np.abs(held[:12]).max()


def test_it_is_an_optimum() -> None:
    """The Lagrangian has no slope by states and throttles that are within their bounds."""
    made, x = begun(lt1(), STAGES)
    found = swift.swift(made, x, swift.COLD[0])
    assert found is not None
    own, held, _ = found
    made.soft = np.array([1e-9, 0.0])
    rows, columns = co.jacobian_places(made.n, made.s, made.free)
    jac = made.jacobian(own, np.empty(rows.size))
    slope = made.goal.copy()
    np.add.at(slope, columns, jac * held[rows])
    slope[made.first + 6] = 0.0  # the mass at departure is given
    assert np.abs(slope[made.first :]).max() < 1e-7
    flow = own[made.flow]
    throttle = slope[co.U : made.first].reshape(made.n, made.wide)[:, :-1]
    assert np.abs(throttle[flow > 0.9]).max() < 3e-5
    sizes = np.linalg.norm(made.told(own).throttle, axis=2)
    assert (sizes <= flow[:, None]).all()
    assert (flow < 1.0).all()
    assert made.told(own).states[-1, 6] < BEST_KG * (1.0 + 1e-6)


def test_coasts_stay_coasts() -> None:
    leg = replace(lt1(), coast_s=(20.0 * DAY_S, 10.0 * DAY_S))
    guess = guesses(leg, 0.0, leg.tof_s[0])[0]
    found = direct(leg, guess, mesh(leg, guess))
    assert found.told.flow[0] < 1e-6
    assert found.told.flow[-1] < 1e-6
    assert np.abs(found.told.throttle[0]).max() == 0.0
    assert found.final_kg < BEST_KG


def test_what_it_leaves_to_ipopt() -> None:
    leg = lt1()
    assert swift.fits(leg)
    assert not swift.fits(replace(leg, goal="start", mass_kg=(1e3, 2e3)))
    assert not swift.fits(replace(leg, tof_s=(leg.tof_s[0], 1.1 * leg.tof_s[0])))
    assert not swift.fits(replace(leg, spend_kg=300.0))
    assert not swift.fits(replace(leg, start=replace(leg.start, vinf_m_s=(0.0, 100.0))))


def test_an_impossible_leg_leads_nowhere() -> None:
    made, x = begun(lt1(mass_kg=1e5), 1)
    assert all(swift.swift(made, x, road) is None for road in swift.COLD)
