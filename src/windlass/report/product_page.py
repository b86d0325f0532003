"""The page of a body's products: what it holds, what each fetches where, and what is not sold.

Made from plain stored data alone (``studies.money_product``).
Checked: tests/report/test_product_page.py.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any, Final

from windlass.base import ledger
from windlass.base.words import sources_of
from windlass.report.amounts import amount
from windlass.report.campaign_words import NEVER, capital, figure, mass, percent, section, table
from windlass.report.chart import COLOURS, Chart, axis, log_axis, safe, significant
from windlass.report.page import render_page
from windlass.report.references import known, references
from windlass.report.traced import refuse_untraced

BASIS: Final = (
    "What a class holds is a mixture of the meteorites that it may be; prices and supplies are of "
    "dated tables. A market clears each year: uses with prices at which they open, suppliers of "
    "today who give way, answers with a lag; in space, what launching a kilogram instead would "
    "cost is the most that is paid."
)


def product_page(told: Mapping[str, Any], *, run_id: str = "") -> str:
    """Return the page of a body's products as one HTML text; InvalidInput for untraced figures."""
    figures = ledger.read(told["figures"])
    refuse_untraced(figures)
    sections = [_products(told), _holds(told)]
    best = told["basket"].get("basket.worth.best")
    context = {
        "title": f"Products of {told['body']}, brought to {told['place_title']}",
        "kind": "What a body's products fetch", "sections": sections,
        "badge": "good" if best is not None and best["value"] > 0.0 else "bad",
        "verdict": "Nothing is worth selling" if best is None or best["value"] <= 0.0
        else f"{_money(told, best['value'], 3)} at its best, present value at the first sale",
        "about": _answer(told), "facts": _facts(told), "notes": list(told["notes"]),
        "basis": BASIS, "commands": _commands(told, run_id), "run": dict(told.get("run") or {}),
        "references": references(known({"houthakker1970", "hotelling1931",
                                        *sources_of(figures.values())})),
    }  # fmt: skip
    drawn = [chart for one in sections for chart, _ in one["charts"]]
    return render_page("campaign.html", drawn, context)


def _money(told: Mapping[str, Any], value: float, digits: int = 4) -> str:
    return amount(value, told["unit"], digits=digits)


def _answer(told: Mapping[str, Any]) -> list[str]:
    basket = told["basket"]
    naive, best = basket.get("basket.value.naive"), basket.get("basket.worth.best")
    lines = [f"{mass(told['returned_kg'])} of {told['body']}, sold over {told['years']} years at "
             f"{told['place_title']}."]  # fmt: skip
    if naive is not None:
        lines.append(
            f"Mass times the price of today is {_money(told, naive['value'], 3)}, of all products."
        )
    ends = [told["drawn"]["naive"][key] for key in ("5", "95")]
    if ends[1] > 0.0:
        lines[-1] += (
            " Of those that are worth selling, over bodies drawn at random from what the class may "
            f"be, 90 % lie between {_money(told, ends[0], 3)} and {_money(told, ends[1], 3)}."
        )
    if best is not None:
        even = basket["basket.worth.even"]
        lines.append(
            f"Sold evenly it is worth {_money(told, even['value'], 3)} at the first sale, sold so "
            f"that it is worth most {_money(told, best['value'], 3)}."
        )
    if told["unsold"]:
        lines.append("Not sold: " + "; ".join(f"{one['key']}, {one['why']}"
                                              for one in told["unsold"]) + ".")  # fmt: skip
    return lines


