"""What it costs to take a miss away: impulses added to a flight with thrust.

A miss that is known: two impulses, the first at the node from which the sum of both is least, the
second at the end; found by the linear dynamics about the flight, and flown, until they hold.
Errors of the thrust as it is executed: at each of some dates, and at the end, an impulse.  Those
still to come take away the miss that all errors up to then lead to, with the least sum of squares;
the first of them is given, and the rest chosen anew at the next date.  By the linear dynamics, over
random errors.
Source: betts1998.  Checked: tests/lowthrust/test_corrections.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.kernels import status as st
from windlass.kernels.reference_forces import Model
from windlass.lowthrust.carried import Carried
from windlass.transfers.shooting import SCALE, Arcs, Patched
from windlass.transfers.steering import Steering, flown

Array = NDArray[np.float64]

NODES: Final = 60
"""Instants at which the first impulse may be."""
ROUNDS: Final = 20
HELD_M: Final = 1e3
HELD_M_S: Final = 1e-3
"""Miss at which a corrected flight holds."""
EVERY_S: Final = 30.0 * DAY_S
LAST_S: Final = (15.0 * DAY_S, 5.0 * DAY_S)
"""Dates of corrections: every so long, and so long before the end."""
SIZE: Final = 0.01
ANGLE_RAD: Final = math.radians(0.5)
"""Errors of thrust, standard deviations: share of its size; of its direction, about each of two
axes."""
SAMPLES: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Two impulses t_s (2,), dv_m_s (2, 3) that take a miss away: before [m, m/s], and what is left
    when they are flown."""

    t_s: tuple[float, float]
    dv_m_s: Array
    before: tuple[float, float]
    after: tuple[float, float]

    @property
    def total_m_s(self) -> float:
        """Sum of both."""
        return float(np.linalg.norm(self.dv_m_s, axis=1).sum())


def correction(among: Model, t_s: Array, state: Array, to: Array) -> Correction:
    """Return the two impulses that bring a flight to a state.

    among: all forces, thrust too; t_s (n + 1,): nodes from its beginning to its end; state, to
    (6,): barycentric, at its beginning and where it should end.  The propellant of the impulses
    is not counted in the mass.  Raises NotSolved where they do not hold when flown.
    """
    states = np.empty((len(t_s), 6))
    states[0] = state
    for k in range(len(t_s) - 1):
        states[k + 1] = flown(among, t_s[k : k + 1], states[k : k + 1], t_s[k + 1 : k + 2])[0]
    _, slope = Arcs(among, Patched(t_s=t_s, states=states, before=state, burns=(0,))).slopes(states)
    onto = _onto(slope)
    miss = states[-1] - to
    best, node, first = np.inf, 0, np.zeros(3)
    for k in range(len(t_s) - 1):
        dv = -np.linalg.solve(onto[k, :3, 3:], miss[:3])
        cost = float(np.linalg.norm(dv) + np.linalg.norm(miss[3:] + onto[k, 3:, 3:] @ dv))
        if cost < best:
            best, node, first = cost, k, dv
    begin, end = t_s[node : node + 1], t_s[-1:]
    for _ in range(ROUNDS):
        moved = states[node].copy()
        moved[3:] += first
        off = flown(among, begin, moved[None], end)[0] - to
        if np.linalg.norm(off[:3]) < HELD_M:
            break
        first = first - np.linalg.solve(onto[node, :3, 3:], off[:3])
    else:
        raise NotSolved(
            "two impulses do not take the miss away", status=st.NOT_CONVERGED,
            value=f"{np.linalg.norm(off[:3]) / 1e3:,.0f} km left",
            remedy="carry the leg over: its thrust does not lead near",
        )  # fmt: skip
    return Correction(
        t_s=(float(begin[0]), float(end[0])), dv_m_s=np.array([first, -off[3:]]),
        before=_sizes(miss), after=(float(np.linalg.norm(off[:3])), 0.0),
    )  # fmt: skip


