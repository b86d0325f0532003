"""What people take of radiation by a strategic plan, which moves them in numbers and not by name.

Who flies when is open in a plan, so that a person's dose lies between bounds: nobody takes more
than the longest way through all trips and stays, and somebody takes the mean at least.
Checked: tests/campaign/test_exposure.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from windlass.campaign.crew import dose
from windlass.campaign.plan.plan import Plan
from windlass.campaign.plan.program import Floats
from windlass.campaign.tables import Campaign

_SAME_S: Final = 2.0
_REL: Final = 1e-6
"""What a programme's row may be off by."""

Point = tuple[str, float]
Step = tuple[Point, Point, float, float]
"""From, to, dose of each person on the way [mSv], people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """Of people of one kind [mSv]: the mean, at least, and the most that anyone can take.

    people: those who can take it, at most: all who are supplied, or each departure from shelter, if
    that is fewer; some may be the same again.  The mean is over them.  trips: (leg, when it leaves
    [s past J2000], dose of each person aboard).  unrated: legs on which they fly and which say no
    place of data/dose.toml: nothing is counted there.
    """

    item: str
    agency: str
    limit_msv: float
    people: float
    mean_msv: float
    most_msv: float
    trips: tuple[tuple[str, float, float], ...]
    unrated: tuple[str, ...]

    @property
    def least_msv(self) -> float:
        """What somebody takes at least, whoever flies when: the mean, or one trip alone."""
        return max((self.mean_msv, *(msv for _, _, msv in self.trips)))

    @property
    def broken(self) -> bool:
        """Whether somebody takes more than the limit, whoever flies when."""
        return self.least_msv > self.limit_msv * (1.0 + _REL)

    @property
    def kept(self) -> bool:
        """Whether nobody can take more than the limit, whoever flies when."""
        return self.most_msv <= self.limit_msv * (1.0 + _REL)


def exposures(campaign: Campaign, plan: Plan) -> tuple[Exposure, ...]:
    """Return the exposure of each kind of people whose agency is known; InvalidInput for an agency
    or a place that is in no table of data/dose.toml.
    """
    found = []
    for people in campaign.commodities:
        if not people.seat or not people.agency:
            continue
        steps = [*_trips(campaign, plan, people.key), *_stays(campaign, plan, people.key)]
        given = _given(campaign, plan, people.key)
        many = _exposed(campaign, plan, people.key, given)
        total = math.fsum(msv * those for _, _, msv, those in steps)
        ashore = _ashore(campaign, plan, people.key, given)
        legs = {leg.key: leg for leg in campaign.legs}
        flown = [trip for trip in plan.trips if trip.cargo.get(people.key, 0.0) > 0.0]
        found.append(
            Exposure(
                item=people.key,
                agency=people.agency,
                limit_msv=dose.limit(people.agency),
                people=many,
                mean_msv=total / many if many > 0.0 else 0.0,
                most_msv=_longest(
                    [*steps, *ashore], [at for at, _ in given], np.array(plan.instants_s)
                ),
                trips=tuple(
                    (trip.leg, trip.leaves_s, dose.over(legs[trip.leg].where, trip.lasts_s))
                    for trip in flown
                ),
                unrated=tuple(sorted({t.leg for t in flown if not legs[t.leg].where})),
            )
        )
    return tuple(found)


def _trips(campaign: Campaign, plan: Plan, item: str) -> Iterator[Step]:
    legs = {leg.key: leg for leg in campaign.legs}
    for trip in plan.trips:
        if (many := trip.cargo.get(item, 0.0)) > 0.0:
            leg = legs[trip.leg]
            msv = dose.over(leg.where, trip.lasts_s)
            yield (leg.origin, trip.leaves_s), (leg.destination, trip.arrives_s), msv, many


def _stays(campaign: Campaign, plan: Plan, item: str) -> Iterator[Step]:
    where = {node.key: node.where for node in campaign.nodes}
    for stay in plan.stays:
        if (many := stay.items.get(item, 0.0)) > 0.0:
            msv = dose.over(where[stay.node], stay.until_s - stay.from_s)
            yield (stay.node, stay.from_s), (stay.node, stay.until_s), msv, many


def _given(campaign: Campaign, plan: Plan, item: str) -> list[tuple[Point, float]]:
    return [
        ((campaign.supplies[one.supply].node, one.at_s), one.amount)
        for one in plan.given
        if campaign.supplies[one.supply].item == item
    ]


def _exposed(campaign: Campaign, plan: Plan, item: str, given: list[tuple[Point, float]]) -> float:
    """Return how many people can take a dose at all, at most."""
    where = {node.key: node.where for node in campaign.nodes}
    origin = {leg.key: leg.origin for leg in campaign.legs}
    safe = {node for (node, _), _ in given if not where[node]}
    leave = [
        trip.cargo.get(item, 0.0) for trip in plan.trips if origin[trip.leg] in safe
    ]  # fmt: skip
    rated = [amount for (node, _), amount in given if where[node]]
    return min(math.fsum(amount for _, amount in given), math.fsum([*leave, *rated]))


def _ashore(
    campaign: Campaign, plan: Plan, item: str, given: list[tuple[Point, float]]
) -> Iterator[Step]:
    """Yield the time between a demand that people meet and each later supply of them at its node:
    they may be the same, which the mean leaves out and the longest way does not.
    """
    where = {node.key: node.where for node in campaign.nodes}
    for one in plan.deliveries:
        asked = campaign.demands[one.demand]
        if asked.item != item:
            continue
        for (node, at_s), _ in given:
            if node == asked.node and at_s >= one.at_s - _SAME_S:
                msv = dose.over(where[node], max(0.0, at_s - one.at_s))
                yield (node, one.at_s), (node, at_s), msv, 0.0


def _longest(steps: list[Step], starts: list[Point], instants_s: Floats) -> float:
    """Return the dose of the longest way from where people come from [mSv].

    Steps lead on in time, or out at one instant: no way comes back to where it was.
    """

    def key(at: Point) -> tuple[str, int]:
        return at[0], int(np.argmin(np.abs(instants_s - at[1])))

    edges = sorted(((key(a), key(b), msv) for a, b, msv, _ in steps), key=lambda row: row[0][1])
    best: dict[tuple[str, int], float] = {key(at): 0.0 for at in starts}
    for _ in range(len(edges) + 1):
        changed = False
        for begin, end, msv in edges:
            reached = best.get(begin, -math.inf) + msv
            if reached > best.get(end, -math.inf):
                best[end], changed = reached, True
        if not changed:
            break
    return max(best.values(), default=0.0)
