"""Two-body propagation: an approximation, labelled as such.

Wrong by kilometres per second in a trip wherever the asteroid meets Earth on the way; kept for
comparison and for orbits that the N-body model cannot integrate.
Checked: tests/bodies/test_twobody.py, tests/bodies/test_asteroid.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import NotSolved
from windlass.bodies import forces
from windlass.bodies.asteroid import initial_state
from windlass.bodies.ephemeris import check_span
from windlass.catalogue.orbit import Orbit
from windlass.kernels.kepler import propagate_many

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoBodyEphemeris:
    """States of an asteroid about the Sun alone, ICRF."""

    name: str
    orbit: Orbit
    span_s: tuple[float, float]
    centre: str = "sun"
    frame: str = "icrf"
    model: str = "two-body approximation: the Sun alone"

    @property
    def sources(self) -> tuple[str, ...]:
        """Reference key of the orbit."""
        return (self.orbit.source,)

    @property
    def data(self) -> tuple[tuple[str, str], ...]:
        """Nothing beside the orbit itself."""
        return ()

    def state(self, t_s: Array | float) -> tuple[Array, Array]:
        """Return (r (n, 3) [m], v (n, 3) [m/s]) at epochs (n,) [s past J2000]."""
        t = check_span(self.name, t_s, self.span_s)
        r0, v0 = initial_state(self.orbit)
        r, v, status = propagate_many(
            forces.gm_sun(),
            np.tile(r0, (t.size, 1)),
            np.tile(v0, (t.size, 1)),
            t - self.orbit.epoch_s,
        )
        if status.any():
            raise NotSolved(f"no two-body state of {self.name}", status=int(status.max()))
        return r, v


def ephemeris(orbit: Orbit, span_s: tuple[float, float]) -> TwoBodyEphemeris:
    """Return the two-body ephemeris of an orbit over a span."""
    return TwoBodyEphemeris(name=orbit.designation, orbit=orbit, span_s=span_s)
