"""A rock's gravity, speed of escape and spin; what cannot be is refused."""

import math

import pytest
from hypothesis import given

from tests.redirect.rocks import rock, rocks
from windlass.base.errors import InvalidInput
from windlass.redirect.rock import Rock


def test_bennu() -> None:
    """Lauretta et al. 2019: 7.329e10 kg, 245.03 m, 4.296 h; escape near 0.2 m/s."""
    bennu = Rock(name="Bennu", mass_kg=7.329e10, radius_m=245.03, spin_period_s=4.296 * 3600.0)
    assert bennu.density_kg_m3 == pytest.approx(1190.0, rel=0.003)
    assert bennu.escape_m_s == pytest.approx(0.2, abs=0.002)
    assert bennu.gravity_m_s2 == pytest.approx(8.15e-5, rel=0.01)


@given(rocks)
def test_energy_and_spin(one: Rock) -> None:
    assert 0.5 * one.escape_m_s**2 == pytest.approx(one.gravity_m_s2 * one.radius_m)
    assert one.spin_n_m_s is not None
    assert one.spin_n_m_s * one.spin_period_s == pytest.approx(  # type: ignore[operator]
        2.0 * math.pi * 0.4 * one.mass_kg * one.radius_m**2
    )
    assert one.reach_m == one.radius_m


@pytest.mark.parametrize(
    "wrong", [{"mass_kg": 0.0}, {"radius_m": math.nan}, {"spin_period_s": -1.0}, {"longest_m": 9.0}]
)
def test_what_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    given_ = {"name": "a rock", "mass_kg": 1e9, "radius_m": 10.0} | wrong
    with pytest.raises(InvalidInput, match="a rock"):
        Rock(**given_)  # type: ignore[arg-type]


def test_spin_may_be_unknown() -> None:
    assert rock(period_h=None).spin_n_m_s is None
