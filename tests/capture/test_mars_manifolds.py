"""Falls to Mars from orbits about L1 and L2: energy, burns, a second integrator, refusals."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from windlass.base.constants import GM_MARS, R_MARS_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import mars_manifolds as mm
from windlass.capture.manifolds import starts
from windlass.capture.three_body import primaries
from windlass.kernels import cr3bp

PAIR = primaries("sun-mars")


@pytest.fixture(scope="module", params=[1, 2])
def found(request: pytest.FixtureRequest) -> tuple[int, tuple[mm.Fall, ...]]:
    return request.param, mm.falls("planar", request.param, phases=12, members=3, reach=0.8)


def test_arrivals_are_slow_and_their_burns_small(
    found: tuple[int, tuple[mm.Fall, ...]],
) -> None:
    for fall in found[1]:
        there = np.isfinite(fall.radius_m)
        assert there.any()
        assert (fall.radius_m[there] > R_MARS_M).all()
        # near escape: what a hyperbola of 0.4 km/s would have is never reached
        assert np.abs(fall.excess_m2_s2()[there]).max() < 0.16e6
        burn = fall.burn_m_s(1e9)
        escape = np.sqrt(2.0 * GM_MARS / fall.radius_m)
        assert (burn[there & (fall.radius_m < 1e9)] < 0.1 * escape.max()).all()
        assert np.isnan(fall.burn_m_s(R_MARS_M * 1.01)[there]).all()


def test_a_second_integrator_finds_the_same_periapsis(
    found: tuple[int, tuple[mm.Fall, ...]],
) -> None:
    libration, falls = found
    fall = falls[-1]
    k = int(np.nanargmin(fall.radius_m))
    begun = starts(fall.orbit, fall.phases[k : k + 1], stable=False, outer=False, point=libration)
    assert begun is not None

    def motion(_: float, s: np.ndarray) -> np.ndarray:
        out = np.empty(6)
        cr3bp.motion(PAIR.mu, s, out)
        return out

    def radial(_: float, s: np.ndarray) -> float:
        return float((s[0] - 1.0 + PAIR.mu) * s[3] + s[1] * s[4] + s[2] * s[5])

    radial.direction = 1.0  # type: ignore[attr-defined]
    flown = solve_ivp(
        motion, (0.0, fall.time_s[k] / PAIR.turn_s + 0.2), begun[0], method="DOP853",
        rtol=1e-12, atol=1e-14, events=radial,
    )  # fmt: skip
    radii = np.linalg.norm(
        flown.y_events[0][:, :3] - np.array([1.0 - PAIR.mu, 0.0, 0.0]), axis=1
    )  # fmt: skip
    hill = (PAIR.mu / 3.0) ** (1.0 / 3.0)
    first = int(np.flatnonzero(radii < hill)[0])
    assert radii[first] * PAIR.distance_m == pytest.approx(fall.radius_m[k], rel=1e-4)
    assert flown.t_events[0][first] * PAIR.turn_s == pytest.approx(fall.time_s[k], rel=1e-4)


def test_the_cheapest_keeps_to_its_radii(found: tuple[int, tuple[mm.Fall, ...]]) -> None:
    fall, row = mm.lowest(found[1], 1e9, R_MARS_M)
    assert R_MARS_M <= fall.radius_m[row] <= 1e9
    every = np.concatenate([one.burn_m_s(1e9) for one in found[1]])
    assert fall.burn_m_s(1e9)[row] == np.nanmin(every)
    with pytest.raises(NotSolved, match="between the two radii"):
        mm.lowest(found[1], R_MARS_M * 1.02, R_MARS_M)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidInput, match="phases"):
        mm.falls(phases=0)
    with pytest.raises(InvalidInput, match="kind of orbit"):
        mm.falls("circular")
    fall = mm.falls("planar", 2, phases=2, members=1, reach=0.3)
    if fall:
        with pytest.raises(InvalidInput, match="apoapsis"):
            fall[0].burn_m_s(1.0)
