"""Flight schedules: brute force as judge, an independent replay, and what overload looks like."""

import itertools
import random
from dataclasses import replace

import pytest

from windlass.base.errors import InvalidInput, NotSolved, OutOfDomain
from windlass.campaign.schedule import cpsat, schedule
from windlass.campaign.schedule.check import check
from windlass.campaign.schedule.greedy import greedy, late, shifted
from windlass.campaign.schedule.grid import grid
from windlass.campaign.schedule.timetable import (
    Dated,
    Flight,
    Pool,
    Schedule,
    Site,
    Team,
    Timetable,
    Work,
)

DAY = 86_400.0


def tiny(seed: int, flights: int = 4, days: int = 9) -> Timetable:
    """A timetable of whole days that brute force can walk through."""
    draw = random.Random(seed)
    made = []
    for k in range(flights):
        begin = draw.randint(0, 3)
        made.append(
            Flight(
                key=f"f{k}",
                vehicle=draw.choice(["a", "b"]),
                pad="pad",
                windows=((begin * DAY, (begin + draw.randint(2, 6)) * DAY),),
                pad_before_s=draw.randint(0, 1) * DAY,
                pad_after_s=DAY,
                out_s=DAY,
                dock="dock",
                dock_s=draw.randint(1, 3) * DAY,
                back_s=draw.randint(0, 1) * DAY,
                due_s=draw.randint(2, 6) * DAY,
                after=((f"f{k - 1}", 0.0),) if k == 2 and draw.random() < 0.5 else (),
                work=(Work(team="crew", people=1, begin_s=0.0, end_s=2 * DAY, aboard=True),),
                weight=draw.choice([1.0, 2.0, 0.5]),
            )
        )
    return Timetable(
        start_s=0.0,
        end_s=days * DAY,
        flights=tuple(made),
        sites=(
            Site(key="pad", node="earth", kind="pad", count=1, closed=((4 * DAY, 5 * DAY),)),
            Site(key="dock", node="leo", kind="dock", count=draw.randint(1, 2)),
        ),
        pools=(
            Pool(key="a", ready=((0.0, 1), (3 * DAY, 1)), turnaround_s=DAY),
            Pool(key="b", ready=((0.0, 2),), expended=True),
        ),
        teams=(Team(key="crew", node="earth", count=draw.randint(2, 4), rule="crew"),),
        tick_s=DAY,
    )


def plan(ask: Timetable, dates: dict[str, float]) -> Schedule:
    return Schedule(
        status="feasible",
        proven=False,
        flights=tuple(Dated(key=key, lift_off_s=date) for key, date in dates.items()),
        left_out=tuple(flight.key for flight in ask.flights if flight.key not in dates),
        value=0.0,
        bound=0.0,
        loads=(),
        bottleneck="",
        wall_s=0.0,
    )


def brute(ask: Timetable) -> tuple[float, float]:
    """Least weight left out, then least weighted days late, over all dates that replay."""
    days = [None, *range(int(ask.end_s / DAY) + 1)]
    best = (1e9, 1e9)
    choices = [
        [d for d in days if d is None or any(a <= d * DAY <= b for a, b in flight.windows)]
        for flight in ask.flights
    ]
    for pick in itertools.product(*choices):
        left = lateness = 0.0
        for flight, d in zip(ask.flights, pick, strict=True):
            if d is None:
                left += flight.weight
            else:
                lateness += flight.weight * max(0.0, d + 1.0 - (flight.due_s or 0.0) / DAY)
        if (left, lateness) < best:
            dates = {
                f.key: d * DAY for f, d in zip(ask.flights, pick, strict=True) if d is not None
            }
            if not check(ask, plan(ask, dates)):
                best = (left, lateness)
    return best


@pytest.mark.parametrize("seed", range(5))
def test_brute_force_finds_the_same_optimum(seed: int) -> None:
    ask = tiny(seed)
    left, lateness = brute(ask)
    found = schedule.solve(ask, limit_s=20.0, workers=1)
    assert check(ask, found) == []
    assert found.proven
    assert found.status == ("overloaded" if left else "optimal")
    days = (ask.end_s - ask.start_s) / DAY
    assert found.value == pytest.approx(left * days + lateness)
    assert found.bound == pytest.approx(found.value)
    assert found.gap == pytest.approx(0.0)


