"""An ask that cannot be met is told with what binds, and with the nearest that can be: which is."""

import math
from dataclasses import replace

import pytest

from tests.lowthrust import returns
from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.kernels import status as st
from windlass.lowthrust.return_ask import LONGEST_S
from windlass.lowthrust.return_nearest import FREE, MORE, SPARE, Nearest, nearest, refused
from windlass.lowthrust.return_plan import beside
from windlass.lowthrust.trip_value import Dates

WHEN = Dates(departs_s=(0.0, 1.0), tof_s=(1.0, 1.0))


pytestmark = pytest.mark.usefixtures("own_tables")


def ask(**other):
    return returns.ask(**{"xenon_kg": 300.0, "margin": 0.0, **other})


def judged(kg):
    """Return a judge that knows of what a function says, in kilograms."""
    return lambda one: ((WHEN, kg(one)),) if kg(one) > 0.0 else ()


# --- in earnest; more of them in validation/low_thrust_refusals.py --------------------------------


def test_too_much_mass_is_told_with_what_can_be_brought():
    """A thousand tonnes in four years, of which the Keck study brings a quarter with 5 t."""
    much = ask(
        xenon_kg=None, returned_kg=1e6, departs_s=(parse_epoch("2022-04-24"),) * 2,
        arrives_s=(parse_epoch("2026-04-20"), parse_epoch("2026-05-05")),
    )  # fmt: skip
    told = refused(much, beside(much))
    assert "does not bring 1,000,000 kg home, power does not suffice" in str(told)
    words = str(told.as_dict()["remedy"]).split(": ")[1].split(" kg")
    mass, xenon = (float(one.split(" ")[-1].replace(",", "")) for one in words[:2])
    assert xenon in [share * 5_500.0 for share in FREE]
    assert 1e5 < mass < 3e5


# --- in which order ------------------------------------------------------------------------------


def test_the_mass_then_the_time_or_the_power_give_way():
    free = ask(returned_kg=1e6, xenon_kg=None, within_s=4.0 * YEAR_S)
    seen = []

    def solve(one, some):
        assert some[0][0] is WHEN
        seen.append((round(one.within_s / YEAR_S, 2), one.power_w / 40e3, one.xenon_kg))
        return 3e5 if one.within_s > 10.0 * YEAR_S else None

    # of two amounts of xenon the better is tried first
    found = nearest(free, judged(lambda one: one.xenon_kg), solve)
    assert found.binds == "time"
    assert found.returned_kg == math.floor(SPARE * 3e5)
    assert found.ask.within_s == LONGEST_S
    assert found.ask.returned_kg is None
    assert [one[:2] for one in seen[::2]] == [(4, 1), (8, 1), (4, 2), (15, 1)]
    assert [one[2] for one in seen[:2]] == [share * 5_500.0 for share in FREE]
    assert "297,000 kg with 40 kW and 5,500 kg of xenon in 15.0 years" in found.words
    # other departures than those that were asked are told, and go with the time
    assert found.moved
    assert "leaving from 2011-04-" in found.words
    late = found.ask.departs_s[1] + found.ask.within_s
    assert late > free.arrives_s[1] > found.ask.departs_s[0] + found.ask.within_s
    # where any were asked, any are
    found = nearest(replace(free, departs_s=None), judged(lambda one: one.xenon_kg), solve)
    assert found.ask.departs_s is None
    assert "leaving" not in found.words


def test_more_xenon_gives_way_before_time_and_power():
    poor = ask(xenon_kg=100.0)
    able = judged(lambda one: 1.0)
    found = nearest(poor, able, lambda one, _: 2e4 if one.xenon_kg >= 300.0 else None)
    assert (found.binds, found.ask.xenon_kg) == ("xenon", MORE[1] * 100.0)
    assert found.ask.within_s == poor.within_s
    assert not found.moved
    found = nearest(poor, able, lambda one, _: 2e4 if one.within_s > 6.5 * YEAR_S else None)
    assert (found.binds, found.ask.xenon_kg) == ("time", 100.0)
    found = nearest(poor, able, lambda one, _: 2e4 if one.power_w > 100e3 else None)
    assert (found.binds, found.ask.power_w) == ("power", MORE[1] * 40e3)
    assert "160 kW" in found.words


def test_a_time_that_is_too_short_for_any_flight_alone_grows():
    short = ask(returned_kg=1e6, xenon_kg=None, within_s=1.01 * YEAR_S, departs_s=None)
    found = nearest(short, judged(lambda one: 1.0), lambda one, _: 2e4)
    assert found.binds == "time"
    # in tenths of a year, as it is told, and no shorter
    assert found.ask.within_s == pytest.approx(2.1 * YEAR_S, rel=1e-12)
    assert found.ask.power_w == short.power_w


def test_what_the_linear_answer_knows_nothing_of_is_not_solved():
    free = ask(returned_kg=1e6, xenon_kg=None)
    assert nearest(free, judged(lambda one: -1.0), lambda one, _: 1 / 0) is None


def test_a_mass_that_was_asked_for_is_not_outdone():
    free = ask(returned_kg=1e6, xenon_kg=None)
    found = nearest(free, judged(lambda one: 1.0), lambda one, _: 9e6)
    assert found.returned_kg == 1e6
    # that power binds would then be false
    assert "suffice" not in str(refused(free, found))


def test_without_a_nearest_ask_the_remedy_is_general():
    told = refused(ask(), None)
    assert told.status == st.NO_SOLUTION
    assert "give more power, time or xenon" in str(told)
    near = Nearest(ask=ask(xenon_kg=600.0), returned_kg=2e4, binds="xenon")
    assert "20,000 kg with 40 kW and 600 kg of xenon in 4.0 years" in str(refused(ask(), near))
