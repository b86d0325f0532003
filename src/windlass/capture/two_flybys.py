"""Capture by two flybys of the Moon in one pass: the greatest v∞ at Earth that they take.

Patched conics in the Moon's plane, the Moon on a circle.  The hyperbola is turned where it first
crosses the Moon's distance, goes through a perigee, and meets the Moon again where it crosses
outwards; the Moon has to be there, which leaves few orbits in between.  The speed about the
Moon, u, is the same at both flybys (Tisserand).  Flown backwards this is a departure.
Source: ross1980.  Checked: tests/capture/test_two_flybys.py, validation/capture.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import A_MOON_M, GM_EARTH, GM_MOON, R_EARTH_M, R_MOON_M
from windlass.base.errors import InvalidInput, NotSolved

Array = NDArray[np.float64]

MOON_M_S: Final = math.sqrt(GM_EARTH / A_MOON_M)
ESCAPE2: Final = 2.0 * GM_EARTH / A_MOON_M
LOWEST_M: Final = R_EARTH_M + 200e3


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoFlybys:
    """What two flybys take: v∞ at Earth before, and the pass between them.

    moon_vinf_m_s: u; angle_rad: between u and the Moon's velocity on the way between, which is
    inwards at first; c3_between_m2_s2, perigee_m, time_s: of that way; c3_after_m2_s2.
    """

    vinf_m_s: float
    moon_vinf_m_s: float
    angle_rad: float
    c3_between_m2_s2: float
    perigee_m: float
    time_s: float
    c3_after_m2_s2: float


def turn_rad(u: float, altitude: float) -> float:
    """Return the greatest turn [rad] of u [m/s] by a flyby at altitude [m] over the Moon."""
    return 2.0 * math.asin(1.0 / (1.0 + (R_MOON_M + altitude) * u**2 / GM_MOON))


def c3_at(u: float, angle: Array) -> Array:
    """Return C3 about Earth [m²/s²] for u [m/s] at angles [rad] from the Moon's velocity."""
    return np.asarray(MOON_M_S**2 + u**2 + 2.0 * MOON_M_S * u * np.cos(angle) - ESCAPE2)


def between(u: float, angle: Array) -> tuple[Array, Array, Array]:
    """Return (perigee [m], time [s], miss [rad]) of passes from the Moon's distance to it.

    angle (n,), 0 to π: of u at the start, inwards.  Only passes with C3 > 0; others are nan.
    miss: how far the Moon is ahead at the end, −π to π.
    """
    across = MOON_M_S + u * np.cos(angle)
    c3 = c3_at(u, angle)
    a = GM_EARTH / np.where(c3 > 0.0, c3, np.nan)
    p = (A_MOON_M * across) ** 2 / GM_EARTH
    e = np.sqrt(1.0 + p / a)
    half = np.arccos(np.clip((p / A_MOON_M - 1.0) / e, -1.0, 1.0))
    anomaly = 2.0 * np.arctanh(np.sqrt((e - 1.0) / (e + 1.0)) * np.tan(0.5 * half))
    time = 2.0 * np.sqrt(a**3 / GM_EARTH) * (e * np.sinh(anomaly) - anomaly)
    ahead = MOON_M_S / A_MOON_M * time - np.copysign(2.0 * half, across)
    return p / (1.0 + e), time, (ahead + np.pi) % (2.0 * np.pi) - np.pi


def _meetings(u: float) -> list[float]:
    """Return the angles [rad] at which the Moon is met again."""
    from scipy.optimize import brentq

    angle = np.linspace(1e-4, math.pi - 1e-4, 1_000)
    miss = between(u, angle)[2]
    near = (miss[:-1] * miss[1:] < 0.0) & (np.abs(miss[:-1] - miss[1:]) < 1.0)
    return [
        float(brentq(lambda x: float(between(u, np.array([x]))[2][0]), angle[i], angle[i + 1]))
        for i in np.flatnonzero(near)
    ]


def _at(u: float, altitude: float) -> TwoFlybys | None:
    """Return the best capture with speed u [m/s] about the Moon, None where there is none."""
    turn, found = turn_rad(u, altitude), []
    for angle in _meetings(u):
        perigee, time, _ = between(u, np.array([angle]))
        ends = np.array([max(0.0, angle - turn), angle, min(math.pi, angle + turn)])
        before, way, after = (float(c3) for c3 in c3_at(u, ends))
        if perigee[0] >= LOWEST_M and before > 0.0 >= after:
            found.append(
                TwoFlybys(
                    vinf_m_s=math.sqrt(before),
                    moon_vinf_m_s=u,
                    angle_rad=angle,
                    c3_between_m2_s2=way,
                    perigee_m=float(perigee[0]),
                    time_s=float(time[0]),
                    c3_after_m2_s2=after,
                )
            )
    return max(found, key=lambda one: one.vinf_m_s, default=None)


@cache
def capture(altitude: float) -> TwoFlybys:
    """Return the capture from the greatest v∞ by two flybys at least altitude [m] high.

    v∞ to 0.1 m/s.  Raises InvalidInput for a negative altitude, NotSolved where none captures.
    """
    if not altitude >= 0.0:
        raise InvalidInput("flyby altitude must not be negative", value=altitude)
    low, high, best = 600.0, 3_000.0, None
    for step in (10.0, 1.0, 0.05):
        for u in np.arange(low, high + 0.5 * step, step):
            one = _at(float(u), altitude)
            if one is not None and (best is None or one.vinf_m_s > best.vinf_m_s):
                best = one
        if best is None:
            raise NotSolved("no two flybys capture at this altitude", status=4, value=altitude)
        low, high = best.moon_vinf_m_s - step, best.moon_vinf_m_s + step
    assert best is not None
    return best


def bound_vinf_m_s(altitude: float) -> float:
    """Return what two turns would take if the Moon could be met at will: an upper bound [m/s]."""
    greatest = 0.0
    for u in np.arange(500.0, 4_000.0, 1.0):
        bound = (ESCAPE2 - MOON_M_S**2 - u**2) / (2.0 * MOON_M_S * u)
        if bound >= -1.0:
            first = max(0.0, math.acos(min(1.0, bound)) - 2.0 * turn_rad(float(u), altitude))
            greatest = max(greatest, float(c3_at(float(u), np.array([first]))[0]))
    return math.sqrt(greatest)
