"""Monte Carlo of a plan: the orbit is not known exactly, manoeuvres are not carried out exactly.

Every sample is flown by the reference model from node to node.  At each correction the state is
known but for the error of navigation; the changes of this and all later manoeuvres that bring it
to its end are the least in the sense of squares, by the linear map along the plan, and the first
of them is carried out, with its errors.  Source: gates1963, betts1998.
Checked: tests/verify/test_spread.py.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.base.progress import Progress, silent
from windlass.base.sources import table
from windlass.bodies import fast
from windlass.bodies.clones import Clones
from windlass.bodies.planets import load
from windlass.kernels import status as st
from windlass.verify.plan import Plan

Array = NDArray[np.float64]

NUDGE: Final = np.array([1e4] * 3 + [1e-3] * 3)
"""Changes [m, m/s] of a node by which its flight is differenced."""
BENT_M: Final = 1e9
"""Nearer to Earth than that paths bend, and the changes are as much smaller."""
SHARES: Final = (0.5, 0.9, 0.99)
FEWEST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Navigation:
    """Errors of one standard deviation and the schedule of corrections; see data/navigation.toml.

    magnitude: share of a manoeuvre; pointing [rad], fixed [m/s], position [m], velocity [m/s]: on
    each axis; first_s, every_s: from a burn to a correction, between corrections; delivery (2,):
    errors at arrival [m, m/s] that weigh as a correction of 1 m/s; lost_m: see Spread.
    """

    magnitude: float
    pointing_rad: float
    fixed_m_s: float
    position_m: float
    velocity_m_s: float
    first_s: float
    every_s: float
    delivery: tuple[float, float]
    lost_m: float


def navigation(*, chemical: bool = False) -> Navigation:
    """Return what data/navigation.toml assumes: of a tug with its asteroid, or a chemical stage."""
    t = table("navigation")
    done, known, when, end = (t[k] for k in ("execution", "knowledge", "schedule", "delivery"))
    ship = t["chemical"] if chemical else done | when

    def value(part: Any) -> float:
        return float(part["value"])

    return Navigation(
        magnitude=value(ship["magnitude"]), pointing_rad=value(ship["pointing"]),
        fixed_m_s=value(done["fixed"]), position_m=value(known["position"]),
        velocity_m_s=value(known["velocity"]), first_s=value(ship["first"]) * DAY_S,
        every_s=value(ship["every"]) * DAY_S,
        delivery=(value(ship["place"] if chemical else end["position"]), value(end["velocity"])),
        lost_m=value(end["lost"]),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Samples of a plan flown with errors and corrections.

    start_m (m,): how far each began from the plan; correction_m_s (m,): what its manoeuvres cost
    beyond the plan's; miss_m, miss_m_s (m,): off its end at arrival; lost (m,): further off than
    Navigation.lost_m, or not flown to the end; off (m, n, 6): from the plan after burns at each
    node [m, m/s], at nodes after arrival that at arrival; nodes: those with corrections.
    """

    start_m: Array
    correction_m_s: Array
    miss_m: Array
    miss_m_s: Array
    lost: NDArray[np.bool_]
    off: Array
    nodes: tuple[int, ...]
    basis: str

    def __len__(self) -> int:
        return len(self.correction_m_s)

    def at(self, share: float) -> tuple[float, float, float]:
        """Return the correction Δv [m/s] that a share of flights stays below, with a range.

        The range holds the true one with 90 % confidence, by the order of the samples; lost ones
        count as infinitely dear: inf where there are too many of them, or too few samples.
        """
        if not 0.0 < share < 1.0:
            raise InvalidInput("share of flights", value=share, remedy="give one within 0 and 1")
        x = np.sort(np.where(self.lost, math.inf, self.correction_m_s))
        n = x.size
        low, high = binom.ppf(0.05, n, share), binom.ppf(0.95, n, share)
        ends = [x[int(k)] if 0 <= k < n else math.inf for k in (max(low - 1, 0), high)]
        return float(x[min(n - 1, math.ceil(share * n) - 1)]), float(ends[0]), float(ends[1])


def opportunities(plan: Plan, how: Navigation) -> tuple[int, ...]:
    """Return the nodes of burns and corrections: the last one is where the plan arrives."""
    t, last = plan.path.t_s, -math.inf
    burns, made = set(plan.path.burns), []
    for k in range(plan.arrives):
        ready = t[k] - last >= how.every_s if k not in burns else True
        later = [t[b] for b in (*burns, plan.arrives) if b > k]
        if k in burns or (ready and last > -math.inf and min(later) - t[k] >= 0.5 * how.first_s):
            made.append(k)
            last = t[k] + (how.first_s - how.every_s if k in burns else 0.0)
    return (*made, plan.arrives)


def transitions(plan: Plan, end: int) -> Array:
    """Return derivatives (end, 6, 6) of each node's arrival by the state of the one before."""
    t, s = plan.path.t_s[: end + 1], plan.path.states[: end + 1]
    earth = load().body("earth", centre="barycentre").state(t[:-1])[0]
    near = np.minimum(1.0, np.linalg.norm(s[:-1, :3] - earth, axis=1) / BENT_M)[:, None]
    made = np.empty((end, 6, 6))
    for k in range(6):
        step = near * NUDGE[k]
        ends = [
            plan.flown(t[:-1], s[:-1] + sign * step * np.eye(6)[k], t[1:]) for sign in (1.0, -1.0)
        ]
        made[:, :, k] = (ends[0] - ends[1]) / (2.0 * step)
    return made


