"""An asteroid as the techniques see it that change its course: a sphere of its mass and volume.

Source: vallado2013 for the field of a sphere.  Checked: tests/redirect/test_rock.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from windlass.base.constants import G
from windlass.base.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Rock:
    """mass_kg and radius_m of the sphere of its volume; spin_period_s: None where not known;
    longest_m: its longest half-axis, by default the radius; tumbles: whether it turns about no
    fixed axis.
    """

    name: str
    mass_kg: float
    radius_m: float
    spin_period_s: float | None = None
    longest_m: float | None = None
    tumbles: bool = False

    def __post_init__(self) -> None:
        given = {"mass": (self.mass_kg, "kg"), "radius": (self.radius_m, "m")}
        if self.spin_period_s is not None:
            given["spin period"] = (self.spin_period_s, "s")
        for what, (value, unit) in given.items():
            if not (math.isfinite(value) and value > 0.0):
                raise InvalidInput(
                    f"{what} of {self.name}", value=value, remedy=f"give more than 0 {unit}"
                )
        if self.longest_m is not None and not self.longest_m >= self.radius_m:
            raise InvalidInput(
                f"longest half-axis of {self.name}", value=self.longest_m,
                remedy=f"give its radius, {self.radius_m:g} m, or more",
            )  # fmt: skip

    @property
    def gm(self) -> float:
        """Gravitational parameter [m³/s²]."""
        return G * self.mass_kg

    @property
    def reach_m(self) -> float:
        """Longest half-axis [m]: what stays outside of it meets no part of the body."""
        return self.radius_m if self.longest_m is None else self.longest_m

    @property
    def density_kg_m3(self) -> float:
        """Bulk density [kg/m³]."""
        return self.mass_kg / (4.0 / 3.0 * math.pi * self.radius_m**3)

    @property
    def gravity_m_s2(self) -> float:
        """Gravity at the surface [m/s²]."""
        return self.gm / self.radius_m**2

    @property
    def escape_m_s(self) -> float:
        """Speed of escape from the surface [m/s]."""
        return math.sqrt(2.0 * self.gm / self.radius_m)

    @property
    def inertia_kg_m2(self) -> float:
        """Inertia about any axis [kg m²]."""
        return 0.4 * self.mass_kg * self.radius_m**2

    @property
    def spin_n_m_s(self) -> float | None:
        """Angular momentum [N m s], None where its spin is not known."""
        if self.spin_period_s is None:
            return None
        return self.inertia_kg_m2 * 2.0 * math.pi / self.spin_period_s
