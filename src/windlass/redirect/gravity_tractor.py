"""Gravity tractor: a ship hovers beside an asteroid, and its mass pulls.

The pull on the asteroid is that of the ship's mass, whatever the asteroid weighs and however it
turns; what the asteroid weighs decides the thrust that keeps the ship from falling to it, and that
thrust leaves in two jets turned aside, so that none meets the surface.  What the ship holds besides
itself, a boulder, pulls as well.  Source: lulove2005, mazanek2015.
Checked: tests/redirect/test_gravity_tractor.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize_scalar

from windlass.base.constants import G0, G
from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect.facts import part, spread
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship, asked

Array = NDArray[np.float64]

FARTHEST: Final = 30.0
"""Distance at most that a best one is sought at, by the longest half-axis."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tractor:
    """A ship that hovers: mass_kg with its propellant_kg; thrust_n at most, of all its jets
    together; isp_s; plume_rad: half-angle of a jet, which must pass the asteroid by; held_kg: what
    it holds besides; clear: its distance at least, by the asteroid's longest half-axis.
    """

    mass_kg: float
    propellant_kg: float
    thrust_n: float
    isp_s: float
    plume_rad: float
    held_kg: float = 0.0
    clear: float = 1.5

    def __post_init__(self) -> None:
        most = {
            "mass": self.mass_kg, "thrust": self.thrust_n, "specific impulse": self.isp_s,
        }  # fmt: skip
        for what, value in most.items():
            if not (math.isfinite(value) and value > 0.0):
                raise InvalidInput(f"{what} of a tractor", value=value, remedy="give more than 0")
        if not 0.0 < self.propellant_kg < self.mass_kg:
            raise InvalidInput(
                "propellant of a tractor", value=self.propellant_kg,
                remedy=f"give more than 0 and less than its mass, {self.mass_kg:g} kg",
            )  # fmt: skip
        if not 0.0 <= self.plume_rad < 0.5 * math.pi:
            raise InvalidInput(
                "half-angle of a tractor's jets", value=self.plume_rad, remedy="give 0 to 90 deg"
            )
        if not (math.isfinite(self.held_kg) and self.held_kg >= 0.0 and self.clear >= 1.0):
            raise InvalidInput(
                "what a tractor holds, or how near it hovers", value=(self.held_kg, self.clear),
                remedy="give a mass of 0 or more, and a distance of 1 half-axis or more",
            )  # fmt: skip

    @property
    def pulls_kg(self) -> float:
        """Mass that pulls at first."""
        return self.mass_kg + self.held_kg


@dataclass(frozen=True, slots=True, kw_only=True)
class Tow:
    """A tow: t_s (n,) from its beginning, pull_m_s2 (n,) on the asteroid, distance_m, cant_rad of
    the jets, thrust_n at first, spent_kg, dv_m_s; full_s: how long it lasts, less than was asked
    where the propellant ends before.
    """

    t_s: Array
    pull_m_s2: Array
    distance_m: float
    cant_rad: float
    thrust_n: float
    spent_kg: float
    dv_m_s: float
    full_s: float


def cant_rad(rock: Rock, plume_rad: float, distance_m: float) -> float:
    """Return the angle [rad] by which jets are turned aside at a distance [m] from the centre."""
    if not distance_m > rock.reach_m:
        raise InvalidInput(
            "distance of a tractor", value=distance_m,
            remedy=f"give more than the longest half-axis, {rock.reach_m:g} m",
        )  # fmt: skip
    return math.asin(rock.reach_m / distance_m) + plume_rad


def hover_n(rock: Rock, pulls_kg: float, plume_rad: float, distance_m: float) -> float:
    """Return the thrust [N] of all jets that keeps a mass [kg] from falling.

    Raises InvalidInput within the asteroid, NotSolved where its jets, turned aside, push no more.
    """
    cant = cant_rad(rock, plume_rad, distance_m)
    if cant >= 0.5 * math.pi:
        raise NotSolved(
            "a tractor's jets that pass the asteroid by push it no longer away",
            status=st.NO_SOLUTION, value=f"{math.degrees(cant):.1f} deg at {distance_m:g} m",
            remedy=f"hover farther than {rock.reach_m / math.cos(plume_rad):g} m",
        )  # fmt: skip
    return rock.gm * pulls_kg / (distance_m**2 * math.cos(cant))


def nearest_m(rock: Rock, ship: Tractor) -> float:
    """Return the least distance [m] at which a ship can hover at its first mass.

    Raises NotSolved where its thrust is too little at FARTHEST.
    """
    low = rock.reach_m * max(ship.clear, (1.0 + 1e-9) / math.cos(ship.plume_rad))
    high = FARTHEST * rock.reach_m

    def over(distance: float) -> float:
        return hover_n(rock, ship.pulls_kg, ship.plume_rad, distance) / ship.thrust_n - 1.0

    if over(high) > 0.0:
        raise NotSolved(
            f"a tractor's thrust does not keep it from falling to {rock.name}",
            status=st.NO_SOLUTION, value=f"{ship.thrust_n:g} N",
            remedy=f"give it {hover_n(rock, ship.pulls_kg, ship.plume_rad, high):.3g} N or more, "
            "or let it hold less",
        )  # fmt: skip
    if over(low) <= 0.0:
        return low
    return float(brentq(over, low, high, xtol=1e-9 * rock.reach_m))


