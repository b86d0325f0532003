"""Ways round a spin: the best window, axes that follow, spins that stop; what none leads round."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.redirect.rocks import rock, rocks
from windlass.base.errors import InvalidInput, NotSolved
from windlass.redirect import spun_push, spun_ways
from windlass.redirect.rock import Rock
from windlass.redirect.spun_ways import NARROW, YEAR_S


@given(
    rocks, st.floats(0.01, 1e4), st.floats(1e4, 1e9), st.floats(1e3, 1e9), st.floats(0.1, 1.0)
)  # fmt: skip
def test_no_way_takes_more_time_or_propellant_than_there_is(
    one: Rock, force: float, asked: float, burn: float, duty: float
) -> None:
    found = spun_ways.ways(one, force, asked, burn_s=burn, duty=duty)
    assert found
    assert [way.gain_s for way in found] == sorted((w.gain_s for w in found), reverse=True)
    assert spun_ways.best(one, force, asked, burn_s=burn, duty=duty) == found[0]
    for way in found:
        assert way.begins_s + way.pushes_s <= asked * (1.0 + 1e-12)
        assert way.used_s + way.burns_s <= burn * (1.0 + 1e-12)
        assert way.gain_s <= duty * asked
        assert (way.name == "pulses") == (way.begins_s == 0.0)


@given(st.floats(1e6, 1e8), st.floats(1e3, 1e8))
def test_no_other_window_is_worth_more(asked: float, burn: float) -> None:
    """Against windows of all widths, each as long as time and propellant allow."""
    (pulses,) = [w for w in spun_ways.ways(rock(), 1.0, asked, burn_s=burn) if w.name == "pulses"]
    told = []
    for half in (0.5 * math.pi * k / 500 for k in range(1, 501)):
        share = spun_push.window(half)
        told.append(share.along * min(burn, asked * share.duty))
    # windows narrower than NARROW are not waited for: that costs its cosine at most
    assert pulses.gain_s >= max(told) * math.sin(NARROW) / NARROW * (1.0 - 1e-4)
    if math.pi * burn / asked > NARROW:
        assert pulses.gain_s == pytest.approx(max(told), rel=1e-2)


def test_an_axis_that_follows_the_flight() -> None:
    """Across the axis it pushes so that the axis turns once in an orbit."""
    one, force = rock(20.0, period_h=50.0), 50.0
    found = {way.name: way for way in spun_ways.ways(one, force, 10.0 * YEAR_S)}
    pole = found["from a pole"]
    across = force * math.sin(math.acos(pole.share.along))
    assert spun_push.turn_rate_rad_s(one, across) == pytest.approx(2.0 * math.pi / YEAR_S)
    quarter = pole.begins_s * spun_push.turn_rate_rad_s(one, force)
    assert quarter == pytest.approx(0.5 * math.pi)


def test_tumblers_are_stopped_first() -> None:
    one = replace(rock(), tumbles=True)
    way = spun_ways.best(one, 100.0, 10.0 * YEAR_S)
    assert way.name == "spin stopped"
    assert "tumbling is stopped first" in way.needs
    assert way.begins_s == pytest.approx(spun_push.stop_s(one, 100.0))
    with pytest.raises(NotSolved, match="stopping that takes longer"):
        spun_ways.best(one, 100.0, 0.9 * way.begins_s)
    with pytest.raises(NotSolved, match="how fast is not known"):
        spun_ways.best(replace(one, spin_period_s=None), 100.0, YEAR_S)


def test_what_the_spin_leaves_in_doubt_is_told() -> None:
    still = rock(period_h=None)
    assert spun_ways.best(still, 1.0, YEAR_S).name == "pulses"
    assert "not known" in spun_ways.flags(still)[0]
    assert spun_ways.flags(rock(period_h=4.0)) == ()
    assert "too fast" in spun_ways.flags(rock(period_h=1.0))[0]


def test_what_is_no_push_is_refused() -> None:
    with pytest.raises(InvalidInput, match="force, thrust time"):
        spun_ways.best(rock(), 0.0, YEAR_S)
    with pytest.raises(InvalidInput, match="force, thrust time"):
        spun_ways.best(rock(), 1.0, YEAR_S, duty=1.2)
    with pytest.raises(InvalidInput, match="how long"):
        spun_ways.best(rock(), 1.0, 0.0)
