"""Two primaries on circles, and the five points where a third body can rest beside them.

Checked: tests/capture/test_three_body.py, validation/three_body.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.base.sources import table

Array = NDArray[np.float64]

NAMES: Final = ("sun-earth", "earth-moon", "sun-mars")
POINTS: Final = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Primaries:
    """Two bodies on circles about each other; mu: the smaller one's share of their mass.

    distance_m: between them; turn_s: the time in which they turn one radian.  Units of the
    rotating frame are these two; larger at (−mu, 0, 0), smaller at (1 − mu, 0, 0).
    """

    name: str
    mu: float
    distance_m: float
    turn_s: float

    def __post_init__(self) -> None:
        if not 0.0 < self.mu <= 0.5:
            raise InvalidInput(
                "mass ratio of the primaries",
                value=self.mu,
                remedy="give the smaller one's share of their mass, above 0 and at most 0.5",
            )
        if not (0.0 < self.distance_m < math.inf and 0.0 < self.turn_s < math.inf):
            raise InvalidInput(
                "distance and turn of the primaries",
                value=(self.distance_m, self.turn_s),
                remedy="give metres and seconds above zero",
            )

    @property
    def speed_m_s(self) -> float:
        """Unit of speed [m/s]."""
        return self.distance_m / self.turn_s


def primaries(name: str) -> Primaries:
    """Return a pair by name; InvalidInput where it is unknown."""
    data = table("primaries")
    if name not in data:
        raise InvalidInput(
            "pair of primaries", value=name, remedy=f"give one of {', '.join(data)}, or --mu"
        )
    entry = data[name]
    return Primaries(
        name=name,
        mu=entry["mass_ratio"]["value"],
        distance_m=entry["distance"]["value"],
        turn_s=entry["turn"]["value"],
    )


def point(mu: float, number: int) -> Array:
    """Return where libration point 1 … 5 lies (3,), in units of the rotating frame.

    Source: szebehely1967.
    """
    if number not in POINTS:
        raise InvalidInput("libration point", value=number, remedy="give 1 to 5")
    if number > 3:
        side = 1.0 if number == 4 else -1.0
        return np.array([0.5 - mu, side * math.sqrt(0.75), 0.0])
    hill = (mu / 3.0) ** (1.0 / 3.0)
    return np.array([_collinear(mu, number, hill), 0.0, 0.0])


def _collinear(mu: float, number: int, hill: float) -> float:
    """Return x of a collinear point, by its distance g from the nearer primary, of which the
    pull along x is a function that rises or falls throughout: halved until nothing is between.
    """
    if number == 3:

        def pull(g: float) -> float:
            return -(mu + g) + (1.0 - mu) / g**2 + mu / (1.0 + g) ** 2

        low, high = 0.5, 1.5
    else:
        side = -1.0 if number == 1 else 1.0

        def pull(g: float) -> float:
            return float(
                side * (1.0 - mu) + g - side * (1.0 - mu) / (1.0 + side * g) ** 2 - mu / g**2
            )

        low, high = 0.1 * hill, (1.0 - 1e-9 if number == 1 else 2.0)
    rising = pull(high) > pull(low)
    while (middle := 0.5 * (low + high)) not in (low, high):
        if (pull(middle) > 0.0) == rising:
            high = middle
        else:
            low = middle
    g = 0.5 * (low + high)
    return {1: 1.0 - mu - g, 2: 1.0 - mu + g, 3: -mu - g}[number]


def frequencies(mu: float, number: int) -> tuple[float, float, float, float]:
    """Return (c2, planar, vertical, kappa) of the linear motion about point 1, 2 or 3.

    c2: the pull's gradient; planar, vertical: rates [rad per unit of time]; kappa: how far the
    planar motion goes along y for one along x.  Source: richardson1980.
    """
    if number not in (1, 2, 3):
        raise InvalidInput("collinear point", value=number, remedy="give 1, 2 or 3")
    x = float(point(mu, number)[0])
    c2 = (1.0 - mu) / abs(x + mu) ** 3 + mu / abs(x - 1.0 + mu) ** 3
    planar = math.sqrt(0.5 * (2.0 - c2 + math.sqrt(9.0 * c2 * c2 - 8.0 * c2)))
    kappa = (planar**2 + 1.0 + 2.0 * c2) / (2.0 * planar)
    return c2, planar, math.sqrt(c2), kappa
