"""A return by solar-electric tug, from low orbit to capture: dates, masses, xenon, events.

Out and home are one trip (``trip.solve_trip``).  What hangs on the result is carried back into the
ask until it stays: propellant that stops the spin, xenon that the capture takes, and, where the
mass is given, xenon that is aboard.  The climb from low orbit is reckoned back from the departure.
Source: brophy2012.  Checked: tests/lowthrust/test_return_plan.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from windlass.base.constants import G0
from windlass.base.errors import NotSolved
from windlass.capture import arrival
from windlass.kernels import status as st
from windlass.lowthrust import ends
from windlass.lowthrust.array_degradation import usual
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.lowthrust.leo_spiral import Spiral, SpiralAsk
from windlass.lowthrust.leo_spiral_back import arriving
from windlass.lowthrust.return_ask import LEAST_KG, SHORTEST_S, Climb, ReturnAsk
from windlass.lowthrust.return_nearest import nearest, refused
from windlass.lowthrust.trip import SolvedTrip, flown, found, solve_trip
from windlass.lowthrust.trip_ask import LowThrustTrip, Stay
from windlass.lowthrust.trip_starts import likely
from windlass.lowthrust.trip_value import Valued

ROUNDS: Final = 6
"""In which what hangs on the result is carried back."""
SAME: Final = 2e-3
"""Share of the mass leaving Earth by which it may still change."""
FIRST_XENON_KG: Final = (5e3, 2e3, 1e4)
FIRST_RETURNED_KG: Final = 3e5
"""From which the rounds begin; the next where one leads nowhere."""
LIGHTER: Final = 0.5
"""Power that an array may lose in the climb before it is given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """What the tug carries beside its dry mass: propellant that stops the spin, xenon of the
    capture, xenon for both legs, with its margin [kg]."""

    despin_kg: float
    capture_kg: float
    legs_kg: float
    margin: float

    @property
    def xenon_kg(self) -> float:
        """Aboard at the lunar flyby."""
        return (self.legs_kg + self.capture_kg) / (1.0 - self.margin)

    @property
    def total_kg(self) -> float:
        """All of it."""
        return self.despin_kg + self.xenon_kg

    def off_kg(self, other: Extra) -> float:
        """Return by how much the part that differs most does."""
        return max(
            abs(self.despin_kg - other.despin_kg), abs(self.capture_kg - other.capture_kg),
            abs(self.legs_kg - other.legs_kg),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """name; date [s past J2000]; mass of all that flies, of what is brought, and xenon burnt since
    low orbit [kg], after it; Δv of it [m/s], None where it has none; told: in words."""

    name: str
    t_s: float
    total_kg: float
    asteroid_kg: float
    xenon_used_kg: float
    dv_m_s: float | None
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnPlan:
    """A return that is solved: the trip, each leg flown again; what is carried; climb from low
    orbit (None where it is not asked); Δv of the capture [m/s]; events in order."""

    ask: ReturnAsk
    trip: SolvedTrip
    extra: Extra
    climb: Spiral | None
    capture_m_s: float
    events: tuple[Event, ...]

    @property
    def returned_kg(self) -> float:
        """Mass that is brought."""
        return self.trip.gain_kg

    @property
    def xenon_kg(self) -> float:
        """Burnt from the lunar flyby to the end."""
        return self.trip.propellant_kg + self.extra.capture_kg

    @property
    def arrival_c3_m2_s2(self) -> float:
        """At Earth."""
        w = self.trip.legs[-1].best.told.w1_m_s
        return float(w @ w)


def plan_return(ask: ReturnAsk, near: Valued | None = None) -> ReturnPlan:
    """Return the best return that is found.

    near: the trip of a return like it, to begin from.  Raises NotSolved where none is found, with
    what binds.
    """
    solved, extra = _flies(ask, near)
    climb = None if ask.climb is None else climbed(ask, ask.climb, solved)
    braked = _braked(ask, solved.legs[-1].best.told.w1_m_s)
    return ReturnPlan(
        ask=ask, trip=solved, extra=extra, climb=climb, capture_m_s=braked,
        events=_events(ask, solved, extra, climb, braked),
    )  # fmt: skip


def _flies(ask: ReturnAsk, near: Valued | None) -> tuple[SolvedTrip, Extra]:
    """Return the trip, each leg flown again, and what it carries.

    Where what was found on a coarse mesh does not fly, another trip does, that may spend more: what
    it carries is settled anew about that.
    """
    begun: Extra | None = None
    for _ in range(ROUNDS):
        made = _settled(ask, near, begun)
        if made is None:
            raise refused(ask, nearest(ask, _judged, _solved))
        one, extra, trip = made
        try:
            solved = flown(trip, one)
        except NotSolved:
            solved = solve_trip(trip)
        # less than is aboard does no harm, and the finer mesh spends a little less
        begun, near = _after(ask, solved.coarse, extra), solved.coarse
        if ask.xenon_kg is None:
            begun = replace(begun, legs_kg=max(solved.propellant_kg, extra.legs_kg))
        if _same(ask, begun, extra):
            return solved, extra
    raise _unsettled(ask, extra)


def worked_out(ask: ReturnAsk, near: Valued | None = None) -> tuple[Valued, Extra, LowThrustTrip]:
    """Return the trip on its best dates, what it carries, and the trip as it was asked at last.

    The trip is not yet flown again.  Raises NotSolved as ``plan_return`` does, without the nearest
    ask, which takes as long as many returns.
    """
    made = _settled(ask, near)
    if made is None:
        raise refused(ask, None)
    return made


def _settled(
    ask: ReturnAsk, near: Valued | None, begun: Extra | None = None
) -> tuple[Valued, Extra, LowThrustTrip] | None:
    """Return what ``worked_out`` does, None where no dates lead to a trip; begun: what it carries
    at first."""
    if ask.within_s < ask.least_s:
        return None
    for extra in [begun] if begun is not None else _begins(ask, near):
        made = _rounds(ask, near, extra)
        if made is not None:
            return made
    return None


def _begins(ask: ReturnAsk, near: Valued | None) -> Iterator[Extra]:
    """Yield what a trip may carry at first: as one like it does, else a few guesses."""
    first = _first(ask)
    if near is not None:
        yield _after(ask, near, first)
    if ask.xenon_kg is not None:
        yield first
        return
    for legs in FIRST_XENON_KG:
        yield replace(first, legs_kg=legs)


def _rounds(
    ask: ReturnAsk, near: Valued | None, extra: Extra
) -> tuple[Valued, Extra, LowThrustTrip] | None:
    """Return what ``_settled`` does, begun with what is carried at first."""
    earth, rock = bodies(ask)
    for _ in range(ROUNDS):
        trip = asked(ask, extra, earth, rock)
        some = found(trip, [], near=near)
        if not some:
            return None
        near = some[0]
        after = _after(ask, near, extra)
        if _same(ask, after, extra):
            return near, extra, trip
        extra = after
    raise _unsettled(ask, extra)


def _same(ask: ReturnAsk, one: Extra, other: Extra) -> bool:
    """Return whether no part of what is carried still changes."""
    return one.off_kg(other) <= SAME * (ask.dry_kg + other.total_kg)


def _unsettled(ask: ReturnAsk, extra: Extra) -> NotSolved:
    return NotSolved(
        f"return of {ask.name}: what it carries does not settle", status=st.NOT_CONVERGED,
        value=f"{extra.total_kg:,.0f} kg after {ROUNDS} rounds",
        remedy="ask for less mass, or give more time",
    )  # fmt: skip


def bodies(ask: ReturnAsk) -> tuple[End, End]:
    """Return Earth, without speed, and the asteroid, for all dates of an ask."""
    span = ask.leaves_s[0], ask.arrives_s[1]
    return ends.planet("earth"), ends.asteroid(ask.orbit, span)


def asked(ask: ReturnAsk, extra: Extra, earth: End, rock: End) -> LowThrustTrip:
    """Return the trip out and home with what is carried."""
    leaves, rest = ask.leaves_s, ask.within_s - ask.stay_s[0] - SHORTEST_S
    start = ask.dry_kg + extra.total_kg
    given = ask.returned_kg
    gains = (LEAST_KG, ask.most_kg) if given is None else (given, given)
    out = LowThrustLeg(
        start=replace(earth, vinf_m_s=(0.0, ask.vinf_out_m_s)), end=rock, departs_s=leaves,
        tof_s=(SHORTEST_S, rest), mass_kg=(start, start), engine=ask.engine,
        coast_s=(ask.coast_s, ask.coast_s),
    )  # fmt: skip
    first = leaves[0] + SHORTEST_S + ask.stay_s[0]
    home = LowThrustLeg(
        start=rock, end=replace(earth, vinf_m_s=(0.0, ask.vinf_home_m_s)),
        departs_s=(first, ask.arrives_s[1] - SHORTEST_S), tof_s=(SHORTEST_S, rest),
        mass_kg=(LEAST_KG, ask.most_kg + start), engine=ask.engine,
        coast_s=(ask.coast_s, ask.coast_s),
    )  # fmt: skip
    return LowThrustTrip(
        legs=(out, home), goal="gain" if given is None else "propellant",
        stays=(Stay(stays_s=ask.stay_s, gains_kg=gains, spends_kg=extra.despin_kg),),
        spend_kg=extra.legs_kg if given is None else None, within_s=ask.within_s,
        arrives_s=ask.arrives_s,
    )  # fmt: skip


# --- what hangs on the result ------------------------------------------------------------------


def _first(ask: ReturnAsk) -> Extra:
    mass = FIRST_RETURNED_KG if ask.returned_kg is None else ask.returned_kg
    capture = _capture_kg(ask, mass + ask.dry_kg, ask.vinf_home_m_s)
    if ask.xenon_kg is None:
        legs = FIRST_XENON_KG[0]
    else:
        legs = max(ask.xenon_kg * (1.0 - ask.margin) - capture, 0.5 * ask.xenon_kg)
    return Extra(despin_kg=_despin(ask, mass), capture_kg=capture, legs_kg=legs, margin=ask.margin)


def _after(ask: ReturnAsk, one: Valued, before: Extra) -> Extra:
    """Return what a trip must carry that ends so."""
    speed = float(np.linalg.norm(one.legs[-1].told.w1_m_s))
    capture = _capture_kg(ask, one.legs[-1].final_kg, speed)
    if ask.xenon_kg is None:
        legs = one.spent_kg
    else:
        legs = ask.xenon_kg * (1.0 - ask.margin) - capture
        if legs <= 0.0:
            raise NotSolved(
                f"return of {ask.name}: the capture takes all the xenon", status=st.NO_SOLUTION,
                value=f"{capture:,.0f} of {ask.xenon_kg:,.0f} kg", remedy="give more xenon",
            )  # fmt: skip
    return Extra(
        despin_kg=_despin(ask, one.gain_kg), capture_kg=capture, legs_kg=legs,
        margin=before.margin,
    )  # fmt: skip


def _despin(ask: ReturnAsk, mass_kg: float) -> float:
    return 0.0 if ask.spin is None else ask.spin.propellant_kg(mass_kg)


def _capture_kg(ask: ReturnAsk, final_kg: float, speed_m_s: float) -> float:
    """Return the xenon [kg] of a capture from an arrival speed with a mass [kg]."""
    dv = _capture_m_s(ask, speed_m_s)
    return final_kg * -math.expm1(-dv / (ask.isp_s * G0))


def _capture_m_s(ask: ReturnAsk, speed_m_s: float) -> float:
    if ask.capture == "flyby":
        return 0.0
    return float(arrival.insertion(speed_m_s).total_m_s)


def _braked(ask: ReturnAsk, w_m_s: np.ndarray) -> float:
    return _capture_m_s(ask, float(np.linalg.norm(w_m_s)))


def _judged(ask: ReturnAsk) -> float:
    """Return the mass [kg] that the linear answer says is brought, below 0 for none."""
    some = likely(asked(ask, _first(ask), *bodies(ask)), 1)
    return some[0][1] if some else -1.0


def _solved(ask: ReturnAsk) -> float | None:
    """Return the mass [kg] that is brought, None for none."""
    try:
        made = _settled(ask, None)
    except NotSolved:
        return None
    return None if made is None else made[0].gain_kg


# --- climb and events --------------------------------------------------------------------------


def climbed(ask: ReturnAsk, climb: Climb, trip: SolvedTrip) -> Spiral:
    """Return the climb that ends at the trip's departure with its mass.

    The array is so large that the power asked for is left after it.  Raises NotSolved where no
    climb leads there.
    """
    power = ask.power_w
    for _ in range(8):
        _, made = arriving(
            SpiralAsk(
                altitude_m=climb.altitude_m, inclination_rad=climb.inclination_rad,
                mass_kg=1.3 * trip.legs[0].best.start_kg, power_w=power, isp_s=ask.isp_s,
                efficiency=ask.efficiency, duty=ask.duty, thruster_power_w=ask.power_w,
                start_s=trip.dates.departs_s[0] - 2.5 * 365.25 * 86_400.0,
                array=usual() if climb.worn else None,
            ),
            mass_kg=trip.legs[0].best.start_kg, end_s=trip.dates.departs_s[0],
        )  # fmt: skip
        if not climb.worn or abs(power * made.power_left / ask.power_w - 1.0) < 1e-3:
            return made
        if made.power_left < LIGHTER:
            break
        power = ask.power_w / made.power_left
    raise NotSolved(
        "climb from low orbit: no array has enough power left after it", status=st.NO_SOLUTION,
        value=f"{made.power_left:.0%} left", remedy="give thicker coverglass or more power",
    )  # fmt: skip


def _events(
    ask: ReturnAsk, trip: SolvedTrip, extra: Extra, climb: Spiral | None, capture_m_s: float
) -> tuple[Event, ...]:
    out, home = trip.legs
    exhaust = ask.isp_s * G0
    burnt, made = 0.0, []

    def event(
        name: str, t_s: float, total: float, rock: float, dv: float | None, told: str
    ) -> None:
        made.append(
            Event(
                name=name, t_s=t_s, total_kg=total, asteroid_kg=rock, xenon_used_kg=burnt,
                dv_m_s=dv, told=told,
            )
        )  # fmt: skip

    leaves, there = out.best.told.departs_s, out.best.told.departs_s + out.best.told.tof_s
    start = out.best.start_kg
    if climb is not None:
        event("low orbit", leaves - climb.time_s, start + climb.propellant_kg, 0.0, None,
              "the climb begins")  # fmt: skip
        burnt += climb.propellant_kg
    event(
        "lunar flyby", leaves, start, 0.0, None if climb is None else climb.dv_m_s,
        "escape by a flyby of the Moon",
    )  # fmt: skip
    burnt += out.propellant_kg
    event("arrival", there, out.final_kg, 0.0, exhaust * math.log(start / out.final_kg),
          f"rendezvous with {ask.name}")  # fmt: skip
    gone = home.best.told.departs_s
    event("departure", gone, home.best.start_kg, trip.gain_kg, None,
          f"spin stopped with {extra.despin_kg:,.0f} kg")  # fmt: skip
    burnt += home.propellant_kg
    at_earth = gone + home.best.told.tof_s
    event("at Earth", at_earth, home.final_kg, trip.gain_kg,
          exhaust * math.log(home.best.start_kg / home.final_kg),
          "flyby of the Moon into an orbit about Earth")  # fmt: skip
    if ask.capture == "dro":
        burnt += extra.capture_kg
        event("capture", at_earth, home.final_kg - extra.capture_kg, trip.gain_kg, capture_m_s,
              "into the lunar retrograde orbit; time not counted")  # fmt: skip
    return tuple(made)
