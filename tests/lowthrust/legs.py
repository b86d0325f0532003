"""Random legs from Earth that can be flown, by their seed; solved and carried over once each."""

from functools import cache

import numpy as np
from scipy.integrate import solve_ivp

from windlass.base.constants import G0, GM_SUN
from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies.planets import load
from windlass.lowthrust import ends
from windlass.lowthrust.carried import Carried, Sphere, carried
from windlass.lowthrust.direct import Direct
from windlass.lowthrust.engine import steady
from windlass.lowthrust.leg import LowThrustLeg, fixed
from windlass.lowthrust.solve import solve

MASS_KG = 1500.0
ISP_S = 3000.0
COAST_S = 9.0 * DAY_S
V_M_S = 1414.0


def random_leg(seed: int, away: bool = False) -> LowThrustLeg:
    """From Earth to where some thrust would lead, three stretches at 70 % of what there is.

    away: it leaves Earth with V_M_S, and coasts beside it.
    """
    rng = np.random.default_rng(seed)
    departs = parse_epoch("2027-01-01") + rng.uniform(0.0, 8000.0) * DAY_S
    tof, most = rng.uniform(150.0, 220.0) * DAY_S, rng.uniform(0.15, 0.35)
    r, v = (x[0] for x in load().body("earth", centre="sun").state(departs))
    y = np.concatenate([r, v, [MASS_KG]])
    if away:
        way = rng.standard_normal(3) * [1.0, 1.0, 0.2]
        y[3:6] += V_M_S * way / np.linalg.norm(way)
    edges = np.linspace(COAST_S if away else 0.0, tof, 4)
    for begin, end in zip([0.0, *edges[:-1]], edges, strict=True):
        turn = rng.standard_normal(3) * [0.3, 1.0, 0.3] if begin or not away else np.zeros(3)
        force = 0.7 * most * turn / max(float(np.linalg.norm(turn)), 1e-9)

        def rate(_: float, y: np.ndarray, force: np.ndarray = force) -> np.ndarray:
            up = y[:3] / np.linalg.norm(y[:3])
            pole = np.cross(y[:3], y[3:6])
            pole /= np.linalg.norm(pole)
            push = force @ np.stack([up, np.cross(pole, up), pole])
            pull = -GM_SUN * y[:3] / np.linalg.norm(y[:3]) ** 3
            return np.concatenate(
                [y[3:6], pull + push / y[6], [-float(np.linalg.norm(force)) / (G0 * ISP_S)]]
            )

        if end > begin:
            y = solve_ivp(rate, (begin, end), y, method="DOP853", rtol=1e-10, atol=1e-6).y[:, -1]
    speed = (V_M_S, V_M_S) if away else (0.0, 0.0)
    return LowThrustLeg(
        start=ends.planet("earth", speed), end=fixed("somewhere", y[:6]), tof_s=(tof, tof),
        departs_s=(departs, departs), mass_kg=(MASS_KG, MASS_KG), engine=steady(most, ISP_S),
        coast_s=(COAST_S if away else 0.0, 0.0),
    )  # fmt: skip


@cache
def solved(seed: int, away: bool = False) -> Direct:
    """A random leg, solved."""
    return solve(random_leg(seed, away), nearest=False).best


@cache
def by_all(seed: int, away: bool = False) -> Carried:
    """The same among all bodies: away: from a sphere; else Earth and Moon do not pull."""
    if away:
        return carried(solved(seed, True), begins=Sphere())
    return carried(solved(seed), without=("earth", "moon"))
