"""Fleet, flights and money of one variant: sums, limits, currency years, second methods."""

import math

import numpy as np
import pytest

from tests.studies.conftest import scenario
from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.base.figure import Figure
from windlass.studies import spend
from windlass.studies.bench import bench, when_ready, work
from windlass.studies.variant import Variant


def made(*sets: str, key: str = "earth-moon.low-thrust") -> Variant:
    (one,) = work(bench(scenario(*sets)), only=lambda goal: goal.key == key)
    return one


@pytest.fixture(scope="module")
def one() -> Variant:
    return made()


def value(found: Variant, role: str) -> float:
    return found.figures[role].value


def test_costs_add_up(one: Variant) -> None:
    parts = ("spacecraft", "launches", "propellant", "operations", "oversight")
    total = 1.3 * sum(value(one, f"cost.{part}") for part in parts)
    assert value(one, "cost.total") == pytest.approx(total, rel=1e-12)
    assert one.figures["cost.total"].unit == "USD2024"


def test_the_keck_mission_costs_what_its_study_said(one: Variant) -> None:
    # brophy2012: 2,647 million of 2012 with an Atlas V of 288 million and 117 of operations
    keck = made('cost.launch="288 M USD2012"', "cost.year=2012")
    spacecraft = value(keck, "cost.spacecraft")
    assert spacecraft == pytest.approx(1_359e6)
    fixed = 1.3 * (spacecraft * 1.2 + 288e6 + 117e6)
    assert fixed == pytest.approx(2_647e6, rel=1e-3)
    own = value(keck, "cost.operations") + value(keck, "cost.propellant")
    assert value(keck, "cost.total") == pytest.approx(fixed + 1.3 * (own - 117e6), rel=1e-9)


def test_net_present_value_by_hand(one: Variant) -> None:
    programme = one.programme
    assert programme is not None
    net = np.sum([np.array(flow) for flow in programme.flows.values()], axis=0)
    want = sum(cash / 1.07**year for year, cash in enumerate(net))
    assert value(one, "npv") == pytest.approx(want, rel=1e-12)
    cost = -sum(sum(flow) for kind, flow in programme.flows.items() if kind != "revenue")
    assert cost == pytest.approx(value(one, "cost.total"), rel=1e-9)
    assert sum(programme.flows["revenue"]) == pytest.approx(value(one, "revenue.total"), rel=1e-9)


def test_revenue_at_unit_elasticity_by_hand(one: Variant) -> None:
    # at ε = 1: q·P0·Q0/(Q0 + q) a year
    q = value(one, "product.mass") / 10.0
    q0 = 50e3
    price = value(one, "price.now")
    want = 10.0 * q * price * q0 / (q0 + q)
    assert value(one, "revenue.total") == pytest.approx(want, rel=1e-9)


def test_what_does_not_pay_is_open_and_says_from_when(one: Variant) -> None:
    assert one.programme is not None
    assert "payback" not in one.figures
    held = one.programme.missing["payback"]
    assert "before its last sale" in held.why
    assert held.beyond == pytest.approx(len(one.programme.flows["revenue"]) * YEAR_S)


def test_what_loses_money_with_each_kilogram_never_pays() -> None:
    iridium = ('option.earth-moon.product="iridium"', 'option.earth-moon.market="iridium"')
    poor = made(*iridium, 'market.iridium.price="1 USD2024/kg"')
    assert poor.programme is not None
    assert "each kilogram that is sold loses money" in poor.programme.missing["payback"].why
    assert poor.programme.missing["payback"].beyond == float("inf")


def test_a_dear_market_pays_back_and_has_a_rate_of_return() -> None:
    rich = made('market.lunar-mass.price="200000 USD2024/kg"')
    assert rich.programme is not None
    years = value(rich, "payback") / YEAR_S
    flight = (value(rich, "final.date") - value(rich, "launch.date")) / YEAR_S
    assert flight < years < 60.0
    assert rich.programme.rates
    for rate in rich.programme.rates:
        net = np.sum([np.array(flow) for flow in rich.programme.flows.values()], axis=0)
        npv = sum(cash * (1.0 + rate) ** -year for year, cash in enumerate(net))
        assert abs(npv) < 1e-6 * np.abs(net).sum()


def test_money_of_different_years_is_turned_into_one(one: Variant) -> None:
    same = made(f'cost.launch="{150e6 * 313.689 / 251.107!r} USD2024"')
    assert value(same, "cost.launches") == pytest.approx(value(one, "cost.launches"), rel=1e-9)
    old = made("cost.year=2012")
    ratio = value(one, "cost.total") / value(old, "cost.total")
    assert ratio == pytest.approx(313.689 / 229.594, rel=1e-9)
    assert old.figures["cost.total"].unit == "USD2012"


def test_a_year_without_an_index_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"cost\.year: 2030 has no price index"):
        scenario("cost.year=2030")
    with pytest.raises(InvalidInput, match="no price index for that year"):
        scenario('cost.launch="150 M USD1850"')


def test_a_market_that_there_is_not_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"market\.iridum is no known market.*iridium"):
        scenario("market.iridum.elasticity=2")
    own = scenario('market.mine={use="iridium", elasticity=2}')
    assert own.market["mine"].use == "iridium"


