"""Ion-beam shepherd: a ship's exhaust pushes an asteroid, a second jet holds the ship in its place.

The beam spreads as a Gaussian plume that keeps its shape: within its half-angle are 95 % of it.
What lands gives its momentum to the surface.  Ship and asteroid pull at each other, against the
push; the second jet is weaker by that pull.  Source: bombardelli2011, bombardelli2013.
Checked: tests/redirect/test_ion_beam.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from windlass.base.constants import G0, G
from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect.facts import part, spread
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship, asked

Array = NDArray[np.float64]

EDGE: Final = -math.log(1.0 - 0.95)
"""Exponent of the plume's share within its half-angle."""
FARTHEST: Final = 1e3
"""Distance at most that a best one is sought at, by the longest half-axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shepherd:
    """A ship with a beam: mass_kg with its propellant_kg; power_w into both jets; isp_s;
    efficiency of power into jet; spread_rad: half-angle that holds 95 % of the beam; lands: share
    of the momentum that meets the surface and stays in it; clear: its distance at least, by the
    asteroid's longest half-axis.
    """

    mass_kg: float
    propellant_kg: float
    power_w: float
    isp_s: float
    efficiency: float
    spread_rad: float
    lands: float = 1.0
    clear: float = 2.0

    def __post_init__(self) -> None:
        most = {"mass": self.mass_kg, "power": self.power_w, "specific impulse": self.isp_s}
        for what, value in most.items():
            if not (math.isfinite(value) and value > 0.0):
                raise InvalidInput(f"{what} of a shepherd", value=value, remedy="give more than 0")
        if not 0.0 < self.propellant_kg < self.mass_kg:
            raise InvalidInput(
                "propellant of a shepherd", value=self.propellant_kg,
                remedy=f"give more than 0 and less than its mass, {self.mass_kg:g} kg",
            )  # fmt: skip
        if not (0.0 < self.efficiency <= 1.0 and 0.0 < self.lands <= 1.0):
            raise InvalidInput(
                "efficiency of a shepherd, or share of its beam that pushes",
                value=(self.efficiency, self.lands), remedy="give above 0, at most 1",
            )  # fmt: skip
        if not (0.0 < self.spread_rad < 0.5 * math.pi and self.clear > 1.0):
            raise InvalidInput(
                "spread of a beam, or how near its ship stays", value=(self.spread_rad, self.clear),
                remedy="give an angle within 0 to 90 deg, and a distance above 1 half-axis",
            )  # fmt: skip

    @property
    def exhaust_m_s(self) -> float:
        """Speed of both jets."""
        return self.isp_s * G0


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A push: t_s (n,) from its beginning, push_m_s2 (n,) of the asteroid away from the ship;
    distance_m; share of the beam that meets the asteroid; beam_n, holds_n: thrust of the first and
    the second jet at first; spent_kg, dv_m_s; full_s: how long it lasts, less than was asked where
    the propellant ends before.
    """

    t_s: Array
    push_m_s2: Array
    distance_m: float
    share: float
    beam_n: float
    holds_n: float
    spent_kg: float
    dv_m_s: float
    full_s: float


def share(rock: Rock, spread_rad: float, distance_m: float) -> float:
    """Return the share of a beam that meets the asteroid from a distance [m] of its centre.

    The cone that touches the sphere, not its cross-section: near by it is wider.
    """
    if not distance_m > rock.reach_m:
        raise InvalidInput(
            "distance of a shepherd", value=distance_m,
            remedy=f"give more than the longest half-axis, {rock.reach_m:g} m",
        )  # fmt: skip
    seen = math.tan(math.asin(rock.radius_m / distance_m))
    return -math.expm1(-EDGE * (seen / math.tan(spread_rad)) ** 2)


def jets_n(rock: Rock, ship: Shepherd, mass_kg: float, distance_m: float) -> tuple[float, float]:
    """Return the thrust [N] of the beam and of the jet that holds a ship of a mass [kg].

    Both take the whole power, and move as one with the asteroid.  Raises NotSolved where the
    attraction is more than the beam can push off.
    """
    both = 2.0 * ship.efficiency * ship.power_w / ship.exhaust_m_s
    lands = ship.lands * share(rock, ship.spread_rad, distance_m)
    pull = rock.gm * mass_kg / distance_m**2
    beam = float(_beam_n(rock, both, lands, np.float64(mass_kg), distance_m))
    holds = both - beam
    if holds < 0.0 or lands * beam <= pull:
        raise NotSolved(
            f"a shepherd falls to {rock.name} faster than its beam pushes", status=st.NO_SOLUTION,
            value=f"{pull:.3g} N of attraction at {distance_m:g} m, {both:.3g} N of both jets",
            remedy="stay farther off, or give it more power",
        )  # fmt: skip
    return beam, holds


