"""What breaks an asteroid: the published threshold and its weakest size; what was seen whole is."""

import numpy as np
import pytest

from tests.redirect.rocks import rock
from windlass.base.errors import InvalidInput
from windlass.redirect import disruption as br
from windlass.redirect.rock import Rock

DIMORPHOS = Rock(name="Dimorphos", mass_kg=4.3e9, radius_m=75.5)


def test_the_weakest_body_is_about_300_m_wide() -> None:
    """Benz and Asphaug 1999."""
    radii = np.geomspace(1.0, 1e5, 2001)
    for key in ("basalt-3", "basalt-5"):
        told = [br.threshold_j_kg(key, float(r), 2700.0) for r in radii]
        assert 200.0 < 2.0 * radii[int(np.argmin(told))] < 400.0


def test_centimetres_are_of_the_strength_regime() -> None:
    """At 1 cm the gravity term is nothing: q0 in J/kg."""
    assert br.threshold_j_kg("basalt-5", 0.01, 2700.0) == pytest.approx(9.0e3, rel=1e-6)
    assert br.threshold_j_kg("ice-0.5", 0.01, 917.0) == pytest.approx(7.0e3, rel=1e-6)


def test_the_body_that_was_hit_stayed_whole() -> None:
    hit = br.specific_j_kg(DIMORPHOS, 579.4, 6144.9)
    assert hit == pytest.approx(2.54, rel=0.01)
    share = hit / br.threshold_j_kg("basalt-5", DIMORPHOS.radius_m, DIMORPHOS.density_kg_m3)
    assert share < 0.01
    assert br.state(share, 2.7e-3, DIMORPHOS) == "stays whole"


def test_states_worsen_with_either_measure() -> None:
    order = {"stays whole": 0, "not known": 1, "breaks": 2}
    one = rock()
    by_share = [order[br.state(x, 0.0, one)] for x in (0.001, 0.01, 0.1, 0.99, 1.0, 10.0)]
    assert by_share == sorted(by_share)
    assert (by_share[0], by_share[-2]) == (0, 2)
    speeds = np.array([0.001, 0.03, 0.1, 0.19, 0.2, 1.0]) * one.escape_m_s
    by_speed = [order[br.state(0.0, float(v), one)] for v in speeds]
    assert by_speed == sorted(by_speed)
    assert (by_speed[0], by_speed[-1]) == (0, 2)


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidInput, match="may break"):
        br.threshold_j_kg("basalt-5", 0.0, 2700.0)
    with pytest.raises(InvalidInput, match="energy of a push"):
        br.state(float("nan"), 1.0, rock())
