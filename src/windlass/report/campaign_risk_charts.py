"""Charts of a campaign's risk: when it is complete, each milestone's dates, what delays, spares.

Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.base.epochs import DAY_S
from windlass.report.campaign_words import day, figure, plain, stamps
from windlass.report.chart import COLOURS, SYMBOLS, Chart, axis, safe, short, significant

POINTS: Final = (("p50", 50), ("p80", 80), ("p95", 95))
HAZARDS: Final = {
    "late": "late deliveries of vehicles", "loss": "losses of vehicles", "scrub": "scrubs",
    "dock": "docks out of use", "stoppage": "stoppages of work",
    "stand-down": "stand-downs after a loss",
}  # fmt: skip
MARKS: Final = ("planned_s", "p50_s", "p80_s", "p95_s")
TAIL: Final = 0.3
"""Of the time until P95, what is drawn after it."""
ROW: Final = 34
ROOM: Final = 160
DATE: Final = "Date (TDB)"


def completion_chart(risk: Mapping[str, Any]) -> Chart | None:
    """Return the share of simulated campaigns that are complete by a date; None for no curve."""
    curve = [one for one in risk["curve"] if one[0] is not None]
    if not curve:
        return None
    traces: list[dict[str, Any]] = [{
        "type": "scatter", "mode": "lines", "name": "complete", "showlegend": False,
        "x": stamps(t for t, _ in curve), "y": short((100.0 * done for _, done in curve), 3),
        "line": {"color": COLOURS[0], "width": 2.5},
        "hovertemplate": "%{x}: %{y:.3g} % are complete<extra></extra>",
    }]  # fmt: skip
    last = risk["milestones"][-1] if risk["milestones"] else None
    shapes, alt = [], f"share of {risk['campaigns']:,} simulated campaigns complete by date"
    if last is not None:
        known = [(name, share) for name, share in POINTS if last[f"{name}_s"] is not None]
        traces.append({
            "type": "scatter", "mode": "markers+text", "showlegend": False,
            "x": stamps(last[f"{name}_s"] for name, _ in known), "y": [share for _, share in known],
            "text": [f"P{share}" for _, share in known], "textposition": "bottom right",
            "marker": {"size": 10, "color": COLOURS[1]}, "cliponaxis": False,
            "hovertemplate": "%{text}: %{x}<extra></extra>",
        })  # fmt: skip
        alt += "; " + ", ".join(f"P{share} {day(last[f'{name}_s'])}" for name, share in known)
        if last["planned_s"] is not None:
            shapes.append(_planned(last["planned_s"]))
            traces.append({
                "type": "scatter", "mode": "lines", "name": "planned", "x": [None], "y": [None],
                "line": {"color": "--ink", "width": 1.5, "dash": "dash"}, "showlegend": True,
            })  # fmt: skip
            alt += f"; planned {day(last['planned_s'])}"
    layout = {
        "xaxis": axis(DATE, "", type="date", nticks=8, range=_room(_shown(curve, last))),
        "yaxis": axis("Campaigns that are complete", "%", range=[0, 103]), "shapes": shapes,
        "hovermode": "closest",
    }  # fmt: skip
    end, every = max(_shown(curve, last)), max(float(t) for t, _ in curve)
    notes = (f"The curve goes on until {day(every)}: zoom out.",) if every > end + DAY_S else ()
    return Chart(
        key="chart-completion", traces=traces, layout=layout, height=400, tall=440, alt=alt,
        notes=notes,
    )  # fmt: skip


def _shown(curve: Sequence[Sequence[float]], last: Mapping[str, Any] | None) -> list[float]:
    """Return dates between which the curve is drawn: a long tail after P95 is cut."""
    found = [float(t) for t, _ in curve]
    if last is None:
        return found
    marks = [float(last[key]) for key in MARKS if last[key] is not None]
    if last["p95_s"] is not None:
        begin = min([*found, *marks])
        end = last["p95_s"] + TAIL * (last["p95_s"] - begin)
        found = [begin, min(end, max(found)), *(t for t in found if t <= end)]
    return [*found, *marks]


def _room(epochs_s: Sequence[float]) -> list[str | None]:
    """Return the ends of an axis over dates, with room on both sides."""
    low, high = min(epochs_s), max(epochs_s)
    room = max(0.05 * (high - low), DAY_S)
    return stamps((low - room, high + room))


def _planned(t_s: float) -> dict[str, Any]:
    (at,) = stamps((t_s,))
    return {
        "type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1,
        "line": {"color": "--ink", "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def milestone_chart(risk: Mapping[str, Any]) -> Chart | None:
    """Return planned and simulated dates of each milestone; None where there are fewer than two."""
    rows = [one for one in risk["milestones"] if one["p50_s"] is not None]
    if len(rows) < 2:
        return None
    names = [safe(plain(one["name"])) for one in rows]
    traces = []
    for number, (key, word) in enumerate(
        (("planned_s", "planned"), *((f"{name}_s", f"P{share}") for name, share in POINTS))
    ):
        traces.append({
            "type": "scatter", "mode": "markers", "name": word, "showlegend": True, "y": names,
            "x": stamps(one[key] for one in rows),
            "marker": {"size": 10, "symbol": "line-ns-open" if not number else SYMBOLS[number - 1],
                       "color": "--ink" if not number else COLOURS[number - 1],
                       "line": {"width": 2 if not number else 0}},
            "hovertemplate": f"%{{y}}, {word}: %{{x}}<extra></extra>",
        })  # fmt: skip
    layout = {
        "xaxis": axis(DATE, "", type="date", nticks=8),
        "yaxis": axis("Milestone", "", type="category", categoryorder="array",
                      categoryarray=names[::-1]),
        "hovermode": "closest",
    }  # fmt: skip
    height = ROOM + ROW * len(names)
    return Chart(
        key="chart-milestones", traces=traces, layout=layout, height=height, tall=height + 80,
        alt=f"planned and simulated dates of {len(rows)} milestones, from "
        f"{day(rows[0]['p50_s'])} to {day(rows[-1]['p50_s'])} at P50",
    )  # fmt: skip


def hazard(key: str) -> str:
    """Return a hazard in words."""
    return HAZARDS.get(key, plain(key))


def tornado_chart(risk: Mapping[str, Any]) -> Chart | None:
    """Return the days that P80 gains without a hazard, the most first; None for none."""
    rows = sorted(
        (one for one in risk["tornado"] if one["days"] is not None),
        key=lambda one: (-abs(one["days"]), one["hazard"]),
    )
    return _bars(
        "chart-tornado", [hazard(one["hazard"]) for one in rows], [one["days"] for one in rows],
        ("Earlier at P80 without it", "d"), "Hazard", COLOURS[1],
        "days by which P80 is earlier without a hazard",
    )  # fmt: skip


def spares_chart(risk: Mapping[str, Any]) -> Chart | None:
    """Return the days that spare vehicles gain; None where they gain none."""
    rows = [one for one in risk["spares"] if one["gain_d"] is not None and one["spares"]]
    if not any(one["gain_d"] for one in rows):
        return None
    names = [f"{one['spares']} more {plain(one['vehicle'])}" for one in rows]
    return _bars(
        "chart-spares", names, [one["gain_d"] for one in rows], ("Earlier at P80", "d"),
        "Spare vehicles", COLOURS[2], "days gained at P80 by spare vehicles",
    )  # fmt: skip


def _bars(
    key: str, names: Sequence[str], days: Sequence[float], what: tuple[str, str], rows: str,
    colour: str, alt: str,
) -> Chart | None:  # fmt: skip
    if not names:
        return None
    labels = [safe(one) for one in names]
    traces = [{
        "type": "bar", "orientation": "h", "y": labels, "x": significant(days),
        "showlegend": False, "marker": {"color": colour},
        "text": [f"{figure(one)} d" for one in days], "textposition": "auto",
        "hovertemplate": "%{y}: %{x:.3g} d<extra></extra>",
    }]  # fmt: skip
    layout = {
        "xaxis": axis(*what, nticks=7, rangemode="tozero"),
        "yaxis": axis(rows, "", type="category", categoryorder="array",
                      categoryarray=labels[::-1]),
        "hovermode": "closest",
    }  # fmt: skip
    height = ROOM + ROW * len(labels)
    told = "; ".join(f"{name} {figure(one)} d" for name, one in zip(names[:3], days, strict=False))
    return Chart(
        key=key, traces=traces, layout=layout, height=height, tall=height + 60, widest=1000,
        alt=f"{alt}: {told}",
    )  # fmt: skip
