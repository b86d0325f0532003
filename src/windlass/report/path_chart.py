"""The trip as seen from above the ecliptic, and how far it leaves it.

Checked: tests/report/test_charts.py.
"""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput
from windlass.report.chart import Chart, axis, safe, short

COLUMNS: Final = ("object", "t_s", "x_au", "y_au", "z_au")
LEGS: Final = {"out": ("Way out", "--c1", "solid"), "return": ("Way back", "--c2", "solid")}
PLANETS: Final = {"Earth": "--c3", "Mars": "--c6"}
TARGET_COLOUR: Final = "--c8"
PLACES: Final = ("top right", "bottom right", "top left", "bottom left")
"""Where the number of an event stands, so that two at one place can be told apart."""


def path_chart(key: str, frame: pl.DataFrame, title: str) -> Chart | None:
    """Return the chart of a trip, None where there is no path."""
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise InvalidInput("a path lacks columns", value=", ".join(missing))
    if not frame.height:
        return None
    traces: list[dict[str, Any]] = [_sun()]
    for name, part in _parts(frame):
        traces += _lines(name, part)
    events = _events(frame)
    for number, event in enumerate(events, start=1):
        traces += _event(number, event)
    said = "; ".join(str(event["text"]) for event in events) or "no events"
    return Chart(
        key=key,
        traces=traces,
        layout=_layout(),
        alt=f"Trajectory {title}, projected on the ecliptic: {said}.",
        height=900,
        tall=760,
        widest=760,
    )


def _parts(frame: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """Return the bodies, then the legs, so that the legs lie on top."""
    names = list(dict.fromkeys(frame["object"].to_list()))
    names.sort(key=lambda name: name in LEGS)
    return [(name, frame.filter(pl.col("object") == name)) for name in names]


def _lines(name: str, part: pl.DataFrame) -> list[dict[str, Any]]:
    title, colour, dash = LEGS.get(name, (name, PLANETS.get(name, TARGET_COLOUR), "dot"))
    days = [format_epoch(t) for t in part["t_s"].to_list()]
    x, y, z = (short(part[column].to_list(), 4) for column in COLUMNS[2:])
    common = {
        "type": "scatter",
        "mode": "lines",
        "name": safe(title),
        "legendgroup": safe(name),
        "text": days,
        "line": {"color": colour, "dash": dash, "width": 2.5 if name in LEGS else 1.5},
    }
    above = common | {
        "x": x,
        "y": y,
        "hovertemplate": f"{safe(title)} %{{text}}<br>x %{{x:.3f}} au, y %{{y:.3f}} au"
        "<extra></extra>",
    }
    beside = common | {
        "x": x,
        "y": z,
        "yaxis": "y2",
        "xaxis": "x2",
        "showlegend": False,
        "hovertemplate": f"{safe(title)} %{{text}}<br>x %{{x:.3f}} au, z %{{y:.4f}} au"
        "<extra></extra>",
    }
    return [above, beside]


def _events(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return where and when the legs begin and end."""
    words = {"out": ("Leave Earth", "Reach the body"), "return": ("Leave the body", "Arrive")}
    found = []
    for leg, (first, last) in words.items():
        part = frame.filter(pl.col("object") == leg).sort("t_s")
        for word, row in ((first, 0), (last, -1)) if part.height else ():
            t = float(part["t_s"][row])
            place = {axis: float(part[f"{axis}_au"][row]) for axis in "xyz"}
            found.append({"text": f"{word} {format_epoch(t)}", "t_s": t, **place})
    return found


def _event(number: int, event: dict[str, Any]) -> list[dict[str, Any]]:
    common = {
        "type": "scatter",
        "mode": "markers+text",
        "name": safe(f"{number}  {event['text']}"),
        "legendgroup": f"event {number}",
        "text": [str(number)],
        "cliponaxis": False,
        "textfont": {"size": 15, "color": "--ink"},
        "textposition": PLACES[(number - 1) % len(PLACES)],
        "marker": {"size": 10, "color": "--ink", "line": {"color": "--paper", "width": 1.5}},
        "hovertemplate": safe(event["text"]) + "<extra></extra>",
    }
    x = short([event["x"]], 4)
    above = common | {"x": x, "y": short([event["y"]], 4)}
    beside = common | {
        "x": x,
        "y": short([event["z"]], 4),
        "xaxis": "x2",
        "yaxis": "y2",
        "showlegend": False,
    }
    return [above, beside]


def _sun() -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "Sun",
        "x": [0],
        "y": [0],
        "marker": {"size": 13, "color": "#f5b301", "line": {"color": "--ink", "width": 1}},
        "hovertemplate": "Sun<extra></extra>",
    }


def _layout() -> dict[str, Any]:
    return {
        "xaxis": axis("x, ecliptic of J2000", "au", domain=[0, 1], anchor="y"),
        "yaxis": axis("y, ecliptic of J2000", "au", domain=[0.32, 1], scaleanchor="x"),
        "xaxis2": axis("x, ecliptic of J2000", "au", domain=[0, 1], anchor="y2", matches="x"),
        "yaxis2": axis("z", "au", domain=[0, 0.18], anchor="x2"),
        "hovermode": "closest",
    }
