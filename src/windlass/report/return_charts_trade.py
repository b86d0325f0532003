"""What every programme office asks: returned mass by flight time, by launch date, and by both.

The Pareto front of returned mass, time and propellant; the launch windows; the porkchop's sibling.
What was asked and not solved is counted with its reason, and drawn where there is room for it.
Checked: tests/report/test_return_page.py.
"""

from __future__ import annotations

import math
import re
import textwrap
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, YEAR_S, format_epoch
from windlass.report.chart import Chart, axis, dates, safe, short
from windlass.report.return_charts import Panel, calendar, panels

Array = NDArray[np.float64]

SAME: Final = 1e-3
"""Share by which masses may differ that count as one that was asked."""
NEAR_S: Final = 0.1 * DAY_S
"""Dates and flight times nearer than about this are one line of the map."""
REASONS: Final = 5
"""How many reasons are told one by one."""
LONGEST: Final = 160
FOLD: Final = 60
"""Letters of a reason in a list, and of a line of it under the cursor."""
FIGURES: Final = re.compile(r"\d[\d,.]*")
SOLVED: Final = "solved"
ESTIMATED: Final = "linear estimate"
"""Of a cell that the linear answer alone has told."""
HIGH_IS_DARK: Final = [[k / 5, f"--p{5 - k}"] for k in range(6)]
LOW_IS_DARK: Final = [[k / 5, f"--p{k}"] for k in range(6)]


