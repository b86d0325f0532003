"""The insertion burn at Mars over all periapses and apoapses, its least, and several burns instead.

Patched conics, burns along the velocity at the apsides.  What holds everywhere: the burn falls
as the apoapsis rises, and rises with the periapsis (for x = rp/(rp + ra) ≤ 1/2 the condition is
(1 - x²)² > 1 - x); so the least within limits is at the lowest periapsis and the highest
apoapsis.  Into a circle it is least at r = 2μ/v∞², where it is v∞/√2.
Source: vallado2013.  Checked: tests/capture/test_mars_insertion.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from windlass.base.constants import GM_MARS, R_MARS_M
from windlass.base.errors import InvalidInput, NotSolved
from windlass.capture.mars import LOWEST_M, STABLE_SHARE, hill_radius_m, periapsis_speed
from windlass.kernels.impulses import capture_burn
from windlass.kernels.status import OK

Array = NDArray[np.float64]

LOWEST_R_M: Final = R_MARS_M + LOWEST_M
"""Least radius of periapsis [m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """One burn: radius where it is made [m], apsides of the orbit after it [m], Δv [m/s]."""

    radius_m: float
    periapsis_m: float
    apoapsis_m: float
    dv_m_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A way into an orbit: burns in their order, time from the first to the last [s]."""

    name: str
    burns: tuple[Burn, ...]
    time_s: float

    @property
    def dv_m_s(self) -> float:
        """Sum of the burns [m/s]."""
        return math.fsum(burn.dv_m_s for burn in self.burns)


def highest_r_m() -> float:
    """Return the greatest radius of apoapsis [m] where prograde orbits stay."""
    return STABLE_SHARE * hill_radius_m()


def burn_m_s(vinf: ArrayLike, periapsis: ArrayLike, apoapsis: ArrayLike) -> Array:
    """Return the insertion burn [m/s] for arrays that broadcast; v∞ [m/s], radii [m].

    nan where apoapsis < periapsis: no such orbit.  Raises InvalidInput for v∞ < 0, a radius
    that is not above 0, or what is no number.
    """
    v, low, high = (np.asarray(x, dtype=np.float64) for x in (vinf, periapsis, apoapsis))
    for name, x, fits in (("v∞", v, v >= 0.0), ("periapsis", low, low > 0.0),
                          ("apoapsis", high, high > 0.0)):  # fmt: skip
        if not (fits & np.isfinite(x)).all():
            raise InvalidInput(f"{name} is out of range", value=x[~(fits & np.isfinite(x))].flat[0])
    fast = np.sqrt(v * v + 2.0 * GM_MARS / low)
    there = high >= low
    bound = np.sqrt(2.0 * GM_MARS * high / (low * (low + high)))
    # difference of squares: no digits lost where the ellipse is nearly a parabola
    return np.where(there, (v * v + 2.0 * GM_MARS / (low + high)) / (fast + bound), np.nan)


def surface(vinf: ArrayLike, periapses: ArrayLike, apoapses: ArrayLike) -> Array:
    """Return the burn (k, n, m) [m/s] for v∞ (k,), periapses (n,) and apoapses (m,) [m].

    nan where the apoapsis lies below the periapsis.
    """
    v, low, high = (np.atleast_1d(np.asarray(x, np.float64)) for x in (vinf, periapses, apoapses))
    return burn_m_s(v[:, None, None], low[None, :, None], high[None, None, :])


def least(
    vinf: float, periapsis_least: float = LOWEST_R_M, apoapsis_most: float | None = None
) -> Burn:
    """Return the least insertion within limits: their corner, by the module's monotonicity."""
    high = highest_r_m() if apoapsis_most is None else apoapsis_most
    if not high >= periapsis_least:
        raise InvalidInput("apoapsis lies below periapsis", value=(periapsis_least, high))
    return _enter(vinf, periapsis_least, high)


def least_circle(vinf: float, lowest: float = LOWEST_R_M, highest: float | None = None) -> Burn:
    """Return the least insertion into a circle, at r = 2μ/v∞² or the limit next to it."""
    high = highest_r_m() if highest is None else highest
    if not 0.0 < lowest <= high:
        raise InvalidInput("limits of a circle are the wrong way round", value=(lowest, high))
    best = 2.0 * GM_MARS / (vinf * vinf) if vinf > 0.0 else math.inf
    r = min(max(best, lowest), high)
    return _enter(vinf, r, r)


def plans(
    vinf: float,
    periapsis: float,
    apoapsis: float,
    *,
    deepest: float = LOWEST_R_M,
    farthest: float | None = None,
    turns: int = 1,
) -> tuple[Plan, ...]:
    """Return ways into the orbit (periapsis, apoapsis) [m], the cheapest first.

    direct: one burn at its periapsis.  long ellipse: captured at the same periapsis into an
    apoapsis at ``farthest``, lowered ``turns`` passes later: the same Δv, burnt in pieces, each
    shorter.  deep: captured at ``deepest``, where the burn takes most energy (Oberth), straight
    to the apoapsis asked for, where the periapsis is raised.  deep and long: captured at
    ``deepest`` into the long ellipse, periapsis raised far out where that is cheap, apoapsis
    lowered at the end.  farthest: by default where prograde orbits cease to stay.
    Raises InvalidInput for orbits that do not lie within deepest and farthest.
    """
    far = highest_r_m() if farthest is None else farthest
    if not (0.0 < deepest <= periapsis <= apoapsis <= far and turns >= 1):
        raise InvalidInput(
            "orbit does not lie between the deepest and the farthest radius",
            value=(deepest, periapsis, apoapsis, far),
            remedy="give radii from Mars's centre, in metres",
        )
    direct = _enter(vinf, periapsis, apoapsis)
    made = [Plan(name="direct", burns=(direct,), time_s=0.0)]
    if far > apoapsis:
        first = _enter(vinf, periapsis, far)
        made.append(
            Plan(
                name="long ellipse",
                burns=(first, _lower(periapsis, far, apoapsis)),
                time_s=turns * period_s(periapsis, far),
            )
        )
    if deepest < periapsis:
        first = _enter(vinf, deepest, apoapsis)
        made.append(
            Plan(
                name="deep",
                burns=(first, _lift(deepest, apoapsis, periapsis)),
                time_s=0.5 * period_s(deepest, apoapsis),
            )
        )
    if deepest < periapsis and far > apoapsis:
        burns = (
            _enter(vinf, deepest, far),
            _lift(deepest, far, periapsis),
            _lower(periapsis, far, apoapsis),
        )
        time = 0.5 * (period_s(deepest, far) + period_s(periapsis, far))
        made.append(Plan(name="deep and long", burns=burns, time_s=time))
    return tuple(sorted(made, key=lambda plan: (plan.dv_m_s, len(plan.burns))))


def period_s(periapsis: float, apoapsis: float) -> float:
    """Return the time of a turn [s]; radii [m]."""
    a = 0.5 * (periapsis + apoapsis)
    return math.tau * math.sqrt(a**3 / GM_MARS)


def oberth_gain(vinf: float, radius: float) -> float:
    """Return by how much more a small burn at ``radius`` [m] changes the energy than one far
    away at v∞ [m/s]: the ratio of the speeds, inf for v∞ = 0."""
    return math.sqrt(vinf * vinf + 2.0 * GM_MARS / radius) / vinf if vinf > 0.0 else math.inf


def _enter(vinf: float, periapsis: float, apoapsis: float) -> Burn:
    dv, status = capture_burn(GM_MARS, periapsis, apoapsis, vinf)
    if status != OK:
        raise NotSolved("insertion at Mars", status=status, value=(vinf, periapsis, apoapsis))
    return Burn(radius_m=periapsis, periapsis_m=periapsis, apoapsis_m=apoapsis, dv_m_s=float(dv))


def _lower(periapsis: float, old: float, new: float) -> Burn:
    dv = periapsis_speed(periapsis, old) - periapsis_speed(periapsis, new)
    return Burn(radius_m=periapsis, periapsis_m=periapsis, apoapsis_m=new, dv_m_s=dv)


def _lift(old: float, apoapsis: float, new: float) -> Burn:
    # the formula of the speed at an apsis takes its radius first
    dv = periapsis_speed(apoapsis, new) - periapsis_speed(apoapsis, old)
    return Burn(radius_m=apoapsis, periapsis_m=new, apoapsis_m=apoapsis, dv_m_s=dv)


def altitudes(values: Sequence[float]) -> Array:
    """Return radii [m] of altitudes over the equatorial radius [m]."""
    return R_MARS_M + np.asarray(values, dtype=np.float64)
