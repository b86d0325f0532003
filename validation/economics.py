"""Judge the money by published and exact answers: mining models, cost relationships, markets,
rates of return, the cost table of the Keck study.  What holds for any cash flow: cash_flow.py."""

import math
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
from scipy.integrate import quad

from validation._refusals import all_refused
from validation.table import Row, at_most
from windlass.base import units
from windlass.base.entries import entry_figure
from windlass.base.epochs import YEAR_S
from windlass.base.figure import Figure
from windlass.campaign import fleet
from windlass.catalogue.launchers import payload_kg
from windlass.economics import (
    amcm,
    dorrington2026,
    hein2018,
    learning,
    market,
    phasing,
    prices,
    transcost,
)
from windlass.economics.cash_flow import irr_all, npv, one_irr, payback_years
from windlass.studies import spend
from windlass.studies.load import load

BEFORE = "computed before the work began"
HORIZON = 40.0
"""Years over which the twenty trillion are sold."""


def rows() -> list[Row]:
    return [
        *dorrington(), *hein(), *relationships(), *curves(), *trillions(), *isoelastic(), *linear(),
        *hotelling(), *returns(), *keck(),
    ]  # fmt: skip


# --- techno-economics of mining ----------------------------------------------------------------


def dorrington() -> list[Row]:
    """Δv each way at which the best returned mass earns nothing, to the printed digit."""
    cases = (
        ("chemical", dorrington2026.CHEMICAL, math.inf, 1.789314),
        ("electric", dorrington2026.ELECTRIC, math.inf, 4.434973),
        ("chemical, 160 t at most", dorrington2026.CHEMICAL, 160e3, 1.224824),
    )
    name, source = "mining, Dorrington and Olsen", "dorrington2026"
    made = [
        Row(name, f"Δv that earns nothing, {what}", published,
            dorrington2026.limit_dv(craft, most) / 1e3, 5e-7, "km/s", source)
        for what, craft, most, published in cases
    ]  # fmt: skip
    limit = dorrington2026.limit_dv(dorrington2026.ELECTRIC)
    scan = max(
        dorrington2026.npv(dorrington2026.ELECTRIC, limit, float(mass))
        for mass in np.geomspace(1e3, 1e8, 20_001)
    )
    built = dorrington2026.ELECTRIC.dry_kg * dorrington2026.ELECTRIC.build_per_kg
    made.append(
        at_most(capability=name, quantity="present value there, best of a scan of masses",
                limit=1e-6, computed=abs(scan) / built, unit="of the craft", source="scan")
    )  # fmt: skip
    return made


def hein() -> list[Row]:
    """Tables 1 and 2, water; platinum from the same inputs by hand."""
    water = hein2018.Swarm(
        throughput_per_day=20.0, content=0.05, price_per_kg=20_000.0, launches=1,
        build_per_kg=1e6, operations=5.7e6, development_per_kg=5_453_333.0,
    )  # fmt: skip
    platinum = replace(
        water, throughput_per_day=30_000.0, content=1e-5, price_per_kg=70_000.0, launches=2
    )
    cheap = {"build_per_kg": 1e4, "operations": 1e5, "development_per_kg": 500_000.0}
    name = "mining, Hein and others"
    cases = (
        ("water, conservative", water, 139.0, 0.5, 5.9, 0.05, "hein2018"),
        ("water, optimistic", replace(water, **cheap), 293.0, 0.5, 0.26, 0.005, "hein2018"),
        ("platinum, conservative", platinum, 148.8, 1e-9, 818.0 / 148.8, 1e-6, "by hand"),
        ("platinum, optimistic", replace(platinum, **cheap), 302.9, 1e-9, 75.0 / 302.9, 1e-6,
         "by hand"),
    )  # fmt: skip
    made = []
    for what, swarm, profit, digit, years, year_digit, source in cases:
        made += [
            Row(name, f"profit, {what}", profit, hein2018.profit(swarm) / 1e6, digit, "M USD",
                source),
            Row(name, f"break-even, {what}", years, hein2018.break_even_years(swarm), year_digit,
                "yr", source),
        ]  # fmt: skip
    return made


