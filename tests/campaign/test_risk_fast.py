"""Compiled campaigns beside SimPy's, on the same draws: equal to the last bit."""

from dataclasses import replace

import numpy as np
import pytest

from tests.campaign.risk_case import DAY, any_timetable, chain, greedy
from windlass.base.errors import NotSolved
from windlass.campaign.risk import simulate as engine
from windlass.campaign.risk.ask import RiskAsk
from windlass.campaign.risk.draws import Draws
from windlass.campaign.risk.fast import Fast
from windlass.campaign.risk.hazards import (
    DockHazard,
    Hazards,
    Spread,
    VehicleHazard,
    dock_hazard,
    stoppage_hazard,
    vehicle_hazard,
)
from windlass.campaign.risk.plan import plan
from windlass.campaign.risk.sim import Flown

LATE = replace(vehicle_hazard("lifter"), late=0.5, slip=Spread(median_s=10 * DAY, sigma=1.0))
ALL = Hazards(
    vehicles=(vehicle_hazard("lifter", "falcon-9"), vehicle_hazard("tug")),
    teams=(stoppage_hazard("pad crew", 0.4),), docks=(dock_hazard("dock"),),
    spares=(("tug", 1),), rebuild_s=100 * DAY, cargo_s=50 * DAY,
)  # fmt: skip
BUSY = DockHazard(site="dock", between_s=20 * DAY, repair=Spread(median_s=6 * DAY, sigma=0.7))
WORSE = replace(ALL, vehicles=(LATE, vehicle_hazard("tug")), docks=(BUSY,))
NEVER = replace(WORSE, cargo_s=None, rebuild_s=None)


@pytest.mark.parametrize("hazards", [Hazards(), ALL, WORSE, NEVER])
@pytest.mark.parametrize("many", [8, 25])
def test_compiled_campaigns_are_those_of_simpy(hazards: Hazards, many: int) -> None:
    for seed in range(15):
        table = any_timetable(seed, many)
        made = plan(RiskAsk(
            timetable=table, schedule=greedy(table), hazards=hazards,
            repeat_s=(0.0, 20 * DAY)[seed % 2],
        ))  # fmt: skip
        fast = Fast(made)
        for number in range(4):
            draws = Draws(seed, number, many, made.hazards)
            found = fast.fly(draws)
            assert found is not None
            assert found.same(Flown(made, draws).run().campaign())


def test_tries_beyond_those_drawn_beforehand() -> None:
    table, dates = chain(3)
    ship = VehicleHazard(vehicle="ship", scrub=0.9, scrub_delay=Spread(median_s=DAY), loss=0.8)
    ask = RiskAsk(
        timetable=table, schedule=dates,
        hazards=Hazards(vehicles=(ship,), cargo_s=DAY, rebuild_s=DAY),
    )  # fmt: skip
    made = plan(ask)
    fast = Fast(made)
    most = 0
    for number in range(20):
        draws = Draws(1, number, 3, made.hazards)
        found = fast.fly(draws)
        assert found is not None
        most = max(most, found.scrubs)
        assert found.same(Flown(made, draws).run().campaign())
    assert most > 3 * 6


def test_dated_windows_are_taken_one_after_another_before_the_last_repeats() -> None:
    table, dates = chain(4)
    lifts = {one.key: one.lift_off_s for one in dates.flights}
    flights = tuple(
        replace(one, windows=tuple(
            (lifts[one.key] + days * DAY, lifts[one.key] + (days + 1) * DAY) for days in (0, 9, 40)
        ))
        for one in table.flights
    )  # fmt: skip
    ship = VehicleHazard(
        vehicle="ship", scrub=0.5, scrub_delay=Spread(median_s=2 * DAY, sigma=1.0), loss=0.1
    )
    made = plan(RiskAsk(
        timetable=replace(table, flights=flights), schedule=dates, repeat_s=30 * DAY,
        hazards=Hazards(vehicles=(ship,), cargo_s=30 * DAY, rebuild_s=60 * DAY),
    ))  # fmt: skip
    fast, seen = Fast(made), set()
    for number in range(200):
        draws = Draws(5, number, 4, made.hazards)
        found = fast.fly(draws)
        assert found is not None
        assert found.same(Flown(made, draws).run().campaign())
        for lift, planned in zip(found.lift, made.planned, strict=True):
            days = (lift - planned) / DAY
            opened = max(days_ for days_ in (0, 9, *range(40, 4_000, 30)) if days_ <= days + 1e-6)
            assert days <= opened + 1.0 + 1e-6
            seen.add(opened)
    assert {0, 9, 40, 70} <= seen


def test_campaigns_are_the_same_by_either_engine() -> None:
    table = any_timetable(4)
    ask = RiskAsk(timetable=table, schedule=greedy(table), hazards=WORSE)
    slow = engine.simulate(ask, many=300, seed=2, compiled=False)
    quick = engine.simulate(ask, many=300, seed=2, compiled=True, workers=2)
    for name in ("last_s", "delay_s", "waits_s", "waited", "launches", "cost_usd", "scrubs"):
        assert np.array_equal(getattr(slow, name), getattr(quick, name)), name


def test_a_difference_between_the_engines_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    table, dates = chain(3)
    honest = Fast.fly

    def wrong(self: Fast, draws: Draws) -> object:
        found = honest(self, draws)
        assert found is not None
        return replace(found, lift=found.lift + 1e-6)

    monkeypatch.setattr(Fast, "fly", wrong)
    ask = RiskAsk(timetable=table, schedule=dates, hazards=Hazards())
    with pytest.raises(NotSolved, match="differs"):
        engine.simulate(ask, many=2, seed=1, compiled=True)
