"""The orbit that values of a solution with a covariance stand for.

Checked: tests/bodies/test_sky_uncertainty.py, tests/bodies/test_clones.py.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from windlass.base.errors import InvalidInput, NotSolved
from windlass.bodies.forces import gm_sun
from windlass.catalogue.covariance import FORCES, Covariance
from windlass.catalogue.orbit import NonGrav, Orbit
from windlass.kernels import status as st

Array = NDArray[np.float64]


def solution(covariance: Covariance, values: Array) -> Orbit:
    """Return the orbit of values (k,) near a solution; NotSolved where they are no ellipse."""
    given = dict(zip(covariance.names, (float(x) for x in values), strict=True))
    push = [given.get(name, 0.0) for name in FORCES]
    try:
        a = given["q_m"] / (1.0 - given["e"])
        late = covariance.epoch_s - given["tp_s"]
        return Orbit(
            designation=covariance.designation,
            epoch_s=covariance.epoch_s,
            a_m=a,
            e=given["e"],
            i_rad=given["i_rad"],
            node_rad=given["node_rad"],
            peri_rad=given["peri_rad"],
            mean_anomaly_rad=math.sqrt(gm_sun() / a**3) * late,
            precision="full",
            source=covariance.source,
            nongrav=NonGrav(*push) if any(push) else None,
        )
    except (InvalidInput, ValueError, ZeroDivisionError) as error:
        raise NotSolved(
            f"a neighbouring orbit of {covariance.designation} is no ellipse: {error}",
            status=st.OUT_OF_DOMAIN,
            remedy="the orbit is too uncertain for a linear estimate",
        ) from error
