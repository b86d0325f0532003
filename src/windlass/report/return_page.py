"""The page of a low-thrust return: the answer, masses, the way, thrust, and what else could be had.

Made from plain stored data alone: what a run has not computed is said so, or its section left out.
Checked: tests/report/test_return_page.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import polars as pl

from windlass.base.epochs import DAY_S, YEAR_S, format_epoch
from windlass.base.errors import InvalidInput
from windlass.base.words import number
from windlass.report import return_charts as charts
from windlass.report import return_charts_trade as trade
from windlass.report.chart import Chart
from windlass.report.page import render_page
from windlass.report.references import references
from windlass.report.return_charts_path import path_chart

SOURCES: Final = ("betts1998", "wachter2006", "lawden1963", "edelbaum1961", "kluever2011")
BASIS: Final = (
    "Legs about the Sun are found by collocation and flown again by another integrator with their "
    "thrust alone. Thrust is the mean over the duty cycle, power that of the thrusters while they "
    "run. Dates are TDB."
)
NOT_COMPUTED: Final = "not computed"
HISTORY: Final = (
    "leg", "t_s", "x_m", "y_m", "z_m", "mass_kg", "thrust_n", "throttle", "in_plane_rad",
    "out_of_plane_rad",
)  # fmt: skip
COLUMNS: Final = {
    "spiral": ("t_s", "radius_m", "mass_kg"),
    "front": ("returned_kg", "xenon_kg", "flight_s", "departs_s", "on_front", "status"),
    "windows": ("departs_s", "returned_kg", "xenon_kg", "flight_s", "status"),
    "porkchop": ("departs_s", "flight_s", "returned_kg", "status"),
}
"""Columns without which a table cannot be drawn."""
TRADES: Final = ("front", "windows", "porkchop")
LONG: Final = 12
"""Rows beyond which a table is folded."""
FRONT_ROWS: Final = 200
"""Most rows of the table of the front."""
_FIGURES: Final = (
    ("returned_t", "Returned mass", "t"), ("xenon_t", "Xenon from the lunar flyby on", "t"),
    ("xenon_climb_t", "Xenon of the climb before it", "t"),
    ("flight_yr", "Time from the lunar flyby to arrival", "years"),
    ("arrival_c3_km2_s2", "C3 at arrival", "km²/s²"), ("launch_t", "Mass in low orbit", "t"),
    ("power_kw", "Power at 1 au", "kW"), ("isp_s", "Specific impulse", "s"),
    ("efficiency", "Efficiency of the thrusters", "%"), ("duty", "Duty", "%"),
)  # fmt: skip


def return_page(result: Mapping[str, Any], tables: Mapping[str, pl.DataFrame]) -> str:
    """Return the page of a low-thrust return as one HTML text that needs no other file.

    result: title, asteroid, designation; lines: the answer in sentences; xenon_t, returned_t,
    flight_yr, arrival_c3_km2_s2, launch_t, power_kw, isp_s, efficiency, duty (None where not
    computed); events: in order of flight, each name, t_s, total_kg, asteroid_kg, xenon_used_kg and
    dv_m_s since the event before, told; legs: each name, departs_s, tof_s, start_kg, final_kg,
    propellant_kg, dv_m_s, miss_m, miss_m_s, revolutions; notes; and, if known, sources: reference
    keys.  tables: history (or several, their names beginning so), of legs told apart by the column
    leg (``lowthrust.history.History.frame``), and of the following those that were computed:
    spiral, front, windows, porkchop.  Raises InvalidInput where a table lacks columns.
    """
    legs = _legs(tables)
    for name, needed in COLUMNS.items():
        if name in tables:
            _check(name, tables[name], needed)
    sections = [
        _masses(result, legs, tables), _way(result, legs), _thrust(legs), _steering(legs),
        _switching(legs), _spiral(tables), _front(tables), _windows(tables), _porkchop(tables),
    ]  # fmt: skip
    shown = [one for one in sections if one is not None]
    drawn = [chart for one in shown for chart, _ in one["charts"]]
    context = {
        "title": result["title"],
        "kind": _kind(result),
        "about": list(result["lines"]),
        "facts": _facts(result),
        "sections": shown,
        "notes": [*result["notes"], *_absent(tables)],
        "basis": BASIS,
        "references": references(tuple(result.get("sources", SOURCES))),
    }
    return render_page("sections.html", drawn, context)


def _kind(result: Mapping[str, Any]) -> str:
    name, designation = str(result["asteroid"]), str(result["designation"] or "")
    return f"Low-thrust return of {name}" + (
        f" ({designation})" if designation and designation != name else ""
    )


def _check(name: str, frame: pl.DataFrame, needed: Sequence[str]) -> None:
    missing = [one for one in needed if one not in frame.columns]
    if missing:
        raise InvalidInput(
            f"the table {name} of a return lacks columns", value=", ".join(missing),
            remedy="run the return again",
        )  # fmt: skip


def _legs(tables: Mapping[str, pl.DataFrame]) -> list[tuple[str, pl.DataFrame]]:
    """Return the history of each leg with its name, in the order in which they come."""
    found: list[tuple[str, pl.DataFrame]] = []
    for key, frame in tables.items():
        if not key.startswith("history"):
            continue
        _check(key, frame, HISTORY)
        names = frame["leg"].unique(maintain_order=True)
        found += [(str(name), frame.filter(pl.col("leg") == name)) for name in names]
    return sorted(found, key=lambda one: float(one[1]["t_s"][0]))


def _facts(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the figures of the answer in words."""
    return [(words, _amount(result.get(key), unit)) for key, words, unit in _FIGURES]


