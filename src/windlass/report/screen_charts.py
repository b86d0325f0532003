"""The charts of a screen: the population, one asteroid's front, one asteroid's porkchop.

Their axes and marks are told here; the page's script fills them with the rows that it holds.
Checked: tests/report/test_screen_page.py.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from windlass.base.epochs import DAY_S, format_epoch
from windlass.report.chart import Chart, axis, dates, log_axis, short
from windlass.report.porkchop_chart import blocks
from windlass.report.screen_data import CLASSES, OTHER, class_of, ends

if TYPE_CHECKING:
    from windlass.screen.porkchop import Porkchop
    from windlass.screen.rules import Rules
    from windlass.screen.search import Found

COLOURS: Final = {
    CLASSES["ATE"]: "--c2",
    CLASSES["APO"]: "--c1",
    CLASSES["AMO"]: "--c3",
    CLASSES["IEO"]: "--c4",
    OTHER: "--c7",
}
"""Colour of each orbit class."""
ROOM: Final = 0.04
FEW_DECADES: Final = 1.2
"""Axes of more decades are marked at powers of ten alone."""
FINE: Final = (1_500, 400)
"""Most launches and lengths that a page of one porkchop draws one by one."""


def population(found: Found) -> Chart | None:
    """Return the chart of Δv against size, None where no asteroid reached has a known size."""
    rows = found.reached.filter(found.reached["size_m"].is_not_null())
    if rows.height == 0:
        return None
    speeds = (rows["dv_m_s"] / 1e3).to_list()
    low, high = min(speeds), max(speeds)
    room = max(ROOM * (high - low), 0.05)
    here = [one for one in COLOURS if one in {class_of(text) for text in rows["orbit_class"]}]
    layout = {
        "xaxis": _sizes(rows["size_m"].to_list()),
        "yaxis": axis("Least Δv", "km/s", range=[round(low - room, 3), round(high + room, 3)]),
        "hovermode": "closest",
        "uirevision": "keep",
    }
    traces = [_dots(one, sure) for one in here for sure in (False, True)]
    alt = (
        f"Δv against size of {rows.height:,} asteroids that can be reached: from {low:.2f} to "
        f"{high:.2f} km/s. The table below tells the same."
    )
    return Chart(
        key="chart-population",
        traces=[*traces, _chosen("chosen")],
        layout=layout,
        alt=alt,
        height=560,
        tall=560,
    )


def _sizes(sizes: list[float]) -> dict[str, Any]:
    """Return the axis of sizes, with few marks: it must fit a telephone."""
    made = log_axis("Size", "m, from the magnitude unless measured", sizes)
    low, high = made["range"]
    if high - low > FEW_DECADES:
        decades = [10.0**k for k in range(math.floor(low), math.ceil(high) + 1)]
        made |= {"tickvals": decades, "ticktext": [f"{mark:,.6g}" for mark in decades]}
    return made


def front(rules: Rules) -> Chart:
    """Return the chart of one asteroid's front, empty."""
    what = "Launch to return" if rules.returns else "Launch to arrival"
    line = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "front",
        "showlegend": False,
        "line": {"shape": "hv", "color": "--c1", "width": 2},
        "marker": {"color": "--c1", "size": 7},
        "x": [],
        "y": [],
    }
    layout = {
        "xaxis": axis(what, "days"),
        "yaxis": axis("Least Δv", "km/s"),
        "hovermode": "closest",
    }
    return Chart(
        key="chart-front",
        traces=[line, _chosen("cheapest", "star", 15), _chosen("fastest", "diamond", 11)],
        layout=layout,
        alt="Least Δv of the chosen asteroid against the length of the trip.",
        height=400,
        tall=400,
    )


def porkchop(rules: Rules) -> Chart:
    """Return the chart of one asteroid's porkchop, empty."""
    what = "Launch to return" if rules.returns else "Launch to arrival"
    layout = {
        "xaxis": axis("Launch", "calendar, TDB", type="date"),
        "yaxis": axis(what, "days"),
        "hovermode": "closest",
    }
    return Chart(
        key="chart-porkchop",
        traces=[heat(), _chosen("cheapest", "x-thin", 15)],
        layout=layout,
        alt="Porkchop of the chosen asteroid: least Δv for each launch and duration.",
        height=480,
        tall=430,
    )


