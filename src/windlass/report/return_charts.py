"""A low-thrust return through time: masses, thrust and power, steering, what thrust pays, spiral.

Every chart is made of panels above each other over one axis of dates.  What a table does not know
is left out, and whoever asks is told None.
Checked: tests/report/test_return_page.py.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, format_epoch
from windlass.report.chart import Chart, axis, log_axis, safe, short, significant
from windlass.report.mass_chart import event_label

Array = NDArray[np.float64]
Trace = dict[str, Any]
Legs = Sequence[tuple[str, pl.DataFrame]]

LIT: Final = 0.02
"""Share of the full thrust from which a ship is drawn as thrusting."""
LEG_COLOURS: Final = ("--c1", "--c2", "--c4", "--c5", "--c8")
SPIRAL: Final = "--c3"
HOVER: Final = "%{x|%Y-%m-%d}: "
PANEL: Final = 190
"""Height of a panel in CSS pixels."""
GAP: Final = 0.07
ROWS: Final = 600
"""Most rows of a spiral that are drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One of several panels: its upward axis and its traces."""

    axis: dict[str, Any]
    traces: list[Trace] = field(default_factory=list)


def panels(
    key: str, some: Sequence[Panel], along: dict[str, Any], alt: str, *, shapes: Sequence[Any] = ()
) -> Chart:
    """Return panels above each other over one axis."""
    n = len(some)
    tall = (1.0 - GAP * (n - 1)) / n
    layout: dict[str, Any] = {
        "xaxis": {**along, "anchor": "y" if n == 1 else f"y{n}"}, "hovermode": "closest",
    }  # fmt: skip
    if shapes:
        layout["shapes"] = list(shapes)
    traces = []
    for k, one in enumerate(some, start=1):
        name = "y" if k == 1 else f"y{k}"
        top = 1.0 - (k - 1) * (tall + GAP)
        layout["yaxis" if k == 1 else f"yaxis{k}"] = {
            **one.axis, "domain": [round(max(0.0, top - tall), 5), round(top, 5)], "anchor": "x",
        }  # fmt: skip
        traces += [{**trace, "xaxis": "x", "yaxis": name} for trace in one.traces]
    height = (300 if n == 1 else PANEL * n) + 130
    return Chart(key=key, traces=traces, layout=layout, alt=alt, height=height, tall=height + 40)


def calendar() -> dict[str, Any]:
    """Return the axis of dates."""
    return axis("Date", "calendar, TDB", type="date")


def minutes(epochs_s: Array) -> list[str]:
    """Return epochs [s past J2000] for an axis, to the minute."""
    return [format_epoch(float(t), "minute") for t in epochs_s]


def known(frame: pl.DataFrame, name: str) -> Array | None:
    """Return a column (n,), nan where a row has none; None where no row has one."""
    if name not in frame.columns or frame[name].null_count() == frame.height:
        return None
    return np.asarray(frame[name].cast(pl.Float64).fill_null(math.nan).to_numpy(), float)


def colour(number: int) -> str:
    """Return the colour of a leg."""
    return LEG_COLOURS[number % len(LEG_COLOURS)]


def arcs(throttle: Array) -> list[tuple[int, int]]:
    """Return first and last sample of each arc of thrust."""
    lit = np.concatenate([[False], throttle > LIT, [False]])
    edges = np.flatnonzero(lit[1:] != lit[:-1])
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _line(x: Sequence[Any], y: Sequence[float | None], name: str, ink: str, **more: Any) -> Trace:
    """Return a line; more: `said`: what stands under the cursor, `fill`, `legend`, `dash`."""
    made: Trace = {
        "type": "scatter", "mode": "lines", "name": safe(name), "x": list(x), "y": list(y),
        "legendgroup": safe(more.get("group", name)), "showlegend": more.get("legend", True),
        "line": {
            "color": ink, "width": more.get("width", 2.0), "dash": more.get("dash", "solid"),
            "simplify": False,
        },
        "hovertemplate": more["said"] + f"<extra>{safe(name)}</extra>",
    }  # fmt: skip
    if more.get("fill"):
        made |= {"fill": "tozeroy", "fillcolor": "--forbidden"}
    return made


def events_chart(events: Sequence[Mapping[str, Any]], asteroid: str) -> Chart | None:
    """Return the masses at each event, ship and asteroid apart; None where there are no events."""
    if not events:
        return None
    labels = [event_label(k, one) for k, one in enumerate(events, start=1)]
    rock = [float(one["asteroid_kg"] or 0.0) / 1e3 for one in events]
    ship = [float(one["total_kg"]) / 1e3 - r for one, r in zip(events, rock, strict=True)]
    traces = []
    for name, values, ink, symbol in (
        ("ship with its propellant", ship, "--c1", "circle"),
        (asteroid, [r if r > 0.0 else None for r in rock], "--c2", "diamond"),
    ):
        if not any(values):
            continue
        traces.append({
            "type": "scatter", "mode": "lines+markers", "name": safe(name),
            "x": significant(values), "y": labels, "line": {"color": ink, "width": 1.5},
            "marker": {"color": ink, "symbol": symbol, "size": 10},
            "hovertemplate": f"%{{y}}<br>{safe(name)}: %{{x:,.5~g}} t<extra></extra>",
        })  # fmt: skip
    layout = {
        "xaxis": _tame(log_axis(
            "Mass, logarithmic", "t", [one for one in (*ship, *rock) if one > 0.0]
        )),
        "yaxis": axis(
            "Event, in order of flight", "", autorange="reversed", type="category",
            categoryorder="array", categoryarray=labels,
        ),
        "hovermode": "closest",
    }  # fmt: skip
    alt = (
        f"Masses at {len(events)} events: the ship {ship[0]:.4g} t at first and {ship[-1]:.4g} t "
        f"at last, {asteroid} {max(rock):.4g} t."
    )
    height = 150 + 42 * len(events)
    return Chart(
        key="chart-events", traces=traces, layout=layout, alt=alt, height=height, tall=height + 50
    )


def _tame(made: dict[str, Any]) -> dict[str, Any]:
    """Return an axis with marks at 1 and 10 alone where there are many, so that they fit."""
    inside = [one for one in made["tickvals"] if made["range"][0] <= math.log10(one)]
    if len([one for one in inside if math.log10(one) <= made["range"][1]]) <= 6:
        return made
    powers = [one for one in made["tickvals"] if abs(math.log10(one) % 1.0) < 1e-9]
    return {**made, "tickvals": powers, "ticktext": [f"{one:,.6g}" for one in powers]}


def mass_chart(legs: Legs, spiral: pl.DataFrame | None, begins_s: float | None) -> Chart | None:
    """Return whole mass and propellant spent by date; None where there is no leg.

    begins_s: epoch of the spiral's first row [s past J2000], None where it is not known.
    """
    phases: list[tuple[str, str, Array, Array]] = []
    if spiral is not None and spiral.height and begins_s is not None:
        some = thinned(spiral)
        t = some["t_s"].to_numpy()
        phases.append(("spiral", SPIRAL, begins_s + t - t[0], some["mass_kg"].to_numpy()))
    for k, (name, frame) in enumerate(legs):
        phases.append((name, colour(k), frame["t_s"].to_numpy(), frame["mass_kg"].to_numpy()))
    if not legs:
        return None
    whole, spent, before, masses = [], [], 0.0, list[float]()
    for name, ink, t, mass in phases:
        x = minutes(t)
        masses += [float(mass.min()) / 1e3, float(mass.max()) / 1e3]
        whole.append(_line(
            x, significant(mass / 1e3, 7), name, ink, said=HOVER + "whole mass %{y:,.2f} t"
        ))  # fmt: skip
        gone = before + mass[0] - mass
        spent.append(_line(
            x, short(gone / 1e3, 4), name, ink, said=HOVER + "%{y:,.3f} t spent so far",
            legend=False,
        ))  # fmt: skip
        before = float(gone[-1])
    alt = f"Whole mass by date, and propellant spent in the legs: {before / 1e3:.4g} t in all."
    return panels(
        "chart-mass",
        [
            Panel(axis=_tame(log_axis("Whole mass, log.", "t", masses)), traces=whole),
            Panel(axis=axis("Propellant spent", "t", rangemode="tozero"), traces=spent),
        ],
        calendar(), alt,
    )  # fmt: skip


def thrust_chart(legs: Legs) -> Chart | None:
    """Return thrust, power and distance from the Sun by date; None where there is no leg."""
    if not legs:
        return None
    thrust, power, away = [], list[Trace](), list[Trace]()
    for k, (name, frame) in enumerate(legs):
        x, ink = minutes(frame["t_s"].to_numpy()), colour(k)
        thrust.append(_line(
            x, short(frame["thrust_n"].to_list(), 4), name, ink, fill=True,
            said=HOVER + "%{y:.3f} N",
        ))  # fmt: skip
        used, there = known(frame, "power_w"), known(frame, "available_w")
        if used is not None:
            power.append(_line(
                x, short(used / 1e3, 3), f"{name}, into the thrusters", ink, fill=True, group=name,
                legend=False, said=HOVER + "%{y:.2f} kW",
            ))  # fmt: skip
        if there is not None:
            power.append(_line(
                x, short(there / 1e3, 3), "power available at that distance", "--muted",
                dash="dot", width=1.6, said=HOVER + "%{y:.2f} kW available",
                legend=not any(one["line"]["dash"] == "dot" for one in power),
            ))  # fmt: skip
        far = known(frame, "sun_m")
        if far is not None:
            away.append(_line(
                x, short(far / AU_M, 4), name, ink, legend=False, said=HOVER + "%{y:.3f} au"
            ))  # fmt: skip
    some = [Panel(axis=axis("Thrust", "N", rangemode="tozero"), traces=thrust)]
    if power:
        some.append(Panel(axis=axis("Power", "kW", rangemode="tozero"), traces=power))
    if away:
        some.append(Panel(axis=axis("From the Sun", "au"), traces=away))
    most = max(float(np.nanmax(frame["thrust_n"].to_numpy())) for _, frame in legs)
    said = "; ".join(f"{name}, {_share(frame):.0%} of the time" for name, frame in legs)
    return panels(
        "chart-thrust", some, calendar(),
        f"Thrust by date, at most {most:.3g} N: {said}" + ("" if power else "; power is not known")
        + ".",
    )  # fmt: skip


def _share(frame: pl.DataFrame) -> float:
    """Return the share of a leg's time in which it thrusts."""
    t, lit = frame["t_s"].to_numpy(), frame["throttle"].to_numpy() > LIT
    span = np.diff(t)
    return float(span[lit[1:] & lit[:-1]].sum() / max(span.sum(), 1.0))


