"""What a simulated campaign shares, and when a flight may lift off by it.

The state of one campaign: dates, calendars, what is held, and what each delay was waited for.
Checked: tests/campaign/test_risk_sim.py.
"""

from __future__ import annotations

import math

from simpy import Environment

from windlass.base.errors import NotSolved
from windlass.campaign.risk.calendars import EPS_S, Calendar, Hold
from windlass.campaign.risk.delivery import undelivered
from windlass.campaign.risk.draws import Draws
from windlass.campaign.risk.hazards import VehicleHazard
from windlass.campaign.risk.plan import PRECEDENCE, STAND_DOWN, STOPPAGE, WINDOW, Plan, next_window
from windlass.campaign.schedule.timetable import Span

_ROUNDS = 10_000
_SAFE = VehicleHazard(vehicle="")


class Shared:
    """One campaign's state; times in seconds past J2000, lists by flight, pool or cause."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        self.plan, self.draws = plan, draws
        table, many = plan.timetable, len(plan.planned)
        self.off = set(plan.hazards.off)
        self.env = Environment(initial_time=min(table.start_s, min(plan.planned) - max(plan.lead)))
        self.sites = [Calendar(site.count, site.closed) for site in table.sites]
        self.pools = [self._pool(k) for k in range(len(table.pools))]
        self.teams = [Calendar(team.count) for team in table.teams]
        self.stopped: list[list[Span]] = [[] for _ in table.teams]
        self.hazard = [
            plan.hazards.vehicles[k] if k >= 0 else _SAFE for k in plan.vehicle_of
        ]  # fmt: skip
        self.chance = [draws.chances[k] if k >= 0 else 0.0 for k in plan.vehicle_of]
        self.grounded = [-math.inf] * len(self.pools)
        spare = dict(plan.hazards.spares)
        self.spares = [spare.get(pool.key, 0) for pool in table.pools]
        self.lift = list(plan.planned)
        self.docked = [
            lift + one.out_s for lift, one in zip(plan.planned, plan.flights, strict=True)
        ]
        self.tried = [0] * many
        self.launched = [0] * many
        self.holds: list[list[tuple[Calendar, Hold, int]]] = [[] for _ in range(many)]
        self.waits = [0.0] * len(plan.names)
        self.waited: list[set[int]] = [set() for _ in range(many)]
        self.launches = [0] * len(self.pools)
        self.losses = [0] * len(self.pools)
        self.built = [0] * len(self.pools)
        self.scrubs = 0
        self.left = many
        self.flying = [False] * many
        self.strict = [False] * many
        """Flights that were tried too early once: they wait until those before them have flown."""
        self.waiting: list[list[int]] = [[] for _ in range(many)]
        self.parked = [False] * many
        """Flights that are called once the one before them has flown."""
        self.waits_for = -1
        """What the last date that was looked for waits for."""
        self.queued = [-1] * many
        """What each waits for in a queue, -1 for nothing."""
        kinds = max(plan.kind) + 1
        self.queues: list[list[int]] = [[] for _ in range(kinds)]
        self.heads = [0] * kinds
        self.because = [0] * kinds
        """By kind: who waits, how many have left the queue for a turn, what the last waits for."""
        self.turns: list[list[int]] = [[] for _ in plan.names]
        self.called = [0] * len(plan.names)
        self.turn_s = [0.0] * len(plan.names)
        """By what is waited for: first of their kinds, how many have a time to be tried, when."""

    # -- when it may fly

    def _allowed(self, flight: int, wanted_s: float, on_pad: bool) -> float:
        """Return the earliest lift-off that all allow, and note what it waits for."""
        plan, now, lift = self.plan, self.env.now, wanted_s
        self.waits_for = -1
        one, pool = plan.flights[flight], plan.pool[flight]
        pad, dock = plan.pad[flight], plan.dock[flight]
        windows, work = plan.windows[flight], plan.work[flight]
        vehicle_s = math.inf
        if not plan.timetable.pools[pool].expended:
            vehicle_s = one.pad_before_s + one.home_s + plan.timetable.pools[pool].turnaround_s
        pad_s = one.pad_before_s + one.pad_after_s
        for _ in range(_ROUNDS):
            begun = lift
            then = next_window(windows, lift, plan.repeat_s)
            if then > lift:
                lift = self._moved(flight, WINDOW, lift, then)
            if self.grounded[pool] > lift + EPS_S:
                lift = self._moved(flight, STAND_DOWN, lift, self.grounded[pool])
            for before, gap in plan.after[flight]:
                if self.docked[before] + gap > lift + EPS_S:
                    lift = self._moved(flight, PRECEDENCE, lift, self.docked[before] + gap)
            if lift == math.inf:
                return lift
            if not on_pad:
                start = lift - one.pad_before_s
                then = self.sites[pad].earliest(start, pad_s, 1, now)
                if then > start:
                    return self._moved(flight, plan.sites_at + pad, lift, lift + (then - start))
            if dock >= 0:
                start = lift + one.out_s
                then = self.sites[dock].earliest(start, one.dock_s, 1, now)
                if then > start:
                    lift = self._moved(flight, plan.sites_at + dock, lift, lift + (then - start))
            if not on_pad:
                start = lift - one.pad_before_s
                then = self.pools[pool].earliest(start, vehicle_s, 1, now)
                if then > start:
                    return self._moved(flight, plan.pools_at + pool, lift, lift + (then - start))
            for item in work:
                lift = self._staffed(flight, item, lift, now)
                if lift > begun and not on_pad:
                    return lift
            if lift <= begun or lift == math.inf:
                return lift
        raise NotSolved("date of a flight", status=2, inputs=one.key)

    def _still(self, flight: int, cause: int, lift: float) -> float:
        """Return no earlier a lift-off than what a flight waited for allows, and note a wait.

        Most that come back find it taken again: then nothing else need be looked at.
        """
        plan, now = self.plan, self.env.now
        one, site = plan.flights[flight], cause - plan.sites_at
        if cause >= plan.teams_at:
            for item in plan.work[flight]:
                if item[0] == cause - plan.teams_at:
                    lift = self._staffed(flight, item, lift, now)
            return lift
        if cause >= plan.pools_at:
            kind = plan.timetable.pools[cause - plan.pools_at]
            length = math.inf
            if not kind.expended:
                length = one.pad_before_s + one.home_s + kind.turnaround_s
            start, calendar = lift - one.pad_before_s, self.pools[cause - plan.pools_at]
        elif site == plan.pad[flight]:
            start, calendar = lift - one.pad_before_s, self.sites[site]
            length = one.pad_before_s + one.pad_after_s
        else:
            start, calendar, length = lift + one.out_s, self.sites[site], one.dock_s
        then = calendar.earliest(start, length, 1, now)
        if then > start:
            lift = self._moved(flight, cause, lift, lift + (then - start))
        return lift

    def _staffed(
        self, flight: int, item: tuple[int, float, float, int, float], lift: float, now: float
    ) -> float:
        """Return the lift-off for which a team is at work and has the people."""
        number, begin, end, people, needed = item
        for low, high in self.stopped[number]:
            if low < lift + needed + EPS_S and high > lift + begin + EPS_S:
                lift = self._moved(flight, STOPPAGE, lift, high - begin)
        start = lift + begin
        then = self.teams[number].earliest(start, end - begin, people, now)
        if then > start:
            lift = self._moved(flight, self.plan.teams_at + number, lift, lift + (then - start))
        return lift

    def _held_up(self, flight: int, lift: float) -> bool:
        """Return whether something has come between since the lift-off was settled."""
        plan = self.plan
        if self.grounded[plan.pool[flight]] > lift + EPS_S:
            return True
        for before, gap in plan.after[flight]:
            if not self.flying[before] or self.docked[before] + gap > lift + EPS_S:
                self.strict[flight] = True
                return True
        for number, begin, _, _, needed in plan.work[flight]:
            for low, high in self.stopped[number]:
                if low < lift + needed + EPS_S and high > lift + begin + EPS_S:
                    return True
        for calendar, hold, upset in self.holds[flight]:
            if calendar.upset != upset and not calendar.fits(hold):
                return True
        return False

    # -- what it holds

    def _release(self, flight: int, but_pad: bool = False) -> None:
        for calendar, hold, _ in self.holds[flight][1 if but_pad else 0 :]:
            calendar.free(hold)
        self.holds[flight] = []

    def _release_vehicle(self, flight: int, pool: int) -> None:
        """Count down what flies once, rather than hold it for ever."""
        calendar = self.pools[pool]
        calendar.free(self._hold_of(flight, calendar))
        calendar.count -= 1

    def _keep_vehicle(self, flight: int, longer_s: float) -> None:
        """Have a vehicle back later than was thought."""
        pool = self.plan.pool[flight]
        if not self.plan.timetable.pools[pool].expended:
            self._hold_of(flight, self.pools[pool])[1] += longer_s
            self.pools[pool].upset += 1

    def _hold_of(self, flight: int, calendar: Calendar) -> Hold:
        for one, hold, _ in self.holds[flight]:
            if one is calendar:
                return hold
        raise NotSolved("what a flight holds", status=3, inputs=self.plan.flights[flight].key)

    def _date(self, flight: int, lift: float) -> None:
        self.lift[flight] = lift
        self.docked[flight] = lift + self.plan.flights[flight].out_s

    def _moved(self, flight: int, cause: int, lift: float, then: float) -> float:
        self.waits_for = cause
        self._blame(flight, cause, then - lift)
        return then

    def _blame(self, flight: int, cause: int, by_s: float) -> None:
        if by_s > EPS_S and by_s < math.inf:
            self.waits[cause] += by_s
            self.waited[flight].add(cause)

    def _pool(self, number: int) -> Calendar:
        """Vehicles of a type: what is not delivered yet is held until it is."""
        plan = self.plan
        calendar = Calendar(sum(many for _, many in plan.timetable.pools[number].ready))
        for at, many in undelivered(plan, number, self.draws, self.env.now):
            calendar.hold(-math.inf, at, many)
        return calendar
