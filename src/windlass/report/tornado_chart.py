"""What moves a figure most: its value with each input at its low and at its high end.

Checked: tests/report/test_charts.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from windlass.base.figure import Figure, tornado
from windlass.base.units import known, to_shown
from windlass.report.amounts import shown_scale
from windlass.report.cells import in_unit, leaf_name, plain_name
from windlass.report.chart import Chart, axis, safe, significant

FAILS = "the trip fails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """One input: its name, and the figure with it at its low and high end, in words."""

    name: str
    low: str
    high: str


def swings(figure: Figure, titles: Mapping[str, str]) -> list[Swing]:
    """Return the swings in words, the widest first; an end where the model fails says so."""
    return [
        Swing(name=plain_name(leaf_name(key), titles), low=_end(figure, a), high=_end(figure, b))
        for key, a, b in tornado(figure)
    ]


def tornado_chart(key: str, figure: Figure, what: str, titles: Mapping[str, str]) -> Chart | None:
    """Return the chart of a figure called ``what``, None where no input moves it."""
    rows = tornado(figure)
    if not rows:
        return None
    labels = [_label(row, titles) for row in rows]
    size, unit = _scale(figure, rows)
    ends = [(_shown(figure, low, size), _shown(figure, high, size)) for _, low, high in rows]
    middle = _shown(figure, figure.value, size)
    traces = [
        _bars("input at its low end", "--c1", labels, [low for low, _ in ends], middle),
        _bars("input at its high end", "--c2", labels, [high for _, high in ends], middle),
    ]
    layout = {
        "xaxis": axis(what, unit, exponentformat="none", separatethousands=True, nticks=6),
        "yaxis": axis(
            "Input that is moved",
            "",
            type="category",
            categoryorder="array",
            categoryarray=labels[::-1],
        ),
        "barmode": "overlay",
        "hovermode": "closest",
        "shapes": [_line(middle)],
    }
    words = swings(figure, titles)
    alt = f"{what}, {in_unit(figure, figure.value)}; moved most by: " + "; ".join(
        f"{one.name} ({one.low} at its low end, {one.high} at its high end)" for one in words[:3]
    )
    height = 190 + 36 * len(rows)
    return Chart(
        key=key, traces=traces, layout=layout, alt=alt, height=height, tall=height + 24 * len(rows)
    )


def _shown(figure: Figure, value: float | None, size: float = 1.0) -> float | None:
    if value is None or not known(figure.shown_unit):
        return value
    return to_shown(value, figure.shown_unit) / size


def _scale(
    figure: Figure, rows: Iterable[tuple[str, float | None, float | None]]
) -> tuple[float, str]:
    """Return what the values on the axis are divided by, and its unit."""
    ends = [_shown(figure, end) for _, low, high in rows for end in (low, high)]
    return shown_scale([*ends, _shown(figure, figure.value)], figure.shown_unit)


def _end(figure: Figure, value: float | None) -> str:
    return FAILS if value is None else in_unit(figure, value)


def _bars(
    name: str, colour: str, labels: list[str], ends: list[float | None], middle: float | None
) -> dict[str, Any]:
    start = middle or 0.0
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": labels,
        "base": significant([start])[0],
        "x": significant(None if end is None else end - start for end in ends),
        "customdata": significant(ends),
        "marker": {"color": colour},
        "hovertemplate": "%{y}: %{customdata:.4g}<extra>" + name + "</extra>",
    }


def _line(middle: float | None) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": middle,
        "x1": middle,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"color": "--ink", "width": 1},
    }


def _label(row: tuple[str, float | None, float | None], titles: Mapping[str, str]) -> str:
    """Return the name of an input, with the ends at which the model does not hold."""
    key, low, high = row
    which = [word for word, end in (("low", low), ("high", high)) if end is None]
    failing = f" ({' and '.join(which)} end: {FAILS})" if which else ""
    return safe(plain_name(leaf_name(key), titles) + failing)
