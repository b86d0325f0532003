"""Hazards switched off one at a time, and spare ships added: the same campaigns with one change."""

import math
from dataclasses import replace

import pytest

from tests.campaign.test_risk import ask
from windlass.base.errors import InvalidInput
from windlass.campaign.risk.ask import Prices
from windlass.campaign.risk.compare import spares, tornado
from windlass.campaign.risk.hazards import Hazards
from windlass.campaign.risk.simulate import simulate
from windlass.campaign.risk.summary import percentile


def test_without_its_hazards_a_campaign_is_earlier() -> None:
    bars = tornado(ask(), many=150, seed=3)
    assert {bar.hazard for bar in bars} == {"scrub", "loss", "stand-down"}
    assert [bar.gain_s for bar in bars] == sorted((bar.gain_s for bar in bars), reverse=True)
    by = {bar.hazard: bar for bar in bars}
    # A chain has nobody to overtake: all that is switched off is gained.
    assert min(bar.gain_s or 0.0 for bar in bars) >= 0.0
    assert (by["loss"].gain_s or 0.0) >= (by["stand-down"].gain_s or 0.0)
    calm = simulate(ask().by(ask().hazards.without("loss")), many=150, seed=3)
    assert by["loss"].last_s == percentile(calm.last_s, 0.8).value


def test_spares_complete_more_campaigns_and_cost_what_they_cost() -> None:
    prices = Prices(ship_usd=(("ship", 10.0),))
    lost = Hazards(vehicles=ask().hazards.vehicles, cargo_s=0.0)
    rows = spares(ask(hazards=lost, prices=prices), "ship", 4, many=250, seed=3)
    complete = [row.complete for row in rows]
    assert complete == sorted(complete)
    assert complete[-1] > complete[0]
    # The share with as many losses as spares, or fewer: negative binomial.
    for row in rows:
        exact = sum(math.comb(3 + k, k) * 0.2**k * 0.8**4 for k in range(row.spares + 1))
        assert row.complete == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / 250))
    assert [row.cost_usd for row in rows] == [0.0, 10.0, 20.0, 30.0, 40.0]
    assert rows[-1].last_s <= rows[0].last_s


def test_a_spare_comes_sooner_than_a_ship_that_is_built() -> None:
    slow = replace(ask().hazards, rebuild_s=1e8)
    none, one = spares(ask(hazards=slow), "ship", 1, many=150, seed=3)
    assert one.last_s <= none.last_s


def test_nonsense_is_refused() -> None:
    with pytest.raises(InvalidInput):
        spares(ask(), "ship", -1, many=1, seed=1)
