"""Encounters on their b-planes: Apophis in 2029, what moves it, and Bennu without its drift."""

import math

import numpy as np

from validation.table import Row
from windlass.base.constants import AU_M
from windlass.base.epochs import DAY_S, YEAR_S, parse_epoch
from windlass.bodies import asteroid, bplane, reference
from windlass.bodies.forces import gm_sun
from windlass.catalogue.collection import lookup

NEAR = parse_epoch("2029-04-13T21:46")
LEAST_M = 38_012e3
WIEGERT = "wiegert2024"


def rows() -> list[Row]:
    """All rows."""
    return [*apophis(), *moved(), *drift()]


def apophis() -> list[Row]:
    """Its own orbit of the packaged table, as the reference model flies it."""
    orbit = lookup("Apophis").orbit
    r, v = asteroid.initial_state(orbit)
    flight = reference.fly(r, v, orbit.epoch_s, NEAR + 10.0 * DAY_S, push=orbit.nongrav)
    one = bplane.meet(flight, "earth", NEAR, 5.0 * DAY_S)
    what = "b-plane of Apophis in 2029"
    return [
        Row(what, "least distance", LEAST_M / 1e3, one.perigee_m / 1e3, 100.0, "km", "sbdb2026"),
        Row(what, "its time after 21:46 UTC", 0.0, (one.t_s - NEAR) / 60.0, 1.0, "min",
            "sbdb2026"),
    ]  # fmt: skip


def moved() -> list[Row]:
    """What 5 cm/s along its way do, given in the midst of 2021 to 2027, while it cannot be seen.

    Published as the change that counts beside its miss: within a factor of 2.
    """
    orbit = lookup("Apophis").orbit
    r, v = asteroid.initial_state(orbit)
    begun = parse_epoch("2024")
    back = reference.fly(r, v, orbit.epoch_s, begun, push=orbit.nongrav)
    r, v = (one[0] for one in back.state(begun))
    among = reference.model((begun, NEAR + 6.0 * DAY_S), push=orbit.nongrav)
    made = bplane.partials(r, v, begun, "earth", NEAR, 5.0 * DAY_S, among=among)
    along = float(np.linalg.norm(made.by_dv @ (v / np.linalg.norm(v))))
    return [
        Row("Apophis pushed in 2024", "5 cm/s along its way: its miss, as power of 2", 0.0,
            math.log2(5e-2 * along / made.plane.perigee_m), 1.0, "", WIEGERT),
    ]  # fmt: skip


def drift() -> list[Row]:
    """Bennu's transverse push off for 50 years, where neither Earth nor the Moon bends its path.

    Published: 284 m a year of the semi-major axis; three quarters of mean motion, rate and time
    squared is how far it goes along a circle.
    """
    orbit = lookup("Bennu").orbit
    r, v = asteroid.initial_state(orbit)
    speed, end = math.sqrt(gm_sun() / orbit.a_m), orbit.epoch_s + 50.0 * YEAR_S
    ends = [
        asteroid.propagate(r, v, orbit.epoch_s, end, nongrav=push, without=("earth", "moon"))
        for push in (orbit.nongrav, None)
    ]
    (x, u), (y, _) = ends
    late = float((x - y) @ u) / float(u @ u)
    rate = 19.0e-4 * AU_M / (1e6 * YEAR_S)
    want = 0.75 * (speed / orbit.a_m) * rate * (50.0 * YEAR_S) ** 2
    return [
        Row("Bennu without its drift", "50 years, along its way at its mean speed", want / 1e3,
            late * speed / 1e3, 0.02, "km", "chesley2014", relative=True),
    ]  # fmt: skip
