"""Dose by a plan: worked by hand, by walking every way, and as a rule of the replay."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.campaign.small_case import DAY, campaign
from windlass.base.errors import InvalidInput
from windlass.campaign.crew import dose
from windlass.campaign.plan.check import check
from windlass.campaign.plan.exposure import exposures
from windlass.campaign.plan.plan import Plan, Stay, Trip, plan
from windlass.campaign.tables import Campaign

CRUISE, MOON = 1.58, 1.37


def rated(agency: str = "nasa") -> Campaign:
    """Return the small case with an agency, cruise on the legs of people, and the Moon's ground."""
    tables = campaign()
    return replace(
        tables,
        nodes=(*tables.nodes[:2], replace(tables.nodes[2], where="moon")),
        commodities=(replace(tables.commodities[0], agency=agency), *tables.commodities[1:]),
        legs=(tables.legs[0], *(replace(one, where="cruise") for one in tables.legs[1:])),
    )


@pytest.fixture(scope="module")
def made() -> Plan:
    return plan(rated(), goal="cost", step_s=5 * DAY, gap=1e-6)


def test_people_take_what_legs_and_stays_come_to(made: Plan) -> None:
    (found,) = exposures(rated(), made)
    assert found.limit_msv == 600.0
    assert found.people == pytest.approx(4.0)
    # two there and two back, 5 days each; those who stay wait on the Moon from their arrival on
    waits = [one for one in made.stays if one.node == "moon" and one.items.get("crew")]
    ashore = sum((one.until_s - one.from_s) / DAY * one.items["crew"] for one in waits)
    total = 4 * 5 * CRUISE + MOON * ashore
    assert found.mean_msv == pytest.approx(total / 4.0, rel=1e-9)
    # one who goes out, is there between the demand and the supply, and comes home
    out = next(one for one in made.trips if one.leg == "out" and one.cargo.get("crew"))
    back = next(one for one in made.trips if one.leg == "back" and one.cargo.get("crew"))
    stayed = (back.leaves_s - out.arrives_s) / DAY
    assert found.most_msv == pytest.approx(2 * 5 * CRUISE + MOON * stayed, rel=1e-9)
    assert {leg for leg, _, _ in found.trips} == {"up", "out", "back"}
    assert found.unrated == ("up",)
    assert found.kept
    assert check(rated(), made).holds


def test_a_plan_in_which_somebody_must_exceed_the_limit_is_refused(made: Plan) -> None:
    def lasting(days: float) -> Plan:
        return replace(made, trips=tuple(
            replace(one, lasts_s=days * DAY) if one.leg in ("out", "back") else one
            for one in made.trips
        ))  # fmt: skip

    faults = check(rated(), lasting(800.0)).faults
    told = [one for one in faults if one.rule == "dose"]
    assert len(told) == 1
    assert told[0].wanted > told[0].had == 600.0
    between = lasting(250.0)  # out and home is too much for one, not for two pairs
    (found,) = exposures(rated(), between)
    assert not found.kept
    assert not found.broken
    assert not [one for one in check(rated(), between).faults if one.rule == "dose"]
    assert not [one for one in check(rated("esa"), lasting(450.0)).faults if one.rule == "dose"]


def test_without_an_agency_nothing_is_judged_and_an_unknown_one_is_refused(made: Plan) -> None:
    assert exposures(rated(""), made) == ()
    with pytest.raises(InvalidInput, match="no career limit of that agency"):
        exposures(rated("x"), made)


LEGS = {("earth", "orbit"): "up", ("orbit", "moon"): "out", ("moon", "orbit"): "back"}
MOVES = some.tuples(
    some.sampled_from(sorted(LEGS)), some.integers(0, 6), some.integers(1, 3),
    some.floats(1.0, 400.0), some.integers(1, 3),
)  # fmt: skip
STAYS = some.tuples(some.sampled_from(["orbit", "moon"]), some.integers(0, 8))


@settings(max_examples=80, deadline=None)
@given(moves=some.lists(MOVES, max_size=8), stays=some.sets(STAYS, max_size=8))
def test_nobody_takes_more_than_the_longest_way(
    made: Plan,
    moves: list[tuple[tuple[str, str], int, int, float, int]],
    stays: set[tuple[str, int]],
) -> None:
    tables = rated()
    at = [float(k) * 10.0 * DAY for k in range(10)]
    trips = tuple(
        Trip(leg=LEGS[ends], leaves_s=at[k], arrives_s=at[min(9, k + steps)], lasts_s=days * DAY,
             flown={}, ridden={}, cargo={"crew": float(many)}, burned={}, departure=-1)
        for ends, k, steps, days, many in moves
    )  # fmt: skip
    waits = tuple(
        Stay(node=node, from_s=at[k], until_s=at[k + 1], items={"crew": 1.0}) for node, k in stays
    )
    begin = [one for one in made.given if tables.supplies[one.supply].item == "crew"][:1]
    begin = [replace(one, at_s=at[0], supply=_of(tables, "earth")) for one in begin]
    drawn = replace(made, instants_s=tuple(at), trips=trips, stays=waits, deliveries=(),
                    given=tuple(begin))  # fmt: skip
    (found,) = exposures(tables, drawn)
    steps = [
        (leg.origin, leg.destination, one.leaves_s, one.arrives_s,
         CRUISE * one.lasts_s / DAY if leg.where else 0.0)
        for one in trips
        for leg in tables.legs
        if leg.key == one.leg
    ]  # fmt: skip
    steps += [(one.node, one.node, one.from_s, one.until_s, MOON * 10.0 * (one.node == "moon"))
              for one in waits]  # fmt: skip

    def walk(node: str, t: float) -> float:
        return max((msv + walk(to, end) for frm, to, start, end, msv in steps
                    if (frm, start) == (node, t)), default=0.0)  # fmt: skip

    assert found.most_msv == pytest.approx(walk("earth", at[0]), rel=1e-12, abs=1e-9)


def _of(tables: Campaign, node: str) -> int:
    rows = enumerate(tables.supplies)
    return next(k for k, one in rows if (one.node, one.item) == (node, "crew"))


def test_rates_are_those_of_the_table() -> None:
    assert dose.rate("cruise")[0] == CRUISE
    assert dose.rate("moon")[0] == MOON
    assert set(dose.rates()) >= {"cruise", "moon", "leo"}
    assert set(dose.limits()) >= {"nasa", "esa"}
