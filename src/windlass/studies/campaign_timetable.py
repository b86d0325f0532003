"""From a campaign file, and its plan where there is one, to the timetable that is to be scheduled.

Checked: tests/studies/test_campaign_timetable.py.
"""

from __future__ import annotations

import math
from bisect import bisect_right

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.units import parse
from windlass.campaign.plan.plan import Plan
from windlass.campaign.schedule.timetable import (
    Flight,
    Pool,
    Site,
    Span,
    Team,
    Timetable,
    Work,
    check,
)
from windlass.campaign.tables import Campaign
from windlass.studies.campaign_file import CampaignFile, GroundPart

TICK_S = 3_600.0


def timetable(file: CampaignFile, campaign: Campaign, plan: Plan | None = None) -> Timetable:
    """Return the timetable of a file's own flights, and of a plan's where one is given.

    Raises InvalidInput for flights of a vehicle that says nothing of pads, and for none at all.
    """
    flights = [*wanted(file, campaign), *(_planned(file, campaign, plan) if plan else ())]
    if not flights:
        raise InvalidInput(
            "nothing to schedule", value=file.name,
            remedy="write [flight.NAME] into the file, or schedule its plan with --plan",
        )  # fmt: skip
    flights.sort(key=lambda one: (one.windows[0][0], one.key))
    end = max(span[1] for one in flights for span in one.windows)
    end += max(one.home_s + one.pad_after_s for one in flights) + DAY_S
    start = min(span[0] for one in flights for span in one.windows)
    start -= max(one.pad_before_s for one in flights)
    return check(
        Timetable(
            start_s=min(start, file.start),
            end_s=end,
            flights=tuple(flights),
            sites=tuple(
                Site(key=key, node=one.node, kind=one.kind, count=one.count,
                     closed=tuple(one.closed), serves=tuple(one.serves))
                for key, one in file.site.items()
            ),
            pools=tuple(_pools(file, flights)),
            teams=tuple(
                Team(key=key, node=one.node, count=one.count, rule=one.rule, agency=one.agency,
                     eva_rule=one.eva_rule)
                for key, one in file.team.items()
            ),
            tick_s=TICK_S,
        )
    )  # fmt: skip


def wanted(file: CampaignFile, campaign: Campaign) -> list[Flight]:
    """Return the flights that the file itself asks for."""
    found = []
    for name, part in file.flight.items():
        out = _out_s(campaign, part.vehicle)
        for k in range(part.count):
            key = name if part.count == 1 else f"{name}-{k + 1}"
            found.append(
                _flight(
                    file, key, part.vehicle, part.window, out,
                    due_s=None if part.due is None else part.due + out, weight=part.weight,
                )
            )  # fmt: skip
    return found


def _planned(file: CampaignFile, campaign: Campaign, plan: Plan) -> list[Flight]:
    """Return the flights of a plan that need a pad, each vehicle for itself."""
    found, instants = [], list(plan.instants_s)
    legs = {leg.key: leg for leg in campaign.legs}
    for number, trip in enumerate(plan.trips, start=1):
        for vehicle, many in trip.flown.items():
            if file.vehicle[vehicle].ground is None:
                continue
            after = bisect_right(instants, trip.leaves_s)
            until = instants[after] if after < len(instants) else trip.leaves_s + DAY_S
            window = (trip.leaves_s, trip.leaves_s + DAY_S)
            if not legs[trip.leg].departures:
                window = (trip.leaves_s, max(until, trip.leaves_s + DAY_S))
            for k in range(many):
                key = f"trip-{number}-{vehicle}-{k + 1}"
                due = window[1] + trip.lasts_s
                found.append(_flight(file, key, vehicle, window, trip.lasts_s, due_s=due))
    return found


def later(file: CampaignFile, campaign: Campaign, plan: Plan | None) -> dict[str, tuple[Span, ...]]:
    """Return key of a plan's flight on a dated leg -> windows of the leg's later departures.

    A schedule keeps to the departure that is planned; these are for who misses it.
    """
    legs = {leg.key: leg for leg in campaign.legs}
    found: dict[str, tuple[Span, ...]] = {}
    for number, trip in enumerate(plan.trips if plan else (), start=1):
        dates = sorted(one.date_s for one in legs[trip.leg].departures)
        windows = tuple((t, t + DAY_S) for t in dates if t > trip.leaves_s + 1.0)
        for vehicle, many in trip.flown.items():
            if dates and file.vehicle[vehicle].ground is not None:
                found |= {f"trip-{number}-{vehicle}-{k + 1}": windows for k in range(many)}
    return found


def _flight(
    file: CampaignFile,
    key: str,
    vehicle: str,
    window: tuple[float, float],
    out_s: float,
    *,
    due_s: float | None,
    weight: float = 1.0,
) -> Flight:
    ground = _ground(file, vehicle)
    return Flight(
        key=key,
        vehicle=vehicle,
        pad=ground.pad,
        windows=(window,),
        pad_before_s=ground.pad_before,
        pad_after_s=ground.pad_after,
        out_s=out_s,
        dock=ground.dock,
        dock_s=ground.dock_stay,
        back_s=ground.back,
        due_s=due_s,
        work=tuple(
            Work(team=one.team, people=one.people, begin_s=parse(one.begin, "s"),
                 end_s=parse(one.end, "s"), aboard=one.aboard, kind=one.kind)
            for one in ground.work
        ),
        weight=weight,
        anchor=f"flight-{key}",
    )  # fmt: skip


def _ground(file: CampaignFile, vehicle: str) -> GroundPart:
    part = file.vehicle.get(vehicle)
    if part is None or part.ground is None:
        raise InvalidInput(
            "flights of a vehicle that says nothing of its pad", value=vehicle,
            remedy=f"write [vehicle.{vehicle}.ground]",
        )  # fmt: skip
    return part.ground


def _out_s(campaign: Campaign, vehicle: str) -> float:
    """Return how long the first leg of a vehicle lasts."""
    for leg in campaign.legs:
        if vehicle in leg.vehicles:
            return leg.duration_s
    raise InvalidInput("no leg is flown by this vehicle", value=vehicle)


def _pools(file: CampaignFile, flights: list[Flight]) -> list[Pool]:
    """Return the vehicles there are: a fleet, a fleet that grows, or one for each flight."""
    found = []
    end = max(span[1] for one in flights for span in one.windows)
    for key, part in file.vehicle.items():
        many = sum(one.vehicle == key for one in flights)
        if part.ground is None or not many:
            continue
        ground = part.ground
        begin = file.start if ground.first is None else ground.first
        start = min(begin, *(span[0] for one in flights for span in one.windows))
        first = many if ground.fleet is None and ground.every is None else ground.fleet or 0
        ready = [(start - ground.pad_before, first)] if first else []
        if ground.every is not None:
            steps = max(0, math.floor((end - begin) / ground.every))
            ready += [(begin + k * ground.every, 1) for k in range(1, steps + 1)]
        found.append(
            Pool(key=key, ready=tuple(ready), turnaround_s=ground.turnaround,
                 expended=part.expended)
        )  # fmt: skip
    return found
