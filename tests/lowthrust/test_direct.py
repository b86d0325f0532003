"""The direct solver against a published optimum; finer meshes; the structure that it finds."""

from dataclasses import dataclass

import numpy as np
import pytest

from tests.lowthrust.problems import BEST_KG, END, lt1
from windlass.base.errors import NotSolved
from windlass.kernels.status import NOT_CONVERGED
from windlass.lowthrust.direct import SOFT, Direct, Steps, Ways, cut_again, direct, finer
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


@dataclass(frozen=True)
class Worth:
    worth: float


@pytest.mark.parametrize(
    ("sharp", "soft", "best", "asked"),
    [
        (99.9999, 200.0, 99.9999, 1),  # as good as before: nothing else is tried
        (99.0, 99.9, 99.9, 2),
        (99.0, 98.0, 99.0, 2),
        (None, 98.0, 98.0, 2),
        (99.0, None, 99.0, 2),
    ],
)
def test_what_is_worth_less_on_a_finer_mesh_is_rounded_off_once_more(
    sharp: float | None, soft: float | None, best: float, asked: int
) -> None:
    seen = []

    def by(steps: Steps, ways: tuple[Ways, ...]) -> Worth:
        seen.append(steps)
        assert len(steps) == len(ways)
        worth = sharp if len(steps) == 1 else soft
        if worth is None:
            raise NotSolved("no end", status=NOT_CONVERGED)
        return Worth(worth)

    assert cut_again(by, 100.0).worth == best
    assert seen == [SOFT[-1:], SOFT[-2:]][:asked]


def test_what_comes_to_no_end_either_way_is_not_solved() -> None:
    def by(steps: Steps, ways: tuple[Ways, ...]) -> Worth:
        raise NotSolved("no end", status=NOT_CONVERGED)

    with pytest.raises(NotSolved, match="no end"):
        cut_again(by, -5.0)
