"""Many flights at once end where each ends alone; the statuses are theirs."""

import numpy as np
import pytest

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.kernels import status as st
from windlass.kernels.reference_batch import ends

T0 = parse_epoch("2031-05-01")


@pytest.fixture(scope="module")
def states() -> np.ndarray:
    r, v = (part[0] for part in load().body("earth", centre="barycentre").state(T0))
    away = np.concatenate([-r, -v])
    falls = np.concatenate([r, v]) + np.array([8e6, 0.0, 0.0, -6e3, 0.0, 0.0])
    return np.array([away, 1.01 * away, falls, np.full(6, np.nan)])


def test_each_ends_where_it_ends_alone(states: np.ndarray) -> None:
    t1 = T0 + DAY_S * np.array([3.0, -2.0, 1.0, 1.0])
    model = reference.model((T0 - 2.0 * DAY_S, T0 + 3.0 * DAY_S))
    out = np.empty((4, 6))
    status = ends(model, reference.method(), np.full(4, T0), states, t1, 1e-13, out)
    assert status.tolist() == [st.OK, st.OK, st.LIMIT, st.BAD_INPUT]
    for k in range(2):
        flight = reference.fly(
            states[k, :3], states[k, 3:], T0, t1[k], centre="barycentre", among=model
        )
        r, v = (part[0] for part in flight.state(t1[k], "barycentre"))
        assert np.linalg.norm(out[k, :3] - r) < 0.1
        assert np.linalg.norm(out[k, 3:] - v) < 1e-6
    assert np.isnan(out[3]).all()
