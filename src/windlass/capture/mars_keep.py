"""How long an orbit about Mars keeps: the reach of stable orbits, Mars's flattening, the Sun.

Rates tell which of the two rules and how far the periapsis swings; ``coast`` flies the orbit
for years, in several orientations, and tells the lowest periapsis met.  Not flown: higher
harmonics, drag (an orbit ends where its periapsis falls below the limit), light's pressure.
Source: domingos2006, konopliv2016, allison2000, vallado2013, lidov1962.
Checked: tests/capture/test_mars_keep.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import A_MARS_M, GM_MARS, GM_SUN
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput, NotSolved, OutOfDomain
from windlass.base.sources import table
from windlass.capture.mars import hill_radius_m
from windlass.capture.mars_insertion import LOWEST_R_M
from windlass.kernels import about_planet
from windlass.kernels.status import LIMIT, OK

Array = NDArray[np.float64]
Plane = Literal["equator", "orbit"]
"""Of Mars: what an inclination and a node are counted from; both planes meet along the equinox."""

_T: Final[Any] = table("mars")
J2: Final[float] = _T["gravity"]["j2"]["value"]
J2_RADIUS_M: Final[float] = _T["gravity"]["radius"]["value"]
E_MARS: Final[float] = _T["orbit"]["eccentricity"]["value"]
OBLIQUITY_RAD: Final = math.radians(_T["orbit"]["obliquity"]["value"])
SUN_AT_PERIHELION_RAD: Final = math.radians(_T["orbit"]["sun_at_perihelion"]["value"])
CRITICAL_RAD: Final = math.acos(math.sqrt(0.2))
"""Inclination at which the flattening does not turn the apsides, 63.4°; also its supplement."""
TOLERANCE: Final = 1e-9
"""Of a step; a hundredth of it moves the lowest periapsis of 20 years by less than 0.1 km."""
ORIENTATIONS: Final = 16
SPREAD: Final = 0.7548776662466927
"""The root of x³ + x² = 1: multiples of it and of its square, less their whole parts, fill a square
evenly.  (The golden ratio's do not: its square is 1 less it, one then mirrors the other.)"""


def stable_axis_m(e: float = 0.0, *, retrograde: bool = False) -> float:
    """Return the greatest semi-major axis [m] of an orbit of eccentricity e that stays, by a fit.

    Raises OutOfDomain for eccentricities beyond those of the fit: reach is then bounded by
    ``capture.mars.STABLE_SHARE`` only.
    """
    t = _T["stability"]
    most = t["eccentricity_most"]["value"]
    if not 0.0 <= e <= most:
        raise OutOfDomain(
            f"reach of stable orbits is known up to an eccentricity of {most}", value=e
        )
    way = "retrograde" if retrograde else "prograde"
    share = t[way]["value"] * (
        1.0 - t[f"{way}_planet"]["value"] * E_MARS - t[f"{way}_moon"]["value"] * e
    )
    return float(max(0.0, share) * hill_radius_m())


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Rates of an orbit about Mars.

    node_rad_s, peri_rad_s: turning of node and argument of periapsis by the flattening;
    sun_rad_s: greatest turning of the apsides by the Sun, about; slowest_rad_s: the slowest of the
    phases by which the Sun pushes the eccentricity to and fro, near 0 at a resonance; swing_m: how
    far in all it so moves the periapsis, at most and to first order, inf at a resonance.
    """

    node_rad_s: float
    peri_rad_s: float
    sun_rad_s: float
    slowest_rad_s: float
    swing_m: float

    @property
    def sun_rules(self) -> bool:
        """Whether the Sun turns the apsides faster than the flattening does."""
        return self.sun_rad_s > abs(self.peri_rad_s)


def drift(periapsis: float, apoapsis: float, inclination: float) -> Drift:
    """Return the rates of an orbit; radii [m], inclination [rad] to the equator.

    The Sun's quadrupole, mean over a turn, changes e at 15/2 n_s²/n e sqrt(1 - e²) times the
    product of the Sun's direction cosines to periapsis and across it: at most half, in phases
    2ω + jΩ + 2sλ with |j| ≤ 2 and s in -1, 0, 1.
    """
    _check(periapsis, apoapsis, inclination)
    a, e = 0.5 * (periapsis + apoapsis), (apoapsis - periapsis) / (apoapsis + periapsis)
    n, sun = math.sqrt(GM_MARS / a**3), math.sqrt(GM_SUN / A_MARS_M**3)
    root2 = 1.0 - e * e
    flat = n * J2 * (J2_RADIUS_M / (a * root2)) ** 2
    node = -1.5 * flat * math.cos(inclination)
    peri = 0.75 * flat * (5.0 * math.cos(inclination) ** 2 - 1.0)
    # mean of (a/r)³ over Mars's ellipse, and its greatest
    scale = sun * sun / n / (1.0 - E_MARS**2) ** 1.5
    near = sun * sun / n / (1.0 - E_MARS) ** 3
    turning = 0.75 * scale * (2.0 + 3.0 * e * e) / math.sqrt(root2)
    slowest = min(
        abs(2.0 * peri + j * node + 2.0 * s * sun) for j in range(-2, 3) for s in (-1, 0, 1)
    )
    swing = math.inf
    if slowest > turning:
        swing = a * 3.75 * near * e * math.sqrt(root2) * 2.0 / slowest
    return Drift(
        node_rad_s=node,
        peri_rad_s=peri,
        sun_rad_s=turning,
        slowest_rad_s=slowest,
        swing_m=swing,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Coast:
    """What became of an orbit in several orientations.

    node_rad, peri_rad (n,): of each; until_s (n,): when it ended, the time asked for where it
    did not; lowest_m, highest_m (n,): least periapsis and greatest apoapsis met; kept (n,).
    """

    node_rad: Array
    peri_rad: Array
    until_s: Array
    lowest_m: Array
    highest_m: Array
    kept: NDArray[np.bool_]

    @property
    def share(self) -> float:
        """Share of the orientations that kept."""
        return float(self.kept.mean())


def coast(
    periapsis: float,
    apoapsis: float,
    inclination: float,
    *,
    years: float = 100.0,
    peri_rad: Array | None = None,
    least: float = LOWEST_R_M,
    orientations: int = ORIENTATIONS,
    plane: Plane = "equator",
) -> Coast:
    """Fly an orbit for years, with Mars's flattening and the Sun, in several orientations.

    Radii [m], inclination [rad] to the plane; peri_rad (n,): arguments of periapsis, by
    default spread evenly, with them by ``SPREAD`` the node and where Mars is on its orbit.  An
    orbit ends below ``least`` [m] or beyond Mars's Hill sphere.  Raises NotSolved when a flight
    does not converge.
    """
    _check(periapsis, apoapsis, inclination)
    if not (0.0 < years < math.inf and 0.0 < least <= periapsis and orientations >= 1):
        raise InvalidInput("coast is out of range", value=(years, least, orientations))
    count = orientations if peri_rad is None else len(peri_rad)
    k = np.arange(count, dtype=np.float64)
    peri = math.tau * k / count if peri_rad is None else np.asarray(peri_rad, dtype=np.float64)
    node: Array = math.tau * ((SPREAD * k) % 1.0)
    mean: Array = math.tau * ((SPREAD * SPREAD * k) % 1.0)
    states = np.array(
        [
            at_periapsis(periapsis, apoapsis, inclination, w, o, plane=plane)
            for w, o in zip(peri, node, strict=True)
        ]
    )
    fields = np.array([field(one) for one in mean])
    until, seen, status = about_planet.fly_many(
        states, years * YEAR_S, fields, TOLERANCE, least, hill_radius_m()
    )
    bad = (status != OK) & (status != LIMIT)
    if bad.any():
        raise NotSolved("coast about Mars", status=int(status[bad].max()))
    return Coast(
        node_rad=node,
        peri_rad=peri,
        until_s=until,
        lowest_m=seen[:, 0],
        highest_m=seen[:, 1],
        kept=(status == OK) & (seen[:, 0] >= least),
    )


def field(mean_anomaly: float = 0.0, *, sun: bool = True, flat: bool = True) -> Array:
    """Return Mars's field (FIELD,) for ``kernels.about_planet``; Mars's mean anomaly [rad]."""
    return np.array(
        [
            GM_MARS, J2 if flat else 0.0, J2_RADIUS_M, GM_SUN if sun else 0.0, A_MARS_M, E_MARS,
            OBLIQUITY_RAD, SUN_AT_PERIHELION_RAD, mean_anomaly,
        ]
    )  # fmt: skip


def at_periapsis(
    periapsis: float, apoapsis: float, inclination: float, peri: float, node: float,
    mass: float = 1.0, *, plane: Plane = "equator",
) -> Array:  # fmt: skip
    """Return the state (7,) [m, m/s, kg] at periapsis, along the equator; angles [rad] to plane."""
    speed = math.sqrt(2.0 * GM_MARS * apoapsis / (periapsis * (periapsis + apoapsis)))
    co, so, cw, sw = math.cos(node), math.sin(node), math.cos(peri), math.sin(peri)
    ci, si = math.cos(inclination), math.sin(inclination)
    p = np.array([co * cw - so * sw * ci, so * cw + co * sw * ci, sw * si])
    q = np.array([-co * sw - so * cw * ci, -so * sw + co * cw * ci, cw * si])
    if plane == "orbit":
        c, s = math.cos(OBLIQUITY_RAD), math.sin(OBLIQUITY_RAD)
        turn = np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])
        p, q = turn @ p, turn @ q
    return np.concatenate([periapsis * p, speed * q, [mass]])


def _check(periapsis: float, apoapsis: float, inclination: float) -> None:
    if not 0.0 < periapsis <= apoapsis < math.inf:
        raise InvalidInput(
            "no ellipse", value=(periapsis, apoapsis), remedy="give radii, periapsis first"
        )
    if not 0.0 <= inclination <= math.pi:
        raise InvalidInput("inclination lies outside 0 to π", value=inclination)
