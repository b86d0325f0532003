"""The earliest date of flights, and what would bring it forward."""

from dataclasses import replace

import pytest

from tests.campaign.test_schedule import DAY, year
from windlass.base.errors import InvalidInput
from windlass.campaign.schedule.check import check
from windlass.campaign.schedule.ready import earliest


def test_one_flight_waits_for_its_own_preparation_only() -> None:
    found = earliest(year(6), "f05", limit_s=8.0, workers=1)
    assert found.proven
    assert found.first_lift_off_s == DAY  # a day on the pad
    assert found.ready_s == found.bound_s == 2 * DAY
    assert "own" in found.bottleneck


def test_a_set_is_held_back_by_what_is_scarce() -> None:
    ask = year(5)
    ask = replace(ask, sites=(ask.sites[0], replace(ask.sites[1], count=9)))
    found = earliest(ask, [flight.key for flight in ask.flights], limit_s=8.0, workers=1)
    # Two pads for a day and a half each: three rounds; the last lifts off on day 4.
    assert found.ready_s == 5 * DAY
    assert found.proven
    assert "pad" in found.bottleneck
    assert found.missing == ()
    assert {fault.rule for fault in check(ask, found.schedule)} == set()


def test_an_unknown_flight_is_named() -> None:
    with pytest.raises(InvalidInput, match="no flight"):
        earliest(year(2), "none", limit_s=1.0)
