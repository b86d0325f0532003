"""A body known by its worth: how much rock that is for each content of iridium.

Checked: tests/report/test_programme.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from windlass.base.words import number
from windlass.report.amounts import in_shown
from windlass.report.chart import Chart, log_axis, safe, significant

PPM: Final = 1e6
KG_PER_T: Final = 1e3


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One kind of matter: its content [ppm] with range, the body's mass, whether it is taken."""

    title: str
    content: str
    low_high: str
    mass: str
    chosen: bool


def content_rows(found: Sequence[Mapping[str, Any]]) -> list[Content]:
    """Return the kinds of matter as rows of a table."""
    return [
        Content(
            title=str(one["title"]),
            content=f"{number(one['content'] * PPM, 3)} ppm",
            low_high=f"{number(one['low'] * PPM, 3)} to {number(one['high'] * PPM, 3)} ppm",
            mass=in_shown(float(one["mass_kg"]), "t"),
            chosen=bool(one["chosen"]),
        )
        for one in found
    ]


def contents_chart(found: Sequence[Mapping[str, Any]]) -> Chart | None:
    """Return the chart of mass against content, None where there are no contents."""
    if not found:
        return None
    x = [float(one["content"]) * PPM for one in found]
    y = [float(one["mass_kg"]) / KG_PER_T / PPM for one in found]
    ends = [float(one[end]) * PPM for one in found for end in ("low", "high")]
    traces = [_point(number, one, x[number], y[number]) for number, one in enumerate(found)]
    layout = {
        "xaxis": log_axis("Iridium in the body", "ppm by mass", [*x, *ends]),
        "yaxis": log_axis("Mass of the body", "million t", [0.7 * min(y), 1.4 * max(y)]),
        "hovermode": "closest",
    }
    told = "; ".join(f"{one.title}, {one.content}: {one.mass}" for one in content_rows(found))
    return Chart(
        key="chart-contents",
        traces=traces,
        layout=layout,
        alt=f"Mass of a body of the same worth by its content of iridium: {told}.",
        height=440,
        tall=560,
        widest=900,
    )


def _point(number: int, one: Mapping[str, Any], x: float, y: float) -> dict[str, Any]:
    taken = bool(one["chosen"])
    colour = f"--c{1 + number % 8}"
    return {
        "type": "scatter",
        "mode": "markers",
        "name": safe(one["title"]) + (" (taken here)" if taken else ""),
        "x": significant([x]),
        "y": significant([y]),
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": significant([float(one["high"]) * PPM - x]),
            "arrayminus": significant([x - float(one["low"]) * PPM]),
            "color": colour,
            "thickness": 1.5,
        },
        "marker": {
            "size": 14 if taken else 10,
            "color": colour,
            "symbol": "star" if taken else "circle",
        },
        "hovertemplate": "%{x:.3g} ppm: %{y:,.4g} million t<extra>"
        + safe(one["title"])
        + "</extra>",
    }
