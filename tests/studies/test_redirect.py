"""Techniques side by side: rows against their parts, inverses, what decides, what is told."""

import json
import math
from dataclasses import replace

import pytest

from windlass.base.epochs import YEAR_S, parse_epoch
from windlass.base.errors import InvalidInput
from windlass.catalogue.collection import lookup
from windlass.redirect.deliver import like
from windlass.redirect.ship import Ship
from windlass.store import Store
from windlass.studies import redirect_deflect as aside
from windlass.studies import redirect_deliver as deliver
from windlass.studies.redirect_ask import RedirectAsk, matter, technique
from windlass.studies.redirect_row import plain
from windlass.studies.redirect_run import compared, kept
from windlass.studies.redirect_vary import AIM, combinations, tornado

SHIP = Ship(dry_kg=5_500.0, propellant_kg=6_000.0, power_w=40e3, isp_s=3_000.0, efficiency=0.6)
SOME = ("kinetic-impactor", "tug-electric", "gravity-tractor", "coating")


def ask(**changed: object) -> RedirectAsk:
    told = {
        "target": lookup("Apophis"), "mode": "deflect", "ship": SHIP, "count": 3,
        "encounter_s": parse_epoch("2029-04-13"), "lead_s": 2.7 * YEAR_S, "only": SOME,
    } | changed  # fmt: skip
    return RedirectAsk(**told)  # type: ignore[arg-type]


def bring(**changed: object) -> RedirectAsk:
    told = {
        "target": lookup("2006 RH120"), "mode": "deliver", "ship": SHIP, "to": "lunar-dro",
        "begins_s": parse_epoch("2026-06-01"), "within_s": 8.0 * YEAR_S,
        "only": ("tug-electric", "kinetic-impactor"),
    } | changed  # fmt: skip
    return RedirectAsk(**told)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def all_() -> aside.Aside:
    one = ask()
    return aside.aside(one, matter(one))


@pytest.fixture(scope="module")
def rows(all_: aside.Aside) -> tuple:
    return aside.rows(all_)


def test_rows_are_flown_and_in_order(all_: aside.Aside, rows: tuple) -> None:
    assert {row.key for row in rows} == set(SOME)
    shares = [row.share for row in rows if row.share is not None]
    assert shares == sorted(shares, reverse=True)
    for row in rows:
        if row.share is None:
            assert row.why
            continue
        linear = all_.shifted(row.key, all_.body.rock).shifts_m / all_.needed_m
        assert row.share == pytest.approx(linear, rel=0.02)
        assert row.feasible == (row.share >= 1.0)
        assert row.needed_m_s == pytest.approx(row.dv_m_s / row.share)
        assert row.cost is not None
        assert row.cost.value > 1e9
        low, high = row.spread
        assert low <= row.share <= high


def test_largest_and_ships_are_where_it_is_just_enough(all_: aside.Aside, rows: tuple) -> None:
    for row in rows:
        if row.largest_kg is not None:
            just = all_.shifted(row.key, like(all_.body.rock, row.largest_kg)).shifts_m
            assert just >= all_.needed_m
            more = all_.shifted(row.key, like(all_.body.rock, 1.01 * row.largest_kg)).shifts_m
            assert more < all_.needed_m
        if row.ships is not None and row.ships > 1:
            assert all_.shifted(row.key, all_.body.rock, row.ships).shifts_m >= all_.needed_m
            assert all_.shifted(row.key, all_.body.rock, row.ships - 1).shifts_m < all_.needed_m


def test_largest_is_sought_from_the_top_and_fewest_from_below() -> None:
    assert aside.top(lambda mass: 1e9 / mass) == pytest.approx(1e9, rel=2e-3)
    assert aside.top(lambda mass: 1.0 if 1e6 < mass < 1e9 else 0.0) == pytest.approx(1e9, rel=2e-3)
    assert aside.top(lambda _: 0.0) is None
    assert aside.top(lambda _: 2.0) == aside.HEAVIEST_KG
    for least in (1, 2, 7, 100, 10_000):
        assert aside.fewest(lambda n, least=least: n / least) == least
    assert aside.fewest(lambda n: n / 10_001) is None


def test_what_decides_is_moved_one_by_one(all_: aside.Aside, rows: tuple) -> None:
    row = next(row for row in rows if row.key == "kinetic-impactor")
    swings = {one.name: one for one in tornado(all_, row)}
    assert {"diameter", "density", "the technique itself", "arrival"} <= set(swings)
    d = all_.body.diameter
    light = all_.shifted(row.key, all_.body.made(diameter_m=d.low)).shifts_m / all_.needed_m
    assert swings["diameter"].at_low == pytest.approx(light)
    assert swings["diameter"].at_low > swings["diameter"].at_high
    widths = [abs(one.at_high - one.at_low) for one in tornado(all_, row) if one.at_low is not None
              and one.at_high is not None]  # fmt: skip
    assert widths == sorted(widths, reverse=True)


def test_rock_moves_about_its_own_mass(all_: aside.Aside) -> None:
    body = all_.body
    assert body.made() == body.rock
    wide = body.made(diameter_m=2.0 * body.diameter.value)
    assert wide.mass_kg == pytest.approx(8.0 * body.rock.mass_kg)
    assert wide.radius_m == pytest.approx(2.0 * body.rock.radius_m)
    dense = body.made(density=0.5 * body.density.value)
    assert dense.mass_kg == pytest.approx(0.5 * body.rock.mass_kg)


