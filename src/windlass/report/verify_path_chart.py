"""A plan in pictures: its path in a frame that turns with Earth, and its distances by date.

Checked: tests/report/test_verify_page.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.base.epochs import format_epoch
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.bodies.planets import load
from windlass.report.chart import Chart, axis, log_axis, significant
from windlass.verify.operations import Operations
from windlass.verify.plan import Plan

Array = NDArray[np.float64]

POINTS: Final = 700
BODIES: Final = {"earth": "--c3", "moon": "--c8", "sun": "--c4"}


def _times(plan: Plan) -> Array:
    """Return epochs along a plan, denser where its nodes are."""
    first, last = plan.span_s
    even = np.linspace(first, last, POINTS)
    off = np.linalg.norm(plan.state(even, "earth")[0], axis=1)
    k = int(off.argmin())  # where it passes Earth, closer instants
    close = np.linspace(even[max(k - 1, 0)], even[min(k + 1, POINTS - 1)], 61)
    return np.unique(np.concatenate([even, close, plan.path.t_s]))


def path_chart(key: str, plan: Plan) -> Chart:
    """Return the path in the frame that turns with Earth, from above the ecliptic."""
    t = _times(plan)
    at, burns = _turned(plan, t), _turned(plan, plan.path.t_s[list(plan.path.burns)])
    split = float(plan.path.t_s[plan.arrives])
    parts = [("on its way", t <= split, "--c1"), ("after its arrival", t >= split, "--c2")]
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter", "mode": "lines", "name": name, "x": significant(at[mine, 0], 7),
            "y": significant(at[mine, 1], 7), "text": _dates(t[mine]),
            "line": {"color": colour, "width": 2},
            "hovertemplate": "%{text}<extra>" + name + "</extra>",
        }
        for name, mine, colour in parts if mine.sum() > 1
    ]  # fmt: skip
    sizes = np.linalg.norm(plan.dv_m_s, axis=1)
    told = [
        f"burn {k}, {format_epoch(float(plan.path.t_s[b]))[:10]}: {size:.1f} m/s"
        for k, (b, size) in enumerate(zip(plan.path.burns, sizes, strict=True), start=1)
    ]
    traces.append({
        "type": "scatter", "mode": "markers+text", "name": "burns",
        "x": significant(burns[:, 0], 7), "y": significant(burns[:, 1], 7), "hovertext": told,
        "text": [str(k) for k in range(1, len(told) + 1)], "textposition": "top center",
        "marker": {"color": "--c6", "symbol": "diamond", "size": 11},
        "hovertemplate": "%{hovertext}<extra></extra>",
    })  # fmt: skip
    for name, x, colour in (("Sun", 0.0, BODIES["sun"]), ("Earth", 1.0, BODIES["earth"])):
        traces.append({
            "type": "scatter", "mode": "markers", "name": name, "x": [x], "y": [0.0],
            "marker": {"color": colour, "size": 12}, "hovertemplate": name + "<extra></extra>",
        })  # fmt: skip
    layout = {
        "xaxis": axis("Towards Earth", "au", range=_room([0.0, 1.0, *at[:, 0]])),
        "yaxis": axis(
            "Along Earth's motion", "au", scaleanchor="x", scaleratio=1, range=_room(at[:, 1])
        ),
        "hovermode": "closest",
    }
    alt = f"{plan.name} in the frame that turns with Earth: {'; '.join(told)}."
    return Chart(key=key, traces=traces, layout=layout, alt=alt, height=560, tall=460, widest=900)


def _room(values: Sequence[float] | Array) -> list[float]:
    """Return the ends of an axis with room on both sides."""
    low, high = float(np.min(values)), float(np.max(values))
    room = 0.06 * max(high - low, 0.02)
    return [round(low - room, 5), round(high + room, 5)]


def _dates(t: Array) -> list[str]:
    """Return epochs as dates with minutes."""
    return [format_epoch(float(one), "minute") for one in t]


def _turned(plan: Plan, t: Array) -> Array:
    """Return places (n, 2) [au] about the Sun, Earth's direction along x."""
    here = icrf_to_ecliptic(plan.state(t, "sun")[0]) / AU_M
    earth = icrf_to_ecliptic(load().body("earth").state(t)[0])
    angle = np.arctan2(earth[:, 1], earth[:, 0])
    c, s = np.cos(angle), np.sin(angle)
    return np.stack([c * here[:, 0] + s * here[:, 1], -s * here[:, 0] + c * here[:, 1]], axis=1)


def distance_chart(key: str, plan: Plan, found: Operations) -> Chart:
    """Return distances from Earth, Moon and Sun by date, with burns and conjunctions."""
    t = _times(plan)
    traces: list[dict[str, Any]] = []
    every: list[float] = []
    for body, colour in BODIES.items():
        name = "Sun" if body == "sun" else body.capitalize()
        off = np.linalg.norm(plan.state(t, body)[0], axis=1) / 1e9
        every += [float(off.min()), float(off.max())]
        traces.append({
            "type": "scatter", "mode": "lines", "name": f"from {name}", "x": _dates(t),
            "y": significant(off), "line": {"color": colour, "width": 2},
            "hovertemplate": "%{x}: %{y:.4g} million km<extra>from " + name + "</extra>",
        })  # fmt: skip
    shapes = [
        {
            "type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1,
            "x0": format_epoch(one.from_s, "minute"), "x1": format_epoch(one.until_s, "minute"),
            "fillcolor": "--muted", "opacity": 0.25, "line": {"width": 0}, "layer": "below",
        }
        for one in found.conjunctions
    ] + [
        {
            "type": "line", "xref": "x", "yref": "paper", "y0": 0, "y1": 1,
            "x0": format_epoch(float(plan.path.t_s[b]), "minute"),
            "x1": format_epoch(float(plan.path.t_s[b]), "minute"),
            "line": {"color": "--c6", "width": 1.5, "dash": "dash"},
        }
        for b in plan.path.burns
    ]  # fmt: skip
    layout = {
        "xaxis": axis("Date", "", type="date"),
        "yaxis": log_axis("Distance, logarithmic", "million km", every),
        "shapes": shapes,
        "hovermode": "closest",
    }
    alt = (
        f"Distances of {plan.name} by date; Earth {min(every[:2]):.3g} to {max(every[:2]):.3g} "
        f"million km away; {len(found.conjunctions)} solar conjunctions."
    )
    return Chart(key=key, traces=traces, layout=layout, alt=alt, height=440, tall=440)
