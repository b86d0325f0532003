"""The orbit of an asteroid: heliocentric elements at an epoch, and how sure they are.

Checked: tests/catalogue/test_orbit.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from windlass.base.errors import InvalidInput

Precision = Literal["full", "older-solution", "screening", "assumed"]

PRECISIONS: Final = ("full", "older-solution", "screening", "assumed")
"""full: all digits of a present orbit solution, certifies; older-solution: all digits of an
earlier solution, used where it fits the present one; screening: rounded elements;
assumed: of no known body."""

CERTIFYING_CODE: Final = 2
"""Highest condition code that certifies: the body is found within 20 arcsec after ten years."""

_MISSING: Final = "take the orbit from a source that gives all elements and their epoch"


@dataclass(frozen=True, slots=True)
class NonGrav:
    """Non-gravitational acceleration at 1 au [m/s²], scaled by (1 au / r)².

    a1 radial (away from the Sun), a2 transverse (along the motion), a3 normal to the orbit.
    """

    a1_m_s2: float = 0.0
    a2_m_s2: float = 0.0
    a3_m_s2: float = 0.0

    def __post_init__(self) -> None:
        for name in ("a1_m_s2", "a2_m_s2", "a3_m_s2"):
            value = getattr(self, name)
            if not _is_number(value) or abs(value) > 1e-3:
                raise InvalidInput(
                    f"non-gravitational parameter {name} is no acceleration below 1e-3 m/s²",
                    value=value,
                    remedy="give it in m/s² at 1 au (1 au/d² is 20.04 m/s²)",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Orbit:
    """Osculating elements, heliocentric, ecliptic J2000 (obliquity 84381.448 arcsec).

    epoch_s [s past J2000, TDB]; a_m [m] > 0; e 0 ≤ e < 1; i_rad [rad] 0..π; node_rad,
    peri_rad, mean_anomaly_rad [rad], any turn.  precision: one of PRECISIONS.  source: key of
    references.bib, or of the file that was read.  uncertainty: condition code U 0 (sure) to 9,
    None where unknown.  Raises InvalidInput naming the element, its value and a remedy.
    """

    designation: str
    epoch_s: float
    a_m: float
    e: float
    i_rad: float
    node_rad: float
    peri_rad: float
    mean_anomaly_rad: float
    precision: Precision
    source: str
    uncertainty: int | None = None
    nongrav: NonGrav | None = None

    def __post_init__(self) -> None:
        where = f"orbit of {self.designation or '?'}"
        if not self.designation.strip():
            raise InvalidInput("orbit without a designation", remedy="name the body")
        _check_numbers(self, where)
        _check_conic(self, where)
        if self.precision not in PRECISIONS:
            raise InvalidInput(
                "unknown precision of an orbit",
                value=self.precision,
                remedy=f"use one of {', '.join(PRECISIONS)}",
                where=where,
            )
        if not self.source.strip():
            raise InvalidInput("orbit without a source", remedy="name its source", where=where)
        if self.uncertainty is not None and self.uncertainty not in range(10):
            raise InvalidInput(
                "uncertainty code is no whole number 0 to 9",
                value=self.uncertainty,
                remedy="give the condition code U, or leave it out",
                where=where,
            )

    @property
    def q_m(self) -> float:
        """Perihelion distance [m]."""
        return self.a_m * (1.0 - self.e)

    @property
    def certifies(self) -> bool:
        """Whether a trip computed from this orbit may be called feasible, not only promising.

        All digits of a present solution, and a condition code that is good or not given.
        """
        sure = self.uncertainty is None or self.uncertainty <= CERTIFYING_CODE
        return self.precision == "full" and sure


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _check_numbers(orbit: Orbit, where: str) -> None:
    for name in ("epoch_s", "a_m", "e", "i_rad", "node_rad", "peri_rad", "mean_anomaly_rad"):
        value = getattr(orbit, name)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            raise InvalidInput(
                f"element {name} is missing", value=value, remedy=_MISSING, where=where
            )
        if not _is_number(value):
            raise InvalidInput(
                f"element {name} is no finite number", value=value, remedy=_MISSING, where=where
            )


def _check_conic(orbit: Orbit, where: str) -> None:
    """Refuse what is no ellipse about the Sun."""
    if orbit.e < 0.0:
        raise InvalidInput(
            "eccentricity e is negative", value=orbit.e, remedy="e lies in 0 ≤ e < 1", where=where
        )
    if orbit.e >= 1.0:
        raise InvalidInput(
            "eccentricity e is 1 or more: the body does not return to the Sun",
            value=orbit.e,
            remedy="only elliptic orbits (0 ≤ e < 1) can be planned for; choose another target",
            where=where,
        )
    if orbit.a_m <= 0.0:
        raise InvalidInput(
            "semi-major axis a_m is not above 0",
            value=orbit.a_m,
            remedy="give a in metres; a negative a belongs to a hyperbola, which is refused",
            where=where,
        )
    if orbit.a_m < 1e9:
        raise InvalidInput(
            "semi-major axis a_m lies within the Sun's corona",
            value=orbit.a_m,
            remedy="give a in metres (1 au is 149597870700 m)",
            where=where,
        )
    if not 0.0 <= orbit.i_rad <= math.pi:
        raise InvalidInput(
            "inclination i_rad lies outside 0 to π",
            value=orbit.i_rad,
            remedy="give i in radians, 0 to 3.14159",
            where=where,
        )
