"""The corridor: how near a rock comes to Earth in a century, by the instant at which its tug fails.

Above the range of least distances of all clones, on a logarithmic axis that begins at Earth's
surface; below the share that meets Earth, with the bound of its probability.  Burns and stay stand
side by side, each over its own share.  Checked: tests/report/test_corridor_chart.py.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from windlass.base.epochs import format_epoch
from windlass.base.sources import table
from windlass.report.chart import Chart, axis, log_axis, safe, significant
from windlass.verify.failures import Failure
from windlass.verify.safety import Fate, Safety
from windlass.verify.shares import Shares

GAP: Final = 0.06
"""Between two parts, by the width of all."""
LEAST_SHOWN: Final = 5e-4
"""Upper end of the lower axis at least."""


def corridor_chart(key: str, safety: Safety) -> Chart:
    """Return the chart of a plan's safety."""
    parts = _parts(safety)
    lines = _levels(safety)
    traces: list[dict[str, Any]] = []
    for number, part in enumerate(parts):
        traces += _corridor(part, legend=number == 0)
    traces += [_level(*one) for one in lines]
    for number, part in enumerate(parts):
        traces += _odds(part, legend=number == 0)
    traces.append(_level(
        100.0 * safety.keep.each, "--c5", "allowed for an instant", "dash", lower=True
    ))  # fmt: skip
    reach = [f.least_earth_m[3] for f in safety.fates] + [one[0] for one in lines]
    top = 100.0 * max(LEAST_SHOWN, safety.keep.each, *(f.earth_upper for f in safety.fates))
    lower = axis("Meets Earth", "%", domain=[0.0, 0.3], range=[-0.03 * top, 1.08 * top])
    layout = {
        "xaxis": _along(parts),
        "yaxis": {**_distance(reach), "domain": [0.38, 0.95]},
        "yaxis2": {**lower, "anchor": "x"},
        "annotations": [_title(part) for part in parts],
        "shapes": [_frame(part) for part in parts],
        "hovermode": "closest",
    }  # fmt: skip
    return Chart(
        key=key, traces=traces, layout=layout, alt=_said(safety), height=680, tall=760,
        notes=(
            f"Each instant: clones flown for {safety.keep.years:g} years after the tug fails. The "
            "band runs from the least distance of all of them to that which 5 % stay beyond; the "
            "lines between two instants only guide the eye.",
        ),
    )  # fmt: skip


def _levels(safety: Safety) -> list[tuple[float, str, str, str]]:
    """Return distances that are drawn as lines: metres, colour, name, dash."""
    radius = float(table("bodies")["radius"]["earth"]["value"]) + safety.keep.height_m
    moon = float(table("primaries")["earth-moon"]["distance"]["value"])
    return [
        (radius, "--c6", "Earth's surface and air", "solid"),
        (safety.keep.distance_m, "--c5", "keep-out distance", "dash"),
        (moon, "--muted", "the Moon's distance", "dot"),
    ]


def _distance(reach_m: Sequence[float]) -> dict[str, Any]:
    """Return the axis of distances, over all that are finite."""
    km = [one / 1e3 for one in reach_m if math.isfinite(one)]
    made = log_axis("Least distance from Earth's centre", "km", [0.9 * min(km), max(km)])
    return {**made, "ticktext": [f"{mark:,.0f}" for mark in made["tickvals"]]}


class _Part:
    """Instants of one burn, of the arcs of thrust or of the stay, and where they stand."""

    def __init__(self, name: str, rows: Sequence[tuple[Failure, Fate]], low: float, high: float):
        self.name, self.rows, self.low, self.high = name, list(rows), low, high

    @property
    def x(self) -> list[float]:
        """Places of the instants along the axis."""
        return [self.low + one.share * (self.high - self.low) for one, _ in self.rows]


def _parts(safety: Safety) -> list[_Part]:
    """Return the parts, each as wide as it has instants."""
    rows = list(zip(safety.instants, safety.fates, strict=True))
    groups = [(name, list(some)) for name, some in groupby(rows, key=lambda row: row[0].part)]
    room = 1.0 - GAP * (len(groups) - 1)
    made, at = [], 0.0
    for name, some in groups:
        wide = room * len(some) / len(rows)
        made.append(_Part(name, some, at, at + wide))
        at += wide + GAP
    return made


