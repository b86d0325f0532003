"""The fast mode: near the reference, each row with its own status."""

import numpy as np
import pytest

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies import asteroid, fast, reference
from windlass.bodies.planets import load
from windlass.catalogue.collection import lookup
from windlass.kernels import status as st

NAMES = ("433", "2008 EV5", "2000 SG344")
T0 = parse_epoch("2026")


def starts() -> tuple[np.ndarray, np.ndarray]:
    """Heliocentric states at T0."""
    both = [asteroid.integrate(lookup(name).orbit, (T0, T0 + DAY_S)).state(T0) for name in NAMES]
    return np.concatenate([r for r, _ in both]), np.concatenate([v for _, v in both])


def test_ends_lie_near_those_of_the_reference() -> None:
    r, v = starts()
    ends = fast.final_states(r, v, T0, T0 + 5.0 * YEAR_S)
    assert (ends.status == st.OK).all()
    assert (ends.t_s == T0 + 5.0 * YEAR_S).all()
    for k in range(len(NAMES)):
        flight = reference.fly(r[k], v[k], T0, T0 + 5.0 * YEAR_S)
        assert np.linalg.norm(ends.r[k] - flight.state(flight.span_s[1])[0][0]) < 100e3


def test_a_flight_back_returns() -> None:
    r, v = starts()
    t1 = T0 + np.array([1.0, -2.0, 0.0]) * YEAR_S
    there = fast.final_states(r, v, T0, t1)
    back = fast.final_states(there.r, there.v, t1, T0)
    assert np.linalg.norm(back.r - r, axis=1).max() < 2e3
    assert np.linalg.norm(there.r[2] - r[2]) < 1e-3


def test_each_row_has_its_status() -> None:
    r, v = (np.repeat(one[:1], 4, axis=0) for one in starts())
    earth = load().body("earth")
    at, w = (one[0] for one in earth.state(T0))
    r[1], v[1] = at + np.array([4e8, 0.0, 0.0]), w + np.array([-9e3, 0.0, 0.0])
    r[2, 0] = np.nan
    ends = fast.final_states(r, v, T0, np.array([T0 + YEAR_S] * 3 + [1e13]))
    assert ends.status.tolist()[:2] == [st.OK, st.LIMIT]
    assert ends.status[3] == st.BAD_INPUT
    assert ends.status[2] != st.OK
    assert np.isfinite(ends.r[:2]).all()
    assert np.isnan(ends.r[2:]).all()
    gap = np.linalg.norm(ends.r[1] - earth.state(ends.t_s[1])[0][0])
    assert gap < 6_378_137.0
    assert ends.t_s[1] < T0 + DAY_S


def test_a_push_is_felt() -> None:
    r, v = starts()
    push = np.array([[0.0, 1e-12, 0.0]] * 3)
    t1 = T0 + YEAR_S
    moved = fast.final_states(r, v, T0, t1, push=push).r - fast.final_states(r, v, T0, t1).r
    assert (np.linalg.norm(moved, axis=1) > 50.0).all()
    assert (np.linalg.norm(moved, axis=1) < 1e-6 * AU_M).all()


def test_shapes_that_do_not_fit_are_refused() -> None:
    r, v = starts()
    with pytest.raises(InvalidInput, match="states of a flight"):
        fast.final_states(r, v[:2], T0, T0 + DAY_S)
    assert len(fast.final_states(r[:0], v[:0], T0, T0 + DAY_S).status) == 0
