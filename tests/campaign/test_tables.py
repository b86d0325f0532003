"""What a leg burns, and every fault of tables by its name."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.campaign import toy
from tests.campaign.small_case import campaign as small
from windlass.base.constants import G0
from windlass.base.errors import InvalidInput, InvalidInputs
from windlass.campaign.tables import Campaign, Departure, Limit, Process, Supply, Vehicle, pieces
from windlass.campaign.tables_check import check

DAY = toy.DAY
ENGINE = Vehicle(key="ship", dry_kg=1e3, isp_s=450.0, burns={"fuel": 1.0}, hold_kg=2e3)


@settings(max_examples=30, deadline=None)
@given(dv=st.floats(0.0, 2e4), isp=st.floats(100.0, 5e3), first=st.floats(0.0, 1.0))
def test_share_is_the_rocket_equation(dv: float, isp: float, first: float) -> None:
    """Two burns of one Δv leave what one burn leaves; ln of what is left is −Δv / (Isp g0)."""
    ship, one = replace(ENGINE, isp_s=isp), toy.toy()

    def left(part: float) -> float:
        return 1.0 - one.share(toy.leg(dv_m_s=part), ship)

    assert left(first * dv) * left(dv - first * dv) == pytest.approx(left(dv), rel=1e-12)
    assert -math.log(left(dv)) == pytest.approx(dv / (isp * G0), rel=1e-9, abs=1e-12)


def test_share_of_a_published_leg() -> None:
    """4040 m/s at 420 s and 9.8 m/s²: a mass ratio of e^0.98154, by hand 2.6686."""
    one = toy.toy(g0_m_s2=9.8)
    share = one.share(toy.leg(dv_m_s=4040.0), replace(ENGINE, isp_s=420.0))
    assert 1.0 / (1.0 - share) == pytest.approx(2.6686, abs=1e-4)


def test_a_departure_comes_before_its_leg_and_a_share_before_a_dv() -> None:
    one = toy.toy()
    leg = toy.leg(dv_m_s=3e3)
    assert one.share(leg, ENGINE, Departure(date_s=0.0, dv_m_s=0.0)) == 0.0
    assert one.share(leg, ENGINE, Departure(date_s=0.0)) == one.share(leg, ENGINE) > 0.4
    given = replace(leg, shares={"ship": 0.25})
    assert one.share(given, ENGINE, Departure(date_s=0.0, dv_m_s=9e3)) == 0.25
    assert one.share(given, ENGINE, Departure(date_s=0.0, shares={"ship": 0.1})) == 0.1


def test_pieces_in_a_hold() -> None:
    assert [pieces(2e3, each) for each in (900.0, 1e3, 2001.0, 0.1)] == [2, 2, 0, 20_000]


def test_items_in_their_order() -> None:
    one = small()
    assert one.items()[:2] == ("crew", "food")
    assert one.items()[-2:] == ("launcher", "lander")
    assert one.is_vehicle("lander")
    assert not one.is_vehicle("food")
    assert one.node("moon") == 2


def test_good_tables_come_back() -> None:
    for one in (small(), *(each.campaign for each in toy.toys().values())):
        assert check(one) is one


def ship(**more: Any) -> dict[str, Any]:
    return {"vehicles": (replace(toy.SHIP, **more),)}


def cargo(**more: Any) -> dict[str, Any]:
    return {"commodities": (replace(toy.CARGO, **more),)}


def leg(**more: Any) -> dict[str, Any]:
    return {"legs": (toy.leg(**more),)}


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "ends first": ({"end_s": -DAY, "legs": (), "demands": ()}, "ends before it starts"),
    "two nodes": ({"nodes": (*toy.toy().nodes, toy.toy().nodes[0])}, "nodes: two of one name"),
    "two legs": ({"legs": (toy.leg(), toy.leg())}, "legs: two of one name"),
    "two commodities": ({"commodities": (toy.CARGO, toy.CARGO)}, "commodities: two of one name"),
    "two vehicles": ({"vehicles": (toy.SHIP, toy.SHIP)}, "vehicles: two of one name"),
    "both": ({"commodities": (toy.CARGO, replace(toy.CARGO, key="ship"))}, "not both"),
    "no mass": (cargo(unit_kg=0.0), "unit_kg must be above 0"),
    "nan mass": (cargo(unit_kg=math.nan), "unit_kg must be above 0"),
    "boil-off": (cargo(boiloff_1_s=-1.0), "unit_kg must be above 0"),
    "uses what": (cargo(uses={"carg": 1.0}), r"commodities.cargo.uses: unknown name.*near: cargo"),
    "uses less": (cargo(uses={"cargo": -1.0}), "must be 0 or more a second"),
    "used uses": (cargo(uses={"cargo": 1.0}), "may itself use nothing"),
    "dry mass": (ship(dry_kg=-1.0), "dry mass, Isp and hold"),
    "hold": (ship(hold_kg=math.nan), "dry mass, Isp and hold"),
    "shares": (ship(isp_s=300.0, burns={"cargo": 0.5}), "shares must add up to 1"),
    "burns what": (ship(burns={"oil": 1.0}), "vehicles.ship.burns: unknown name"),
    "burns cargo": (ship(burns={"cargo": 1.0}), "is no fluid"),
    "tank of what": (ship(tanks={"oil": 1.0}), "vehicles.ship.tanks: unknown name"),
    "upkeep": (ship(upkeep={"oil": 1.0}), "vehicles.ship.upkeep: unknown name"),
    "rides": (ship(rides=("shp",)), "vehicles.ship.rides: unknown name.*near: ship"),
    "from": (leg(origin="bas"), "legs.out.from: unknown name.*near: base"),
    "to": (leg(destination="mars"), "legs.out.to: unknown name"),
    "round": (leg(destination="base"), "leads to where it starts"),
    "lasts": (leg(duration_s=-1.0), "duration and Δv"),
    "dv": (leg(dv_m_s=math.nan), "duration and Δv"),
    "unflown": (leg(vehicles=()), "no vehicle flies it"),
    "flown by": (leg(vehicles=("barge",)), "legs.out.vehicles: unknown name"),
    "no engine": (leg(dv_m_s=1.0), "has no engine for its Δv"),
    "share of what": (leg(shares={"ship": 0.5}), "burns a share of nothing"),
    "share": (leg(shares={"ship": 1.0}), "within 0 to 1"),
    "departs": (leg(departures=(Departure(date_s=9 * DAY),)), "departs outside the campaign"),
    "supply of": ({"supplies": (Supply(node="base", item="oil"),)}, "supplies.1: unknown name"),
    "supply at": ({"supplies": (Supply(node="sun", item="cargo"),)}, "supplies.1: unknown name"),
    "supply less": (
        {"supplies": (Supply(node="base", item="cargo", amount=-1.0),)}, "amount must be 0 or more",
    ),
    "rate": (
        {"supplies": (Supply(node="base", item="cargo", rate_1_s=0.0),)},
        "amount must be 0 or more",
    ),
    "demand of": ({"demands": (toy.want("oil", 1.0),)}, "demands.1: unknown name"),
    "demand all": ({"demands": (toy.want("cargo", math.inf),)}, "0 or more, and finite"),
    "half a ship": ({"demands": (toy.want("ship", 0.5),)}, "is counted in ones"),
    "too late": ({"demands": (toy.want("cargo", 1.0, 9.0),)}, "date is outside the campaign"),
    "works of": (
        {"processes": (Process(key="p", node="moon", unit="oil", makes={}),)},
        "processes.p: unknown name",
    ),
    "limit of": (
        {"limits": (Limit(key="l", legs=("in",), flights=1, span_s=DAY),)}, "limits.l: unknown",
    ),
    "limit": (
        {"limits": (Limit(key="l", legs=("out",), flights=-1, span_s=DAY),)}, "flights and span",
    ),
    "span": (
        {"limits": (Limit(key="l", legs=("out",), flights=1, span_s=0.0),)}, "flights and span",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_named(name: str) -> None:
    more, told = FAULTS[name]
    with pytest.raises((InvalidInput, InvalidInputs), match=told):
        check(toy.toy(**more))


def test_all_faults_at_once() -> None:
    bad: Campaign = toy.toy(**cargo(unit_kg=-1.0), **leg(origin="bas", vehicles=()))
    with pytest.raises(InvalidInputs) as caught:
        check(bad)
    assert len(caught.value.faults) == 3
