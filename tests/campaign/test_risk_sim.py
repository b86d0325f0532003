"""The simulated campaign beside closed forms, recursions by numpy and a replay of its limits."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign.risk_case import DAY, any_timetable, chain, greedy, schedule
from windlass.campaign.risk.ask import RiskAsk
from windlass.campaign.risk.draws import Draws
from windlass.campaign.risk.hazards import (
    Hazards,
    Spread,
    VehicleHazard,
    dock_hazard,
    vehicle_hazard,
)
from windlass.campaign.risk.hazards import stoppage_hazard as stops
from windlass.campaign.risk.plan import plan
from windlass.campaign.risk.sim import Flown
from windlass.campaign.schedule.timetable import Flight, Pool, Site, Timetable, check

ALL = Hazards(
    vehicles=(vehicle_hazard("lifter", "falcon-9"), vehicle_hazard("tug")),
    teams=(stops("pad crew", 0.4),), cargo_s=50 * DAY, rebuild_s=100 * DAY,
    spares=(("tug", 1),),
)  # fmt: skip


def flown(ask: RiskAsk, number: int, seed: int = 1) -> Flown:
    made = plan(ask)
    return Flown(made, Draws(seed, number, len(made.planned), made.hazards)).run()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_where_nothing_goes_wrong_each_flight_keeps_its_date(seed: int) -> None:
    table = any_timetable(seed)
    dates = greedy(table)
    one = flown(RiskAsk(timetable=table, schedule=dates, hazards=Hazards()), 0)
    assert one.lift == sorted(dated.lift_off_s for dated in dates.flights)
    assert one.waits == [0.0] * len(one.waits)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_whatever_goes_wrong_limits_are_kept_and_each_delay_has_a_cause(seed: int) -> None:
    table = any_timetable(seed)
    one = flown(RiskAsk(timetable=table, schedule=greedy(table), hazards=ALL), seed)
    made = one.plan
    late = sum(lift - planned for lift, planned in zip(one.lift, made.planned, strict=True))
    assert math.isclose(sum(one.waits), late, rel_tol=1e-9, abs_tol=1.0)
    docked = dict(zip((flight.key for flight in made.flights), one.docked, strict=True))
    pads: dict[str, list[tuple[float, float]]] = {}
    docks: list[tuple[float, float]] = []
    for k, flight in enumerate(made.flights):
        lift = one.lift[k]
        assert lift >= made.planned[k] - 1e-3
        assert any(low <= lift <= high for low, high in flight.windows)
        assert all(docked[key] + gap <= lift + 1e-2 for key, gap in flight.after)
        pads.setdefault(flight.pad, []).append(
            (lift - flight.pad_before_s, lift + flight.pad_after_s)
        )
        if flight.dock:
            docks.append((one.docked[k], one.docked[k] + flight.dock_s))
    for site in table.sites:
        uses = docks if site.kind == "dock" else pads.get(site.key, [])
        for at, _ in uses:
            assert sum(low <= at + 0.01 < high - 0.01 for low, high in uses) <= site.count


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_docks_that_fail_delay_and_do_not_lose(seed: int) -> None:
    table = any_timetable(seed)
    hazards = Hazards(docks=(dock_hazard("dock"),))
    one = flown(RiskAsk(timetable=table, schedule=greedy(table), hazards=hazards), seed)
    assert all(math.isfinite(at) for at in one.docked)
    assert one.losses == [0, 0]


def test_a_chain_of_scrubs_by_its_moments_and_by_a_recursion() -> None:
    table, dates = chain(6, spare_s=1.5 * DAY)
    share, delay = 0.4, Spread(median_s=DAY, sigma=0.8)
    hazards = Hazards(vehicles=(VehicleHazard(vehicle="ship", scrub=share, scrub_delay=delay),))
    ask = RiskAsk(timetable=table, schedule=dates, hazards=hazards)
    for number in range(60):
        one, draws, late = flown(ask, number), Draws(1, number, 6, hazards), 0.0
        for k in range(6):
            late = max(0.0, late - 1.5 * DAY)
            tried = 0
            while (drawn := draws.scrub(k, tried))[0] < share:
                late += delay.at(drawn[1])
                tried += 1
            assert math.isclose(one.lift[k] - one.plan.planned[k], late, abs_tol=1e-3)
    tight, dates = chain(6)
    ask = RiskAsk(timetable=tight, schedule=dates, hazards=hazards)
    last = np.array([flown(ask, k).lift[-1] for k in range(1_500)]) - plan(ask).planned[-1]
    often, spread = share / (1.0 - share), share / (1.0 - share) ** 2
    mean = 6.0 * often * delay.mean_s
    variance = 6.0 * (often * delay.variance_s2 + spread * delay.mean_s**2)
    assert abs(last.mean() - mean) < 4.0 * math.sqrt(variance / len(last))
    assert abs(last.var() / variance - 1.0) < 0.25


def test_late_ships_at_one_pad_are_lindleys_queue() -> None:
    """Each ship comes late by itself; the pad serves them as they come."""
    many, every, held = 15, 6 * DAY, 5 * DAY
    flights = tuple(
        Flight(key=f"f{k:02}", vehicle="ship", pad="pad", windows=((0.0, 1e5 * DAY),),
               pad_after_s=held) for k in range(many)
    )  # fmt: skip
    ready = tuple(((k + 1) * every, 1) for k in range(many))
    table = check(Timetable(
        start_s=0.0, end_s=1e5 * DAY, flights=flights,
        sites=(Site(key="pad", node="earth", kind="pad", count=1),),
        pools=(Pool(key="ship", ready=ready, expended=True),),
    ))  # fmt: skip
    dates = schedule({f"f{k:02}": at for k, (at, _) in enumerate(ready)})
    slip = Spread(median_s=10 * DAY, sigma=1.0)
    hazards = Hazards(vehicles=(VehicleHazard(vehicle="ship", late=0.6, slip=slip),))
    ask = RiskAsk(timetable=table, schedule=dates, hazards=hazards)
    for number in range(80):
        slips = Draws(1, number, many, hazards).slips(0, many)
        come = np.sort([
            at + (slip.at(z) if u < 0.6 else 0.0)
            for (at, _), (u, z) in zip(ready, slips, strict=True)
        ])  # fmt: skip
        lift = -math.inf
        for k in range(many):
            lift = max(come[k], ready[k][0], lift + held)
        assert math.isclose(max(flown(ask, number).lift), lift, abs_tol=1e-2)


def test_losses_are_binomial_and_beta_binomial() -> None:
    table, dates = chain(1)
    many = 12
    flights = tuple(
        Flight(key=f"f{k}", vehicle="ship", pad="pad", windows=((0.0, 1e4 * DAY),))
        for k in range(many)
    )
    table = check(Timetable(
        start_s=0.0, end_s=1e4 * DAY, flights=flights, sites=table.sites,
        pools=(Pool(key="ship", ready=((0.0, many),), expended=True),),
    ))  # fmt: skip
    dates = schedule({f"f{k}": (k + 1) * DAY for k in range(many)})
    for one in (
        VehicleHazard(vehicle="ship", loss=0.2),
        VehicleHazard(vehicle="ship", loss=None, launches=10, losses=2),
    ):
        ask = RiskAsk(
            timetable=table, schedule=dates, hazards=Hazards(vehicles=(one,), cargo_s=None)
        )
        lost = np.array([flown(ask, k).losses[0] for k in range(1_500)])
        share = one.chance
        a, b = one.beta
        wider = 1.0 if one.loss is not None else (a + b + many) / (a + b + 1.0)
        variance = many * share * (1.0 - share) * wider
        assert abs(lost.mean() - many * share) < 4.0 * math.sqrt(variance / len(lost))
        assert abs(lost.var() / variance - 1.0) < 0.2


def test_a_stand_down_grounds_the_type_and_a_spare_flies_the_cargo_again() -> None:
    table, dates = chain(3)
    sure = VehicleHazard(vehicle="ship", loss=1.0, grounded=Spread(median_s=100 * DAY))
    ask = RiskAsk(timetable=table, schedule=dates, hazards=Hazards(vehicles=(sure,), cargo_s=None))
    one = flown(ask, 0)
    assert one.losses == [1]  # the others wait for what never comes
    assert one.lift == [math.inf] * 3
    again = Hazards(vehicles=(sure,), cargo_s=10 * DAY, spares=(("ship", 2),))
    one = flown(ask.by(again), 0)
    assert one.losses == [5]  # three ships and two spares
    assert one.lift[0] == math.inf
