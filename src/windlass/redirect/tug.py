"""Attached tug: a ship that stands on an asteroid and pushes: electric, chemical, nuclear-thermal.

Several tugs share the work: their thrusts add, each on its own pad.  What they stand on turns with
the body; of the ways round that the best is taken.  Tugs ride along: their mass is pushed as well.
Source: schweickart2003, scheeres2004, tsiolkovsky1903.
Checked: tests/redirect/test_tug.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from windlass.base.constants import G0
from windlass.base.errors import InvalidInput
from windlass.redirect import spun_ways
from windlass.redirect.facts import part, spread
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship
from windlass.redirect.spun_ways import YEAR_S

POINTS = 65


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What pushes, on all tugs together: thrust_n, isp_s, power_w it takes, by_sun, duty."""

    thrust_n: float
    isp_s: float
    power_w: float
    by_sun: bool
    duty: float

    def __post_init__(self) -> None:
        for name in ("thrust_n", "isp_s"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0.0):
                raise InvalidInput(f"{name} of a tug", value=value, remedy="give more than 0")


def propellant_kg(moved_kg: float, dv_m_s: float, isp_s: float) -> float:
    """Return the propellant [kg] that changes the velocity of a mass [kg], itself left out."""
    return moved_kg * math.expm1(dv_m_s / (isp_s * G0))


def push(
    key: str, rock: Rock, ships: Ship, engine: Engine, count: int, asked_s: float, *,
    orbit_s: float, pad_m2: float, strength_pa: float,
) -> Given:  # fmt: skip
    """Return what tugs give.  Raises NotSolved where no way round the spin leaves a push.

    ships: all as one; pad_m2: that one of them stands on; strength_pa: of the ground.
    """
    if not (pad_m2 > 0.0 and strength_pa >= 0.0):
        raise InvalidInput(
            "pad of a tug, or strength below it", value=(pad_m2, strength_pa),
            remedy="give an area above 0 m2 and a strength of 0 Pa or more",
        )  # fmt: skip
    flow = engine.thrust_n / (engine.isp_s * G0)
    way = spun_ways.best(
        rock, engine.thrust_n, asked_s, burn_s=ships.propellant_kg / flow, duty=engine.duty,
        orbit_s=orbit_s,
    )  # fmt: skip
    mean = engine.thrust_n * engine.duty * way.share.mean
    whole = rock.mass_kg + ships.mass_kg - flow * way.used_s
    spent = flow * engine.duty * way.share.duty
    # even in the logarithm of what is pushed, which may be mostly propellant
    t = -np.expm1(np.linspace(0.0, math.log1p(-spent * way.pushes_s / whole), POINTS)) * whole
    t /= spent
    flags = spun_ways.flags(rock)
    if mean / whole > rock.gravity_m_s2:
        flags = (
            *flags,
            "pushes harder than its gravity: what lies loose stays behind",
        )
    pressure = engine.thrust_n / count / pad_m2
    if pressure > strength_pa:
        flags = (
            *flags,
            f"presses with {pressure:.2g} Pa on ground taken to hold {strength_pa:.2g} Pa",
        )
    return Given(
        technique=key, t_s=way.begins_s + t, push_m_s2=mean / (whole - spent * t),
        by_sun=engine.by_sun, equipment_kg=ships.mass_kg,
        consumed_kg=min(flow * (way.used_s + way.burns_s), ships.propellant_kg),
        power_w=engine.power_w, works_s=way.begins_s + way.pushes_s, spread=spread(key),
        stop_s=way.begins_s or None, needs=way.needs, flags=flags,
    )  # fmt: skip


def electric(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, orbit_s: float = YEAR_S,
    pad_m2: float | None = None, strength_pa: float | None = None,
) -> Given:  # fmt: skip
    """Return what electric tugs give; orbit_s: the asteroid's period about the Sun."""
    ships, key = ship.times(count), "tug-electric"
    engine = Engine(
        thrust_n=ships.thrust_n, isp_s=ship.isp_s, power_w=ships.power_w, by_sun=ship.by_sun,
        duty=ship.duty,
    )  # fmt: skip
    return push(
        key, rock, ships, engine, count, asked_s, orbit_s=orbit_s,
        pad_m2=_or(pad_m2, "pad"), strength_pa=_or(strength_pa, "strength"),
    )  # fmt: skip


def chemical(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, thrust_n: float | None = None,
    isp_s: float | None = None, orbit_s: float = YEAR_S, pad_m2: float | None = None,
    strength_pa: float | None = None,
) -> Given:  # fmt: skip
    """Return what tugs of the same masses with chemical engines give; thrust_n: of one."""
    return _heat("tug-chemical", rock, ship, count, asked_s, thrust_n, isp_s, orbit_s=orbit_s,
                 pad_m2=pad_m2, strength_pa=strength_pa)  # fmt: skip


def nuclear_thermal(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, thrust_n: float | None = None,
    isp_s: float | None = None, orbit_s: float = YEAR_S, pad_m2: float | None = None,
    strength_pa: float | None = None,
) -> Given:  # fmt: skip
    """Return what tugs of the same masses give whose reactors heat hydrogen; thrust_n: of one.

    Power is that of the jet, the least that a reactor must give.
    """
    return _heat("tug-nuclear-thermal", rock, ship, count, asked_s, thrust_n, isp_s,
                 orbit_s=orbit_s, pad_m2=pad_m2, strength_pa=strength_pa)  # fmt: skip


def _heat(
    key: str, rock: Rock, ship: Ship, count: int, asked_s: float, thrust_n: float | None,
    isp_s: float | None, *, orbit_s: float, pad_m2: float | None, strength_pa: float | None,
) -> Given:  # fmt: skip
    ships = ship.times(count)
    one = part(key, "thrust") if thrust_n is None else thrust_n
    isp = part(key, "isp") if isp_s is None else isp_s
    jet = 0.5 * one * isp * G0 if key == "tug-nuclear-thermal" else 0.0
    engine = Engine(
        thrust_n=count * one, isp_s=isp, power_w=count * jet, by_sun=False, duty=ship.duty
    )
    return push(
        key, rock, ships, engine, count, asked_s, orbit_s=orbit_s, pad_m2=_or(pad_m2, "pad"),
        strength_pa=_or(strength_pa, "strength"),
    )  # fmt: skip


def _or(given: float | None, name: str) -> float:
    """Return what is given, or else the table's."""
    return part("tug-electric", name) if given is None else given
