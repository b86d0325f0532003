"""A schedule as lists by number, which the simulation of its execution reads.

Checked: tests/campaign/test_risk.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from windlass.base.errors import InvalidInput
from windlass.campaign.risk.ask import RiskAsk
from windlass.campaign.risk.hazards import Hazards
from windlass.campaign.schedule.timetable import Flight, Span, Timetable


@dataclass(frozen=True, slots=True)
class Plan:
    """What one campaign needs, worked out once for all of them.

    Lists by flight, in the order of their dates.  kind: the same for flights that use the same
    things.  lead: how long before lift-off it must be
    settled; work: (team, begins, ends, people, when it must be at work at the latest).  names: of
    what a flight can wait for.  vehicle_of: of a pool, its number among the hazards, -1 for none.
    """

    timetable: Timetable
    hazards: Hazards
    flights: tuple[Flight, ...]
    planned: list[float]
    lead: list[float]
    pad: list[int]
    dock: list[int]
    pool: list[int]
    after: list[list[tuple[int, float]]]
    work: list[list[tuple[int, float, float, int, float]]]
    windows: list[list[Span]]
    repeat_s: float
    kind: list[int]
    names: tuple[str, ...]
    sites_at: int
    pools_at: int
    teams_at: int
    vehicle_of: list[int]
    dock_of: list[int]
    team_of: list[int]


CAUSES = ("window", "precedence", "scrub", "stand-down", "loss", "stoppage")
WINDOW, PRECEDENCE, SCRUB, STAND_DOWN, LOSS, STOPPAGE = range(6)


def plan(ask: RiskAsk) -> Plan:
    """Return the plan of an ask; InvalidInput where schedule and timetable do not match."""
    table = ask.timetable
    by_key = {flight.key: flight for flight in table.flights}
    lifts = {one.key: one.lift_off_s for one in ask.schedule.flights}
    if unknown := set(lifts) - set(by_key):
        raise InvalidInput("schedule has flights that its timetable has not", value=min(unknown))
    if not lifts:
        raise InvalidInput("schedule has no flights", remedy="solve the timetable first")
    depths: dict[str, int] = {}
    keys = sorted(lifts, key=lambda key: (lifts[key], _depth(key, by_key, depths), key))
    numbers = {key: k for k, key in enumerate(keys)}
    flights = tuple(by_key[key] for key in keys)
    sites = {site.key: k for k, site in enumerate(table.sites)}
    pools = {pool.key: k for k, pool in enumerate(table.pools)}
    teams = {team.key: k for k, team in enumerate(table.teams)}
    _known(ask.hazards, sites, pools, teams)
    for flight in flights:
        for before, _ in flight.after:
            if before not in numbers:
                raise InvalidInput(f"{flight.key}: comes after a flight left out", value=before)
    names = (
        *CAUSES, *(f"{site.kind} {site.key}" for site in table.sites),
        *(f"vehicle {pool.key}" for pool in table.pools),
        *(f"team {team.key}" for team in table.teams),
    )  # fmt: skip
    vehicle_of = _numbers(pools, [one.vehicle for one in ask.hazards.vehicles])
    return Plan(
        timetable=table,
        hazards=ask.hazards,
        flights=flights,
        planned=[lifts[key] for key in keys],
        lead=[max([one.pad_before_s, *(-w.begin_s for w in one.work)]) for one in flights],
        pad=[sites[one.pad] for one in flights],
        dock=[-1 if one.dock is None else sites[one.dock] for one in flights],
        pool=[pools[one.vehicle] for one in flights],
        after=[[(numbers[key], gap) for key, gap in one.after] for one in flights],
        work=[
            [
                (teams[w.team], w.begin_s, w.end_s, w.people, max(w.begin_s, min(w.end_s, 0.0)))
                for w in one.work
            ]
            for one in flights
        ],
        windows=[_windows(one, table) for one in flights],
        repeat_s=ask.repeat_s,
        kind=_kinds(flights),
        names=names,
        sites_at=len(CAUSES),
        pools_at=len(CAUSES) + len(sites),
        teams_at=len(CAUSES) + len(sites) + len(pools),
        vehicle_of=vehicle_of,
        dock_of=[sites[one.site] for one in ask.hazards.docks],
        team_of=[teams[one.team] for one in ask.hazards.teams],
    )


def _kinds(flights: tuple[Flight, ...]) -> list[int]:
    """Return a number for flights that share all they share: of those one is tried at a time."""
    known: dict[object, int] = {}
    return [
        known.setdefault(
            (one.vehicle, one.pad, one.dock, tuple((w.team, w.people) for w in one.work)),
            len(known),
        )
        for one in flights
    ]


def next_window(windows: list[Span], lift_s: float, repeat_s: float) -> float:
    """Return the first time at or after lift_s within windows; inf after the last.

    repeat_s: after how long the last window opens again, and again; 0 for never.
    """
    for low, high in windows:
        if lift_s <= high:
            return lift_s if lift_s >= low else low
    if repeat_s <= 0.0:
        return math.inf
    low, high = windows[-1]
    times = math.ceil((lift_s - high) / repeat_s)
    return max(lift_s, low + times * repeat_s)


def _windows(flight: Flight, table: Timetable) -> list[Span]:
    """Return windows in order; one that lasts to the timetable's end is taken to go on after it."""
    found = sorted(flight.windows)
    low, high = found[-1]
    if high >= table.end_s:
        found[-1] = (low, math.inf)
    return found


def _depth(key: str, flights: dict[str, Flight], known: dict[str, int]) -> int:
    """Return how many flights stand in a row before one; InvalidInput for a circle."""
    if known.get(key) == -1:
        raise InvalidInput("flights come after each other in a circle", value=key)
    if key not in known:
        known[key] = -1
        known[key] = 1 + max(
            (_depth(before, flights, known) for before, _ in flights[key].after), default=0
        )
    return known[key]


def _known(
    hazards: Hazards, sites: dict[str, int], pools: dict[str, int], teams: dict[str, int]
) -> None:
    for what, keys, there in (
        ("vehicles", [one.vehicle for one in hazards.vehicles], pools),
        ("vehicles", [key for key, _ in hazards.spares], pools),
        ("docks", [one.site for one in hazards.docks], sites),
        ("teams", [one.team for one in hazards.teams], teams),
    ):
        if unknown := set(keys) - set(there):
            raise InvalidInput(
                f"hazards of {what} that the timetable has not", value=min(unknown),
                remedy=f"one of: {', '.join(there)}",
            )  # fmt: skip
        if len(keys) != len(set(keys)):
            raise InvalidInput(f"hazards of {what} are given twice", value=sorted(keys))


def _numbers(pools: dict[str, int], vehicles: list[str]) -> list[int]:
    found = [-1] * len(pools)
    for k, vehicle in enumerate(vehicles):
        found[pools[vehicle]] = k
    return found