def steering_chart(legs: Legs) -> Chart | None:
    """Return the steering angles by date; None where no leg tells them."""
    plane, out = [], []
    for k, (name, frame) in enumerate(legs):
        a, b = known(frame, "in_plane_rad"), known(frame, "out_of_plane_rad")
        if a is None or b is None:
            continue
        x = minutes(frame["t_s"].to_numpy())
        degrees = np.degrees(a)
        turned = np.flatnonzero(np.abs(np.diff(degrees)) > 180.0) + 1
        # where the angle goes over from one end of its axis to the other, no line is drawn
        cut = [*x]
        shown = short(degrees, 2)
        for at in turned[::-1]:
            cut.insert(int(at), cut[int(at)])
            shown.insert(int(at), None)
        plane.append(_line(cut, shown, name, colour(k), said=HOVER + "%{y:.1f}° in the plane"))
        out.append(_line(
            x, short(np.degrees(b), 2), name, colour(k), legend=False,
            said=HOVER + "%{y:.1f}° out of the plane",
        ))  # fmt: skip
    if not plane:
        return None
    whole = {"tickvals": [-180, -90, 0, 90, 180], "range": [-190, 190]}
    return panels(
        "chart-steering",
        [
            Panel(axis=axis("In the plane", "°", **whole), traces=plane),
            Panel(axis=axis("Out of the plane", "°"), traces=out),
        ],
        calendar(),
        "Direction of thrust by date: angle in the plane of the orbit from the transverse "
        "direction, and angle out of that plane; nothing where the ship coasts.",
    )  # fmt: skip


