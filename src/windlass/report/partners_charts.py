"""Charts of partners: shares by rule with the core's bounds, each one's money over the years.

Checked: tests/report/test_partners_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from windlass.base import units
from windlass.report.amounts import amount
from windlass.report.chart import COLOURS, SYMBOLS, Chart, axis, safe, significant


def shares_chart(told: Mapping[str, Any]) -> Chart | None:
    """Return each partner's share by every rule, with the bounds of the core behind them."""
    rules = [one for one in told["shares"] if one["shares"] is not None]
    players = told["game"]["players"]
    if not rules or told["game"]["total"] <= 0.0:
        return None
    titles = {one["key"]: one["title"] for one in told["partners"]}
    names = [safe(titles[key]) for key in players]
    core, unit = told["core"], told["currency"]
    most = max([*core["high"], *(max(one["shares"]) for one in rules)])
    shown = units.customary(unit, most)

    def sized(values: Sequence[float]) -> list[float | None]:
        return significant(units.to_shown(one, shown) for one in values)

    low, high = core["low"], core["high"]
    bounds = "core" if not core["empty"] else "least core (the core is empty)"
    traces: list[dict[str, Any]] = [{
        "type": "bar", "name": f"bounds of the {bounds}", "x": names, "base": sized(low),
        "y": sized([max(b - a, 0.004 * most) for a, b in zip(low, high, strict=True)]),
        "marker": {"color": "--band", "line": {"color": "--muted", "width": 1}}, "width": 0.7,
        "customdata": [[amount(a, unit, digits=3), amount(b, unit, digits=3)]
                       for a, b in zip(low, high, strict=True)],
        "hovertemplate": "%{x}: %{customdata[0]} to %{customdata[1]}<extra>" + bounds + "</extra>",
    }]  # fmt: skip
    for k, one in enumerate(rules):
        traces.append({
            "type": "scatter", "mode": "markers", "name": one["name"], "x": names,
            "y": sized(one["shares"]),
            "marker": {"size": 11, "symbol": SYMBOLS[k % len(SYMBOLS)],
                       "color": COLOURS[k % len(COLOURS)]},
            "hovertemplate": "%{x}: %{y:,.4g} " + shown + f"<extra>{safe(one['name'])}</extra>",
        })  # fmt: skip
    layout = {
        "xaxis": axis("Partner", "", type="category"),
        "yaxis": axis("Share of what all come to", shown, rangemode="tozero", nticks=8,
                      exponentformat="none", separatethousands=True),
        "hovermode": "closest",
    }  # fmt: skip
    said = "; ".join(
        f"{titles[key]} {amount(x, unit, digits=3)}"
        for key, x in zip(players, rules[0]["shares"], strict=True)
    )
    return Chart(
        key="chart-shares", traces=traces, layout=layout, height=480, tall=560,
        alt=f"Shares of {len(players)} partners by {len(rules)} rules. {rules[0]['name']}: {said}.",
    )  # fmt: skip


def money_chart(told: Mapping[str, Any], terms: Mapping[str, Any], number: int) -> Chart | None:
    """Return the sum so far of each party's money under one version of the terms."""
    titles = {one["key"]: one["title"] for one in told["partners"]}
    rows = [(titles[one["partner"]], one["flow"]) for one in terms["rows"]]
    rows += [("the lender", terms["lender"]["flow"]), ("others, by the levy",
                                                       terms["others"]["flow"])]  # fmt: skip
    rows = [(name, list(accumulate(flow))) for name, flow in rows if any(flow)]
    if not rows:
        return None
    unit = told["currency"]
    shown = units.customary(unit, max(abs(v) for _, flow in rows for v in flow))
    dashes = ("solid", "dash", "dot")
    traces = [
        {"type": "scatter", "mode": "lines", "name": safe(name),
         "x": list(range(1, len(flow) + 1)),
         "y": significant(units.to_shown(one, shown) for one in flow),
         "line": {"color": COLOURS[k % len(COLOURS)], "width": 2,
                  "dash": dashes[k // len(COLOURS) % 3]},
         "hovertemplate": "year %{x}: %{y:,.4g} " + shown + f"<extra>{safe(name)}</extra>"}
        for k, (name, flow) in enumerate(rows)
    ]  # fmt: skip
    layout = {
        "xaxis": axis("Year from the start", "", nticks=10),
        "yaxis": axis("Sum so far, not discounted", shown, zeroline=True, nticks=8,
                      exponentformat="none", separatethousands=True),
        "hovermode": "closest",
    }  # fmt: skip
    ends = "; ".join(f"{name} {amount(flow[-1], unit, digits=3)}" for name, flow in rows[:4])
    return Chart(
        key=f"chart-money-{number}", traces=traces, layout=layout, height=440, tall=520,
        alt=f"Money of each party under {terms['key']}, at the end: {ends}.",
    )  # fmt: skip


def terms_chart(told: Mapping[str, Any], terms: Mapping[str, Any], number: int) -> Chart | None:
    """Return how far each share may go with all accepting, and where it stands."""
    every = terms["accepted"]
    if not every["any"]:
        return None
    rows = [one for one in every["terms"] if one["term"].startswith("profit.")
            or one["term"] == "levy"]  # fmt: skip
    titles = {one["key"]: one["title"] for one in told["partners"]}
    now = {one["partner"]: one["profit"] for one in terms["rows"]}
    names, values = [], []
    for one in rows:
        key = one["term"].removeprefix("profit.")
        names.append(safe(titles.get(key, "levy for others")))
        values.append(terms["levy"] if one["term"] == "levy" else now.get(key, 0.0))
    low = [100.0 * max(0.0, one["range"][0]) for one in rows]
    high = [100.0 * one["range"][1] for one in rows]
    traces: list[dict[str, Any]] = [
        {"type": "bar", "orientation": "h", "name": "all accept within these", "y": names,
         "base": significant(low),
         "x": significant(max(0.3, b - a) for a, b in zip(low, high, strict=True)),
         "marker": {"color": "--band", "line": {"color": "--muted", "width": 1}},
         "customdata": [[round(a, 1), round(b, 1)] for a, b in zip(low, high, strict=True)],
         "hovertemplate": "%{y}: %{customdata[0]} to %{customdata[1]} %<extra></extra>"},
        {"type": "scatter", "mode": "markers", "name": "in this version", "y": names,
         "x": significant(100.0 * one for one in values),
         "marker": {"size": 11, "symbol": "diamond", "color": COLOURS[1]},
         "hovertemplate": "%{y}: %{x:.3g} %<extra>in this version</extra>"},
    ]  # fmt: skip
    layout = {
        "xaxis": axis("Share of what comes in", "%", rangemode="tozero", nticks=10),
        "yaxis": axis("Who gets it", "", type="category", categoryorder="array",
                      categoryarray=names[::-1]),
        "hovermode": "closest",
    }  # fmt: skip
    height = 150 + 34 * len(rows)
    return Chart(
        key=f"chart-terms-{number}", traces=traces, layout=layout, height=height, tall=height + 80,
        widest=980, alt=f"How far each share of what comes in may go with all accepting "
        f"{terms['key']} otherwise changed as it must be.",
    )  # fmt: skip
