"""Flight by the reference model: an explicit method of order 8, not the one that designs.

Ephemerides of the search come from an implicit collocation (``kernels.nbody``) with fewer forces;
what they say is judged here by another method (see ``reference_step``) and all forces of
``reference_forces``.  Between two nodes the path is the method's own: a shorter step from the
earlier one.
Source: hairer1993.  Checked: tests/kernels/test_reference.py, validation/reference.py.
"""

import math

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.nbody import BODIES, place_bodies
from windlass.kernels.reference_forces import EARTH, Model, acceleration, look
from windlass.kernels.reference_step import (
    Method,
    Room,
    allowed_error,
    between,
    burning_at,
    carry,
    cut,
    distance,
    error,
    new_room,
    slope,
    step,
)
from windlass.kernels.status import BAD_INPUT, LIMIT, NOT_CONVERGED, OK

Array = NDArray[np.float64]

ROW = 7
"""A stored node: time [s], position and velocity (6)."""
PASS = 4
"""A stored approach: time [s], body, distance [m], speed [m/s]."""
TOLERANCE = 1e-15
"""Of a step's error by position and by velocity."""
NEAR_EARTH = 1.5e10
"""Within it no step crosses a seam of Earth's and the Moon's records [m]."""
SHORTEST = 1e-2
"""Steps [s] that are never refused."""


@njit
def _store(row: Array, t: float, x: Array, v: Array) -> None:
    row[0] = t
    for k in range(3):
        row[1 + k], row[4 + k] = x[k], v[k]


@njit
def fly(
    model: Model, method: Method, t0: float, x0: Array, v0: Array, t1: float, tolerance: float,
    watch: Array, rows: Array, passes: Array,
) -> tuple[int, int, int]:  # fmt: skip
    """Fly from t0 to t1 (either way); (rows written, approaches written, status).

    x0 [m], v0 [m/s] (3,) barycentric; watch (11,) [m]: approaches nearer than that are written to
    passes (q, PASS), 0 watches none; rows (n, ROW).  LIMIT: a body is met within its radius, and
    the last row is that instant; NOT_CONVERGED: steps too short, or a table is full.
    """
    ready = tolerance > 0.0 and math.isfinite(t0) and math.isfinite(t1) and rows.shape[0] > 1
    if not (ready and math.isfinite(x0.sum()) and math.isfinite(v0.sum())):
        return 0, 0, BAD_INPUT
    room = new_room(model.small_gm.size)
    x, v, cx, cv, first = x0.copy(), v0.copy(), np.zeros(3), np.zeros(3), np.zeros(3)
    way = 1.0 if t1 >= t0 else -1.0
    code = look(model, t0, room.sky)
    if code != OK:
        return 0, 0, code
    t, h, fired = t0, way * 3_600.0, burning_at(model.thrust, t0 + way * 1e-3)
    acceleration(model, t, x, v, room.sky, fired, first)
    _store(rows[0], t, x, v)
    used, seen, refused = 1, 0, 0
    while way * (t1 - t) > 0.0:
        here = room.sky.bodies
        h = cut(model, t, h, t1, distance(x, here[EARTH]) < NEAR_EARTH)
        h = (t + h) - t  # what the clock can show
        steep = slope(model, x, here)
        burning = burning_at(model.thrust, t + 0.5 * h)
        if burning != fired:
            acceleration(model, t, x, v, room.sky, burning, first)
            fired = burning
        for n in range(3):
            room.k[0, n] = first[n]
        code = step(model, method, t, h, x, v, cx, cv, burning, room)
        if code == OK:
            code = look(model, t + h, room.sky)
        if code != OK:
            return used, seen, code
        acceleration(model, t + h, room.x, room.v, room.sky, burning, room.a)
        wrong = error(method, h, v, room, tolerance, allowed_error(t, h, x, v, steep, tolerance))
        if not wrong < math.inf or (wrong > 1.0 and abs(h) > SHORTEST):
            refused += 1
            h *= 0.2 if not wrong < math.inf else max(0.2, 0.9 * wrong**-0.125)
            if refused > 60 or abs(h) < 1e-4:
                return used, seen, NOT_CONVERGED
            look(model, t, room.sky)
            continue
        refused = 0
        if used >= rows.shape[0]:
            return used, seen, NOT_CONVERGED
        carry(method, h, x, v, cx, cv, room)
        t = t + h
        for n in range(3):
            x[n], v[n], first[n] = room.x[n], room.v[n], room.a[n]
        _store(rows[used], t, x, v)
        used += 1
        seen, met = _approaches(
            model, method, rows[used - 2], rows[used - 1], burning, watch, passes, seen, room
        )
        if seen > passes.shape[0]:
            return used, passes.shape[0], NOT_CONVERGED
        if met:
            return used, seen, LIMIT
        h *= min(4.0, 0.9 * (wrong + 1e-12) ** -0.125)
    return used, seen, OK


