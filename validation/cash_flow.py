"""Judge the money by what must hold whatever the numbers are: cash-flow invariants over random
flows, programmes that add up, units and currency years that must not meet."""

import math
from dataclasses import replace

import numpy as np

from validation._refusals import all_refused, refused
from validation.table import Row, at_most
from windlass.base import units
from windlass.base.figure import Figure, derive, leaf
from windlass.economics import prices
from windlass.economics.cash_flow import irr_all, npv, payback_years
from windlass.economics.programme_flow import Parts, by_kind, flow

FLOWS = 4_000


def rows() -> list[Row]:
    return [*invariants(), *programmes(), *mismatches()]


def worst(found: list[float]) -> float:
    """The greatest; nan where one is nan, which no row lets pass."""
    return float(np.max(found))


def random_flow(rng: np.random.Generator) -> np.ndarray:
    """Yearly amounts of any sign, some years empty, of sizes from a thousand to a trillion."""
    made = rng.normal(size=int(rng.integers(2, 61))) * 10.0 ** rng.uniform(3.0, 12.0)
    made[rng.random(made.size) < 0.2] = 0.0
    made[0] = -abs(made[0]) or -1.0
    return made


def invariants() -> list[Row]:
    """What holds for every cash flow, over thousands of random ones."""
    rng = np.random.default_rng(20_260_101)
    linear, at_root, summed, repaid = [0.0], [0.0], [0.0], [0.0]
    many = missed = judged = 0
    for _ in range(FLOWS):
        x = random_flow(rng)
        y, a, b = rng.permutation(x), *rng.normal(size=2)
        rate = float(rng.uniform(-0.3, 0.5))
        size = npv(rate, np.abs(a * x)) + npv(rate, np.abs(b * y))
        apart = a * npv(rate, x) + b * npv(rate, y)
        linear.append(abs(npv(rate, a * x + b * y) - apart) / size)
        summed.append(abs(npv(0.0, x) - math.fsum(x)) / np.abs(x).sum())
        found = irr_all(x)
        at_root += [abs(npv(r, x)) / rounding(x, r) for r in found]
        signs = np.sign(x[x != 0.0])
        many += len(found) > int((signs[1:] != signs[:-1]).sum())
        fault, crossings = unseen(x, found)
        missed, judged = missed + fault, judged + crossings
        repaid.append(off_payback(x))
    name = f"{FLOWS:,} random cash flows"
    return [
        at_most(capability=name, quantity="present value is linear in flows", limit=1e-12,
                computed=worst(linear), unit="relative", source="invariant"),
        at_most(capability=name, quantity="present value at no rate is the sum", limit=1e-12,
                computed=worst(summed), unit="relative", source="invariant"),
        at_most(capability=name, quantity="present value at each rate of return, in roundings",
                limit=1.0, computed=worst(at_root), unit="", source="invariant"),
        at_most(capability=name, quantity="more rates than changes of sign", limit=0.0,
                computed=float(many), unit="flows", source="Descartes"),
        at_most(capability=name, quantity=f"changes of sign on a fine grid missed, of {judged:,}",
                limit=0.0, computed=float(missed), unit="rates", source="grid"),
        at_most(capability=name, quantity="cumulated flow at payback, or below 0 later",
                limit=1e-9, computed=worst(repaid), unit="relative", source="invariant"),
    ]  # fmt: skip


def rounding(x: np.ndarray, rate: float) -> float:
    """What rounding the rate to 1e-12, and the sum to 1e-12 of its parts, moves the value by."""
    steps = np.arange(x.size)
    worth = np.abs(x) * (1.0 + rate) ** -steps.astype(float)
    return float(1e-12 * worth.sum() + 2e-12 * (steps * worth).sum() / (1.0 + rate))


GRID = np.geomspace(0.011, 100.0, 4_001)


def unseen(x: np.ndarray, found: tuple[float, ...]) -> tuple[int, int]:
    """Changes of sign of the value between rates on a grid with no rate found, and all of them."""
    value = np.where(GRID < 1.0, np.polyval(x, np.minimum(GRID, 1.0)),
                     np.polyval(x[::-1], 1.0 / np.maximum(GRID, 1.0)))  # fmt: skip
    crossings = np.flatnonzero(value[:-1] * value[1:] < 0.0)
    have = 1.0 + np.array(found)
    seen = sum(
        bool(((have >= GRID[k] * (1 - 1e-9)) & (have <= GRID[k + 1] * (1 + 1e-9))).any())
        for k in crossings
    )
    return int(crossings.size) - seen, int(crossings.size)