# --- cost-estimating relationships -------------------------------------------------------------


def relationships() -> list[Row]:
    """One unit of a tonne, planetary, 2030, by both sets in circulation; an engine."""
    tonne = amcm.Ask(quantity=1, dry_kg=1000.0, specification=2.39, first_year=2030.0)
    shuttle = transcost.engine_work_years(3180.0, 1.30, 1.22, 0.85)
    name = "advanced missions cost model"
    far = (
        amcm.outside(replace(tonne, first_year=2010.0, quantity=2_500.0)),
        amcm.outside(replace(tonne, first_year=2010.0, dry_kg=1.0)),
        amcm.outside(replace(tonne, first_year=2010.0, dry_kg=1e6)),
        amcm.outside(tonne),
        transcost.outside(50.0),
        transcost.outside(20e3),
    )
    bad = (
        lambda: amcm.cost_musd1999(replace(tonne, quantity=0.0)),
        lambda: amcm.cost_musd1999(replace(tonne, dry_kg=math.nan)),
        lambda: amcm.cost_musd1999(replace(tonne, dry_kg=math.inf)),
        lambda: amcm.cost_musd1999(replace(tonne, first_year=1900.0)),
        lambda: amcm.cost_musd1999(replace(tonne, difficulty=9.0)),
        lambda: transcost.engine_work_years(-1.0, 1.0, 1.0, 1.0),
        lambda: transcost.engine_work_years(1.0, math.nan, 1.0, 1.0),
    )
    return [
        Row(name, "set in pounds, 1 t planetary, 2030", 999.9, amcm.cost_musd1999(tonne), 0.05,
            "M USD1999", "larson1999"),
        Row(name, "set in kilograms, the same: it disagrees", 742.6,
            amcm.cost_musd1999(tonne, amcm.KILOGRAMS), 0.05, "M USD1999", BEFORE),
        Row("TRANSCOST", "space shuttle main engine, 3180 kg", 17_921.0, shuttle, 0.5,
            "work-years", "koelle2007"),
        Row("cost relationships", "asks outside the calibration that are flagged", float(len(far)),
            float(sum(map(bool, far))), 0.0, "flags", "windlass"),
        all_refused("cost relationships", "asks without meaning", bad),
    ]  # fmt: skip


def curves() -> list[Row]:
    """Wright's curve and Rayleigh's, and both against plain sums and quadrature."""
    off = []
    for rate in (0.5, 0.5 + 1e-9, 0.6, 0.75, 0.85, 0.95, 1.0):
        b = math.log2(rate)
        for n in (1, 64, 65, 1_000, 100_000):
            summed = math.fsum((np.arange(1, n + 1, dtype=float) ** b).tolist())
            off.append(abs(learning.total(n, rate) / summed - 1.0))
    a = -math.log(0.03)
    area = quad(lambda t: 2 * a * t * math.exp(-a * t * t), 0.0, 0.5, epsabs=1e-13)[0]
    bad = (
        lambda: learning.unit(0, 0.85), lambda: learning.total(-1, 0.85),
        lambda: learning.mean(0, 0.85), lambda: learning.unit(8, 0.0),
        lambda: learning.unit(8, 1.2), lambda: phasing.spent(1.5),
        lambda: phasing.by_period(2.0, 1.0, 5), lambda: phasing.by_period(0.0, 6.0, 5),
        lambda: phasing.evenly(-1.0, 3.0, 5),
    )  # fmt: skip
    return [
        Row("learning", "unit 8 at 85 %", 0.6141, learning.unit(8, 0.85), 5e-5, "", BEFORE),
        Row("learning", "mean of units 1 to 8 at 85 %", 0.7420, learning.mean(8, 0.85), 5e-5, "",
            BEFORE),
        at_most(capability="learning", quantity="total against the sum of units, up to 100,000",
                limit=1e-13, computed=float(np.max(off)), unit="relative", source="sum"),
        Row("phasing", "spent at half time, 97 % at the end", 58.4, 100.0 * phasing.spent(0.5),
            0.05, "%", BEFORE),
        Row("phasing", "the same by quadrature", area, phasing.spent(0.5), 1e-12, "", "quadrature"),
        all_refused("learning and phasing", "asks without meaning", bad),
    ]  # fmt: skip


