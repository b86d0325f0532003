"""Bat chart of a campaign: nodes by time, a line for each trip, a pale bar where something waits.

Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.report.campaign_words import Names, day, figure, mass, plain, ships, stamps
from windlass.report.chart import COLOURS, Chart, axis, safe

WIDTHS: Final = (1.5, 3.0, 5.5)
DASHES: Final = ("solid", "dash", "dot")
APART: Final = 0.05
"""By which lines of different vehicles are moved, in nodes, so that none hides another."""
FOLD: Final = 18
MANY: Final = 120
"""Trips from which on lines are drawn thinner and ends smaller."""


def bat_chart(told: Mapping[str, Any], names: Names) -> Chart | None:
    """Return the chart of nodes and trips; None where nothing flies."""
    trips = told["trips"]
    if not trips:
        return None
    types = list(dict.fromkeys(_type(one) for one in trips))
    size = _classes([one["mass_kg"] for one in trips])
    traces = [trace for trace in (_waiting(told["stays"], names),) if trace]
    for number, kind in enumerate(types):
        mine = [one for one in trips if _type(one) == kind]
        traces += _lines(mine, names, kind, number, len(types), size, len(trips) > MANY)
    keys = list(names.nodes)
    layout = {
        "xaxis": axis("Date (TDB)", "", type="date", nticks=8),
        "yaxis": axis(
            "", "", tickvals=list(range(len(keys))), range=[-0.6, len(keys) - 0.4],
            ticktext=[folded(names.node(key)) for key in keys], zeroline=False,
        ),
        "hovermode": "closest",
    }  # fmt: skip
    first, last = min(trips, key=_leaves), max(trips, key=lambda one: one["arrives_s"])
    height = max(420, 200 + 64 * len(keys))
    return Chart(
        key="chart-bat", traces=traces, layout=layout, height=height, tall=height + 100,
        alt=f"{len(trips)} trips over {len(keys)} nodes, from {first['leaves']} to "
        f"{last['arrives']}, flown by " + ", ".join(plain(kind) for kind in types),
        notes=_notes(size),
    )  # fmt: skip


def folded(text: str) -> str:
    """Return a name on several lines, for an axis."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < FOLD:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "<br>".join(safe(line) for line in lines)


def _leaves(trip: Mapping[str, Any]) -> float:
    return float(trip["leaves_s"])


def _type(trip: Mapping[str, Any]) -> str:
    """Return the type of vehicle by which a trip is coloured."""
    return next(iter([*trip["flown"], *trip["ridden"]]), "nothing")


def _classes(masses: Sequence[float]) -> tuple[float, ...]:
    """Return the masses [kg] from which on a line is wider; none where all are much alike."""
    most = max(masses)
    if most <= 0.0 or min(masses) > 0.2 * most:
        return ()
    top = 10.0 ** math.floor(math.log10(most))
    return (0.1 * top, top)


def _notes(size: Sequence[float]) -> tuple[str, ...]:
    if not size:
        return ()
    low, high = (mass(one, 2) for one in size)
    return (f"A line is thin below {low}, and thickest from {high} on.",)


def _lines(
    trips: Sequence[Mapping[str, Any]], names: Names, kind: str, number: int, types: int,
    size: Sequence[float], many: bool,
) -> list[dict[str, Any]]:  # fmt: skip
    shift = APART * (number - 0.5 * (types - 1))
    colour = COLOURS[number % len(COLOURS)]
    dash = DASHES[number // len(COLOURS) % len(DASHES)]
    found: list[dict[str, Any]] = []
    for rank, width in enumerate(WIDTHS):
        mine = [one for one in trips if sum(one["mass_kg"] >= step for step in size) == rank]
        if not mine:
            continue
        found.append({
            "type": "scatter", "mode": "lines", "name": safe(plain(kind)), "hoverinfo": "skip",
            "legendgroup": kind, "showlegend": not found, "connectgaps": False,
            "x": [x for one in mine for x in (*_ends(one), None)],
            "y": [y for one in mine for y in (*_heights(one, names, shift), None)],
            "line": {"color": colour, "width": width * (0.6 if many else 1.0), "dash": dash},
        })  # fmt: skip
    words = [_words(one, names) for one in trips]
    found.append({
        "type": "scatter", "mode": "markers", "showlegend": False, "legendgroup": kind,
        "x": [x for one in trips for x in _marks(one)],
        "y": [y for one in trips for y in _middle(_heights(one, names, shift))],
        "text": [word for word in words for _ in range(3)],
        "marker": {
            "color": colour, "size": [5, 3, 5] * len(trips) if many else [8, 4, 9] * len(trips),
            "symbol": ["circle-open", "circle", "circle"] * len(trips),
        },
        "hovertemplate": "%{text}<extra></extra>",
    })  # fmt: skip
    return found


def _ends(trip: Mapping[str, Any]) -> list[str | None]:
    return stamps((trip["leaves_s"], trip["arrives_s"]))


def _marks(trip: Mapping[str, Any]) -> list[str | None]:
    leaves, arrives = trip["leaves_s"], trip["arrives_s"]
    return stamps((leaves, 0.5 * (leaves + arrives), arrives))


def _heights(trip: Mapping[str, Any], names: Names, shift: float) -> tuple[float, float]:
    ends = (names.order.get(trip[key], 0) + shift for key in ("origin", "destination"))
    low, high = (round(one, 3) for one in ends)
    return low, high


def _middle(ends: tuple[float, float]) -> tuple[float, float, float]:
    return ends[0], round(0.5 * (ends[0] + ends[1]), 3), ends[1]


def _words(trip: Mapping[str, Any], names: Names) -> str:
    lines = [
        f"{trip['anchor']}: {plain(trip['leg'])}",
        f"{names.node(trip['origin'])} {trip['leaves']} to",
        f"{names.node(trip['destination'])} {trip['arrives']}",
        f"flies: {ships(trip['flown'])}",
    ]
    if trip["ridden"]:
        lines.append(f"rides: {ships(trip['ridden'])}")
    lines += [f"carries: {names.amounts(trip['cargo'], most=4)}",
              f"burns: {names.amounts(trip['burned'], most=3)}",
              f"mass: {mass(trip['mass_kg'])}"]  # fmt: skip
    return "<br>".join(safe(line) for line in lines)


def _waiting(stays: Sequence[Mapping[str, Any]], names: Names) -> dict[str, Any] | None:
    """Return the bars of what waits at nodes, with its contents at each instant."""
    rows = [one for one in stays if any(many > 1e-6 for many in one["items"].values())]
    if not rows:
        return None
    x: list[str | None] = []
    y: list[int | None] = []
    text: list[str] = []
    for one in rows:
        height = names.order.get(one["node"], 0)
        begin, end = one["from_s"], one["until_s"]
        x += [*stamps((begin, 0.5 * (begin + end), end)), None]
        y += [height, height, height, None]
        word = safe(f"{names.node(one['node'])} {day(begin)} to {day(end)}") + "<br>"
        text += [word + safe(f"waits: {names.amounts(one['items'], most=5)}")] * 3 + [""]
    return {
        "type": "scatter", "mode": "lines", "name": "waits at a node", "x": x, "y": y,
        "text": text, "connectgaps": False, "opacity": 0.28,
        "line": {"color": "--muted", "width": 13}, "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def trip_count(trips: Sequence[Mapping[str, Any]]) -> str:
    """Return "4 trips" or "one trip"."""
    return "one trip" if len(trips) == 1 else f"{figure(len(trips), 6)} trips"
