"""A plan for tests: a rock near Earth's orbit, moved by two burns, two hundred days."""

import numpy as np
from numpy.typing import NDArray

from windlass.base.epochs import DAY_S, parse_epoch
from windlass.bodies import reference
from windlass.catalogue.orbit import Orbit
from windlass.transfers.shooting import Patched
from windlass.verify.plan import Plan

Array = NDArray[np.float64]

START = parse_epoch("2031")
ORBIT = Orbit(
    designation="2099 ZZ9", epoch_s=START - 400.0 * DAY_S, a_m=1.01 * 149_597_870_700.0, e=0.03,
    i_rad=0.01, node_rad=1.0, peri_rad=2.0, mean_anomaly_rad=3.0, precision="full",
    source="windlass", uncertainty=1,
)  # fmt: skip
BURNS = (np.array([30.0, 0.0, -5.0]), np.array([-10.0, 20.0, 3.0]))


def hop(arrives: int | None = None, designed: Array | None = None) -> Plan:
    """Return the plan, closed because it is flown from its start."""
    t = START + np.arange(0.0, 201.0, 20.0) * DAY_S
    states = np.empty((t.size, 6))
    before = np.concatenate(_rock(float(t[0])))
    here = before.copy()
    for k in range(t.size):
        if k in (0, 5):
            here[3:] += BURNS[k // 5]
        states[k] = here
        if k + 1 < t.size:
            flight = reference.fly(
                here[:3], here[3:], float(t[k]), float(t[k + 1]), centre="barycentre"
            )
            here = np.concatenate([x[0] for x in flight.state(t[k + 1], "barycentre")])
    sizes = np.array([np.linalg.norm(b) for b in BURNS])
    return Plan(
        name="a way home", title="2099 ZZ9", goal="a point ahead of Earth", designer="conics",
        path=Patched(t_s=t, states=states, before=before, burns=(0, 5)),
        arrives=t.size - 3 if arrives is None else arrives,
        designed_m_s=sizes if designed is None else designed,
        orbit=ORBIT, carried=True, size_m=(5.0, 8.0, 15.0),
    )  # fmt: skip


def _rock(t_s: float) -> tuple[Array, Array]:
    """Return the barycentric state of the rock."""
    from windlass.bodies.asteroid import initial_state

    r, v = initial_state(ORBIT)
    flight = reference.fly(r, v, ORBIT.epoch_s, t_s)
    there, fast = flight.state(t_s, "barycentre")
    return there[0], fast[0]
