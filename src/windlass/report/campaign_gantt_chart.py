"""Gantt charts of a campaign's schedule: pads and docks by number, and vehicles by number.

Checked: tests/report/test_campaign_page.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from windlass.report.campaign_words import figure, minute, plain, stamps
from windlass.report.chart import COLOURS, Chart, axis, safe

ROW: Final = 26
ROOM: Final = 190
MOST_ROWS: Final = 48
"""Rows of a chart; the table tells all flights."""
MS: Final = 1e3
IDLE: Final = 12
LATE: Final = "--c6"
DATE: Final = "Date (TDB)"
Row = tuple[str, int]


def sites_chart(schedule: Mapping[str, Any]) -> Chart | None:
    """Return lift-offs by pad and stays by dock; None where no flight has a pad or dock."""
    sites = {one["key"]: one for one in schedule["sites"]}
    flights = schedule["flights"]
    used = [_row(one, kind) for one in flights for kind in ("pad", "dock") if one[kind] is not None]
    used = [row for row in used if row[1] >= 0]
    if used:  # A pad or dock that stays idle has a row as well, unless there are too many.
        used += [(key, number) for key, one in sites.items() if one["count"] <= IDLE
                 for number in range(int(one["count"]))]  # fmt: skip
    rows, cut = _rows(used, list(sites))
    if not rows:
        return None
    height_of = {row: number for number, row in enumerate(rows)}
    pads = [one for one in flights if _row(one, "pad") in height_of]
    docks = [one for one in flights if _row(one, "dock") in height_of and one["at_dock_s"]]
    traces = []
    for late in (False, True):
        word = "late" if late else "on time"
        mine = [one for one in pads if _late(one) == late and one["on_pad_s"] is not None]
        if mine:
            traces.append(_bars(
                mine, [height_of[_row(one, "pad")] for one in mine],
                [(one["on_pad_s"], one["off_pad_s"]) for one in mine],
                f"on a pad, {word}", LATE if late else COLOURS[0],
            ))  # fmt: skip
        mine = [one for one in docks if _late(one) == late]
        if mine:
            traces.append(_bars(
                mine, [height_of[_row(one, "dock")] for one in mine],
                [(one["at_dock_s"], one["leaves_dock_s"]) for one in mine],
                f"at a dock, {word}", LATE if late else COLOURS[2],
            ))  # fmt: skip
    if pads:
        traces.append(_lift_offs(pads, height_of))
    shapes = _closed(rows, sites)
    notes = ["Numbers count from 0."] + (["Shaded: closed."] if shapes else [])
    if cut:
        notes.append(f"The first {len(rows)} of {len(rows) + cut} pads and docks are drawn.")
    late_ones = sum(_late(one) for one in flights)
    return _gantt(
        "chart-sites", traces, rows, "Pad or dock", shapes, tuple(notes),
        f"{len(flights)} flights on {len(rows) + cut} pads and docks, {late_ones} of them late",
    )  # fmt: skip


def vehicles_chart(schedule: Mapping[str, Any]) -> Chart | None:
    """Return flights by vehicle, from lift-off until home; None where no vehicle is assigned."""
    flights = [one for one in schedule["flights"] if one["vehicle_no"] is not None]
    used = [(one["vehicle"], int(one["vehicle_no"])) for one in flights if one["vehicle_no"] >= 0]
    rows, cut = _rows(used, list(dict.fromkeys(one["vehicle"] for one in flights)))
    if not rows:
        return None
    height_of = {row: number for number, row in enumerate(rows)}
    traces = []
    for number, late in enumerate((False, True)):
        mine = [one for one in flights if _late(one) == late and _row(one, "vehicle") in height_of]
        if mine:
            traces.append(_bars(
                mine, [height_of[_row(one, "vehicle")] for one in mine],
                [(one["lift_off_s"], one["home_s"]) for one in mine],
                "in flight, late" if late else "in flight, on time", (COLOURS[0], LATE)[number],
            ))  # fmt: skip
    notes = ["From lift-off until it is home, or has reached its end."]
    if cut:
        notes.append(f"The first {len(rows)} of {len(rows) + cut} vehicles are drawn.")
    return _gantt(
        "chart-vehicles", traces, rows, "Vehicle", [], tuple(notes),
        f"{len(flights)} flights by {len(rows) + cut} vehicles",
    )  # fmt: skip


def _rows(used: Sequence[Row], order: Sequence[str]) -> tuple[list[Row], int]:
    """Return the rows that are drawn, by kind and number, and how many are not."""
    rank = {key: number for number, key in enumerate(order)}
    rows = sorted(set(used), key=lambda row: (rank.get(row[0], 99), row))
    return rows[:MOST_ROWS], max(0, len(rows) - MOST_ROWS)


def _row(flight: Mapping[str, Any], kind: str) -> Row:
    number = flight[f"{kind}_no"]
    return (flight[kind] or "", -1 if number is None else int(number))


def _late(flight: Mapping[str, Any]) -> bool:
    return bool(flight["late_d"] and flight["late_d"] > 1e-6)


def _words(flight: Mapping[str, Any]) -> str:
    lines = [f"{flight['key']}: {plain(flight['vehicle'])}",
             f"lifts off {minute(flight['lift_off_s'])}"]  # fmt: skip
    if flight["dock"] is not None and flight["at_dock_s"] is not None:
        lines.append(
            f"docks {minute(flight['at_dock_s'])}, leaves {minute(flight['leaves_dock_s'])}"
        )
    if flight["due_s"] is not None:
        late = f"{figure(flight['late_d'])} d late" if _late(flight) else "on time"
        lines.append(f"due {minute(flight['due_s'])}: {late}")
    return "<br>".join(safe(line) for line in lines)


def _lift_offs(
    flights: Sequence[Mapping[str, Any]], height_of: Mapping[Row, int]
) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers", "name": "lift-off", "showlegend": True,
        "x": stamps(one["lift_off_s"] for one in flights),
        "y": [height_of[_row(one, "pad")] for one in flights],
        "text": [_words(one) for one in flights],
        "marker": {"color": "--ink", "symbol": "triangle-up", "size": 9},
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _bars(
    flights: Sequence[Mapping[str, Any]], heights: Sequence[int],
    spans: Sequence[tuple[float, float | None]], name: str, colour: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "type": "bar", "orientation": "h", "name": name, "showlegend": True, "width": 0.7,
        "y": list(heights), "base": stamps(begin for begin, _ in spans),
        "x": [0.0 if end is None else round(MS * max(0.0, end - begin)) for begin, end in spans],
        "text": [_words(one) for one in flights], "textposition": "none",
        "marker": {"color": colour, "line": {"color": "--paper", "width": 1}},
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _closed(rows: Sequence[Row], sites: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return a shade over the rows of a site for each time that it is closed."""
    found = []
    for key, site in sites.items():
        mine = [number for number, row in enumerate(rows) if row[0] == key]
        if not mine:
            continue
        for begin, end in site["closed"]:
            x0, x1 = stamps((begin, end))
            found.append({
                "type": "rect", "x0": x0, "x1": x1, "y0": min(mine) - 0.5, "y1": max(mine) + 0.5,
                "fillcolor": "--forbidden", "line": {"width": 0}, "layer": "below",
            })  # fmt: skip
    return found


def _gantt(
    key: str, traces: list[dict[str, Any]], rows: Sequence[Row], what: str,
    shapes: list[dict[str, Any]], notes: tuple[str, ...], alt: str,
) -> Chart:  # fmt: skip
    layout = {
        "xaxis": axis(DATE, "", type="date", nticks=8),
        "yaxis": axis(
            what, "", tickvals=list(range(len(rows))), range=[len(rows) - 0.4, -0.6],
            ticktext=[safe(f"{plain(name)} {number}") for name, number in rows],
            zeroline=False,
        ),
        "barmode": "overlay", "hovermode": "closest", "shapes": shapes,
    }  # fmt: skip
    height = ROOM + ROW * len(rows)
    return Chart(
        key=key, traces=traces, layout=layout, height=height, tall=height + 60, alt=alt,
        notes=notes,
    )  # fmt: skip
