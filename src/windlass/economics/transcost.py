"""TRANSCOST: work-years to develop a liquid rocket engine.

Source: koelle2007.  Checked: tests/economics/test_relationships.py; validation/economics.py.
"""

from __future__ import annotations

import math
from typing import Final

from windlass.base.errors import InvalidInput

LIGHTEST_KG: Final = 100.0
HEAVIEST_KG: Final = 10_000.0


def engine_work_years(mass_kg: float, f1: float, f2: float, f3: float) -> float:
    """Return work-years 277·m^0.48·f1·f2·f3 to develop a liquid engine with turbopumps.

    mass_kg > 0, dry; f1 > 0: how new (0.3 to 1.3); f2 > 0: technical quality; f3 > 0:
    experience of the team (0.7 to 1.3).  Raises InvalidInput for values not above 0.
    """
    if not all(0 < value < math.inf for value in (mass_kg, f1, f2, f3)):
        raise InvalidInput("engine mass and factors must be above 0", value=(mass_kg, f1, f2, f3))
    return 277.0 * math.pow(mass_kg, 0.48) * f1 * f2 * f3


def outside(mass_kg: float) -> tuple[str, ...]:
    """Return in words what lies outside the engines behind the relationship."""
    if LIGHTEST_KG <= mass_kg <= HEAVIEST_KG:
        return ()
    return (f"{mass_kg:,.0f} kg, calibrated from {LIGHTEST_KG:g} to {HEAVIEST_KG:,.0f} kg",)
