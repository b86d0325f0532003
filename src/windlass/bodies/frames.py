"""Frames: ICRF equatorial and the ecliptic of J2000, and sums that refuse to mix them.

Source: obliquity of IAU 1976, 84381.448 arcsec, as JPL uses it for elements of small bodies
(lieske1977).  Checked: tests/bodies/test_frames.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput

Array = NDArray[np.float64]

OBLIQUITY_RAD: Final = np.radians(84381.448 / 3600.0)

_C, _S = np.cos(OBLIQUITY_RAD), np.sin(OBLIQUITY_RAD)
ECLIPTIC_TO_ICRF: Final[Array] = np.array([[1.0, 0.0, 0.0], [0.0, _C, -_S], [0.0, _S, _C]])
"""Rotation matrix: ICRF vector = matrix @ ecliptic vector."""

ECLIPTIC_POLE: Final[Array] = ECLIPTIC_TO_ICRF[:, 2].copy()
"""Pole of the ecliptic of J2000 in ICRF."""


def ecliptic_to_icrf(x: Array) -> Array:
    """Return ecliptic vectors (…, 3) in ICRF."""
    return np.asarray(x @ ECLIPTIC_TO_ICRF.T)


def icrf_to_ecliptic(x: Array) -> Array:
    """Return ICRF vectors (…, 3) in the ecliptic of J2000."""
    return np.asarray(x @ ECLIPTIC_TO_ICRF)


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """States with their centre and frame: r_m, v_m_s (n, 3), t_s (n,) [s past J2000]."""

    r_m: Array
    v_m_s: Array
    t_s: Array
    centre: str
    frame: str

    def __add__(self, other: States) -> States:
        """Return self, about other's body, moved to other's centre; both in one frame."""
        return self._combine(other, 1.0, other.centre)

    def __sub__(self, other: States) -> States:
        """Return self as seen from other's body; both about one centre in one frame."""
        if self.centre != other.centre:
            raise InvalidInput(
                "states about different centres cannot be subtracted",
                value=f"{self.centre} and {other.centre}",
                remedy="bring both to one centre first",
            )
        return self._combine(other, -1.0, "other body")

    def _combine(self, other: States, sign: float, centre: str) -> States:
        if self.frame != other.frame:
            raise InvalidInput(
                "states in different frames cannot be combined",
                value=f"{self.frame} and {other.frame}",
                remedy="rotate one of them first",
            )
        if not np.array_equal(self.t_s, other.t_s):
            raise InvalidInput("states at different epochs cannot be combined")
        return States(
            r_m=self.r_m + sign * other.r_m,
            v_m_s=self.v_m_s + sign * other.v_m_s,
            t_s=self.t_s,
            centre=centre,
            frame=self.frame,
        )
