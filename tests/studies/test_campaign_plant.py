"""What 2,500 vehicles make, and what each hundred fewer costs."""

import json

import pytest

from windlass.base.errors import InvalidInput
from windlass.studies.campaign_plant import lines, plant


def test_each_hundred_fewer_costs_more_than_the_last() -> None:
    plain = plant(vehicles=2500, product_kg=1e8, share=0.1, within_s=10 * 31_557_600.0)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert sum(one["count"] for one in plain["vehicles"]) <= 2500
    assert plain["years"] == pytest.approx(1e8 / plain["product_kg_yr"], rel=1e-9)
    more = [one["more_years"] for one in plain["fewer"][1:]]
    assert len(more) == 11
    assert min(more) > 0.0
    assert more[-1] > more[0]
    assert plain["needed"]["vehicles"] < 2500
    # Spares are a share of the mass in a year, by the table 5 to 20 %.
    assert 0.02 < plain["spares_t_yr"] / plain["mass_t"] < 0.3
    told = lines(plain)
    assert any(line.startswith("Within 10 years") for line in told)


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(InvalidInput, match="share of the rock"):
        plant(vehicles=10, product_kg=1.0, share=0.0)
    with pytest.raises(InvalidInput, match="time for the product"):
        plant(vehicles=10, product_kg=1.0, share=0.5, within_s=0.0)
    with pytest.raises(InvalidInput, match="unknown entry"):
        plant(vehicles=10, product_kg=1.0, share=0.5, digger="spade")
