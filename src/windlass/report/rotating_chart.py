"""The rotating frame of two primaries as a chart: from above and from the side, to one scale.

Lengths are shown in km or au from the smaller primary, and where the cursor is in units of the
frame as well.  Shaded is what a body of a Jacobi constant cannot enter.
Source: szebehely1967.  Checked: tests/report/test_orbit_page.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.capture.three_body import POINTS, point
from windlass.report.chart import Chart, axis, safe, short, significant
from windlass.studies.orbit_pair import Pair, the

Array = NDArray[np.float64]

CELLS: Final = 150
"""Of the wider side of the grid that the zero-velocity curve is drawn from."""
PANEL: Final = 545.0
"""Width of one of two panels on a wide page, in CSS pixels."""
STACKED: Final = 380.0
"""The same where the panels stand above each other."""
ROOM: Final = 0.08
"""Room about what is shown."""
NAMED: Final = 0.09
"""Share of the window that L1 and L2 must lie apart for their names to fit."""
KM_BELOW: Final = 8e8
"""Half width [m] below which lengths are in km."""
WIDE_AU: Final = 0.15
"""From this half width on lengths are in au."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is shown of the frame: x between low and high, y within half of middle, z of 0."""

    low: float
    high: float
    half: float
    middle: float = 0.0

    def holds(self, place: Array) -> bool:
        """Return whether a place (3,) lies within."""
        inside = self.low <= place[0] <= self.high
        return bool(inside and abs(place[1] - self.middle) <= self.half)

    def up(self, panel: int, per: float) -> list[float | None]:
        """Return the ends of the upward axis of panel 1 (y) or 2 (z), as shown."""
        middle = self.middle if panel == 1 else 0.0
        return short([(middle - self.half) * per, (middle + self.half) * per], 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A window with its unit: shown = (place − origin) * per."""

    pair: Pair
    window: Window
    unit: str
    per: float
    origin: float

    def x(self, values: Array) -> Array:
        """Return x as shown."""
        return np.asarray((values - self.origin) * self.per)

    @property
    def hover(self) -> str:
        """Unit beside a value under the cursor."""
        return self.unit or "units"


def window(places: Array, *, least: float = 0.0) -> Window:
    """Return the window that holds places (n, 3), at least so wide, of a shape fit for a page."""
    low, high = float(np.nanmin(places[:, 0])), float(np.nanmax(places[:, 0]))
    left, right = float(np.nanmin(places[:, 1])), float(np.nanmax(places[:, 1]))
    across = 0.5 * (left + right)
    if abs(across) < 0.2 * (right - left):
        across = 0.0
    half = float(max(right - across, across - left, np.nanmax(np.abs(places[:, 2]))))
    width, middle = max(high - low, least), 0.5 * (low + high)
    width *= 1.0 + 2.0 * ROOM
    half = max(half * (1.0 + 2.0 * ROOM), 0.3 * width)
    width = max(width, 2.0 * half / 1.25)
    return Window(low=middle - 0.5 * width, high=middle + 0.5 * width, half=half, middle=across)


def view(pair: Pair, shown: Window) -> View:
    """Return how a window is shown: in km, million km or au, or in units of the frame."""
    if not pair.scaled:
        return View(pair=pair, window=shown, unit="", per=1.0, origin=0.0)
    size = max(0.5 * (shown.high - shown.low), shown.half) * pair.primaries.distance_m
    unit, length = ("km", 1e3) if size < KM_BELOW else ("million km", 1e9)
    if size > WIDE_AU * AU_M:
        unit, length = "au", AU_M
    return View(
        pair=pair, window=shown, unit=unit, per=pair.primaries.distance_m / length,
        origin=1.0 - pair.mu,
    )  # fmt: skip


def line(shown: View, states: Array, name: str, colour: str, **more: Any) -> list[dict[str, Any]]:
    """Return a path (n, 3 or 6) of the rotating frame as two traces, from above and the side.

    more: of both traces; `about`: words under the cursor, `legend`: whether it has an entry.
    """
    about, legend = more.pop("about", name), more.pop("legend", True)
    width, dash = more.pop("width", 2.0), more.pop("dash", "solid")
    common: dict[str, Any] = {
        "type": "scattergl" if more.pop("many", False) else "scatter",
        "mode": "lines",
        "name": safe(name),
        "legendgroup": safe(name),
        "x": significant(shown.x(states[:, 0]), 7),
        "line": {"color": colour, "width": width, "dash": dash},
        **more,
    }
    return [
        common
        | {
            "y": significant(states[:, k] * shown.per, 6),
            "xaxis": axes[0],
            "yaxis": axes[1],
            "showlegend": legend and k == 1,
            "customdata": [
                [float(f"{a:.7g}"), float(f"{b:.5g}")]
                for a, b in zip(states[:, 0], states[:, k], strict=True)
            ],
            "hovertemplate": _hover(shown, about, "xyz"[k]),
        }
        for k, axes in ((1, ("x", "y")), (2, ("x2", "y2")))
    ]


def spot(shown: View, place: Array, name: str, colour: str, **more: Any) -> list[dict[str, Any]]:
    """Return a marked place (3,) as two traces; `text`: beside it; `symbol`, `size`, `at`."""
    text, legend = more.get("text", ""), more.get("legend", False)
    marker = {
        "color": colour, "symbol": more.get("symbol", "circle"), "size": more.get("size", 9),
        "line": {"color": more.get("edge", "--paper"), "width": 1.5},
    }  # fmt: skip
    return [
        {
            "type": "scatter",
            "mode": "markers+text" if text else "markers",
            "name": safe(name),
            "legendgroup": safe(name),
            "legendrank": 1_500,
            "showlegend": legend and k == 1,
            "x": significant([float(shown.x(place[:1])[0])], 7),
            "y": significant([float(place[k]) * shown.per], 6),
            "xaxis": axes[0],
            "yaxis": axes[1],
            "text": [safe(text)],
            "textposition": more.get("at", "top center"),
            "textfont": {"color": "--ink", "size": 13},
            "marker": marker,
            "customdata": [[float(f"{place[0]:.9g}"), float(f"{place[k]:.7g}")]],
            "hovertemplate": _hover(shown, more.get("about", name), "xyz"[k]),
        }
        for k, axes in ((1, ("x", "y")), (2, ("x2", "y2")))
    ]


def _hover(shown: View, about: str, across: str) -> str:
    unit, digits = shown.hover, ",.0f" if shown.unit == "km" else ".4f"
    where = f"x %{{x:{digits}}}, {across} %{{y:{digits}}} {unit}<br>" if shown.unit else ""
    return (
        f"{safe(about)}<br>{where}x %{{customdata[0]}}, {across} %{{customdata[1]}} "
        "in units of the frame<extra></extra>"
    )


def bodies(shown: View) -> list[dict[str, Any]]:
    """Return the primaries that are in the window: a marker, and a disc to scale."""
    pair, traces = shown.pair, list[dict[str, Any]]()
    places = ((-pair.mu, "#f5b301" if pair.bodies[0] == "Sun" else "--c3"), (1.0 - pair.mu, "--c7"))
    for k, (x, colour) in enumerate(places):
        place = np.array([x, 0.0, 0.0])
        if not shown.window.holds(place):
            continue
        name = pair.bodies[k]
        traces += _disc(shown, place, pair.in_units(pair.radii_m[k]), colour)
        about = name + (f", radius {pair.radii_m[k] / 1e3:,.0f} km" if pair.radii_m[k] else "")
        traces += spot(
            shown, place, name, colour, symbol="circle-open", size=13, edge=colour, legend=True,
            about=about,
        )  # fmt: skip
    return traces


def _disc(shown: View, place: Array, radius: float, colour: str) -> list[dict[str, Any]]:
    """Return a body to scale as a filled circle in both panels."""
    if radius <= 0.0:
        return []
    turn = np.linspace(0.0, 2.0 * np.pi, 49)
    ring = np.stack([np.cos(turn), np.sin(turn), np.sin(turn)], axis=1) * radius + place
    made = line(shown, ring, "disc", colour, legend=False, width=1.0)
    for one in made:
        one |= {"fill": "toself", "fillcolor": colour, "hoverinfo": "skip"}
        del one["hovertemplate"], one["customdata"]
    return made


def libration_points(shown: View) -> list[dict[str, Any]]:
    """Return the libration points that are in the window, with their names."""
    traces, mu = [], shown.pair.mu
    apart = point(mu, 2)[0] - point(mu, 1)[0] > NAMED * (shown.window.high - shown.window.low)
    for number in POINTS:
        place = point(mu, number)
        if shown.window.holds(place):
            made = spot(
                shown, place, "libration points", "--ink", symbol="x-thin", size=8, edge="--ink",
                text=f"L{number}" if number > 2 or apart else "", about=f"L{number}",
            )  # fmt: skip
            traces += [made[0], *(made[1:] if number < 4 else [])]
    for k, one in enumerate(traces):
        one["showlegend"] = k == 0
    return traces


def zero_velocity(shown: View, jacobi: float) -> tuple[list[dict[str, Any]], bool]:
    """Return (traces, whether anything is shaded): where a body of a Jacobi constant cannot be.

    From above the cut through the plane of the primaries, from the side that through y = 0.
    """
    w = shown.window
    across = max(3, round(CELLS * min(1.0, 2.0 * w.half / (w.high - w.low))))
    x = np.linspace(w.low, w.high, CELLS)
    traces, shaded = [], False
    for k, axes in ((1, ("x", "y")), (2, ("x2", "y2"))):
        side = np.linspace(-w.half, w.half, across) + (w.middle if k == 1 else 0.0)
        value = excess(shown.pair.mu, x[None, :], side[:, None], upward=k == 2) - jacobi
        if not (value < 0.0).any():
            continue
        size = max(float(np.median(np.abs(value))), 3.0 * float(-value.min()))
        first = not shaded
        shaded = True
        traces.append(
            {
                "type": "contour",
                "x": significant(shown.x(x), 7),
                "y": significant(side * shown.per, 6),
                "z": [significant(row, 4) for row in np.clip(value, -size, size)],
                "xaxis": axes[0],
                "yaxis": axes[1],
                "contours": {"type": "constraint", "operation": ">", "value": 0},
                "fillcolor": "--forbidden",
                "line": {"color": "--muted", "width": 1.2},
                "name": f"cannot be entered at Jacobi constant {jacobi:.7g}",
                "legendgroup": "forbidden",
                "legendrank": 2_000,
                "showlegend": first,
                "showscale": False,
                "hoverinfo": "skip",
            }
        )
    return traces, shaded


def excess(mu: float, x: Array, side: Array, *, upward: bool) -> Array:
    """Return the Jacobi constant of rest at places of the plane, or upward of the x axis."""
    r1 = np.maximum(np.hypot(x + mu, side), 1e-9)
    r2 = np.maximum(np.hypot(x - 1.0 + mu, side), 1e-9)
    return np.asarray(x**2 + (0.0 if upward else side**2) + 2.0 * (1.0 - mu) / r1 + 2.0 * mu / r2)


def rotating_chart(
    key: str, shown: View, traces: Sequence[dict[str, Any]], alt: str, *, legend: str = ""
) -> Chart:
    """Return the chart of traces; legend: its title."""
    w, pair = shown.window, shown.pair
    ends = short(shown.x(np.array([w.low, w.high])), 9)
    if shown.unit:
        start = f"from {the(pair.bodies[1])}"
        names = (f"x {start}, away from {the(pair.bodies[0])}", "y, along its motion")
        side = "z, out of the plane"
    else:
        names, side = ("x from the centre of mass", "y"), "z, out of the plane"
    unit = shown.unit or "distances of the primaries"
    common: dict[str, Any] = {"constrain": "domain", "zeroline": False, "nticks": 7}
    if shown.unit == "km":
        common["tickformat"] = ",d"
    across = {"range": ends, **common}
    up = [{"range": w.up(panel, shown.per), "constraintoward": "top", **common} for panel in (1, 2)]
    ratio = 2.0 * w.half / (w.high - w.low)
    layout = {
        "xaxis": axis(names[0], unit, domain=[0, 0.455], anchor="y", **across),
        "yaxis": axis(names[1], unit, domain=[0, 1], scaleanchor="x", **up[0]),
        "xaxis2": axis(names[0], unit, domain=[0.545, 1], anchor="y2", **across),
        "yaxis2": axis(side, unit, domain=[0, 1], anchor="x2", scaleanchor="x2", **up[1]),
        "hovermode": "closest",
        "legend": {
            "orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0,
            "title": {"text": f"{legend}: " if legend else ""},
            "bgcolor": "rgba(0,0,0,0)",
        },
    }  # fmt: skip
    return Chart(
        key=key, traces=list(traces), layout=layout, alt=alt,
        height=round(PANEL * ratio + 100 + 24 * legend_lines(traces, 1_150)),
        tall=round(2.0 * STACKED * ratio + 190 + 24 * legend_lines(traces, 340)),
        narrow=STACKED_LAYOUT,
    )  # fmt: skip


def legend_lines(traces: Sequence[dict[str, Any]], width: float) -> int:
    """Return about how many lines the legend of traces takes at a width in CSS pixels."""
    names = [str(one["name"]) for one in traces if one.get("showlegend")]
    return 1 + int(sum(60.0 + 7.0 * len(name) for name in names) / width)


STACKED_LAYOUT: Final = {
    "xaxis": {"domain": [0, 1]},
    "yaxis": {"domain": [0.56, 1]},
    "xaxis2": {"domain": [0, 1]},
    "yaxis2": {"domain": [0, 0.44]},
}
"""Panels above each other, where the page is narrow."""
