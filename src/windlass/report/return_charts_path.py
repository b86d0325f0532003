"""A low-thrust return about the Sun: the way from above and the side, where it thrusts and whither.

Checked: tests/report/test_return_page.py.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, format_epoch
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.report import rotating_chart as rc
from windlass.report.chart import Chart
from windlass.report.inertial_chart import inertial_chart, mark, path, unit_for
from windlass.report.return_charts import LIT, Legs, colour, known

Array = NDArray[np.float64]

EVERY_S: Final = 20.0 * DAY_S
"""Between two ticks that show whither the ship thrusts."""
TICK: Final = 0.07
"""Their length at full thrust, by the half width of the window."""
BODIES: Final = (("earth", "Earth", "--c7", "dot"), ("asteroid", "", "--c8", "dash"))
"""Columns' beginnings, names (the asteroid's is its own), colours and kinds of line."""


def path_chart(legs: Legs, asteroid: str) -> Chart | None:
    """Return the way about the Sun in the ecliptic; None where there is no leg.

    legs: tables with x_m, y_m, z_m heliocentric ICRF, throttle, and, if known, thrust_x_n … and
    the bodies' earth_x_m …, asteroid_x_m ….
    """
    if not legs:
        return None
    ways = [places(frame, "") for _, frame in legs]
    bodies = [_body(legs, start) for start, *_ in BODIES]
    shown = [one for one in (*ways, *bodies) if one is not None]
    window = rc.window(np.concatenate([*shown, np.zeros((1, 3))]))
    unit = unit_for(max(window.half, 0.5 * (window.high - window.low)))
    traces: list[dict[str, Any]] = []
    for (_, name, ink, dash), ring in zip(BODIES, bodies, strict=True):
        if ring is not None:
            traces += path(
                ring, unit, f"orbit of {name or asteroid}", ink, dash=dash, width=1.2
            )  # fmt: skip
    numbers, said = 0, []
    for k, ((name, frame), way) in enumerate(zip(legs, ways, strict=True)):
        assert way is not None
        t, lit = frame["t_s"].to_numpy(), frame["throttle"].to_numpy() > LIT
        words = [format_epoch(float(one)) for one in t]
        traces += path(way, unit, f"{name}, coasting", colour(k), text=words, width=1.2)
        burnt = np.where(lit[:, None], way, np.nan)
        traces += path(burnt, unit, f"{name}, thrusting", colour(k), text=words, width=4.5)
        size = TICK * max(window.half, 0.5 * (window.high - window.low))
        ticks = _ticks(frame, way, size)
        if ticks is not None:
            traces += path(
                ticks, unit, "direction of thrust", "--muted", width=1.2, legend=k == 0
            )  # fmt: skip
        # where one leg ends the other begins, or both begin and end at Earth: numbers on both sides
        for at, word, side in ((0, "departs", _outside), (-1, "arrives", _inside)):
            numbers += 1
            told = f"{numbers}  {name} {word}, {words[at]}"
            said.append(told)
            traces += mark(
                way[at], unit, told, colour(k), symbol="diamond", text=str(numbers),
                at=side(way[at]),
            )  # fmt: skip
    for one in traces:
        if one["mode"] == "lines":
            one["line"]["simplify"] = False  # or thick lines are drawn with corners
    traces += mark(np.zeros(3), unit, "Sun", "#f5b301", size=13)
    return inertial_chart(
        "chart-path", traces, window, unit,
        ("x, ecliptic of J2000", "y, ecliptic of J2000", "z, out of the ecliptic"),
        f"The way about the Sun, arcs of thrust thick: {'; '.join(said)}.",
    )  # fmt: skip


def places(frame: pl.DataFrame, start: str) -> Array | None:
    """Return columns of places as (n, 3) [m] in the ecliptic, None where they are not known."""
    columns = [known(frame, f"{start}{axis}_m") for axis in "xyz"]
    if any(one is None for one in columns):
        return None
    return np.asarray(
        icrf_to_ecliptic(np.column_stack([one for one in columns if one is not None]))
    )


def _body(legs: Legs, start: str) -> Array | None:
    """Return a body's places (n, 3) along all legs, a gap between two of them."""
    some = [found for _, frame in legs if (found := places(frame, f"{start}_")) is not None]
    if not some:
        return None
    gap = np.full((1, 3), np.nan)
    return np.concatenate([row for one in some for row in (one, gap)][:-1])


def _ticks(frame: pl.DataFrame, way: Array, size: float) -> Array | None:
    """Return short lines (3 k, 3) along the thrust, its size by the throttle, with gaps."""
    columns = [known(frame, f"thrust_{axis}_n") for axis in "xyz"]
    if any(one is None for one in columns):
        return None
    push = icrf_to_ecliptic(np.column_stack([one for one in columns if one is not None]))
    t, throttle = frame["t_s"].to_numpy(), frame["throttle"].to_numpy()
    made, last = [], -np.inf
    for k in np.flatnonzero(throttle > LIT):
        if t[k] - last < EVERY_S:
            continue
        last = t[k]
        along = push[k] / np.linalg.norm(push[k])
        made += [way[k], way[k] + size * throttle[k] * along, np.full(3, np.nan)]
    return np.array(made) if made else None


def _outside(place: Array) -> str:
    """Return where a number stands: on the side away from the Sun."""
    return f"{'top' if place[1] >= 0.0 else 'bottom'} {'right' if place[0] >= 0.0 else 'left'}"


def _inside(place: Array) -> str:
    """Return where a number stands: on the side towards the Sun."""
    return _outside(-place)
