"""Ablation: light vaporises the ground where it meets it, and the vapour pushes the other way.

By a laser that the ship's power drives, or by a mirror that the ship carries.  The push by the
light, in newtons for each watt, is an input: published ones lie between 1e-5 and 1e-4.  Taken off
are what the turning ground carries away and, for mirrors, what the Sun's own width allows: no image
of it is brighter.  Source: vasile2012, gibbings2013, kahle2006, lubin2016.
Checked: tests/redirect/test_ablation.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.integrate import cumulative_trapezoid

from windlass.base.constants import AU_M, R_SUN_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels import status as st
from windlass.redirect.facts import part, spread
from windlass.redirect.given import Given
from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship, asked

POINTS = 257
SUN = 2.0 * R_SUN_M / AU_M
"""Width of the Sun [rad] at 1 au."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where light meets the ground: light_w on it, wide_m across."""

    light_w: float
    wide_m: float

    def __post_init__(self) -> None:
        if not (0.0 < self.light_w < math.inf and 0.0 < self.wide_m < math.inf):
            raise InvalidInput(
                "light on a spot, or its width", value=(self.light_w, self.wide_m),
                remedy="give more than 0",
            )  # fmt: skip

    @property
    def flux_w_m2(self) -> float:
        """Light on each square metre."""
        return self.light_w / (0.25 * math.pi * self.wide_m**2)


def _material(name: str) -> float:
    return part("laser-ablation", name)


def gas_m_s() -> float:
    """Return the mean speed [m/s] of the vapour along the push, leaving over half of the sky."""
    hot = math.sqrt(
        8.0 * _material("boltzmann") * _material("vapour")
        / (math.pi * _material("molecule"))
    )  # fmt: skip
    return hot * 2.0 / math.pi


def most_n_w() -> float:
    """Return the push [N] of each watt that only vaporises: speed of vapour by heat of vapour."""
    return gas_m_s() / _material("heat")


def kept(rock: Rock, spot: Spot) -> float:
    """Return the share of the light that the turning ground does not carry away as heat.

    It glows away what the temperature of vapour glows, and takes in heat as long as it stays in the
    spot.  Where its spin is not known, it is taken to stand.  Raises NotSolved where nothing is
    left.  Source: vasile2012.
    """
    hot = _material("vapour")
    glows = _material("stefan") * hot**4
    takes = 0.0
    if rock.spin_period_s is not None:
        moves = 2.0 * math.pi * rock.radius_m / rock.spin_period_s
        depth = _material("specific-heat") * _material("conductivity") * _material("density")
        stays = spot.wide_m / moves
        takes = (hot - _material("ground")) * math.sqrt(depth / (math.pi * stays))
    if not spot.flux_w_m2 > glows + takes:
        raise NotSolved(
            f"light does not vaporise the ground of {rock.name}", status=st.NO_SOLUTION,
            value=f"{spot.flux_w_m2:.3g} of {glows + takes:.3g} W/m2",
            remedy="bring more light onto a smaller spot, or a body that turns more slowly",
        )  # fmt: skip
    return 1.0 - (glows + takes) / spot.flux_w_m2


def settles_s(thrown_kg_s: float, away_m: float) -> float:
    """Return the time [s] after which what settles on optics so far off has halved their light.

    By the first model, in which all that meets them stays; tests found less (gibbings2013).
    """
    layer = thrown_kg_s / (2.0 * math.pi * away_m**2) / _material("density")
    return math.log(2.0) / (2.0 * _material("dims") * layer)