# --- markets -----------------------------------------------------------------------------------


def iridium() -> tuple[Figure, Figure]:
    """Price [USD2022/kg] and supply [kg/s] of data/markets.toml."""
    price = entry_figure("markets", "iridium", "price", name="price")
    return price, entry_figure("markets", "iridium", "supply", name="supply")


def trillions() -> list[Row]:
    """Twenty trillion dollars of iridium in tonnes, in years, beside the whole market."""
    price, supply = iridium()
    yearly = supply.value * YEAR_S
    mass = 20e12 / price.value
    ounce = units.from_shown(1.0, "USD2022/ozt")
    name = "20 trillion of iridium"
    return [
        Row(name, "price of 2022, estimate", 4_700.0, price.value / ounce, 1e-9, "USD2022/ozt",
            "usgs2023"),
        Row(name, "low end, mean of 2018", 1_293.0,
            float(price.low or math.nan) / ounce * prices.index(2018) / prices.index(2022), 0.5,
            "USD2018/ozt", "usgs2023"),
        Row(name, "high end, mean of 2021", 5_158.0,
            float(price.high or math.nan) / ounce * prices.index(2021) / prices.index(2022), 0.5,
            "USD2021/ozt", "usgs2023"),
        Row(name, "world supply, 7 to 8 t a year", 7.5, yearly / 1e3, 0.5, "t/yr", "usgs2023"),
        Row(name, "mass", 132_355.0, mass / 1e3, 0.5, "t", BEFORE),
        Row(name, "years of the world's supply", 17_600.0, mass / yearly, 50.0, "yr", BEFORE),
        Row(name, "whole market", 1.13, price.value * yearly / 1e9, 5e-3, "bn USD2022/yr", BEFORE),
    ]  # fmt: skip


def isoelastic() -> list[Row]:
    """The same sold evenly over forty years as the market answers."""
    price, supply = (figure.value for figure in iridium())
    supply *= YEAR_S
    added = 132_355e3 / HORIZON
    name = "isoelastic market"
    published = ((0.5, 0.003, 5e-4), (1.0, 1.13, 5e-3), (1.5, 8.6, 0.05), (2.0, 23.8, 0.05),
                 (3.0, 65.6, 0.05))  # fmt: skip
    made = [
        Row(name, f"revenue at elasticity {e:g}", bn,
            market.isoelastic_revenue(price, supply, added, e) / 1e9, digit, "bn USD/yr", BEFORE)
        for e, bn, digit in published
    ]  # fmt: skip
    needed = market.elasticity_for(price, supply, added, 2e12 / HORIZON)
    back = HORIZON * market.isoelastic_revenue(price, supply, added, needed)
    fall = quad(lambda q: 1.0 / (1.5 * q), 1.0, 1.0 + added / supply, limit=200)[0]
    here = market.isoelastic_price(price, supply, added, 1.5)
    return [
        *made,
        Row(name, "elasticity that brings 2 trillion", 2.65, needed, 5e-3, "", BEFORE),
        Row(name, "revenue at that elasticity", 2.0, back / 1e12, 1e-12, "tn USD", "put back"),
        Row(name, "price by summing dP/P = -dQ/(εQ)", price * math.exp(-fall), here, 1e-8,
            "USD/kg", "quadrature", relative=True),
    ]  # fmt: skip


