"""The optimum near a linear estimate: the same leg by the direct solver, flown again.

The estimate gives the mass, from which the solver's units follow, and the flight from which it
begins: flights of many revolutions with hundreds of tonnes then take seconds.
Checked: tests/lowthrust/test_from_estimate.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.lowthrust.direct import Direct, direct
from windlass.lowthrust.guess import Guess
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.reflown import Reflown
from windlass.lowthrust.solve import mesh, settled
from windlass.lowthrust.surrogate import Estimate, estimate, least_propellant

WIDE: Final = 1.5
"""By how much the mass may be more than estimated; its square, less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """A leg that was estimated, solved and flown again by another integrator."""

    estimate: Estimate
    best: Direct
    flown: Reflown

    @property
    def propellant_kg(self) -> float:
        """What was spent."""
        return self.best.start_kg - self.best.final_kg


def certified(
    leg: LowThrustLeg, shift: int = 0, *, at: tuple[float, float] | None = None
) -> Certified:
    """Return the best leg near its estimate, that with the largest mass at departure.

    The leg's mass is not looked at: it follows from the estimate.  at: departure and flight [s] of
    the estimate, those in the middle of the leg's spans where none are given.  Raises NotSolved
    where no mesh leads to a leg that holds when it is flown again.
    """
    told = estimate(leg, shift, at=at)
    return _held(near(leg, told.start_kg), told)


def cheapest(leg: LowThrustLeg, most_kg: float, shift: int = 0) -> Certified:
    """Return the leg near its estimate that spends least with the mass it has, most_kg at most.

    Its dates are those in the middle of its spans.  Raises NotSolved where it cannot be estimated,
    or no mesh leads to a leg that holds when it is flown again.
    """
    departs, tof = 0.5 * sum(leg.departs_s), 0.5 * sum(leg.tof_s)
    a, b = leg.start.at(departs)[0], leg.end.at(departs + tof)[0]
    spend = float(
        least_propellant(
            a[None], b[None], tof, leg.engine, leg.mass_kg[1], most_kg, shifts=(shift,), gm=leg.gm,
            vinf_m_s=(leg.start.vinf_m_s[1], leg.end.vinf_m_s[1]),
        )[0]
    )  # fmt: skip
    if not spend > 0.0:
        raise NotSolved(
            f"low thrust from {leg.start.name} to {leg.end.name}: too little thrust or propellant",
            status=st.NO_SOLUTION, value=f"{most_kg:,.0f} kg", remedy="give it more time",
        )  # fmt: skip
    told = estimate(replace(leg, spend_kg=spend), shift)
    states = told.guess.states.copy()
    states[:, 6] *= leg.mass_kg[1] / states[0, 6]
    return _held(
        replace(leg, goal="mass", spend_kg=None),
        replace(told, guess=replace(told.guess, states=states)),
    )


def _held(wanted: LowThrustLeg, told: Estimate) -> Certified:
    leg, worst = wanted, ""
    for guess, part in _starts(wanted, told.guess):
        try:
            coarse = direct(wanted, guess, part)
        except NotSolved as reason:
            worst = str(reason.value)
            continue
        try:
            made = settled(coarse, 0, [(guess.turns, coarse.worth)])
        except NotSolved as reason:
            worst = str(reason.value)
            continue
        return Certified(estimate=told, best=made.best, flown=made.flown)
    raise NotSolved(
        f"low thrust from {leg.start.name} to {leg.end.name}: the estimate leads to no leg",
        status=st.NOT_CONVERGED, value=worst, remedy="try other dates near by",
    )  # fmt: skip


def near(leg: LowThrustLeg, start_kg: float) -> LowThrustLeg:
    """Return a leg whose mass may be somewhat more or less than an estimate."""
    return replace(leg, mass_kg=(start_kg / WIDE**2, start_kg * WIDE), goal="start")


def _starts(leg: LowThrustLeg, guess: Guess) -> list[tuple[Guess, NDArray[np.float64]]]:
    """Return the guess on its mesh, and on one twice as fine."""
    part = mesh(leg, guess)
    return [(guess, part), (guess, np.repeat(0.5 * part, 2))]
