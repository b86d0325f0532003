"""The way of an asteroid onto a periodic orbit as arrays, as the pictures of it take them.

Checked: tests/report/test_retrieval_path_page.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.kernels import cr3bp, tube_arc
from windlass.kernels import status as st
from windlass.studies.orbit_family import ONE
from windlass.studies.orbit_pair import BODIES, RADII_M, Pair

if TYPE_CHECKING:
    from windlass.capture.libration_field import Field
    from windlass.capture.retrieve_exact import Path as Flown
    from windlass.capture.retrieve_exact import Way

Array = NDArray[np.float64]

GAP_S: Final = 0.5 * DAY_S
"""Between conic and manifold, from which on the manifold is flown back to the impulse."""
TURNS: Final = 2
"""Times around the orbit that are shown after arrival."""
TOL: Final = 1e-15


@dataclass(frozen=True, slots=True, kw_only=True)
class Burn:
    """An impulse: where it is made, heliocentric (3,) [m] and in the rotating frame (3,)."""

    name: str
    epoch_s: float
    dv_m_s: float
    place: Array
    rotating: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A part of the way: epochs (n,), heliocentric ecliptic places (n, 3) [m], the planet's then
    (n, 3) [m], and places (n, 3) of the rotating frame.
    """

    epochs_s: Array
    places: Array
    planet: Array
    rotating: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """What the pictures of a retrieval show.

    orbit (l, 6): once around, rotating frame, of Jacobi constant jacobi; before: the asteroid on
    its own orbit; conic: between the impulses; manifold: from the last impulse to the orbit; stay:
    on it.
    """

    pair: Pair
    title: str
    orbit_words: str
    jacobi: float
    orbit: Array
    before: Leg
    conic: Leg
    manifold: Leg
    stay: Leg
    burns: tuple[Burn, ...]


def path_of(title: str, way: Way, flown: Flown, field: Field) -> Path:
    """Return the way of an asteroid for pictures, from what was computed exactly."""
    tubes = field.tubes
    held = tubes.ask.primaries
    bodies = BODIES[held.name]
    pair = Pair(
        primaries=held, bodies=bodies, radii_m=(RADII_M[bodies[0]], RADII_M[bodies[1]]), scaled=True
    )
    times, states = _from_impulse(field, way, flown)
    stay = np.tile(flown.orbit[:, :6], (TURNS, 1))
    period = way.orbit.period * held.turn_s
    around = np.concatenate([
        np.linspace(k * period, (k + 1) * period, len(flown.orbit)) for k in range(TURNS)
    ])  # fmt: skip
    conic = _heliocentric(field, flown.conic_t_s, flown.conic)
    ends = (("leave its orbit", 0, way.departs_s), ("onto the manifold", -1, way.burns_s))
    return Path(
        pair=pair, title=title, jacobi=way.orbit.jacobi,
        orbit_words=f"{ONE[tubes.kind[way.tube]]} of L{tubes.point[way.tube]}",
        orbit=flown.orbit, before=_heliocentric(field, flown.rock_t_s, flown.rock), conic=conic,
        manifold=_rotating(field, times, states),
        stay=_rotating(field, way.arrives_s + around, stay),
        burns=tuple(
            Burn(
                name=name, epoch_s=epoch, dv_m_s=float(dv), place=conic.places[row],
                rotating=conic.rotating[row],
            )
            for (name, row, epoch), dv in zip(ends, way.dv_m_s, strict=True)
        ),
    )  # fmt: skip


def _from_impulse(field: Field, way: Way, flown: Flown) -> tuple[Array, Array]:
    """Return (epochs, states) of the manifold from the second impulse on, section or before."""
    times, states = flown.manifold_t_s, flown.manifold
    gap = float(times[0]) - way.burns_s
    if gap < GAP_S:
        return times, states
    epochs = np.linspace(way.burns_s, float(times[0]), 121)
    planet = planet_at(field, epochs)
    angle = np.unwrap(np.arctan2(planet[:, 1], planet[:, 0]))
    back = np.empty((epochs.size, 6))
    turned = (angle - angle[-1])[::-1]
    status = cr3bp.sample(field.tubes.ask.primaries.mu, states[0], turned, TOL, np.zeros(2), back)
    if status != st.OK:
        return times, states
    return np.concatenate([epochs[:-1], times]), np.concatenate([back[::-1][:-1], states])


def planet_at(field: Field, epochs: Array) -> Array:
    """Return the planet's heliocentric states (n, 6); outside the field on a circle onwards."""
    low, high = float(field.epochs_s[0]), float(field.epochs_s[-1])
    out = field.at(np.clip(epochs, low, high))
    over = epochs - np.clip(epochs, low, high)
    for k in np.flatnonzero(over):
        r, v = out[k, :3].copy(), out[k, 3:].copy()
        pole = np.cross(r, v)
        rate = float(np.linalg.norm(pole) / (r @ r))
        side = np.cross(pole / np.linalg.norm(pole), r)
        c, s = np.cos(rate * over[k]), np.sin(rate * over[k])
        out[k, :3], out[k, 3:] = c * r + s * side, rate * (c * side - s * r)
    return out


def _heliocentric(field: Field, epochs: Array, states: Array) -> Leg:
    """Return a leg known by its heliocentric states (n, 6)."""
    planet = planet_at(field, epochs)
    x, y, z, d = _axes(planet)
    turned = np.stack([np.sum(states[:, :3] * one, axis=1) for one in (x, y, z)], axis=1)
    rotating = turned / d[:, None] - np.array([field.tubes.ask.primaries.mu, 0.0, 0.0])
    return Leg(epochs_s=epochs, places=states[:, :3], planet=planet[:, :3], rotating=rotating)


def _rotating(field: Field, epochs: Array, states: Array) -> Leg:
    """Return a leg known by its states (n, 6) of the rotating frame."""
    planet = planet_at(field, epochs)
    places = np.empty((epochs.size, 6))
    for row, state, here in zip(places, states, planet, strict=True):
        tube_arc.place(field.tubes.ask.primaries.mu, state, here, row)
    return Leg(epochs_s=epochs, places=places[:, :3], planet=planet[:, :3], rotating=states[:, :3])


def _axes(planet: Array) -> tuple[Array, Array, Array, Array]:
    """Return the rotating frame's axes (n, 3) and scale (n,) of the planet's states (n, 6)."""
    d = np.linalg.norm(planet[:, :3], axis=1)
    x = planet[:, :3] / d[:, None]
    pole = np.cross(planet[:, :3], planet[:, 3:])
    z = pole / np.linalg.norm(pole, axis=1)[:, None]
    return x, np.cross(z, x), z, d
