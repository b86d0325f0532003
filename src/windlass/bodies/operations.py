"""What hinders operations on the way: solar conjunctions, eclipses, distance from Earth.

Everything is geometric, from states at the same epoch: light time moves an edge by minutes.
Shadows are cones of spheres: the Sun's disc and the body's, as seen from the spacecraft, overlap.
Source: montenbruck2000.  Checked: tests/bodies/test_operations.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from windlass.base.constants import C_M_S, R_SUN_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.bodies.planets import CHAINS, load

Array = NDArray[np.float64]

EDGE_S: Final = 1.0
"""How closely the edges of an interval are found."""
SHADOWS: Final = ("earth", "moon", "mars")
NEAR_M: Final = {"earth": 1.4e9, "moon": 3.8e8, "mars": 8.0e8}
"""How far behind a body its shadow is looked for: the length of its umbra, rounded up."""
STEP_S: Final = DAY_S
SHADOW_STEP_S: Final = 600.0
"""Between instants at which a shadow is looked for near a body: a shorter eclipse may be missed."""


class Path(Protocol):
    """A path: states about a centre, and its span."""

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch [s past J2000]."""
        ...

    def state(self, t_s: Array | float, centre: str = "sun") -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s])."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Something holds from_s to until_s; worst: its deepest value (angle [rad], share of light)."""

    what: str
    from_s: float
    until_s: float
    worst: float

    @property
    def lasts_s(self) -> float:
        """Length [s]."""
        return self.until_s - self.from_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Distance from Earth over a path: least, greatest, mean [m], and the one-way light times."""

    nearest_m: float
    farthest_m: float
    mean_m: float

    @property
    def delay_s(self) -> tuple[float, float]:
        """Least and greatest one-way light time [s]."""
        return self.nearest_m / C_M_S, self.farthest_m / C_M_S


def least_angle_rad() -> float:
    """Return the angle between Sun and spacecraft below which it is not commanded, of the table."""
    return math.radians(table("operations")["contact"]["conjunction"]["value"])


def contact(path: Path, step_s: float = STEP_S) -> Contact:
    """Return how far a path is from Earth."""
    t = _grid(path, step_s)
    off = np.linalg.norm(path.state(t, "earth")[0], axis=1)
    return Contact(
        nearest_m=float(off.min()), farthest_m=float(off.max()),
        mean_m=float(np.trapezoid(off, t) / (t[-1] - t[0])),
    )  # fmt: skip


def conjunctions(path: Path, limit_rad: float | None = None) -> tuple[Interval, ...]:
    """Return when Sun and spacecraft stand closer together on Earth's sky than a limit.

    In front of the Sun or behind it, told by ``what``: inferior, superior.  Raises InvalidInput
    for a limit that is no angle.
    """
    limit = least_angle_rad() if limit_rad is None else limit_rad
    if not 0.0 < limit < math.pi:
        raise InvalidInput(
            "least angle from the Sun", value=limit, remedy="give one above 0 and below 180°"
        )

    def off(t: Array) -> Array:
        return limit - _elongation(path, t)

    made = []
    for a, b, deepest in _above(off, _grid(path, STEP_S)):
        where = np.array([0.5 * (a + b)])
        sun = np.linalg.norm(load().body("earth").state(where)[0])
        near = np.linalg.norm(path.state(where, "earth")[0]) < sun
        what = "inferior conjunction" if near else "superior conjunction"
        made.append(Interval(what=what, from_s=a, until_s=b, worst=limit - deepest))
    return tuple(made)


def _elongation(path: Path, t: Array) -> Array:
    """Return the angle (n,) at Earth between the Sun and the spacecraft."""
    to_sun = -load().body("earth").state(t)[0]
    to_it = path.state(t, "earth")[0]
    across = np.linalg.norm(np.cross(to_sun, to_it), axis=1)
    return np.asarray(np.arctan2(across, np.sum(to_sun * to_it, axis=1)))


def eclipses(path: Path, bodies: tuple[str, ...] = SHADOWS) -> tuple[Interval, ...]:
    """Return when less than the whole Sun is seen, in the order of time; worst: least share of it.

    what: the body whose shadow it is, with "umbra" where nothing is seen of the Sun at some
    instant.  Raises InvalidInput for an unknown body.
    """
    made: list[Interval] = []
    for name in bodies:
        if name not in CHAINS or name == "sun":
            raise InvalidInput(
                "no body with a shadow", value=name, remedy=f"one of {', '.join(list(CHAINS)[1:])}"
            )

        def hidden(t: Array, name: str = name) -> Array:
            return 1.0 - sunlight(path, t, name)

        for low, high in _close(path, name):
            count = max(2, math.ceil((high - low) / SHADOW_STEP_S) + 1)
            for a, b, deepest in _above(hidden, np.linspace(low, high, count), level=1e-6):
                what = f"umbra of {name}" if deepest >= 1.0 - 1e-9 else f"penumbra of {name}"
                made.append(Interval(what=what, from_s=a, until_s=b, worst=1.0 - deepest))
    return tuple(sorted(made, key=lambda one: one.from_s))


def _close(path: Path, name: str) -> list[tuple[float, float]]:
    """Return spans in which a path may be in a body's shadow: near it, by days."""
    t = _grid(path, STEP_S)
    r, v = path.state(t, name)
    reach = NEAR_M.get(name, 1e9) + np.linalg.norm(v, axis=1) * STEP_S
    near = np.flatnonzero(np.linalg.norm(r, axis=1) < reach)
    spans: list[tuple[float, float]] = []
    for k in near.tolist():
        low, high = float(t[max(k - 1, 0)]), float(t[min(k + 1, t.size - 1)])
        if spans and low <= spans[-1][1]:
            spans[-1] = (spans[-1][0], high)
        else:
            spans.append((low, high))
    return spans


