"""Consumables: the published daily needs, sums over stays, and how long a stock lasts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput
from windlass.campaign.crew.supply import PARTS, Stay, lasts, need, supply

DAY = 86_400.0


def test_a_person_day_is_that_of_the_baseline_document() -> None:
    found = supply([Stay(people=1, time_s=DAY)])
    assert found.consumed_kg == pytest.approx({"oxygen": 0.835, "food": 0.617, "water": 3.909})
    assert found.total_kg == pytest.approx(5.361)
    assert need("oxygen") < 1.0  # not the several kilograms of other tools


def test_what_is_won_back_is_not_brought() -> None:
    found = supply([Stay(people=4, time_s=30 * DAY, recycled={"water": 0.9}, reserve_s=10 * DAY)])
    assert found.person_days == 160.0
    assert found.brought_kg["water"] == pytest.approx(0.1 * 3.909 * 160)
    assert found.brought_kg["oxygen"] == pytest.approx(0.835 * 160)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9), st.floats(1e3, 1e8), st.floats(0, 0.99))
def test_a_supply_lasts_as_long_as_it_was_for(people: int, time_s: float, share: float) -> None:
    shares = dict.fromkeys(PARTS, share)
    found = supply([Stay(people=people, time_s=time_s, recycled=shares)])
    assert lasts(found.brought_kg, people, shares) == pytest.approx(time_s)


def test_what_is_wrong_is_named() -> None:
    for bad in (
        Stay(people=-1, time_s=1.0),
        Stay(people=1, time_s=float("nan")),
        Stay(people=1, time_s=1.0, recycled={"water": 1.1}),
        Stay(people=1, time_s=1.0, recycled={"wine": 0.1}),
        Stay(people=1, time_s=1.0, reserve_s=-1.0),
    ):
        with pytest.raises(InvalidInput):
            supply([bad])
    with pytest.raises(InvalidInput):
        need("wine")
    with pytest.raises(InvalidInput):
        lasts({}, 0, {})