def gains(plan: Plan, how: Navigation, at: tuple[int, ...]) -> list[Array]:
    """Return for each opportunity the change of its manoeuvre (3, 6) by the deviation before it."""
    step = transitions(plan, plan.arrives)
    scale = np.repeat(how.delivery, 3)
    to_end = {plan.arrives: np.eye(6)}
    whole = np.eye(6)
    for k in range(plan.arrives - 1, -1, -1):
        whole = whole @ step[k]
        to_end[k] = whole
    made = []
    for j, node in enumerate(at[:-1]):
        later = np.concatenate([to_end[k][:, 3:] for k in at[j:]], axis=1)
        rows = np.concatenate([later / scale[:, None], np.eye(later.shape[1])])
        want = np.concatenate([-to_end[node] / scale[:, None], np.zeros((later.shape[1], 6))])
        made.append(np.linalg.lstsq(rows, want, rcond=None)[0][:3])
    made.append(np.concatenate([np.zeros((3, 3)), -np.eye(3)], axis=1))
    return made


def strayed(cloned: Clones | None, t_s: float, samples: int) -> Array:
    """Return how far (m, 6) clones are at an epoch from the first of them, the orbit itself.

    By the fast mode; what meets a body on the way is nan.  Raises InvalidInput where the orbit
    itself does.
    """
    if cloned is None:
        return np.zeros((samples, 6))
    ends = fast.final_states(cloned.r, cloned.v, cloned.epoch_s, t_s, push=cloned.push)
    if ends.status[0] != st.OK:
        raise InvalidInput(
            f"the orbit of {cloned.designation} meets a body before the plan does",
            remedy="give an earlier date, or another orbit",
        )
    states = np.concatenate([ends.r, ends.v], axis=1)
    states[ends.status != st.OK] = np.nan
    return np.asarray((states - states[0])[np.arange(samples) % len(states)])


def spread(
    plan: Plan,
    cloned: Clones | None,
    *,
    samples: int = 500,
    seed: int = 1,
    how: Navigation | None = None,
    progress: Progress | None = None,
) -> Spread:
    """Fly samples of a plan; cloned: of the asteroid that it begins with, None: begins exactly.

    Raises InvalidInput for fewer than 20 samples.
    """
    if samples < FEWEST:
        raise InvalidInput("samples of a plan", value=samples, remedy=f"ask for {FEWEST} or more")
    how = how or navigation()
    rng = np.random.default_rng(seed)
    at = opportunities(plan, how)
    gain = dict(zip(at, gains(plan, how, at), strict=True))
    t, n = plan.path.t_s, len(plan.path.t_s)
    burns = dict(zip(plan.path.burns, plan.dv_m_s, strict=True))
    first = strayed(cloned, float(t[0]), samples)
    x = plan.arrived[0] + first
    spent, off = np.zeros(samples), np.empty((samples, n, 6))
    alive = np.isfinite(x).all(axis=1)
    with (progress or silent()).task("flying samples", plan.arrives) as step:
        for k in range(plan.arrives + 1):
            if k in gain:
                rough = x - plan.arrived[k]
                rough += rng.normal(size=(samples, 6)) * known(how)
                want = rough @ gain[k].T + burns.get(k, np.zeros(3))
                spent += np.linalg.norm(want, axis=1)
                x[:, 3:] += carried_out(want, how, rng)
            off[:, k] = x - plan.path.states[k]
            if k < plan.arrives:
                x = tried(plan, x, float(t[k]), float(t[k + 1]), alive)
                step.advance()
    off[:, plan.arrives :] = off[:, plan.arrives, None]
    miss = np.linalg.norm(off[:, plan.arrives, :3], axis=1)
    lost = ~alive | ~(miss <= how.lost_m)
    return Spread(
        start_m=np.linalg.norm(first[:, :3], axis=1),
        correction_m_s=spent - plan.total_m_s, miss_m=miss,
        miss_m_s=np.linalg.norm(off[:, plan.arrives, 3:], axis=1), lost=lost, off=off, nodes=at,
        basis="begins exactly" if cloned is None else cloned.text,
    )  # fmt: skip


def known(how: Navigation) -> Array:
    """Return the error of navigation (6,) of one standard deviation [m, m/s]."""
    return np.array([how.position_m] * 3 + [how.velocity_m_s] * 3)


def carried_out(want: Array, how: Navigation, rng: np.random.Generator) -> Array:
    """Return manoeuvres (m, 3) with errors of size and direction."""
    size = np.linalg.norm(want, axis=1)[:, None]
    along = want / np.maximum(size, 1e-12)
    error = rng.normal(size=want.shape)
    across = error - np.sum(error * along, axis=1)[:, None] * along
    longer = how.magnitude * size * rng.normal(size=size.shape)
    fixed = how.fixed_m_s * rng.normal(size=want.shape)
    return np.asarray(want + longer * along + how.pointing_rad * size * across + fixed)


def tried(
    plan: Plan, x: Array, t0: float, t1: float, alive: NDArray[np.bool_]
) -> Array:  # fmt: skip
    """Return where samples are at t1; those that cannot be flown on are no more alive, and nan."""
    out = np.full_like(x, np.nan)
    alive &= np.isfinite(x).all(axis=1)
    out[alive], status = plan.tried(
        np.full(int(alive.sum()), t0), x[alive], np.full(int(alive.sum()), t1)
    )
    alive[alive] = status == st.OK
    out[~alive] = np.nan
    return out
