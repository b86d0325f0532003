"""Judge what bodies hold and what it fetches: published contents, prices in space, sales."""

import math

import numpy as np

from validation._refusals import all_refused
from validation.table import Row, at_most
from windlass.base.entries import entry_figure
from windlass.base.epochs import YEAR_S
from windlass.base.figure import leaf
from windlass.catalogue import contents
from windlass.economics import avoided_launch, prices
from windlass.economics.demand import clear
from windlass.studies import money_product, product_market
from windlass.studies.money_product import Ask

BEFORE = "computed before the work began"


def rows() -> list[Row]:
    return [*held(), *mixed(), *space(), *ground(), *whole()]


def held() -> list[Row]:
    """Contents beside a second compilation, and beside the mass balance of a core."""
    name = "what a body holds"
    second = {"ruthenium": 0.690, "rhodium": 0.132, "palladium": 0.560, "osmium": 0.495,
              "iridium": 0.469, "platinum": 0.925, "gold": 0.148}  # fmt: skip
    ci = contents.of_analogue("ci-chondrite")
    made = [
        Row(name, f"{metal} in CI chondrites", ppm, ci.content(metal).value * 1e6, 0.06, "ppm",
            "palme2014", relative=True)
        for metal, ppm in second.items()
    ]  # fmt: skip
    core = contents.of_analogue("iiiab-core").content("iridium").value
    irons = contents.of_analogue("iiiab-fragment").mean("iridium")
    return [
        *made,
        Row(name, "iridium of the IIIAB core, by the mean of its irons", irons * 1e6, core * 1e6,
            0.15, "ppm", "zhang2024", relative=True),
        Row(name, "six metals in the richest core, IVB", 118.7, 1e6 * math.fsum(
            contents.of_analogue("ivb-core").content(one).value for one in contents.PGM),
            0.1, "ppm", "zhang2024"),
        all_refused(name, "asks without meaning", (
            lambda: ci.content("copper"), lambda: contents.of_analogue("cheese"),
            lambda: ci.quantile("gold", 1.0), lambda: ci.draw(0),
        )),
    ]  # fmt: skip


def mixed() -> list[Row]:
    """Quantiles of the mixture of a class beside a million bodies drawn from it."""
    found = contents.of_class("M")
    drawn = found.draw(1_000_000, seed=1)["iridium"]
    shares = (0.05, 0.25, 0.5, 0.75, 0.95)
    exact = np.array([found.quantile("iridium", one) for one in shares])
    off = np.abs(np.quantile(drawn, shares) / exact - 1.0).max()
    return [
        at_most(capability="what a body holds", quantity="quantiles of a mixture, by draws",
                limit=0.01, computed=float(off), unit="relative", source="a million draws"),
        Row("what a body holds", "mean iridium of the class M, by draws", float(drawn.mean()) * 1e6,
            found.mean("iridium") * 1e6, 0.02, "ppm", "a million draws", relative=True),
    ]  # fmt: skip


def space() -> list[Row]:
    """Prices by the launch that is saved, from 4,000 in low orbit, beside what was published."""
    name = "avoided launch"

    def told(key: str) -> float:
        return entry_figure("in_space", "published", key, name=key).value

    launch = leaf("launch", told("leo"), "USD2018/kg", status="chosen")
    found = {
        place: avoided_launch.price(place, year=2018, launch=launch).value
        for place in ("eml1", "lunar-surface")
    }
    return [
        Row(name, "price at L1", told("eml1"), found["eml1"], 0.05, "USD/kg", "kornuta2019",
            relative=True),
        Row(name, "price on the Moon: lower, by a better lander", told("lunar-surface"),
            found["lunar-surface"], 0.3, "USD/kg", "kornuta2019", relative=True),
        Row(name, "mass in low orbit by that in geostationary orbit", told("ratio-geo"),
            avoided_launch.ratio("geo").value, 0.25, "", "northrop2024", relative=True),
        Row(name, "mass in low orbit by that on the Moon", told("ratio-surface"),
            avoided_launch.ratio("lunar-surface").value, 0.1, "", "metzger2023", relative=True),
        Row(name, "money of 2018 in that of 2024", prices.index(2024) / prices.index(2018),
            avoided_launch.price("leo", year=2024).value
            / avoided_launch.price("leo", year=2018).value, 1e-12, "", "bls2025"),
        all_refused(name, "asks without meaning", (
            lambda: avoided_launch.price("atlantis"), lambda: avoided_launch.wanted("leo", "gold"),
            lambda: avoided_launch.stage(9e3, 300.0, 0.1),
            lambda: avoided_launch.market({}, {}, {}),
        )),
    ]  # fmt: skip


def ground() -> list[Row]:
    """The market of a commodity without lags, floor and yielding is the isoelastic one."""
    name, each = "market of a commodity", 132_355e3 / 40.0
    made = []
    for elasticity, bn, digit in ((0.5, 0.003, 5e-4), (1.0, 1.13, 5e-3), (1.5, 8.6, 0.05),
                                  (2.0, 23.8, 0.05), (3.0, 65.6, 0.05)):  # fmt: skip
        x = {"price": 4_700.0 / 0.0311034768, "supply": 7_500.0 / YEAR_S, "elasticity": elasticity,
             "yielding": 0.0, "floor": 0.0, "demand_now": 1.0, "demand_lag": 0.0,
             "supply_now": 1.0, "supply_lag": 0.0}  # fmt: skip
        price = clear(product_market.ground_market(x), np.array([each])).price[0, 0]
        made.append(
            Row(name, f"132,355 t of iridium over 40 years at elasticity {elasticity:g}", bn,
                each * price / 1e9, digit, "bn USD/yr", BEFORE)
        )  # fmt: skip
    return made


def whole() -> list[Row]:
    """The best path is never below an even sale; by-products that cost more are left out."""
    name = "what products fetch"
    rows, less = 0, 0
    for ask in (
        Ask(taxonomy="M", returned_kg=1e9, years=15),
        Ask(taxonomy="C", returned_kg=1e7, place="eml1"),
        Ask(like="ivb-core", returned_kg=1e10, years=40), Ask(target="Bennu", place="leo"),
    ):  # fmt: skip
        for row in money_product.run(ask).data["products"]:
            rows += 1
            even, best = row["worth_even"]["value"], row["worth_best"]["value"]
            less += best < max(0.0, even) - 1e-9 * abs(even)
    claim = money_product.run(
        Ask(like="iiab-fragment", returned_kg=132_355e3 / 7.47e-6 / 0.9, years=40,
            recovered=("iridium",))
    ).data["products"][0]  # fmt: skip
    return [
        Row(name, f"best paths that earn less than an even sale, of {rows}", 0.0, float(less), 0.0,
            "", "scan"),
        Row(name, "the claim's iridium, of which there is", 132_355.0, claim["mass_kg"] / 1e3, 1e-6,
            "t", BEFORE, relative=True),
        at_most(capability=name, quantity="its worth when sold, by that at the price of today",
                limit=1e-2, computed=claim["worth_best"]["value"] / claim["naive"]["value"],
                unit="", source=BEFORE),
        all_refused(name, "asks without meaning", (
            lambda: money_product.run(Ask()),
            lambda: money_product.run(Ask(taxonomy="S")),
            lambda: money_product.run(Ask(taxonomy="S", returned_kg=1.0, place="mars")),
            lambda: money_product.run(Ask(taxonomy="S", returned_kg=1.0, delivery="5000 USD/kg")),
            lambda: product_market.on_the_ground("water", 2024, leaf(
                "delivery", 0.0, "USD2024/kg", status="chosen")),
        )),
    ]  # fmt: skip