def test_what_steers_after_a_blow_narrows_where_it_ends(all_: aside.Aside, rows: tuple) -> None:
    made = combinations(all_, rows)
    assert {(one.first, one.second) for one in made} == {
        ("kinetic-impactor", "gravity-tractor"), ("kinetic-impactor", "tug-electric"),
    }  # fmt: skip
    for one in made:
        # where even the best draws fall short of the aim, it adds to all of them
        assert one.left <= one.left_alone or one.both[2] <= AIM
        assert all(b >= a for a, b in zip(one.alone, one.both, strict=True) if a <= AIM)
        assert one.chance >= one.chance_alone
        assert one.alone[0] < one.alone[1] < one.alone[2]


def test_a_comparison_is_plain_and_kept(tmp_path) -> None:  # type: ignore[no-untyped-def]
    one = ask(only=("tug-electric", "coating"))
    store = Store.open(tmp_path)
    run, again = kept(one, store=store, holes=False)
    assert not again
    same, again = kept(one, store=store, holes=False)
    assert again
    assert same.result == run.result
    told = json.loads(json.dumps(run.result, allow_nan=False))
    assert {row["technique"] for row in told["techniques"]} == {"tug-electric", "coating"}
    assert told["encounter"]["perigee_km"] == pytest.approx(38_011.0, abs=5.0)
    assert told["lines"]
    assert "keyholes" not in told


def test_keyholes_are_told_beside_where_each_ends() -> None:
    told = compared(ask(only=("tug-electric",)))
    holes = {one["resonance"]: one for one in told["keyholes"]["holes"]}
    assert holes["7:6"]["width_m"] == pytest.approx(610.0, abs=60.0)
    assert told["techniques"][0]["from_keyhole_km"] is not None


def test_delivery_is_told_with_what_it_rests_on() -> None:
    one = bring()
    told = compared(one)
    rows = {row["technique"]: row for row in told["techniques"]}
    tug = rows["tug-electric"]
    assert tug["largest_kg"] > 1e4
    assert tug["dv_needed_m_s"] > 50.0
    assert tug["time_yr"] <= 8.0 + 1e-9
    assert not rows["kinetic-impactor"]["feasible"]
    assert "blows" in rows["kinetic-impactor"]["why"]
    assert rows["kinetic-impactor"]["dv_m_s"] is None
    swings = {one["name"]: one for one in told["tornado"]["tug-electric"]}
    assert swings["power"]["at_low"] <= 1.001 <= swings["power"]["at_high"] + 2e-3
    assert swings["propellant"]["at_low"] < 1.0 < swings["propellant"]["at_high"]
    masses = [row["tug-electric"] for row in told["curve"]]
    known = [mass for mass in masses if mass is not None]
    assert known == sorted(known)
    json.dumps(told, allow_nan=False)


def test_what_is_delivered_is_solved_and_flown() -> None:
    one = bring(only=("tug-electric",), within_s=7.0 * YEAR_S)
    all_ = deliver.delivery(one, matter(one))
    made = deliver.flown(all_, deliver.row(all_, "tug-electric"))
    assert made.start_kg == pytest.approx(made.linear_kg, rel=0.1)
    assert made.propellant_kg < one.ship.propellant_kg
    if made.all_forces_kg is None:
        assert made.why
    else:
        assert made.all_forces_kg < 1.25 * made.propellant_kg


def test_a_row_as_plain_data_has_no_nan(rows: tuple) -> None:
    for row in rows:
        json.dumps(plain(row), allow_nan=False)


def test_techniques_know_the_orbit_and_the_ask() -> None:
    one = ask()
    rock = matter(one).rock
    hits = technique(one, "kinetic-impactor", 1e8, speed_m_s=5e3)(rock)
    twice = technique(one, "kinetic-impactor", 1e8, speed_m_s=1e4)(rock)
    assert twice.dv_m_s == pytest.approx(2.0 * hits.dv_m_s)
    assert len(technique(one, "kinetic-impactor", 1e8, count=5, speed_m_s=5e3)(rock).blows) == 5
    with pytest.raises(InvalidInput, match="speed of an impact"):
        technique(one, "kinetic-impactor", 1e8)
    apart = [float(x) for x in hits.blows[:, 0]]
    assert max(apart) - min(apart) <= 20.0 * 86_400.0
    assert math.isfinite(technique(one, "coating", 1e8)(rock).dv_m_s)


@pytest.mark.parametrize(
    ("named", "changed"),
    [
        ("mode", {"mode": "push"}), ("ships", {"count": 0}), ("time to deflect", {"lead_s": 1e6}),
        ("yield", {"yield_kt": 0.0}), ("unknown technique", {"only": ("magic",)}),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(named: str, changed: dict[str, object]) -> None:
    with pytest.raises(InvalidInput, match=named):
        ask(**changed)


def test_a_place_that_is_none_is_refused() -> None:
    one = bring(to="venus")
    with pytest.raises(InvalidInput, match="no such destination"):
        deliver.delivery(one, matter(one))
    assert replace(one, to="mars-orbit").to == "mars-orbit"
