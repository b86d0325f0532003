"""Charts of techniques side by side: what each does of what is needed, of how much, what decides.

Checked: tests/report/test_redirect_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.report.chart import COLOURS, SYMBOLS, Chart, axis, log_axis, safe, significant

ROOM: Final = 170
"""Height of a chart without its rows."""
HEIGHT: Final = 34
"""Of a row."""
ENOUGH: Final = "what is needed"


def _names(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return [safe(row["title"]) for row in rows]


def _categories(names: list[str]) -> dict[str, Any]:
    return axis("Technique", "", type="category", categoryorder="array", categoryarray=names[::-1])


def _line(at: float, colour: str = "--ink") -> dict[str, Any]:
    return {
        "type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1,
        "line": {"color": colour, "width": 1.5, "dash": "dash"},
    }  # fmt: skip


def _size(tonnes: Sequence[float]) -> tuple[float, str]:
    """Return the size and name of the unit in which masses are drawn."""
    return (1e6, "million t") if max(tonnes) > 1e6 else (1.0, "t")


def share_chart(rows: Sequence[Mapping[str, Any]], what: str) -> Chart | None:
    """Return what each technique does of what is needed, with its own spread; None for nothing."""
    rows = [row for row in rows if row["share_of_needed"]]
    if not rows:
        return None
    names = _names(rows)
    middle = [row["share_of_needed"] for row in rows]
    low, high = ([row["share_5_95"][k] for row in rows] for k in (0, 1))
    traces = [{
        "type": "scatter", "mode": "markers", "name": "share, 5 to 95 %",
        "x": significant(middle), "y": names, "showlegend": False,
        "marker": {"color": COLOURS[0], "size": 10},
        "error_x": {
            "type": "data", "symmetric": False, "color": COLOURS[0], "thickness": 1.5,
            "array": significant([b - a for a, b in zip(middle, high, strict=True)]),
            "arrayminus": significant([a - b for a, b in zip(middle, low, strict=True)]),
        },
        "hovertemplate": "%{y}: %{x:.3g} of what is needed<extra></extra>",
    }]  # fmt: skip
    layout = {
        "xaxis": log_axis(f"{what}, by what is needed", "", [*low, *high, 1.0]),
        "yaxis": _categories(names), "shapes": [_line(1.0)], "hovermode": "closest",
    }  # fmt: skip
    best = max(rows, key=lambda row: row["share_of_needed"])
    alt = (
        f"{what} by technique; most by {best['title']}, {best['share_of_needed']:.3g} of what is "
        f"needed; {sum(one >= 1.0 for one in middle)} of {len(rows)} suffice"
    )
    height = ROOM + HEIGHT * len(rows)
    return Chart(
        key="share", traces=traces, layout=layout, alt=alt, height=height, tall=height + 80,
        notes=("The dashed line is what is needed; bars go from 5 to 95 % of what the technique "
               "itself is unsure of.",),
    )  # fmt: skip


def largest_chart(rows: Sequence[Mapping[str, Any]], mass_t: float) -> Chart | None:
    """Return the largest mass of each technique beside the asteroid's; None for nothing."""
    rows = sorted(
        (row for row in rows if row["largest_kg"]), key=lambda row: -float(row["largest_kg"])
    )
    if not rows:
        return None
    names, tonnes = _names(rows), [row["largest_kg"] / 1e3 for row in rows]
    size, unit = _size([*tonnes, mass_t])
    shown = [one / size for one in tonnes]
    traces = [{
        "type": "scatter", "mode": "markers", "x": significant(shown), "y": names,
        "showlegend": False, "marker": {"color": COLOURS[0], "size": 11, "symbol": SYMBOLS[1]},
        "hovertemplate": f"%{{y}}: %{{x:,.3g}} {unit}<extra></extra>",
    }]  # fmt: skip
    layout = {
        "xaxis": log_axis("Largest asteroid of its density", unit, [*shown, mass_t / size]),
        "yaxis": _categories(names), "shapes": [_line(mass_t / size)], "hovermode": "closest",
    }  # fmt: skip
    height = ROOM + HEIGHT * len(rows)
    return Chart(
        key="largest", traces=traces, layout=layout, height=height, tall=height + 80,
        alt=f"largest asteroid by technique; most by {rows[0]['title']}, {tonnes[0]:,.3g} t; "
        f"this asteroid has {mass_t:,.3g} t",
        notes=("The dashed line is the asteroid itself.",),
    )  # fmt: skip


