"""Paths in a frame that does not turn, from above and from the side, to one scale.

Checked: tests/report/test_orbit_page.py, tests/report/test_retrieval_path_page.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.report.chart import Chart, axis, safe, short, significant
from windlass.report.rotating_chart import (
    KM_BELOW,
    PANEL,
    STACKED,
    STACKED_LAYOUT,
    WIDE_AU,
    Window,
    legend_lines,
)

Array = NDArray[np.float64]

UNITS: Final = {"km": 1e3, "million km": 1e9, "au": AU_M, "": 1.0}


def unit_for(size_m: float) -> str:
    """Return the unit that lengths up to a half width are told in."""
    if size_m > WIDE_AU * AU_M:
        return "au"
    return "km" if size_m < KM_BELOW else "million km"


def path(
    places: Array, unit: str, name: str, colour: str, *, text: Sequence[str] = (), **more: Any
) -> list[dict[str, Any]]:
    """Return a path (n, 3) [m] as two traces; text: words of each place under the cursor."""
    legend, dash = more.get("legend", True), more.get("dash", "solid")
    digits = ",.0f" if unit == "km" else ".4f"
    common: dict[str, Any] = {
        "type": "scatter",
        "mode": "lines",
        "name": safe(name),
        "legendgroup": safe(name),
        "x": significant(places[:, 0] / UNITS[unit], 7),
        "line": {"color": colour, "width": more.get("width", 2.0), "dash": dash},
    }
    if text:
        common["text"] = [safe(one) for one in text]
    said = f"{safe(name)}{' %{text}' if text else ''}<br>"
    return [
        common
        | {
            "y": significant(places[:, k] / UNITS[unit], 6),
            "xaxis": axes[0],
            "yaxis": axes[1],
            "showlegend": legend and k == 1,
            "hovertemplate": f"{said}x %{{x:{digits}}}, {'xyz'[k]} %{{y:{digits}}} {unit}"
            "<extra></extra>",
        }
        for k, axes in ((1, ("x", "y")), (2, ("x2", "y2")))
    ]


def mark(place: Array, unit: str, name: str, colour: str, **more: Any) -> list[dict[str, Any]]:
    """Return a marked place (3,) [m] as two traces; `text`: beside it."""
    text = more.get("text", "")
    common: dict[str, Any] = {
        "type": "scatter",
        "mode": "markers+text" if text else "markers",
        "name": safe(name),
        "legendgroup": safe(name),
        "x": significant([float(place[0]) / UNITS[unit]], 7),
        "text": [safe(text)],
        "textposition": more.get("at", "top right"),
        "textfont": {"color": "--ink", "size": 14},
        "marker": {
            "color": colour, "symbol": more.get("symbol", "circle"), "size": more.get("size", 10),
            "line": {"color": more.get("edge", "--ink"), "width": 1.2},
        },
        "hovertemplate": safe(more.get("about", name)) + "<extra></extra>",
    }  # fmt: skip
    return [
        common
        | {
            "y": significant([float(place[k]) / UNITS[unit]], 6),
            "xaxis": axes[0],
            "yaxis": axes[1],
            "showlegend": more.get("legend", True) and k == 1,
        }
        for k, axes in ((1, ("x", "y")), (2, ("x2", "y2")))
    ]


def inertial_chart(
    key: str, traces: Sequence[dict[str, Any]], shown: Window, unit: str, names: Sequence[str],
    alt: str,
) -> Chart:  # fmt: skip
    """Return the chart; shown: window [m]; names: of the three axes."""
    ends = short([shown.low / UNITS[unit], shown.high / UNITS[unit]], 9)
    common: dict[str, Any] = {"constrain": "domain", "zeroline": False, "nticks": 7}
    if unit == "km":
        common["tickformat"] = ",d"
    up = {"constraintoward": "top", **common}
    heights = [{"range": shown.up(panel, 1.0 / UNITS[unit])} for panel in (1, 2)]
    words = unit or "distances of the primaries"
    layout = {
        "xaxis": axis(names[0], words, domain=[0, 0.455], anchor="y", range=ends, **common),
        "yaxis": axis(names[1], words, domain=[0, 1], scaleanchor="x", **heights[0], **up),
        "xaxis2": axis(names[0], words, domain=[0.545, 1], anchor="y2", range=ends, **common),
        "yaxis2": axis(
            names[2], words, domain=[0, 1], anchor="x2", scaleanchor="x2", **heights[1], **up
        ),
        "hovermode": "closest",
    }
    ratio = 2.0 * shown.half / (shown.high - shown.low)
    return Chart(
        key=key, traces=list(traces), layout=layout, alt=alt,
        height=round(PANEL * ratio + 100 + 24 * legend_lines(traces, 1_150)),
        tall=round(2.0 * STACKED * ratio + 190 + 24 * legend_lines(traces, 340)),
        narrow=STACKED_LAYOUT,
    )  # fmt: skip


def turned(places: Array, angle: Array) -> Array:
    """Return places (n, 3) of a turning frame in one that stands, turned by angles (n,)."""
    c, s = np.cos(angle), np.sin(angle)
    return np.stack(
        [c * places[:, 0] - s * places[:, 1], s * places[:, 0] + c * places[:, 1], places[:, 2]],
        axis=1,
    )
