"""The direct solver against a published optimum; finer meshes; the structure that it finds."""

import numpy as np
import pytest

from tests.lowthrust.problems import BEST_KG, END, lt1
from windlass.base.errors import NotSolved
from windlass.lowthrust.direct import SOFT, Direct, direct, finer, sharp_again
from windlass.lowthrust.guess import guesses
from windlass.lowthrust.solve import mesh


@pytest.fixture(scope="module")
def coarse() -> Direct:
    leg = lt1()
    guess = guesses(leg, 0.0, leg.tof_s[0])[0]
    return direct(leg, guess, mesh(leg, guess))


def test_a_coarse_mesh_is_near_the_published_optimum(coarse: Direct) -> None:
    assert coarse.broken < 1e-8
    assert BEST_KG * (1.0 - 2e-3) < coarse.final_kg < BEST_KG
    assert np.allclose(coarse.told.states[-1, :6], END, rtol=1e-7)
    assert (np.linalg.norm(coarse.told.throttle, axis=2) <= 1.0 + 1e-8).all()


def test_a_finer_one_is_nearer(coarse: Direct) -> None:
    once, twice = finer(coarse), finer(coarse, 1)
    assert coarse.final_kg < once.final_kg < twice.final_kg < BEST_KG * (1.0 + 1e-6)
    assert twice.final_kg == pytest.approx(BEST_KG, rel=1e-5)
    # thrust, coast, thrust: nothing in between but at the switches
    flow = twice.told.flow
    between = (flow > 0.02) & (flow < 0.98)
    assert between.sum() <= 3
    assert flow[0] > 0.98 < flow[-1]
    assert np.diff((flow > 0.5).astype(int)).tolist().count(-1) == 1


def test_a_leg_that_cannot_be_is_not_solved() -> None:
    leg = lt1(mass_kg=1e5)
    guess = guesses(leg, 0.0, leg.tof_s[0])[0]
    with pytest.raises(NotSolved, match="optimum"):
        direct(leg, guess, mesh(leg, guess))


class Hard:
    """A programme that comes to an end sharply only from where it came to one rounded off."""

    def __init__(self, *, ever: bool = True) -> None:
        self.ever, self.soft = ever, SOFT[0]
        self.asked: list[tuple[float, float]] = []

    def soften(self, soft: tuple[float, float]) -> None:
        self.soft = soft
        self.asked.append(soft)

    def solve(
        self, x: np.ndarray, *, rounds: int = 300, **options: object
    ) -> tuple[np.ndarray, int, np.ndarray, int]:
        sharp = self.soft == SOFT[-1]
        done = self.ever and (not sharp or x[0] == 1.0)
        return (x + 1.0 if not sharp else x), (0 if done else -1), np.array([7.0]), 10


def test_what_does_not_end_from_a_coarser_mesh_is_rounded_off_once_more() -> None:
    hard = Hard()
    x, held, rounds = sharp_again(hard, np.zeros(1))
    assert hard.asked == [SOFT[-1], SOFT[-2], SOFT[-1]]
    assert (x[0], held[0], rounds) == (1.0, 7.0, 20)
    with pytest.raises(NotSolved, match="does not come to an optimum"):
        sharp_again(Hard(ever=False), np.zeros(1))
