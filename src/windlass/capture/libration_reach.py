"""Which asteroids no manifold can be reached from: a lower bound, over all years of a field.

Every cell of the tubes' tables, at every distance and speed that the planet has in its year, is
put into boxes of orbits (``kernels.orbit_boxes``): the second impulse may be anywhere on the
heliocentric conic that meets the section, so that every time before it is held too.  A cell's box
spans its corners; what its inside may lie beyond them, and what the planet's own motion differs
from a fixed ellipse, is MARGIN_M_S and what ``Reach.loose_m_s`` measures: both are taken off.
docs/methods/retrieval-bound.md.  Checked: tests/capture/test_libration_reach.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import GM_SUN
from windlass.base.epochs import DAY_S
from windlass.bodies import forces, table
from windlass.bodies.frames import ecliptic_to_icrf
from windlass.capture.libration_field import Field
from windlass.kernels.orbit_bound import ECCENTRICITY, ENERGY, MOMENTUM, TILT
from windlass.kernels.orbit_boxes import reach_many
from windlass.kernels.tube_boxes import cell_boxes, halved, tube_rows

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

MARGIN_M_S: Final = 5.0
"""How far the inside of a cell may lie beyond the boxes of its quarters; the most seen is 0.8."""
YEAR_PARTS: Final = 36
"""Places of the planet in its year."""
CELL_M_S: Final = 40.0
"""Width of a box of orbits, as a change of speed."""
GROUP: Final = 6
"""Boxes of a group along each of the four elements."""
STEP_S: Final = 10.0 * DAY_S
"""Between the dates at which asteroids' orbits are asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Boxes (k, 2, COLUMNS) of a field, those first[g]:first[g + 1] within groups[g].

    pole (3,): of the planet's mean plane, ICRF; loose_m_s: what is taken off every bound.
    """

    boxes: Array
    first: Ints
    groups: Array
    pole: Array
    loose_m_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Of each asteroid (n,): least cost [m/s] for certain, inf above the limit; spans_s (n, 2):
    between which departures it is within the limit, nan where it never is."""

    least_m_s: Array
    spans_s: Array


def reach(field: Field) -> Reach:
    """Return the boxes of a field."""
    year, pole, tilt, loose = _year(field)
    tubes, made = field.tubes, []
    mu, distance = tubes.ask.primaries.mu, tubes.ask.primaries.distance_m
    width = _widths(distance)
    for tube in range(len(tubes)):
        count = tubes.counts[tube]
        states, smooth = halved(tubes.states[tube, :count], tubes.smooth[tube, :count])
        found = cell_boxes(tube_rows(GM_SUN, mu, states, year), smooth)
        made.append(_merged(found, width)[0])
    boxes, key = _merged(np.concatenate(made), width)
    boxes[:, 0, TILT] = np.maximum(boxes[:, 0, TILT] - tilt, 0.0)
    boxes[:, 1, TILT] += tilt
    coarse = key // GROUP
    order = np.lexsort(coarse.T)
    boxes, coarse = boxes[order], coarse[order]
    new = np.flatnonzero(np.any(np.diff(coarse, axis=0) != 0, axis=1)) + 1
    first = np.concatenate([[0], new, [len(boxes)]]).astype(np.int64)
    return Reach(
        boxes=np.ascontiguousarray(boxes), first=first, groups=_hulls(boxes, first[:-1]),
        pole=ecliptic_to_icrf(pole), loose_m_s=MARGIN_M_S + loose,
    )  # fmt: skip


def bounds(
    held: table.Chunk, made: Reach, span_s: tuple[float, float], within_m_s: float
) -> Bounds:
    """Return what asteroids cost at least to bring onto a field, departing within a span."""
    low, high = max(span_s[0], held.span_s[0]), min(span_s[1], held.span_s[1])
    t = np.append(np.arange(low, high, STEP_S), high)
    least, spans = reach_many(
        forces.gm_sun(), held.span_s[0], table.TICK_S, held.starts, held.ticks, held.nodes, t,
        made.pole, made.boxes, made.first, made.groups, within_m_s + made.loose_m_s,
    )  # fmt: skip
    return Bounds(least_m_s=np.maximum(least - made.loose_m_s, 0.0), spans_s=spans)


