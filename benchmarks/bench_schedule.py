"""Flights scheduled by pools, beside one boolean for each vehicle and flight: python
benchmarks/bench_schedule.py [peer seconds]

Pads, docks, turnaround and crews' rest, everything from the ask to the proof and in one run, the
start of CP-SAT's own process included.  The peer gives each flight a vehicle by booleans, in the
same solver, with the same number of threads.
"""

import sys
import time
from dataclasses import replace

from windlass.campaign.schedule import schedule
from windlass.campaign.schedule.cpsat_dates import Dates
from windlass.campaign.schedule.grid import grid
from windlass.campaign.schedule.timetable import Flight, Pool, Site, Team, Timetable, Work

DAY = 86_400.0
HOUR = 3_600.0


def instance(flights: int, days: float, vehicles: int, pads: int, docks: int) -> Timetable:
    """Flights of three kinds, due one after the other over the whole time."""
    kinds = []
    for k in range(flights):
        kind = ("cargo", "tanker", "crewed")[k % 3]
        work = [Work(team="ground", people=3, begin_s=-10 * HOUR, end_s=2 * HOUR)]
        if kind == "crewed":
            work.append(Work(team="crew", people=2, begin_s=0.0, end_s=9 * DAY, aboard=True))
        kinds.append(
            Flight(
                key=f"{kind}-{k:03d}",
                vehicle="crewed" if kind == "crewed" else "lifter",
                pad="pad",
                windows=((0.0, days * DAY),),
                pad_before_s=1.5 * DAY,
                pad_after_s=0.5 * DAY,
                out_s=2 * DAY,
                dock="dock",
                dock_s={"cargo": 4.0, "tanker": 2.0, "crewed": 5.0}[kind] * DAY,
                back_s=2 * DAY,
                due_s=(10.0 + (days - 20.0) * k / flights) * DAY,
                work=tuple(work),
            )
        )
    return Timetable(
        start_s=0.0,
        end_s=days * DAY,
        flights=tuple(kinds),
        sites=(
            Site(key="pad", node="earth", kind="pad", count=pads,
                 closed=((100 * DAY, 103 * DAY),)),
            Site(key="dock", node="leo", kind="dock", count=docks),
        ),
        pools=(
            Pool(key="lifter", ready=((0.0, vehicles),), turnaround_s=10 * DAY),
            Pool(key="crewed", ready=((0.0, vehicles),), turnaround_s=20 * DAY),
        ),
        teams=(
            Team(key="ground", node="earth", count=40, rule="eu-2003-88"),
            Team(key="crew", node="earth", count=60, rule="crew"),
        ),
    )  # fmt: skip


def peer(ask: Timetable, limit_s: float) -> str:
    """The plain way: who flies what is a boolean for each vehicle and flight; no order, no hint."""
    began = time.perf_counter()
    of = grid(ask)
    pools = [one for one in of.shared if one.kind == "vehicle"]
    of = replace(of, chains=(),
                 shared=tuple(one for one in of.shared if one.kind != "vehicle"))  # fmt: skip
    problem = schedule._problem(of, {}, limit_s, 2, 0, 0.0)
    model = Dates(problem, optional=False)
    count = 0
    for one in pools:
        lanes: list[list] = [[] for _ in range(one.capacity)]
        for k, a, b, _ in one.items:
            flies = [model.model.new_bool_var("") for _ in lanes]
            model.model.add_exactly_one(flies)
            count += len(flies)
            for lane, own in zip(lanes, flies, strict=True):
                lane.append(model.model.new_optional_fixed_size_interval_var(
                    model.start[k] + a, b - a, own, ""))  # fmt: skip
        for lane in lanes:
            model.model.add_no_overlap(lane)
    model.until = time.perf_counter() + limit_s
    found = model.solve(model.lateness())
    took = time.perf_counter() - began
    return (f"{count} booleans, {found['status']}, value {of.days(found['value']):.1f}, bound "
            f"{of.days(found['bound']):.1f}, {took:.1f} s")  # fmt: skip


def main(limit_s: float) -> None:
    cases = (
        ("300 flights, 12 months", instance(300, 365.0, 20, 3, 6)),
        ("600 flights, 12 months", instance(600, 365.0, 40, 5, 10)),
        ("600 flights, 2,500 vehicles", instance(600, 365.0, 2500, 5, 10)),
        ("150 flights, 3 months: late", instance(150, 100.0, 20, 3, 6)),
        ("300 flights, 7 months: late", instance(300, 200.0, 40, 3, 9)),
        ("100 flights, few vehicles and docks: late", instance(100, 100.0, 10, 3, 5)),
    )
    for name, ask in cases:
        began = time.perf_counter()
        found = schedule.solve(ask, limit_s=limit_s)
        took = time.perf_counter() - began
        print(
            f"{name}: {found.status}, {found.value:.1f} weighted days late (bound "
            f"{found.bound:.1f}), last at its dock on day "
            f"{found.ends_s / DAY:.1f} (bound {found.ends_bound_s / DAY:.1f}), {took:.2f} s"
        )
        print(f"  {found.bottleneck}")
        if sum(many for pool in ask.pools for _, many in pool.ready) < 1000:
            print(f"  peer: {peer(ask, limit_s)}", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 30.0)
