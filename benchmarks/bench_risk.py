"""A campaign of 300 flights in a year, flown 10,000 times, beside a plain model in SimPy.

    python benchmarks/bench_risk.py [campaigns] [peer's campaigns] [workers]

The peer is what SimPy's own documentation leads to: a process a flight that requests pad, vehicle
and dock as resources, with the same scrubs, losses and stand-downs drawn as it goes.  It knows no
windows, precedence, people, spares, stoppages or docks that fail, and keeps no causes.  Its time is
for fewer campaigns, by the number of the other's.
"""

import random
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import simpy

from windlass.campaign.risk.ask import Prices, RiskAsk
from windlass.campaign.risk.hazards import (
    Hazards,
    cargo_again_s,
    dock_hazard,
    stoppage_hazard,
    vehicle_hazard,
)
from windlass.campaign.risk.simulate import simulate
from windlass.campaign.schedule.timetable import (
    Dated,
    Flight,
    Pool,
    Schedule,
    Site,
    Team,
    Timetable,
    Work,
    check,
)

DAY = 86_400.0
T = TypeVar("T")
PADS, DOCKS, LIFTERS, TUGS, EVERY_D = 6, 10, 40, 20, 1.2


def case(many: int = 300) -> RiskAsk:
    """A flight every 29 hours: two in three by a lifter that is used again, else by a tug."""
    flights, dates = [], {}
    crew = Work(team="ground", people=4, begin_s=-2 * DAY, end_s=0.5 * DAY)
    handlers = Work(team="handlers", people=2, begin_s=3 * DAY, end_s=8 * DAY)
    for k in range(many):
        key, lifter = f"f{k:03}", k % 3 != 2
        after = ((f"f{k - 9:03}", 0.0),) if k >= 9 and k % 5 == 0 else ()
        flights.append(Flight(
            key=key, vehicle="lifter" if lifter else "tug", pad=("east", "west")[k % 2],
            windows=((0.0, 400 * DAY),), pad_before_s=3 * DAY, pad_after_s=DAY,
            out_s=3 * DAY, dock="dock" if k % 4 else None, dock_s=5 * DAY,
            back_s=2 * DAY if lifter else 0.0, after=after, work=(crew, handlers),
        ))  # fmt: skip
        dates[key] = (10 + EVERY_D * k) * DAY
    batches = many // 3 // 10 + 1
    table = check(Timetable(
        start_s=0.0, end_s=400 * DAY, flights=tuple(flights),
        sites=(Site(key="east", node="earth", kind="pad", count=PADS // 2),
               Site(key="west", node="earth", kind="pad", count=PADS // 2),
               Site(key="dock", node="leo", kind="dock", count=DOCKS)),
        pools=(Pool(key="lifter", ready=((0.0, LIFTERS),), turnaround_s=20 * DAY),
               Pool(key="tug", ready=tuple((36 * DAY * b, 10) for b in range(batches)),
                    expended=True)),
        teams=(Team(key="ground", node="earth", count=16, rule="eu"),
               Team(key="handlers", node="leo", count=14, rule="eu")),
    ))  # fmt: skip
    dated = tuple(Dated(key=key, lift_off_s=at) for key, at in dates.items())
    plan = Schedule(
        status="feasible", proven=False, flights=dated, left_out=(), value=0.0, bound=0.0,
        loads=(), bottleneck="", wall_s=0.0,
    )  # fmt: skip
    hazards = Hazards(
        vehicles=(vehicle_hazard("lifter", "falcon-9"), vehicle_hazard("tug", "falcon-9")),
        docks=(dock_hazard("dock"),), teams=(stoppage_hazard("ground", 0.2),),
        spares=(("lifter", 1),), rebuild_s=300 * DAY, cargo_s=cargo_again_s(),
    )  # fmt: skip
    prices = Prices(launch_usd=(("lifter", 7e7), ("tug", 1e8)), ship_usd=(("lifter", 2e8),))
    return RiskAsk(timetable=table, schedule=plan, hazards=hazards, prices=prices)


def peer(ask: RiskAsk, seed: int) -> tuple[float, int]:
    """One campaign by resources and requests: (last delivery, losses)."""
    rnd = random.Random(seed)
    env = simpy.Environment()
    table = ask.timetable
    sites = {site.key: simpy.Resource(env, site.count) for site in table.sites}
    pools = {pool.key: simpy.Container(env, init=pool.ready[0][1]) for pool in table.pools}
    kinds = {pool.key: pool for pool in table.pools}
    hazards = {one.vehicle: one for one in ask.hazards.vehicles}
    chance = {key: rnd.betavariate(*one.beta) for key, one in hazards.items()}
    grounded = dict.fromkeys(hazards, 0.0)
    flights = {flight.key: flight for flight in table.flights}
    done = {"last": 0.0, "losses": 0}

    def deliver(pool: Pool):
        for at, many in pool.ready[1:]:
            yield env.timeout(at - env.now)
            yield pools[pool.key].put(many)

    def back(vehicle: str, after: float):
        yield env.timeout(after)
        yield pools[vehicle].put(1)

    def fly(one: Flight, lift: float):
        hazard = hazards[one.vehicle]
        yield env.timeout(lift - one.pad_before_s)
        while True:
            with sites[one.pad].request() as pad:
                yield pad
                yield pools[one.vehicle].get(1)
                yield env.timeout(one.pad_before_s)
                while rnd.random() < hazard.scrub:
                    yield env.timeout(hazard.scrub_delay.at(rnd.gauss(0, 1)))
                if env.now < grounded[one.vehicle]:
                    yield env.timeout(grounded[one.vehicle] - env.now)
                yield env.timeout(one.pad_after_s)
            if rnd.random() >= chance[one.vehicle]:
                break
            done["losses"] += 1
            stand = hazard.grounded.at(rnd.gauss(0, 1))
            grounded[one.vehicle] = max(grounded[one.vehicle], env.now + stand)
            env.process(back(one.vehicle, ask.hazards.rebuild_s or 0.0))
            yield env.timeout(ask.hazards.cargo_s or 0.0)
        yield env.timeout(one.out_s)
        if one.dock:
            with sites[one.dock].request() as dock:
                yield dock
                done["last"] = max(done["last"], env.now)
                yield env.timeout(one.dock_s)
        done["last"] = max(done["last"], env.now)
        if not kinds[one.vehicle].expended:
            env.process(back(one.vehicle, one.back_s + kinds[one.vehicle].turnaround_s))

    for pool in table.pools:
        env.process(deliver(pool))
    for dated in ask.schedule.flights:
        env.process(fly(flights[dated.key], dated.lift_off_s))
    env.run()
    return done["last"], int(done["losses"])


def main(many: int, peers: int, workers: int) -> None:
    """Print the table; milliseconds are of the processor, the first line's seconds of the clock."""
    ask = case()
    simulate(ask, many=1, seed=1, compiled=True)  # compiles where nothing is compiled yet
    slow, record = _each(lambda: simulate(ask, many=peers, seed=1, compiled=False), peers)
    fast, one = _each(lambda: simulate(ask, many=peers, seed=1, compiled=True), peers)
    began = time.perf_counter()
    made = simulate(ask, many=many, seed=1, workers=workers)
    ours = time.perf_counter() - began
    theirs, found = _each(lambda: [peer(ask, seed) for seed in range(peers)], peers)
    same = all(
        np.array_equal(getattr(record, name), getattr(other, name)[:peers])
        for other in (one, made) for name in ("last_s", "delay_s", "waits_s", "cost_usd")
    )  # fmt: skip
    late = (made.last_s - made.planned_last_s) / DAY
    print(f"{many} campaigns of {len(made.flights)} flights, {workers} processes: {ours:.1f} s")
    print(f"one on one core: {fast:.2f} ms compiled, {slow:.2f} ms on SimPy's clock")
    print(f"by plain SimPy: {theirs:.2f} ms, {theirs / fast:.1f} of ours compiled, "
          f"{theirs / slow:.2f} of ours on SimPy's clock")  # fmt: skip
    print(f"the same to the last bit by either engine and any number of processes: {same}")
    print(f"last delivery, days late: P50 {np.median(late):.0f}, P80 {np.quantile(late, 0.8):.0f}")
    print(f"a campaign: losses {made.losses.sum(axis=1).mean():.2f}, the peer's "
          f"{np.mean([n for _, n in found]):.2f}; scrubs {made.scrubs.mean():.0f}")  # fmt: skip


def _each(what: Callable[[], T], many: int) -> tuple[float, T]:
    """Return milliseconds of the processor for one of many, and what came of it."""
    began = time.process_time()
    found = what()
    return 1e3 * (time.process_time() - began) / many, found


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [10_000, 200, 2][len(given) :]))
