"""The missed-thrust margin over time: the longest outage from each instant on, and its cost.

Checked: tests/report/test_missed_chart.py.
"""

from __future__ import annotations

from typing import Any, Final

from windlass.report.chart import Chart, axis, dates, short
from windlass.verify.missed import Margin, Outage

CURVES: Final = {7.0: ("--c3", "diamond"), 30.0: ("--c4", "square")}
"""Outages [d] whose linear cost is drawn beside, where they can be made good."""


def missed_chart(key: str, margin: Margin) -> Chart | None:
    """Return the chart of a margin, None where no instant was looked at."""
    outages = sorted(margin.outages, key=lambda one: one.starts_s)
    if not outages:
        return None
    found = [one for one in outages if one.longest_d > 0.0]
    held = [one for one in found if not one.at_limit]
    full = [one for one in found if one.at_limit]
    none = [one for one in outages if one.longest_d == 0.0]
    traces = [
        _points("Longest outage, flown", held, "--c1", "circle"),
        _points("At least so long: the longest looked for", full, "--c1", "triangle-up"),
        _points("No outage can be made good", none, "--c6", "x"),
        _costs("Cost of the longest outage", found, "--c2", "circle",
               [one.extra_m_s for one in found]),
    ]  # fmt: skip
    for days, (colour, symbol) in CURVES.items():
        some = [one for one in outages if days in one.days]
        costs = [one.costs_m_s[one.days.index(days)] for one in some]
        traces.append(_costs(f"Cost of {days:g} days, linear", some, colour, symbol, costs))
    return Chart(
        key=key, traces=[one for one in traces if one["x"]], layout=_layout(),
        alt=margin.text(), height=680, tall=720,
    )  # fmt: skip


def _points(name: str, outages: list[Outage], colour: str, symbol: str) -> dict[str, Any]:
    """Return longest outages by the date at which they start."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": dates(one.starts_s for one in outages),
        "y": short([one.longest_d for one in outages], 2),
        "marker": {"color": colour, "symbol": symbol, "size": 10},
        "hovertemplate": "thrust stops %{x|%Y-%m-%d}<br>%{y:.1f} days<extra></extra>",
        "cliponaxis": False,
    }


def _costs(
    name: str, outages: list[Outage], colour: str, symbol: str, costs: list[float]
) -> dict[str, Any]:
    """Return costs of outages by the date at which they start."""
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": name,
        "x": dates(one.starts_s for one in outages),
        "y": short(costs, 3),
        "xaxis": "x2",
        "yaxis": "y2",
        "line": {"color": colour, "width": 1.5},
        "marker": {"color": colour, "symbol": symbol, "size": 7},
        "hovertemplate": f"{name}<br>thrust stops %{{x|%Y-%m-%d}}<br>%{{y:.1f}} m/s<extra></extra>",
    }


def _layout() -> dict[str, Any]:
    return {
        "xaxis": axis("", "", type="date", domain=[0, 1], anchor="y", matches="x2",
                      showticklabels=False),
        "yaxis": axis("Longest outage", "days", domain=[0.54, 1], rangemode="tozero"),
        "xaxis2": axis("Date at which the thrust stops", "", type="date", domain=[0, 1],
                       anchor="y2"),
        "yaxis2": axis("Beyond the plan", "m/s", domain=[0, 0.44], anchor="x2"),
        "hovermode": "closest",
    }  # fmt: skip
