"""Rocks and ships for tests: of any size, density and spin; of any power and mass."""

import math

from hypothesis import strategies as st

from windlass.redirect.rock import Rock
from windlass.redirect.ship import Ship


def rock(radius_m: float = 100.0, density: float = 2000.0, period_h: float | None = 4.0) -> Rock:
    return Rock(
        name="a rock", mass_kg=density * 4.0 / 3.0 * math.pi * radius_m**3, radius_m=radius_m,
        spin_period_s=None if period_h is None else 3600.0 * period_h,
    )  # fmt: skip


rocks = st.builds(
    rock, st.floats(2.0, 600.0), st.floats(800.0, 5000.0), st.floats(2.2, 200.0)
)  # fmt: skip


def ship(
    dry_kg: float = 5500.0, propellant_kg: float = 13e3, power_w: float = 40e3,
    isp_s: float = 3000.0, duty: float = 0.9,
) -> Ship:  # fmt: skip
    return Ship(
        dry_kg=dry_kg, propellant_kg=propellant_kg, power_w=power_w, isp_s=isp_s, efficiency=0.6,
        duty=duty,
    )  # fmt: skip


ships = st.builds(
    ship, st.floats(500.0, 2e4), st.floats(500.0, 5e4), st.floats(5e3, 1e6),
    st.floats(1000.0, 6000.0), st.floats(0.3, 1.0),
)  # fmt: skip
