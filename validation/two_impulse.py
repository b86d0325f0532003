"""Judge the porkchop by a published optimum over all phases: Earth to Dionysus with two impulses
(IM1)."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from validation.table import Row
from windlass.kernels.elements import elements_to_state, state_to_elements
from windlass.kernels.lambert import lambert
from windlass.kernels.leg_grid import leg_grid
from windlass.kernels.status import OK

Array = NDArray[np.float64]

MU = 1.32712440018e20
DAY = 86400.0
NORTH = np.array([0.0, 0.0, 1.0])
EARTH = (
    np.array([-3637871.08165087e3, 147099798.784179e3, -2261.44104198769e3]),
    np.array([-30.2650979882182e3, -0.848685467901138e3, 5.05303606281563e-2]),
)
DIONYSUS = (
    np.array([-302452014.884247e3, 316097179.632028e3, 82872290.075518e3]),
    np.array([-4.53347379984029e3, -13.1103098008475e3, 0.65616382601745e3]),
)


def along(start: tuple[Array, Array], mean: float) -> tuple[Array, Array]:
    """State on the orbit of `start` at a mean anomaly [rad]."""
    elements, _ = state_to_elements(MU, *start)
    r, v, _ = elements_to_state(MU, *elements[:5], mean)
    return r, v


def coarse(steps: int = 72) -> tuple[float, Array]:
    """Cheapest node [m/s] of a grid over both phases and the time: (departure, arrival, days)."""
    phases = np.linspace(0, 2 * math.pi, steps, endpoint=False)
    (r1, v1), (r2, v2) = (
        [np.array(x) for x in zip(*(along(body, m) for m in phases), strict=True)]
        for body in (EARTH, DIONYSUS)
    )
    index = np.tile(np.arange(steps), (steps, 1))
    best, at = math.inf, np.zeros(3)
    free = (0.0, 0.0, math.inf)
    for days in range(150, 1000, 25):
        tof = np.full((steps, steps), days * DAY)
        cost = leg_grid(MU, r1, v1, r2, v2, index, tof, 0, NORTH, *free, *free)[0]
        k = int(np.nanargmin(cost))
        if cost.flat[k] < best:
            best = float(cost.flat[k])
            at = np.array([phases[k // steps], phases[k % steps], days])
    return best, at


def split(at: Array) -> tuple[float, float]:
    """Impulses [m/s] at both ends of the arc at (departure phase, arrival phase, days)."""
    r1, v1 = along(EARTH, at[0])
    r2, v2 = along(DIONYSUS, at[1])
    w1, w2, status = lambert(MU, r1, r2, at[2] * DAY, NORTH)
    if status != OK:
        return math.inf, math.inf
    return float(np.linalg.norm(w1 - v1)), float(np.linalg.norm(v2 - w2))


def rows() -> list[Row]:
    """The optimum, its impulses and its time; the time is soft where the sum is flat."""
    _, start = coarse()
    scale = np.array([1.0, 1.0, 100.0])
    found = minimize(
        lambda x: sum(split(x * scale)), start / scale, method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-7, "maxiter": 4000},
    )  # fmt: skip
    first, second = split(found.x * scale)
    published = (
        ("sum of both impulses", 9.907425, (first + second) / 1e3, 1e-6, "km/s"),
        ("first impulse", 7.521545, first / 1e3, 1e-5, "km/s"),
        ("second impulse", 2.38588, second / 1e3, 1e-5, "km/s"),
        ("time of flight", 348.46, found.x[2] * 100.0, 0.01, "d"),
    )
    return [
        Row("two impulses, IM1", quantity, value, computed, tolerance, unit, "published optimum")
        for quantity, value, computed, tolerance, unit in published
    ]
