"""The mass chain as steps: the mass before and after every event, lift-off at the top.

Checked: tests/report/test_charts.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.report.chart import Chart, axis, log_axis, safe, significant

KINDS: Final = {
    "burn": ("propellant burned", "--c1"),
    "spend": ("propellant spent without a burn", "--c4"),
    "change": ("mass taken on or left behind", "--c2"),
}


def mass_chart(key: str, events: Sequence[Mapping[str, Any]], title: str) -> Chart | None:
    """Return the chart, None where there are no events."""
    if not events:
        return None
    labels = [event_label(number, event) for number, event in enumerate(events, start=1)]
    traces = [_steps(labels, events)]
    for kind in KINDS:
        rows = [(a, b) for a, b in zip(labels, events, strict=True) if b["kind"] == kind]
        if rows:
            traces.append(_bars(kind, rows))
    masses = [float(event[end]) for event in events for end in ("before_t", "after_t")]
    layout = {
        "xaxis": log_axis("Mass, logarithmic", "t", masses),
        "yaxis": axis(
            "Event, in order of flight",
            "",
            autorange="reversed",
            type="category",
            categoryorder="array",
            categoryarray=labels,
        ),
        "hovermode": "closest",
    }
    first, last = events[0], events[-1]
    alt = (
        f"Mass chain of {title}: {first['before_t']:.4g} t at lift-off, "
        f"{last['after_t']:.4g} t at the end, {len(events)} events."
    )
    height = 170 + 46 * len(events)
    return Chart(key=key, traces=traces, layout=layout, alt=alt, height=height, tall=height + 30)


def event_label(number: int, event: Mapping[str, Any]) -> str:
    """Return the number and name of an event."""
    return safe(f"{number} {event['name']}")


def _steps(labels: Sequence[str], events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the thin line that leads from one event to the next."""
    x: list[float | None] = []
    y: list[str] = []
    for label, event in zip(labels, events, strict=True):
        x += significant([event["before_t"], event["after_t"]])
        y += [label, label]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "showlegend": False,
        "hoverinfo": "skip",
        "line": {"color": "--muted", "width": 1, "dash": "dot"},
    }


def _bars(kind: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Return the events of one kind: a ring before, a dot after, a line between."""
    words, colour = KINDS[kind]
    x: list[float | None] = []
    y: list[str | None] = []
    told: list[str] = []
    for label, event in rows:
        x += [*significant([event["before_t"], event["after_t"]]), None]
        y += [label, label, None]
        told += [_told(event)] * 3
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": words,
        "x": x,
        "y": y,
        "text": told,
        "connectgaps": False,
        "line": {"color": colour, "width": 5},
        "marker": {
            "size": 11,
            "color": colour,
            "symbol": ["circle-open", "circle", "circle"] * len(rows),
            "line": {"width": 2, "color": colour},
        },
        "hovertemplate": "%{text}<extra></extra>",
    }


def _told(event: Mapping[str, Any]) -> str:
    return (
        f"{safe(event['name'])}, {safe(event['date'])}<br>"
        f"{event['before_t']:.4g} t → {event['after_t']:.4g} t"
    )
