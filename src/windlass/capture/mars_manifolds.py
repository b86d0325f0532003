"""Capture at Mars by way of an orbit about Sun–Mars L1 or L2: slow arrival, one burn at periapsis.

An asteroid that has come onto such an orbit leaves it towards Mars by an unstable manifold, the
half that falls inwards, and passes a periapsis nearly at escape speed without any excess.  One
burn there ends in an ellipse.  Whether and how low a manifold passes depends on the orbit's size
and on where it is left.  The circular problem: Mars's ellipse (e = 0.093) is left out here.
Source: topputo2015, koon2011.  Checked: tests/capture/test_mars_manifolds.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_MARS, R_MARS_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture import orbits as po
from windlass.capture.families import family
from windlass.capture.manifolds import starts
from windlass.capture.orbits import Orbit
from windlass.capture.three_body import Primaries, primaries
from windlass.kernels import cr3bp
from windlass.kernels import status as st

Array = NDArray[np.float64]

LONGEST: Final = 4.0 * math.pi
"""Time within which the first periapsis is looked for: two Martian years."""
SAMPLES: Final = 1_000
"""States of a fall among which the periapsis is bracketed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """Ways from one orbit to their first periapsis at Mars.

    orbit; phases (n,) [of its period] at which it is left; radius_m (n,), nan where a way passes
    no periapsis or meets Mars before; speed_m_s (n,): there, about Mars, not turning;
    prograde (n,); time_s (n,): from leaving the orbit.
    """

    orbit: Orbit
    phases: Array
    radius_m: Array
    speed_m_s: Array
    prograde: NDArray[np.bool_]
    time_s: Array

    def excess_m2_s2(self) -> Array:
        """Return twice the energy about Mars at periapsis (n,) [m²/s²]: below 0 is bound."""
        return np.asarray(self.speed_m_s**2 - 2.0 * GM_MARS / self.radius_m)

    def burn_m_s(self, apoapsis_m: float) -> Array:
        """Return the burn at periapsis (n,) [m/s] into an ellipse out to apoapsis_m.

        nan where the periapsis lies beyond it.
        """
        if not apoapsis_m > R_MARS_M:
            raise InvalidInput(
                "apoapsis radius about Mars", value=apoapsis_m, remedy="give it from Mars's centre"
            )
        inside = self.radius_m <= apoapsis_m
        r = np.where(inside, self.radius_m, np.nan)
        bound = np.sqrt(2.0 * GM_MARS * (1.0 / r - 1.0 / (r + apoapsis_m)))
        return np.asarray(self.speed_m_s - bound)


def falls(
    kind: str = "planar",
    libration: int = 2,
    *,
    phases: int = 180,
    members: int = 12,
    reach: float = 1.5,
) -> tuple[Fall, ...]:
    """Return the falls to Mars from members of a family about Sun–Mars L1 or L2.

    phases: at which each orbit is left; members: of the family, evenly along it; reach: greatest
    distance of an orbit's start from Mars [Hill radii].  Raises InvalidInput for none of either.
    """
    if phases < 1 or members < 1:
        raise InvalidInput(
            "phases and members", value=(phases, members), remedy="give at least one of each"
        )
    pair = primaries("sun-mars")
    hill = (pair.mu / 3.0) ** (1.0 / 3.0)
    least = (0.0, R_MARS_M / pair.distance_m)
    followed = family(pair.mu, kind, libration, least=least, reach=reach * hill)
    chosen = np.unique(np.round(np.linspace(0, len(followed) - 1, members)).astype(int))
    found = (fall(pair, followed.orbits[k], libration, phases) for k in chosen)
    return tuple(one for one in found if one is not None)


def fall(pair: Primaries, orbit: Orbit, libration: int, phases: int) -> Fall | None:
    """Return the ways from one orbit to their first periapsis; None where no manifold leaves."""
    at = np.arange(phases) / phases
    begun = starts(orbit, at, stable=False, outer=False, point=libration)
    if begun is None:
        return None
    rows = [_periapsis(pair, s) for s in begun]
    return Fall(
        orbit=orbit,
        phases=at,
        radius_m=np.array([row[0] for row in rows]) * pair.distance_m,
        speed_m_s=np.array([row[1] for row in rows]) * pair.speed_m_s,
        prograde=np.array([row[2] > 0.0 for row in rows]),
        time_s=np.array([row[3] for row in rows]) * pair.turn_s,
    )


def _periapsis(pair: Primaries, s0: Array) -> tuple[float, float, float, float]:
    """Return (radius, speed about Mars, turn about its pole, time) of the first periapsis; nan
    where there is none or Mars's surface is met before.
    """
    mu = pair.mu
    least = np.array([0.0, R_MARS_M / pair.distance_m])
    times = np.linspace(0.0, LONGEST, SAMPLES + 1)[1:]
    out = np.empty((SAMPLES, 6))
    cr3bp.sample(mu, s0, times, po.TOL, least, out)
    states = np.vstack([s0, out])
    states = states[np.isfinite(states[:, 0])]
    rate = _radial(mu, states)
    near = np.hypot(np.hypot(states[:, 0] - 1.0 + mu, states[:, 1]), states[:, 2])
    within = near < (mu / 3.0) ** (1.0 / 3.0)
    low = np.flatnonzero((rate[:-1] < 0.0) & (rate[1:] >= 0.0) & within[1:])
    if not low.size:
        return math.nan, math.nan, math.nan, math.nan
    k = int(low[0])
    a, b = 0.0, float(times[0])
    s = states[k]
    for _ in range(80):
        middle = 0.5 * (a + b)
        if middle in (a, b):
            break
        s, status = cr3bp.propagate(mu, states[k], middle, po.TOL, least)
        if status != st.OK:
            return math.nan, math.nan, math.nan, math.nan
        if _radial(mu, s[None])[0] < 0.0:
            a = middle
        else:
            b = middle
    r = np.array([s[0] - 1.0 + mu, s[1], s[2]])
    v = np.array([s[3] - r[1], s[4] + r[0], s[5]])
    size = float(np.linalg.norm(r))
    if size < least[1]:
        return math.nan, math.nan, math.nan, math.nan
    return size, float(np.linalg.norm(v)), float(r[0] * v[1] - r[1] * v[0]), k * times[0] + b


def _radial(mu: float, s: Array) -> Array:
    """Return r·v about the smaller primary of states (n, 6): its distance falls where below 0."""
    x = s[:, 0] - 1.0 + mu
    return np.asarray(x * s[:, 3] + s[:, 1] * s[:, 4] + s[:, 2] * s[:, 5])


def lowest(found: tuple[Fall, ...], apoapsis_m: float, periapsis_m: float) -> tuple[Fall, int]:
    """Return the fall and its row with the cheapest burn whose periapsis is not below a radius.

    Raises NotSolved where no manifold passes between the two radii.
    """
    best: tuple[float, Fall, int] | None = None
    for one in found:
        burn = np.where(one.radius_m >= periapsis_m, one.burn_m_s(apoapsis_m), np.nan)
        if np.isfinite(burn).any():
            k = int(np.nanargmin(burn))
            if best is None or burn[k] < best[0]:
                best = (float(burn[k]), one, k)
    if best is None:
        raise NotSolved(
            "no manifold of these orbits passes Mars between the two radii",
            status=st.NO_SOLUTION, inputs=(periapsis_m, apoapsis_m),
        )  # fmt: skip
    return best[1], best[2]