def nodes(span_s: tuple[float, float], count: int = NODES) -> Array:
    """Return nodes of a flight (count + 1,), even."""
    return np.linspace(*span_s, count + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Navigated:
    """Random errors of thrust, k samples: the miss at the end (k, 2) [m, m/s] that they lead to if
    nothing is done; the sum of the corrections (k,) [m/s] that take it away, and what is left in
    position (k,) [m]; when the corrections are [s past J2000]."""

    miss: Array
    dv_m_s: Array
    left_m: Array
    t_s: Array

    def dv(self, share: float) -> float:
        """Return the sum of corrections [m/s] that suffices for a share of the samples."""
        return float(np.quantile(self.dv_m_s, share))

    def off(self, share: float) -> tuple[float, float]:
        """Return the miss [m, m/s] within which a share of the samples ends uncorrected."""
        return tuple(float(x) for x in np.quantile(self.miss, share, axis=0))  # type: ignore[return-value]


def navigated(
    path: Carried,
    *,
    seed: int,
    size: float = SIZE,
    angle_rad: float = ANGLE_RAD,
    steady: bool = False,
    samples: int = SAMPLES,
    every_s: float = EVERY_S,
) -> Navigated:
    """Return what errors of the thrust do to a leg, and what corrections take it away.

    size, angle_rad: standard deviations, normal; steady: the same error all the way, instead of
    another for each part; every_s: between corrections.  At each date the state is known, the
    errors to come are not.  Raises InvalidInput for what cannot be.
    """
    if not (size >= 0.0 and angle_rad >= 0.0 and samples > 0 and every_s > 0.0):
        raise InvalidInput(
            "errors of the thrust", value=(size, angle_rad, samples, every_s),
            remedy="give shares and radians of 0 or more, a count and seconds above 0",
        )  # fmt: skip
    task, steered = path.steered.task, path.steered
    among = reference.model((float(task.t_s[0]), float(task.t_s[-1])), without=path.without)
    _, by_state, by = Steering(among, task).slopes(steered.states, steered.control)
    onto = _onto(by_state)
    wrong = errors(
        steered.control, seed, samples=samples, size=size, angle_rad=angle_rad, steady=steady
    )
    drift = np.einsum("kij,kjl,skl->ski", onto[1:], by, wrong)
    stops = dates(task.t_s, every_s)
    off, total, done = np.zeros((samples, 6)), np.zeros(samples), 0
    for stop, gain in zip(stops, _gains(onto, stops), strict=True):
        off += drift[:, done:stop].sum(axis=1)
        dv = off @ gain.T
        off += dv @ onto[stop, :, 3:].T
        total += np.linalg.norm(dv, axis=1)
        done = int(stop)
    off += drift[:, done:].sum(axis=1)
    total += np.linalg.norm(off[:, 3:], axis=1)
    alone = drift.sum(axis=1).reshape(samples, 2, 3)
    return Navigated(
        miss=np.linalg.norm(alone, axis=2), dv_m_s=total,
        left_m=np.linalg.norm(off[:, :3], axis=1), t_s=np.append(task.t_s[stops], task.t_s[-1]),
    )  # fmt: skip


def dates(t_s: Array, every_s: float = EVERY_S) -> NDArray[np.int64]:
    """Return the nodes nearest to the dates of corrections."""
    begin, end = float(t_s[0]), float(t_s[-1])
    at = [*np.arange(begin + every_s, end - LAST_S[0], every_s), *(end - one for one in LAST_S)]
    found = np.abs(t_s[None, :] - np.array(at)[:, None]).argmin(axis=1)
    return np.unique(found[(found > 0) & (found < len(t_s) - 1)])


def flown_home(path: Carried, wrong: Array, *, every_s: float = EVERY_S) -> tuple[float, float]:
    """Return (sum of corrections [m/s], miss left in position [m]) of a leg flown with errors.

    wrong (n, 3): changes of the parts' impulses [N s].  The corrections are those of ``navigated``,
    from where the flight by all forces is at each date.
    """
    task, steered = path.steered.task, path.steered
    way = Steering(
        reference.model((float(task.t_s[0]), float(task.t_s[-1])), without=path.without), task
    )
    _, by_state, _ = way.slopes(steered.states, steered.control)
    onto = _onto(by_state)
    among = way.among._replace(thrust=way.thrust(steered.control + wrong).rows)
    state, total = steered.states[0].copy(), 0.0
    stops = dates(task.t_s, every_s)
    gains = dict(zip(stops.tolist(), _gains(onto, stops), strict=True))
    for k in range(len(task.t_s) - 1):
        state = flown(among, task.t_s[k : k + 1], state[None], task.t_s[k + 1 : k + 2])[0]
        if k + 1 in gains:
            dv = gains[k + 1] @ onto[k + 1] @ (state - steered.states[k + 1])
            state[3:] += dv
            total += float(np.linalg.norm(dv))
    left = _sizes(state - task.to)
    return total + left[1], left[0]


def errors(
    control: Array,
    seed: int,
    *,
    samples: int = SAMPLES,
    size: float = SIZE,
    angle_rad: float = ANGLE_RAD,
    steady: bool = False,
) -> Array:
    """Return changes (samples, n, 3) of the parts' impulses (n, 3) [N s], as ``navigated`` has."""
    rng = np.random.default_rng(seed)
    n = len(control)
    drawn = rng.standard_normal((samples, 1 if steady else n, 3))
    drawn = np.broadcast_to(drawn, (samples, n, 3))
    length = np.linalg.norm(control, axis=1)
    one, two = across(control)
    return np.asarray(
        size * drawn[..., :1] * control
        + angle_rad * length[:, None] * (drawn[..., 1:2] * one + drawn[..., 2:] * two)
    )


def across(control: Array) -> tuple[Array, Array]:
    """Return two directions (n, 3) across each of some vectors (n, 3), and across each other."""
    length = np.linalg.norm(control, axis=1, keepdims=True)
    along = np.divide(control, length, out=np.zeros_like(control), where=length > 0.0)
    pole = np.zeros_like(control)
    pole[np.arange(len(control)), np.abs(along).argmin(axis=1)] = 1.0
    one = np.cross(along, pole)
    one /= np.maximum(np.linalg.norm(one, axis=1, keepdims=True), 1e-12)
    return one, np.cross(along, one)


def _gains(onto: Array, stops: NDArray[np.int64]) -> Array:
    """Return what impulse [m/s] each date gives for the miss ahead (k, 3, 6)."""
    last = np.concatenate([np.zeros((3, 3)), np.eye(3)])
    by = [*onto[stops, :, 3:] / SCALE[:, None], last / SCALE[:, None]]
    return np.array([
        -(np.linalg.pinv(np.concatenate(by[k:], axis=1)) / SCALE)[:3] for k in range(len(stops))
    ])  # fmt: skip


def _onto(slope: Array) -> Array:
    """Return the derivatives (n + 1, 6, 6) of the end by the states at the nodes."""
    n = len(slope)
    onto = np.empty((n + 1, 6, 6))
    onto[n] = np.eye(6)
    for k in range(n - 1, -1, -1):
        onto[k] = onto[k + 1] @ slope[k]
    return onto


def _sizes(state: Array) -> tuple[float, float]:
    return float(np.linalg.norm(state[:3])), float(np.linalg.norm(state[3:]))
