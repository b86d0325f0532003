"""Capture into Mars orbit by a low-thrust spiral: what it costs, how long it takes, what it brings.

Two answers that judge each other: Edelbaum's formula, the limit of vanishing thrust between
circles, and a flight with thrust against the velocity at constant force, told backwards from
the orbit that is to be reached, so that it ends on that very ellipse.  It begins where the body
is just bound (arrival with v∞ near 0: a weak capture or a manifold), at the edge of stable
orbits, or at another energy.  On a long ellipse it costs more than the formula says: thrust far
out, where the body is slow, takes little energy.
Source: edelbaum1961, tsiolkovsky1903.  Checked: tests/capture/test_mars_spiral.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from windlass.base.constants import G0, GM_MARS
from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture.mars import spiral_m_s
from windlass.capture.mars_insertion import highest_r_m
from windlass.capture.mars_keep import at_periapsis, field
from windlass.kernels import about_planet
from windlass.kernels.rocket import burn_time, propellant_from_final
from windlass.kernels.spiral import escape_spiral
from windlass.kernels.status import LIMIT, OK

TOLERANCE: Final = 1e-10
LONGEST_S: Final = 3.2e9
"""Time [s] after which a flight is given up: a century."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tug:
    """Ask: what pushes.  power_w: into the thrusters at Mars's distance from the Sun (a panel's
    at 1 au by about 0.43); isp_s; efficiency; dry_kg; propellant_kg: what it can burn here;
    duty: share of the time that it thrusts."""

    power_w: float
    isp_s: float
    efficiency: float
    dry_kg: float
    propellant_kg: float
    duty: float = 1.0

    def __post_init__(self) -> None:
        for name in ("power_w", "isp_s", "dry_kg", "propellant_kg"):
            value = getattr(self, name)
            if not 0.0 < value < math.inf:
                raise InvalidInput(f"{name} of the tug is not above 0", value=value)
        for name in ("efficiency", "duty"):
            value = getattr(self, name)
            if not 0.0 < value <= 1.0:
                raise InvalidInput(f"{name} of the tug does not lie in 0 to 1", value=value)

    @property
    def exhaust_m_s(self) -> float:
        """Exhaust speed [m/s]."""
        return self.isp_s * G0

    @property
    def thrust_n(self) -> float:
        """Thrust [N], 2ηP/c."""
        return 2.0 * self.efficiency * self.power_w / self.exhaust_m_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Spiral:
    """A spiral: Δv [m/s], propellant [kg], time [s] (duty counted), mass at its end [kg].

    status: OK, or LIMIT where it takes more time or propellant than allowed (why says which).
    start_m: radius at which it begins [m], inf for the formula from just bound.
    """

    dv_m_s: float
    propellant_kg: float
    time_s: float
    final_kg: float
    status: int
    why: str
    start_m: float


def edelbaum_m_s(periapsis: float, apoapsis: float, *, bound: bool = False) -> float:
    """Return Δv [m/s] at vanishing thrust down to the circle of the ellipse's energy; radii [m].

    bound: from the edge of stable orbits; else from where the body is just bound.
    """
    if bound:
        return spiral_m_s(periapsis, apoapsis)
    dv, status = escape_spiral(GM_MARS, 0.5 * (periapsis + apoapsis))
    if status != OK:
        raise NotSolved("spiral about Mars", status=status, value=(periapsis, apoapsis))
    return float(dv)


def priced(
    tug: Tug,
    rock_kg: float,
    periapsis: float,
    apoapsis: float,
    *,
    bound: bool = False,
    within_s: float = math.inf,
) -> Spiral:
    """Return Edelbaum's spiral with a rock; see ``edelbaum_m_s``.

    within_s [s]: time allowed.
    """
    final = _final(tug, rock_kg)
    dv = edelbaum_m_s(periapsis, apoapsis, bound=bound)
    start = highest_r_m() if bound else math.inf
    return _told(tug, final, dv, start, within_s)