def tow(rock: Rock, ship: Tractor, asked_s: float, distance_m: float, points: int = 65) -> Tow:
    """Return a tow of a time [s] at a distance [m], as long as the propellant lasts.

    The ship weighs less and less, and so do its pull and its thrust.  Raises InvalidInput for no
    time, NotSolved where it cannot hover there.
    """
    if not (math.isfinite(asked_s) and asked_s > 0.0):
        raise InvalidInput("how long a tractor tows", value=asked_s, remedy="give more than 0 s")
    thrust = hover_n(rock, ship.pulls_kg, ship.plume_rad, distance_m)
    if thrust > ship.thrust_n * (1.0 + 1e-9):
        raise NotSolved(
            "a tractor's thrust is too little for its distance", status=st.LIMIT,
            value=f"{thrust:.3g} of {ship.thrust_n:.3g} N at {distance_m:g} m",
            remedy=f"hover at {nearest_m(rock, ship):g} m or farther",
        )  # fmt: skip
    falls_s = ship.isp_s * G0 * ship.pulls_kg / thrust  # mass falls as exp(-t / falls_s)
    dry = 1.0 - ship.propellant_kg / ship.pulls_kg
    full = min(asked_s, -falls_s * math.log(dry))
    t = np.linspace(0.0, full, points)
    spent = -ship.pulls_kg * math.expm1(-full / falls_s)
    cant = cant_rad(rock, ship.plume_rad, distance_m)
    return Tow(
        t_s=t, pull_m_s2=G * ship.pulls_kg * np.exp(-t / falls_s) / distance_m**2,
        distance_m=distance_m, cant_rad=cant, thrust_n=thrust, spent_kg=spent,
        dv_m_s=ship.isp_s * G0 * math.cos(cant) * spent / rock.mass_kg, full_s=full,
    )  # fmt: skip


def best(rock: Rock, ship: Tractor, asked_s: float) -> Tow:
    """Return the tow that changes the velocity most within a time [s].

    Near by it pulls more, farther off it wastes less on jets turned aside and its propellant lasts.
    Raises as ``tow`` does.
    """
    low, high = nearest_m(rock, ship), FARTHEST * rock.reach_m
    found = minimize_scalar(
        lambda x: -tow(rock, ship, asked_s, math.exp(x)).dv_m_s,
        bounds=(math.log(low), math.log(high)), method="bounded", options={"xatol": 1e-9},
    )  # fmt: skip
    tows = [tow(rock, ship, asked_s, at) for at in (low, math.exp(float(found.x)))]
    return max(tows, key=lambda one: one.dv_m_s)


def steady_from_m(rock: Rock) -> float | None:
    """Return the distance [m] beyond which a ship at rest in space hovers steadily, within which
    one that turns with the body does: where a circular orbit takes as long as a turn of the body.

    None where its spin is not known.  Source: broschart2005.
    """
    if rock.spin_period_s is None:
        return None
    return float((rock.gm * (rock.spin_period_s / (2.0 * math.pi)) ** 2) ** (1.0 / 3.0))


def of_ships(ships: Ship, farthest_au: float, held_kg: float, clear: float) -> Tractor:
    """Return ships as a tractor whose thrust is what they have at a distance from the Sun [au]."""
    if not 0.0 < farthest_au < math.inf:
        raise InvalidInput("distance from the Sun", value=farthest_au, remedy="give above 0 au")
    fades = farthest_au**2 if ships.by_sun else 1.0
    return Tractor(
        mass_kg=ships.mass_kg, propellant_kg=ships.propellant_kg,
        thrust_n=ships.thrust_n / fades, isp_s=ships.isp_s, plume_rad=ships.plume_rad,
        held_kg=held_kg, clear=clear,
    )  # fmt: skip


def given(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, farthest_au: float = 1.0,
    clear: float = 1.5,
) -> Given:  # fmt: skip
    """Return what tractors give, each hovering by its own thrust at the best distance for the time.

    farthest_au: from the Sun, where their thrust must still hold them; clear: as of a ``Tractor``.
    In the time in which they do not work they drift.
    """
    ships = ship.times(count)
    tractor = of_ships(ships, farthest_au, 0.0, clear)
    return towed("gravity-tractor", rock, ships, tractor, count, asked_s, farthest_au)


def towed(
    key: str, rock: Rock, ships: Ship, tractor: Tractor, count: int, asked_s: float,
    farthest_au: float, begins_s: float = 0.0,
) -> Given:  # fmt: skip
    """Return what a best tow gives that begins at a time [s] and ends with the time asked.

    The pull is that of masses: it does not follow the Sun's light.
    """
    duty = ships.duty
    made = best(rock, tractor, duty * (asked("a tractor", asked_s) - begins_s))
    flags = []
    steady = steady_from_m(rock)
    if steady is not None and made.distance_m < steady:
        flags.append(f"within {steady:.0f} m it must turn with the body to hover steadily")
    if ships.by_sun and farthest_au == 1.0:
        flags.append("has its thrust at 1 au; farther from the Sun it falls unless told")
    if rock.radius_m > part("gravity-tractor", "largest"):
        flags.append("published studies tow bodies of this size past keyholes only")
    return Given(
        technique=key, t_s=begins_s + made.t_s / duty, push_m_s2=duty * made.pull_m_s2,
        equipment_kg=ships.mass_kg, consumed_kg=made.spent_kg, power_w=ships.power_w,
        works_s=begins_s + made.full_s / duty, spread=spread(key),
        needs=(
            f"hovers {made.distance_m:.0f} m from its middle, "
            f"jets turned aside by {math.degrees(made.cant_rad):.0f} deg",
            *(("ships side by side, none in another's jets",) if count > 1 else ()),
        ),
        flags=tuple(flags),
    )  # fmt: skip
