"""Distance of an ellipse from a moon's ring: dense sampling, and places known by reasoning."""

import math
import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.kernels.moon_clearance import clearance, clearance_many, ring_distance
from windlass.kernels.status import BAD_INPUT, OK

EXAMPLES = 60 if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0" else 6


@settings(max_examples=EXAMPLES)
@given(
    rp=st.floats(0.3, 2.0), more=st.floats(0.0, 8.0), inc=st.floats(0.0, math.pi),
    omega=st.floats(0.0, 6.3), wide=st.floats(0.0, 0.3), reach=st.floats(0.0, 0.3),
)  # fmt: skip
def test_no_point_of_the_ellipse_is_nearer(
    rp: float, more: float, inc: float, omega: float, wide: float, reach: float
) -> None:
    ra = rp + more
    d, nu, status = clearance(rp, ra, inc, omega, 1.0, 1.0 + wide, reach, 1e-4)
    assert status == OK
    e, p = (ra - rp) / (ra + rp), 2.0 * rp * ra / (ra + rp)
    at = np.linspace(0.0, 2.0 * math.pi, 4_001)
    r = p / (1.0 + e * np.cos(at))
    lat = np.arcsin(np.sin(inc) * np.sin(at + omega))
    seen = [ring_distance(a, b, 1.0, 1.0 + wide, reach) for a, b in zip(r, lat, strict=True)]
    assert d <= min(seen) + 1e-4
    assert d >= 0.0
    mine = ring_distance(
        p / (1.0 + e * math.cos(nu)), math.asin(math.sin(inc) * math.sin(nu + omega)), 1.0,
        1.0 + wide, reach,
    )  # fmt: skip
    assert d == pytest.approx(mine, abs=1e-12)


@settings(max_examples=3 * EXAMPLES)
@given(r=st.floats(0.1, 5.0), lat=st.floats(-1.57, 1.57), reach=st.floats(0.0, 0.5))
def test_the_ring_by_its_own_points(r: float, lat: float, reach: float) -> None:
    radii, angles = np.meshgrid(np.linspace(1.0, 1.5, 81), np.linspace(-reach, reach, 81))
    point = r * np.array([math.cos(lat), math.sin(lat)])
    gaps = np.hypot(radii * np.cos(angles) - point[0], radii * np.sin(angles) - point[1])
    d = ring_distance(r, lat, 1.0, 1.5, reach)
    assert d <= gaps.min() + 1e-12
    assert d >= gaps.min() - 0.02


def test_places_known() -> None:
    ring = (1.0, 1.1, 0.05, 1e-6)
    assert clearance(1.2, 1.2, 0.0, 0.0, *ring)[0] == pytest.approx(0.1)
    assert clearance(0.5, 0.9, 1.0, 2.0, *ring)[0] >= 0.1 - 1e-6
    # a polar orbit over both poles' apsides crosses the equator at its parameter
    assert clearance(0.75, 1.5, 0.5 * math.pi, 0.5 * math.pi, *ring)[0] == 0.0
    far, where, status = clearance(0.6, 4.0, 0.5 * math.pi, 0.0, *ring)
    assert status == OK
    assert far > 0.1
    assert 0.0 <= where <= 2.0 * math.pi
    # in the equator the whole way between the apsides is crossed
    assert clearance(0.5, 3.0, 0.01, 1.0, *ring)[0] == 0.0


@pytest.mark.parametrize(
    "bad",
    [
        (2.0, 1.0, 0.1, 0.0, 1.0, 1.1, 0.1, 1e-3), (0.5, 1.0, -0.1, 0.0, 1.0, 1.1, 0.1, 1e-3),
        (0.5, 1.0, 0.1, math.inf, 1.0, 1.1, 0.1, 1e-3), (0.5, 1.0, 0.1, 0.0, 1.2, 1.1, 0.1, 1e-3),
        (0.5, 1.0, 0.1, 0.0, 1.0, 1.1, 1.6, 1e-3), (0.5, 1.0, 0.1, 0.0, 1.0, 1.1, 0.1, 0.0),
    ],
)  # fmt: skip
def test_refusals(bad: tuple[float, ...]) -> None:
    d, nu, status = clearance(*bad)
    assert status == BAD_INPUT
    assert math.isnan(d)
    assert math.isnan(nu)


def test_many_are_each_alone() -> None:
    w = np.array([0.0, 1.0, 2.0])
    d, status = clearance_many(0.6, 4.0, 1.0, w, 1.0, 1.1, 0.05, 1e-4)
    assert status.tolist() == [OK] * 3
    assert d.tolist() == [clearance(0.6, 4.0, 1.0, x, 1.0, 1.1, 0.05, 1e-4)[0] for x in w]
