"""Dates of flights by CP-SAT on pooled sites, vehicles and people.

Least weighted lateness first, then the earliest completion; where not all flights can be flown,
the least weight is left out before that.  What is called proven is proven on the timetable's own
ticks.  The same seed gives the same schedule as long as the limit of time is not reached.
Checked: tests/campaign/test_schedule.py.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from windlass.base.errors import NotSolved
from windlass.campaign.schedule import cpsat
from windlass.campaign.schedule.bound import Bound, bound
from windlass.campaign.schedule.greedy import Dates, greedy, late, ordered, shifted
from windlass.campaign.schedule.grid import Grid, grid
from windlass.campaign.schedule.loads import bottleneck, loads
from windlass.campaign.schedule.timetable import Dated, Schedule, Timetable

UNKNOWN = 3


def solve(
    ask: Timetable,
    *,
    limit_s: float,
    workers: int = 2,
    seed: int = 0,
    hint: Schedule | None = None,
    tighter: Mapping[str, float] | None = None,
    finish_effort: float = 0.02,
    explain: bool = True,
) -> Schedule:
    """Return a pooled schedule, proven as far as its status says.

    limit_s: of CP-SAT's search, above 0.  hint: an earlier schedule, from which it begins.
    tighter: {team: share of its hours that may be planned}.  finish_effort: of the search for the
    earliest completion, in the solver's own count of work, the same on any machine, 0 for none;
    where no flight has a due date, that is the goal, and takes all the time that there is.
    explain: solve again without what is fullest, to tell the bottleneck where something is late.
    Raises InvalidInput, OutOfDomain, and NotSolved where nothing was found within the time.
    """
    began = time.perf_counter()
    of = grid(ask, tighter)
    first = ordered(of, _hinted(ask, of, hint) if hint is not None else greedy(of))
    least = bound(of) if late(of, first) else None
    if hint is None and late(of, first):
        tries = [first] if least is None else [first, ordered(of, greedy(of, least.order))]
        first = min((shifted(of, one) for one in tries), key=lambda one: _rank(of, one))
    problem = _problem(of, first, limit_s, workers, seed, finish_effort)
    problem |= {
        "least_left": least.left if least else 0,
        "least_late": least.left_late if least else 0,
        "least_total": least.total if least else 0,
    }
    answer = cpsat.call(problem, limit_s=limit_s)
    dates = _best(of, answer, first)
    found = _schedule(ask, of, answer, dates, least)
    words = bottleneck(ask, of, dates, found, limit_s=0.25 * limit_s if explain else 0.0)
    return replace(found, bottleneck=words, wall_s=time.perf_counter() - began)


def _rank(of: Grid, dates: Dates) -> tuple[int, int]:
    """Weight left out, and weighted ticks late: what is least first."""
    return sum(w for k, w in enumerate(of.weight) if k not in dates), late(of, dates)


def _hinted(ask: Timetable, of: Grid, hint: Schedule) -> Dates:
    index = {flight.key: k for k, flight in enumerate(ask.flights)}
    return {
        index[one.key]: round((one.lift_off_s - of.date(index[one.key], 0)) / of.tick_s)
        for one in hint.flights
        if one.key in index
    }


def _problem(
    of: Grid, first: Dates, limit_s: float, workers: int, seed: int, finish_effort: float
) -> dict[str, Any]:
    whole = len(first) == len(of.domains)
    # Dates by hand that are nowhere late need no proof; a hint may break a rule, and is not taken.
    known = late(of, first) if whole and not _broken(of, first) else None
    return {
        "what": "dates",
        "limit_s": limit_s,
        "workers": workers,
        "seed": seed,
        "ticks": of.ticks,
        "domains": of.domains,
        "arrive": of.arrive,
        "lag": of.lag,
        "weight": of.weight,
        "shared": [asdict(one) for one in of.shared],
        "after": of.after,
        "chains": of.chains,
        "hint": first,
        "known_late": known,
        "least_left": 0,
        "least_late": 0,
        "least_total": 0,
        "complete": known is not None,
        "finish_effort": finish_effort if any(lag is not None for lag in of.lag) else None,
    }


def _broken(of: Grid, dates: Mapping[int, int]) -> bool:
    """Whether dates overfill anything, leave their windows, or come too early after another."""
    for k, spans in enumerate(of.domains):
        if k in dates and not any(a <= dates[k] <= b for a, b in spans):
            return True
    if any(dates[b] < dates[a] + gap for a, b, gap in of.after if a in dates and b in dates):
        return True
    for one in of.shared:
        change: dict[int, int] = {}
        held = [(dates[k] + a, dates[k] + b, m) for k, a, b, m in one.items if k in dates]
        for a, b, much in [*held, *one.fixed]:
            change[a] = change.get(a, 0) + much
            change[b] = change.get(b, 0) - much
        level = 0
        for tick in sorted(change):
            level += change[tick]
            if level > one.capacity and change[tick] > 0:
                return True
    return False


def _best(of: Grid, answer: Mapping[str, Any], first: Dates) -> Dates:
    found = answer["dates"]
    if found is None:
        if len(first) < len(of.domains) or _broken(of, first):
            raise NotSolved(
                "no schedule was found within the time",
                status=UNKNOWN,
                value=answer["status"],
                remedy="give it longer, or a coarser tick",
            )
        return first
    return shifted(of, {int(k): tick for k, tick in found.items()})


def _schedule(
    ask: Timetable, of: Grid, answer: Mapping[str, Any], dates: Dates, least: Bound | None
) -> Schedule:
    left = [flight.key for k, flight in enumerate(ask.flights) if k not in dates]
    dated = any(lag is not None for lag in of.lag)
    stages = [answer[name] for name in ("left", "late") if answer[name] is not None]
    stages += [] if dated or answer["end"] is None else [answer["end"]]
    proven = bool(stages) and all(stage["status"] == "OPTIMAL" for stage in stages)
    proven_least = 0
    if answer["left"] is not None:
        proven_least += answer["left"]["bound"] * of.ticks
    exact = answer["left"] is None or answer["left"]["status"] == "OPTIMAL"
    if answer["late"] is not None and exact:
        proven_least += max(0, answer["late"]["bound"])
    value = late(of, dates)
    proven_least = max(proven_least, least.total if least else 0)
    ends = max((tick + of.arrive[k] for k, tick in dates.items()), default=0)
    return Schedule(
        status="overloaded" if left else "optimal" if proven else "feasible",
        proven=proven,
        flights=tuple(
            Dated(key=ask.flights[k].key, lift_off_s=of.date(k, tick))
            for k, tick in sorted(dates.items(), key=lambda one: (of.date(one[0], one[1]), one[0]))
        ),
        left_out=tuple(left),
        value=of.days(value),
        bound=of.days(min(proven_least, value)),
        loads=loads(of, dates),
        bottleneck="",
        wall_s=0.0,
        ends_s=of.start_s + ends * of.tick_s,
        ends_bound_s=of.start_s + min(ends, _ends(of, answer)) * of.tick_s,
    )


def _ends(of: Grid, answer: Mapping[str, Any]) -> int:
    """Tick before which the last flight cannot be at its dock, among the schedules least late."""
    alone = 0
    if answer["left"] is None:
        alone = max((s[0][0] + a for s, a in zip(of.domains, of.arrive, strict=True)), default=0)
    found = answer["end"]
    if found is None or found["status"] not in ("OPTIMAL", "FEASIBLE"):
        return alone
    return max(alone, int(found["bound"]))
