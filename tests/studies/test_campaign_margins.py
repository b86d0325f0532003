"""Margins fed back: a plan that has them keeps its dates, one that cannot have them says why."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from windlass.base.epochs import DAY_S, format_epoch, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.replan import Planner
from windlass.campaign.risk.margins import VehicleMargin
from windlass.studies.campaign_load import load, tables
from windlass.studies.campaign_margins import Margined, lines, plainly, run
from windlass.studies.campaign_margins_tables import as_flown, held_back, needed

HU4 = Path(str(files("windlass") / "data" / "campaigns" / "2008-hu4.toml"))
SOONER = (
    "start=2035-08-01",
    "leg.up.departures=[]",
    "leg.up.first=2035-10-01",
    'leg.up.every="10 d"',
)


@pytest.fixture(scope="module")
def mended() -> Margined:
    return run(load(HU4, sets=SOONER), many=400, workers=1)


def test_a_plan_with_margins_keeps_its_dates(mended: Margined) -> None:
    before, after = mended.before, mended.after
    assert after is not None
    assert before.in_time.mean() < mended.share <= after.in_time.mean()
    assert mended.rounds == 2
    assert before.planned.holds
    assert after.planned.holds
    up = next(one for one in after.planned.plan.trips if one.leg == "up")  # type: ignore[union-attr]
    assert up.leaves_s + DAY_S + mended.legs_s["up"] <= parse_epoch("2035-12-10") + 1.0
    # the schedule has the flight's own duration, not that with its margin
    dated, flight = after.schedule.schedule.flights[0], after.schedule.table.flights[0]
    assert flight.out_s == DAY_S
    assert dated.lift_off_s == pytest.approx(up.leaves_s, abs=DAY_S)


def test_a_margin_is_the_delay_that_the_share_does_not_exceed() -> None:
    once = run(load(HU4, sets=SOONER), many=400, workers=1, rounds=1)
    risk, plan = once.before.risk, once.before.planned.plan
    assert plan is not None
    leaves = next(one.leaves_s for one in plan.trips if one.leg == "up")
    late = np.sort(risk.planned_s[0] + risk.delay_s[:, 0].astype(float) - leaves - DAY_S)
    wanted = late[int(np.ceil(0.8 * late.size)) - 1]
    assert once.legs_s["up"] == pytest.approx(max(0.0, wanted), abs=0.02 * DAY_S)
    assert (late <= once.legs_s["up"] + 1.0).mean() >= 0.8
    assert once.before.schedule.faults == ()


def test_what_cannot_have_its_margin_says_which_departure_is_missing() -> None:
    found = run(load(HU4), many=200, workers=1)
    assert found.after is None
    assert {one.anchor for one in found.short} == {"spin", "asteroid"}
    assert len(found.why) == 1
    assert "leg.up: leaves 2035-12-09" in found.why[0]
    assert "before the campaign starts" in found.why[0]
    plain = {"title": "x", "currency": "USD2024", "margins": plainly(found)}
    assert any("No plan has these margins" in line for line in lines(plain))
    assert all(one["after"] is None for one in plain["margins"]["figures"])  # type: ignore[index]


@settings(max_examples=40, deadline=None)
@given(margin_d=some.floats(0.0, 400.0), step_d=some.sampled_from([15.0, 61.0, 180.0]))
def test_a_leg_with_a_margin_arrives_at_an_instant_no_sooner(
    margin_d: float, step_d: float
) -> None:
    rows = tables(load(HU4, sets=("leg.up.departures=[]",)))
    grid = grids.make(rows, step_d * DAY_S)
    held = held_back(rows, grid, {"up": margin_d * DAY_S}, ())
    own = next(one for one in rows.legs if one.key == "up")
    for one in next(one for one in held.legs if one.key == "up").departures:
        there = one.date_s + one.duration_s  # type: ignore[operator]
        grid.index(there)
        soonest = one.date_s + own.duration_s + margin_d * DAY_S
        assert there >= soonest - 1.0
        assert not any(soonest <= t < there - 1.0 for t in grid.at_s)
    assert [one for one in held.legs if one.key != "up"] == [
        one for one in rows.legs if one.key != "up"
    ]


def test_flights_that_are_flown_again_count_in_limits_and_lost_vehicles_are_not_there() -> None:
    gold = load(HU4.with_name("goldilocks.toml"))
    rows = tables(gold)
    grid = grids.make(rows, gold.step)
    one = VehicleMargin(vehicle="launcher", planned=8, lost=2, factor=1.25)
    ships = next(s for s in rows.supplies if s.item == "launcher")
    others = tuple(s for s in rows.supplies if s.item != "launcher")
    two = (replace(ships, amount=1.0), replace(ships, amount=9.0))
    given_ = replace(rows, supplies=(*two, *others))
    held = held_back(given_, grid, {}, (one,))
    assert held.limits[0].weights["launcher"] == pytest.approx(1.25)
    assert [s.amount for s in held.supplies if s.item == "launcher"] == [0.0, 8.0]
    assert tuple(s for s in held.supplies if s.item != "launcher") == others


def test_no_margin_changes_nothing() -> None:
    file = load(HU4)
    rows = tables(file)
    grid = grids.make(rows, file.step)
    planner = Planner(grid=grid, goal=file.goal, gap=file.gap)
    first = planner.plan(rows)
    second = planner.plan(held_back(rows, grid, {"up": 0.0}, ()))
    assert planner.begun
    assert second.launched_kg == pytest.approx(first.launched_kg, rel=1e-9)
    assert as_flown(rows, second, {"up": 0.0}).trips == first.trips
    need = needed(file, rows, first)
    assert [format_epoch(t) for t in need.values()] == ["2035-12-10"]


def test_a_share_is_between_none_and_all() -> None:
    for share in (0.0, 1.0, float("nan")):
        with pytest.raises(InvalidInput, match="share of campaigns"):
            run(load(HU4), share=share)
