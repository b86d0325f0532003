"""One campaign, flown: SimPy's clock and queue, a calendar for each thing that is shared.

Each flight waits for its date, then takes the earliest lift-off that window, predecessors, pad,
dock, vehicle and people allow; it is not called earlier than its schedule.  It is settled ``lead``
before lift-off, and tried then: it may be scrubbed, held, lost, or fly.  Flights settled at one
time are taken in the order of the schedule.  What a flight's delay was waited for is kept.
Loaded only where a campaign is simulated, since it loads SimPy.
Source: simpy.  Checked: tests/campaign/test_risk_sim.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from heapq import heappop, heappush, heappushpop
from typing import Any

import numpy as np
from simpy import Environment
from simpy.events import Event

from windlass.base.errors import NotSolved
from windlass.campaign.risk.calendars import EPS_S, Calendar
from windlass.campaign.risk.campaign import Campaign
from windlass.campaign.risk.draws import Draws
from windlass.campaign.risk.hazards import VehicleHazard
from windlass.campaign.risk.plan import (
    LOSS,
    PRECEDENCE,
    SCRUB,
    Plan,
)
from windlass.campaign.risk.shared import Shared
from windlass.campaign.schedule.timetable import Span

_FIRST = 2
"""Priority of the first flight; arrivals go before (1), SimPy's own before them (0)."""


class _Moment(Event):
    """An event at a time, with a priority and what is then done."""

    def __init__(
        self, env: Environment, at_s: float, priority: int, do: Callable[[Any], None], flight: int
    ) -> None:
        self.env = env
        self.callbacks = [do]
        self._value = flight
        self._ok = True
        self._defused = False
        env.schedule(self, priority, max(0.0, at_s - env.now))  # type: ignore[arg-type]


