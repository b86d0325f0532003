"""Ways home to the Moon's flyby and to Mars: flown to the periapsis, the conic's burn beside it."""

import numpy as np
import pytest

from windlass.base.epochs import parse_epoch
from windlass.base.errors import NotSolved
from windlass.catalogue.collection import lookup
from windlass.verify.outcome import Known
from windlass.verify.planet_home import plan_of

ROW = {
    "title": "2006 RH120", "revs": 0.0, "depart_s": parse_epoch("2028-05-06"),
    "join_s": parse_epoch("2028-11-13"), "size_low_m": 3.0, "size_m": 4.0, "size_high_m": 9.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def known() -> Known:
    return Known(orbit=lookup("2006 RH120").orbit, covariance=None, told="a test")


@pytest.mark.parametrize(
    ("to", "body", "radius_m"), [("earth-moon", "moon", 3e6), ("mars-orbit", "mars", 5e7)]
)
def test_it_is_flown_to_the_periapsis(known: Known, to: str, body: str, radius_m: float) -> None:
    plan, moved = plan_of(ROW, to, known)
    assert plan.carried
    assert plan.size_m == (3.0, 4.0, 9.0)
    assert abs(moved) <= 16.0
    gap = np.abs(plan.arrived - plan.path.states)
    assert gap[1:, :3].max() < 10.0
    r, v = (x[0] for x in plan.state(plan.span_s[1], body))
    assert abs(r @ v) < 1e-3 * np.linalg.norm(r) * np.linalg.norm(v)  # a periapsis
    assert np.linalg.norm(r) < radius_m
    # the asteroid's own motion before the burn, the burn alone after it
    assert np.array_equal(plan.path.before[:3], plan.path.states[0, :3])
    assert plan.total_m_s < (2_000.0 if to == "earth-moon" else 20_000.0)


def test_a_conic_that_is_gone_is_told(known: Known) -> None:
    with pytest.raises(NotSolved, match="no more there"):
        plan_of(ROW | {"revs": 5.0}, "earth-moon", known)