def _amount(value: float | None, unit: str, digits: int = 4) -> str:
    if value is None or not math.isfinite(value):
        return NOT_COMPUTED
    if unit == "%":
        return f"{number(100.0 * value, digits)} %"
    return f"{number(value, digits)} {unit}"


def _section(
    key: str, title: str, some: Sequence[tuple[Chart | None, str]], *,
    lines: Sequence[str] = (), tables: Sequence[dict[str, Any]] = (), missing: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Return a section; missing: why there is nothing to draw, said where nothing is; tables: in
    front of the charts, long ones folded and after them."""
    drawn = [(chart, caption) for chart, caption in some if chart is not None]
    return {
        "key": key, "title": title, "charts": drawn, "lines": list(lines), "tables": list(tables),
        "long": LONG, "missing": "" if drawn else missing,
    }  # fmt: skip


def _masses(
    result: Mapping[str, Any], legs: charts.Legs, tables: Mapping[str, pl.DataFrame]
) -> dict[str, Any]:
    events, asteroid = list(result["events"]), str(result["asteroid"])
    begins = float(events[0]["t_s"]) if events else None
    return _section(
        "masses", "Masses at each event",
        [
            (charts.events_chart(events, asteroid),
             "The ship, with the propellant that it still has, and the asteroid, apart."),
            (charts.mass_chart(legs, tables.get("spiral"), begins),
             "Above the mass of all that flies; below the propellant of the legs, one after "
             "another. What is spent beside the asteroid is not in it."),
        ],
        tables=[_events(events), _flown(result["legs"])],
        missing="the run tells no event and no leg",
    )  # fmt: skip


def _events(events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rows = []
    for k, one in enumerate(events, start=1):
        rock = one["asteroid_kg"] or 0.0
        rows.append([
            f"{k}  {one['name']}", format_epoch(one["t_s"]), _tonnes(one["total_kg"]),
            _tonnes(rock) if rock else "–", _tonnes(one["xenon_used_kg"], 3),
            _plain(one["dv_m_s"], 0), one["told"] or "–",
        ])  # fmt: skip
    if len(events) > 1:
        span = (events[-1]["t_s"] - events[0]["t_s"]) / YEAR_S
        rows.append([
            "from first to last", f"{span:.2f} years", "–", "–",
            _tonnes(_total(events, "xenon_used_kg"), 3), _plain(_total(events, "dv_m_s"), 0), "–",
        ])  # fmt: skip
    return {
        "heads": ["Event", "Date", "Whole mass, t", "Asteroid, t", "Xenon used, t", "Δv, m/s",
                  "What happens"],
        "rows": rows, "wrap": 6,
        "caption": "Masses after each event; xenon and Δv since the event before",
    }  # fmt: skip


def _total(rows: Sequence[Mapping[str, Any]], key: str) -> float | None:
    """Return the sum of what is known, None where nothing is."""
    values = [float(one[key]) for one in rows if one[key] is not None]
    return sum(values) if values else None


def _flown(legs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    rows = [
        [
            one["name"], format_epoch(one["departs_s"]),
            format_epoch(one["departs_s"] + one["tof_s"]), f"{one['tof_s'] / DAY_S:,.0f}",
            "–" if one["revolutions"] is None else f"{one['revolutions']:g}",
            _tonnes(one["start_kg"], 3), _tonnes(one["final_kg"], 3),
            _tonnes(one["propellant_kg"], 3), _plain(one["dv_m_s"], 0),
            _plain(None if one["miss_m"] is None else one["miss_m"] / 1e3, 0),
            _plain(one["miss_m_s"], 3),
        ]
        for one in legs
    ]  # fmt: skip
    return {
        "heads": ["Leg", "Departs", "Arrives", "Days", "Revolutions", "Mass at departure, t",
                  "Mass at arrival, t", "Propellant, t", "Δv, m/s", "Miss, km", "Miss, m/s"],
        "rows": rows, "wrap": -1,
        "caption": "The legs about the Sun; the miss at arrival is of the thrust flown again by "
        "another integrator",
    }  # fmt: skip


def _tonnes(value: float | None, decimals: int = 2) -> str:
    return "–" if value is None else f"{value / 1e3:,.{decimals}f}"


def _plain(value: float | None, decimals: int) -> str:
    return "–" if value is None else f"{value:,.{decimals}f}"


def _way(result: Mapping[str, Any], legs: charts.Legs) -> dict[str, Any]:
    ringed = any(f"{body}_x_m" in frame.columns for body in ("earth", "asteroid")
                 for _, frame in legs)  # fmt: skip
    return _section(
        "way", "The way about the Sun",
        [(path_chart(legs, str(result["asteroid"])),
          "Left from above the ecliptic, right from the side, both to one scale. Thick: the ship "
          "thrusts; the thin ticks show whither the force points."
          + (" Dotted: where Earth goes; dashed: where the asteroid would go if it were left alone."
             if ringed else ""))],
        missing="the run has no leg's history",
    )  # fmt: skip


def _thrust(legs: charts.Legs) -> dict[str, Any]:
    chart = charts.thrust_chart(legs)
    told = any(charts.known(frame, "power_w") is not None for _, frame in legs)
    return _section(
        "thrust", "Thrust and power",
        [(chart, "Thrust is the mean over the duty cycle. Filled: power into the thrusters while "
          "they run; dotted: what the array has for them at that distance from the Sun.")],
        lines=() if told or not legs else (
            "Power: not computed, the engine is told by its thrust and flow alone.",
        ),
        missing="the run has no leg's history",
    )  # fmt: skip


def _steering(legs: charts.Legs) -> dict[str, Any]:
    return _section(
        "steering", "Steering",
        [(charts.steering_chart(legs),
          "The steering angle in the plane of the orbit is 0° along the transverse direction, in "
          "the sense of the motion at right angles to the Sun's direction, 90° away from the Sun, "
          "±180° backwards; out of the plane it is above 0° towards the angular momentum. Gaps: "
          "the ship coasts.")],
        missing="the run has no steering angles",
    )  # fmt: skip


def _switching(legs: charts.Legs) -> dict[str, Any]:
    return _section(
        "switching", "Switching function",
        [(charts.switching_chart(legs),
          "What a kilogram of propellant that is spent at that time would gain at the leg's end, "
          "itself taken off: above 0 thrust pays. Each leg has its own scale. Shaded: the ship "
          "thrusts. From the multipliers of the direct solution, as fine as its mesh.")],
        missing="the solver has left no multipliers",
    )  # fmt: skip


def _spiral(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any] | None:
    if "spiral" not in tables:
        return None
    return _section(
        "spiral", "Spiral from Earth",
        [(charts.spiral_chart(tables["spiral"]),
          "Distance from Earth's centre; power into the thrusters in sunlight; what the belts "
          "leave of the array, and how much of each turn is in shadow.")],
        missing="the table of the spiral has no row",
    )  # fmt: skip


def _front(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any] | None:
    if "front" not in tables:
        return None
    frame = tables["front"]
    chart = trade.front_chart(frame)
    rows = trade.on_front(frame)
    cells = [
        [
            f"{one['flight_s'] / YEAR_S:.2f}", f"{one['returned_kg'] / 1e3:,.1f}",
            f"{one['xenon_kg'] / 1e3:,.2f}", format_epoch(one["departs_s"]),
            format_epoch(one.get("arrives_s") or one["departs_s"] + one["flight_s"]),
        ]
        for one in rows.head(FRONT_ROWS).iter_rows(named=True)
    ]  # fmt: skip
    held = "" if rows.height <= FRONT_ROWS else f", the first {FRONT_ROWS} of {rows.height}"
    table = {
        "heads": ["Years", "Returned, t", "Xenon, t", "Departs", "Arrives"], "rows": cells,
        "wrap": -1, "caption": f"Trips on the Pareto front, the shortest first{held}",
    }  # fmt: skip
    return _section(
        "front", "Returned mass, time and propellant",
        [(chart, "The Pareto front of three quantities: no other trip that is solved returns more, "
          "is shorter and takes less xenon than one that is filled. The line joins those that "
          "return the most in their time, with any amount of xenon.")],
        lines=trade.reasons(frame), tables=[table] if cells else [],
        missing="no trip that was asked is solved",
    )  # fmt: skip


def _windows(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any] | None:
    if "windows" not in tables:
        return None
    return _section(
        "windows", "Launch windows",
        [(trade.windows_chart(tables["windows"]),
          "The best return of each season of departure. A gap in a line is a date without a return."
          + trade.shared(tables["windows"]))],
        lines=trade.reasons(tables["windows"]), missing="no departure that was asked is solved",
    )  # fmt: skip


def _porkchop(tables: Mapping[str, pl.DataFrame]) -> dict[str, Any] | None:
    if "porkchop" not in tables:
        return None
    how = "Each cell is solved by itself; a small cross is a cell that is not."
    if trade.estimated(tables["porkchop"]):
        how = (
            "By the linear answer, the best of some dates at the asteroid with the shortest stay; "
            "what is solved there brings some per cent more or less, up to a fifth where the "
            "thrust just suffices. White: none, or an arrival that was not asked for."
        )
    return _section(
        "porkchop", "Returned mass by departure and flight time",
        [(trade.porkchop_chart(tables["porkchop"]),
          "The porkchop's sibling for low thrust: what a return brings, or takes where its mass is "
          "given, for each pair of departure and flight time. " + how)],
        lines=trade.reasons(tables["porkchop"]), missing="no pair that was asked is solved",
    )  # fmt: skip


def _absent(tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Return in words what the run has not computed."""
    words = {"front": "the Pareto front", "windows": "the launch windows",
             "porkchop": "the map of departure and flight time"}  # fmt: skip
    missing = [words[name] for name in TRADES if name not in tables]
    return [f"Not computed in this run: {', '.join(missing)}."] if missing else []
