"""Timetables at random, and a schedule of each by the simplest rule: the next date that is free."""

import math
import random
from dataclasses import replace

from windlass.campaign.risk.calendars import Calendar
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


def schedule(dates: dict[str, float]) -> Schedule:
    """A schedule of these dates."""
    return Schedule(
        status="feasible", proven=False,
        flights=tuple(Dated(key=key, lift_off_s=at) for key, at in dates.items()),
        left_out=(), value=0.0, bound=0.0, loads=(), bottleneck="", wall_s=0.0,
    )  # fmt: skip


def chain(many: int, out_s: float = 2 * DAY, gap_s: float = 3 * DAY, spare_s: float = 0.0) -> tuple[
    Timetable, Schedule
]:  # fmt: skip
    """Flights that each wait for the one before to have arrived; the schedule has no float."""
    flights, dates, at = [], {}, 10 * DAY
    for k in range(many):
        after = ((f"f{k - 1}", gap_s),) if k else ()
        flights.append(
            Flight(key=f"f{k}", vehicle="ship", pad="pad", windows=((0.0, 1e4 * DAY),),
                   out_s=out_s, after=after)
        )  # fmt: skip
        dates[f"f{k}"] = at
        at += out_s + gap_s + spare_s
    table = Timetable(
        start_s=0.0, end_s=1e4 * DAY, flights=tuple(flights),
        sites=(Site(key="pad", node="earth", kind="pad", count=many),),
        pools=(Pool(key="ship", ready=((0.0, many),), expended=True),),
    )  # fmt: skip
    return check(table), schedule(dates)


def any_timetable(seed: int, many: int = 12) -> Timetable:
    """A timetable with two pads, docks, kinds of vehicles and teams, at random."""
    rnd = random.Random(seed)
    start = rnd.choice((0.0, 8.2e8))
    flights = []
    for k in range(many):
        vehicle = rnd.choice(("lifter", "tug"))
        low = start + rnd.randint(0, 200) * DAY / 4
        windows = [(low, low + rnd.randint(2, 60) * DAY)]
        windows.append((windows[0][1] + 20 * DAY, math.inf))
        after = (
            ((f"f{rnd.randrange(k)}", rnd.choice((0.0, DAY))),) if k and rnd.random() < 0.3 else ()
        )
        work = [Work(team="pad crew", people=rnd.randint(1, 3), begin_s=-DAY, end_s=DAY / 4)]
        if rnd.random() < 0.3:
            work.append(Work(team="flyers", people=2, begin_s=-4 * DAY, end_s=9 * DAY, aboard=True))
        flights.append(Flight(
            key=f"f{k}", vehicle=vehicle, pad=rnd.choice(("east", "west")), windows=tuple(windows),
            pad_before_s=rnd.choice((0.0, DAY, 3 * DAY)), pad_after_s=rnd.choice((0.0, DAY / 2)),
            out_s=rnd.randint(1, 8) * DAY / 2, dock=rnd.choice(("dock", None)),
            dock_s=rnd.randint(1, 10) * DAY / 2, back_s=rnd.choice((0.0, 2 * DAY)), after=after,
            work=tuple(work),
        ))  # fmt: skip
    pools = (
        Pool(key="lifter", ready=((start, 2), (start + 40 * DAY, 1)), turnaround_s=5 * DAY),
        Pool(key="tug", ready=((start, 3), (start + 30 * DAY, many)), expended=True),
    )
    sites = (
        Site(key="east", node="earth", kind="pad", count=1,
             closed=((start + 20 * DAY, start + 25 * DAY),)),
        Site(key="west", node="earth", kind="pad", count=2),
        Site(key="dock", node="leo", kind="dock", count=2),
    )  # fmt: skip
    teams = (
        Team(key="pad crew", node="earth", count=4, rule="eu"),
        Team(key="flyers", node="leo", count=4, rule="eu"),
    )
    return check(Timetable(
        start_s=start, end_s=start + 3_000 * DAY, flights=tuple(flights), sites=sites, pools=pools,
        teams=teams,
    ))  # fmt: skip


def greedy(table: Timetable) -> Schedule:
    """Each flight in turn at the first hour at which all is free, tried hour by hour."""
    sites = {site.key: Calendar(site.count, site.closed) for site in table.sites}
    pools = {}
    for pool in table.pools:
        pools[pool.key] = Calendar(sum(many for _, many in pool.ready))
        for at, many in pool.ready:
            if at > table.start_s:
                pools[pool.key].hold(-math.inf, at, many)
    teams = {team.key: Calendar(team.count) for team in table.teams}
    kinds = {pool.key: pool for pool in table.pools}
    dates: dict[str, float] = {}
    there: dict[str, float] = {}
    for one in table.flights:
        kind = kinds[one.vehicle]
        away = math.inf
        if not kind.expended:
            away = one.pad_before_s + one.home_s + kind.turnaround_s
        lift = table.start_s + 5 * DAY
        while True:
            pad_s = one.pad_before_s + one.pad_after_s
            uses = [(sites[one.pad], lift - one.pad_before_s, pad_s, 1),
                    (pools[one.vehicle], lift - one.pad_before_s, away, 1)]  # fmt: skip
            if one.dock:
                uses.append((sites[one.dock], lift + one.out_s, one.dock_s, 1))
            uses += [
                (teams[w.team], lift + w.begin_s, w.end_s - w.begin_s, w.people) for w in one.work
            ]
            free = any(low <= lift <= high for low, high in one.windows)
            free = free and all(there[key] + gap <= lift for key, gap in one.after)
            if free and all(what.earliest(at, long, need, -math.inf) == at
                            for what, at, long, need in uses):  # fmt: skip
                break
            lift += 6 * 3_600.0
        for what, at, long, need in uses:
            what.hold(at, at + long, need)
        dates[one.key], there[one.key] = lift, lift + one.out_s
    return schedule(dates)


def without_rest(table: Timetable) -> Timetable:
    """The same with vehicles that need none."""
    return replace(table, pools=tuple(replace(pool, turnaround_s=0.0) for pool in table.pools))
