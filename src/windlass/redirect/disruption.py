"""When a push breaks an asteroid: specific energy against what shatters and disperses it.

Source: benz1999.  Checked: tests/redirect/test_disruption.py, validation/redirect.py.
"""

from __future__ import annotations

import math
from typing import Final, Literal

from windlass.base.entries import entry
from windlass.base.errors import InvalidInput
from windlass.redirect.rock import Rock

State = Literal["stays whole", "not known", "breaks"]

CM_M: Final = 1e-2
ERG_G: Final = 1e-4
"""J/kg of an erg per gram."""
G_CM3: Final = 1e3


def threshold_j_kg(key: str, radius_m: float, density_kg_m3: float) -> float:
    """Return the specific energy [J/kg] that leaves half of a body's mass in its largest piece.

    key: material and speed of the table.  Raises InvalidInput for an unknown one or a body of no
    size or density.
    """
    if not (radius_m > 0.0 and density_kg_m3 > 0.0):
        raise InvalidInput(
            "a body that may break", value=(radius_m, density_kg_m3),
            remedy="give a radius and a density above 0",
        )  # fmt: skip
    row = entry("disruption", key)
    size = radius_m / CM_M
    strength = row["q0"]["value"] * size ** row["a"]["value"]
    gravity = row["b"]["value"] * (density_kg_m3 / G_CM3) * size ** row["c"]["value"]
    return float(ERG_G * (strength + gravity))


def specific_j_kg(rock: Rock, mass_kg: float, speed_m_s: float) -> float:
    """Return the specific energy [J/kg] of an impact."""
    return 0.5 * mass_kg * speed_m_s**2 / rock.mass_kg


def state(share: float, dv_m_s: float, rock: Rock) -> State:
    """Return what becomes of a body hit at a share of its threshold and given a velocity [m/s].

    Whole: below both limits of the table that were seen to leave bodies whole; breaks: above either
    of those that break it; between them nothing is known.
    """
    limits = entry("disruption", "limits")
    moved = abs(dv_m_s) / rock.escape_m_s
    if not (math.isfinite(share) and math.isfinite(moved) and share >= 0.0):
        raise InvalidInput("energy of a push", value=(share, dv_m_s), remedy="give finite ones")
    if share >= limits["breaks_share"]["value"] or moved >= limits["breaks_speed"]["value"]:
        return "breaks"
    if share <= limits["whole_share"]["value"] and moved <= limits["whole_speed"]["value"]:
        return "stays whole"
    return "not known"
