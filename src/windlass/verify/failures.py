"""Instants at which a tug may fail along a plan, and the state that the rock then has.

A burn of a plan stands for weeks of small thrust: failing in it leaves any share of it done, the
rest never.  Between burns nothing changes by failing, but that the next burn is not done: that is
the share 0 of it.  After ``arrives`` the upkeep of the orbit ends.  Arcs of thrust are cut at
instants evenly along them.
Checked: tests/verify/test_failures.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S
from windlass.base.errors import InvalidInput
from windlass.bodies.thrust import Profile
from windlass.verify.plan import Plan

Array = NDArray[np.float64]
Kind = Literal["burn", "thrust", "stay"]

COUNT: Final = 60
STAY: Final = 1.0 / 3.0
"""Part of the instants that lies in the stay."""
LEAST: Final = 2
"""Instants that each part has at least: its begin and its end."""
NO_BURN_M_S: Final = 1e-3
"""A burn below it is none; nothing fails in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A tug fails at t_s: barycentric state (6,) of the rock from then on, flown by nobody.

    part, kind: in what ("burn 2", "thrust", "stay"); share: of that part done, 0 to 1; node,
    onward: the deviations there are those at the node and, by the share onward, the next one.
    """

    t_s: float
    state: Array
    label: str
    part: str
    kind: Kind
    share: float
    node: int
    onward: float = 0.0

    def off(self, off: Array) -> Array:
        """Return the deviations (m, 6) there, of those at the nodes (m, n, 6)."""
        here = off[:, self.node]
        if self.onward == 0.0:
            return here
        return np.asarray((1.0 - self.onward) * here + self.onward * off[:, self.node + 1])


def failures(plan: Plan, count: int = COUNT) -> tuple[Failure, ...]:
    """Return count instants of failure, in the order of the plan.

    A third lies in the stay, the rest evenly in the burns, arcs of thrust as many as burns.
    Raises InvalidInput where the count is too small for the parts that the plan has.
    """
    burns = [k for k, dv in enumerate(np.linalg.norm(plan.dv_m_s, axis=1)) if dv > NO_BURN_M_S]
    arcs = _arcs(plan.thrust)
    parts: list[int | None] = [*burns, *([None] if arcs else [])]  # None: the arcs of thrust
    if count < LEAST * (len(parts) + 1):
        raise InvalidInput(
            f"instants of failure of {plan.name}", value=count,
            remedy=f"ask for {LEAST * (len(parts) + 1)} or more: it has {len(parts)} burns or "
            "arcs, and a stay",
        )  # fmt: skip
    stay = max(LEAST, round(count * STAY)) if parts else count
    each = _split(count - stay, len(parts))
    found: list[Failure] = []
    for part, n in zip(parts, each, strict=True):
        if part is None:
            found += _thrusting(plan, arcs, n)
        else:
            found += _burning(plan, part, burns.index(part) + 1, n, first=part == burns[0])
    found += _staying(plan, stay)
    kinds = {"burn": 0, "thrust": 0, "stay": 1}
    return tuple(sorted(found, key=lambda f: (kinds[f.kind], f.t_s, f.share)))


def _split(count: int, parts: int) -> list[int]:
    """Return count in so many parts, as even as can be."""
    return [count // parts + (k < count % parts) for k in range(parts)]


def _burning(plan: Plan, burn: int, number: int, n: int, *, first: bool) -> list[Failure]:
    """Return n failures in a burn: of the first one nothing to all is done, of later ones a part
    at least, for nothing of those is all of the one before.
    """
    node = plan.path.burns[burn]
    shares = np.linspace(0.0, 1.0, n) if first else np.linspace(0.0, 1.0, n + 1)[1:]
    found = []
    for share in shares:
        state = plan.arrived[node].copy()
        state[3:] += share * plan.dv_m_s[burn]
        found.append(Failure(
            t_s=float(plan.path.t_s[node]), state=state, label=f"{share:.0%} of burn {number}",
            part=f"burn {number}", kind="burn", share=float(share), node=node,
        ))  # fmt: skip
    return found


def _arcs(thrust: Profile | None) -> list[tuple[float, float]]:
    """Return spans of thrust, those that touch as one."""
    spans: list[tuple[float, float]] = []
    for row in () if thrust is None else thrust.rows:
        if not np.any(row[3:9]):
            continue
        if spans and row[0] <= spans[-1][1] + 1.0:
            spans[-1] = (spans[-1][0], float(row[1]))
        else:
            spans.append((float(row[0]), float(row[1])))
    return spans


def _thrusting(plan: Plan, arcs: Sequence[tuple[float, float]], n: int) -> list[Failure]:
    """Return n failures evenly along all arcs of thrust."""
    lengths = np.array([end - begin for begin, end in arcs])
    done = np.concatenate([[0.0], np.cumsum(lengths)])
    shares = np.linspace(0.0, 1.0, n)
    t = []
    for share in shares:
        k = min(int(np.searchsorted(done, share * done[-1], side="right")) - 1, len(arcs) - 1)
        t.append(arcs[k][0] + share * done[-1] - done[k])
    labels = [f"{share:.0%} of the thrust" for share in shares]
    return _along(plan, np.array(t), shares, labels, "thrust", "thrust")


def _staying(plan: Plan, n: int) -> list[Failure]:
    """Return n failures evenly over the stay, its begin and its end among them."""
    t0, t1 = float(plan.path.t_s[plan.arrives]), plan.span_s[1]
    shares = np.linspace(0.0, 1.0, n)
    t = t0 + shares * (t1 - t0)
    labels = [f"{(one - t0) / DAY_S:.0f} d after arrival" for one in t]
    return _along(plan, t, shares, labels, "stay", "stay")


def _along(
    plan: Plan, t: Array, shares: Array, labels: Sequence[str], part: str, kind: Kind
) -> list[Failure]:
    """Return failures at instants of the path."""
    low, high = plan.span_s
    if (t < low).any() or (t > high).any():
        raise InvalidInput(
            f"thrust of {plan.name} outside its path", value=float(t[(t < low) | (t > high)][0]),
            remedy=f"give arcs of thrust within {low} to {high} s past J2000",
        )  # fmt: skip
    r, v = plan.state(t, "barycentre")
    nodes = plan.path.t_s
    at = np.clip(np.searchsorted(nodes, t, side="right") - 1, 0, len(nodes) - 1)
    found = []
    for k, when in enumerate(t):
        node = int(at[k])
        last = node + 1 == len(nodes)
        onward = 0.0 if last else (when - nodes[node]) / (nodes[node + 1] - nodes[node])
        found.append(Failure(
            t_s=float(when), state=np.concatenate([r[k], v[k]]), label=labels[k], part=part,
            kind=kind, share=float(shares[k]), node=node, onward=float(onward),
        ))  # fmt: skip
    return found