def _facts(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    words = {
        "basket.value.naive": "Mass times today's prices", "basket.revenue.even": "Revenue, evenly",
        "basket.worth.even": "Present value, evenly", "basket.worth.best": "Present value, at best",
    }  # fmt: skip
    rows = []
    for key, title in words.items():
        one = told["basket"].get(key)
        if one is not None:
            ends = "" if one["low"] is None or one["high"] is None else (
                f" ({_money(told, one['low'], 3)} to {_money(told, one['high'], 3)})"
            )  # fmt: skip
            rows.append((title, _money(told, one["value"]) + ends))
    return [*rows, ("Discount rate", percent(told["rate"]))]


def _products(told: Mapping[str, Any]) -> dict[str, Any]:
    unit = f"{told['unit']}/kg"
    rows = table(
        "Products: elasticity beside every revenue",
        ["Product", "Mass", "Years of supply", "Price now", "Price when sold evenly",
         "Elasticity of demand", "Costs a kilogram", "Revenue, evenly", "Worth at best", "Sold"],
        [[one["title"], mass(one["mass_kg"]), figure(one["years_of_supply"]),
          amount(one["price_now"], unit, digits=3), amount(one["price_sold"], unit, digits=3),
          _elasticity(one["elasticity"]), amount(one["cost"], unit, digits=3),
          _money(told, one["even"]["value"], 3), _money(told, one["worth_best"]["value"], 3),
          "yes" if one["sold"] else one["why"]] for one in told["products"]],
        wrap=(9,), bad=[not one["sold"] for one in told["products"]],
    )  # fmt: skip
    return section(
        "products",
        "What they fetch",
        tables=[rows],
        drawn=[
            (worth_chart(told), "Mass times the price of today beside what the market would pay.")
        ],
    )


def _elasticity(one: Mapping[str, Any]) -> str:
    ends = "" if one["low"] is None else f" ({figure(one['low'])} to {figure(one['high'])})"
    return f"{figure(one['value'])}{ends}, {one['status']}"


def worth_chart(told: Mapping[str, Any]) -> Chart | None:
    """Return naive worth, even revenue and best worth of each product, None for no product."""
    rows = [one for one in told["products"] if one["naive"]["value"] > 0.0]
    if not rows:
        return None
    names = [safe(one["title"]) for one in rows]
    kinds = (("mass times today's price", "naive", COLOURS[7]), ("revenue, evenly", "even",
             COLOURS[0]), ("present value at best", "worth_best", COLOURS[2]))  # fmt: skip
    values = {key: [max(one[key]["value"], 0.0) for one in rows] for _, key, _ in kinds}
    positive = [v for row in values.values() for v in row if v > 0.0]
    floor = min(positive)
    traces = [
        {"type": "scatter", "mode": "markers", "name": name, "y": names,
         "x": significant(v if v > 0.0 else None for v in values[key]),
         "marker": {"size": 12, "color": colour, "symbol": symbol},
         "hovertemplate": "%{y}: %{x:,.4g} " + told["unit"] + f"<extra>{name}</extra>"}
        for (name, key, colour), symbol in zip(kinds, ("circle", "diamond", "square"), strict=True)
    ]  # fmt: skip
    decades = max(positive) / floor > 30.0
    layout = {
        "xaxis": log_axis("Worth", told["unit"], positive) if decades
        else axis("Worth", told["unit"], rangemode="tozero", nticks=6),
        "yaxis": axis("Product", "", type="category", categoryorder="array",
                      categoryarray=names[::-1]),
        "hovermode": "closest",
    }  # fmt: skip
    height = 160 + 36 * len(rows)
    first = max(rows, key=lambda one: one["naive"]["value"])
    return Chart(
        key="chart-worth", traces=traces, layout=layout, height=height, tall=height + 80,
        widest=1100, alt=f"Worth of {len(rows)} products; the most is {first['title']}, "
        f"{_money(told, first['naive']['value'], 3)} at today's price.",
    )  # fmt: skip


def _holds(told: Mapping[str, Any]) -> dict[str, Any]:
    parts = table(
        "What it may be",
        ["Analogue", "Chance, assumed", "What is worth selling, at today's prices, if it is that"],
        [[one["title"], percent(one["chance"]), _money(told, one["naive"], 3)]
         for one in told["parts"]],
    )  # fmt: skip
    rows = table(
        "What it holds, by mass",
        ["Commodity", "5 %", "50 %", "95 %", "Mean", "Recovered"],
        [[capital(one["key"]), *(_share(one["quantiles"][q]) for q in ("5", "50", "95")),
          _share(one["mean"]), mass(one["mass_kg"])] for one in told["holds"]],
    )  # fmt: skip
    return section("holds", "What the body holds", tables=[parts, rows])


def _share(share: float) -> str:
    if share <= 0.0:
        return NEVER
    if share >= 1e-3:
        return percent(share)
    return f"{figure(1e6 * share)} ppm" if share >= 1e-9 else f"{figure(1e9 * share)} ppb"


def _commands(told: Mapping[str, Any], run_id: str) -> list[str]:
    given = [
        f"--{name} {shlex.quote(str(one))}"
        for name, some in told.get("asked", {}).items()
        for one in (some if isinstance(some, list) else [some])
        if one not in ("", None)
    ]
    lines = [f"windlass money product {' '.join(given)}"] if given else []
    if run_id:
        lines.append(f"windlass explain {run_id[:12]} basket.worth.best")
    return lines
