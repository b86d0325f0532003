"""Charts of money: fan of the sum so far, tree of costs, path of prices, shares, surfaces.

Checked: tests/report/test_money_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

import numpy as np

from windlass.base import units
from windlass.report.amounts import amount
from windlass.report.chart import COLOURS, Chart, axis, log_axis, safe, significant
from windlass.report.money_words import COSTS, role, scaled, value

_PLAIN: Final[Mapping[str, Any]] = {"exponentformat": "none", "separatethousands": True}
BANDS: Final = ((0, 6, "5 to 95 %"), (1, 5, "10 to 90 %"), (2, 4, "25 to 75 %"))
"""Rows of the fan's percentiles that bound each band."""
_NARROW: Final = 0.07
"""Share of all costs below which a part has no room for its name."""
_FEW: Final = 0.002
"""Share of all costs below which a part has no room in the tree."""


def fan_chart(told: Mapping[str, Any]) -> Chart:
    """Return the sum so far, discounted, year by year: bands of all paths, and the middle one."""
    fan = np.array(told["drawn"]["fan"]["values"])
    unit, first = told["unit"], told["start_year"]
    shown = units.customary(unit, float(np.abs(fan).max()))
    years = [first + k + 1 for k in range(fan.shape[1])]

    def line(row: Sequence[float]) -> list[float | None]:
        return significant(units.to_shown(float(v), shown) for v in row)

    traces: list[dict[str, Any]] = []
    for low, high, name in BANDS:
        outline = {"type": "scatter", "x": years, "mode": "lines", "hoverinfo": "skip",
                   "line": {"width": 0}}  # fmt: skip
        traces.append({**outline, "y": line(fan[low]), "showlegend": False})
        traces.append({**outline, "y": line(fan[high]), "name": name, "fill": "tonexty",
                       "fillcolor": "--band"})  # fmt: skip
    traces.append({
        "type": "scatter", "mode": "lines", "name": "half of the paths above, half below",
        "x": years, "y": line(fan[3]), "line": {"color": COLOURS[0], "width": 2.5},
        "hovertemplate": "%{x}: %{y:,.4g} " + shown + "<extra>median</extra>",
    })  # fmt: skip
    discount = [(1.0 + told["rate"]) ** -k for k in range(len(told["flow"]))]
    own = list(accumulate(a * b for a, b in zip(told["flow"], discount, strict=True)))
    traces.append({
        "type": "scatter", "mode": "lines", "name": "all inputs at their values",
        "x": years[: len(own)], "y": line(own)[: len(years)],
        "line": {"color": COLOURS[1], "width": 2, "dash": "dash"},
        "hovertemplate": "%{x}: %{y:,.4g} " + shown + "<extra>inputs at their values</extra>",
    })  # fmt: skip
    layout = {
        "xaxis": axis("End of the year", "", nticks=10),
        "yaxis": axis("Sum so far, discounted", shown, zeroline=True, nticks=8, **_PLAIN),
        "hovermode": "closest",
    }
    last = [amount(float(fan[k, -1]), unit) for k in (1, 3, 5)]
    return Chart(
        key="chart-fan", traces=traces, layout=layout, height=440, tall=480,
        alt=f"Discounted sum so far over {fan.shape[1]} years of {told['paths']:,} paths; at the "
        f"end 10 % of them are below {last[0]}, half below {last[1]}, 90 % below {last[2]}.",
    )  # fmt: skip


