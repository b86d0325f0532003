"""Craters and what they throw out, by point-source scaling: size, speeds, momentum.

A fast impact is felt far from it as a point, whose momentum and energy count by one exponent of the
material, mu: 1/3 where only momentum counts, 2/3 where only energy does.  Constants are those of
laboratory shots into each material; what the scaling then says of an asteroid is outside of them by
orders of magnitude in size.  Source: housen2011, holsapple2012.
Checked: tests/redirect/test_cratering.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from scipy.integrate import quad

from windlass.base.entries import entry
from windlass.base.errors import InvalidInput

NU: Final = 0.4
"""Exponent of the ratio of densities."""
INNER: Final = 1.2
"""Radius by that of the impactor within which nothing is thrown out."""
EJECTION: Final = math.pi / 4.0
"""Angle at which it leaves the ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A material: mu, k, c1, p and n2 of its ejecta, h of its craters, found by shots that strength
    or gravity ended; density_kg_m3; strength_pa, 0 for none.
    """

    title: str
    mu: float
    k: float
    c1: float
    h: float
    n2: float
    p: float
    density_kg_m3: float
    strength_pa: float
    shots: Literal["strength", "gravity"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impactor:
    """What hits: mass_kg, a sphere of density_kg_m3, speed_m_s."""

    mass_kg: float
    density_kg_m3: float
    speed_m_s: float

    def __post_init__(self) -> None:
        for name in ("mass_kg", "density_kg_m3", "speed_m_s"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0.0):
                raise InvalidInput(f"{name} of an impactor", value=value, remedy="give more than 0")

    @property
    def radius_m(self) -> float:
        """Radius of the sphere."""
        return float((3.0 * self.mass_kg / (4.0 * math.pi * self.density_kg_m3)) ** (1.0 / 3.0))


def ground(key: str, *, strength_pa: float | None = None, density: float | None = None) -> Ground:
    """Return a material of the table; strength [Pa] and density [kg/m³] of the asteroid instead.

    Raises InvalidInput for an unknown one, or a strength where shots have known none.
    """
    row: Mapping[str, Any] = entry("cratering", key)
    shots: Literal["strength", "gravity"] = "gravity" if "h1" in row else "strength"
    if strength_pa is not None and not (math.isfinite(strength_pa) and strength_pa >= 0.0):
        raise InvalidInput("strength of a ground", value=strength_pa, remedy="give 0 Pa or more")
    if strength_pa and shots == "gravity":
        raise InvalidInput(
            f"strength of {row['title']}", value=strength_pa,
            remedy="its shots were ended by gravity alone; take another material",
        )  # fmt: skip
    if density is not None and not (math.isfinite(density) and density > 0.0):
        raise InvalidInput("density of a ground", value=density, remedy="give more than 0 kg/m³")
    return Ground(
        title=row["title"], mu=row["mu"]["value"], k=row["k"]["value"], c1=row["c1"]["value"],
        h=row["h1" if shots == "gravity" else "h2"]["value"], n2=row["n2"]["value"],
        p=row["p"]["value"], density_kg_m3=density or row["density"]["value"],
        strength_pa=row["strength"]["value"] if strength_pa is None else strength_pa, shots=shots,
    )  # fmt: skip


def crater_m(soil: Ground, hit: Impactor, gravity_m_s2: float) -> float:
    """Return the radius [m] of the crater; gravity [m/s²] at the surface, 0 or more.

    Raises InvalidInput where nothing would end it: neither strength nor gravity.
    """
    mu, ratio = soil.mu, soil.density_kg_m3 / hit.density_kg_m3
    size = (hit.mass_kg / soil.density_kg_m3) ** (1.0 / 3.0)
    if soil.shots == "strength":
        if not soil.strength_pa > 0.0:
            raise InvalidInput(
                f"strength of {soil.title}", value=soil.strength_pa,
                remedy="give more than 0 Pa: its shots were ended by strength",
            )  # fmt: skip
        held = soil.strength_pa / (soil.density_kg_m3 * hit.speed_m_s**2)
        return float(size * soil.h * ratio ** ((1.0 - 3.0 * NU) / 3.0) * held ** (-mu / 2.0))
    if not gravity_m_s2 > 0.0:
        raise InvalidInput("gravity at a crater", value=gravity_m_s2, remedy="give more than 0")
    held = gravity_m_s2 * hit.radius_m / hit.speed_m_s**2
    power = (2.0 + mu - 6.0 * NU) / (3.0 * (2.0 + mu))
    return float(size * soil.h * ratio**power * held ** (-mu / (2.0 + mu)))


def thrown_kg(soil: Ground, hit: Impactor, gravity_m_s2: float) -> float:
    """Return the mass [kg] that leaves the crater at any speed."""
    ratio = soil.density_kg_m3 / hit.density_kg_m3
    edge = soil.n2 * crater_m(soil, hit, gravity_m_s2) / hit.radius_m
    return hit.mass_kg * 3.0 * soil.k / (4.0 * math.pi) * ratio * max(edge**3 - INNER**3, 0.0)


def speed(soil: Ground, hit: Impactor, edge: float, x: float) -> float:
    """Return the speed, by the impactor's, of what leaves at x radii of the impactor; edge: where
    the last leaves, in the same radii.
    """
    ratio = soil.density_kg_m3 / hit.density_kg_m3
    return float(soil.c1 * (x * ratio**NU) ** (-1.0 / soil.mu) * max(1.0 - x / edge, 0.0) ** soil.p)


def beta(soil: Ground, hit: Impactor, gravity_m_s2: float, escape_m_s: float) -> float:
    """Return by how much the momentum given exceeds the impactor's: 1 and what leaves for good.

    Ejecta leave at 45 degrees and slow down on their way out; what is slower than escape [m/s]
    gives nothing.
    """
    edge = soil.n2 * crater_m(soil, hit, gravity_m_s2) / hit.radius_m
    if edge <= INNER:
        return 1.0
    least = escape_m_s / hit.speed_m_s

    def part(x: float) -> float:
        fast = speed(soil, hit, edge, x)
        if fast <= least:
            return 0.0
        return x**2 * fast * math.sqrt(1.0 - (least / fast) ** 2)

    ratio = soil.density_kg_m3 / hit.density_kg_m3
    whole = 9.0 * soil.k / (4.0 * math.pi) * ratio * math.sin(EJECTION)
    found, _ = quad(part, INNER, edge, limit=400, points=[math.sqrt(INNER * edge)])
    return 1.0 + whole * float(found)
