"""Masses at every event of a trip, worked out backwards from what must arrive.

Steps are given in the order of flight.  A burn is an impulse, or a burn of constant thrust on
a leg (see finite_burn).  A change takes mass on (the rock) or leaves it (the plant).  What
must arrive is known, so the chain is solved from the end; ``replay`` flies it forwards again.
Checked: tests/transfers/test_mass_chain.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from windlass.base.constants import G0
from windlass.base.errors import InvalidInput, OutOfDomain
from windlass.transfers.finite_burn import least_thrust, thrust_burn_one


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
    if not (end_kg > 0 and math.isfinite(end_kg)):
        raise InvalidInput("end mass must be positive", value=end_kg, remedy="give kilograms")
    events: list[Event] = []
    mass = end_kg
    for step in reversed(steps):
        event = _before(step, mass)
        events.append(event)
        mass = event.before_kg
    return tuple(reversed(events))


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


def _before(step: Step, after: float) -> Event:
    match step:
        case Burn():
            return _burn(step, after)
        case Change(name=name, mass_kg=change):
            before = after - change
            if not before > 0:
                raise OutOfDomain(f"{name} leaves no mass", value=before)
            return _event(name, "change", before, after, 0.0)
        case Spend(name=name, mass_kg=spent):
            if not spent >= 0:
                raise InvalidInput(f"{name} spends a negative mass", value=spent)
            return _event(name, "spend", after + spent, after, spent)


def _burn(step: Burn, after: float) -> Event:
    ve = step.isp_s * G0
    if not (step.dv_m_s >= 0 and ve > 0):
        raise InvalidInput(f"{step.name}: dv and Isp must be positive", value=step.dv_m_s)
    if step.thrust_n is None or step.tof_s is None:
        before = after * math.exp(step.dv_m_s / ve)
        flown = step.dv_m_s
        seconds = 0.0 if step.thrust_n is None else (before - after) * ve / step.thrust_n
    else:
        if not (step.thrust_n > 0 and step.tof_s > 0):
            raise InvalidInput(f"{step.name}: thrust and time must be positive", value=step.tof_s)
        before, flown, seconds = thrust_burn_one(after, step.dv_m_s, step.tof_s, step.thrust_n, ve)
        if not math.isfinite(before):
            need = least_thrust(after, step.dv_m_s, step.tof_s)
            days = step.tof_s / 86_400
            raise OutOfDomain(
                f"{step.name}: thrust {step.thrust_n:.3g} N is too weak",
                value=f"{step.dv_m_s:.0f} m/s in {days:.0f} d at {after / 1e3:.4g} t",
                remedy=f"at least {need:.3g} N is needed, or a longer leg, or less mass",
            )
    if not math.isfinite(before):
        raise OutOfDomain(f"{step.name}: no finite mass can fly this", value=step.dv_m_s)
    return _event(step.name, "burn", before, after, before - after, step.dv_m_s, flown, seconds)


def _event(
    name: str,
    kind: Literal["burn", "change", "spend"],
    before: float,
    after: float,
    spent: float,
    dv: float = 0.0,
    flown: float = 0.0,
    seconds: float = 0.0,
) -> Event:
    return Event(
        name=name,
        kind=kind,
        before_kg=before,
        after_kg=after,
        propellant_kg=spent,
        dv_m_s=dv,
        flown_m_s=flown,
        burn_s=seconds,
    )