def switching_chart(legs: Legs) -> Chart | None:
    """Return the switching function by date; None where no leg tells it."""
    rows, shapes = list[Panel](), []
    for k, (name, frame) in enumerate(legs):
        s = known(frame, "switching")
        if s is None:
            continue
        t = frame["t_s"].to_numpy()
        unit = "kg/kg"
        if "switching_unit" in frame.columns:
            unit = str(frame["switching_unit"][0])
        made = axis(f"Gain, {name}", unit, zeroline=True, zerolinewidth=2)
        rows.append(Panel(axis={**made, "zerolinecolor": "--muted"}, traces=[_line(
            minutes(t), significant(s, 5), name, colour(k), said=HOVER + f"%{{y:.3f}} {unit}"
        )]))  # fmt: skip
        for a, b in arcs(frame["throttle"].to_numpy()):
            first, last = minutes(t[[a, b]])
            shapes.append({
                "type": "rect", "xref": "x", "yref": "paper", "x0": first, "x1": last, "y0": 0,
                "y1": 1, "fillcolor": "--forbidden", "line": {"width": 0}, "layer": "below",
            })  # fmt: skip
    if not rows:
        return None
    return panels(
        "chart-switching", rows, calendar(),
        f"Switching function by date; {len(shapes)} arcs of thrust are shaded.", shapes=shapes,
    )  # fmt: skip