def sunlight(path: Path, t_s: Array | float, body: str) -> Array:
    """Return the share (n,) of the Sun's disc that a body leaves seen at t_s (n,)."""
    t = np.atleast_1d(np.asarray(t_s, dtype=float))
    to_sun, to_body = -path.state(t, "sun")[0], -path.state(t, body)[0]
    ds, db = np.linalg.norm(to_sun, axis=1), np.linalg.norm(to_body, axis=1)
    radius = float(table("bodies")["radius"][body]["value"])
    a = np.arcsin(np.minimum(1.0, R_SUN_M / ds))
    b = np.arcsin(np.minimum(1.0, radius / db))
    across = np.linalg.norm(np.cross(to_sun, to_body), axis=1)
    c = np.arctan2(across, np.sum(to_sun * to_body, axis=1))
    seen = 1.0 - covered(a, b, c)
    return np.asarray(np.where(db < ds, seen, 1.0))


def covered(a: Array, b: Array, c: Array) -> Array:
    """Return the share (n,) of a disc of radius a that one of radius b hides, centres c apart.

    All in one unit, small angles; 0 to 1.
    """
    share = np.where(c >= a + b, 0.0, np.minimum(1.0, (b / a) ** 2))
    k = np.flatnonzero((c < a + b) & (c > np.abs(a - b)))
    a, b, c = a[k], b[k], c[k]
    x = 0.5 * (c + (a - b) * (a + b) / c)
    y = np.sqrt(np.maximum(0.0, a * a - x * x))
    lens = a * a * np.arccos(np.clip(x / a, -1.0, 1.0))
    lens += b * b * np.arccos(np.clip((c - x) / b, -1.0, 1.0)) - c * y
    share[k] = lens / (math.pi * a * a)
    return np.asarray(share)


def _grid(path: Path, step_s: float) -> Array:
    low, high = path.span_s
    return np.linspace(low, high, max(2, math.ceil((high - low) / step_s) + 1))


def _above(
    value: Callable[[Array], Array], t: Array, level: float = 0.0
) -> list[tuple[float, float, float]]:
    """Return (from, until, greatest value) of the stretches in which a value is above a level."""
    x = value(t) - level

    def at(when: float) -> float:
        return float(value(np.array([when]))[0]) - level

    made = []
    inside = np.flatnonzero(x > 0.0)
    for run in np.split(inside, np.flatnonzero(np.diff(inside) > 1) + 1):
        if run.size == 0:
            continue
        i, j = int(run[0]), int(run[-1])
        low = t[i] if i == 0 else brentq(at, t[i - 1], t[i], xtol=EDGE_S)
        high = t[j] if j == t.size - 1 else brentq(at, t[j], t[j + 1], xtol=EDGE_S)
        fine = np.linspace(low, high, 201)
        made.append((float(low), float(high), float(value(fine).max())))
    return made
