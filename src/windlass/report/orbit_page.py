"""Pages of periodic orbits: a family or one of it, a tube, the libration points.

Checked: tests/report/test_orbit_page.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.capture import manifolds
from windlass.capture import orbits as po
from windlass.report import family_chart, inertial_chart
from windlass.report.chart import Chart
from windlass.report.page import render_page
from windlass.report.references import references
from windlass.report.rotating_chart import window
from windlass.studies.orbit_family import Followed, between
from windlass.studies.orbit_manifold import Tube
from windlass.studies.orbit_pair import Pair, Points, the

Array = NDArray[np.float64]

ROWS: Final = 24
"""Members in the page's table at most."""
TURN: Final = 2.0 * np.pi
MOST_PERIODS: Final = 30
BASIS: Final = (
    "Circular three-body problem: two primaries on circles, a third body without mass. Lengths in "
    "units of the primaries' distance, times of one radian of their turn."
)
SOURCES: Final = ("szebehely1967", "howell1984", "henon1969", "doedel2007", "broucke1969")


def family_page(found: Followed, *, colour: str = "stability") -> str:
    """Return the page of a family, or of one orbit of it, as one HTML text."""
    pair = found.ask.pair
    picture = family_chart.family_chart(found, colour)
    sections = [
        _section(
            "frame", "In the rotating frame", picture,
            "Left from above, right from the side, both to one scale; the frame turns with "
            f"{the(pair.bodies[0])} and {the(pair.bodies[1])}. {_shade(picture)}",
        ),
        _section(
            "along", "Along the family", family_chart.along_chart(found),
            "Every member that was asked for. The stability index is 1 where no error grows.",
        ),
    ]  # fmt: skip
    if found.ask.single:
        sections.append(_standing(found))
    rows = found.rows()
    if len(rows) > ROWS:
        rows = [rows[round(k * (len(rows) - 1) / (ROWS - 1))] for k in range(ROWS)]
    return _render(
        found.title, f"Periodic orbits, {_named(pair)}",
        found.lines()[1 if found.ask.single else 0 :], sections,
        {
            "heads": _heads(pair), "rows": [_cells(pair, row) for row in rows],
            "caption": "Members, evenly along the family" if len(rows) < len(found) else "Members",
        },
        SOURCES,
    )  # fmt: skip


def points_page(found: Points) -> str:
    """Return the page of the libration points as one HTML text."""
    pair = found.pair
    picture = family_chart.points_chart(found)
    rows, heads = [], ["Point", "x", "y", "Jacobi constant of rest"]
    if pair.scaled:
        heads += [f"From {the(body)}, km" for body in pair.bodies]
    heads += [
        f"Smallest {word} orbit, {'d' if pair.scaled else 'units'}"
        for word in ("planar", "vertical")
    ]
    for row in found.rows():
        cells = [row["point"], *(f"{row[key]:.10f}" for key in ("x", "y", "jacobi"))]
        if pair.scaled:
            cells += [f"{row[key]:,.0f}" for key in ("from_larger_km", "from_smaller_km")]
        for word in ("planar", "vertical"):
            value = row[f"{word}_period{'_d' if pair.scaled else ''}"]
            cells.append("–" if value is None else f"{value:.4f}")
        rows.append(cells)
    lines = [
        f"L1 is {found.rows()[0]['from_smaller']:.6g} and L2 {found.rows()[1]['from_smaller']:.6g}"
        f" of the primaries' distance from {the(pair.bodies[1])}.",
        "x and y are told in units of the primaries' distance, from their centre of mass.",
    ]
    sections = [
        _section(
            "frame", "In the rotating frame", picture,
            "Left from above, right from the side. Shaded: what a body with the Jacobi constant "
            "of rest at L2 cannot enter.",
        )
    ]  # fmt: skip
    return _render(
        f"Libration points, {_named(pair)}", "Three-body problem", lines, sections,
        {"heads": heads, "rows": rows, "caption": "The five libration points"},
        ("szebehely1967", "richardson1980"),
    )  # fmt: skip


