"""How far from the best: next to nothing at optima, whoever found them; plain away from them."""

from dataclasses import replace

import numpy as np
import pytest

from tests.lowthrust.legs import random_leg
from tests.lowthrust.problems import lt1
from windlass.lowthrust import direct as module
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.guess import guesses
from windlass.lowthrust.optimality import optimality
from windlass.lowthrust.programme import Programme
from windlass.lowthrust.solve import mesh, solve


def unknowns(found: Direct) -> tuple[Programme, np.ndarray]:
    programme = Programme(found.leg, found.part)
    programme.soften((0.0, 0.0))
    told = found.told
    x = programme.start(told.departs_s, told.tof_s, told.states, told.throttle, told.flow)
    return programme, x


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_next_to_nothing_is_left_of_a_leg_on_dates(seed: int | None) -> None:
    found = solve(lt1() if seed is None else random_leg(seed)).best
    assert 0.0 <= found.optimality.left < 1e-5 * found.final_kg
    assert found.optimality.slope < 1e-6
    assert found.broken < 1e-7


def test_by_ipopt_it_is_what_rounding_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module.swift, "fits", lambda leg: False)
    leg = lt1()
    guess = guesses(leg, 0.0, leg.tof_s[0])[0]
    found = module.direct(leg, guess, mesh(leg, guess))
    assert 0.0 <= found.optimality.left < 1e-3 * found.final_kg
    assert found.optimality.slope < 1e-3


def test_a_free_flight_time_is_part_of_it() -> None:
    leg = random_leg(2)
    tof = leg.tof_s[0]
    found = solve(replace(leg, tof_s=(0.95 * tof, 1.05 * tof))).best
    assert found.optimality.left < 1e-4 * found.final_kg
    assert found.optimality.slope < 1e-3


def test_what_another_thrust_brings_is_told_before_it_is_found() -> None:
    """Along a wrong thrust at the optimum's prices, it says what the right one would bring."""
    found = solve(lt1()).best
    programme, x = unknowns(found)
    assert optimality(programme, x, found.multipliers).left == pytest.approx(
        found.optimality.left, abs=1e-3
    )
    burns = int(found.told.flow.argmax())
    at = programme.first - programme.wide * (programme.n - burns)
    worse = x.copy()
    worse[at : at + programme.wide] = 0.0  # a burn left out
    assert optimality(programme, worse, found.multipliers).left > 1.0
    turned = x.copy()
    turned[at : at + programme.wide - 1] *= -1.0
    assert optimality(programme, turned, found.multipliers).left > 2.0


def test_dates_that_are_not_the_best_are_told_by_the_slope() -> None:
    leg = random_leg(2)
    found = solve(leg).best
    tof = leg.tof_s[0]
    free = replace(found, leg=replace(leg, tof_s=(0.9 * tof, 1.1 * tof)))
    programme, x = unknowns(free)
    assert optimality(programme, x, found.multipliers).slope > 1e-3