def icicle_chart(told: Mapping[str, Any]) -> Chart:
    """Return the tree of costs: each kind as wide as it costs, its parts beneath it."""
    rows = told["costs"]
    total, unit = rows[0]["value"], told["unit"]
    shown = units.customary(unit, total)
    kept = [one for one in rows if one["value"] >= _FEW * total]
    small = [one for one in rows if one not in kept and one["above"] == "total"]
    labels = [COSTS.get(one["key"], one["key"]) for one in kept]
    sizes = [one["value"] for one in kept]
    keys, above = [one["key"] for one in kept], [one["above"] for one in kept]
    if small:
        keys.append("rest")
        above.append("total")
        labels.append("All the rest")
        sizes.append(sum(one["value"] for one in small))
    colours = [COLOURS[k % len(COLOURS)] for k in range(len(keys))]
    colours[0] = "--line"
    trace = {
        "type": "icicle", "ids": keys, "parents": above, "labels": [safe(one) for one in labels],
        "values": significant((units.to_shown(one, shown) for one in sizes), 8),
        "branchvalues": "total",
        "text": [f"{amount(one, unit, digits=3)}<br>{100.0 * one / total:.3g} %" for one in sizes],
        "textinfo": "label+text", "hovertemplate": "%{label}: %{text}<extra></extra>",
        "tiling": {"orientation": "v", "pad": 2}, "pathbar": {"visible": False},
        "marker": {"colors": colours}, "root": {"color": "--line"}, "sort": False,
    }  # fmt: skip
    notes = tuple(
        f"{COSTS.get(one['key'], one['key'])}: {amount(one['value'], unit, digits=3)}."
        for one in rows
        if one["value"] < _NARROW * total
    )
    said = "; ".join(
        f"{COSTS.get(one['key'], one['key'])} {amount(one['value'], unit, digits=3)}"
        for one in rows if one["above"] == "total"
    )  # fmt: skip
    return Chart(
        key="chart-costs", traces=[trace], height=380, tall=460, notes=notes,
        layout={"margin": {"l": 8, "r": 8, "t": 8, "b": 8},
                "uniformtext": {"minsize": 10, "mode": "hide"}},
        alt=f"All costs, {amount(total, unit)}: {said}.",
    )  # fmt: skip


def price_chart(told: Mapping[str, Any]) -> Chart:
    """Return price and sales of each year, sold evenly and by the path that is worth most."""
    market, unit = told["market"], f"{told['unit']}/kg"
    best, even, years = market["best"], market["even"], market["years"]
    at = list(range(1, years + 1))
    sold = [even["sold_kg_yr"]] * years, best["sold_kg_yr"]
    size, mass_unit = (1e3, "t") if max(max(sold[0]), max(sold[1])) >= 1e4 else (1.0, "kg")
    traces: list[dict[str, Any]] = []
    for name, colour, price, rate in (
        ("sold evenly", COLOURS[0], [even["price"]] * years, sold[0]),
        ("sold so that it is worth most", COLOURS[2], best["price"], sold[1]),
    ):
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": at,
                "y": significant(price),
                "line": {"color": colour, "width": 2.5},
                "yaxis": "y",
                "xaxis": "x2",
                "hovertemplate": "year %{x}: %{y:,.4g} " + unit + "<extra></extra>",
            }
        )
        traces.append({"type": "scatter", "mode": "lines", "showlegend": False, "x": at,
                       "y": significant(one / size for one in rate), "yaxis": "y2", "xaxis": "x",
                       "line": {"color": colour, "width": 2.5},
                       "hovertemplate": "year %{x}: %{y:,.4g} " + mass_unit
                       + "<extra></extra>"})  # fmt: skip
    traces.append({"type": "scatter", "mode": "lines", "name": "price of today", "x": [1, years],
                   "y": [market["price_now"]] * 2, "yaxis": "y", "xaxis": "x2",
                   "line": {"color": "--muted", "dash": "dot", "width": 1.5},
                   "hoverinfo": "skip"})  # fmt: skip
    prices = [market["price_now"], even["price"], *best["price"]]
    wide = max(prices) > 30.0 * min(prices)
    upright = log_axis("Price", unit, prices) if wide else axis(
        "Price", unit, rangemode="tozero", nticks=5, **_PLAIN
    )  # fmt: skip
    layout = {
        "xaxis": axis("Year of sale", "", anchor="y2", matches="x2", nticks=10),
        "xaxis2": axis("", "", anchor="y", showticklabels=False, nticks=10),
        "yaxis": {**upright, "domain": [0.54, 1.0]},
        "yaxis2": axis("Sold a year", mass_unit, domain=[0.0, 0.46], rangemode="tozero", nticks=5,
                       **_PLAIN),
        "hovermode": "closest",
    }  # fmt: skip
    return Chart(
        key="chart-price", traces=traces, layout=layout, height=520, tall=560,
        alt=f"Price over {years} years of sale: {amount(market['price_now'], unit)} today, "
        f"{amount(even['price'], unit)} when it is sold evenly, "
        f"{amount(best['price'][0], unit)} in the first year of the path that is worth most.",
    )  # fmt: skip


