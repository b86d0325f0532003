"""Thrust profiles for flights: intervals of force and mass flow, in time's order.

Checked: tests/bodies/test_thrust.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import G0
from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput
from windlass.bodies.planets import CHAINS
from windlass.kernels.reference_forces import INERTIAL, THRUST, mass_at

Array = NDArray[np.float64]

FRAMES: Final = {"icrf": INERTIAL} | {f"rtn-{name}": float(k) for k, name in enumerate(CHAINS)}
"""Frames of a force: ICRF; radial, transverse and normal about a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """An interval of thrust: force [N] (3,) from start to end, changing evenly between them.

    isp_s: specific impulse, by which mass flows; end_n None: the force stays as it is.
    """

    from_s: float
    until_s: float
    force_n: tuple[float, float, float]
    end_n: tuple[float, float, float] | None = None
    isp_s: float
    frame: str = "icrf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Burns in the order of time, and the mass [kg] before the first.

    rows (k, THRUST): as the kernel reads them.
    """

    rows: Array
    start_kg: float

    def mass_kg(self, t_s: float) -> float:
        """Return the mass at an instant."""
        mass = self.start_kg
        for row in self.rows:
            if t_s <= row[0]:
                break
            mass = mass_at(row, min(t_s, float(row[1])))
        return float(mass)


def profile(burns: Sequence[Burn], start_kg: float) -> Profile:
    """Return burns as a profile; InvalidInput naming the burn that cannot be."""
    if not (math.isfinite(start_kg) and start_kg > 0.0):
        raise InvalidInput("mass before a burn", value=start_kg, remedy="give kilograms above 0")
    rows = np.zeros((len(burns), THRUST))
    mass, last = start_kg, -math.inf
    for k, burn in enumerate(burns):
        end = burn.force_n if burn.end_n is None else burn.end_n
        _check(burn, end, last)
        flow = [math.hypot(*force) / (burn.isp_s * G0) for force in (burn.force_n, end)]
        rows[k] = (burn.from_s, burn.until_s, FRAMES[burn.frame], *burn.force_n, *end, mass, *flow)
        mass, last = mass_at(rows[k], burn.until_s), burn.until_s
        if not mass > 0.0:
            raise InvalidInput(
                "a burn takes more than the whole mass", value=f"{mass:.1f} kg",
                remedy="give a greater mass, or less thrust", where=_name(burn),
            )  # fmt: skip
    return Profile(rows=rows, start_kg=start_kg)


def _name(burn: Burn) -> str:
    return f"burn from {format_epoch(burn.from_s)}"


def _check(burn: Burn, end: tuple[float, float, float], last: float) -> None:
    if not burn.from_s < burn.until_s:
        raise InvalidInput(
            "a burn ends before it begins", value=(burn.from_s, burn.until_s), where=_name(burn),
            remedy="give it a length above 0",
        )  # fmt: skip
    if burn.from_s < last:
        raise InvalidInput(
            "a burn begins before the one before it ends", value=burn.from_s, where=_name(burn),
            remedy="give burns in the order of time, no two at once",
        )  # fmt: skip
    if not (math.isfinite(sum(burn.force_n) + sum(end)) and burn.isp_s > 0.0):
        raise InvalidInput(
            "force and specific impulse of a burn", value=(burn.force_n, end, burn.isp_s),
            remedy="give newtons, and seconds above 0", where=_name(burn),
        )  # fmt: skip
    if burn.frame not in FRAMES:
        raise InvalidInput(
            "no such frame of a force", value=burn.frame, remedy=f"one of {', '.join(FRAMES)}",
            where=_name(burn),
        )  # fmt: skip