def _corridor(part: _Part, *, legend: bool) -> list[dict[str, Any]]:
    """Return the band of least distances, their middle and the least of all."""
    rows = [
        (x, one, fate) for x, (one, fate) in zip(part.x, part.rows, strict=True)
        if math.isfinite(fate.least_earth_m[0])
    ]  # fmt: skip
    x = [round(x, 6) for x, _, _ in rows]
    low, _, half, high = (
        [fate.least_earth_m[k] / 1e3 for _, _, fate in rows] for k in range(4)
    )  # fmt: skip
    told = [_told(one, fate) for _, one, fate in rows]
    common = {"type": "scatter", "showlegend": legend}
    made: list[dict[str, Any]] = [
        {
            **common, "mode": "lines", "name": "all clones but the farthest 5 %",
            "x": [*x, *x[::-1]], "y": significant([*low, *high[::-1]]), "fill": "toself",
            "fillcolor": "--p4", "opacity": 0.45, "line": {"width": 0}, "hoverinfo": "skip",
        },
        {
            **common, "mode": "lines+markers", "name": "half of the clones come nearer", "x": x,
            "y": significant(half), "text": told, "line": {"color": "--c1", "width": 1.5},
            "marker": {"size": 5, "color": "--c1"}, "hovertemplate": "%{text}<extra></extra>",
        },
        {
            **common, "mode": "lines+markers", "name": "the nearest of all", "x": x,
            "y": significant(low), "text": told, "line": {"color": "--c2", "width": 1.5},
            "marker": {"size": 6, "color": "--c2", "symbol": "diamond"},
            "hovertemplate": "%{text}<extra></extra>",
        },
    ]  # fmt: skip
    return [{**one, "legendgroup": one["name"]} for one in made]


def _odds(part: _Part, *, legend: bool) -> list[dict[str, Any]]:
    """Return the share that meets Earth, a line up to the bound of its probability."""
    shares = [100.0 * fate.earth / fate.flights for _, fate in part.rows]
    more = [100.0 * fate.earth_upper - y for y, (_, fate) in zip(shares, part.rows, strict=True)]
    return [{
        "type": "scatter", "mode": "markers", "name": "meets Earth, and the bound of it",
        "legendgroup": "odds", "showlegend": legend, "yaxis": "y2",
        "x": [round(x, 6) for x in part.x], "y": significant(shares),
        "error_y": {
            "type": "data", "symmetric": False, "array": significant(more),
            "arrayminus": [0.0] * len(more), "color": "--c6", "thickness": 1.2, "width": 3,
        },
        "marker": {"size": 6, "color": "--c6", "symbol": "square"},
        "text": [_told(one, fate) for one, fate in part.rows],
        "hovertemplate": "%{text}<extra></extra>",
    }]  # fmt: skip


def _level(
    value: float, colour: str, name: str, dash: str, *, lower: bool = False
) -> dict[str, Any]:
    """Return a line across all parts: a distance [m], below a probability [%]."""
    y = value if lower else value / 1e3
    told = f"{name}: {y:,.3g} %" if lower else f"{name}: {y:,.0f} km"
    return {
        "type": "scatter", "mode": "lines", "name": name, "x": [0.0, 0.5, 1.0],
        "y": significant([y] * 3), "line": {"color": colour, "width": 1.6, "dash": dash},
        "hovertemplate": told + "<extra></extra>", **({"yaxis": "y2"} if lower else {}),
    }  # fmt: skip


def shares_chart(key: str, safety: Safety) -> Chart | None:
    """Return least distances over every share of each burn; None where none were flown."""
    if not safety.within:
        return None
    wide = (1.0 - GAP * (len(safety.within) - 1)) / len(safety.within)
    parts = [
        (one, k * (wide + GAP), k * (wide + GAP) + wide) for k, one in enumerate(safety.within)
    ]
    traces: list[dict[str, Any]] = []
    for number, (one, low, high) in enumerate(parts):
        traces += _points(one, low, high, legend=number == 0)
    lines = _levels(safety)
    reach = [float(x) for one in safety.within for x in one.least_m] + [one[0] for one in lines]
    marks = [low + f * (high - low) for _, low, high in parts for f in (0.0, 0.25, 0.5, 0.75, 1.0)]
    layout = {
        "xaxis": axis(
            "When the tug fails: share of the burn done", "", range=[-0.02, 1.02],
            tickvals=[round(x, 6) for x in marks],
            ticktext=["0 %", "25 %", "50 %", "75 %", "100 %"] * len(parts), showgrid=False,
        ),
        "yaxis": {**_distance(reach), "domain": [0.0, 0.95]},
        "annotations": [_title(_Part(one.part, (), low, high)) for one, low, high in parts],
        "shapes": [_frame(_Part(one.part, (), low, high)) for one, low, high in parts],
        "hovermode": "closest",
    }  # fmt: skip
    return Chart(
        key=key, traces=[*traces, *(_level(*one) for one in lines)], layout=layout,
        alt=" ".join(one.text() for one in safety.within), height=520, tall=600,
    )  # fmt: skip


