"""A rock that comes to Earth in three years, and deviations whose odds of a hit are known."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import ncx2

from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.bodies import fast, reference
from windlass.bodies.forces import forces
from windlass.bodies.planets import load
from windlass.transfers.shooting import Patched
from windlass.verify.plan import Plan

Array = NDArray[np.float64]

MEETS = parse_epoch("2038-06-01")
BEFORE_S = 1.5 * DAY_S
VINF_M_S = 9e3
AIM = np.array([0.6, 0.64, 0.48])
YEARS = 3.0


def near_earth(b: Array) -> Array:
    """Barycentric states (n, 6) before the encounter whose B-plane points are b (n, 2)."""
    gm = float(forces().gm[3])
    r, v = (x[0] for x in load().body("earth", centre="barycentre").state(MEETS))
    axis = np.linalg.svd(AIM[None])[2][1:]
    far = BEFORE_S * VINF_M_S
    speed = np.sqrt(VINF_M_S**2 + 2.0 * gm / np.hypot(far, np.linalg.norm(b, axis=1)))
    # the impact parameter is h / v∞: the place aside, a little nearer than b, has the same h
    aside = (b * (VINF_M_S / speed)[:, None]) @ axis
    place = r - far * AIM + aside
    return np.concatenate([place, v + speed[:, None] * AIM], axis=1)


def started(states: Array) -> tuple[Array, float]:
    """Those states, flown back to the start: (n, 6) barycentric and the epoch."""
    t0 = MEETS - YEARS * YEAR_S
    sun = load().body("sun", centre="barycentre")
    r, v = sun.state(MEETS)
    ends = fast.final_states(states[:, :3] - r, states[:, 3:] - v, MEETS, t0)
    r, v = sun.state(t0)
    return np.concatenate([ends.r + r, ends.v + v], axis=1), t0


def capture_m(height_m: float) -> float:
    """The impact parameter of the two-body problem that just touches the atmosphere."""
    f = forces()
    radius = float(f.radii[3]) + height_m
    return float(radius * np.sqrt(1.0 + 2.0 * f.gm[3] / (radius * VINF_M_S**2)))


def odds(centre_m: float, sigma_m: float, height_m: float) -> float:
    """The integral of a round normal spread in the B-plane over the disc that is Earth."""
    return float(ncx2.cdf((capture_m(height_m) / sigma_m) ** 2, 2, (centre_m / sigma_m) ** 2))


def plan(start: Array, t0: float) -> Plan:
    """A plan that begins there, with one burn of 5 m/s before."""
    t = t0 + np.array([0.0, 20.0, 40.0, 60.0]) * DAY_S
    flight = reference.fly(start[:3], start[3:], t0, float(t[-1]), centre="barycentre")
    r, v = flight.state(t, "barycentre")
    before = start.copy()
    before[3:] -= np.array([3.0, 4.0, 0.0])
    return Plan(
        name="aimed at Earth", title="2099 ZZ9", goal="Earth", designer="hand", carried=True,
        path=Patched(t_s=t, states=np.concatenate([r, v], axis=1), before=before, burns=(0,)),
        arrives=2, designed_m_s=np.array([5.0]), size_m=(5.0, 8.0, 15.0),
    )  # fmt: skip
