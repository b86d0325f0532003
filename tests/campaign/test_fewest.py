"""Flights that carry nothing more are left out; what is launched stays."""

import numpy as np
import pytest

from tests.campaign import small_case
from windlass.base.errors import NotSolved
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.fewest import fewest
from windlass.campaign.plan.plan import leaving, plan, polished
from windlass.campaign.plan.search import search
from windlass.campaign.plan.solver import columns_of

DAY = small_case.DAY


def test_needless_flights_are_left_out_and_no_others() -> None:
    """Three launchers more that fly empty are gone; the mass is the same, and no flight is left
    that could be spared by hand."""
    tables = small_case.campaign()
    flow = flows.build(tables, grids.make(tables, 5 * DAY), "launch-mass")
    found = search(flow.matrix, leaving(flow), gap=1e-6)
    assert found.x is not None
    lean = fewest(flow, found.x)
    up = next(way for way in flow.ways if way.leg.key == "up")
    heavy = lean.copy()
    launcher = up.flown[0]
    bought = next(
        one for supply, one in zip(tables.supplies, flow.supplied, strict=True)
        if supply.item == "launcher"
    )  # fmt: skip
    heavy[launcher] += 1.0
    heavy[bought.columns] += 1.0
    again = fewest(flow, heavy)
    flown = columns_of(flow.matrix)
    assert again[flown].sum() == pytest.approx(lean[flown].sum())
    assert flow.matrix.cost @ again == pytest.approx(flow.matrix.cost @ lean, rel=1e-8)
    for column in launcher[lean[launcher] > 0.5]:
        fewer = lean.copy()
        fewer[column] -= 1.0
        with pytest.raises(NotSolved):
            polished(flow, fewer)


def test_the_plan_of_least_mass_flies_no_launcher_for_nothing() -> None:
    tables = small_case.campaign()
    done = plan(tables, goal="launch-mass", step_s=5 * DAY, gap=1e-6)
    least = int(np.ceil(done.launched_kg / 50e3))
    assert done.flights()["launcher"] >= least
    dates = {trip.leaves_s for trip in done.trips if trip.leg == "up"}
    assert done.flights()["launcher"] == len(dates)
