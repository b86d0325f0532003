"""How sure the dates and the cost of a schedule are: the campaign flown many times, each its own.

Every campaign has its own random numbers from (seed, its number), so the answer does not depend on
how many processes share the work.  SimPy's engine is that of record: where there is much to fly
compiled code does it, and the first campaign of each piece is flown by both.  A schedule that does
not keep its own limits is refused: with nothing going wrong each flight lifts off on its date to
the millisecond.
Source: simpy.  Checked: tests/campaign/test_risk.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.engine import results, run_all
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.campaign.risk.ask import RiskAsk
from windlass.campaign.risk.campaign import Campaign
from windlass.campaign.risk.draws import Draws
from windlass.campaign.risk.hazards import Hazards
from windlass.campaign.risk.plan import Plan, plan

Array = NDArray[np.float64]

CHUNK: Final = 250
"""Campaigns of one piece of work."""
ENOUGH: Final = 500_000
"""Flights of all campaigns from which on compiled code is worth its compilation."""
_OFF_S: Final = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskResult:
    """Result: n campaigns of a schedule, a row each; inf for what never comes.

    flights: keys, by planned date.  planned_s: delivery of each by the schedule (flights,): its
    stay at the dock begins, or its way out ends.  first_s: first lift-off; last_s: last delivery,
    inf where a flight is never delivered; reached_s: last of those that are.  in_month: flights
    lifted off within the first month.  late: flights delivered after their due date, or their
    planned one where they have none, by more than a tick; undelivered: never.  losses, launches,
    built: by vehicle (n, vehicles).  scrubs.  cost_usd.  delay_s: of each delivery after the
    planned one (n, flights), single precision.  waits_s: delay of all lift-offs by what it was
    waited for (n, causes); waited: flights that waited for it.
    """

    seed: int
    flights: tuple[str, ...]
    vehicles: tuple[str, ...]
    causes: tuple[str, ...]
    planned_s: Array
    first_s: Array
    last_s: Array
    reached_s: Array
    in_month: NDArray[np.int64]
    late: NDArray[np.int64]
    undelivered: NDArray[np.int64]
    scrubs: NDArray[np.int64]
    launches: NDArray[np.int64]
    losses: NDArray[np.int64]
    built: NDArray[np.int64]
    cost_usd: Array
    delay_s: NDArray[np.float32]
    waits_s: Array
    waited: NDArray[np.int64]

    @property
    def many(self) -> int:
        """Number of campaigns."""
        return len(self.last_s)

    @property
    def planned_last_s(self) -> float:
        """Last delivery by the schedule."""
        return float(self.planned_s.max())


@dataclass(frozen=True, slots=True)
class _Task:
    """Campaigns from a number on."""

    ask: RiskAsk
    seed: int
    first: int
    many: int
    compiled: bool


def simulate(
    ask: RiskAsk, *, many: int, seed: int, workers: int = 1, compiled: bool | None = None
) -> RiskResult:
    """Return ``many`` campaigns of an ask; workers: processes that share them.

    compiled: whether by compiled code, which gives the same to the last bit and takes half a minute
    to compile once; None: where there is enough to fly.  Raises InvalidInput where schedule,
    timetable and hazards do not go together, NotSolved where the two engines do not agree.
    """
    if many < 1 or seed < 0:
        raise InvalidInput("campaigns to simulate, and seed", value=(many, seed))
    made = plan(ask)
    if compiled is None:
        compiled = many * len(made.planned) >= ENOUGH
    nominal(made, compiled)
    tasks = [
        _Task(ask, seed, first, min(CHUNK, many - first), compiled)
        for first in range(0, many, CHUNK)
    ]
    pool = "processes" if workers > 1 and len(tasks) > 1 else "threads"
    rows = results(
        run_all(
            _fly, tasks, pool=pool, workers=workers if pool == "processes" else 1,
            name="campaigns",
        )
    )  # fmt: skip
    whole = {key: np.concatenate([row[key] for row in rows]) for key in rows[0]}
    return RiskResult(
        seed=seed,
        flights=tuple(one.key for one in made.flights),
        vehicles=tuple(pool.key for pool in made.timetable.pools),
        causes=made.names,
        planned_s=_planned(made),
        cost_usd=_cost(ask, whole),
        **whole,
    )


def nominal(made: Plan, compiled: bool = False) -> None:
    """Raise InvalidInput where a schedule moves although nothing goes wrong.

    compiled: flown by compiled code too, which is then there for other processes; NotSolved where
    the two do not agree.
    """
    from windlass.campaign.risk.sim import Flown

    calm = Hazards()
    bare = Plan(
        **{name: getattr(made, name) for name in made.__slots__}
        | {"hazards": calm, "vehicle_of": [-1] * len(made.vehicle_of), "dock_of": [],
           "team_of": []}
    )  # fmt: skip
    draws = Draws(0, 0, len(made.planned), calm)
    flown = Flown(bare, draws).run()
    for k, planned in enumerate(made.planned):
        if abs(flown.lift[k] - planned) > _OFF_S:
            causes = ", ".join(sorted(made.names[cause] for cause in flown.waited[k]))
            raise InvalidInput(
                f"schedule does not keep its limits: {made.flights[k].key} lifts off "
                f"{(flown.lift[k] - planned) / DAY_S:.3g} d later, waiting for {causes}",
                remedy="solve the timetable again, or check the schedule",
            )
    if compiled:
        from windlass.campaign.risk.fast import Fast

        _judge(flown.campaign(), Fast(bare).fly(draws), 0)


def _campaigns(made: Plan, task: _Task) -> Iterator[Campaign]:
    """Fly some campaigns, the first of them by both engines where they are compiled."""
    from windlass.campaign.risk.sim import Flown

    fast = None
    if task.compiled:
        from windlass.campaign.risk.fast import Fast

        fast = Fast(made)
    for number in range(task.first, task.first + task.many):
        draws = Draws(task.seed, number, len(made.planned), made.hazards)
        found = None if fast is None else fast.fly(draws)
        if found is None or number == task.first:
            record = Flown(made, draws).run().campaign()
            _judge(record, found, number)
            found = record
        yield found


def _judge(record: Campaign, found: Campaign | None, number: int) -> None:
    """Raise NotSolved where compiled code has flown a campaign otherwise than SimPy."""
    if found is not None and not found.same(record):
        raise NotSolved("campaign by compiled code differs from SimPy's", status=1, inputs=number)


def _fly(task: _Task) -> dict[str, NDArray[np.generic]]:
    """Return the rows of some campaigns."""
    made = plan(task.ask)
    many = len(made.planned)
    planned = _planned(made)
    due = _due(made)
    month_end = made.planned[0] + task.ask.month_s
    rows: dict[str, list[object]] = {key: [] for key in (
        "first_s", "last_s", "reached_s", "in_month", "late", "undelivered", "scrubs", "launches",
        "losses", "built", "delay_s", "waits_s", "waited",
    )}  # fmt: skip
    for flown in _campaigns(made, task):
        lift, docked = flown.lift, flown.docked
        there = docked[np.isfinite(docked)]
        for key, value in (
            ("first_s", lift.min()),
            ("last_s", docked.max()),
            ("reached_s", there.max() if there.size else math.inf),
            ("in_month", int((lift < month_end).sum())),
            ("late", int(((docked > due) & np.isfinite(docked)).sum())),
            ("undelivered", many - there.size),
            ("scrubs", flown.scrubs),
            ("launches", flown.launches),
            ("losses", flown.losses),
            ("built", flown.built),
            ("delay_s", (docked - planned).astype(np.float32)),
            ("waits_s", flown.waits),
            ("waited", flown.waited),
        ):
            rows[key].append(value)
    return {key: np.array(value) for key, value in rows.items()}


def _planned(made: Plan) -> Array:
    return np.array(
        [lift + one.out_s for lift, one in zip(made.planned, made.flights, strict=True)]
    )


def _due(made: Plan) -> Array:
    """Return when each counts as late: a tick after it is due, or planned."""
    planned = _planned(made)
    dues = [
        at if one.due_s is None else one.due_s
        for at, one in zip(planned, made.flights, strict=True)
    ]
    return np.array(dues) + made.timetable.tick_s


def _cost(ask: RiskAsk, whole: dict[str, NDArray[np.generic]]) -> Array:
    """Return what each campaign costs; spare ships are bought whether they are used or not."""
    keys = [pool.key for pool in ask.timetable.pools]
    launch, ship = dict(ask.prices.launch_usd), dict(ask.prices.ship_usd)
    if unknown := (set(launch) | set(ship)) - set(keys):
        raise InvalidInput("price of a vehicle that the timetable has not", value=min(unknown))
    a_launch = np.array([launch.get(key, 0.0) for key in keys])
    a_ship = np.array([ship.get(key, 0.0) for key in keys])
    spares = math.fsum(ship.get(key, 0.0) * many for key, many in ask.hazards.spares)
    reached = np.asarray(whole["reached_s"], dtype=np.float64)
    days = np.where(np.isfinite(reached), reached - ask.timetable.start_s, 0.0) / DAY_S
    return np.asarray(
        np.asarray(whole["launches"], dtype=np.float64) @ a_launch
        + np.asarray(whole["built"], dtype=np.float64) @ a_ship
        + spares
        + ask.prices.day_usd * days,
        dtype=np.float64,
    )