def linear() -> list[Row]:
    """Linear demand: the most that a year can bring, and a scan as judge."""
    price, supply = (figure.value for figure in iridium())
    platinum = entry_figure("markets", "platinum", "price", name="price").value
    output = entry_figure("markets", "platinum", "supply", name="supply").value * YEAR_S
    name = "linear market"
    made = [
        Row(name, f"most from platinum at elasticity {e}", bn,
            market.linear_best(platinum, output, e)[1] / 1e9, 5e-4, "bn USD/yr", "hein2018")
        for e, bn in ((0.5, 1.287), (0.6, 1.545))
    ]  # fmt: skip
    best, revenue = market.linear_best(platinum, output, 0.5, 0.3)
    scan = max(
        float(q) * market.linear_price(platinum, output, float(q), 0.5, 0.3)
        for q in np.linspace(0.0, 1.999, 200_001) * best
    )
    return [
        *made,
        Row(name, "platinum's price in the table", 40_449.0, platinum, 1e-9, "USD/kg", "hein2018"),
        Row(name, "platinum's output in the table", 254_582.0, output, 1e-6, "kg/yr", "hein2018"),
        Row(name, "most from iridium at elasticity 0.5", 142.0,
            market.linear_best(price, supply * YEAR_S, 0.5)[1] / 1e6, 0.5, "M USD/yr", BEFORE),
        Row(name, "most with displacement 0.3, by a scan", scan, revenue, 1e-9, "USD/yr", "scan",
            relative=True),
        all_refused(name, "asks without meaning", (
            lambda: market.linear_price(1.0, 100.0, 50.0, 0.5),
            lambda: market.linear_price(1.0, 100.0, 1.0, 0.5, 1.0),
            lambda: market.isoelastic_price(0.0, 1.0, 1.0, 1.0),
            lambda: market.isoelastic_price(1.0, 1.0, math.inf, 1.0),
            lambda: market.elasticity_for(1.0, 1.0, 1.0, 2.0),
        )),
    ]  # fmt: skip


def hotelling() -> list[Row]:
    """A monopolist's path: q_0 (1 + r)^(-εt), all sold, marginal revenue growing at the rate."""
    path = market.hotelling_path(132_355.0, 0.07, 2.0, 40)
    law = path[0] * 1.07 ** (-2.0 * np.arange(40))
    marginal = path**-0.5 / 1.07 ** np.arange(40)
    name, source = "monopolist's path", "hotelling1931"
    return [
        at_most(capability=name, quantity="against q_0 (1 + r)^(-εt)", limit=1e-12,
                computed=float(np.abs(path / law - 1.0).max()), unit="relative", source=source),
        Row(name, "sum of all years", 132_355.0, float(path.sum()), 1e-6, "t", source),
        at_most(capability=name, quantity="discounted marginal revenue over the years, spread",
                limit=1e-12, computed=float(marginal.max() / marginal.min() - 1.0),
                unit="relative", source="condition of the optimum"),
        all_refused(name, "asks without meaning", (
            lambda: market.hotelling_path(1.0, 0.07, 1.0, 40),
            lambda: market.hotelling_path(1.0, 0.07, 2.0, 0),
        )),
    ]  # fmt: skip


# --- cash flow ---------------------------------------------------------------------------------


def returns() -> list[Row]:
    """Rates of return of the two readings of 2 for 20 trillion; two rates told, or refused."""
    name = "rates of return"
    even = [-0.2] * 10 + [20.0 / 30.0] * 30
    lump = [-2.0] + [0.0] * 74 + [20.0]  # by half-years
    two = [-100.0, 230.0, -132.0]
    first, second = irr_all(two) if len(irr_all(two)) == 2 else (math.nan, math.nan)
    late = npv(1.08**0.5 - 1.0, [0.0] * 75 + [20.0])
    long = one_irr([-100.0] + [7.0] * 400)
    return [
        Row(name, "2 trillion over 10 years, then 20 over 30", 15.7, 100.0 * one_irr(even), 0.05,
            "%", BEFORE),
        Row(name, "2 trillion now, 20 after 37.5 years", 6.3,
            100.0 * ((1.0 + one_irr(lump)) ** 2 - 1.0), 0.05, "%", BEFORE),
        Row(name, "worth of that receipt at 8 %", 1.12, late, 5e-3, "tn USD", BEFORE),
        Row(name, "it lies below the cost of 2 trillion", 1.0, float(late < 2.0), 0.0, "", BEFORE),
        Row(name, "[-100, 230, -132], first", 10.0, 100.0 * first, 1e-9, "%", BEFORE),
        Row(name, "[-100, 230, -132], second", 20.0, 100.0 * second, 1e-9, "%", BEFORE),
        Row(name, "[-100, 230, -132], how many", 2.0, float(len(irr_all(two))), 0.0, "", BEFORE),
        Row(name, "400 years of 7 for 100: the cost again", 100.0,
            7.0 * (1.0 - (1.0 + long) ** -400) / long, 1e-8, "", "annuity"),
        all_refused(name, "one rate where there are two, none, or no flow", (
            lambda: one_irr(two), lambda: one_irr([-1.0, 0.5, -3.0]), lambda: irr_all([0.0, 0.0]),
            lambda: irr_all([-1.0, math.nan]), lambda: npv(-1.0, [1.0]), lambda: npv(0.1, []),
            lambda: npv(math.nan, [1.0]), lambda: payback_years([math.inf, -1.0]),
        )),
    ]  # fmt: skip


