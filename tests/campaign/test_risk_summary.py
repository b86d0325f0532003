"""Percentiles and their error, curves and causes of simulated campaigns."""

import math

import numpy as np
import pytest

from tests.campaign.test_risk import ask
from windlass.base.errors import InvalidInput
from windlass.campaign.risk.hazards import Hazards
from windlass.campaign.risk.simulate import simulate
from windlass.campaign.risk.summary import curve, percentile, summary


def test_a_percentiles_error_holds_the_true_one_in_95_of_100_samples() -> None:
    random = np.random.default_rng(5)
    for share in (0.5, 0.8, 0.95):
        true, inside = -math.log(1.0 - share), 0
        for _ in range(1_000):
            one = percentile(random.standard_exponential(200), share)
            inside += one.low <= true <= one.high
        assert 0.93 < inside / 1_000 < 0.99


def test_percentiles_of_what_never_comes_are_never() -> None:
    one = percentile(np.array([1.0, 2.0, math.inf, math.inf]), 0.8)
    assert one.value == math.inf
    assert percentile(np.array([1.0, 2.0, math.inf]), 0.5).value == 2.0
    with pytest.raises(InvalidInput):
        percentile(np.array([1.0, math.nan]), 0.5)
    with pytest.raises(InvalidInput):
        percentile(np.array([]), 0.5)


def test_summary_is_in_order_and_shares_add_up() -> None:
    made = simulate(ask(), many=200, seed=1)
    told = summary(made)
    values = [one.value for one in told.last_s]
    assert values == sorted(values)
    assert all(one.low <= one.value <= one.high for one in (*told.last_s, *told.in_month))
    assert math.isclose(sum(one.share for one in told.critical), 1.0)
    assert {"loss", "stand-down", "scrub"} <= {one.cause for one in told.critical}
    assert told.complete == 1.0
    assert told.losses == pytest.approx(made.losses.mean())


def test_a_calm_campaign_waits_for_nothing() -> None:
    told = summary(simulate(ask(hazards=Hazards()), many=2, seed=1))
    assert told.critical == ()
    assert told.on_time == 1.0


def test_curve_falls_from_all_to_those_that_never_end() -> None:
    made = simulate(ask(hazards=Hazards(vehicles=ask().hazards.vehicles)), many=200, seed=1)
    dates, left = curve(made, 50)
    never = (made.undelivered > 0).mean()
    assert never > 0.0
    assert len(dates) <= 50
    assert (np.diff(dates) >= 0).all()
    assert (np.diff(left) <= 0).all()
    assert left[-1] == pytest.approx(never)
    assert curve(made, 50)[1][0] < 1.0
    with pytest.raises(InvalidInput):
        curve(made, 1)