def manifold_page(found: Tube) -> str:
    """Return the page of a tube as one HTML text."""
    pair = found.ask.member.pair
    near, far = (family_chart.tube_chart(found, near=one) for one in (True, False))
    verb = "come to" if found.ask.stable else "leave"
    sections = [
        _section(
            "near", "About the orbit", near,
            f"Trajectories that {verb} the orbit without a burn: {len(found.ways)} of "
            f"{len(found)} are drawn. {_shade(near)}",
        ),
        _section(
            "far", "To the sections", far,
            f"The same trajectories between the orbit and where they first meet one of the two "
            f"sections at ±{np.degrees(found.ask.angle):.4g}°.",
        ),
    ]  # fmt: skip
    rows = []
    for k in found.drawn[:: max(1, len(found.drawn) // ROWS)]:
        days = pair.days(float(found.times[k]))
        rows.append([
            f"{found.phases[k]:.4f}", f"{found.sides[k] * np.degrees(found.ask.angle):+.4g}°",
            f"{found.times[k]:.5f}", *([] if days is None else [f"{days:,.2f}"]),
            *(f"{value:.7f}" for value in found.states[k]),
        ])  # fmt: skip
    heads = ["Phase", "Section", "Time", *(["Time, d"] if pair.scaled else [])]
    heads += ["x", "y", "z", "vx", "vy", "vz"]
    return _render(
        found.title, f"Invariant manifold, {_named(pair)}", found.lines()[1:], sections,
        {
            "heads": heads, "rows": rows,
            "caption": "States at the section of some of the trajectories, in units of the frame; "
            "times are negative before the orbit. Each begins "
            f"{manifolds.STEP_OFF:g} of the primaries' distance off it.",
        },
        (*SOURCES, "koon2011"),
    )  # fmt: skip


def _named(pair: Pair) -> str:
    return between(pair) if pair.scaled else f"mass ratio {pair.mu:.6g}"


def _section(key: str, title: str, chart: Chart | None, caption: str) -> dict[str, Any]:
    return {"key": key, "title": title, "chart": chart, "caption": caption}


def _shade(chart: Chart) -> str:
    found = [one["name"] for one in chart.traces if one["type"] == "contour"]
    if not found:
        return "At this Jacobi constant no place in the window is closed."
    return (
        f"Shaded: what {found[0].replace('cannot be entered at', 'a body cannot enter at')}; its "
        "edge is the zero-velocity curve, from above in the plane, from the side above the x axis."
    )


def _standing(found: Followed) -> dict[str, Any]:
    """Return one orbit as it is in a frame that does not turn, about Earth or the planet."""
    pair, orbit = found.ask.pair, found.orbits[0]
    centre = 0 if pair.bodies[0] == "Earth" else 1
    place = np.array([(-pair.mu, 1.0 - pair.mu)[centre], 0.0, 0.0])
    other = np.array([(1.0 - pair.mu, -pair.mu)[centre], 0.0, 0.0]) - place
    rounds = int(np.clip(np.ceil(TURN / orbit.period), 1, MOST_PERIODS))
    count = 241
    times = np.linspace(0.0, orbit.period, count)
    once = po.flown(orbit, times)[:, :3] - place
    way = np.concatenate([
        inertial_chart.turned(once, times + k * orbit.period) for k in range(rounds)
    ])  # fmt: skip
    scale = pair.primaries.distance_m
    size = float(np.abs(way).max())
    unit = inertial_chart.unit_for(size * scale) if pair.scaled else ""
    traces = inertial_chart.path(way * scale, unit, f"orbit, {rounds} times around", "--c1")
    places = way
    if np.linalg.norm(other) < 3.0 * size:
        angle = np.linspace(0.0, TURN, 181)
        ring = inertial_chart.turned(np.tile(other, (angle.size, 1)), angle)
        traces += inertial_chart.path(
            ring * scale, unit, pair.bodies[1 - centre], "--c7", dash="dot", width=1.5
        )
        places = np.concatenate([way, ring])
    body = pair.bodies[centre]
    traces += inertial_chart.mark(np.zeros(3), unit, body, "--c3")
    shown = window(places * scale)
    chart = inertial_chart.inertial_chart(
        "chart-standing", traces, shown, unit,
        (f"x from {the(body)}, fixed direction", "y", "z, out of the plane"),
        f"{found.title} in a frame that does not turn, about {the(body)}: {rounds} turns.",
    )  # fmt: skip
    return _section(
        "standing", f"About {the(body)}, in a frame that does not turn", chart,
        f"The same orbit flown {rounds} times around, for at least one turn of the primaries.",
    )  # fmt: skip


def _heads(pair: Pair) -> list[str]:
    near = "Nearest, km" if pair.scaled else "Nearest"
    heads = ["Member", "x₀", "z₀", "vy₀", "Period", "Period, d", "Jacobi constant"]
    heads += ["Stability index", "Closure", near]
    return heads if pair.scaled else [one for one in heads if one != "Period, d"]


def _cells(pair: Pair, row: dict[str, Any]) -> list[str]:
    cells = [str(row["number"] or "–"), f"{row['x0']:.10f}", f"{row['z0']:.10f}"]
    cells += [f"{row['vy0']:.10f}", f"{row['period']:.8f}"]
    if pair.scaled:
        cells.append(f"{row['period_d']:.4f}")
    cells += [f"{row['jacobi']:.9f}", f"{row['stability']:,.6g}", f"{row['closure']:.0e}"]
    cells.append(f"{row['least']:.6f}" if row["least_km"] is None else f"{row['least_km']:,.0f}")
    return cells


def _render(
    title: str,
    kind: str,
    lines: Sequence[str],
    sections: Sequence[dict[str, Any]],
    table: dict[str, Any],
    sources: Sequence[str],
) -> str:
    drawn = [one for one in sections if one["chart"] is not None]
    context = {
        "title": title, "kind": kind, "about": list(lines), "sections": drawn,
        "table": {"first": False, **table},
        "basis": BASIS,
        "references": references(sources),
    }  # fmt: skip
    return render_page("orbit.html", [one["chart"] for one in drawn], context)
