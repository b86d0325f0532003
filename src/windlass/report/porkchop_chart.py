"""A porkchop: what a leg costs over departure date and flight time, as a map of cells.

A fine grid is drawn by blocks, each with its least cost, so that no valley is lost.  Costs
above a cap are drawn at the cap: a map serves to find valleys.  Cells without an arc stay
empty.  Checked: tests/report/test_porkchop_chart.py.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.report.chart import Chart, axis, dates, safe, short

Array = NDArray[np.float64]

MOST: Final = 250
"""Most cells a side."""
CAP_QUANTILE: Final = 0.3
CAP_LEAST_M_S: Final = 500.0
COLUMNS: Final = ("depart_s", "tof_s", "cost_m_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """The grid by blocks: departures (n,) and flight times (m,) [s], least cost (n, m) [m/s].

    cost is nan where no cell of the block has an arc; block: cells of the grid in a block.
    """

    depart_s: Array
    tof_s: Array
    cost_m_s: Array
    block: tuple[int, int]


def blocks(frame: pl.DataFrame, most: int = MOST) -> Blocks:
    """Return a long table of a full grid by blocks of least cost, at most ``most`` a side.

    Raises InvalidInput when columns are missing or the grid is not full.
    """
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise InvalidInput("a porkchop lacks columns", value=", ".join(missing))
    depart, tof = (np.unique(frame[name].to_numpy()) for name in COLUMNS[:2])
    if depart.size * tof.size != frame.height or not frame.height:
        raise InvalidInput(
            "a porkchop is not a full grid",
            value=f"{frame.height} rows, {depart.size} departures × {tof.size} flight times",
        )
    cost = frame.sort("depart_s", "tof_s")["cost_m_s"].to_numpy().astype(float)
    cost = cost.reshape(depart.size, tof.size)
    n, m = (-(-size // most) for size in cost.shape)
    padded = np.full((-(-depart.size // n) * n, -(-tof.size // m) * m), np.nan)
    padded[: depart.size, : tof.size] = cost
    parts = padded.reshape(padded.shape[0] // n, n, padded.shape[1] // m, m)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # blocks without an arc stay nan
        least = np.nanmin(parts, axis=(1, 3))
    return Blocks(
        depart_s=_centres(depart, n), tof_s=_centres(tof, m), cost_m_s=least, block=(n, m)
    )


def _centres(values: Array, size: int) -> Array:
    """Return the centres of blocks of ``size`` values on an even grid, the last one full too."""
    step = (values[-1] - values[0]) / (values.size - 1) if values.size > 1 else 0.0
    first = values[::size]
    return np.asarray(first + 0.5 * (size - 1) * step)


def porkchop_chart(
    key: str, frame: pl.DataFrame, best: Mapping[str, float] | None, title: str
) -> Chart | None:
    """Return the chart, None where no cell has an arc.

    best: depart_s and tof_s of the chosen leg, None where none was chosen.
    """
    grid = blocks(frame)
    finite = grid.cost_m_s[np.isfinite(grid.cost_m_s)]
    if not finite.size:
        return None
    least = float(finite.min())
    cap = max(float(np.quantile(finite, CAP_QUANTILE)), least + CAP_LEAST_M_S)
    if float(finite.max()) > least:
        cap = min(cap, float(finite.max()))
    traces = [_map(grid, least, cap)]
    if best is not None:
        traces.append(_mark(best))
    layout = {
        "xaxis": axis("Departure date", "calendar, TDB", type="date"),
        "yaxis": axis("Flight time", "days"),
        "legend": {"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom"},
        "hovermode": "closest",
    }
    chosen = "No leg was chosen."
    if best is not None:
        chosen = (
            f"Chosen: departure {format_epoch(best['depart_s'])}, "
            f"{best['tof_s'] / DAY_S:.0f} days of flight."
        )
    alt = f"Porkchop {title}: least Δv on the map {least / 1e3:.2f} km/s. {chosen}"
    return Chart(
        key=key, traces=traces, layout=layout, alt=alt, height=480, tall=430, notes=_notes(grid)
    )


def _map(grid: Blocks, least: float, cap: float) -> dict[str, Any]:
    drawn = np.minimum(grid.cost_m_s, cap) / 1e3
    ticks = np.linspace(least, cap, 6) / 1e3
    words = [f"{tick:.2f}" for tick in ticks]
    words[-1] = f"≥ {words[-1]}" if float(np.nanmax(grid.cost_m_s)) > cap else words[-1]
    return {
        "type": "heatmap",
        "x": dates(grid.depart_s),
        "y": short(grid.tof_s / DAY_S, 2),
        "z": [short(column, 2) for column in drawn.T],
        "zmin": round(least / 1e3, 3),
        "zmax": round(cap / 1e3, 3),
        "colorscale": [[k / 5, f"--p{k}"] for k in range(6)],
        "hoverongaps": False,
        "colorbar": {
            "title": {"text": "Δv (km/s)<br>&nbsp;", "side": "top"},
            "tickvals": short(ticks, 3),
            "ticktext": words,
            "thickness": 14,
            "outlinewidth": 0,
        },
        "hovertemplate": "leave %{x|%Y-%m-%d}<br>%{y:.0f} days of flight<br>Δv %{z:.2f} km/s"
        "<extra></extra>",
    }


def _mark(best: Mapping[str, float]) -> dict[str, Any]:
    day, time = format_epoch(best["depart_s"]), round(best["tof_s"] / DAY_S, 1)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": safe(f"chosen: leave {day}, {time:.0f} days"),
        "showlegend": True,
        "x": [day],
        "y": [time],
        "marker": {
            "symbol": "x-thin",
            "size": 15,
            "color": "#ffffff",
            "line": {"color": "#ff2d55", "width": 3.5},
        },
        "hovertemplate": f"chosen<br>leave {day}<br>{time:.1f} days of flight<extra></extra>",
    }


def _notes(grid: Blocks) -> tuple[str, ...]:
    n, m = grid.block
    if n == m == 1:
        return ("Every cell of the search is drawn.",)
    return (
        f"Each cell drawn is the least of {n} × {m} cells of the search "
        "(departures × flight times).",
    )
