"""A leg on given dates by the interior-point method of the package's own kernels, a tenth of
IPOPT's time.

It takes legs whose dates, mass and ends are given and whose mass at arrival is to be greatest, as
most are that are asked by the thousand.  A road is the steps from a guess to the leg's own problem:
at first the engine may do more than it can.  Where a road leads nowhere, None says so; ``direct``
then asks IPOPT.
Source: wachter2006.  Checked: tests/lowthrust/test_swift.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.kernels import collocation as co
from windlass.kernels import collocation_interior as inner
from windlass.kernels import collocation_second as second
from windlass.lowthrust.leg import LowThrustLeg
from windlass.lowthrust.programme import LEAST, Programme

Array = NDArray[np.float64]

ROUNDS: Final = 100
"""Of each step of a road."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """top: most flow, as a share of the engine's; mu: weight of the barriers at first and at last;
    near: how exact; inside: how far inside its bounds it begins; curve: share of the motion's
    second derivatives that is counted."""

    top: float = 1.0
    mu: tuple[float, float]
    near: float
    inside: float
    curve: float = 1.0


Road = tuple[Step, ...]

SHARP: Final = Step(mu=(3e-3, 1e-7), near=1e-7, inside=3e-2)
"""From a flight with a smooth throttle to that of least propellant."""
COLD: Final[tuple[Road, ...]] = (
    (Step(top=2.0, mu=(1e-2, 1e-2), near=1e-2, inside=0.1, curve=0.4), SHARP),
    (Step(top=1.5, mu=(1e-2, 1e-2), near=1e-2, inside=0.1, curve=0.6), SHARP),
    (Step(top=2.0, mu=(1e-2, 1e-2), near=1e-2, inside=0.3, curve=0.8), SHARP),
)
"""From a guess: the next where one leads nowhere."""
WARM: Final[tuple[Road, ...]] = (
    (Step(mu=(1e-3, 1e-8), near=1e-7, inside=1e-2),),
    (Step(mu=(3e-3, 1e-8), near=1e-7, inside=3e-2),),
)
"""The same from a solution on another mesh."""


def fits(leg: LowThrustLeg) -> bool:
    """Whether a leg is one of those that this solves."""
    met = leg.start.vinf_m_s == leg.end.vinf_m_s == (0.0, 0.0)
    held = leg.mass_kg[0] == leg.mass_kg[1] and leg.spend_kg is None
    return bool(leg.timed and met and held and leg.goal == "mass")


def swift(programme: Programme, x: Array, road: Road) -> tuple[Array, Array, int] | None:
    """Return (unknowns, multipliers of the constraints, rounds taken) at the end of a road, None
    where it leads nowhere."""
    n, s, free = programme.n, programme.s, programme.free
    weights = np.ascontiguousarray(np.linalg.inv(programme.d[:, 1:]))
    rows, columns = co.jacobian_places(n, s, free)
    entries = second.hessian_places(n, s, free)[0].size
    x = x.copy()
    ends = programme.ends(x)
    x[programme.first : programme.first + 6] = ends[0, 0]
    own = x[co.U : programme.first].reshape(n, programme.wide)
    own[programme.off, :-1], own[programme.off, -1] = 0.0, LEAST
    limits = slice(co.LIMITS, co.LIMITS + n * free)
    held, taken = np.zeros(programme.count), 0
    for step in road:
        mu, mu_end = step.mu
        flow, throttle = _inside(own, programme.off, free, step)
        deep = np.maximum(flow[:, None] ** 2 - (throttle**2).sum(axis=2), 1e-300)
        zc = np.empty((n, free, 4))
        zc[:, :, :3] = -mu * throttle / deep[:, :, None]
        zc[:, :, 3] = mu * flow[:, None] / deep
        status, rounds, _ = inner.interior(
            x, programme.part, programme.d, weights, free, programme.engine, ends, programme.off,
            rows, columns, entries, held, zc, mu / (step.top - flow), step.top, mu, mu_end,
            step.near, ROUNDS, step.curve,
        )  # fmt: skip
        taken += rounds
        if status != inner.FOUND:
            return None
    gaps = held[limits.stop :].reshape(n, s, 7)
    held[:6] = -(programme.d[:, 0] @ gaps[0])[:6]
    held[limits] = np.where(programme.off[:, None], 0.0, zc[:, :, 3]).ravel()
    programme.soft = np.zeros(2)
    return x, held, taken


def _inside(own: Array, off: NDArray[np.bool_], free: int, step: Step) -> tuple[Array, Array]:
    """Put controls (n, 3 free + 1) inside their bounds; return flow (n,) and throttle
    (n, free, 3)."""
    room = step.inside * step.top
    on = ~off
    throttle = own[:, :-1].reshape(own.shape[0], free, 3)
    size = np.linalg.norm(throttle, axis=2)
    flow = np.clip(np.maximum(own[:, -1], size.max(axis=1) + room), room, step.top - room)
    own[on, -1] = flow[on]
    most = flow[:, None] - 0.5 * room
    throttle[on] *= np.minimum(1.0, most / np.maximum(size, most))[on][:, :, None]
    return np.where(on, flow, 0.5), throttle
