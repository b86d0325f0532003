"""The charts of a screen for ways home; the page's script fills them with the rows it holds.

Checked: tests/report/test_retrieve_page.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from windlass.base.epochs import format_epoch
from windlass.report.chart import Chart, axis

if TYPE_CHECKING:
    from windlass.screen.retrievable import Retrieval
    from windlass.screen.search import Found

GROUPS: Final = {"L1": "--c1", "L2": "--c2", "other": "--c1"}
"""Colour of what is brought to each point, or to a planet."""
CHOSEN: Final = "#ff2d55"


def population(found: Found, by: str) -> Chart:
    """Return the chart of the cheapest way of every asteroid, by "date" or by "days"."""
    rules, rows = found.run.home, found.reached
    layout = {
        "xaxis": _dates(rules) if by == "date" else _days(),
        "yaxis": axis("Least Δv", "m/s", rangemode="tozero"),
        "hovermode": "closest",
        "uirevision": "keep",
    }
    speeds = rows["dv_m_s"].to_list()
    what = "departure date" if by == "date" else "days from departure to the orbit"
    return Chart(
        key=f"chart-all-{by}",
        traces=[*(_dots(g, sure) for g in groups(rules) for sure in (False, True)), _mark()],
        layout=layout,
        alt=f"Least Δv against {what} of {rows.height:,} asteroids that can be brought: from "
        f"{min(speeds):.0f} to {max(speeds):.0f} m/s. The table below tells the same.",
        height=480,
        tall=460,
    )


def groups(rules: Retrieval) -> tuple[str, ...]:
    """Return what marks are told apart by."""
    return ("L1", "L2") if rules.to == "sun-earth" else ("other",)


def ways(rules: Retrieval, by: str) -> Chart:
    """Return the chart of one asteroid's ways, empty, by "date" or by "days"."""
    traces = [
        _trace("other ways", "--muted", 6, symbol="circle-open"),
        _trace("by one impulse", "--c3", 9, symbol="diamond"),
        _trace("none quicker is cheaper", "--c1", 9),
    ]
    if by == "days":
        traces[2] |= {"mode": "lines+markers", "line": {"shape": "hv", "color": "--c1", "width": 2}}
    return Chart(
        key=f"chart-ways-{by}",
        traces=traces,
        layout={
            "xaxis": _dates(rules) if by == "date" else _days(),
            "yaxis": axis("Δv", "m/s"),
            "hovermode": "closest",
        },
        alt="Ways of the chosen asteroid: Δv against "
        + ("the date of departure." if by == "date" else "the days to its orbit."),
        height=400,
        tall=400,
    )


def masses() -> Chart:
    """Return the chart of the mass that more time brings, empty."""
    line = _trace("largest asteroid", "--c1", 9) | {
        "mode": "lines+markers",
        "showlegend": False,
        "line": {"shape": "hv", "color": "--c1", "width": 2},
    }
    return Chart(
        key="chart-mass",
        traces=[line],
        layout={
            "xaxis": _days(),
            "yaxis": axis("Mass brought, at most", "t", rangemode="tozero"),
            "hovermode": "closest",
        },
        alt="Largest mass of the chosen asteroid that the tug brings, against the days it takes.",
        height=380,
        tall=380,
    )


def _dates(rules: Retrieval) -> dict[str, Any]:
    low, high = (format_epoch(t) for t in rules.span_s)
    return axis("Departure", "calendar, TDB", type="date", range=[low, high], nticks=8)


def _days() -> dict[str, Any]:
    return axis("Departure to the orbit", "days")


def _dots(group: str, sure: bool) -> dict[str, Any]:
    """Return marks of one group: filled for orbits known well enough, hollow for others."""
    name = {"other": "brought"}.get(group, f"to {group}")
    colour = GROUPS[group]
    return _trace(
        name if sure else f"{name}, orbit not known well",
        colour,
        9 if sure else 8,
        symbol="circle" if sure else "circle-open",
    ) | {"meta": [group, sure]}


def _trace(name: str, colour: str, size: int, symbol: str = "circle") -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "name": name,
        "x": [],
        "y": [],
        "marker": {"color": colour, "symbol": symbol, "size": size, "line": {"width": 1.5}},
        "hovertemplate": "%{text}<extra></extra>",
    }


def _mark() -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "cliponaxis": False,
        "name": "chosen",
        "x": [],
        "y": [],
        "marker": {
            "symbol": "circle-open", "size": 18, "color": CHOSEN,
            "line": {"width": 2.5, "color": CHOSEN},
        },
        "hoverinfo": "skip",
    }  # fmt: skip
