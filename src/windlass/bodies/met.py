"""What many flights of the fast mode meet: Earth, the Moon, another body, none; when, how near.

The forces of ``bodies.fast``.  A body is met within its radius, Earth from where its atmosphere is
told to begin.  docs/methods/safety.md tells how its odds compare with those of the reference model.
Checked: tests/bodies/test_met.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.bodies import forces
from windlass.bodies.encounters import pull_bound_m_s2
from windlass.bodies.fast import TOLERANCE
from windlass.bodies.planets import CHAINS
from windlass.kernels import nbody_met as kernel
from windlass.kernels import status as st

Array = NDArray[np.float64]

NAMES: Final = tuple(CHAINS)
EARTH, MOON = NAMES.index("earth"), NAMES.index("moon")
WATCH_M: Final = (0.05 * 149_597_870_700.0, 0.01 * 149_597_870_700.0)
"""Distances from Earth and Moon within which the first passage is told."""
STEPS_A_YEAR: Final = 3_000
"""At most, on average: a body bound to Earth needs most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """What n flights met: met (n,) number in NAMES, −1 none; until_s (n,); speed_m_s (n,) relative
    to that body there; state (n, 6) barycentric at the end; least_m, when_s (n, 2) from Earth and
    Moon; first_m, first_s (n, 2): first minimum within the watched distance, nan: none; status
    (n,): LIMIT a body was met, OK flown to the end, all else: not flown, and told nothing of.
    """

    met: NDArray[np.int8]
    until_s: Array
    speed_m_s: Array
    state: Array
    least_m: Array
    when_s: Array
    first_m: Array
    first_s: Array
    status: NDArray[np.int8]

    @property
    def flown(self) -> NDArray[np.bool_]:
        """Whether each came to its end or met a body (n,)."""
        return np.asarray((self.status == st.OK) | (self.status == st.LIMIT))


def fly(
    states: Array,
    t0: ArrayLike,
    t1: ArrayLike,
    *,
    height_m: float = 0.0,
    watch_m: tuple[float, float] = WATCH_M,
    tolerance: float = TOLERANCE,
) -> Met:
    """Fly barycentric ICRF states (n, 6) [m, m/s] from t0 to t1 (n,) or () [s past J2000].

    height_m: of the atmosphere in which Earth counts as met.  Raises InvalidInput for shapes that
    do not fit; an epoch outside DE440 and a state that is not finite cost their row alone.
    """
    states = np.ascontiguousarray(states, np.float64)
    n = len(states)
    if states.shape != (n, 6) or not height_m >= 0.0:
        raise InvalidInput(
            "states of flights, or the height of an atmosphere", value=(states.shape, height_m),
            remedy="give states as (n, 6) and a height of 0 or more",
        )  # fmt: skip
    begun, ended = (np.broadcast_to(np.asarray(t, np.float64), (n,)).copy() for t in (t0, t1))
    f = forces.forces()
    low, high = f.source.span_s
    bad = ~((begun >= low) & (ended <= high) & (ended > begun))
    begun[bad] = ended[bad] = 0.0  # which the kernel refuses
    radii = f.radii.copy()
    radii[EARTH] += height_m
    told, met = np.empty((n, kernel.TOLD)), np.empty(n, np.int8)
    status = np.empty(n, np.int8)
    years = float((ended - begun).max(initial=0.0)) / YEAR_S
    kernel.fly_many(
        begun, np.ascontiguousarray(states[:, :3]), np.ascontiguousarray(states[:, 3:]), ended,
        tolerance, f.source.pack, f.source.layout, f.source.clock, f.gm, f.j2, np.zeros((n, 3)),
        radii, _pull(begun[~bad], ended[~bad]), np.array(watch_m, np.float64),
        2 + int(STEPS_A_YEAR * years / kernel.PIECE), told, met, status,
    )  # fmt: skip
    told[(status != st.OK) & (status != st.LIMIT)] = np.nan
    return Met(
        met=met, until_s=told[:, kernel.UNTIL], speed_m_s=told[:, kernel.SPEED],
        state=told[:, kernel.STATE : kernel.STATE + 6],
        least_m=told[:, kernel.LEAST : kernel.LEAST + 2],
        when_s=told[:, kernel.WHEN : kernel.WHEN + 2],
        first_m=told[:, kernel.FIRST : kernel.FIRST + 2],
        first_s=told[:, kernel.FIRST_WHEN : kernel.FIRST_WHEN + 2], status=status,
    )  # fmt: skip


def _pull(begun: Array, ended: Array) -> Array:
    """Return bounds (11,) of the accelerations [m/s²] of the bodies in a span, rounded outwards to
    decades of years so that they are worked out once.
    """
    if not begun.size:
        return np.zeros(len(NAMES))
    decade = 10.0 * YEAR_S
    low, high = forces.forces().source.span_s
    span = (
        max(low, float(np.floor(begun.min() / decade)) * decade),
        min(high, float(np.ceil(ended.max() / decade)) * decade),
    )
    return np.array([0.0 if name == "sun" else pull_bound_m_s2(name, span) for name in NAMES])


def joined(parts: Sequence[Met]) -> Met:
    """Return flights of several lots as one, in their order."""
    return Met(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Met)})
