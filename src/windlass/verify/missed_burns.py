"""A missed burn: what it costs to make good some days later, and how late is too late.

The mass coasts past the burn for so long; then impulses of any size, at once and at every later
node up to the one where the path arrives, bring it to the same state there, as cheaply as the
linear dynamics of each round tell.  Every cost is that of a path flown in the reference model.
Source: laipert2015.  Checked: tests/verify/test_missed.py.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.transfers.steering import Steered, Task, steer
from windlass.verify.plan import Plan

Array = NDArray[np.float64]

DAYS: Final = (1.0, 3.0, 7.0, 14.0, 30.0, 60.0)
LIMIT_M_S: Final = 50.0
"""What making good a missed burn may cost, unless told otherwise."""
HALVINGS: Final = 4
"""How often the interval is halved in which the longest delay lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedBurn:
    """A burn at t_s of dv_m_s missed: costs_m_s of delays days, beyond the rest of the plan.

    A cost below 0: with impulses at more nodes than its own the plan itself were cheaper; inf: no
    path was found.  longest_d: longest delay flown whose cost is at most the limit; at_limit: that
    is the longest asked for.
    """

    burn: int
    t_s: float
    dv_m_s: float
    days: tuple[float, ...]
    costs_m_s: tuple[float, ...]
    longest_d: float
    at_limit: bool

    def text(self, limit_m_s: float) -> str:
        """Return it in words."""
        when = f"the burn of {self.dv_m_s:.1f} m/s on {format_epoch(self.t_s)[:10]}"
        if self.longest_d == 0.0:
            return (
                f"Missed burn: no delay of {when} was found that costs under {limit_m_s:.0f} m/s."
            )
        more = "or more " if self.at_limit else ""
        return (
            f"Missed burn: {when} may come {self.longest_d:.1f} days late {more}for less than "
            f"{limit_m_s:.0f} m/s beyond the plan."
        )


def missed_burns(
    plan: Plan, *, days: Sequence[float] = DAYS, limit_m_s: float = LIMIT_M_S
) -> tuple[MissedBurn, ...]:
    """Return what missing each burn of a plan costs.

    Raises InvalidInput for delays that do not rise from above 0, or a plan with arcs of thrust.
    """
    asked = tuple(float(d) for d in days)
    if not (asked and asked[0] > 0.0 and all(b > a for a, b in itertools.pairwise(asked))):
        raise InvalidInput("delays of a burn", value=asked, remedy="give rising days above 0")
    if plan.thrust is not None:
        raise InvalidInput(
            f"burns of {plan.name}", value="arcs of thrust",
            remedy="ask for its missed-thrust margin instead",
        )  # fmt: skip
    return tuple(_one(plan, k, asked, limit_m_s) for k in range(len(plan.path.burns)))


def _one(plan: Plan, burn: int, days: tuple[float, ...], limit_m_s: float) -> MissedBurn:
    """Return what missing one burn costs."""
    node = plan.path.burns[burn]
    left = float(plan.path.t_s[plan.arrives] - plan.path.t_s[node]) / DAY_S
    asked = tuple(d for d in days if d < left)
    costs: list[float] = []
    before: Steered | None = None
    low, high = 0.0, math.inf
    for d in asked:
        cost, before = _cost(plan, burn, d, before)
        costs.append(cost)
        if cost <= limit_m_s and math.isinf(high):
            low = d
        elif math.isinf(high):
            high = d
    for _ in range(HALVINGS if math.isfinite(high) else 0):
        middle = 0.5 * (low + high)
        if _cost(plan, burn, middle, None)[0] <= limit_m_s:
            low = middle
        else:
            high = middle
    return MissedBurn(
        burn=burn, t_s=float(plan.path.t_s[node]), days=asked, costs_m_s=tuple(costs),
        dv_m_s=float(np.linalg.norm(plan.dv_m_s[burn])), longest_d=low,
        at_limit=math.isinf(high),
    )  # fmt: skip


def _cost(
    plan: Plan, burn: int, days: float, before: Steered | None
) -> tuple[float, Steered | None]:
    """Return the cost of a delay, inf where no path is found, and its path."""
    try:
        found = made_good(plan, burn, days, before)
    except NotSolved:
        return math.inf, before
    rest = float(np.linalg.norm(plan.dv_m_s[burn:], axis=1).sum())
    return found.total - rest, found


def made_good(plan: Plan, burn: int, days: float, before: Steered | None = None) -> Steered:
    """Return the path that makes good a burn missed for so many days.

    before: a path of a shorter delay to begin from.  Raises NotSolved where none is found.
    """
    node, t = plan.path.burns[burn], plan.path.t_s
    back = float(t[node]) + days * DAY_S
    state = plan.flown(t[node : node + 1], plan.arrived[node : node + 1], np.array([back]))
    later = int(np.searchsorted(t[: plan.arrives], back + 0.05 * DAY_S, side="right"))
    rest = slice(later, plan.arrives + 1)
    guess, begun = plan.arrived[rest].copy(), np.zeros((plan.arrives + 2 - later, 3))
    begun[1:] = plan.path.states[rest, 3:] - plan.arrived[rest, 3:]
    if before is not None and len(before.states) >= len(guess):
        guess = before.states[-len(guess) :].copy()
        begun[1:] = before.control[-len(guess) :]
    task = Task(
        t_s=np.concatenate([[back], t[rest]]), guess=np.concatenate([state, guess]),
        to=plan.path.states[plan.arrives], able=np.ones(len(begun), dtype=bool),
    )  # fmt: skip
    return steer(plan.among, task, begun=begun)
