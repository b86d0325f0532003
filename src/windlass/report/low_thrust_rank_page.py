"""The page of a screen for returns by low thrust: the ranking, what was certified, and by when.

Checked: tests/report/test_low_thrust_rank_page.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from windlass.base.epochs import format_epoch
from windlass.bodies import forces
from windlass.report import low_thrust_rank_words as words
from windlass.report.chart import COLOURS, Chart, axis, dates, log_axis, safe, significant
from windlass.report.page import asset, render_page
from windlass.report.references import known, references
from windlass.screen.rows import SCREENING
from windlass.screen.run import ASK

if TYPE_CHECKING:
    from windlass.screen.search import Found

ROWS: Final = 200
"""Of the table; all of them are in rows.parquet."""
CURVES: Final = 6
SOURCES: Final = ("boyd2004", "walker1985", "betts1998", "brophy2012", "pravec2007", "wright2016")
T: Final = 1e-3


def render(found: Found, answers: Sequence[Mapping[str, Any]]) -> str:
    """Return the page of a finished screen as one HTML text that needs no other file.

    answers: of ``low_thrust_certify``.
    """
    run, rules = found.run, found.run.low_thrust
    said = {str(one["designation"]): one for one in answers}
    drawn = charts(found, said) if found.reached.height else {}
    sure = known(found.reached["orbit_source"].unique().to_list()) if drawn else set()
    context = {
        "title": "What low thrust can return of which asteroids",
        "run": run.name,
        "count": found.reached.height,
        "shown": min(found.reached.height, ROWS),
        "screened": found.frame.height,
        "answer": words.answer(found, answers),
        "states": words.states(found),
        "caution": words.CAUTION,
        "asked": words.asked(rules),
        "rows": [
            _row(k, row, said) for k, row in enumerate(found.reached.head(ROWS).to_dicts(), 1)
        ],
        "refused": [
            (words.titles(found).get(name, name), one["why"])
            for name, one in said.items()
            if one["status"] == words.REFUSED
        ],
        "charts": drawn,
        "command": words.command(run),
        "code": str(json.loads((run.folder / ASK).read_text()).get("code", "not told")),
        "catalogue": run.whole.digest,
        "model": forces.MODEL,
        "more_style": Markup(asset("screen.css")),
        "references": references(sure | known(SOURCES) | known(forces.SOURCES)),
    }
    return render_page("low_thrust_rank.html", list(drawn.values()), context)


def _row(rank: int, row: Mapping[str, Any], said: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the cells of an asteroid; the optimiser's trip where it has one."""
    one = said.get(row["designation"])
    proved = one is not None and one["status"] != words.REFUSED
    trip: Mapping[str, Any] = one if one is not None and proved else row
    return [
        str(rank), row["title"], f"{T * row['returned_kg']:,.0f}",
        f"{T * trip['returned_kg']:,.0f}" if proved else "not tried" if one is None else "refused",
        *(format_epoch(trip[f"{name}_s"]) for name in ("launch", "meet", "arrive")),
        f"{trip['flight_yr']:.2f}", f"{T * trip['out_kg']:.2f}", f"{T * trip['back_kg']:.2f}",
        _size(row), "screens" if row["mark"].startswith(SCREENING) else "certifies",
        "–" if row["uncertainty"] is None else str(row["uncertainty"]),
    ]  # fmt: skip


def _size(row: Mapping[str, Any]) -> str:
    low, high, size = row["size_low_m"], row["size_high_m"], row["size_m"]
    if size is None:
        return "–"
    return _metres(size) if None in (low, high) else f"{_metres(low)}–{_metres(high)}"


def _metres(size: float) -> str:
    return f"{size:,.0f}" if size >= 10.0 else f"{size:.2g}"


def charts(found: Found, said: Mapping[str, Mapping[str, Any]]) -> dict[str, Chart]:
    """Return the charts of the page by name."""
    made = {"ranking": _ranking(found, said), "arrivals": _arrivals(found)}
    judged = _judged(found, said)
    return made if judged is None else made | {"judged": judged}