def year(flights: int = 40) -> Timetable:
    made = tuple(
        Flight(
            key=f"f{k:02d}",
            vehicle="a",
            pad="pad",
            windows=((0.0, 60 * DAY),),
            pad_before_s=DAY,
            pad_after_s=0.5 * DAY,
            out_s=DAY,
            dock="dock",
            dock_s=3 * DAY,
            back_s=DAY,
            due_s=(3 + k) * DAY,
            work=(Work(team="ground", people=2, begin_s=-20 * 3600.0, end_s=3600.0),),
        )
        for k in range(flights)
    )
    return Timetable(
        start_s=0.0,
        end_s=70 * DAY,
        flights=made,
        sites=(
            Site(key="pad", node="earth", kind="pad", count=2, closed=((20 * DAY, 22 * DAY),)),
            Site(key="dock", node="leo", kind="dock", count=4),
        ),
        pools=(Pool(key="a", ready=((0.0, 6), (15 * DAY, 6)), turnaround_s=6 * DAY),),
        teams=(Team(key="ground", node="earth", count=24, rule="eu-2003-88"),),
    )


def test_every_change_that_breaks_a_rule_is_caught() -> None:
    ask = year(12)
    found = schedule.solve(ask, limit_s=20.0, workers=1)
    assert check(ask, found) == []
    first = found.flights[0]

    def moved(date: float) -> Schedule:
        return replace(found, flights=(replace(first, lift_off_s=date), *found.flights[1:]))

    def rules(plan: Schedule, of: Timetable = ask) -> set[str]:
        return {fault.rule for fault in check(of, plan)}

    assert "window" in rules(moved(61 * DAY))
    assert "horizon" in rules(moved(0.0))
    assert "closed" in rules(moved(21 * DAY))
    assert "names" in rules(replace(found, flights=found.flights[1:]))
    one_pad = tuple(replace(site, count=1) for site in ask.sites)
    assert "capacity" in rules(found, replace(ask, sites=one_pad))
    assert "capacity" in rules(found, replace(ask, pools=(Pool(key="a", ready=((0.0, 1),)),)))
    few = (replace(ask.teams[0], count=1),)
    assert "capacity" in rules(found, replace(ask, teams=few))
    flights = list(ask.flights)
    flights[0] = replace(flights[0], after=((flights[11].key, 0.0),))
    assert "after" in rules(found, replace(ask, flights=tuple(flights)))
    same = tuple(replace(one, pad_no=0, dock_no=0, vehicle_no=0) for one in found.flights)
    assert "number" in rules(replace(found, flights=same))
    people = tuple(replace(one, people=(("ground", (0, 1, 0, 1)),)) for one in found.flights)
    assert {"duty", "people"} & rules(replace(found, flights=people))


def test_dates_by_hand_replay_and_shifting_never_delays() -> None:
    ask = year(30)
    of = grid(ask)
    first = greedy(of)
    later = shifted(of, first)
    assert late(of, later) <= late(of, first)
    assert all(later[k] <= max(first.values()) for k in first)
    dates = {ask.flights[k].key: of.date(k, tick) for k, tick in later.items()}
    assert check(ask, plan(ask, dates)) == []


def test_overload_is_told_with_what_holds_it_back() -> None:
    ask = year(12)
    tight = replace(ask, end_s=12 * DAY, flights=tuple(
        replace(f, weight=1.0 + (k % 3)) for k, f in enumerate(ask.flights)))  # fmt: skip
    found = schedule.solve(tight, limit_s=20.0, workers=1)
    assert check(tight, found) == []
    assert found.status == "overloaded"
    assert found.left_out
    assert found.bound <= found.value
    assert "%" in found.bottleneck
    # Of what was left out nothing weighs more than the heaviest that flies.
    weight = {f.key: f.weight for f in tight.flights}
    assert min(weight[k] for k in found.left_out) == 1.0


def test_the_same_seed_gives_the_same_and_a_hint_does_not_harm() -> None:
    ask = tiny(3)
    one = schedule.solve(ask, limit_s=20.0, workers=2, seed=1)
    two = schedule.solve(ask, limit_s=20.0, workers=2, seed=1)
    assert one.flights == two.flights
    warm = schedule.solve(ask, limit_s=20.0, workers=1, hint=one)
    assert warm.value == pytest.approx(one.value)


def test_faults_come_back_in_words() -> None:
    with pytest.raises(NotSolved, match="process ended"):
        cpsat.call({"what": "nothing"}, limit_s=1.0)
    with pytest.raises(InvalidInput, match="limit"):
        cpsat.call({}, limit_s=0.0)
    with pytest.raises(OutOfDomain, match="ticks"):
        grid(replace(tiny(0), tick_s=0.1))
    ring = tiny(0)
    flights = list(ring.flights)
    flights[0] = replace(flights[0], after=(("f1", 0.0),))
    flights[1] = replace(flights[1], after=(("f0", 0.0),))
    with pytest.raises(InvalidInput, match="ring"):
        grid(replace(ring, flights=tuple(flights)))
