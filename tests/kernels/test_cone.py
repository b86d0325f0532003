"""The cone of throttle and flow: its scaling turns a point into its multiplier; its edge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from windlass.kernels import cone

seeds = some.integers(0, 2**32 - 1)


def inside(rng: np.random.Generator) -> np.ndarray:
    u = rng.normal(size=3)
    return np.append(u, np.linalg.norm(u) * (1.0 + 10.0 ** rng.uniform(-6.0, 2.0)))


@given(seeds)
def test_the_scaling_turns_a_point_into_its_multiplier(seed: int) -> None:
    rng = np.random.default_rng(seed)
    s, z, h = inside(rng), inside(rng), np.empty((4, 4))
    cone.scaled(s, z, h)
    assert np.allclose(h @ s, z, rtol=1e-6, atol=1e-6 * np.abs(h).max() * np.abs(s).max())
    assert np.allclose(h, h.T)
    assert np.linalg.eigvalsh(h).min() > -1e-9 * np.abs(h).max()


@given(seeds)
def test_where_they_are_each_others_it_is_the_barriers_curvature(seed: int) -> None:
    rng = np.random.default_rng(seed)
    s, back, h = inside(rng), np.empty(4), np.empty((4, 4))
    s[3] += 0.1
    cone.inverse(s, back)
    cone.scaled(s, back, h)
    # of -½ log(p² − |u|²), differenced
    step = 1e-6
    for c in range(4):
        ahead, behind = s.copy(), s.copy()
        ahead[c] += step
        behind[c] -= step
        a, b = np.empty(4), np.empty(4)
        cone.inverse(ahead, a)
        cone.inverse(behind, b)
        assert np.allclose((b - a) / (2.0 * step), h[c], rtol=1e-4, atol=1e-5 * np.abs(h).max())


@given(seeds)
def test_the_edge_is_where_it_says(seed: int) -> None:
    rng = np.random.default_rng(seed)
    s, ds = inside(rng), rng.normal(size=4)
    far = cone.reach(s, ds)
    if far < 1e9:
        edge = s + far * ds
        assert cone.depth(edge) == pytest.approx(0.0, abs=1e-9 * (1.0 + far**2) * (s @ s))
    near = s + 0.999 * min(far, 1e6) * ds
    assert near[3] > 0.0
    assert cone.depth(near) > -1e-9 * (near @ near)


def test_known_points() -> None:
    s = np.array([3.0, 0.0, 0.0, 5.0])
    assert cone.depth(s) == pytest.approx(16.0)
    back = np.empty(4)
    cone.inverse(s, back)
    assert back == pytest.approx([-3.0 / 16.0, 0.0, 0.0, 5.0 / 16.0])
    assert cone.reach(s, np.array([1.0, 0.0, 0.0, 0.0])) == pytest.approx(2.0)
    assert cone.reach(s, np.array([0.0, 0.0, 0.0, -1.0])) == pytest.approx(2.0)
    assert cone.reach(s, np.array([0.0, 0.0, 0.0, 1.0])) == 1e9
