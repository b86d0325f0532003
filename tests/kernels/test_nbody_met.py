"""Two bodies alone: the least distance and the instant of a hit are those of the hyperbola."""

import math

import numpy as np
import pytest

from windlass.base.epochs import parse_epoch
from windlass.bodies import forces
from windlass.bodies.planets import CHAINS, load
from windlass.kernels import nbody_met as kernel
from windlass.kernels import status as st
from windlass.kernels.nbody import ROW

T0 = parse_epoch("2036")
FAR, SPEED = 2e8, 20e3


def fly(miss: float, hours: float) -> tuple[int, int, np.ndarray, float]:
    """Return (met, status, told, GM of Earth): past Earth alone, which moves nearly evenly."""
    f = forces.forces(without=[name for name in CHAINS if name not in ("earth", "sun")])
    gm = f.gm.copy()
    gm[0] = 0.0
    r, v = (x[0] for x in load().body("earth", centre="barycentre").state(T0))
    told, rows = np.empty(kernel.TOLD), np.empty((kernel.PIECE, ROW))
    met, status = kernel.fly(
        T0, r + np.array([-FAR, miss, 0.0]), v + np.array([SPEED, 0.0, 0.0]),
        T0 + 3600.0 * hours, 1e-9, f.source.pack, f.source.layout, f.source.clock, gm,
        np.zeros(2), np.zeros(3), f.radii, np.full(11, 0.02), np.array([1e9, 1e9]), 2, rows, told,
    )  # fmt: skip
    return met, status, told, float(gm[3])


def perigee(miss: float, gm: float) -> float:
    """Return the least distance of the hyperbola."""
    energy = 0.5 * SPEED**2 - gm / math.hypot(FAR, miss)
    h = SPEED * miss
    ecc = math.sqrt(1.0 + 2.0 * energy * h * h / gm**2)
    return h * h / gm / (1.0 + ecc)


def test_the_least_distance_is_that_of_the_hyperbola() -> None:
    met, status, told, gm = fly(2e7, 6.0)
    assert (met, status) == (kernel.NONE, st.OK)
    # Earth itself falls to the Sun meanwhile, 6 mm/s² for a quarter of an hour before the perigee
    assert told[kernel.LEAST] == pytest.approx(perigee(2e7, gm), rel=0.03)
    assert told[kernel.FIRST] == told[kernel.LEAST]
    assert told[kernel.WHEN] - T0 == pytest.approx(FAR / SPEED, rel=0.01)


def test_a_hit_comes_at_the_surface_with_the_speed_of_the_fall() -> None:
    met, status, told, gm = fly(3e6, 6.0)
    radius = forces.forces().radii[3]
    assert (met, status) == (3, st.LIMIT)
    assert told[kernel.LEAST] == radius
    fall = math.sqrt(SPEED**2 + 2.0 * gm * (1.0 / radius - 1.0 / math.hypot(FAR, 3e6)))
    assert told[kernel.SPEED] == pytest.approx(fall, rel=0.005)
    assert told[kernel.UNTIL] - T0 < FAR / SPEED


def test_it_refuses_what_cannot_be_flown() -> None:
    assert fly(math.nan, 6.0)[1] == st.BAD_INPUT
    assert fly(2e7, -1.0)[1] == st.BAD_INPUT
    assert math.isnan(fly(2e7, 0.0)[2][kernel.UNTIL])
