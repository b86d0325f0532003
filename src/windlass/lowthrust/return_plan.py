"""A return by solar-electric tug, from low orbit to capture: dates, masses, xenon, events.

Out and home are one trip (``trip.solve_trip``).  What hangs on the result is carried back into the
ask until it stays: propellant that stops the spin, xenon that the capture takes, and, where the
mass is given, xenon that is aboard.  The climb from low orbit is reckoned back from the departure.
Source: brophy2012.  Checked: tests/lowthrust/test_return_plan.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from windlass.base.constants import G0
from windlass.base.errors import NotSolved
from windlass.capture import arrival
from windlass.kernels import status as st
from windlass.lowthrust import ends
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.lowthrust.leo_spiral import Spiral
from windlass.lowthrust.return_ask import LEAST_KG, SHORTEST_S, ReturnAsk
from windlass.lowthrust.return_events import Event, climbed, events
from windlass.lowthrust.return_nearest import Nearest, nearest, refused
from windlass.lowthrust.return_reach import Guessed, held, reach
from windlass.lowthrust.trip import SolvedTrip, flown, found, solve_trip
from windlass.lowthrust.trip_ask import LowThrustTrip, Stay
from windlass.lowthrust.trip_value import Dates, Valued

ROUNDS: Final = 6
"""In which what hangs on the result is carried back."""
SAME: Final = 2e-3
"""Share of the mass leaving Earth by which it may still change."""
FIRST_XENON_KG: Final = (5e3, 2e3, 1e4)
FIRST_RETURNED_KG: Final = 3e5
"""From which the rounds begin; the next where one leads nowhere."""
FAR: Final = 0.5
"""Share of a mass below which what can be brought is far from it."""
STARTS: Final = 2
"""Dates on which a nearest ask is tried."""


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
        events=events(
            ask, solved, climb, despin_kg=extra.despin_kg, capture_kg=extra.capture_kg,
            capture_m_s=braked,
        ),
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
            raise refused(ask, beside(ask))
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


def beside(ask: ReturnAsk) -> Nearest | None:
    """Return the ask nearest to one that cannot be met that can, None where none is found.

    The linear answer tells which asks are worth a try; what is told has been solved on the dates
    that it likes best.  Some ten seconds.
    """
    return nearest(ask, _judged, _solved)


def worked_out(
    ask: ReturnAsk, near: Valued | None = None, *, quick: bool = False
) -> tuple[Valued, Extra, LowThrustTrip]:
    """Return the trip on its best dates, what it carries, and the trip as it was asked at last.

    quick: begun on the one date that the linear answer likes best, of a mass that is free.  The
    trip is not yet flown again.  Raises NotSolved as ``plan_return`` does, without the nearest
    ask, which takes as long as many returns.
    """
    made = None
    if quick and ask.returned_kg is None:
        for when, _ in _judged(ask)[:1]:
            with suppress(NotSolved):
                made = _rounds(ask, None, _first(ask), when)
    made = made or _settled(ask, near)
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
    for k, extra in enumerate([begun] if begun is not None else _begins(ask, near)):
        made = _rounds(ask, near, extra)
        if made is not None:
            return _other(ask, extra, made) if near is None and begun is None else made
        if k == 0 and near is None and _far(ask):
            return None
    return None


def _other(
    ask: ReturnAsk, extra: Extra, made: tuple[Valued, Extra, LowThrustTrip]
) -> tuple[Valued, Extra, LowThrustTrip]:
    """Return what ``_settled`` does, or what other dates lead to where the linear answer says that
    they bring more."""
    if ask.returned_kg is not None:
        return made
    for when, worth in _judged(ask)[:1]:
        if worth > made[0].gain_kg:
            with suppress(NotSolved):
                other = _rounds(ask, None, extra, when)
                if other is not None and other[0].gain_kg > made[0].gain_kg:
                    return other
    return made


def _far(ask: ReturnAsk) -> bool:
    """Return whether the linear answer brings but a small part of a mass that is asked for, with
    any of the amounts of xenon that are begun with."""
    if ask.returned_kg is None:
        return False
    free = (replace(ask, returned_kg=None, xenon_kg=one) for one in FIRST_XENON_KG)
    return all(some[0][1] < FAR * ask.returned_kg for one in free if (some := _judged(one)))


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
    ask: ReturnAsk,
    near: Valued | None,
    extra: Extra,
    when: Dates | None = None,
    hold: bool = False,
) -> tuple[Valued, Extra, LowThrustTrip] | None:
    """Return what ``_settled`` does, begun with what is carried at first; when: dates to begin on,
    None for the best; hold: whether they do not move."""
    earth, rock = bodies(ask)
    for _ in range(ROUNDS):
        trip = asked(ask, extra, earth, rock)
        if when is not None and hold:
            trip = held(trip, when)
        some = found(trip, [], near=near, starts=None if when is None else (when,))
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


def _judged(ask: ReturnAsk) -> Guessed:
    """Return the dates on which the linear answer says that an ask brings most."""
    return reach(asked(ask, _first(ask), *bodies(ask)), STARTS)


def _solved(ask: ReturnAsk, some: Guessed) -> float | None:
    """Return the mass [kg] that is brought on the best of these dates, None for none."""
    best: float | None = None
    for when, worth in some:
        if best is not None and worth <= best:
            continue
        with suppress(NotSolved):
            made = _rounds(ask, None, _first(ask), when, hold=True)
            if made is not None:
                best = max(best or 0.0, made[0].gain_kg)
    return best
