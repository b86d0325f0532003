"""Margins for the next plan: days by flight, flights by type, and what they lead to."""

from dataclasses import replace

import numpy as np
import pytest

from tests.campaign.risk_case import DAY
from tests.campaign.test_risk import ask
from windlass.base.errors import InvalidInput
from windlass.campaign.risk.hazards import Hazards, VehicleHazard
from windlass.campaign.risk.margins import margins, with_margins
from windlass.campaign.risk.simulate import simulate


def test_a_plan_that_keeps_its_margins_is_on_time_that_often() -> None:
    base = ask()
    made = simulate(base, many=400, seed=1)
    found = margins(base, made, 0.8)
    for k, one in enumerate(found.flights):
        assert (made.delay_s[:, k] <= one.margin_s * (1 + 1e-6)).mean() >= 0.8
    by_flight = [one.margin_s for one in found.flights]
    assert by_flight == sorted(by_flight), "down a chain delays add"
    assert found.whole_s == pytest.approx(by_flight[-1], rel=1e-5)
    (one,) = found.vehicles
    assert one.planned == 4
    assert one.lost == int(np.sort(made.losses[:, 0])[319])
    assert one.factor * one.planned >= one.planned


def test_without_losses_no_flights_more() -> None:
    base = ask(hazards=Hazards())
    found = margins(base, simulate(base, many=3, seed=1))
    assert found.whole_s == 0.0
    assert [one.factor for one in found.vehicles] == [1.0]
    assert all(one.margin_s == 0.0 for one in found.flights)


def test_due_dates_come_earlier_by_their_margin() -> None:
    base = ask()
    due = replace(base.timetable, flights=tuple(
        replace(one, due_s=500 * DAY) for one in base.timetable.flights[:2]
    ) + base.timetable.flights[2:])  # fmt: skip
    found = margins(base, simulate(base, many=50, seed=1))
    tighter = with_margins(due, found)
    for k in range(2):
        assert tighter.flights[k].due_s == max(0.0, 500 * DAY - found.flights[k].margin_s)
    assert tighter.flights[2].due_s is None


def test_no_margin_helps_what_never_comes() -> None:
    lost = ask(hazards=Hazards(vehicles=(VehicleHazard(vehicle="ship", loss=1.0),)))
    found = margins(lost, simulate(lost, many=5, seed=1))
    assert found.vehicles[0].factor == float("inf")
    with pytest.raises(InvalidInput, match="no margin"):
        with_margins(lost.timetable, found)
    with pytest.raises(InvalidInput, match="another timetable"):
        margins(ask(2), simulate(ask(4), many=2, seed=1))
