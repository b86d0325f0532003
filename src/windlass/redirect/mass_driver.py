"""Mass driver: a plant digs, and throws the asteroid's own ground away.

What is thrown must leave for good; it slows down on its way out.  The thrust is that of its speed
far off, the power that of its speed at the muzzle and of the digging.  The asteroid is its own
propellant.  Source: oneill1974, olds2007.
Checked: tests/redirect/test_mass_driver.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect import spun_ways
from windlass.redirect.facts import part, spread
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship, asked
from windlass.redirect.spun_push import Share
from windlass.redirect.spun_ways import YEAR_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A plant: power_w for both; speed_m_s at the muzzle; efficiency of power into motion;
    dig_j_kg: energy that a kilogram takes until it lies in the bucket.
    """

    power_w: float
    speed_m_s: float
    efficiency: float
    dig_j_kg: float = 0.0

    def __post_init__(self) -> None:
        if not (self.power_w > 0.0 and self.speed_m_s > 0.0 and 0.0 < self.efficiency <= 1.0):
            raise InvalidInput(
                "power, speed or efficiency of a mass driver",
                value=(self.power_w, self.speed_m_s, self.efficiency),
                remedy="give more than 0, efficiency at most 1",
            )  # fmt: skip
        if not (math.isfinite(self.dig_j_kg) and self.dig_j_kg >= 0.0):
            raise InvalidInput("energy of digging", value=self.dig_j_kg, remedy="give 0 or more")

    @property
    def flow_kg_s(self) -> float:
        """What it digs and throws while it works."""
        return self.power_w / (0.5 * self.speed_m_s**2 / self.efficiency + self.dig_j_kg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thrown:
    """A drive: thrown_kg, energy_j, dv_m_s, leaves_m_s far off, push_m_s2 at first, works_s: time
    in which it threw.
    """

    thrown_kg: float
    energy_j: float
    dv_m_s: float
    leaves_m_s: float
    push_m_s2: float
    works_s: float


def leaves_m_s(rock: Rock, speed_m_s: float) -> float:
    """Return the speed [m/s] far off of what is thrown at a speed from the surface.

    Raises NotSolved where it falls back.
    """
    if not speed_m_s > rock.escape_m_s:
        raise NotSolved(
            f"what a mass driver throws falls back to {rock.name}", status=st.LIMIT,
            value=f"{speed_m_s:g} m/s", remedy=f"throw faster than {rock.escape_m_s:.3g} m/s",
        )  # fmt: skip
    return math.sqrt((speed_m_s - rock.escape_m_s) * (speed_m_s + rock.escape_m_s))


def drive(rock: Rock, plant: Driver, asked_s: float, share: Share, most: float = 0.5) -> Thrown:
    """Return what a plant does in a time [s], with the share of it in which it may throw.

    most: part of the asteroid that may be thrown away.  Raises InvalidInput for no time, NotSolved
    where it would be more, or falls back.
    """
    if not (math.isfinite(asked_s) and asked_s > 0.0):
        raise InvalidInput("how long a mass driver works", value=asked_s, remedy="give above 0 s")
    if not 0.0 < most < 1.0:
        raise InvalidInput("part that may be thrown away", value=most, remedy="give within 0 to 1")
    far = leaves_m_s(rock, plant.speed_m_s)
    works = share.duty * asked_s
    thrown = plant.flow_kg_s * works
    if thrown > most * rock.mass_kg:
        raise NotSolved(
            f"a mass driver throws away too much of {rock.name}", status=st.LIMIT,
            value=f"{thrown / rock.mass_kg:.3g} of it, {most:g} allowed",
            remedy="give less power or time, or throw faster",
        )  # fmt: skip
    return Thrown(
        thrown_kg=thrown, energy_j=plant.power_w * works,
        dv_m_s=-share.along * far * math.log1p(-thrown / rock.mass_kg), leaves_m_s=far,
        push_m_s2=share.mean * plant.flow_kg_s * far / rock.mass_kg, works_s=works,
    )  # fmt: skip


def given(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, speed_m_s: float | None = None,
    kg_w: float | None = None, kg_flow: float | None = None, efficiency: float | None = None,
    dig_j_kg: float | None = None, dug_kg_s: float | None = None, most: float = 0.3,
    orbit_s: float = YEAR_S, points: int = 65,
) -> Given:  # fmt: skip
    """Return what plants give that weigh as much as the ships with their propellant.

    kg_w: mass of plant for each watt; kg_flow: of diggers for each kg/s that they dig; dug_kg_s:
    what vehicles of others dig for them, with their own power, in place of those diggers; most:
    part of the asteroid at which they end; orbit_s: its period about the Sun; the rest as of a
    ``Driver``, its speed for dug_kg_s by default that which takes all the power.  Their own recoil
    turns or stops the asteroid.  Raises NotSolved where what they throw falls back, or nothing
    leads round the spin.
    """
    ships, key = ship.times(count), "mass-driver"
    weighs = part(key, "specific") if kg_w is None else kg_w
    diggers = part(key, "diggers") if kg_flow is None else kg_flow
    if not (0.0 < weighs < math.inf and 0.0 <= diggers < math.inf):
        raise InvalidInput(
            "mass of a plant by its power, or of its diggers", value=(weighs, diggers),
            remedy="give more than 0",
        )  # fmt: skip
    if not 0.0 < most < 1.0:
        raise InvalidInput("part that may be thrown away", value=most, remedy="give within 0 to 1")
    asked("a mass driver", asked_s)
    turned = part(key, "efficiency") if efficiency is None else efficiency
    if dug_kg_s is None:
        one = Driver(
            power_w=1.0, speed_m_s=part(key, "speed") if speed_m_s is None else speed_m_s,
            efficiency=turned, dig_j_kg=part(key, "dig") if dig_j_kg is None else dig_j_kg,
        )  # fmt: skip
        plant = replace(one, power_w=ships.mass_kg / (weighs + diggers * one.flow_kg_s))
    else:
        plant = _fed(ships.mass_kg / weighs, dug_kg_s, speed_m_s, turned)
    far = leaves_m_s(rock, plant.speed_m_s)
    flow = plant.flow_kg_s if dug_kg_s is None else min(plant.flow_kg_s, dug_kg_s)
    burn_s = most * rock.mass_kg / flow
    way = spun_ways.best(rock, flow * far, asked_s, burn_s=burn_s, duty=ship.duty, orbit_s=orbit_s)
    t = np.linspace(0.0, way.pushes_s, points)
    left = rock.mass_kg - flow * way.used_s
    mean = ship.duty * way.share.duty * flow
    flags = [
        f"digs {86.4 * flow:.3g} t a day and throws at {plant.speed_m_s:g} m/s: none was built",
        "what it throws stays near the asteroid's orbit",
    ]
    if way.used_s + way.burns_s > 0.999 * burn_s:
        flags.append(f"ends where {most:g} of the asteroid is thrown away")
    return Given(
        technique=key, t_s=way.begins_s + t,
        push_m_s2=way.share.along * mean * far / (left - mean * t), by_sun=ship.by_sun,
        equipment_kg=ships.mass_kg, consumed_kg=0.0,
        thrown_kg=flow * (way.used_s + way.burns_s), power_w=plant.power_w,
        works_s=way.begins_s + way.pushes_s, spread=spread(key), stop_s=way.begins_s or None,
        needs=(*way.needs, "the plant is anchored, and its ground holds it"),
        flags=(*spun_ways.flags(rock), *flags),
    )  # fmt: skip


def _fed(power_w: float, dug_kg_s: float, speed_m_s: float | None, efficiency: float) -> Driver:
    """Return the plant that throws what others dig for it."""
    if not 0.0 < dug_kg_s < math.inf:
        raise InvalidInput(
            "rock that is dug for a mass driver [kg/s]", value=dug_kg_s, remedy="give more than 0"
        )
    fastest = math.sqrt(2.0 * efficiency * power_w / dug_kg_s)
    return Driver(
        power_w=power_w, speed_m_s=fastest if speed_m_s is None else speed_m_s,
        efficiency=efficiency,
    )  # fmt: skip
