"""Guesses along Lambert's arcs: from place to place, the cheapest first, and they lead to legs."""

import numpy as np
import pytest

from tests.lowthrust.legs import random_leg
from tests.lowthrust.problems import BEST_KG, END, START, lt1
from windlass.base.constants import GM_SUN
from windlass.kernels.kepler import propagate
from windlass.lowthrust import solve as module
from windlass.lowthrust.direct import direct
from windlass.lowthrust.lambert_guess import arcs
from windlass.lowthrust.solve import mesh, solve


def test_they_go_from_place_to_place_as_the_sun_pulls() -> None:
    leg = lt1(days=1500.0)
    found = arcs(leg, 0.0, leg.tof_s[0], most=5)
    assert len(found) >= 3
    for one in found:
        assert np.allclose(one.states[0, :3], START[:3], rtol=1e-9)
        assert np.allclose(one.states[-1, :3], END[:3], rtol=1e-6)
        assert (one.share[0], one.share[-1]) == (0.0, 1.0)
        assert (np.diff(one.share) > 0.0).all()
        assert (np.diff(one.states[:, 6]) < 0.0).all()
        k = len(one.share) // 3
        r, v, _ = propagate(GM_SUN, one.states[0, :3], one.states[0, 3:6], one.share[k] * one.tof_s)
        assert np.allclose(one.states[k, :6], np.concatenate([r, v]), rtol=1e-9)
        # points even by angle
        step = np.cross(one.states[:-1, :3], one.states[1:, :3])
        size = np.linalg.norm(one.states[:, :3], axis=1)
        angle = np.arcsin(np.linalg.norm(step, axis=1) / (size[:-1] * size[1:]))
        assert angle.max() < 1.2 * angle.min()


def test_the_cheapest_comes_first() -> None:
    leg = lt1(days=1500.0)

    def impulses(states: np.ndarray) -> float:
        return float(
            np.linalg.norm(states[0, 3:6] - START[3:]) + np.linalg.norm(states[-1, 3:6] - END[3:])
        )

    asked = [impulses(one.states) for one in arcs(leg, 0.0, leg.tof_s[0], most=5)]
    assert asked == sorted(asked)
    assert len({one.turns for one in arcs(leg, 0.0, leg.tof_s[0], most=5)}) >= 2


def test_the_published_optimum_is_found_from_an_arc() -> None:
    leg = lt1()
    guess = arcs(leg, 0.0, leg.tof_s[0])[0]
    found = direct(leg, guess, mesh(leg, guess))
    assert BEST_KG * (1.0 - 2e-3) < found.final_kg < BEST_KG


@pytest.mark.parametrize("seed", range(3))
def test_random_legs_are_found_from_arcs_as_well(seed: int) -> None:
    leg = random_leg(seed)
    best = solve(leg, nearest=False).final_kg
    ended = [
        direct(leg, guess, mesh(leg, guess)).final_kg
        for guess in arcs(leg, leg.departs_s[0], leg.tof_s[0])
    ]
    assert max(ended) == pytest.approx(best, rel=0.01)


def test_they_are_tried_where_no_other_guess_leads_to_a_leg(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "guesses", lambda *_: [])
    assert module.solve(lt1(), nearest=False).final_kg == pytest.approx(BEST_KG, rel=1e-4)
