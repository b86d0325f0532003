"""The page of a programme's money: does it pay, how sure, what would have to be true.

Made from plain stored data alone (``studies.money_run``).
Checked: tests/report/test_money_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from windlass.base import ledger
from windlass.base.figure import Figure
from windlass.base.words import sources_of
from windlass.report.amounts import amount
from windlass.report.campaign_words import NEVER, capital, figure, section, table
from windlass.report.cells import range_text, value_text
from windlass.report.money_charts import (
    fan_chart,
    icicle_chart,
    price_chart,
    shares_chart,
    surface_chart,
)
from windlass.report.money_words import COSTS, factor, percent_or, role, value
from windlass.report.page import render_page
from windlass.report.references import known, references
from windlass.report.tornado_chart import tornado_chart
from windlass.report.traced import refuse_untraced

NAMES: Final = {
    "cost.total": "all costs",
    "cost.levelised": "levelised cost of a kilogram",
    "product.mass": "product that is sold",
    "value.gross": "mass times the price of today",
    "revenue.total": "income in all, sold evenly",
    "price.now": "price of today",
    "price.sold": "price when sold evenly",
    "npv": "present value",
    "npv.p10": "present value of the path at 10 %",
    "npv.p50": "present value of the path at 50 %",
    "npv.p90": "present value of the path at 90 %",
    "payback": "payback",
    "payback.at_rate": "years of sale that bring back what was spent",
}
"""Figures of the last table, and their words."""
METHODS: Final = ("acworth1998", "saltelli2010", "hotelling1931", "kraft1988", "short1995")
BASIS: Final = (
    "Inputs are those of the kept study, each with its range; two inputs that stand on one figure "
    "move together as far as they do. Paths are drawn by Sobol' points along principal components, "
    "and each is made again from its number. Real money of one year throughout, unless it is said "
    "to be nominal."
)


def money_page(told: Mapping[str, Any], *, run_id: str = "") -> str:
    """Return the page of a programme's money as one HTML text.

    told: plain data of ``studies.money_run``.  Raises InvalidInput for a figure without a trace.
    """
    figures = ledger.read(told["figures"])
    refuse_untraced(figures)
    sections = [
        _sure(told),
        _worth(told),
        _costs(told, figures),
        _true(told),
        _hangs(told, figures),
        _flow(told),
        _figures(told, figures),
    ]
    holds = told["drawn"]["percentiles"][1]["npv"] > 0.0
    context = {
        "title": told["title"], "kind": "Money of a programme", "sections": sections,
        "badge": "good" if holds else "bad", "verdict": _verdict(told),
        "about": _answer(told, figures), "facts": _facts(told, figures),
        "notes": [*told["notes"], *_outside(figures)], "basis": BASIS,
        "commands": _commands(told, run_id), "run": dict(told.get("run") or {}),
        "references": references(known({*METHODS, *sources_of(figures.values())})),
    }  # fmt: skip
    drawn = [chart for one in sections for chart, _ in one["charts"]]
    return render_page("campaign.html", drawn, context)


def _verdict(told: Mapping[str, Any]) -> str:
    share = told["drawn"]["pays"]
    if share == 0.0:
        return f"Pays on none of {told['paths']:,} paths"
    return f"Pays on {figure(100.0 * share)} % of {told['paths']:,} paths"


def _own(told: Mapping[str, Any], figures: Mapping[str, Figure], part: str) -> Figure | None:
    return figures.get(f"{told['variant']}.{part}")


def _answer(told: Mapping[str, Any], figures: Mapping[str, Figure]) -> list[str]:
    unit, market = told["unit"], told["market"]
    p10, p50, p90 = (one["npv"] for one in told["drawn"]["percentiles"])
    npv = figures[f"{told['variant']}.npv"].value
    lines = [
        f"{capital(told['variant_title'])}: at {figure(100.0 * told['rate'])} % a year the present "
        f"value is {amount(npv, unit)} with all inputs at their values. Half of the paths come to "
        f"more than {amount(p50, unit, digits=3)}; 80 % lie between {amount(p10, unit, digits=3)} "
        f"and {amount(p90, unit, digits=3)}.",
        f"{amount(market['mass_kg'], 'kg', shown='t' if market['mass_kg'] >= 1e3 else 'kg')} is "
        f"{figure(market['years_of_supply'])} years of today's supply. Mass times today's price is "
        f"{amount(market['naive'], unit, digits=3)}; sold over {_years(market)}, with an "
        f"elasticity of demand of {figure(market['elasticity'])}, it fetches "
        f"{amount(market['even']['revenue'], unit, digits=3)}.",
    ]
    own = told["rates"]["own"]
    said = " and ".join(f"{figure(100.0 * one)} %" for one in own)
    lines.append(
        f"Internal rate{'s' if len(own) > 1 else ''} of return with all inputs at their values: "
        + (f"{said} a year." if own else "none, the sum never comes back.")
    )
    nearest = told["claims"][0]["alone"][:1]
    if not told["claims"][0]["holds"]:
        reach = [one for one in nearest if one["needed"] is not None]
        lines += [
            f"It would pay, all else as it is, if the {role(one['role'])} were "
            f"{value(one['role'], one['needed'], one['unit'])}, "
            f"{factor(one['now'], one['needed'])} what it is"
            f"{', which lies within its range' if one['within'] else ', outside its range'}."
            for one in reach
        ] or ["No single input makes it pay, even a million times larger or smaller."]
    return lines


def _facts(told: Mapping[str, Any], figures: Mapping[str, Figure]) -> list[tuple[str, str]]:
    rows = [
        (words, _told(one)) for words, part in (
            ("All costs", "cost.total"), ("Income in all", "revenue.total"),
            ("Present value", "npv"), ("Levelised cost of a kilogram", "cost.levelised"),
        ) if (one := _own(told, figures, part)) is not None
    ]  # fmt: skip
    back = _own(told, figures, "payback")
    rows.append(
        ("Payback from the start", "never within the sale" if back is None else _told(back))
    )
    share = told["drawn"]["paid_back"]
    return [*rows, ("Paths that pay back, undiscounted", f"{figure(100.0 * share)} %")]


def _told(one: Figure) -> str:
    """Return a figure with its range, marked where a model beneath it is out of its range."""
    ends = range_text(one)
    mark = " †" if one.trace.flags else ""
    return f"{value_text(one)}{mark}" + (f" ({ends})" if ends else "")


def _sure(told: Mapping[str, Any]) -> dict[str, Any]:
    unit = told["unit"]
    roles = [one["role"] for one in told["drawn"]["inputs"] if one["shape"] != "fixed"]
    units_of = {one["role"]: one["unit"] for one in told["drawn"]["inputs"]}
    paths = told["drawn"]["percentiles"]
    rows = table(
        "The paths behind the percentiles, made again from their numbers",
        ["Input", *(f"P{one['percent']:.0f}, path {one['path']}" for one in paths)],
        [["present value", *(amount(one["npv"], unit) for one in paths)],
         ["payback", *(NEVER if one["payback_yr"] is None else f"{one['payback_yr']:.1f} yr"
                       for one in paths)],
         *([role(key), *(value(key, one["inputs"][key], units_of[key]) for one in paths)]
           for key in roles)],
    )  # fmt: skip
    rates = told["rates"]
    lines = [
        f"{told['paths']:,} paths, seed {told['seed']}; {figure(100 * told['drawn']['pays'])} % of "
        f"them have a present value above 0, {figure(100 * told['drawn']['paid_back'])} % get back "
        "what was spent.",
        f"Rates of return of {rates['paths']:,} of them: "
        + (", ".join(f"P{p} {figure(100.0 * one)} %" for p, one in
                     zip((10, 50, 90), rates["percentiles"], strict=True)) + "; "
           if rates["percentiles"] else "")
        + f"{figure(100 * rates['none'])} % of them have none, {figure(100 * rates['several'])} % "
        "more than one.",
    ]  # fmt: skip
    volatility, reversion = told["walk"]
    lines.append(
        "The price holds over the years of sale but for what is sold itself."
        if volatility == 0.0 else
        f"The price moves by chance beside that, by {figure(100 * volatility)} % a year, and comes "
        f"back to where it was at {figure(reversion)} a year."
    )  # fmt: skip
    return section(
        "sure",
        "How sure it is",
        lines=lines,
        tables=[rows],
        drawn=[
            (
                fan_chart(told),
                "Sum so far of what comes in less what goes out, discounted; the darker a "
                "band, the nearer to the middle its paths.",
            )
        ],
    )


def _worth(told: Mapping[str, Any]) -> dict[str, Any]:
    market, unit = told["market"], told["unit"]
    best, even = market["best"], market["even"]
    rows = table(
        "What the product fetches",
        ["Sold", "Income in all", "Present value at the first sale", "Price in the first year"],
        [["mass times the price of today", amount(market["naive"], unit), NEVER,
          amount(market["price_now"], f"{unit}/kg")],
         ["evenly", amount(even["revenue"], unit), amount(even["value"], unit),
          amount(even["price"], f"{unit}/kg")],
         ["so that it is worth most", amount(best["revenue"], unit), amount(best["value"], unit),
          amount(best["price"][0], f"{unit}/kg")]],
    )  # fmt: skip
    kept = best["stock_kg"][-1] / market["mass_kg"] if market["mass_kg"] else 0.0
    lines = [
        "Demand is isoelastic: the price falls with what is sold beside today's supply. Elasticity "
        f"of demand here: {figure(market['elasticity'])}.",
        "The path that is worth most sells "
        + ("all of it." if kept < 1e-3 else f"{figure(100.0 * (1.0 - kept))} % of it within "
           f"{_years(market)} and keeps the rest: more would lower the price by more than "
           "it brings.")
        + ("" if best["settled"] else " The search for it ended by its number of steps: a better "
           "path may exist."),
    ]  # fmt: skip
    return section("worth", "What it fetches", lines=lines, tables=[rows], drawn=[(
        price_chart(told), "Price above, sales of each year beneath.")])  # fmt: skip


def _years(market: Mapping[str, Any]) -> str:
    return f"{market['years']} year{'s' if market['years'] > 1 else ''}"


def _costs(told: Mapping[str, Any], figures: Mapping[str, Figure]) -> dict[str, Any]:
    unit, total = told["unit"], told["costs"][0]["value"]
    rows = table(
        "Costs, kind by kind", ["Kind", "Cost", "Share", "Range"],
        [[("– " if one["above"] not in ("", "total") else "") + COSTS.get(one["key"], one["key"]),
          amount(one["value"], unit) + (" †" if _flagged(figures, one) else ""),
          percent_or(one["value"] / total), _range(figures, one)]
         for one in told["costs"]],
    )  # fmt: skip
    return section(
        "costs",
        "What it costs",
        tables=[rows],
        drawn=[(icicle_chart(told), "Each kind is as wide as it costs; its parts lie beneath it.")],
    )


def _flagged(figures: Mapping[str, Figure], row: Mapping[str, Any]) -> bool:
    found = figures.get(row["figure"])
    return found is not None and row["key"] != "reserve" and bool(found.trace.flags)


def _range(figures: Mapping[str, Figure], row: Mapping[str, Any]) -> str:
    found = figures.get(row["figure"])
    if found is None or row["key"] in ("units", "reserve"):
        return NEVER
    return range_text(found) or NEVER


def _true(told: Mapping[str, Any]) -> dict[str, Any]:
    drawn, tables, lines = [], [], []
    for number, one in enumerate(told["claims"], start=1):
        name = f"Claim {one['key']}: " if one["key"] else ""
        part = one["surface"]["holds"]
        where = (
            "nowhere on its map" if part == 0.0 else f"on {figure(100.0 * part, 2)} % of its map"
        )
        lines.append(
            f"{capital(name + one['words'])}: "
            f"{'holds' if one['holds'] else 'does not hold'} with all inputs at their values, by "
            f"{amount(abs(one['margin']), one['unit'], digits=3)}; over "
            f"{' and '.join(role(key) for key in one['surface']['roles'])} it holds {where}."
        )
        if number > 1 and part in (0.0, 1.0):
            continue
        drawn.append((surface_chart(one, number), f"{capital(name + one['words'])}: green where "
                      "it holds, red where it does not, all other inputs at their values. The map "
                      "goes ten times beyond the ranges."))  # fmt: skip
        reach = [row for row in one["alone"] if row["needed"] is not None]
        if not one["holds"]:
            lines[-1] += _by_one(len(reach))
        if not one["holds"] and reach:
            tables.append(table(
                f"{capital(name + one['words'])}: what one input alone would have to be",
                ["Input", "Now", "Needed", "That is", "Within its range"],
                [[role(row["role"]), value(row["role"], row["now"], row["unit"]),
                  value(row["role"], row["needed"], row["unit"]),
                  factor(row["now"], row["needed"]), "yes" if row["within"] else "no"]
                 for row in reach],
            ))  # fmt: skip
    return section("true", "What would have to be true", lines=lines, tables=tables, drawn=drawn)


def _by_one(many: int) -> str:
    if many == 0:
        return " No single input makes it hold, even a million times larger or smaller."
    return f" {'One input' if many == 1 else f'Each of {many} inputs'} alone could make it hold."


def _hangs(told: Mapping[str, Any], figures: Mapping[str, Figure]) -> dict[str, Any]:
    npv = figures[f"{told['variant']}.npv"]
    lines = [
        "Shares of the variance treat the inputs as independent; a share with others counts what "
        "an input does together with the rest, so that these may add up to more than 100 %."
    ]
    rows = table(
        "Shares of the variance of the present value, and the present value at an input's ends",
        ["Input", "Alone", "With others", "At its low end", "At its high end"],
        [[role(one["role"]), percent_or(max(0.0, one["first"])), percent_or(max(0.0, one["total"])),
          amount(one["low"], told["unit"], digits=3), amount(one["high"], told["unit"], digits=3)]
         for one in told["shares"]],
    )  # fmt: skip
    return section(
        "hangs", "What it hangs on", lines=lines, tables=[rows],
        drawn=[(shares_chart(told), "How much of the uncertainty each input makes."),
               (tornado_chart("chart-tornado", npv, "Present value", {}),
                "The present value with each figure beneath it at its low and high end.")],
    )  # fmt: skip


def _flow(told: Mapping[str, Any]) -> dict[str, Any]:
    unit, nominal = told["unit"], told["nominal"]
    rows = table(
        "Cash flow, all inputs at their values",
        ["Year", f"Real, {unit}", "Nominal, money of each year", "Sum so far, real"],
        [[str(nominal["first"] + k), amount(real, unit), amount(own, unit).replace(unit, unit[:3]),
          amount(sum(told["flow"][: k + 1]), unit)]
         for k, (real, own) in enumerate(zip(told["flow"], nominal["flow"], strict=True))],
    )  # fmt: skip
    money = unit[:3]
    own, same = (amount(nominal[key], unit) for key in ("npv_nominal", "npv_real"))
    lines = [
        f"With prices that rise by {figure(100.0 * nominal['inflation'])} % a year the nominal "
        f"discount rate is {figure(100.0 * nominal['rate'])} %; the present value in money of "
        f"{nominal['first']} is {own.replace(unit, money)}, the same as {same}.",
    ]
    return section("flow", "Year by year", lines=lines, tables=[rows])


def _figures(told: Mapping[str, Any], figures: Mapping[str, Figure]) -> dict[str, Any]:
    rows = []
    for part in NAMES:
        one = _own(told, figures, part)
        if one is not None:
            rows.append([NAMES[part], _told(one), one.trace.model, one.name])
    return section(
        "figures", "Figures and where they come from",
        lines=["Each figure walks down to its sources: windlass explain RUN NAME. A figure with † "
               "stands on a model that is used outside what it was calibrated on."],
        tables=[table("Figures", ["Figure", "Value", "Made by", "Name"], rows, wrap=(1, 2))],
    )  # fmt: skip


def _outside(figures: Mapping[str, Figure]) -> list[str]:
    flags = dict.fromkeys(flag for one in figures.values() for flag in one.trace.flags)
    return [f"† Outside what a model was calibrated on: {flag}." for flag in flags]


def _commands(told: Mapping[str, Any], run_id: str) -> list[str]:
    lines = [f"windlass money study {told['study'][:12]} --variant {told['variant']}"]
    if run_id:
        lines.append(f"windlass explain {run_id[:12]} {told['variant']}.npv")
    return lines