def push(
    key: str, rock: Rock, ships: Ship, spot: Spot, spots: int, asked_s: float, *,
    coupling_n_w: float, away_m: float, by_sun: bool, power_w: float, dims: bool, most: float,
) -> Given:  # fmt: skip
    """Return what light on spots gives; dims: whether vapour settles on the optics, as the first
    model says, so that light and push fade; most: part of the rock at which it ends.
    """
    if not 0.0 < most < 1.0:
        raise InvalidInput("part that may be vaporised", value=most, remedy="give within 0 to 1")
    low, high = (part("laser-ablation", "coupling-" + end) for end in ("low", "high"))
    if not low <= coupling_n_w <= high:
        raise InvalidInput(
            "push of light that vaporises", value=coupling_n_w,
            remedy=f"give {low:g} to {high:g} N/W, the range of published ones",
        )  # fmt: skip
    if not away_m > 0.0:
        raise InvalidInput("distance of optics", value=away_m, remedy="give more than 0 m")
    if spot.wide_m > rock.radius_m:
        raise NotSolved(
            f"light does not all meet {rock.name}", status=st.LIMIT,
            value=f"a spot of {spot.wide_m:.3g} m", remedy="bring the optics nearer",
        )  # fmt: skip
    force = spots * coupling_n_w * spot.light_w * kept(rock, spot)
    flow = force / gas_m_s()
    halves = settles_s(flow, away_m)
    t, fades = np.linspace(0.0, asked(key, asked_s), POINTS), np.ones(POINTS)
    if dims:
        # light fades as exp(-2 k h) and what settles follows it: 1 / (1 + a t), even in its log
        rate = math.log(2.0) / halves
        t = np.expm1(np.linspace(0.0, math.log1p(rate * asked_s), POINTS)) / rate
        fades = 1.0 / (1.0 + rate * t)
    push_n = ships.duty * force * fades
    lost = np.asarray(cumulative_trapezoid(push_n, t, initial=0), np.float64) / gas_m_s()
    if lost[-1] > most * rock.mass_kg:
        ends = np.linspace(0.0, float(np.interp(most * rock.mass_kg, lost, t)), POINTS)
        push_n, lost = np.interp(ends, t, push_n), np.interp(ends, t, lost)
        t, fades = ends, np.interp(ends, t, fades)
    told = [f"vapour that settles halves the light in {_time(halves)} by the first model"]
    clean = float(t[-1] / np.trapezoid(fades, t))
    if not dims:
        told.append("optics are taken to be kept clean")
    elif clean > 1.05:
        told.append(f"optics kept clean would give {clean:.2g} times as much")
    if by_sun:
        told.append("push is taken to follow the Sun's light, though less light vaporises less")
    if coupling_n_w > most_n_w():
        told.append(f"above the {most_n_w():.2g} N/W that heat and speed of vapour allow")
    if rock.spin_period_s is None:
        told.append("its spin is not known: the ground is taken to stand still")
    least, most = spread(key)
    return Given(
        technique=key, t_s=t, push_m_s2=push_n / (rock.mass_kg - lost), by_sun=by_sun,
        equipment_kg=ships.mass_kg, consumed_kg=0.0, power_w=power_w,
        thrown_kg=float(lost[-1]), works_s=float(t[-1]),
        spread=(max(least, low / coupling_n_w), min(most, high / coupling_n_w)),
        needs=("the ship keeps its place ahead of it, out of the vapour",), flags=tuple(told),
    )  # fmt: skip


def laser(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, coupling_n_w: float | None = None,
    wide_m: float = 0.01, away_m: float = 500.0, dims: bool = True, most: float = 0.3,
) -> Given:  # fmt: skip
    """Return what lasers give that the ships' power drives, each on a spot of its own.

    coupling_n_w: push by light that is left to vaporise; wide_m: of a spot; away_m: of the optics
    from it; dims: as of ``push``.  Keeping the ship's place takes propellant that is not counted.
    """
    ships = ship.times(count)
    spot = Spot(light_w=part("laser-ablation", "efficiency") * ship.power_w, wide_m=wide_m)
    return push(
        "laser-ablation", rock, ships, spot, count, asked_s, coupling_n_w=_or(coupling_n_w),
        away_m=away_m, by_sun=ship.by_sun, power_w=ships.power_w, dims=dims, most=most,
    )  # fmt: skip


def solar(
    rock: Rock, ship: Ship, count: int, asked_s: float, *, coupling_n_w: float | None = None,
    mirror_m2: float | None = None, away_m: float = 100.0, dims: bool = True, most: float = 0.3,
) -> Given:  # fmt: skip
    """Return what mirrors give, one for each ship, all on one spot.

    mirror_m2: of one, by default what the ship's dry mass builds; away_m: of a mirror from the
    spot, on which the Sun's image is as wide as its width in the sky allows.
    """
    ships, key = ship.times(count), "solar-ablation"
    area = ship.dry_kg / part(key, "areal") if mirror_m2 is None else mirror_m2
    if not (math.isfinite(area) and area > 0.0 and math.isfinite(away_m) and away_m > 0.0):
        raise InvalidInput(
            "area or distance of a mirror", value=(area, away_m), remedy="give more than 0"
        )
    light = count * area * part(key, "sunlight") * part(key, "efficiency")
    # an image of the Sun, or wider where it would be brighter than was ever meant
    bright = 2.0 * math.sqrt(light / (math.pi * part(key, "brightest")))
    return push(
        key, rock, ships, Spot(light_w=light, wide_m=max(SUN * away_m, bright)), 1, asked_s,
        coupling_n_w=_or(coupling_n_w), away_m=away_m, by_sun=True, power_w=light, dims=dims,
        most=most,
    )  # fmt: skip


def _or(coupling_n_w: float | None) -> float:
    return part("laser-ablation", "coupling") if coupling_n_w is None else coupling_n_w


def _time(seconds: float) -> str:
    """Return a time in days, or in minutes where it is less than one."""
    days = seconds / 86400.0
    return f"{days:.2g} d" if days >= 1.0 else f"{1440.0 * days:.2g} min"
