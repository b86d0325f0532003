"""A family of periodic orbits: its orbits in the rotating frame, and its figures along it.

Checked: tests/report/test_orbit_page.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.capture.orbits import Orbit
from windlass.capture.three_body import point
from windlass.report.chart import Chart, axis, log_axis, safe, significant
from windlass.report.rotating_chart import (
    STACKED_LAYOUT,
    View,
    Window,
    bodies,
    libration_points,
    line,
    rotating_chart,
    view,
    window,
    zero_velocity,
)
from windlass.studies.orbit_family import Followed
from windlass.studies.orbit_manifold import Tube
from windlass.studies.orbit_pair import Pair, Points

Array = NDArray[np.float64]

COLOURS: Final = ("--s0", "--s1", "--s2", "--s3", "--s4", "--s5")
STABLE: Final = 1.0 + 1e-6
NARROW: Final = 1.01
"""Greatest stability index below which a family is one class."""
LOGARITHMIC: Final = 20.0
"""Ratio of greatest to least from which classes of the stability index grow by a factor."""
TUBES: Final = {True: "--c1", False: "--c2"}


def family_chart(found: Followed, colour: str = "stability") -> Chart:
    """Return the orbits of a family in the rotating frame, coloured by class."""
    pair = found.ask.pair
    shown = view(pair, _window(pair, found.ways, found.ask.point, found.ask.kind))
    middle = found.orbits[len(found) // 2]
    traces, shaded = zero_velocity(shown, middle.jacobi)
    values = np.array([_value(found.orbits[k], colour) for k in found.drawn])
    names, classes = _classes(values, colour)
    seen: set[int] = set()
    for k, way, which in zip(found.drawn, found.ways, classes, strict=True):
        about = _about(found, k)
        traces += line(
            shown, way, names[which], COLOURS[which % len(COLOURS)], about=about,
            legend=which not in seen, legendrank=1_000 + which,
            width=2.5 if found.ask.single else 1.5,
        )  # fmt: skip
        seen.add(which)
    traces += bodies(shown) + libration_points(shown)
    word = "stability index" if colour == "stability" else "Jacobi constant"
    what = (
        f"{found.title}: from above and from the side, "
        + (f"{len(found.ways)} orbits coloured by {word}" if len(found) > 1 else "one orbit")
        + (f"; shaded is what Jacobi constant {middle.jacobi:.7g} closes." if shaded else ".")
    )
    return rotating_chart("chart-family", shown, traces, what, legend=word.capitalize())


def _window(pair: Pair, ways: Sequence[Array], number: int, kind: str) -> Window:
    places = [way[:, :3] for way in ways]
    places.append(np.array([[1.0 - pair.mu, 0.0, 0.0]]))
    if kind != "dro":
        places.append(point(pair.mu, number)[None, :])
    return window(np.concatenate(places))


def _value(orbit: Orbit, colour: str) -> float:
    return orbit.stability if colour == "stability" else orbit.jacobi


def _classes(values: Array, colour: str) -> tuple[list[str], list[int]]:
    """Return the names of classes and the class of each value."""
    low, high = float(values.min()), float(values.max())
    if colour == "stability" and high <= NARROW:
        name = "1, no error grows" if high <= STABLE else f"1 to {high:.6g}"
        return [name], [0] * values.size
    if high - low < 1e-9 * max(1.0, abs(high)):
        return [f"{low:.6g}"], [0] * values.size
    count = min(len(COLOURS), values.size)
    if colour == "stability" and high > LOGARITHMIC * low:
        edges = np.geomspace(low, high, count + 1)
    else:
        edges = np.linspace(low, high, count + 1)
    digits = 3 if colour == "stability" else 6
    which = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, count - 1)
    told = [f"{float(f'{edge:.{digits}g}'):,.10g}" for edge in edges]
    names = [f"{a} to {b}" for a, b in pairwise(told)]
    return names, [int(k) for k in which]


def _about(found: Followed, k: int) -> str:
    orbit, pair = found.orbits[k], found.ask.pair
    days = pair.days(orbit.period)
    period = f"{orbit.period:.5g} units" if days is None else f"{days:.4g} d"
    number = f"member {found.number[k]}, " if found.number[k] else ""
    return (
        f"{number}period {period}, Jacobi constant {orbit.jacobi:.6g}, "
        f"stability index {orbit.stability:.4g}"
    )


def along_chart(found: Followed) -> Chart | None:
    """Return period and stability index along a family, None for a single orbit."""
    if len(found) < 2:
        return None
    pair = found.ask.pair
    unit = "d" if pair.scaled else "units of the frame"
    periods = [pair.days(orbit.period) or orbit.period for orbit in found.orbits]
    constants = [orbit.jacobi for orbit in found.orbits]
    stability = [orbit.stability for orbit in found.orbits]
    common = {
        "type": "scatter", "mode": "lines+markers", "marker": {"size": 4, "color": "--c1"},
        "line": {"color": "--c1", "width": 1.5}, "showlegend": False,
        "text": [safe(_about(found, k)) for k in range(len(found))],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    traces = [
        common | {"x": significant(constants, 8), "y": significant(periods, 6)},
        common
        | {
            "x": significant(constants, 8), "y": significant(stability, 9),
            "xaxis": "x2", "yaxis": "y2",
        },
    ]  # fmt: skip
    up = axis("Stability index", "1: no error grows")
    if max(stability) > 2.0:
        up = log_axis("Stability index", "1: no error grows", stability)
    elif max(stability) <= STABLE:
        up |= {"range": [0.9, 1.1]}
    layout = {
        "xaxis": axis("Jacobi constant", "no unit", domain=[0, 0.44], anchor="y", nticks=6),
        "yaxis": axis("Period", unit, domain=[0, 1]),
        "xaxis2": axis("Jacobi constant", "no unit", domain=[0.56, 1], anchor="y2", nticks=6),
        "yaxis2": {**up, "domain": [0, 1], "anchor": "x2"},
        "hovermode": "closest",
    }
    alt = (
        f"Along the family: periods {min(periods):.4g} to {max(periods):.4g} {unit}, Jacobi "
        f"constants {min(constants):.7g} to {max(constants):.7g}, stability indices "
        f"{min(stability):.4g} to {max(stability):.4g}."
    )
    return Chart(
        key="chart-along", traces=traces, layout=layout, alt=alt, height=380, tall=700,
        narrow=STACKED_LAYOUT,
    )  # fmt: skip


def tube_chart(found: Tube, *, near: bool) -> Chart:
    """Return a tube in the rotating frame; near: about the orbit only, not to the sections."""
    pair, mu = found.ask.member.pair, found.orbit.mu
    hill = (mu / 3.0) ** (1.0 / 3.0)
    home = np.concatenate([found.orbit_way[:, :3], [[1.0 - mu, 0.0, 0.0]]])
    places = home
    if near:
        around = np.array([[1.0 - mu - 2.0 * hill, 0, 0], [1.0 - mu + 2.0 * hill, 0, 0]])
        places = np.concatenate([home, around])
    elif found.ways:
        places = np.concatenate([home, *(way[:, :3] for way in found.ways), [[-mu, 0.0, 0.0]]])
    shown = view(pair, window(places))
    traces, shaded = zero_velocity(shown, found.orbit.jacobi)
    name = f"{'stable' if found.ask.stable else 'unstable'} manifold"
    for n, (k, way) in enumerate(zip(found.drawn, found.ways, strict=True)):
        days = pair.days(abs(float(found.times[k])))
        time = f"{abs(float(found.times[k])):.4g} units" if days is None else f"{days:.4g} d"
        traces += line(
            shown, _clipped(shown, way), name, TUBES[found.ask.stable], width=1.0, legend=n == 0,
            about=f"{name}, phase {found.phases[k]:.3f}, {time} between orbit and section",
        )  # fmt: skip
    traces += line(shown, found.orbit_way, "periodic orbit", "--ink", width=2.5)
    if not near:
        traces += _sections(shown, found)
    traces += bodies(shown) + libration_points(shown)
    alt = f"{found.title}: {found.lines()[2]}" + (
        f" Shaded is what Jacobi constant {found.orbit.jacobi:.7g} closes." if shaded else ""
    )
    return rotating_chart(f"chart-tube-{'near' if near else 'far'}", shown, traces, alt)


def _clipped(shown: View, way: Array) -> Array:
    """Return the part of a path up to where it has left the window, once more than seen."""
    w = shown.window
    width = w.high - w.low
    out = (
        (way[:, 0] < w.low - width) | (way[:, 0] > w.high + width)
        | (np.abs(way[:, 1:3]).max(axis=1) > w.half + width)
    )  # fmt: skip
    gone = np.flatnonzero(out)
    return way[: gone[0] + 1] if gone.size else way


def _sections(shown: View, found: Tube) -> list[dict[str, object]]:
    """Return the two half planes at which trajectories end, as lines from above."""
    far = float(max(np.linalg.norm(way[:, :2], axis=1).max() for way in found.ways)) * 1.1
    made = []
    for side in (1.0, -1.0):
        angle = side * found.ask.angle
        ends = np.array(
            [[-found.orbit.mu, 0.0, 0.0], [far * np.cos(angle), far * np.sin(angle), 0]]
        )
        made.append(
            line(
                shown, ends, "section", "--muted", dash="dash", width=1.2, legend=side > 0.0,
                about=f"section at {np.degrees(angle):+.4g}°",
            )[0]
        )  # fmt: skip
    return made


def points_chart(found: Points) -> Chart:
    """Return the whole plane of two primaries with its libration points and their curves."""
    pair = found.pair
    places = np.concatenate([found.places, [[-pair.mu, 0.0, 0.0], [1.0 - pair.mu, 0.0, 0.0]]])
    shown = view(pair, window(places))
    traces, _ = zero_velocity(shown, float(found.jacobis[1]))
    traces += bodies(shown) + libration_points(shown)
    alt = (
        "The libration points from above and from the side. Shaded is what a body cannot enter "
        f"that has the Jacobi constant of rest at L2, {found.jacobis[1]:.7g}."
    )
    return rotating_chart("chart-points", shown, traces, alt)
