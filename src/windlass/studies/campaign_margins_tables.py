"""The tables of a campaign with what its simulation says must be held back.

Legs from a pad last longer by their margin, so that what they carry is used no sooner than it is
there in the share of campaigns; flights count for those flown again after a loss; of vehicles as
many are kept out of the plan as are lost.  Checked: tests/studies/test_campaign_margins.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace

from windlass.base.epochs import DAY_S, format_epoch
from windlass.campaign.plan.grid import Grid
from windlass.campaign.plan.plan import Plan, Trip
from windlass.campaign.risk.margins import VehicleMargin
from windlass.campaign.tables import Campaign, Departure, Leg, Limit, Supply
from windlass.campaign.tables_check import check
from windlass.studies.campaign_file import CampaignFile
from windlass.studies.campaign_timetable import wanted


def held_back(
    campaign: Campaign,
    grid: Grid,
    margins_s: Mapping[str, float],
    vehicles: tuple[VehicleMargin, ...],
) -> Campaign:
    """Return the tables with margins; margins_s: leg -> s, of legs from a pad.

    Such a leg arrives at the first instant of the grid that is not before its own arrival and the
    margin: what follows upon it begins at an instant.  A departure that arrives after the last
    instant falls away; a leg of which none is left has none.
    """
    factors = {one.vehicle: one.factor for one in vehicles if 1.0 < one.factor < math.inf}
    lost = {one.vehicle: one.lost for one in vehicles}
    legs = []
    for leg in campaign.legs:
        if leg.key not in margins_s:
            legs.append(leg)
            continue
        departures = tuple(_later(leg, campaign, grid, margins_s[leg.key]))
        if departures:
            legs.append(replace(leg, departures=departures))
        else:
            legs.append(replace(leg, vehicles=()))
    return check(
        replace(
            campaign,
            legs=tuple(legs),
            supplies=tuple(_fewer(campaign.supplies, lost, factors)),
            limits=tuple(_heavier(one, campaign, factors) for one in campaign.limits),
        )
    )


def _later(leg: Leg, campaign: Campaign, grid: Grid, margin_s: float) -> Iterator[Departure]:
    """Yield a leg's departures, each there by its margin after its own arrival."""
    given = leg.departures or tuple(Departure(date_s=float(t)) for t in grid.at_s[:-1])
    for one in given:
        lasts = leg.duration_s if one.duration_s is None else one.duration_s
        there = one.date_s + lasts + margin_s
        after = [float(t) for t in grid.at_s if t >= there - 1.0]
        if after and after[0] <= campaign.end_s:
            yield replace(one, duration_s=after[0] - one.date_s)


def _fewer(
    supplies: tuple[Supply, ...], lost: Mapping[str, int], factors: Mapping[str, float]
) -> Iterator[Supply]:
    """Yield supplies without the vehicles held back, which the first ones go without."""
    left = dict(lost)
    for one in supplies:
        fewer = min(one.amount, left.get(one.item, 0))
        if one.item in left:
            left[one.item] -= int(fewer)
        yield replace(
            one, amount=one.amount - fewer, rate_1_s=one.rate_1_s / factors.get(one.item, 1.0)
        )


def _heavier(limit: Limit, campaign: Campaign, factors: Mapping[str, float]) -> Limit:
    """Return a limit in which a flight counts for those flown again, too."""
    counted = limit.vehicles or tuple(one.key for one in campaign.vehicles)
    weights = {
        **limit.weights,
        **{key: limit.weights.get(key, 1.0) * factors[key] for key in counted if key in factors},
    }
    return replace(limit, weights=weights)


def pad_legs(file: CampaignFile, plan: Plan) -> dict[str, tuple[str, Trip]]:
    """Return key of a flight in the timetable -> (leg, trip), of a plan's flights from a pad."""
    found = {}
    for number, trip in enumerate(plan.trips, start=1):
        for vehicle, many in trip.flown.items():
            if file.vehicle[vehicle].ground is not None:
                for k in range(many):
                    found[f"trip-{number}-{vehicle}-{k + 1}"] = (trip.leg, trip)
    return found


def needed(file: CampaignFile, campaign: Campaign, plan: Plan) -> dict[str, float]:
    """Return key of a flight -> date by which it must be there [s]; inf: none.

    Of the plan's own: when, after the plan's arrival, something first leaves where it arrives, or a
    demand there falls due.  Of the file's: its due date.
    """
    ends = {one.key: one.due_s for one in wanted(file, campaign)}
    found = {key: math.inf if due is None else due for key, due in ends.items()}
    legs = {one.key: one for one in campaign.legs}
    for key, (leg, trip) in pad_legs(file, plan).items():
        there = legs[leg].destination
        dates = [one.leaves_s for one in plan.trips if legs[one.leg].origin == there]
        dates += [one.date_s for one in campaign.demands if one.node == there]
        found[key] = min((t for t in dates if t >= trip.arrives_s - 1.0), default=math.inf)
    return found


def as_flown(campaign: Campaign, plan: Plan, margins_s: Mapping[str, float]) -> Plan:
    """Return a plan made with margins whose trips last as long as they do without."""
    legs = {one.key: one for one in campaign.legs}
    trips = []
    for trip in plan.trips:
        if trip.leg in margins_s:
            leg = legs[trip.leg]
            own = [
                one.duration_s for one in leg.departures
                if one.duration_s is not None and abs(one.date_s - trip.leaves_s) < 1.0
            ]  # fmt: skip
            trip = replace(trip, lasts_s=own[0] if own else leg.duration_s)
        trips.append(trip)
    return replace(plan, trips=tuple(trips))


def why_not(campaign: Campaign, plan: Plan, margins_s: Mapping[str, float]) -> Iterator[str]:
    """Yield, in words of the tables, why a plan's flights cannot leave earlier by their margins."""
    origins = {one.key: one.origin for one in campaign.legs}
    for trip in plan.trips:
        if trip.leg not in margins_s or not trip.flown:
            continue
        leg = next(one for one in campaign.legs if one.key == trip.leg)
        used = [
            one for one in plan.trips
            if origins[one.leg] == leg.destination and one.leaves_s >= trip.arrives_s - 1.0
        ]  # fmt: skip
        if not used:
            continue
        first = min(used, key=lambda one: one.leaves_s)
        by = first.leaves_s - trip.lasts_s - margins_s[trip.leg]
        if trip.leaves_s <= by:
            continue
        told = (
            f"leg.{leg.key}: leaves {format_epoch(trip.leaves_s)}; leg.{first.leg} leaves "
            f"{leg.destination} on {format_epoch(first.leaves_s)}, so that with a margin of "
            f"{margins_s[trip.leg] / DAY_S:.1f} d it would have to leave by {format_epoch(by)}"
        )
        if by < campaign.start_s:
            yield f"{told}, before the campaign starts on {format_epoch(campaign.start_s)}."
        elif leg.departures and all(one.date_s > by for one in leg.departures):
            yield f"{told}, and has no departure so early: give leg.{leg.key} one."
        else:
            yield f"{told}."
