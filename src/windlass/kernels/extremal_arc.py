"""Flights along extremals, with their variations: an explicit method of order 8, cut where it must.

Steps end where the throttle's law changes, and where one cubic of the engine's table goes over into
another, so that each is smooth; the variations jump at switches as they must.
Source: hairer1993, bertrand2002.  Checked: tests/kernels/test_extremal_arc.py.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels._jit import njit
from windlass.kernels.hairer1993 import FIFTH, STAGES, STEP, THIRD
from windlass.kernels.pontryagin import (
    BETWEEN,
    BY_SWITCH,
    OFF,
    ON,
    field,
    law_at,
    slopes,
    switching,
    throttle_at,
    variation,
)
from windlass.kernels.status import BAD_INPUT, NOT_CONVERGED, OK, OUT_OF_DOMAIN

Array = NDArray[np.float64]
Index = NDArray[np.int64]

STAGE_COUNT: Final = 12
MOST_STEPS: Final = 20_000
LOG: Final = 17
"""Columns of a log: time, y (14), throttle, law."""
NEAREST: Final = 0.02
"""Distances below are refused: a flight into the Sun."""
LIGHTEST: Final = 1e-3


@njit
def _step(
    y: Array,
    engine: Array,
    law: int,
    kappa: float,
    h: float,
    stages: Array,
    rates: Array,
    to: Array,
) -> float:
    """Put y after a step of h into to; rates[0] is known; return the error in tolerances of 1."""
    for i in range(1, STAGE_COUNT):
        for c in range(14):
            total = 0.0
            for j in range(i):
                total += STAGES[i, j] * rates[j, c]
            stages[i, c] = y[c] + h * total
        if not (stages[i, 6] > 0.0):
            return np.inf
        field(stages[i], engine, law, kappa, rates[i])
    five, three = 0.0, 0.0
    for c in range(14):
        total, e5, e3 = 0.0, 0.0, 0.0
        for j in range(STAGE_COUNT):
            total += STEP[j] * rates[j, c]
            e5 += FIFTH[j] * rates[j, c]
            e3 += THIRD[j] * rates[j, c]
        to[c] = y[c] + h * total
        scale = 1.0 + max(abs(y[c]), abs(to[c]))
        five += (e5 / scale) ** 2
        three += (e3 / scale) ** 2
    below = five + 0.01 * three
    if not (below < np.inf):
        return np.inf
    return 0.0 if below == 0.0 else abs(h) * five / math.sqrt(below * 14.0)


@njit
def _vary(phi: Array, engine: Array, law: int, kappa: float, h: float, stages: Array) -> None:
    """Carry the variations phi (14, 14) over the step whose stages are given."""
    a = np.empty((14, 14))
    rates = np.zeros((STAGE_COUNT, 14, 14))
    for i in range(STAGE_COUNT):
        here = phi.copy()
        for j in range(i):
            if STAGES[i, j] != 0.0:
                here += h * STAGES[i, j] * rates[j]
        variation(stages[i], engine, law, kappa, a)
        for b in range(14):
            for c in range(14):
                if a[b, c] != 0.0:
                    rates[i, b] += a[b, c] * here[c]
    for j in range(STAGE_COUNT):
        if STEP[j] != 0.0:
            phi += h * STEP[j] * rates[j]


@njit
def _margin(s: float, law: int, kappa: float) -> float:
    """Return how far S is inside its law: below 0 it asks for another."""
    if law == ON:
        return -kappa - s
    if law == OFF:
        return s - kappa
    return kappa - abs(s)


@njit
def _dips(m0: float, d0: float, m1: float, d1: float, h: float) -> bool:
    """Return whether the cubic through two margins and their rates falls below 0 between."""
    if not (d0 < 0.0 < d1):
        return False
    for k in range(1, 16):
        x = k / 16.0
        w = (1.0 - x) ** 2 * ((1.0 + 2.0 * x) * m0 + x * h * d0)
        if w + x * x * ((3.0 - 2.0 * x) * m1 - (1.0 - x) * h * d1) < 0.0:
            return True
    return False


@njit
def _grazes(s0: float, d0: float, s1: float, d1: float, h: float, law: int, kappa: float) -> bool:
    """Return whether S may leave its law within a step and come back."""
    if law == ON:
        return _dips(-kappa - s0, -d0, -kappa - s1, -d1, h)
    if law == OFF:
        return _dips(s0 - kappa, d0, s1 - kappa, d1, h)
    return _dips(kappa - s0, -d0, kappa - s1, -d1, h) or _dips(kappa + s0, d0, kappa + s1, d1, h)


@njit
def _locate(
    y: Array, engine: Array, law: int, kappa: float, h: float, level: float, below: bool,
    stages: Array, rates: Array, to: Array,
) -> tuple[float, bool]:  # fmt: skip
    """Return (length of the step at whose end S is at a level, found): Newton within a bracket.

    below: whether S is below the level before.
    """
    slope = np.empty(14)
    last = np.empty(14)
    low, high = 0.0, h
    x = 0.5 * h
    for _ in range(60):
        _step(y, engine, law, kappa, x, stages, rates, to)
        rate = field(to, engine, law, kappa, last)
        s, _, _ = slopes(to, engine, slope)
        if (s < level) == below:
            low = x
        else:
            high = x
        new = x - (s - level) / rate if rate != 0.0 else 0.5 * (low + high)
        if not (low < new < high):
            new = 0.5 * (low + high)
        if abs(new - x) <= 4e-16 * (1.0 + h) or high - low <= 4e-16 * (1.0 + h):
            return x, True
        x = new
    return x, False


@njit
def _knot(y: Array, to: Array, engine: Array) -> float:
    """Return the distance at which a step comes to another cubic of the engine; 0 if to none."""
    here = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
    there = math.sqrt(to[0] * to[0] + to[1] * to[1] + to[2] * to[2])
    if not (there < np.inf):
        return 0.0
    way = 1 if there > here else -1
    at = (here - engine[0, 0]) / engine[0, 1]
    # a step that begins on a knot has left it
    k = math.floor(at + 1e-9 * way) + (1 if way > 0 else 0)
    last = engine.shape[0] - 2
    while True:
        knot: float = engine[0, 0] + k * engine[0, 1]
        if (knot - there) * way >= -1e-12:
            return 0.0
        if 1 <= k <= last:
            a, b = engine[k], engine[k + 1]
            if abs(a[0] - b[0]) > 1e-12 or abs(a[4] - b[4]) > 1e-12:
                return knot
        elif (k > last and way > 0) or (k < 1 and way < 0):
            return 0.0
        k += way


@njit
def _reach(
    y: Array, engine: Array, law: int, kappa: float, h: float, knot: float, stages: Array,
    rates: Array, to: Array,
) -> float:  # fmt: skip
    """Return the length of the step that ends at a distance; the step is left in to."""
    x, best = 0.5 * h, h
    for _ in range(12):
        _step(y, engine, law, kappa, x, stages, rates, to)
        r = math.sqrt(to[0] * to[0] + to[1] * to[1] + to[2] * to[2])
        climb = (to[0] * to[3] + to[1] * to[4] + to[2] * to[5]) / r
        best = x
        if climb == 0.0 or abs(r - knot) <= 1e-15:
            break
        x -= (r - knot) / climb
        if not (0.0 < x < h):
            best = 0.5 * h
            break
    _step(y, engine, law, kappa, best, stages, rates, to)
    return best


@njit
def _switch(y: Array, phi: Array, engine: Array, law: int, kappa: float, vary: bool) -> int:
    """Return the law that follows at a switch; let the variations jump."""
    s = switching(y, engine)
    after = ON if s < 0.0 else OFF
    before_rate, after_rate = np.empty(14), np.empty(14)
    slope = np.empty(14)
    if law != BETWEEN:
        after = BETWEEN if kappa > 0.0 else (OFF if law == ON else ON)
    rate = field(y, engine, law, kappa, before_rate)
    field(y, engine, after, kappa, after_rate)
    slopes(y, engine, slope)
    if vary and kappa == 0.0:
        back = slope @ phi
        for a in range(14):
            phi[a] += (after_rate[a] - before_rate[a]) / rate * back
    return after


@njit
def _note(log: Array, count: int, t: float, y: Array, engine: Array, law: int, kappa: float) -> int:
    """Write a line of the log where there is room; return how many there are."""
    if count < log.shape[0]:
        p, _, _ = throttle_at(switching(y, engine), law, kappa)
        log[count, 0] = t
        log[count, 1:15] = y
        log[count, 15], log[count, 16] = p, law
        return count + 1
    return count


@njit
def arc(
    start: Array, span: float, engine: Array, rule: int, kappa: float, tol: float, vary: bool,
    log: Array,
) -> tuple[Array, Array, int, int, int]:  # fmt: skip
    """Return (y, variations (14, 14), law, lines of the log, status) after a span of time ≥ 0.

    rule: OFF, ON or BY_SWITCH; kappa ≥ 0; tol: of a step, over 1 + |y|; vary: whether variations
    are wanted; log (k, LOG): one line a step, two at a switch; k = 0 for none.
    """
    y, phi = start.copy(), np.eye(14)
    law = rule if rule != BY_SWITCH else law_at(switching(y, engine), kappa)
    if not (span >= 0.0 and kappa >= 0.0 and tol > 0.0 and y[6] > 0.0):
        return y, phi, law, 0, BAD_INPUT
    stages, rates = np.empty((STAGE_COUNT, 14)), np.empty((STAGE_COUNT, 14))
    to, last = np.empty(14), np.empty(14)
    t, h = 0.0, min(span, 0.05)
    count = _note(log, 0, t, y, engine, law, kappa)
    for _ in range(MOST_STEPS):
        if t >= span:
            return y, phi, law, count, OK
        h = min(h, span - t)
        whole = h == span - t
        stages[0] = y
        rate = field(y, engine, law, kappa, rates[0])
        error = _step(y, engine, law, kappa, h, stages, rates, to) / tol
        if not (error <= 1.0):
            h *= max(0.1, 0.9 * error**-0.125) if error < np.inf else 0.1
            if not (h > 1e-13 * (1.0 + span)):
                return y, phi, law, count, NOT_CONVERGED
            continue
        grow = min(6.0, 0.9 * error**-0.125) if error > 0.0 else 6.0
        knot = _knot(y, to, engine) if law != OFF else 0.0
        if knot > 0.0:
            h = _reach(y, engine, law, kappa, h, knot, stages, rates, to)
            whole = False
        turn = False
        used = h
        if rule == BY_SWITCH:
            s0, s1 = switching(y, engine), switching(to, engine)
            rate1 = field(to, engine, law, kappa, last)
            past = _margin(s1, law, kappa) < 0.0
            if not past and _grazes(s0, rate, s1, rate1, h, law, kappa):
                h *= 0.5
                if not (h > 1e-13 * (1.0 + span)):
                    return y, phi, law, count, NOT_CONVERGED
                continue
            if past:
                level = -kappa if law == ON or (law == BETWEEN and s1 < 0.0) else kappa
                used, turn = _locate(
                    y, engine, law, kappa, h, level, s1 >= level, stages, rates, to
                )
                if not turn:
                    return y, phi, law, count, NOT_CONVERGED
                whole = False
        if vary:
            _vary(phi, engine, law, kappa, used, stages)
        y[:] = to
        t = span if whole else t + used
        distance = math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2])
        if not (distance > NEAREST and y[6] > LIGHTEST):
            return y, phi, law, count, OUT_OF_DOMAIN
        count = _note(log, count, t, y, engine, law, kappa)
        if turn:
            law = _switch(y, phi, engine, law, kappa, vary)
            count = _note(log, count, t, y, engine, law, kappa)
        h = max(h - used, 0.1 * h) if turn else used * grow
    return y, phi, law, count, NOT_CONVERGED


@njit
def arcs(
    starts: Array, spans: Array, engine: Array, rules: Index, kappa: float, tol: float, vary: bool,
    ends: Array, phis: Array, rates: Array,
) -> int:  # fmt: skip
    """Fly arcs (n, 14) over spans (n,); put their ends, variations and rates there into arrays
    (n, 14), (n, 14, 14), (n, 14); return the first status that is not OK."""
    none = np.empty((0, LOG))
    for k in range(spans.size):
        y, phi, law, _, status = arc(starts[k], spans[k], engine, rules[k], kappa, tol, vary, none)
        if status != OK:
            return status
        ends[k], phis[k] = y, phi
        field(y, engine, law, kappa, rates[k])
    return OK