@njit
def _closing(
    model: Model, method: Method, node: Array, t: float, burning: int, b: int, room: Room
) -> float:
    """Return how fast the distance to a body grows, times the distance; state, bodies in room."""
    between(model, method, node, t, burning, room)
    place_bodies(model.pack, model.layout, model.clock, t, room.bodies)
    rate = 0.0
    for k in range(3):
        off = room.state[k] - room.bodies[b, k]
        rate += off * (room.state[3 + k] - room.bodies[b, 3 + k])
    return rate


@njit
def _far(p: Array, q: Array, at: Array, reach: float) -> bool:
    """Return whether nothing between two nodes can come within reach [m] of a body, at (6,)."""
    fast = 0.0
    for k in range(3):
        fast += (0.5 * (p[4 + k] + q[4 + k]) - at[3 + k]) ** 2
    return bool(distance(q[1:4], at) - 2.0 * math.sqrt(fast) * abs(q[0] - p[0]) > reach)


@njit
def _approaches(
    model: Model, method: Method, p: Array, q: Array, burning: int, watch: Array, passes: Array,
    seen: int, room: Room,
) -> tuple[int, bool]:  # fmt: skip
    """Write approaches between two nodes; (approaches so far, whether a body is met).

    Where a body is met, q becomes the instant at which its surface is.  The sky of q stays.
    """
    way = 1.0 if q[0] > p[0] else -1.0
    met, looked = False, False
    for b in range(BODIES):
        reach = max(watch[b], model.radii[b])
        if model.gm[b] == 0.0 or reach <= 0.0 or _far(p, q, room.sky.bodies[b], reach):
            continue
        looked = True
        after = way * _closing(model, method, p, q[0], burning, b, room)
        least, when = distance(room.state, room.bodies[b]), q[0]
        before = way * _closing(model, method, p, p[0], burning, b, room)
        outside = distance(room.state, room.bodies[b]) >= model.radii[b]
        if before < 0.0 <= after:
            low, high = p[0], q[0]
            for _ in range(50):
                mid = 0.5 * (low + high)
                if way * _closing(model, method, p, mid, burning, b, room) < 0.0:
                    low = mid
                else:
                    high = mid
            _closing(model, method, p, high, burning, b, room)
            least, when = distance(room.state, room.bodies[b]), high
            if least < watch[b]:
                if seen >= passes.shape[0]:
                    return seen + 1, False
                fast = 0.0
                for k in range(3):
                    fast += (room.state[3 + k] - room.bodies[b, 3 + k]) ** 2
                passes[seen, 0], passes[seen, 1] = when, b
                passes[seen, 2], passes[seen, 3] = least, math.sqrt(fast)
                seen += 1
        if least < model.radii[b] and outside:
            met = True
            _surface(model, method, p, q, when, burning, b, room)
    if looked:
        look(model, q[0], room.sky)
    return seen, met


@njit
def _surface(
    model: Model, method: Method, p: Array, q: Array, inside: float, burning: int, b: int,
    room: Room,
) -> None:  # fmt: skip
    """Move node q to the instant before ``inside`` at which the body's surface is met."""
    low, high = p[0], inside
    for _ in range(60):
        mid = 0.5 * (low + high)
        _closing(model, method, p, mid, burning, b, room)
        if distance(room.state, room.bodies[b]) > model.radii[b]:
            low = mid
        else:
            high = mid
    _closing(model, method, p, high, burning, b, room)
    q[0] = high
    for k in range(6):
        q[1 + k] = room.state[k]


@njit
def states(model: Model, method: Method, rows: Array, t: Array, out: Array) -> int:
    """Write barycentric states (n, 6) at t (n,) from stored nodes in the order of time; status."""
    room = new_room(model.small_gm.size)
    worst = OK
    for i in range(t.size):
        at = np.searchsorted(rows[:, 0], t[i], side="right") - 1
        at = min(max(at, 0), rows.shape[0] - 1)
        burning = burning_at(model.thrust, 0.5 * (rows[at, 0] + t[i]))
        worst = max(worst, between(model, method, rows[at], t[i], burning, room))
        for k in range(6):
            out[i, k] = room.state[k]
    return worst