def spiral_chart(spiral: pl.DataFrame) -> Chart | None:
    """Return radius, power and shadow by days from the start; None where there is no row."""
    if not spiral.height:
        return None
    some = thinned(spiral)
    t = some["t_s"].to_numpy()
    x = short((t - t[0]) / DAY_S, 3)
    radius = some["radius_m"].to_numpy() / 1e6
    rows: list[Panel] = [Panel(
        axis=_tame(log_axis("Radius, log.", "1000 km", radius.tolist())),
        traces=[_line(
            x, significant(radius), "radius", SPIRAL, legend=False,
            said="day %{x:.0f}: %{y:,.1f} thousand km",
        )],
    )]  # fmt: skip
    power = known(some, "power_w")
    if power is not None:
        rows.append(Panel(axis=axis("Power", "kW", rangemode="tozero"), traces=[_line(
            x, short(power / 1e3, 3), "power", SPIRAL, legend=False,
            said="day %{x:.0f}: %{y:.2f} kW in sunlight",
        )]))  # fmt: skip
    shares = [
        _line(x, short(100.0 * values, 3), words, ink, dash=dash,
              said="day %{x:.0f}: %{y:.1f} %")
        for name, words, ink, dash in (
            ("power_left", "power left of the new array", "--c1", "solid"),
            ("shadow_share", "share of the revolution in shadow", "--c7", "dot"),
        )
        if (values := known(some, name)) is not None
    ]  # fmt: skip
    if shares:
        rows.append(Panel(axis=axis("Share", "%", rangemode="tozero"), traces=shares))
    days = float(t[-1] - t[0]) / DAY_S
    alt = (
        f"Spiral from Earth: {days:,.0f} days from {radius[0]:,.1f} to {radius[-1]:,.0f} thousand "
        "km from Earth's centre."
    )
    return panels("chart-spiral", rows, axis("From the start of the spiral", "days"), alt)


def thinned(spiral: pl.DataFrame) -> pl.DataFrame:
    """Return at most ``ROWS`` rows of a spiral, its first and last among them."""
    if spiral.height <= ROWS:
        return spiral
    kept = np.unique(np.linspace(0, spiral.height - 1, ROWS).round().astype(int))
    return spiral.select(pl.all().gather(kept.tolist()))
