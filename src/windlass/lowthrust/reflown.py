"""A leg's thrust flown again by another integrator, from its departure: where does it end?

Of the solver only the state at departure, the thrust and its flow are taken: in each segment the
thrust's size and its direction, polynomials through its points.  Flown by SciPy's DOP853,
segment by segment, so that no step runs over a switch.
Checked: tests/lowthrust/test_reflown.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from windlass.base.errors import NotSolved
from windlass.kernels import status as st
from windlass.kernels.segment_flight import segment_rate
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.programme import STAGES, radau, units

Array = NDArray[np.float64]

RTOL: Final = 1e-11
NEAR_M: Final = 1e6
NEAR_M_S: Final = 1.0
"""Miss at the end below which a leg holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflown:
    """Where the thrust leads: the miss at arrival [m, m/s], the mass there [kg], the greatest
    throttle, states (n + 1, 7) at the ends of the segments [m, m/s, kg]."""

    miss_m: float
    miss_m_s: float
    final_kg: float
    throttle: float
    states: Array

    @property
    def holds(self) -> bool:
        """Whether it arrives, and asks no more of the engine than it has."""
        near = self.miss_m < NEAR_M and self.miss_m_s < NEAR_M_S
        return near and self.throttle < 1.0 + 1e-6


def reflown(found: Direct) -> Reflown:
    """Return where a leg's thrust leads.  Raises NotSolved where the integrator gives up."""
    leg, u = found.leg, units(found.leg)
    engine = leg.engine.table(u.length, u.force, u.mass / u.time)
    points, _ = radau(STAGES)
    t, y = 0.0, found.told.states[0] / u.state
    states, most = [found.told.states[0]], 0.0
    told = found.told
    powers = np.linalg.inv(np.vander(points))
    for part, throttle, share in zip(found.part, told.throttle, told.flow, strict=True):
        length = part * found.told.tof_s / u.time
        sizes = np.linalg.norm(throttle, axis=1)
        most = max(most, float(sizes.max()))
        law = powers @ np.column_stack([throttle, sizes])
        flight = solve_ivp(
            segment_rate, (t, t + length), y, method="DOP853", rtol=RTOL, atol=RTOL,
            args=(law, float(share), t, length, engine),
        )  # fmt: skip
        if not flight.success:
            raise NotSolved(
                "the thrust of a leg cannot be flown again", status=st.NOT_CONVERGED,
                value=str(flight.message), remedy="solve the leg on a finer mesh",
            )  # fmt: skip
        t, y = t + length, flight.y[:, -1]
        states.append(y * u.state)
    off = states[-1] - found.told.states[-1]
    return Reflown(
        miss_m=float(np.linalg.norm(off[:3])), miss_m_s=float(np.linalg.norm(off[3:6])),
        final_kg=float(states[-1][6]), throttle=most, states=np.array(states),
    )  # fmt: skip
