"""A solved leg as a function of time, and its thrust written down: flown, it arrives."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from tests.lowthrust.legs import solved
from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.kernels.reference_forces import THRUST
from windlass.lowthrust.design import Design, thrust
from windlass.lowthrust.programme import STAGES


@pytest.fixture(scope="module")
def design() -> Design:
    return Design(solved(0))


def flown(design: Design, rows: np.ndarray) -> np.ndarray:
    """Fly burns by the Sun's pull alone, in hands of its own: heliocentric state with mass."""
    t, y = design.span_s[0], design.found.told.states[0]
    for row in [*rows, None]:
        stops = [design.span_s[1]] if row is None else [row[0], row[1]]
        for at, burning in zip(stops, (False, True), strict=False):

            def rate(t: float, y: np.ndarray, row: np.ndarray = row, on: bool = burning):
                share = (t - row[0]) / (row[1] - row[0]) if on else 0.0
                force = row[3:6] + share * (row[6:9] - row[3:6]) if on else np.zeros(3)
                flow = row[10] + share * (row[11] - row[10]) if on else 0.0
                pull = -GM_SUN * y[:3] / np.linalg.norm(y[:3]) ** 3
                return np.concatenate([y[3:6], pull + force / y[6], [-flow]])

            if at > t:
                y = solve_ivp(rate, (t, at), y, method="DOP853", rtol=1e-11, atol=1e-5).y[:, -1]
                t = at
    return y


def test_it_is_the_solution_at_its_points(design: Design) -> None:
    told = design.found.told
    assert design.span_s == pytest.approx((told.departs_s, told.departs_s + told.tof_s), abs=1e-3)
    ends = design.state(design.edges_s)
    scale = np.array([1e3] * 3 + [1e-3] * 3 + [1e-6])
    assert (np.abs(ends - told.states[::STAGES]) < scale).all()


def test_its_force_is_no_more_than_there_is(design: Design) -> None:
    t = np.linspace(*design.span_s, 2000)
    force = np.linalg.norm(design.force(t), axis=1)
    most = design.found.leg.engine.thrust_n.max()
    assert 0.9 * most < force.max() <= most * (1.0 + 1e-9)


def test_its_thrust_flown_by_other_hands_arrives(design: Design) -> None:
    made = thrust(design)
    assert made.rows.shape[1] == THRUST
    end = flown(design, made.rows)
    there = design.found.told.states[-1]
    assert np.linalg.norm(end[:3] - there[:3]) < 1e6
    assert np.linalg.norm(end[3:6] - there[3:6]) < 1.0
    assert end[6] == pytest.approx(there[6], abs=0.05)
    # few and far between, it would not
    coarse = flown(design, thrust(design, step_s=20.0 * DAY_S).rows)
    assert np.linalg.norm(coarse[:3] - there[:3]) > 5.0 * np.linalg.norm(end[:3] - there[:3])


def test_a_part_of_its_thrust(design: Design) -> None:
    begin, end = design.span_s
    span = begin + 0.4 * (end - begin), begin + 0.7 * (end - begin)
    made = thrust(design, span_s=span)
    assert span[0] <= made.rows[0, 0] < made.rows[-1, 1] <= span[1]
    assert made.start_kg == pytest.approx(design.state(span[0])[0, 6])
    assert made.mass_kg(span[1]) == pytest.approx(design.state(span[1])[0, 6], abs=0.05)