def off_payback(x: np.ndarray) -> float:
    """How far the cumulated flow is from 0 at payback, or below it after; 1 where it is wrong."""
    total, size = np.concatenate([[0.0], np.cumsum(x)]), float(np.abs(x).sum())
    years = payback_years(x)
    if years is None:
        return float(total[-1] >= 0.0)
    there = abs(float(np.interp(years, np.arange(total.size), total))) / size
    after = total[np.arange(total.size) > years]
    return max(there, float(-after.min(initial=0.0)) / size)


def programmes() -> list[Row]:
    """Random programmes: every part spent or earned whole, nothing earned before arrival."""
    rng = np.random.default_rng(20_260_102)
    off, net = [0.0], [0.0]
    early = 0
    for _ in range(FLOWS):
        lift = float(rng.uniform(0.0, 20.0))
        amounts = 10.0 ** rng.uniform(3.0, 13.0, size=5)
        parts = Parts(
            **dict(zip(("development", "launches", "operations", "delivery", "revenue"),
                       map(float, amounts), strict=True)),
            lift_off=lift, arrival=lift + float(rng.uniform(0.0, 20.0)),
            sale_years=float(rng.uniform(0.1, 60.0)),
        )  # fmt: skip
        kinds = by_kind(parts)
        for (_, one), whole in zip(kinds.items(), amounts, strict=True):
            off.append(abs(abs(float(one.sum())) / whole - 1.0))
        early += bool(kinds["revenue"][: math.floor(parts.arrival)].any())
        want = amounts[4] - amounts[:4].sum()
        net.append(abs(float(flow(parts).sum()) - want) / amounts.sum())
    name = f"{FLOWS:,} random programmes"
    return [
        at_most(capability=name, quantity="parts against their sum over the years", limit=1e-9,
                computed=worst(off), unit="relative", source="invariant"),
        at_most(capability=name, quantity="net flow against revenue less costs", limit=1e-12,
                computed=worst(net), unit="relative", source="invariant"),
        at_most(capability=name, quantity="with revenue before arrival", limit=0.0,
                computed=float(early), unit="programmes", source="invariant"),
    ]  # fmt: skip


def money(unit: str) -> Figure:
    return leaf("cost", 1.0, unit, status="assumed")


def total(one: str, other: str, unit: str) -> Figure:
    inputs = {"one": money(one), "other": money(other)}
    return derive("total", unit, lambda one, other: one + other, inputs, model="sum")


def mismatches() -> list[Row]:
    """Amounts of different years, and units of different kinds, are refused every time."""
    years = (1999, 2012, 2018, 2022, 2024)
    pairs = [(a, b) for a in years for b in years if a != b]
    met = [lambda a=a, b=b: total(f"USD{a}", f"USD{b}", f"USD{a}") for a, b in pairs]
    became = [lambda a=a, b=b: total(f"USD{a}", f"USD{a}", f"USD{b}") for a, b in pairs]
    shown = [lambda a=a, b=b: replace(money(f"USD{a}"), shown=f"M USD{b}") for a, b in pairs]
    kinds = {"kg": "3 km", "m/s": "3 s", "s": "3 kg", "W": "3 N", "m": "3 t", "kg/s": "3 kg"}
    dimensions = [lambda si=si, text=text: units.parse(text, si) for si, text in kinds.items()]
    bare = [lambda si=si: units.parse(3, si) for si in kinds]
    texts = ("3", "3 USD", "3 M", "3 EUR2024", "3 kg", "3 USD2024/kg", "3 USD24", "")
    amounts = [lambda text=text: units.parse_money(text) for text in texts]
    no_money = [lambda u=u: prices.in_year(money(u), 2024) for u in ("kg", "", "m/s", "s")]
    no_index = [lambda y=y: prices.in_year(money("USD2012"), y) for y in (1850, 2100)]
    turned = sum(
        not refused(
            lambda a=a, b=b: derive(
                "total", f"USD{a}", lambda one, other: one + other,
                {"one": money(f"USD{a}"), "other": prices.in_year(money(f"USD{b}"), a)},
                model="sum",
            )
        )
        for a, b in pairs
    )  # fmt: skip
    name = "units and currency years"
    return [
        all_refused(name, "sums of money of two years", met),
        all_refused(name, "results in money of another year", became),
        all_refused(name, "money shown in money of another year", shown),
        all_refused(name, "quantities of a wrong dimension", dimensions),
        all_refused(name, "quantities without a unit", bare),
        all_refused(name, "amounts without currency, year, or of another unit", amounts),
        all_refused(name, "price years of what is no money", no_money),
        all_refused(name, "years without a price index", no_index),
        Row(name, "sums of two years once turned into one", float(len(pairs)), float(turned), 0.0,
            "sums", "windlass"),
    ]  # fmt: skip