def solved(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that were solved, or estimated."""
    return frame.filter(_known() & pl.col("returned_kg").is_not_null())


def _known() -> pl.Expr:
    return pl.col("status").is_in([SOLVED, ESTIMATED])


def estimated(frame: pl.DataFrame) -> bool:
    """Return whether any row is estimated only."""
    return bool((frame["status"] == ESTIMATED).any())


def _on_front() -> pl.Expr:
    return pl.col("on_front").cast(pl.Boolean).fill_null(False)


def on_front(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of the Pareto front, the shortest flight first."""
    return solved(frame).filter(_on_front()).sort(_years(), "returned_kg")


def _years() -> pl.Expr:
    """Return flight times in hundredths of a year: those that differ by minutes are one."""
    return (pl.col("flight_s") / YEAR_S).round(2)


def reasons(frame: pl.DataFrame) -> list[str]:
    """Return in words how many rows were solved, and why the others were not."""
    done = solved(frame)
    lines = [f"{done.height:,} of {frame.height:,} that were asked are solved."]
    if estimated(frame):
        lines = [f"{done.height:,} pairs of dates are told by the linear answer alone."]
    failed = frame.filter(~_known())["status"].to_list()
    told: dict[str, list[str]] = {}
    for one in failed:  # reasons that differ in their figures alone are one
        told.setdefault(FIGURES.sub("#", str(one)), []).append(str(one))
    counted = sorted(told.values(), key=len, reverse=True)
    lines += [
        f"Not solved, {len(some):,} ×{'' if len(set(some)) == 1 else ', such as'}: "
        + textwrap.shorten(some[0], LONGEST, placeholder=" …")
        for some in counted[:REASONS]
    ]
    if len(counted) > REASONS:
        rest = sum(len(some) for some in counted[REASONS:])
        lines.append(f"Not solved for {len(counted) - REASONS} other reasons: {rest:,}.")
    return lines


def folded(text: str) -> str:
    """Return text in lines, safe for a chart."""
    short_text = textwrap.shorten(text, 3 * FOLD, placeholder=" …")
    return "<br>".join(safe(line) for line in textwrap.wrap(short_text, FOLD))


def front_chart(frame: pl.DataFrame) -> Chart | None:
    """Return returned mass against flight time, coloured by propellant; None where none is solved.

    frame: returned_kg, xenon_kg, flight_s, departs_s, arrives_s, on_front, status.
    """
    done = solved(frame).with_columns(_on_front())
    done = done.sort(_years(), "returned_kg", descending=[False, True])
    if not done.height:
        return None
    on, off = done.filter(pl.col("on_front")), done.filter(~pl.col("on_front"))
    years = (on["flight_s"] / YEAR_S).to_numpy()
    best = _rising(on["returned_kg"].to_numpy())
    xenon = (done["xenon_kg"] / 1e3).to_numpy()
    ends = (float(xenon.min()), float(xenon.max()))
    if ends[1] - ends[0] < 1e-6:
        ends = (ends[0] - 0.5, ends[1] + 0.5)
    scale = {
        "cmin": round(ends[0], 4), "cmax": round(ends[1], 4),
        "colorscale": [[k / 5, f"--s{k}"] for k in range(6)],
    }  # fmt: skip
    traces: list[dict[str, Any]] = []
    if best.sum() > 1:
        traces.append({
            "type": "scatter", "mode": "lines", "name": "most in the time, with any propellant",
            "x": short(years[best], 4), "y": short((on["returned_kg"] / 1e3).to_numpy()[best], 3),
            "line": {"color": "--muted", "width": 1.5}, "hoverinfo": "skip",
        })  # fmt: skip
    for rows, name, size, symbol in (
        (off, "beaten by another", 8, "circle-open"), (on, "on the Pareto front", 12, "circle"),
    ):  # fmt: skip
        if not rows.height:
            continue
        marker: dict[str, Any] = {
            "color": short(rows["xenon_kg"] / 1e3, 4), "size": size, "symbol": symbol, **scale,
            "line": {"width": 1.5 if symbol.endswith("open") else 1, "color": "--ink"},
        }  # fmt: skip
        if symbol.endswith("open"):
            del marker["line"]["color"]
        if rows is on or not on.height:
            marker |= {"showscale": True, "colorbar": _bar("Xenon (t)")}
        traces.append({
            "type": "scatter", "mode": "markers", "name": name, "marker": marker,
            "x": short(rows["flight_s"] / YEAR_S, 4), "y": short(rows["returned_kg"] / 1e3, 3),
            "text": [_told(row) for row in rows.iter_rows(named=True)],
            "hovertemplate": "%{text}<extra></extra>",
        })  # fmt: skip
    layout = {
        "xaxis": axis("Flight time, lunar flyby to arrival", "years"),
        "yaxis": axis("Returned mass", "t"), "hovermode": "closest",
    }  # fmt: skip
    most = done.sort("returned_kg").row(-1, named=True)
    alt = (
        f"Returned mass against flight time: {on.height} trips on the front of {done.height} "
        f"solved; the most is {most['returned_kg'] / 1e3:,.4g} t in "
        f"{most['flight_s'] / YEAR_S:.2f} years with {most['xenon_kg'] / 1e3:.4g} t of xenon."
    )
    return Chart(
        key="chart-front", traces=traces, layout=layout, alt=alt, height=500, tall=480
    )  # fmt: skip


def _rising(values: Array) -> NDArray[np.bool_]:
    """Return which values are above all before them."""
    before = np.concatenate([[-math.inf], np.maximum.accumulate(values)[:-1]])
    return np.asarray(values > before)


def _told(row: dict[str, Any]) -> str:
    """Return a trip in words."""
    arrives = row.get("arrives_s")
    return (
        f"{row['returned_kg'] / 1e3:,.4g} t in {row['flight_s'] / YEAR_S:.2f} years"
        f"<br>{row['xenon_kg'] / 1e3:,.4g} t of xenon<br>leave {format_epoch(row['departs_s'])}"
        + ("" if arrives is None else f", arrive {format_epoch(arrives)}")
    )


def _bar(title: str, **more: Any) -> dict[str, Any]:
    return {
        "title": {"text": f"{title}<br>&nbsp;", "side": "top"}, "thickness": 14,
        "outlinewidth": 0, **more,
    }  # fmt: skip


def windows_chart(frame: pl.DataFrame) -> Chart | None:
    """Return returned mass, propellant and flight time by launch date; None where none is solved.

    frame: departs_s, returned_kg (null where not solved), xenon_kg, flight_s, status.
    """
    done = solved(frame)
    if not done.height:
        return None
    rows = frame.sort("departs_s")
    fine = (rows["status"] == SOLVED) & rows["returned_kg"].is_not_null()
    same = _same(done)
    some = []
    for name, title, unit, per, ink, digits in (
        ("returned_kg", "Returned mass", "t", 1e3, "--c1", 2),
        ("xenon_kg", "Xenon", "t", 1e3, "--c2", 3),
        ("flight_s", "Flight time", "years", YEAR_S, "--c3", 3),
    ):
        values = rows[name].set(~fine, None) / per
        traces = [{
            "type": "scatter", "mode": "lines+markers", "name": title, "showlegend": False,
            "x": dates(rows["departs_s"]), "y": short(values.to_list(), 5),
            "line": {"color": ink, "width": 2}, "marker": {"color": ink, "size": 6},
            "hovertemplate": f"leave %{{x|%Y-%m-%d}}: %{{y:,.{digits}f}} {unit}<extra></extra>",
        }]  # fmt: skip
        known = values.drop_nulls()
        if not known.len():
            continue
        low, high = float(known.min()), float(known.max())  # type: ignore[arg-type]
        if name in same:
            continue
        room = max(0.12 * (high - low), 0.01 * abs(high), 1e-6)
        if name == "returned_kg" and done.height < rows.height:
            traces.append(_unsolved(rows.filter(~fine), low - room))
        some.append(Panel(
            axis=axis(title, unit, range=[round(low - 2.0 * room, 6), round(high + room, 6)]),
            traces=traces,
        ))  # fmt: skip
    best = done.sort("returned_kg", "xenon_kg", descending=[False, True]).row(-1, named=True)
    alt = (
        f"Launch windows: {done.height} of {frame.height} departures are solved; the best leaves "
        f"{format_epoch(best['departs_s'])} and returns {best['returned_kg'] / 1e3:,.4g} t."
    )
    along = axis("Departure date", "calendar, TDB", type="date")
    return panels("chart-windows", some, along, alt)


def _same(done: pl.DataFrame) -> dict[str, float]:
    """Return which of propellant and time hardly differ, and what they are."""
    found = {}
    for name in ("xenon_kg", "flight_s"):
        values = done[name].drop_nulls()
        if values.len() > 1:
            low, high = float(values.min()), float(values.max())  # type: ignore[arg-type]
            if high - low <= SAME * high:
                found[name] = high
    return found


def shared(frame: pl.DataFrame) -> str:
    """Return in words what all windows take alike, and so is not drawn."""
    same = _same(solved(frame))
    words = []
    if "xenon_kg" in same:
        words.append(f"{same['xenon_kg'] / 1e3:,.2f} t of xenon")
    if "flight_s" in same:
        words.append(f"{same['flight_s'] / YEAR_S:.2f} years")
    return f" Each takes {' and '.join(words)}." if words else ""


def _unsolved(rows: pl.DataFrame, level: float) -> dict[str, Any]:
    """Return marks of the departures that were asked and not solved, with their reasons."""
    return {
        "type": "scatter", "mode": "markers", "name": "asked, not solved", "showlegend": True,
        "x": dates(rows["departs_s"]), "y": [round(level, 6)] * rows.height,
        "marker": {"symbol": "x", "size": 8, "color": "--c6"},
        "text": [folded(str(one)) for one in rows["status"]],
        "hovertemplate": "leave %{x|%Y-%m-%d}: not solved<br>%{text}<extra></extra>",
    }  # fmt: skip


def porkchop_chart(frame: pl.DataFrame) -> Chart | None:
    """Return the porkchop's sibling: what comes back by departure and flight time.

    frame: departs_s, flight_s, returned_kg (null where not solved), status and, if known, xenon_kg,
    which is drawn instead where the returned mass is the same everywhere.  None where none is
    solved.
    """
    done = solved(frame)
    if not done.height:
        return None
    mass = (done["returned_kg"] / 1e3).to_numpy()
    asked = float(np.ptp(mass)) <= SAME * float(mass.max())
    by_xenon = asked and "xenon_kg" in frame.columns and done["xenon_kg"].null_count() == 0
    name, what = ("xenon_kg", "Xenon") if by_xenon else ("returned_kg", "Returned")
    best = done.sort(name, descending=not by_xenon).row(0, named=True)
    frame = frame.with_columns(
        (pl.col(name) / NEAR_S).round() * NEAR_S for name in ("departs_s", "flight_s")
    )
    done = solved(frame)
    departs, flights = (np.unique(frame[column].to_numpy()) for column in ("departs_s", "flight_s"))
    value = np.full((flights.size, departs.size), np.nan)
    for row in done.iter_rows(named=True):
        at = np.searchsorted(flights, row["flight_s"]), np.searchsorted(departs, row["departs_s"])
        value[at] = row[name] / 1e3
    low, high = float(np.nanmin(value)), float(np.nanmax(value))
    if high - low < 1e-9:
        low, high = low - 0.5, high + 0.5
    traces: list[dict[str, Any]] = [{
        "type": "heatmap", "x": dates(departs), "y": short(flights / DAY_S, 2),
        "z": [short(line, 4) for line in value], "zmin": round(low, 4), "zmax": round(high, 4),
        "colorscale": LOW_IS_DARK if by_xenon else HIGH_IS_DARK, "hoverongaps": False,
        "colorbar": _bar(f"{what} (t)"),
        "hovertemplate": "leave %{x|%Y-%m-%d}<br>%{y:.0f} days of flight<br>"
        f"{what.lower()} %{{z:,.2f}} t<extra></extra>",
    }]  # fmt: skip
    rest = frame.filter(~_known() | pl.col("returned_kg").is_null())
    if rest.height:
        traces.append({
            "type": "scatter", "mode": "markers", "name": "asked, not solved",
            "x": dates(rest["departs_s"]), "y": short(rest["flight_s"] / DAY_S, 2),
            "marker": {"symbol": "x-thin", "size": 5, "line": {"color": "--muted", "width": 1.2}},
            "text": [folded(str(one)) for one in rest["status"]],
            "hovertemplate": "leave %{x|%Y-%m-%d}, %{y:.0f} days: not solved<br>%{text}"
            "<extra></extra>",
        })  # fmt: skip
    days = best["flight_s"] / DAY_S
    words = f"best: leave {format_epoch(best['departs_s'])}, {days:.0f} days"
    traces.append({
        "type": "scatter", "mode": "markers", "name": words, "x": dates([best["departs_s"]]),
        "y": short([days], 2), "hovertemplate": f"{words}<br>{best[name] / 1e3:,.4g} t"
        "<extra></extra>",
        "marker": {
            "symbol": "x-thin", "size": 15, "line": {"color": "#ff2d55", "width": 3.5},
        },
    })  # fmt: skip
    layout = {
        "xaxis": {**calendar(), "title": axis("Departure date", "calendar, TDB")["title"]},
        "yaxis": axis("Flight time", "days"), "hovermode": "closest",
    }  # fmt: skip
    alt = (
        f"{what} mass by departure date and flight time: {done.height} of {frame.height} cells are "
        f"{'estimated' if estimated(frame) else 'solved'}; {words}, {best[name] / 1e3:,.4g} t."
    )
    return Chart(key="chart-porkchop", traces=traces, layout=layout, alt=alt, height=480, tall=450)
