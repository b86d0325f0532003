"""Four pictures of a retrieval: the rotating frame near and far, about the Sun, about the planet.

Checked: tests/report/test_retrieval_path_page.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import A_MOON_M
from windlass.base.epochs import format_epoch
from windlass.report import rotating_chart as rc
from windlass.report.chart import Chart
from windlass.report.inertial_chart import inertial_chart, mark, path, unit_for
from windlass.report.retrieval_path import Leg, Path
from windlass.studies.orbit_pair import the

Array = NDArray[np.float64]

HILLS: Final = 2.6
"""Half width of the near pictures, in Hill radii, unless the orbit is larger."""
BEFORE, CONIC, MANIFOLD, ORBIT, PLANET = "--c8", "--c2", "--c1", "--ink", "--c3"
NAMES: Final = {
    "before": "asteroid before",
    "conic": "between the burns, about the Sun",
    "manifold": "on the manifold",
    "orbit": "the periodic orbit",
}


def near_chart(shown: Path) -> Chart:
    """Return the arrival in the rotating frame, about the planet."""
    mu = shown.pair.mu
    home = np.array([1.0 - mu, 0.0, 0.0])
    half = _half(shown)
    corners = home + np.array([[-half, 0.0, 0.0], [half, 0.0, 0.0]])
    places = np.concatenate([shown.orbit[:, :3], corners])
    v = rc.view(shown.pair, rc.window(places))
    traces, shaded = rc.zero_velocity(v, shown.jacobi)
    traces += _line(v, shown.manifold, NAMES["manifold"], MANIFOLD, width=2.0, clip=True)
    traces += rc.line(v, shown.orbit, NAMES["orbit"], ORBIT, width=2.8)
    traces += rc.bodies(v) + rc.libration_points(v)
    alt = f"{shown.title}: the manifold comes to a {shown.orbit_words}, rotating frame." + (
        f" Shaded is what Jacobi constant {shown.jacobi:.7g} closes." if shaded else ""
    )
    return rc.rotating_chart("chart-near", v, traces, alt)


def far_chart(shown: Path) -> Chart:
    """Return the whole way in the rotating frame."""
    mu = shown.pair.mu
    legs = (shown.before, shown.conic, shown.manifold)
    places = np.concatenate([
        *(leg.rotating for leg in legs), shown.orbit[:, :3],
        [[-mu, 0.0, 0.0], [1.0 - mu, 0.0, 0.0]],
    ])  # fmt: skip
    v = rc.view(shown.pair, rc.window(places))
    traces: list[dict[str, Any]] = []
    traces += _line(v, shown.before, NAMES["before"], BEFORE, dash="dot", width=1.5)
    traces += _line(v, shown.conic, NAMES["conic"], CONIC, width=2.0)
    traces += _line(v, shown.manifold, NAMES["manifold"], MANIFOLD, width=2.2)
    traces += rc.line(v, shown.orbit, NAMES["orbit"], ORBIT, width=2.0)
    traces += rc.bodies(v)
    for number, burn in enumerate(shown.burns, start=1):
        traces += rc.spot(
            v, burn.rotating, told(shown, number), "--c6", symbol="diamond", size=11,
            text=str(number), legend=True, at=_outside(burn.rotating),
        )  # fmt: skip
    alt = f"{shown.title}: the whole way in the rotating frame; {_burns(shown)}."
    return rc.rotating_chart("chart-far", v, traces, alt)


def sun_chart(shown: Path) -> Chart:
    """Return the whole way about the Sun, in the ecliptic."""
    legs = (shown.before, shown.conic, shown.manifold)
    ring = np.concatenate([leg.planet for leg in legs])
    places = np.concatenate([ring, *(leg.places for leg in legs), np.zeros((1, 3))])
    unit = unit_for(float(np.abs(places).max()))
    body = shown.pair.bodies[1]
    traces = path(_once(ring), unit, f"path of {the(body)}", PLANET, dash="dash", width=1.3)
    for leg, key, colour, width in (
        (shown.manifold, "manifold", MANIFOLD, 5.0), (shown.conic, "conic", CONIC, 2.5),
        (shown.before, "before", BEFORE, 1.2),
    ):  # fmt: skip
        dash = "dot" if key == "before" else "solid"
        traces += path(
            leg.places, unit, NAMES[key], colour, dash=dash, text=_days(leg), width=width
        )
    traces += mark(np.zeros(3), unit, "Sun", "#f5b301", size=13)
    for number, burn in enumerate(shown.burns, start=1):
        traces += mark(
            burn.place, unit, told(shown, number), "--c6", symbol="diamond", text=str(number),
            at=_outside(burn.place),
        )  # fmt: skip
    alt = f"{shown.title}: the whole way about the Sun; {_burns(shown)}."
    return inertial_chart(
        "chart-sun", traces, rc.window(places), unit,
        ("x, ecliptic of J2000", "y, ecliptic of J2000", "z, out of the ecliptic"), alt,
    )  # fmt: skip


def planet_chart(shown: Path) -> Chart:
    """Return arrival and stay about the planet, in directions that do not turn."""
    body = shown.pair.bodies[1]
    scale = shown.pair.primaries.distance_m
    half = _half(shown) * scale
    arrival = shown.manifold.places - shown.manifold.planet
    far = np.linalg.norm(arrival, axis=1)
    first = int(np.flatnonzero(far > 1.6 * half)[-1]) + 1 if (far > 1.6 * half).any() else 0
    stay = shown.stay.places - shown.stay.planet
    unit = unit_for(half)
    traces = path(
        arrival[first:], unit, NAMES["manifold"], MANIFOLD,
        text=_days(shown.manifold)[first:],
    )  # fmt: skip
    traces += path(stay, unit, "on the orbit afterwards", ORBIT, text=_days(shown.stay), width=1.6)
    if body == "Earth":
        turn = np.linspace(0.0, 2.0 * np.pi, 121)
        ring = A_MOON_M * np.stack([np.cos(turn), np.sin(turn), 0.0 * turn], axis=1)
        traces += path(ring, unit, "the Moon's mean distance", "--c7", dash="dot", width=1.5)
    traces += mark(np.zeros(3), unit, body, PLANET)
    corners = np.array([[-half, 0.0, 0.0], [half, 0.0, 0.0]])
    alt = (
        f"{shown.title} about {the(body)}, in directions that do not turn: the last of the "
        f"manifold and {len(shown.stay.epochs_s):,} states on the orbit afterwards."
    )
    return inertial_chart(
        "chart-planet", traces, rc.window(np.concatenate([stay, corners])), unit,
        (f"x from {the(body)}, ecliptic of J2000", "y", "z, out of the ecliptic"), alt,
    )  # fmt: skip


def told(shown: Path, number: int) -> str:
    """Return a burn in words."""
    burn = shown.burns[number - 1]
    return f"{number}  {burn.name}, {format_epoch(burn.epoch_s)}, {burn.dv_m_s:.1f} m/s"


def _burns(shown: Path) -> str:
    return "; ".join(told(shown, k + 1) for k in range(len(shown.burns)))


def _outside(place: Array) -> str:
    """Return where the number of a burn stands: on the side away from the Sun."""
    return f"{'top' if place[1] >= 0.0 else 'bottom'} {'right' if place[0] >= 0.0 else 'left'}"


def _half(shown: Path) -> float:
    """Return the half width of the near pictures, in units of the frame."""
    mu = shown.pair.mu
    hill = (mu / 3.0) ** (1.0 / 3.0)
    away = np.linalg.norm(shown.orbit[:, :3] - [1.0 - mu, 0.0, 0.0], axis=1).max()
    return float(max(HILLS * hill, 1.15 * away))


def _line(
    v: rc.View, leg: Leg, name: str, colour: str, *, clip: bool = False, **more: Any
) -> list[dict[str, Any]]:
    """Return a leg in the rotating frame; clip: only its last part that stays near the window."""
    places = leg.rotating
    if clip:
        w = v.window
        width = w.high - w.low
        out = (np.abs(places[:, 0] - 0.5 * (w.low + w.high)) > width) | (
            np.abs(places[:, 1:]).max(axis=1) > w.half + 0.5 * width
        )
        places = places[int(np.flatnonzero(out)[-1]) + 1 if out.any() else 0 :]
    return rc.line(v, places, name, colour, **more)


def _once(ring: Array) -> Array:
    """Return a planet's places (n, 3) by longitude, once around."""
    order = np.argsort(np.arctan2(ring[:, 1], ring[:, 0]), kind="stable")
    picked = ring[order][:: max(1, len(ring) // 360)]
    return np.concatenate([picked, picked[:1]])


def _days(leg: Leg) -> Sequence[str]:
    return [format_epoch(float(t)) for t in leg.epochs_s]
