"""Would a rock of that size do harm if it fell?  Three answers: harmless, harmful, cannot be told.

Stony bodies burst in the air: below a size and an energy no damage over an area is expected; a
burst of the energy of Chelyabinsk's does damage.  Iron reaches the ground, so that a body that may
be iron (types M and X, or none known) is harmless at a far smaller size only.  Harmless is not
"nothing falls": pieces of any body may hit who stands there.
Source: silber2011, brown2013, popova2013, tancredi2009.  Checked: tests/verify/test_harm.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.catalogue.physical import class_of

Answer = Literal["harmless", "harmful", "cannot be told"]

MAY_BE_IRON: Final = ("M", "X", "unknown")
SPEED_M_S: Final = 11_200.0
"""Least speed at which anything falls from far away, Earth's escape speed: where none is given."""
SOURCES: Final = ("silber2011", "brown2013", "popova2013", "tancredi2009", "mazanek2013")


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """What a fall would do: answer, whether the body may be iron, kinetic energy [kt of TNT] of the
    smallest and the greatest body that it may be, and why.
    """

    answer: Answer
    may_be_iron: bool
    energy_kt: tuple[float, float]
    text: str


def harm(
    size_m: tuple[float, float, float] | None,
    spectral: str | None = None,
    speed_m_s: float = SPEED_M_S,
) -> Harm:
    """Return what the fall of a body would do: diameter low, middle, high [m], None: not known.

    spectral: its type or class, None: not known; speed_m_s: at entry.  Raises InvalidInput for
    sizes that do not rise and a speed that is not above 0.
    """
    kind = class_of(spectral)
    may_be_iron = kind in MAY_BE_IRON
    if size_m is None:
        return Harm(
            answer="cannot be told", may_be_iron=may_be_iron, energy_kt=(0.0, math.inf),
            text="its size is not known",
        )  # fmt: skip
    low, middle, high = size_m
    if not (0.0 < low <= middle <= high < math.inf and 0.0 < speed_m_s < math.inf):
        raise InvalidInput(
            "size or speed of a falling body", value=(size_m, speed_m_s),
            remedy="give diameters low ≤ middle ≤ high above 0 m and a speed above 0 m/s",
        )  # fmt: skip
    density = table("taxonomy")[kind]["density"]
    heavy = _limit("iron_density") if may_be_iron else float(density["high"])
    energy = (_kt(low, float(density["low"]), speed_m_s), _kt(high, heavy, speed_m_s))
    answer, text = _judged(low, high, energy, may_be_iron)
    return Harm(answer=answer, may_be_iron=may_be_iron, energy_kt=energy, text=text)


def _judged(
    low: float, high: float, energy: tuple[float, float], may_be_iron: bool
) -> tuple[Answer, str]:
    """Return the answer and why."""
    size = f"{low:.3g} to {high:.3g} m across"
    burst = _limit("burst_energy")
    stony, quiet, iron = _limit("stony_size"), _limit("stony_energy"), _limit("iron_size")
    if energy[0] >= burst:
        return "harmful", f"{size}: bursts with {energy[0]:.0f} kt or more, as at Chelyabinsk"
    if may_be_iron and high < iron:
        return "harmless", f"{size}: too small to dig a crater, were it iron"
    if may_be_iron:
        return "cannot be told", f"{size}: harmless below {iron:.2g} m only, as it may be iron"
    if high < stony and energy[1] < quiet:
        return "harmless", (
            f"{size}, stony: below {stony:.0f} m and {quiet:.0f} kt it bursts high up; pieces may "
            "fall"
        )  # fmt: skip
    return "cannot be told", (
        f"{size}, stony, {energy[0]:.2g} to {energy[1]:.2g} kt: between what bursts high up "
        f"({stony:.0f} m, {quiet:.0f} kt) and what did damage ({burst:.0f} kt)"
    )


def _limit(key: str) -> float:
    return float(table("safety")["harm"][key]["value"])


def _kt(diameter_m: float, density_kg_m3: float, speed_m_s: float) -> float:
    """Return the kinetic energy of a sphere [kt of TNT]."""
    mass = math.pi / 6.0 * diameter_m**3 * density_kg_m3
    return 0.5 * mass * speed_m_s**2 / _limit("kiloton")
