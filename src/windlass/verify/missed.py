"""Missed thrust: how long an outage may last so that the path can still be flown, and its cost.

From the instant at which the thrust stops the mass coasts; then the rest is planned anew from where
it is, to the same state at the same node, all coasts free for thrust, thrust within its limit.  The
linear dynamics about the path say which outages can be made good and what that costs (a convex
problem, see ``transfers.least_impulse``); the longest one of each instant is then flown in the
reference model, and shortened until a flight is found: what is told was flown.  It may be that a
longer one could be flown as well.  Source: laipert2015.  Checked: tests/verify/test_missed.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.constants import G0
from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.kernels.reference_forces import Model
from windlass.transfers.finite_arcs import FiniteArcs
from windlass.transfers.least_impulse import least_impulse, least_throttle
from windlass.transfers.steering import ROOM, Steered, Steering, flown, steer

Array = NDArray[np.float64]

DAYS: Final = (1.0, 3.0, 7.0, 14.0, 30.0, 60.0)
"""Outages of the cost curves [d]."""
MOST_D: Final = 180.0
"""Longest outage that is looked for [d]."""
COUNT: Final = 24
"""Instants at which the thrust may stop."""
CLOSE: Final = 0.02
"""Share by which the longest outage is found, of the linear dynamics."""
SHORTER: Final = (1.0, 0.97, 0.9, 0.75, 0.5, 0.25)
"""Shares of it that are flown, one after another, until one succeeds."""
SLIVER: Final = 0.05
"""Share of a segment below which what is left of it after an outage joins the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """The thrust stops at starts_s.

    longest_d: longest outage [d] that was flown to the end of the path, 0 where not even the
    shortest could be; at_limit: it is the longest that was looked for; linear_d: what the linear
    dynamics say; extra_m_s, extra_kg: what it takes beyond the rest of the plan (below 0: thrust
    in the plan's coasts is cheaper than the plan), nan where none was flown; days, costs_m_s: the
    cost curve of the linear dynamics, inf where it cannot be made good.
    """

    starts_s: float
    longest_d: float
    at_limit: bool
    linear_d: float
    extra_m_s: float
    extra_kg: float
    days: tuple[float, ...]
    costs_m_s: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """Outages by the instant at which they start; most_d: the longest that was looked for."""

    outages: tuple[Outage, ...]
    most_d: float

    @property
    def worst(self) -> Outage:
        """The one with the least margin."""
        return min(self.outages, key=lambda one: (one.longest_d, -one.extra_m_s))

    @property
    def recoverable(self) -> bool:
        """Whether every instant leaves some outage that was made good in flight."""
        return self.worst.longest_d > 0.0

    @property
    def dearest_kg(self) -> float:
        """Propellant beyond the plan that the dearest of the longest outages takes, at least 0."""
        return max((one.extra_kg for one in self.outages if one.longest_d > 0.0), default=0.0)

    def text(self) -> str:
        """Return the margin in words."""
        one = self.worst
        when = format_epoch(one.starts_s)[:10]
        if not self.recoverable:
            return (
                f"Missed thrust: no outage from {when} on that was tried could be made good in "
                f"flight: the plan has no margin there."
            )
        if one.at_limit:
            return (
                f"Missed thrust: an outage of {one.longest_d:.0f} days, the longest looked for, "
                f"can be made good from each of {len(self.outages)} instants."
            )
        cost = f"{one.extra_m_s:.1f} m/s and {one.extra_kg:.0f} kg of propellant beyond the plan"
        if one.extra_m_s < 0.0:
            cost = "no propellant beyond the plan"
        return (
            f"Missed thrust: the thrust may stop at any of {len(self.outages)} instants for "
            f"{one.longest_d:.1f} days and the path can still be flown; the least margin is that "
            f"from {when} on, and takes {cost}."
        )


def margin(
    arcs: FiniteArcs,
    *,
    days: Sequence[float] = DAYS,
    most_d: float = MOST_D,
    count: int = COUNT,
    starts: Sequence[int] | None = None,
) -> Margin:
    """Return the missed-thrust margin of a path with arcs of thrust.

    starts: nodes at which the thrust stops, default count of those that begin a segment with
    thrust, the first of each arc among them.  Raises InvalidInput for what cannot be.
    """
    chosen = _starts(arcs, count) if starts is None else tuple(starts)
    if not (chosen and most_d > 0.0 and all(0 <= s < arcs.arrives for s in chosen)):
        raise InvalidInput(
            "instants at which the thrust stops, and longest outage", value=(chosen, most_d),
            remedy=f"give nodes from 0 to {arcs.arrives - 1}, and days above 0",
        )  # fmt: skip
    task = arcs.steered.task
    among = reference.model((float(task.t_s[0]), float(task.t_s[-1])))
    linear = Linear.of(among, arcs.steered)
    made = []
    for start in chosen:
        left = (task.t_s[-1] - task.t_s[start]) / DAY_S
        made.append(_outage(among, linear, start, tuple(days), min(most_d, left)))
    return Margin(outages=tuple(made), most_d=most_d)