def _widths(distance: float) -> Array:
    """Return what CELL_M_S changes of energy, momentum, tilt and eccentricity, about."""
    speed = math.sqrt(GM_SUN / distance)
    share = CELL_M_S / speed
    return np.array([speed * CELL_M_S, distance * CELL_M_S, share, 2.0 * share])


_BY: Final = (ENERGY, MOMENTUM, TILT, ECCENTRICITY)


def _year(field: Field) -> tuple[Array, Array, float, float]:
    """Return (states (k + 1, 6) around the planet's year, pole (3,), greatest tilt of its plane
    to it [rad], how far its motion lies from those states [m/s]).

    The states' directions do not matter: they stand along x, the last one is the first again.
    """
    r, v = field.planet[:, :3], field.planet[:, 3:]
    far = np.linalg.norm(r, axis=1)
    h = np.cross(r, v)
    pole = h.mean(axis=0) / np.linalg.norm(h.mean(axis=0))
    size = np.linalg.norm(h, axis=1)
    tilt = float(np.arccos(np.clip(h @ pole / size, -1.0, 1.0)).max())
    out, across = np.sum(r * v, axis=1) / far, size / far
    if np.ptp(out) < 1e-3 * across.mean() and field.model == "circular":
        still = np.array([far.mean(), 0.0, 0.0, 0.0, across.mean(), 0.0])
        return np.stack([still, still]), pole, tilt, float(np.ptp(across))
    # the mean ellipse: radius and radial speed turn with the true anomaly
    x = np.cross(v, h) / GM_SUN - r / far[:, None]
    apse = x.mean(axis=0)
    angle = np.arctan2(np.cross(np.broadcast_to(apse, r.shape), r) @ pole, r @ apse)
    part = np.linspace(-math.pi, math.pi, YEAR_PARTS + 1)
    fit = np.stack([np.ones_like(angle), np.cos(angle), np.sin(angle),
                    np.cos(2 * angle), np.sin(2 * angle)], axis=1)  # fmt: skip
    at = np.stack([np.ones_like(part), np.cos(part), np.sin(part),
                   np.cos(2 * part), np.sin(2 * part)], axis=1)  # fmt: skip
    told, off = [], []
    for values in (far, out, across):
        c, *_ = np.linalg.lstsq(fit, values, rcond=None)
        told.append(at @ c)
        off.append(np.abs(fit @ c - values).max())
    speed = float(across.mean())
    loose = float(math.hypot(off[1], off[2]) + speed * off[0] / far.mean())
    nought = np.zeros_like(part)
    states = np.stack([told[0], nought, nought, told[1], told[2], nought], axis=1)
    return states, pole, tilt, loose


def _merged(boxes: Array, width: Array) -> tuple[Array, Ints]:
    """Return (boxes (k, 2, COLUMNS), keys (k, 4)): all whose middles share a cell as one."""
    if not len(boxes):
        return boxes, np.empty((0, 4), np.int64)
    middle = 0.5 * (boxes[:, 0, _BY] + boxes[:, 1, _BY])
    key = np.floor(middle / width).astype(np.int64)
    order = np.lexsort(key.T)
    boxes, key = boxes[order], key[order]
    new = np.concatenate([[0], np.flatnonzero(np.any(np.diff(key, axis=0) != 0, axis=1)) + 1])
    return _hulls(boxes, new), key[new]


def _hulls(boxes: Array, at: Ints) -> Array:
    """Return the boxes of the runs of boxes that begin at these places."""
    return np.stack(
        [np.minimum.reduceat(boxes[:, 0], at), np.maximum.reduceat(boxes[:, 1], at)], axis=1
    )
