"""Thrust profiles: the rocket equation, masses between burns, refusals."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as hs
from scipy.integrate import quad

from windlass.base.constants import G0
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies.thrust import FRAMES, Burn, profile

BURN = Burn(from_s=0.0, until_s=10.0 * DAY_S, force_n=(0.1, 0.2, -0.2), isp_s=3_000.0)


@given(
    hs.tuples(*[hs.floats(-0.5, 0.5)] * 3), hs.floats(500.0, 5_000.0), hs.floats(0.1, 30.0),
    hs.floats(0.0, 1.0),
)  # fmt: skip
def test_mass_flows_with_the_force(
    force: tuple[float, float, float], isp: float, days: float, fade: float
) -> None:
    """A force that fades along its own direction takes its impulse by the exhaust velocity."""
    end = (fade * force[0], fade * force[1], fade * force[2])
    burn = Burn(from_s=5.0, until_s=5.0 + days * DAY_S, force_n=force, end_n=end, isp_s=isp)
    made = profile([burn], 5_000.0)
    impulse = 0.5 * (1.0 + fade) * math.hypot(*force) * days * DAY_S
    assert made.mass_kg(1e9) == pytest.approx(5_000.0 - impulse / (isp * G0), rel=1e-12)
    half = 5.0 + 0.5 * days * DAY_S
    part = (0.5 - 0.125 * (1.0 - fade)) * math.hypot(*force) * days * DAY_S
    assert made.mass_kg(half) == pytest.approx(5_000.0 - part / (isp * G0), rel=1e-12)


def test_the_velocity_gained_is_that_of_the_rocket_equation() -> None:
    made = profile([BURN], 1_000.0)
    gained = quad(lambda t: 0.3 / made.mass_kg(t), 0.0, BURN.until_s, epsabs=0.0, epsrel=1e-12)[0]
    exhaust = BURN.isp_s * G0
    assert gained == pytest.approx(exhaust * math.log(1_000.0 / made.mass_kg(BURN.until_s)))


def test_mass_stays_between_burns() -> None:
    later = replace(BURN, from_s=20.0 * DAY_S, until_s=21.0 * DAY_S, isp_s=300.0, frame="rtn-sun")
    made = profile([BURN, later], 1_000.0)
    assert made.mass_kg(-1.0) == 1_000.0
    after = 1_000.0 - 0.3 * 10.0 * DAY_S / (3_000.0 * G0)
    assert made.mass_kg(12.0 * DAY_S) == made.mass_kg(20.0 * DAY_S) == pytest.approx(after)
    assert made.mass_kg(1e9) == pytest.approx(after - 0.3 * DAY_S / (300.0 * G0))
    assert made.rows[1, 9] == pytest.approx(after)
    assert made.rows[1, 2] == FRAMES["rtn-sun"] == 0.0


def test_a_sail_loses_nothing() -> None:
    made = profile([replace(BURN, isp_s=math.inf)], 100.0)
    assert made.mass_kg(1e9) == 100.0


def test_no_burn_is_no_change() -> None:
    made = profile([], 12.0)
    assert made.rows.shape == (0, 12)
    assert made.mass_kg(5.0) == 12.0


@pytest.mark.parametrize(
    ("burns", "mass", "words"),
    [
        ([BURN], 0.0, "mass before a burn"),
        ([BURN], math.nan, "mass before a burn"),
        ([BURN], 5.0, "more than the whole mass"),
        ([replace(BURN, until_s=0.0)], 100.0, "ends before it begins"),
        ([BURN, replace(BURN, from_s=DAY_S)], 100.0, "before the one before it ends"),
        ([replace(BURN, force_n=(math.nan, 0.0, 0.0))], 100.0, "force and specific impulse"),
        ([replace(BURN, isp_s=0.0)], 100.0, "force and specific impulse"),
        ([replace(BURN, isp_s=math.nan)], 100.0, "force and specific impulse"),
        ([replace(BURN, frame="rtn-vulcan")], 100.0, "no such frame"),
    ],
)
def test_what_cannot_be_is_refused(burns: list[Burn], mass: float, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        profile(burns, mass)


def test_frames_are_numbered_like_the_bodies() -> None:
    assert FRAMES["icrf"] == -1.0
    assert [FRAMES[f"rtn-{n}"] for n in ("sun", "earth", "moon", "mars")] == [0.0, 3.0, 4.0, 5.0]
    assert np.unique(list(FRAMES.values())).size == len(FRAMES)
