"""Margins that a plan should have, from the campaigns that were simulated without them.

A plain table that planner and schedule take: flights more of each type, ships to hold back, and
days between a delivery's planned date and the date it is promised for.
Checked: tests/campaign/test_risk_margins.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.campaign.risk.ask import RiskAsk
from windlass.campaign.risk.simulate import RiskResult
from windlass.campaign.risk.summary import percentile
from windlass.campaign.schedule.timetable import Timetable

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleMargin:
    """Of a type: flights of it planned, launches lost at the share of campaigns, and flights to
    plan by flight planned, so that as many deliveries as planned arrive at that share.
    """

    vehicle: str
    planned: int
    lost: int
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightMargin:
    """Of a flight: time before its due date at which it must be planned; inf: it does not come."""

    flight: str
    margin_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """Margins for a share of campaigns; whole_s: of the last delivery."""

    share: float
    whole_s: float
    vehicles: tuple[VehicleMargin, ...]
    flights: tuple[FlightMargin, ...]


def margins(ask: RiskAsk, result: RiskResult, share: float = 0.8) -> Margins:
    """Return the margins for which a share of campaigns keeps its dates, each taken by itself."""
    by_key = {one.key: one for one in ask.timetable.flights}
    if set(result.flights) - set(by_key):
        raise InvalidInput(
            "result is of another timetable", value=min(set(result.flights) - set(by_key))
        )
    counts = dict.fromkeys(result.vehicles, 0)
    for key in result.flights:
        counts[by_key[key].vehicle] += 1
    vehicles = []
    for k, key in enumerate(result.vehicles):
        lost = int(percentile(result.losses[:, k], share).value)
        planned = counts[key]
        vehicles.append(VehicleMargin(
            vehicle=key, planned=planned, lost=lost,
            factor=_factor(result.losses[:, k], result.launches[:, k], planned, share),
        ))  # fmt: skip
    return Margins(
        share=share,
        whole_s=max(0.0, percentile(result.last_s, share).value - result.planned_last_s),
        vehicles=tuple(vehicles),
        flights=tuple(
            FlightMargin(
                flight=key, margin_s=max(0.0, percentile(result.delay_s[:, k], share).value)
            )
            for k, key in enumerate(result.flights)
        ),
    )


def with_margins(table: Timetable, found: Margins) -> Timetable:
    """Return a timetable whose flights are due earlier by their margins; InvalidInput for inf.

    A flight without a due date keeps none.
    """
    by_key = {one.flight: one.margin_s for one in found.flights}
    if never := [key for key, margin in by_key.items() if margin == math.inf]:
        raise InvalidInput(
            "no margin makes a flight sure", value=never[0],
            remedy="give it another window, a spare ship or a smaller share",
        )  # fmt: skip
    return replace(
        table,
        flights=tuple(
            one if one.due_s is None
            else replace(one, due_s=max(table.start_s, one.due_s - by_key.get(one.key, 0.0)))
            for one in table.flights
        ),
    )  # fmt: skip


def _factor(losses: Counts, launches: Counts, planned: int, share: float) -> float:
    """Return flights to plan by flight planned: at the rate of loss, by launch, that a share of
    campaigns does not exceed, as many arrive in the mean as are planned.
    """
    if not planned:
        return 1.0
    rates = np.divide(losses, launches, out=np.zeros(len(losses)), where=launches > 0)
    rate = percentile(rates, share).value
    if rate >= 1.0:
        return math.inf
    return math.ceil(planned / (1.0 - rate) * (1.0 - 1e-9)) / planned
