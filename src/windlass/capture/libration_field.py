"""What an asteroid is searched against: manifolds, their planet through the years, and an index.

Two models place the rotating frame on a date.  "pulsating": the planet where it is (DE440; Earth
and Moon as one), lengths scaled with its distance and time with its turn.  "circular": on the
circle and with the mean motion that fit it best, as published searches have it.
Source: garciayarnoz2013, szebehely1967 (pulsating frame of the elliptic problem).
Checked: tests/capture/test_libration_field.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from windlass.base.constants import GM_EARTH, GM_MOON, GM_SUN
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies import planets
from windlass.bodies.frames import icrf_to_ecliptic
from windlass.capture.manifolds import Tubes
from windlass.capture.three_body import Primaries
from windlass.kernels import tube_arc

Array = NDArray[np.float64]
Model = Literal["pulsating", "circular"]

MODELS: Final = ("pulsating", "circular")
STEP_S: Final = 2.0 * DAY_S
"""Between the states of planet and asteroid that the search reads."""
MARGIN_S: Final = 10.0 * DAY_S
PLANETS: Final = {"sun-earth": "earth", "sun-mars": "mars"}
PHASING: Final = 0.01
"""Weight of a difference in mean longitude in the index: it costs little where there is time."""
FITTED_S: Final = 50.0 * 365.25 * DAY_S
"""Before and after the span: years to which a circle's mean motion is fitted."""
FARTHEST: Final = 0.5
"""Semi-major axes further than this from the planet's [of it] are left out of the index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Tubes with their planet over a span.

    first_s: epoch of the first of planet (n, 6) [m, m/s], heliocentric, ecliptic of J2000,
    STEP_S apart; nodes (k, 3): tube, size, phase of what the index holds; marks (k, 6): their
    elements as `marks` gives them, times weights (6,) [m/s].
    """

    tubes: Tubes
    model: Model
    span_s: tuple[float, float]
    first_s: float
    planet: Array
    nodes: NDArray[np.int64]
    index: cKDTree
    weights: Array

    @property
    def epochs_s(self) -> Array:
        """Epochs of the planet's states (n,)."""
        return np.asarray(self.first_s + STEP_S * np.arange(len(self.planet)))

    def longitude(self, t_s: Array) -> Array:
        """Return the planet's ecliptic longitude [rad] at epochs (n,) of the field."""
        r = self.at(t_s)
        return np.arctan2(r[:, 1], r[:, 0])

    def at(self, t_s: Array) -> Array:
        """Return the planet's states (n, 6) at epochs (n,) of the field."""
        out = np.empty((t_s.size, 6))
        for k, t in enumerate(t_s):
            if not tube_arc.hermite(self.first_s, STEP_S, self.planet, float(t), out[k]):
                raise InvalidInput("epoch outside the search", value=float(t))
        return out


def field(
    tubes: Tubes, span_s: tuple[float, float], *, model: Model = "circular", thin: int = 2
) -> Field:
    """Return what asteroids are searched against over a span of departures and arrivals.

    thin: of sizes and phases every so many'th goes into the index.  Raises InvalidInput for an
    unknown model or a pair of primaries that no planet of the ephemeris is part of.
    """
    if model not in MODELS:
        raise InvalidInput("model", value=model, remedy=f"give one of {', '.join(MODELS)}")
    pair = tubes.ask.primaries
    if pair.name not in PLANETS:
        raise InvalidInput(
            "no heliocentric search for these primaries", value=pair.name,
            remedy=f"give one of {', '.join(PLANETS)}",
        )  # fmt: skip
    if thin < 1:
        raise InvalidInput("thinning of the index", value=thin, remedy="give 1 or more")
    first = span_s[0] - MARGIN_S
    count = math.ceil((span_s[1] + MARGIN_S - first) / STEP_S) + 2
    epochs = np.asarray(first + STEP_S * np.arange(count), dtype=np.float64)
    planet = planet_states(pair.name, epochs)
    if model == "circular":
        planet = _circle(pair, epochs, planet)
    weights = _weights(pair)
    nodes, seen = _nodes(tubes, thin)
    marked = marks(_still(tubes, seen), np.zeros(len(seen)))
    ratio = marked[:, 0] / pair.distance_m
    near = np.abs(ratio - 1.0) < FARTHEST
    return Field(
        tubes=tubes, model=model, span_s=span_s, first_s=first, planet=planet,
        nodes=nodes[near], index=cKDTree(scaled(marked[near], pair, weights)), weights=weights,
    )  # fmt: skip


def scaled(marked: Array, pair: Primaries, weights: Array) -> Array:
    """Return elements (n, 6) in the units of the index [m/s]; longitude between −π and π."""
    out = marked.copy()
    out[:, 0] /= pair.distance_m
    out[:, 5] = (out[:, 5] + math.pi) % (2.0 * math.pi) - math.pi
    return np.asarray(out * weights)


