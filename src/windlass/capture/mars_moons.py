"""Phobos and Deimos avoided: how near an orbit about Mars comes to where they may be, and when.

In time each moon is met anywhere in a ring: from its periapsis to its apoapsis, and in latitude to
its inclination and its Laplace plane's tilt together.  An orbit is clear of it when it stays
farther from the ring than the moon's Hill sphere (or its size) and a margin.  The flattening
of Mars turns the apsides, so what is clear now may not be later: told are the least distance
now, the least over all arguments of periapsis, and how far the apsides may turn.
Source: jplsatelem, naifgm, archinal2018.  Checked: tests/capture/test_mars_moons.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_MARS
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.sources import table
from windlass.capture.mars_keep import drift
from windlass.kernels.moon_clearance import clearance, clearance_many
from windlass.kernels.status import OK

Array = NDArray[np.float64]

NAMES: Final = ("phobos", "deimos")
TOLERANCE_M: Final = 1e3
"""How far above the least a distance may lie."""
STEP_RAD: Final = math.radians(0.5)
"""Step at which the turning of the apsides is looked at; found to a thousandth of it."""
_T: Final[Any] = table("mars")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moon:
    """Where a moon may be, and how far to stay away.  Radii [m], reach: latitude [rad]."""

    name: str
    low_m: float
    high_m: float
    reach_rad: float
    keep_out_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """How an orbit passes a moon's ring.

    distance_m: least distance from the ring now, None where the argument of periapsis is not
    given; always_m: least over all arguments of periapsis; clear_now, clear_always: whether
    each lies beyond the keep-out; turn_rad: how far the apsides may turn, the nearer way, until the
    orbit is no longer clear (0 if it is not, inf if it always is); turn_s: how long that takes at
    least, by the rates of the flattening and the Sun.
    """

    moon: Moon
    distance_m: float | None
    always_m: float
    turn_rad: float | None
    turn_s: float | None

    @property
    def clear_always(self) -> bool:
        """Whether the orbit is clear whatever its argument of periapsis."""
        return self.always_m > self.moon.keep_out_m

    @property
    def clear_now(self) -> bool | None:
        """Whether it is clear with the argument of periapsis given."""
        return None if self.distance_m is None else self.distance_m > self.moon.keep_out_m


def moon(name: str, margin_m: float | None = None) -> Moon:
    """Return a moon's ring; margin_m [m] over its Hill radius replaces the table's."""
    if name not in NAMES:
        raise InvalidInput("no such moon of Mars", value=name, remedy=f"one of {', '.join(NAMES)}")
    t = {key: float(row["value"]) for key, row in _T[name].items()}
    margin = float(_T["moons"]["margin"]["value"]) if margin_m is None else margin_m
    if not 0.0 <= margin < math.inf:
        raise InvalidInput("margin from a moon is below 0", value=margin)
    hill = t["a"] * (1.0 - t["e"]) * (t["gm"] / (3.0 * GM_MARS)) ** (1.0 / 3.0)
    return Moon(
        name=name,
        low_m=t["a"] * (1.0 - t["e"]),
        high_m=t["a"] * (1.0 + t["e"]),
        reach_rad=math.radians(t["i"] + t["tilt"]),
        keep_out_m=max(hill, t["size"]) + margin,
    )


def moons(margin_m: float | None = None) -> tuple[Moon, ...]:
    """Return both moons."""
    return tuple(moon(name, margin_m) for name in NAMES)


def passages(
    periapsis: float,
    apoapsis: float,
    inclination: float,
    argument: float | None = None,
    *,
    margin_m: float | None = None,
) -> tuple[Passage, ...]:
    """Return how an orbit passes each moon; radii [m], angles [rad] to Mars's equator.

    argument: of periapsis, None where it is not known.  Raises InvalidInput for no ellipse.
    """
    rates = drift(periapsis, apoapsis, inclination)
    fastest = abs(rates.peri_rad_s) + rates.sun_rad_s
    out = []
    for one in moons(margin_m):
        always = always_m(one, periapsis, apoapsis, inclination)
        now = turn = None
        if argument is not None:
            now = distance_m(one, periapsis, apoapsis, inclination, argument)
            turn = _turn(one, periapsis, apoapsis, inclination, argument, now, always)
        time = None if turn is None else turn / fastest
        out.append(Passage(moon=one, distance_m=now, always_m=always, turn_rad=turn, turn_s=time))
    return tuple(out)


def distance_m(
    one: Moon, periapsis: float, apoapsis: float, inclination: float, argument: float
) -> float:
    """Return the least distance [m] of an orbit from a moon's ring, to ``TOLERANCE_M``."""
    d, _, status = clearance(
        periapsis, apoapsis, inclination, argument, one.low_m, one.high_m, one.reach_rad,
        TOLERANCE_M,
    )  # fmt: skip
    if status != OK:
        raise NotSolved(
            f"distance from {one.name}", status=status, value=(periapsis, apoapsis, inclination)
        )
    return float(d)