def _starts(arcs: FiniteArcs, count: int) -> tuple[int, ...]:
    """Return nodes that begin segments with thrust, evenly, and the first of each arc."""
    lit = arcs.lit
    every = np.flatnonzero(lit)
    first = np.flatnonzero(lit & ~np.concatenate([[False], lit[:-1]]))
    even = every[np.unique(np.linspace(0, every.size - 1, min(count, every.size)).astype(int))]
    return tuple(int(k) for k in np.union1d(first, even))


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A steered path and what its segments add to its end: reach (n, 6, 3)."""

    steered: Steered
    reach: Array
    mass_kg: Array

    @classmethod
    def of(cls, among: Model, steered: Steered) -> Linear:
        """Return the linear dynamics about a path with thrust."""
        way = Steering(among, steered.task)
        _, by_state, by = way.slopes(steered.states, steered.control)
        thrust = way.thrust(steered.control)
        mass = np.array([thrust.mass_kg(float(t)) for t in steered.task.t_s])
        return cls(steered=steered, reach=way.reach(by_state, by)[0], mass_kg=mass)

    def left(self, start: int, days: float) -> tuple[Array, Array, Array]:
        """Return (reach, shift, caps) of the segments from a node on, after an outage."""
        t, steered = self.steered.task.t_s, self.steered
        reach, control = self.reach[start:], steered.control[start:]
        most = steered.task.thruster
        assert most is not None
        force = most.most_n(t[start:], steered.states[start:])
        back = t[start] + days * DAY_S
        open_s = np.clip(t[start + 1 :] - np.maximum(t[start:-1], back), 0.0, None)
        cap = np.minimum(force[:-1], force[1:]) * open_s * ROOM
        return reach, np.einsum("kij,kj->i", reach, control), cap

    def share(self, start: int, days: float) -> float:
        """Return the least throttle, above 1 where an outage cannot be made good."""
        return least_throttle(*self.left(start, days)).share

    def cost_m_s(self, start: int, days: float) -> float:
        """Return the velocity beyond the plan's rest that an outage takes, inf: cannot be."""
        try:
            found = least_impulse(*self.left(start, days))
        except NotSolved:
            return float("inf")
        planned = np.linalg.norm(self.steered.control[start:], axis=1).sum()
        return float((found.total - planned) / self.mass_kg[start])

    def longest(self, start: int, most_d: float) -> float:
        """Return the longest outage [d] that can be made good."""
        if self.share(start, most_d) <= 1.0:
            return most_d
        low, high = 0.0, most_d
        while high - low > CLOSE * high and high > 0.01:
            middle = 0.5 * (low + high)
            if self.share(start, middle) <= 1.0:
                low = middle
            else:
                high = middle
        return low


def _outage(
    among: Model, linear: Linear, start: int, days: tuple[float, ...], most_d: float
) -> Outage:
    """Return the longest outage from a node on, flown."""
    asked = tuple(d for d in days if d <= most_d)
    longest = linear.longest(start, most_d)
    costs = tuple(
        linear.cost_m_s(start, d) if d <= longest * (1.0 + CLOSE) else float("inf") for d in asked
    )
    flown_d, again = 0.0, None
    for part in SHORTER if longest > 0.0 else ():
        try:
            again = recovered(among, linear, start, part * longest)
        except NotSolved:
            continue
        flown_d = part * longest
        break
    extra, kg = float("nan"), float("nan")
    if again is not None:
        thruster = again.task.thruster
        assert thruster is not None
        planned = np.linalg.norm(linear.steered.control[start:], axis=1).sum()
        extra = float((again.total - planned) / linear.mass_kg[start])
        kg = float((again.total - planned) / (thruster.isp_s * G0))
    return Outage(
        starts_s=float(linear.steered.task.t_s[start]), longest_d=flown_d, linear_d=longest,
        at_limit=flown_d >= most_d, extra_m_s=extra, extra_kg=kg, days=asked, costs_m_s=costs,
    )  # fmt: skip


def recovered(among: Model, linear: Linear, start: int, days: float) -> Steered:
    """Return the rest of a path flown anew after an outage from a node on.

    Raises NotSolved where no flight within the limits is found.
    """
    task, t = linear.steered.task, linear.steered.task.t_s
    back = float(t[start]) + days * DAY_S
    later = int(np.searchsorted(t, back, side="right"))
    while later < len(t) - 1 and t[later] - back < SLIVER * (t[later] - t[later - 1]):
        later += 1
    state = linear.steered.states[start]
    if days > 0.0:
        state = flown(among, t[start : start + 1], state[None], np.array([back]))[0]
    guess = np.concatenate([state[None], linear.steered.states[later:]])
    rest = replace(
        task, t_s=np.concatenate([[back], t[later:]]), guess=guess,
        able=np.ones(len(guess) - 1, dtype=bool), mass_kg=float(linear.mass_kg[start]),
    )  # fmt: skip
    return steer(among, rest, begun=linear.steered.control[later - 1 :].copy())
