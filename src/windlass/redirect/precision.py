"""How near a delivery arrives: a push that wanders, steered again and again by what is known.

Along the way of the linear answer the state is known at each correction but for the error of
navigation; what is kept back of the thrust is steered with, the rest of the way in the sense of
least squares, no more than there is; until the next correction the push wanders by its own share.
Linear about the way, samples by a seed.  Source: gates1963, bryson1975.
Checked: tests/redirect/test_precision.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import G0
from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.sources import table
from windlass.bodies.forces import gm_sun
from windlass.lowthrust.surrogate import estimate
from windlass.redirect.deliver import Largest, leg
from windlass.redirect.kept_back import MOST
from windlass.redirect.task import Task

Array = NDArray[np.float64]

SAMPLES: Final = 500
SEED: Final = 8
STEP_S: Final = 4.0 * DAY_S
SHARE: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """One standard deviation each: share of the push by which it wanders from correction to
    correction, on all axes together; position_m, velocity_m_s on each axis when a correction is
    decided; every_s: between corrections; last_s: from the last one to the end, those before it
    each twice as far apart; lost_m: farther off than that it does not arrive."""

    wanders: float
    position_m: float
    velocity_m_s: float
    every_s: float
    last_s: float
    lost_m: float

    def __post_init__(self) -> None:
        told = (self.wanders, self.position_m, self.velocity_m_s)
        ends = (self.every_s, self.last_s, self.lost_m)
        if not (all(0.0 <= x < np.inf for x in told) and all(0.0 < x < np.inf for x in ends)):
            raise InvalidInput(
                "errors of a delivery", value=(*told, *ends),
                remedy="give errors of 0 or more, and times and distances above 0",
            )  # fmt: skip


def errors(wanders: float) -> Errors:
    """Return the errors that data/navigation.toml assumes, with a technique's own."""
    t = table("navigation")
    return Errors(
        wanders=wanders, position_m=float(t["knowledge"]["position"]["value"]),
        velocity_m_s=float(t["knowledge"]["velocity"]["value"]),
        every_s=float(t["steady"]["every"]["value"]) * DAY_S,
        last_s=float(t["steady"]["last"]["value"]) * DAY_S,
        lost_m=float(t["delivery"]["lost"]["value"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Off the end of the leg: what SHARE of the samples keep within, position_m and velocity_m_s,
    None where fewer arrive; lost: share that does not."""

    position_m: float | None
    velocity_m_s: float | None
    lost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A way between corrections: over (n, 6, 6) of a deviation, by (n, 6, 3) of a constant
    acceleration; push, spare (n,) [m/s²]: what it gives there, and what is left to steer with."""

    over: Array
    by: Array
    push: Array
    spare: Array


def corrected(lasts_s: float, every_s: float, last_s: float) -> Array:
    """Return when a way [s] is corrected, with its end: the last intervals each half the one
    before, down to last_s."""
    before = [0.0]
    while before[-1] < lasts_s:
        before.append(before[-1] + min(every_s, max(last_s, before[-1])))
    inner = [x for x in before if x < lasts_s - 0.5 * last_s]
    return lasts_s - np.array([lasts_s, *inner[::-1]])


def linear(task: Task, made: Largest, every_s: float, last_s: float) -> Linear:
    """Return a delivery's way about the Sun, cut where it is corrected.

    Raises NotSolved where its linear answer has no way.
    """
    found = estimate(leg(task, made), made.shift).guess
    t = found.share * found.tof_s
    exhaust = made.engine.isp_s * G0
    grows = np.gradient(-np.log(found.states[:, 6]), t) * exhaust
    cuts = corrected(found.tof_s, every_s, last_s)
    over, by, push, spare = [], [], [], []
    for first, last in pairwise(cuts):
        steps = max(1, int(np.ceil((last - first) / STEP_S)))
        at = np.linspace(first, last, 2 * steps + 1)
        r = np.stack([np.interp(at, t, found.states[:, k]) for k in range(3)], axis=1)
        phi, b = between(r, (last - first) / steps, gm_sun())
        over.append(phi)
        by.append(b)
        used = float(np.interp(0.5 * (first + last), t, grows))
        mass = float(np.interp(0.5 * (first + last), t, found.states[:, 6]))
        far = float(np.linalg.norm(r[len(r) // 2]))
        most = float(made.engine.engine.at(far)[0]) / mass
        push.append(max(0.0, used))
        spare.append(max(most * MOST - used, (MOST - 1.0) * most))
    return Linear(over=np.array(over), by=np.array(by), push=np.array(push), spare=np.array(spare))


def between(r: Array, step_s: float, gm: float) -> tuple[Array, Array]:
    """Return how a deviation goes on, (6, 6), and what a constant acceleration adds, (6, 3).

    r (2 n + 1, 3): places at the ends and middles of n steps [m]; gm [m³/s²].  By Runge and
    Kutta's rule, on the gradient of gravity at these places.
    """
    y = np.zeros((6, 9))
    y[:, :6] = np.eye(6)
    pushes = np.zeros((6, 9))
    pushes[3:, 6:] = np.eye(3)
    slopes = np.zeros((len(r), 6, 6))
    slopes[:, :3, 3:] = np.eye(3)
    far = np.linalg.norm(r, axis=1)[:, None, None]
    slopes[:, 3:, :3] = gm * (3.0 * r[:, :, None] * r[:, None, :] / far**5 - np.eye(3) / far**3)
    for k in range(0, len(r) - 1, 2):
        a, m, e = slopes[k], slopes[k + 1], slopes[k + 2]
        k1 = a @ y + pushes
        k2 = m @ (y + 0.5 * step_s * k1) + pushes
        k3 = m @ (y + 0.5 * step_s * k2) + pushes
        k4 = e @ (y + step_s * k3) + pushes
        y = y + step_s / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4)
    return y[:, :6], y[:, 6:]


def gains(way: Linear, errors: Errors) -> Array:
    """Return what of a known deviation (n, 3, 6) is steered at each correction [m/s²].

    The least steering by what there is of it over the rest of the way, against where it ends by
    what navigation knows: a linear regulator, backwards.
    """
    unit = np.array([max(errors.position_m, 1.0)] * 3 + [max(errors.velocity_m_s, 1e-7)] * 3)
    out, worth = np.zeros((len(way.over), 3, 6)), np.eye(6)
    for k in range(len(way.over) - 1, -1, -1):
        phi = way.over[k] * unit / unit[:, None]
        does = way.spare[k] * way.by[k] / unit[:, None]
        back = worth @ does
        gain = np.linalg.solve(np.eye(3) + does.T @ back, back.T @ phi)
        worth = phi.T @ worth @ (phi - does @ gain)
        worth = 0.5 * (worth + worth.T)
        out[k] = -way.spare[k] * gain / unit
    return out


def flown(way: Linear, errors: Errors, samples: int = SAMPLES, seed: int = SEED) -> Array:
    """Return where samples end, off the way's end, (samples, 6) [m, m/s]."""
    rng = np.random.default_rng(seed)
    steer = gains(way, errors)
    known = np.array([errors.position_m] * 3 + [errors.velocity_m_s] * 3)
    x = known * rng.normal(size=(samples, 6))
    for k in range(len(way.over)):
        told = x + known * rng.normal(size=x.shape)
        want = told @ steer[k].T
        size = np.linalg.norm(want, axis=1)
        want *= np.minimum(1.0, way.spare[k] / np.maximum(size, 1e-300))[:, None]
        gives = np.hypot(way.push[k], np.minimum(size, way.spare[k]))
        wrong = (errors.wanders / np.sqrt(3.0) * gives)[:, None] * rng.normal(size=(samples, 3))
        x = x @ way.over[k].T + (want + wrong) @ way.by[k].T
    return x


def precision(task: Task, made: Largest, errors: Errors) -> Precision:
    """Return how near a delivery's leg arrives.

    Raises NotSolved where its linear answer has no way.
    """
    x = flown(linear(task, made, errors.every_s, errors.last_s), errors)
    away, fast = np.linalg.norm(x[:, :3], axis=1), np.linalg.norm(x[:, 3:], axis=1)
    lost = float((away > errors.lost_m).mean())
    if lost > 1.0 - SHARE:
        return Precision(position_m=None, velocity_m_s=None, lost=lost)
    return Precision(
        position_m=float(np.quantile(away, SHARE)), velocity_m_s=float(np.quantile(fast, SHARE)),
        lost=lost,
    )  # fmt: skip
