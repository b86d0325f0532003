"""A body on a conic, in the place of an asteroid's ephemeris."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.kernels.conics import later
from windlass.base.constants import GM_SUN
from windlass.bodies.frames import ecliptic_to_icrf
from windlass.kernels.kepler import propagate_many
from windlass.kernels.status import OK

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Rock:
    """A body on a conic through an ecliptic state (6,) at an epoch, held over a span."""

    s: Array
    at_s: float
    span_s: tuple[float, float]

    def state(self, t_s: Any) -> tuple[Array, Array]:
        """Positions and velocities (n, 3), as an ephemeris has them."""
        t = np.atleast_1d(np.asarray(t_s, dtype=float))
        assert t.min() >= self.span_s[0]
        assert t.max() <= self.span_s[1]
        n = len(t)
        r, v, status = propagate_many(
            GM_SUN, np.tile(self.s[:3], (n, 1)), np.tile(self.s[3:], (n, 1)), t - self.at_s
        )
        assert (status == OK).all()
        return ecliptic_to_icrf(r), ecliptic_to_icrf(v)


def carried(s: Array, t: float) -> Array:
    """State (6,) on the same conic a time later."""
    return later(s, t, GM_SUN)
