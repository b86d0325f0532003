"""What the linear answer says of an ask at few dates: near the optimiser's, and within the ask."""

from dataclasses import replace

import pytest

from windlass.base.epochs import YEAR_S
from windlass.lowthrust.return_plan import asked, bodies
from windlass.lowthrust.return_reach import held, reach
from windlass.lowthrust.trip_starts import APART_S
from windlass.lowthrust.trip_value import valued

pytestmark = pytest.mark.usefixtures("own_tables")


@pytest.fixture(scope="module")
def trip(plan):
    return asked(plan.ask, plan.extra, *bodies(plan.ask))


@pytest.fixture(scope="module")
def some(trip):
    return reach(trip)


def test_its_dates_are_those_of_the_ask(trip, some):
    assert 1 <= len(some) <= 3
    for when, kg in some:
        assert kg >= 1e3
        leaves, gone = when.departs_s
        assert trip.legs[0].departs_s[0] <= leaves <= trip.legs[0].departs_s[1]
        assert min(when.tof_s) >= trip.legs[0].tof_s[0] - 1.0
        stay = gone - leaves - when.tof_s[0]
        assert trip.stays[0].stays_s[0] - 1.0 <= stay <= trip.stays[0].stays_s[1] + 1.0
        assert when.time_s <= trip.within_s + 1.0
        assert trip.arrives_s[0] - 1.0 <= when.arrives_s <= trip.arrives_s[1] + 1.0
    worth = [kg for _, kg in some]
    assert worth == sorted(worth, reverse=True)
    first, second = some[0][0], some[-1][0]
    off = [abs(a - b) for a, b in zip(first.departs_s, second.departs_s, strict=True)]
    off.append(abs(first.arrives_s - second.arrives_s))
    assert len(some) == 1 or max(off) >= APART_S


def test_its_masses_are_near_the_optimiser_s(plan, trip, some):
    when, kg = some[0]
    there = valued(held(trip, when), when)
    assert kg == pytest.approx(there.gain_kg, rel=0.1)
    assert there.dates == when
    # the dates are good ones, where none has moved yet
    assert 0.6 * plan.returned_kg < there.gain_kg < 1.01 * plan.returned_kg


def test_it_is_the_same_twice(trip, some):
    assert reach(trip) == some


def test_nothing_is_brought_with_too_little_thrust_or_time(plan):
    weak = replace(plan.ask, power_w=1e3)
    assert reach(asked(weak, plan.extra, *bodies(weak))) == ()
    short = replace(plan.ask, within_s=1.2 * YEAR_S, departs_s=None)
    assert reach(asked(short, plan.extra, *bodies(short))) == ()
