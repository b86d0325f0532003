"""Flights near Earth and Moon as DE440 places them, and states of the rotating frame put there.

Geocentric ICRF, SI.  Sun, Earth and Moon pull as points; planets, Earth's oblateness, relativity
and sunlight are left out.  A state of the restricted problem is laid along the Moon's direction
and velocity of the date.  Source: park2021, dormand1980.
Checked: tests/capture/test_cislunar.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.bodies.forces import forces
from windlass.bodies.planets import Pack
from windlass.capture.dro import LU_M, MU, TU_S
from windlass.kernels import earth_moon as kernel
from windlass.kernels.status import LIMIT, OK

Array = NDArray[np.float64]
Codes = NDArray[np.int8]

SOURCES: Final = ("park2021", "dormand1980")
CLOSE_M: Final = 66_000e3
"""A pass by the Moon: nearer than its sphere of influence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Distances [m] within which a flight goes on: least and greatest from Earth and Moon."""

    least_earth_m: float = 0.0
    least_moon_m: float = 0.0
    most_earth_m: float = 1e12
    most_moon_m: float = 1e12

    def row(self) -> Array:
        """Return them as the kernel takes them."""
        return np.array(
            [self.least_earth_m, self.least_moon_m, self.most_earth_m, self.most_moon_m, CLOSE_M]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Flights:
    """Ends of flights: states (n, 6) or (n, 42), times (n,), what was met, status (n,).

    earth_m, moon_m (n, 2): least and greatest distances; passes (n,): by the Moon.  status OK:
    flown to the end; LIMIT: ended at a bound.
    """

    states: Array
    times_s: Array
    earth_m: Array
    moon_m: Array
    passes: Array
    status: Codes

    @property
    def whole(self) -> NDArray[np.bool_]:
        """Return which were flown to the end (n,)."""
        return np.asarray(self.status == OK)

    @property
    def bounded(self) -> NDArray[np.bool_]:
        """Return which ended at a bound (n,)."""
        return np.asarray(self.status == LIMIT)


@cache
def _field() -> tuple[Pack, Array]:
    """Return DE440 and GM of Earth, Moon and Sun [m³/s²]."""
    found = forces()
    return found.source, found.gm[[3, 4, 0]].copy()


def gm_pair() -> float:
    """Return GM of Earth and Moon together [m³/s²], as DE440 has them."""
    return float(_field()[1][:2].sum())


def fly(
    t0_s: Array, states: Array, t1_s: Array, bounds: Bounds | None = None, tol: float = 1e-10
) -> Flights:
    """Fly geocentric states (n, 6), or with their matrices (n, 42), from t0 (n,) to t1 (n,).

    tol: of a step, as a share of 100,000 km and 1 km/s.  Raises InvalidInput for shapes that do
    not match, OutOfDomain beyond DE440.
    """
    s = np.ascontiguousarray(states, dtype=np.float64)
    t0, t1 = (np.ascontiguousarray(t, dtype=np.float64) for t in (t0_s, t1_s))
    if s.ndim != 2 or s.shape[1] not in (6, 42) or not t0.shape == t1.shape == s.shape[:1]:
        raise InvalidInput("states and times do not match", value=(s.shape, t0.shape, t1.shape))
    source, gm = _field()
    low, high = source.span_s
    if not bool(np.all((t0 >= low) & (t0 <= high) & (t1 >= low) & (t1 <= high))):
        raise OutOfDomain("flight outside DE440", remedy="it holds 1549 to 2650")
    ends, times, told, status = kernel.fly_many(
        t0, s, t1, source.pack, source.layout, source.clock, gm, tol, (bounds or Bounds()).row()
    )
    return Flights(
        states=ends,
        times_s=times,
        earth_m=told[:, [kernel.NEAR_EARTH, kernel.FAR_EARTH]],
        moon_m=told[:, [kernel.NEAR_MOON, kernel.FAR_MOON]],
        passes=told[:, kernel.PASSES],
        status=status,
    )


def moon(t_s: Array) -> Array:
    """Return geocentric states (n, 6) of the Moon.  Raises OutOfDomain beyond DE440."""
    source, _ = _field()
    t = np.atleast_1d(np.asarray(t_s, dtype=np.float64))
    found, status = kernel.places_many(source.pack, source.layout, source.clock, t)
    if status.any():
        raise OutOfDomain("the Moon outside DE440", remedy="it holds 1549 to 2650")
    return np.asarray(found[:, 0])


def axes(t_s: Array) -> Array:
    """Return (n, 3, 3): rows along the Moon's direction, ahead of it, and normal to its orbit."""
    m = moon(t_s)
    x = m[:, :3] / np.linalg.norm(m[:, :3], axis=1)[:, None]
    z = np.cross(m[:, :3], m[:, 3:])
    z /= np.linalg.norm(z, axis=1)[:, None]
    return np.stack([x, np.cross(z, x), z], axis=1)


def beside_moon(state: Array, t_s: Array, speed: Array | float = 1.0) -> Array:
    """Return geocentric states (n, 6) of rotating-frame states (6,) or (n, 6) set beside the Moon.

    Place and velocity about the Moon keep the length and time unit of the restricted problem;
    only the axes are the date's.  speed: factor on the velocity about the Moon, (n,) or one.
    """
    t = np.atleast_1d(np.asarray(t_s, dtype=np.float64))
    s = np.broadcast_to(state, (t.size, 6))
    d = s[:, :3] - np.array([1.0 - MU, 0.0, 0.0])
    turning = np.stack([-d[:, 1], d[:, 0], np.zeros(t.size)], axis=1)
    factor = np.broadcast_to(np.asarray(speed, dtype=np.float64), (t.size,))[:, None]
    u = (s[:, 3:] + turning) * factor
    there, frame = moon(t), axes(t)
    place = there[:, :3] + LU_M * np.einsum("nij,ni->nj", frame, d)
    velocity = there[:, 3:] + LU_M / TU_S * np.einsum("nij,ni->nj", frame, u)
    return np.concatenate([place, velocity], axis=1)


def c3(states: Array) -> Array:
    """Return C3 [m²/s²] about Earth and Moon as one mass, of geocentric states (n, 6)."""
    r = np.linalg.norm(states[:, :3], axis=1)
    return np.asarray(np.sum(states[:, 3:6] ** 2, axis=1) - 2.0 * gm_pair() / r)
