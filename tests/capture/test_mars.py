"""Mars orbit: energy written another way, limits, published insertions."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from windlass.base.constants import GM_MARS, GM_SUN, R_MARS_M
from windlass.base.errors import InvalidInput
from windlass.base.figure import leaf
from windlass.capture import mars


@given(
    vinf=st.floats(0.0, 6_000.0),
    low=st.floats(250e3, 1e6),
    more=st.floats(0.0, 9e7),
)
def test_the_burn_takes_the_energy_away(vinf: float, low: float, more: float) -> None:
    rp, ra = R_MARS_M + low, R_MARS_M + low + more
    burn = mars.insertion_burn(vinf, rp, ra)
    before = math.sqrt(vinf**2 + 2 * GM_MARS / rp)
    energy = 0.5 * (before - burn) ** 2 - GM_MARS / rp
    assert energy == pytest.approx(-GM_MARS / (rp + ra), rel=1e-9)
    assert burn >= 0


def test_published_insertion() -> None:
    # MAVEN, 2014-09-22: burn of about 1230 m/s in 34 minutes into 380 km by 44,600 km, v∞ near
    # 3.2 km/s (jakosky2015); validation/capture.py flies such a burn, which costs some 6 % more
    rp, ra = R_MARS_M + 380e3, R_MARS_M + 44_600e3
    burn = mars.insertion_burn(3_200.0, rp, ra)
    assert 0.92 * 1_230.0 < burn < 1_230.0
    # Mars Reconnaissance Orbiter went round once in 35 h on 300 km by 45,000 km
    rp, ra = R_MARS_M + 300e3, R_MARS_M + 45_000e3
    speed, a = mars.periapsis_speed(rp, ra), 0.5 * (rp + ra)
    period = math.tau * a * a * math.sqrt(1.0 - ((ra - rp) / (ra + rp)) ** 2) / (rp * speed)
    assert period / 3_600.0 == pytest.approx(35.0, abs=0.5)


def test_figures_agree_with_the_formulas() -> None:
    orbit = mars.orbit()
    v = leaf("v", 2_600.0, "m/s", status="computed")
    assert mars.insertion(v, orbit).value == pytest.approx(
        mars.insertion_burn(2_600.0, orbit.periapsis_m, orbit.apoapsis_m)
    )
    assert mars.spiral(orbit).value == pytest.approx(
        mars.spiral_m_s(orbit.periapsis_m, orbit.apoapsis_m)
    )
    assert mars.hill_radius_m() == pytest.approx(1.084e9, rel=0.01)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"periapsis_altitude_m": 100e3}, "atmosphere"),
        ({"periapsis_altitude_m": 600e3, "apoapsis_altitude_m": 500e3}, "below periapsis"),
        ({"apoapsis_altitude_m": 9e8}, "Sun takes"),
    ],
)
def test_refusals(asked: dict[str, float], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        mars.orbit(**asked)


def test_both_ends_of_what_is_allowed() -> None:
    least, greatest = mars.LOWEST_M, mars.STABLE_SHARE * mars.hill_radius_m() - R_MARS_M
    mars.orbit(periapsis_altitude_m=least)
    mars.orbit(periapsis_altitude_m=600e3, apoapsis_altitude_m=600e3)
    mars.orbit(apoapsis_altitude_m=greatest - 1.0)
    with pytest.raises(InvalidInput, match="atmosphere"):
        mars.orbit(periapsis_altitude_m=least - 1.0)
    with pytest.raises(InvalidInput, match="below periapsis"):
        mars.orbit(periapsis_altitude_m=600e3, apoapsis_altitude_m=600e3 - 1.0)
    with pytest.raises(InvalidInput, match="Sun takes"):
        mars.orbit(apoapsis_altitude_m=greatest + 1.0)


def test_of_other_orbits_it_is_not_said_that_they_keep() -> None:
    assert mars.orbit().kept
    assert not mars.orbit(apoapsis_altitude_m=mars.orbit().apoapsis_altitude.value - 1e6).kept
    assert not mars.orbit(periapsis_altitude_m=500e3).kept


def test_the_stable_region_ends_well_inside_the_libration_points() -> None:
    # hamilton1991: prograde orbits stay within a third to a half of the Hill radius, at whose
    # end the Sun's tide, the pull of Mars and the turning frame are in balance
    r = mars.hill_radius_m()
    turn2 = GM_SUN / mars.A_MARS_M**3
    assert 3.0 * turn2 * r == pytest.approx(GM_MARS / r**2, rel=1e-12)
    assert 1 / 3 <= mars.STABLE_SHARE <= 1 / 2


def test_a_flown_spiral_costs_what_the_formula_says() -> None:
    # thrust against the velocity, flown from the edge of the stable region inwards
    orbit = mars.orbit()
    start = mars.STABLE_SHARE * 1.0843e9
    goal = 0.5 * (orbit.periapsis_m + orbit.apoapsis_m)
    push = 6e-7  # m/s²

    def motion(_: float, s: np.ndarray) -> np.ndarray:
        pull = -GM_MARS * s[:2] / np.linalg.norm(s[:2]) ** 3
        return np.concatenate([s[2:], pull - push * s[2:] / np.linalg.norm(s[2:])])

    def there(_: float, s: np.ndarray) -> float:
        return float(0.5 * s[2:] @ s[2:] - GM_MARS / np.linalg.norm(s[:2]) + 0.5 * GM_MARS / goal)

    there.terminal = True  # type: ignore[attr-defined]
    first = np.array([start, 0.0, 0.0, math.sqrt(GM_MARS / start)])
    path = solve_ivp(motion, (0.0, 3e9), first, events=there, rtol=1e-9, atol=1e-2)
    assert path.t_events[0].size == 1
    flown = push * float(path.t[-1])
    assert mars.spiral_m_s(orbit.periapsis_m, orbit.apoapsis_m) == pytest.approx(flown, rel=0.01)
