"""Career limits of dose in the programme: by hand, by every choice of two ships, by the replay."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.campaign import toy
from tests.campaign.test_flow import least
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.binding import binding
from windlass.campaign.plan.check import check
from windlass.campaign.plan.exposure import exposures
from windlass.campaign.plan.plan import plan
from windlass.campaign.plan.why_not import short
from windlass.campaign.tables import Campaign, Departure

DAY = toy.DAY
CRUISE, MOON, LIMIT = 1.58, 1.37, 600.0
EXPOSED = toy.toys()["dose"].campaign


def timed(early: float, late: float, people: int, prices: tuple[float, float]) -> Campaign:
    """The toy with two ships only: days that each takes, who is wanted, what a flight costs."""
    legs = tuple(
        replace(one, duration_s=days * DAY, departures=(Departure(date_s=leaves * DAY),))
        for one, days, leaves in zip(EXPOSED.legs[:2], (early, late), (0.0, 200.0), strict=True)
    )
    vehicles = tuple(
        replace(one, flight_price=price)
        for one, price in zip(EXPOSED.vehicles[:2], prices, strict=True)
    )
    return replace(
        EXPOSED, legs=legs, vehicles=vehicles, supplies=EXPOSED.supplies[:3],
        demands=(toy.want("people", people, 500),),
    )  # fmt: skip


def test_who_waits_longest_is_who_may_not() -> None:
    made = plan(EXPOSED, goal="cost", step_s=100 * DAY, gap=1e-9)
    assert [trip.leg for trip in made.trips] == ["late"]
    (found,) = exposures(EXPOSED, made)
    assert found.mean_msv == pytest.approx(200 * CRUISE + 100 * MOON)
    assert found.kept
    assert check(EXPOSED, made).holds
    unnamed = replace(EXPOSED, commodities=(replace(toy.PEOPLE, agency=""),))
    made = plan(unnamed, goal="cost", step_s=100 * DAY, gap=1e-9)
    assert [trip.leg for trip in made.trips] == ["slow"]


@settings(max_examples=40, deadline=None)
@given(
    early=some.integers(20, 450),
    late=some.integers(20, 290),
    people=some.integers(1, 4),
    prices=some.tuples(some.integers(1, 9), some.integers(1, 9)),
)
def test_the_optimum_is_that_of_every_split_of_people_over_two_ships(
    early: int, late: int, people: int, prices: tuple[int, int]
) -> None:
    tables = timed(early, late, people, (prices[0] * 1e6, prices[1] * 1e6))
    doses = [_taken(0, early), _taken(200, late)]
    costs = []
    for first in range(people + 1):
        aboard = (first, people - first)
        mean = sum(many * msv for many, (_, msv) in zip(aboard, doses, strict=True)) / people
        alone = max(trip for many, (trip, _) in zip(aboard, doses, strict=True) if many)
        if mean <= LIMIT and alone <= LIMIT:
            costs.append(sum(p for many, p in zip(aboard, prices, strict=True) if many))
    built = flows.build(tables, grids.make(tables, 100 * DAY), "cost")
    if not costs:
        (lacking,) = short(built)
        assert lacking.without == ("career limits of dose",)
        return
    assert least(tables, step_s=100 * DAY) == pytest.approx(min(costs))
    made = plan(tables, goal="cost", step_s=100 * DAY, gap=1e-9)
    assert check(tables, made).holds
    (found,) = exposures(tables, made)
    assert not found.broken


def _taken(leaves: int, days: int) -> tuple[float, float]:
    """Return the dose of the trip, and with the wait until day 500."""
    return days * CRUISE, days * CRUISE + (500 - leaves - days) * MOON


def test_nobody_is_left_out_of_the_count() -> None:
    """Who takes a dose and is then dropped would make room for others: neither may, and the replay
    says so of a plan from elsewhere."""
    made = plan(EXPOSED, goal="cost", step_s=100 * DAY, gap=1e-9)
    late = made.trips[0]
    wasted = replace(made, trips=(replace(late, cargo={"people": 3.0}), *made.trips[1:]),
                     given=(replace(made.given[0], amount=3.0), *made.given[1:]))  # fmt: skip
    rules = {one.rule for one in check(EXPOSED, wasted).faults}
    assert "uncounted people" in rules


def test_idle_people_do_not_thin_the_mean() -> None:
    made = plan(EXPOSED, goal="cost", step_s=100 * DAY, gap=1e-9)
    people = next(k for k, one in enumerate(made.given)
                  if EXPOSED.supplies[one.supply].item == "people")  # fmt: skip
    idle = replace(made.given[people], amount=8.0)
    thinned = replace(made, given=(*made.given[:people], idle, *made.given[people + 1 :]))
    assert exposures(EXPOSED, thinned)[0].mean_msv == exposures(EXPOSED, made)[0].mean_msv


def test_a_limit_that_binds_is_told_with_what_more_of_it_would_gain() -> None:
    built = flows.build(timed(200, 200, 2, (1e6, 2e6)), _grid(), "cost")
    rows = {one.name: one for one in binding(built)}
    assert rows["people"].kind == "career limit of dose"
    assert rows["people"].gain > 0.0


def _grid() -> grids.Grid:
    return grids.make(EXPOSED, 100 * DAY)