def heat() -> dict[str, Any]:
    """Return a map of Δv over launch and duration, empty."""
    return {
        "type": "heatmap",
        "x": [],
        "y": [],
        "z": [],
        "colorscale": [[k / 5, f"--p{k}"] for k in range(6)],
        "hoverongaps": False,
        "colorbar": {
            "title": {"text": "Δv (km/s)<br>&nbsp;", "side": "top"},
            "thickness": 14,
            "outlinewidth": 0,
        },
        "hovertemplate": "launch %{x|%Y-%m-%d}<br>%{y:.0f} days<br>Δv %{z:.2f} km/s<extra></extra>",
    }


def _dots(name: str, sure: bool) -> dict[str, Any]:
    """Return the marks of a class: filled for orbits that certify, hollow for others."""
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name if sure else f"{name}, screening only",
        "meta": [name, sure],
        "legendrank": 1_000 + 2 * list(COLOURS).index(name) + (not sure),
        "x": [],
        "y": [],
        "marker": {
            "color": COLOURS[name],
            "symbol": "circle" if sure else "circle-open",
            "size": 8 if sure else 6,
            "opacity": 0.95 if sure else 0.6,
            "line": {"width": 1},
        },
        "hovertemplate": "%{text}<extra></extra>",
    }


def _chosen(name: str, symbol: str = "circle-open", size: int = 17) -> dict[str, Any]:
    thin = {"color": "#ff2d55", "width": 3.5 if symbol == "x-thin" else 2.5}
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "legendrank": 2_000,
        "x": [],
        "y": [],
        "marker": {
            "symbol": symbol,
            "size": size,
            "color": "#ff2d55" if symbol in ("circle-open", "x-thin") else "--paper",
            "line": thin,
        },
        "hovertemplate": "%{text}<extra></extra>",
    }


def drawn(one: Porkchop) -> Chart | None:
    """Return the porkchop of a page of its own, None where no trip is."""
    best = one.best
    if best is None:
        return None
    grid = blocks(one.frame(), FINE[0] if one.duration_s.size <= FINE[1] else FINE[1])
    low, cap = (end / 1e3 for end in ends(one))
    ticks = np.linspace(low, cap, 6)
    words = [f"{tick:.2f}" for tick in ticks]
    if float(np.nanmax(grid.cost_m_s)) > 1e3 * cap:
        words[-1] = f"≥ {words[-1]}"
    blank = porkchop(one.rules)
    colours = heat()
    filled = colours | {
        "x": dates(grid.depart_s),
        "y": short(grid.tof_s / DAY_S, 2),
        "z": [short(line, 3) for line in (np.minimum(grid.cost_m_s, 1e3 * cap) / 1e3).T],
        "zmin": round(low, 3),
        "zmax": round(cap, 3),
        "colorbar": colours["colorbar"] | {"tickvals": short(ticks, 4), "ticktext": words},
        "hovertemplate": colours["hovertemplate"].replace("z:.2f", "z:.3f"),
    }
    day, long = format_epoch(best["launch_s"]), best["duration_s"] / DAY_S
    said = f"cheapest: launch {day}, {long:.0f} days"
    mark = _chosen(said, "x-thin", 15) | {"x": [day], "y": [long], "text": [said]}
    n, m = grid.block
    note = "Every cell of the grid is drawn."
    if n * m > 1:
        note = f"Each cell drawn is the cheapest of {n} × {m} of the grid (launches × lengths)."
    return replace(
        blank,
        traces=[filled, mark | {"showlegend": True}],
        alt=f"Porkchop of {one.row['title']}: least Δv {best['dv_m_s'] / 1e3:.3f} km/s, {said}.",
        height=560,
        notes=(note,),
    )
