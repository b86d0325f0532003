"""Spiral from low orbit told from its end: which mass must start when, to be there as wanted.

A mission is reckoned backwards: the flyby's date and the mass that passes it are known, the
launch is sought.  Δv hardly depends on either, so that a few climbs suffice.
Checked: tests/lowthrust/test_leo_spiral_back.py.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.kernels.status import NOT_CONVERGED
from windlass.lowthrust.leo_spiral import Spiral, SpiralAsk, spiral

ROUNDS: Final = 40
SAME_KG: Final = 0.01
SAME_S: Final = 60.0
"""How near the mass and the date of the end are met."""


def arriving(
    ask: SpiralAsk, *, mass_kg: float | None = None, end_s: float | None = None
) -> tuple[SpiralAsk, Spiral]:
    """Return the ask, and its climb, that ends with a mass [kg] or at a date [s past J2000].

    ask: its own mass at start and start date are where the search begins; None keeps them.
    Raises NotSolved as ``spiral`` does, or NOT_CONVERGED where no start leads to that end (the
    start's hour decides how the node lies, and that is kept).
    """
    if mass_kg is not None and not 0.0 < mass_kg < float("inf"):
        raise InvalidInput("mass at the end of the spiral is not above 0", value=mass_kg)
    most = ask.propellant_kg
    free = replace(ask, propellant_kg=float("inf"))
    if mass_kg is not None:
        free = replace(free, mass_kg=1.3 * mass_kg)
    for _ in range(ROUNDS):
        told = spiral(free)
        off_kg = 0.0 if mass_kg is None else mass_kg - told.mass_kg
        off_s = 0.0 if end_s is None else end_s - (free.start_s + told.time_s)
        if abs(off_kg) <= SAME_KG and abs(off_s) <= SAME_S:
            made = replace(free, propellant_kg=most)
            return made, told if told.propellant_kg <= most else spiral(made)
        start = free.mass_kg if mass_kg is None else free.mass_kg * mass_kg / told.mass_kg
        free = replace(free, mass_kg=start, start_s=free.start_s + off_s)
    raise NotSolved(
        "spiral from low orbit: no start leads to this end", status=NOT_CONVERGED, inputs=ask,
        value={"off_kg": round(off_kg, 3), "off_days": round(off_s / DAY_S, 4)},
        remedy="move the date of the end by some days",
    )  # fmt: skip
