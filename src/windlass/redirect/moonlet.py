"""How the period of a moonlet changes when something pushes it along its orbit.

About an oblate body: the radial motion by its energy and angular momentum, period and angle of a
round by quadrature, without series.  Source: battin1999 for the motion, thomas2023 for its use.
Checked: tests/redirect/test_moonlet.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.integrate import quad

from windlass.base.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Moonlet:
    """On a circular orbit in the equator: period_s of a round, distance_m; oblate: 1.5 J2 times the
    square of the primary's radius by that of the orbit, 0 for a sphere.
    """

    period_s: float
    distance_m: float
    oblate: float = 0.0

    def __post_init__(self) -> None:
        if not (0.0 < self.period_s < math.inf and 0.0 < self.distance_m < math.inf):
            raise InvalidInput(
                "orbit of a moonlet", value=(self.period_s, self.distance_m),
                remedy="give more than 0",
            )  # fmt: skip
        if not 0.0 <= self.oblate < 0.3:
            raise InvalidInput(
                "oblateness that a moonlet feels", value=self.oblate, remedy="give 0 to below 0.3"
            )

    @property
    def speed_m_s(self) -> float:
        """Speed on its orbit."""
        return 2.0 * math.pi * self.distance_m / self.period_s


def period_s(moonlet: Moonlet, dv_m_s: float) -> float:
    """Return its mean time of a round [s] after a change of velocity along its flight [m/s].

    Raises InvalidInput where that is more than a tenth of its speed.
    """
    kick = dv_m_s / moonlet.speed_m_s
    if not abs(kick) <= 0.1:
        raise InvalidInput(
            "push of a moonlet", value=dv_m_s,
            remedy=f"give at most {0.1 * moonlet.speed_m_s:.3g} m/s",
        )  # fmt: skip
    if kick == 0.0:
        return moonlet.period_s
    # units of the circular orbit: radius, angular rate; force 1/r^2 (1 + o/r^2) / (1 + o)
    o = moonlet.oblate
    turn = 1.0 + kick
    energy = 0.5 * turn**2 - (1.0 + o / 3.0) / (1.0 + o)

    # in u = 1/r, the radial speed squared is p u^3 - turn^2 u^2 + 2 u / (1 + o) + 2 energy, and 1
    # is one of its roots
    p = 2.0 * o / (3.0 * (1.0 + o))
    b = turn**2 - p
    other = 0.5 * (b + math.sqrt(b**2 + 8.0 * p * energy)) / (-2.0 * energy)
    low, high = min(1.0, other), max(1.0, other)
    middle, half = 0.5 * (low + high), 0.5 * (high - low)

    def rest(r: float) -> float:
        """Radial speed squared by (r - low)(high - r)."""
        lead = turn**2 - p * (1.0 / low + 1.0 / high + 1.0 / r)
        return lead / (r**2 * low * high)

    def over(x: float, spins: bool) -> float:
        r = middle - half * math.cos(x)
        return (turn / r**2 if spins else 1.0) / math.sqrt(rest(r))

    time, _ = quad(over, 0.0, math.pi, args=(False,), epsabs=0.0, epsrel=1e-12)
    angle, _ = quad(over, 0.0, math.pi, args=(True,), epsabs=0.0, epsrel=1e-12)
    return moonlet.period_s * float(time) / float(angle)