def test_ships_that_share_a_body_dig_no_more_than_it_is() -> None:
    key, fleet = "in-place.low-thrust", "fleet.ships=3"
    one, three = made(key=key), made(fleet, key=key)
    assert value(three, "mining.rock") <= value(one, "mining.rock") * (1 + 1e-12)
    assert value(three, "returned") == pytest.approx(value(one, "returned"), rel=1e-12)
    assert value(three, "share") == pytest.approx(value(one, "returned") / 3, rel=1e-12)


def test_the_largest_body_is_within_the_ships_sent_and_the_propellant_of_full_ones() -> None:
    one, three = made(), made("fleet.ships=3")
    assert value(one, "largest.body") == pytest.approx(value(one, "most.returned"), rel=1e-12)
    assert value(three, "largest.body") <= 3 * value(three, "most.returned") * (1 + 1e-12)
    assert value(one, "most.propellant") > value(one, "propellant"), "a full ship burns more"
    scarce = made("fleet.ships=3", 'fleet.propellant_supply="1 t/yr"')
    assert value(scarce, "largest.body") < value(scarce, "most.returned")


def test_launches_are_paid_over_the_time_that_they_take() -> None:
    found = made("fleet.ships=20", 'launch.cadence="1 1/yr"')
    assert found.programme is not None
    years = np.flatnonzero(np.array(found.programme.flows["launches"]))
    time = value(found, "flights.time") / YEAR_S
    assert time == pytest.approx(value(found, "flights.total"))
    assert time >= 3
    assert len(years) in (math.floor(time), math.ceil(time), math.ceil(time) + 1)
    spent = sum(value(found, f"cost.{kind}") for kind in ("launches", "propellant"))
    assert sum(found.programme.flows["launches"]) == pytest.approx(-1.3 * spent, rel=1e-9)


def test_money_without_a_year_is_refused() -> None:
    with pytest.raises(InvalidInput, match="money"):
        scenario('cost.launch="150 M USD"')
    with pytest.raises(InvalidInput, match="money"):
        scenario('market.lunar-mass.price="5000"')


def test_the_worlds_xenon_limits_a_fleet() -> None:
    scarce = made('fleet.propellant_supply="0.1 kg/d"')
    assert "xenon supply" in {reason.what for reason in scarce.reasons}
    assert not scarce.feasible
    enough = made('fleet.propellant="argon"')
    assert value(enough, "fleet.by_propellant") > value(made(), "fleet.by_propellant")


def test_launches_and_the_user_limit_a_fleet() -> None:
    many = made('fleet.ships="as-needed"', 'body.mass="200000 t"', "fleet.most_ships=20")
    what = {reason.what for reason in many.reasons}
    assert "ships" in what
    assert value(many, "fleet.allowed") <= 20
    assert value(many, "largest.body") == pytest.approx(
        value(many, "fleet.allowed") * value(many, "fleet.share")
    )


def test_nothing_lifts_off_before_it_is_ready() -> None:
    late = scenario('programme.start="2031-06-01"', 'programme.development_time="4.5 yr"')
    ready = when_ready(late)
    assert ready.window.launch[0] > late.window.launch[0]
    never = made('programme.start="2035-01-01"', 'programme.development_time="9 yr"')
    assert "readiness" in {reason.what for reason in never.reasons}


def test_vehicles_dig_what_has_to_be_dug() -> None:
    dug = made("option.earth-moon.product=metal", 'programme.mining_time="100 d"')
    rock = value(dug, "mining.rock")
    assert rock == value(dug, "returned")
    each = 0.9e3 * 0.7
    assert value(dug, "mining.vehicles") == math.ceil(rock / 100.0 / each)
    assert value(dug, "product.mass") < rock
    assert "cost.vehicles" in dug.figures


def test_relationships_out_of_their_range_are_flagged() -> None:
    many = made('fleet.ships="as-needed"', 'body.mass="20000000 t"')
    assert many.programme is not None
    assert any("units" in flag for flag in many.programme.flags)
    assert spend.flags(many.programme.figures) == list(many.programme.flags)
    total = many.figures["cost.total"].trace.flags
    assert any(flag.startswith("learning curve") for flag in total)
    assert not any("second opinion" in flag for flag in total)  # it is no part of the total
    for role in ("npv", "payback"):
        if role in many.figures:
            assert set(many.figures[role].trace.flags) == set(total)


def test_every_figure_of_money_reaches_a_source(one: Variant) -> None:
    def reaches(figure: Figure) -> bool:
        if not figure.trace.inputs:
            return bool(figure.trace.sources) or figure.trace.status == "chosen"
        return all(reaches(part) for _, part in figure.trace.inputs)

    for role, figure in one.figures.items():
        if role.startswith(("cost", "price", "revenue", "npv", "fleet", "flights")):
            assert reaches(figure), role


def test_a_launcher_without_a_price_leaves_the_trip_and_says_so() -> None:
    found = made("launch.vehicle=starship")
    assert found.programme is not None
    assert "cost.total" not in found.figures
    assert any("price" in note for note in found.programme.notes)
    assert "launch.mass" in found.figures


def test_a_programme_that_starts_after_its_window_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"programme\.start of 2050-01-01 lies after the last"):
        scenario('programme.start="2050-01-01"')
