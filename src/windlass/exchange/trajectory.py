"""A trajectory as files carry it: arcs of states and how to interpolate between them.

An arc ends where an impulse changes the velocity; the next begins there.  Positions and
velocities are about one centre, ICRF, epochs TDB.
Checked: tests/exchange/test_trajectory.py.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput
from windlass.bodies.ephemeris import check_span
from windlass.bodies.planets import load
from windlass.exchange.interpolate import interpolate, nodes_needed
from windlass.exchange.names import CENTRES, TOUCH_S, stamp

Array = NDArray[np.float64]
Scheme = Literal["hermite", "lagrange"]

SEAM_M: Final = 1_000.0
"""Arcs whose ends lie further apart do not meet: no impulse joins them [m]."""
LEAST_M_S: Final = 1e-6
"""A step of velocity below it is rounding, not an impulse [m/s]."""
HIGHEST: Final = 27
"""Degree of a polynomial that any reader takes (that of SPICE)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariance:
    """Covariance (6, 6) of a state [m, m/s] at an epoch, in the axes "icrf" or "rtn"."""

    t_s: float
    matrix: Array
    frame: str = "icrf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Impulse:
    """An impulse: its epoch [s past J2000 TDB] and the change of velocity (3,) [m/s], ICRF."""

    t_s: float
    dv_m_s: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """Motion without impulses: epochs (n,) [s past J2000 TDB], states (n, 6) [m, m/s].

    scheme, degree: of the polynomials between the epochs; usable_s: span in which they hold,
    None: all of it.
    """

    epochs_s: Array
    states: Array
    scheme: Scheme = "hermite"
    degree: int = 7
    usable_s: tuple[float, float] | None = None
    covariances: tuple[Covariance, ...] = ()

    def __post_init__(self) -> None:
        """Raise InvalidInput for states that cannot be interpolated."""
        n = self.epochs_s.size
        if self.epochs_s.shape != (n,) or self.states.shape != (n, 6):
            raise InvalidInput(
                "epochs and states of an arc", value=(self.epochs_s.shape, self.states.shape),
                remedy="give (n,) and (n, 6)",
            )  # fmt: skip
        if not (np.isfinite(self.epochs_s).all() and np.isfinite(self.states).all()):
            raise InvalidInput("an arc has numbers that are not finite", remedy="leave them out")
        late = np.flatnonzero(~(np.diff(self.epochs_s) > 0.0))
        if late.size:
            raise InvalidInput(
                "epochs of an arc are not in order", value=float(self.epochs_s[late[0] + 1]),
                remedy="sort them; where the velocity changes at once, begin another arc",
            )  # fmt: skip
        need = nodes_needed(self.scheme, self.degree)
        if not 0 < self.degree <= HIGHEST or n < need:
            raise InvalidInput(
                f"an arc of {n} states cannot be interpolated", value=(self.scheme, self.degree),
                remedy=f"give at least {need} states, or a lower degree (1 to {HIGHEST})",
            )  # fmt: skip
        first, last = self.span_s
        if not float(self.epochs_s[0]) <= first < last <= float(self.epochs_s[-1]):
            raise InvalidInput(
                "usable span of an arc", value=self.usable_s, remedy="give one within its epochs"
            )

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch that can be evaluated [s past J2000]."""
        return self.usable_s or (float(self.epochs_s[0]), float(self.epochs_s[-1]))

    def state(self, t: Array) -> Array:
        """Return states (m, 6) [m, m/s] at epochs (m,) within the arc."""
        return interpolate(self.epochs_s, self.states, self.scheme, self.degree, t)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """A path as a file carries it: one centre, ICRF, TDB, arcs in the order of time.

    comment: lines that tell model, sources and digests.  It is an ephemeris like any other:
    ``state`` gives what the file says, by the file's own interpolation.
    """

    name: str
    object_id: str
    centre: str
    arcs: tuple[Arc, ...]
    comment: tuple[str, ...] = ()
    frame: str = field(default="icrf")
    scale: str = field(default="TDB")

    def __post_init__(self) -> None:
        """Raise InvalidInput for what no file here can say."""
        if self.centre not in CENTRES:
            raise InvalidInput(
                "unknown centre", value=self.centre, remedy=f"one of {', '.join(CENTRES)}"
            )
        for what, had, only in (("frame", self.frame, "icrf"), ("time scale", self.scale, "TDB")):
            if had != only:
                raise InvalidInput(f"{what} of {self.name}", value=had, remedy=f"convert to {only}")
        if not self.arcs:
            raise InvalidInput(f"{self.name} has no arc", remedy="give at least one")
        for one, two in itertools.pairwise(self.arcs):
            if one.span_s[1] > two.span_s[0] + TOUCH_S:
                raise InvalidInput(
                    f"arcs of {self.name} overlap", value=stamp(two.span_s[0]),
                    remedy="let an arc begin where the one before ends",
                )  # fmt: skip

    @property
    def span_s(self) -> tuple[float, float]:
        """First and last epoch [s past J2000]; gaps may lie between."""
        return self.arcs[0].span_s[0], self.arcs[-1].span_s[1]

    @property
    def epochs_s(self) -> Array:
        """Epochs (n,) of all arcs; that of an impulse stands twice, before it and after."""
        return np.concatenate([arc.epochs_s for arc in self.arcs])

    @property
    def states(self) -> Array:
        """States (n, 6) [m, m/s] of all arcs."""
        return np.concatenate([arc.states for arc in self.arcs])

    @property
    def impulses(self) -> tuple[Impulse, ...]:
        """Changes of velocity where arcs meet, in the order of time."""
        found = []
        for one, two in itertools.pairwise(self.arcs):
            t = two.span_s[0]
            if abs(one.span_s[1] - t) > TOUCH_S:
                continue
            before = one.state(np.array([min(t, one.span_s[1])]))[0]
            jump = two.state(np.array([t]))[0] - before
            apart, dv = float(np.linalg.norm(jump[:3])), float(np.linalg.norm(jump[3:]))
            if apart <= SEAM_M and dv >= LEAST_M_S:
                found.append(Impulse(t_s=t, dv_m_s=jump[3:]))
        return tuple(found)

    @property
    def model(self) -> str:
        """How the states are made: interpolation of a file."""
        return f"interpolated states of {self.name}"

    @property
    def sources(self) -> tuple[str, ...]:
        """Reference keys: those of the file's comment are words only."""
        return ()

    @property
    def data(self) -> tuple[tuple[str, str], ...]:
        """(What, digest) of the data behind it: none that was checked."""
        return ()

    def state(self, t_s: Array | float, centre: str | None = None) -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) about a centre, its own by default, at t_s (n,).

        At an impulse: after it.  Raises InvalidInput outside the span and in gaps.
        """
        t = check_span(self.name, t_s, self.span_s)
        starts = np.array([arc.span_s[0] for arc in self.arcs])
        which = np.maximum(np.searchsorted(starts, t, side="right") - 1, 0)
        made = np.empty((t.size, 6))
        for k, arc in enumerate(self.arcs):
            mine = which == k
            beyond = t[mine] > arc.span_s[1] + TOUCH_S
            if beyond.any():
                raise InvalidInput(
                    f"date in a gap of {self.name}", value=stamp(float(t[mine][beyond][0])),
                    remedy=f"arc {k + 1} ends at {stamp(arc.span_s[1])}",
                )  # fmt: skip
            made[mine] = arc.state(np.minimum(t[mine], arc.span_s[1]))
        moved = made if centre is None else made + offset(self.centre, centre, t)
        return moved[:, :3], moved[:, 3:]


def offset(origin: str, centre: str, t: Array) -> Array:
    """Return states (n, 6) [m, m/s] of one centre about another at epochs (n,), by DE440."""
    made = np.zeros((t.size, 6))
    if origin == centre:
        return made
    for name, sign in ((origin, 1.0), (centre, -1.0)):
        if name != "barycentre":
            made += sign * np.hstack(load().body(name, centre="barycentre").state(t))
    return made
