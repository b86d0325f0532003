"""Many campaigns: the same by any number of processes, cost, milestones, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest

from tests.campaign.risk_case import DAY, any_timetable, chain, greedy
from windlass.base.errors import InvalidInput
from windlass.campaign.risk.ask import Prices, RiskAsk
from windlass.campaign.risk.hazards import Hazards, Spread, VehicleHazard, vehicle_hazard
from windlass.campaign.risk.plan import next_window
from windlass.campaign.risk.simulate import simulate

LOSE = VehicleHazard(
    vehicle="ship", loss=0.2, scrub=0.3, scrub_delay=Spread(median_s=DAY, sigma=0.5),
    grounded=Spread(median_s=20 * DAY, sigma=0.3),
)  # fmt: skip


def ask(many: int = 4, **more: object) -> RiskAsk:
    table, dates = chain(many)
    hazards = Hazards(vehicles=(LOSE,), cargo_s=30 * DAY, rebuild_s=60 * DAY)
    return replace(RiskAsk(timetable=table, schedule=dates, hazards=hazards), **more)  # type: ignore[arg-type]


def test_two_processes_fly_the_same_campaigns_as_one() -> None:
    one = simulate(ask(), many=300, seed=4)
    two = simulate(ask(), many=300, seed=4, workers=2)
    fewer = simulate(ask(), many=7, seed=4)
    assert (one.delay_s == two.delay_s).all()
    assert (one.cost_usd == two.cost_usd).all()
    assert (one.last_s[:7] == fewer.last_s).all()
    assert (simulate(ask(), many=7, seed=5).last_s != fewer.last_s).any()


def test_cost_is_that_of_launches_ships_and_days() -> None:
    prices = Prices(launch_usd=(("ship", 3.0),), ship_usd=(("ship", 50.0),), day_usd=0.5)
    hazards = replace(ask().hazards, spares=(("ship", 1),))
    made = simulate(ask(hazards=hazards, prices=prices), many=60, seed=2)
    days = made.reached_s / DAY
    by_hand = 3.0 * made.launches[:, 0] + 50.0 * (made.built[:, 0] + 1) + 0.5 * days
    np.testing.assert_allclose(made.cost_usd, by_hand, rtol=1e-12)
    assert (made.launches[:, 0] == 4 + made.losses[:, 0]).all()
    assert (made.built[:, 0] == np.maximum(0, made.losses[:, 0] - 1)).all()


def test_milestones_of_a_calm_campaign_are_the_schedules() -> None:
    made = simulate(ask(hazards=Hazards()), many=3, seed=1)
    assert (made.first_s == 10 * DAY).all()
    assert (made.last_s == made.planned_last_s).all()
    assert (made.in_month == 4).all()
    assert (made.late == 0).all()
    assert (made.undelivered == 0).all()


def test_a_schedule_that_breaks_its_limits_is_refused() -> None:
    _, dates = chain(3)
    flights = tuple(replace(one, lift_off_s=10 * DAY) for one in dates.flights)
    with pytest.raises(InvalidInput, match="precedence"):
        simulate(ask(schedule=replace(dates, flights=flights)), many=1, seed=1)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"hazards": Hazards(vehicles=(vehicle_hazard("other"),))}, "other"),
        ({"hazards": Hazards(vehicles=(LOSE, LOSE))}, "twice"),
        ({"prices": Prices(launch_usd=(("other", 1.0),))}, "other"),
    ],
)
def test_what_does_not_go_together_is_told(change: dict[str, object], word: str) -> None:
    with pytest.raises(InvalidInput, match=word):
        simulate(ask(**change), many=1, seed=1)


def test_schedule_without_flights_or_with_others_is_refused() -> None:
    _, dates = chain(3)
    base = ask(3)
    with pytest.raises(InvalidInput, match="no flights"):
        simulate(replace(base, schedule=replace(dates, flights=())), many=1, seed=1)
    with pytest.raises(InvalidInput, match="left out"):
        simulate(replace(base, schedule=replace(dates, flights=dates.flights[1:])), many=1, seed=1)
    other = replace(dates.flights[0], key="x")
    with pytest.raises(InvalidInput, match="has not"):
        simulate(replace(base, schedule=replace(dates, flights=(other,))), many=1, seed=1)
    with pytest.raises(InvalidInput, match="campaigns"):
        simulate(base, many=0, seed=1)


def test_windows_missed_are_followed_by_the_next() -> None:
    windows = [(0.0, 1.0), (5.0, 6.0)]
    assert [next_window(windows, at, 0.0) for at in (0.5, 2.0, 6.0)] == [0.5, 5.0, 6.0]
    assert next_window(windows, 7.0, 0.0) == float("inf")
    assert next_window(windows, 7.0, 10.0) == 15.0
    assert next_window(windows, 36.5, 10.0) == 45.0
    assert next_window(windows, 35.5, 10.0) == 35.5


def test_a_random_timetable_flies_whole() -> None:
    table = any_timetable(3)
    hazards = Hazards(vehicles=(vehicle_hazard("lifter"), vehicle_hazard("tug")), rebuild_s=DAY)
    made = simulate(
        RiskAsk(timetable=table, schedule=greedy(table), hazards=hazards), many=40, seed=1
    )
    assert (made.undelivered == 0).all()
    assert (made.delay_s >= -1e-3).all()
    assert made.scrubs.mean() > 0.0