# --- the Keck study's cost table, FY12 ---------------------------------------------------------

KECK = {"oversight": 204.0, "phase A": 68.0, "flight system": 1_359.0, "launch": 288.0,
        "operations": 117.0, "reserves": 611.0}  # fmt: skip
KECK_TOTAL = 2_647.0
"""Millions of 2012, as printed."""


def keck() -> list[Row]:
    """The printed table adds up; the shares and amounts of the project's tables give each line."""
    scenario = load(
        Path(str(files("windlass") / "data" / "scenarios" / "2008-hu4.toml")),
        sets=("cost.year=2012",),
    )
    share = {key: spend.share(scenario, key).value for key in ("oversight", "phase_a", "reserve")}
    development, unit = (
        spend.money(scenario, key, "tugs", "keck-2012", key).value / 1e6
        for key in ("development", "unit")
    )
    yearly = spend.money(scenario, "operations", "cost", "programme", "operations").value / 1e6
    craft = development + unit * learning.total(1, spend.share(scenario, "learning").value)
    lines = {
        "oversight": craft * share["oversight"],
        "phase A": craft * share["phase_a"],
        "flight system": craft,
        "launch": KECK["launch"],
        "operations": 10.0 * yearly,
    }
    lines["reserves"] = share["reserve"] * sum(lines.values())
    later = unit * (1.0 + share["oversight"] + share["phase_a"]) + KECK["launch"] + 10.0 * yearly
    later *= 1.0 + share["reserve"]
    lifted = entry_figure("launchers", "atlas-v-551", "leo", name="leo").value
    flights = fleet.launches(500e3, 1.0 / payload_kg("atlas-v-551", 0.0))  # of a kilogram each
    name, source = "cost table, Keck", "brophy2012"
    return [
        Row(name, "printed lines add up", KECK_TOTAL, sum(KECK.values()), 0.0, "M USD2012", source),
        Row(name, "printed reserves, 30 % of all others", KECK["reserves"],
            0.30 * (sum(KECK.values()) - KECK["reserves"]), 0.5, "M USD2012", source),
        *(Row(name, f"{what}, from the tables", KECK[what], lines[what], 0.5, "M USD2012", source)
          for what in KECK if what != "launch"),
        Row(name, "first mission, from the tables", KECK_TOTAL, sum(lines.values()), 0.5,
            "M USD2012", source),
        Row(name, "first mission", 2.6, sum(lines.values()) / 1e3, 0.05, "bn USD2012", source),
        Row(name, "first unit with development", 1.36, craft / 1e3, 5e-3, "bn USD2012", source),
        Row(name, "recurring flight hardware", 0.34, unit / 1e3, 5e-3, "bn USD2012", source),
        Row(name, "later missions, about 1", 1.0, later / 1e3, 0.5, "bn USD2012", source),
        Row(name, "load of its launcher", 18.8, lifted / 1e3, 0.05, "t", source),
        Row(name, "500 t sent out by that launcher instead, of order 20", math.log10(20.0),
            math.log10(flights * KECK["launch"] / 1e3), 0.5, "log10 bn USD2012", source),
    ]  # fmt: skip
