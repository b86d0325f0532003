"""Masses at every event of a trip, worked out backwards from what must arrive.

Steps are given in the order of flight.  A burn is an impulse, or a burn of constant thrust on
a leg (see finite_burn).  A change takes mass on (the rock) or leaves it (the plant).  What
must arrive is known, so the chain is solved from the end; ``replay`` flies it forwards again.
Checked: tests/transfers/test_mass_chain.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import G0
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.kernels import mass_chain as kernel
from windlass.kernels import status as st
from windlass.transfers.finite_burn import least_thrust

Array = NDArray[np.float64]

RTOL: Final = 1e-13
"""Relative, to which the mass before a burn on a leg is found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """Burn of dv_m_s; impulsive where thrust_n is None, else thrust over a leg of tof_s.

    tof_s None with a thrust: a spiral, whose dv is flown as it stands.
    """

    name: str
    dv_m_s: float
    isp_s: float
    thrust_n: float | None = None
    tof_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Mass taken on (positive) or left behind (negative), kg."""

    name: str
    mass_kg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """Propellant spent without changing course, such as stopping a spin, kg."""

    name: str
    mass_kg: float


Step = Burn | Change | Spend


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event of the chain: masses before and after, what was spent, how long it took."""

    name: str
    kind: Literal["burn", "change", "spend"]
    before_kg: float
    after_kg: float
    propellant_kg: float
    dv_m_s: float
    flown_m_s: float
    burn_s: float


def solve(steps: tuple[Step, ...], end_kg: float) -> tuple[Event, ...]:
    """Return the events, first to last, that leave end_kg [kg] at the end.

    Raises InvalidInput for a mass, Isp or dv out of range, and OutOfDomain naming the burn
    and the thrust that it would need where the thrust is too weak.
    """
    kinds = np.array([_kind(step) for step in steps], dtype=np.int64)
    burns = [step if isinstance(step, Burn) else None for step in steps]
    amount = np.array([s.dv_m_s if isinstance(s, Burn) else s.mass_kg for s in steps], dtype=float)
    ve = np.array([0.0 if one is None else one.isp_s * G0 for one in burns])
    thrust = np.array([0.0 if one is None else one.thrust_n or 0.0 for one in burns])
    tof = np.array([0.0 if one is None else one.tof_s or 0.0 for one in burns])
    numbers = np.empty((len(steps), 4))
    status, at = kernel.chain(kinds, amount, ve, thrust, tof, end_kg, RTOL, numbers)
    if status != st.OK:
        raise refused(steps, status, at, numbers, end_kg)
    return events(steps, numbers)


def events(steps: tuple[Step, ...], numbers: Array) -> tuple[Event, ...]:
    """Return the events of steps and what the kernel wrote of them (n, 4)."""
    return tuple(
        Event(
            name=step.name,
            kind=_EVENT[type(step)],
            before_kg=before,
            after_kg=after,
            propellant_kg=0.0 if isinstance(step, Change) else before - after,
            dv_m_s=step.dv_m_s if isinstance(step, Burn) else 0.0,
            flown_m_s=flown,
            burn_s=seconds,
        )
        for step, (before, after, flown, seconds) in zip(steps, numbers.tolist(), strict=True)
    )


def refused(
    steps: tuple[Step, ...], status: int, at: int, numbers: Array, end_kg: float
) -> InvalidInput | OutOfDomain:
    """Return the error for a chain that the kernel ends with a status at one of its steps."""
    if at < 0:
        return InvalidInput("end mass must be positive", value=end_kg, remedy="give kilograms")
    step = steps[at]
    after = end_kg if at == len(steps) - 1 else float(numbers[at + 1, 0])
    if status == st.BAD_INPUT:
        return _bad(step)
    if isinstance(step, Change) and math.isfinite(step.mass_kg):
        return OutOfDomain(
            f"{step.name} leaves no mass", value=after - step.mass_kg,
            remedy="bring more to the end, or take on less",
        )  # fmt: skip
    if status == st.LIMIT and isinstance(step, Burn):
        thrust, tof = step.thrust_n or 0.0, step.tof_s or 0.0
        need = least_thrust(after, step.dv_m_s, tof)
        return OutOfDomain(
            f"{step.name}: thrust {thrust:.3g} N is too weak",
            value=f"{step.dv_m_s:.0f} m/s in {tof / 86_400:.0f} d at {after / 1e3:.4g} t",
            remedy=f"at least {need:.3g} N is needed, or a longer leg, or less mass",
        )
    much = step.dv_m_s if isinstance(step, Burn) else step.mass_kg
    return OutOfDomain(
        f"{step.name}: no finite mass can fly this", value=much,
        remedy="give less Δv or mass, or a higher Isp",
    )  # fmt: skip


def _bad(step: Step) -> InvalidInput:
    """Return the error for a step one of whose numbers is out of its range."""
    if not isinstance(step, Burn):
        return InvalidInput(
            f"{step.name} spends a negative mass", value=step.mass_kg, remedy="give 0 or more"
        )
    given = [("Isp", step.isp_s), ("thrust", step.thrust_n), ("flight time", step.tof_s)]
    for word, value in given:
        if value is not None and not 0.0 < value < math.inf:
            return InvalidInput(
                f"{step.name}: {word} must be above 0 and finite", value=value,
                remedy=f"give another {word}",
            )  # fmt: skip
    return InvalidInput(
        f"{step.name}: Δv must not be below 0", value=step.dv_m_s, remedy="give metres per second"
    )


def propellant(events: tuple[Event, ...]) -> float:
    """Return all propellant of the burns [kg]; what is spent without a burn is not in it."""
    return math.fsum(event.propellant_kg for event in events if event.kind == "burn")


def replay(events: tuple[Event, ...], steps: tuple[Step, ...]) -> float:
    """Return the end mass [kg] flown forwards with the flown dv: an independent check."""
    mass = events[0].before_kg
    for event, step in zip(events, steps, strict=True):
        match step:
            case Burn():
                mass *= math.exp(-event.flown_m_s / (step.isp_s * G0))
            case Change():
                mass += step.mass_kg
            case Spend():
                mass -= step.mass_kg
    return mass


_EVENT: Final[dict[type, Literal["burn", "change", "spend"]]] = {
    Burn: "burn", Change: "change", Spend: "spend",
}  # fmt: skip


def _kind(step: Step) -> int:
    match step:
        case Burn(thrust_n=None):
            return kernel.IMPULSE
        case Burn(tof_s=None):
            return kernel.SPIRAL
        case Burn():
            return kernel.LEG
        case Change():
            return kernel.CHANGE
        case Spend():
            return kernel.SPEND