def always_m(one: Moon, periapsis: float, apoapsis: float, inclination: float) -> float:
    """Return the least distance [m] from a moon's ring over all arguments of periapsis.

    Every radius of the orbit comes to the equator once, so that only radii count.
    """
    if not (0.0 < periapsis <= apoapsis < math.inf and 0.0 <= inclination <= math.pi):
        raise InvalidInput("no ellipse", value=(periapsis, apoapsis, inclination))
    return max(0.0, one.low_m - apoapsis, periapsis - one.high_m)


def node_radii(periapsis: float, apoapsis: float, argument: float) -> tuple[float, float]:
    """Return the radii [m] where an orbit crosses Mars's equator, ascending and descending."""
    e = (apoapsis - periapsis) / (apoapsis + periapsis)
    p = 2.0 * periapsis * apoapsis / (apoapsis + periapsis)
    return p / (1.0 + e * math.cos(argument)), p / (1.0 - e * math.cos(argument))


def clear_arguments(
    periapsis: float,
    apoapsis: float,
    inclination: float,
    *,
    margin_m: float | None = None,
) -> tuple[Array, Array]:
    """Return arguments of periapsis (n,) [rad] over a turn and the room (n,) [m] each leaves.

    Room: least over both moons of the distance from the ring less the keep-out; above 0 clear.
    """
    n = round(math.tau / STEP_RAD)
    w: Array = STEP_RAD * np.arange(n, dtype=np.float64)
    room = np.full(n, np.inf)
    for one in moons(margin_m):
        d = _distances(one, periapsis, apoapsis, inclination, w)
        room = np.minimum(room, d - one.keep_out_m)
    return w, room


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An orbit that keeps clear: radii [m], angles [rad]; always: whatever its argument.

    room_m: distance from the nearer ring less the keep-out; turn_rad: as of ``Passage``, the
    lesser of both moons.
    """

    periapsis_m: float
    apoapsis_m: float
    inclination_rad: float
    argument_rad: float | None
    room_m: float
    turn_rad: float
    turn_s: float

    @property
    def always(self) -> bool:
        """Whether no turning of the apsides brings it to a moon."""
        return math.isinf(self.turn_rad)


def choose(
    periapses: Sequence[float],
    apoapses: Sequence[float],
    inclinations: Sequence[float],
    *,
    margin_m: float | None = None,
) -> tuple[Choice, ...]:
    """Return the orbits of a grid that keep clear of both moons, those that last longest first.

    Radii [m], inclinations [rad].  Where some arguments of periapsis are clear, the one with most
    room is taken.  Empty where none is clear.
    """
    found = []
    for low in periapses:
        for high in apoapses:
            if high < low:
                continue
            for inc in inclinations:
                found += _best(low, high, inc, margin_m)
    return tuple(sorted(found, key=lambda one: (-one.turn_s, -one.room_m)))


def _best(low: float, high: float, inc: float, margin_m: float | None) -> list[Choice]:
    known = passages(low, high, inc, margin_m=margin_m)
    if all(one.clear_always for one in known):
        room = min(one.always_m - one.moon.keep_out_m for one in known)
        return [
            Choice(
                periapsis_m=low, apoapsis_m=high, inclination_rad=inc, argument_rad=None,
                room_m=room, turn_rad=math.inf, turn_s=math.inf,
            )
        ]  # fmt: skip
    w, room_of = clear_arguments(low, high, inc, margin_m=margin_m)
    at = int(np.argmax(room_of))
    if not room_of[at] > 0.0:
        return []
    known = passages(low, high, inc, float(w[at]), margin_m=margin_m)
    return [
        Choice(
            periapsis_m=low, apoapsis_m=high, inclination_rad=inc, argument_rad=float(w[at]),
            room_m=float(room_of[at]),
            turn_rad=min(one.turn_rad or 0.0 for one in known),
            turn_s=min(one.turn_s or 0.0 for one in known),
        )
    ]  # fmt: skip


def _distances(one: Moon, low: float, high: float, inc: float, w: Array) -> Array:
    d, status = clearance_many(low, high, inc, w, one.low_m, one.high_m, one.reach_rad, TOLERANCE_M)
    if (status != OK).any():
        raise NotSolved(f"distance from {one.name}", status=int(status.max()))
    return d


def _turn(
    one: Moon, low: float, high: float, inc: float, argument: float, now: float, always: float
) -> float:
    """Return how far the apsides may turn, the nearer way, before the orbit comes too near."""
    if always > one.keep_out_m:
        return math.inf
    if now <= one.keep_out_m:
        return 0.0
    steps: Array = STEP_RAD * np.arange(1, round(math.pi / STEP_RAD) + 1, dtype=np.float64)
    best = math.inf
    for way in (-1.0, 1.0):
        near = _distances(one, low, high, inc, argument + way * steps) <= one.keep_out_m
        if not near.any():
            continue
        b = float(steps[int(np.argmax(near))])
        a = b - STEP_RAD
        for _ in range(10):
            mid = 0.5 * (a + b)
            if distance_m(one, low, high, inc, argument + way * mid) <= one.keep_out_m:
                b = mid
            else:
                a = mid
        best = min(best, a)
    return best
