"""What the indirect solver returns: an extremal of a leg, flown in one piece, and how right it is.

Source: lawden1963.  Checked: tests/lowthrust/test_indirect.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.kernels import extremal_arc as ea
from windlass.kernels import pontryagin as po
from windlass.kernels import status as st
from windlass.lowthrust.leg import End, LowThrustLeg
from windlass.lowthrust.programme import units
from windlass.lowthrust.shooting import TOL, Shooting

Array = NDArray[np.float64]

LINES: Final = 20_000
"""Of the log of an arc."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Indirect:
    """An extremal of a leg, flown in one piece.

    t_s (k,): epochs [s past J2000], twice where thrust is switched; states (k, 7) [m, m/s, kg];
    costates (k, 7) in the leg's units; throttle (k,); switching (k,): the switching function over
    the flow at 1 au, below 0 where thrust pays; switches_s: instants.  residual: of the shooting
    equations, transversality among them, in the leg's units; hamiltonian: its mean between the
    coasts; drift: by how much it strays; miss_m, miss_m_s: at arrival, over what is allowed.
    rounds: Newton's; told: how it was begun; bends (k, 3): second rates of the primer, in the leg's
    units.
    """

    leg: LowThrustLeg
    departs_s: float
    tof_s: float
    t_s: Array
    states: Array
    costates: Array
    throttle: Array
    switching: Array
    switches_s: Array
    residual: float
    hamiltonian: float
    drift: float
    miss_m: float
    miss_m_s: float
    w0_m_s: Array
    w1_m_s: Array
    rounds: int
    told: str
    bends: Array = field(repr=False)

    @property
    def final_kg(self) -> float:
        """Mass at arrival."""
        return float(self.states[-1, 6])

    @property
    def start_kg(self) -> float:
        """Mass at departure."""
        return float(self.states[0, 6])

    def thrust(self, t_s: Array) -> Array:
        """Return the throttle (n, 3), 0 to 1 along the thrust, at epochs (n,) of the flight."""
        t = np.asarray(t_s, float)
        k = np.clip(np.searchsorted(self.t_s, t, side="right") - 1, 0, self.t_s.size - 2)
        # before the end of the log, the last piece that has a length
        k = np.where((k > 0) & (self.t_s[k + 1] == self.t_s[k]), k - 1, k)
        unit = units(self.leg).time
        h = (self.t_s[k + 1] - self.t_s[k]) / unit
        x = ((t - self.t_s[k]) / unit / h)[:, None]
        parts = [
            (
                self.costates[at, 3:6],
                -self.costates[at, :3] * h[:, None],
                self.bends[at] * h[:, None] ** 2,
            )
            for at in (k, k + 1)
        ]
        primer = _quintic(x, parts[0], parts[1])
        size = np.linalg.norm(primer, axis=1, keepdims=True)
        return np.asarray(-self.throttle[k][:, None] * primer / size)


def _quintic(
    x: Array, first: tuple[Array, Array, Array], last: tuple[Array, Array, Array]
) -> Array:
    """Return the quintic at x in 0..1 through values, slopes and bends at both ends."""
    a, b, c = first[0], first[1], 0.5 * first[2]
    value = last[0] - a - b - c
    slope = last[1] - b - 2.0 * c
    bend = last[2] - 2.0 * c
    d = 10.0 * value - 4.0 * slope + 0.5 * bend
    e = -15.0 * value + 7.0 * slope - bend
    f = 6.0 * value - 3.0 * slope + 0.5 * bend
    return np.asarray(a + x * (b + x * (c + x * (d + x * (e + x * f)))))


def flown(task: Shooting, z: Array, rounds: int, told: str) -> Indirect:
    """Return the flight of a solution, in one piece.

    Raises NotSolved where it is no optimum of the leg after all.
    """
    leg, u = task.leg, task.units
    log, inside = _log(task, z)
    lines, law = log[:, 1:15].copy(), log[:, 16].astype(int)
    s = np.array([po.switching(one, task.engine) for one in lines])
    if leg.goal != "mass" and (s[inside] > 0.0).any():
        raise NotSolved(
            "full thrust is not the best all the way", status=st.NO_SOLUTION,
            value=float(s[inside].max()), remedy="ask for the most mass in a given time",
        )  # fmt: skip
    spent = float(lines[0, 6] - lines[-1, 6]) * u.mass
    if leg.spend_kg is not None and spent > leg.spend_kg:
        raise NotSolved(
            "the leg spends more propellant than it may", status=st.LIMIT, value=spent,
            remedy=f"allow {spent:.6g} kg, or more time",
        )  # fmt: skip
    rates = np.empty((law.size, 14))
    for k in range(law.size):
        po.field(lines[k], task.engine, law[k], 0.0, rates[k])
    h = np.array([po.hamiltonian(lines[k], task.engine, law[k], 0.0) for k in inside])
    first, last = task.bodies(z)
    w0, w1 = lines[0, 3:6] - first[0, 3:], lines[-1, 3:6] - last[0, 3:]
    departs_s = float(z[-2]) * u.time
    return Indirect(
        leg=leg, departs_s=departs_s, tof_s=float(z[-1]) * u.time,
        t_s=departs_s + log[:, 0] * u.time, states=lines[:, :7] * u.state, costates=lines[:, 7:],
        throttle=log[:, 15], switching=s / task.flow_at_1,
        switches_s=departs_s + log[1:, 0][law[1:] != law[:-1]] * u.time,
        residual=float(np.abs(task.equations(z, 0.0, False)[0]).max()),
        hamiltonian=float(h.mean()), drift=float(np.ptp(h)),
        miss_m=float(np.linalg.norm(lines[-1, :3] - last[0, :3])) * u.length,
        miss_m_s=_over(w1 * u.speed, leg.end), w0_m_s=w0 * u.speed, w1_m_s=w1 * u.speed,
        rounds=rounds, told=told, bends=-rates[:, 7:10],
    )  # fmt: skip


def _log(task: Shooting, z: Array) -> tuple[Array, NDArray[np.int64]]:
    """Return (log of the whole flight, which of its lines lie between the coasts)."""
    y, t, count = task.nodes(z)[0], 0.0, 0
    logs: list[Array] = []
    inside: list[NDArray[np.int64]] = []
    for k, span in enumerate(task.spans(float(z[-1]))):
        log = np.empty((LINES, ea.LOG))
        y, _, _, lines, status = ea.arc(y, span, task.engine, task.rules[k], 0.0, TOL, False, log)
        if status != st.OK or lines == LINES:
            raise NotSolved(
                "the solution cannot be flown in one piece", status=status, value=f"arc {k}",
                remedy="begin from another guess",
            )  # fmt: skip
        log[:lines, 0] += t
        t += span
        log = log[1 if k and log[0, 16] == logs[-1][-1, 16] else 0 : lines]
        if task.rules[k] != po.OFF:
            inside.append(np.arange(count, count + len(log)))
        count += len(log)
        logs.append(log)
    return np.concatenate(logs), np.concatenate(inside)


def _over(w_m_s: Array, end: End) -> float:
    """Return by how much the speed at arrival misses what is allowed [m/s]."""
    low, high = end.vinf_m_s
    size = float(np.linalg.norm(w_m_s))
    return max(0.0, low - size, size - high)
