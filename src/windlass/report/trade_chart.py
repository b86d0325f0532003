"""The dominating trade: the mass that can be brought back against the time that it takes.

Checked: tests/report/test_charts.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.report.chart import Chart, axis, safe, significant
from windlass.report.variants import View

COLUMNS: Final = ("shortest_s", "returned_kg", "propellant_kg", "launch_kg")


def trade_chart(found: list[View], arrays: Mapping[str, pl.DataFrame]) -> Chart | None:
    """Return the chart, None where no variant can be flown at any mass."""
    traces: list[dict[str, Any]] = []
    said = []
    for one in found:
        frame = frame_of(one, arrays)
        if frame is not None:
            traces.append(_line(one, frame))
            said.append(f"{one.title}, up to {_most(frame):,.0f} t")
    if not traces:
        return None
    traces += [mark for one in found if (mark := _chosen(one)) is not None]
    layout = {
        "xaxis": axis("Total flight time, lift-off to final orbit", "years", rangemode="tozero"),
        "yaxis": axis(
            "Returned mass", "t", type="log", exponentformat="none", dtick=1, separatethousands=True
        ),
        "hovermode": "closest",
    }
    alt = "Returned mass against total flight time. Lines: " + "; ".join(said) + "."
    return Chart(key="chart-trade", traces=traces, layout=layout, alt=alt, height=480, tall=620)


def frame_of(one: View, arrays: Mapping[str, pl.DataFrame]) -> pl.DataFrame | None:
    """Return the trade of a variant, None where there is none; InvalidInput where it is lost."""
    name = one.array("trade")
    if name is None:
        return None
    if name not in arrays:
        raise InvalidInput("the table of a trade is missing", value=name)
    frame = arrays[name]
    return frame.select(COLUMNS).sort("returned_kg") if frame.height else None


def _most(frame: pl.DataFrame) -> float:
    return float(frame["returned_kg"][-1]) / 1e3


def _line(one: View, frame: pl.DataFrame) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": safe(one.title),
        "x": significant((frame["shortest_s"] / YEAR_S).to_list()),
        "y": significant((frame["returned_kg"] / 1e3).to_list()),
        "customdata": [
            significant(pair)
            for pair in zip(
                (frame["propellant_kg"] / 1e3).to_list(),
                (frame["launch_kg"] / 1e3).to_list(),
                strict=True,
            )
        ],
        "line": {"color": one.colour, "width": 2},
        "marker": {"color": one.colour, "symbol": one.symbol, "size": 6},
        "hovertemplate": (
            "%{y:.4g} t in %{x:.2f} years<br>propellant %{customdata[0]:.3g} t, "
            "launch mass %{customdata[1]:.3g} t<extra></extra>"
        ),
    }


def _chosen(one: View) -> dict[str, Any] | None:
    # The lines are of one ship; so is the mark, where a fleet shares the load.
    returned, duration = one.figure("share") or one.figure("returned"), one.figure("duration")
    if returned is None or duration is None:
        return None
    word = "chosen" if one.recommended else "as studied"
    if not one.feasible:
        word += ", impossible"
    return {
        "type": "scatter",
        "mode": "markers",
        "name": f"{word}: {safe(one.title)}",
        "showlegend": one.recommended,
        "x": significant([duration.value / YEAR_S]),
        "y": significant([returned.value / 1e3]),
        "marker": {
            "color": one.colour if one.feasible else "--paper",
            "symbol": "star" if one.recommended else "circle",
            "size": 17 if one.recommended else 11,
            "line": {"color": "--ink" if one.feasible else one.colour, "width": 1.5},
        },
        "hovertemplate": f"{word}: {safe(one.title)}<br>%{{y:.4g}} t in %{{x:.2f}} years"
        "<extra></extra>",
    }
