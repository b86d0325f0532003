"""The largest mass that low thrust can take from one orbit to a place on another in a given time.

In mean equinoctial elements a body without thrust moves evenly, and what a thrust changes in them
hardly depends on its size where the orbits are near one another.  What remains is linear in the
thrusts, at nodes even in time, and is solved by its dual (``heaviest_dual``).  The nodes' orbit is
first a straight line in the elements, then what the thrusts found make of it.  GM is 1.
Source: walker1985, boyd2004.  Checked: tests/kernels/test_heaviest.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit, prange
from windlass.kernels.collocation import engine_at
from windlass.kernels.heaviest_dual import greatest
from windlass.kernels.mean_equinoctial import of_state, place_and_effect
from windlass.kernels.status import BAD_INPUT, NO_SOLUTION, NOT_CONVERGED, OK

Array = NDArray[np.float64]

FEWEST: Final = 16
"""Nodes."""
MOST: Final = 25.0
"""Propellant that thrust could use up, by what there is: more thrust is not used, since hardly any
thrusts would be left of which the dual could tell anything; it would save next to nothing."""
BINDS: Final = 0.5
"""Share of propellant, or of all thrusts, of which one at least is used where an answer is one."""
TWO_PI: Final = 2.0 * math.pi


@njit
def nodes(
    first: Array, last: Array, lag: float, tof: float, path: Array, m: Array, cost: Array,
    engine: Array,
) -> int:  # fmt: skip
    """Put effects of full thrust at the nodes on the final elements into m (n, 6, 3) and the
    propellant there into cost (n,); return a status.

    path (n, 6): elements at the nodes where its first mean motion is above 0; else they go over
    evenly from first to last (6,), and lag is what the mean longitude gains on the first orbit.
    """
    n = cost.size
    step = tof / n
    r, v, x, effect = np.empty(3), np.empty(3), np.empty(6), np.empty((6, 3))
    straight = not path[0, 0] > 0.0
    for j in range(n):
        t = (j + 0.5) * step
        s = t / tof
        if straight:
            for c in range(5):
                x[c] = first[c] + s * (last[c] - first[c])
            x[5] = first[5] + first[0] * t + lag * s * s
        else:
            x[:] = path[j]
        code = place_and_effect(x, r, v, effect)
        if code != OK:
            return code
        force, _, _, flow, _, _ = engine_at(engine, math.sqrt(np.dot(r, r)))
        cost[j] = max(flow, 0.0) * step
        for i in range(3):
            for c in range(6):
                m[j, c, i] = effect[c, i] * max(force, 0.0) * step
            m[j, 5, i] += (tof - t) * m[j, 0, i]
    return OK


@njit
def walked(first: Array, tof: float, m: Array, u: Array, mass: float, path: Array) -> None:
    """Put the elements at the nodes that thrusts u (n, 3) make of the first (6,) into path."""
    n = u.shape[0]
    step = tof / n
    x = first.copy()
    change = np.empty(6)
    for j in range(n):
        t = (j + 0.5) * step
        for c in range(6):
            change[c] = np.dot(m[j, c], u[j]) / mass
        change[5] -= (tof - t) * change[0]
        for c in range(5):
            path[j, c] = x[c] + 0.5 * change[c]
        path[j, 5] = x[5] + 0.5 * (change[5] + step * x[0])
        x[5] += step * (x[0] + 0.5 * change[0])
        x += change


@njit
def _asked(
    start: Array, end: Array, tof: float, free: Array, w: Array, near: float, first: Array,
    b: Array, ball: Array,
) -> tuple[float, int]:  # fmt: skip
    """Put the elements at departure into first, what is to be bridged into b (6,) and what the
    ends' greatest velocities do to it into ball (2 or more, 6, 3), about velocities w (2, 3) there.

    Return (what the mean longitude is to gain on the bare orbit, as near to ``near`` as whole
    turns bring it, status).
    """
    bare, last = np.empty(6), np.empty(6)
    r, v, effect = np.empty(3), np.empty(3), np.empty((6, 3))
    if (
        of_state(start[:3], start[3:], bare) != OK
        or of_state(start[:3], start[3:] + w[0], first) != OK
        or of_state(end[:3], end[3:] + w[1], last) != OK
    ):
        return math.nan, BAD_INPUT
    first[5] += TWO_PI * round((bare[5] - first[5]) / TWO_PI)
    lag = last[5] - bare[5] - bare[0] * tof
    lag += TWO_PI * round((near - lag) / TWO_PI)
    b[:5] = last[:5] - first[:5]
    b[5] = bare[5] + bare[0] * tof + lag - first[5] - first[0] * tof
    for e in range(2):
        code = place_and_effect(first if e == 0 else last, r, v, effect)
        if code != OK:
            return math.nan, code
        if e == 0:
            effect[5] += tof * effect[0]
        b += (effect @ w[e]) * (1.0 if e == 0 else -1.0)
        ball[e] = free[e] * effect
    return lag, OK


@njit
def room(start: Array, tof: float, per_turn: int) -> int:
    """Return how many nodes a flight has; 0 where the start is on no ellipse."""
    n2 = 2.0 / math.sqrt(np.dot(start[:3], start[:3])) - np.dot(start[3:], start[3:])
    if not 0.0 < n2 < math.inf:
        return 0
    return int(max(FEWEST, math.ceil(per_turn * max(1.0, n2**1.5 * tof / TWO_PI))))


@njit
def heaviest(
    start: Array, end: Array, tof: float, free: Array, engine: Array, spend: float, shift: int,
    loose: float, passes: int, out: Array, path: Array, u: Array,
) -> int:  # fmt: skip
    """Put (mass at departure, propellant, speeds at the ends over the bodies', lag) into out (5,),
    elements and thrusts at the nodes into path (n, 6) and u (n, 3); return a status.

    start, end (6,): states of the bodies at departure and arrival; free (2,): greatest speeds
    relative to them; engine: see ``collocation.engine_at``; spend: propellant at most; shift:
    revolutions more or less than those that come nearest; loose [rad]: by how much the mean
    longitude at arrival may differ, π for any; passes: how often the nodes' orbit is taken.  All
    in units in which GM is 1.
    """
    out[:] = math.nan
    path[:] = 0.0
    n = u.shape[0]
    w, first, b = np.zeros((2, 3)), np.empty(6), np.empty(6)
    m, cost = np.empty((n, 6, 3)), np.empty(n)
    y, ball = np.zeros((3, 3)), np.zeros((3, 6, 3))
    done, near, kept = NO_SOLUTION, TWO_PI * shift, u
    for _ in range(passes):
        push = np.empty((n, 3))
        lag, code = _asked(start, end, tof, free, w, near, first, b, ball)
        near = lag
        ball[2] = 0.0
        ball[2, 5, 0] = loose
        if code == OK:
            code = nodes(first, first + b, b[5], tof, path, m, cost, engine)
        weaker = min(1.0, MOST * spend / np.sum(cost)) if np.sum(cost) > 0.0 else 1.0
        m *= weaker
        cost *= weaker
        keep, mass = m.copy(), math.nan
        if code == OK:
            mass, code = greatest(m, b, ball, cost / spend, push, y)
        if code != OK:
            return done if done == OK else code
        used, full = 0.0, 0.0
        for j in range(n):
            size = math.sqrt(np.dot(push[j], push[j]))
            used += cost[j] * size
            full += size
        if not (used > BINDS * spend or full > BINDS * n):
            return done if done == OK else NOT_CONVERGED
        used = min(used, spend)
        w[0], w[1] = free[0] * y[0], -free[1] * y[1]
        # mass is the logarithmic mean of the masses at both ends, by which thrust changes speed
        out[0] = -used / math.expm1(-used / mass) if used > 0.0 else mass
        out[1], out[4] = used, lag
        out[2], out[3] = math.sqrt(np.dot(w[0], w[0])), math.sqrt(np.dot(w[1], w[1]))
        done, kept[:] = OK, weaker * push
        walked(first, tof, keep, push, mass, path)
    return done


@njit(parallel=True)
def heaviest_many(
    starts: Array, ends: Array, tofs: Array, free: Array, engine: Array, spend: Array,
    shifts: NDArray[np.int64], loose: float, per_turn: int, passes: int, out: Array,
    status: NDArray[np.int64],
) -> None:  # fmt: skip
    """Do ``heaviest`` for every row: starts, ends (n, 6); tofs, spend, shifts (n,); out (n, 5)."""
    for i in prange(tofs.size):
        n = room(starts[i], tofs[i], per_turn)
        if n == 0:
            out[i] = math.nan
            status[i] = BAD_INPUT
            continue
        status[i] = heaviest(
            starts[i], ends[i], tofs[i], free, engine, spend[i], shifts[i], loose, passes,
            out[i],
            np.empty((n, 6)), np.empty((n, 3)),
        )  # fmt: skip