def shares_chart(told: Mapping[str, Any]) -> Chart | None:
    """Return each input's share of the variance of the present value."""
    rows = [one for one in told["shares"] if one["total"] > 0.003][:12]
    if not rows:
        return None
    labels = [safe(role(one["role"])) for one in rows]
    traces = [
        {"type": "bar", "orientation": "h", "name": name, "y": labels,
         "x": significant(max(0.0, 100.0 * one[key]) for one in rows),
         "marker": {"color": colour},
         "hovertemplate": "%{y}: %{x:.3g} %<extra>" + name + "</extra>"}
        for key, name, colour in (("first", "alone", COLOURS[0]),
                                  ("total", "with others", COLOURS[3]))
    ]  # fmt: skip
    layout = {
        "xaxis": axis("Share of the variance of the present value", "%", rangemode="tozero"),
        "yaxis": axis("Input", "", type="category", categoryorder="array",
                      categoryarray=labels[::-1]),
        "barmode": "group", "hovermode": "closest",
    }  # fmt: skip
    height = 150 + 40 * len(rows)
    told_words = "; ".join(f"{role(one['role'])} {100 * one['total']:.2g} %" for one in rows[:3])
    return Chart(
        key="chart-shares",
        traces=traces,
        layout=layout,
        height=height,
        tall=height + 60,
        widest=980,
        alt=f"Shares of the variance: {told_words}.",
    )


def surface_chart(claim: Mapping[str, Any], number: int) -> Chart:
    """Return where a claim holds over two inputs: the line on which it just does, and today."""
    found = claim["surface"]
    margin = np.array(found["margin"])
    (a, b), (unit_a, unit_b) = found["roles"], found["units"]
    size_a, shown_a = scaled(a, unit_a, max(found["x"]))
    size_b, shown_b = scaled(b, unit_b, max(found["y"]))
    x, y = np.array(found["x"]) / size_a, np.array(found["y"]) / size_b
    # The sign is what matters: far from the line the map is flat.
    size = float(np.median(np.abs(margin))) or 1.0
    drawn = np.tanh(margin / size)
    traces: list[dict[str, Any]] = [
        {"type": "contour", "x": significant(x), "y": significant(y), "name": "margin",
         "z": [significant(row, 4) for row in drawn], "showscale": False, "showlegend": False,
         "zmin": -1.0, "zmax": 1.0, "contours": {"coloring": "heatmap"}, "line": {"width": 0},
         "colorscale": [[0.0, "--bad-map"], [0.5, "--paper"], [1.0, "--good-map"]],
         "hovertemplate": f"{role(a)}: %{{x:,.4g}} {shown_a}<br>{role(b)}: %{{y:,.4g}} {shown_b}"
         "<extra></extra>"},
    ]  # fmt: skip
    if (margin > 0.0).any() and (margin < 0.0).any():
        traces.append({
            "type": "contour", "x": significant(x), "y": significant(y),
            "z": [significant(row, 4) for row in drawn], "showscale": False,
            "name": "just holds here", "showlegend": True, "hoverinfo": "skip",
            "contours": {"coloring": "none", "start": 0.0, "end": 0.0, "size": 1.0},
            "line": {"color": "--ink", "width": 3, "smoothing": 0.6},
        })  # fmt: skip
    traces.append({
        "type": "scatter", "mode": "markers", "name": "both at their values",
        "x": [found["now"][0] / size_a], "y": [found["now"][1] / size_b],
        "marker": {"symbol": "x", "size": 12, "color": "--ink"},
        "hovertemplate": f"now: {safe(value(a, found['now'][0], unit_a))}, "
        f"{safe(value(b, found['now'][1], unit_b))}<extra></extra>",
    })  # fmt: skip
    layout = {
        "xaxis": log_axis(_capital(role(a)), shown_a, x.tolist()),
        "yaxis": log_axis(_capital(role(b)), shown_b, y.tolist()),
        "hovermode": "closest",
    }
    part = found["holds"]
    where = "nowhere on this map" if part == 0.0 else f"on {100.0 * part:.0f} % of this map"
    return Chart(
        key=f"chart-surface-{number}", traces=traces, layout=layout, height=460, tall=460,
        widest=860, alt=f"Where {claim['words']}, over {role(a)} and {role(b)}: it holds {where}.",
    )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
