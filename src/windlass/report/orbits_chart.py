"""What each plausible orbit gives: the most that one ship brings, by option; nothing marked so.

Checked: tests/report/test_programme.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.report.chart import COLOURS, SYMBOLS, Chart, log_axis, safe, significant
from windlass.report.orbits_table import Orbit

FROM_NOTHING: Final = 6.0
"""By what factor the mark for nothing lies left of the least that is brought."""
KG_PER_T: Final = 1e3


def orbits_chart(found: Sequence[Orbit], options: Mapping[str, str]) -> Chart | None:
    """Return the chart, None where there are no orbits."""
    if not found:
        return None
    shares = [kg / KG_PER_T for one in found for kg in one.share_kg.values()]
    none = (min(shares) if shares else 1.0) / FROM_NOTHING
    labels = [label(one) for one in found]
    traces = [_nothing(found, labels, none)]
    for number, (key, title) in enumerate(options.items()):
        traces.append(_option(number, key, title, found, labels))
    marked = log_axis("Most that one ship brings", "t", [none, *shares, 2.0 * none])
    layout = {
        "xaxis": _with_nothing(marked, none),
        "yaxis": {
            "title": {"text": "Orbit of (semi-major axis in au, inclination)", "standoff": 12},
            "automargin": True,
            "type": "category",
            "categoryorder": "array",
            "categoryarray": labels[::-1],
            "tickvals": labels,
        },
        "hovermode": "closest",
    }
    able = sum(bool(one.share_kg) for one in found)
    best = found[0]
    alt = f"Of {len(found)} plausible orbits, {able} let a ship bring anything" + (
        f"; most on the orbit of {best.title}, {max(best.share_kg.values()) / KG_PER_T:.3g} t."
        if best.share_kg
        else "."
    )
    height = 150 + 24 * len(found)
    return Chart(
        key="chart-orbits",
        traces=traces,
        layout=layout,
        alt=alt,
        height=height,
        tall=height + 16 * len(found),
        widest=1_000,
    )


def label(one: Orbit) -> str:
    """Return the name of an orbit with its size and tilt."""
    return safe(f"{one.like} ({one.a_au:.2f}\u00a0au,\u00a0{one.i_deg:.0f}°)")


def _with_nothing(marked: dict[str, Any], none: float) -> dict[str, Any]:
    """Return the axis with a mark "nothing" at its left end, and none beside it."""
    pairs = [
        (value, text)
        for value, text in zip(marked["tickvals"], marked["ticktext"], strict=True)
        if value > 2.5 * none
    ]
    return {
        **marked,
        "tickvals": [significant([none])[0], *(value for value, _ in pairs)],
        "ticktext": ["nothing", *(text for _, text in pairs)],
    }


def _nothing(found: Sequence[Orbit], labels: Sequence[str], none: float) -> dict[str, Any]:
    """Return the orbits from which nothing can be brought by any option."""
    rows = [text for one, text in zip(found, labels, strict=True) if not one.share_kg]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "nothing can be brought",
        "x": significant([none] * len(rows)),
        "y": rows,
        "marker": {"color": "--muted", "symbol": "x-thin-open", "size": 9, "line": {"width": 2}},
        "hovertemplate": "%{y}: nothing can be brought<extra></extra>",
    }


def _option(
    number: int, key: str, title: str, found: Sequence[Orbit], labels: Sequence[str]
) -> dict[str, Any]:
    rows = [(one, text) for one, text in zip(found, labels, strict=True) if key in one.share_kg]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": safe(title),
        "x": significant(one.share_kg[key] / KG_PER_T for one, _ in rows),
        "y": [text for _, text in rows],
        "text": [one.told(key) for one, _ in rows],
        "marker": {
            "color": COLOURS[number % len(COLOURS)],
            "symbol": SYMBOLS[number % len(SYMBOLS)],
            "size": 11,
        },
        "hovertemplate": "%{y}: %{text}<extra>" + safe(title) + "</extra>",
    }
