"""Rocks for tests: of any size, density and spin."""

import math

from hypothesis import strategies as st

from windlass.redirect.rock import Rock


def rock(radius_m: float = 100.0, density: float = 2000.0, period_h: float | None = 4.0) -> Rock:
    return Rock(
        name="a rock", mass_kg=density * 4.0 / 3.0 * math.pi * radius_m**3, radius_m=radius_m,
        spin_period_s=None if period_h is None else 3600.0 * period_h,
    )  # fmt: skip


rocks = st.builds(
    rock, st.floats(2.0, 600.0), st.floats(800.0, 5000.0), st.floats(2.2, 200.0)
)  # fmt: skip