def _ranking(found: Found, said: Mapping[str, Mapping[str, Any]]) -> Chart:
    rows = found.reached.to_dicts()
    good = [one for one in said.values() if one["status"] != words.REFUSED]
    names = words.titles(found)
    masses = [T * row["returned_kg"] for row in rows]
    traces = [
        {
            "type": "scatter", "mode": "markers", "name": "estimated",
            "x": dates(row["arrive_s"] for row in rows), "y": significant(masses),
            "text": [safe(row["title"]) for row in rows],
            "marker": {"color": "--c1", "size": 7, "symbol": "circle-open"},
            "hovertemplate": "%{text}<br>%{x}: %{y:,.4g} t<extra></extra>",
        },
        {
            "type": "scatter", "mode": "markers", "name": "by the optimiser",
            "x": dates(one["arrive_s"] for one in good),
            "y": significant(T * one["returned_kg"] for one in good),
            "text": [safe(names.get(one["designation"], one["designation"])) for one in good],
            "marker": {"color": "--c2", "size": 9, "symbol": "diamond"},
            "hovertemplate": "%{text}<br>%{x}: %{y:,.4g} t, by the optimiser<extra></extra>",
        },
    ]  # fmt: skip
    every = masses + [T * one["returned_kg"] for one in good]
    return Chart(
        key="chart-ranking",
        traces=traces,
        layout={
            "xaxis": axis("Arrival at Earth", "", type="date"),
            "yaxis": log_axis("Returned mass", "t", every),
            "hovermode": "closest",
            "showlegend": True,
        },
        alt=f"Returned mass against arrival of {len(rows):,} asteroids, from {min(every):,.0f} to "
        f"{max(every):,.0f} t; {len(good)} of them by the optimiser. The table tells the first.",
        height=480,
    )


def _arrivals(found: Found) -> Chart:
    rows = found.reached.head(CURVES).to_dicts()
    traces = [
        {
            "type": "scatter", "mode": "lines", "name": safe(row["title"]),
            "x": dates(row["curve_arrive_s"]),
            "y": significant(T * kg for kg in row["curve_kg"]),
            "line": {"color": colour, "width": 2},
            "hovertemplate": "%{x}: %{y:,.4g} t<extra>" + safe(row["title"]) + "</extra>",
        }
        for row, colour in zip(rows, COLOURS, strict=False)
    ]  # fmt: skip
    return Chart(
        key="chart-arrivals",
        traces=traces,
        layout={
            "xaxis": axis("Arrival at Earth", "", type="date"),
            "yaxis": axis("Returned mass", "t", rangemode="tozero"),
            "hovermode": "closest",
            "showlegend": True,
        },
        alt="Returned mass against the day of arrival, by the first look of the screen, of "
        + ", ".join(row["title"] for row in rows) + ".",
        height=440,
    )  # fmt: skip


def _judged(found: Found, said: Mapping[str, Mapping[str, Any]]) -> Chart | None:
    """Return the chart of estimates against the optimiser, None where nothing is certified."""
    good = [one for one in said.values() if one["status"] != words.REFUSED]
    if not good:
        return None
    names = words.titles(found)
    told = [T * one["estimated_kg"] for one in good]
    true = [T * one["returned_kg"] for one in good]
    ends = [0.9 * min(told + true), 1.1 * max(told + true)]
    traces = [
        {
            "type": "scatter", "mode": "lines", "x": significant(ends), "y": significant(ends),
            "line": {"color": "--muted", "width": 1}, "hoverinfo": "skip", "showlegend": False,
        },
        {
            "type": "scatter", "mode": "markers", "x": significant(told), "y": significant(true),
            "text": [safe(names.get(one["designation"], one["designation"])) for one in good],
            "marker": {"color": "--c2", "size": 9, "symbol": "diamond"}, "showlegend": False,
            "hovertemplate": "%{text}<br>estimated %{x:,.4g} t, by the optimiser %{y:,.4g} t"
            "<extra></extra>",
        },
    ]  # fmt: skip
    return Chart(
        key="chart-judged",
        traces=traces,
        layout={
            "xaxis": log_axis("Estimated", "t", ends),
            "yaxis": log_axis("By the optimiser", "t", ends),
            "hovermode": "closest",
        },
        alt=f"Returned mass by the optimiser against the estimate, {len(good)} trips.",
        height=460,
        widest=760,
    )
