"""Where many asteroids are at the end of a flight, quickly: the fast mode of the reference model.

The N-body model of the search (``bodies.forces``), by steps of a tolerance chosen so that they
add nothing to what its missing forces leave out; docs/methods/reference-propagator.md tells how far
its ends lie from those of the reference model.
Checked: tests/bodies/test_fast.py, validation/reference.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from windlass.base.epochs import YEAR_S
from windlass.base.errors import InvalidInput
from windlass.bodies import forces
from windlass.bodies.planets import load
from windlass.kernels import status as st
from windlass.kernels.nbody_ends import ends_many

Array = NDArray[np.float64]

TOLERANCE: Final = 1e-5
"""Of the integrator: against 1e-9 it moves 99 % of ends after ten years by less than a kilometre,
the missing forces half of them by 8 km."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Heliocentric ICRF r, v (n, 3) [m, m/s] at t_s (n,); status (n,).

    LIMIT: a body is met, at the end of the step within which the state is given.  With any other
    status but OK they are nan.
    """

    r: Array
    v: Array
    t_s: Array
    status: NDArray[np.int8]


def final_states(
    r: Array, v: Array, t0: ArrayLike, t1: ArrayLike, *, push: Array | None = None
) -> Ends:
    """Fly heliocentric ICRF states r, v (n, 3) [m, m/s] from t0 to t1 (n,) or () [s past J2000].

    push (n, 3): radial, transverse and normal accelerations at 1 au [m/s²].  On all cores that
    numba has.  Raises InvalidInput where shapes do not fit; a state that is not finite and an
    epoch outside DE440 cost their row alone: its status is BAD_INPUT.
    """
    r, v = np.ascontiguousarray(r, np.float64), np.ascontiguousarray(v, np.float64)
    n = len(r)
    push = np.zeros((n, 3)) if push is None else np.ascontiguousarray(push, np.float64)
    if not r.shape == v.shape == push.shape == (n, 3):
        raise InvalidInput(
            "states of a flight", value=(r.shape, v.shape, push.shape),
            remedy="give positions, velocities and accelerations as (n, 3)",
        )  # fmt: skip
    begun, ended = (np.broadcast_to(np.asarray(t, np.float64), (n,)).copy() for t in (t0, t1))
    f = forces.forces()
    low, high = f.source.span_s
    bad = ~((begun >= low) & (begun <= high) & (ended >= low) & (ended <= high))
    begun[bad] = ended[bad] = 0.0
    sun = load().body("sun", centre="barycentre")
    sun_r, sun_v = sun.state(begun)
    reach = float(np.abs(ended - begun).max(initial=0.0))
    out, until, status = np.empty((n, 6)), np.empty(n), np.empty(n, np.int8)
    ends_many(
        begun, r + sun_r, v + sun_v, ended, TOLERANCE, f.source.pack, f.source.layout,
        f.source.clock, f.gm, f.j2, push, f.radii, 3_000 + int(600 * reach / YEAR_S), out, until,
        status,
    )  # fmt: skip
    status[bad] = st.BAD_INPUT
    out[bad] = until[bad] = np.nan
    there = np.where(np.isfinite(until), until, 0.0)
    sun_r, sun_v = sun.state(there)
    return Ends(r=out[:, :3] - sun_r, v=out[:, 3:] - sun_v, t_s=until, status=status)