def marks(states: Array, longitude: Array) -> Array:
    """Return elements (n, 6) of heliocentric states (n, 6) about the planet's longitude (n,).

    Semi-major axis [m]; eccentricity vector along and across the planet's direction; the same of
    the orbit's pole; mean longitude past the planet [rad].
    """
    r, v = states[:, :3], states[:, 3:]
    far = np.linalg.norm(r, axis=1)
    h = np.cross(r, v)
    e = np.cross(v, h) / GM_SUN - r / far[:, None]
    a = 1.0 / (2.0 / far - np.sum(v * v, axis=1) / GM_SUN)
    pole = h / np.linalg.norm(h, axis=1)[:, None]
    c, s = np.cos(longitude), np.sin(longitude)
    size = np.minimum(np.hypot(e[:, 0], e[:, 1]), 0.99)
    apse = np.arctan2(e[:, 1], e[:, 0])
    half = 0.5 * (np.arctan2(r[:, 1], r[:, 0]) - apse)
    anomaly = 2.0 * np.arctan2(
        np.sqrt(1.0 - size) * np.sin(half), np.sqrt(1.0 + size) * np.cos(half)
    )
    mean = anomaly - size * np.sin(anomaly) + apse - longitude
    return np.stack(
        [
            a, c * e[:, 0] + s * e[:, 1], c * e[:, 1] - s * e[:, 0],
            c * pole[:, 0] + s * pole[:, 1], c * pole[:, 1] - s * pole[:, 0], mean,
        ],
        axis=1,
    )  # fmt: skip


def _weights(pair: Primaries) -> Array:
    """Return what a unit of each element costs to change, about, near a circle [m/s]."""
    speed = math.sqrt(GM_SUN / pair.distance_m)
    return speed * np.array([0.5, 0.5, 0.5, 1.0, 1.0, PHASING])


def _nodes(tubes: Tubes, thin: int) -> tuple[NDArray[np.int64], Array]:
    """Return (nodes (k, 3), states (k, 6)) that go into the index."""
    there = np.isfinite(tubes.states[..., 0])
    there[:, np.arange(there.shape[1]) % thin != 0, :] = False
    there[:, :, np.arange(there.shape[2]) % thin != 0] = False
    nodes = np.argwhere(there)
    return nodes, tubes.states[there]


def _still(tubes: Tubes, states: Array) -> Array:
    """Return heliocentric states (n, 6) with the planet on its mean circle at longitude 0."""
    pair = tubes.ask.primaries
    here = np.array([pair.distance_m, 0.0, 0.0, 0.0, pair.speed_m_s, 0.0])
    out = np.empty_like(states)
    for s, row in zip(states, out, strict=True):
        tube_arc.place(pair.mu, s, here, row)
    return out


def planet_states(name: str, epochs: Array) -> Array:
    """Return heliocentric ecliptic states (n, 6) of the pair's smaller body, moons included."""
    held = planets.load()
    r, v = held.body(PLANETS[name]).state(epochs)
    if name == "sun-earth":
        share = GM_MOON / (GM_EARTH + GM_MOON)
        moon_r, moon_v = held.body("moon").state(epochs)
        r, v = r + share * (moon_r - r), v + share * (moon_v - v)
    return np.concatenate([icrf_to_ecliptic(r), icrf_to_ecliptic(v)], axis=1)


def _circle(pair: Primaries, epochs: Array, planet: Array) -> Array:
    """Return states on the circle that fits: mean plane of the span, mean longitude of the years
    about it, the pair's distance.
    """
    pole = np.cross(planet[:, :3], planet[:, 3:]).mean(axis=0)
    pole /= np.linalg.norm(pole)
    x = np.array([1.0, 0.0, 0.0]) - pole[0] * pole
    x /= np.linalg.norm(x)
    y = np.cross(pole, x)
    # The mean motion of a few years holds some of the eccentricity: it is that of a lifetime.
    low, high = planets.load().source.span_s
    low, high = max(low, epochs[0] - FITTED_S), min(high, epochs[-1] + FITTED_S)
    years = np.arange(low, high, 10.0 * STEP_S)
    way = planet_states(pair.name, years)[:, :3]
    angle = np.unwrap(np.arctan2(way @ y, way @ x))
    rate, start = np.polyfit(years - epochs[0], angle, 1)
    now = start + rate * (epochs - epochs[0])
    c, s = np.cos(now)[:, None], np.sin(now)[:, None]
    d = pair.distance_m
    return np.concatenate([d * (c * x + s * y), d * rate * (c * y - s * x)], axis=1)
