"""Campaigns flown by compiled code: the same draws, the same events in the same order.

``sim`` on SimPy's clock is the engine of record; this one is for many campaigns, and equals it to
the last bit.  What it cannot do it leaves to that one.  Loaded only where campaigns are simulated,
since it loads the compiler.  Checked: tests/campaign/test_risk_fast.py.
"""

from __future__ import annotations

import math
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from windlass.campaign.risk import fast_state as at
from windlass.campaign.risk.campaign import Campaign
from windlass.campaign.risk.delivery import undelivered
from windlass.campaign.risk.draws import TRIES, Draws
from windlass.campaign.risk.fast_fly import begin, fly
from windlass.campaign.risk.hazards import VehicleHazard
from windlass.campaign.risk.plan import CAUSES, Plan

Array = NDArray[np.float64]
T = TypeVar("T")
_FAILURES: Final = 32
_DOUBLINGS: Final = 8
_NONE: Final = VehicleHazard(vehicle="")


class Fast:
    """A plan as arrays, and the arrays in which one campaign after another is flown."""

    __slots__ = ("_fixed", "_plan", "_start_s", "_state", "_wide")

    def __init__(self, plan: Plan) -> None:
        self._plan, self._wide = plan, 1
        table = plan.timetable
        self._start_s = min(table.start_s, min(plan.planned) - max(plan.lead))
        self._fixed = _fixed(plan, self._start_s)
        self._state = _state(plan, 1)

    def fly(self, draws: Draws) -> Campaign | None:
        """Return one campaign, or None where that is for the engine of record."""
        many = _FAILURES
        drawn = self._drawn(draws, many)
        self._begin(drawn, draws)
        while True:
            ended, counts = fly(self._fixed, drawn, self._state), self._state.counts
            if ended == at.DONE:
                return self._campaign()
            if ended == at.MORE_NUMBERS:
                flight, tried = int(counts[at.FLIGHT]), int(counts[at.TRY])
                drawn = _further(drawn, draws, int(counts[at.WHICH]), flight, tried)
            elif ended == at.MORE_FAILURES:
                many *= 2
                drawn = drawn._replace(fails=self._failures(draws, many))
                self._begin(drawn, draws)
            elif ended == at.FULL and self._wide < 2**_DOUBLINGS:
                self._wide *= 2
                self._state = _state(self._plan, self._wide)
                self._begin(drawn, draws)
            else:
                return None

    def _drawn(self, draws: Draws, failures: int) -> at.Drawn:
        plan = self._plan
        stops, stop_at, team_stop = [], [0], [-1] * len(plan.timetable.teams)
        teams = [] if "stoppage" in plan.hazards.off else plan.team_of
        span = 3.0 * (plan.timetable.end_s - plan.timetable.start_s)
        for k, team in enumerate(teams):
            team_stop[team] = k
            now = self._start_s
            for after, lasts in draws.stoppages(k, plan.hazards, span):
                begins = self._start_s + after
                now += max(0.0, begins - now)
                stops.append((now, now + lasts, begins))
            stop_at.append(len(stops))
        docks = [] if "dock" in plan.hazards.off else plan.dock_of
        return at.Drawn(
            scrub_u=draws.uniform[:TRIES], scrub_z=draws.normal[:TRIES],
            launch_u=draws.uniform[TRIES:], launch_z=draws.normal[TRIES:],
            chance=np.array([draws.chances[k] if k >= 0 else 0.0 for k in plan.vehicle_of]),
            stop_at=np.array(stop_at), stops=np.array(stops, dtype=np.float64).reshape(-1, 3),
            stop_team=_whole(teams), team_stop=_whole(team_stop),
            fails=self._failures(draws, failures), fail_site=_whole(docks),
        )  # fmt: skip

    def _failures(self, draws: Draws, many: int) -> Array:
        """Return the first failures of each dock: time until then, repair [s]."""
        plan = self._plan
        docks = [] if "dock" in plan.hazards.off else plan.dock_of
        found = np.empty((len(docks), many, 2))
        for k, site in enumerate(docks):
            hazard, random = plan.hazards.docks[k], draws.failures(k)
            count = plan.timetable.sites[site].count
            for one in found[k]:
                one[0] = random.standard_exponential() * hazard.between_s / count
                one[1] = hazard.repair.at(random.standard_normal())
        return found

    def _begin(self, drawn: at.Drawn, draws: Draws) -> None:
        """Make the state that of a new campaign, and call its flights."""
        plan, state, fixed = self._plan, self._state, self._fixed
        books = state.books
        for field in (
            state.counts, state.flight, books.calendar, state.tally, state.log.waits,
            state.log.waited, state.stopped, state.failed, state.queued, state.turned, state.heads,
            state.because, state.called, state.turn_s,
        ):  # fmt: skip
            field.fill(0)
        state.events.clock[0] = self._start_s
        state.counts[at.LEFT] = len(plan.planned)
        state.lift[:] = plan.planned
        np.add(state.lift, fixed.spans[:, at.OUT], out=state.docked)
        state.flight[:, at.QUEUED] = state.flight[:, at.WAITER] = -1
        state.grounded.fill(-math.inf)
        table, spare = plan.timetable, dict(plan.hazards.spares)
        sites, pools = len(table.sites), len(table.pools)
        books.calendar[:, at.COUNT] = [
            *(site.count for site in table.sites),
            *(sum(many for _, many in pool.ready) for pool in table.pools),
            *(team.count for team in table.teams),
        ]  # fmt: skip
        state.tally[:, at.SPARES] = [spare.get(pool.key, 0) for pool in table.pools]
        number = 0
        for pool in range(pools):
            for until_s, many in undelivered(plan, pool, draws, self._start_s):
                books.hold[number] = -math.inf, until_s, many
                books.held[sites + pool, books.calendar[sites + pool, at.HELD]] = number
                books.calendar[sites + pool, at.HELD] += 1
                number += 1
        state.counts[at.HOLDS] = number
        begin(fixed, drawn, state)

    def _campaign(self) -> Campaign:
        state = self._state
        return Campaign(
            lift=state.lift.copy(), docked=state.docked.copy(), scrubs=int(state.counts[at.SCRUBS]),
            launches=state.tally[:, at.LAUNCHES].copy(), losses=state.tally[:, at.LOSSES].copy(),
            built=state.tally[:, at.BUILT].copy(), waits=state.log.waits.copy(),
            waited=state.log.waited.sum(axis=0),
        )  # fmt: skip