def curve_chart(
    curve: Sequence[Mapping[str, Any]], titles: Mapping[str, str], mass_t: float
) -> Chart | None:
    """Return the largest mass delivered by the number of ships, a line each technique."""
    ships = [row["ships"] for row in curve]
    size, unit = _size([mass_t])
    traces, every = [], [mass_t / size]
    for k, (key, title) in enumerate(titles.items()):
        told = [None if row.get(key) is None else row[key] / 1e3 / size for row in curve]
        known = [one for one in told if one is not None]
        if not known:
            continue
        every += known
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": safe(title), "x": ships,
            "y": significant(told), "line": {"color": COLOURS[k % len(COLOURS)]},
            "marker": {"symbol": SYMBOLS[k % len(SYMBOLS)], "size": 8},
            "hovertemplate": f"%{{x}} ships: %{{y:,.3g}} {unit}<extra></extra>",
        })  # fmt: skip
    if not traces:
        return None
    layout = {
        "xaxis": log_axis("Ships", "", [float(one) for one in ships]),
        "yaxis": log_axis("Largest mass delivered", unit, every), "hovermode": "closest",
        "shapes": [{
            "type": "line", "xref": "paper", "x0": 0, "x1": 1,
            "y0": mass_t / size, "y1": mass_t / size,
            "line": {"color": "--ink", "width": 1.5, "dash": "dash"},
        }],
    }  # fmt: skip
    return Chart(
        key="curve", traces=traces, layout=layout, height=520, tall=640,
        alt=f"largest mass delivered by the number of ships, from {ships[0]} to {ships[-1]} ships; "
        f"the asteroid has {mass_t:,.3g} t",
        notes=("The dashed line is the asteroid itself.",),
    )  # fmt: skip


def swing_chart(
    key: str, title: str, swings: Sequence[Mapping[str, Any]], what: str
) -> Chart | None:
    """Return what each input, at its ends, makes of a technique's share; None for none."""
    rows = [one for one in swings if one["at_low"] is not None and one["at_high"] is not None]
    if not rows:
        return None
    labels = [safe(f"{one['name']}: {one['low']} to {one['high']}") for one in rows]
    every = [float(one[end]) for one in rows for end in ("at_low", "at_high")]
    traces = [
        {
            "type": "scatter", "mode": "markers", "name": name, "x": significant(
                [one[end] for one in rows]
            ), "y": labels, "marker": {"color": COLOURS[k], "size": 11, "symbol": SYMBOLS[k]},
            "hovertemplate": "%{y}: %{x:.3g}<extra></extra>",
        }
        for k, (end, name) in enumerate((("at_low", "at the first"), ("at_high", "at the second")))
    ]  # fmt: skip
    layout = {
        "xaxis": axis(what, "", rangemode="tozero"),
        "yaxis": axis("Input", "", type="category", categoryorder="array",
                      categoryarray=labels[::-1]),
        "shapes": [
            _line(1.0),
            *({
                "type": "line", "x0": one["at_low"], "x1": one["at_high"], "y0": label, "y1": label,
                "line": {"color": "--muted", "width": 3}, "layer": "below",
            } for one, label in zip(rows, labels, strict=True)),
        ],
        "hovermode": "closest",
    }  # fmt: skip
    height = ROOM + 40 * len(rows)
    return Chart(
        key=f"swing-{key}", traces=traces, layout=layout, height=height, tall=height + 90,
        alt=f"{title}: {what[0].lower()}{what[1:]}, from {min(every):.3g} to {max(every):.3g}, "
        f"moved most by {rows[0]['name']}",
        notes=("The dashed line is at 1.",),
    )  # fmt: skip