def _beam_n(
    rock: Rock, both_n: float, lands: float, mass_kg: Array | np.float64, distance_m: float
) -> Array:
    """Return the thrust [N] of the beam at masses of the ship, of both jets together."""
    pull, part = rock.gm * mass_kg / distance_m**2, mass_kg / rock.mass_kg
    # the ship: holds + pull - beam = part (lands beam - pull); beam + holds = both
    return np.asarray((both_n + pull * (1.0 + part)) / (2.0 + part * lands))


def push(rock: Rock, ship: Shepherd, asked_s: float, distance_m: float, points: int = 65) -> Push:
    """Return a push of a time [s] from a distance [m], as long as the propellant lasts.

    Raises InvalidInput for no time, NotSolved where the ship cannot hold its place.
    """
    if not (math.isfinite(asked_s) and asked_s > 0.0):
        raise InvalidInput("how long a shepherd pushes", value=asked_s, remedy="give more than 0 s")
    flow = 2.0 * ship.efficiency * ship.power_w / ship.exhaust_m_s**2
    full = min(asked_s, ship.propellant_kg / flow)
    t = np.linspace(0.0, full, points)
    mass = ship.mass_kg - flow * t
    beam, holds = jets_n(rock, ship, ship.mass_kg, distance_m)  # lighter, it is pulled less
    lands = ship.lands * share(rock, ship.spread_rad, distance_m)
    a = lands * _beam_n(rock, beam + holds, lands, mass, distance_m) / rock.mass_kg
    a -= G * mass / distance_m**2
    return Push(
        t_s=t, push_m_s2=a, distance_m=distance_m, share=share(rock, ship.spread_rad, distance_m),
        beam_n=beam, holds_n=holds, spent_kg=flow * full,
        dv_m_s=float(np.trapezoid(a, t)), full_s=full,
    )  # fmt: skip


def best(rock: Rock, ship: Shepherd, asked_s: float) -> Push:
    """Return the push that changes the velocity most within a time [s].

    Near by more of the beam lands, farther off the ship is pulled less.  Raises as ``push`` does.
    """
    low, high = ship.clear * rock.reach_m, FARTHEST * rock.reach_m

    def lost(x: float) -> float:
        try:
            return -push(rock, ship, asked_s, math.exp(x)).dv_m_s
        except NotSolved:
            return 0.0

    grid = np.linspace(math.log(low), math.log(high), 33)
    at = int(np.argmin([lost(float(x)) for x in grid]))
    ends = float(grid[max(at - 1, 0)]), float(grid[min(at + 1, grid.size - 1)])
    found = minimize_scalar(lost, bounds=ends, method="bounded", options={"xatol": 1e-9})
    x = min((float(found.x), float(grid[at])), key=lost)
    return push(rock, ship, asked_s, math.exp(x))


def exhaust_of_least_mass_m_s(asked_s: float, efficiency: float, w_per_kg: float) -> float:
    """Return the exhaust speed [m/s] at which propellant and power plant weigh least together.

    asked_s: time of the push; efficiency of power into jet; w_per_kg: specific power of the plant.
    Attraction aside.  Source: bombardelli2011.
    """
    if not (asked_s > 0.0 and 0.0 < efficiency <= 1.0 and w_per_kg > 0.0):
        raise InvalidInput(
            "time, efficiency or specific power of a shepherd",
            value=(asked_s, efficiency, w_per_kg), remedy="give more than 0, efficiency at most 1",
        )  # fmt: skip
    return math.sqrt(2.0 * efficiency * asked_s * w_per_kg)


def given(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, lands: float = 1.0, clear: float = 2.0
) -> Given:  # fmt: skip
    """Return what shepherds give, side by side at the best distance for the time.

    lands, clear: as of a ``Shepherd``.  In the time in which they do not work they drift.
    """
    ships, key = ship.times(count), "ion-beam"
    beam = Shepherd(
        mass_kg=ships.mass_kg, propellant_kg=ships.propellant_kg, power_w=ships.power_w,
        isp_s=ship.isp_s, efficiency=ship.efficiency, spread_rad=ship.spread_rad, lands=lands,
        clear=clear,
    )  # fmt: skip
    made = best(rock, beam, ship.duty * asked("a shepherd", asked_s))
    flags = []
    if rock.radius_m > part(key, "largest"):
        flags.append(f"published studies end at {part(key, 'largest'):g} m of radius")
    if made.share < 0.5:
        flags.append(f"{made.share:.2g} of the beam meets it")
    pull = rock.gm * ships.mass_kg / made.distance_m**2
    if ship.by_sun and pull > 0.1 * lands * made.share * made.beam_n:
        flags.append("attraction takes over a tenth of the push, and does not fade with the Sun")
    return Given(
        technique=key, t_s=made.t_s / ship.duty, push_m_s2=ship.duty * made.push_m_s2,
        by_sun=ship.by_sun, equipment_kg=ships.mass_kg, consumed_kg=made.spent_kg,
        power_w=ships.power_w, works_s=made.full_s / ship.duty, spread=spread(key),
        needs=(
            f"keeps {made.distance_m:.0f} m from its middle, the beam on it",
            *(("ships side by side, none in another's beam",) if count > 1 else ()),
        ),
        flags=tuple(flags),
    )  # fmt: skip