class Flown(Shared):
    """One campaign on its way.  After ``run``: lift, docked [s past J2000] (flights,), inf for
    what never flew; launches, losses, built (pools,); scrubs; waits [s] (names,); late (flights,)
    of bool: which waited for what, held (names,) flights.
    """

    def __init__(self, plan: Plan, draws: Draws) -> None:
        super().__init__(plan, draws)
        self.done: Event = self.env.event()

    def run(self) -> Flown:
        """Fly the whole campaign and return it."""
        for flight, (lift, lead) in enumerate(zip(self.lift, self.plan.lead, strict=True)):
            self._at(lift - lead, flight, self._settle_event)
        if "stoppage" not in self.off:
            for k, team in enumerate(self.plan.team_of):
                self.env.process(self._stoppages(k, self.stopped[team]))
        if "dock" not in self.off:
            for k, site in enumerate(self.plan.dock_of):
                self.env.process(self._failures(k, self.sites[site]))
        self.env.run(until=self.done)
        return self

    def campaign(self) -> Campaign:
        """Return what has been flown."""
        waited = np.zeros(len(self.plan.names), dtype=np.int64)
        for causes in self.waited:
            waited[list(causes)] += 1
        return Campaign(
            lift=np.array(self.lift), docked=np.array(self.docked), scrubs=self.scrubs,
            launches=np.array(self.launches), losses=np.array(self.losses),
            built=np.array(self.built), waits=np.array(self.waits), waited=waited,
        )  # fmt: skip

    # -- what happens to a flight

    def _settle_event(self, event: Any) -> None:
        """Settle a flight whose turn it is, and then let the next have a try."""
        flight = event.value
        cause, kind = self.queued[flight], self.plan.kind[flight]
        if cause < 0:
            if self.heads[kind] and not self.strict[flight]:  # after those that wait already
                self.queued[flight] = self.because[kind]
                heappush(self.queues[kind], flight)
            else:
                self._settle(flight)
            return
        waiting = self.turns[cause]
        self.called[cause] -= 1
        if waiting and waiting[0] < flight:
            flight = heappushpop(waiting, flight)
            kind = self.plan.kind[flight]
        self.queued[flight] = -1
        self.heads[kind] -= 1
        self._settle(flight, cause)
        if self.queues[kind] and self.heads[kind] == 0:
            self.heads[kind] = 1
            other = heappop(self.queues[kind])
            self._join(other, self.queued[other], self.env.now)
        if waiting and self.called[cause] == 0:
            self._join(heappop(waiting), cause, self.env.now)

    def _join(self, flight: int, cause: int, at_s: float) -> None:
        """Have a flight wait for its turn at something: at a time, or after those before it."""
        if self.called[cause] and at_s >= self.turn_s[cause] - EPS_S:
            heappush(self.turns[cause], flight)
            return
        self.called[cause] += 1
        self.turn_s[cause] = at_s
        self._at(at_s, flight, self._settle_event)

    def _settle(self, flight: int, cause: int = PRECEDENCE) -> None:
        """Give a flight its lift-off, or come back to it when that is nearer."""
        if self.plan.after[flight] and self._waits(flight):
            return
        now, lead = self.env.now, self.plan.lead[flight]
        soonest = now + lead
        wanted = self.lift[flight]
        if soonest > wanted + EPS_S:
            wanted = self._moved(flight, cause, wanted, soonest)
        lift = self._still(flight, cause, wanted) if cause >= self.plan.sites_at else wanted
        if lift <= soonest + EPS_S:
            lift = self._allowed(flight, lift, on_pad=False)
        if lift == math.inf:
            self._never(flight)
        elif lift <= soonest + EPS_S:
            self._take(flight, lift, lift - self.plan.flights[flight].pad_before_s)
        else:
            self._date(flight, lift)
            self._later(flight)

    def _later(self, flight: int) -> None:
        """Come back to a flight: by itself, or when it is first of its kind to wait."""
        at = self.lift[flight] - self.plan.lead[flight]
        cause, kind = self.waits_for, self.plan.kind[flight]
        if cause < self.plan.sites_at:
            self._at(at, flight, self._settle_event)
            return
        self.queued[flight] = self.because[kind] = cause
        if self.heads[kind]:
            heappush(self.queues[kind], flight)
        else:
            self.heads[kind] = 1
            self._join(flight, cause, at)

    def _waits(self, flight: int) -> bool:
        """Have a flight wait for one before it that has no date; whether there is one.

        A flight that was tried too early once waits until those before it have flown.
        """
        for before, _ in self.plan.after[flight]:
            if self.flying[before] or self.lift[before] == math.inf:
                continue
            if self.strict[flight] or self.queued[before] >= 0 or self.parked[before]:
                self.waiting[before].append(flight)
                self.parked[flight] = True
                return True
        return False

    def _told(self, flight: int) -> None:
        """Call those that wait for a flight, since it has flown or never will."""
        for other in self.waiting[flight]:
            self.parked[other] = False
            self._at(self.env.now, other, self._settle_event)
        self.waiting[flight] = []

    def _try(self, event: Any) -> None:
        """Lift off, if nothing has come between."""
        flight = event.value
        lift = self.lift[flight]
        if self._held_up(flight, lift):
            self._again(flight, lift)
            return
        pool = self.plan.pool[flight]
        hazard = self.hazard[pool]
        if hazard.scrub > 0.0 and "scrub" not in self.off:
            uniform, normal = self.draws.scrub(flight, self.tried[flight])
            self.tried[flight] += 1
            if uniform < hazard.scrub:
                delay = hazard.scrub_delay.at(normal)
                self.scrubs += 1
                self._blame(flight, SCRUB, delay)
                self._again(flight, lift + delay)
                return
        self.launches[pool] += 1
        if self.chance[pool] > 0.0 and "loss" not in self.off:
            uniform, normal = self.draws.launch(flight, self.launched[flight])
            self.launched[flight] += 1
            if uniform < self.chance[pool]:
                self._lost(flight, pool, hazard, normal)
                return
        if self.plan.timetable.pools[pool].expended:
            self._release_vehicle(flight, pool)
        self.flying[flight] = True
        self._told(flight)
        self._at(lift + self.plan.flights[flight].out_s, flight, self._arrive, first=True)

    def _arrive(self, event: Any) -> None:
        """Dock, or wait outside until a dock is free."""
        flight = event.value
        one = self.plan.flights[flight]
        at = self.lift[flight] + one.out_s
        dock = self.plan.dock[flight]
        if dock >= 0:
            site = self.sites[dock]
            hold = self._hold_of(flight, site)
            if site.upset and not site.fits(hold):
                site.free(hold)
                free = site.earliest(at, one.dock_s, 1, at)
                site.held.append(hold)
                if free == math.inf:  # cannot be while repairs end
                    raise NotSolved("dock never free", status=1, inputs=one.key)
                self._blame(flight, self.plan.sites_at + dock, free - at)
                hold[0], hold[1] = free, free + one.dock_s
                self._keep_vehicle(flight, free - at)
                at = free
        self.docked[flight] = at
        self._over()

    def _lost(self, flight: int, pool: int, hazard: VehicleHazard, normal: float) -> None:
        """Lose vehicle and cargo; ground the type; fly it again where that can be."""
        now, hazards = self.lift[flight], self.plan.hazards
        self.losses[pool] += 1
        self._release(flight, but_pad=True)
        calendar = self.pools[pool]
        calendar.count -= 1
        if self.spares[pool] > 0:
            self.spares[pool] -= 1
            calendar.count += 1
        elif hazards.rebuild_s is not None:
            self.built[pool] += 1
            calendar.count += 1
            calendar.hold(-math.inf, now + hazards.rebuild_s, 1)
        if "stand-down" not in self.off:
            self.grounded[pool] = max(self.grounded[pool], now + hazard.grounded.at(normal))
        if hazards.cargo_s is None:
            self._never(flight)
            return
        self._blame(flight, LOSS, hazards.cargo_s + self.plan.lead[flight])
        self._date(flight, now + hazards.cargo_s + self.plan.lead[flight])
        self._at(now + hazards.cargo_s, flight, self._settle_event)

    def _again(self, flight: int, wanted_s: float) -> None:
        """Look for another date of a flight on its pad; it stays there if that is soon.

        What stays keeps pad and vehicle past its time: whoever comes next finds them taken.
        """
        plan, now = self.plan, self.lift[flight]
        one = plan.flights[flight]
        site, vehicle = self.sites[plan.pad[flight]], self.pools[plan.pool[flight]]
        pad = self._hold_of(flight, site)
        on_pad = all(
            calendar.upset == upset or calendar.fits(hold)
            for calendar, hold, upset in self.holds[flight][:2]
        )
        self._release(flight)
        soonest = now + plan.lead[flight]
        if self.strict[flight] and self._waits(flight):
            return
        if not on_pad and soonest > wanted_s:
            wanted_s = self._moved(flight, plan.sites_at + plan.pad[flight], wanted_s, soonest)
        lift = self._allowed(flight, wanted_s, on_pad=on_pad)
        if lift == math.inf:
            self._never(flight)
        elif on_pad and lift - now <= one.pad_before_s + one.pad_after_s:
            self._take(flight, lift, pad[0])
            for calendar in (site, vehicle):
                if calendar.crowded(now):
                    calendar.upset += 1
        else:
            self._date(flight, max(lift, soonest))
            self._blame(flight, plan.sites_at + plan.pad[flight], max(lift, soonest) - lift)
            self._later(flight)

    def _never(self, flight: int) -> None:
        self._date(flight, math.inf)
        self._told(flight)
        self._over()

    def _over(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.done.succeed()

    def _take(self, flight: int, lift: float, pad_from: float) -> None:
        """Hold all that a flight needs, and try it then."""
        plan, one = self.plan, self.plan.flights[flight]
        pool = plan.pool[flight]
        kind = plan.timetable.pools[pool]
        site, vehicle = self.sites[plan.pad[flight]], self.pools[pool]
        until = math.inf if kind.expended else lift + one.home_s + kind.turnaround_s
        holds = [
            (site, site.hold(pad_from, lift + one.pad_after_s, 1), site.upset),
            (vehicle, vehicle.hold(pad_from, until, 1), vehicle.upset),
        ]
        if plan.dock[flight] >= 0:
            dock = self.sites[plan.dock[flight]]
            at = lift + one.out_s
            holds.append((dock, dock.hold(at, at + one.dock_s, 1), dock.upset))
        for number, begin, end, people, _ in plan.work[flight]:
            team = self.teams[number]
            holds.append((team, team.hold(lift + begin, lift + end, people), team.upset))
        self.holds[flight] = holds
        self._date(flight, lift)
        self._at(lift, flight, self._try)

    def _at(self, at_s: float, flight: int, do: Callable[[Any], None], first: bool = False) -> None:
        _Moment(self.env, at_s, 1 if first else _FIRST + flight, do, flight)

    # -- what goes wrong by itself

    def _stoppages(self, number: int, team: list[Span]) -> Generator[Event, Any, None]:
        table = self.plan.timetable
        start = self.env.now
        span = 3.0 * (table.end_s - table.start_s)
        for after, lasts in self.draws.stoppages(number, self.plan.hazards, span):
            yield self.env.timeout(max(0.0, start + after - self.env.now))
            team.append((self.env.now, self.env.now + lasts))

    def _failures(self, number: int, site: Calendar) -> Generator[Event, Any, None]:
        hazard = self.plan.hazards.docks[number]
        random = self.draws.failures(number)
        while True:
            gap = random.standard_exponential() * hazard.between_s / site.count
            yield self.env.timeout(gap)
            site.upset += 1
            repair = hazard.repair.at(random.standard_normal())
            site.hold(self.env.now, self.env.now + repair, 1)