def _further(drawn: at.Drawn, draws: Draws, which: int, flight: int, tried: int) -> at.Drawn:
    """Return the numbers with those of one more try or launch of a flight."""
    names = ("launch_u", "launch_z") if which else ("scrub_u", "scrub_z")
    values = (draws.launch if which else draws.scrub)(flight, tried)
    change: dict[str, Any] = {}
    for name, value in zip(names, values, strict=True):
        rows: Array = getattr(drawn, name)
        if tried >= len(rows):
            rows = np.vstack([rows, np.full((tried + 1 - len(rows), rows.shape[1]), np.nan)])
        rows[tried, flight] = value
        change[name] = rows
    return drawn._replace(**change)


def _fixed(plan: Plan, start_s: float) -> at.Fixed:
    table, hazards = plan.timetable, plan.hazards
    kinds = [table.pools[k] for k in plan.pool]
    after_at, after = _rows(plan.after)
    work_at, work = _rows(plan.work)
    window_at, window = _rows(plan.windows)
    risks = [hazards.vehicles[k] if k >= 0 else _NONE for k in plan.vehicle_of]
    return at.Fixed(
        spans=np.array([
            (lead, one.pad_before_s, one.pad_before_s + one.pad_after_s, one.pad_after_s, one.out_s,
             one.dock_s, math.inf if kind.expended else
             one.pad_before_s + one.home_s + kind.turnaround_s, one.home_s, kind.turnaround_s)
            for lead, one, kind in zip(plan.lead, plan.flights, kinds, strict=True)
        ]),
        facts=np.array([
            (pad, dock, pool, kind, table.pools[pool].expended)
            for pad, dock, pool, kind in zip(plan.pad, plan.dock, plan.pool, plan.kind, strict=True)
        ], dtype=np.int64),
        after_at=after_at, after=_whole([one for one, _ in after]),
        after_s=np.array([gap for _, gap in after], dtype=np.float64),
        work_at=work_at,
        work=np.array([(w[0], w[3]) for w in work], dtype=np.int64).reshape(-1, 2),
        work_s=np.array([(w[1], w[2], w[4]) for w in work], dtype=np.float64).reshape(-1, 3),
        window_at=window_at, window=np.array(window, dtype=np.float64),
        hazard=np.array([
            (one.scrub, one.scrub_delay.median_s, one.scrub_delay.sigma, one.grounded.median_s,
             one.grounded.sigma) for one in risks
        ], dtype=np.float64).reshape(-1, 5),
        limits=np.array([plan.repeat_s, *(
            math.nan if value is None else value for value in (hazards.cargo_s, hazards.rebuild_s)
        ), start_s], dtype=np.float64),
        flags=_whole([
            len(table.sites), len(table.pools),
            *(word not in hazards.off for word in ("scrub", "loss", "stand-down")),
        ]),
    )  # fmt: skip


