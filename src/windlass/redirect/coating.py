"""Coating: paint that throws sunlight back ends the drift by which the Sun's warmth moves a body.

Warm ground radiates more in the afternoon than in the morning, and pushes a turning body along its
orbit.  Where that drift was measured, a coat takes it away in part; else it is that of the body
where it is known best, less for larger and denser ones.  The push is against the drift, never with
it.  Source: farnocchia2013yark, chesley2014, katz2021.
Checked: tests/redirect/test_coating.py, validation/redirect.py.
"""

from __future__ import annotations

import math

import numpy as np

from windlass.base.constants import AU_M, GM_SUN
from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect.facts import part, spread
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship, asked

KEY = "coating"


def _orbit(axis_m: float, eccentricity: float) -> float:
    """Return a factor [s] between drift [m/s] and transverse acceleration at 1 au [m/s²]."""
    if not (math.isfinite(axis_m) and axis_m > 0.0 and 0.0 <= eccentricity < 1.0):
        raise InvalidInput(
            "orbit of a drift", value=(axis_m, eccentricity),
            remedy="give a half-axis above 0 m and an eccentricity of 0 to below 1",
        )  # fmt: skip
    n = math.sqrt(GM_SUN / axis_m**3)
    squeezed = (1.0 - eccentricity) * (1.0 + eccentricity)
    return 2.0 * (AU_M / axis_m) ** 2 / (n * squeezed)


def drift_m_s(a2_m_s2: float, axis_m: float, eccentricity: float) -> float:
    """Return how fast [m/s] the half-axis changes under a transverse acceleration.

    a2_m_s2: at 1 au, falling as the square of the distance.  Source: farnocchia2013yark.
    """
    return a2_m_s2 * _orbit(axis_m, eccentricity)


def a2_m_s2(drift: float, axis_m: float, eccentricity: float) -> float:
    """Return the transverse acceleration [m/s²] at 1 au of a drift [m/s]; against ``drift_m_s``."""
    return drift / _orbit(axis_m, eccentricity)


def scaled_m_s2(rock: Rock) -> float:
    """Return the transverse acceleration [m/s²] at 1 au of a body like Bennu of another size and
    density; Bennu's axis stands almost upright, so it is about the most.
    """
    known = part(KEY, "a2") * part(KEY, "radius") * part(KEY, "density")
    return known / (rock.radius_m * rock.density_kg_m3)


def given(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, a2: float | None = None,
    covers_s: float | None = None, coat_kg_m2: float | None = None,
) -> Given:  # fmt: skip
    """Return what a coat gives, painted on by ships whose propellant_kg is paint.

    a2 [m/s²]: transverse acceleration at 1 au, as measured, None for a scaled one; covers_s: time
    that painting takes; coat_kg_m2: paint on each square metre.  Paint for a part covers a part.
    Raises NotSolved where painting takes all of the time.
    """
    ships = ship.times(count)
    takes = part(KEY, "covers") if covers_s is None else covers_s
    coat = part(KEY, "coat") if coat_kg_m2 is None else coat_kg_m2
    if not (0.0 < takes < math.inf and 0.0 < coat < math.inf):
        raise InvalidInput(
            "time of painting, or paint", value=(takes, coat), remedy="give more than 0"
        )
    if a2 is not None and not (math.isfinite(a2) and a2 != 0.0):
        raise InvalidInput("drift of an orbit", value=a2, remedy="give one other than 0 m/s2")
    if not takes < asked(KEY, asked_s):
        raise NotSolved(
            f"painting {rock.name} takes all of the time", status=st.LIMIT,
            value=f"{takes:.3g} of {asked_s:.3g} s", remedy="give more time",
        )  # fmt: skip
    whole = coat * 4.0 * math.pi * rock.radius_m**2
    covered = min(1.0, ships.propellant_kg / whole)
    drift = scaled_m_s2(rock) if a2 is None else abs(a2)
    push = covered * part(KEY, "removed") * drift
    flags = [
        "no coat was ever put on an asteroid, nor its drift changed",
        "a changed drift changes spin and axis as well, and these the drift",
    ]
    if a2 is None:
        flags.insert(0, "its drift was not measured: at most this, and it may be next to none")
        flags.insert(1, "whether it pushes forward or back is not known")
    else:
        flags.insert(0, f"it pushes {'back' if a2 > 0.0 else 'forward'} only, against its drift")
    if covered < 1.0:
        flags.append(f"paint covers {covered:.2g} of it")
    if rock.radius_m > part(KEY, "largest"):
        flags.append(f"published studies end at {part(KEY, 'largest'):g} m of radius")
    return Given(
        technique=KEY, t_s=np.array([takes, asked_s]), push_m_s2=np.full(2, push), by_sun=True,
        equipment_kg=ships.mass_kg, consumed_kg=min(whole, ships.propellant_kg), works_s=asked_s,
        spread=spread(KEY), needs=("paint that sticks to dust, over all of it",),
        flags=tuple(flags),
    )  # fmt: skip