def flown(
    tug: Tug,
    rock_kg: float,
    periapsis: float,
    apoapsis: float,
    *,
    energy: float = 0.0,
    within_s: float = LONGEST_S,
) -> Spiral:
    """Return the spiral flown with thrust against the velocity; radii [m].

    energy [J/kg]: about Mars, at which it begins, 0 just bound, above that of the ellipse;
    flown backwards from periapsis, planar, Mars as a point mass, the Sun left out: near the Hill
    sphere a picture of order only.  Raises NotSolved when the flight does not converge.
    """
    final = _final(tug, rock_kg)
    if not (0.0 < periapsis <= apoapsis and energy > -GM_MARS / (periapsis + apoapsis)):
        raise InvalidInput(
            "spiral does not lead down to the orbit",
            value=(periapsis, apoapsis, energy),
            remedy="begin at an energy above that of the orbit",
        )
    state = at_periapsis(periapsis, apoapsis, 0.0, 0.0, 0.0, final)
    flow = tug.thrust_n / tug.exhaust_m_s
    end, seen = np.empty(7), np.empty(2)
    longest = min(within_s * tug.duty, LONGEST_S)
    # backwards, a thrust against the velocity is one along it, and propellant comes back
    time, status = about_planet.fly(
        state, 0.0, longest, field(sun=False, flat=False),
        np.array([tug.thrust_n, flow]), TOLERANCE, 0.5 * periapsis, math.inf, energy, seen, end,
    )  # fmt: skip
    if status != OK:
        raise NotSolved("spiral about Mars", status=int(status), value=(periapsis, apoapsis))
    dv = tug.exhaust_m_s * math.log(float(end[6]) / final)
    reached = about_planet.energy(end, GM_MARS) >= energy - 1e-9 * GM_MARS / periapsis
    made = _told(tug, final, dv, float(np.linalg.norm(end[:3])), within_s)
    if reached:
        return made
    return Spiral(
        dv_m_s=dv, propellant_kg=made.propellant_kg, time_s=float(time) / tug.duty,
        final_kg=final, status=LIMIT, why="thrust cannot do it in the time allowed",
        start_m=made.start_m,
    )  # fmt: skip


def rock_kg(tug: Tug, dv: float, within_s: float) -> float:
    """Return the greatest rock [kg] that a tug brings down by dv [m/s] in a time [s].

    By the rocket equation at full thrust: bounded by its propellant and by what it burns in that
    time.  Raises NotSolved (LIMIT) where it cannot bring even itself.
    """
    if not (0.0 < dv < math.inf and within_s > 0.0):
        raise InvalidInput("Δv or time is not above 0", value=(dv, within_s))
    burnt = min(tug.propellant_kg, tug.thrust_n / tug.exhaust_m_s * within_s * tug.duty)
    rock = burnt / math.expm1(dv / tug.exhaust_m_s) - tug.dry_kg
    if rock <= 0.0:
        raise NotSolved(
            "tug brings no rock down to this orbit",
            status=LIMIT,
            value=rock,
            remedy="allow more time, more power or more propellant, or choose a higher orbit",
        )
    return rock


def _final(tug: Tug, rock: float) -> float:
    if not 0.0 <= rock < math.inf:
        raise InvalidInput("mass of the rock is below 0", value=rock)
    return tug.dry_kg + rock


def _told(tug: Tug, final: float, dv: float, start: float, within_s: float) -> Spiral:
    """Return the spiral of a Δv, with what it breaks."""
    propellant, code = propellant_from_final(final, dv, tug.exhaust_m_s)
    time, more = burn_time(final + propellant, dv, tug.thrust_n, tug.exhaust_m_s)
    if code != OK or more != OK:
        raise NotSolved("propellant of a spiral", status=max(code, more), value=dv)
    time /= tug.duty
    why = ""
    if time > within_s:
        why = "thrust cannot do it in the time allowed"
    elif propellant > tug.propellant_kg:
        why = "propellant does not suffice"
    return Spiral(
        dv_m_s=dv, propellant_kg=float(propellant), time_s=float(time), final_kg=final,
        status=LIMIT if why else OK, why=why, start_m=start,
    )  # fmt: skip