def _state(plan: Plan, wide: int) -> at.State:
    """Return arrays for one campaign; wide: how many times as long as seems to be needed."""
    table, many, names = plan.timetable, len(plan.planned), len(plan.names)
    pools, calendars, kinds = len(table.pools), names - len(CAUSES), max(plan.kind) + 1
    batches = sum(len(pool.ready) for pool in table.pools)
    uses = 3 + max(len(work) for work in plan.work)
    held = batches + wide * (many + 64)
    waiting = wide * (many + 16)
    events = wide * (4 * many + 64)

    def whole(*shape: int) -> at.Index:
        return np.zeros(shape, dtype=np.int64)

    closed_at, closed = _rows([list(site.closed) for site in table.sites]
                              + [[] for _ in (*table.pools, *table.teams)])  # fmt: skip
    counts = whole(10)
    books = at.Books(
        closed_at=closed_at, closed=np.array(closed, dtype=np.float64).reshape(-1, 2),
        calendar=whole(calendars, 3), held=whole(calendars, held),
        hold=np.zeros((batches + wide * (8 * uses * many + 256), 3)), counts=counts,
    )  # fmt: skip
    return at.State(
        books=books, counts=counts,
        events=at.Events(clock=np.zeros(1), when=np.zeros(events), event=whole(events, 4),
                         counts=counts),
        log=at.Log(waits=np.zeros(names), waited=whole(many, names), counts=counts),
        lift=np.zeros(many), docked=np.zeros(many), flight=whole(many, 9),
        use=whole(many, uses, 3), grounded=np.zeros(pools), tally=whole(pools, 4),
        stopped=whole(len(table.teams)), failed=whole(len(plan.dock_of)),
        queue=whole(kinds, waiting), queued=whole(kinds), turn=whole(names, waiting),
        turned=whole(names), heads=whole(kinds), because=whole(kinds), called=whole(names),
        turn_s=np.zeros(names),
    )  # fmt: skip


def _rows(lists: list[list[T]]) -> tuple[at.Index, list[T]]:
    """Return lists one after another, and where each begins."""
    return np.cumsum([0, *(len(one) for one in lists)]), [item for one in lists for item in one]


def _whole(values: list[int]) -> at.Index:
    return np.array(values, dtype=np.int64)
