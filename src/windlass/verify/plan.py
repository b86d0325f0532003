"""A trajectory as its judges take it: nodes among the real bodies, burns, whose orbit it is.

Every source (a way home of a screen, a trip, a file) becomes one of these, closed in the reference
model, before its spread, its margins and its safety are worked out.
Checked: tests/verify/test_plan.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import format_epoch
from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies import reference
from windlass.bodies.planets import load
from windlass.bodies.thrust import Profile
from windlass.catalogue.covariance import Covariance
from windlass.catalogue.orbit import Orbit
from windlass.kernels import status as st
from windlass.kernels.reference_batch import ends
from windlass.kernels.reference_forces import Model
from windlass.transfers.shooting import Patched

Array = NDArray[np.float64]

TOLERANCE: Final = 1e-13
"""Of flights from node to node."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A trajectory to be judged.

    path: nodes, barycentric ICRF, that hold together in the reference model but for its burns;
    arrives: node at which it is where it shall end (what follows shows that it stays);
    designed_m_s (k,): sizes of the burns as they were designed, by what model (designer);
    title: of the asteroid, "" where none is met; orbit, covariance: the asteroid's, None where
    unknown; carried: whether the asteroid itself moves along the path; thrust: arcs of thrust,
    beside burns; size_m: the asteroid's diameter, low, middle, high.
    """

    name: str
    title: str
    path: Patched
    arrives: int
    goal: str
    designed_m_s: Array
    designer: str
    orbit: Orbit | None = None
    covariance: Covariance | None = None
    carried: bool = False
    thrust: Profile | None = None
    size_m: tuple[float, float, float] | None = None

    def __post_init__(self) -> None:
        """Raise InvalidInput for what is no plan."""
        last, n = self.path.burns[-1], len(self.path.t_s)
        if not last < self.arrives < n:
            raise InvalidInput(
                f"node at which {self.name} arrives", value=self.arrives,
                remedy=f"give one after its last burn, {last + 1} to {n - 1}",
            )  # fmt: skip
        if self.designed_m_s.shape != (len(self.path.burns),):
            raise InvalidInput(
                f"designed burns of {self.name}", value=self.designed_m_s.shape,
                remedy=f"give one size for each of its {len(self.path.burns)} burns",
            )  # fmt: skip

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch [s past J2000]."""
        return float(self.path.t_s[0]), float(self.path.t_s[-1])

    @cached_property
    def among(self) -> Model:
        """The forces, over the span."""
        return reference.model(self.span_s, thrust=self.thrust)

    @cached_property
    def arrived(self) -> Array:
        """States (n, 6) before any burn there: at the first node that before the path."""
        t = self.path.t_s
        out = self.flown(t[:-1], self.path.states[:-1], t[1:])
        return np.concatenate([self.path.before[None], out])

    def flown(self, t0: Array, states: Array, t1: Array) -> Array:
        """Return where barycentric states (m, 6) at t0 (m,) come to at t1 (m,), by all forces.

        Raises NotSolved where one meets a body.
        """
        out, status = self.tried(t0, states, t1)
        if status.any():
            k = int(np.flatnonzero(status)[0])
            raise NotSolved(
                f"{self.name} cannot be flown on: {st.WORDS[int(status[k])]}",
                status=int(status[k]), value=format_epoch(float(t0[k])),
                remedy="begin from a path that keeps away from bodies",
            )  # fmt: skip
        return out

    def tried(self, t0: Array, states: Array, t1: Array) -> tuple[Array, NDArray[np.int8]]:
        """Return as ``flown`` does, with a status (m,) for each: LIMIT where a body is met."""
        out = np.empty_like(states)
        status = ends(
            self.among, reference.method(), np.ascontiguousarray(t0, float),
            np.ascontiguousarray(states), np.ascontiguousarray(t1, float), TOLERANCE, out,
        )  # fmt: skip
        return out, status

    @cached_property
    def dv_m_s(self) -> Array:
        """Burns (k, 3) [m/s], ICRF, in the reference model."""
        burns = list(self.path.burns)
        return np.asarray(self.path.states[burns, 3:] - self.arrived[burns, 3:])

    @property
    def total_m_s(self) -> float:
        """Sum of the burns in the reference model."""
        return float(np.linalg.norm(self.dv_m_s, axis=1).sum())

    def with_nodes(self, t_s: Array) -> Plan:
        """Return the plan with nodes at further epochs (m,) within its span."""
        t, new = self.path.t_s, np.setdiff1d(np.atleast_1d(t_s), self.path.t_s)
        at = np.searchsorted(t, new)
        if not ((at > 0) & (at < t.size)).all():
            raise InvalidInput(
                f"node outside {self.name}", value=new.tolist(), remedy="give epochs within it"
            )
        states = self.flown(t[at - 1], self.path.states[at - 1], new)
        moved = np.searchsorted(new, t) + np.arange(t.size)
        path = Patched(
            t_s=np.insert(t, at, new), states=np.insert(self.path.states, at, states, axis=0),
            before=self.path.before, burns=tuple(int(moved[b]) for b in self.path.burns),
        )  # fmt: skip
        return replace(self, path=path, arrives=int(moved[self.arrives]))

    def state(self, t_s: Array | float, centre: str = "sun") -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) about a body or the "barycentre" at t_s (n,).

        At a burn: after it.  Raises InvalidInput outside the span.
        """
        t = np.atleast_1d(np.asarray(t_s, dtype=float))
        first, last = self.span_s
        if not (np.isfinite(t).all() and (t >= first).all() and (t <= last).all()):
            raise InvalidInput(
                f"date outside {self.name}", value=float(t[~((t >= first) & (t <= last))][0]),
                remedy=f"ask within {first} to {last} s past J2000",
            )  # fmt: skip
        at = np.maximum(np.searchsorted(self.path.t_s, t, side="right") - 1, 0)
        out = np.ascontiguousarray(self.path.states[at])
        off = np.flatnonzero(t - self.path.t_s[at] > 0.0)
        if off.size:
            out[off] = self.flown(self.path.t_s[at[off]], out[off], t[off])
        if centre == "barycentre":
            return out[:, :3], out[:, 3:]
        r, v = load().body(centre, centre="barycentre").state(t)
        return out[:, :3] - r, out[:, 3:] - v
