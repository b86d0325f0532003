"""Beta as a distribution: its points and draws, what density changes, where nothing is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.redirect.rocks import rock
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.sources import table
from windlass.redirect import beta
from windlass.redirect.rock import Rock

KEYS = tuple(key for key, row in table("beta").items() if "median" in row)
COMPUTED = [
    4.07, 3.63, 3.32, 3.08, 4.75, 4.18, 3.69, 3.38, 5.59, 4.66, 4.05, 3.65, 5.98, 4.93, 4.27, 3.82,
]  # fmt: skip
"""Of 75 m of rubble of 1600 kg/m3, by strength (50, 10, 1, 0 Pa) and friction (0.4 to 1.0)."""


@pytest.mark.parametrize("key", KEYS)
def test_draws_lie_as_their_points_say(key: str) -> None:
    drawn = beta.draw(key, 40_000, 7)
    low, middle, high = beta.points(key)
    assert (drawn >= 1.0).all()
    assert 1.0 < low < middle < high
    told = [float(np.mean(drawn < at)) for at in (low, middle, high)]
    np.testing.assert_allclose(told, [0.05, 0.5, 0.95], atol=0.006)
    np.testing.assert_array_equal(drawn, beta.draw(key, 40_000, 7))
    assert (drawn != beta.draw(key, 40_000, 8)).any()


@pytest.mark.parametrize("key", KEYS)
@given(one=st.floats(0.001, 0.999), two=st.floats(0.001, 0.999))
def test_more_of_all_is_a_larger_beta(key: str, one: float, two: float) -> None:
    made = beta.prior(key)
    assert made.at(min(one, two)) <= made.at(max(one, two))
    # lognormal in beta less 1: shares beside the middle are factors
    assert (made.at(one) - 1.0) * (made.at(1.0 - one) - 1.0) == pytest.approx(
        (made.median - 1.0) ** 2, rel=1e-9
    )


def test_dart_by_density() -> None:
    """2.2 at 1500, 3.61 at 2400, 4.9 at 3300 kg/m3."""
    told = [beta.of_density("dimorphos", rho) for rho in (1500.0, 2400.0, 3300.0)]
    np.testing.assert_allclose(told, [2.2, 3.61, 4.9], rtol=0.03)


def test_dart_within_one_deviation() -> None:
    made = beta.prior("dimorphos", 2400.0)
    assert made.at(0.8413) == pytest.approx(3.61 + 0.22, abs=0.04)
    assert made.at(0.1587) == pytest.approx(3.61 - 0.22, abs=0.04)


def test_computed_rubble_is_within_the_prior() -> None:
    """Computations of weak rubble at their own density, in which beta does not go with mass."""
    low, _, high = beta.points("rubble")
    assert low <= min(COMPUTED)
    assert max(COMPUTED) <= high


@pytest.mark.parametrize(("key", "low", "high"), [("porous", 1.1, 2.0)])
def test_ranges_are_those_of_the_table(key: str, low: float, high: float) -> None:
    made = beta.points(key)
    assert made[0] == pytest.approx(low, rel=0.02)
    assert made[2] == pytest.approx(high, rel=0.02)


def test_what_is_not_known_is_not_told() -> None:
    with pytest.raises(NotSolved, match="beta of metal"):
        beta.prior("metal")
    with pytest.raises(InvalidInput, match="unknown entry of beta"):
        beta.prior("cheese")
    with pytest.raises(NotSolved, match="less momentum than was brought"):
        beta.prior("rubble", 500.0)
    assert "1500 to 3300" in beta.prior("rubble", 1200.0).flags[0]
    assert beta.prior("rubble", 2000.0).flags == ()
    with pytest.raises(InvalidInput, match="density of what is hit"):
        beta.prior("rubble", 0.0)
    with pytest.raises(InvalidInput, match="number of betas"):
        beta.draw("rubble", 0, 1)
    with pytest.raises(InvalidInput, match="share of a distribution"):
        beta.prior("rubble").at(1.0)


def test_impacts_outside_of_what_was_tried_are_told() -> None:
    def told(one: Rock, kg: float, speed: float) -> str:
        return " ".join(beta.flags(one, "weakly-cemented-basalt", kg, speed))

    dart = Rock(name="Dimorphos", mass_kg=4.3e9, radius_m=75.5)
    assert told(dart, 579.4, 6144.9) == ""
    assert "0.5 km/s" in told(dart, 579.4, 500.0)
    assert "20 km/s" in told(dart, 579.4, 2e4)
    assert "disperses half" in told(dart, 1e4, 6144.9)
    assert "reshaped" in told(rock(5.0), 579.4, 6144.9)
    assert "thousand times" in told(rock(2000.0), 579.4, 6144.9)
