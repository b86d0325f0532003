"""Capture into an elliptic orbit about Mars: a burn at periapsis, or a slow spiral inwards.

Patched conics.  Periapsis, apoapsis and the greatest v∞ are parameters with defaults in
data/destinations.toml, whose orbit keeps a century clear of both moons (design/mars_orbit.py,
capture/mars_keep.py).  Checked: tests/capture/test_mars.py, validation/capture.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from windlass.base.constants import A_MARS_M, GM_MARS, GM_SUN, R_MARS_M
from windlass.base.entries import constant_figure, entry_figure
from windlass.base.errors import InvalidInput, NotSolved
from windlass.base.figure import Figure, derive
from windlass.base.sources import table
from windlass.kernels.spiral import edelbaum
from windlass.kernels.status import OK

_LIMITS: Final = table("destinations")["mars-orbit"]
LOWEST_M: Final[float] = _LIMITS["periapsis_least"]["value"]
STABLE_SHARE: Final[float] = _LIMITS["stable_share"]["value"]
INCLINATION_MOST_RAD: Final = math.radians(_LIMITS["inclination_most"]["value"])
"""To the plane of Mars's orbit, either way round: within it the table's orbit keeps a century."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarsOrbit:
    """An orbit about Mars as figures: altitudes over the equatorial radius, limit of v∞."""

    periapsis_altitude: Figure
    apoapsis_altitude: Figure
    vinf_max: Figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The parameters, for the list of assumptions."""
        return (self.periapsis_altitude, self.apoapsis_altitude, self.vinf_max)

    @property
    def kept(self) -> bool:
        """Whether it is the table's orbit, which keeps; of others it was not asked."""
        ours = (self.periapsis_altitude.value, self.apoapsis_altitude.value)
        return ours == tuple(
            _LIMITS[f"{end}_altitude"]["value"] for end in ("periapsis", "apoapsis")
        )

    @property
    def periapsis_m(self) -> float:
        """Radius of periapsis [m]."""
        return R_MARS_M + self.periapsis_altitude.value

    @property
    def apoapsis_m(self) -> float:
        """Radius of apoapsis [m]."""
        return R_MARS_M + self.apoapsis_altitude.value


def hill_radius_m(mu: float = GM_MARS, a: float = A_MARS_M) -> float:
    """Return the Hill radius of Mars [m], a·(μ/3μ_sun)^(1/3); mu [m³/s²], a [m]."""
    return float(a * (mu / (3.0 * GM_SUN)) ** (1.0 / 3.0))


def orbit(
    *,
    periapsis_altitude_m: float | None = None,
    apoapsis_altitude_m: float | None = None,
    vinf_max_m_s: float | None = None,
) -> MarsOrbit:
    """Return the orbit with the user's parameters over the defaults.

    Raises InvalidInput for a periapsis in the atmosphere, an apoapsis below it, or an apoapsis
    where the Sun takes the body away.
    """

    def part(name: str, given: float | None, shown: str) -> Figure:
        return entry_figure(
            "destinations", "mars-orbit", name, name=f"mars.{name}", given=given, shown=shown
        )

    made = MarsOrbit(
        periapsis_altitude=part("periapsis_altitude", periapsis_altitude_m, "km"),
        apoapsis_altitude=part("apoapsis_altitude", apoapsis_altitude_m, "km"),
        vinf_max=part("vinf_max", vinf_max_m_s, "km/s"),
    )
    low, high = made.periapsis_altitude.value, made.apoapsis_altitude.value
    if low < LOWEST_M:
        raise InvalidInput(
            "periapsis lies in the atmosphere of Mars",
            value=f"{low / 1e3:g} km",
            remedy=f"take at least {LOWEST_M / 1e3:g} km",
        )
    if high < low:
        raise InvalidInput("apoapsis lies below periapsis", value=f"{high / 1e3:g} km")
    if made.apoapsis_m > STABLE_SHARE * hill_radius_m():
        raise InvalidInput(
            "apoapsis lies where the Sun takes the body away",
            value=f"{high / 1e3:g} km",
            remedy=f"stay below {(STABLE_SHARE * hill_radius_m() - R_MARS_M) / 1e3:.0f} km",
        )
    return made


def periapsis_speed(periapsis: float, apoapsis: float) -> float:
    """Return the speed [m/s] at periapsis of an ellipse; radii [m]."""
    return math.sqrt(2.0 * GM_MARS * apoapsis / (periapsis * (periapsis + apoapsis)))


def insertion_burn(vinf: float, periapsis: float, apoapsis: float) -> float:
    """Return Δv [m/s] at periapsis from a hyperbola of v∞ [m/s] into an ellipse; radii [m]."""
    arrive = math.sqrt(vinf**2 + 2.0 * GM_MARS / periapsis)
    return arrive - periapsis_speed(periapsis, apoapsis)


def insertion(vinf: Figure, target: MarsOrbit) -> Figure:
    """Return the insertion burn as a figure."""
    return derive(
        "return.arrival_dv",
        "m/s",
        lambda vinf, periapsis, apoapsis, radius, mu: (
            math.sqrt(vinf**2 + 2.0 * mu / (radius + periapsis))
            - math.sqrt(
                2.0
                * mu
                * (radius + apoapsis)
                / ((radius + periapsis) * (2.0 * radius + periapsis + apoapsis))
            )
        ),
        {
            "vinf": vinf,
            "periapsis": target.periapsis_altitude,
            "apoapsis": target.apoapsis_altitude,
            "radius": constant_figure("R_MARS_M", "km"),
            "mu": constant_figure("GM_MARS"),
        },
        model="burn at periapsis into the ellipse, patched conics",
        sources=("vallado2013",),
    )


def spiral_m_s(
    periapsis: float,
    apoapsis: float,
    mu: float = GM_MARS,
    a: float = A_MARS_M,
    share: float = STABLE_SHARE,
) -> float:
    """Return Δv [m/s] of a slow spiral from the edge of stable orbits to the ellipse.

    Edelbaum's circles, down to the circle of the ellipse's energy; shaping the ellipse at
    constant energy is not counted.
    """
    outer = share * hill_radius_m(mu, a)
    dv, status = edelbaum(mu, outer, 0.5 * (periapsis + apoapsis), 0.0)
    if status != OK:
        raise NotSolved("spiral about Mars", status=status, value=(periapsis, apoapsis))
    return float(dv)


def spiral(target: MarsOrbit) -> Figure:
    """Return the spiral from the edge of Mars's stable orbits as a figure."""
    return derive(
        "insertion.dv",
        "m/s",
        lambda periapsis, apoapsis, radius, mu, a, share: spiral_m_s(
            radius + periapsis, radius + apoapsis, mu, a, share
        ),
        {
            "periapsis": target.periapsis_altitude,
            "apoapsis": target.apoapsis_altitude,
            "radius": constant_figure("R_MARS_M", "km"),
            "mu": constant_figure("GM_MARS"),
            "a": constant_figure("A_MARS_M", "au"),
            "share": entry_figure(
                "destinations", "mars-orbit", "stable_share", name="mars.stable_share"
            ),
        },
        model="Edelbaum spiral to the circle of the ellipse's energy",
        sources=("edelbaum1961",),
    )