def _points(one: Shares, low: float, high: float, *, legend: bool) -> list[dict[str, Any]]:
    """Return the shares of a burn as points: those that pass Earth, those that meet it."""
    made = []
    flown = [math.isfinite(d) for d in one.least_m]
    for hit, name, colour in ((False, "passes Earth", "--c1"), (True, "meets Earth", "--c6")):
        rows = [k for k, ok in enumerate(flown) if ok and bool(one.hit[k]) is hit]
        told = [
            f"{one.share[k]:.2%} of {safe(one.part)}: "
            + (f"meets Earth after {one.years[k]:.1f} years" if hit
               else f"no nearer than {one.least_m[k] / 1e3:,.0f} km")
            for k in rows
        ]  # fmt: skip
        made.append({
            "type": "scatter", "mode": "markers", "name": name, "legendgroup": name,
            "showlegend": legend, "text": told, "hovertemplate": "%{text}<extra></extra>",
            "x": [round(low + float(one.share[k]) * (high - low), 6) for k in rows],
            "y": significant([float(one.least_m[k]) / 1e3 for k in rows]),
            "marker": {"size": 6 if hit else 4, "color": colour,
                       "symbol": "square" if hit else "circle"},
        })  # fmt: skip
    return made


def _along(parts: Sequence[_Part]) -> dict[str, Any]:
    """Return the axis of the instants: shares of burns in per cent, days of the stay."""
    marks: list[float] = []
    words: list[str] = []
    for part in parts:
        first, last = part.rows[0][0], part.rows[-1][0]
        stay = first.kind == "stay"
        for share in (0.0, 0.5, 1.0):
            marks.append(round(part.low + share * (part.high - part.low), 6))
            days = share * (last.t_s - first.t_s) / 86_400.0
            words.append(f"{days:.0f} d" if stay else f"{100 * share:.0f} %")
    return axis(
        "When the tug fails: share of the burn done, or days after arrival", "",
        range=[-0.02, 1.02], tickvals=marks, ticktext=words, anchor="y2", showgrid=False,
    )  # fmt: skip


def _title(part: _Part) -> dict[str, Any]:
    """Return the name of a part above it."""
    return {
        "text": safe(part.name), "x": round(0.5 * (part.low + part.high), 6), "xref": "x",
        "y": 0.955, "yref": "paper", "yanchor": "bottom", "showarrow": False,
        "font": {"color": "--ink", "size": 13},
    }  # fmt: skip


def _frame(part: _Part) -> dict[str, Any]:
    """Return a tint behind a part."""
    return {
        "type": "rect", "layer": "below", "xref": "x", "yref": "paper", "x0": round(part.low, 6),
        "x1": round(part.high, 6), "y0": 0.0, "y1": 0.95, "fillcolor": "--card",
        "line": {"width": 0},
    }  # fmt: skip


def _told(one: Failure, fate: Fate) -> str:
    """Return what a reader hovers to see."""
    date = format_epoch(one.t_s)[:10]
    lines = [f"<b>The tug fails at {safe(one.label)}</b>, {date}"]
    if math.isfinite(fate.least_earth_m[0]):
        least, _, half, far = (x / 1e3 for x in fate.least_earth_m)
        lines.append(f"nearest to Earth's centre: {least:,.0f} km")
        lines.append(f"half come nearer than {half:,.0f} km, 95 % than {far:,.0f} km")
    lines.append(
        f"{fate.earth} of {fate.flights} meet Earth, {fate.moon} the Moon; Earth's probability is "
        f"below {100 * fate.earth_upper:.2g} %"
    )
    if fate.median_years is not None:
        lines.append(f"half of the hits within {fate.median_years:.0f} years")
    if fate.lost:
        lines.append(f"{fate.lost} flights without an end")
    return "<br>".join(lines)


def _said(safety: Safety) -> str:
    """Return the chart in words."""
    pool = safety.pooled
    least = min(safety.fates, key=lambda f: f.least_earth_m[0])
    return (
        f"Least distances from Earth in {safety.keep.years:g} years after the tug of {safety.name} "
        f"fails, at {len(safety.instants)} instants: {pool.earth} of {pool.flights} flights meet "
        f"Earth; the nearest of all comes to {least.least_earth_m[0] / 1e3:,.0f} km."
    )
