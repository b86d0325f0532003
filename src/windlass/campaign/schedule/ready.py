"""The earliest date by which flights can be at their docks, and what holds them back.

"Can the first launch be in eight weeks?" is asked of the flight alone, or of a set that shares
pads, docks, vehicles and people.  Checked: tests/campaign/test_schedule_ready.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from windlass.base.errors import InvalidInput
from windlass.campaign.schedule import schedule
from windlass.campaign.schedule.counting import no_sooner
from windlass.campaign.schedule.grid import grid
from windlass.campaign.schedule.timetable import Schedule, Timetable


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Result: when the last of the flights is at its dock, at the earliest, and no sooner than.

    proven: that ready_s is the earliest.  missing: those that cannot fly within the timetable.
    """

    ready_s: float
    bound_s: float
    first_lift_off_s: float
    proven: bool
    missing: tuple[str, ...]
    bottleneck: str
    schedule: Schedule


def earliest(
    ask: Timetable, flights: str | Sequence[str], *, limit_s: float, workers: int = 2, seed: int = 0
) -> Ready:
    """Return the earliest date by which flights, and all that they come after, are at their docks.

    Due dates are set aside, and flights that are not needed are not flown.  InvalidInput for an
    unknown flight, NotSolved as of ``schedule.solve``.
    """
    wanted = {flights} if isinstance(flights, str) else set(flights)
    by = {flight.key: flight for flight in ask.flights}
    if not wanted or not wanted <= by.keys():
        raise InvalidInput("no flight of that name", value=sorted(wanted - by.keys()))
    needed = set(wanted)
    while more := {key for k in needed for key, _ in by[k].after} - needed:
        needed |= more
    kept = tuple(replace(f, due_s=None) for f in ask.flights if f.key in needed)
    alone = replace(ask, flights=kept)
    found = schedule.solve(alone, limit_s=limit_s, workers=workers, seed=seed)
    bound = max(found.ends_bound_s, no_sooner(alone).at_s)
    best, words = 0.0, "its own windows, preparations and closures"
    for what, lifted in _lifted(alone):
        try_ = schedule.solve(lifted, limit_s=0.25 * limit_s, workers=workers, seed=seed)
        gain = found.ends_s - try_.ends_s if not try_.left_out else 0.0
        if gain > best:
            best, words = gain, f"{what}: with plenty of it {gain / 86_400.0:.1f} days sooner"
    return Ready(
        ready_s=found.ends_s,
        bound_s=bound,
        first_lift_off_s=min((one.lift_off_s for one in found.flights), default=ask.end_s),
        proven=not found.left_out and (found.proven or found.ends_s <= bound + ask.tick_s),
        missing=found.left_out,
        bottleneck=words,
        schedule=found,
    )


def _lifted(ask: Timetable) -> list[tuple[str, Timetable]]:
    """The timetable with plenty of one thing at a time, of those that can hold flights back."""
    many = 10 * len(ask.flights) + 10
    scarce = {
        (one.kind.split("-")[0], one.key)
        for one in grid(ask).shared
        if one.fixed or sum(much for *_, much in one.items) > one.capacity
    }
    scarce |= {(site.kind, site.key) for site in ask.sites if site.closed}
    out = []
    for site in ask.sites:
        if (site.kind, site.key) not in scarce:
            continue
        sites = tuple(replace(s, count=many, closed=()) if s is site else s for s in ask.sites)
        out.append((f"{site.kind} {site.key}", replace(ask, sites=sites)))
    for pool in ask.pools:
        if ("vehicle", pool.key) not in scarce:
            continue
        pools = tuple(
            replace(p, ready=((ask.start_s, many),)) if p is pool else p for p in ask.pools
        )
        out.append((f"vehicles {pool.key}", replace(ask, pools=pools)))
    for team in ask.teams:
        if ("team", team.key) not in scarce:
            continue
        most = max((w.people for f in ask.flights for w in f.work), default=1)
        teams = tuple(replace(t, count=many * most) if t is team else t for t in ask.teams)
        out.append((f"people {team.key}", replace(ask, teams=teams)))
    return out
