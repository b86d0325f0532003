"""A solved leg as a function of time: where it is, what it weighs, what force it has, ICRF.

Between the points of a segment the state is the polynomial of the collocation; of the thrust, the
size and the direction are polynomials through its points, as when the leg is flown again
(``reflown``).
Checked: tests/lowthrust/test_design.py.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import interpolate

from windlass.base.constants import G0
from windlass.bodies.thrust import Burn, Profile, profile
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.programme import LEAST, STAGES, radau

Array = NDArray[np.float64]

STEP_S: Final = 21_600.0
"""Longest interval over which a thrust that is written down changes evenly."""
TINY: Final = 1e-30
"""Flow [kg/s] of an engine that has none."""
DARK: Final = 1e-6
"""Share of the full thrust below which there is none."""


class Design:
    """A leg by the Sun's pull alone; edges_s (n + 1,): of its segments [s past J2000]."""

    def __init__(self, found: Direct) -> None:
        self.found = found
        told = found.told
        after = np.concatenate([[0.0], np.cumsum(found.part)])
        self.edges_s = told.departs_s + told.tof_s * after / after[-1]
        points, _ = radau(STAGES)
        at = np.concatenate([[0.0], points])
        self._paths, self._laws, self._sizes = [], [], []
        for k, throttle in enumerate(told.throttle):
            own = told.states[STAGES * k : STAGES * (k + 1) + 1]
            self._paths.append(interpolate.BarycentricInterpolator(at, own))
            self._laws.append(interpolate.BarycentricInterpolator(points, throttle))
            size = np.linalg.norm(throttle, axis=1)
            self._sizes.append(interpolate.BarycentricInterpolator(points, size))

    @property
    def span_s(self) -> tuple[float, float]:
        """Departure and arrival [s past J2000]."""
        return float(self.edges_s[0]), float(self.edges_s[-1])

    def state(self, t_s: Array | float) -> Array:
        """Return heliocentric states with mass (n, 7) [m, m/s, kg] at epochs (n,)."""
        return self._over(t_s, None)[0]

    def force(self, t_s: Array | float, segment: int | None = None) -> Array:
        """Return forces (n, 3) [N] at epochs (n,), in one segment where its ends are asked."""
        return self._over(t_s, segment)[1]

    def isp(self, t_s: Array) -> Array:
        """Return the engine's specific impulse (n,) [s] where the leg is at epochs (n,)."""
        far = np.linalg.norm(self.state(t_s)[:, :3], axis=1)
        thrust, flow = self.found.leg.engine.at(far)
        return np.asarray(thrust / (G0 * np.maximum(flow, TINY)))

    def _over(self, t_s: Array | float, segment: int | None) -> tuple[Array, Array]:
        t = np.atleast_1d(np.asarray(t_s, float))
        which = np.searchsorted(self.edges_s, t, side="right") - 1
        which = np.clip(which, 0, len(self._paths) - 1)
        if segment is not None:
            which[:] = segment
        states, force = np.empty((t.size, 7)), np.empty((t.size, 3))
        for k in np.unique(which).tolist():
            mine = which == k
            begin, end = self.edges_s[k : k + 2]
            x = np.clip((t[mine] - begin) / (end - begin), 0.0, 1.0)
            states[mine] = self._paths[k](x)
            push = np.asarray(self._laws[k](x))
            wanted = np.clip(self._sizes[k](x), 0.0, float(self.found.told.flow[k]))
            full, _ = self.found.leg.engine.at(np.linalg.norm(states[mine, :3], axis=1))
            size = np.maximum(np.linalg.norm(push, axis=1), LEAST)
            force[mine] = push * (wanted * full / size)[:, None]
        return states, force


def thrust(
    design: Design,
    *,
    span_s: tuple[float, float] | None = None,
    step_s: float = STEP_S,
) -> Profile:
    """Return a design's thrust within a span, by default all, as burns of step_s at most, each
    changing evenly to the next.

    Over a step both size and direction are those of the design to the square of the step.
    """
    first, last = span_s or design.span_s
    most = float(design.found.leg.engine.thrust_n.max())
    burns = []
    for k in range(len(design.edges_s) - 1):
        begin, end = max(first, design.edges_s[k]), min(last, design.edges_s[k + 1])
        if not end > begin:
            continue
        t = np.linspace(begin, end, max(1, int(np.ceil((end - begin) / step_s))) + 1)
        force = design.force(t, k)
        if np.linalg.norm(force, axis=1).max() < DARK * most:
            continue
        burns += [
            Burn(from_s=float(a), until_s=float(b), isp_s=float(isp),
                 force_n=(float(f[0]), float(f[1]), float(f[2])),
                 end_n=(float(g[0]), float(g[1]), float(g[2])))
            for a, b, f, g, isp in zip(
                t[:-1], t[1:], force[:-1], force[1:], design.isp(0.5 * (t[:-1] + t[1:])),
                strict=True,
            )
        ]  # fmt: skip
    return profile(burns, float(design.state(first)[0, 6]))
