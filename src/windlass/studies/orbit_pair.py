"""A pair of primaries as it is asked for, with names, sizes and units for what is told.

Checked: tests/studies/test_orbits.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from windlass.base.constants import R_EARTH_M, R_MARS_M, R_MOON_M, R_SUN_M
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.units import parse
from windlass.capture.three_body import POINTS, Primaries, frequencies, point, primaries
from windlass.kernels.cr3bp import jacobi

Array = NDArray[np.float64]

BODIES: Final = {
    "sun-earth": ("Sun", "Earth"),
    "earth-moon": ("Earth", "Moon"),
    "sun-mars": ("Sun", "Mars"),
}
RADII_M: Final = {"Sun": R_SUN_M, "Earth": R_EARTH_M, "Moon": R_MOON_M, "Mars": R_MARS_M}
DEFAULT: Final = "earth-moon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Primaries with what they are called; radii_m: 0 where unknown.

    scaled: whether distance and turn are known; otherwise everything is told in units of the
    rotating frame alone.
    """

    primaries: Primaries
    bodies: tuple[str, str]
    radii_m: tuple[float, float]
    scaled: bool

    @property
    def mu(self) -> float:
        """Mass ratio."""
        return self.primaries.mu

    @property
    def least(self) -> tuple[float, float]:
        """Radii of the bodies in units of their distance: nothing periodic is followed below."""
        return self.in_units(self.radii_m[0]), self.in_units(self.radii_m[1])

    def in_units(self, length_m: float) -> float:
        """Return a length in units of the primaries' distance."""
        return length_m / self.primaries.distance_m

    def km(self, length: float) -> float | None:
        """Return a length of the rotating frame in km, None where the distance is unknown."""
        return length * self.primaries.distance_m / 1e3 if self.scaled else None

    def days(self, time: float) -> float | None:
        """Return a time of the rotating frame in days, None where the turn is unknown."""
        return time * self.primaries.turn_s / DAY_S if self.scaled else None

    def time(self, text: str | float, *, where: str = "") -> float:
        """Return a time in units of the frame: "12.1 d", or a bare number of such units."""
        try:
            value = float(text)
        except ValueError:
            if not self.scaled:
                raise InvalidInput(
                    "a time with a unit needs the turn of the primaries", value=text,
                    remedy="give a bare number (2π is one turn), or --turn", where=where,
                ) from None  # fmt: skip
            value = parse(text, "s", where=where) / self.primaries.turn_s
        if not 0.0 < value < np.inf:
            raise InvalidInput(
                "no time above zero", value=text, remedy="give a period above zero", where=where
            )
        return value

    def told(self) -> dict[str, Any]:
        """Return the pair as plain data, units in the keys."""
        p = self.primaries
        return {
            "primaries": p.name,
            "mu": p.mu,
            "distance_km": p.distance_m / 1e3 if self.scaled else None,
            "turn_s": p.turn_s if self.scaled else None,
        }


def pair(
    name: str | None = None,
    *,
    mu: float | None = None,
    distance: str | None = None,
    turn: str | None = None,
) -> Pair:
    """Return a known pair by name, or one of a mass ratio with its distance and turn if known.

    distance: "384400 km"; turn: time of one radian, "104 h".  Raises InvalidInput where name and
    mass ratio are both given, or one of distance and turn without the other.
    """
    if mu is None:
        if distance is not None or turn is not None:
            raise InvalidInput(
                "distance and turn belong to a mass ratio", value=distance or turn,
                remedy="give --mu with them, or --primaries alone",
            )  # fmt: skip
        held = primaries(name or DEFAULT)
        bodies = BODIES[held.name]
        return Pair(
            primaries=held, bodies=bodies, radii_m=(RADII_M[bodies[0]], RADII_M[bodies[1]]),
            scaled=True,
        )  # fmt: skip
    if name is not None:
        raise InvalidInput(
            "primaries are named, or given by their mass ratio, not both", value=name,
            remedy="leave out --primaries or --mu",
        )  # fmt: skip
    if (distance is None) != (turn is None):
        raise InvalidInput(
            "distance and turn of the primaries go together", value=distance or turn,
            remedy="give --distance and --turn, or neither",
        )  # fmt: skip
    scaled = distance is not None and turn is not None
    given = Primaries(
        name=f"mu {mu:.10g}", mu=mu,
        distance_m=parse(distance, "m", where="--distance") if scaled else 1.0,
        turn_s=parse(turn, "s", where="--turn") if scaled else 1.0,
    )  # fmt: skip
    return Pair(
        primaries=given, bodies=("larger primary", "smaller primary"), radii_m=(0.0, 0.0),
        scaled=scaled,
    )  # fmt: skip


def the(body: str) -> str:
    """Return a body's name as it stands in a sentence: "the Moon", "Mars"."""
    return body if body in ("Earth", "Mars") else f"the {body}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """The libration points of a pair: places (5, 3) and Jacobi constants (5,) of rest there."""

    pair: Pair
    places: Array
    jacobis: Array

    @property
    def frame(self) -> pl.DataFrame:
        """The points as a table."""
        return pl.DataFrame(self.rows(), infer_schema_length=None)

    def plain(self) -> dict[str, Any]:
        """Return the points as plain data, units in the keys."""
        return self.pair.told() | {"count": len(POINTS), "rows": self.rows()}

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a point: place, distances of both primaries, constant, linear rates."""
        mu, rows = self.pair.mu, []
        for number, place, constant in zip(POINTS, self.places, self.jacobis, strict=True):
            x, y = float(place[0]), float(place[1])
            row = {
                "point": f"L{number}", "x": x, "y": y, "jacobi": float(constant),
                "x_km": self.pair.km(x), "y_km": self.pair.km(y),
                "from_larger_km": self.pair.km(float(np.hypot(x + mu, y))),
                "from_smaller_km": self.pair.km(float(np.hypot(x - 1.0 + mu, y))),
                "from_smaller": float(np.hypot(x - 1.0 + mu, y)),
            }  # fmt: skip
            planar = vertical = None
            if number < 4:
                _, rate, up, _ = frequencies(mu, number)
                planar, vertical = 2.0 * np.pi / rate, 2.0 * np.pi / up
            row |= {
                "planar_period": planar, "vertical_period": vertical,
                "planar_period_d": None if planar is None else self.pair.days(planar),
                "vertical_period_d": None if vertical is None else self.pair.days(vertical),
            }  # fmt: skip
            rows.append(row)
        return rows


def points(asked: Pair) -> Points:
    """Return the five libration points of a pair."""
    places = np.array([point(asked.mu, number) for number in POINTS])
    still = np.zeros((len(POINTS), 6))
    still[:, :3] = places
    constants = np.array([jacobi(asked.mu, state) for state in still])
    return Points(pair=asked, places=places, jacobis=constants)
