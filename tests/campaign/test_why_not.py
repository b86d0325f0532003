"""What is short, in the names of the tables."""

from dataclasses import replace

import pytest

from tests.campaign.small_case import DAY, campaign
from windlass.campaign.plan import flow as flows
from windlass.campaign.plan import grid as grids
from windlass.campaign.plan.flow import Flow
from windlass.campaign.plan.why_not import short
from windlass.campaign.tables import Campaign


def built(tables: Campaign) -> Flow:
    return flows.build(tables, grids.make(tables, 5 * DAY), "cost")


def test_nothing_is_short_where_a_plan_exists() -> None:
    assert short(built(campaign())) == ()


def test_what_comes_too_late_is_named_with_its_amount() -> None:
    tables = campaign()
    early = replace(tables.demands[0], date_s=5 * DAY)
    (found,) = short(built(replace(tables, demands=(early, *tables.demands[1:]))))
    assert (found.anchor, found.node, found.item) == ("plant", "moon", "plant")
    assert found.short == pytest.approx(1e3)
    assert found.alone


def test_what_is_too_much_is_short_by_the_rest() -> None:
    tables = campaign()
    few = replace(tables.supplies[2], amount=400.0)
    assert few.item == "plant"
    supplies = (*tables.supplies[:2], few, *tables.supplies[3:])
    (found,) = short(built(replace(tables, supplies=supplies)))
    assert found.anchor == "plant"
    assert found.short == pytest.approx(600.0)


def test_only_whole_flights_are_short_where_half_ones_would_do() -> None:
    """Half a launcher would lift enough; with no pad for a whole one, nothing flies."""
    tables = campaign()
    limit = replace(tables.limits[0], flights=0.5, span_s=100 * DAY)
    found = short(built(replace(tables, limits=(limit,))))
    assert {one.anchor for one in found} >= {"plant"}
