"""A missed burn: what it costs to make good some days later, and how late is too late.

The mass coasts past the burn for so long; then impulses of any size, at once and at every later
node, bring it to the same state at the node where the plan has it be: where it arrives, or, on a
trip that still has its asteroid before it, there.  They are as cheap as the linear dynamics of each
round tell.  Every cost is that of a path flown in the reference model.
Source: laipert2015.  Checked: tests/verify/test_missed.py.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies.planets import load
from windlass.transfers.steering import Steered, Task, steer
from windlass.verify.plan import Plan
from windlass.verify.spread_trip import meetings

Array = NDArray[np.float64]

DAYS: Final = (1.0, 7.0, 30.0, 60.0)
LIMIT_M_S: Final = 50.0
"""What making good a missed burn may cost, unless told otherwise."""
FAR: Final = 10.0
"""Cost, by the limit, beyond which no longer delay is flown."""
FLIGHTS: Final = 3
"""How many delays more are flown to find the longest."""
NARROW: Final = 0.05
"""Share of the longest delay to which it is found at most."""
NODES: Final = 60
"""Nodes that a path is thinned to, about, where it has more."""
ROUNDS: Final = 10
"""Rounds after which the cheapest path counts as not found; then the nearest one is taken."""
LEAST_M_S: Final = 1e-3
"""Size of a burn below which missing it is not asked for."""
SPARED: Final = 0.01
"""Share of the plan's burns that impulses at every node must spare to be told of."""
NEAR_EARTH_M: Final = 5e7
"""From Earth's centre: nearer no impulse makes a burn good, and a trip that begins there launches.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedBurn:
    """A burn at t_s of dv_m_s missed: costs_m_s of delays days, beyond the rest of the plan.

    A cost below 0: with impulses at more nodes than its own the plan itself were cheaper; inf: no
    path was found.  The path of a longer delay serves a shorter one, where it is cheaper.  days:
    those flown, none after one that is beyond the limit by FAR times.
    longest_d: longest delay flown whose cost is at most the limit; at_limit: that is the longest
    asked for.  plan_m_s: what the plan pays from this burn until the place that counts; free_m_s:
    what impulses at every node would, with nothing missed, where that is less and not yet told of
    an earlier burn, else None.  why: reason for which nothing was computed, or "".
    """

    burn: int
    t_s: float
    dv_m_s: float
    days: tuple[float, ...]
    costs_m_s: tuple[float, ...]
    longest_d: float
    at_limit: bool
    plan_m_s: float = math.nan
    free_m_s: float | None = None
    why: str = ""

    def text(self, limit_m_s: float) -> str:
        """Return it in words."""
        when = f"the burn of {self.dv_m_s:.1f} m/s on {format_epoch(self.t_s)[:10]}"
        if self.why:
            return f"Missed burn: not computed for {when}: {self.why}."
        return f"Missed burn: {self._late(when, limit_m_s)}{self._free()}"

    def _late(self, when: str, limit_m_s: float) -> str:
        if self.longest_d == 0.0:
            return f"no delay of {when} was found that costs under {limit_m_s:.0f} m/s."
        more = "or more " if self.at_limit else ""
        return (
            f"{when} may come {self.longest_d:.1f} days late {more}for less than "
            f"{limit_m_s:.0f} m/s beyond the plan."
        )

    def _free(self) -> str:
        if self.free_m_s is None:
            return ""
        return (
            f" With impulses at every node from there on the same end costs {self.free_m_s:.0f} "
            f"m/s, by the plan's own burns {self.plan_m_s:.0f} m/s: the plan is not the cheapest."
        )


def missed_burns(
    plan: Plan, *, days: Sequence[float] = DAYS, limit_m_s: float = LIMIT_M_S
) -> tuple[MissedBurn, ...]:
    """Return what missing each burn of a plan costs, but for those below LEAST_M_S.

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
    plan = thinned(plan) if plan.carried else plan
    at_it = () if plan.carried else meetings(plan)
    made: list[MissedBurn] = []
    told: set[int] = set()
    for k, size in enumerate(np.linalg.norm(plan.dv_m_s, axis=1)):
        if size < LEAST_M_S:
            continue
        rest = rest_of(plan, k, at_it)
        one = _one(plan, k, rest, asked, limit_m_s)
        made.append(replace(one, free_m_s=None) if rest.end in told else one)
        if not one.why:
            told.add(rest.end)
    return tuple(made)


def thinned(plan: Plan, nodes: int = NODES) -> Plan:
    """Return a plan until it arrives, without nodes that stand closer than so many need.

    Nodes with burns stay.  Of no use to trips, whose nodes stand close where Earth bends the path.
    """
    t, burns = plan.path.t_s, set(plan.path.burns)
    step = float(t[plan.arrives] - t[plan.path.burns[0]]) / nodes
    kept = [0]
    for k in range(1, plan.arrives + 1):
        if k in burns or k == plan.arrives or t[k + 1] - t[kept[-1]] > step:
            kept.append(k)
    path = replace(
        plan.path, t_s=t[kept], states=plan.path.states[kept],
        burns=tuple(kept.index(b) for b in plan.path.burns),
    )  # fmt: skip
    return replace(plan, path=path, arrives=len(kept) - 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """From the node of a burn to the node where the plan has the mass be: its state there, and
    what the plan pays until then."""

    node: int
    end: int
    to: Array
    m_s: float


def rest_of(plan: Plan, burn: int, at_it: tuple[int, ...] = ()) -> Rest:
    """Return what a missed burn has to be made good until; at_it: nodes where a trip meets its
    asteroid.
    """
    node, end, before = plan.path.burns[burn], plan.arrives, False
    to = plan.path.states[end]
    later = [k for k in at_it if k > node]
    if later:
        end, before = later[0], later[0] != at_it[0]
        to = plan.arrived[end] if before else plan.path.states[end]
    paid = [
        float(np.linalg.norm(dv)) for b, dv in zip(plan.path.burns, plan.dv_m_s, strict=True)
        if node <= b < end or (b == end and not before)
    ]  # fmt: skip
    return Rest(node=node, end=end, to=to, m_s=sum(paid))


def _one(
    plan: Plan, burn: int, rest: Rest, days: tuple[float, ...], limit_m_s: float
) -> MissedBurn:
    """Return what missing one burn costs."""
    t = plan.path.t_s
    none = MissedBurn(
        burn=burn, t_s=float(t[rest.node]), days=(), costs_m_s=(), longest_d=0.0, at_limit=False,
        dv_m_s=float(np.linalg.norm(plan.dv_m_s[burn])), plan_m_s=rest.m_s,
    )  # fmt: skip
    if rest.node == 0 and not plan.carried and _earth_m(plan, [0])[0] < NEAR_EARTH_M:
        why = "a launch that is missed is a new launch, see the porkchop"
        return replace(none, why=why)
    asked = tuple(d for d in days if d * DAY_S < t[rest.end] - t[rest.node])
    if not asked:
        return none
    begin, free = _cost(plan, rest, 0.0, None)
    flown, before = [begin], free
    for d in asked:
        cost, before = _cost(plan, rest, d, before)
        flown.append(cost)
        if cost > FAR * limit_m_s and (math.isfinite(cost) or math.isinf(flown[-2])):
            break
    # the path of a longer delay serves a shorter one too: it is one that coasts for longer
    begin, *costs = np.minimum.accumulate(flown[::-1])[::-1].tolist()
    within = sum(cost <= limit_m_s for cost in costs)
    low = (asked[within - 1], costs[within - 1]) if within else (0.0, min(begin, 0.0))
    high = (asked[within], costs[within]) if within < len(costs) else (math.inf, math.inf)
    for _ in range(FLIGHTS if math.isfinite(high[0]) else 0):
        if high[0] - low[0] < NARROW * high[0]:
            break
        middle = _between(low, high, limit_m_s)
        cost, _ = _cost(plan, rest, middle, free)
        low, high = ((middle, cost), high) if cost <= limit_m_s else (low, (middle, cost))
    spared = begin < -SPARED * rest.m_s
    return replace(
        none, days=asked[: len(costs)], costs_m_s=tuple(costs), longest_d=low[0],
        at_limit=math.isinf(high[0]), free_m_s=begin + rest.m_s if spared else None,
    )  # fmt: skip


def _between(low: tuple[float, float], high: tuple[float, float], limit: float) -> float:
    """Return a delay between two, (days, cost), where the cost may reach the limit."""
    part = 0.5
    if math.isfinite(high[1]) and high[1] > low[1]:
        part = min(0.9, max(0.1, (limit - low[1]) / (high[1] - low[1])))
    return low[0] + part * (high[0] - low[0])


def _earth_m(plan: Plan, nodes: Sequence[int] | slice) -> Array:
    """Return how far from Earth's centre nodes are."""
    earth = load().body("earth", centre="barycentre").state(plan.path.t_s[nodes])[0]
    return np.asarray(np.linalg.norm(plan.path.states[nodes, :3] - earth, axis=1))


def _cost(
    plan: Plan, rest: Rest, days: float, before: Steered | None
) -> tuple[float, Steered | None]:
    """Return the cost of a delay, inf where no path is found, and its path."""
    try:
        found = made_good(plan, rest, days, before)
    except NotSolved:
        return math.inf, before
    return found.total - rest.m_s, found


def made_good(plan: Plan, due: Rest, days: float, before: Steered | None = None) -> Steered:
    """Return the path that makes good a burn missed for so many days, 0: from its own date on.

    before: a path of a shorter delay to begin from.  Raises NotSolved where none is found.
    """
    t = plan.path.t_s
    back = float(t[due.node]) + days * DAY_S
    state = plan.arrived[due.node][None]
    if days > 0.0:
        state = plan.flown(t[due.node : due.node + 1], state, np.array([back]))
    later = min(int(np.searchsorted(t, back + 0.05 * DAY_S, side="right")), due.end)
    nodes = slice(later, due.end + 1)
    guess = np.concatenate([state, plan.arrived[nodes]])
    begun = np.concatenate([np.zeros((1, 3)), plan.path.states[nodes, 3:] - guess[1:, 3:]])
    begun[-1] = due.to[3:] - guess[-1, 3:]
    if days == 0.0:
        begun[0] = plan.path.states[due.node, 3:] - plan.arrived[due.node, 3:]
    known = np.full((len(guess) - 1, 6, 6), np.nan)
    if before is not None and len(before.states) >= len(guess):
        m = len(guess) - 1
        guess[1:], begun[1:] = before.states[-m:], before.control[-m:]
        if before.slopes is not None:
            known[1:] = before.slopes[len(before.slopes) - m + 1 :]
    far = _earth_m(plan, nodes) > NEAR_EARTH_M
    task = Task(
        t_s=np.concatenate([[back], t[nodes]]), guess=guess, to=due.to,
        able=np.concatenate([[True], far]),
    )  # fmt: skip
    hard = before is not None and before.rounds >= ROUNDS
    return steer(
        plan.among, task, begun=begun * task.able[:, None], known=known,
        rounds=3 if hard else ROUNDS,
    )  # fmt: skip
